//! Three-term metalog distribution through p10, p50 and p90, without bounds.
//!
//! x(u) = a1 + a2·L + a3·(u − ½)·L with L = ln(u/(1−u)). Mean a1 + a3/2, variance a2²π²/3 + a3²(1/12 + π²/36).
//! Source: Keelin 2016, *The metalog distributions*, Decision Analysis 13(4).

use std::f64::consts::PI;

use super::error::{ParameterError, ascending, finite, show, take};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::percentiles::name;
use super::special::elementary::{exp, ln, ln_1p};
use super::{Distribution, Univariate};

/// The three coefficients, in the unit of the value; a2 > `STEEPEST`·|a3|.
#[derive(Debug, Clone, Copy)]
pub struct Metalog {
    a1: f64,
    a2: f64,
    a3: f64,
}

/// The largest value of (u − ½) + u(1−u)L: the quantile function grows everywhere as long as a2 > `STEEPEST`·|a3|
/// (Keelin's constant 1.66711 is its inverse).
const STEEPEST: f64 = 0.599_839_320_128_867;

/// ln 9, the logit of 0.9.
const LOGIT_90: f64 = 2.197_224_577_336_219_6;

impl Metalog {
    /// The value at a logit.
    fn at(&self, logit: f64, u: f64) -> f64 {
        self.a1 + logit * (self.a2 + self.a3 * (u - 0.5))
    }
    /// The logit of u at which the value is x: Newton's method inside a bracket.
    fn logit(&self, x: f64) -> f64 {
        // the slope of the value against the logit lies between a2 ± |a3|·STEEPEST
        let distance = (x - self.a1) / (self.a2 - STEEPEST * self.a3.abs());
        let (mut low, mut high) = if distance < 0.0 { (distance, 0.0) } else { (0.0, distance) };
        let mut t = (x - self.a1) / self.a2;
        for _ in 0..200 {
            let u = 1.0 / (1.0 + exp(-t));
            let excess = self.at(t, u) - x;
            if excess < 0.0 {
                low = low.max(t);
            } else {
                high = high.min(t);
            }
            let slope = self.a2 + self.a3 * ((u - 0.5) + t * u * (1.0 - u));
            let mut next = t - excess / slope;
            if !(low..=high).contains(&next) {
                next = low.midpoint(high);
            }
            let moved = (next - t).abs();
            t = next;
            if moved <= 2e-16 * t.abs() {
                break;
            }
        }
        t
    }
}

impl Univariate for Metalog {
    fn quantile(&self, u: f64) -> f64 {
        self.at(ln(u) - ln_1p(-u), u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        self.at(ln_1p(-v) - ln(v), 1.0 - v)
    }
    fn cdf(&self, x: f64) -> f64 {
        1.0 / (1.0 + exp(-self.logit(x)))
    }
    fn survival(&self, x: f64) -> f64 {
        1.0 / (1.0 + exp(self.logit(x)))
    }
    fn mean(&self) -> f64 {
        self.a1 + 0.5 * self.a3
    }
    fn sd(&self) -> f64 {
        let square = PI * PI;
        (self.a2 * self.a2 * square / 3.0 + self.a3 * self.a3 * (1.0 / 12.0 + square / 36.0)).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

/// Through p10, p50 and p90; three equal ones give the constant.
pub(super) fn build(p10: f64, p50: f64, p90: f64) -> Result<Distribution, ParameterError> {
    through(0.9, [p10, p50, p90])
}

/// Through the percentiles 1 − q, ½ and q (Keelin's symmetric percentile triplet, equations 18 to 22); three equal ones
/// give the constant.
pub(super) fn through(q: f64, [first, p50, last]: [f64; 3]) -> Result<Distribution, ParameterError> {
    let (low_name, high_name) = (name(1.0 - q), name(q));
    let width_name = format!("{high_name} - {low_name}");
    let named = [(low_name.as_str(), first), ("p50", p50), (high_name.as_str(), last)];
    finite("metalog", &named)?;
    finite("metalog", &[(width_name.as_str(), last - first)])?;
    ascending("metalog", &named)?;
    let (left, right) = (p50 - first, last - p50);
    if left + right == 0.0 {
        return Ok(Distribution::constant(p50));
    }
    let logit = if q == 0.9 { LOGIT_90 } else { ln(q) - ln(1.0 - q) };
    let twice = if q == 0.9 { 0.8 } else { 2.0 * q - 1.0 };
    let a2 = (left + right) / (2.0 * logit);
    let a3 = (right - left) / (twice * logit);
    if a2 > STEEPEST * a3.abs() {
        return Ok(Distribution::Metalog(Metalog { a1: p50, a2, a3 }));
    }
    // a2 = STEEPEST·a3 where the median is this share of the way
    let share = (0.5 * (1.0 - 0.5 * twice / STEEPEST) * 1e6).round() / 1e6;
    let (low, high) = (first + share * (last - first), last - share * (last - first));
    let (middle, low, high) = (show(p50), show(low), show(high));
    Err(ParameterError::new(
        format!("metalog 分布的 p50 = {middle} 离 {low_name} 或 {high_name} 太近，必须在 {low} 与 {high} 之间"),
        format!("metalog: p50 = {middle} is too near {low_name} or {high_name}, it must lie between {low} and {high}"),
        "请检查三个分位数；确实很偏时用 dist = \"lognormal\"",
        "check the three percentiles; if they are that skewed, use dist = \"lognormal\"",
    ))
}

/// `metalog` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "metalog",
    title: Words { zh: "元逻辑分布", en: "metalog" },
    doc: Words {
        zh: "恰好通过 p10、p50、p90 三个估计的平滑分布，两端不设限。{ p10, p50, p90 } 就是它；不会为负的量请加 truncate。",
        en: "A smooth distribution through p10, p50 and p90, without bounds. { p10, p50, p90 } means this; truncate what cannot be negative.",
    },
    example: "{ p10 = 80, p50 = 100, p90 = 130 }",
    sets: &[ParameterSet {
        parameters: &[
            Parameter::required("p10", Role::Value),
            Parameter::required("p50", Role::Value),
            Parameter::required("p90", Role::Value),
        ],
        build: |values| {
            let [p10, p50, p90] = take("metalog", values)?;
            build(p10, p50, p90)
        },
        affine: None,
        examples: &[&[-1.0, 0.0, 1.0], &[80.0, 100.0, 130.0], &[0.0, 7.0, 10.0], &[6.0, 6.0, 6.0]],
    }],
    percentiles: None,
    lists: &[],
    discrete: false,
};
