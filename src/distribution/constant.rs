//! A value without spread: every family becomes it where its spread is 0.

use super::Univariate;

/// All probability at one value.
#[derive(Debug, Clone, Copy)]
pub struct Constant {
    /// The value.
    pub value: f64,
}

impl Univariate for Constant {
    fn quantile(&self, _: f64) -> f64 {
        self.value
    }
    fn upper_quantile(&self, _: f64) -> f64 {
        self.value
    }
    fn cdf(&self, x: f64) -> f64 {
        if x >= self.value { 1.0 } else { 0.0 }
    }
    fn survival(&self, x: f64) -> f64 {
        if x >= self.value { 0.0 } else { 1.0 }
    }
    fn below(&self, x: f64) -> f64 {
        if x > self.value { 1.0 } else { 0.0 }
    }
    fn at_least(&self, x: f64) -> f64 {
        if x > self.value { 0.0 } else { 1.0 }
    }
    fn mean(&self) -> f64 {
        self.value
    }
    fn sd(&self) -> f64 {
        0.0
    }
    fn support(&self) -> (f64, f64) {
        (self.value, self.value)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
