//! Truncation: the distribution *given* that the value lies in [min, max].
//!
//! x(u) is the base's quantile at F(min) + u (F(max) − F(min)), taken from whichever tail is nearer, so that limits far
//! out in a tail keep their digits.

use std::sync::Arc;

use super::error::{ParameterError, show};
use super::moments::{mean_and_sd, of_whole_numbers};
use super::{Distribution, Univariate, mixture};

/// A base distribution and the limits, with the probabilities they cut off.
#[derive(Debug)]
pub struct Truncated {
    base: Distribution,
    min: f64,
    max: f64,
    /// P(base < min).
    under: f64,
    /// P(base > max).
    over: f64,
    /// P(min ≤ base ≤ max).
    inside: f64,
}

/// Less probability than this has lost digits to underflow and counts as none.
const LEAST: f64 = 1e-290;

/// P(min ≤ X ≤ max), from the tail in which the interval lies.
fn inside(base: &Distribution, min: f64, max: f64) -> f64 {
    between_tails((base.below(min), base.at_least(min)), (base.cdf(max), base.survival(max)))
}

/// The probability between two points, each given by the probability to its left and to its right.
fn between_tails(left: (f64, f64), right: (f64, f64)) -> f64 {
    if left.0 > 0.5 {
        left.1 - right.1
    } else if right.1 > 0.5 {
        right.0 - left.0
    } else {
        1.0 - left.0 - right.1
    }
}

impl Truncated {
    /// `None` where there is no probability between the limits. Limits between the whole numbers of a counting
    /// distribution move to the whole numbers inside.
    pub fn new(base: Distribution, min: f64, max: f64) -> Option<Self> {
        let counting = matches!(
            base,
            Distribution::Poisson(_)
                | Distribution::Binomial(_)
                | Distribution::NegativeBinomial(_)
                | Distribution::Geometric(_)
                | Distribution::Bernoulli(_)
        );
        let (min, max) = if counting { (min.ceil(), max.floor()) } else { (min, max) };
        let inside = inside(&base, min, max);
        let (under, over) = (base.below(min), base.survival(max));
        (min <= max && inside > LEAST).then_some(Truncated { base, min, max, under, over, inside })
    }

    /// The probability from min up to a point with these probabilities of the base to its left and right.
    fn up_to(&self, point: (f64, f64)) -> f64 {
        (between_tails((self.under, self.base.at_least(self.min)), point) / self.inside).clamp(0.0, 1.0)
    }

    /// The probability from such a point up to max.
    fn from(&self, point: (f64, f64)) -> f64 {
        (between_tails(point, (self.base.cdf(self.max), self.over)) / self.inside).clamp(0.0, 1.0)
    }

    fn moments(&self) -> (f64, f64) {
        if self.is_discrete() {
            let (first, last) = (self.quantile(1e-18), self.upper_quantile(1e-18));
            if let Some(moments) = of_whole_numbers(first, last, |k| self.cdf(k), |k| self.survival(k)) {
                return moments;
            }
        }
        mean_and_sd(|u| self.quantile(u), |v| self.upper_quantile(v))
    }
}

/// The probability of values at most x, or of those above, where the limits alone settle it: `sides` are the answers below
/// min and from max on.
pub(super) fn up_to_limits(x: f64, (min, max): (f64, f64), sides: (f64, f64)) -> Option<f64> {
    if x < min {
        Some(sides.0)
    } else if x >= max {
        Some(sides.1)
    } else {
        None
    }
}

/// The same for values below x, or from x on: min itself is on the lower side, max is not on the upper.
pub(super) fn before_limits(x: f64, (min, max): (f64, f64), sides: (f64, f64)) -> Option<f64> {
    if x <= min {
        Some(sides.0)
    } else if x > max {
        Some(sides.1)
    } else {
        None
    }
}

impl Univariate for Truncated {
    fn quantile(&self, u: f64) -> f64 {
        let below = self.under + u * self.inside;
        let x = if below <= 0.5 {
            self.base.quantile(below)
        } else {
            self.base.upper_quantile(self.over + (1.0 - u) * self.inside)
        };
        x.clamp(self.min, self.max)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        let above = self.over + v * self.inside;
        let x = if above <= 0.5 {
            self.base.upper_quantile(above)
        } else {
            self.base.quantile(self.under + (1.0 - v) * self.inside)
        };
        x.clamp(self.min, self.max)
    }
    fn cdf(&self, x: f64) -> f64 {
        up_to_limits(x, (self.min, self.max), (0.0, 1.0))
            .unwrap_or_else(|| self.up_to((self.base.cdf(x), self.base.survival(x))))
    }
    fn survival(&self, x: f64) -> f64 {
        up_to_limits(x, (self.min, self.max), (1.0, 0.0))
            .unwrap_or_else(|| self.from((self.base.cdf(x), self.base.survival(x))))
    }
    fn below(&self, x: f64) -> f64 {
        before_limits(x, (self.min, self.max), (0.0, 1.0))
            .unwrap_or_else(|| self.up_to((self.base.below(x), self.base.at_least(x))))
    }
    fn at_least(&self, x: f64) -> f64 {
        before_limits(x, (self.min, self.max), (1.0, 0.0))
            .unwrap_or_else(|| self.from((self.base.below(x), self.base.at_least(x))))
    }
    fn mean(&self) -> f64 {
        self.moments().0
    }
    fn sd(&self) -> f64 {
        self.moments().1
    }
    fn support(&self) -> (f64, f64) {
        let (low, high) = self.base.support();
        (low.max(self.min), high.min(self.max))
    }
    fn is_discrete(&self) -> bool {
        self.base.is_discrete()
    }
    fn breaks(&self) -> Vec<f64> {
        let (low, high) = self.support();
        let inside = self.base.breaks().into_iter().filter(|x| (low..=high).contains(x));
        inside.chain([low, high]).collect()
    }
}

