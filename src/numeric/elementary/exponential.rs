//! Exponential function and hyperbolic tangent.

use super::{LN_2_HIGH, LN_2_LOW, ROUND, SIGN, magnitude, polynomial, select};

/// 1 / ln 2.
const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// e^r = 1 + r + r²/2 + r³·p(r) for |r| ≤ ln 2 / 2; the error of p amounts to 3e-17 of the result.
const EXP: [f64; 9] = [
    0.166_666_666_666_666_66,
    0.041_666_666_666_651_36,
    0.008_333_333_333_332_155,
    0.001_388_888_890_588_154_2,
    0.000_198_412_698_543_386_1,
    2.480_153_638_869_076_6e-5,
    2.755_728_006_701_698e-6,
    2.761_380_686_153_829e-7,
    2.509_555_467_711_111_2e-8,
];

/// e^x. Largest error 1 ulp; overflows to infinity above 709.78, is subnormal below −708.4 and 0 below −745.13.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    exp_sum(x, 0.0)
}

/// [`exp`] of every element, in place, and the same bits: where no result is near the ends of the range, without what only
/// the ends need.
#[inline(always)]
pub fn exps(values: &mut [f64]) {
    const CHUNK: usize = 64;
    let (chunks, rest) = values.as_chunks_mut::<CHUNK>();
    for chunk in chunks {
        // a comparison that is false for NaN
        let inside = chunk.iter().fold(true, |inside, &x| inside & (magnitude(x) < 700.0));
        if inside {
            for x in chunk {
                let reduced = Reduced::new(*x, 0.0);
                // the two factors of `exp_sum` in one: all three products are exact
                *x = reduced.power() * power_of_two(reduced.rounded);
            }
        } else {
            for x in chunk {
                *x = exp(*x);
            }
        }
    }
    for x in rest {
        *x = exp(*x);
    }
}

/// e^(high + low), where |low| is small against |high| or against 1.
#[inline(always)]
pub(super) fn exp_sum(high: f64, low: f64) -> f64 {
    // comparisons that are false for NaN let it through
    let beyond = high > 710.0;
    let (high, low) = (select(beyond, 710.0, high), select(beyond, 0.0, low));
    let below = high < -746.0;
    let (high, low) = (select(below, -746.0, high), select(below, 0.0, low));
    let reduced = Reduced::new(high, low);
    let e = reduced.power();
    // 2^n as a product of two factors, because 2^n itself may be outside the range where the result is not
    let half = 0.5 * reduced.n + ROUND;
    let other = (reduced.n - (half - ROUND)) + ROUND;
    e * power_of_two(half) * power_of_two(other)
}

/// Hyperbolic tangent, (e^2x − 1) / (e^2x + 1). Largest error 3 ulp.
#[inline(always)]
#[must_use]
pub fn tanh(x: f64) -> f64 {
    let double = 2.0 * magnitude(x);
    // 1 − tanh 22 is less than half an ulp
    let double = select(double > 44.0, 44.0, double);
    let reduced = Reduced::new(double, 0.0);
    let r = reduced.r;
    let less_one = r + (0.5 * r * r + (r * r * r * polynomial(r, EXP) + reduced.rest));
    let two_n = power_of_two(reduced.rounded);
    let less_one = two_n * less_one + (two_n - 1.0);
    let result = less_one / (less_one + 2.0);
    f64::from_bits(result.to_bits() | (x.to_bits() & SIGN))
}

/// x = n·ln 2 + r + rest with whole n and |r| ≤ ln 2 / 2.
struct Reduced {
    n: f64,
    /// n + 1.5·2⁵², exactly.
    rounded: f64,
    r: f64,
    rest: f64,
}

impl Reduced {
    #[inline(always)]
    fn new(high: f64, low: f64) -> Self {
        let rounded = high * LOG2_E + ROUND;
        let n = rounded - ROUND;
        let difference = high - n * LN_2_HIGH;
        let correction = n * LN_2_LOW - low;
        let r = difference - correction;
        Self { n, rounded, r, rest: (difference - r) - correction }
    }

    /// e^(r + rest).
    #[inline(always)]
    fn power(&self) -> f64 {
        let r = self.r;
        // half of a square is exact: nothing is lost by taking the square first, and it serves the cube too
        let square = r * r;
        1.0 + (r + (0.5 * square + (square * r * polynomial(r, EXP) + self.rest)))
    }
}

/// 2^n from n + 1.5·2⁵², |n| ≤ 1022.
#[inline(always)]
fn power_of_two(rounded: f64) -> f64 {
    f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52)
}
