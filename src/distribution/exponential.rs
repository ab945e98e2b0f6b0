//! Exponential distribution: P(X > x) = e^(−x/mean), x ≥ 0.
//!
//! Source: Johnson, Kotz & Balakrishnan 1994, *Continuous univariate distributions* 1, chapter 19.

use super::error::{ParameterError, finite, not_negative, positive, take};
use super::family::{Affine, AffineMap, Family, Measure, Parameter, ParameterSet, Role, Words};
use super::special::elementary::{exp, exp_m1, ln, ln_1p};
use super::{Distribution, Univariate};

/// Mean (unit of the value, > 0).
#[derive(Debug, Clone, Copy)]
pub struct Exponential {
    mean: f64,
}

impl Univariate for Exponential {
    fn quantile(&self, u: f64) -> f64 {
        -self.mean * ln_1p(-u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        -self.mean * ln(v)
    }
    fn cdf(&self, x: f64) -> f64 {
        -exp_m1(-x.max(0.0) / self.mean)
    }
    fn survival(&self, x: f64) -> f64 {
        exp(-x.max(0.0) / self.mean)
    }
    fn mean(&self) -> f64 {
        self.mean
    }
    fn sd(&self) -> f64 {
        self.mean
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

/// From the mean; 0 gives the constant.
pub(super) fn build(mean: f64) -> Result<Distribution, ParameterError> {
    finite("exponential", &[("mean", mean)])?;
    not_negative("exponential", "mean", mean)?;
    Ok(if mean > 0.0 { Distribution::Exponential(Exponential { mean }) } else { Distribution::constant(0.0) })
}

/// Mean 1.
fn standard(_: &[f64]) -> Result<Distribution, ParameterError> {
    build(1.0)
}

/// `exponential` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "exponential",
    title: Words { zh: "指数分布", en: "exponential" },
    doc: Words {
        zh: "与已等多久无关的等待时间，例如两次故障之间；mean 是平均值，rate 是单位时间的次数（mean 的倒数）。",
        en: "A wait that does not depend on how long one has waited, as between two breakdowns; mean, or rate = 1/mean.",
    },
    example: r#"{ dist = "exponential", mean = 3 }"#,
    sets: &[
        ParameterSet {
            parameters: &[Parameter::required("mean", Role::Value)],
            build: |values| {
                let [mean] = take("exponential", values)?;
                build(mean)
            },
            affine: Some(Affine { map: AffineMap::new(Measure::ZERO, Measure::value(0)), standard, shape: &[] }),
            examples: &[&[1.0], &[250.0], &[0.0]],
        },
        ParameterSet {
            parameters: &[Parameter::required("rate", Role::Inverse)],
            build: |values| {
                let [rate] = take("exponential", values)?;
                finite("exponential", &[("rate", rate)])?;
                positive("exponential", "rate", rate)?;
                build(1.0 / rate)
            },
            affine: Some(Affine { map: AffineMap::positive(Measure::Inverse(0)), standard, shape: &[] }),
            examples: &[&[0.25]],
        },
    ],
    percentiles: None,
    lists: &[],
    discrete: false,
};
