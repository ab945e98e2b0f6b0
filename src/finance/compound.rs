//! Growth over many periods, without cancellation at small rates.

use crate::numeric::elementary::{exp, exp_m1, ln_1p};

/// What one unit becomes, and what one unit paid every period becomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// `(1 + rate)^periods`: worth of one unit after that many periods.
    pub factor: f64,
    /// `((1 + rate)^periods − 1) / rate`, and `periods` at rate 0: worth of one unit paid at the end of every period.
    pub annuity: f64,
}

/// Growth at `rate` per period over `periods`.
///
/// For a whole number of periods both come from doubling, `S(2n) = S(n) (1 + g^n)`, which only adds and multiplies
/// positive numbers: exact to rounding at every rate above −1, rate 0 included, with no logarithm. A fractional or
/// negative number of periods goes through `exp_m1` and `ln_1p`.
#[inline]
pub fn growth(rate: f64, periods: f64) -> Growth {
    let base = 1.0 + rate;
    if (0.0..=1e9).contains(&periods) && periods.floor() == periods {
        let mut left = periods as u64;
        // the answer so far, and that of 1, 2, 4, … periods
        let (mut factor, mut annuity) = (1.0, 0.0);
        let (mut power, mut sum) = (base, 1.0);
        while left > 0 {
            if left & 1 == 1 {
                annuity = annuity * power + sum;
                factor *= power;
            }
            sum *= 1.0 + power;
            power *= power;
            left >>= 1;
        }
        Growth { factor, annuity }
    } else if rate == 0.0 {
        Growth { factor: 1.0, annuity: periods }
    } else {
        let exponent = periods * ln_1p(rate);
        Growth { factor: exp(exponent), annuity: exp_m1(exponent) / rate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_agrees_with_adding_up_period_by_period() {
        for rate in [-0.9, -0.1, 0.0, 1e-12, 0.0038, 0.08, 3.0] {
            let (mut factor, mut annuity) = (1.0, 0.0);
            for periods in 0..100 {
                let grown = growth(rate, f64::from(periods));
                // each side multiplies at most 100 times
                assert!((grown.factor / factor - 1.0).abs() < 200.0 * f64::EPSILON, "{rate} {periods}");
                assert!((grown.annuity - annuity).abs() <= 300.0 * f64::EPSILON * annuity, "{rate} {periods}");
                annuity = annuity * (1.0 + rate) + 1.0;
                factor *= 1.0 + rate;
            }
        }
    }

    #[test]
    fn fractional_periods_lie_on_the_same_curve() {
        let half = growth(0.21, 0.5);
        assert!((half.factor - 1.1).abs() < 1e-15 && (half.annuity - 0.1 / 0.21).abs() < 1e-15);
        assert!((growth(0.1, -1.0).factor - 1.0 / 1.1).abs() < 1e-15);
        assert_eq!(growth(0.0, 2.5), Growth { factor: 1.0, annuity: 2.5 });
    }
}
