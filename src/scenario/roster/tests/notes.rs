//! What can be, but is likely to mean something else, is told of in a line for each sort.

use super::super::Roster;
use super::{mistakes, read};
use crate::diagnostic::Code;

const HEAD: &str = "户编号,家庭人口,劳动力,贫困户属性,工资性收入（元）,转移性收入（元）";

fn notes(roster: &Roster) -> Vec<&str> {
    roster.notes.iter().map(|note| note.en.as_str()).collect()
}

fn list(rows: &[&str]) -> Roster {
    read(&format!("{HEAD}\n{}\n", rows.join("\n")))
}

#[test]
fn a_list_without_numbers_of_households_says_so() {
    let roster = read("家庭人口,劳动力,工资性收入\n3,1,9000\n");
    assert!(matches!(notes(&roster)[..], [note] if note.contains("no column of household numbers")), "{roster:?}");
    assert_eq!(read("序号,家庭人口,劳动力,工资性收入\n7,3,1,9000\n").ids, ["7"]);
}

#[test]
fn small_and_empty_incomes_are_told_of_by_row() {
    let roster = list(&["1,3,1,一般,9000,500", "2,3,1,一般,1.2,50", "3,3,1,一般,8000,0.3", "4,3,1,一般,7000,1.5万"]);
    assert!(matches!(notes(&roster)[..], [note] if note.contains("small incomes in rows 3, 4, read")), "{roster:?}");
    let roster = list(&["1,3,1,一般,9000,—", "2,3,1,一般,,5000", "3,3,1,一般,无,5000", "4,3,1,一般,0,5000"]);
    assert!(
        matches!(notes(&roster)[..], [note] if note.contains("2 of wages, 1 of transfers (rows 2, 3, 4)")),
        "{roster:?}"
    );
    let many: Vec<String> = (1..=30).map(|id| format!("{id},3,1,一般,9000,")).collect();
    let roster = list(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(notes(&roster)[0].contains("10, 11 and more, 30 in all"), "{roster:?}");
}

#[test]
fn incomes_by_month_are_suspected_and_so_is_missing_labour() {
    let roster = list(&["1,3,1,一般,1000,100", "2,3,1,一般,1200,100", "3,3,1,一般,1500,0"]);
    assert!(matches!(notes(&roster)[..], [note] if note.contains("median income of 433 yuan")), "{roster:?}");
    let roster = list(&["1,3,,一般,9000,100", "2,3,,一般,9000,100"]);
    assert!(matches!(notes(&roster)[..], [note] if note.contains("empty or 0 throughout")), "{roster:?}");
    let roster = read("户编号,家庭人口,工资性收入\n1,3,9000\n");
    assert!(matches!(notes(&roster)[..], [note] if note.contains("no column `able_workers`")), "{roster:?}");
}

#[test]
fn totals_are_told_of_whether_they_say_so_or_not() {
    let rows = ["1,3,1,一般,9000,500", "2,2,1,低保,8000,600", "3,4,2,一般,7000,700"];
    let with = |last: &str| list(&[rows[0], rows[1], rows[2], last]);
    for (last, words) in [
        ("合计,9,4,,24000,1800", "totals or means in row 5"),
        (",9,4,,24000,1800", "adds up in row 5"),
        ("4,合计,9,,24000,1800", "totals or means in row 5"),
    ] {
        let roster = with(last);
        assert_eq!(roster.households(), 3);
        assert!(matches!(notes(&roster)[..], [note] if note.contains(words)), "{roster:?}");
    }
    // one that has a number may be a household by chance
    assert_eq!(with("4,9,4,一般,24000,1800").households(), 4);
    let found =
        mistakes("家庭人口,劳动力,贫困户属性,工资性收入\n3,1,一般,9000\n2,1,低保,8000\n4,2,一般,7000\n12,5,,30000\n");
    assert!(found.to_string().contains("row 5: this row looks like a total"), "{found}");
}

#[test]
fn amounts_that_are_no_income_are_told_of_with_their_column() {
    let text = "户编号,家庭人口,劳动力,工资性收入,转移性收入,低保金（元）,种养收入,家庭年收入,是否低保\n1,3,1,9000,500,300,2000,11800,是\n";
    let roster = read(text);
    let found = notes(&roster);
    assert_eq!(found.len(), 2, "{roster:?}");
    for words in [
        "column F `低保金（元）` (add it to `transfer`)",
        "column G `种养收入` (to be counted, head it `business`)",
        "column H `家庭年收入`",
    ] {
        assert!(found[0].contains(words), "{words}: {found:?}");
    }
    assert!(found[1].contains("column I `是否低保`: it is not read as `category`"), "{found:?}");
}

#[test]
fn an_absurd_number_is_no_card() {
    let found = mistakes("户编号,家庭人口,工资性收入\n1,3,1e300\n2,3,9000\n");
    assert_eq!((found.list.len(), found.list[0].code), (1, Code::RosterCell), "{found}");
    assert!(found.to_string().contains("absurdly high"), "{found}");
}
