//! Standard errors from replicates.
//!
//! Trial i belongs to replicate i mod 32. Under the stratified design the replicates are independent scrambles of the same
//! stratification, so their spread measures the error that is really there (Owen 1997, *Monte Carlo variance of scrambled
//! net quadrature*, SIAM J. Numer. Anal. 34, section 6); under the independent design it agrees with the classical formula.
//! With d_r the sum over replicate r of (value − mean of all), the variance of the mean of n values is estimated by
//! 32/31 · Σ d_r² / n²: the usual spread of replicate means, also right when replicates hold unequal numbers of values
//! (linearised ratio estimator; Cochran 1977, *Sampling Techniques*, section 6.3). Intervals use Student's t with 31
//! degrees of freedom.

use serde::{Serialize, Serializer};

use super::moments::tree_sum;

/// Number of replicates.
pub const REPLICATES: usize = 32;
/// Below two values a replicate, errors come from the formulas for independent trials instead.
pub(super) const ENOUGH: usize = 2 * REPLICATES;

/// A number with its standard error; `None` where there is none (a single trial, no value).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The value; ±∞ where more trials than that lie there.
    #[serde(serialize_with = "with_infinity")]
    pub value: f64,
    /// Standard error, in the unit of the value.
    pub error: Option<f64>,
}

/// JSON has no infinity: a word of its own tells "never" from "not known", which is `null`.
fn with_infinity<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match *value {
        f64::INFINITY => serializer.serialize_str("Infinity"),
        f64::NEG_INFINITY => serializer.serialize_str("-Infinity"),
        value => serializer.serialize_f64(value),
    }
}

/// True for numbers, false for NaN and ±∞: these are missing values.
#[inline(always)]
pub(super) fn is_value(x: f64) -> bool {
    x.is_finite()
}

/// True for all that can be put in order: numbers and ±∞.
#[inline(always)]
pub(super) fn is_ranked(x: f64) -> bool {
    !x.is_nan()
}

/// Standard error of the mean of n values from the deviations summed by replicate.
pub(super) fn error_of_sums(deviations: &[f64; REPLICATES], count: usize) -> f64 {
    let squares = deviations.iter().fold(0.0, |sum, d| sum + d * d);
    let replicates = REPLICATES as f64;
    (replicates / (replicates - 1.0) * squares).sqrt() / count as f64
}

/// Mean of f(value) over the trials, with its error; `values` holds one value a trial in the order of trials, those that
/// are not finite are missing.
pub fn replicated(values: &[f64], f: impl Fn(f64) -> f64 + Copy) -> Estimate {
    let count = values.iter().filter(|x| is_value(**x)).count();
    let mean = tree_sum(values, |x| if is_value(x) { f(x) } else { 0.0 }) / count as f64;
    let error = if count >= ENOUGH {
        let mut deviations = [0.0; REPLICATES];
        for trials in values.chunks(REPLICATES) {
            for (deviation, x) in deviations.iter_mut().zip(trials) {
                *deviation += if is_value(*x) { f(*x) - mean } else { 0.0 };
            }
        }
        Some(error_of_sums(&deviations, count))
    } else if count >= 2 {
        let squares = tree_sum(values, |x| if is_value(x) { (f(x) - mean) * (f(x) - mean) } else { 0.0 });
        Some((squares / (count as f64 * (count as f64 - 1.0))).sqrt())
    } else {
        None
    };
    Estimate { value: mean, error }
}

/// Mean with its error; see [`replicated`]. For a difference between variants pass the differences trial by trial.
pub fn mean(values: &[f64]) -> Estimate {
    replicated(values, |x| x)
}

/// Share of the trials (those with a value) in which `holds` is true, with its error.
///
/// Where it holds in none or in all of n trials the spread is 0 yet the share is not certain: then the error is 1.5 / n,
/// half of the 95 % bound 3 / n (Hanley & Lippman-Hand 1983, *If nothing goes wrong, is everything all right?*, JAMA 249).
pub fn share(values: &[f64], holds: impl Fn(f64) -> bool + Copy) -> Estimate {
    let estimate = replicated(values, |x| if holds(x) { 1.0 } else { 0.0 });
    let count = values.iter().filter(|x| is_value(**x)).count();
    Estimate { error: estimate.error.map(|error| error_of_share(estimate.value, error, count)), ..estimate }
}

/// The rule of three where the spread of a share says nothing.
pub fn error_of_share(share: f64, error: f64, count: usize) -> f64 {
    if share == 0.0 || share == 1.0 { 1.5 / count as f64 } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::tests::Uniform;

    #[test]
    fn equal_replicates_reduce_to_the_spread_of_their_means() {
        let mut uniform = Uniform::new(5);
        let values: Vec<f64> = (0..32 * 10).map(|_| uniform.next()).collect();
        let means: Vec<f64> = (0..32).map(|r| values.iter().skip(r).step_by(32).sum::<f64>() / 10.0).collect();
        let expected = crate::statistics::Moments::of(&means).sd() / 32.0_f64.sqrt();
        let error = mean(&values).error.unwrap_or(f64::NAN);
        assert!((error / expected - 1.0).abs() < 1e-12, "{error} {expected}");
    }

    /// 200 runs of 6400 independent trials: the mean of the squared error estimate has relative error √(2 / (31 · 200)) =
    /// 1.8 %; a band of 5 of those is missed once in 1.7 million seeds.
    #[test]
    fn the_error_is_that_of_independent_trials_when_they_are_independent() {
        let mut uniform = Uniform::new(77);
        let mut squares = 0.0;
        for _ in 0..200 {
            let values: Vec<f64> = (0..6400).map(|_| uniform.next()).collect();
            squares += mean(&values).error.unwrap_or(f64::NAN).powi(2) / 200.0;
        }
        let expected = 1.0 / 12.0 / 6400.0;
        assert!((squares / expected - 1.0).abs() < 0.09, "{squares} {expected}");
    }

    #[test]
    fn few_trials_use_the_classical_formula_and_one_has_no_error() {
        let four = mean(&[1.0, 2.0, f64::NAN, 3.0, 6.0, f64::INFINITY]);
        // mean 3, squares 14, divided by 4 · 3
        assert_eq!(four.value, 3.0);
        assert!((four.error.unwrap_or(f64::NAN) - (14.0f64 / 12.0).sqrt()).abs() < 1e-15);
        assert_eq!(mean(&[2.0]), Estimate { value: 2.0, error: None });
        assert!(mean(&[]).value.is_nan() && mean(&[f64::NAN]).error.is_none());
    }

    #[test]
    fn what_never_happened_is_not_certain() {
        assert_eq!(share(&[1.0; 300], |x| x < 0.0), Estimate { value: 0.0, error: Some(0.005) });
        assert_eq!(share(&[1.0; 300], |x| x > 0.0), Estimate { value: 1.0, error: Some(0.005) });
    }

    #[test]
    fn missing_values_count_nowhere() {
        let mut uniform = Uniform::new(9);
        let values: Vec<f64> = (0..3200).map(|i| if i % 7 == 0 { f64::NAN } else { uniform.next() }).collect();
        let kept: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        let found = share(&values, |x| x < 0.25);
        let expected = kept.iter().filter(|x| **x < 0.25).count() as f64 / kept.len() as f64;
        assert!((found.value - expected).abs() < 1e-15);
    }
}
