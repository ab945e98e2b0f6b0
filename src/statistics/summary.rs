//! What is reported of a column of trials: mean, spread, quantiles, each with its error.

use std::borrow::Cow;

use super::moments::{Moments, tree_sum};
use super::quantiles::Ranked;
use super::replicate::{ENOUGH, Estimate, REPLICATES, error_of_share, error_of_sums, is_ranked, is_value};

/// Statistics of one value a trial. Where no trial has a value every number is NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Trials with a finite value: what all else but quantiles stands on.
    pub counted: u64,
    /// Trials without.
    pub missing: u64,
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation, divisor n − 1; NaN for one trial.
    pub sd: Estimate,
    /// (probability, quantile of type 7 over all trials but NaN, so that it may be infinite), in the order asked for.
    pub quantiles: Vec<(f64, Estimate)>,
    /// Share of trials below 0.
    pub below_zero: Estimate,
    /// Smallest and largest value.
    pub range: (f64, f64),
}

/// Sums by replicate.
struct Sums {
    count: [f64; REPLICATES],
    ranked: [f64; REPLICATES],
    deviation: [f64; REPLICATES],
    square: [f64; REPLICATES],
    negative: [f64; REPLICATES],
}

/// Summarises `values`, one a trial in the order of trials (trial i belongs to replicate i mod 32); NaN and ±∞ are missing;
/// only in quantiles ±∞ stand above and below all numbers.
///
/// Errors of mean, sd and share come from the replicates (see [`super::replicated`]; the sd through the squared
/// deviations, se(sd) = se(variance) / 2 sd). The error of a quantile follows Woodruff 1952, *Confidence intervals for
/// medians and other position measures*, JASA 47: the share of trials at most the quantile has error s from the
/// replicates, and the quantile function is read at p − s and p + s. That needs no density, stays sensible in the tails
/// and in replicates of few trials, and is 0 within an atom. As counts are whole numbers, s is taken to be at least what
/// rounding alone makes of it, √(32 / 12) trials; and where ± s spans fewer than 16 trials on a side (or √n), the slope is
/// read over that many, so that it is not itself noise. Where fewer than 3 trials lie beyond a quantile, n·min(p, 1 − p) < 3,
/// there is nothing to read an error from and none is given. Where a quantile falls on a jump between two values that come
/// again and again, it is the lower of them, and the error is at least half the jump. Below 64 trials with a value, the formulas for independent trials are
/// used; a single trial has no errors.
pub fn summarise(values: &[f64], probabilities: &[f64]) -> Summary {
    summarise_ranked(values, &mut Ranked::of(values), probabilities)
}

/// [`summarise`] with ranks that others need too: those of the same values.
pub fn summarise_ranked(values: &[f64], ranked: &mut Ranked, probabilities: &[f64]) -> Summary {
    let kept = finite(values);
    let count = kept.len();
    let moments = Moments::of(&kept);
    let average = if count == 0 { f64::NAN } else { moments.mean };
    let spread = moments.squares / count as f64;
    let sums = sums_by_replicate(values, average);

    let negative = sums.negative.iter().sum::<f64>() / count as f64;
    let centred = |part: &[f64; REPLICATES], mean: f64| {
        let mut deviations = *part;
        deviations.iter_mut().zip(&sums.count).for_each(|(d, n)| *d -= n * mean);
        error_of_sums(&deviations, count)
    };
    let (n, many) = (count as f64, count >= ENOUGH);
    // standard errors of the mean, of the variance (divisor n) and of the share below 0
    let (of_mean, of_variance, of_share) = if many {
        (error_of_sums(&sums.deviation, count), centred(&sums.square, spread), centred(&sums.negative, negative))
    } else {
        let fourth = tree_sum(&kept, |x| {
            let from_spread = (x - average) * (x - average) - spread;
            from_spread * from_spread
        });
        let pairs = n * (n - 1.0);
        ((moments.squares / pairs).sqrt(), (fourth / pairs).sqrt(), (negative * (1.0 - negative) / (n - 1.0)).sqrt())
    };
    let sd = moments.sd();
    let of_sd = if sd > 0.0 { of_variance / (2.0 * sd) } else { 0.0 };
    let known = |error: f64| (count >= 2).then_some(error);
    let missing = (values.len() - count) as u64;
    let range = kept.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (x.min(low), x.max(high)));
    Summary {
        counted: count as u64,
        missing,
        mean: Estimate { value: average, error: known(of_mean) },
        // the spread of two values says nothing of the error of their sd
        sd: Estimate { value: sd, error: known(of_sd).filter(|_| count >= 3) },
        quantiles: quantiles_with_errors(values, ranked, &sums.ranked, probabilities),
        below_zero: Estimate { value: negative, error: known(error_of_share(negative, of_share, count)) },
        range: if count == 0 { (f64::NAN, f64::NAN) } else { range },
    }
}

