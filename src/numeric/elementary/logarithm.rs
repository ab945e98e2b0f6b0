//! Logarithms.

use super::{FRACTION, LN_2_HIGH, LN_2_LOW, TWO_52, polynomial, select, upper_half};

/// ln m = 2s + s·z·p(z) with s = (m − 1)/(m + 1), z = s², for √½ ≤ m < √2; the error of p amounts to 3e-20 of s.
const LN: [f64; 8] = [
    0.666_666_666_666_666_6,
    0.400_000_000_000_008_8,
    0.285_714_285_708_032_3,
    0.222_222_223_918_004_7,
    0.181_817_956_308_847_53,
    0.153_862_402_058_134_78,
    0.132_687_596_685_606_12,
    0.130_867_670_099_481_75,
];
/// 1 / ln 10 and log₁₀ 2 in two parts, the first of 26 and 32 bits.
const LOG10_E_HIGH: f64 = 0.434_294_484_555_721_3;
const LOG10_E_LOW: f64 = -2.652_469_455_307_855_3e-9;
const LOG10_2_HIGH: f64 = 0.301_029_995_665_885_5;
const LOG10_2_LOW: f64 = -1.904_312_846_716_427_4e-12;
/// Bits of √½, where the significand's range starts.
const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE: u64 = 0x3ff0_0000_0000_0000;

/// x = 2^k · (1 + f) with √½ ≤ 1 + f < √2, for positive finite x, subnormals too.
#[inline(always)]
fn decompose(x: f64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    // 2⁵⁴
    let scaled = select(subnormal, x * 18_014_398_509_481_984.0, x);
    let shift = select(subnormal, 1023.0 + 54.0, 1023.0);
    let bits = scaled.to_bits().wrapping_add(ONE - ROOT_HALF);
    // the exponent as a number, without a conversion that SSE2 and AVX2 lack
    let k = f64::from_bits((bits >> 52) | TWO_52.to_bits()) - (TWO_52 + shift);
    let m = f64::from_bits((bits & FRACTION) + ROOT_HALF);
    (k, m - 1.0)
}

/// The value for positive finite x, else what the limit says.
#[inline(always)]
fn limits(x: f64, finite: f64) -> f64 {
    // comparisons with NaN are false, so x + x passes it on
    let value = select(x < f64::INFINITY, finite, x + x);
    let value = select(x == 0.0, f64::NEG_INFINITY, value);
    select(x < 0.0, f64::NAN, value)
}

/// Natural logarithm. Largest error 1 ulp; ln 0 = −∞, NaN for negative x.
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    let (k, f) = decompose(x);
    let s = f / (2.0 + f);
    let z = s * s;
    // 2s = f − s·f, and s·f = f²/2 − s·f²/2: the large term f is exact
    let half_square = 0.5 * f * f;
    let small = s * (half_square + z * polynomial(z, LN)) + k * LN_2_LOW;
    limits(x, k * LN_2_HIGH - ((half_square - small) - f))
}

/// ln x for positive finite x as k·ln 2 + (high + low): `high` has 26 bits, the relative error is about 2⁻⁵⁸.
#[inline(always)]
fn parts(x: f64) -> (f64, f64, f64) {
    let (k, f) = decompose(x);
    let divisor = 2.0 + f;
    let s = f / divisor;
    let s_high = upper_half(s);
    let divisor_high = upper_half(divisor);
    let divisor_low = f - (divisor_high - 2.0);
    let s_low = ((f - s_high * divisor_high) - s_high * divisor_low) / divisor;
    let z = s * s;
    (k, 2.0 * s_high, 2.0 * s_low + s * (z * polynomial(z, LN)))
}

/// ln x for positive finite x as high + low: `high` has 26 bits, the relative error of the sum is about 2⁻⁵⁸.
#[inline(always)]
pub(super) fn ln_parts(x: f64) -> (f64, f64) {
    let (k, high, low) = parts(x);
    let whole = k * LN_2_HIGH;
    let sum = whole + high;
    let low = (high - (sum - whole)) + (low + k * LN_2_LOW);
    let upper = upper_half(sum + low);
    // upper is close to sum, so the difference is exact
    (upper, (sum - upper) + low)
}

/// Decimal logarithm. Largest error 1 ulp; exact for the powers of ten that are exact.
#[inline(always)]
#[must_use]
pub fn log10(x: f64) -> f64 {
    let (k, high, low) = parts(x);
    let whole = k * LOG10_2_HIGH;
    let main = high * LOG10_E_HIGH;
    let sum = whole + main;
    let rest = (main - (sum - whole)) + (low * LOG10_E_HIGH + (high + low) * LOG10_E_LOW + k * LOG10_2_LOW);
    limits(x, sum + rest)
}
