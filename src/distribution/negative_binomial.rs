//! Negative binomial distribution: failures before the r-th success of independent cases with chance p. As counts that
//! spread more than Poisson's: mean r(1 − p)/p, variance mean + mean²/r. With r = 1 it is the geometric distribution.
//!
//! P(X ≤ k) = I_p(r, k + 1), the incomplete beta function (Johnson, Kemp & Kotz 2005, *Univariate discrete distributions*,
//! chapter 5).

use super::error::{ParameterError, finite, not_negative, show, take, within};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::solve::first_whole;
use super::special::beta::IncompleteBeta;
use super::special::elementary::ln_1p;
use super::special::normal::normal_quantile;
use super::special::{LARGEST_SHAPE, SMALLEST_SHAPE};
use super::{Distribution, Univariate};

/// Successes waited for (> 0, any number), chance of success and of failure, both > 0.
#[derive(Debug, Clone, Copy)]
pub struct NegativeBinomial {
    size: f64,
    success: f64,
    failure: f64,
}

impl NegativeBinomial {
    /// P(X ≤ x) and P(X > x).
    fn tails(&self, x: f64) -> (f64, f64) {
        if x < 0.0 {
            (0.0, 1.0)
        } else if x < self.last() {
            let tails = IncompleteBeta::new(self.size, x.floor() + 1.0).tails(self.success, self.failure);
            (tails.lower, tails.upper)
        } else {
            (1.0, 0.0)
        }
    }
    /// No quantile of a probability that a float can hold lies beyond it: the tail falls at least by the factor
    /// `failure` a step from somewhat above the mean, and by e^−750 in so many steps (Chernoff's bound with two thirds of
    /// the room for small chances).
    fn last(&self) -> f64 {
        let steps = 750.0 / -ln_1p(-self.success);
        (4.0 * self.mean() + 4.0 * steps + 10.0 * (steps * self.mean()).sqrt()).ceil().min(1e15)
    }
    /// Cornish and Fisher's first correction of the normal approximation.
    fn guess(&self, z: f64) -> f64 {
        let skew = (1.0 + self.failure) / (self.size * self.failure).sqrt();
        self.mean() + self.sd() * (z + skew * (z * z - 1.0) / 6.0)
    }
}

impl Univariate for NegativeBinomial {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        first_whole(self.guess(normal_quantile(u)), 0.0, self.last(), |k| self.cdf(k) >= u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 {
            return self.quantile(1.0 - v);
        }
        first_whole(self.guess(-normal_quantile(v)), 0.0, self.last(), |k| self.survival(k) <= v)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }
    fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }
    fn below(&self, x: f64) -> f64 {
        self.cdf(x.ceil() - 1.0)
    }
    fn at_least(&self, x: f64) -> f64 {
        self.survival(x.ceil() - 1.0)
    }
    fn mean(&self) -> f64 {
        self.size * (self.failure / self.success)
    }
    fn sd(&self) -> f64 {
        (self.size * self.failure).sqrt() / self.success
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}

/// From r and p; p = 1 gives the constant 0. `family` is the name in messages (geometric builds one too).
pub(super) fn build(family: &str, size: f64, success: f64) -> Result<Distribution, ParameterError> {
    finite(family, &[("r", size), ("p", success)])?;
    within(family, "r", size, SMALLEST_SHAPE, LARGEST_SHAPE)?;
    if !(success > 0.0 && success <= 1.0) {
        return Err(ParameterError::new(
            format!("{family} 分布的 p 必须大于 0、不大于 1，现为 {}", show(success)),
            format!("{family}: p must be above 0 and at most 1, but is {}", show(success)),
            "请改成概率，例如 0.3",
            "write a probability such as 0.3",
        ));
    }
    Ok(from_chances(size, success, 1.0 - success))
}

fn from_chances(size: f64, success: f64, failure: f64) -> Distribution {
    if failure > 0.0 {
        Distribution::NegativeBinomial(NegativeBinomial { size, success, failure })
    } else {
        Distribution::constant(0.0)
    }
}

/// `negative_binomial` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "negative_binomial",
    title: Words { zh: "负二项分布", en: "negative binomial" },
    doc: Words {
        zh: "比泊松分布更分散的次数：方差是 mean + mean²/size。也可以是第 r 次成功之前失败几次。",
        en: "Counts that spread more than Poisson's: the variance is mean + mean²/size. Or failures before the r-th success.",
    },
    example: r#"{ dist = "negative_binomial", mean = 4, size = 2 }"#,
    sets: &[
        ParameterSet {
            parameters: &[Parameter::required("mean", Role::Number), Parameter::required("size", Role::Number)],
            build: |values| {
                let [mean, size] = take("negative_binomial", values)?;
                finite("negative_binomial", &[("mean", mean), ("size", size)])?;
                not_negative("negative_binomial", "mean", mean)?;
                within("negative_binomial", "size", size, SMALLEST_SHAPE, LARGEST_SHAPE)?;
                within("negative_binomial", "mean", mean, 0.0, LARGEST_SHAPE)?;
                let total = mean + size;
                Ok(from_chances(size, size / total, mean / total))
            },
            affine: None,
            examples: &[&[4.0, 2.0], &[0.3, 0.5], &[0.0, 3.0]],
        },
        ParameterSet {
            parameters: &[Parameter::required("r", Role::Number), Parameter::required("p", Role::Number)],
            build: |values| {
                let [size, success] = take("negative_binomial", values)?;
                build("negative_binomial", size, success)
            },
            affine: None,
            examples: &[&[3.0, 0.4]],
        },
    ],
    percentiles: None,
    lists: &[],
    discrete: true,
};
