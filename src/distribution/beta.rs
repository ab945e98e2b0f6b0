//! Beta distribution on [low, high]: density proportional to (x−low)^(alpha−1) (high−x)^(beta−1).
//!
//! With mean m and standard deviation s on [0, 1]: alpha + beta = m(1−m)/s² − 1, alpha = m (alpha + beta).
//! Source: Johnson, Kotz & Balakrishnan 1995, *Continuous univariate distributions* 2, chapter 25. The quantile is found
//! by Halley's method on the logarithm of a tail against logit x, where every beta tail is log-concave, so that no start
//! fails.

use super::error::{ParameterError, ascending, finite, not_negative, show, take, within};
use super::family::{Affine, AffineMap, Family, Measure, Parameter, ParameterSet, Role, Words};
use super::solve::halley;
use super::special::beta::IncompleteBeta;
use super::special::elementary::{exp, ln, ln_1p};
use super::special::normal::normal_quantile;
use super::special::{LARGEST_SHAPE, SMALLEST_SHAPE};
use super::{Distribution, Tail, Univariate};

/// The incomplete beta function of its shapes alpha and beta, and the ends of the support, low < high.
#[derive(Debug, Clone, Copy)]
pub struct Beta {
    function: IncompleteBeta,
    low: f64,
    high: f64,
}

/// The logistic function: from logit x to x.
fn logistic(y: f64) -> f64 {
    if y < 0.0 {
        let e = exp(y);
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + exp(-y))
    }
}

/// logit of the x with I_x = p, for 0 < p ≤ ½. The mirrored function and the opposite sign give the upper tail.
pub(super) fn lower_logit(function: &IncompleteBeta, p: f64) -> f64 {
    let (alpha, beta) = function.shapes();
    let ln_p = ln(p);
    let ln_b = function.ln_beta();
    // the density of logit X is below e^(alpha y)/B and below e^(−beta y)/B: the root is bracketed
    let low = (ln_p + ln(alpha) + ln_b) / alpha;
    if exp(low) * (alpha + beta + 1.0) < 1e-18 {
        return low;
    }
    let high = -(ln(0.5) + ln(beta) + ln_b) / beta;
    let start = if alpha.min(beta) >= 1.0 {
        ln(alpha / beta) + normal_quantile(p) * (1.0 / alpha + 1.0 / beta).sqrt()
    } else {
        low
    };
    let precision = 1e-5 / (1.0 + (alpha / (alpha + beta) * beta).sqrt());
    halley(start, low, high.max(low), precision, |y| {
        let x = logistic(y);
        let tails = function.tails(x, logistic(-y));
        let slope = exp(tails.ln_density - tails.ln_lower);
        // the density of logit X has the logarithmic derivative alpha − (alpha + beta) x
        (tails.ln_lower - ln_p, slope, slope * (alpha - (alpha + beta) * x - slope))
    })
}

impl Beta {
    /// x and 1 − x on the unit interval.
    fn unit(&self, x: f64) -> (f64, f64) {
        let width = self.high - self.low;
        (((x - self.low) / width).clamp(0.0, 1.0), ((self.high - x) / width).clamp(0.0, 1.0))
    }
    /// From logit to the value, measured from the nearer end.
    fn value(&self, logit: f64) -> f64 {
        let width = self.high - self.low;
        if logit < 0.0 { self.low + width * logistic(logit) } else { self.high - width * logistic(-logit) }
    }
}

impl Univariate for Beta {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 { self.upper_quantile(1.0 - u) } else { self.value(lower_logit(&self.function, u)) }
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 { self.quantile(1.0 - v) } else { self.value(-lower_logit(&self.function.mirrored(), v)) }
    }
    fn cdf(&self, x: f64) -> f64 {
        let (share, rest) = self.unit(x);
        self.function.tails(share, rest).lower
    }
    fn survival(&self, x: f64) -> f64 {
        let (share, rest) = self.unit(x);
        self.function.tails(share, rest).upper
    }
    fn mean(&self) -> f64 {
        let (alpha, beta) = self.function.shapes();
        self.low + (self.high - self.low) * (alpha / (alpha + beta))
    }
    fn sd(&self) -> f64 {
        let (alpha, beta) = self.function.shapes();
        let n = alpha + beta;
        (self.high - self.low) * (alpha / n * (beta / n) / (n + 1.0)).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
    fn log_quantile(&self, tail: Tail) -> Option<f64> {
        let logit = match tail {
            Tail::Lower(p) | Tail::Upper(p) if !(p > 0.0 && p <= 0.5) => return None,
            Tail::Lower(u) => lower_logit(&self.function, u),
            Tail::Upper(v) => -lower_logit(&self.function.mirrored(), v),
        };
        // ln of the logistic function
        let of_share = if logit < 0.0 { logit - ln_1p(exp(logit)) } else { -ln_1p(exp(-logit)) };
        Some(ln(self.high - self.low) + of_share)
    }
}

