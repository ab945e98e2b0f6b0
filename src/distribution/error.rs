//! What is wrong with the parameters of a distribution, in words, and the checks all families share.

use crate::diagnostic::Text;

/// Parameters that no distribution of the family has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterError {
    /// Which parameter, with its value (in base units), and what it should be.
    pub message: Text,
    /// What to do.
    pub remedy: Text,
}

impl ParameterError {
    /// Both texts in both languages: Chinese, English, then the remedy in Chinese and English.
    pub fn new(
        zh: impl Into<String>,
        en: impl Into<String>,
        remedy_zh: impl Into<String>,
        remedy_en: impl Into<String>,
    ) -> Self {
        ParameterError { message: Text::new(zh, en), remedy: Text::new(remedy_zh, remedy_en) }
    }
}

impl std::fmt::Display for ParameterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.message.en, self.remedy.en)
    }
}

impl std::error::Error for ParameterError {}

/// A number as people write it: no digits beyond what was given, powers of ten only when very large or small.
pub(super) fn show(value: f64) -> String {
    let size = value.abs();
    if size == f64::INFINITY {
        (if value > 0.0 { "∞" } else { "-∞" }).to_string()
    } else if size != 0.0 && !(1e-5..1e15).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

/// A computed limit to four digits.
fn show_limit(value: f64) -> String {
    show(format!("{value:.3e}").parse().unwrap_or(value))
}

/// The values as an array, if there are as many as the family's set has parameters.
pub(super) fn take<const N: usize>(family: &str, values: &[f64]) -> Result<[f64; N], ParameterError> {
    <[f64; N]>::try_from(values).map_err(|_| {
        ParameterError::new(
            format!("{family} 分布需要 {N} 个参数，现有 {} 个", values.len()),
            format!("{family} takes {N} parameters, not {}", values.len()),
            "请按说明给齐参数",
            "give every parameter once",
        )
    })
}

/// Every parameter is a finite number.
pub(super) fn finite(family: &str, parameters: &[(&str, f64)]) -> Result<(), ParameterError> {
    match parameters.iter().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some((name, value)) => {
            let (zh, en) = if value.is_nan() {
                (format!("{family} 分布的 {name} 算不出数来"), format!("{family}: {name} is not a number"))
            } else {
                let value = show(*value);
                (format!("{family} 分布的 {name} 不能是 {value}"), format!("{family}: {name} cannot be {value}"))
            };
            Err(ParameterError::new(
                zh,
                en,
                "请检查算出这个参数的式子（除以 0、对负数取对数等）",
                "look at the formula it comes from (division by 0, logarithm of a negative number)",
            ))
        }
    }
}

/// The parameter is above 0.
pub(super) fn positive(family: &str, name: &str, value: f64) -> Result<(), ParameterError> {
    if value > 0.0 {
        return Ok(());
    }
    Err(ParameterError::new(
        format!("{family} 分布的 {name} 必须大于 0，现为 {}", show(value)),
        format!("{family}: {name} must be greater than 0, but is {}", show(value)),
        format!("请给 {name} 一个正数"),
        format!("give {name} a positive number"),
    ))
}

/// The parameter is 0 or more.
pub(super) fn not_negative(family: &str, name: &str, value: f64) -> Result<(), ParameterError> {
    if value >= 0.0 {
        return Ok(());
    }
    Err(ParameterError::new(
        format!("{family} 分布的 {name} 不能小于 0，现为 {}", show(value)),
        format!("{family}: {name} must be 0 or more, but is {}", show(value)),
        format!("请给 {name} 一个不小于 0 的数"),
        format!("give {name} a number that is not negative"),
    ))
}

/// The parameter lies in [low, high].
pub(super) fn within(family: &str, name: &str, value: f64, low: f64, high: f64) -> Result<(), ParameterError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let (low, high) = (show_limit(low), show_limit(high));
    Err(ParameterError::new(
        format!("{family} 分布的 {name} 必须在 {low} 到 {high} 之间，现为 {}", show(value)),
        format!("{family}: {name} must lie between {low} and {high}, but is {}", show(value)),
        format!("请把 {name} 改到这个范围之内"),
        format!("choose {name} within these limits"),
    ))
}

/// The parameters do not fall from one to the next.
pub(super) fn ascending(family: &str, parameters: &[(&str, f64)]) -> Result<(), ParameterError> {
    for pair in parameters.windows(2) {
        let [(first, lower), (second, upper)] = pair else { continue };
        if lower > upper {
            let order: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
            let order = order.join(" <= ");
            let (lower, upper) = (show(*lower), show(*upper));
            return Err(ParameterError::new(
                format!("{family} 分布要求 {order}，现在 {first} = {lower} 大于 {second} = {upper}"),
                format!("{family} needs {order}, but {first} = {lower} is greater than {second} = {upper}"),
                "请从小到大填写",
                "order them from small to large",
            ));
        }
    }
    Ok(())
}
