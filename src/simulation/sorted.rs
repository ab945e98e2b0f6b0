//! Functions of all rows in the order of their values: quantile and Gini coefficient, eight lanes at a time.
//!
//! Rows are sorted by a network (Batcher 1968, *Sorting networks and their applications*, AFIPS 32: the odd-even merge):
//! the same comparisons whatever the values, so that eight lanes are sorted at once.

use super::block::Argument;
use crate::plan::program::RowFunction;
use crate::statistics::on_line;

/// Lanes sorted together.
const WIDTH: usize = 8;
/// One number a lane.
type Lanes = [f64; WIDTH];

/// Where rows are sorted; kept from block to block.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    values: Vec<Lanes>,
    weights: Vec<Lanes>,
}

/// The function for every lane. `value` and `weight` give a row's numbers; rows of weight 0 are left out.
#[inline(always)]
pub(super) fn row_function<'a>(
    function: RowFunction,
    rows: usize,
    value: impl Fn(usize) -> Argument<'a>,
    weight: impl Fn(usize) -> Argument<'a>,
    probability: Option<Argument<'a>>,
    scratch: &mut Scratch,
    out: &mut [f64],
) {
    scratch.values.resize(rows, [0.0; WIDTH]);
    scratch.weights.resize(rows, [0.0; WIDTH]);
    let (values, weights) = (&mut scratch.values[..rows], &mut scratch.weights[..rows]);
    for (group, out) in out.chunks_mut(WIDTH).enumerate() {
        let from = group * WIDTH;
        // 1 where a row that counts is no number
        let mut spoilt = [0.0; WIDTH];
        for row in 0..rows {
            let (x, w) = (value(row), weight(row));
            for lane in 0..WIDTH {
                let at = from + lane.min(out.len() - 1);
                let (x, w) = (x.lane(at), w.lane(at));
                let counts = w != 0.0;
                let bad = counts && (x.is_nan() || w.is_nan());
                spoilt[lane] = if bad { 1.0 } else { spoilt[lane] };
                // rows that do not count go to the end
                values[row][lane] = if counts && !bad { x } else { f64::INFINITY };
                weights[row][lane] = if counts && !bad { w } else { 0.0 };
            }
        }
        sort(values, weights);
        for (lane, out) in out.iter_mut().enumerate() {
            let sorted =
                || values.iter().zip(weights.iter()).map(|(x, w)| (x[lane], w[lane])).filter(|pair| pair.1 != 0.0);
            *out = match (spoilt[lane] != 0.0, function, &probability) {
                (true, ..) => f64::NAN,
                (false, RowFunction::Gini, _) => gini(sorted()),
                (false, RowFunction::Quantile, Some(probability)) => quantile(sorted(), probability.lane(from + lane)),
                (false, RowFunction::Quantile, None) => f64::NAN,
            };
        }
    }
}

/// Sorts the rows of each lane by value, weights with them.
#[inline(always)]
fn sort(values: &mut [Lanes], weights: &mut [Lanes]) {
    let rows = values.len();
    let mut size = 1;
    while size < rows {
        let mut step = size;
        while step >= 1 {
            let mut start = step % size;
            while start + step < rows {
                for offset in 0..step.min(rows - start - step) {
                    let low = start + offset;
                    if low / (2 * size) == (low + step) / (2 * size) {
                        exchange(values, weights, low, low + step);
                    }
                }
                start += 2 * step;
            }
            step /= 2;
        }
        size *= 2;
    }
}

#[inline(always)]
fn exchange(values: &mut [Lanes], weights: &mut [Lanes], low: usize, high: usize) {
    let ((a, b), (u, v)) = ((values[low], values[high]), (weights[low], weights[high]));
    for lane in 0..WIDTH {
        let swap = a[lane] > b[lane];
        values[low][lane] = if swap { b[lane] } else { a[lane] };
        values[high][lane] = if swap { a[lane] } else { b[lane] };
        weights[low][lane] = if swap { v[lane] } else { u[lane] };
        weights[high][lane] = if swap { u[lane] } else { v[lane] };
    }
}

/// A row stands in the middle of its weight, straight lines between. The probabilities 0 and 1 stand half a mean weight from
/// the ends, so that rows of equal weight have the quantile of type 7 (Hyndman & Fan 1996), and what lies beyond the first
/// and the last row is theirs.
fn quantile(sorted: impl Iterator<Item = (f64, f64)> + Clone, probability: f64) -> f64 {
    if !(0.0..=1.0).contains(&probability) {
        return f64::NAN;
    }
    let (rows, all) = sorted.clone().fold((0.0, 0.0), |(rows, all), (_, weight)| (rows + 1.0, all + weight));
    let mean = all / rows;
    let wanted = probability * (all - mean) + mean / 2.0;
    let mut before = 0.0;
    let mut lower: Option<(f64, f64)> = None;
    for (value, weight) in sorted {
        let middle = before + weight / 2.0;
        if wanted <= middle {
            return lower.map_or(value, |(low, at)| on_line(low, value, (wanted - at) / (middle - at)));
        }
        before += weight;
        lower = Some((value, middle));
    }
    lower.map_or(f64::NAN, |(last, _)| last)
}