/// One pass over the trials.
fn sums_by_replicate(values: &[f64], mean: f64) -> Sums {
    let zero = [0.0; REPLICATES];
    let mut sums = Sums { count: zero, ranked: zero, deviation: zero, square: zero, negative: zero };
    let mut add = |r: usize, x: f64| {
        let d = if is_value(x) { x - mean } else { 0.0 };
        sums.count[r] += if is_value(x) { 1.0 } else { 0.0 };
        sums.ranked[r] += if is_ranked(x) { 1.0 } else { 0.0 };
        sums.deviation[r] += d;
        sums.square[r] += d * d;
        sums.negative[r] += if is_value(x) & (x < 0.0) { 1.0 } else { 0.0 };
    };
    let (rows, rest) = values.as_chunks::<REPLICATES>();
    for row in rows {
        row.iter().enumerate().for_each(|(r, x)| add(r, *x));
    }
    rest.iter().enumerate().for_each(|(r, x)| add(r, *x));
    sums
}

/// How many values of each replicate are at most each of `limits`.
fn counts_up_to(values: &[f64], limits: &[f64]) -> Vec<[f64; REPLICATES]> {
    let mut counts = vec![[0.0; REPLICATES]; limits.len()];
    let (rows, rest) = values.as_chunks::<REPLICATES>();
    for row in rows {
        for (limit, counts) in limits.iter().zip(&mut counts) {
            for r in 0..REPLICATES {
                // a missing value compares false with every limit
                counts[r] += if row[r] <= *limit { 1.0 } else { 0.0 };
            }
        }
    }
    for (limit, counts) in limits.iter().zip(&mut counts) {
        for (count, x) in counts.iter_mut().zip(rest) {
            *count += if *x <= *limit { 1.0 } else { 0.0 };
        }
    }
    counts
}

/// True where at least 3 of n values lie on either side of a quantile: with fewer its error cannot be told.
pub(super) fn enough_beyond(n: f64, probability: f64) -> bool {
    n * probability.min(1.0 - probability) >= 3.0 * (1.0 - f64::EPSILON * 8.0)
}

/// The finite values, in their order.
fn finite(values: &[f64]) -> Cow<'_, [f64]> {
    if values.iter().all(|x| is_value(*x)) {
        return Cow::Borrowed(values);
    }
    Cow::Owned(values.iter().copied().filter(|x| is_value(*x)).collect())
}

