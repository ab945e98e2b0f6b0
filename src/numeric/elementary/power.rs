//! Powers.

use super::exponential::exp_sum;
use super::logarithm::ln_parts;
use super::{SIGN, TWO_52, flip, magnitude, select, upper_half};

/// Whether |v| is whole, given |v|.
#[inline(always)]
fn is_whole(v: f64) -> bool {
    // from 2⁵² on every double is whole; below, adding 2⁵² rounds
    (v >= TWO_52) | ((v + TWO_52) - TWO_52 == v)
}

/// x^y as IEEE 754 defines it, but NaN where either is: x^0 = 1 and 1^y = 1 for all others, NaN for negative x unless y is
/// whole, the sign of x for odd y; overflow to infinity, underflow to 0. Largest error 1.1 ulp for results between 10⁻²⁰⁰
/// and 10²⁰⁰, 3 ulp at the ends of the number range.
#[inline(always)]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    let size = magnitude(x);
    let size_y = magnitude(y);
    // at y = 10²⁰ every x but 1 over- or underflows; more would make ∞ − ∞ below
    let y_used = select(size_y > 1e20, flip(1e20, y.to_bits()), y);
    let (high, low) = ln_parts(size);
    let y_high = upper_half(y_used);
    let y_low = y_used - y_high;
    let value = exp_sum(y_high * high, y_low * high + y_used * low);

    let at_zero = select(y > 0.0, 0.0, f64::INFINITY);
    let at_infinity = select(y > 0.0, f64::INFINITY, 0.0);
    let value = select(size == 0.0, at_zero, value);
    let value = select(size == f64::INFINITY, at_infinity, value);
    let whole = is_whole(size_y);
    let odd = whole & !is_whole(0.5 * size_y);
    let value = flip(value, if odd { x.to_bits() & SIGN } else { 0 });
    let value = select((x < 0.0) & (size < f64::INFINITY) & !whole, f64::NAN, value);
    let value = select((y == 0.0) | (x == 1.0), 1.0, value);
    // what is missing stays missing, also to the power of 0
    select((x.is_nan()) | (y.is_nan()), x + y, value)
}
