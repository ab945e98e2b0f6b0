//! Headers of two rows, merged cells, columns without a header, and several sheets.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::super::{Roster, SOURCES, read_roster};
use super::{mistakes, read};
use crate::diagnostic::Diagnostics;

const HEADS: [&str; 2] =
    ["户编号,家庭情况,,贫困户属性,年收入（元）,,,", ",家庭人口,劳动力,,工资性,经营性收入,财产性,转移性收入"];
const ONE: &str =
    "户编号,家庭人口,劳动力,贫困户属性,工资性收入（元）,经营性收入（元）,财产性收入（元）,转移性收入（元）";
const HOUSEHOLDS: [&str; 3] =
    ["户50,2,2,一般,32000,9000,200,2400", "户49,5,0,五保,0,0,200,6000", "户48,3,2,低保,32000,9000,200,3600"];

fn fill(sheet: &mut Worksheet, from: u32, lines: &[&str]) {
    for (row, line) in (from..).zip(lines) {
        for (column, cell) in (0..).zip(line.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).expect("a cell"),
                Err(_) => sheet.write_string(row, column, cell).expect("a cell"),
            };
        }
    }
}

/// Merges cells whose first stands there already.
fn merge(sheet: &mut Worksheet, (top, left): (u32, u16), (bottom, right): (u32, u16), text: &str) {
    sheet.merge_range(top, left, bottom, right, text, &Format::new()).expect("a merge");
}

fn workbook(make: impl FnOnce(&mut Workbook)) -> Result<Roster, Diagnostics> {
    let mut workbook = Workbook::new();
    make(&mut workbook);
    read_roster(&workbook.save_to_buffer().expect("a workbook"), "list.xlsx", &SOURCES)
}

fn good(read: Result<Roster, Diagnostics>) -> Roster {
    read.unwrap_or_else(|log| panic!("{log}"))
}

fn notes(roster: &Roster) -> String {
    roster.notes.iter().map(|note| note.en.as_str()).collect::<Vec<_>>().join("\n")
}

fn two_rows(sheet: &mut Worksheet, from: u32, income: &str, households: &[&str]) {
    for (column, text) in [(0, "户编号"), (3, "贫困户属性")] {
        merge(sheet, (from, column), (from + 1, column), text);
    }
    merge(sheet, (from, 1), (from, 2), "家庭情况");
    merge(sheet, (from, 4), (from, 7), income);
    fill(sheet, from + 1, &[HEADS[1]]);
    fill(sheet, from + 2, households);
}

#[test]
fn a_header_of_two_rows_reads_as_one() {
    let expected = read(&format!("{ONE}\n{}\n", HOUSEHOLDS.join("\n")));
    assert_eq!(expected.notes, []);
    let same = |roster: Roster| {
        assert_eq!((&roster.ids, &roster.columns), (&expected.ids, &expected.columns));
        assert_eq!(roster.notes, []);
    };
    same(read(&format!("{}\n{}\n{}\n", HEADS[0], HEADS[1], HOUSEHOLDS.join("\n"))));
    for title in [false, true] {
        same(good(workbook(|book| {
            let sheet = book.add_worksheet();
            if title {
                merge(sheet, (0, 0), (0, 7), "招元村户主花名册（2018年）");
                sheet.write_string(1, 0, "填表单位：工作队　填表日期：2018年12月").expect("a cell");
            }
            two_rows(sheet, if title { 2 } else { 0 }, "年收入（元）", &HOUSEHOLDS);
        })));
    }
    // the group's unit is that of its columns
    let roster =
        good(workbook(|book| two_rows(book.add_worksheet(), 0, "年收入（百元）", &["1,2,2,一般,320,90,2,24"])));
    assert_eq!(roster.numbers("business"), Some(&[9000.0][..]));
    for income in ["人均收入（元）", "月收入（元）"] {
        let found =
            workbook(|book| two_rows(book.add_worksheet(), 0, income, &HOUSEHOLDS)).expect_err("by person or month");
        assert!(found.to_string().contains("not by household and year"), "{found}");
    }
}

