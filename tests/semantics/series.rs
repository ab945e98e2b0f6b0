//! Section 2.2: functions of series, and 2.3: years in which a formula lives.

use fengnian::diagnostic::Code;

use super::{give, model, refused, same, traced};

const LIVES: &str = "start_year = 2018\nhorizon = 5\n[inputs]\nx = [1, 2, 4, 8, 16, 32]\n[formulas.late]\nformula = \"x\"\nactive = \"2..4\"\n[formulas.wet]\nformula = \"index == 3 or index == 5\"\n[formulas.lone]\nformula = \"7\"\nactive = \"3\"\n[formulas.never]\nformula = \"x\"\nactive = \"9..12\"\n";

#[test]
fn outside_its_years_an_amount_is_zero_and_a_condition_false() {
    give(
        LIVES,
        &[
            ("late", &[0.0, 0.0, 4.0, 8.0, 16.0, 0.0]),
            ("lone", &[0.0, 0.0, 0.0, 7.0, 0.0, 0.0]),
            ("never", &[0.0; 6]),
            ("if(wet, 1, 0)", &[0.0, 0.0, 0.0, 1.0, 0.0, 1.0]),
        ],
    );
}

#[test]
fn before_and_after() {
    give(
        LIVES,
        &[
            ("prev(x, 9)", &[9.0, 1.0, 2.0, 4.0, 8.0, 16.0]),
            // in x's first active year the start
            ("prev(late, 9)", &[9.0, 9.0, 9.0, 4.0, 8.0, 16.0]),
            ("prev(prev(x, 0), 0)", &[0.0, 0.0, 1.0, 2.0, 4.0, 8.0]),
            ("prev(prev(prev(x, 7), 6), 5)", &[5.0, 6.0, 7.0, 1.0, 2.0, 4.0]),
            ("prev(2 * x + 1, 0)", &[0.0, 3.0, 5.0, 9.0, 17.0, 33.0]),
            // an expression lives where what is in it lives
            ("prev(late * 1, 9)", &[9.0, 9.0, 9.0, 4.0, 8.0, 16.0]),
            ("prev(late + index, 9)", &[9.0, 0.0, 1.0, 6.0, 11.0, 20.0]),
            ("change(late * 1, 1)", &[-1.0, -1.0, 3.0, 4.0, 8.0, -16.0]),
            ("next(x, 9)", &[2.0, 4.0, 8.0, 16.0, 32.0, 9.0]),
            ("next(late, 9)", &[0.0, 4.0, 8.0, 16.0, 9.0, 9.0]),
            ("change(x, 0)", &[1.0, 1.0, 2.0, 4.0, 8.0, 16.0]),
            ("change(late, 1)", &[-1.0, -1.0, 3.0, 4.0, 8.0, -16.0]),
            ("at(x, 3)", &[8.0]),
            ("at(x, 7)", &[0.0]),
            ("at(x, -1)", &[0.0]),
            ("at(x, index - 2)", &[0.0, 0.0, 1.0, 2.0, 4.0, 8.0]),
            ("at(late, 0)", &[0.0]),
            ("cumulative(x)", &[1.0, 3.0, 7.0, 15.0, 31.0, 63.0]),
            ("cumulative(late)", &[0.0, 0.0, 4.0, 12.0, 28.0, 28.0]),
        ],
    );
    refused(
        LIVES.split("[formulas").next().unwrap_or(""),
        &[("prev(x, index)", Code::ShapeMismatch), ("prev(x)", Code::Arguments)],
    );
}

#[test]
fn gathering_over_the_years_in_which_it_lives() {
    let square = |x: f64| (x - 28.0 / 3.0) * (x - 28.0 / 3.0);
    let deviation = ((square(4.0) + square(8.0) + square(16.0)) / 2.0).sqrt();
    give(
        LIVES,
        &[
            ("sum(late)", &[28.0]),
            ("mean(late)", &[28.0 / 3.0]),
            ("min(late)", &[4.0]),
            ("max(late)", &[16.0]),
            ("product(late)", &[512.0]),
            ("sd(late)", &[deviation]),
            ("quantile(late, 0.5)", &[8.0]),
            ("quantile(late, 0.25)", &[6.0]),
            ("first(late)", &[4.0]),
            ("last(late)", &[16.0]),
            ("first(lone) + last(lone)", &[14.0]),
            ("count(wet)", &[2.0]),
            ("share(wet)", &[1.0 / 3.0]),
            ("if(any(wet), 1, 0)", &[1.0]),
            ("if(all(wet), 1, 0)", &[0.0]),
            ("if(all(late > 0), 1, 0)", &[1.0]),
            ("share(late > 5)", &[2.0 / 3.0]),
            ("first_year(wet, 99)", &[3.0]),
            ("first_year(x > 100, 99)", &[99.0]),
            ("first_year(late > 0, -1)", &[2.0]),
        ],
    );
}

