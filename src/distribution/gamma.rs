//! Gamma distribution: density proportional to x^(shape−1) e^(−x/scale).
//!
//! With mean m and standard deviation s: shape = (m/s)², scale = s²/m.
//! Source: Johnson, Kotz & Balakrishnan 1994, *Continuous univariate distributions* 1, chapter 17. The quantile is found
//! by Halley's method on the logarithm of a tail against ln x, where both tails are log-concave; the start is Wilson &
//! Hilferty 1931, the bracket of the upper tail Laurent & Massart 2000.

use super::error::{ParameterError, finite, not_negative, positive, show, take, within};
use super::family::{
    Affine, AffineMap, Family, Measure, Parameter, ParameterSet, PercentileFit, Role, TwoPoints, Words,
};
use super::solve::{first_reaching, halley, secant};
use super::special::elementary::{exp, ln};
use super::special::gamma::{IncompleteGamma, ln_gamma_1p};
use super::special::normal::normal_quantile;
use super::special::{LARGEST_SHAPE, SMALLEST_SHAPE, Tails};
use super::{Distribution, Tail, Univariate};

/// The incomplete gamma function of its shape (> 0), and the scale (unit of the value, > 0).
#[derive(Debug, Clone, Copy)]
pub struct Gamma {
    function: IncompleteGamma,
    scale: f64,
}

/// Wilson and Hilferty's approximation of ln x, the cube of a normal variate, if it makes sense there.
fn wilson_hilferty(shape: f64, z: f64) -> Option<f64> {
    let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    (root > 0.1).then(|| ln(shape) + 3.0 * ln(root))
}

/// ln of the x with P(shape, x) = p, for 0 < p ≤ ½; finite even where x itself underflows.
fn ln_lower_quantile(function: &IncompleteGamma, p: f64) -> f64 {
    let shape = function.shape();
    let ln_p = ln(p);
    // P(a, x) ≤ xᵃ/Γ(a+1), and nearly equal for tiny x
    let low = (ln_p + ln_gamma_1p(shape)) / shape;
    if low < -42.0 {
        return low;
    }
    let start = wilson_hilferty(shape, normal_quantile(p)).unwrap_or(low);
    halley(start, low, ln(shape + 1.0), 1e-5 / (1.0 + shape.sqrt()), |y| {
        let x = exp(y);
        let tails = function.tails(x);
        let slope = exp(tails.ln_density - tails.ln_lower);
        // the density of ln X has the logarithmic derivative shape − x
        (tails.ln_lower - ln_p, slope, slope * (shape - x - slope))
    })
}

/// ln of the x with Q(shape, x) = q, for 0 < q ≤ ½.
fn ln_upper_quantile(function: &IncompleteGamma, q: f64) -> f64 {
    let shape = function.shape();
    let ln_q = ln(q);
    let high = ln(shape + (-2.0 * shape * ln_q).sqrt() - ln_q);
    // the median of a gamma variate is above that of its lower bound
    let low = (ln(0.5) + ln_gamma_1p(shape)) / shape;
    let start = wilson_hilferty(shape, -normal_quantile(q)).unwrap_or(if low < -42.0 { low } else { high });
    halley(start, low, high.max(low), 1e-5 / (1.0 + shape.sqrt()), |y| {
        let x = exp(y);
        let tails = function.tails(x);
        let slope = -exp(tails.ln_density - tails.ln_upper);
        (tails.ln_upper - ln_q, slope, slope * (shape - x - slope))
    })
}

/// ln of the x with P(shape, x) = p, 0 < p < 1.
fn ln_quantile(function: &IncompleteGamma, p: f64) -> f64 {
    if p > 0.5 { ln_upper_quantile(function, 1.0 - p) } else { ln_lower_quantile(function, p) }
}

