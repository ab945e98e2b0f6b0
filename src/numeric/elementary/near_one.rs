//! Exponential and logarithm where the result is a small difference.

use super::{exp, ln};

/// e^x − 1, accurate near 0. Largest error 4 ulp.
///
/// Kahan: (u − 1)·x / ln u with u = e^x is accurate although u − 1 is not (Higham 2002, *Accuracy and Stability of
/// Numerical Algorithms*, section 1.14.1).
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    let u = exp(x);
    if u == 1.0 {
        return x;
    }
    let difference = u - 1.0;
    if difference == -1.0 || !u.is_finite() {
        return difference;
    }
    difference * x / ln(u)
}

/// ln(1 + x), accurate near 0. Largest error 4 ulp; −∞ at −1, NaN below.
///
/// Kahan: x·ln u / (u − 1) with u = 1 + x (Goldberg 1991, *What every computer scientist should know about floating-point
/// arithmetic*, ACM Computing Surveys 23, theorem 4).
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    let u = 1.0 + x;
    if u == 1.0 {
        return x;
    }
    if !u.is_finite() {
        return ln(u);
    }
    ln(u) * x / (u - 1.0)
}
