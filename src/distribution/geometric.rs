//! Geometric distribution: failures before the first success of independent cases with chance p. P(X > k) = (1 − p)^(k+1).
//!
//! The negative binomial distribution with r = 1; here its quantile in closed form.

use super::error::{ParameterError, finite, show, take};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::special::elementary::{exp, exp_m1, ln, ln_1p};
use super::{Distribution, Univariate};

/// ln of the chance of failure, < 0.
#[derive(Debug, Clone, Copy)]
pub struct Geometric {
    success: f64,
    ln_failure: f64,
}

impl Geometric {
    /// The smallest k ≥ 0 with ln P(X > k) = (k + 1) ln_failure ≤ wanted.
    fn first(&self, wanted: f64, reached: impl Fn(f64) -> bool) -> f64 {
        let mut k = ((wanted / self.ln_failure).ceil() - 1.0).max(0.0);
        // rounding may put it one off
        while k > 0.0 && reached(k - 1.0) {
            k -= 1.0;
        }
        while !reached(k) {
            k += 1.0;
        }
        k
    }
}

impl Univariate for Geometric {
    fn quantile(&self, u: f64) -> f64 {
        if u > 0.5 {
            return self.upper_quantile(1.0 - u);
        }
        self.first(ln_1p(-u), |k| self.cdf(k) >= u)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v > 0.5 {
            return self.quantile(1.0 - v);
        }
        self.first(ln(v), |k| self.survival(k) <= v)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { -exp_m1((x.floor() + 1.0) * self.ln_failure) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x < 0.0 { 1.0 } else { exp((x.floor() + 1.0) * self.ln_failure) }
    }
    fn below(&self, x: f64) -> f64 {
        self.cdf(x.ceil() - 1.0)
    }
    fn at_least(&self, x: f64) -> f64 {
        self.survival(x.ceil() - 1.0)
    }
    fn mean(&self) -> f64 {
        (1.0 - self.success) / self.success
    }
    fn sd(&self) -> f64 {
        (1.0 - self.success).sqrt() / self.success
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}

/// From the chance of success; 1 gives the constant 0.
fn build(success: f64) -> Result<Distribution, ParameterError> {
    finite("geometric", &[("p", success)])?;
    if !(1e-9..=1.0).contains(&success) {
        return Err(ParameterError::new(
            format!("geometric 分布的 p 必须在 1e-9 到 1 之间，现为 {}", show(success)),
            format!("geometric: p must lie between 1e-9 and 1, but is {}", show(success)),
            "请改成概率，例如 0.3",
            "write a probability such as 0.3",
        ));
    }
    if success == 1.0 {
        return Ok(Distribution::constant(0.0));
    }
    Ok(Distribution::Geometric(Geometric { success, ln_failure: ln_1p(-success) }))
}

/// `geometric` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "geometric",
    title: Words { zh: "几何分布", en: "geometric" },
    doc: Words {
        zh: "第一次成功之前失败几次；每次成功的概率是 p。",
        en: "Failures before the first success; each case succeeds with chance p.",
    },
    example: r#"{ dist = "geometric", p = 0.2 }"#,
    sets: &[ParameterSet {
        parameters: &[Parameter::required("p", Role::Number)],
        build: |values| {
            let [success] = take("geometric", values)?;
            build(success)
        },
        affine: None,
        examples: &[&[0.2], &[0.9], &[0.01], &[1.0]],
    }],
    percentiles: None,
    lists: &[],
    discrete: true,
};
