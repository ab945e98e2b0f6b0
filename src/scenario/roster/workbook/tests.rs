use std::io::{Cursor, Read, Write};

use calamine::Reader;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::super::sheet::{Cell, Row};
use super::super::{Roster, SOURCES, read_roster};
use super::*;
use crate::diagnostic::Diagnostics;

/// Random damage: the same in every run. `DAMAGE=50000` in the environment tries so many.
const CASES: u32 = 400;

fn list() -> Workbook {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let amount = Format::new().set_num_format("#,##0.00_);[Red](#,##0.00)");
    let sheet = workbook.add_worksheet();
    let day = ExcelDateTime::from_ymd(2018, 5, 1).expect("a day");
    sheet.write_string(0, 0, "招元村名册").expect("a cell");
    for (column, head) in
        ["户编号", "户主姓名", "家庭人口", "工资性收入（元）", "公益岗位", "登记日期", "果树"].iter().enumerate()
    {
        sheet.write_string(2, column as u16, *head).expect("a cell");
    }
    for (row, (id, name, members)) in [("H1", "张三", 4.0), ("H2", "李四 <&>", 1.0)].into_iter().enumerate() {
        let row = row as u32 + 3;
        sheet.write_string(row, 0, id).expect("a cell");
        sheet.write_string(row, 1, name).expect("a cell");
        sheet.write_number(row, 2, members).expect("a cell");
        sheet.write_number_with_format(row, 3, 1200.5, &amount).expect("a cell");
        sheet.write_boolean(row, 4, row == 3).expect("a cell");
        sheet.write_datetime_with_format(row, 5, &day, &date).expect("a cell");
        sheet.write_formula(row, 6, Formula::new("=C4*2").set_result("8")).expect("a cell");
    }
    workbook
}

fn bytes(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().expect("a workbook in memory")
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let count = zip.len();
    let read = |index| {
        let mut file = zip.by_index(index).expect("a part");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("a part that unpacks");
        (file.name().expect("a name").into_owned(), content)
    };
    (0..count).map(read).collect()
}

fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(name.as_str(), options).expect("a part");
        zip.write_all(content).expect("a part");
    }
    zip.finish().expect("an archive").into_inner()
}

/// The list with one part changed.
fn with(name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut all = parts(&bytes(list()));
    let part = all.iter_mut().find(|(found, _)| found == name).unwrap_or_else(|| panic!("{name}"));
    part.1 = change(std::str::from_utf8(&part.1).expect("UTF-8")).into_bytes();
    pack(&all)
}

fn read(bytes: &[u8]) -> Result<Roster, Diagnostics> {
    read_roster(bytes, "list.xlsx", &SOURCES)
}

fn refused(bytes: &[u8]) -> (Code, String) {
    let found = read(bytes).expect_err("a file that cannot be read");
    assert_eq!(found.list.len(), 1, "{found}");
    let mistake = &found.list[0];
    (mistake.code, format!("{} {}", mistake.message.en, mistake.remedy.en))
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn a_workbook_is_read() {
    let roster = read(&bytes(list())).unwrap_or_else(|log| panic!("{log}"));
    assert_eq!(roster.ids, ["H1", "H2"]);
    assert_eq!(roster.numbers("members"), Some(&[4.0, 1.0][..]));
    assert_eq!(roster.numbers("wage"), Some(&[1200.5, 1200.5][..]));
    assert_eq!(roster.numbers("果树"), Some(&[8.0, 8.0][..]));
    assert_eq!(roster.left_out, ["户主姓名", "登记日期"]);
}

/// Another reader sees the same cells.
#[test]
fn cells_are_those_that_another_reader_sees() {
    let bytes = bytes(list());
    let ours = super::read(&bytes, &mut Log::new("list.xlsx")).expect("a workbook").expect("a sheet");
    let mut other: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).expect("a workbook");
    let range = other.worksheet_range("Sheet1").expect("a sheet");
    let mut theirs: Vec<Row> = Vec::new();
    for (row, column, data) in range.used_cells() {
        let cell = match data {
            calamine::Data::String(text) => text.parse().map_or_else(|_| Cell::Text(text.clone()), Cell::Number),
            calamine::Data::Float(number) => Cell::Number(*number),
            calamine::Data::Int(number) => Cell::Number(*number as f64),
            calamine::Data::Bool(value) => Cell::Truth(*value),
            calamine::Data::DateTime(_) => Cell::Date,
            other => panic!("{other:?}"),
        };
        let number = row as u32 + 1;
        match theirs.last_mut().filter(|last| last.number == number) {
            Some(last) => last.cells.push((column as u16, cell)),
            None => theirs.push(Row { number, cells: vec![(column as u16, cell)] }),
        }
    }
    assert_eq!(ours.rows, theirs);
}

