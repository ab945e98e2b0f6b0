//! Sine and cosine.

use super::{ROUND, flip, magnitude, polynomial, select};

/// 2 / π.
const TWO_OVER_PI: f64 = std::f64::consts::FRAC_2_PI;
/// π / 2 in three parts; the first two have 33 bits, so that their products with n < 2²⁰ are exact.
const HALF_PI: [f64; 3] = [1.570_796_326_734_125_6, 6.077_100_506_303_966e-11, 2.022_266_248_795_950_6e-21];
/// sin r = r + r³·p(r²) for |r| ≤ π/4; error 1.3e-17.
const SIN: [f64; 6] = [
    -0.166_666_666_666_666_66,
    0.008_333_333_333_330_946,
    -0.000_198_412_698_367_549_7,
    2.755_731_610_068_303e-6,
    -2.505_113_145_542_794_6e-8,
    1.591_810_123_027_412e-10,
];
/// cos r = 1 − r²/2 + r⁴·p(r²) for |r| ≤ π/4; error 5e-19.
const COS: [f64; 6] = [
    0.041_666_666_666_666_664,
    -0.001_388_888_888_888_739_5,
    2.480_158_729_876_343_3e-5,
    -2.755_731_727_056_032_6e-7,
    2.087_614_602_468_974_7e-9,
    -1.138_261_486_855_632_5e-11,
];
/// 2⁵⁰: from here on neighbouring doubles are an eighth apart or more, and n no longer fits the rounding.
const LIMIT: f64 = 1_125_899_906_842_624.0;

/// Sine of x in radians. Largest error 1 ulp for |x| ≤ 10⁶; for greater x the error is that of an angle off by one ulp;
/// NaN from 2⁵⁰ on.
#[inline(always)]
#[must_use]
pub fn sin(x: f64) -> f64 {
    turned(x, 0)
}

/// Cosine of x in radians, as exact as [`sin`].
#[inline(always)]
#[must_use]
pub fn cos(x: f64) -> f64 {
    turned(x, 1)
}

/// sin(x + quarters·π/2).
#[inline(always)]
fn turned(x: f64, quarters: u64) -> f64 {
    let rounded = x * TWO_OVER_PI + ROUND;
    let n = rounded - ROUND;
    // x − n·π/2 = r + rest; the first difference is exact, the errors of the others are carried along
    let first = x - n * HALF_PI[0];
    let product = n * HALF_PI[1];
    let second = first - product;
    let correction = n * HALF_PI[2] - ((first - second) - product);
    let r = second - correction;
    let rest = (second - r) - correction;

    let z = r * r;
    let sine = r + (r * z * polynomial(z, SIN) + rest);
    let half = 0.5 * z;
    let start = 1.0 - half;
    let cosine = start + (((1.0 - start) - half) + (z * z * polynomial(z, COS) - r * rest));

    let quadrant = rounded.to_bits().wrapping_add(quarters);
    let value = select(quadrant & 1 == 0, sine, cosine);
    let value = flip(value, quadrant << 62);
    select(magnitude(x) < LIMIT, value, f64::NAN)
}
