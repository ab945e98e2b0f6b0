//! Parameters far from ordinary: nothing may be NaN, fall, or hang.

use crate::distribution::{Distribution, family};

const SHAPES: [f64; 9] = [1e-3, 0.03, 0.5, 0.99, 1.5, 30.0, 1e3, 1e5, 1e7];
const PROBABILITIES: [f64; 11] = [1e-300, 1e-100, 1e-15, 1e-6, 0.01, 0.3, 0.5, 0.6, 0.95, 0.999_999, 1.0 - 1e-15];

fn all() -> Vec<(String, f64, Distribution)> {
    let mut all = Vec::new();
    let mut add = |name: &str, largest: f64, values: &[f64]| {
        let distribution = (family(name).unwrap().sets[0].build)(values).unwrap();
        all.push((format!("{name} {values:?}"), largest, distribution));
    };
    for a in SHAPES {
        add("gamma", a, &[a, 1.0]);
        // a rounding of x is worth shape · ln(1/v) of them, ln(1/v) at most 35
        add("weibull", a * a, &[a, 1.0]);
        add("student_t", 1.0, &[a.max(0.1), 0.0, 1.0]);
        add("poisson", 1.0, &[a]);
        for b in SHAPES {
            add("beta", a.max(b), &[a, b, 0.0, 1.0]);
        }
        for p in [1e-12, 0.3, 1.0 - 1e-9] {
            add("binomial", 1.0, &[a.ceil(), p]);
        }
    }
    all
}

#[test]
fn quantiles_never_fall_and_are_never_nan() {
    for (name, _, distribution) in all() {
        let mut last = f64::NEG_INFINITY;
        for u in PROBABILITIES {
            let (x, y) = (distribution.quantile(u), distribution.upper_quantile(u));
            assert!(!x.is_nan() && !y.is_nan() && x >= last, "{name}: quantile({u:e}) = {x:e} after {last:e}, {y:e}");
            last = x;
        }
    }
}

/// 1e-11 of the nearer tail, and √shape roundings of x, which is what one rounding is worth in probability. Left out:
/// x that underflows or overflows, and the upper end of the beta, where floats are too coarse.
#[test]
fn cdf_undoes_the_quantile() {
    for (name, largest, distribution) in all() {
        for u in PROBABILITIES {
            let x = distribution.quantile(u);
            let nearer = u.min(1.0 - u);
            if distribution.is_discrete() {
                let (reached, before) = (distribution.cdf(x), distribution.below(x));
                assert!(reached >= u - 1e-12 * nearer && before <= u + 1e-12 * nearer, "{name}: {u:e} at {x}");
            } else if (1e-290..1e140).contains(&x.abs()) && x < 0.999 * distribution.support().1 {
                let tail = if u > 0.5 { distribution.survival(x) } else { distribution.cdf(x) };
                let error = (tail - nearer).abs() / nearer;
                assert!(error <= 1e-11 + 1e-14 * largest.sqrt(), "{name}: {u:e} at {x:e}: {error:e}");
            }
        }
    }
}
