//! A range written as people write it, `5-8 元` or `5～8`: a formula would take 8 from 5, or not be read at all.

use super::super::mistakes::short;
use crate::diagnostic::{Code, Diagnostic, Span, Text};

/// What stands between the ends of a range.
const BETWEEN: [char; 10] = ['-', '–', '—', '−', '－', '~', '～', '〜', '至', '到'];

/// The mistake where a text is two rising numbers with a dash or the like between them, and a unit perhaps.
pub(super) fn in_words(key: &str, text: &str, span: Span) -> Option<Diagnostic> {
    let (low, rest) = number(text)?;
    let mut rest = rest.trim_start();
    // `5 元-8 元`
    let unit_of_low = rest.split(BETWEEN).next().unwrap_or_default();
    rest = rest.get(unit_of_low.len()..)?;
    let high_part = rest.strip_prefix(BETWEEN)?;
    let (high, unit) = number(high_part)?;
    let (unit_of_low, unit) = (unit_of_low.trim(), unit.trim());
    let is_unit =
        |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '%' | '％' | '‰' | '^' | ' '));
    let one_unit = unit_of_low.is_empty() || unit_of_low == unit;
    if !(low < high && one_unit && is_unit(unit)) {
        return None;
    }
    let amount = |value: f64| if unit.is_empty() { value.to_string() } else { format!("\"{value} {unit}\"") };
    // to four digits: the middle is only a proposal
    let middle = format!("{:.3e}", (low + high) / 2.0).parse::<f64>().unwrap_or((low + high) / 2.0);
    let written = format!("{{ low = {}, likely = {}, high = {} }}", amount(low), amount(middle), amount(high));
    let name = short(key);
    Some(Diagnostic::at(
        Code::WrongType,
        span,
        Text::new(format!("“{name}”像是一个范围，不是一个数"), format!("`{name}` looks like a range, not a number")),
        Text::new(format!("范围写 {name} = {written}"), format!("write a range as {name} = {written}")),
    ))
}

/// The plain number at the head of a text, and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;

    #[test]
    fn ranges_are_told_from_formulas() {
        let remedy = |text: &str| {
            in_words("price", text, Span::default()).map(|found| found.remedy.get(Language::English).to_owned())
        };
        let written = |low: &str, likely: &str, high: &str| {
            Some(format!("write a range as price = {{ low = {low}, likely = {likely}, high = {high} }}"))
        };
        assert_eq!(remedy("5-8"), written("5", "6.5", "8"));
        assert_eq!(remedy("5 ~ 8 元/斤"), written("\"5 元/斤\"", "\"6.5 元/斤\"", "\"8 元/斤\""));
        assert_eq!(remedy("0.1元—0.2元"), written("\"0.1 元\"", "\"0.15 元\"", "\"0.2 元\""));
        assert_eq!(remedy("3%至5%"), written("\"3 %\"", "\"4 %\"", "\"5 %\""));
        for formula in
            ["8 - 5", "2018", "5 - x", "x - 5", "5 元 - 8 kg", "-5", "3e5", "5 - 8 - 9", "5 - 8 * 2", "1..5", "", "-"]
        {
            assert_eq!(remedy(formula), None, "{formula}");
        }
    }
}
