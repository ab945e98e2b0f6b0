//! Household lists from outside: the template, made-up lists, checking.

use std::io::Cursor;

use calamine::Reader;

use super::{expect, folder, write};

const TOTALS: [&str; 8] = ["--households", "104", "--people", "295", "--able-households", "66", "--able-people", "245"];

#[test]
fn the_template_is_written_once_filled_in_and_read_back() {
    let folder = folder();
    for (language, words) in [("zh", "2 户 5 人"), ("en", "2 households, 5 people")] {
        let name = format!("{language}.xlsx");
        let (out, _) = expect(folder.path(), &["new", "roster", &name, "--lang", language], 0);
        assert!(out.contains(&format!("fengnian check {name}")), "{out}");
        let path = folder.path().join(&name);
        let bytes = std::fs::read(&path).expect("the template is there");
        let (_, err) = expect(folder.path(), &["new", "roster", &name], 1);
        assert!(err.contains("not overwritten"), "{err}");
        assert_eq!(std::fs::read(&path).expect("it is still there"), bytes, "overwritten");
        expect(folder.path(), &["check", &name], 1);
        // another program opens it, somebody types two households, a third program saves them
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        let sheet = book.sheet_names().first().cloned().expect("a sheet");
        let range = book.worksheet_range(&sheet).expect("cells");
        let mut filled = rust_xlsxwriter::Workbook::new();
        let list = filled.add_worksheet().set_name(&sheet).expect("a name");
        for (row, column, data) in range.used_cells() {
            list.write_string(row as u32, column as u16, data.to_string()).expect("a cell");
        }
        for (row, members) in [(1, 3.0), (2, 2.0)] {
            list.write_string(row, 0, format!("00{row}")).expect("a cell");
            list.write_number(row, 1, members).expect("a cell");
        }
        filled.save(&path).expect("the list can be saved");
        let (out, _) = expect(folder.path(), &["check", &name, "--lang", language], 0);
        assert!(out.contains(words), "{out}");
    }
}

#[test]
fn a_made_up_list_is_printed_or_written_and_says_what_it_is() {
    let folder = folder();
    let words = |more: &[&'static str]| [&["synthesize"][..], &TOTALS, more].concat();
    let (printed, _) = expect(folder.path(), &words(&[]), 0);
    assert!(printed.starts_with("\u{feff}# 合成名册（synthetic）"), "{printed}");
    let (out, _) = expect(folder.path(), &words(&["--out", "list.csv"]), 0);
    assert!(out.contains("104 households, 295 people") && out.contains("made up"), "{out}");
    let path = folder.path().join("list.csv");
    assert_eq!(std::fs::read_to_string(&path).expect("it is written"), printed);
    let (_, err) = expect(folder.path(), &words(&["--seed", "2", "--out", "list.csv"]), 1);
    assert!(err.contains("not overwritten"), "{err}");
    assert_eq!(std::fs::read_to_string(&path).expect("it is still there"), printed);
    let (_, err) = expect(folder.path(), &words(&["--out", "list.xlsx"]), 2);
    assert!(err.contains(".csv"), "{err}");
    let (other, _) = expect(folder.path(), &words(&["--seed", "2"]), 0);
    assert_ne!(other, printed);
    for (language, words) in [("zh", "104 户 295 人，读到 14 列；合成名册"), ("en", "295 people, 14 columns; made up")]
    {
        let (out, _) = expect(folder.path(), &["check", "list.csv", "--lang", language], 0);
        assert!(out.contains(words), "{out}");
    }
}

#[test]
fn check_says_what_of_a_list_is_not_read_and_never_shows_it() {
    let folder = folder();
    write(folder.path(), "good.csv", "户编号,户主姓名,身份证号,家庭人口\n1,欧阳锋,441621198001011234,3\n");
    write(folder.path(), "bad.csv", "户编号,户主姓名,家庭人口\n1,欧阳锋,441621198001011234\n1,慕容复,3.5\n");
    let (out, err) = expect(folder.path(), &["check", "good.csv", "bad.csv"], 1);
    assert!(out.contains("1 households, 3 people, 1 columns; not read: 户主姓名, 身份证号"), "{out}");
    for words in ["E504", "row 2, column C", "row 3, column A", "cannot be 3.5", "3 mistakes."] {
        assert!(err.contains(words), "{words}: {err}");
    }
    for secret in ["441621198001011234", "欧阳锋", "慕容复"] {
        assert!(!out.contains(secret) && !err.contains(secret), "{out}\n{err}");
    }
}