#[test]
fn a_workbook_without_sheets_says_where_to_put_the_list() {
    let (code, text) = refused(&with("xl/workbook.xml", |_| "<workbook/>".into()));
    assert!(code == Code::RosterFile && text.contains("first sheet"), "{text}");
}

#[test]
fn the_sheet_of_that_name_is_taken_else_the_first_visible() {
    let mut workbook = Workbook::new();
    for (name, members) in [("封面", 3.0), ("Roster", 4.0)] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        sheet.write_string(0, 0, "members").expect("a cell");
        sheet.write_number(1, 0, members).expect("a cell");
    }
    assert_eq!(read(&bytes(workbook)).map(|roster| roster.people()), Ok(4.0));
    let mut workbook = Workbook::new();
    // one column alone is hardly a list, and the first such sheet is taken
    for (name, members, hidden) in [("a", 3.0, true), ("b", 4.0, false), ("c", 5.0, false)] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        sheet.write_string(0, 0, "members").expect("a cell");
        sheet.write_number(1, 0, members).expect("a cell");
        sheet.set_hidden(hidden);
        sheet.set_active(!hidden);
    }
    assert_eq!(read(&bytes(workbook)).map(|roster| roster.people()), Ok(4.0));
}

#[test]
fn a_date_where_a_number_is_wanted_is_named() {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("m/d");
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "家庭人口").expect("a cell");
    sheet.write_number_with_format(1, 0, 3.0, &date).expect("a cell");
    let found = read(&bytes(workbook)).expect_err("a date");
    assert!(found.list[0].message.en.contains("row 2, column A `家庭人口`: this is a date"), "{found}");
}

#[test]
fn files_of_other_sorts_are_refused_with_what_to_do() {
    let other = |name: &str| pack(&[(name.to_owned(), b"<x/>".to_vec())]);
    let rels = |target: &str| {
        let link = format!(
            "<Relationships><Relationship Id=\"r\" Type=\"u/officeDocument\" Target=\"{target}\"/></Relationships>"
        );
        pack(&[("_rels/.rels".to_owned(), link.into_bytes()), (target.to_owned(), b"<x/>".to_vec())])
    };
    for (bytes, words) in [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(), "Save as"),
        (b"PK\x03\x04".to_vec(), "damaged"),
        (other("a.txt"), "not an Excel workbook"),
        (rels("word/document.xml"), "not an Excel workbook"),
        (rels("xl/workbook.bin"), ".xlsb"),
        (rels("xl/workbook.xml"), "damaged"),
        (with(SHEET, |text| text.replace("</sheetData>", "").replace("</worksheet>", "")), "no mistake"),
    ] {
        if words == "no mistake" {
            // a sheet that ends early but between cells
            assert!(read(&bytes).is_ok());
            continue;
        }
        let (code, text) = refused(&bytes);
        assert!(
            code == Code::RosterFile && text.contains(words) && text.to_lowercase().contains("save"),
            "{words}: {text}"
        );
    }
}

/// Every place where a number stands in the archive's own headers and directory, exchanged for another.
fn claiming(mut archive: Vec<u8>, real: u32, claimed: u32) -> Vec<u8> {
    let places: Vec<usize> = (0..archive.len() - 4).filter(|at| archive[*at..*at + 4] == real.to_le_bytes()).collect();
    assert!(places.len() >= 2, "the size stands before the part and in the directory");
    for at in places {
        archive[at..at + 4].copy_from_slice(&claimed.to_le_bytes());
    }
    archive
}

