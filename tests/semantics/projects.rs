//! Section 6: projects on an axis of their own.

use super::{Model, model_with, same, traced};

const KIND: &str = r#"
[kind]
title = "pond"
[inputs]
stake = { value = 100, unit = "元" }
rate = [0.1, 0.2, 0.3, 0.4, 0.5]
late = { by_year = { "2.." = 7 }, missing = "zero" }
calendar = { by_year = { 2021 = 5 }, missing = "zero" }
[formulas]
years = "age"
date = "year"
dividend = { formula = "stake * rate", unit = "元", active = "1.." }
second = { formula = "1", active = "2" }
balance = { formula = "prev(balance, 50 元) + dividend", unit = "元" }
running = "cumulative(age + 1)"
plain = "cumulative(2)"
moved = "delay(age + 1, 1)"
first_paid = "first_year(dividend > 0, 99)"
value = { formula = "npv(shared.discount, dividend)", unit = "元" }
zero_value = { formula = "npv(1, 8 元)", unit = "元" }
at_two = "at(rate, 2)"
last_one = "last(rate)"
first_two = "sum(rate, over = 0..1)"
in_2021 = "sum(rate, over = 2021..2021)"
ahead = "next(rate, 9)"
price = "shared.price"
before = "prev(shared.price, 9)"
coming = "next(shared.price, 9)"
seen = "sum(shared.price)"
seen_mean = "mean(2 * shared.price)"
seen_twice = "sum(shared.price, over = 0..9)"
seen_last = "last(shared.price)"
seen_at = "at(shared.price, 4)"
seen_first = "first_year(shared.price < 1.5, 50)"
seen_high = "first_year(shared.price > 4.5, 50)"
seen_rows = "sum(sum(shared.fields: area * shared.price))"
seen_in_rows = "sum(shared.fields: sum(crop))"
grown = "sum(shared.price - prev(shared.price, 0))"
mixed_before = "prev(rate + shared.price, 9)"
mixed_coming = "next(rate + shared.price, 9)"
always = "3"
earlier = "at(2, age - 1)"
wide = "sum(3, over = 0..9)"
storm = "event(1, 2)"
storms = "count(storm)"
[outcomes]
total = { formula = "sum(dividend)", unit = "元" }
"#;

fn project(start_and_life: &str) -> Model {
    let text = format!(
        "start_year = 2018\nhorizon = 6\n[inputs]\ndiscount = 1\nprice = [1, 2, 3, 4, 5, 6, 7]\n[tables.fields]\ncolumns = {{ area = {{}} }}\nrows = {{ a = {{ area = 1 }}, b = {{ area = 3 }} }}\nformulas = {{ crop = \"area * price\" }}\n[projects.p]\nkind = \"pond\"\n{start_and_life}\n[projects.whole]\nkind = \"pond\"\nrate = 0.1\n[formulas]\npaid = \"p.dividend\"\ntwice = \"2 * p.total\"\nboth = \"sum(p.dividend + whole.dividend)\"\n"
    );
    model_with(&text, &[("kinds/pond.toml", KIND)])
}

