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
fn land_far_above_that_of_all_others_is_told_of_by_row() {
    let head = "户编号,家庭人口,劳动力,工资性收入（元）,种植面积（亩）";
    let list = |slip: &str| {
        let row = |id: u32| format!("{id},3,1,{},{}", 9000 + id, if id == 7 { slip } else { "2.5" });
        read(&format!("{head}\n{}\n", (1..=12).map(row).collect::<Vec<_>>().join("\n")))
    };
    assert!(notes(&list("40")).is_empty());
    let roster = list("4000");
    assert!(
        matches!(notes(&roster)[..], [note] if note.contains("row 8 more than 30 times the `mu_planted` of the middle household, 99% of the list's")),
        "{roster:?}"
    );
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
        assert!(notes(&roster)[0].contains(words), "{roster:?}");
    }
    // one that has a number may be a household by chance
    assert_eq!(with("4,9,4,一般,24000,1800").households(), 4);
    let found =
        mistakes("家庭人口,劳动力,贫困户属性,工资性收入\n3,1,一般,9000\n2,1,低保,8000\n4,2,一般,7000\n12,5,,30000\n");
    assert!(found.to_string().contains("row 5: this row looks like a total"), "{found}");
}

#[test]
fn a_total_without_a_word_in_a_short_list_is_no_household() {
    let rows: Vec<String> = (1..=12).map(|id| format!("{id},{},{},{}", 1 + id % 2, 3000 + 100 * id, 10 * id)).collect();
    let list = |head: &str, from: usize, last: &str| {
        let cut = |row: &String| row.split(',').skip(from).collect::<Vec<_>>().join(",");
        format!("{head}\n{}\n{last}\n", rows.iter().map(cut).collect::<Vec<_>>().join("\n"))
    };
    let (numbered, bare) = ("户编号,家庭人口,工资性收入,转移性收入", "家庭人口,工资性收入");
    assert_eq!(read(&list(numbered, 0, ",18,43800,780")).households(), 12);
    assert_eq!(read(&list("家庭人口,工资性收入,转移性收入", 1, "18,43800,780")).households(), 12);
    // two columns are enough where many have something in them
    let two = list(bare, 1, "18,43800").replace(",10\n", "\n");
    let two: String = two.lines().map(|line| line.split(',').take(2).collect::<Vec<_>>().join(",") + "\n").collect();
    assert_eq!(read(&two).households(), 12);
    // one that was added up by hand
    for (head, from, last) in [(numbered, 0, ",18,43900,780"), ("家庭人口,工资性收入,转移性收入", 1, "18,42800,780")]
    {
        let found = mistakes(&list(head, from, last));
        assert_eq!(found.list.len(), 1, "{found}");
        assert!(found.to_string().contains("row 14: this row looks like a total"), "{found}");
    }
}

/// The shipped lists, and what they would be by person.
#[test]
fn incomes_per_head_are_suspected_and_those_of_households_are_not() {
    use super::super::{RosterValues, SOURCES, Synthesis, read_roster, synthesize};
    let lists = ["zhaoyuan-synthetic.csv", "fuling-synthetic.csv"].map(|name| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/rosters/").to_owned() + name;
        read_roster(&std::fs::read(path).expect("a list"), name, &SOURCES).unwrap_or_else(|log| panic!("{log}"))
    });
    assert!(lists.iter().all(|list| list.notes.is_empty()), "{lists:?}");
    let made = (0..8).map(|seed| {
        let made = Synthesis { seed, ..Synthesis::new(104, 295, 66, 245) };
        synthesize(&made).unwrap_or_else(|log| panic!("{log:?}"))
    });
    for roster in lists.into_iter().chain(made) {
        let again = |roster: &Roster| read(&roster.to_csv(""));
        assert_eq!(notes(&again(&roster)), [""; 0]);
        let members = roster.numbers("members").expect("members").to_vec();
        let mut per_head = roster.clone();
        for column in &mut per_head.columns {
            if let (RosterValues::Numbers(values), "元") = (&mut column.values, column.unit.as_str()) {
                values.iter_mut().zip(&members).for_each(|(value, members)| *value = (*value / members).round());
            }
        }
        let text = per_head.to_csv("");
        let roster = read_roster(text.as_bytes(), "list.csv", &SOURCES).unwrap_or_else(|log| panic!("{log}"));
        assert!(notes(&roster).iter().any(|note| note.contains("Are they per head?")), "{:?}", notes(&roster));
    }
}

