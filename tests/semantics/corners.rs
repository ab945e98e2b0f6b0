//! Corners of sections 2 and 3.7: what is rounded, what comes first, what stands on some trials only.

use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::{Model, RunOptions, analysis};

use super::{give, model, near, traced};

fn ran(model: &Model) -> fengnian::Run<'_> {
    let options = RunOptions { threads: 1, ..RunOptions::default() };
    model.run(&options).unwrap_or_else(|stopped| panic!("{stopped:?}"))
}

const FLOWS: &str = "horizon = 4\n[inputs]\nx = [1, 2, 3, 4, 5]\ntwice = [-1, 1, -5, 6, 0]\nlate = [5, -10, 12, 0, 0]\nnever_below = [5, 1, 1, 1, 1]\nbelow = [-9, 1, 1, 1, 1]\n";

#[test]
fn payback_is_the_first_time_the_total_comes_from_below() {
    give(
        FLOWS,
        &[
            ("payback(twice)", &[1.0]),
            ("payback(late)", &[1.0 + 5.0 / 12.0]),
            ("payback(never_below)", &[0.0]),
            ("if(payback(below) > 1e9, 1, 2)", &[1.0]),
        ],
    );
}

#[test]
fn npv_over_some_years_still_discounts_from_index_0() {
    let sum = 2.0 / 1.1 + 3.0 / 1.21 + 4.0 / 1.331;
    give(FLOWS, &[("npv(0.1, x, over = 1..3)", &[sum]), ("sd(x, over = 2..2)", &[0.0]), ("sd(x)^2", &[2.5])]);
}

#[test]
fn a_negative_due_takes_and_gives_nothing() {
    give(
        "",
        &[
            ("waterfall(100, -20, 130)", &[100.0]),
            ("waterfall(100, 30, -20, 130)", &[70.0]),
            ("waterfall(100, 30, -20)", &[0.0]),
        ],
    );
}

#[test]
fn a_loan_has_whole_periods_and_is_paid_off_in_the_last() {
    let text = "horizon = 4\n[formulas.four]\nformula = \"loan_payment(100, 0.1, 4, index)\"\n";
    give(
        text,
        &[
            ("loan_payment(100, 0.1, 3.6, index) - four", &[0.0; 5]),
            ("loan_payment(100, 0.1, 4, index - 0.4) - four", &[0.0; 5]),
            ("loan_payment(100, 0.1, 4, index, grace = 9)", &[0.0, 10.0, 10.0, 10.0, 110.0]),
            ("loan_payment(100, 0.1, 4, index, grace = 2.6)", &[0.0, 10.0, 10.0, 10.0, 110.0]),
        ],
    );
}

#[test]
fn two_events_are_two_and_may_start_in_index_0() {
    let text = "horizon = 9\ntrials = 64\n[formulas]\none = \"event(0.3, 2)\"\nother = \"event(0.3, 2)\"\n[outcomes]\ndiffer = \"any(one != other)\"\nearly = \"at(if(one, 1, 0), 0)\"\nnone = \"any(event(1, 0))\"\nalways = \"all(event(1, 3))\"\n";
    let model = model(text);
    let run = ran(&model);
    let mean = |name: &str| run.outcome(name).iter().sum::<f64>() / 64.0;
    assert!(mean("differ") > 0.9 && mean("early") > 0.1);
    assert!(near(mean("none"), 0.0) && near(mean("always"), 1.0));
}

