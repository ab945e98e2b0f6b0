//! Binomial distribution: how many of n independent cases happen, each with chance p.
//!
//! P(X ≤ k) = I_{1−p}(n − k, k + 1), the incomplete beta function (DLMF 8.17.5; Johnson, Kemp & Kotz 2005, *Univariate
//! discrete distributions*, chapter 3).

use super::error::{ParameterError, finite, show, take, within};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::solve::first_whole;
use super::special::LARGEST_SHAPE;
use super::special::beta::IncompleteBeta;
use super::special::normal::normal_quantile;
use super::{Distribution, Univariate};

/// Number of cases (a whole number) and chance, 0 < p < 1.
#[derive(Debug, Clone, Copy)]
pub struct Binomial {
    n: f64,
    p: f64,
}

impl Binomial {
    /// Cornish and Fisher's first correction of the normal approximation.
    fn guess(&self, z: f64) -> f64 {
        self.mean() + self.sd() * z + (1.0 - 2.0 * self.p) * (z * z - 1.0) / 6.0
    }
}

impl Univariate for Binomial {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        first_whole(self.guess(normal_quantile(u)), 0.0, self.n, |k| self.cdf(k) >= u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 {
            return self.quantile(1.0 - v);
        }
        first_whole(self.guess(-normal_quantile(v)), 0.0, self.n, |k| self.survival(k) <= v)
    }
    fn cdf(&self, x: f64) -> f64 {
        let k = x.floor();
        if k < 0.0 {
            0.0
        } else if k >= self.n {
            1.0
        } else {
            IncompleteBeta::new(self.n - k, k + 1.0).tails(1.0 - self.p, self.p).lower
        }
    }
    fn survival(&self, x: f64) -> f64 {
        let k = x.floor();
        if k < 0.0 {
            1.0
        } else if k >= self.n {
            0.0
        } else {
            IncompleteBeta::new(self.n - k, k + 1.0).tails(1.0 - self.p, self.p).upper
        }
    }
    fn below(&self, x: f64) -> f64 {
        self.cdf(x.ceil() - 1.0)
    }
    fn at_least(&self, x: f64) -> f64 {
        self.survival(x.ceil() - 1.0)
    }
    fn mean(&self) -> f64 {
        self.n * self.p
    }
    fn sd(&self) -> f64 {
        (self.n * self.p * (1.0 - self.p)).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (0.0, self.n)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}

/// From n and p; n = 0, p = 0 and p = 1 give a constant.
pub(super) fn build(n: f64, p: f64) -> Result<Distribution, ParameterError> {
    finite("binomial", &[("n", n), ("p", p)])?;
    within("binomial", "n", n, 0.0, LARGEST_SHAPE)?;
    within("binomial", "p", p, 0.0, 1.0)?;
    if n.fract() != 0.0 {
        let n = show(n);
        return Err(ParameterError::new(
            format!("binomial 分布的 n 必须是整数，现为 {n}"),
            format!("binomial: n must be a whole number, but is {n}"),
            "请用 round(…) 取整",
            "round it with round(…)",
        ));
    }
    let certain = n == 0.0 || p == 0.0 || p == 1.0;
    Ok(if certain { Distribution::constant(n * p) } else { Distribution::Binomial(Binomial { n, p }) })
}

/// `binomial` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "binomial",
    title: Words { zh: "二项分布", en: "binomial" },
    doc: Words {
        zh: "n 户（件、次）里有几户发生，每户机会都是 p，互不相关。",
        en: "How many of n cases happen when each has chance p and none depends on another.",
    },
    example: r#"{ dist = "binomial", n = 20, p = 0.1 }"#,
    sets: &[ParameterSet {
        parameters: &[Parameter::required("n", Role::Number), Parameter::required("p", Role::Number)],
        build: |values| {
            let [n, p] = take("binomial", values)?;
            build(n, p)
        },
        affine: None,
        examples: &[&[20.0, 0.1], &[1.0, 0.5], &[500.0, 0.97], &[12.0, 0.0], &[12.0, 1.0]],
    }],
    percentiles: None,
    lists: &[],
    discrete: true,
};
