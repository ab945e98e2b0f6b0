//! A workbook full of mistakes, mended by somebody who has nothing but the messages.

use rust_xlsxwriter::{Format, Workbook};

use super::super::{SOURCES, read_roster};
use crate::diagnostic::{Diagnostic, Language};

/// What is typed into a cell.
#[derive(Clone)]
enum Typed {
    Text(String),
    Number(f64),
    Date(f64),
}

fn text(text: &str) -> Typed {
    Typed::Text(text.to_owned())
}

/// Sheet rows from 1, columns from A.
type Cells = Vec<Vec<Typed>>;

fn workbook(cells: &Cells) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet().set_name("名册").expect("a name");
    for (row, cells) in (0..).zip(cells) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Typed::Text(text) => sheet.write_string(row, column, text).expect("a cell"),
                Typed::Number(number) => sheet.write_number(row, column, *number).expect("a cell"),
                Typed::Date(number) => sheet.write_number_with_format(row, column, *number, &date).expect("a cell"),
            };
        }
    }
    workbook.save_to_buffer().expect("a workbook in memory")
}

/// The text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(found, _)| found)
}

/// Row, column and what to type there, from the words of a message alone; `None` for the column deletes the row.
fn advice(mistake: &Diagnostic, language: Language) -> (usize, usize, Typed) {
    let (message, remedy) = (mistake.message.get(language), mistake.remedy.get(language));
    let (row, column) = match language {
        Language::Chinese => (between(message, "第 ", " 行"), between(message, "行 ", " 列")),
        Language::English => (between(message, "row ", ","), between(message, "column ", " ")),
    };
    let row: usize = row.and_then(|row| row.parse().ok()).unwrap_or_else(|| panic!("no row: {message}"));
    let column = column.filter(|column| column.len() == 1).unwrap_or_else(|| panic!("no column: {message}"));
    let quoted = match language {
        Language::Chinese => between(remedy, "是不是“", "”"),
        Language::English => between(remedy, "did you mean `", "`"),
    };
    let first = match language {
        Language::Chinese => between(remedy, "可以写：", "、"),
        Language::English => between(remedy, "write one of: ", " ("),
    };
    let is = |zh: &str, en: &str| match language {
        Language::Chinese => message.contains(zh) || remedy.contains(zh),
        Language::English => message.contains(en) || remedy.contains(en),
    };
    let digits = remedy.chars().filter(char::is_ascii_digit).collect::<String>();
    let typed = if let Some(word) = quoted.or(first) {
        text(word)
    } else if is("编号相同", "the same number") {
        text(&format!("N{row}"))
    } else if is("写 是 或 否", "yes") {
        text("否")
    } else if is("在 1 到 20 之间", "from 1 to 20")
        || is("空的", "empty")
        || is("日期", "date")
        || is("写整数", "whole number")
    {
        Typed::Number(1.0)
    } else if is("还多", "more than") || is("写 0 或正数", "write 0") || is("不合情理", "absurdly") {
        Typed::Number(0.0)
    } else {
        Typed::Number(digits.parse().unwrap_or_else(|_| panic!("what to write? {message} / {remedy}")))
    };
    (row, usize::from(column.as_bytes()[0] - b'A'), typed)
}

fn broken() -> Cells {
    let row = |cells: [&str; 7]| cells.iter().map(|cell| text(cell)).collect::<Vec<_>>();
    let mut cells = vec![
        row(["招元村 2018 年建档立卡户名册", "", "", "", "", "", ""]),
        row(["户编号", "家庭人口（人）", "劳动力", "贫困户属性", "监测类别", "工资性收入（元）", "公益岗位"]),
        row(["1", "3", "2", "一般", "无", "12000", "是"]),
        row(["1", "2", "5", "低宝户", "无", "1,200", "否"]),
        row(["3", "2.5", "1", "贫困", "易反贫", "-300", "护林员"]),
        row(["4", "", "三", "一般", "无", "", ""]),
        row(["5", "30", "0", "五保", "无", "0", "否"]),
    ];
    cells[6][5] = Typed::Date(43_000.0);
    cells
}

#[test]
fn ten_mistakes_are_mended_from_the_messages_alone() {
    for language in [Language::Chinese, Language::English] {
        let mut cells = broken();
        let mut mended = 0;
        for round in 0.. {
            let Err(found) = read_roster(&workbook(&cells), "名册.xlsx", &SOURCES) else { break };
            assert!(round < 3, "it takes more than three rounds: {found}");
            assert!(round > 0 || found.list.len() >= 10, "the mistakes come in one go: {found}");
            mended += found.list.len();
            for mistake in &found.list {
                let (row, column, typed) = advice(mistake, language);
                cells[row - 1][column] = typed;
            }
        }
        assert!(mended >= 10);
        let roster = read_roster(&workbook(&cells), "名册.xlsx", &SOURCES).unwrap_or_else(|log| panic!("{log}"));
        assert_eq!(roster.households(), 5);
        assert_eq!(
            roster.numbers("wage").map(|wages| wages[..2].to_vec()),
            Some(vec![12_000.0, 1200.0]),
            "good cells stay"
        );
    }
}
