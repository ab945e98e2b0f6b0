//! Section 3: a value at a rank that a formula gives.

use super::{codes, correlation, mean, model, outcome, same, sd, traced};
use fengnian::diagnostic::Code;

#[test]
fn a_value_with_a_rank_is_the_quantile_there() {
    let model = model(
        "horizon = 2\n[inputs]\nu = { dist = \"uniform\", low = 0, high = 1 }\nv = { dist = \"uniform\", low = 0, high = 1, each = \"year\" }\n\
         wait = { dist = \"exponential\", mean = \"2 kg\", rank = \"u\" }\nyearly = { dist = \"exponential\", mean = 3, rank = \"v\" }\n\
         low = { dist = \"uniform\", low = 10, high = 20, rank = 0.25 }\n\
         state = { values = [\"good\", \"bad\"], weights = [0.7, 0.3], rank = \"u\" }\n\
         held = { dist = \"exponential\", mean = 2, rank = \"u\", clip = { max = 1 } }\n\
         [outcomes]\nwait_all = { formula = \"wait\", unit = \"kg\" }\nis_bad = \"state == 'bad'\"\n\
         held_all = \"held\"\nsum = \"sum(yearly)\"\nlow_one = \"low\"\n",
    );
    for trial in 0..40 {
        let trace = traced(&model, trial);
        let u = trace.value("u");
        let close = |found: f64, expected: f64| {
            assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} {expected}");
        };
        close(trace.value("wait"), -2.0 * (-u).ln_1p());
        close(trace.value("held"), (-2.0 * (-u).ln_1p()).min(1.0));
        for (v, found) in trace.series("v").iter().zip(trace.series("yearly")) {
            close(*found, -3.0 * (-v).ln_1p());
        }
        same("low", &[trace.value("low")], &[12.5]);
        same("bad", &[trace.value("is_bad")], &[f64::from(u8::from(u > 0.7))]);
    }
}

#[test]
fn copulas_other_than_the_normal_can_be_written() {
    // Clayton's with parameter 2: the conditional distribution of the second given the first (Nelsen 2006, 4.2)
    let text = "[inputs]\na = { dist = \"uniform\", low = 0, high = 1 }\nw = { dist = \"uniform\", low = 0, high = 1 }\n\
         first = { dist = \"gamma\", mean = 5, sd = 2, rank = \"a\" }\nsecond = { dist = \"normal\", mean = 1, sd = 1, rank = \"b\" }\n\
         [formulas]\nb = \"((w ^ (-2 / 3) - 1) * a ^ -2 + 1) ^ (-1 / 2)\"\n[outcomes]\ny = \"first\"\nz = \"second\"\n";
    let (mut first, mut second) = (outcome(text, "y", 65_536), outcome(text, "z", 65_536));
    let pairs: Vec<(f64, f64)> = first.iter().copied().zip(second.iter().copied()).collect();
    let tenth = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 10]
    };
    let (low, also_low) = (tenth(&mut first), tenth(&mut second));
    let found = pairs.iter().filter(|(y, z)| *y < low && *z < also_low).count() as f64 / 65_536.0;
    // C(0.1, 0.1) = (2 · 0.1⁻² − 1)^(−1/2) = 0.0709; within 4 standard errors: 6 of 100,000 right programs fail
    let exact = 199.0_f64.powf(-0.5);
    assert!((found - exact).abs() < 4.0 * (exact * (1.0 - exact) / 65_536.0).sqrt(), "{found} {exact}");
}