#[test]
fn gathering_over_years_that_are_given() {
    give(
        LIVES,
        &[
            ("sum(x, over = 1..3)", &[14.0]),
            ("sum(x, over = 2..)", &[60.0]),
            ("sum(x, over = ..2)", &[7.0]),
            ("sum(x, over = 4)", &[16.0]),
            ("sum(x, over = 2019..2021)", &[14.0]),
            ("sum(x, over = 2022..)", &[48.0]),
            ("mean(late, over = 1..5)", &[28.0 / 5.0]),
            ("min(late, over = 0..5)", &[0.0]),
            ("max(x, over = 0..horizon)", &[32.0]),
            ("count(wet, over = 0..3)", &[1.0]),
            ("first_year(wet, 9, over = 4..5)", &[5.0]),
            ("first(x, over = 2..4)", &[4.0]),
            ("last(x, over = 2..4)", &[16.0]),
            ("npv(1, x, over = 1..2)", &[2.0]),
            ("sum(x, over = 3..30)", &[56.0]),
        ],
    );
    let inputs = LIVES.split("[formulas").next().unwrap_or("");
    refused(
        inputs,
        &[
            ("sum(x, over = 7..9)", Code::OutOfRange),
            ("sum(x, over = 3..2)", Code::OutOfRange),
            ("sum(x, over = 1990..1995)", Code::OutOfRange),
            ("sum(x, over = index..3)", Code::Arguments),
            ("sum(x, over = 0.5..3)", Code::Arguments),
            ("sum(x, when = 1..3)", Code::Arguments),
            ("sum(x, 2)", Code::Arguments),
        ],
    );
}

/// A formula whose years lie behind the horizon is an amount that never comes.
#[test]
fn a_formula_that_never_lives_adds_nothing() {
    give(
        LIVES,
        &[
            ("sum(never)", &[0.0]),
            ("count(never > 0)", &[0.0]),
            ("product(never)", &[1.0]),
            ("if(any(never > 0), 1, 0)", &[0.0]),
            ("if(all(never > 0), 1, 0)", &[1.0]),
            ("first(never)", &[0.0]),
            ("last(never)", &[0.0]),
            ("first_year(never > 0, 9)", &[9.0]),
            ("mean(never)", &[f64::NAN]),
            ("npv(0, never)", &[0.0]),
            ("cumulative(never)", &[0.0; 6]),
            ("prev(never, 3)", &[3.0; 6]),
            ("sum(never + late)", &[28.0]),
            ("delay(never, 1)", &[0.0; 6]),
        ],
    );
}

#[test]
fn present_values() {
    give(
        "horizon = 2\n[inputs]\nrates = [0.5, 1, \"300 %\"]\n[formulas.flow]\nformula = \"8\"\n[formulas.late]\nformula = \"8\"\nactive = \"1..\"\n",
        &[
            ("npv(1, flow)", &[8.0 + 4.0 + 2.0]),
            ("npv(1, flow, first = 1)", &[4.0 + 2.0 + 1.0]),
            ("npv(1, flow, first = 0)", &[14.0]),
            // the flow of index 0 is not discounted, even where the flow begins later
            ("npv(1, late)", &[6.0]),
            ("npv(rates, flow)", &[8.0 + 8.0 / 2.0 + 8.0 / 8.0]),
            ("npv(0, flow)", &[24.0]),
        ],
    );
    refused("horizon = 2", &[("npv(1, index, first = 2)", Code::Arguments), ("npv(1 元, index)", Code::UnitMismatch)]);
}