#[test]
fn rows_that_are_merged_with_the_next_are_not_the_whole_header() {
    let roster = good(workbook(|book| {
        let sheet = book.add_worksheet();
        for ((top, left), (bottom, right), text) in [
            ((0, 0), (1, 0), "序号"),
            ((0, 1), (0, 2), "户主"),
            ((0, 3), (0, 5), "家庭人口"),
            ((0, 6), (0, 7), "收入（元）"),
            ((0, 8), (1, 8), "备注"),
        ] {
            merge(sheet, (top, left), (bottom, right), text);
        }
        fill(sheet, 1, &[",姓名,性别,合计,劳动力,老人,工资性,其他,", "7,张三,男,3,1,1,9000,200,好"]);
    }));
    assert_eq!((roster.ids[0].as_str(), roster.people(), roster.numbers("wage")), ("7", 3.0, Some(&[9000.0][..])));
    assert_eq!(roster.left_out, ["姓名", "性别", "备注"]);
    assert!(notes(&roster).contains("column H `其他`"), "{}", notes(&roster));
    let roster = good(workbook(|book| {
        let sheet = book.add_worksheet();
        for (column, text) in [(0, "户编号"), (1, "家庭人口"), (2, "劳动力")] {
            merge(sheet, (0, column), (2, column), text);
        }
        merge(sheet, (0, 3), (0, 5), "年收入（元）");
        merge(sheet, (1, 3), (1, 4), "工资性");
        merge(sheet, (1, 5), (2, 5), "转移性");
        fill(sheet, 2, &[",,,务工,公益岗位,", "1,3,1,9000,500,300"]);
    }));
    assert_eq!((roster.numbers("wage"), roster.numbers("transfer")), (Some(&[9000.0][..]), Some(&[300.0][..])));
    assert!(notes(&roster).contains("column E `公益岗位` (add it to `wage`)"), "{}", notes(&roster));
}

#[test]
fn groups_above_a_whole_header_give_units_and_meaning() {
    let text =
        "基本情况,,,年收入（万元）,\n户编号,家庭人口,劳动力,工资,种植\n1,3,1,1.2,0.5\n2,3,1,1.5,0.6\n3,3,1,2,0.4\n";
    let roster = read(text);
    assert_eq!(roster.numbers("wage"), Some(&[12_000.0, 15_000.0, 20_000.0][..]));
    // what is planted is no area there
    assert_eq!(roster.numbers("mu_planted"), None);
    assert!(notes(&roster).contains("column E `种植` (to be counted, head it `business`)"), "{}", notes(&roster));
    let roster = read("户主,,家庭,\n姓名,性别,家庭人口,劳动力\n张三,男,3,1\n");
    assert_eq!(roster.left_out, ["姓名", "性别"]);
    // a title and a remark are no groups
    let roster = read("人均收入名单,,说明,\n户编号,家庭人口,劳动力,工资性收入\n1,3,1,9000\n");
    assert_eq!(roster.numbers("wage"), Some(&[9000.0][..]));
}

#[test]
fn a_unit_in_the_title_is_told_of() {
    let roster = read("某村名册,,,单位：万元\n户编号,家庭人口,劳动力,工资性收入\n1,3,1,9000\n");
    assert!(notes(&roster).contains("says 万元 above its header"), "{}", notes(&roster));
    let found = mistakes("某村名册 单位：万元,,,\n户编号,家庭人口,劳动力,工资性收入\n1,3,1,1\n2,3,1,2\n3,3,1,2\n");
    assert!(found.to_string().contains("absurdly low"), "{found}");
}

