//! Logistic distribution: P(X ≤ x) = 1/(1 + e^(−z)) with z = (x − location)/scale.
//!
//! Standard deviation π·scale/√3. Source: Balakrishnan 1991, *Handbook of the logistic distribution*.

use super::error::{ParameterError, finite, not_negative, take};
use super::family::{Affine, AffineMap, Family, Measure, Parameter, ParameterSet, Role, Words};
use super::special::elementary::{exp, ln, ln_1p};
use super::{Distribution, Univariate};

/// Location and scale (> 0), both in the unit of the value.
#[derive(Debug, Clone, Copy)]
pub struct Logistic {
    location: f64,
    scale: f64,
}

/// Standard deviation of the standard logistic distribution, π/√3.
const STANDARD_SD: f64 = 1.813_799_364_234_217_9;

/// 1/(1 + e^(−z)).
fn below(z: f64) -> f64 {
    if z < 0.0 {
        let e = exp(z);
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + exp(-z))
    }
}

impl Univariate for Logistic {
    fn quantile(&self, u: f64) -> f64 {
        self.location + self.scale * (ln(u) - ln_1p(-u))
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.location + self.scale * (ln_1p(-v) - ln(v))
    }
    fn cdf(&self, x: f64) -> f64 {
        below((x - self.location) / self.scale)
    }
    fn survival(&self, x: f64) -> f64 {
        below((self.location - x) / self.scale)
    }
    fn mean(&self) -> f64 {
        self.location
    }
    fn sd(&self) -> f64 {
        STANDARD_SD * self.scale
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

/// From location and scale; scale = 0 gives the constant.
fn build(location: f64, scale: f64) -> Result<Distribution, ParameterError> {
    finite("logistic", &[("location", location), ("scale", scale)])?;
    not_negative("logistic", "scale", scale)?;
    Ok(if scale > 0.0 {
        Distribution::Logistic(Logistic { location, scale })
    } else {
        Distribution::constant(location)
    })
}

/// Location 0, scale 1.
fn standard() -> Distribution {
    Distribution::Logistic(Logistic { location: 0.0, scale: 1.0 })
}

/// `logistic` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "logistic",
    title: Words { zh: "逻辑斯谛分布", en: "logistic" },
    doc: Words {
        zh: "像正态分布，但两边的尾巴更长。",
        en: "Like the normal distribution with longer tails on both sides.",
    },
    example: r#"{ dist = "logistic", mean = 100, sd = 20 }"#,
    sets: &[
        ParameterSet {
            parameters: &[Parameter::required("location", Role::Value), Parameter::required("scale", Role::Value)],
            build: |values| {
                let [location, scale] = take("logistic", values)?;
                build(location, scale)
            },
            affine: Some(Affine {
                map: AffineMap::new(Measure::value(0), Measure::value(1)),
                standard: |_| Ok(standard()),
                shape: &[],
            }),
            examples: &[&[0.0, 1.0], &[100.0, 30.0], &[4.0, 0.0]],
        },
        ParameterSet {
            parameters: &[Parameter::required("mean", Role::Value), Parameter::required("sd", Role::Value)],
            build: |values| {
                let [mean, sd] = take("logistic", values)?;
                finite("logistic", &[("mean", mean), ("sd", sd)])?;
                not_negative("logistic", "sd", sd)?;
                build(mean, sd / STANDARD_SD)
            },
            affine: Some(Affine {
                map: AffineMap::new(Measure::value(0), Measure::times(1, 1.0 / STANDARD_SD)),
                standard: |_| Ok(standard()),
                shape: &[],
            }),
            examples: &[&[100.0, 20.0]],
        },
    ],
    percentiles: None,
    lists: &[],
    discrete: false,
};
