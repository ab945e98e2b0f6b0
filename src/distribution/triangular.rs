//! Triangular distribution: the density rises in a straight line from low to likely and falls to high.
//!
//! Source: Kotz & van Dorp 2004, *Beyond beta*, chapter 1. Mean (low + likely + high)/3.

use super::error::{ParameterError, ascending, finite, take};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::{Distribution, Univariate};

/// low ≤ likely ≤ high, low < high.
#[derive(Debug, Clone, Copy)]
pub struct Triangular {
    low: f64,
    likely: f64,
    high: f64,
}

impl Triangular {
    /// The x with probability p below it, if it lies left of `likely`.
    fn left_quantile(&self, p: f64) -> f64 {
        self.low + (p * (self.high - self.low) * (self.likely - self.low)).sqrt()
    }
    /// The x with probability p above it, if it lies right of `likely`.
    fn right_quantile(&self, p: f64) -> f64 {
        self.high - (p * (self.high - self.low) * (self.high - self.likely)).sqrt()
    }
    /// P(X < likely).
    fn left_share(&self) -> f64 {
        (self.likely - self.low) / (self.high - self.low)
    }
    /// P(X > likely).
    fn right_share(&self) -> f64 {
        (self.high - self.likely) / (self.high - self.low)
    }
}

impl Univariate for Triangular {
    fn quantile(&self, u: f64) -> f64 {
        if u < self.left_share() { self.left_quantile(u) } else { self.right_quantile(1.0 - u) }
    }
    fn upper_quantile(&self, v: f64) -> f64 {
        if v < self.right_share() { self.right_quantile(v) } else { self.left_quantile(1.0 - v) }
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.low {
            0.0
        } else if x < self.likely {
            (x - self.low) / (self.high - self.low) * ((x - self.low) / (self.likely - self.low))
        } else {
            1.0 - self.survival(x)
        }
    }
    fn survival(&self, x: f64) -> f64 {
        if x >= self.high {
            0.0
        } else if x >= self.likely {
            (self.high - x) / (self.high - self.low) * ((self.high - x) / (self.high - self.likely))
        } else {
            1.0 - self.cdf(x)
        }
    }
    fn mean(&self) -> f64 {
        // differences first: three large values may be close together
        self.low + ((self.likely - self.low) + (self.high - self.low)) / 3.0
    }
    fn sd(&self) -> f64 {
        let (a, b) = (self.likely - self.low, self.high - self.low);
        ((a * a + b * b - a * b) / 18.0).sqrt()
    }
    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
    fn breaks(&self) -> Vec<f64> {
        vec![self.low, self.likely, self.high]
    }
}

/// From its three corners; three equal ones give the constant.
pub(super) fn build(low: f64, likely: f64, high: f64) -> Result<Distribution, ParameterError> {
    finite("triangular", &[("low", low), ("likely", likely), ("high", high), ("high - low", high - low)])?;
    ascending("triangular", &[("low", low), ("likely", likely), ("high", high)])?;
    Ok(if low < high {
        Distribution::Triangular(Triangular { low, likely, high })
    } else {
        Distribution::constant(low)
    })
}

/// `triangular` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "triangular",
    title: Words { zh: "三角分布", en: "triangular" },
    doc: Words {
        zh: "由最低、最可能、最高三个数给出，两边直线升降。比 pert 更看重两端。",
        en: "From the lowest, the most likely and the highest value, in straight lines. Gives the ends more weight than pert.",
    },
    example: r#"{ dist = "triangular", low = 1, likely = 2, high = 4 }"#,
    sets: &[ParameterSet {
        parameters: &[
            Parameter::required("low", Role::Value),
            Parameter::required("likely", Role::Value),
            Parameter::required("high", Role::Value),
        ],
        build: |values| {
            let [low, likely, high] = take("triangular", values)?;
            build(low, likely, high)
        },
        affine: None,
        examples: &[&[0.0, 0.3, 1.0], &[1.0, 2.0, 4.0], &[0.0, 0.0, 1.0], &[0.0, 1.0, 1.0], &[5.0, 5.0, 5.0]],
    }],
    percentiles: None,
    lists: &[],
    discrete: false,
};