/// One more Newton step on x itself, because e^y loses digits for large |y|.
fn polish(function: &IncompleteGamma, y: f64, relative_error: impl Fn(Tails) -> f64) -> f64 {
    let x = exp(y);
    // there P ≈ xᵃ/Γ(a+1), so that an error of y counts a times only
    if x < 1e-17 {
        return x;
    }
    let correction = relative_error(function.tails(x));
    if correction.abs() < 1e-6 { x * (1.0 - correction) } else { x }
}

impl Gamma {
    /// The x with P(shape, x/scale) = p, 0 < p ≤ ½.
    fn lower(&self, p: f64) -> f64 {
        let ln_p = ln(p);
        let error = |tails: Tails| (tails.ln_lower - ln_p) * exp(tails.ln_lower - tails.ln_density);
        self.scale * polish(&self.function, ln_lower_quantile(&self.function, p), error)
    }
    /// The x with Q(shape, x/scale) = q, 0 < q ≤ ½.
    fn upper(&self, q: f64) -> f64 {
        let ln_q = ln(q);
        let error = |tails: Tails| (ln_q - tails.ln_upper) * exp(tails.ln_upper - tails.ln_density);
        self.scale * polish(&self.function, ln_upper_quantile(&self.function, q), error)
    }
}

impl Univariate for Gamma {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 { self.upper(1.0 - u) } else { self.lower(u) }
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 { self.lower(1.0 - v) } else { self.upper(v) }
    }
    fn cdf(&self, x: f64) -> f64 {
        self.function.tails(x / self.scale).lower
    }
    fn survival(&self, x: f64) -> f64 {
        self.function.tails(x / self.scale).upper
    }
    fn mean(&self) -> f64 {
        self.function.shape() * self.scale
    }
    fn sd(&self) -> f64 {
        self.function.shape().sqrt() * self.scale
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn log_quantile(&self, tail: Tail) -> Option<f64> {
        let of_standard = match tail {
            Tail::Lower(p) | Tail::Upper(p) if !(p > 0.0 && p < 1.0) => return None,
            Tail::Lower(u) => ln_quantile(&self.function, u),
            Tail::Upper(v) if v > 0.5 => ln_lower_quantile(&self.function, 1.0 - v),
            Tail::Upper(v) => ln_upper_quantile(&self.function, v),
        };
        Some(ln(self.scale) + of_standard)
    }
}

/// A gamma distribution with scale 1. `None` for shapes below 0.001; those above a milliard are taken as a milliard.
pub fn standard_gamma(shape: f64) -> Option<Distribution> {
    build(shape.min(LARGEST_SHAPE), 1.0).ok()
}

/// From shape and scale.
pub(super) fn build(shape: f64, scale: f64) -> Result<Distribution, ParameterError> {
    finite("gamma", &[("shape", shape), ("scale", scale)])?;
    within("gamma", "shape", shape, SMALLEST_SHAPE, LARGEST_SHAPE)?;
    not_negative("gamma", "scale", scale)?;
    Ok(if scale > 0.0 {
        Distribution::Gamma(Gamma { function: IncompleteGamma::new(shape), scale })
    } else {
        Distribution::constant(0.0)
    })
}

/// From mean and standard deviation; sd = 0 gives the constant.
fn from_mean(mean: f64, sd: f64) -> Result<Distribution, ParameterError> {
    finite("gamma", &[("mean", mean), ("sd", sd)])?;
    positive("gamma", "mean", mean)?;
    not_negative("gamma", "sd", sd)?;
    if sd == 0.0 {
        return Ok(Distribution::constant(mean));
    }
    let (smallest, largest) = (mean / LARGEST_SHAPE.sqrt(), mean / SMALLEST_SHAPE.sqrt());
    within("gamma", "sd", sd, smallest, largest)?;
    let root = mean / sd;
    build((root * root).clamp(SMALLEST_SHAPE, LARGEST_SHAPE), sd * (sd / mean))
}

