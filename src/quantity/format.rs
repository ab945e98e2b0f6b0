//! Numbers as people read them: no digit that is noise, thousands apart.

use crate::numeric::operation::power_of_ten;

/// What stands where there is no number.
pub const NOTHING: &str = "—";

/// Digits kept where the sampling error would allow more.
const MOST_DIGITS: i32 = 4;
/// Digits kept of a number without error; whole numbers stand in full.
const EXACT_DIGITS: i32 = 6;
/// A number that these digits do not give is a quotient or the like: nobody wrote it.
const WRITTEN_DIGITS: i32 = 12;
/// Numbers from here on are written with a power of ten, and so are those below [`SMALLEST`] without error.
const LARGEST: f64 = 1e15;
const SMALLEST: f64 = 1e-6;
/// Decimals behind which nobody reads.
const MOST_DECIMALS: i32 = 12;

/// An amount in the unit of which one is `scale` base units: 534,214.3 yuan with scale 10,000 is `53.4214`.
///
/// `value_in_base` and `error_in_base` are in base units (yuan, kWh). With a standard error the last digit shown is that of
/// the error's first digit (the second if the first is 1), and at most four significant digits stand; without one, six
/// significant digits without trailing zeros (four where the number has no end of digits, and where the error is 0: an atom
/// among drawn numbers, shown like its neighbours). Thousands are separated by commas. Not a number: a dash; infinite: ∞.
pub fn format_amount(value_in_base: f64, error_in_base: Option<f64>, scale: f64) -> String {
    let value = value_in_base / scale;
    if value.is_nan() {
        return NOTHING.to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "-∞" }.to_owned();
    }
    if value.abs() >= LARGEST {
        return format!("{value:.3e}");
    }
    match meaningful(value_in_base, error_in_base, scale) {
        // so small that no decimals would show it
        Some(error) if decimals_with_error(value, error) >= MOST_DECIMALS && value != 0.0 && value.abs() < SMALLEST => {
            format!("{value:.3e}")
        }
        Some(error) => fixed(value, decimals_with_error(value, error)),
        None if value != 0.0 && value.abs() < SMALLEST => format!("{value:.3e}"),
        None => {
            let digits = if error_in_base.is_some() || !is_written(value) { MOST_DIGITS } else { EXACT_DIGITS };
            trim_zeros(fixed(value, (digits - 1 - magnitude(value)).clamp(0, 12)))
        }
    }
}

/// Whether somebody may have written the number: a share of 104 households has no end of digits.
fn is_written(value: f64) -> bool {
    if value == 0.0 {
        return true;
    }
    let unit = power_of_ten(magnitude(value) - WRITTEN_DIGITS + 1);
    ((value / unit).round() * unit - value).abs() <= value.abs() * 1e-13
}

/// A standard error (in shown units) to stand behind `±` with so many decimals; never rounded to 0.
pub fn format_error(error: f64, decimals: i32) -> String {
    if error.is_finite() && error.abs() >= LARGEST {
        return format!("{error:.3e}");
    }
    if decimals >= MOST_DECIMALS && error != 0.0 && error.abs() < SMALLEST {
        return format!("{error:.0e}");
    }
    let text = fixed(error, decimals);
    if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text
    } else {
        format!("<{}", fixed(power_of_ten(-decimals), decimals))
    }
}

/// A fixed number of decimals (negative: tens, hundreds), with thousands separators.
pub fn fixed(value: f64, decimals: i32) -> String {
    let places = usize::try_from(decimals.max(0)).unwrap_or(0);
    let value = if decimals < 0 {
        let step = power_of_ten(-decimals);
        (value / step).round() * step
    } else {
        value
    };
    let text = format!("{value:.places$}");
    let negative = text.starts_with('-') && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let digits = text.trim_start_matches('-');
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let sign = if negative { "-" } else { "" };
    match rest {
        Some(rest) => format!("{sign}{}.{rest}", group(whole)),
        None => format!("{sign}{}", group(whole)),
    }
}

