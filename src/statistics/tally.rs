//! Counts in fine cells, for values too many to keep: whole numbers, so joining them in any order gives the same bits.

use super::replicate::{Estimate, error_of_replicates};

/// Values counted in equal cells over a range fixed beforehand, with one cell for all below and one for all above.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    low: f64,
    high: f64,
    /// Below, the equal cells, above.
    counts: Vec<u64>,
    /// Smallest and largest value counted, which end the outer cells.
    range: (f64, f64),
}

impl Tally {
    /// Counts nothing yet. The range comes from the first trials: theirs, with half its width more on either side; so it
    /// must come from the same trials on every machine. Values that are not finite are skipped.
    pub fn for_values_like(first: &[f64], cells: usize) -> Self {
        let finite = || first.iter().copied().filter(|x| x.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = if low > high { (0.0, 0.0) } else { (low, high) };
        // a constant so far: room for values of the same size
        let margin = if high > low { 0.5 * (high - low) } else { low.abs().max(1.0) };
        let range = (f64::INFINITY, f64::NEG_INFINITY);
        Tally { low: low - margin, high: high + margin, counts: vec![0; cells.max(1) + 2], range }
    }

    /// The same cells, empty.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Tally { counts: vec![0; self.counts.len()], range: (f64::INFINITY, f64::NEG_INFINITY), ..*self }
    }

    /// Counts values; NaN and ±∞ are missing and not counted.
    pub fn add(&mut self, values: &[f64]) {
        let cells = self.counts.len() - 2;
        let scale = cells as f64 / (self.high - self.low);
        for value in values.iter().filter(|value| value.is_finite()) {
            self.range = (self.range.0.min(*value), self.range.1.max(*value));
            let place = (value - self.low) * scale;
            let cell = if place < 0.0 { 0 } else { 1 + (place as usize).min(cells) };
            self.counts[cell] += 1;
        }
    }