#[test]
fn incomes_that_other_columns_show_to_be_per_head_are_suspected() {
    let per_head = ["1,3,1,3000,1000,4000,12000", "2,2,1,4000,500,4500,9000", "3,4,1,2500,900,3400,13600"];
    let whole = ["1,3,1,9000,3000,4000,12000", "2,2,1,8000,1000,4500,9000", "3,4,1,10000,3600,3400,13600"];
    let with = |rows: &[&str], column: &str| {
        let keep = if column.contains("人均") { 5 } else { 6 };
        let row = |row: &&str| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{},{}", cells[..5].join(","), cells[keep])
        };
        let rows: Vec<String> = rows.iter().map(row).collect();
        let head = "户编号,家庭人口,劳动力,工资性收入,转移性收入";
        let roster = read(&format!("{head},{column}\n{}\n", rows.join("\n")));
        notes(&roster).iter().any(|note| note.contains("seem to be per head"))
    };
    for column in ["人均纯收入（元）", "家庭年收入"] {
        assert!(with(&per_head, column) && !with(&whole, column), "{column}");
    }
    let title = |title: &str| {
        let roster = read(&format!("{title},,,\n户编号,家庭人口,劳动力,工资性收入\n1,3,1,9000\n"));
        notes(&roster).iter().any(|note| note.contains("per head"))
    };
    assert!(title("招元村贫困户人均收入情况表") && title("单位：元/人"));
    assert!(!title("人均纯收入低于3000元的农户名册") && !title("招元村名册"));
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

#[test]
fn empty_cells_of_people_are_told_of_where_most_are_filled() {
    let roster = list(&["1,3,1,一般,9000,500", "2,3,,一般,9000,5000", "3,3,2,一般,8000,5000"]);
    assert!(
        matches!(notes(&roster)[..], [note] if note.contains("empty or say none, read as 0: 1 of") && note.contains("row 3")),
        "{roster:?}"
    );
    // few households have students: nobody writes the zeros
    let roster = read(
        "户编号,家庭人口,劳动力,在校生,工资性收入\n1,3,1,,9000\n2,3,1,1,9000\n3,3,2,,9000\n4,3,2,,9000\n5,2,1,,9000\n",
    );
    assert!(notes(&roster).is_empty(), "{roster:?}");
}

#[test]
fn incomes_need_not_grow_with_members_where_earners_do_not() {
    let rows = |workers: fn(u32) -> u32| -> Vec<String> {
        let one = |id: u32| {
            let members = 1 + id % 5;
            format!("{id},{members},{},一般,{},0", workers(members), 9000 + 100 * (id * 7 % 13))
        };
        (1..=40).map(one).collect()
    };
    let told = |workers: fn(u32) -> u32| {
        let rows = rows(workers);
        let roster = list(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        notes(&roster).iter().any(|note| note.contains("do not grow with the members"))
    };
    assert!(!told(|_| 1));
    assert!(told(|members| members));
}

#[test]
fn a_list_of_persons_is_told_to_be_one_of_households() {
    let found = mistakes("户编号,与户主关系,年龄,工资性收入\n1,户主,50,9000\n1,妻,48,3000\n");
    let remedy = &found.list[0].remedy.en;
    assert!(remedy.contains("make one row a household"), "{remedy}");
}

#[test]
fn a_unit_of_formulas_is_that_of_its_column() {
    let list = |head: &str| read(&format!("户编号,家庭人口,工资性收入,{head}\n1,3,9000,3\n2,2,8000,4\n"));
    for (head, unit) in [("road (km)", "km"), ("road（公里）", "公里"), ("fields (千亩)", "亩"), ("remark (2018)", "")]
    {
        let found = list(head);
        let column = found.columns.last().expect("a column");
        assert_eq!(column.unit, unit, "{head}: {found:?}");
    }
}
