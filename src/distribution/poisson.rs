//! Poisson distribution: the number of events when `mean` are expected. P(X = k) = mean^k e^(−mean)/k!.
//!
//! P(X ≤ k) = Q(k + 1, mean), the upper incomplete gamma function (DLMF 8.11; Johnson, Kemp & Kotz 2005, *Univariate
//! discrete distributions*, chapter 4).

use super::error::{ParameterError, finite, take, within};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::solve::first_whole;
use super::special::LARGEST_SHAPE;
use super::special::gamma::IncompleteGamma;
use super::special::normal::normal_quantile;
use super::{Distribution, Univariate};

/// Expected number, > 0.
#[derive(Debug, Clone, Copy)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// Cornish and Fisher's first correction of the normal approximation.
    fn guess(&self, z: f64) -> f64 {
        self.mean + self.mean.sqrt() * z + (z * z - 1.0) / 6.0
    }
    /// P(X ≤ x) and P(X > x).
    fn tails(&self, x: f64) -> (f64, f64) {
        if x < 0.0 {
            (0.0, 1.0)
        } else if x < self.last() {
            let tails = IncompleteGamma::new(x.floor() + 1.0).tails(self.mean);
            (tails.upper, tails.lower)
        } else {
            (1.0, 0.0)
        }
    }
    /// No quantile of a probability that a float can hold lies beyond it (Laurent & Massart 2000, P < 1e-320).
    fn last(&self) -> f64 {
        (self.mean + (2.0 * 740.0 * self.mean).sqrt() + 740.0).ceil()
    }
}

impl Univariate for Poisson {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        first_whole(self.guess(normal_quantile(u)), 0.0, self.last(), |k| self.cdf(k) >= u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 {
            return self.quantile(1.0 - v);
        }
        first_whole(self.guess(-normal_quantile(v)), 0.0, self.last(), |k| self.survival(k) <= v)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }
    fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }
    fn below(&self, x: f64) -> f64 {
        self.cdf(x.ceil() - 1.0)
    }
    fn at_least(&self, x: f64) -> f64 {
        self.survival(x.ceil() - 1.0)
    }
    fn mean(&self) -> f64 {
        self.mean
    }
    fn sd(&self) -> f64 {
        self.mean.sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}

/// From the mean; 0 gives the constant 0.
pub(super) fn build(mean: f64) -> Result<Distribution, ParameterError> {
    finite("poisson", &[("mean", mean)])?;
    within("poisson", "mean", mean, 0.0, LARGEST_SHAPE)?;
    Ok(if mean > 0.0 { Distribution::Poisson(Poisson { mean }) } else { Distribution::constant(0.0) })
}

/// `poisson` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "poisson",
    title: Words { zh: "泊松分布", en: "Poisson" },
    doc: Words {
        zh: "一年里互不相关的事件发生几次：故障、事故、来客批次。mean 是平均次数。",
        en: "How many independent events happen: breakdowns, accidents, visits. mean is the average number.",
    },
    example: r#"{ dist = "poisson", mean = 2.5 }"#,
    sets: &[ParameterSet {
        parameters: &[Parameter::required("mean", Role::Number)],
        build: |values| {
            let [mean] = take("poisson", values)?;
            build(mean)
        },
        affine: None,
        examples: &[&[2.5], &[0.05], &[400.0], &[0.0]],
    }],
    percentiles: None,
    lists: &[],
    discrete: true,
};