#[test]
fn recursions_backward_and_over_several_years() {
    let formulas = [
        ("back", "max(prev(back, 0) * 0.9 + at(a, horizon - index), 0)"),
        ("value", "at(back, horizon - index)"),
        ("peak", "max(prev(peak, first(a)), a)"),
        ("level", "prev(level, 1) * a"),
        ("sum_of_two", "prev(sum_of_two, 1) + prev(prev(sum_of_two, 1), 1)"),
    ];
    let formulas: String =
        formulas.iter().map(|(name, formula)| format!("[formulas.{name}]\nformula = \"{formula}\"\n")).collect();
    let x = format!("horizon = 4\n[inputs]\na = [1, -2, 3, -4, 5]\n{formulas}");
    let v3 = 5.0 * 0.9 - 4.0;
    let v2 = v3 * 0.9 + 3.0;
    let v1 = v2 * 0.9 - 2.0;
    give(
        &x,
        &[
            ("value", &[v1 * 0.9 + 1.0, v1, v2, v3, 5.0]),
            ("peak", &[1.0, 1.0, 3.0, 3.0, 5.0]),
            ("level", &[1.0, -2.0, -6.0, 24.0, 120.0]),
            ("sum_of_two", &[2.0, 3.0, 5.0, 8.0, 13.0]),
        ],
    );
}

#[test]
fn a_statistic_given_a_condition_stands_on_the_trials_that_meet_it() {
    let text = "trials = 2048\n[inputs]\nx = { dist = \"uniform\", low = 0, high = 10 }\n[outcomes]\ngiven = \"if(x > 7, x, 0 / 0)\"\n";
    let model = model(text);
    let run = ran(&model);
    let findings = analysis::analyse(&run, Vec::new());
    let given: Vec<f64> = run.outcome("given").iter().copied().filter(|value| value.is_finite()).collect();
    let mean = given.iter().sum::<f64>() / given.len() as f64;
    assert!(findings.outcomes[0].missing[0].trials as usize == 2048 - given.len() && (mean - 8.5).abs() < 0.05);
}

#[test]
fn weights_are_shares_of_their_sum() {
    let text = "trials = 4096\n[inputs]\nw = { values = [\"a\", \"b\"], weights = [3, 1] }\nd = { dist = \"discrete\", values = [0, 1], weights = [6, 2] }\n[outcomes]\nb = \"w == 'b'\"\none = \"d\"\n";
    let model = model(text);
    let run = ran(&model);
    for name in ["b", "one"] {
        assert!(near(run.outcome(name).iter().sum::<f64>() / 4096.0, 0.25), "{name}");
    }
}

/// A kind counts its own ages; the scenario its own years.
#[test]
fn a_project_is_valued_from_its_own_start_in_its_kind() {
    let kind = "[kind]\n[formulas]\nflow = \"if(age == 0, -100, 30)\"\n[outcomes]\nnpv = \"npv(0.1, flow)\"\nback = \"payback(flow)\"\n";
    let text = "start_year = 2020\nhorizon = 10\n[projects.p]\nkind = \"p\"\nstart = 2023\nlife = 5\n[outcomes]\nfrom_start = \"p.npv\"\nfrom_2020 = \"npv(0.1, p.flow)\"\nback = \"p.back\"\nback_from_2020 = \"payback(p.flow)\"\n";
    let files = MemoryFiles::new().with("kinds/p.toml", kind.as_bytes()).with("s.toml", text.as_bytes());
    let Ok(model) = Model::read("s.toml", &files, &KindSources::default()) else { panic!("{text}") };
    let trace = traced(&model, 0);
    let npv = -100.0 + (1..=5).map(|age| 30.0 / 1.1_f64.powi(age)).sum::<f64>();
    for (name, expected) in
        [("from_start", npv), ("from_2020", npv / 1.331), ("back", 10.0 / 3.0), ("back_from_2020", 3.0 + 10.0 / 3.0)]
    {
        assert!((trace.value(name) - expected).abs() < 1e-9, "{name}: {}", trace.value(name));
    }
}

#[test]
fn a_yearly_outcome_that_is_certain_lacks_no_trial() {
    let model = model("horizon = 3\ntrials = 64\n[outcomes]\nm = \"index * 2\"\n");
    let run = ran(&model);
    let findings = analysis::analyse(&run, Vec::new());
    let band = &findings.bands[0];
    assert!(band.years.iter().all(|year| year.counted == 64), "{band:?}");
    let said = fengnian::report::words::missing_years(&findings, band, fengnian::diagnostic::Language::English);
    assert_eq!(said, None);
}
