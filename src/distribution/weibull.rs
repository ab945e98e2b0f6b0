//! Weibull distribution: P(X > x) = e^(−(x/scale)^shape), x ≥ 0.
//!
//! Mean scale·Γ(1 + 1/shape). Source: Weibull 1951, *A statistical distribution function of wide applicability*.

use super::error::{ParameterError, finite, not_negative, positive, take, within};
use super::family::{
    Affine, AffineMap, Family, Measure, Parameter, ParameterSet, PercentileFit, Role, TwoPoints, Words,
};
use super::solve::{first_reaching, secant};
use super::special::elementary::{exp, exp_m1, ln, ln_1p, pow};
use super::special::gamma::{ln_gamma_1p, ln_gamma_ratio};
use super::special::{LARGEST_SHAPE, SMALLEST_SHAPE};
use super::{Distribution, Tail, Univariate};

/// Shape (> 0) and scale (unit of the value, > 0).
#[derive(Debug, Clone, Copy)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    /// (x/scale)^shape, 0 for negative x.
    fn hazard(&self, x: f64) -> f64 {
        if x > 0.0 { pow(x / self.scale, self.shape) } else { 0.0 }
    }
}

impl Univariate for Weibull {
    fn quantile(&self, u: f64) -> f64 {
        self.scale * pow(-ln_1p(-u), 1.0 / self.shape)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.scale * pow(-ln(v), 1.0 / self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        -exp_m1(-self.hazard(x))
    }
    fn survival(&self, x: f64) -> f64 {
        exp(-self.hazard(x))
    }
    fn mean(&self) -> f64 {
        self.scale * exp(ln_gamma_1p(1.0 / self.shape))
    }
    fn sd(&self) -> f64 {
        self.mean() * exp_m1(ln_gamma_ratio(1.0 / self.shape)).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn log_quantile(&self, tail: Tail) -> Option<f64> {
        let hazard = match tail {
            Tail::Lower(u) => -ln_1p(-u),
            Tail::Upper(v) => -ln(v),
        };
        Some(ln(self.scale) + ln(hazard) / self.shape)
    }
}

/// From shape and scale.
pub(super) fn build(shape: f64, scale: f64) -> Result<Distribution, ParameterError> {
    finite("weibull", &[("shape", shape), ("scale", scale)])?;
    within("weibull", "shape", shape, SMALLEST_SHAPE, LARGEST_SHAPE)?;
    not_negative("weibull", "scale", scale)?;
    Ok(if scale > 0.0 { Distribution::Weibull(Weibull { shape, scale }) } else { Distribution::constant(0.0) })
}

/// From mean and standard deviation; sd = 0 gives the constant. E(X²)/E(X)² grows with 1/shape alone.
fn from_mean(mean: f64, sd: f64) -> Result<Distribution, ParameterError> {
    finite("weibull", &[("mean", mean), ("sd", sd)])?;
    positive("weibull", "mean", mean)?;
    not_negative("weibull", "sd", sd)?;
    if sd == 0.0 {
        return Ok(Distribution::constant(mean));
    }
    let variation = sd / mean;
    let wanted = ln_1p(variation * variation);
    let excess = |ln_inverse: f64| ln_gamma_ratio(exp(ln_inverse)) - wanted;
    let (low, high) = (-ln(LARGEST_SHAPE), -ln(SMALLEST_SHAPE));
    // ln of E(X²)/E(X)² goes with the square of 1/shape where that is small, and with 1/shape itself where it is large
    let start = 0.5 * ln(wanted * 6.0) - ln(std::f64::consts::PI);
    let quick = secant(start, 1.8, (0.9, 2.1), (low, high), |at| ln(ln_gamma_ratio(exp(at)) / wanted));
    if quick.is_none() && (excess(low) > 0.0 || excess(high) < 0.0) {
        within(
            "weibull",
            "sd",
            sd,
            mean * exp_m1(ln_gamma_ratio(exp(low))).sqrt(),
            mean * exp_m1(ln_gamma_ratio(exp(high))).sqrt(),
        )?;
    }
    let inverse = exp(quick.unwrap_or_else(|| first_reaching(low, high, excess)));
    build(1.0 / inverse, weibull_scale(mean, inverse))
}

/// One over the shape of the Weibull distribution with this mean and standard deviation: 0 for sd = 0, where every value is
/// the mean; NaN where there is none.
pub fn weibull_inverse_shape(mean: f64, sd: f64) -> f64 {
    match from_mean(mean, sd) {
        Ok(Distribution::Weibull(weibull)) => 1.0 / weibull.shape,
        Ok(_) => 0.0,
        Err(_) => f64::NAN,
    }
}

/// The scale of a Weibull distribution with this mean, and one over its shape.
pub fn weibull_scale(mean: f64, inverse_shape: f64) -> f64 {
    mean * exp(-ln_gamma_1p(inverse_shape))
}

/// Through two points with positive values: ln x is linear in ln(−ln(1 − p)).
fn fit([(p, first), (q, second)]: TwoPoints) -> Result<Distribution, ParameterError> {
    positive("weibull", &super::percentiles::name(p), first)?;
    let (score_p, score_q) = (ln(-ln_1p(-p)), ln(-ln_1p(-q)));
    let shape = (score_q - score_p) / ln(second / first);
    let (score, value) = if score_p.abs() < score_q.abs() { (score_p, first) } else { (score_q, second) };
    build(shape, value * exp(-score / shape))
}

/// `weibull` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "weibull",
    title: Words { zh: "韦布尔分布", en: "Weibull" },
    doc: Words {
        zh: "设备寿命、风速。shape 小于 1 时早期故障多，等于 1 时与使用年限无关，大于 1 时越旧越易坏；scale 是约 63% 的设备已坏时的年限。",
        en: "Life of equipment, wind speed. A shape below 1 means early failures, 1 no ageing, above 1 wear; scale is the age by which about 63 % have failed.",
    },
    example: r#"{ dist = "weibull", shape = 2, scale = 8 }"#,
    sets: &[
        ParameterSet {
            parameters: &[Parameter::required("shape", Role::Number), Parameter::required("scale", Role::Value)],
            build: |values| {
                let [shape, scale] = take("weibull", values)?;
                build(shape, scale)
            },
            affine: Some(Affine {
                map: AffineMap::new(Measure::ZERO, Measure::value(1)),
                standard: |values| {
                    let [shape, _] = take("weibull", values)?;
                    build(shape, 1.0)
                },
                shape: &[0],
            }),
            examples: &[&[2.0, 8.0], &[0.7, 1.0], &[1.0, 3.0], &[50.0, 1.0]],
        },
        ParameterSet {
            parameters: &[Parameter::required("mean", Role::Value), Parameter::required("sd", Role::Value)],
            build: |values| {
                let [mean, sd] = take("weibull", values)?;
                from_mean(mean, sd)
            },
            affine: None,
            examples: &[&[8.0, 3.0], &[2.0, 0.01], &[1.0, 1.5], &[4.0, 0.0]],
        },
    ],
    percentiles: Some(PercentileFit { fit, standard: None }),
    lists: &[],
    discrete: false,
};
