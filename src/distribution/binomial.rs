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
use crate::numeric::operation::whole_power;

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

/// Cases up to which probabilities are added up one by one, expected cases (of the rarer sort) up to which it is quick, the
/// tail from which on the sum is too coarse, and how close to u it must not come, because its error could decide.
const FEW: f64 = 256.0;
const FEW_EXPECTED: f64 = 30.0;
const TAIL: f64 = 1e-6;
const CLOSE: f64 = 1e-11;

impl Binomial {
    /// The smallest k with P(X ≤ k) ≥ u = 1 − v, by adding up P(X = 0), P(X = 1), …, each from the one before; `None` where
    /// that takes long or might not give what the incomplete beta function gives.
    fn counted(&self, u: f64, v: f64) -> Option<f64> {
        let rare = self.p <= 0.5;
        let (p, q) = if rare { (self.p, 1.0 - self.p) } else { (1.0 - self.p, self.p) };
        if self.n > FEW || self.n * p > FEW_EXPECTED || u.min(v) < TAIL {
            return None;
        }
        let odds = p / q;
        let mut mass = whole_power(q, self.n as i32);
        let (mut sum, mut count) = (0.0, 0.0);
        // where the case that does not happen is counted, X ≤ k says that at least n − k do not
        let wanted = if rare { u } else { v };
        while count < self.n && if rare { sum + mass < wanted } else { sum + mass <= wanted } {
            sum += mass;
            mass *= odds * (self.n - count) / (count + 1.0);
            count += 1.0;
        }
        let clear = |sum: f64| (sum - wanted).abs() > CLOSE * wanted;
        (clear(sum) && clear(sum + mass)).then_some(if rare { count } else { self.n - count })
    }
}

impl Univariate for Binomial {
    fn quantile(&self, u: f64) -> f64 {
        if let Some(count) = self.counted(u, 1.0 - u) {
            return count;
        }
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        first_whole(self.guess(normal_quantile(u)), 0.0, self.n, |k| self.cdf(k) >= u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if let Some(count) = self.counted(1.0 - v, v) {
            return count;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_up_gives_what_the_incomplete_beta_function_gives() {
        let mut added = 0;
        for n in [1.0, 2.0, 7.0, 66.0, 104.0, 256.0] {
            for p in [1e-7, 0.004, 0.03, 0.1, 0.31, 0.5, 0.6, 0.93, 0.9999] {
                let binomial = Binomial { n, p };
                for k in 0..500 {
                    let u = (f64::from(k) + 0.37) / 500.0;
                    let Some(count) = binomial.counted(u, 1.0 - u) else { continue };
                    added += 1;
                    assert!(binomial.cdf(count) >= u, "n {n}, p {p}, u {u}: {count}");
                    assert!(binomial.cdf(count - 1.0) < u, "n {n}, p {p}, u {u}: {count}");
                }
            }
        }
        assert!(added > 20_000, "{added}");
    }
}
