//! How numbers are written for people: no digits that are noise, thousands separators, 万元 for large sums.

use crate::analysis::findings::{DisplayUnit, Estimate};
use crate::diagnostic::Language;
use crate::numeric::operation::power_of_ten;
pub use crate::quantity::fixed;
use crate::quantity::{NOTHING, decimals_with_error, format_amount, format_error, group, meaningful, trim_zeros};

/// Value and standard error as `-2.31 ± 0.04`; without an error the value alone.
pub fn format_with_error(estimate: Estimate, scale: f64) -> String {
    let value = format_amount(estimate.value, estimate.error, scale);
    match meaningful(estimate.value, estimate.error, scale) {
        Some(error) if estimate.value.is_finite() => {
            format!("{value} ± {}", format_error(error, decimals_with_error(estimate.value / scale, error)))
        }
        _ => value,
    }
}

/// A probability as a percentage: `43.1%`. Never rounded to 0% or 100% unless it is 0 or 1.
pub fn format_probability(probability: Estimate) -> String {
    probability_text(probability, true)
}

/// A probability with its standard error, `43.1% ± 0.2%`; what is 0 or 1, or cannot be told from it, stands alone.
pub fn format_probability_with_error(probability: Estimate) -> String {
    with_error_and_decimals(probability, probability_decimals(probability))
}

fn with_error_and_decimals(probability: Estimate, decimals: i32) -> String {
    let value = probability.value;
    let text = fixed(value * 100.0, decimals);
    match meaningful(value, probability.error, 0.01) {
        _ if !value.is_finite() || value == 0.0 || value == 1.0 => probability_text(probability, true),
        _ if trim_zeros(text.clone()) == "0" => format!("<{}%", fixed(power_of_ten(-decimals), decimals)),
        _ if trim_zeros(text.clone()) == "100" => format!(">{}%", fixed(100.0 - power_of_ten(-decimals), decimals)),
        Some(error) => format!("{text}% ± {}%", format_error(error, decimals)),
        None => format!("{text}%"),
    }
}

/// The probabilities of a column, with their errors, all with as many decimals: one, or two where all are small.
pub fn format_probabilities(column: &[Option<Estimate>]) -> Vec<String> {
    let sizes = || column.iter().flatten().map(|p| p.value).filter(|value| value.is_finite());
    let largest = sizes().fold(0.0, f64::max);
    let errors = column.iter().flatten().filter_map(|p| meaningful(p.value, p.error, 0.01));
    // no digits that are noise in the best known of them
    let known = errors.map(|error| decimals_with_error(1.0, error)).max().unwrap_or(1);
    let decimals = known.clamp(0, if largest < 0.05 { 2 } else { 1 });
    let text = |p: &Option<Estimate>| p.map_or_else(String::new, |p| with_error_and_decimals(p, decimals));
    column.iter().map(text).collect()
}

fn probability_text(probability: Estimate, trim: bool) -> String {
    let value = probability.value;
    if !value.is_finite() {
        return NOTHING.to_string();
    }
    let text = fixed(value * 100.0, probability_decimals(probability));
    let short = trim_zeros(text.clone());
    match short.as_str() {
        "0" if value > 0.0 => "<0.01%".to_string(),
        "100" if value < 1.0 => ">99.99%".to_string(),
        _ => format!("{}%", if trim { short } else { text }),
    }
}

/// A share for charts: whole percent.
pub fn format_share(value: f64) -> String {
    format_probability(Estimate { value, error: None })
}

/// How many: `131,072`.
pub fn format_count(count: u64) -> String {
    group(&count.to_string())
}

/// With true minus signs before numbers instead of hyphens, for pages and charts (a terminal may lack the sign).
pub fn typographic(text: &str) -> String {
    let mut changed = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let negative =
            character == '-' && !before.is_alphanumeric() && characters.peek().is_some_and(char::is_ascii_digit);
        changed.push(if negative { '−' } else { character });
        before = character;
    }
    changed
}

