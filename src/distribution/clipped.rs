//! Clipping: values below min become min, values above max become max; both limits may get a probability of their own.

use std::sync::Arc;

use super::error::ParameterError;
use super::truncated::{before_limits, between, limits, up_to_limits};
use super::{Distribution, Univariate};

/// A base distribution and the limits.
#[derive(Debug)]
pub struct Clipped {
    base: Distribution,
    min: f64,
    max: f64,
}

impl Clipped {
    /// The same distribution as weighted parts: the lower limit, what lies between, the upper limit.
    pub fn parts(&self) -> Vec<(f64, Distribution)> {
        let (under, over) = (self.base.below(self.min), self.base.survival(self.max));
        let mut parts = Vec::with_capacity(3);
        if under > 0.0 {
            parts.push((under, Distribution::constant(self.min)));
        }
        if let Some(middle) = between(&self.base, self.min, self.max) {
            let weight = if under > 0.5 { self.base.at_least(self.min) - over } else { 1.0 - under - over };
            parts.push((weight, middle));
        }
        if over > 0.0 {
            parts.push((over, Distribution::constant(self.max)));
        }
        parts
    }
}

impl Univariate for Clipped {
    fn quantile(&self, u: f64) -> f64 {
        self.base.quantile(u).clamp(self.min, self.max)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.base.upper_quantile(v).clamp(self.min, self.max)
    }
    fn cdf(&self, x: f64) -> f64 {
        up_to_limits(x, (self.min, self.max), (0.0, 1.0)).unwrap_or_else(|| self.base.cdf(x))
    }
    fn survival(&self, x: f64) -> f64 {
        up_to_limits(x, (self.min, self.max), (1.0, 0.0)).unwrap_or_else(|| self.base.survival(x))
    }
    fn below(&self, x: f64) -> f64 {
        before_limits(x, (self.min, self.max), (0.0, 1.0)).unwrap_or_else(|| self.base.below(x))
    }
    fn at_least(&self, x: f64) -> f64 {
        before_limits(x, (self.min, self.max), (1.0, 0.0)).unwrap_or_else(|| self.base.at_least(x))
    }
    fn mean(&self) -> f64 {
        self.parts().iter().map(|(weight, part)| weight * part.mean()).sum()
    }
    fn sd(&self) -> f64 {
        let mean = self.mean();
        let variance = |(weight, part): &(f64, Distribution)| {
            let (sd, distance) = (part.sd(), part.mean() - mean);
            weight * (sd * sd + distance * distance)
        };
        self.parts().iter().map(variance).sum::<f64>().sqrt()
    }
    fn support(&self) -> (f64, f64) {
        let (low, high) = self.base.support();
        (low.clamp(self.min, self.max), high.clamp(self.min, self.max))
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

/// See [`Distribution::clipped`]; limits beyond the support leave the distribution as it is.
pub(super) fn clip(base: Distribution, min: Option<f64>, max: Option<f64>) -> Result<Distribution, ParameterError> {
    let (min, max) = limits("clip", min, max)?;
    let (low, high) = base.support();
    if min <= low && high <= max {
        return Ok(base);
    }
    if min >= max || high <= min || max <= low {
        return Ok(Distribution::constant(low.clamp(min, max)));
    }
    Ok(Distribution::Clipped(Arc::new(Clipped { base, min, max })))
}
