//! What is reported of trials too many to keep: exact sums and counts, so threads and blocks may come in any order.

use super::replicate::{Estimate, REPLICATES, error_of_sums};
use super::summary::{enough_beyond, summarise};
use super::tally::Tally;
use crate::numeric::exact::Exact;

/// Deviations beyond so many units, the spread of the first trials, count as so many: their squares of 2³² trials fit.
const FARTHEST: f64 = 1e18;

/// Sums of one replicate, in units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    count: u64,
    /// Of deviations from the centre.
    deviations: Exact<3>,
    /// Of their squares.
    squares: Exact<4>,
}

impl Sums {
    fn join(&mut self, other: &Sums) {
        self.count += other.count;
        self.deviations.join(&other.deviations);
        self.squares.join(&other.squares);
    }
}

/// Values of one quantity over all trials: mean and standard deviation to 15 digits of the spread, quantiles from a
/// [`Tally`], all with standard errors from the 32 replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    centre: f64,
    /// What deviations are measured in.
    unit: f64,
    probabilities: Vec<f64>,
    /// The quantiles of the first trials: how many values of each replicate are at most these gives the errors.
    limits: Vec<f64>,
    sums: [Sums; REPLICATES],
    /// By limit.
    up_to: Vec<[u64; REPLICATES]>,
    /// Trials at −∞ and at +∞: they are ranked, and count in nothing else.
    endless: [u64; 2],
    tally: Tally,
}

/// What [`Gathered`] says: as [`super::Summary`], of all trials.
#[derive(Debug, Clone, PartialEq)]
pub struct GatheredSummary {
    /// Trials with a finite value.
    pub counted: u64,
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation, divisor n − 1.
    pub sd: Estimate,
    /// (probability, quantile), known to the spread of the values in one cell.
    pub quantiles: Vec<(f64, Estimate)>,
}

impl Gathered {
    /// Nothing gathered yet. Range, unit and limits come from the first trials, which must be the same on every machine.
    pub fn for_values_like(first: &[f64], probabilities: &[f64], cells: usize) -> Self {
        let summary = summarise(first, probabilities);
        let (low, high) = summary.range;
        let centre = if summary.counted > 0 { summary.mean.value } else { 0.0 };
        let width = high - low;
        let unit = if width > 0.0 && width.is_finite() { width } else { centre.abs().max(1.0) };
        Gathered {
            centre,
            unit,
            probabilities: probabilities.to_vec(),
            limits: summary.quantiles.iter().map(|(_, quantile)| quantile.value).collect(),
            sums: [Sums::default(); REPLICATES],
            up_to: vec![[0; REPLICATES]; probabilities.len()],
            endless: [0; 2],
            tally: Tally::for_values_like(first, cells),
        }
    }