/// One decimal is enough between 1% and 99%.
fn probability_decimals(probability: Estimate) -> i32 {
    let percent = probability.value * 100.0;
    let most = if (1.0..=99.0).contains(&percent) { 1 } else { 2 };
    match meaningful(probability.value, probability.error, 0.01) {
        Some(error) => decimals_with_error(percent, error).clamp(0, most),
        None => most,
    }
}

/// The unit in which a set of numbers is shown, in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// `万元`, `yuan`, `%`, or empty.
    pub symbol: String,
    /// Base units in one shown unit.
    pub scale: f64,
    /// The language it is for.
    pub language: Language,
    /// Decimals of the last digit that a column in it shows; `None` where its largest number is not known.
    last: Option<i32>,
}

/// Less than 500 yuan in 万元 is told in yuan, and less than 50,000 in 亿元.
const NEXT_TO_NOTHING: (f64, f64) = (0.05, 0.000_5);
/// Digits of a column's largest number, from its first on: what is less than half of the last is told as less than that.
const COLUMN_DIGITS: i32 = 6;
/// What arithmetic leaves of an exact zero, next to the other end of a range.
const RESIDUE: f64 = 1e-12;

/// Decimals with which a number in shown units has [`COLUMN_DIGITS`] digits, and none where those before the point are as many.
fn column_decimals(largest: f64) -> Option<i32> {
    let enough = |decimals: &i32| largest.abs() * power_of_ten(*decimals) >= power_of_ten(COLUMN_DIGITS - 1);
    if largest.is_finite() { (0..=12).find(enough) } else { None }
}

impl Reading {
    /// The unit for numbers as large as `magnitude` (base units): yuan from 10,000 read in 万元 and from 10⁸ in 亿元,
    /// sums in 万元 below 100 yuan read in 元, sums in 亿元 below a million yuan in 万元; in English, sums in 万元 or 亿元 read in yuan, and from ten million in million yuan.
    /// 0 where it is not known how large they are.
    pub fn of(unit: &DisplayUnit, magnitude: f64, language: Language) -> Reading {
        let (symbol, scale) = match (unit.symbol.zh.as_str(), language) {
            ("元" | "万元", Language::Chinese) if magnitude >= 1e8 => ("亿元", 1e8),
            ("元", Language::Chinese) if magnitude >= 1e4 => ("万元", 1e4),
            ("万元", Language::Chinese) if magnitude > 0.0 && magnitude < 100.0 => ("元", 1.0),
            ("亿元", Language::Chinese) if magnitude > 0.0 && magnitude < 1e6 => ("万元", 1e4),
            ("元" | "万元" | "亿元", Language::English) if magnitude >= 1e7 => ("million yuan", 1e6),
            ("元" | "万元" | "亿元", Language::English) => ("yuan", 1.0),
            _ => (unit.symbol.get(language), unit.scale),
        };
        let scale = if scale.is_finite() && scale != 0.0 { scale } else { 1.0 };
        Reading { symbol: symbol.to_string(), scale, language, last: column_decimals(magnitude / scale) }
    }

    /// For shares that read in per cent.
    pub fn per_cent(language: Language) -> Reading {
        Reading { symbol: "%".to_string(), scale: 0.01, language, last: None }
    }

    /// The number alone, in the unit of its column: `<0.001` where it is less than the column shows.
    pub fn number(&self, value: f64, error: Option<f64>) -> String {
        let value = self.plain(value);
        self.less_than_shown(value, error).unwrap_or_else(|| format_amount(value, error, self.scale))
    }

    /// The number with its standard error, `-2.31 ± 0.04`, in the unit of its column; `<0.001` where both are less than the
    /// column shows.
    pub fn number_with_error(&self, estimate: Estimate) -> String {
        let value = self.plain(estimate.value);
        let less = self.less_than_shown(value, estimate.error);
        less.unwrap_or_else(|| format_with_error(Estimate { value, ..estimate }, self.scale))
    }