/// Limits as numbers, open ones infinite.
pub(super) fn limits(word: &str, min: Option<f64>, max: Option<f64>) -> Result<(f64, f64), ParameterError> {
    let (low, high) = (min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY));
    if low <= high {
        return Ok((low, high));
    }
    let (low, high) = (show(low), show(high));
    Err(ParameterError::new(
        format!("{word} 的 min = {low} 不能大于 max = {high}"),
        format!("{word}: min = {low} must not be greater than max = {high}"),
        "请检查上下限",
        "check the two limits",
    ))
}

/// What is said where nothing lies between the limits.
fn nothing_inside(base: &Distribution, min: f64, max: f64) -> ParameterError {
    let (low, high) = base.support();
    if min == max && !base.is_discrete() {
        return ParameterError::new(
            format!("truncate 的 min 与 max 都是 {}：连续分布恰取一个值的概率是 0", show(min)),
            format!(
                "truncate: min and max are both {}, and a continuous distribution never takes one value exactly",
                show(min)
            ),
            "若它就是这个值，直接写这个数；否则放宽上下限",
            "if that is the value, write the number alone; otherwise widen the limits",
        );
    }
    let inside_support = min < high && low < max;
    if inside_support && base.sd().is_finite() {
        let nearest = base.mean().clamp(min, max);
        let away = show(((nearest - base.mean()).abs() / base.sd()).round());
        let (min, max) = (show(min), show(max));
        return ParameterError::new(
            format!("truncate 的 {min} 到 {max} 离均值约 {away} 个标准差，概率小得无法计算"),
            format!(
                "truncate: {min} to {max} lies about {away} standard deviations from the mean, where the probability is too small to compute"
            ),
            "请放宽上下限，或给出本来就落在那里的分布；若想把超出的值移到上下限，用 clip",
            "widen the limits, or state a distribution that lies there; to move values to the limits instead, use clip",
        );
    }
    let (min, max, low, high) = (show(min), show(max), show(low), show(high));
    ParameterError::new(
        format!("truncate 的 {min} 到 {max} 之间没有任何概率（该分布取值 {low} 到 {high}）"),
        format!("truncate: there is no probability between {min} and {max} (the distribution lies in {low} to {high})"),
        "请放宽上下限；若想把超出的值移到上下限，用 clip",
        "widen the limits; to move values to the limits instead, use clip",
    )
}

/// See [`Distribution::truncated`]. Mixtures and clipped distributions become mixtures of truncated parts, data keep
/// their own form, so that moments stay exact.
pub(super) fn truncate(base: Distribution, min: Option<f64>, max: Option<f64>) -> Result<Distribution, ParameterError> {
    let (min, max) = limits("truncate", min, max)?;
    between(&base, min, max).ok_or_else(|| nothing_inside(&base, min, max))
}

/// The base given that the value lies in [min, max]; `None` where it cannot.
pub(super) fn between(base: &Distribution, min: f64, max: f64) -> Option<Distribution> {
    let (low, high) = base.support();
    if min <= low && high <= max {
        return Some(base.clone());
    }
    match base {
        Distribution::Constant(_) => None,
        Distribution::Discrete(discrete) => discrete.between(min, max),
        Distribution::Mixture(mixture) => {
            let parts = mixture.parts().iter().filter_map(|(weight, part)| {
                let part_inside = between(part, min, max)?;
                Some((weight * inside(part, min, max), part_inside))
            });
            mix(parts.collect())
        }
        Distribution::Clipped(clipped) => {
            let parts = clipped.parts().into_iter().filter_map(|(weight, part)| {
                let part_inside = between(&part, min, max)?;
                Some((weight * inside(&part, min, max), part_inside))
            });
            mix(parts.collect())
        }
        Distribution::Truncated(inner) => between(&inner.base, min.max(inner.min), max.min(inner.max)),
        _ if min >= max && !base.is_discrete() => None,
        _ => Truncated::new(base.clone(), min, max).map(|truncated| Distribution::Truncated(Arc::new(truncated))),
    }
}

/// The mixture of weighted parts, if there are any.
fn mix(parts: Vec<(f64, Distribution)>) -> Option<Distribution> {
    let (weights, of) = parts.into_iter().unzip();
    mixture(of, weights).ok()
}
