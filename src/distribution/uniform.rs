//! Uniform distribution: every value between low and high is as likely.

use super::error::{ParameterError, ascending, finite, take};
use super::family::{
    Affine, AffineMap, Family, Measure, Parameter, ParameterSet, PercentileFit, Role, TwoPoints, Words,
};
use super::{Distribution, Univariate};

/// Lowest and highest value, low < high.
#[derive(Debug, Clone, Copy)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Univariate for Uniform {
    fn quantile(&self, u: f64) -> f64 {
        self.low + (self.high - self.low) * u
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.high - (self.high - self.low) * v
    }
    fn cdf(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
    fn survival(&self, x: f64) -> f64 {
        ((self.high - x) / (self.high - self.low)).clamp(0.0, 1.0)
    }
    fn mean(&self) -> f64 {
        self.low.midpoint(self.high)
    }
    fn sd(&self) -> f64 {
        (self.high - self.low) / 12f64.sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// From low and high; equal ones give the constant.
pub(super) fn build(low: f64, high: f64) -> Result<Distribution, ParameterError> {
    finite("uniform", &[("low", low), ("high", high), ("high - low", high - low)])?;
    ascending("uniform", &[("low", low), ("high", high)])?;
    Ok(if low < high { Distribution::Uniform(Uniform { low, high }) } else { Distribution::constant(low) })
}

/// low and high − low of the uniform distribution through two points.
fn location_scale([(p, first), (q, second)]: TwoPoints) -> (f64, f64) {
    let scale = (second - first) / (q - p);
    (first - scale * p, scale)
}

/// Between 0 and 1.
fn standard() -> Distribution {
    Distribution::Uniform(Uniform { low: 0.0, high: 1.0 })
}

/// `uniform` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "uniform",
    title: Words { zh: "均匀分布", en: "uniform" },
    doc: Words {
        zh: "只知道上下限、别的都说不准时用它：区间内各值机会均等。",
        en: "For when only the limits are known: every value between them is as likely.",
    },
    example: r#"{ dist = "uniform", low = 10, high = 20 }"#,
    sets: &[ParameterSet {
        parameters: &[Parameter::required("low", Role::Value), Parameter::required("high", Role::Value)],
        build: |values| {
            let [low, high] = take("uniform", values)?;
            build(low, high)
        },
        affine: Some(Affine {
            map: AffineMap::new(Measure::value(0), Measure::width(0, 1)),
            standard: |_| Ok(standard()),
            shape: &[],
        }),
        examples: &[&[0.0, 1.0], &[10.0, 20.0], &[7.0, 7.0]],
    }],
    percentiles: Some(PercentileFit {
        fit: |points| {
            let (low, width) = location_scale(points);
            build(low, low + width)
        },
        standard: Some(standard),
    }),
    lists: &[],
    discrete: false,
};