/// From shapes and ends; equal ends give the constant. `family` is the name in messages (pert builds a beta).
pub(super) fn build(family: &str, alpha: f64, beta: f64, low: f64, high: f64) -> Result<Distribution, ParameterError> {
    finite(family, &[("alpha", alpha), ("beta", beta), ("low", low), ("high", high), ("high - low", high - low)])?;
    within(family, "alpha", alpha, SMALLEST_SHAPE, LARGEST_SHAPE)?;
    within(family, "beta", beta, SMALLEST_SHAPE, LARGEST_SHAPE)?;
    ascending(family, &[("low", low), ("high", high)])?;
    Ok(if low < high {
        Distribution::Beta(Beta { function: IncompleteBeta::new(alpha, beta), low, high })
    } else {
        Distribution::constant(low)
    })
}

/// From mean and standard deviation; sd = 0 gives the constant.
fn from_mean(mean: f64, sd: f64, low: f64, high: f64) -> Result<Distribution, ParameterError> {
    finite("beta", &[("mean", mean), ("sd", sd), ("low", low), ("high", high), ("high - low", high - low)])?;
    ascending("beta", &[("low", low), ("mean", mean), ("high", high)])?;
    not_negative("beta", "sd", sd)?;
    if sd == 0.0 {
        return Ok(Distribution::constant(mean));
    }
    let width = high - low;
    let (share, rest) = ((mean - low) / width, (high - mean) / width);
    let total = share * rest / (sd / width * (sd / width)) - 1.0;
    let (alpha, beta) = (share * total, rest * total);
    let fits = |shape: f64| (SMALLEST_SHAPE..=LARGEST_SHAPE).contains(&shape);
    if fits(alpha) && fits(beta) {
        return build("beta", alpha, beta, low, high);
    }
    let largest = width * (share * rest).sqrt();
    let (sd, largest) = (show(sd), show(largest));
    Err(if total > 1.0 {
        ParameterError::new(
            format!("beta 分布的 sd = {sd} 太小，算出的形状参数超出 0.001 到 1e9"),
            format!("beta: sd = {sd} is so small that a shape parameter leaves 0.001 to 1e9"),
            "请直接写固定值，或改用 normal",
            "write a fixed value, or use normal",
        )
    } else {
        ParameterError::new(
            format!("beta 分布的 sd = {sd} 太大，按这个均值必须小于 {largest}"),
            format!("beta: sd = {sd} is too large: with this mean it must be below {largest}"),
            "请减小 sd，或放宽 low 与 high",
            "choose a smaller sd, or a wider low and high",
        )
    })
}

/// Parameters low and high, left out for 0 and 1.
const LOW: Parameter = Parameter::optional("low", Role::Value, 0.0);
const HIGH: Parameter = Parameter::optional("high", Role::Value, 1.0);

/// `beta` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "beta",
    title: Words { zh: "贝塔分布", en: "beta" },
    doc: Words {
        zh: "介于 low 与 high 之间（不写时为 0 到 1）的比例、成活率、出勤率等。",
        en: "Shares and rates between low and high (0 and 1 when left out): survival, attendance, collection.",
    },
    example: r#"{ dist = "beta", mean = 0.8, sd = 0.1 }"#,
    sets: &[
        ParameterSet {
            parameters: &[
                Parameter::required("alpha", Role::Number),
                Parameter::required("beta", Role::Number),
                LOW,
                HIGH,
            ],
            build: |values| {
                let [alpha, beta, low, high] = take("beta", values)?;
                build("beta", alpha, beta, low, high)
            },
            affine: Some(Affine {
                map: AffineMap::new(Measure::value(2), Measure::width(2, 3)),
                standard: |values| {
                    let [alpha, beta, _, _] = take("beta", values)?;
                    build("beta", alpha, beta, 0.0, 1.0)
                },
                shape: &[0, 1],
            }),
            examples: &[
                &[2.0, 3.0, 0.0, 1.0],
                &[0.5, 0.5, 0.0, 1.0],
                &[0.05, 3.0, 0.0, 1.0],
                &[1.0, 1.0, -1.0, 3.0],
                &[300.0, 2000.0, 0.0, 1.0],
                &[2.0, 5.0, 4.0, 4.0],
            ],
        },
        ParameterSet {
            parameters: &[Parameter::required("mean", Role::Value), Parameter::required("sd", Role::Value), LOW, HIGH],
            build: |values| {
                let [mean, sd, low, high] = take("beta", values)?;
                from_mean(mean, sd, low, high)
            },
            affine: None,
            examples: &[&[0.8, 0.1, 0.0, 1.0], &[30.0, 5.0, 10.0, 60.0], &[0.5, 0.0, 0.0, 1.0]],
        },
    ],
    percentiles: None,
    lists: &[],
    discrete: false,
};