#[test]
fn a_project_that_starts_later_lives_by_its_age() {
    let model = project("start = 2020\nlife = 4");
    let trace = traced(&model, 0);
    let series = |name: &str, expected: &[f64; 7]| same(name, trace.series(&format!("p.{name}")), expected);
    series("years", &[0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]);
    series("date", &[0.0, 0.0, 2020.0, 2021.0, 2022.0, 2023.0, 2024.0]);
    series("rate", &[0.0, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    series("late", &[0.0, 0.0, 0.0, 0.0, 7.0, 7.0, 7.0]);
    series("calendar", &[0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0]);
    series("dividend", &[0.0, 0.0, 0.0, 20.0, 30.0, 40.0, 50.0]);
    series("second", &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    series("balance", &[0.0, 0.0, 50.0, 70.0, 100.0, 140.0, 190.0]);
    series("running", &[0.0, 0.0, 1.0, 3.0, 6.0, 10.0, 15.0]);
    series("plain", &[0.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
    // what has no years is nothing before the project, too
    series("earlier", &[0.0, 0.0, 0.0, 2.0, 2.0, 2.0, 2.0]);
    assert_eq!(trace.value("p.wide"), 15.0);
    series("moved", &[0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]);
    series("ahead", &[0.0, 0.0, 0.2, 0.3, 0.4, 0.5, 9.0]);
    series("price", &[0.0, 0.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    // `shared.price` lives from the scenario's start: the year before the project's is known
    series("before", &[0.0, 0.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let value = |name: &str, expected: f64| same(name, &[trace.value(&format!("p.{name}"))], &[expected]);
    value("first_paid", 1.0);
    value("value", 20.0 / 2.0 + 30.0 / 4.0 + 40.0 / 8.0 + 50.0 / 16.0);
    value("zero_value", 8.0 + 4.0 + 2.0 + 1.0 + 0.5);
    value("at_two", 0.3);
    value("last_one", 0.5);
    value("first_two", 0.3);
    value("in_2021", 0.2);
    value("storms", 5.0);
    value("total", 140.0);
    // from the scenario: on the scenario's years
    same("paid", trace.series("paid"), &[0.0, 0.0, 0.0, 20.0, 30.0, 40.0, 50.0]);
    same("twice", trace.series("twice"), &[280.0]);
    same("both", trace.series("both"), &[200.0]);
    same("whole", trace.series("whole.years"), &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn a_project_ends_with_its_life_or_with_the_horizon() {
    let short = project("start = 2019\nlife = 2");
    let trace = traced(&short, 0);
    same("dividend", trace.series("p.dividend"), &[0.0, 0.0, 20.0, 30.0, 0.0, 0.0, 0.0]);
    same("plain", trace.series("p.plain"), &[0.0, 2.0, 4.0, 6.0, 0.0, 0.0, 0.0]);
    same("zero_value", &[trace.value("p.zero_value")], &[14.0]);
    same("ahead", trace.series("p.ahead"), &[0.0, 0.2, 0.3, 9.0, 0.0, 0.0, 0.0]);
    // in the project what is shared has the project's years, prices 2, 3 and 4
    let value = |name: &str, expected: f64| same(name, &[trace.value(&format!("p.{name}"))], &[expected]);
    value("seen", 9.0);
    value("seen_mean", 6.0);
    value("seen_twice", 9.0);
    value("seen_last", 4.0);
    value("seen_at", 0.0);
    value("seen_first", 50.0);
    value("seen_high", 50.0);
    value("seen_rows", 36.0);
    value("seen_in_rows", 36.0);
    // the year before the project is known, so that differences add up to the last less the one before the first
    value("grown", 3.0);
    // a name lives where it is declared, an expression within its project
    same("coming", trace.series("p.coming"), &[0.0, 3.0, 4.0, 5.0, 0.0, 0.0, 0.0]);
    same("mixed_before", trace.series("p.mixed_before"), &[0.0, 9.0, 2.1, 3.2, 0.0, 0.0, 0.0]);
    same("mixed_coming", trace.series("p.mixed_coming"), &[0.0, 3.2, 4.3, 9.0, 0.0, 0.0, 0.0]);
    let cut = project("start = 2023\nlife = 30");
    same("dividend", traced(&cut, 0).series("p.dividend"), &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0]);
    let only = project("start = 2024\nlife = 0");
    let trace = traced(&only, 0);
    same("dividend", trace.series("p.dividend"), &[0.0; 7]);
    same("total", trace.series("p.total"), &[0.0]);
    same("balance", trace.series("p.balance"), &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 50.0]);
}

#[test]
fn advice_of_a_condition_by_year_is_given_where_it_holds_in_some_year_of_the_project() {
    let kind = "[kind]\n[inputs]\ninsured = true\nu = { dist = \"uniform\", low = 0, high = 1 }\n[outcomes]\nn = \"1\"\n\
        [[advice]]\nwhen = \"not insured\"\ntext = { zh = \"甲\", en = \"uninsured\" }\n\
        [[advice]]\nwhen = \"age == 2 and u < 0.5\"\ntext = { zh = \"乙\", en = \"luck {chance}\" }\n";
    let told = |insured: &str| -> Vec<String> {
        let text = format!("horizon = 6\n[projects.p]\nkind = \"k\"\nstart = 2\nlife = 3\n{insured}\n");
        let model = model_with(&text, &[("kinds/k.toml", kind)]);
        let run = model.run(&fengnian::RunOptions { trials: Some(256), ..Default::default() }).expect("a run");
        let found = fengnian::analysis::analyse(&run, Vec::new()).advice;
        found.into_iter().map(|advice| advice.text.en).collect()
    };
    assert_eq!(told(""), ["luck 50%"]);
    // outside its years the project is not uninsured
    assert_eq!(told("insured = { by_year = { \"0..\" = true } }"), ["luck 50%"]);
    assert_eq!(told("insured = { by_year = { \"0..1\" = true, \"2..\" = false } }"), ["uninsured", "luck 50%"]);
}
