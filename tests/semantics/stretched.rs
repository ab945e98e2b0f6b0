//! Section 3.3: parameters that vary by trial. Whether the shape is then known before the trials, solved once a trial or
//! differs from draw to draw, the value at rank u is that of the distribution with the trial's parameters.

use fengnian::distribution::{Source, family};

use super::{model, outcome, traced};

/// A form, its family and its parameters at `a` (1 to 9), and its limits there.
type Case = (&'static str, &'static str, &'static [&'static str], fn(f64) -> Vec<f64>, fn(f64) -> [Option<f64>; 2]);

const OPEN: fn(f64) -> [Option<f64>; 2] = |_| [None, None];

/// The shape is the same in all trials.
const STRETCHED: [Case; 20] = [
    (
        "{ low = \"0.8 * a\", likely = \"a\", high = \"a * 1.3\" }",
        "pert",
        &["low", "likely", "high"],
        |a| vec![0.8 * a, a, 1.3 * a],
        OPEN,
    ),
    (
        "{ low = \"-a * b\", likely = 0, high = \"b * (a + a) / 4\", weight = 6 }",
        "pert",
        &["low", "likely", "high", "weight"],
        |a| vec![-2.5 * a, 0.0, 1.25 * a, 6.0],
        OPEN,
    ),
    (
        "{ low = \"a - 2\", likely = \"a\", high = \"3 + a\" }",
        "pert",
        &["low", "likely", "high"],
        |a| vec![a - 2.0, a, a + 3.0],
        OPEN,
    ),
    (
        "{ p10 = \"a\", p50 = \"a + 1\", p90 = \"a + 3\" }",
        "metalog",
        &["p10", "p50", "p90"],
        |a| vec![a, a + 1.0, a + 3.0],
        OPEN,
    ),
    (
        "{ p10 = \"1 - a\", p50 = \"2 - a\", p90 = \"5 - a\", dist = \"lognormal\" }",
        "lognormal",
        &["p10", "p50", "p90"],
        |a| vec![1.0 - a, 2.0 - a, 5.0 - a],
        OPEN,
    ),
    (
        "{ dist = \"student_t\", df = 4, location = \"a\", scale = \"a / 2\" }",
        "student_t",
        &["df", "location", "scale"],
        |a| vec![4.0, a, 0.5 * a],
        OPEN,
    ),
    (
        "{ dist = \"student_t\", df = 4, location = \"7 - a\", scale = \"a\" }",
        "student_t",
        &["df", "location", "scale"],
        |a| vec![4.0, 7.0 - a, a],
        OPEN,
    ),
    ("{ dist = \"gamma\", shape = 2, scale = \"a\" }", "gamma", &["shape", "scale"], |a| vec![2.0, a], OPEN),
    ("{ dist = \"gamma\", mean = \"2 * a\", sd = \"a\" }", "gamma", &["mean", "sd"], |a| vec![2.0 * a, a], OPEN),
    ("{ dist = \"weibull\", shape = 0.7, scale = \"a\" }", "weibull", &["shape", "scale"], |a| vec![0.7, a], OPEN),
    (
        "{ dist = \"beta\", alpha = 2, beta = 3, low = \"-a\", high = \"7 * a\" }",
        "beta",
        &["alpha", "beta", "low", "high"],
        |a| vec![2.0, 3.0, -a, 7.0 * a],
        OPEN,
    ),
    (
        "{ dist = \"beta\", alpha = 2, beta = 3, low = -1, high = \"a\" }",
        "beta",
        &["alpha", "beta", "low", "high"],
        |a| vec![2.0, 3.0, -1.0, a],
        OPEN,
    ),
    ("{ dist = \"gumbel\", mean = \"a\", sd = 2 }", "gumbel", &["mean", "sd"], |a| vec![a, 2.0], OPEN),
    ("{ dist = \"logistic\", mean = 5, sd = \"a\" }", "logistic", &["mean", "sd"], |a| vec![5.0, a], OPEN),
    ("{ dist = \"exponential\", rate = \"a\" }", "exponential", &["rate"], |a| vec![a], OPEN),
    ("{ dist = \"pareto\", scale = \"a\", shape = 3 }", "pareto", &["scale", "shape"], |a| vec![a, 3.0], OPEN),
    ("{ p5 = \"a\", p95 = \"a + 3\", dist = \"normal\" }", "normal", &["p5", "p95"], |a| vec![a, a + 3.0], OPEN),
    ("{ p20 = \"-a\", p70 = 9, dist = \"gumbel\" }", "gumbel", &["p20", "p70"], |a| vec![-a, 9.0], OPEN),
    ("{ p20 = \"a\", p70 = \"2 * a\", dist = \"gamma\" }", "gamma", &["p20", "p70"], |a| vec![a, 2.0 * a], OPEN),
    (
        "{ dist = \"normal\", mean = \"a\", sd = \"0.7 * a\", truncate = { min = 0, max = \"3 * a\" } }",
        "normal",
        &["mean", "sd"],
        |a| vec![a, 0.7 * a],
        |a| [Some(0.0), Some(3.0 * a)],
    ),
];

