//! The elementary functions every distribution uses, in one place.
//!
//! `sqrt` is exact on every machine; the others come from `numeric`, because the standard library's differ between
//! machines in their last bits, and a table of quantiles must not.

pub use crate::numeric::elementary::{exp, exp_m1, ln, ln_1p, pow};

/// ln(1 + r) − r for r > −1 without cancellation near 0.
///
/// ln(1+r) = 2 artanh(v) with v = r/(2+r), so ln(1+r) − r = −r·v + 2(v³/3 + v⁵/5 + …): Loader 2000, *Fast and accurate
/// computation of binomial probabilities*.
pub fn ln_1p_minus(r: f64) -> f64 {
    if !(-0.4..=0.6).contains(&r) {
        return ln_1p(r) - r;
    }
    let v = r / (2.0 + r);
    let square = v * v;
    let mut power = v * square;
    let mut sum = 0.0;
    let mut odd = 3.0;
    loop {
        let next = sum + power / odd;
        if next == sum {
            return 2.0 * sum - r * v;
        }
        sum = next;
        power *= square;
        odd += 2.0;
    }
}
