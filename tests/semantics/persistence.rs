//! Section 3.2, persistence. Tests of means hold at 4 standard errors: a false alarm once in 16,000 comparisons if the
//! draws were independent; the stratified design is never wider.

use super::{correlation, mean, model, outcome, sd, traced};

const TRIALS: u64 = 4096;

fn year(values: &[f64], year: usize) -> &[f64] {
    &values[year * TRIALS as usize..(year + 1) * TRIALS as usize]
}

/// Standard error of a correlation r of n pairs of normal values: (1 − r²) / √n.
fn error_of(r: f64) -> f64 {
    (1.0 - r * r) / (TRIALS as f64).sqrt()
}

#[test]
fn every_year_keeps_the_stated_distribution_and_years_are_correlated() {
    let text = "horizon = 5\n[inputs]\nx = { dist = \"normal\", mean = 3, sd = 2, each = \"year\", persistence = 0.6 }\n[outcomes]\nx = \"x\"\n";
    let values = outcome(text, "x", TRIALS);
    let root = (TRIALS as f64).sqrt();
    for k in 0..6 {
        let x = year(&values, k);
        assert!((mean(x) - 3.0).abs() < 4.0 * 2.0 / root, "mean of year {k}: {}", mean(x));
        // standard error of the sd of normal values: sd / √(2n)
        assert!((sd(x) - 2.0).abs() < 4.0 * 2.0 / (root * 2.0_f64.sqrt()), "sd of year {k}: {}", sd(x));
        for lag in 1..=k {
            let expected = 0.6_f64.powi(lag as i32);
            let found = correlation(x, year(&values, k - lag));
            assert!((found - expected).abs() < 4.0 * error_of(expected), "year {k}, lag {lag}: {found}");
        }
    }
}

#[test]
fn correlation_is_in_normal_scores_for_any_distribution() {
    let text = "horizon = 2\n[inputs]\nx = { dist = \"uniform\", low = 0, high = 1, each = \"year\", persistence = 0.8 }\n[formulas]\nz = \"normal_quantile(x)\"\n[outcomes]\nx = \"x\"\nz = \"z\"\n";
    let z = outcome(text, "z", TRIALS);
    let found = correlation(year(&z, 1), year(&z, 2));
    assert!((found - 0.8).abs() < 4.0 * error_of(0.8), "{found}");
    let x = outcome(text, "x", TRIALS);
    // the uniform's mean has standard error 1/√(12 n)
    assert!((mean(year(&x, 2)) - 0.5).abs() < 4.0 / (12.0 * TRIALS as f64).sqrt());
}

/// x[t] = 0.6·x[t−1] + e[t], the innovations read by an input that draws alike.
#[test]
fn the_textbook_process_is_exact() {
    let model = model(
        "horizon = 4\n[inputs]\nx = { dist = \"normal\", mean = 1, sd = 2, each = \"year\", persistence = 0.6, spread = \"innovation\", start = 10 }\ne = { dist = \"normal\", mean = 1, sd = 2, each = \"year\", draws_as = \"x\" }\nfree = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = 0.9, spread = \"innovation\", start = 0, clip = { min = 0 } }\n",
    );
    for trial in 0..20 {
        let trace = traced(&model, trial);
        let mut before = 10.0;
        for (x, e) in trace.series("x").iter().zip(trace.series("e")) {
            let expected = 0.6 * before + e;
            assert!((x - expected).abs() < 1e-12 * expected.abs().max(1.0), "{x} for {expected}");
            before = *x;
        }
        assert!(trace.series("free").iter().all(|x| *x >= 0.0));
    }
}

/// Stationary scores: z[0] = e[0], z[t] = φ·z[t−1] + √(1−φ²)·e[t].
#[test]
fn the_stationary_process_is_built_from_the_same_draws() {
    let model = model(
        "horizon = 4\n[inputs]\nx = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = 0.6 }\ne = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", draws_as = \"x\" }\n",
    );
    let trace = traced(&model, 3);
    let mut z = 0.0;
    for (k, (x, e)) in trace.series("x").iter().zip(trace.series("e")).enumerate() {
        z = if k == 0 { *e } else { 0.6 * z + 0.8 * e };
        assert!((x - z).abs() < 1e-12, "{x} for {z}");
    }
}

#[test]
fn persistence_has_its_range() {
    use fengnian::diagnostic::Code;
    let with =
        |rest: &str| super::codes(&format!("horizon = 2\n[inputs]\nx = {{ low = 1, likely = 2, high = 3, {rest} }}\n"));
    assert_eq!(with("each = \"year\", persistence = 1.5"), [Code::OutOfRange]);
    assert_eq!(with("persistence = 0.5"), [Code::MissingKey]);
    assert_eq!(with("each = \"year\", persistence = -0.5"), []);
}
