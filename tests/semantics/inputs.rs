//! Section 3 and 3.1: inputs, and those by year.

use fengnian::diagnostic::Code;

use super::{codes, model, same, traced};

#[test]
fn by_year_in_every_form_of_key() {
    let model = model(
        r#"
start_year = 2018
horizon = 4
[inputs]
list = [1, 2, 3, 4, 5]
units = ["5 元", "6 元", "7 元", "8 元", "9 元"]
calendar = { 2018 = 5, 2019 = 6, "2020..2021" = 7, "2022.." = 8 }
index = { by_year = { 0 = 5, 1 = 6, "2..3" = 7, "4" = 8 } }
ranges = { "0..2" = 5, "3.." = 250 }
open = { "..1" = 1, "2.." = 2 }
zero = { by_year = { 2019 = 6 }, missing = "zero" }
level = { by_year = { 2018 = 1, 2020 = 3 }, missing = "last" }
short = { by_year = [1, 2], missing = "last" }
outside = { 2000 = 9, 2018 = 1, "2019..2050" = 2 }
formula = { by_year = ["base", "base * 2"], missing = "last" }
base = 10
"#
        .replace("\nindex = ", "\nby_index = ")
        .as_str(),
    );
    let trace = traced(&model, 0);
    same("list", trace.series("list"), &[1.0, 2.0, 3.0, 4.0, 5.0]);
    same("units", trace.series("units"), &[5.0, 6.0, 7.0, 8.0, 9.0]);
    same("calendar", trace.series("calendar"), &[5.0, 6.0, 7.0, 7.0, 8.0]);
    same("by_index", trace.series("by_index"), &[5.0, 6.0, 7.0, 7.0, 8.0]);
    same("ranges", trace.series("ranges"), &[5.0, 5.0, 5.0, 250.0, 250.0]);
    same("open", trace.series("open"), &[1.0, 1.0, 2.0, 2.0, 2.0]);
    same("zero", trace.series("zero"), &[0.0, 6.0, 0.0, 0.0, 0.0]);
    same("level", trace.series("level"), &[1.0, 1.0, 3.0, 3.0, 3.0]);
    same("short", trace.series("short"), &[1.0, 2.0, 2.0, 2.0, 2.0]);
    same("outside", trace.series("outside"), &[1.0, 2.0, 2.0, 2.0, 2.0]);
    same("formula", trace.series("formula"), &[10.0, 20.0, 20.0, 20.0, 20.0]);
}

#[test]
fn a_year_without_a_value_is_a_mistake() {
    assert_eq!(codes("horizon = 2\n[inputs]\nx = [1, 2]\n"), [Code::MissingYears]);
    assert_eq!(codes("start_year = 2018\nhorizon = 2\n[inputs]\nx = { 2018 = 1, 2020 = 2 }\n"), [Code::MissingYears]);
    // `last` has nothing to keep before the first value
    assert_eq!(
        codes("start_year = 2018\nhorizon = 2\n[inputs]\nx = { by_year = { 2019 = 1 }, missing = \"last\" }\n"),
        [Code::MissingYears]
    );
    // more than enough is no mistake
    assert_eq!(codes("horizon = 1\n[inputs]\nx = [1, 2, 3, 4]\n"), []);
}

/// A level stated before the scenario begins goes on inside it.
#[test]
fn a_level_stated_earlier_is_kept() {
    let model = model("start_year = 2018\nhorizon = 1\n[inputs]\nx = { by_year = { 2010 = 4 }, missing = \"last\" }\n");
    same("x", traced(&model, 0).series("x"), &[4.0, 4.0]);
}

#[test]
fn certain_inputs() {
    let model = model(
        "[inputs]\nrate = 0.12\ncapex = \"600000 元\"\nland = \"200 亩 * 700 元/亩\"\ninsured = true\nheld = { value = \"12 %\", source = \"contract of 2017\" }\nguess = { value = 3, estimate = true }\n[formulas]\npaid = \"if(insured, capex, 0)\"\n",
    );
    let trace = traced(&model, 0);
    same("land", trace.series("land"), &[140_000.0]);
    same("held", trace.series("held"), &[0.12]);
    same("guess", trace.series("guess"), &[3.0]);
    same("paid", trace.series("paid"), &[600_000.0]);
}
