//! Elementary functions that give the same bits everywhere.
//!
//! The standard library hands `exp`, `ln`, `pow`, `sin` to the platform, whose last bits differ. These are made of
//! `+ − × ÷ √`, comparisons and bit operations only, without branches, so that a loop over a slice vectorises (inside
//! [`crate::numeric::instruction_set::execute`]) and each lane gives what the scalar call gives. Rounding to whole numbers is
//! done by adding and subtracting 1.5·2⁵², because SSE2 has no instruction for it.
//!
//! Polynomial coefficients are our own: interpolation at Chebyshev points in 60 digits, then rounded.
//!
//! | function | largest error measured |
//! |---|---|
//! | [`exp`], [`ln`], [`log10`] | 0.9, 0.8, 0.6 ulp |
//! | [`pow`] | 1.1 ulp for results between 10⁻²⁰⁰ and 10²⁰⁰, 3 ulp at the ends of the number range |
//! | [`sin`], [`cos`] | 0.9 ulp for angles up to 10⁶; beyond, as exact as if the angle were off by one ulp |
//! | [`asin`] | 2 ulp |
//! | [`exp_m1`], [`ln_1p`] | 4 ulp |
//! | [`tanh`] | 2.5 ulp |
//! | [`normal_cdf`] | relative 1e-15, lower tail to the end of the number range |
//! | [`normal_quantile`] | relative 1e-15 |

mod arcsine;
mod exponential;
mod logarithm;
mod near_one;
mod normal;
mod power;
mod trigonometric;

pub use arcsine::asin;
pub use exponential::{exp, exps, tanh};
pub use logarithm::{ln, log10};
pub use near_one::{exp_m1, ln_1p};
pub use normal::{normal_cdf, normal_quantile, normal_quantiles};
pub use power::pow;
pub use trigonometric::{cos, sin};

/// 1.5·2⁵²: adding it to |x| < 2⁵¹ rounds x to a whole number (ties to even) in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// 2⁵².
const TWO_52: f64 = 4_503_599_627_370_496.0;
/// The fraction bits of a double.
const FRACTION: u64 = (1 << 52) - 1;
/// The sign bit of a double.
const SIGN: u64 = 1 << 63;

/// ln 2 in two parts; the first has 32 bits, so that its product with an exponent is exact.
const LN_2_HIGH: f64 = 0.693_147_180_601_954_5;
const LN_2_LOW: f64 = -4.200_915_072_681_084_6e-11;

/// One of two values; compiles to a select.
#[inline(always)]
fn select(condition: bool, yes: f64, no: f64) -> f64 {
    if condition { yes } else { no }
}

/// |x| by clearing the sign bit.
#[inline(always)]
fn magnitude(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & !SIGN)
}

/// `x` with the sign bit of `sign` flipped in.
#[inline(always)]
fn flip(x: f64, sign: u64) -> f64 {
    f64::from_bits(x.to_bits() ^ (sign & SIGN))
}

/// The upper 26 bits of the significand, so that products of two such numbers are exact.
#[inline(always)]
fn upper_half(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & !((1 << 27) - 1))
}

/// c₀ + c₁x + c₂x² + …
#[inline(always)]
fn polynomial<const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    for i in (0..N - 1).rev() {
        sum = sum * x + coefficients[i];
    }
    sum
}

#[cfg(test)]
mod tests;
