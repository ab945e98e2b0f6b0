//! Lognormal distribution: ln X is normal with mean `mu` = ln median and standard deviation `sigma`; also moved along
//! the axis so that it passes through p10, p50 and p90.
//!
//! With mean m and standard deviation s of the value: sigma² = ln(1 + s²/m²), median = m / √(1 + s²/m²).
//! Source: Johnson, Kotz & Balakrishnan 1994, *Continuous univariate distributions* 1, chapter 14. The shifted form, with
//! its mirror image where the long tail is on the left, is the generalised lognormal of Myerson 2005, *Probability models
//! for economic decisions*.

use super::error::{ParameterError, ascending, finite, not_negative, positive, take};
use super::family::{
    Affine, AffineMap, Family, Measure, Parameter, ParameterSet, PercentileFit, Role, TwoPoints, Words,
};
use super::special::elementary::{exp, exp_m1, ln, ln_1p};
use super::special::normal::{normal_cdf, normal_quantile};
use super::{Distribution, Univariate};

/// Median (unit of the value, > 0) and standard deviation of the logarithm (> 0).
#[derive(Debug, Clone, Copy)]
pub struct Lognormal {
    median: f64,
    sigma: f64,
}

impl Lognormal {
    /// The standard normal score of x > 0.
    fn score(&self, x: f64) -> f64 {
        ln(x / self.median) / self.sigma
    }
}

