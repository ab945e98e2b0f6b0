//! Bernoulli distribution: 1 with chance p, otherwise 0; as an input, true or false.

use super::error::{ParameterError, finite, take, within};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::{Distribution, Univariate};

/// Chance of 1, 0 < p < 1.
#[derive(Debug, Clone, Copy)]
pub struct Bernoulli {
    p: f64,
}

impl Univariate for Bernoulli {
    fn quantile(&self, u: f64) -> f64 {
        // 1 − u is exact where it decides: u ≥ ½, and p ≤ ½ otherwise leaves 1 − p
        let zero = if u > 0.5 { 1.0 - u >= self.p } else { u <= 1.0 - self.p };
        if zero { 0.0 } else { 1.0 }
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v >= self.p { 0.0 } else { 1.0 }
    }
    fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            0.0
        } else if x < 1.0 {
            1.0 - self.p
        } else {
            1.0
        }
    }
    fn survival(&self, x: f64) -> f64 {
        if x < 0.0 {
            1.0
        } else if x < 1.0 {
            self.p
        } else {
            0.0
        }
    }
    fn below(&self, x: f64) -> f64 {
        self.cdf(x.ceil() - 1.0)
    }
    fn at_least(&self, x: f64) -> f64 {
        self.survival(x.ceil() - 1.0)
    }
    fn mean(&self) -> f64 {
        self.p
    }
    fn sd(&self) -> f64 {
        (self.p * (1.0 - self.p)).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}

/// From the chance; 0 and 1 give constants.
pub(super) fn build(p: f64) -> Result<Distribution, ParameterError> {
    finite("bernoulli", &[("p", p)])?;
    within("bernoulli", "p", p, 0.0, 1.0)?;
    let certain = p == 0.0 || p == 1.0;
    Ok(if certain { Distribution::constant(p) } else { Distribution::Bernoulli(Bernoulli { p }) })
}

/// `bernoulli` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "bernoulli",
    title: Words { zh: "伯努利分布（是或否）", en: "Bernoulli (yes or no)" },
    doc: Words {
        zh: "以机会 p 发生，否则不发生；得到真或假。",
        en: "Happens with chance p, otherwise not; gives true or false.",
    },
    example: r#"{ dist = "bernoulli", p = 0.02 }"#,
    sets: &[ParameterSet {
        parameters: &[Parameter::required("p", Role::Number)],
        build: |values| {
            let [p] = take("bernoulli", values)?;
            build(p)
        },
        affine: None,
        examples: &[&[0.02], &[0.7], &[0.0], &[1.0]],
    }],
    percentiles: None,
    lists: &[],
    discrete: true,
};
