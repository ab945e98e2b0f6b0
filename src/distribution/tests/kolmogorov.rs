//! Draws against an independent cumulative probability (Kolmogorov 1933, Smirnov 1948).

use super::reference::cdf;
use super::{Uniforms, examples};

/// How many draws a distribution.
const DRAWS: usize = 20_000;

/// Largest distance times √n that passes: P(exceeded) = 2 exp(−2·2.7²) ≈ 9e-7 for one continuous distribution, less for
/// separate values; for all of some fifty examples together the false-alarm rate is below 1e-4.
const CRITICAL: f64 = 2.7;

/// The largest distance between the share of draws up to x and P(X ≤ x), just before and at every value drawn.
fn distance(mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64, jumps: impl Fn(f64) -> bool) -> f64 {
    draws.sort_by(f64::total_cmp);
    let n = draws.len() as f64;
    let mut largest: f64 = 0.0;
    let mut start = 0;
    while start < draws.len() {
        let x = draws[start];
        let end = start + draws[start..].partition_point(|value| *value <= x);
        // just left of a value with its own probability: far nearer than the next such value
        let before = if jumps(x) { x - 1e-9 * (1.0 + x.abs()) } else { x };
        largest = largest.max((end as f64 / n - cdf(x)).abs()).max((start as f64 / n - cdf(before)).abs());
        start = end;
    }
    largest
}

#[test]
fn draws_follow_an_independent_cdf() {
    for (place, example) in examples().into_iter().enumerate() {
        let mut uniforms = Uniforms(20_180_901 + place as u64);
        let draws: Vec<f64> = (0..DRAWS).map(|_| example.distribution.quantile(uniforms.draw())).collect();
        let jumps = |x: f64| example.distribution.below(x) < example.distribution.cdf(x) - 1e-6;
        let scaled = distance(draws, cdf(&example), jumps) * (DRAWS as f64).sqrt();
        assert!(scaled <= CRITICAL, "{}: √n·D = {scaled}", example.name);
    }
}

/// The same function must find fault with a distribution that is 12 % too wide (D ≈ 0.027).
#[test]
fn the_test_notices_a_wrong_spread() {
    let mut uniforms = Uniforms(7);
    let wrong = crate::distribution::normal::build(0.0, 1.12).unwrap();
    let draws = (0..DRAWS).map(|_| wrong.quantile(uniforms.draw())).collect();
    let right = crate::distribution::normal::build(0.0, 1.0).unwrap();
    assert!(distance(draws, |x| right.cdf(x), |_| false) * (DRAWS as f64).sqrt() > CRITICAL);
}

/// The two over a grid: tighter than draws can tell. statrs has about 1e-9, Simpson's rule on densities that
/// start steeply (PERT at its corner) about 1e-5.
#[test]
fn cdf_agrees_with_the_independent_one() {
    for example in examples() {
        let reference = cdf(&example);
        let tolerance = if matches!(example.family, "pert" | "beta") { 2e-5 } else { 1e-9 };
        for step in 1..400 {
            let x = example.distribution.quantile(f64::from(step) / 400.0);
            let (ours, theirs) = (example.distribution.cdf(x), reference(x));
            assert!((ours - theirs).abs() <= tolerance, "{}: cdf({x}) = {ours}, not {theirs}", example.name);
        }
    }
}