#[test]
fn merged_cells_of_households_are_mistakes_where_they_are_read() {
    let list = |column: u16, text: &str| {
        workbook(|book| {
            let sheet = book.add_worksheet();
            fill(sheet, 0, &["户编号,家庭人口,劳动力,工资性收入,组别", "1,3,1,9000,", "2,3,1,9000,", "3,3,1,9000,"]);
            merge(sheet, (1, column), (3, column), text);
        })
    };
    for (column, shown) in [(0, "A2:A4"), (3, "D2:D4")] {
        let found = list(column, "1").expect_err("merged cells");
        assert!(
            found.list.iter().any(|one| one.message.zh.contains(shown) && one.message.zh.contains("合并")),
            "{found}"
        );
        assert!(found.list.iter().any(|one| one.remedy.en.contains("unmerge")), "{found}");
        assert!(!found.to_string().contains("has no number"), "{found}");
    }
    // a column that is not read may be merged
    assert_eq!(good(list(4, "一组")).left_out, ["组别"]);
    // a remark below the list, too
    let remark = workbook(|book| {
        let sheet = book.add_worksheet();
        fill(sheet, 0, &["户编号,家庭人口,劳动力,工资性收入", "1,3,1,9000"]);
        merge(sheet, (2, 0), (2, 3), "注：2018年");
    });
    assert_eq!(good(remark).notes, []);
}

#[test]
fn numbers_without_a_header_are_a_mistake_of_the_column() {
    let found = mistakes("户编号,家庭人口,,劳动力\n1,3,9000,1\n2,3,8000,1\n");
    assert_eq!(found.list.len(), 1, "{found}");
    assert!(found.to_string().contains("has numbers in column C, which has no header"), "{found}");
    // running numbers and words are not read, and that is said
    let roster = read(",户编号,家庭人口,\n1,H1,3,搬走\n2,H2,3,\n");
    assert!(notes(&roster).contains("no header above column A, D"), "{}", notes(&roster));
}

#[test]
fn the_sheet_that_is_read_is_named_where_there_are_several() {
    let list = ["户编号,家庭人口,劳动力,工资性收入", "1,3,1,9000"];
    let of = |sheets: &[(&str, bool, &[&str])]| {
        workbook(|book| {
            for (name, hidden, lines) in sheets {
                let sheet = book.add_worksheet().set_name(*name).expect("a name");
                fill(sheet, 0, lines);
                sheet.set_hidden(*hidden).set_active(!hidden);
            }
        })
    };
    let roster = good(of(&[("说明", false, &["怎样填"]), ("二组", false, &list), ("空表", false, &[])]));
    assert!(notes(&roster).contains("was read from its sheet `二组`, not from `说明`"), "{}", notes(&roster));
    let found = of(&[("一组", false, &list), ("二组", false, &list)]).expect_err("two lists");
    assert!(found.to_string().contains("`一组`, `二组`") && found.list.len() == 1, "{found}");
    let roster = good(of(&[("2017", false, &list), ("名册", false, &list)]));
    assert!(
        notes(&roster).contains("from its sheet `名册`, not from `2017`; `2017` look like lists"),
        "{}",
        notes(&roster)
    );
    let roster = good(of(&[("旧", true, &list), ("新", false, &list)]));
    assert!(notes(&roster).contains("not from `旧` (hidden)"), "{}", notes(&roster));
    // what explains the list, as in the template, needs no note
    assert_eq!(good(of(&[("名册", false, &list), ("填写说明", false, &["怎样填"])])).notes, []);
    // an empty sheet of that name does not stand in the way
    assert_eq!(good(of(&[("名册", false, &[]), ("表", false, &list)])).notes, []);
    let found = of(&[("甲", false, &["说明"]), ("乙", false, &["项目,金额"])]).expect_err("no list");
    assert!(found.to_string().contains("甲, 乙"), "{found}");
}

