//! Sections 1 and 2: names, operators, choices, shapes.

use fengnian::diagnostic::Code;

use super::{give, model, refused, same, traced};

#[test]
fn operators_bind_as_the_page_says() {
    give(
        "",
        &[
            ("-2^2", &[-4.0]),
            ("2^3^2", &[512.0]),
            ("2**3", &[8.0]),
            ("2^-1", &[0.5]),
            ("-2^-2", &[-0.25]),
            ("1 - 2 - 3", &[-4.0]),
            ("8 / 4 / 2", &[1.0]),
            ("1 + 2 * 3", &[7.0]),
            ("(1 + 2) * 3", &[9.0]),
            ("2 * -3", &[-6.0]),
            ("6 / 2 * 3", &[9.0]),
            ("1_000 + 1e2", &[1100.0]),
            ("12 %", &[0.12]),
            ("2 * 12 %", &[0.24]),
            ("if(1 + 1 == 2 and not 1 > 2 or false, 1, 0)", &[1.0]),
            // `and` before `or`, `not` before both
            ("if(true or false and false, 1, 0)", &[1.0]),
            ("if(not true or true, 1, 0)", &[1.0]),
            ("if(not (true or true), 1, 0)", &[0.0]),
            ("if 1 < 2 then 3 else 4", &[3.0]),
            ("if 1 > 2 then 3 else 4 + 1", &[5.0]),
            ("（1 ＋ 2） * 3", &[9.0]),
        ],
    );
}

#[test]
fn comparisons_may_be_chained() {
    give(
        "horizon = 6",
        &[
            ("if(1 <= index <= 5, 1, 0)", &[0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]),
            ("if(1 < index < 3 < 4, 1, 0)", &[0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
            ("if(5 > index >= 3, 1, 0)", &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]),
            ("if(index != 2, 1, 0)", &[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0]),
        ],
    );
}

#[test]
fn the_branch_not_taken_never_spoils_the_result() {
    give(
        "horizon = 2",
        &[
            ("if(index > 0, 6 / index, 0)", &[0.0, 6.0, 3.0]),
            ("if(index > 0, ln(index), -1)", &[-1.0, 0.0, 2.0_f64.ln()]),
            ("sum(if(index > 0, 1 / index, 0))", &[1.5]),
            ("1 / 0", &[f64::INFINITY]),
            ("0 / 0", &[f64::NAN]),
        ],
    );
}

#[test]
fn names_that_are_taken_have_their_values() {
    give(
        "start_year = 2018\nhorizon = 2\ndiscount_rate = \"5 % + 1 %\"",
        &[
            ("index", &[0.0, 1.0, 2.0]),
            ("year", &[2018.0, 2019.0, 2020.0]),
            ("age", &[0.0, 1.0, 2.0]),
            ("horizon", &[2.0]),
            ("start_year", &[2018.0]),
            ("discount_rate", &[0.06]),
            ("pi", &[std::f64::consts::PI]),
        ],
    );
}

#[test]
fn order_in_the_file_never_matters_and_names_may_be_chinese() {
    let model = model(
        "[formulas]\n\"收入\" = \"产量 * 单价\"\nlater = \"earlier + 1\"\nearlier = \"2\"\n[inputs]\n\"产量\" = 3\n\"单价\" = \"5 元\"\n",
    );
    let trace = traced(&model, 0);
    same("收入", trace.series("收入"), &[15.0]);
    same("later", trace.series("later"), &[3.0]);
}

#[test]
fn an_outcome_may_repeat_a_formula_under_its_name() {
    let model = model(
        "horizon = 1\n[inputs]\ncapex = { low = 1, likely = 2, high = 3 }\n[formulas]\nprofit = \"2 * capex\"\n[outcomes]\nprofit = \"profit\"\ncapex = \"capex\"\ntwice = \"2 * profit\"\n",
    );
    let trace = traced(&model, 3);
    assert_eq!(trace.value("twice"), 2.0 * trace.value("profit"));
    assert_eq!(trace.value("profit"), 2.0 * trace.value("capex"));
    assert_eq!(model.plan.outcomes.len(), 3);
}

#[test]
fn conditions_take_no_part_in_arithmetic() {
    refused(
        "horizon = 2",
        &[
            ("true + 1", Code::TypeMismatch),
            ("(index > 1) * 5", Code::TypeMismatch),
            ("if(1, 2, 3)", Code::TypeMismatch),
            ("1 and true", Code::TypeMismatch),
            ("if(true, 1, false)", Code::TypeMismatch),
            ("true == 1", Code::TypeMismatch),
            ("sum(true)", Code::TypeMismatch),
            ("[1, 2]", Code::TypeMismatch),
        ],
    );
    give("", &[("if(true == false, 1, 0)", &[0.0]), ("if(true != false, 1, 0)", &[1.0])]);
}

#[test]
fn a_value_without_years_serves_as_a_series() {
    give(
        "horizon = 3\n[inputs]\nc = 5\n",
        &[
            ("sum(c)", &[20.0]),
            ("mean(c)", &[5.0]),
            ("last(c)", &[5.0]),
            ("cumulative(c)", &[5.0, 10.0, 15.0, 20.0]),
            ("prev(c, 1)", &[1.0, 5.0, 5.0, 5.0]),
            ("next(c, 1)", &[5.0, 5.0, 5.0, 1.0]),
            ("at(c, 2)", &[5.0]),
            ("at(c, 9)", &[0.0]),
            ("at(c, index + 1)", &[5.0, 5.0, 5.0, 0.0]),
            ("npv(0, c)", &[20.0]),
            ("delay(c, 1)", &[0.0, 5.0, 5.0, 5.0]),
            ("sd(c)", &[0.0]),
            ("quantile(c, 0.3)", &[5.0]),
        ],
    );
}