/// Digits in threes: `131,072`.
pub fn group(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Without zeros at the end, behind the point.
pub fn trim_zeros(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Below this part of the value an error is what arithmetic leaves of none.
const ROUNDING: f64 = 1e-12;

/// The error of a value (base units) in shown units, where there is one that says something.
pub fn meaningful(value: f64, error: Option<f64>, scale: f64) -> Option<f64> {
    let rounding = ROUNDING * value.abs();
    let said = error
        .map(f64::abs)
        .filter(|error| error.is_finite() && (*error > rounding || rounding.is_nan() && *error > 0.0));
    said.map(|error| (error / scale).abs())
}

/// Decimals that an error (in shown units, like the value) leaves meaning to.
pub fn decimals_with_error(value: f64, error: f64) -> i32 {
    let first = magnitude(error);
    let keep = if error / power_of_ten(first) < 1.95 { 1 - first } else { -first };
    let most = (MOST_DIGITS - 1 - magnitude(value)).max(0);
    keep.min(most).clamp(-MOST_DECIMALS, MOST_DECIMALS)
}

/// Power of ten of the first digit: 2 for 734, −1 for 0.25, 0 for 0. Taken from the decimal text, since a logarithm may be
/// off by one near powers of ten.
fn magnitude(size: f64) -> i32 {
    let text = format!("{size:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// A part of the whole in whole per cent, without the sign; never rounded to 0 or 100 unless it is that.
pub fn whole_percent(part: f64) -> String {
    match part * 100.0 {
        percent if percent > 0.0 && percent < 1.0 => "<1".to_owned(),
        percent if (99.5..100.0).contains(&percent) => ">99".to_owned(),
        percent => fixed(percent, 0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(value: f64, error: Option<f64>) -> String {
        format_amount(value, error, 1.0)
    }

    #[test]
    fn a_part_is_never_rounded_to_nothing_or_the_whole() {
        for (part, text) in [
            (0.0, "0"),
            (1e-9, "<1"),
            (0.0099, "<1"),
            (0.01, "1"),
            (0.425, "42"),
            (0.994, "99"),
            (0.995, ">99"),
            (0.9958, ">99"),
            (1.0, "100"),
        ] {
            assert_eq!(whole_percent(part), text, "{part}");
        }
    }

    #[test]
    fn what_arithmetic_leaves_of_no_error_is_none() {
        assert_eq!(meaningful(20.0, Some(7e-17), 1.0), None);
        assert_eq!(format_amount(200_000.0, Some(7e-13), 10_000.0), "20");
        assert_eq!(meaningful(0.0, Some(7e-17), 1.0), Some(7e-17));
        assert_eq!(meaningful(f64::NAN, Some(0.5), 0.5), Some(1.0));
    }

    #[test]
    fn digits_end_at_the_first_digit_of_the_error() {
        for (value, error, expected) in [
            (53_421.431_2, 1.23, "53,421"),
            (53_421.431_2, 730.0, "53,400"),
            (53_421.431_2, 1_300.0, "53,400"),
            (53_421.431_2, 73_000.0, "50,000"),
            (1_234_567.0, 950.0, "1,234,600"),
            (0.523_411, 0.000_12, "0.5234"),
            (0.5, 0.01, "0.500"),
            (-0.041_26, 0.0031, "-0.041"),
            (3.0, 400.0, "0"),
            (-3.0, 400.0, "0"),
            (-0.000_01, 0.02, "0.00"),
            (0.0, 0.25, "0.0"),
            (99.96, 1.0, "100.0"),
            // near a power of ten a logarithm may take the wrong digit
            (1_000.0, 1_000.0, "1,000"),
            (1_000.0, 0.000_999_999_999_999_999_9, "1,000"),
            // an error far below what anyone reads: four digits, but never fewer than those before the point
            (53_421.431_2, 1e-9, "53,421"),
            (0.123_456_789, 1e-9, "0.1235"),
            (123_456_789.4, 1e-3, "123,456,789"),
            (1.234e20, 1e17, "1.234e20"),
        ] {
            assert_eq!(amount(value, Some(error)), expected, "{value} ± {error}");
        }
    }

    #[test]
    fn without_an_error_six_digits_stand_and_whole_numbers_in_full() {
        for (value, expected) in [
            (600_000.0, "600,000"),
            (1_234_567.0, "1,234,567"),
            (-1_000.0, "-1,000"),
            (0.0, "0"),
            (-0.0, "0"),
            (0.1 * 30.0, "3"),
            (53_421.43, "53,421.4"),
            (1_080.56, "1,080.56"),
            (12.345_678, "12.3457"),
            (12.345_678_9, "12.3457"),
            (100.0 * 33.0 / 112.0, "29.46"),
            (2_953.0 / 3.0, "984.3"),
            (1_234_567.0 / 7.0, "176,367"),
            (0.055, "0.055"),
            (0.000_012_345_678, "0.0000123457"),
            (9.999_999_6, "10"),
            (1.5e-9, "1.500e-9"),
            (2.5e18, "2.500e18"),
        ] {
            assert_eq!(amount(value, None), expected, "{value}");
        }
        assert_eq!(amount(53_421.43, Some(0.0)), "53,421");
        assert_eq!(amount(5.25, Some(f64::NAN)), "5.25", "an unknown error is no error");
        assert_eq!(format_amount(600_000.0, None, 10_000.0), "60");
    }

    #[test]
    fn very_large_and_very_small_numbers_and_their_errors_have_one_form() {
        assert_eq!(
            (amount(3.421e21, Some(3.4206e18)), format_error(3.4206e18, -12)),
            ("3.421e21".into(), "3.421e18".into())
        );
        assert_eq!((amount(1e-200, Some(2e-203)), format_error(2e-203, 12)), ("1.000e-200".into(), "2e-203".into()));
        assert_eq!(amount(1e-200, Some(0.25)), "0.0");
        assert_eq!(amount(1e-200, None), "1.000e-200");
    }

    #[test]
    fn errors_are_never_rounded_to_nothing() {
        for (error, decimals, expected) in [(0.0412, 2, "0.04"), (7_345.0, -3, "7,000"), (1e-9, 3, "<0.001")] {
            assert_eq!(format_error(error, decimals), expected);
        }
    }

    /// Reads a formatted number back.
    fn back(text: &str) -> f64 {
        text.replace(',', "").parse().expect("a number")
    }

    proptest! {
        #[test]
        fn what_is_cut_is_at_most_half_the_error(value in -1e9..1e9_f64, digits in -3.0..8.0_f64) {
            let error = 10_f64.powf(digits);
            // half a step of the error's first digit; or four digits stand, and those before the point
            let allowed = (0.5 * error).max((value.abs() * 0.5e-3).min(0.5));
            let text = amount(value, Some(error));
            prop_assert!((back(&text) - value).abs() <= allowed * (1.0 + 1e-9), "{} ± {} became {}", value, error, text);
        }

        #[test]
        fn without_an_error_six_digits_are_true(value in -1e9..1e9_f64) {
            let text = amount(value, None);
            prop_assert!((back(&text) - value).abs() <= value.abs() * 0.5e-5, "{} became {}", value, text);
        }

        #[test]
        fn any_number_can_be_shown(value in any::<f64>(), error in any::<f64>(), scale in prop::sample::select(vec![1.0, 1e4, 0.01])) {
            for text in [format_amount(value, Some(error), scale), format_amount(value, None, scale)] {
                prop_assert!(!text.is_empty() && text.len() < 700, "{}", text);
            }
        }
    }
}
