//! Normal distribution: Φ((x − mean)/sd).
//!
//! Source: quantile Wichura 1988 (AS 241), cumulative probability through erfc (Cody 1969).

use super::error::{finite, not_negative, take};
use super::family::{
    Affine, AffineMap, Family, Measure, Parameter, ParameterSet, PercentileFit, Role, TwoPoints, Words,
};
use super::special::normal::{normal_cdf, normal_quantile};
use super::{Distribution, ParameterError, Univariate};

/// Mean and standard deviation, both in the unit of the value; sd > 0.
#[derive(Debug, Clone, Copy)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// Mean 0, standard deviation 1.
    pub const STANDARD: Normal = Normal { mean: 0.0, sd: 1.0 };
}

impl Univariate for Normal {
    fn quantile(&self, u: f64) -> f64 {
        self.mean + self.sd * normal_quantile(u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.mean - self.sd * normal_quantile(v)
    }
    fn cdf(&self, x: f64) -> f64 {
        normal_cdf((x - self.mean) / self.sd)
    }
    fn survival(&self, x: f64) -> f64 {
        normal_cdf((self.mean - x) / self.sd)
    }
    fn mean(&self) -> f64 {
        self.mean
    }
    fn sd(&self) -> f64 {
        self.sd
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

/// From mean and sd; sd = 0 gives the constant.
pub(super) fn build(mean: f64, sd: f64) -> Result<Distribution, ParameterError> {
    finite("normal", &[("mean", mean), ("sd", sd)])?;
    not_negative("normal", "sd", sd)?;
    Ok(if sd == 0.0 { Distribution::constant(mean) } else { Distribution::Normal(Normal { mean, sd }) })
}

/// Mean and sd of the normal distribution through two points.
pub(super) fn location_scale([(p, first), (q, second)]: TwoPoints) -> (f64, f64) {
    let (z_first, z_second) = (normal_quantile(p), normal_quantile(q));
    let sd = (second - first) / (z_second - z_first);
    // from the point nearer the middle, which loses fewer digits
    let mean = if z_first.abs() < z_second.abs() { first - sd * z_first } else { second - sd * z_second };
    (mean, sd)
}

/// The standard normal distribution.
pub(super) fn standard() -> Distribution {
    Distribution::Normal(Normal::STANDARD)
}

/// `normal` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "normal",
    title: Words { zh: "正态分布", en: "normal" },
    doc: Words {
        zh: "围绕均值对称，约三分之二的值在均值上下一个标准差之内。许多小因素相加时用它；不会为负的量请改用 lognormal 或 truncate。",
        en: "Symmetric about the mean, about two thirds of the values within one sd. For sums of many small causes; for what cannot be negative prefer lognormal, or truncate.",
    },
    example: r#"{ dist = "normal", mean = 100, sd = 15 }"#,
    sets: &[ParameterSet {
        parameters: &[Parameter::required("mean", Role::Value), Parameter::required("sd", Role::Value)],
        build: |values| {
            let [mean, sd] = take("normal", values)?;
            build(mean, sd)
        },
        affine: Some(Affine {
            map: AffineMap::new(Measure::value(0), Measure::value(1)),
            standard: |_| Ok(standard()),
            shape: &[],
        }),
        examples: &[&[0.0, 1.0], &[100.0, 15.0], &[-3.0, 0.0]],
    }],
    percentiles: Some(PercentileFit {
        fit: |points| {
            let (mean, sd) = location_scale(points);
            build(mean, sd)
        },
        standard: Some(standard),
    }),
    lists: &[],
    discrete: false,
};