#[test]
fn rates_of_return_and_payback() {
    // −100 + 60/1.1 + 55/1.21 = 0 at 10 %: 60/1.1 = 54.5454…, 55/1.21 = 45.4545…
    give(
        "horizon = 4\n[inputs]\nflow = [-100, 60, 55, 0, 0]\nnone = [1, 1, 1, 1, 1]\ntwo = [-100, 230, -132, 0, 0]\n",
        &[
            ("irr(flow)", &[0.1]),
            ("irr(none)", &[f64::NAN]),
            // roots at 10 % and 20 %: none is the rate
            ("irr(two)", &[f64::NAN]),
            // −100 at 5 %: worth (60·1.08³ + 55·1.08²) in year 4
            (
                "mirr(flow, 0.05, 0.08)",
                &[((60.0 * 1.08_f64.powi(3) + 55.0 * 1.08_f64.powi(2)) / 100.0).powf(0.25) - 1.0],
            ),
            ("payback(flow)", &[1.0 + 40.0 / 55.0]),
            ("payback(none)", &[0.0]),
            ("payback(-1 * none)", &[f64::INFINITY]),
            // a loss, and a gain, at every rate
            ("irr(-1 * none)", &[f64::NEG_INFINITY]),
            ("irr(none - if(index == 0, 1e9, 0))", &[f64::NEG_INFINITY]),
            ("irr(none * if(index == 0, -0.0001, 1))", &[f64::INFINITY]),
            // 60/1.1 = 54.5454…, 55/1.21 = 45.4545…: reached at the very end of year 2
            ("discounted_payback(0, flow)", &[1.0 + 40.0 / 55.0]),
            ("discounted_payback(0.05, flow)", &[1.0 + (100.0 - 60.0 / 1.05) / (55.0 / 1.1025)]),
        ],
    );
}

