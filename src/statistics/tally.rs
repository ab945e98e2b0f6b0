//! Counts in fine cells, for values too many to keep: whole numbers, so joining them in any order gives the same bits.

use super::quantiles::{MANY, TIES};
use super::replicate::REPLICATES;

/// Values counted in equal cells over a range fixed beforehand, with one cell for all below and one for all above.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    low: f64,
    high: f64,
    /// Below, the equal cells, above.
    cells: Vec<Cell>,
}

/// How many values fell into a cell, and the smallest and largest of them: a cell that holds one value again and again
/// gives it back exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    count: u64,
    low: f64,
    high: f64,
}

const EMPTY: Cell = Cell { count: 0, low: f64::INFINITY, high: f64::NEG_INFINITY };

impl Cell {
    fn join(&mut self, other: &Cell) {
        self.count += other.count;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }
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
        Tally { low: low - margin, high: high + margin, cells: vec![EMPTY; cells.max(1) + 2] }
    }

    /// The same cells, empty.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Tally { cells: vec![EMPTY; self.cells.len()], ..*self }
    }

    /// Counts values; NaN and ±∞ are missing and not counted.
    pub fn add(&mut self, values: &[f64]) {
        let cells = self.cells.len() - 2;
        let scale = cells as f64 / (self.high - self.low);
        for &value in values.iter().filter(|value| value.is_finite()) {
            let place = (value - self.low) * scale;
            let cell = if place < 0.0 { 0 } else { 1 + (place as usize).min(cells) };
            // −0 and 0 are the same value: the first to come must not decide which is shown
            self.cells[cell].join(&Cell { count: 1, low: value + 0.0, high: value + 0.0 });
        }
    }

    /// Takes in the counts of another tally with the same cells; false (and nothing done) for one with other cells.
    pub fn join(&mut self, other: &Tally) -> bool {
        if self.low != other.low || self.high != other.high || self.cells.len() != other.cells.len() {
            return false;
        }
        self.cells.iter_mut().zip(&other.cells).for_each(|(mine, theirs)| mine.join(theirs));
        true
    }

    /// Values counted.
    pub fn count(&self) -> u64 {
        self.cells.iter().map(|cell| cell.count).sum()
    }

    /// Smallest and largest value counted; `None` for none.
    pub fn range(&self) -> Option<(f64, f64)> {
        let all = self.cells.iter().fold(EMPTY, |mut all, cell| {
            all.join(cell);
            all
        });
        (all.count > 0).then_some((all.low, all.high))
    }

    /// Bytes of a tally with so many cells.
    pub fn bytes(cells: usize) -> u64 {
        ((cells.max(1) + 2) * size_of::<Cell>()) as u64
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

    /// The two values between which the quantile falls, where both come again and again; see [`super::quantiles`].
    pub(super) fn jump(&self, probability: f64) -> Option<(f64, f64)> {
        let count = self.count();
        if count < MANY as u64 || !(0.0..=1.0).contains(&probability) {
            return None;
        }
        let place = (count - 1) as f64 * probability;
        let rank = place.floor() as u64;
        if place == place.floor() {
            return None;
        }
        let ties = TIES as u64;
        let [(first, a), (low, b), (high, c), (last, d)] = [
            self.value_at_rank((rank + 1).checked_sub(ties)?),
            self.value_at_rank(rank),
            self.value_at_rank(rank + 1),
            self.value_at_rank(rank + ties),
        ];
        let exact = a + b + c + d == 0.0;
        (exact && first == low && low < high && high == last).then_some((low, high))
    }

    /// The value of a rank (from 0), and how far apart the values of its cell lie.
    fn value_at_rank(&self, rank: u64) -> (f64, f64) {
        let mut before = 0;
        for cell in &self.cells {
            if rank < before + cell.count {
                let place = rank - before;
                let width = cell.high - cell.low;
                // the first and the last of a cell are known; the others are taken to lie evenly between
                return match place {
                    0 => (cell.low, 0.0),
                    _ if place + 1 == cell.count => (cell.high, 0.0),
                    _ => (cell.low + width * (place as f64 / (cell.count - 1) as f64), width),
                };
            }
            before += cell.count;
        }
        (f64::NAN, f64::NAN)
    }

    /// Standard error of a quantile that is known to `width`, from that of the share of values below it (Woodruff's method,
    /// as in [`super::summarise`]): the quantile function is read on either side; the width counts as a uniform error,
    /// width / √12, in square.
    pub(super) fn error_of_quantile(&self, probability: f64, width: f64, of_share: f64) -> f64 {
        let n = self.count() as f64;
        let of_share = of_share.max((REPLICATES as f64 / 12.0).sqrt() / n);
        let reach = of_share.max(n.sqrt().min(16.0) / n);
        let (low, high) = ((probability - reach).max(0.0), (probability + reach).min(1.0));
        let at = |p: f64| self.quantile(p).map_or(f64::NAN, |(value, _)| value);
        let of_quantile = (at(high) - at(low)) / (high - low) * of_share;
        (of_quantile * of_quantile + width * width / 12.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::quantiles;
    use crate::statistics::tests::normals;

    #[test]
    fn quantiles_are_within_the_stated_error() {
        let values = normals(3, 30_000);
        let mut tally = Tally::for_values_like(&values[..500], 400);
        tally.add(&values);
        for p in [0.0, 0.001, 0.05, 0.5, 0.9, 0.99999, 1.0] {
            let exact = quantiles(&values, &[p])[0];
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
}