#[test]
fn ranks_that_are_none_are_mistakes_or_missing() {
    let uniform = "u = { dist = \"uniform\", low = 0, high = 1 }\n";
    for (x, y, code) in [
        ("rank = 1.2", "dist = \"normal\", mean = 0, sd = 1", Code::OutOfRange),
        ("rank = \"u\", each = \"year\"", "dist = \"normal\", mean = 0, sd = 1", Code::ConflictingKeys),
        ("rank = \"u\"", "dist = \"normal\", mean = 0, sd = 1, draws_as = \"x\"", Code::ConflictingKeys),
    ] {
        let text = format!(
            "[inputs]\n{uniform}x = {{ dist = \"normal\", mean = 0, sd = 1, {x} }}\ny = {{ {y} }}\n[outcomes]\nz = \"x + y\"\n"
        );
        assert!(codes(&text).contains(&code), "{text}: {:?}", codes(&text));
    }
    // of a rank that is none in half of the trials, half are missing
    let text = "[inputs]\nu = { dist = \"uniform\", low = -1, high = 1 }\nx = { dist = \"normal\", mean = 0, sd = 1, rank = \"u\" }\n[outcomes]\nz = \"x\"\n";
    let values = outcome(text, "z", 1024);
    assert_eq!(values.iter().filter(|value| value.is_nan()).count(), 512);
}

#[test]
fn a_rank_that_is_the_same_in_all_trials_is_one_value() {
    let gamma = "dist = \"gamma\", mean = 5, sd = 2";
    let text = format!(
        "horizon = 2\n[inputs]\nu = 0.3\na = {{ dist = \"normal\", mean = 10, sd = 2, rank = \"u\" }}\nb = {{ {gamma}, rank = 0.3 }}\n\
         c = {{ {gamma}, rank = \"0.2 + 0.1 * index\" }}\n[tables.t]\nrows = {{ count = 3 }}\ninputs = {{ d = {{ {gamma}, rank = \"row / 4\" }} }}\n\
         [outcomes]\nz = \"a + b + sum(c) + sum(t: d)\"\ny = \"at(c, 1)\"\nx = \"b\"\nn = \"a\"\n"
    );
    let values = outcome(&text, "z", 64);
    assert!(values.iter().all(|value| *value == values[0] && value.is_finite()), "{values:?}");
    // the year in which the rank is 0.3 has the value there
    assert!((outcome(&text, "y", 64)[0] - outcome(&text, "x", 64)[0]).abs() < 1e-9);
    // the normal quantile of 0.3 is -0.5244005127080407
    assert!((outcome(&text, "n", 64)[0] - (10.0 - 2.0 * 0.524_400_512_708_040_7)).abs() < 1e-8);
}

#[test]
fn what_has_a_rank_cannot_be_correlated() {
    let text = "[inputs]\nu = { dist = \"uniform\", low = 0, high = 1 }\np = { dist = \"normal\", mean = 1, sd = 1, rank = \"u\" }\n\
        q = { dist = \"normal\", mean = 10, sd = 2 }\n[[correlations]]\nbetween = [\"p\", \"q\"]\nrho = 0.5\n[outcomes]\nz = \"p + q\"\n";
    assert!(codes(text).contains(&Code::Correlation), "{:?}", codes(text));
}

#[test]
fn rows_may_share_a_part_of_their_ranks() {
    let text = "[inputs]\ncounty = { dist = \"normal\", mean = 0, sd = 1 }\n[tables.t]\nrows = { count = 2 }\n\
        inputs = { own = { dist = \"normal\", mean = 0, sd = 1 }, x = { dist = \"normal\", mean = 0, sd = 1, rank = \"normal_cdf(sqrt(0.3) * county + sqrt(0.7) * own)\" } }\n\
        [outcomes]\na = \"sum(t: x where row == 1)\"\nb = \"sum(t: x where row == 2)\"\n";
    let (a, b) = (outcome(text, "a", 16_384), outcome(text, "b", 16_384));
    // the standard error of a correlation r is (1 - r²) / √n; 4 of them: 6 of 100,000 right programs fail
    let margin = 4.0 * (1.0 - 0.09) / 16_384.0_f64.sqrt();
    assert!((correlation(&a, &b) - 0.3).abs() < margin, "{}", correlation(&a, &b));
    assert!((sd(&a) - 1.0).abs() < 0.01 && mean(&a).abs() < 0.02);
}