    /// Takes in the counts of another tally with the same cells; false (and nothing done) for one with other cells.
    pub fn join(&mut self, other: &Tally) -> bool {
        if self.low != other.low || self.high != other.high || self.counts.len() != other.counts.len() {
            return false;
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
        self.range = (self.range.0.min(other.range.0), self.range.1.max(other.range.1));
        true
    }

    /// Values counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Smallest and largest value counted; `None` for none.
    pub fn range(&self) -> Option<(f64, f64)> {
        (self.range.0 <= self.range.1).then_some(self.range)
    }

    /// Ends of a cell, within the values counted.
    fn ends(&self, cell: usize) -> (f64, f64) {
        let cells = self.counts.len() - 2;
        let edge = |i: usize| self.low + (self.high - self.low) * (i as f64 / cells as f64);
        let from = if cell == 0 { self.range.0 } else { edge(cell - 1) };
        let to = if cell == cells + 1 { self.range.1 } else { edge(cell) };
        (from.max(self.range.0), to.min(self.range.1))
    }

    /// Quantile of type 7 and a bound of its error: values are taken to lie evenly in their cell, so the two values the
    /// quantile lies between are off by less than the width of their cells. `None` for no values or a probability outside
    /// [0, 1].
    pub fn quantile(&self, probability: f64) -> Option<(f64, f64)> {
        let count = self.count();
        if count == 0 || !(0.0..=1.0).contains(&probability) {
            return None;
        }
        let place = (count - 1) as f64 * probability;
        let rank = place.floor();
        let (low, low_width) = self.value_at_rank(rank as u64);
        if place == rank {
            return Some((low, low_width));
        }
        let (high, high_width) = self.value_at_rank(rank as u64 + 1);
        Some((low + (place - rank) * (high - low), low_width.max(high_width)))
    }

    /// The value of a rank (from 0), and the width of its cell; the first and the last are known exactly.
    fn value_at_rank(&self, rank: u64) -> (f64, f64) {
        if rank == 0 {
            return (self.range.0, 0.0);
        }
        let mut before = 0;
        for (cell, here) in self.counts.iter().enumerate() {
            // of k values in a cell the i-th (from 0) stands at (i + ½) / k
            if rank < before + here && rank + 1 < self.count() {
                let (from, to) = self.ends(cell);
                let share = ((rank - before) as f64 + 0.5) / *here as f64;
                return (from + share * (to - from), to - from);
            }
            before += here;
        }
        (self.range.1, 0.0)
    }

    /// Share of the values at most x, evenly spread within cells; NaN for no values.
    pub fn share_up_to(&self, x: f64) -> f64 {
        let mut below = 0.0;
        for (cell, here) in self.counts.iter().enumerate().filter(|(_, here)| **here > 0) {
            let (from, to) = self.ends(cell);
            let part = if x >= to { 1.0 } else { ((x - from) / (to - from)).max(0.0) };
            below += *here as f64 * part;
        }
        below / self.count() as f64
    }
}

/// Quantile of values tallied by replicate (one tally each, same cells), with its standard error.
///
/// Value from all tallies together; error by Woodruff's method as in [`super::summarise`], with the width of the cell (as
/// a uniform error, width / √12) added in square. `None` for no values, other cells, or a probability outside [0, 1].
pub fn tallied_quantile(replicates: &[Tally], probability: f64) -> Option<Estimate> {
    let mut all = replicates.first()?.emptied();
    for tally in replicates {
        if !all.join(tally) {
            return None;
        }
    }
    let (value, width) = all.quantile(probability)?;
    let shares: Vec<f64> =
        replicates.iter().filter(|tally| tally.count() > 0).map(|tally| tally.share_up_to(value)).collect();
    let error = error_of_replicates(&shares).map(|of_share| {
        let of_share = of_share.max((shares.len() as f64 / 12.0).sqrt() / all.count() as f64);
        let (low, high) = ((probability - of_share).max(0.0), (probability + of_share).min(1.0));
        let at = |p: f64| all.quantile(p).map_or(value, |(value, _)| value);
        let of_quantile = (at(high) - at(low)) / (high - low) * of_share;
        (of_quantile * of_quantile + width * width / 12.0).sqrt()
    });
    Some(Estimate { value, error })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::tests::normals;
    use crate::statistics::{quantiles, summarise};

    #[test]
    fn quantiles_are_within_the_stated_error() {
        let values = normals(3, 30_000);
        let mut tally = Tally::for_values_like(&values[..500], 400);
        tally.add(&values);
        let mut copy = values.clone();
        for p in [0.0, 0.001, 0.05, 0.5, 0.9, 0.99999, 1.0] {
            let exact = quantiles(&mut copy, &[p])[0];
            let (found, bound) = tally.quantile(p).unwrap_or_default();
            assert!((found - exact).abs() <= bound, "{p}: {found} {exact} {bound}");
        }
        // the first 500 spread over about 6, twice that in 400 cells
        assert!(tally.quantile(0.5).is_some_and(|(_, bound)| bound < 0.04));
    }

    #[test]
    fn joining_in_any_order_gives_the_same_counts() {
        let values = normals(4, 3000);
        let empty = Tally::for_values_like(&values[..100], 64);
        let parts: Vec<Tally> = values
            .chunks(700)
            .map(|part| {
                let mut tally = empty.emptied();
                tally.add(part);
                tally
            })
            .collect();
        let (mut forward, mut backward, mut whole) = (empty.emptied(), empty.emptied(), empty.emptied());
        assert!(parts.iter().all(|part| forward.join(part)) && parts.iter().rev().all(|part| backward.join(part)));
        whole.add(&values);
        assert!(forward == whole && backward == whole && whole.count() == 3000);
        assert!(!forward.join(&Tally::for_values_like(&[0.0, 1.0], 64)));
    }

    #[test]
    fn values_outside_the_first_range_stay_between_smallest_and_largest() {
        let mut tally = Tally::for_values_like(&[0.0, 1.0], 10);
        tally.add(&[-100.0, 0.2, 0.4, 0.6, 50.0, f64::NAN]);
        assert_eq!((tally.count(), tally.range()), (5, Some((-100.0, 50.0))));
        for p in [0.0, 1.0] {
            // the ends are known exactly, what lies between them out there is not
            assert_eq!(tally.quantile(p), Some((if p == 0.0 { -100.0 } else { 50.0 }, 0.0)));
        }
        tally.add(&[-60.0]);
        assert!(tally.quantile(0.2).is_some_and(|(value, bound)| (value + 60.0).abs() <= bound && bound < 100.0));
        assert!(tally.emptied().quantile(0.5).is_none() && tally.quantile(1.1).is_none());
        let mut constant = Tally::for_values_like(&[], 10);
        constant.add(&[0.25; 9]);
        assert_eq!(constant.quantile(0.3), Some((0.25, 0.0)));
    }

    #[test]
    fn errors_agree_with_those_of_kept_values() {
        let values = normals(8, 64_000);
        let empty = Tally::for_values_like(&values[..1000], 4096);
        let mut replicates = vec![empty.emptied(); 32];
        for (trial, value) in values.iter().enumerate() {
            replicates[trial % 32].add(std::slice::from_ref(value));
        }
        for (p, exact) in summarise(&values, &[0.05, 0.5, 0.9]).quantiles {
            let found = tallied_quantile(&replicates, p).unwrap_or(Estimate { value: f64::NAN, error: None });
            let (error, expected) = (found.error.unwrap_or(f64::NAN), exact.error.unwrap_or(f64::NAN));
            // cells of 0.003 against errors of 0.005: the two readings of the quantile function differ by a cell or two
            assert!((found.value - exact.value).abs() < 0.004, "{p}");
            assert!((error / expected - 1.0).abs() < 0.35, "{p} {error} {expected}");
        }
    }
}