/// The shape differs from trial to trial.
const SOLVED: [Case; 12] = [
    (
        "{ dist = \"weibull\", shape = \"a / 4\", scale = 3 }",
        "weibull",
        &["shape", "scale"],
        |a| vec![a / 4.0, 3.0],
        OPEN,
    ),
    ("{ dist = \"weibull\", mean = \"a\", sd = 2 }", "weibull", &["mean", "sd"], |a| vec![a, 2.0], OPEN),
    (
        "{ dist = \"weibull\", mean = 3, sd = \"max(a - 5, 0)\" }",
        "weibull",
        &["mean", "sd"],
        |a| vec![3.0, (a - 5.0).max(0.0)],
        OPEN,
    ),
    ("{ p5 = \"a\", p95 = \"a + 3\", dist = \"weibull\" }", "weibull", &["p5", "p95"], |a| vec![a, a + 3.0], OPEN),
    (
        "{ p5 = 1, p90 = \"max(a - 5, 1)\", dist = \"weibull\" }",
        "weibull",
        &["p5", "p90"],
        |a| vec![1.0, (a - 5.0).max(1.0)],
        OPEN,
    ),
    ("{ p5 = \"a\", p95 = \"a + 3\", dist = \"gamma\" }", "gamma", &["p5", "p95"], |a| vec![a, a + 3.0], OPEN),
    (
        "{ p5 = 1, p90 = \"max(a - 5, 1)\", dist = \"gamma\" }",
        "gamma",
        &["p5", "p90"],
        |a| vec![1.0, (a - 5.0).max(1.0)],
        OPEN,
    ),
    ("{ low = 0, likely = \"a\", high = 10 }", "pert", &["low", "likely", "high"], |a| vec![0.0, a, 10.0], OPEN),
    (
        "{ dist = \"normal\", mean = \"a\", sd = 2, truncate = { min = 3 } }",
        "normal",
        &["mean", "sd"],
        |a| vec![a, 2.0],
        |_| [Some(3.0), None],
    ),
    (
        "{ dist = \"normal\", mean = 5, sd = \"a / 3\", truncate = { max = \"a - 3\" } }",
        "normal",
        &["mean", "sd"],
        |a| vec![5.0, a / 3.0],
        |a| [None, Some(a - 3.0)],
    ),
    (
        "{ dist = \"normal\", mean = 0, sd = 1, truncate = { min = \"a\", max = \"a + 1\" } }",
        "normal",
        &["mean", "sd"],
        |_| vec![0.0, 1.0],
        |a| [Some(a), Some(a + 1.0)],
    ),
    (
        "{ dist = \"normal\", mean = \"2 * a\", sd = 3, truncate = { min = \"a - 1\", max = 12 } }",
        "normal",
        &["mean", "sd"],
        |a| vec![2.0 * a, 3.0],
        |a| [Some(a - 1.0), Some(12.0)],
    ),
];

fn check(cases: &[Case], margin: f64) {
    for (form, name, parameters, values, limits) in cases {
        let text = format!(
            "[inputs]\na = {{ dist = \"uniform\", low = 1, high = 9 }}\nb = 2.5\nx = {form}\n\
             u = {{ dist = \"uniform\", low = 0, high = 1, draws_as = \"x\" }}\n"
        );
        let model = model(&text);
        let selected = family(name).unwrap().select(parameters).unwrap();
        for trial in 0..200 {
            let trace = traced(&model, trial);
            let (a, x, u) = (trace.value("a"), trace.value("x"), trace.value("u"));
            // what is left out stands last
            let left_out = selected.sources.iter().filter_map(|source| match source {
                Source::Default(value) => Some(*value),
                Source::Given(_) => None,
            });
            let given = values(a);
            let all: Vec<f64> = given.into_iter().chain(left_out).collect();
            let mut exact = selected.build(&all).unwrap();
            let [low, high] = limits(a);
            if low.or(high).is_some() {
                exact = exact.truncated(low, high).unwrap();
            }
            let expected = exact.quantile(u);
            let width = exact.quantile(0.75) - exact.quantile(0.25);
            let allowed = margin * (width + (expected - exact.quantile(0.5)).abs()) + 1e-14 * expected.abs();
            assert!((x - expected).abs() <= allowed, "{form}, a = {a}, u = {u}: {x} instead of {expected}");
        }
    }
}

#[test]
fn a_shape_that_is_known_gives_the_values_of_each_trial_within_the_error_of_tables() {
    check(&STRETCHED, 2e-9);
}

#[test]
fn parameters_that_are_solved_by_trial_give_the_values_of_each_trial() {
    check(&SOLVED, 1e-11);
}

#[test]
fn years_share_what_a_trial_has_solved_and_rows_have_their_own_shape() {
    let text = "horizon = 6\n[inputs]\na = { dist = \"uniform\", low = 1, high = 9 }\n\
        x = { dist = \"weibull\", mean = \"a\", sd = 2, each = \"year\" }\n\
        [tables.t]\n[tables.t.rows]\none = { k = 2 }\ntwo = { k = 5 }\n\
        [tables.t.inputs]\ng = { dist = \"gamma\", shape = \"k\", scale = \"a\", each = \"year\" }\n\
        [outcomes]\nmean_x = \"mean(x) / a\"\nmean_g = \"mean(sum(t: g)) / a\"\n";
    // the mean of the Weibull is a; the gamma has shapes 2 and 5, so their sum over the scale is 7
    for (name, expected, sd) in [("mean_x", 1.0, 0.8), ("mean_g", 7.0, 1.0)] {
        let values = outcome(text, name, 4096);
        let mean = super::mean(&values);
        assert!((mean - expected).abs() < 4.0 * sd / 64.0, "{name}: {mean}");
    }
}
