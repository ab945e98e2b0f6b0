//! Discrete distribution: separate values with weights; with equal weights, data of which one is drawn.

use std::sync::Arc;

use super::error::{ParameterError, show};
use super::family::{Family, Words};
use super::{Distribution, Univariate};

/// Values in ascending order with their cumulative probabilities from both ends.
#[derive(Debug)]
pub struct Discrete {
    values: Vec<f64>,
    /// P(X ≤ value).
    cumulative: Vec<f64>,
    /// P(X > value).
    beyond: Vec<f64>,
    /// P(X = value).
    shares: Vec<f64>,
}

impl Discrete {
    /// From (value, weight) in any order, weights ≥ 0 with a positive sum; equal values are put together.
    fn new(mut points: Vec<(f64, f64)>) -> Self {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut merged: Vec<(f64, f64)> = Vec::with_capacity(points.len());
        for (value, weight) in points.into_iter().filter(|point| point.1 > 0.0) {
            match merged.last_mut() {
                Some(last) if last.0 == value => last.1 += weight,
                _ => merged.push((value, weight)),
            }
        }
        // sums of equal weights are exact, so that k of n values have k/n to the last place
        let total: f64 = merged.iter().map(|point| point.1).sum();
        let mut sum = 0.0;
        let cumulative = merged
            .iter()
            .map(|point| {
                sum += point.1;
                (sum / total).min(1.0)
            })
            .collect();
        let mut rest = 0.0;
        let mut beyond: Vec<f64> = merged
            .iter()
            .rev()
            .map(|point| {
                let above = rest / total;
                rest += point.1;
                above
            })
            .collect();
        beyond.reverse();
        let shares = merged.iter().map(|point| point.1 / total).collect();
        Discrete { values: merged.into_iter().map(|point| point.0).collect(), cumulative, beyond, shares }
    }

    /// The value at an index, the last one for indices beyond.
    fn at(&self, index: usize) -> f64 {
        self.values.get(index).or(self.values.last()).copied().unwrap_or(f64::NAN)
    }

    /// How many values are ≤ x.
    fn up_to(&self, x: f64) -> usize {
        self.values.partition_point(|value| *value <= x)
    }

    /// How many values are < x.
    fn before(&self, x: f64) -> usize {
        self.values.partition_point(|value| *value < x)
    }

    /// P(X among the first `count` values) and its complement.
    fn tails(&self, count: usize) -> (f64, f64) {
        match count.checked_sub(1) {
            None => (0.0, 1.0),
            Some(last) => (self.cumulative[last], self.beyond[last]),
        }
    }

    /// The same given that the value lies in [min, max]; `None` if nothing does.
    pub fn between(&self, min: f64, max: f64) -> Option<Distribution> {
        let points: Vec<(f64, f64)> = self.values.iter().copied().zip(self.shares.iter().copied()).collect();
        let kept: Vec<(f64, f64)> = points.into_iter().filter(|point| (min..=max).contains(&point.0)).collect();
        (!kept.is_empty()).then(|| from_points(kept))
    }
}

impl Univariate for Discrete {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        self.at(self.cumulative.partition_point(|probability| *probability < u))
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 {
            return self.quantile(1.0 - v);
        }
        self.at(self.beyond.partition_point(|probability| *probability > v))
    }
    fn cdf(&self, x: f64) -> f64 {
        self.tails(self.up_to(x)).0
    }
    fn survival(&self, x: f64) -> f64 {
        self.tails(self.up_to(x)).1
    }
    fn below(&self, x: f64) -> f64 {
        self.tails(self.before(x)).0
    }
    fn at_least(&self, x: f64) -> f64 {
        self.tails(self.before(x)).1
    }
    fn mean(&self) -> f64 {
        // from a value of the data, so that large values close together keep their digits
        let origin = self.at(0);
        origin + self.values.iter().zip(&self.shares).map(|(value, share)| (value - origin) * share).sum::<f64>()
    }
    fn sd(&self) -> f64 {
        let mean = self.mean();
        let square = |value: &f64| (value - mean) * (value - mean);
        self.values.iter().zip(&self.shares).map(|(value, share)| square(value) * share).sum::<f64>().sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (self.at(0), self.at(usize::MAX))
    }
    fn is_discrete(&self) -> bool {
        true
    }
    fn breaks(&self) -> Vec<f64> {
        self.values.clone()
    }
}