    /// The same scales, nothing gathered.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Gathered {
            sums: [Sums::default(); REPLICATES],
            up_to: vec![[0; REPLICATES]; self.limits.len()],
            endless: [0; 2],
            tally: self.tally.emptied(),
            probabilities: self.probabilities.clone(),
            limits: self.limits.clone(),
            ..*self
        }
    }

    /// Takes in values of consecutive trials, the first of which belongs to replicate 0. NaN is missing; ±∞ counts in
    /// quantiles only.
    pub fn add(&mut self, values: &[f64]) {
        for row in values.chunks(REPLICATES) {
            for (sums, &value) in self.sums.iter_mut().zip(row).filter(|(_, value)| value.is_finite()) {
                let deviation = ((value - self.centre) / self.unit).clamp(-FARTHEST, FARTHEST);
                sums.count += 1;
                sums.deviations.add(deviation);
                sums.squares.add(deviation * deviation);
            }
            for value in row.iter().filter(|value| value.is_infinite()) {
                self.endless[usize::from(*value > 0.0)] += 1;
            }
            for (limit, counts) in self.limits.iter().zip(&mut self.up_to) {
                for (count, value) in counts.iter_mut().zip(row) {
                    *count += u64::from(value.is_finite() && value <= limit);
                }
            }
        }
        self.tally.add(values);
    }

    /// Takes in what another one with the same scales has gathered.
    pub fn join(&mut self, other: &Gathered) {
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.join(theirs);
        }
        for (mine, theirs) in self.up_to.iter_mut().flatten().zip(other.up_to.iter().flatten()) {
            *mine += theirs;
        }
        for (mine, theirs) in self.endless.iter_mut().zip(other.endless) {
            *mine += theirs;
        }
        self.tally.join(&other.tally);
    }

    /// Bytes of one with so many cells.
    pub fn bytes(cells: usize, probabilities: usize) -> u64 {
        Tally::bytes(cells) + (REPLICATES * (size_of::<Sums>() + probabilities * size_of::<u64>())) as u64
    }

    /// What is known of all values.
    pub fn summary(&self) -> GatheredSummary {
        let mut all = Sums::default();
        self.sums.iter().for_each(|sums| all.join(sums));
        let counted = all.count;
        let n = counted as f64;
        // from the centre to the mean, in units
        let shift = all.deviations.number() / n;
        let of_centre = all.squares.number();
        let squares = (of_centre - n * shift * shift).max(0.0);
        let spread = squares / n;
        let sd = (squares / (n - 1.0)).sqrt();
        let deviations = self.sums.map(|sums| sums.deviations.number() - sums.count as f64 * shift);
        let of_squares = self.sums.map(|sums| {
            let own = sums.count as f64;
            let (deviations, squares) = (sums.deviations.number(), sums.squares.number());
            let around_mean = squares - 2.0 * shift * deviations + own * shift * shift;
            around_mean - own * spread
        });
        let of_variance = error_of_sums(&of_squares, counted as usize);
        let of_sd = if sd > 0.0 { of_variance / (2.0 * sd) } else { 0.0 };
        let error = |error: f64| (counted >= 2).then_some(error);
        GatheredSummary {
            counted,
            mean: Estimate {
                value: self.centre + self.unit * shift,
                error: error(self.unit * error_of_sums(&deviations, counted as usize)),
            },
            sd: Estimate { value: self.unit * sd, error: error(self.unit * of_sd).filter(|_| counted >= 3) },
            quantiles: self
                .probabilities
                .iter()
                .enumerate()
                .map(|(k, p)| (*p, self.quantile(k, *p, counted)))
                .collect(),
        }
    }

    /// The same rank counted among the finite values alone, or the end where it lies (type 7, as [`super::quantiles`]).
    fn among_finite(&self, probability: f64, counted: u64) -> Result<f64, f64> {
        let [below, above] = self.endless;
        if below == 0 && above == 0 {
            return Ok(probability);
        }
        let rank = probability * (below + counted + above).saturating_sub(1) as f64 - below as f64;
        if rank < 0.0 {
            return Err(f64::NEG_INFINITY);
        }
        let last = counted.saturating_sub(1) as f64;
        if counted == 0 || rank > last {
            return Err(f64::INFINITY);
        }
        Ok(if last > 0.0 { rank / last } else { 0.5 })
    }

    fn quantile(&self, place: usize, probability: f64, counted: u64) -> Estimate {
        let probability = match self.among_finite(probability, counted) {
            Ok(probability) => probability,
            Err(end) => return Estimate { value: end, error: None },
        };
        let Some((value, width)) = self.tally.quantile(probability) else {
            return Estimate { value: f64::NAN, error: None };
        };
        let jump = self.tally.jump(probability);
        let value = jump.map_or(value, |jump| jump.0);
        let counts = self.up_to[place];
        let share = counts.iter().sum::<u64>() as f64 / counted as f64;
        let mut deviations = [0.0; REPLICATES];
        for (deviation, (count, sums)) in deviations.iter_mut().zip(counts.iter().zip(&self.sums)) {
            *deviation = *count as f64 - sums.count as f64 * share;
        }
        let of_share = error_of_sums(&deviations, counted as usize);
        let half_jump = jump.map_or(0.0, |(low, high)| 0.5 * (high - low));
        let error = || self.tally.error_of_quantile(probability, width, of_share).max(half_jump);
        Estimate { value, error: (counted >= 2 && enough_beyond(counted as f64, probability)).then(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::tests::normals;

    const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.9, 0.95];

    fn gathered(values: &[f64], cells: usize) -> Gathered {
        let mut all = Gathered::for_values_like(&values[..values.len().min(4096)], &PROBABILITIES, cells);
        all.add(values);
        all
    }

    fn close(found: Estimate, exact: Estimate, tolerance: f64) -> bool {
        let (a, b) = (found.error.unwrap_or(f64::NAN), exact.error.unwrap_or(f64::NAN));
        (found.value - exact.value).abs() <= tolerance && (a - b).abs() <= tolerance
    }

    #[test]
    fn mean_and_sd_are_those_of_kept_values_and_quantiles_within_a_cell() {
        let mut values: Vec<f64> = normals(5, 40_000).iter().map(|z| 3e5 + 1e3 * z).collect();
        values[7] = f64::NAN;
        values[20_000] = f64::INFINITY;
        let (found, exact) = (gathered(&values, 4096).summary(), summarise(&values, &PROBABILITIES));
        assert_eq!(found.counted, exact.counted);
        assert!(close(found.mean, exact.mean, 1e-8), "{:?} {:?}", found.mean, exact.mean);
        assert!(close(found.sd, exact.sd, 1e-6), "{:?} {:?}", found.sd, exact.sd);
        // twice the range of the first 4096, about 7.6 sd, in 4096 cells
        let cell = 2.0 * 7.6e3 / 4096.0;
        for ((_, found), (p, exact)) in found.quantiles.iter().zip(&exact.quantiles) {
            assert!((found.value - exact.value).abs() <= cell, "{p}: {found:?} {exact:?}");
            let (a, b) = (found.error.unwrap_or(f64::NAN), exact.error.unwrap_or(f64::NAN));
            // the limits are the quantiles of the first tenth: the counts there move by a few of a thousand trials
            assert!((a / b - 1.0).abs() < 0.35, "{p}: {a} {b}");
        }
    }

    #[test]
    fn what_has_no_end_is_ranked_as_among_kept_values() {
        let mut values = normals(8, 40_000);
        for (trial, value) in values.iter_mut().enumerate() {
            match trial % 10 {
                0 => *value = f64::NEG_INFINITY,
                1..=3 => *value = f64::INFINITY,
                _ => {}
            }
        }
        let (found, exact) = (gathered(&values, 4096).summary(), summarise(&values, &PROBABILITIES));
        assert_eq!(found.counted, exact.counted);
        for ((_, found), (p, exact)) in found.quantiles.iter().zip(&exact.quantiles) {
            let near = found.value == exact.value || (found.value - exact.value).abs() < 0.005;
            assert!(near, "{p}: {found:?} {exact:?}");
        }
        assert_eq!((found.quantiles[0].1.value, found.quantiles[4].1.value), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn values_that_come_again_and_again_are_exact() {
        let values: Vec<f64> = normals(6, 50_000).iter().map(|z| (2.0 * z).round().max(0.0)).collect();
        let (found, exact) = (gathered(&values, 1024).summary(), summarise(&values, &PROBABILITIES));
        for ((_, found), (p, exact)) in found.quantiles.iter().zip(&exact.quantiles) {
            assert_eq!(found.value, exact.value, "{p}");
        }
        let constant = gathered(&[-2.5; 5000], 256).summary();
        assert_eq!((constant.mean, constant.sd.value), (Estimate { value: -2.5, error: Some(0.0) }, 0.0));
        assert!(constant.quantiles.iter().all(|(_, quantile)| quantile.value == -2.5 && quantile.error == Some(0.0)));
    }

    #[test]
    fn parts_join_to_the_same_bits_in_any_order() {
        let values: Vec<f64> = normals(9, 20_000).iter().map(|z| z * z * z).collect();
        let whole = gathered(&values, 512);
        let parts: Vec<Gathered> = values
            .chunks(64 * 13)
            .map(|part| {
                let mut own = whole.emptied();
                own.add(part);
                own
            })
            .collect();
        let mut backward = whole.emptied();
        parts.iter().rev().for_each(|part| backward.join(part));
        assert_eq!(backward, whole);
        assert_eq!(backward.summary(), whole.summary());
    }

    #[test]
    fn what_the_first_trials_never_show_counts_in_full() {
        // a loss of 10⁹ in one trial of 10⁵, none of them among the first
        let values: Vec<f64> = (0..1_000_000).map(|trial| if trial % 100_000 == 99_999 { 1e9 } else { 0.0 }).collect();
        let (found, exact) = (gathered(&values, 256).summary(), summarise(&values, &PROBABILITIES));
        assert_eq!(found.mean.value, 10_000.0);
        assert!((found.sd.value / exact.sd.value - 1.0).abs() < 1e-12, "{:?} {:?}", found.sd, exact.sd);
        let (a, b) = (found.mean.error.unwrap_or(f64::NAN), exact.mean.error.unwrap_or(f64::NAN));
        assert!((a / b - 1.0).abs() < 1e-9, "{a} {b}");
    }

    #[test]
    fn nothing_and_far_away_values_do_no_harm() {
        let nothing = gathered(&[f64::NAN; 100], 64);
        assert_eq!(nothing.summary().counted, 0);
        assert!(nothing.summary().mean.value.is_nan() && nothing.summary().quantiles[0].1.value.is_nan());
        let mut far = Gathered::for_values_like(&[0.0, 1.0], &[0.5], 64);
        far.add(&[0.0, 1.0, 1e300, -1e300, 0.5]);
        assert_eq!((far.summary().counted, far.summary().quantiles[0].1.value), (5, 0.5));
    }
}