impl Univariate for Lognormal {
    fn quantile(&self, u: f64) -> f64 {
        self.median * exp(self.sigma * normal_quantile(u))
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.median * exp(-self.sigma * normal_quantile(v))
    }
    fn cdf(&self, x: f64) -> f64 {
        if x > 0.0 { normal_cdf(self.score(x)) } else { 0.0 }
    }
    fn survival(&self, x: f64) -> f64 {
        if x > 0.0 { normal_cdf(-self.score(x)) } else { 1.0 }
    }
    fn mean(&self) -> f64 {
        self.median * exp(0.5 * self.sigma * self.sigma)
    }
    fn sd(&self) -> f64 {
        self.mean() * exp_m1(self.sigma * self.sigma).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

/// x = median + factor · (e^(sigma z) − 1), z standard normal; factor and sigma have the same sign.
#[derive(Debug, Clone, Copy)]
pub struct ShiftedLognormal {
    median: f64,
    factor: f64,
    sigma: f64,
}

impl ShiftedLognormal {
    /// The standard normal score of x.
    fn score(&self, x: f64) -> f64 {
        let share = (x - self.median) / self.factor;
        // beyond the end of the support the logarithm is of a negative number
        if share > -1.0 { ln_1p(share) / self.sigma } else { f64::NEG_INFINITY * self.sigma.signum() }
    }
}

impl Univariate for ShiftedLognormal {
    fn quantile(&self, u: f64) -> f64 {
        self.median + self.factor * exp_m1(self.sigma * normal_quantile(u))
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.median + self.factor * exp_m1(-self.sigma * normal_quantile(v))
    }
    fn cdf(&self, x: f64) -> f64 {
        normal_cdf(self.score(x))
    }
    fn survival(&self, x: f64) -> f64 {
        normal_cdf(-self.score(x))
    }
    fn mean(&self) -> f64 {
        self.median + self.factor * exp_m1(0.5 * self.sigma * self.sigma)
    }
    fn sd(&self) -> f64 {
        let square = self.sigma * self.sigma;
        self.factor.abs() * exp(0.5 * square) * exp_m1(square).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        let end = self.median - self.factor;
        if self.factor > 0.0 { (end, f64::INFINITY) } else { (f64::NEG_INFINITY, end) }
    }
}

/// From the median and sigma; sigma = 0 gives the constant.
fn from_median(median: f64, sigma: f64) -> Result<Distribution, ParameterError> {
    finite("lognormal", &[("median", median), ("sigma", sigma)])?;
    positive("lognormal", "median", median)?;
    not_negative("lognormal", "sigma", sigma)?;
    Ok(if sigma == 0.0 { Distribution::constant(median) } else { Distribution::Lognormal(Lognormal { median, sigma }) })
}

/// From mean and standard deviation of the value.
fn from_mean(mean: f64, sd: f64) -> Result<Distribution, ParameterError> {
    finite("lognormal", &[("mean", mean), ("sd", sd)])?;
    positive("lognormal", "mean", mean)?;
    not_negative("lognormal", "sd", sd)?;
    let variation = sd / mean;
    from_median(mean / (1.0 + variation * variation).sqrt(), ln_1p(variation * variation).sqrt())
}

/// From mean and standard deviation of the logarithm.
pub(super) fn from_logarithm(mu: f64, sigma: f64) -> Result<Distribution, ParameterError> {
    finite("lognormal", &[("mu", mu), ("sigma", sigma)])?;
    from_median(exp(mu), sigma)
}

/// Through p10, p50 and p90.
pub(super) fn from_three(p10: f64, p50: f64, p90: f64) -> Result<Distribution, ParameterError> {
    through(0.9, [p10, p50, p90])
}

/// Through the percentiles 1 − q, ½ and q: e^(sigma z) = (last − p50)/(p50 − first), z the normal score of q. Equal
/// distances give a normal distribution.
pub(super) fn through(q: f64, [first, p50, last]: [f64; 3]) -> Result<Distribution, ParameterError> {
    let (low, high) = (super::percentiles::name(1.0 - q), super::percentiles::name(q));
    let named = [(low.as_str(), first), ("p50", p50), (high.as_str(), last)];
    finite("lognormal", &named)?;
    ascending("lognormal", &named)?;
    let (left, right) = (p50 - first, last - p50);
    if left + right == 0.0 {
        return Ok(Distribution::constant(p50));
    }
    if left == 0.0 || right == 0.0 {
        return Err(ParameterError::new(
            format!("lognormal 分布的 p50 不能与 {low} 或 {high} 相等，现为 {first}、{p50}、{last}"),
            format!("lognormal: p50 must not equal {low} or {high}, but they are {first}, {p50}, {last}"),
            "三个数要么全相等，要么各不相同",
            "make all three equal, or all different",
        ));
    }
    let z = normal_quantile(q);
    let sigma = ln(right / left) / z;
    if sigma == 0.0 {
        return super::normal::build(p50, right / z);
    }
    // right = factor (e^(sigma z) − 1)
    Ok(Distribution::ShiftedLognormal(ShiftedLognormal { median: p50, factor: right / exp_m1(sigma * z), sigma }))
}

/// Through two points with positive values.
fn fit([(p, first), (q, second)]: TwoPoints) -> Result<Distribution, ParameterError> {
    positive("lognormal", &super::percentiles::name(p), first)?;
    let (mu, sigma) = super::normal::location_scale([(p, ln(first)), (q, ln(second))]);
    from_logarithm(mu, sigma)
}

/// `lognormal` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "lognormal",
    title: Words { zh: "对数正态分布", en: "lognormal" },
    doc: Words {
        zh: "总是正数，右边尾巴长。价格、收入、损失额和许多因素相乘的结果用它。也可由 p10、p50、p90 三点给出，此时整体平移。",
        en: "Always positive, with a long right tail. For prices, incomes, losses and products of many causes. Three points p10, p50, p90 give it moved along the axis.",
    },
    example: r#"{ dist = "lognormal", mean = 5, sd = 1 }"#,
    sets: &[
        ParameterSet {
            parameters: &[Parameter::required("mean", Role::Value), Parameter::required("sd", Role::Value)],
            build: |values| {
                let [mean, sd] = take("lognormal", values)?;
                from_mean(mean, sd)
            },
            affine: None,
            examples: &[&[5.0, 1.0], &[3000.0, 900.0], &[1.0, 4.0], &[2.0, 0.0]],
        },
        ParameterSet {
            parameters: &[Parameter::required("median", Role::Value), Parameter::required("sigma", Role::Number)],
            build: |values| {
                let [median, sigma] = take("lognormal", values)?;
                from_median(median, sigma)
            },
            affine: Some(Affine {
                map: AffineMap::positive(Measure::value(0)),
                standard: |values| {
                    let [_, sigma] = take("lognormal", values)?;
                    from_median(1.0, sigma)
                },
                shape: &[1],
            }),
            examples: &[&[10_000.0, 0.5], &[1.0, 2.0]],
        },
        ParameterSet {
            parameters: &[Parameter::required("mu", Role::Log), Parameter::required("sigma", Role::Number)],
            build: |values| {
                let [mu, sigma] = take("lognormal", values)?;
                from_logarithm(mu, sigma)
            },
            affine: Some(Affine {
                map: AffineMap::positive(Measure::Exponential(0)),
                standard: |values| {
                    let [_, sigma] = take("lognormal", values)?;
                    from_median(1.0, sigma)
                },
                shape: &[1],
            }),
            examples: &[&[0.0, 1.0], &[8.0, 0.3]],
        },
        ParameterSet {
            parameters: &[
                Parameter::required("p10", Role::Value),
                Parameter::required("p50", Role::Value),
                Parameter::required("p90", Role::Value),
            ],
            build: |values| {
                let [p10, p50, p90] = take("lognormal", values)?;
                from_three(p10, p50, p90)
            },
            affine: None,
            examples: &[&[10.0, 20.0, 50.0], &[-50.0, -20.0, -10.0], &[1.0, 2.0, 3.0]],
        },
    ],
    percentiles: Some(PercentileFit { fit, standard: None }),
    lists: &[],
    discrete: false,
};
