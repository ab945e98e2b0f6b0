//! Quantiles of unsorted values.

use std::cmp::Ordering;

/// Quantiles of type 7 (Hyndman & Fan 1996, *Sample quantiles in statistical packages*, The American Statistician 50):
/// with h = (n − 1) p, straight line between the sorted values of rank ⌊h⌋ and ⌊h⌋ + 1 (from 0). What R, NumPy and
/// spreadsheets (`PERCENTILE.INC`) do by default.
///
/// `values` in any order; NaN has no rank and is left out. One result for each of `probabilities`; NaN for no values or a
/// probability outside [0, 1]. Cost grows with n, not n log n: only the ranks asked for are put in place.
pub fn quantiles(values: &[f64], probabilities: &[f64]) -> Vec<f64> {
    Ranked::of(values).quantiles(probabilities)
}

/// Rank and share of the way to the next rank.
fn position(count: usize, probability: f64) -> Option<(usize, f64)> {
    if count == 0 || !(0.0..=1.0).contains(&probability) {
        return None;
    }
    let h = (count - 1) as f64 * probability;
    let rank = (h.floor() as usize).min(count - 1);
    Some((rank, h - rank as f64))
}

/// The value `share` of the way from `rank` to the next; both must be in place.
fn between(values: &[f64], rank: usize, share: f64) -> f64 {
    let Some(low) = values.get(rank) else { return f64::NAN };
    match values.get(rank + 1) {
        Some(high) => on_line(*low, *high, share),
        None => *low,
    }
}

/// The value `share` of the way from `low` to `high`; `low` itself where it has no end that a line could begin at.
pub fn on_line(low: f64, high: f64, share: f64) -> f64 {
    if share > 0.0 && low.is_finite() { low + share * (high - low) } else { low }
}

/// How often a value must come for numbers to count as few-valued, and among how many.
pub(super) const TIES: usize = 3;
pub(super) const MANY: usize = 64;

/// Cells into which many values are put before a rank is looked for, and how many values are many.
const CELLS: usize = 256;
const MANY_TO_PLACE: usize = 1 << 13;
/// Values that tell the range of the cells; between the first and the last hundredth of them the cells are equally wide.
const SAMPLE: usize = 512;

/// Values of which some ranks are in their sorted place: nothing to the left of such a rank is greater, nothing to the
/// right smaller. Whatever asks for ranks of the same values shares one of these.
#[derive(Debug, Clone)]
pub struct Ranked {
    values: Vec<f64>,
    /// Rising.
    ranks: Vec<usize>,
    /// Where each cell of values ends: no value of a cell is greater than one of the next.
    ends: Vec<usize>,
}

impl Ranked {
    /// The values that have a rank: all but NaN.
    pub fn of(values: &[f64]) -> Ranked {
        let (values, ends) = into_cells(values);
        Ranked { values, ranks: Vec::new(), ends }
    }

    /// The values, in no order to count on.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// True where the smallest or the largest value is infinite.
    pub fn has_infinities(&mut self) -> bool {
        let last = self.values.len().saturating_sub(1);
        self.value_at_rank(0).is_infinite() || self.value_at_rank(last).is_infinite()
    }

    /// Type-7 quantiles; puts the ranks they need in place, working only between ranks placed before.
    pub fn quantiles(&mut self, probabilities: &[f64]) -> Vec<f64> {
        let count = self.values.len();
        let positions: Vec<_> = probabilities.iter().map(|p| position(count, *p)).collect();
        let needed = positions.iter().flatten().flat_map(|(rank, share)| {
            let next = (*share > 0.0 && rank + 1 < count).then_some(rank + 1);
            [Some(*rank), next].into_iter().flatten()
        });
        self.place(needed.collect());
        positions.into_iter().map(|p| p.map_or(f64::NAN, |(rank, share)| between(&self.values, rank, share))).collect()
    }

    /// The two values between which the quantile falls, where both come again and again ([`TIES`] times side by side at
    /// least, among [`MANY`] values or more): the quantile of few-valued numbers on a jump, where a straight line would give
    /// a value that never occurs.
    pub(super) fn jump(&mut self, probability: f64) -> Option<(f64, f64)> {
        let (rank, share) = position(self.values.len(), probability)?;
        if share <= 0.0 || self.values.len() < MANY {
            return None;
        }
        let first = (rank + 1).checked_sub(TIES)?;
        let last = rank + TIES;
        let (low, high) = (self.value_at_rank(rank), self.value_at_rank(rank + 1));
        let tied = low < high && self.value_at_rank(first) == low && self.value_at_rank(last) == high;
        tied.then_some((low, high))
    }

    /// The value of a rank, counted from 0; NaN beyond the last.
    pub(super) fn value_at_rank(&mut self, rank: usize) -> f64 {
        if rank >= self.values.len() {
            return f64::NAN;
        }
        self.place(vec![rank]);
        self.values[rank]
    }

    fn place(&mut self, mut wanted: Vec<usize>) {
        wanted.retain(|rank| self.ranks.binary_search(rank).is_err());
        wanted.sort_unstable();
        wanted.dedup();
        let mut rest = wanted.as_slice();
        while let Some(rank) = rest.first() {
            // the stretch between the neighbours in place, as far as it lies in one cell
            let after = self.ranks.partition_point(|placed| placed < rank);
            let cell = self.ends.partition_point(|end| end <= rank);
            let neighbour = if after == 0 { 0 } else { self.ranks[after - 1] + 1 };
            let start = if cell == 0 { neighbour } else { neighbour.max(self.ends[cell - 1]) };
            let end = self.ends.get(cell).copied().unwrap_or(self.values.len());
            let end = self.ranks.get(after).map_or(end, |neighbour| end.min(*neighbour));
            let (here, beyond) = rest.split_at(rest.partition_point(|rank| *rank < end));
            select(&mut self.values[start..end], start, here);
            rest = beyond;
        }
        self.ranks.append(&mut wanted);
        self.ranks.sort_unstable();
    }
}

