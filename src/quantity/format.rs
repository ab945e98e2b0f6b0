//! Numbers as people read them: no digit that is noise, thousands apart.

use crate::diagnostic::Language;

/// Digits shown of a number whose error is not known.
const PLAIN_DIGITS: i32 = 4;
/// Digits shown where the error is so small that it would allow more; digits before the point are never cut for it.
const MOST_DIGITS: i32 = 6;
/// Nearer than this (relative) to a whole number is a whole number: `0.1 * 30` is 3.
const WHOLE: f64 = 1e-9;
/// Whole numbers from here on are not exact in a double.
const LARGEST_WHOLE: f64 = 1e15;
/// Below it, and from [`LARGEST_WHOLE`] on, numbers are written with a power of ten.
const SMALLEST: f64 = 1e-6;

/// An amount in the unit of which one is `scale` base units: 534,214.3 yuan with scale 10,000 is `53.42`.
///
/// With a standard error (in base units, like the value) digits end at the error's second significant digit, so that
/// value ± error reads well, and zeros at the end are kept. Without one, at most four digits stand; whole numbers stand
/// in full. Thousands are separated by commas. What is not finite is “无” or “none”, “∞” where it is infinite.
pub fn format_amount(value_in_base: f64, error_in_base: Option<f64>, scale: f64, language: Language) -> String {
    let value = value_in_base / scale;
    if !value.is_finite() {
        return not_finite(value, language);
    }
    let error = error_in_base.map(|error| (error / scale).abs()).filter(|error| error.is_finite() && *error > 0.0);
    let size = value.abs();
    if let Some(error) = error {
        if !(SMALLEST..LARGEST_WHOLE).contains(&size.max(error)) {
            return format!("{value:.2e}");
        }
        // never more decimals than the most digits allow
        let last = (magnitude(error) - 1).max((magnitude(size) - MOST_DIGITS + 1).min(0));
        return grouped(value, last, false);
    }
    let whole = size < LARGEST_WHOLE && (size - size.round()).abs() <= WHOLE * size.max(WHOLE);
    if whole {
        return grouped(value.round(), 0, false);
    }
    if !(SMALLEST..LARGEST_WHOLE).contains(&size) {
        return format!("{value:.3e}");
    }
    grouped(value, magnitude(size) - PLAIN_DIGITS + 1, true)
}

/// A standard error or margin, with two significant digits, to stand behind `±`.
pub fn format_error(error_in_base: f64, scale: f64, language: Language) -> String {
    let error = (error_in_base / scale).abs();
    if !error.is_finite() {
        return not_finite(error, language);
    }
    if error != 0.0 && !(1e-9..LARGEST_WHOLE).contains(&error) {
        return format!("{error:.1e}");
    }
    grouped(error, magnitude(error) - 1, false)
}

/// A share or probability (0.123) as a percentage (`12.3%`), with digits as in [`format_amount`].
///
/// A share without error that is neither 0 nor 1 is never shown as `0%` or `100%`.
pub fn format_percent(share: f64, error: Option<f64>, language: Language) -> String {
    let known = error.is_some_and(|error| error.is_finite() && error > 0.0);
    if !known && share > 0.0 && share < 0.0001 {
        return "<0.01%".to_owned();
    }
    if !known && share > 0.9999 && share < 1.0 {
        return ">99.99%".to_owned();
    }
    let number = format_amount(share, error, 0.01, language);
    if share.is_finite() { number + "%" } else { number }
}

fn not_finite(value: f64, language: Language) -> String {
    match (value.is_nan(), language) {
        (false, _) => (if value > 0.0 { "∞" } else { "-∞" }).to_owned(),
        (true, Language::Chinese) => "无".to_owned(),
        (true, Language::English) => "none".to_owned(),
    }
}

