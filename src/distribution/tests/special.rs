//! Special functions against statrs, exact sums and values computed with 40 digits.

use crate::distribution::special::beta::{incomplete_beta, ln_beta};
use crate::distribution::special::gamma::{incomplete_gamma, ln_gamma, ln_gamma_1p, ln_gamma_ratio};

#[test]
fn ln_gamma_agrees_with_factorials_and_an_independent_implementation() {
    let mut ln_factorial = 0.0;
    for n in 1..170 {
        let error = (ln_gamma(f64::from(n)) - ln_factorial).abs();
        assert!(error <= 4e-15 * (1.0 + ln_factorial), "ln Γ({n}): {error:e}");
        ln_factorial += f64::from(n).ln();
    }
    for step in 1..400 {
        let a = f64::from(step) * 0.037;
        let (ours, theirs) = (ln_gamma(a), statrs::function::gamma::ln_gamma(a));
        assert!((ours - theirs).abs() <= 1e-13 * (1.0 + theirs.abs()), "ln Γ({a}): {ours} against {theirs}");
        let small = a / 40.0;
        assert!((ln_gamma_1p(small) - ln_gamma(1.0 + small)).abs() <= 1e-14);
        let ratio = ln_gamma(1.0 + 2.0 * small) - 2.0 * ln_gamma(1.0 + small);
        assert!((ln_gamma_ratio(small) - ratio).abs() <= 2e-14, "{small}");
    }
}

/// Q(n, x) = e⁻ˣ Σ xᵏ/k! for whole n.
#[test]
fn incomplete_gamma_of_whole_numbers_is_a_poisson_sum() {
    for n in [1, 2, 5, 20, 60] {
        for step in 1..300 {
            let x = f64::from(step) * 0.4;
            let (mut term, mut sum) = ((-x).exp(), 0.0);
            for k in 0..n {
                sum += term;
                term *= x / f64::from(k + 1);
            }
            let tails = incomplete_gamma(f64::from(n), x);
            assert!((tails.upper / sum - 1.0).abs() <= 1e-13, "Q({n}, {x}) = {:e}, not {sum:e}", tails.upper);
            assert!((tails.upper + tails.lower - 1.0).abs() <= 1e-15);
        }
    }
}

/// I_x(a, b) for whole a and b is a binomial sum over n = a + b − 1 cases.
#[test]
fn incomplete_beta_of_whole_numbers_is_a_binomial_sum() {
    for (a, b) in [(1, 1), (2, 3), (5, 1), (10, 30), (40, 4)] {
        let n = a + b - 1;
        for step in 1..64 {
            let x = f64::from(step) / 64.0;
            let mut sum = 0.0;
            for k in a..=n {
                let ways: f64 = (0..k).map(|i| f64::from(n - i) / f64::from(k - i)).product();
                sum += ways * x.powi(k) * (1.0 - x).powi(n - k);
            }
            let tails = incomplete_beta(f64::from(a), f64::from(b), x, 1.0 - x);
            assert!((tails.lower / sum - 1.0).abs() <= 2e-13, "I({a}, {b}, {x}) = {:e}, not {sum:e}", tails.lower);
        }
    }
}

/// Between whole numbers, against statrs to the accuracy it has itself (about 1e-11 relative).
#[test]
fn incomplete_functions_agree_with_an_independent_implementation() {
    for a in [0.01, 0.3, 0.9, 1.5, 7.3, 90.5] {
        for step in 1..60 {
            let x = a * f64::from(step) * 0.07;
            let (ours, theirs) = (incomplete_gamma(a, x), statrs::function::gamma::gamma_lr(a, x));
            assert!((ours.lower / theirs - 1.0).abs() <= 1e-11, "P({a}, {x}): {} against {theirs}", ours.lower);
            for b in [0.02, 0.5, 3.7, 55.0] {
                let x = f64::from(step) / 60.0;
                let (ours, theirs) = (incomplete_beta(a, b, x, 1.0 - x), statrs::function::beta::beta_reg(a, b, x));
                assert!(
                    (ours.lower / theirs - 1.0).abs() <= 1e-11,
                    "I({a}, {b}, {x}): {} against {theirs}",
                    ours.lower
                );
            }
        }
    }
    assert!((ln_beta(0.5, 0.5) - std::f64::consts::PI.ln()).abs() <= 1e-14);
}
