//! Level-payment loans with a grace period; every amount is positive.
//!
//! In the first `grace` periods the borrower pays interest only; over the rest the payment is level (annuity formula, e.g.
//! Brealey, Myers & Allen, *Principles of Corporate Finance*, chapter 2). Payments fall at the end of each period.
//! `principal` in money, `rate` per period as a fraction (0 is legal), `term`, `period` and `grace` in periods, rounded to
//! whole numbers. The last payment always clears the loan: a grace as long as the term leaves one payment of everything.

use super::compound::growth;

/// Whole periods: (term, period, level payments at the end); `None` where there is no loan (term below 1, or not finite).
#[inline]
fn periods(term: f64, period: f64, grace: f64) -> Option<(f64, f64, f64)> {
    let (term, period, grace) = (term.round(), period.round(), grace.round());
    if !((1.0..f64::INFINITY).contains(&term) && period.is_finite() && grace.is_finite()) {
        return None;
    }
    let level = term - grace.clamp(0.0, term - 1.0);
    Some((term, period, level))
}

/// The level payment that repays `principal` in `level` payments.
#[inline]
fn level_payment(principal: f64, rate: f64, level: f64) -> f64 {
    let grown = growth(rate, level);
    principal * grown.factor / grown.annuity
}

/// What is paid in `period`, interest and principal together; 0 before period 1 and after the term; NaN without a loan.
#[inline]
pub fn loan_payment(principal: f64, rate: f64, term: f64, period: f64, grace: f64) -> f64 {
    let Some((term, period, level)) = periods(term, period, grace) else { return f64::NAN };
    if period < 1.0 || period > term {
        0.0
    } else if period <= term - level {
        principal * rate
    } else {
        level_payment(principal, rate, level)
    }
}

/// The interest in [`loan_payment`]: the rate times what was owed after the period before.
#[inline]
pub fn loan_interest(principal: f64, rate: f64, term: f64, period: f64, grace: f64) -> f64 {
    let Some((whole_term, whole_period, _)) = periods(term, period, grace) else { return f64::NAN };
    if whole_period < 1.0 || whole_period > whole_term {
        return 0.0;
    }
    loan_balance(principal, rate, term, whole_period - 1.0, grace) * rate
}

/// What is owed after the payment of `period`: the principal in period 0 and through the grace, 0 from the term on.
///
/// Computed as the worth of the payments still to come, so it ends at exactly 0.
#[inline]
pub fn loan_balance(principal: f64, rate: f64, term: f64, period: f64, grace: f64) -> f64 {
    let Some((term, period, level)) = periods(term, period, grace) else { return f64::NAN };
    if period <= term - level {
        return principal;
    }
    if period >= term {
        return 0.0;
    }
    let left = growth(rate, term - period);
    level_payment(principal, rate, level) * left.annuity / left.factor
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn without_interest_the_principal_is_paid_in_equal_parts() {
        assert_eq!(loan_payment(1200.0, 0.0, 12.0, 5.0, 0.0), 100.0);
        assert_eq!(loan_interest(1200.0, 0.0, 12.0, 5.0, 0.0), 0.0);
        assert_eq!(loan_balance(1200.0, 0.0, 12.0, 5.0, 0.0), 700.0);
    }

    #[test]
    fn grace_pays_interest_only() {
        assert_eq!(loan_payment(1000.0, 0.05, 5.0, 2.0, 2.0), 50.0);
        assert_eq!(loan_balance(1000.0, 0.05, 5.0, 2.0, 2.0), 1000.0);
        // a grace as long as the term: everything falls due with the last payment
        assert!((loan_payment(1000.0, 0.05, 3.0, 3.0, 3.0) - 1050.0).abs() < 1e-9);
        assert_eq!(loan_payment(1000.0, 0.05, 3.0, 4.0, 0.0), 0.0);
        assert!(loan_payment(1000.0, 0.05, 0.0, 1.0, 0.0).is_nan());
    }

    proptest! {
        #[test]
        fn payments_repay_the_loan_exactly(
            principal in 1.0..1e7f64, rate in prop_oneof![Just(0.0), 0.0..0.5f64], term in 1u32..60, grace in 0u32..60,
        ) {
            let (n, g) = (f64::from(term), f64::from(grace));
            let mut owed = principal;
            for period in 1..=term {
                let k = f64::from(period);
                let (interest, payment) = (loan_interest(principal, rate, n, k, g), loan_payment(principal, rate, n, k, g));
                let before = owed;
                owed = loan_balance(principal, rate, n, k, g);
                // each figure is good to about 2 n epsilon of the principal with its interest
                let margin = 8.0 * (n + 2.0) * f64::EPSILON * principal * (1.0 + rate);
                prop_assert!((before + interest - payment - owed).abs() <= margin, "{period}: {owed}");
            }
            prop_assert_eq!(owed, 0.0);
        }
    }
}