/// What an archive says it unpacks to is refused before anything is unpacked; one that says too little is stopped by what
/// really comes out of it.
#[test]
fn bombs_are_refused_whatever_they_say_about_themselves() {
    let size_of = |archive: &[u8], wanted: &str| {
        let all = parts(archive);
        all.iter().find(|(name, _)| name == wanted).map(|(_, part)| part.len() as u32).expect("a part")
    };
    let small = bytes(list());
    let size = size_of(&small, SHEET);
    assert_eq!(refused(&claiming(small, size, 300 << 20)).0, Code::LimitExceeded);
    const STYLES: &str = "xl/styles.xml";
    let bomb = with(STYLES, |text| text.replace("<cellXfs", &format!("{}<cellXfs", "<a/>    ".repeat(17 << 17))));
    assert!(bomb.len() < 1 << 20);
    assert_eq!(refused(&bomb).0, Code::LimitExceeded);
    let size = size_of(&bomb, STYLES);
    let (code, text) = refused(&claiming(bomb, size, 1000));
    assert!(matches!(code, Code::LimitExceeded | Code::RosterFile), "{text}");
}

/// Texts, attributes and comments: none of them is held in memory whole before it is refused.
#[test]
fn one_huge_piece_is_refused_before_it_is_held() {
    let huge = "长".repeat(2 << 20);
    for (part, from, to) in [
        ("xl/sharedStrings.xml", "招元村名册", huge.clone()),
        (SHEET, "<v>1200.5</v>", format!("<v>{huge}</v>")),
        (SHEET, "<sheetData>", format!("<!--{huge}--><sheetData>")),
        (SHEET, "<row ", format!("<row x=\"{huge}\" ")),
    ] {
        let (code, text) = refused(&with(part, |text| text.replacen(from, &to, 1)));
        assert!(code == Code::LimitExceeded && text.contains("more than 4 MiB of text in one cell"), "{text}");
    }
}

#[test]
fn a_workbook_is_not_believed_what_it_says_it_holds() {
    let texts = "xl/sharedStrings.xml";
    let many = |text: &str| {
        text.replace("uniqueCount=\"", "uniqueCount=\"999999999999").replace("count=\"", "count=\"9999999999")
    };
    assert!(read(&with(texts, many)).is_ok());
    let far = |text: &str| text.replacen("<dimension ref=\"", "<dimension ref=\"A1:ZZZZZZZ99999999999999:", 1);
    assert!(read(&with(SHEET, far)).is_ok());
    for (from, to) in [("<row r=\"3\"", "<row r=\"4294967295\""), ("<c r=\"A3\"", "<c r=\"ZZZZZZZZZ3\"")] {
        assert_eq!(refused(&with(SHEET, |text| text.replacen(from, to, 1))).0, Code::RosterFile);
    }
    // entities that stand for each other, and one that stands for a file
    let own =
        "<!DOCTYPE x [<!ENTITY a \"&b;&b;\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]><sst><si><t>&a;</t></si></sst>";
    assert_eq!(refused(&with(texts, |_| own.into())).0, Code::RosterFile);
    let long = |text: &str| text.replacen("招元村名册", &"长".repeat(20_000), 1);
    assert_eq!(refused(&with(texts, long)).0, Code::RosterFile);
}

#[test]
fn one_long_text_in_every_cell_is_refused() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let text = "x".repeat(9000);
    for row in 0..7500 {
        sheet.write_string(row, 0, text.as_str()).expect("a cell");
    }
    assert_eq!(refused(&bytes(workbook)).0, Code::LimitExceeded);
}

fn runner() -> TestRunner {
    let cases = std::env::var("DAMAGE").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]))
}

/// Some bytes of a part, or of the archive itself, exchanged for others or cut out: a list or mistakes, never a panic.
#[test]
fn damaged_workbooks_never_panic() {
    let whole = bytes(list());
    let all = parts(&whole);
    let snippets =
        ["", "<", ">", "\"", "&", "<c>", "</c>", "<v>9</v>", "r=\"", "9999999999", "\u{0}", "]]>", "<!--", "-1"];
    let damage = (0..=all.len(), proptest::collection::vec((any::<u32>(), 0..6_usize, 0..snippets.len()), 1..4));
    let result = runner().run(&damage, |(which, places)| {
        let mut all = all.clone();
        let mut whole = whole.clone();
        let target = match all.get_mut(which) {
            Some((_, content)) => content,
            None => &mut whole,
        };
        for (place, cut, snippet) in places {
            let at = place as usize % target.len();
            let end = (at + cut).min(target.len());
            target.splice(at..end, snippets[snippet].bytes());
        }
        let bytes = if which < all.len() { pack(&all) } else { whole };
        match read(&bytes) {
            Ok(roster) => prop_assert!(roster.households() > 0),
            Err(log) => prop_assert!(!log.is_empty()),
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
