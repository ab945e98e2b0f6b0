//! The gamma function and the regularised incomplete gamma functions.

use super::Tails;
use super::elementary::{exp, exp_m1, ln, ln_1p, ln_1p_minus};
use crate::numeric::operation::whole_power;

/// ½ ln 2π.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_7;
/// Euler's constant γ = −Γ'(1).
pub const EULER: f64 = 0.577_215_664_901_532_9;
/// ζ(k) − 1 for k = 2, 3, …, from the Euler–Maclaurin sum in 60-digit arithmetic.
const ZETA_MINUS_ONE: [f64; 18] = [
    6.449_340_668_482_264e-1,
    2.020_569_031_595_943e-1,
    8.232_323_371_113_819e-2,
    3.692_775_514_336_993e-2,
    1.734_306_198_444_914e-2,
    8.349_277_381_922_827e-3,
    4.077_356_197_944_339e-3,
    2.008_392_826_082_214e-3,
    9.945_751_278_180_852e-4,
    4.941_886_041_194_645e-4,
    2.460_865_533_080_483e-4,
    1.227_133_475_784_891_5e-4,
    6.124_813_505_870_483e-5,
    3.058_823_630_702_049e-5,
    1.528_225_940_865_187e-5,
    7.637_197_637_899_763e-6,
    3.817_293_264_999_84e-6,
    1.908_212_716_553_939e-6,
];

/// Stirling's series for a ≥ 10: ln Γ(a) − ((a − ½) ln a − a + ½ ln 2π). DLMF 5.11.1.
fn stirling_series(a: f64) -> f64 {
    let inverse = 1.0 / (a * a);
    let coefficients =
        [1.0 / 156.0, -691.0 / 360_360.0, 1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0, 1.0 / 12.0];
    coefficients.iter().fold(0.0, |sum, c| sum * inverse + c) / a
}

/// What Stirling's formula leaves out: ln Γ(a) − ((a − ½) ln a − a + ½ ln 2π), a > 0. Absolute error about 5e-15.
pub fn stirling_error(a: f64) -> f64 {
    if a >= 10.0 {
        return stirling_series(a);
    }
    ln_gamma(a) - ((a - 0.5) * ln(a) - a + HALF_LN_TWO_PI)
}

/// ln Γ(a), a > 0: Stirling's series, below 10 after Γ(a) = Γ(a + m) / (a (a+1) … (a+m−1)).
pub fn ln_gamma(a: f64) -> f64 {
    let mut shifted = a;
    let mut product = 1.0;
    while shifted < 10.0 {
        product *= shifted;
        shifted += 1.0;
    }
    let value = (shifted - 0.5) * ln(shifted) - shifted + HALF_LN_TWO_PI + stirling_series(shifted);
    value - ln(product)
}

/// ln Γ(1 + x) for x > −1, accurate relative to x near 0.
///
/// Series ln Γ(1+x) = −ln(1+x) + x(1 − γ) + Σ (−1)ᵏ (ζ(k) − 1) xᵏ/k: Abramowitz & Stegun 6.1.33.
pub fn ln_gamma_1p(x: f64) -> f64 {
    if x.abs() > 0.25 { ln_gamma(1.0 + x) } else { x * (1.0 - EULER) - ln_1p(x) + zeta_series(x, |_| 1.0) }
}

/// Σ (−1)ᵏ (ζ(k) − 1) factor(k) xᵏ/k from k = 2.
fn zeta_series(x: f64, factor: impl Fn(i32) -> f64) -> f64 {
    let mut power = -x;
    let mut k = 1;
    ZETA_MINUS_ONE.iter().fold(0.0, |sum, zeta| {
        power *= -x;
        k += 1;
        sum + zeta * factor(k) * power / f64::from(k)
    })
}

/// ln Γ(1 + 2x) − 2 ln Γ(1 + x) for x ≥ 0 without cancellation for small x: the ln of E(X²)/E(X)² of a Weibull.
pub fn ln_gamma_ratio(x: f64) -> f64 {
    if x > 0.125 {
        return ln_gamma(1.0 + 2.0 * x) - 2.0 * ln_gamma(1.0 + x);
    }
    // −ln(1+2x) + 2 ln(1+x) = ln(1 + x²/(1+2x))
    ln_1p(x * x / (1.0 + 2.0 * x)) + zeta_series(x, |k| whole_power(2.0, k) - 2.0)
}