    /// What is not 0, but with its error less than half of the last digit of the column: never told as 0, in either language.
    fn less_than_shown(&self, value: f64, error: Option<f64>) -> Option<String> {
        let decimals = self.last?;
        let step = power_of_ten(-decimals);
        let is_less = |number: f64| (number / self.scale).abs() < 0.5 * step;
        let known = error.filter(|error| error.is_finite()).unwrap_or(0.0);
        let step = fixed(step, decimals);
        let text = if value > 0.0 { format!("<{step}") } else { format!(">-{step}") };
        (value != 0.0 && is_less(value) && is_less(known)).then_some(text)
    }

    fn is_money(&self) -> bool {
        matches!(self.symbol.as_str(), "元" | "万元" | "亿元" | "yuan" | "million yuan")
    }

    /// Two ends of a range, in one unit.
    pub fn range(&self, low: Estimate, high: Estimate) -> (String, String) {
        // an end without limit says nothing of what the other is next to
        let sizes = [low.value, high.value].into_iter().map(f64::abs).filter(|size| size.is_finite());
        let largest = sizes.fold(0.0, f64::max);
        let end = |end: Estimate| match end.value.abs() < RESIDUE * largest {
            true => "0".to_string(),
            false => self.number(end.value, end.error),
        };
        (end(low), end(high))
    }

    /// What adding and taking away leaves of sums of money is no money.
    fn plain(&self, value: f64) -> f64 {
        if self.is_money() && value.abs() < 1e-6 { 0.0 } else { value }
    }

    /// The unit in which a sentence tells a sum that is next to nothing in 万元 or 亿元.
    fn smaller(&self, value: f64) -> Option<(&'static str, f64)> {
        let large = matches!(self.symbol.as_str(), "万元" | "亿元" | "million yuan");
        let least = if self.symbol == "万元" { NEXT_TO_NOTHING.0 } else { NEXT_TO_NOTHING.1 };
        let small = value.is_finite() && value != 0.0 && (value / self.scale).abs() < least;
        let symbol = if self.language == Language::Chinese { "元" } else { "yuan" };
        (large && small).then_some((symbol, 1.0))
    }

    /// The number with its unit: `-2.31 万元`, `4.1%`; what is next to nothing in it in yuan.
    pub fn amount(&self, estimate: Estimate) -> String {
        let value = self.plain(estimate.value);
        match self.smaller(value) {
            Some((symbol, scale)) => format!("{} {symbol}", format_amount(value, estimate.error, scale)),
            None => self.with_symbol(&format_amount(value, estimate.error, self.scale)),
        }
    }

    /// Number and standard error with the unit once: `-2.31 ± 0.04 万元`; what is next to nothing in it in yuan.
    pub fn amount_with_error(&self, estimate: Estimate) -> String {
        let estimate = Estimate { value: self.plain(estimate.value), ..estimate };
        match self.smaller(estimate.value) {
            Some((symbol, scale)) => format!("{} {symbol}", format_with_error(estimate, scale)),
            None => self.with_symbol(&format_with_error(estimate, self.scale)),
        }
    }

    /// Puts the unit behind a number.
    pub fn with_symbol(&self, number: &str) -> String {
        match self.symbol.as_str() {
            "" => number.to_string(),
            "%" => format!("{number}%"),
            symbol => format!("{number} {symbol}"),
        }
    }

