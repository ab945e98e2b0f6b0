//! Empirical distribution: straight lines through the sorted data, so that values between them occur too.
//!
//! The quantile is that of type 7 in Hyndman & Fan 1996, *Sample quantiles in statistical packages*: with n values the
//! one at place (n − 1)·u, counted from 0. Smallest and largest value are the ends.

use std::sync::Arc;

use super::discrete::{check_values, check_weights};
use super::error::ParameterError;
use super::family::{Family, Words};
use super::{Distribution, Univariate};

/// Two or more values in ascending order, not all equal.
#[derive(Debug)]
pub struct Empirical {
    sorted: Vec<f64>,
}

impl Empirical {
    /// Number of straight lines.
    fn pieces(&self) -> usize {
        self.sorted.len() - 1
    }

    /// The value at a place between 0 and n − 1.
    fn at(&self, place: f64) -> f64 {
        let place = place.clamp(0.0, self.pieces() as f64);
        let left = (place.floor() as usize).min(self.pieces() - 1);
        let share = place - left as f64;
        let (a, b) = (self.sorted[left], self.sorted[left + 1]);
        // from the nearer end, so that both ends are met exactly
        if share <= 0.5 { a + (b - a) * share } else { b - (b - a) * (1.0 - share) }
    }

    /// The place of x, counting `left` values before it (those < x, or those ≤ x).
    fn place(&self, x: f64, before: usize) -> f64 {
        if before == 0 {
            return 0.0;
        }
        if before > self.pieces() {
            return self.pieces() as f64;
        }
        let (a, b) = (self.sorted[before - 1], self.sorted[before]);
        (before - 1) as f64 + ((x - a) / (b - a)).clamp(0.0, 1.0)
    }

    /// The place up to which values are ≤ x.
    fn place_up_to(&self, x: f64) -> f64 {
        self.place(x, self.sorted.partition_point(|value| *value <= x))
    }

    /// The place up to which values are < x.
    fn place_before(&self, x: f64) -> f64 {
        self.place(x, self.sorted.partition_point(|value| *value < x))
    }
}

impl Univariate for Empirical {
    fn quantile(&self, u: f64) -> f64 {
        self.at(u * self.pieces() as f64)
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        let pieces = self.pieces() as f64;
        if v * pieces <= 1.0 {
            // in the last piece, measured from its end
            let (a, b) = (self.sorted[self.pieces() - 1], self.sorted[self.pieces()]);
            return b - (b - a) * (v * pieces);
        }
        self.at((1.0 - v) * pieces)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.place_up_to(x) / self.pieces() as f64
    }
    fn survival(&self, x: f64) -> f64 {
        (self.pieces() as f64 - self.place_up_to(x)) / self.pieces() as f64
    }
    fn below(&self, x: f64) -> f64 {
        self.place_before(x) / self.pieces() as f64
    }
    fn at_least(&self, x: f64) -> f64 {
        (self.pieces() as f64 - self.place_before(x)) / self.pieces() as f64
    }
    fn mean(&self) -> f64 {
        let origin = self.sorted[0];
        let sum: f64 = self.sorted.windows(2).map(|pair| 0.5 * ((pair[0] - origin) + (pair[1] - origin))).sum();
        origin + sum / self.pieces() as f64
    }
    fn sd(&self) -> f64 {
        let mean = self.mean();
        // ∫ of the square of a straight line from a to b is (a² + ab + b²)/3
        let square = |pair: &[f64]| {
            let (a, b) = (pair[0] - mean, pair[1] - mean);
            (a * a + a * b + b * b) / 3.0
        };
        (self.sorted.windows(2).map(square).sum::<f64>() / self.pieces() as f64).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (self.sorted[0], self.sorted[self.pieces()])
    }
    fn breaks(&self) -> Vec<f64> {
        self.sorted.clone()
    }
}

/// Straight lines through these values; equal values give the constant.
///
/// # Errors
/// No values, or one that is not finite.
pub fn empirical(values: Vec<f64>) -> Result<Distribution, ParameterError> {
    check_weights("empirical", values.len(), &vec![1.0; values.len()])?;
    check_values("empirical", &values)?;
    let mut sorted = values;
    sorted.sort_by(f64::total_cmp);
    match (sorted.first(), sorted.last()) {
        (Some(first), Some(last)) if first < last => Ok(Distribution::Empirical(Arc::new(Empirical { sorted }))),
        (first, _) => Ok(Distribution::constant(first.copied().unwrap_or(f64::NAN))),
    }
}

/// `empirical` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "empirical",
    title: Words { zh: "经验分布", en: "empirical" },
    doc: Words {
        zh: "把历史数据排好序，相邻两数之间用直线连接；不会超出数据的最小值和最大值。",
        en: "Straight lines through the sorted data; never beyond the smallest and largest of them.",
    },
    example: r#"{ dist = "empirical", data = [3.1, 4.0, 4.4, 5.2, 6.9] }"#,
    sets: &[],
    percentiles: None,
    lists: &["data"],
    discrete: false,
};