/// The distribution of checked points; a single value gives the constant.
fn from_points(points: Vec<(f64, f64)>) -> Distribution {
    let discrete = Discrete::new(points);
    if let [value] = discrete.values[..] {
        return Distribution::constant(value);
    }
    Distribution::Discrete(Arc::new(discrete))
}

/// Checks weights: as many as there are things, finite, none negative, not all 0.
pub(super) fn check_weights(family: &str, things: usize, weights: &[f64]) -> Result<(), ParameterError> {
    if things == 0 {
        return Err(ParameterError::new(
            format!("{family} 分布至少要有一个值"),
            format!("{family} needs at least one value"),
            "请列出可能的值",
            "list the possible values",
        ));
    }
    if things != weights.len() {
        return Err(ParameterError::new(
            format!("{family} 分布有 {things} 项，却有 {} 个权重", weights.len()),
            format!("{family}: {things} to choose from, but {} in weights", weights.len()),
            "请给每一项一个权重",
            "give one weight to each",
        ));
    }
    if let Some(index) = weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        let (place, weight) = (index + 1, show(weights[index]));
        return Err(ParameterError::new(
            format!("{family} 分布的第 {place} 个权重不能是 {weight}"),
            format!("{family}: weight {place} cannot be {weight}"),
            "权重必须是不小于 0 的有限数",
            "weights are finite numbers of 0 or more",
        ));
    }
    let total: f64 = weights.iter().sum();
    if !(total > 0.0 && total.is_finite()) {
        return Err(ParameterError::new(
            format!("{family} 分布的权重之和为 {}", show(total)),
            format!("{family}: the weights add up to {}", show(total)),
            "至少要有一个权重大于 0；权重不必合计为 1，按比例计算",
            "at least one weight must be above 0; they count in proportion and need not add up to 1",
        ));
    }
    Ok(())
}

/// Checks that every value is finite.
pub(super) fn check_values(family: &str, values: &[f64]) -> Result<(), ParameterError> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(index) => {
            let (place, value) = (index + 1, show(values[index]));
            Err(ParameterError::new(
                format!("{family} 分布的第 {place} 个值不能是 {value}"),
                format!("{family}: value {place} cannot be {value}"),
                "请改为有限的数，或删去这一项",
                "make it a finite number, or leave it out",
            ))
        }
    }
}

/// Values with weights (any scale: they count in proportion).
///
/// # Errors
/// No values, another number of weights, a weight that is negative or not finite, all weights 0, a value not finite.
pub fn discrete(values: Vec<f64>, weights: Vec<f64>) -> Result<Distribution, ParameterError> {
    check_weights("discrete", values.len(), &weights)?;
    check_values("discrete", &values)?;
    Ok(from_points(values.into_iter().zip(weights).collect()))
}

/// One of these values, each as likely; a value that stands twice is twice as likely.
///
/// # Errors
/// No values, or one that is not finite.
pub fn data(values: Vec<f64>) -> Result<Distribution, ParameterError> {
    check_weights("data", values.len(), &vec![1.0; values.len()])?;
    check_values("data", &values)?;
    Ok(from_points(values.into_iter().map(|value| (value, 1.0)).collect()))
}

/// `discrete` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "discrete",
    title: Words { zh: "离散分布", en: "discrete" },
    doc: Words {
        zh: "列出可能的值和权重；权重按比例计算，不必合计为 1。",
        en: "The possible values and their weights, which count in proportion and need not add up to 1.",
    },
    example: r#"{ dist = "discrete", values = [0, 1, 3], weights = [0.5, 0.3, 0.2] }"#,
    sets: &[],
    percentiles: None,
    lists: &["values", "weights"],
    discrete: true,
};
