mod damage;
mod mending;
mod notes;
mod sums;
mod two_rows;

use super::*;
use crate::diagnostic::{Code, Diagnostics};

const LIST: &str = "招元村贫困户名册,,,\n序号,户编号,户主姓名,身份证号,家庭人口（人）,劳动力,贫困户属性,监测类别,工资性收入（万元）,果树（株）,备注,是否危房\n\
1,H1,张三,441621198001011234,４人,2,一般,脱贫不稳定户,1.2,\"1,200\",好,否\n\n2,H2,李四,44162119800101123X,1,0,五保户,,0,-,,是\n合计,,,,5,2,,,,,,\n";

fn read(text: &str) -> Roster {
    read_roster(text.as_bytes(), "a/list.csv", &SOURCES).unwrap_or_else(|log| panic!("{log}"))
}

fn mistakes(text: &str) -> Diagnostics {
    read_roster(text.as_bytes(), "a/list.csv", &SOURCES).expect_err("a broken list")
}

#[test]
fn a_list_as_villages_write_it() {
    let roster = read(LIST);
    assert_eq!(roster.ids, ["H1", "H2"]);
    assert!(!roster.synthetic);
    let names: Vec<&str> = roster.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["members", "able_workers", "category", "status", "wage", "果树", "是否危房"]);
    assert_eq!(roster.numbers("members"), Some(&[4.0, 1.0][..]));
    assert_eq!(roster.numbers("wage"), Some(&[12_000.0, 0.0][..]));
    assert_eq!(roster.numbers("果树"), Some(&[1200.0, 0.0][..]));
    assert_eq!(
        roster.column("是否危房").map(|column| &column.values),
        Some(&RosterValues::Booleans(vec![false, true]))
    );
    let codes = |name: &str| match &roster.column(name).unwrap().values {
        RosterValues::States { names, codes } => {
            codes.iter().map(|code| names[*code as usize].clone()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(codes("category"), ["general", "extreme_poverty"]);
    assert_eq!(codes("status"), ["unstable", "none"]);
    assert_eq!(roster.left_out, ["序号", "户主姓名", "身份证号", "备注"]);
    let kept = format!("{roster:?}");
    assert!(!kept.contains("张三") && !kept.contains("4416"), "{kept}");
}

#[test]
fn every_encoding_and_separator_gives_the_same_list() {
    let expected = read(LIST);
    let semicolons = "户编号;家庭人口（人）\nH1;4\n";
    assert_eq!(read(semicolons).ids, ["H1"]);
    let gbk = encoding_rs::GB18030.encode(LIST).0.into_owned();
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(LIST.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let tabs = LIST.replace("\"1,200\"", "1200").replace(',', "\t");
    let marked = format!("\u{feff}{LIST}");
    for bytes in [gbk, utf16, tabs.into_bytes(), marked.into_bytes()] {
        assert_eq!(read_roster(&bytes, "a/list.csv", &SOURCES).as_ref(), Ok(&expected));
    }
}

#[test]
fn numbers_of_rows_stand_for_missing_ids() {
    assert_eq!(read("members\n3\n\n2\n").ids, ["2", "4"]);
}

#[test]
fn a_list_says_that_it_is_made_up() {
    assert!(read("# 合成名册，不是真实农户\nmembers\n3\n").synthetic);
    assert!(read("# Synthetic list\nmembers\n3\n").synthetic);
    assert!(!read("# 2018\nmembers\n3\n").synthetic);
    assert!(read_roster(b"members\n3\n", "x/zhaoyuan-synthetic.csv", &SOURCES).is_ok_and(|roster| roster.synthetic));
}

#[test]
fn a_list_becomes_a_table() {
    use crate::formula::expression::{Node, UnitText};
    use crate::scenario::model::Value;
    let (rows, columns) = read(LIST).table(Default::default());
    assert_eq!(rows.iter().map(|row| row.value.as_str()).collect::<Vec<_>>(), ["H1", "H2"]);
    let column = |name: &str| columns.iter().find(|column| column.name.value == name).unwrap();
    let node = |name: &str, row: usize| match &column(name).cells[row] {
        Value::Certain(expression) => expression.node.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        node("wage", 0),
        Node::Number { value: 12_000.0, unit: Some(UnitText { text: "元".into(), span: Default::default() }) }
    );
    assert_eq!(node("category", 1), Node::Text("extreme_poverty".into()));
    assert_eq!(node("是否危房", 1), Node::Boolean(true));
    assert_eq!(column("members").unit.as_ref().map(|unit| unit.value.as_str()), Some("人"));
    assert_eq!(column("category").states.as_ref().map(Vec::len), Some(3));
}

#[test]
fn card_numbers_are_refused_and_never_repeated() {
    for text in [
        "编号,家庭人口,备注\n1,2,441621198001011234\n",
        "编号,家庭人口\n441621198001011234,2\n",
        "家庭人口,劳动力\n441621198001011234,2\n",
        "家庭人口,工资性收入\n2,441621 19800101 1234\n",
        "家庭人口,果树\n2,441621198001011234\n",
        "家庭人口,贫困户属性\n2,441621198001011234\n",
        "家庭人口,\n2,441621198001011234\n",
    ] {
        let found = mistakes(text);
        let shown = format!("{found:?}");
        assert!(found.list.iter().any(|mistake| mistake.code == Code::RosterPersonal), "{text}: {shown}");
        assert!(!shown.contains("441621") && !shown.contains("1234"), "{shown}");
    }
}

#[test]
fn every_mistake_has_its_row_and_column() {
    let found = mistakes(
        "编号,家庭人口,劳动力,在校生,老人,贫困户属性,工资性收入\n\
        1,3,4,0,0,一般,1\n\
        1,0,0,0,0,低宝户,2000000\n\
        ,2.5,三,0,0,好户,-1\n\
        3,,0,0,0,一般,2018-5-1\n\
        4,2,0,2,1,一般,很多\n",
    );
    let text: Vec<String> = found.list.iter().map(|m| format!("{} {}", m.message.en, m.remedy.en)).collect();
    let has = |words: &[&str]| text.iter().any(|line| words.iter().all(|word| line.contains(word)));
    for words in [
        ["row 2, column C", "more than the 3 members"],
        ["row 3, column A", "row 2 has the same number"],
        ["row 3, column B", "from 1 to 20"],
        ["row 3, column F", "did you mean `低保`"],
        ["row 3, column G", "absurdly high"],
        ["row 4, column A", "has no number"],
        ["row 4, column B", "cannot be 2.5"],
        ["row 4, column C", "write 3"],
        ["row 4, column F", "no such category"],
        ["row 4, column G", "negative"],
        ["row 5, column B", "empty"],
        ["row 5, column G", "date"],
        ["row 6, column D", "students and elderly"],
        ["row 6, column G", "not a number"],
    ] {
        assert!(has(&words), "{words:?}\n{}", text.join("\n"));
    }
    assert_eq!(text.len(), 14, "{}", text.join("\n"));
}

#[test]
fn columns_that_cannot_be() {
    for (text, words) in [
        ("劳动力\n2\n", "needs the column `members`"),
        ("家庭人口,劳动力,人数\n2,1,2\n", "A `家庭人口` and C `人数`"),
        ("家庭人口,工资性收入（元/人）\n2,1\n", "not by household and year"),
        ("甲,乙\n2,1\n", "has no header"),
        ("家庭人口\n", "no household"),
        ("家庭人口,果树,果树\n2,1,1\n", "one meaning"),
    ] {
        let found = mistakes(text).to_string();
        assert!(found.contains(words), "{text}: {found}");
    }
}

#[test]
fn a_hundred_mistakes_are_kept_and_the_rest_counted() {
    let rows: Vec<String> = (0..500).map(|row| format!("x{row}\n")).collect();
    let found = mistakes(&format!("家庭人口\n{}", rows.concat()));
    assert_eq!((found.list.len(), found.more), (100, 400));
}

/// The shipped list is what its totals and seed make of it, on every machine.
#[test]
fn the_shipped_list_is_made_again_bit_for_bit() {
    let shipped = include_str!("../../../scenarios/rosters/zhaoyuan-synthetic.csv").replace("\r\n", "\n");
    let made = synthesize(&Synthesis::new(104, 295, 66, 245)).map(|roster| roster.to_csv("")).unwrap_or_default();
    let households = |text: &str| text.replace("\r\n", "\n").split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(households(&made), households(&shipped));
    let roster = read_roster(shipped.as_bytes(), "list.csv", &SOURCES).unwrap_or_else(|log| panic!("{log}"));
    assert!(roster.synthetic && roster.left_out.is_empty());
    assert_eq!((roster.households(), roster.people()), (104, 295.0));
}

#[test]
fn a_name_with_a_digit_is_no_number_of_a_household() {
    for secret in ["张三1", "欧阳锋", "zhangsan1", "441621198001011234", "441621/19800101/1234"] {
        let text = format!("户编号,家庭人口,工资性收入\n{secret},2,9000\nH2,3,8000\n");
        let said = format!("{:?}", mistakes(&text));
        assert!(!said.contains(secret) && said.contains("column A"), "{secret}: {said}");
    }
    assert_eq!(read("户编号,家庭人口\n3组12号,2\n").ids, ["3组12号"]);
}

#[test]
fn names_in_the_column_of_numbers_are_one_mistake() {
    let names: Vec<String> = (0..30).map(|row| format!("张三{row},2")).collect();
    let found = mistakes(&format!("户编号,家庭人口\n{}\n", names.join("\n")));
    assert_eq!((found.list.len(), found.more), (1, 0), "{found}");
    assert!(found.to_string().contains("10, 11 and more, 30 cells in all"), "{found}");
}

#[test]
fn a_misspelt_header_of_incomes_is_a_mistake() {
    for (head, words) in [
        ("工资性收人", "column C `工资性收人`: no such header is known; it looks like `工资性收入`"),
        ("wage_incme", "looks like `wage_income`"),
        ("工性收入", "looks like `工资性收入`"),
        ("家庭年纯收入", "no income by source"),
        ("人均工资性收入", "not by household and year"),
    ] {
        let found = mistakes(&format!("户编号,家庭人口,{head}\n1,2,9000\n")).to_string();
        assert!(found.contains(words), "{head}: {found}");
    }
    // the other known incomes stay what they are, and words that are near are no slips
    for head in ["生产经营性支出", "女劳动力", "大学生人数", "年份", "产业"] {
        let roster = read(&format!("户编号,家庭人口,劳动力,工资性收入,{head}\n1,2,1,9000,1\n"));
        assert!(roster.notes.is_empty(), "{head}: {:?}", roster.notes);
    }
}

#[test]
fn a_list_says_which_incomes_it_has_not() {
    let note = |text: &str| read(text).notes.iter().map(|note| note.en.clone()).collect::<Vec<_>>().join(" ");
    assert!(note("户编号,家庭人口\n1,2\n").contains("has no column of income"));
    assert!(note("家庭人口,工资性收入,其他收入\n2,9000,5\n").contains("not counted as income of the household"));
    assert!(note("家庭人口,工资性收入,残疾人户数量,劳动力入数\n2,9000,5,1\n").contains("it looks like `劳动力人数`"));
    assert_eq!(note("户编号,家庭人口,劳动力,工资性收入\n1,2,1,9000\n"), "");
}

#[test]
fn incomes_in_another_unit_are_one_mistake_of_the_column() {
    let list = |head: &str, values: &[&str]| {
        let rows: Vec<String> = values.iter().map(|value| format!("3,{value}")).collect();
        format!("家庭人口,{head}\n{}\n", rows.join("\n"))
    };
    for (text, words) in [
        (list("工资性收入（元）", &["1.2", "0.9", "2", "0", "1.5"]), "absurdly low"),
        (list("转移性收入（元）", &["0.2", "0.5", "0.3"]), "absurdly low"),
        (list("工资性收入（万元）", &["12000", "9000", "8000", "0"]), "absurdly high"),
        (list("工资性收入（万元）", &["95", "90", "80", "0"]), "absurdly high"),
        (list("工资性收入（美元）", &["1200", "900"]), "unit `美元`"),
        (list("工资性收入（百元）", &["3", "2", "4"]), "less than 200 yuan a person"),
    ] {
        let found = mistakes(&text);
        assert_eq!(found.list.len(), 1, "{text}: {found}");
        assert!(found.to_string().contains(words) && !found.list[0].remedy.zh.is_empty(), "{text}: {found}");
    }
    // small incomes from property are what villages have, and one household alone says nothing of the unit
    let small =
        read("户编号,家庭人口,劳动力,工资性收入,财产性收入（元）\n1,3,1,9000,15\n2,3,1,8000,40\n3,3,1,7000,30\n");
    assert!(small.notes.is_empty(), "{:?}", small.notes);
    read(&list("工资性收入（元）", &["1.2"]));
}

#[test]
fn control_characters_of_cells_are_never_repeated() {
    let text = format!("家庭人口,工资性收入\n2,1\u{7}2\n{}", "3,9000\n".repeat(20));
    let said = mistakes(&text).list[0].message.clone();
    assert!(!said.zh.contains('\u{7}') && said.zh.contains("\\u{7}"), "{said:?}");
}

#[test]
fn numbers_right_of_the_header_and_behind_a_quote_are_mistakes() {
    let found = mistakes("户编号,家庭人口,工资性收入\n1,3,12,000\n2,2,\"8,000\"\n3,1,\"5\"7\n");
    let words: Vec<&str> = found.list.iter().map(|mistake| mistake.message.zh.as_str()).collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words.iter().any(|line| line.contains("第 2 行：表头右边还有数")), "{words:?}");
    assert!(words.iter().any(|line| line.contains("第 4 行 C 列")), "{words:?}");
}

#[test]
fn totals_by_any_name_are_no_households_and_out_of_poverty_is_no_watch() {
    let roster = read("户编号,家庭人口,监测类别\n1,3,已脱贫\n2,2,脱贫户\n本页合计,5,\n30户合计,5,\n平均,2.5,\n");
    assert_eq!(roster.ids, ["1", "2"]);
    let status = roster.column("status").map(|column| format!("{:?}", column.values)).unwrap_or_default();
    assert!(status.contains("codes: [0, 0]"), "{status}");
}

#[test]
fn units_that_contradict_each_other_are_a_mistake() {
    let list = |head: &str, below: &str| format!("户编号,家庭人口,{head}\n,人,{below}\n1,3,1.2\n2,4,0.9\n");
    let found = mistakes(&list("工资性收入（万元）", "元")).to_string();
    assert!(found.contains("its header says 万元, the row of units below it 元"), "{found}");
    assert_eq!(read(&list("工资性收入（万元）", "万元/年")).numbers("wage"), Some(&[12_000.0, 9000.0][..]));
    assert!(mistakes("户编号,家庭人口（户）\n1,3\n").to_string().contains("the unit `户`"));
}

#[test]
fn a_word_of_another_column_is_sent_there() {
    let text = "户编号,家庭人口,劳动力,贫困户属性,工资性收入\n1,3,1,边缘易致贫户,9000\n2,3,1,一般,9000\n";
    let found = mistakes(text);
    let remedy = &found.list[0].remedy.en;
    assert!(remedy.contains("it belongs in the column `status`; here write one of: 一般 (general)"), "{remedy}");
}

#[test]
fn numbers_of_households_that_look_the_same_are_told_of() {
    let read = |a: &str, b: &str| {
        read(&format!("户编号,家庭人口,劳动力,工资性收入\n{a},3,1,9000\n{b},3,1,9000\n")).notes.len()
    };
    for (a, b) in [("1", "01"), ("H1", "h001"), ("3组2", "3组02")] {
        assert_eq!(read(a, b), 1, "{a} {b}");
    }
    for (a, b) in [("1", "10"), ("100", "10"), ("H1", "G1"), ("1-1", "11")] {
        assert_eq!(read(a, b), 0, "{a} {b}");
    }
}

#[test]
fn incomes_of_a_part_of_the_year_are_not_to_be_headed_as_incomes() {
    let roster = read("户编号,家庭人口,劳动力,工资性收入,务工工资收入（季度）\n1,3,1,9000,2000\n");
    let note = &roster.notes[0].en;
    assert!(note.contains("column E `务工工资收入（季度）`") && !note.contains("head it"), "{note}");
}