/// The shape of the gamma distribution through two points, ascending in both: it follows from the ratio of the values.
/// NaN where there is none.
pub fn gamma_shape([(p, first), (q, second)]: TwoPoints) -> f64 {
    if !(first > 0.0 && first < second && second.is_finite()) {
        return f64::NAN;
    }
    let wanted = ln(second / first);
    let excess = |ln_shape: f64| {
        let function = IncompleteGamma::new(exp(ln_shape));
        wanted - (ln_quantile(&function, q) - ln_quantile(&function, p))
    };
    let (low, high) = (ln(SMALLEST_SHAPE), ln(LARGEST_SHAPE));
    // ln of the ratio of two quantiles is nearly a straight line in ln shape, of slope −½ for large shapes and −1 for small
    // ones; it begins as if ln X were normal
    let scores = normal_quantile(q) - normal_quantile(p);
    let start = 2.0 * ln(scores / wanted);
    let quick = secant(start, -0.6, (-1.5, -0.3), (low, high), |at| ln((wanted - excess(at)) / wanted));
    if quick.is_none() && (excess(low) > 0.0 || excess(high) < 0.0) {
        return f64::NAN;
    }
    exp(quick.unwrap_or_else(|| first_reaching(low, high, excess)))
}

/// The scale of the gamma distribution of this shape through a point with a positive value.
pub fn gamma_scale(shape: f64, (p, value): (f64, f64)) -> f64 {
    if (SMALLEST_SHAPE..=LARGEST_SHAPE).contains(&shape) {
        exp(ln(value) - ln_quantile(&IncompleteGamma::new(shape), p))
    } else {
        f64::NAN
    }
}

/// Through two points with positive values: the shape, then the scale.
fn fit(points: TwoPoints) -> Result<Distribution, ParameterError> {
    let [(p, first), (q, second)] = points;
    let names = (super::percentiles::name(p), super::percentiles::name(q));
    positive("gamma", &names.0, first)?;
    let shape = gamma_shape(points);
    if shape.is_nan() {
        let ratio = show(second / first);
        return Err(ParameterError::new(
            format!("没有 gamma 分布的 {} 与 {} 相差 {ratio} 倍（形状参数须在 0.001 到 1e9 之间）", names.1, names.0),
            format!("no gamma distribution has {} {ratio} times {} (shapes 0.001 to 1e9)", names.1, names.0),
            "请检查两个分位数，或改用 lognormal",
            "check the two percentiles, or use lognormal",
        ));
    }
    // the point nearer the middle fixes the scale
    build(shape, gamma_scale(shape, if (p - 0.5).abs() < (q - 0.5).abs() { (p, first) } else { (q, second) }))
}

/// `gamma` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "gamma",
    title: Words { zh: "伽马分布", en: "gamma" },
    doc: Words {
        zh: "总是正数，右偏程度比对数正态轻。降雨量、等待时间、总损失用它。",
        en: "Always positive, less skewed than lognormal. For rainfall, waiting times, total losses.",
    },
    example: r#"{ dist = "gamma", mean = 800, sd = 200 }"#,
    sets: &[
        ParameterSet {
            parameters: &[Parameter::required("shape", Role::Number), Parameter::required("scale", Role::Value)],
            build: |values| {
                let [shape, scale] = take("gamma", values)?;
                build(shape, scale)
            },
            affine: Some(Affine {
                map: AffineMap::new(Measure::ZERO, Measure::value(1)),
                standard: |values| {
                    let [shape, _] = take("gamma", values)?;
                    build(shape, 1.0)
                },
                shape: &[0],
            }),
            examples: &[&[2.0, 3.0], &[0.5, 1.0], &[0.05, 1.0], &[1.0, 7.0], &[2500.0, 0.1]],
        },
        ParameterSet {
            parameters: &[Parameter::required("mean", Role::Value), Parameter::required("sd", Role::Value)],
            build: |values| {
                let [mean, sd] = take("gamma", values)?;
                from_mean(mean, sd)
            },
            affine: None,
            examples: &[&[800.0, 200.0], &[1.0, 2.0], &[9.0, 0.0]],
        },
    ],
    percentiles: Some(PercentileFit { fit, standard: None }),
    lists: &[],
    discrete: false,
};
