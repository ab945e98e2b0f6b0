//! Random numbers by name and place: a hash of the seed, so the same on every machine.

use crate::numeric::address::{join, path_key, row_key};
use crate::numeric::elementary::ln;

/// Draws of one list.
pub(super) struct Draws {
    seed: u64,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Draws { seed }
    }

    /// Uniform in (0, 1): the middle of one of 2^53 cells.
    pub(super) fn uniform(&self, what: &str, index: usize) -> f64 {
        let word = row_key(join(path_key(what), self.seed), index as u64);
        ((word >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// A whole number from 0 to `below` − 1.
    pub(super) fn below(&self, what: &str, index: usize, below: usize) -> usize {
        ((self.uniform(what, index) * below as f64) as usize).min(below.saturating_sub(1))
    }

    /// `count` uniforms, one in each of as many equal cells, in random order: their spread is that of the distribution
    /// even for a few households.
    pub(super) fn stratified(&self, what: &str, count: usize) -> Vec<f64> {
        let mut cells: Vec<usize> = (0..count).collect();
        cells.sort_by(|a, b| self.uniform(what, *a).total_cmp(&self.uniform(what, *b)).then(a.cmp(b)));
        let inside = |at: usize| self.uniform(what, count + at);
        cells.iter().enumerate().map(|(at, cell)| (*cell as f64 + inside(at)) / count as f64).collect()
    }

    /// Picks `count` of some things without replacement, by weight: those with the smallest −ln(u) / weight (Efraimidis
    /// and Spirakis, 2006, *Weighted random sampling with a reservoir*). Weights 0 are never picked.
    pub(super) fn pick(&self, what: &str, weights: &[f64], count: usize) -> Vec<usize> {
        let key = |(at, weight): (usize, &f64)| (*weight > 0.0).then(|| (-ln(self.uniform(what, at)) / weight, at));
        let mut keys: Vec<(f64, usize)> = weights.iter().enumerate().filter_map(key).collect();
        keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        keys.into_iter().take(count).map(|(_, at)| at).collect()
    }
}
