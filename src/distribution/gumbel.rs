//! Gumbel distribution of the largest value: P(X ≤ x) = e^(−e^(−z)) with z = (x − location)/scale.
//!
//! Mean location + γ·scale, standard deviation π·scale/√6. Source: Gumbel 1958, *Statistics of extremes*.

use super::error::{ParameterError, finite, not_negative, take};
use super::family::{
    Affine, AffineMap, Family, Measure, Parameter, ParameterSet, PercentileFit, Role, TwoPoints, Words,
};
use super::special::elementary::{exp, exp_m1, ln, ln_1p};
use super::special::gamma::EULER;
use super::{Distribution, Univariate};

/// Location and scale (> 0), both in the unit of the value.
#[derive(Debug, Clone, Copy)]
pub struct Gumbel {
    location: f64,
    scale: f64,
}

/// Standard deviation of the standard Gumbel distribution, π/√6.
const STANDARD_SD: f64 = 1.282_549_830_161_864;

impl Gumbel {
    /// e^(−z).
    fn rarity(&self, x: f64) -> f64 {
        exp((self.location - x) / self.scale)
    }
}

impl Univariate for Gumbel {
    fn quantile(&self, u: f64) -> f64 {
        // above ½, 1 − u is exact and ln_1p keeps the digits that ln(u) near 1 has not got
        let rarity = if u > 0.5 { -ln_1p(-(1.0 - u)) } else { -ln(u) };
        self.location - self.scale * ln(rarity)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.location - self.scale * ln(-ln_1p(-v))
    }
    fn cdf(&self, x: f64) -> f64 {
        exp(-self.rarity(x))
    }
    fn survival(&self, x: f64) -> f64 {
        -exp_m1(-self.rarity(x))
    }
    fn mean(&self) -> f64 {
        self.location + EULER * self.scale
    }
    fn sd(&self) -> f64 {
        STANDARD_SD * self.scale
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

/// From location and scale; scale = 0 gives the constant.
pub(super) fn build(location: f64, scale: f64) -> Result<Distribution, ParameterError> {
    finite("gumbel", &[("location", location), ("scale", scale)])?;
    not_negative("gumbel", "scale", scale)?;
    Ok(if scale > 0.0 { Distribution::Gumbel(Gumbel { location, scale }) } else { Distribution::constant(location) })
}

/// Location and scale from mean and standard deviation.
fn from_mean(mean: f64, sd: f64) -> (f64, f64) {
    let scale = sd / STANDARD_SD;
    (mean - EULER * scale, scale)
}

/// Location and scale of the Gumbel distribution through two points.
fn location_scale([(p, first), (q, second)]: TwoPoints) -> (f64, f64) {
    let score = |p: f64| -ln(-ln(p));
    let scale = (second - first) / (score(q) - score(p));
    let nearer = if score(p).abs() < score(q).abs() { (p, first) } else { (q, second) };
    (nearer.1 - scale * score(nearer.0), scale)
}

/// Location 0, scale 1.
fn standard() -> Distribution {
    Distribution::Gumbel(Gumbel { location: 0.0, scale: 1.0 })
}

/// `gumbel` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "gumbel",
    title: Words { zh: "耿贝尔分布", en: "Gumbel" },
    doc: Words {
        zh: "一年中的最大值：最大降雨、最高洪水位、最大风速。",
        en: "The largest value of a year: rainfall, flood level, wind.",
    },
    example: r#"{ dist = "gumbel", mean = 120, sd = 40 }"#,
    sets: &[
        ParameterSet {
            parameters: &[Parameter::required("location", Role::Value), Parameter::required("scale", Role::Value)],
            build: |values| {
                let [location, scale] = take("gumbel", values)?;
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
                let [mean, sd] = take("gumbel", values)?;
                finite("gumbel", &[("mean", mean), ("sd", sd)])?;
                not_negative("gumbel", "sd", sd)?;
                let (location, scale) = from_mean(mean, sd);
                build(location, scale)
            },
            affine: Some(Affine {
                map: AffineMap::new(
                    Measure::Sum([(0, 1.0), (1, -EULER / STANDARD_SD)]),
                    Measure::times(1, 1.0 / STANDARD_SD),
                ),
                standard: |_| Ok(standard()),
                shape: &[],
            }),
            examples: &[&[120.0, 40.0]],
        },
    ],
    percentiles: Some(PercentileFit {
        fit: |points| {
            let (location, scale) = location_scale(points);
            build(location, scale)
        },
        standard: Some(standard),
    }),
    lists: &[],
    discrete: false,
};