    /// A label with the unit in brackets: `净现值（万元）`, `NPV (yuan)`.
    pub fn label(&self, label: &str) -> String {
        match (self.symbol.as_str(), self.language) {
            ("", _) => label.to_string(),
            (symbol, Language::Chinese) => format!("{label}（{symbol}）"),
            (symbol, Language::English) => format!("{label} ({symbol})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: Language = Language::Chinese;

    #[test]
    fn digits_below_the_error_are_not_shown() {
        assert_eq!(format_amount(-23_123.0, Some(412.0), 1e4), "-2.31");
        assert_eq!(format_amount(74_270.4, Some(38.0), 1.0), "74,270");
        assert_eq!(format_amount(74_274.4, Some(300.0), 1.0), "74,300");
        assert_eq!(format_amount(0.043_21, Some(0.000_12), 0.01), "4.321");
        assert_eq!(format_amount(-3.0, Some(400.0), 1.0), "0");
    }

    #[test]
    fn a_tiny_error_does_not_add_digits_beyond_four() {
        assert_eq!(format_amount(1.234_567_89, Some(1e-9), 1.0), "1.235");
        assert_eq!(format_with_error(Estimate { value: 1.234_567, error: Some(1e-9) }, 1.0), "1.235 ± <0.001");
    }

    #[test]
    fn exact_numbers_lose_trailing_zeros_only() {
        assert_eq!(format_amount(600_000.0, None, 1e4), "60");
        assert_eq!(format_amount(53_421.43, None, 1.0), "53,421.4");
        assert_eq!(format_amount(0.12, None, 0.01), "12");
        assert_eq!(format_amount(1_060_000.0, Some(0.0), 1.0), "1,060,000");
    }

    #[test]
    fn what_is_no_number_is_a_dash_and_what_has_no_end_a_sign() {
        for (value, text) in [(f64::NAN, "—"), (f64::INFINITY, "∞"), (f64::NEG_INFINITY, "-∞")] {
            assert_eq!(format_amount(value, Some(1.0), 1.0), text);
            assert_eq!(format_with_error(Estimate { value, error: Some(f64::NAN) }, 1.0), text);
            assert_eq!(format_probability(Estimate { value, error: None }), "—");
        }
        assert_eq!(format_amount(1e300, None, 1.0), "1.000e300");
    }

    #[test]
    fn probabilities_are_never_rounded_to_certainty() {
        let p = |value, error| format_probability(Estimate { value, error });
        assert_eq!(p(0.4312, Some(0.0013)), "43.1%");
        assert_eq!(p(0.99999, None), ">99.99%");
        assert_eq!(p(0.00001, Some(0.00001)), "<0.01%");
        assert_eq!(p(1.0, Some(0.0)), "100%");
        assert_eq!(p(0.0, None), "0%");
        assert_eq!(p(0.9, Some(0.0013)), "90%");
        assert_eq!(format_probability_with_error(Estimate { value: 0.9, error: Some(0.0013) }), "90.0% ± 0.1%");
        assert_eq!(format_probability_with_error(Estimate { value: 0.4312, error: Some(0.0013) }), "43.1% ± 0.1%");
    }

    #[test]
    fn a_column_has_one_form_and_one_unit_and_sentences_tell_next_to_nothing_in_yuan() {
        let p = |value, error| Some(Estimate { value, error: Some(error) });
        assert_eq!(
            format_probabilities(&[p(0.0100, 0.0001), p(0.0102, 0.0004), p(0.0045, 0.0002), p(0.0, 0.0), None]),
            ["1.00% ± 0.01%", "1.02% ± 0.04%", "0.45% ± 0.02%", "0%", ""]
        );
        assert_eq!(
            format_probabilities(&[p(0.4, 0.002), p(1.0, 0.0), p(0.000_01, 0.000_01), p(0.9999, 0.000_1)]),
            ["40.0% ± 0.2%", "100%", "<0.1%", ">99.9%"]
        );
        let unit = DisplayUnit { symbol: crate::diagnostic::Text::new("元", "yuan"), scale: 1.0 };
        let reading = Reading::of(&unit, 2e8, ZH);
        let small = Estimate { value: 4.0, error: Some(1.0) };
        assert_eq!(reading.amount_with_error(small), "4.0 ± 1.0 元");
        assert_eq!(reading.number_with_error(small), "<0.00001");
        assert_eq!(reading.number(4e7, None), "0.4");
        assert_eq!(reading.amount(Estimate { value: 4.0, error: None }), "4 元");
        let exact = |value| Estimate { value, error: None };
        assert_eq!(reading.range(exact(4.0), exact(4e7)), ("<0.00001".into(), "0.4".into()));
        assert_eq!(reading.number(2_460_600.0, Some(1_300.0)), "0.02461");
        let reading = Reading::of(&unit, 138_500.0, ZH);
        let small = Estimate { value: 194.6, error: Some(0.1) };
        assert_eq!(reading.number_with_error(small), "0.01946 ± 0.00001");
        assert_eq!(reading.amount_with_error(small), "194.6 ± 0.1 元");
        assert_eq!(reading.range(exact(194.0), exact(230.0)), ("0.0194".into(), "0.023".into()));
        assert_eq!(reading.range(exact(-194.0), exact(23_000.0)), ("-0.0194".into(), "2.3".into()));
    }

    #[test]
    fn beside_an_end_without_limit_the_other_is_told_in_full() {
        let unit = DisplayUnit { symbol: crate::diagnostic::Text::default(), scale: 1.0 };
        let reading = Reading::of(&unit, 18.5, ZH);
        let end = |value| Estimate { value, error: Some(0.3) };
        let (none, below) = (f64::INFINITY, f64::NEG_INFINITY);
        assert_eq!(reading.range(end(18.5), end(none)), ("18.5".into(), "∞".into()));
        assert_eq!(reading.range(end(below), end(-18.5)), ("-∞".into(), "-18.5".into()));
        assert_eq!(reading.range(end(below), end(none)), ("-∞".into(), "∞".into()));
        assert_eq!(reading.range(end(none), end(none)), ("∞".into(), "∞".into()));
        let exact = |value| Estimate { value, error: None };
        assert_eq!(reading.range(exact(0.0), end(none)), ("0".into(), "∞".into()));
        assert_eq!(reading.range(exact(2e-15), end(18.5)), ("0".into(), "18.5".into()), "what arithmetic leaves of 0");
    }

    #[test]
    fn what_is_less_than_a_column_shows_is_never_nothing_in_either_language() {
        let unit = DisplayUnit { symbol: crate::diagnostic::Text::new("元", "yuan"), scale: 1.0 };
        let exact = |value| Estimate { value, error: None };
        for (language, whole, less, more) in
            [(ZH, "3", "<0.00001", ">-0.00001"), (Language::English, "300", "<0.001", ">-0.001")]
        {
            let reading = Reading::of(&unit, 3e8, language);
            let tenth = Estimate { value: 50.0, error: Some(0.1) };
            assert_eq!(reading.number(3e8, None), whole);
            assert_eq!((reading.number(50.0, Some(0.1)), reading.number_with_error(tenth)), (less.into(), less.into()));
            assert_eq!(reading.number(-50.0, None), more);
            assert_eq!(reading.range(exact(5.0), exact(95.0)), (less.into(), less.into()));
            assert_eq!((reading.number(0.0, None), reading.number(1e-9, None)), ("0".into(), "0".into()));
        }
        // half of the last digit and more are digits of their own
        assert_eq!(Reading::of(&unit, 3e8, ZH).number(600.0, None), "0.000006");
        // an error that shows says how little is known
        let reading = Reading::of(&unit, 3e8, Language::English);
        assert_eq!(reading.number_with_error(Estimate { value: 50.0, error: Some(4_000.0) }), "0.000 ± 0.004");
        // of any unit, and where nothing is known of the column, as it is
        let kwh = DisplayUnit { symbol: crate::diagnostic::Text::new("千瓦时", "kWh"), scale: 1.0 };
        assert_eq!(Reading::of(&kwh, 74_270.0, ZH).number(0.04, None), "<0.1");
        assert_eq!(Reading::of(&kwh, 0.0, ZH).number(0.04, None), "0.04");
        assert_eq!(typographic(">-0.001"), ">−0.001");
    }

    #[test]
    fn yuan_from_ten_thousand_read_in_wan() {
        let unit = DisplayUnit { symbol: crate::diagnostic::Text::new("元", "yuan"), scale: 1.0 };
        assert_eq!(Reading::of(&unit, 9_999.0, ZH).symbol, "元");
        let reading = Reading::of(&unit, 10_000.0, ZH);
        assert_eq!(reading.amount(Estimate { value: 53_421.43, error: None }), "5.34214 万元");
        assert_eq!(Reading::of(&unit, 53_421.0, Language::English).symbol, "yuan");
    }
}
