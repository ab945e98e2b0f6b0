//! What is gathered over trials for every row and year, so that no household's values are kept trial by trial.
//!
//! Sums are held as whole numbers of 2^-96, wide enough for values up to 1e18 and their squares in 2^32 trials: adding them
//! in any order gives the same bits, so threads and blocks do not matter. Lanes are added in groups of 64 consecutive
//! trials, always in the same order.

use super::block::Argument;
use crate::numeric::exact::Exact;
use crate::plan::program::{TallySize, TallySort};

/// Trials whose values are added as floating-point numbers before they become whole ones.
const GROUP: usize = 64;
/// Square of the largest value that is added. 2^32 of them are less than 2^152.
const LARGEST_SQUARE: f64 = 1e36;

/// The sums of one row and year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    value: Exact<3>,
    square: Exact<4>,
    /// Values that were not finite, or beyond 1e18.
    pub missing: u64,
}

impl Sum {
    /// Sum of the values.
    pub fn total(&self) -> f64 {
        self.value.number()
    }

    /// Sum of their squares.
    pub fn squares(&self) -> f64 {
        self.square.number()
    }

    #[inline(always)]
    fn add(&mut self, value: f64, square: f64) {
        self.value.add(value);
        self.square.add(square);
    }
}

/// One tally: sums by row and year, or counts by year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What it gathers.
    pub size: TallySize,
    /// `row * years + year`; empty for cells.
    pub sums: Vec<Sum>,
    /// `year * cells + cell`; empty for sums.
    pub counts: Vec<u64>,
}

impl Tally {
    /// Nothing gathered yet.
    pub fn new(size: TallySize) -> Tally {
        let (rows, years) = (size.rows as usize, size.years as usize);
        match size.sort {
            TallySort::Sums => Tally { size, sums: vec![Sum::default(); rows * years], counts: Vec::new() },
            TallySort::Cells { cells, .. } => {
                Tally { size, sums: Vec::new(), counts: vec![0; years * cells.max(1) as usize] }
            }
        }
    }

    /// Bytes of a tally.
    pub fn bytes(size: TallySize) -> u64 {
        match size.sort {
            TallySort::Sums => u64::from(size.rows) * u64::from(size.years) * size_of::<Sum>() as u64,
            TallySort::Cells { cells, .. } => u64::from(size.years) * u64::from(cells.max(1)) * 8,
        }
    }

    /// The sums of a row and year.
    pub fn sum(&self, row: usize, year: usize) -> Sum {
        let year = if self.size.years > 1 { year } else { 0 };
        self.sums.get(row * self.size.years as usize + year).copied().unwrap_or_default()
    }

    /// Adds what another tally of the same size has gathered, and empties it.
    pub fn take_in(&mut self, other: &mut Tally) {
        for (sum, more) in self.sums.iter_mut().zip(&mut other.sums) {
            sum.value.join(&more.value);
            sum.square.join(&more.square);
            sum.missing += more.missing;
            *more = Sum::default();
        }
        for (count, more) in self.counts.iter_mut().zip(&mut other.counts) {
            *count += std::mem::take(more);
        }
    }

    /// Adds the first `used` lanes of a row and year.
    #[inline(always)]
    pub(super) fn add(&mut self, argument: Argument<'_>, row: usize, year: usize, used: usize) {
        let year = if self.size.years > 1 { year } else { 0 };
        match self.size.sort {
            TallySort::Sums => {
                let place = row * self.size.years as usize + year;
                let Some(sum) = self.sums.get_mut(place) else { return };
                match argument {
                    Argument::Many(values) => {
                        values[..used].chunks(GROUP).for_each(|group| add_group(sum, group));
                    }
                    Argument::One(value) => {
                        let group = [value; GROUP];
                        (0..used).step_by(GROUP).for_each(|from| add_group(sum, &group[..GROUP.min(used - from)]));
                    }
                }
            }
            TallySort::Cells { cells, high } => {
                let scale = f64::from(cells) / f64::from_bits(high);
                let last = cells.saturating_sub(1) as usize;
                for lane in 0..used {
                    let value = argument.lane(lane);
                    // what nobody knows is no income of nothing
                    if !value.is_nan() {
                        // negative numbers become 0
                        let cell = ((value * scale) as usize).min(last);
                        self.counts[year * cells as usize + cell] += 1;
                    }
                }
            }
        }
    }
}

