//! Quantiles of counts (Poisson, binomial, …) with known parameters: a list of cumulative probabilities and a guide that
//! says where in it to look. Source: Chen and Asau 1974, *On generating random variates from an empirical distribution*.

use crate::distribution::Distribution;

/// Most values a list may hold; wider distributions use the exact quantile.
const MOST: f64 = 65_536.0;
/// Entries of the guide.
const GUIDE: usize = 256;

/// A distribution on whole numbers as a list.
#[derive(Debug, Clone)]
pub struct Steps {
    first: f64,
    /// P(X ≤ first + k).
    cumulative: Vec<f64>,
    /// For each 256th of the unit interval the first place whose cumulative probability reaches its lower end.
    guide: Vec<u32>,
}

impl Steps {
    /// The list of a discrete distribution; `None` where its values are not whole numbers or too many.
    pub fn build(distribution: &Distribution) -> Option<Steps> {
        let first = distribution.quantile(f64::EPSILON / 4.0);
        let last = distribution.quantile(1.0 - f64::EPSILON / 2.0);
        let whole = first.fract() == 0.0 && last.fract() == 0.0;
        if !whole || !(last - first).is_finite() || last - first > MOST {
            return None;
        }
        let count = (last - first) as usize + 1;
        let cumulative: Vec<f64> = (0..count).map(|k| distribution.cdf(first + k as f64)).collect();
        // between the whole numbers there must be nothing
        let between = (0..count).all(|k| distribution.cdf(first + k as f64 + 0.5) == cumulative[k]);
        if !between {
            return None;
        }
        let place = |u: f64| cumulative.partition_point(|p| *p < u).min(count - 1) as u32;
        let guide = (0..=GUIDE).map(|k| place(k as f64 / GUIDE as f64)).collect();
        Some(Steps { first, cumulative, guide })
    }

    /// The smallest value with P(X ≤ value) ≥ u.
    #[inline(always)]
    pub fn quantile(&self, u: f64) -> f64 {
        let cell = ((u * GUIDE as f64) as usize).min(GUIDE - 1);
        let mut place = self.guide[cell] as usize;
        while place + 1 < self.cumulative.len() && self.cumulative[place] < u {
            place += 1;
        }
        self.first + place as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::family;

    #[test]
    fn a_list_gives_the_exact_quantiles() {
        for (name, parameters) in [("poisson", vec![("mean", 3.7)]), ("binomial", vec![("n", 40.0), ("p", 0.2)])] {
            let names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
            let selected = family(name).unwrap().select(&names).unwrap();
            let values: Vec<f64> = parameters.iter().map(|(_, value)| *value).collect();
            let distribution = selected.build(&values).unwrap();
            let steps = Steps::build(&distribution).unwrap();
            for k in 1..4000 {
                let u = f64::from(k) / 4000.0;
                assert_eq!(steps.quantile(u), distribution.quantile(u), "{name} at {u}");
            }
            for u in [1e-300, 1e-12, 1.0 - 1e-12, 1.0 - f64::EPSILON / 2.0] {
                assert_eq!(steps.quantile(u.max(f64::EPSILON / 2.0)), distribution.quantile(u.max(f64::EPSILON / 2.0)));
            }
        }
    }
}