#[test]
fn units_and_numbers_of_columns_below_the_header_are_no_households() {
    let head = "户编号,家庭人口,劳动力,贫困户属性,工资性收入,经营性收入,种植面积";
    let households = "1,3,2,一般,1.2,5000,2\n2,2,1,低保,0.9,6000,1\n";
    for below in [
        ",人,人,,万元,元,亩\n",
        "单位,（人）,（人）,—,（万元）,（元）,（亩）\n甲,1,2,乙,3,4,5\n"
            .replace("甲,1,2,乙,3,4,5", "1,2,3,4,5,6,7")
            .as_str(),
        "甲,1,2,3,4,5,6\n,人,人,,万元,元,亩\n",
    ] {
        let roster = read(&format!("{head}\n{below}{households}"));
        assert_eq!((&roster.ids[..], &roster.notes[..]), (&["1".to_owned(), "2".to_owned()][..], &[][..]), "{below}");
        assert_eq!(roster.numbers("wage"), Some(&[12_000.0, 9000.0][..]), "{below}");
        assert_eq!(roster.numbers("business"), Some(&[5000.0, 6000.0][..]), "{below}");
    }
    // on every page again
    let page = format!("{head}\n,人,人,,万元,元,亩\n甲,1,2,3,4,5,6\n{households}");
    assert_eq!(read(&format!("{page}{}", page.replace("\n1,3", "\n3,3").replace("\n2,2", "\n4,2"))).households(), 4);
    // a household that counts 1, 2, 3, 4 by chance stays one
    assert_eq!(read("户编号,劳动力,家庭人口,出租土地\n1,2,3,4\n2,1,2,3\n").households(), 2);
    let roster = good(workbook(|book| {
        let sheet = book.add_worksheet();
        for (column, text) in [(0, "户编号"), (3, "贫困户属性")] {
            merge(sheet, (0, column), (1, column), text);
        }
        let numbers = "1,2,3,4,5,6";
        fill(sheet, 0, &["", ",人,人,,万元,元", numbers, "1,3,2,一般,1.2,5000"]);
        for (column, text) in [(1, "家庭人口"), (2, "劳动力"), (4, "工资性收入"), (5, "转移性收入")] {
            sheet.write_string(0, column, text).expect("a cell");
        }
    }));
    assert_eq!((roster.households(), roster.numbers("wage")), (1, Some(&[12_000.0][..])));
    let found = mistakes("户编号,家庭人口,工资性收入\n,人,元/人\n1,3,9000\n");
    assert!(found.to_string().contains("not by household and year"), "{found}");
}

#[test]
fn hidden_columns_are_read_and_told_of() {
    let roster = good(workbook(|book| {
        let sheet = book.add_worksheet();
        fill(sheet, 0, &["户编号,姓名,家庭人口,劳动力,工资性收入", "1,张三,3,1,9000"]);
        sheet.set_column_hidden(1).expect("a column");
        sheet.set_column_hidden(3).expect("a column");
        sheet.set_column_hidden(4).expect("a column");
    }));
    assert_eq!(roster.numbers("wage"), Some(&[9000.0][..]));
    assert!(notes(&roster).contains("hides column D `劳动力`, E `工资性收入`; what"), "{}", notes(&roster));
    assert!(!notes(&roster).contains("姓名"), "{}", notes(&roster));
}

#[test]
fn hidden_rows_are_read_and_told_of() {
    let roster = good(workbook(|book| {
        let sheet = book.add_worksheet();
        fill(sheet, 0, &["户编号,家庭人口,劳动力,工资性收入", "1,3,1,9000", "2,3,1,9000"]);
        sheet.set_row_hidden(2).expect("a row");
    }));
    assert_eq!(roster.households(), 2);
    assert!(notes(&roster).contains("hides row 3"), "{}", notes(&roster));
}

#[test]
fn a_group_that_is_not_merged_gives_the_sources_below_it_their_meaning() {
    let lines = [
        "某村名册",
        "户编号,家庭人口,劳动力,在校生,年收入（元）",
        ",,,,工资性,经营性,财产性,转移性",
        "1,3,1,0,9000,3000,100,1500",
        "2,4,2,1,12000,3000,100,1500",
    ];
    let roster = good(workbook(|book| {
        let sheet = book.add_worksheet();
        fill(sheet, 0, &lines);
        merge(sheet, (0, 0), (0, 7), "某村名册");
    }));
    let found = |name: &str| roster.columns.iter().any(|column| column.name == name);
    assert!(["wage", "business", "property", "transfer", "students"].into_iter().all(found), "{roster:?}");
    assert_eq!(roster.households(), 2);
}
