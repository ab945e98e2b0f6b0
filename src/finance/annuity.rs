//! The spreadsheet's annuity functions, with its signs: money received is positive, money paid negative.
//!
//! All solve one equation, stated in the OpenDocument Format 1.2, part 2, section 6.12 (functions PMT, IPMT, PPMT, PV, FV,
//! NPER) and used by every spreadsheet:
//!
//! `pv · (1 + rate)^nper + pmt · (1 + rate · begin) · ((1 + rate)^nper − 1) / rate + fv = 0`
//!
//! `rate` per period as a fraction; amounts in one unit of money; `begin` is true where payments fall at the beginning of
//! each period. What has no solution is NaN or infinite, a number of periods NaN.

use super::compound::growth;
use crate::numeric::elementary::ln_1p;

/// `1 + rate` where payments fall at the beginning of the period.
#[inline]
fn advance(rate: f64, begin: bool) -> f64 {
    if begin { 1.0 + rate } else { 1.0 }
}

/// The level payment each period.
#[inline]
pub fn pmt(rate: f64, nper: f64, pv: f64, fv: f64, begin: bool) -> f64 {
    let grown = growth(rate, nper);
    -(fv + pv * grown.factor) / (advance(rate, begin) * grown.annuity)
}

/// The worth at the start of payments `pmt` and a final amount `fv`.
#[inline]
pub fn pv(rate: f64, nper: f64, pmt: f64, fv: f64, begin: bool) -> f64 {
    let grown = growth(rate, nper);
    -(fv + pmt * advance(rate, begin) * grown.annuity) / grown.factor
}

/// The worth at the end of a starting amount `pv` and payments `pmt`.
#[inline]
pub fn fv(rate: f64, nper: f64, pmt: f64, pv: f64, begin: bool) -> f64 {
    let grown = growth(rate, nper);
    -(pv * grown.factor + pmt * advance(rate, begin) * grown.annuity)
}

/// The part of payment number `per` (1…`nper`, otherwise NaN) that is interest; 0 for a first payment made at once.
#[inline]
pub fn ipmt(rate: f64, per: f64, nper: f64, pv: f64, fv: f64, begin: bool) -> f64 {
    if !(per >= 1.0 && per <= nper) {
        return f64::NAN;
    }
    if begin && per == 1.0 {
        return 0.0;
    }
    // what is owed when the period starts, times the rate; paid at the beginning it carries one period less
    let owed = self::fv(rate, per - 1.0, pmt(rate, nper, pv, fv, begin), pv, begin);
    owed * rate / advance(rate, begin)
}

/// The part of payment number `per` (1…`nper`, otherwise NaN) that repays principal.
#[inline]
pub fn ppmt(rate: f64, per: f64, nper: f64, pv: f64, fv: f64, begin: bool) -> f64 {
    pmt(rate, nper, pv, fv, begin) - ipmt(rate, per, nper, pv, fv, begin)
}

/// How many periods of payments `pmt` turn `pv` into `−fv`; fractional; NaN where no number does.
#[inline]
pub fn nper(rate: f64, pmt: f64, pv: f64, fv: f64, begin: bool) -> f64 {
    let number = periods(rate, pmt, pv, fv, begin);
    // no number of periods is reached: no payment, or one that only just covers the interest; at -100 % nothing is left to
    // pay back
    if number.is_finite() && rate > -1.0 { number } else { f64::NAN }
}

fn periods(rate: f64, pmt: f64, pv: f64, fv: f64, begin: bool) -> f64 {
    if rate == 0.0 {
        return -(fv + pv) / pmt;
    }
    let level = pmt * advance(rate, begin);
    // ((level − fv · rate) / (level + pv · rate)) = (1 + rate)^nper, written so that a small rate loses nothing
    ln_1p(-(fv + pv) * rate / (level + pv * rate)) / ln_1p(rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn interest_outside_the_term_does_not_exist() {
        assert!(ipmt(0.1, 0.0, 10.0, 1000.0, 0.0, false).is_nan());
        assert!(ppmt(0.1, 11.0, 10.0, 1000.0, 0.0, false).is_nan());
        assert_eq!(ipmt(0.1, 1.0, 10.0, 1000.0, 0.0, true), 0.0);
    }

    #[test]
    fn without_a_payment_there_is_no_number_of_periods() {
        assert!(nper(0.0, 0.0, 100.0, 0.0, false).is_nan());
        assert!(nper(0.125, 0.0, 100.0, 0.0, false).is_nan());
        assert!(nper(0.125, -12.5, 100.0, 0.0, false).is_nan());
        assert!(nper(-1.0, -10.0, 100.0, 0.0, false).is_nan());
    }

    #[test]
    fn a_tiny_rate_is_close_to_no_rate() {
        // derivative of the payment with respect to the rate is about pv (n + 1) / 2n: 1e-13 · 15000 · 0.51
        assert!((pmt(1e-13, 60.0, 15000.0, 0.0, false) + 250.0).abs() < 1e-9);
        assert!((nper(1e-13, -250.0, 15000.0, 0.0, false) - 60.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn each_function_undoes_the_others(
            rate in prop_oneof![Just(0.0), -0.05..0.3f64], nper in 1u32..400, pv in 1.0..1e6f64, fv in -1e5..1e5f64,
            begin: bool,
        ) {
            let n = f64::from(nper);
            let payment = pmt(rate, n, pv, fv, begin);
            let grown = growth(rate, n);
            // terms of the common equation; rounding of (1 + rate) acts n times
            let size = pv * grown.factor + fv.abs() + (payment * grown.annuity * (1.0 + rate)).abs();
            let margin = 4.0 * (n + 4.0) * f64::EPSILON * size;
            prop_assert!((self::fv(rate, n, payment, pv, begin) - fv).abs() <= margin);
            prop_assert!((self::pv(rate, n, payment, fv, begin) - pv).abs() * grown.factor <= margin);
        }

        #[test]
        fn principal_parts_add_up_to_the_principal(
            rate in 1e-4..0.3f64, nper in 1u32..120, pv in 1.0..1e6f64, begin: bool,
        ) {
            let n = f64::from(nper);
            let repaid: f64 = (1..=nper).map(|per| ppmt(rate, f64::from(per), n, pv, 0.0, begin)).sum();
            // balances reach pv · (1 + rate)^n before they cancel
            let margin = 20.0 * n * n * f64::EPSILON * pv * growth(rate, n).factor;
            prop_assert!((repaid + pv).abs() <= margin, "{repaid} {pv}");
        }

        #[test]
        fn number_of_periods_returns(rate in 1e-4..0.3f64, part in 0.0..1.0f64, pv in 1.0..1e6f64, begin: bool) {
            // growth below a millionfold: beyond, a payment differs from the interest by too few digits to tell the number
            let n = 1.0 + (part * (13.8 / rate.ln_1p()).min(200.0)).floor();
            let payment = pmt(rate, n, pv, 0.0, begin);
            // the logarithm's argument is (1 + rate)^n, known to a few n epsilon of itself
            let factor = growth(rate, n).factor;
            let margin = 40.0 * n * f64::EPSILON * factor / rate.ln_1p() + 1e-12;
            prop_assert!((nper(rate, payment, pv, 0.0, begin) - n).abs() <= margin);
        }
    }
}
