//! Modified internal rate of return.

use super::npv::npv;

/// The modified rate as a spreadsheet's `MIRR` has it (OpenDocument Format 1.2, part 2, section 6.12.27): what is paid is
/// brought back to index 0 at `finance_rate`, what is received is carried to the last index at `reinvest_rate`, and the
/// result is the rate that turns the one into the other, per period as a fraction.
///
/// NaN unless some flow is negative and some positive.
#[inline]
pub fn mirr(flows: &[f64], finance_rate: f64, reinvest_rate: f64) -> f64 {
    let side = |rate: f64, sign: f64| {
        let discount = 1.0 / (1.0 + rate);
        flows.iter().rev().fold(0.0, |value, flow| value * discount + (sign * flow).max(0.0))
    };
    let (received, paid) = (side(reinvest_rate, 1.0), side(finance_rate, -1.0));
    if !(received > 0.0 && paid > 0.0 && npv(0.0, flows).is_finite()) {
        return f64::NAN;
    }
    (1.0 + reinvest_rate) * root(received / paid, flows.len() as u64 - 1) - 1.0
}

/// The n-th root of `value` (> 0), n ≥ 1, by plain arithmetic.
///
/// Newton on the logarithm, `u ← u + ln(value / e^{nu}) / n`, with the logarithm and the exponential replaced by their
/// first Padé approximants, which bound each step: error falls with its third power, and every machine agrees.
#[inline]
fn root(value: f64, n: u64) -> f64 {
    let mut x: f64 = 1.0;
    // each step multiplies x by at most 3, so 2000 of them reach every finite number
    for _ in 0..2000 {
        let power = whole_power(x, n);
        let step = (2.0 * (value - power) / ((value + power) * n as f64)).clamp(-1.0, 1.0);
        x *= (2.0 + step) / (2.0 - step);
        if step.abs() * (n as f64) < 1e-7 {
            break;
        }
    }
    x
}

/// `base^n` by repeated squaring.
#[inline]
fn whole_power(base: f64, mut n: u64) -> f64 {
    let (mut result, mut square) = (1.0, base);
    while n > 0 {
        if n & 1 == 1 {
            result *= square;
        }
        square *= square;
        n >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_agrees_with_the_platforms_power() {
        for value in [1e-9, 0.3, 1.0, 1.0001, 7.0, 1e6] {
            for n in [1, 2, 9, 25, 200] {
                let expected = f64::powf(value, 1.0 / n as f64);
                // the power x^n of the last step carries 2n roundings, of which the root keeps a share 1/n
                assert!((root(value, n) / expected - 1.0).abs() < 1e-14, "{value} {n}");
            }
        }
    }

    #[test]
    fn one_sign_has_no_modified_rate() {
        assert!(mirr(&[1.0, 2.0], 0.1, 0.1).is_nan());
        assert!(mirr(&[-1.0, -2.0], 0.1, 0.1).is_nan());
        assert!(mirr(&[], 0.1, 0.1).is_nan());
        assert!(mirr(&[-1.0, f64::INFINITY], 0.1, 0.1).is_nan());
    }

    #[test]
    fn an_investment_with_one_receipt_earns_its_plain_rate() {
        let rate = mirr(&[-100.0, 0.0, 121.0], 0.3, 0.7);
        assert!((rate - 0.1).abs() < 1e-14);
    }
}