/// Adds a group in a fixed order: eight running sums, then those.
#[inline(always)]
fn add_group(sum: &mut Sum, group: &[f64]) {
    let (mut values, mut squares) = ([0.0; 8], [0.0; 8]);
    let mut chunks = group.chunks_exact(8);
    for chunk in &mut chunks {
        for lane in 0..8 {
            values[lane] += chunk[lane];
            squares[lane] += chunk[lane] * chunk[lane];
        }
    }
    for (lane, value) in chunks.remainder().iter().enumerate() {
        values[lane] += value;
        squares[lane] += value * value;
    }
    let total = |parts: [f64; 8]| {
        ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]))
    };
    let (value, square) = (total(values), total(squares));
    // no value is larger than the root of the squares' sum; NaN is not within either
    if square <= LARGEST_SQUARE {
        sum.add(value, square);
        return;
    }
    // one bad value must not spoil its neighbours
    for value in group {
        if value * value <= LARGEST_SQUARE {
            sum.add(*value, value * value);
        } else {
            sum.missing += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::exact::{LOWEST, two_to};

    fn sums(rows: u32, years: u32) -> Tally {
        Tally::new(TallySize { sort: TallySort::Sums, rows, years })
    }

    #[test]
    fn sums_are_the_same_bits_for_any_cut_at_groups() {
        let values: Vec<f64> = (0..512).map(|k| f64::from(k) * 0.1 - 7.3).collect();
        let whole = {
            let mut tally = sums(1, 1);
            tally.add(Argument::Many(&values), 0, 0, 500);
            tally
        };
        for cut in [64, 128, 448] {
            let (mut left, mut right) = (sums(1, 1), sums(1, 1));
            left.add(Argument::Many(&values[..cut]), 0, 0, cut);
            right.add(Argument::Many(&values[cut..]), 0, 0, 500 - cut);
            right.take_in(&mut left);
            assert_eq!(right, whole);
        }
        let exact: f64 = values[..500].iter().sum();
        assert!((whole.sum(0, 0).total() - exact).abs() < 1e-9);
    }

    #[test]
    fn values_of_any_size_are_added_exactly() {
        for scale in [1e-12, 1e-3, 1.0, 1e9, 1e18] {
            let values: Vec<f64> = (0..256).map(|k| scale * f64::from(k - 100) / 200.0).collect();
            let mut tally = sums(1, 1);
            tally.add(Argument::Many(&values), 0, 0, 256);
            let sum = tally.sum(0, 0);
            let exact: (f64, f64) = (values.iter().sum(), values.iter().map(|value| value * value).sum());
            // what four groups may drop
            let dropped = 4.0 / two_to(LOWEST);
            for (found, exact, size) in [(sum.total(), exact.0, scale), (sum.squares(), exact.1, scale * scale)] {
                assert!((found - exact).abs() <= 1e-12 * size + dropped, "{found} is not {exact}");
            }
            assert_eq!(sum.missing, 0);
        }
    }

    #[test]
    fn the_largest_values_of_the_longest_run_fit() {
        let mut sum = Sum::default();
        add_group(&mut sum, &[-1e18; GROUP]);
        let mut tally = sums(1, 1);
        tally.sums[0] = sum;
        // doubled until there are 2^32 of them
        for _ in 0..26 {
            let mut other = tally.clone();
            tally.take_in(&mut other);
        }
        let count = f64::from(u32::MAX) + 1.0;
        assert_eq!(tally.sum(0, 0).total(), -1e18 * count);
        assert!((tally.sum(0, 0).squares() / (1e36 * count) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn values_that_are_not_finite_are_counted_and_spoil_nothing() {
        let mut values = vec![1.0; 64];
        values[3] = f64::NAN;
        values[9] = f64::INFINITY;
        values[10] = -1e19;
        let mut tally = sums(2, 3);
        tally.add(Argument::Many(&values), 1, 2, 64);
        assert_eq!((tally.sum(1, 2).total(), tally.sum(1, 2).missing), (61.0, 3));
        assert_eq!(tally.sum(0, 2), Sum::default());
    }

    #[test]
    fn cells_hold_every_known_value_once() {
        let sort = TallySort::Cells { cells: 4, high: 2.0_f64.to_bits() };
        let mut tally = Tally::new(TallySize { sort, rows: 7, years: 2 });
        tally.add(Argument::Many(&[-1.0, 0.1, 0.6, 1.9, 5.0, f64::NAN]), 3, 1, 6);
        assert_eq!(tally.counts, [0, 0, 0, 0, 2, 1, 0, 2]);
    }
}
