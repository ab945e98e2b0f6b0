//! Mixture: one of several distributions, each with its weight. P(X ≤ x) = Σ weight · Pᵢ(X ≤ x).
//!
//! One draw does it all: the quantile function of the mixture itself, which is monotone, so that correlation and
//! stratification act on the value. Source: McLachlan & Peel 2000, *Finite mixture models*.

use std::sync::Arc;

use super::discrete::check_weights;
use super::error::ParameterError;
use super::family::{Family, Words};
use super::solve::first_reaching;
use super::special::elementary::ln;
use super::{Distribution, Univariate};

/// Two or more distributions with weights > 0 that add up to 1.
#[derive(Debug)]
pub struct Mixture {
    parts: Vec<(f64, Distribution)>,
}

/// True where the distribution may have values with a probability of their own.
fn may_jump(distribution: &Distribution) -> bool {
    use Distribution as D;
    distribution.is_discrete()
        || matches!(distribution, D::Empirical(_) | D::Mixture(_) | D::Truncated(_) | D::Clipped(_))
}

impl Mixture {
    /// The parts with their weights.
    pub fn parts(&self) -> &[(f64, Distribution)] {
        &self.parts
    }

    fn sum(&self, of: impl Fn(&Distribution) -> f64) -> f64 {
        self.parts.iter().map(|(weight, part)| weight * of(part)).sum()
    }

    /// The first x that reaches `wanted` ≥ 0, between the smallest and the largest of the parts' own quantiles.
    fn solve(&self, own: impl Fn(&Distribution) -> f64, reached: impl Fn(f64) -> f64) -> f64 {
        let quantiles = || self.parts.iter().map(|(_, part)| own(part));
        let low = quantiles().fold(f64::INFINITY, f64::min);
        let high = quantiles().fold(f64::NEG_INFINITY, f64::max);
        let x = first_reaching(low, high, &reached);
        // the search ends within rounding of a value with its own probability: take that value exactly
        for (_, part) in self.parts.iter().filter(|(_, part)| may_jump(part)) {
            let near =
                if part.cdf(x) > 0.5 { part.upper_quantile(part.survival(x)) } else { part.quantile(part.cdf(x)) };
            if near < x && x - near <= 8.0 * f64::EPSILON * x.abs().max(near.abs()) && reached(near) >= 0.0 {
                return near;
            }
        }
        x
    }
}

/// Between two neighbours, where the one's tail above is as likely as the other's below: far apart, the quantile function
/// climbs there within a sliver of probability, whose scale is that of the two tails.
fn valley((a, left): &(f64, Distribution), (b, right): &(f64, Distribution)) -> Option<f64> {
    let (low, high) = (left.quantile(0.5), right.quantile(0.5));
    let more_right = |x: f64| b * right.cdf(x) - a * left.survival(x);
    (low < high && more_right(low) < 0.0 && more_right(high) > 0.0).then(|| first_reaching(low, high, more_right))
}

impl Univariate for Mixture {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        self.solve(|part| part.quantile(u), |x| ln(self.cdf(x) / u))
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 {
            return self.quantile(1.0 - v);
        }
        self.solve(|part| part.upper_quantile(v), |x| ln(v / self.survival(x)))
    }
    fn cdf(&self, x: f64) -> f64 {
        self.sum(|part| part.cdf(x)).min(1.0)
    }
    fn survival(&self, x: f64) -> f64 {
        self.sum(|part| part.survival(x)).min(1.0)
    }
    fn below(&self, x: f64) -> f64 {
        self.sum(|part| part.below(x)).min(1.0)
    }
    fn at_least(&self, x: f64) -> f64 {
        self.sum(|part| part.at_least(x)).min(1.0)
    }
    fn mean(&self) -> f64 {
        self.sum(Distribution::mean)
    }
    fn sd(&self) -> f64 {
        let mean = self.mean();
        let variance = |part: &Distribution| {
            let (sd, distance) = (part.sd(), part.mean() - mean);
            sd * sd + distance * distance
        };
        self.sum(variance).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        let ends = || self.parts.iter().map(|(_, part)| part.support());
        (
            ends().map(|end| end.0).fold(f64::INFINITY, f64::min),
            ends().map(|end| end.1).fold(f64::NEG_INFINITY, f64::max),
        )
    }
    fn is_discrete(&self) -> bool {
        self.parts.iter().all(|(_, part)| part.is_discrete())
    }
    fn breaks(&self) -> Vec<f64> {
        let mut parts: Vec<&(f64, Distribution)> = self.parts.iter().collect();
        parts.sort_by(|a, b| a.1.quantile(0.5).total_cmp(&b.1.quantile(0.5)));
        let between = parts.windows(2).filter_map(|pair| valley(pair[0], pair[1]));
        self.parts.iter().flat_map(|(_, part)| part.breaks()).chain(between).collect()
    }
}

/// One of these distributions, with weights that count in proportion.
///
/// # Errors
/// No distributions, another number of weights, a weight that is negative or not finite, all weights 0.
pub fn mixture(of: Vec<Distribution>, weights: Vec<f64>) -> Result<Distribution, ParameterError> {
    check_weights("mixture", of.len(), &weights)?;
    let total: f64 = weights.iter().sum();
    let shares = weights.into_iter().map(|weight| weight / total);
    let mut parts: Vec<(f64, Distribution)> = shares.zip(of).filter(|(share, _)| *share > 0.0).collect();
    if parts.len() == 1
        && let Some((_, only)) = parts.pop()
    {
        return Ok(only);
    }
    Ok(Distribution::Mixture(Arc::new(Mixture { parts })))
}

/// `mixture` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "mixture",
    title: Words { zh: "混合分布", en: "mixture" },
    doc: Words {
        zh: "好年景、坏年景各有各的分布，按权重出现其中之一。",
        en: "Good and bad years with their own distributions, of which one happens by weight.",
    },
    example: r#"{ dist = "mixture", of = [{ dist = "normal", mean = 5, sd = 1 }, { dist = "normal", mean = 2, sd = 0.5 }], weights = [0.9, 0.1] }"#,
    sets: &[],
    percentiles: None,
    lists: &["of", "weights"],
    discrete: false,
};
