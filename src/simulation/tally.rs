//! What is gathered over trials for every row and year, so that no household's values are kept trial by trial.
//!
//! Sums are held as whole numbers of 2^-96, wide enough for values up to 1e18 and their squares in 2^32 trials: adding them
//! in any order gives the same bits, so threads and blocks do not matter. Lanes are added in groups of 64 consecutive
//! trials, always in the same order.

use super::block::Argument;
use crate::plan::program::{TallySize, TallySort};

/// Trials whose values are added as floating-point numbers before they become whole ones.
const GROUP: usize = 64;
/// The unit of a whole number is 2 to the power of minus this.
const LOWEST: i32 = 96;
/// Square of the largest value that is added. 2^32 of them are less than 2^152.
const LARGEST_SQUARE: f64 = 1e36;

/// 2 to a power that a normal number holds.
fn two_to(power: i32) -> f64 {
    f64::from_bits(((1023 + power) as u64) << 52)
}

/// A sum that is exact down to 2^-96: a whole number with a sign, the lowest 64 bits first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Exact<const LIMBS: usize>([u64; LIMBS]);

impl<const LIMBS: usize> Default for Exact<LIMBS> {
    fn default() -> Self {
        Exact([0; LIMBS])
    }
}

impl<const LIMBS: usize> Exact<LIMBS> {
    /// Adds a finite number; what it has below 2^-96 is dropped.
    #[inline(always)]
    fn add(&mut self, value: f64) {
        let bits = value.to_bits();
        let power = (bits >> 52 & 0x7ff) as i32;
        let mantissa = bits & ((1 << 52) - 1) | u64::from(power > 0) << 52;
        // value = mantissa * 2^(power - 1075)
        let shift = power.max(1) - 1075 + LOWEST;
        let (limb, wide) = match shift {
            0.. => (shift as usize / 64, u128::from(mantissa) << (shift % 64)),
            -63..0 => (0, u128::from(mantissa >> -shift)),
            _ => return,
        };
        let mut parts = [0; LIMBS];
        for (part, bits) in parts.iter_mut().skip(limb).zip([wide as u64, (wide >> 64) as u64]) {
            *part = bits;
        }
        if bits >> 63 == 0 { self.add_all(&parts) } else { self.subtract_all(&parts) }
    }

    #[inline(always)]
    fn add_all(&mut self, parts: &[u64; LIMBS]) {
        let mut carry = false;
        for (limb, part) in self.0.iter_mut().zip(parts) {
            let (sum, over) = limb.overflowing_add(*part);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            (*limb, carry) = (sum, over | again);
        }
    }

    #[inline(always)]
    fn subtract_all(&mut self, parts: &[u64; LIMBS]) {
        let mut borrow = false;
        for (limb, part) in self.0.iter_mut().zip(parts) {
            let (rest, under) = limb.overflowing_sub(*part);
            let (rest, again) = rest.overflowing_sub(u64::from(borrow));
            (*limb, borrow) = (rest, under | again);
        }
    }

    /// The nearest number, or one beside it.
    fn number(&self) -> f64 {
        let negative = self.0[LIMBS - 1] >> 63 == 1;
        let mut size = *self;
        if negative {
            size = Exact::default();
            size.subtract_all(&self.0);
        }
        let whole = size.0.iter().rev().fold(0.0, |above, limb| above * two_to(64) + *limb as f64);
        let number = whole / two_to(LOWEST);
        if negative { -number } else { number }
    }
}

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
            sum.value.add_all(&more.value.0);
            sum.square.add_all(&more.square.0);
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
                    // negative numbers and NaN become 0
                    let cell = ((argument.lane(lane) * scale) as usize).min(last);
                    self.counts[year * cells as usize + cell] += 1;
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
    fn negative_and_positive_values_cancel_to_the_last_bit() {
        let mut sum = Sum::default();
        [1e17, -3.5, two_to(-90), -1e17, 3.5].iter().for_each(|value| sum.add(*value, 0.0));
        assert_eq!(sum.total(), two_to(-90));
        sum.add(-(two_to(-90)), 0.0);
        sum.add(-0.0, 0.0);
        assert_eq!(sum, Sum::default());
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
    fn cells_hold_every_value_once() {
        let sort = TallySort::Cells { cells: 4, high: 2.0_f64.to_bits() };
        let mut tally = Tally::new(TallySize { sort, rows: 7, years: 2 });
        tally.add(Argument::Many(&[-1.0, 0.1, 0.6, 1.9, 5.0, f64::NAN]), 3, 1, 6);
        assert_eq!(tally.counts, [0, 0, 0, 0, 3, 1, 0, 2]);
    }
}