/// Values but NaN, many of them in cells of rising values, and where each cell ends: a rank is then looked for among the few
/// values of its cell, not among all. Two passes; what lies outside the cells' range is in the first and the last one.
fn into_cells(values: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let ranked = |value: &&f64| !value.is_nan();
    let plain = || {
        let mut kept: Vec<f64> = Vec::with_capacity(values.len());
        kept.extend(values.iter().filter(ranked));
        let ends = vec![kept.len()];
        (kept, ends)
    };
    if values.len() < MANY_TO_PLACE {
        return plain();
    }
    // infinite values, and what is missing, say nothing of the range
    let sample = values.iter().step_by(values.len() / SAMPLE).copied();
    let mut sample: Vec<f64> = sample.filter(|value| value.is_finite()).collect();
    sample.sort_unstable_by(rising);
    let margin = sample.len() / 100;
    let (Some(low), Some(high)) = (sample.get(margin), sample.iter().rev().nth(margin)) else { return plain() };
    let scale = CELLS as f64 / (high - low);
    // all one value
    if !(scale > 0.0 && scale.is_finite()) {
        return plain();
    }
    // rises with the value, and the cast sends what is below 0 to 0
    let cell = |value: f64| (((value - low) * scale) as usize).min(CELLS - 1);
    let mut ends = vec![0; CELLS];
    values.iter().filter(ranked).for_each(|value| ends[cell(*value)] += 1);
    let mut count = 0;
    for end in &mut ends {
        count += *end;
        // where the cell begins; filling it moves this to its end
        *end = count - *end;
    }
    let mut sorted = vec![0.0; count];
    for value in values.iter().filter(ranked) {
        let place = &mut ends[cell(*value)];
        sorted[*place] = *value;
        *place += 1;
    }
    (sorted, ends)
}

/// Puts the ranks (rising, counted from `offset`) of a stretch in place: the middle one first, then either side.
fn select(values: &mut [f64], offset: usize, ranks: &[usize]) {
    let Some(rank) = ranks.get(ranks.len() / 2) else { return };
    let (left, _, right) = values.select_nth_unstable_by(rank - offset, rising);
    let (before, after) = ranks.split_at(ranks.len() / 2);
    select(left, offset, before);
    select(right, rank + 1, &after[1..]);
}

/// Order of numbers; none is NaN here.
fn rising(a: &f64, b: &f64) -> Ordering {
    a.total_cmp(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// [`quantiles`] of values that are sorted already, one probability.
    fn quantile_of_sorted(values: &[f64], probability: f64) -> f64 {
        position(values.len(), probability).map_or(f64::NAN, |(rank, share)| between(values, rank, share))
    }

    #[test]
    fn type_7_has_its_textbook_values() {
        // R: quantile(c(15, 20, 35, 40, 50), c(.05, .3, .4, .5, 1)) gives 16, 23, 29, 35, 50
        let values = [35.0, 20.0, 15.0, 50.0, 40.0];
        let found = quantiles(&values, &[0.05, 0.3, 0.4, 0.5, 1.0]);
        for (found, expected) in found.iter().zip([16.0, 23.0, 29.0, 35.0, 50.0]) {
            assert!((found - expected).abs() < 1e-13, "{found} {expected}");
        }
    }

    #[test]
    fn nothing_to_rank_gives_nothing() {
        assert!(quantiles(&[], &[0.5])[0].is_nan());
        assert!(quantiles(&[1.0], &[1.5, f64::NAN]).iter().all(|q| q.is_nan()));
        assert_eq!(quantiles(&[3.0], &[0.0, 0.4, 1.0]), [3.0; 3]);
    }

    /// To the last bit, also where ranks are asked for one after the other.
    fn assert_selecting_is_sorting(values: &[f64], asked: [Vec<f64>; 2]) -> Result<(), TestCaseError> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut ranked = Ranked::of(values);
        for probabilities in asked {
            let found = ranked.quantiles(&probabilities);
            for (p, found) in probabilities.iter().zip(found) {
                prop_assert_eq!(found.to_bits(), quantile_of_sorted(&sorted, *p).to_bits());
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn selecting_equals_sorting(
            values in prop::collection::vec(prop_oneof![-1e3..1e3f64, Just(5.0)], 1..400),
            first in prop::collection::vec(0.0..=1.0f64, 0..12), second in prop::collection::vec(0.0..=1.0f64, 0..12),
        ) {
            assert_selecting_is_sorting(&values, [first, second])?;
        }

        #[test]
        fn selecting_in_cells_equals_sorting(
            seed in 0..u64::MAX, atoms in 0_u32..5, tail in 0.0..6.0f64,
            first in prop::collection::vec(0.0..=1.0f64, 0..12), second in prop::collection::vec(0.0..=1.0f64, 0..12),
        ) {
            let mut uniform = crate::statistics::tests::Uniform::new(seed);
            let values: Vec<f64> = (0..MANY_TO_PLACE + 77)
                .map(|_| match uniform.next() {
                    // many times one value, both zeros, both infinities
                    u if u < 0.2 * f64::from(atoms) => [5.0, 0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY][(u * 1e6) as usize % 5],
                    u => (uniform.next() - 0.3) * (tail * u).exp(),
                })
                .collect();
            assert_selecting_is_sorting(&values, [first, second])?;
        }
    }
}
