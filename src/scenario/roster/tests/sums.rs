//! Lists carry proofs of themselves: totals, and numbers of cards that nobody else has.

use super::super::Roster;
use super::read;

const HEAD: &str = "户编号,身份证号,家庭人口,工资性收入（万元）,转移性收入（万元）,年收入合计（万元）,茶园（亩）";
const ROWS: [&str; 6] = [
    "1,441621198001011231,3,1.20,0.50,1.70,2",
    "2,441621198001011232,2,0.80,0.60,1.40,1",
    "3,441621198001011233,4,2.00,0.33,2.33,0",
    "4,441621198001011234,5,1.15,0.41,1.56,3",
    "5,441621198001011235,1,0.00,0.92,0.92,1",
    "6,44162119800101123X,2,0.75,0.25,1,0.5",
];
const TOTAL: &str = "合计,6户,17,5.9,3.01,8.91,7.5";

fn list(rows: &[&str]) -> Roster {
    read(&format!("{HEAD}\n{}\n", rows.join("\n")))
}

fn note(roster: &Roster, words: &str) -> Option<String> {
    roster.notes.iter().find(|note| note.en.contains(words)).map(|note| note.en.clone())
}

#[test]
fn totals_that_do_not_add_up_are_told_of_by_column() {
    let whole: Vec<&str> = ROWS.into_iter().chain([TOTAL]).collect();
    assert_eq!(note(&list(&whole), "add up"), None);
    let mut deleted = whole.clone();
    deleted.remove(2);
    let told = note(&list(&deleted), "add up").expect("a note");
    for words in [
        "totals in row 7",
        "6 households are written, 5 are on the list",
        "column C `家庭人口` says 17, the households add up to 13 (4 off)",
        "column D `工资性收入（万元）` says 5.9, the households add up to 3.9 (2 off)",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("column G"), "nobody's tea was lost: {told}");
    // rounded on the way
    let rounded = "合计,6户,17,6,3.0,8.91,7.5";
    assert_eq!(note(&list(&[&ROWS[..], &[rounded]].concat()), "add up"), None);
}

#[test]
fn totals_of_groups_are_those_of_their_rows() {
    let first = "小计,,9,4,1.43,5.43,3";
    let second = "小计,,8,1.9,1.58,3.48,4.5";
    let rows = [&ROWS[..3], &[first], &ROWS[3..], &[second, TOTAL]].concat();
    assert_eq!(note(&list(&rows), "add up"), None);
    let wrong = "小计,,8,2.9,1.58,3.48,4.5";
    let told = note(&list(&[&ROWS[..3], &[first], &ROWS[3..], &[wrong, TOTAL]].concat()), "add up").expect("a note");
    assert!(told.contains("row 9") && told.contains("column D") && !told.contains("column C"), "{told}");
    // of households that nobody can tell, and means
    for other in ["其中低保户合计,,5,1,1,2,1", "户均,,3,1,0.5,1.5,1"] {
        assert_eq!(note(&list(&[&ROWS[..], &[other]].concat()), "add up"), None, "{other}");
    }
}

#[test]
fn a_households_total_that_is_not_the_sum_of_its_sources_is_told_of_where_it_is_in_the_others() {
    let wrong = ROWS[3].replace("1.15", "11.5");
    let mut rows = ROWS.to_vec();
    rows[3] = &wrong;
    let told = note(&list(&rows), "sum of the sources").expect("a note");
    assert!(told.contains("in row 5 ") && told.contains("says 1.56, the sources add up to 11.91"), "{told}");
    assert_eq!(note(&list(&ROWS), "sum of the sources"), None);
    // a column that means something else
    let elsewhere = |row: &str| {
        let mut cells: Vec<&str> = row.split(',').collect();
        cells[5] = if cells[0] == "3" { "2.33" } else { "8" };
        cells.join(",")
    };
    let other: Vec<String> = ROWS.iter().map(|row| elsewhere(row)).collect();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    assert_eq!(note(&list(&other), "sum of the sources"), None);
}

#[test]
fn the_same_card_in_two_rows_is_told_of_without_its_number() {
    assert_eq!(note(&list(&ROWS), "same number"), None);
    let twice = ROWS[0].replacen("1,", "7,", 1);
    let found = list(&[&ROWS[..], &[twice.as_str()]].concat());
    let told = note(&found, "same number").expect("a note");
    assert!(told.contains("rows 2 and 8 have the same number"), "{told}");
    assert!(!format!("{found:?}").contains("44162"), "{found:?}");
    // as a workbook leaves them
    let cut: Vec<String> = ROWS.iter().map(|row| row.replace("01123", "01000")).collect();
    let cut: Vec<String> = cut.iter().map(|row| row.replacen("0100", "0", 1)).collect();
    assert_eq!(note(&list(&cut.iter().map(String::as_str).collect::<Vec<_>>()), "same number"), None);
}

#[test]
fn a_few_yuan_a_year_are_suspected_in_columns_of_ten_thousands_too() {
    for small in ["0.0005", "10元"] {
        let row = ROWS[1].replace("0.80", small).replace("1.40", "");
        let told = note(&list(&[ROWS[0], &row, ROWS[2]]), "suspiciously small").expect("a note");
        assert!(told.contains("in row 3, a few yuan"), "{told}");
    }
    assert_eq!(note(&list(&ROWS), "suspiciously small"), None);
}

#[test]
fn no_rounding_makes_a_person_less() {
    let mut rows: Vec<String> = (1..=6000).map(|id| format!("{id},3,1,9000")).collect();
    rows.push("合计,18001,6000,54000000".to_owned());
    let roster = read(&format!("户编号,家庭人口,劳动力,工资性收入\n{}\n", rows.join("\n")));
    assert!(roster.notes.iter().any(|note| note.en.contains("says 18,001")), "{:?}", roster.notes);
}

#[test]
fn a_cell_in_ten_thousands_is_the_number_that_it_says() {
    let roster = read("户编号,家庭人口,工资性收入（万元）\n1,3,3.0003\n2,3,3.0001万\n3,3,0.07\n");
    assert_eq!(roster.numbers("wage"), Some(&[30_003.0, 30_001.0, 700.0][..]));
}