/// Power of ten of the first digit: 2 for 734, −1 for 0.25. Taken from the decimal text, since a logarithm is off by one
/// near powers of ten on some machines.
fn magnitude(size: f64) -> i32 {
    let text = format!("{size:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// `value` rounded to a multiple of 10^last, with commas; zeros behind the point are dropped where `short`.
fn grouped(value: f64, last: i32, short: bool) -> String {
    let decimals = usize::try_from(-last).unwrap_or(0);
    let rounded = if last > 0 {
        let step = 10_f64.powi(last);
        (value / step).round() * step
    } else {
        value
    };
    let mut text = format!("{:.decimals$}", rounded.abs());
    if short && text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    if rounded < 0.0 && !zero {
        out.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(value: f64, error: Option<f64>) -> String {
        format_amount(value, error, 1.0, Language::English)
    }

    #[test]
    fn digits_end_at_the_second_digit_of_the_error() {
        for (value, error, expected) in [
            (53_421.431_2, 12.3, "53,421"),
            (53_421.431_2, 1.23, "53,421.4"),
            (53_421.431_2, 730.0, "53,420"),
            (53_421.431_2, 7_300.0, "53,400"),
            (53_421.431_2, 73_000.0, "53,000"),
            (1_234_567.0, 950.0, "1,234,570"),
            (0.523_411, 0.000_12, "0.52341"),
            (0.5, 0.01, "0.500"),
            (-0.041_26, 0.0031, "-0.0413"),
            (3.0, 120.0, "0"),
            (-3.0, 120.0, "0"),
            (-0.000_01, 0.01, "0.000"),
            (0.0, 0.25, "0.00"),
            (99.96, 1.0, "100.0"),
            // an error far below what anyone reads: six digits, but never fewer than those before the point
            (53_421.431_2, 1e-9, "53,421.4"),
            (0.123_456_789, 1e-9, "0.123457"),
            (123_456_789.4, 1e-3, "123,456,789"),
            (1.234e-9, 1e-11, "1.23e-9"),
            (1.234e20, 1e17, "1.23e20"),
        ] {
            assert_eq!(amount(value, Some(error)), expected, "{value} ± {error}");
        }
    }

    #[test]
    fn without_an_error_four_digits_stand_and_whole_numbers_in_full() {
        for (value, expected) in [
            (600_000.0, "600,000"),
            (1_234_567.0, "1,234,567"),
            (-1_000.0, "-1,000"),
            (999.0, "999"),
            (0.0, "0"),
            (-0.0, "0"),
            (0.1 * 30.0, "3"),
            (53_421.43, "53,420"),
            (1_080.56, "1,081"),
            (12.3, "12.3"),
            (12.345_6, "12.35"),
            (0.055, "0.055"),
            (0.000_012_345, "0.00001234"),
            (9.999_96, "10"),
            (1.5e-9, "1.500e-9"),
            (2.5e18, "2.500e18"),
        ] {
            assert_eq!(amount(value, None), expected, "{value}");
            assert_eq!(amount(value, Some(0.0)), expected, "an error of 0 is no error");
        }
    }

    #[test]
    fn amounts_are_shown_in_their_unit() {
        assert_eq!(format_amount(600_000.0, None, 10_000.0, Language::Chinese), "60");
        assert_eq!(format_amount(534_214.3, Some(120.0), 10_000.0, Language::Chinese), "53.421");
        assert_eq!(format_amount(25.0, Some(0.5), 0.5, Language::Chinese), "50.0");
    }

    #[test]
    fn what_is_not_finite_is_said_in_words() {
        assert_eq!(format_amount(f64::NAN, None, 1.0, Language::Chinese), "无");
        assert_eq!(format_amount(f64::NAN, Some(1.0), 1.0, Language::English), "none");
        assert_eq!(amount(f64::INFINITY, None), "∞");
        assert_eq!(amount(f64::NEG_INFINITY, None), "-∞");
        assert_eq!(amount(5.25, Some(f64::NAN)), "5.25", "an unknown error is no error");
        assert_eq!(format_percent(f64::NAN, None, Language::Chinese), "无");
    }

    #[test]
    fn errors_have_two_digits() {
        for (error, expected) in [
            (12.3, "12"),
            (7_345.0, "7,300"),
            (0.012_34, "0.012"),
            (0.0, "0.0"),
            (0.0999, "0.100"),
            (2.5e-12, "2.5e-12"),
        ] {
            assert_eq!(format_error(error, 1.0, Language::English), expected, "{error}");
        }
        assert_eq!(format_error(123_456.0, 10_000.0, Language::Chinese), "12");
    }

    #[test]
    fn shares_are_percentages() {
        for (share, error, expected) in [
            (0.123, None, "12.3%"),
            (0.12, None, "12%"),
            (0.123_456, None, "12.35%"),
            (0.123_456, Some(0.000_9), "12.346%"),
            (0.123_456, Some(0.012), "12.3%"),
            (0.0, None, "0%"),
            (1.0, None, "100%"),
            (0.999_99, None, ">99.99%"),
            (0.000_02, None, "<0.01%"),
            (0.999_99, Some(0.000_01), "99.9990%"),
            (-0.05, None, "-5%"),
            (12.5, None, "1,250%"),
        ] {
            assert_eq!(format_percent(share, error, Language::Chinese), expected, "{share} ± {error:?}");
        }
    }

    /// Reads a formatted number back.
    fn back(text: &str) -> f64 {
        text.replace(',', "").parse().expect("a number")
    }

    proptest! {
        #[test]
        fn what_is_cut_is_less_than_a_tenth_of_the_error(value in -1e9..1e9_f64, digits in -3.0..8.0_f64) {
            let error = 10_f64.powf(digits);
            let text = amount(value, Some(error));
            // half a step of the error's second digit is at most 5 % of it; or six digits stand
            let allowed = (0.05 * error).max(value.abs() * 0.5e-5).min(0.05 * error + 0.5);
            prop_assert!((back(&text) - value).abs() <= allowed * (1.0 + 1e-9), "{} ± {} became {}", value, error, text);
        }

        #[test]
        fn without_an_error_the_cut_is_below_a_two_thousandth(value in -1e9..1e9_f64) {
            let text = amount(value, None);
            prop_assert!((back(&text) - value).abs() <= value.abs() * 0.5e-3, "{} became {}", value, text);
        }

        #[test]
        fn any_number_can_be_shown(value in any::<f64>(), error in any::<f64>(), scale in prop::sample::select(vec![1.0, 1e4, 0.01])) {
            for language in [Language::Chinese, Language::English] {
                for text in [
                    format_amount(value, Some(error), scale, language),
                    format_amount(value, None, scale, language),
                    format_error(error, scale, language),
                    format_percent(value, Some(error), language),
                ] {
                    prop_assert!(!text.is_empty() && text.len() < 700, "{}", text);
                }
            }
        }
    }
}
