//! Probability distributions: one file per family, one table of all of them.
//!
//! A [`Family`] says how users name it and its parameters; [`Family::select`] reads a choice of names; the chosen form
//! builds a [`Distribution`], which answers by quantile, cumulative probability, mean, standard deviation and support.
//! Everything is drawn through quantiles, so they are exact to rounding in both tails. To add a family: a file with a
//! `FAMILY`, its `mod` line, its line in [`FAMILIES`], its variant and its arm in `each!`; the tests then run on it.

mod bernoulli;
mod beta;
mod binomial;
mod clipped;
mod constant;
mod discrete;
mod empirical;
mod error;
mod exponential;
mod family;
mod gamma;
mod geometric;
mod gumbel;
mod logistic;
mod lognormal;
mod metalog;
mod mixture;
mod moments;
mod negative_binomial;
mod normal;
mod pareto;
mod percentiles;
mod pert;
mod poisson;
mod solve;
pub mod special;
mod student_t;
#[cfg(test)]
mod tests;
mod triangular;
mod truncated;
mod uniform;
mod weibull;

use std::sync::Arc;

pub use discrete::{data, discrete};
pub use empirical::empirical;
pub use error::ParameterError;
pub use family::{
    Affine, AffineMap, Family, Form, Measure, Parameter, ParameterSet, PercentileFit, Role, Selected, Source, Triple,
    TwoPoints, Words, percentile,
};
pub use gamma::{gamma_scale, gamma_shape, standard_gamma};
pub use mixture::mixture;
pub use percentiles::{from_percentiles, truncated_percentiles};
pub use special::normal::{normal_cdf, normal_quantile};
pub use special::{LARGEST_SHAPE, SMALLEST_SHAPE};
pub use student_t::standard_t;
pub use weibull::{weibull_inverse_shape, weibull_scale};

/// Every family, in the order in which they are listed and documented.
pub static FAMILIES: &[Family] = &[
    normal::FAMILY,
    lognormal::FAMILY,
    uniform::FAMILY,
    triangular::FAMILY,
    pert::FAMILY,
    beta::FAMILY,
    gamma::FAMILY,
    weibull::FAMILY,
    student_t::FAMILY,
    exponential::FAMILY,
    gumbel::FAMILY,
    logistic::FAMILY,
    pareto::FAMILY,
    metalog::FAMILY,
    poisson::FAMILY,
    binomial::FAMILY,
    negative_binomial::FAMILY,
    geometric::FAMILY,
    bernoulli::FAMILY,
    discrete::FAMILY,
    mixture::FAMILY,
    empirical::FAMILY,
];

/// The family of that name.
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
}

/// What every distribution answers. Both tails are given apart, so that neither is a difference from 1.
trait Univariate {
    /// The smallest x with P(X ≤ x) ≥ u, 0 < u < 1.
    fn quantile(&self, u: f64) -> f64;
    /// The smallest x with P(X > x) ≤ v, 0 < v < 1: the quantile of 1 − v.
    fn upper_quantile(&self, v: f64) -> f64;
    /// P(X ≤ x).
    fn cdf(&self, x: f64) -> f64;
    /// P(X > x).
    fn survival(&self, x: f64) -> f64;
    /// P(X < x).
    fn below(&self, x: f64) -> f64 {
        self.cdf(x)
    }
    /// P(X ≥ x).
    fn at_least(&self, x: f64) -> f64 {
        self.survival(x)
    }
    /// Expectation; NaN where there is none.
    fn mean(&self) -> f64;
    /// Standard deviation; NaN where there is no mean, infinite where only the variance is.
    fn sd(&self) -> f64;
    /// The smallest and largest value, maybe infinite.
    fn support(&self) -> (f64, f64);
    /// True where the values are separate points.
    fn is_discrete(&self) -> bool {
        false
    }
    /// Values, in any order, at which the quantile function may jump, stand still or bend: between two of them it is
    /// smooth. The ends of the support are among them.
    fn breaks(&self) -> Vec<f64> {
        let (low, high) = self.support();
        vec![low, high]
    }
    /// ln(x − low) where x is the quantile of u, or of 1 − u, and low the lower end of the support; for distributions that
    /// may crowd so close to that end that the value itself is too steep to interpolate.
    fn log_quantile(&self, _: Tail) -> Option<f64> {
        None
    }
}

/// A probability from either end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tail {
    /// P(X ≤ x).
    Lower(f64),
    /// P(X > x).
    Upper(f64),
}

/// Any distribution with its parameters fixed.
///
/// Cheap to build for the parametric families (no allocation), because parameters may differ from trial to trial.
#[derive(Debug, Clone)]
pub enum Distribution {
    /// A single value: what every family becomes without spread.
    Constant(constant::Constant),
    /// Normal.
    Normal(normal::Normal),
    /// Lognormal.
    Lognormal(lognormal::Lognormal),
    /// Lognormal moved along the axis (and mirrored where its long tail is on the left).
    ShiftedLognormal(lognormal::ShiftedLognormal),
    /// Uniform.
    Uniform(uniform::Uniform),
    /// Triangular.
    Triangular(triangular::Triangular),
    /// Beta on [low, high]; PERT too.
    Beta(beta::Beta),
    /// Gamma.
    Gamma(gamma::Gamma),
    /// Weibull.
    Weibull(weibull::Weibull),
    /// Student's t.
    StudentT(student_t::StudentT),
    /// Exponential.
    Exponential(exponential::Exponential),
    /// Gumbel of the largest value.
    Gumbel(gumbel::Gumbel),
    /// Logistic.
    Logistic(logistic::Logistic),
    /// Pareto.
    Pareto(pareto::Pareto),
    /// Negative binomial.
    NegativeBinomial(negative_binomial::NegativeBinomial),
    /// Geometric.
    Geometric(geometric::Geometric),
    /// Three-term metalog.
    Metalog(metalog::Metalog),
    /// Poisson.
    Poisson(poisson::Poisson),
    /// Binomial.
    Binomial(binomial::Binomial),
    /// 1 with a chance, otherwise 0.
    Bernoulli(bernoulli::Bernoulli),
    /// Values with weights.
    Discrete(Arc<discrete::Discrete>),
    /// Straight lines through sorted data.
    Empirical(Arc<empirical::Empirical>),
    /// One of several distributions.
    Mixture(Arc<mixture::Mixture>),
    /// Another distribution, given that the value lies within limits.
    Truncated(Arc<truncated::Truncated>),
    /// Another distribution, values beyond the limits moved to them.
    Clipped(Arc<clipped::Clipped>),
}