/// Quantiles of the values that can be ranked, with errors; `sizes` is the number of values in each replicate.
fn quantiles_with_errors(
    values: &[f64],
    placed: &mut Ranked,
    sizes: &[f64; REPLICATES],
    probabilities: &[f64],
) -> Vec<(f64, Estimate)> {
    let count = placed.values().len();
    let n = count as f64;
    let found = placed.quantiles(probabilities);
    // where the quantile lies between two values of which there are many
    let jumps: Vec<Option<(f64, f64)>> = probabilities.iter().map(|p| placed.jump(*p)).collect();
    let found: Vec<f64> = found.iter().zip(&jumps).map(|(value, jump)| jump.map_or(*value, |jump| jump.0)).collect();
    if count < 2 {
        return probabilities.iter().zip(found).map(|(p, value)| (*p, Estimate { value, error: None })).collect();
    }
    let errors_of_share: Vec<f64> = if count >= ENOUGH {
        let rounding = (REPLICATES as f64 / 12.0).sqrt() / n;
        let counts = counts_up_to(values, &found);
        let error = |counts: &[f64; REPLICATES]| {
            let share = counts.iter().sum::<f64>() / n;
            let mut deviations = *counts;
            deviations.iter_mut().zip(sizes).for_each(|(d, size)| *d -= size * share);
            error_of_sums(&deviations, count).max(rounding)
        };
        counts.iter().map(error).collect()
    } else {
        probabilities.iter().map(|p| (p * (1.0 - p) / n).sqrt().max(0.5 / n)).collect()
    };
    let reach = |s: f64| s.max(n.sqrt().min(16.0) / n);
    let lower: Vec<f64> = probabilities.iter().zip(&errors_of_share).map(|(p, s)| (p - reach(*s)).max(0.0)).collect();
    let upper: Vec<f64> = probabilities.iter().zip(&errors_of_share).map(|(p, s)| (p + reach(*s)).min(1.0)).collect();
    let around = placed.quantiles(&[lower.as_slice(), upper.as_slice()].concat());
    let (low_values, high_values) = around.split_at(probabilities.len());
    let mut result = Vec::with_capacity(probabilities.len());
    for (i, (p, value)) in probabilities.iter().zip(found).enumerate() {
        // at the edge of [0, 1] one side is cut off; the slope of what is left stands for both
        let slope = (high_values[i] - low_values[i]) / (upper[i] - lower[i]);
        let half_jump = jumps[i].map_or(0.0, |(low, high)| 0.5 * (high - low));
        let error = (slope * errors_of_share[i]).max(half_jump);
        let known = enough_beyond(n, *p) && value.is_finite() && error.is_finite();
        result.push((*p, Estimate { value, error: known.then_some(error) }));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::tests::{Uniform, normals};
    use crate::statistics::{mean, share};

    const PROBABILITIES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];
    /// Standard normal quantiles of 0.01 … 0.5 and density there (any statistical table).
    const NORMAL: [(f64, f64); 5] = [
        (-2.3263478740, 0.0266521422),
        (-1.6448536270, 0.1031356404),
        (-1.2815515655, 0.1754983319),
        (-0.6744897502, 0.3177765727),
        (0.0, 0.3989422804),
    ];

    fn error(estimate: Estimate) -> f64 {
        estimate.error.unwrap_or(f64::NAN)
    }

    #[test]
    fn agrees_with_the_single_statistics_and_leaves_missing_trials_out() {
        let mut values: Vec<f64> = normals(11, 5000).iter().map(|z| 2.0 * z + 1.0).collect();
        values[3] = f64::NAN;
        values[40] = f64::INFINITY;
        let summary = summarise(&values, &[0.5]);
        assert_eq!((summary.counted, summary.missing), (4998, 2));
        assert!((summary.mean.value - mean(&values).value).abs() < 1e-14);
        assert!((error(summary.mean) / error(mean(&values)) - 1.0).abs() < 1e-10);
        let negative = share(&values, |x| x < 0.0);
        assert_eq!(summary.below_zero.value, negative.value);
        assert!((error(summary.below_zero) / error(negative) - 1.0).abs() < 1e-10);
        assert!(summary.range.1 < 20.0);
    }

    /// Independent normal trials: each statistic lies within 6 of its own errors of the truth for 20 seeds. With t of 31
    /// degrees 6 errors are passed with probability 1.2e-6, here 20 · 12 times: a false alarm once in 3400 seedings.
    /// The errors themselves, averaged over the seeds, are within 20 % of theory (their sd is 1/√62/√20 = 2.8 %).
    #[test]
    fn errors_are_true_for_independent_normal_trials() {
        let n = 20_000;
        let mut ratio = [0.0; 5];
        let mut ratio_sd = 0.0;
        for seed in 0..20 {
            let summary = summarise(&normals(seed, n), &PROBABILITIES);
            assert!(summary.mean.value.abs() < 6.0 * error(summary.mean));
            assert!((summary.sd.value - 1.0).abs() < 6.0 * error(summary.sd));
            assert!((summary.below_zero.value - 0.5).abs() < 6.0 * error(summary.below_zero));
            ratio_sd += error(summary.sd) * (2.0 * n as f64).sqrt() / 20.0;
            for (i, (p, found)) in summary.quantiles.iter().enumerate() {
                let mirrored = if i < 5 { NORMAL[i].0 } else { -NORMAL[8 - i].0 };
                assert!((found.value - mirrored).abs() < 6.0 * error(*found), "{p} {found:?}");
                if i < 5 {
                    let theory = (p * (1.0 - p) / n as f64).sqrt() / NORMAL[i].1;
                    ratio[i] += error(*found) / theory / 20.0;
                }
            }
        }
        assert!(ratio.iter().all(|r| (0.8..1.2).contains(r)) && (0.8..1.2).contains(&ratio_sd), "{ratio:?} {ratio_sd}");
    }

    /// One input, perfectly stratified within each replicate: the errors must see how much smaller they are. Trial i takes
    /// cell i / 32 of its replicate, placed at random in it.
    #[test]
    fn stratified_trials_have_small_errors_and_they_are_true() {
        let cells = 512;
        for seed in 0..20 {
            let mut uniform = Uniform::new(seed);
            let values: Vec<f64> =
                (0..32 * cells).map(|i| (f64::from(i / 32) + uniform.next()) / f64::from(cells)).collect();
            let summary = summarise(&values, &PROBABILITIES);
            // independent trials would err by 0.289 / 128 = 2.3e-3, stratified ones by that over 512
            assert!(error(summary.mean) < 1e-5 && (summary.mean.value - 0.5).abs() < 6.0 * error(summary.mean));
            for (p, found) in summary.quantiles {
                // the trials of one cell decide: at most ½ √32 = 2.8 of 16384 trials, 1.7e-4
                assert!(error(found) < 3.5e-4, "{p} {found:?}");
                assert!((found.value - p).abs() < 6.0 * error(found), "{p} {found:?}");
            }
        }
    }

    #[test]
    fn few_trials_have_classical_errors_and_one_has_none() {
        let summary = summarise(&[3.0], &[0.5]);
        assert_eq!(summary.mean, Estimate { value: 3.0, error: None });
        assert_eq!(summary.quantiles, [(0.5, Estimate { value: 3.0, error: None })]);
        assert!(summary.sd.value.is_nan() && summary.sd.error.is_none() && summary.below_zero.error.is_none());
        let none = summarise(&[f64::NAN], &[0.5]);
        assert!(none.mean.value.is_nan() && none.quantiles[0].1.value.is_nan() && none.counted == 0);
        assert!(summarise(&[], &[0.5]).range.0.is_nan());

        let values: Vec<f64> = (0..40).map(f64::from).collect();
        let summary = summarise(&values, &[0.0, 0.5, 1.0]);
        // median of 40 equally spaced values: share ± √(0.25 / 40), 39 apart over the whole of [0, 1]
        assert!((error(summary.quantiles[1].1) - 39.0 * (0.25f64 / 40.0).sqrt()).abs() < 1e-9);
        assert!((error(summary.mean) - (40.0f64 * 41.0 / 12.0 / 40.0).sqrt()).abs() < 1e-12);
        // nothing lies beyond the ends
        assert!(summary.quantiles[0].1.error.is_none() && summary.quantiles[2].1.error.is_none());
    }

    /// With fewer than 3 trials beyond a quantile the largest or smallest few decide, and nothing tells how far they may be
    /// off: no error is better than one ten times too small.
    #[test]
    fn thin_tails_have_no_error() {
        for (n, with) in [(2, 0), (33, 5), (40, 5), (64, 7), (200, 7), (300, 9)] {
            let found = summarise(&normals(3, n), &PROBABILITIES);
            let given = found.quantiles.iter().filter(|(_, q)| q.error.is_some()).count();
            assert_eq!(given, with, "{n}");
            assert_eq!(found.sd.error.is_some(), n >= 3, "{n}");
            assert!(found.quantiles.iter().all(|(_, q)| q.error.is_none_or(|error| error > 1e-3)), "{n}");
        }
    }

    /// Half the values are 0, 0.3 are 1, 0.2 are 3: the median is 0 by definition (the least x with P(X ≤ x) ≥ ½), and what
    /// one more trial would make 1 is not known to a twentieth.
    #[test]
    fn a_quantile_on_a_jump_is_a_value_that_occurs() {
        let values: Vec<f64> =
            (0..1000).map(|i| [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 3.0, 3.0][(i * 7) % 10]).collect();
        let found = summarise(&values, &[0.5, 0.8, 0.9]);
        assert_eq!(found.quantiles[0].1.value, 0.0);
        assert!(error(found.quantiles[0].1) >= 0.5, "{:?}", found.quantiles[0]);
        assert_eq!(found.quantiles[1].1.value, 1.0);
        assert!(error(found.quantiles[1].1) >= 1.0, "{:?}", found.quantiles[1]);
        assert_eq!(found.quantiles[2].1.value, 3.0);
        let gathered = {
            let mut all = crate::statistics::Gathered::for_values_like(&values, &[0.5, 0.8], 256);
            all.add(&values);
            all.summary()
        };
        assert_eq!((gathered.quantiles[0].1.value, gathered.quantiles[1].1.value), (0.0, 1.0));
        // values that are not few keep the straight line of type 7
        let ramp: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(summarise(&ramp, &[0.5]).quantiles[0].1.value, 49.5);
    }

    #[test]
    fn certain_values_have_no_error() {
        let summary = summarise(&[7.0; 1000], &PROBABILITIES);
        assert_eq!(summary.sd, Estimate { value: 0.0, error: Some(0.0) });
        assert!(summary.quantiles.iter().all(|(_, q)| *q == Estimate { value: 7.0, error: Some(0.0) }));
    }
}