#[test]
fn what_is_paid_later() {
    give(
        LIVES,
        &[
            ("delay(x, 1)", &[0.0, 1.0, 2.0, 4.0, 8.0, 16.0]),
            ("delay(x, 0)", &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
            ("delay(x, 1.25)", &[0.0, 0.75, 1.75, 3.5, 7.0, 14.0]),
            ("delay(late, 2)", &[0.0, 0.0, 0.0, 0.0, 4.0, 8.0]),
            ("delay(x, index)", &[1.0, 0.0, 2.0, 0.0, 4.0, 0.0]),
            ("delay(x, 100)", &[0.0; 6]),
        ],
    );
    give(
        "horizon = 0\n[inputs]\nx = [5]\n",
        &[("delay(x, 1)", &[0.0]), ("delay(x, 0.25)", &[3.75]), ("delay(x, 0)", &[5.0])],
    );
}

/// Only whole delays here, so that what arrives can be told from the delay drawn.
#[test]
fn a_delay_may_differ_by_trial_and_year() {
    let model = model(
        "horizon = 6\n[inputs]\nonce = { dist = \"discrete\", values = [0, 1, 2], weights = [1, 1, 1] }\nyearly = { dist = \"discrete\", values = [0, 1, 2], weights = [1, 1, 1], each = \"year\" }\nx = [1, 10, 100, 1000, 10000, 100000, 1000000]\n[formulas]\na = \"delay(x, once)\"\nb = \"delay(x, yearly)\"\n",
    );
    for trial in [0, 5, 77] {
        let trace = traced(&model, trial);
        let (mut a, mut b) = (vec![0.0; 7], vec![0.0; 7]);
        for k in 0..7 {
            for (wait, series) in [(trace.value("once"), &mut a), (trace.series("yearly")[k], &mut b)] {
                if let Some(value) = series.get_mut(k + wait as usize) {
                    *value += 10.0_f64.powi(k as i32);
                }
            }
        }
        same("once", trace.series("a"), &a);
        same("yearly", trace.series("b"), &b);
    }
}

#[test]
fn an_event_holds_for_its_years_and_then_may_start_again() {
    give(
        "horizon = 5",
        &[
            ("if(event(0, 3), 1, 0)", &[0.0; 6]),
            ("if(event(1, 1), 1, 0)", &[1.0; 6]),
            ("if(event(if(index == 1, 1, 0), 3), 1, 0)", &[0.0, 1.0, 1.0, 1.0, 0.0, 0.0]),
            // inside an event none starts; behind it the next may
            ("if(event(if(index == 1 or index == 2 or index == 4, 1, 0), 2), 1, 0)", &[0.0, 1.0, 1.0, 0.0, 1.0, 1.0]),
        ],
    );
}

/// P(event in year k) for chance c and length 2: years under an event are the renewal of starts, s[k] = c·(1 − s[k−1]).
#[test]
fn events_come_as_often_as_they_should() {
    let text = "horizon = 4\n[formulas]\nhit = \"event(0.3, 2)\"\n[outcomes]\nhit = \"hit\"\n";
    let trials = 4096;
    let values = super::outcome(text, "hit", trials);
    let (mut start_before, mut starts) = (0.0, Vec::new());
    for _ in 0..5 {
        start_before = 0.3 * (1.0 - start_before);
        starts.push(start_before);
    }
    for k in 0..5 {
        let expected = starts[k] + if k > 0 { starts[k - 1] } else { 0.0 };
        let found = super::mean(&values[k * trials as usize..(k + 1) * trials as usize]);
        // independent draws would be off by more than 4 standard errors once in 16,000; the design only does better
        let error = (expected * (1.0 - expected) / trials as f64).sqrt();
        assert!((found - expected).abs() < 4.0 * error, "year {k}: {found} for {expected}");
    }
}

#[test]
fn formulas_may_use_each_other_in_a_circle_through_prev() {
    let model = model(
        "horizon = 3\n[formulas]\nfund = { formula = \"prev(fund, 1000 元) * 1.1 - paid\", unit = \"元\" }\npaid = { formula = \"min(prev(fund, 1000 元), 100 元)\", unit = \"元\" }\nstock = \"if(index == 0, 1000 元, prev(stock, 0) * 1.1)\"\nlate = { formula = \"prev(late, 5) * 2\", active = \"1..2\" }\n",
    );
    let trace = traced(&model, 0);
    same("fund", trace.series("fund"), &[1000.0, 1000.0, 1000.0, 1000.0]);
    same("stock", trace.series("stock"), &[1000.0, 1100.0, 1210.0, 1331.0]);
    same("late", trace.series("late"), &[0.0, 10.0, 20.0, 0.0]);
}

/// Units, axes and kinds of what `prev` reads are found through any number of links.
#[test]
fn a_long_chain_of_prev_finds_its_units_and_draws() {
    let links = 300;
    let mut text = String::from(
        "horizon = 3\n[inputs]\nx = { dist = \"normal\", mean = \"5 元\", sd = \"1 元\", each = \"year\" }\n[formulas]\n",
    );
    for k in 0..links {
        text.push_str(&format!("c{k} = \"prev(c{}, 0) * 1\"\n", k + 1));
    }
    text.push_str(&format!("c{links} = \"x + 0\"\nlast_link = \"prev(c{}, 0) + 1 元\"\n", links - 1));
    let model = model(&text);
    let trace = traced(&model, 7);
    let x = trace.series("x").to_vec();
    same("two years back", trace.series("last_link"), &[1.0, 1.0, x[0] + 1.0, x[1] + 1.0]);
    same("far", trace.series("c0"), &[0.0; 4]);
}

#[test]
fn a_circle_without_prev_names_its_path() {
    use super::codes;
    assert_eq!(codes("[formulas]\na = \"b\"\nb = \"c + 1\"\nc = \"a\"\n"), [Code::Circular]);
    assert_eq!(codes("[formulas]\na = \"a + 1\"\n"), [Code::Circular]);
    assert_eq!(codes("horizon = 2\n[formulas]\na = \"1 + sum(b)\"\nb = \"prev(a, 0) + index\"\n").len(), 1);
}

#[test]
fn another_name_for_a_series_changes_nothing() {
    let text = "horizon = 5\n[formulas]\nsold = { formula = \"index * 10\", active = \"2..4\" }\nalias = \"sold\"\n\
        again = \"alias\"\nof_all = { formula = \"sold\", active = \"0..\" }\ncondition = { formula = \"index > 2\", active = \"2..4\" }\n\
        same = \"condition\"\n[outcomes]\na = \"mean(alias)\"\nb = \"mean(again)\"\nc = \"min(alias)\"\nd = \"sum(again)\"\n\
        e = \"mean(of_all)\"\nf = \"count(same)\"\ng = \"share(same)\"\nh = \"alias + 1\"\n";
    let model = fengnian::Model::from_text("alias", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let trace = model.trace(1, 0).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    for (name, expected) in
        [("a", 30.0), ("b", 30.0), ("c", 20.0), ("d", 90.0), ("e", 15.0), ("f", 2.0), ("g", 2.0 / 3.0)]
    {
        assert_eq!(trace.value(name), expected, "{name}");
    }
    assert_eq!(trace.series("h"), [1.0, 1.0, 21.0, 31.0, 41.0, 1.0]);
}

#[test]
fn without_a_start_year_the_year_counts_from_zero() {
    let plain = LIVES.replace("start_year = 2018\n", "");
    give(
        &plain,
        &[
            ("if(year == 1, 1, 0)", &[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
            ("at(x, year)", &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
            ("2 ^ year", &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
        ],
    );
    let slips = ["if(year == 1, 1, 0)", "at(x, year)", "at(x, 2019)", "2 ^ year", "if(index == 2019, 1, 0)"];
    refused(LIVES, &slips.map(|slip| (slip, Code::OutOfRange)));
    // years counted from another one are indices
    give(
        LIVES,
        &[
            ("at(x, year - 2018)", &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
            ("2 ^ (year - start_year)", &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
        ],
    );
}

#[test]
fn a_rate_behind_its_flow_is_told_where_units_do_not_tell() {
    let prelude = format!("{LIVES}[inputs.loan_rate]\nvalue = \"6 %\"\n");
    refused(
        &prelude,
        &[
            ("npv(x, 0.06)", Code::Arguments),
            ("npv(x - 3, loan_rate)", Code::Arguments),
            ("discounted_payback(x - 3, loan_rate)", Code::Arguments),
        ],
    );
    // an annuity at a rate of its own every year
    for right in ["npv(0.01 * x, 1)", "npv(loan_rate, x)", "npv(0.06, x)"] {
        model(&format!("{prelude}[outcomes]\nit = \"{right}\"\n"));
    }
}

#[test]
fn prev_of_an_expression_reads_years_before_its_formula_lives() {
    let head = format!("{LIVES}[formulas.k]\nformula = \"FORMULA\"\nactive = \"2..3\"\n[outcomes]\nn = \"sum(k)\"\n");
    for (formula, expected) in [
        ("prev(x, 0)", [2.0, 4.0]),
        ("prev(x * 1, 0)", [2.0, 4.0]),
        ("prev(round(x), 0)", [2.0, 4.0]),
        ("prev(prev(x, 0), 0)", [1.0, 2.0]),
        ("change(x * 1, 0)", [2.0, 4.0]),
        ("prev(index, 7)", [1.0, 2.0]),
        // a formula that names itself starts where it lives, whatever stands beside it
        ("prev(k, 5) + x", [9.0, 17.0]),
        ("prev(k + x, 5)", [5.0, 9.0]),
        // so does one behind another name, and one that is defined further down
        ("prev(other * 1, 5)", [5.0, 4.0]),
        ("prev(other, 5)", [5.0, 4.0]),
    ] {
        let text =
            head.replace("FORMULA", formula).replace("[outcomes]", "[formulas.other]\nformula = \"late\"\n[outcomes]");
        let model = model(&text);
        same(formula, &traced(&model, 0).series("k")[2..4], &expected);
    }
}

/// Whatever years are asked for, what is asked is what the whole series says of them.
#[test]
fn asking_for_some_years_changes_no_value() {
    let head = "horizon = 5\ntrials = 64\n[inputs]\nx = { dist = \"uniform\", low = 90, high = 110, each = \"year\" }\n\
        lag = { dist = \"uniform\", low = 0, high = 3 }\nrare = { dist = \"bernoulli\", p = 0.4, each = \"year\" }\n\
        [formulas]\nstock = \"prev(stock, 5) * 0.9 + x\"\nlate = { formula = \"x\", active = \"2..4\" }\n";
    for formula in [
        "delay(x, 1)",
        "delay(x, lag)",
        "delay(late, 1.5)",
        "delay(delay(x, 1), 1)",
        "next(delay(x, lag), 3)",
        "prev(x * 2, 1)",
        "prev(late + 1, 1)",
        "at(x, index - 2)",
        "cumulative(x)",
        "stock",
        "npv(0.05, x) + x",
        "if(rare, x, prev(x, 0))",
        "change(delay(x, 2), 0)",
    ] {
        let whole = model(&format!("{head}y = \"{formula}\"\n[outcomes]\nn = \"sum(y)\"\n"));
        for (asked, expected) in [
            ("at(y, 4)", (|y| y[4]) as fn(&[f64]) -> f64),
            ("last(y)", |y| y[5]),
            ("sum(y, over = 3..4)", |y| y[3] + y[4]),
            ("at(next(y, 0), 3)", |y| y[4]),
            ("at(prev(y, 0), 5)", |y| y[4]),
            ("sum(if(index == 4, y, 0))", |y| y[4]),
            ("sum(window)", |y| y[3] + y[4]),
        ] {
            let text = format!(
                "{head}y = \"{formula}\"\nwindow = {{ formula = \"{formula}\", active = \"3..4\" }}\n[outcomes]\nn = \"{asked}\"\n"
            );
            let found = super::outcome(&text, "n", 8);
            for (trial, found) in found.iter().enumerate() {
                let series = traced(&whole, trial as u64).series("y").to_vec();
                same(&format!("{asked} of {formula} in trial {trial}"), &[*found], &[expected(&series)]);
            }
        }
    }
}