/// Runs an expression on whichever distribution it is.
macro_rules! each {
    ($distribution:expr, $inner:ident => $answer:expr) => {
        match $distribution {
            Distribution::Constant($inner) => $answer,
            Distribution::Normal($inner) => $answer,
            Distribution::Lognormal($inner) => $answer,
            Distribution::ShiftedLognormal($inner) => $answer,
            Distribution::Uniform($inner) => $answer,
            Distribution::Triangular($inner) => $answer,
            Distribution::Beta($inner) => $answer,
            Distribution::Gamma($inner) => $answer,
            Distribution::Weibull($inner) => $answer,
            Distribution::StudentT($inner) => $answer,
            Distribution::Exponential($inner) => $answer,
            Distribution::Gumbel($inner) => $answer,
            Distribution::Logistic($inner) => $answer,
            Distribution::Pareto($inner) => $answer,
            Distribution::NegativeBinomial($inner) => $answer,
            Distribution::Geometric($inner) => $answer,
            Distribution::Metalog($inner) => $answer,
            Distribution::Poisson($inner) => $answer,
            Distribution::Binomial($inner) => $answer,
            Distribution::Bernoulli($inner) => $answer,
            Distribution::Discrete($inner) => $answer,
            Distribution::Empirical($inner) => $answer,
            Distribution::Mixture($inner) => $answer,
            Distribution::Truncated($inner) => $answer,
            Distribution::Clipped($inner) => $answer,
        }
    };
}

impl Distribution {
    /// The value that is always taken.
    pub fn constant(value: f64) -> Self {
        Distribution::Constant(constant::Constant { value })
    }

    /// The smallest x with P(X ≤ x) ≥ u, for 0 < u < 1; never falls as u grows, never NaN.
    pub fn quantile(&self, u: f64) -> f64 {
        each!(self, inner => inner.quantile(u))
    }

    /// The quantile of 1 − v, accurate for tiny v.
    pub fn upper_quantile(&self, v: f64) -> f64 {
        each!(self, inner => inner.upper_quantile(v))
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        each!(self, inner => inner.cdf(x))
    }

    /// P(X > x), accurate where it is small.
    pub fn survival(&self, x: f64) -> f64 {
        each!(self, inner => inner.survival(x))
    }

    /// P(X < x): differs from [`Distribution::cdf`] at values that have a probability of their own.
    pub fn below(&self, x: f64) -> f64 {
        each!(self, inner => inner.below(x))
    }

    /// P(X ≥ x).
    pub fn at_least(&self, x: f64) -> f64 {
        each!(self, inner => inner.at_least(x))
    }

    /// Expectation; NaN where there is none (Student's t with one degree of freedom or fewer).
    pub fn mean(&self) -> f64 {
        each!(self, inner => inner.mean())
    }

    /// Standard deviation; NaN where there is no mean, infinite where the variance is (Student's t up to two degrees of
    /// freedom).
    pub fn sd(&self) -> f64 {
        each!(self, inner => inner.sd())
    }

    /// The smallest and the largest value, maybe infinite.
    pub fn support(&self) -> (f64, f64) {
        each!(self, inner => inner.support())
    }

    /// True where the values are separate points (a constant counts).
    pub fn is_discrete(&self) -> bool {
        each!(self, inner => inner.is_discrete())
    }

    /// Values, rising, at which the quantile function may jump, stand still or bend: between two of them it is smooth.
    pub fn breaks(&self) -> Vec<f64> {
        let mut breaks = each!(self, inner => inner.breaks());
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        breaks
    }

    /// ln(x − low) for the quantile x, low the lower end of the support; `None` where the family does not need it.
    pub fn log_quantile(&self, tail: Tail) -> Option<f64> {
        each!(self, inner => inner.log_quantile(tail))
    }

    /// The distribution given that the value lies in [min, max].
    ///
    /// # Errors
    /// min above max, a limit that is NaN, or limits between which there is no probability.
    pub fn truncated(self, min: Option<f64>, max: Option<f64>) -> Result<Distribution, ParameterError> {
        truncated::truncate(self, min, max)
    }

    /// Values below min become min, values above max become max.
    ///
    /// # Errors
    /// min above max, or a limit that is NaN.
    pub fn clipped(self, min: Option<f64>, max: Option<f64>) -> Result<Distribution, ParameterError> {
        clipped::clip(self, min, max)
    }

    /// The distribution of this family's truncated form whose percentiles *after* truncation are the points: see
    /// [`truncated_percentiles`].
    ///
    /// # Errors
    /// As [`truncated_percentiles`].
    pub fn truncated_percentiles(
        family: &str,
        points: &[(f64, f64)],
        min: Option<f64>,
        max: Option<f64>,
    ) -> Result<Distribution, ParameterError> {
        truncated_percentiles(family, points, min, max)
    }
}
