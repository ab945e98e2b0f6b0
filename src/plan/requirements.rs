//! What must hold of values that do not vary by trial but by year or row, so that only the prelude of a run knows them:
//! a chance by year, weights in a column. What varies by trial is missing in the trials in which it does not hold.

use crate::diagnostic::{Code, Span, Text};

/// Parts of a whole add to one but for rounding.
const SLACK: f64 = 1e-12;

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A probability: 0 to 1.
    Share,
    /// A weight: 0 or positive.
    Weight,
    /// Weights together: not all are 0.
    Total,
    /// Two limits of `clip`, the first not above the second.
    Rising,
    /// A persistence: strictly between −1 and 1.
    Persistence,
}

/// Something that must hold of values known before the trials: nodes in the graph, columns in a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement<At> {
    /// What must hold.
    pub rule: Rule,
    /// Of which values.
    pub of: Vec<At>,
    /// First and last year in which it must.
    pub years: (u32, u32),
    /// The values as they are written, to be repeated by the remedy.
    pub written: String,
    /// The mistake where it does not hold.
    pub code: Code,
    /// Where that stands.
    pub span: Span,
}

impl Rule {
    /// What is wrong with these values, and what to do; `None` where nothing is.
    pub fn broken(self, values: &[f64], written: &str) -> Option<(Text, Text)> {
        // what has no value is missing in its row or year, as it is where it varies by trial
        if values.iter().any(|value| value.is_nan()) {
            return None;
        }
        let first = values.first().copied()?;
        let (zh, en) = is_now(first);
        match self {
            Rule::Share if !(-SLACK..=1.0 + SLACK).contains(&first) => Some((
                Text::new(
                    format!("chance 必须在 0 与 1 之间，{zh}"),
                    format!("chance must lie between 0 and 1, but {en}"),
                ),
                Text::new(
                    format!("请改正这个数；要把它限在 0 与 1 之间，写 clip({written}, 0, 1)"),
                    format!("correct the number; to hold it between 0 and 1 write clip({written}, 0, 1)"),
                ),
            )),
            Rule::Weight if !(first >= -SLACK && first.is_finite()) => Some((
                Text::new(format!("权重必须是 0 或正数，{zh}"), format!("a weight must be 0 or positive, but {en}")),
                Text::new(
                    format!("请改正这个数；要让负数算作 0，写 max({written}, 0)"),
                    format!("correct the number; to take what is negative as 0 write max({written}, 0)"),
                ),
            )),
            Rule::Total if values.iter().all(|weight| *weight <= 0.0) => Some((
                Text::new("权重之和是 0", "the weights add to 0"),
                Text::new("至少一个权重要大于 0", "at least one weight must be above 0"),
            )),
            Rule::Rising => {
                let second = values.get(1).copied()?;
                let (low, high) = (shown(first), shown(second));
                (first > second).then(|| {
                    (
                        Text::new(
                            format!("clip 的 min（{low}）大于 max（{high}）"),
                            format!("clip: min ({low}) is greater than max ({high})"),
                        ),
                        Text::new("请检查上下限", "check the two limits"),
                    )
                })
            }
            Rule::Persistence if !(first > -1.0 && first < 1.0) => Some((
                Text::new(
                    format!("persistence 必须在 −1 与 1 之间，{zh}"),
                    format!("persistence must lie between −1 and 1, but {en}"),
                ),
                Text::new(
                    format!("请改正这个数；要把它限住，写 clip({written}, -0.99, 0.99)"),
                    format!("correct the number; to hold it within write clip({written}, -0.99, 0.99)"),
                ),
            )),
            _ => None,
        }
    }
}

fn is_now(value: f64) -> (String, String) {
    let value = shown(value);
    (format!("现为 {value}"), format!("is {value}"))
}

/// Without the rounding of the last digits: 0.5 − 0.6 is −0.1.
fn shown(value: f64) -> String {
    let rounded = (value * 1e9).round() / 1e9;
    if (rounded - value).abs() <= 1e-12 * value.abs().max(1.0) && rounded != 0.0 {
        return format!("{rounded}");
    }
    format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_and_a_missing_value_break_no_rule() {
        assert_eq!(Rule::Weight.broken(&[1.0 - 0.7 - 0.3], "w"), None);
        assert_eq!(Rule::Share.broken(&[1.0 + f64::EPSILON], "p"), None);
        assert_eq!(Rule::Weight.broken(&[f64::NAN], "w"), None);
        assert!(Rule::Share.broken(&[1.4], "p").is_some_and(|(_, remedy)| remedy.en.ends_with("clip(p, 0, 1)")));
        assert!(Rule::Total.broken(&[0.0, 0.0], "").is_some());
        assert_eq!(Rule::Rising.broken(&[1.0, 1.0], ""), None);
        assert!(Rule::Persistence.broken(&[1.0], "x").is_some());
    }

    #[test]
    fn numbers_are_shown_without_rounding_errors() {
        assert_eq!(shown(0.5 - 0.6), "-0.1");
        assert_eq!(shown(1.4), "1.4");
        assert_eq!(shown(-1e-10), "-0.0000000001");
    }
}