/// The incomplete gamma functions of one shape, with the part that does not depend on x worked out.
#[derive(Debug, Clone, Copy)]
pub struct IncompleteGamma {
    a: f64,
    /// ln of aᵃ e⁻ᵃ / Γ(a + 1).
    peak: f64,
}

impl IncompleteGamma {
    /// Shape a > 0.
    pub fn new(a: f64) -> Self {
        IncompleteGamma { a, peak: -stirling_error(a) - HALF_LN_TWO_PI - 0.5 * ln(a) }
    }

    /// The shape.
    pub fn shape(&self) -> f64 {
        self.a
    }

    /// ln of xᵃ e⁻ˣ / Γ(a + 1) in Loader's saddle-point form, which keeps its accuracy for large a.
    fn ln_term(&self, x: f64) -> f64 {
        let r = (x - self.a) / self.a;
        self.a * if r < -0.5 { ln(x / self.a) - r } else { ln_1p_minus(r) } + self.peak
    }

    /// The regularised incomplete gamma functions P(a, x) and Q(a, x), with the density of ln X.
    ///
    /// Series below a + 1, continued fraction above (DLMF 8.7.1 and 8.9.2, the latter by Lentz's method); for a < 1 and
    /// small x the upper one from its own expansion, so that it keeps its digits where it is small.
    pub fn tails(&self, x: f64) -> Tails {
        let a = self.a;
        if x.is_nan() {
            let n = f64::NAN;
            return Tails { lower: n, upper: n, ln_lower: n, ln_upper: n, ln_density: n };
        }
        let nothing = f64::NEG_INFINITY;
        if x <= 0.0 {
            return Tails { lower: 0.0, upper: 1.0, ln_lower: nothing, ln_upper: 0.0, ln_density: nothing };
        }
        if x == f64::INFINITY {
            return Tails { lower: 1.0, upper: 0.0, ln_lower: 0.0, ln_upper: nothing, ln_density: nothing };
        }
        let ln_term = self.ln_term(x);
        let ln_density = ln_term + ln(a);
        if x < if a < 1.0 { 0.5 } else { a + 1.0 } {
            let ln_lower = ln_term + ln(lower_series(a, x));
            let lower = exp(ln_lower).min(1.0);
            let upper = if a < 1.0 { small_shape_upper(a, x) } else { 1.0 - lower };
            Tails { lower, upper, ln_lower, ln_upper: ln(upper), ln_density }
        } else {
            let ln_upper = ln_density + ln(upper_fraction(a, x));
            let upper = exp(ln_upper).min(1.0);
            Tails { lower: 1.0 - upper, upper, ln_lower: ln_1p(-upper), ln_upper, ln_density }
        }
    }
}

/// 1 + x/(a+1) + x²/((a+1)(a+2)) + …
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut denominator) = (1.0, 1.0, a);
    loop {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
        if term <= sum * 1e-17 {
            return sum;
        }
    }
}

/// Q(a, x) for a < 1, x ≤ ½: 1 − xᵃ/Γ(a+1) · (1 + Σ (−x)ⁿ a/((a+n) n!)).
fn small_shape_upper(a: f64, x: f64) -> f64 {
    let exponent = a * ln(x) - ln_gamma_1p(a);
    let (mut sum, mut term, mut n) = (0.0, 1.0, 0.0);
    loop {
        n += 1.0;
        term *= -x / n;
        let next = sum + term * a / (a + n);
        if next == sum {
            break;
        }
        sum = next;
    }
    -exp_m1(exponent) - exp(exponent) * sum
}

/// Q(a, x) Γ(a) / (xᵃ e⁻ˣ) by the continued fraction 1/(x+1−a − 1(1−a)/(x+3−a − …)).
fn upper_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / if b == 0.0 { TINY } else { b };
    let mut value = d;
    let mut n = 1.0;
    // convergence takes about √a steps; the bound only guards against an endless loop
    while n < 1e7 {
        let numerator = -n * (n - a);
        b += 2.0;
        d = numerator * d + b;
        d = 1.0 / if d == 0.0 { TINY } else { d };
        c = b + numerator / c;
        c = if c == 0.0 { TINY } else { c };
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= 2e-16 {
            break;
        }
        n += 1.0;
    }
    value
}
