//! The regularised incomplete beta function.

use super::Tails;
use super::elementary::{exp, ln, ln_1p, ln_1p_minus};
use super::gamma::stirling_error;

/// ½ ln 2π.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_7;

/// The incomplete beta functions of two shapes, with the part that does not depend on x worked out.
#[derive(Debug, Clone, Copy)]
pub struct IncompleteBeta {
    a: f64,
    b: f64,
    /// ln of the density of logit X at x = a/(a + b).
    peak: f64,
}

impl IncompleteBeta {
    /// Shapes a > 0 and b > 0.
    pub fn new(a: f64, b: f64) -> Self {
        let n = a + b;
        let stirling = stirling_error(n) - stirling_error(a) - stirling_error(b);
        IncompleteBeta { a, b, peak: stirling - HALF_LN_TWO_PI + 0.5 * ln(a / n * b) }
    }

    /// The shapes a and b.
    pub fn shapes(&self) -> (f64, f64) {
        (self.a, self.b)
    }

    /// The same for 1 − X.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        IncompleteBeta { a: self.b, b: self.a, peak: self.peak }
    }

    /// ln B(a, b), written so that large shapes do not cancel.
    pub fn ln_beta(&self) -> f64 {
        -self.peak - self.a * ln_1p(self.b / self.a) - self.b * ln_1p(self.a / self.b)
    }

    /// ln of xᵃ (1−x)ᵇ / B(a, b): the density of logit X, in Loader's saddle-point form;
    /// `excess` is (a + b)x − a.
    fn ln_density(&self, x: f64, complement: f64, excess: f64) -> f64 {
        let (a, b, n) = (self.a, self.b, self.a + self.b);
        let part = |shape: f64, excess: f64, share: f64| {
            let r = excess / shape;
            shape * if r < -0.5 { ln(n * share / shape) - r } else { ln_1p_minus(r) }
        };
        part(a, excess, x) + part(b, -excess, complement) + self.peak
    }

    /// I_x(a, b) and its complement, with the density of logit X; `complement` is 1 − x, given apart so that neither end
    /// loses digits.
    ///
    /// Continued fraction by Lentz's method, on the side of the mean where it converges.
    pub fn tails(&self, x: f64, complement: f64) -> Tails {
        let (a, b) = (self.a, self.b);
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
        // (a + b)x − a, from whichever of x and 1 − x carries its digits
        let excess = if x <= complement { (a + b) * x - a } else { b - (a + b) * complement };
        let ln_density = self.ln_density(x, complement, excess);
        if x * (a + b + 2.0) < a + 1.0 {
            let ln_lower = ln_density + ln(fraction(a, b, x, complement, excess));
            let lower = exp(ln_lower).min(1.0);
            Tails { lower, upper: 1.0 - lower, ln_lower, ln_upper: ln_1p(-lower), ln_density }
        } else {
            let ln_upper = ln_density + ln(fraction(b, a, complement, x, -excess));
            let upper = exp(ln_upper).min(1.0);
            Tails { lower: 1.0 - upper, upper, ln_lower: ln_1p(-upper), ln_upper, ln_density }
        }
    }
}

/// I_x(a, b) · B(a, b) / (xᵃ yᵇ) with y = 1 − x and excess = (a + b)x − a, for x below about the mean.
///
/// Source: DiDonato & Morris 1992, *Significant digit computation of the incomplete beta function ratios*, ACM TOMS 18.
/// Written in the excess it keeps its digits where x is near 1 and b small.
fn fraction(a: f64, b: f64, x: f64, y: f64, excess: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut value = guard(a * (1.0 - excess) / (a + 1.0));
    let mut c = value;
    let mut d = 0.0;
    let mut m = 1.0;
    // convergence takes about √max(a, b) steps; the bound only guards against an endless loop
    while m < 1e7 {
        let odd = a + 2.0 * m - 1.0;
        let share = m * (b - m) * x / odd;
        let numerator = share * ((a + m - 1.0) * (a + b + m - 1.0) * x / odd);
        let term = m + share + (a + m) * (1.0 - excess + m * (1.0 + y)) / (odd + 2.0);
        d = 1.0 / guard(term + numerator * d);
        c = guard(term + numerator / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() <= 2e-16 {
            break;
        }
        m += 1.0;
    }
    1.0 / value
}