/// Σ wᵢ xᵢ (2 Sᵢ₋₁ + wᵢ − W) / (W Σ wᵢ xᵢ), Sᵢ₋₁ the weight before (Haughton & Khandker 2009, *Handbook on Poverty and
/// Inequality*, World Bank, chapter 6). No value with a negative amount or nothing at all.
fn gini(sorted: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let (mut weights, mut total) = (0.0, 0.0);
    for (value, weight) in sorted.clone() {
        if value < 0.0 {
            return f64::NAN;
        }
        weights += weight;
        total += weight * value;
    }
    let (mut before, mut sum) = (0.0, 0.0);
    for (value, weight) in sorted {
        sum += weight * value * (2.0 * before + weight - weights);
        before += weight;
    }
    if total > 0.0 { sum / (weights * total) } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics;

    fn run(function: RowFunction, rows: &[(f64, f64)], probability: f64) -> f64 {
        let columns: Vec<[f64; 3]> = rows.iter().map(|row| [row.0; 3]).collect();
        let mut out = [0.0; 3];
        row_function(
            function,
            rows.len(),
            |row| Argument::Many(&columns[row]),
            |row| Argument::One(rows[row].1),
            Some(Argument::One(probability)),
            &mut Scratch::default(),
            &mut out,
        );
        assert_eq!(out[0].to_bits(), out[2].to_bits());
        out[0]
    }

    fn mixed(count: u32) -> Vec<(f64, f64)> {
        let value = |k: u32| f64::from(k.wrapping_mul(2_654_435_761) >> 8) / 1e4;
        (0..count).map(|k| (value(k), f64::from(1 + k % 5))).collect()
    }

    #[test]
    fn any_number_of_rows_is_sorted() {
        for count in 0..140 {
            let rows = mixed(count);
            let mut values: Vec<Lanes> = rows.iter().map(|row| [row.0; WIDTH]).collect();
            let mut weights: Vec<Lanes> = rows.iter().map(|row| [row.1; WIDTH]).collect();
            sort(&mut values, &mut weights);
            let mut expected = rows;
            expected.sort_by(|a, b| a.0.total_cmp(&b.0));
            let found: Vec<(f64, f64)> = values.iter().zip(&weights).map(|(x, w)| (x[3], w[3])).collect();
            assert_eq!(found, expected, "{count} rows");
        }
    }

    #[test]
    fn gini_is_half_the_mean_difference_of_two_persons_over_the_mean() {
        for count in [1, 2, 7, 104] {
            let rows = mixed(count);
            let weight: f64 = rows.iter().map(|row| row.1).sum();
            let total: f64 = rows.iter().map(|row| row.0 * row.1).sum();
            let apart = |a: &(f64, f64)| rows.iter().map(|b| a.1 * b.1 * (a.0 - b.0).abs()).sum::<f64>();
            let differences: f64 = rows.iter().map(apart).sum();
            let (found, expected) = (run(RowFunction::Gini, &rows, 0.5), differences / (2.0 * weight * total));
            assert!((found - expected).abs() < 1e-13 || found.is_nan() && expected.is_nan(), "{found} {expected}");
        }
        assert_eq!(run(RowFunction::Gini, &[(0.0, 1.0), (1.0, 1.0)], 0.5), 0.5);
        assert!(run(RowFunction::Gini, &[(-1.0, 1.0), (5.0, 1.0)], 0.5).is_nan());
    }

    #[test]
    fn a_row_counts_for_its_weight_in_quantiles() {
        let median = |rows: &[(f64, f64)]| run(RowFunction::Quantile, rows, 0.5);
        assert!(median(&[(1.0, 1.0), (2.0, 1000.0)]) > 1.99);
        assert!(median(&[(1.0, 1000.0), (2.0, 1.0)]) < 1.01);
        // turned round, the quantile is turned round
        let rows = mixed(31);
        let turned: Vec<(f64, f64)> = rows.iter().map(|(x, w)| (-x, *w)).collect();
        for probability in [0.0, 0.1, 0.37, 0.5, 0.9, 1.0] {
            let found = run(RowFunction::Quantile, &rows, probability);
            let other = run(RowFunction::Quantile, &turned, 1.0 - probability);
            assert!((found + other).abs() <= 1e-9 * found.abs(), "{probability}: {found} {other}");
            // weights in other units are the same weights
            let scaled: Vec<(f64, f64)> = rows.iter().map(|(x, w)| (*x, w * 0.01)).collect();
            assert!((run(RowFunction::Quantile, &scaled, probability) - found).abs() <= 1e-9 * found.abs());
            // and equal ones those of the plain quantile
            let equal: Vec<(f64, f64)> = rows.iter().map(|(x, _)| (*x, 3.0)).collect();
            let mut plain: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let expected = statistics::quantiles(&mut plain, &[probability])[0];
            assert!((run(RowFunction::Quantile, &equal, probability) - expected).abs() <= 1e-9 * expected.abs());
        }
        // many households of two weights: near the quantile of the people in them
        let rows = mixed(100);
        let mut people: Vec<f64> = rows.iter().flat_map(|(x, w)| vec![*x; *w as usize]).collect();
        let expected = statistics::quantiles(&mut people, &[0.1])[0];
        let spread = rows.iter().map(|row| row.0).fold(0.0, f64::max);
        assert!((run(RowFunction::Quantile, &rows, 0.1) - expected).abs() < 0.02 * spread);
    }

    #[test]
    fn quantiles_leave_out_rows_without_weight() {
        let rows = [(3.0, 1.0), (1.0, 1.0), (f64::NAN, 0.0), (2.0, 1.0), (-9.0, 0.0)];
        for (probability, expected) in [(0.0, 1.0), (0.25, 1.5), (0.5, 2.0), (1.0, 3.0)] {
            assert_eq!(run(RowFunction::Quantile, &rows, probability), expected);
        }
        assert!(run(RowFunction::Quantile, &[(f64::NAN, 1.0), (1.0, 1.0)], 0.5).is_nan());
        assert!(run(RowFunction::Quantile, &[], 0.5).is_nan());
        assert_eq!(run(RowFunction::Quantile, &[(4.0, 2.0)], 0.9), 4.0);
    }
}
