//! Student's t distribution with df degrees of freedom, moved by location and stretched by scale.
//!
//! P(|T| > t) = I_w(df/2, 1/2) with w = df/(df + t²). Source: DLMF 8.17; "Student" 1908. Both the cumulative probability
//! and the quantile go through the incomplete beta function in terms of logit w = ln(df/t²).

use super::beta::lower_logit;
use super::error::{ParameterError, finite, not_negative, take, within};
use super::family::{Affine, AffineMap, Family, Measure, Parameter, ParameterSet, Role, Words};
use super::special::LARGEST_SHAPE;
use super::special::beta::IncompleteBeta;
use super::special::elementary::exp;
use super::{Distribution, Univariate};

/// Fewest degrees of freedom: below it the quantile of 1e-15 would not be a finite number of ordinary size.
const FEWEST: f64 = 0.1;

/// Degrees of freedom, location and scale (> 0, both in the unit of the value).
#[derive(Debug, Clone, Copy)]
pub struct StudentT {
    df: f64,
    /// With shapes df/2 and ½.
    function: IncompleteBeta,
    location: f64,
    scale: f64,
}

impl StudentT {
    /// The t with P(T > t) = v, 0 < v ≤ ½.
    fn size(&self, v: f64) -> f64 {
        // P(|T| > t) = 2v; where that is above ½ its complement is the small tail
        let logit = if v <= 0.25 {
            lower_logit(&self.function, 2.0 * v)
        } else {
            -lower_logit(&self.function.mirrored(), 1.0 - 2.0 * v)
        };
        self.df.sqrt() * exp(-0.5 * logit)
    }
    /// P(T > t) for t ≥ 0 and its complement.
    fn tails(&self, t: f64) -> (f64, f64) {
        let ratio = t / self.df.sqrt();
        let square = ratio * ratio;
        let share = if square.is_finite() { square / (1.0 + square) } else { 1.0 };
        let both = self.function.tails(1.0 / (1.0 + square), share);
        (0.5 * both.lower, 0.5 + 0.5 * both.upper)
    }
}

impl Univariate for StudentT {
    fn quantile(&self, u: f64) -> f64 {
        if u < 0.5 {
            self.location - self.scale * self.size(u)
        } else if u > 0.5 {
            self.location + self.scale * self.size(1.0 - u)
        } else {
            self.location
        }
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v < 0.5 {
            self.location + self.scale * self.size(v)
        } else if v > 0.5 {
            self.location - self.scale * self.size(1.0 - v)
        } else {
            self.location
        }
    }
    fn cdf(&self, x: f64) -> f64 {
        let t = (x - self.location) / self.scale;
        let (beyond, within) = self.tails(t.abs());
        if t < 0.0 { beyond } else { within }
    }
    fn survival(&self, x: f64) -> f64 {
        let t = (x - self.location) / self.scale;
        let (beyond, within) = self.tails(t.abs());
        if t < 0.0 { within } else { beyond }
    }
    fn mean(&self) -> f64 {
        if self.df > 1.0 { self.location } else { f64::NAN }
    }
    fn sd(&self) -> f64 {
        if self.df > 2.0 {
            self.scale * (self.df / (self.df - 2.0)).sqrt()
        } else if self.df > 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        }
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

/// Student's t itself: location 0, scale 1. `None` for degrees of freedom below 0.1; more than a milliard are taken as a
/// milliard.
pub fn standard_t(df: f64) -> Option<Distribution> {
    build(df.min(LARGEST_SHAPE), 0.0, 1.0).ok()
}

/// From degrees of freedom, location and scale; scale = 0 gives the constant.
pub(super) fn build(df: f64, location: f64, scale: f64) -> Result<Distribution, ParameterError> {
    finite("student_t", &[("df", df), ("location", location), ("scale", scale)])?;
    within("student_t", "df", df, FEWEST, LARGEST_SHAPE)?;
    not_negative("student_t", "scale", scale)?;
    Ok(if scale > 0.0 {
        Distribution::StudentT(StudentT { df, function: IncompleteBeta::new(0.5 * df, 0.5), location, scale })
    } else {
        Distribution::constant(location)
    })
}

/// `student_t` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "student_t",
    title: Words { zh: "学生 t 分布", en: "Student's t" },
    doc: Words {
        zh: "像正态分布，但极端值更多；df 越小尾巴越厚。df 不大于 2 时标准差为无穷大，不大于 1 时没有均值。",
        en: "Like the normal with more extreme values; the smaller df, the heavier the tails. No finite sd up to df 2, no mean up to 1.",
    },
    example: r#"{ dist = "student_t", df = 4, location = 0.03, scale = 0.02 }"#,
    sets: &[ParameterSet {
        parameters: &[
            Parameter::required("df", Role::Number),
            Parameter::optional("location", Role::Value, 0.0),
            Parameter::optional("scale", Role::Value, 1.0),
        ],
        build: |values| {
            let [df, location, scale] = take("student_t", values)?;
            build(df, location, scale)
        },
        affine: Some(Affine {
            map: AffineMap::new(Measure::value(1), Measure::value(2)),
            standard: |values| {
                let [df, _, _] = take("student_t", values)?;
                build(df, 0.0, 1.0)
            },
            shape: &[0],
        }),
        examples: &[
            &[4.0, 0.0, 1.0],
            &[1.0, 0.0, 1.0],
            &[2.5, 10.0, 3.0],
            &[0.5, 0.0, 1.0],
            &[200.0, 0.0, 1.0],
            &[5.0, 1.0, 0.0],
        ],
    }],
    percentiles: None,
    lists: &[],
    discrete: false,
};
