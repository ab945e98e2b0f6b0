//! The regularised incomplete beta function.

use super::Tails;
use super::elementary::{exp, ln, ln_1p, ln_1p_minus};
use super::gamma::stirling_error;

/// ½ ln 2π.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_7;

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), written so that large arguments do not cancel.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let n = a + b;
    HALF_LN_TWO_PI + stirling_error(a) + stirling_error(b) - stirling_error(n) + 0.5 * (ln(n) - ln(a) - ln(b))
        - a * ln_1p(b / a)
        - b * ln_1p(a / b)
}

/// ln of xᵃ (1−x)ᵇ / B(a, b): the density of logit X. Loader's saddle-point form; `complement` is 1 − x.
pub fn ln_binomial_term(a: f64, b: f64, x: f64, complement: f64) -> f64 {
    let n = a + b;
    // n·x − a, from whichever of x and 1 − x carries its digits
    let excess = if x <= complement { n * x - a } else { b - n * complement };
    let part = |shape: f64, excess: f64, share: f64| {
        let r = excess / shape;
        shape * if r < -0.5 { ln(n * share / shape) - r } else { ln_1p_minus(r) }
    };
    part(a, excess, x) + part(b, -excess, complement) + stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - HALF_LN_TWO_PI
        + 0.5 * (ln(a) + ln(b) - ln(n))
}

/// I_x(a, b) and its complement, a > 0, b > 0, with the density of logit X; `complement` is 1 − x, given apart so that
/// neither end loses digits.
///
/// Continued fraction DLMF 8.17.22 by Lentz's method, on the side of the mean where it converges.
pub fn incomplete_beta(a: f64, b: f64, x: f64, complement: f64) -> Tails {
    if x.is_nan() || complement.is_nan() {
        let n = f64::NAN;
        return Tails { lower: n, upper: n, ln_lower: n, ln_upper: n, ln_density: n };
    }
    let nothing = f64::NEG_INFINITY;
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0, ln_lower: nothing, ln_upper: 0.0, ln_density: nothing };
    }
    if complement <= 0.0 {
        return Tails { lower: 1.0, upper: 0.0, ln_lower: 0.0, ln_upper: nothing, ln_density: nothing };
    }
    let ln_density = ln_binomial_term(a, b, x, complement);
    if x * (a + b + 2.0) < a + 1.0 {
        let ln_lower = ln_density + ln(fraction(a, b, x) / a);
        let lower = exp(ln_lower).min(1.0);
        Tails { lower, upper: 1.0 - lower, ln_lower, ln_upper: ln_1p(-lower), ln_density }
    } else {
        let ln_upper = ln_density + ln(fraction(b, a, complement) / b);
        let upper = exp(ln_upper).min(1.0);
        Tails { lower: 1.0 - upper, upper, ln_lower: ln_1p(-upper), ln_upper, ln_density }
    }
}

/// I_x(a, b) · a B(a, b) / (xᵃ (1−x)ᵇ).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    let mut m = 1.0;
    // convergence takes about √max(a, b) steps; the bound only guards against an endless loop
    while m < 1e7 {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() <= 2e-16 {
            break;
        }
        m += 1.0;
    }
    value
}
