//! Pareto distribution: P(X > x) = (scale/x)^shape, x ≥ scale.
//!
//! Mean scale·shape/(shape − 1) for shape > 1; variance finite for shape > 2. Source: Arnold 2015, *Pareto distributions*.

use super::error::{ParameterError, finite, positive, take, within};
use super::family::{Affine, AffineMap, Family, Measure, Parameter, ParameterSet, Role, Words};
use super::special::elementary::{exp, exp_m1, ln, ln_1p};
use super::special::{LARGEST_SHAPE, SMALLEST_SHAPE};
use super::{Distribution, Univariate};

/// The least value (> 0) and the shape (> 0).
#[derive(Debug, Clone, Copy)]
pub struct Pareto {
    scale: f64,
    shape: f64,
}

impl Pareto {
    /// ln P(X > x), x ≥ scale.
    fn ln_beyond(&self, x: f64) -> f64 {
        // near the least value the difference is exact, and so is the logarithm
        let excess = (x - self.scale) / self.scale;
        if excess < 1.0 { -self.shape * ln_1p(excess) } else { -self.shape * ln(x / self.scale) }
    }
}

impl Univariate for Pareto {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        self.scale + self.scale * exp_m1(-ln_1p(-u) / self.shape)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 {
            return self.quantile(1.0 - v);
        }
        // a shape near the smallest leaves the range of numbers
        (self.scale * exp(-ln(v) / self.shape)).min(f64::MAX)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.scale { 0.0 } else { -exp_m1(self.ln_beyond(x)) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= self.scale {
            1.0
        } else if x == f64::INFINITY {
            0.0
        } else {
            exp(self.ln_beyond(x))
        }
    }
    fn mean(&self) -> f64 {
        if self.shape > 1.0 { self.scale * (self.shape / (self.shape - 1.0)) } else { f64::NAN }
    }
    fn sd(&self) -> f64 {
        if self.shape > 2.0 {
            self.scale / (self.shape - 1.0) * (self.shape / (self.shape - 2.0)).sqrt()
        } else if self.shape > 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        }
    }
    fn support(&self) -> (f64, f64) {
        (self.scale, f64::INFINITY)
    }
}

/// From the least value and the shape.
fn build(scale: f64, shape: f64) -> Result<Distribution, ParameterError> {
    finite("pareto", &[("scale", scale), ("shape", shape)])?;
    positive("pareto", "scale", scale)?;
    within("pareto", "shape", shape, SMALLEST_SHAPE, LARGEST_SHAPE)?;
    Ok(Distribution::Pareto(Pareto { scale, shape }))
}

/// `pareto` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "pareto",
    title: Words { zh: "帕累托分布", en: "Pareto" },
    doc: Words {
        zh: "从 scale 起的大额损失、大额收入，尾巴很长：shape 不大于 2 时没有标准差，不大于 1 时没有均值。",
        en: "Large losses and incomes from `scale` on, with a very long tail: no sd for a shape up to 2, no mean up to 1.",
    },
    example: r#"{ dist = "pareto", scale = 1000, shape = 3 }"#,
    sets: &[ParameterSet {
        parameters: &[Parameter::required("scale", Role::Value), Parameter::required("shape", Role::Number)],
        build: |values| {
            let [scale, shape] = take("pareto", values)?;
            build(scale, shape)
        },
        affine: Some(Affine {
            map: AffineMap::positive(Measure::value(0)),
            standard: |values| {
                let [_, shape] = take("pareto", values)?;
                build(1.0, shape)
            },
            shape: &[1],
        }),
        examples: &[&[1000.0, 5.0], &[1.0, 40.0]],
    }],
    percentiles: None,
    lists: &[],
    discrete: false,
};
