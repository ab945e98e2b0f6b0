//! Functions of all rows in the order of their values: quantile and Gini coefficient, eight lanes at a time.
//!
//! Rows are sorted by a network (Batcher 1968, *Sorting networks and their applications*, AFIPS 32: the odd-even merge):
//! the same comparisons whatever the values, so that eight lanes are sorted at once. Functions of the same rows in the same
//! year share one sorting.

use super::block::Argument;
use crate::plan::program::{RowFunction, Sorting};
use crate::statistics::on_line;

/// Lanes sorted together.
const WIDTH: usize = 8;
/// Groups of lanes for which a row is looked up once.
const GROUPS: usize = 8;
/// One number a lane.
type Lanes = [f64; WIDTH];

/// Where rows are sorted; kept from block to block, and from one function of the same rows to the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    /// `group * rows + row`, of the groups worked on, or of all where they are kept.
    values: Vec<Lanes>,
    weights: Vec<Lanes>,
    /// By group: 1 where a row that counts is no number.
    spoilt: Vec<Lanes>,
}

/// The function for every lane. `value` and `weight` give a row's numbers; rows of weight 0 are left out.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "one call site")]
pub(super) fn row_function<'a>(
    function: RowFunction,
    sorting: Sorting,
    rows: usize,
    value: impl Fn(usize) -> Argument<'a>,
    weight: impl Fn(usize) -> Argument<'a>,
    probability: Option<Argument<'a>>,
    scratch: &mut Scratch,
    out: &mut [f64],
) {
    let all = out.len().div_ceil(WIDTH);
    let held = if sorting == Sorting::Own { all.min(GROUPS) } else { all };
    if sorting != Sorting::Again {
        scratch.values.resize(rows * held, [0.0; WIDTH]);
        scratch.weights.resize(rows * held, [0.0; WIDTH]);
        scratch.spoilt.resize(held, [0.0; WIDTH]);
    }
    let last = out.len().saturating_sub(1);
    let equal = sorting != Sorting::Again && weigh_the_same(rows, &weight);
    for (turn, out) in out.chunks_mut(WIDTH * GROUPS).enumerate() {
        let first = turn * GROUPS;
        let groups = out.len().div_ceil(WIDTH);
        let at = if sorting == Sorting::Own { 0 } else { first };
        let values = &mut scratch.values[at * rows..(at + groups) * rows];
        let weights = &mut scratch.weights[at * rows..(at + groups) * rows];
        let spoilt = &mut scratch.spoilt[at..at + groups];
        if sorting != Sorting::Again {
            let taken = |argument: &Argument<'_>, group: usize| eight(argument, (first + group) * WIDTH, last);
            take(rows, &value, &weight, taken, values, weights, spoilt);
            for group in 0..groups {
                let rows = group * rows..(group + 1) * rows;
                let (values, weights) = (&mut values[rows.clone()], &mut weights[rows]);
                if equal { sort::<false>(values, weights) } else { sort::<true>(values, weights) }
            }
        }
        for (group, out) in out.chunks_mut(WIDTH).enumerate() {
            let rows = group * rows..(group + 1) * rows;
            let (values, weights) = (&values[rows.clone()], &weights[rows]);
            let found = match (function, &probability) {
                (RowFunction::Gini, _) => gini(values, weights),
                (RowFunction::Quantile, Some(probability)) => {
                    quantile(values, weights, &eight(probability, (first + group) * WIDTH, last))
                }
                (RowFunction::Quantile, None) => [f64::NAN; WIDTH],
            };
            for (lane, out) in out.iter_mut().enumerate() {
                *out = if spoilt[group][lane] == 0.0 { found[lane] } else { f64::NAN };
            }
        }
    }
}

/// Eight lanes of an argument; the last of all stands for those beyond it.
#[inline(always)]
fn eight(argument: &Argument<'_>, from: usize, last: usize) -> Lanes {
    match argument {
        Argument::One(value) => [*value; WIDTH],
        Argument::Many(values) => match values.get(from..).and_then(|rest| rest.first_chunk::<WIDTH>()) {
            Some(lanes) => *lanes,
            None => std::array::from_fn(|lane| values[(from + lane).min(last)]),
        },
    }
}

/// Takes the rows of some groups: those that do not count go to the end, with weight 0.
#[inline(always)]
fn take<'a>(
    rows: usize,
    value: impl Fn(usize) -> Argument<'a>,
    weight: impl Fn(usize) -> Argument<'a>,
    taken: impl Fn(&Argument<'_>, usize) -> Lanes,
    values: &mut [Lanes],
    weights: &mut [Lanes],
    spoilt: &mut [Lanes],
) {
    spoilt.fill([0.0; WIDTH]);
    for row in 0..rows {
        let (of_row, weight) = (value(row), weight(row));
        for (group, spoilt) in spoilt.iter_mut().enumerate() {
            let (x, w) = (taken(&of_row, group), taken(&weight, group));
            let at = group * rows + row;
            for lane in 0..WIDTH {
                let counts = w[lane] != 0.0;
                let bad = counts & (x[lane].is_nan() | w[lane].is_nan());
                spoilt[lane] = if bad { 1.0 } else { spoilt[lane] };
                values[at][lane] = if counts & !bad { x[lane] } else { f64::INFINITY };
                weights[at][lane] = if counts & !bad { w[lane] } else { 0.0 };
            }
        }
    }
}

/// Sorts the rows of each lane by value, weights with them unless they are all the same.
#[inline(always)]
fn sort<const WEIGHED: bool>(values: &mut [Lanes], weights: &mut [Lanes]) {
    let rows = values.len();
    let mut size = 1;
    while size < rows {
        let mut step = size;
        while step >= 1 {
            let mut start = step % size;
            while start + step < rows {
                for offset in 0..step.min(rows - start - step) {
                    let low = start + offset;
                    // in one part of the size to be merged: the numbers differ in lower bits only
                    if (low ^ (low + step)) < 2 * size {
                        exchange::<WEIGHED>(values, weights, low, low + step);
                    }
                }
                start += 2 * step;
            }
            step /= 2;
        }
        size *= 2;
    }
    if WEIGHED {
        even_out(values, weights);
    }
}

/// Rows of the same value share their weight evenly: then their order says nothing, and a quantile of the numbers turned
/// round is the quantile turned round.
#[inline(always)]
fn even_out(values: &[Lanes], weights: &mut [Lanes]) {
    let mut tied = [0.0; WIDTH];
    for (pair, weight) in values.windows(2).zip(weights.windows(2)) {
        for lane in 0..WIDTH {
            let same = (pair[0][lane] == pair[1][lane]) & (weight[0][lane] != weight[1][lane]);
            tied[lane] = if same { 1.0 } else { tied[lane] };
        }
    }
    for lane in (0..WIDTH).filter(|&lane| tied[lane] != 0.0) {
        let mut from = 0;
        while from < values.len() {
            let same = values[from..].iter().take_while(|value| value[lane] == values[from][lane]).count();
            // rows that do not count stay without weight
            let (mut sum, mut count) = (0.0, 0.0);
            for weight in &weights[from..from + same.max(1)] {
                sum += weight[lane];
                count += if weight[lane] == 0.0 { 0.0 } else { 1.0 };
            }
            for weight in &mut weights[from..from + same.max(1)] {
                weight[lane] = if weight[lane] == 0.0 { 0.0 } else { sum / count };
            }
            from += same.max(1);
        }
    }
}

#[inline(always)]
fn exchange<const WEIGHED: bool>(values: &mut [Lanes], weights: &mut [Lanes], low: usize, high: usize) {
    let (a, b) = (values[low], values[high]);
    for lane in 0..WIDTH {
        let swap = a[lane] > b[lane];
        values[low][lane] = if swap { b[lane] } else { a[lane] };
        values[high][lane] = if swap { a[lane] } else { b[lane] };
    }
    if WEIGHED {
        let (u, v) = (weights[low], weights[high]);
        for lane in 0..WIDTH {
            let swap = a[lane] > b[lane];
            weights[low][lane] = if swap { v[lane] } else { u[lane] };
            weights[high][lane] = if swap { u[lane] } else { v[lane] };
        }
    }
}

/// True where all rows weigh the same in all lanes: then their order says nothing of the weights.
#[inline(always)]
fn weigh_the_same<'a>(rows: usize, weight: impl Fn(usize) -> Argument<'a>) -> bool {
    let first = if rows > 0 { weight(0) } else { Argument::One(0.0) };
    let Argument::One(first) = first else { return false };
    first != 0.0 && (1..rows).all(|row| matches!(weight(row), Argument::One(other) if other == first))
}

/// A row stands in the middle of its weight, straight lines between. The probabilities 0 and 1 stand half a mean weight from
/// the ends, so that rows of equal weight have the quantile of type 7 (Hyndman & Fan 1996), and what lies beyond the first
/// and the last row is theirs.
#[inline(always)]
fn quantile(values: &[Lanes], weights: &[Lanes], probability: &Lanes) -> Lanes {
    let (mut rows, mut all) = ([0.0; WIDTH], [0.0; WIDTH]);
    for weight in weights {
        for lane in 0..WIDTH {
            rows[lane] += if weight[lane] == 0.0 { 0.0 } else { 1.0 };
            all[lane] += weight[lane];
        }
    }
    let mut wanted = [0.0; WIDTH];
    for lane in 0..WIDTH {
        let mean = all[lane] / rows[lane];
        wanted[lane] = probability[lane] * (all[lane] - mean) + mean / 2.0;
    }
    // the rows below and above what is wanted, and where they stand; at the ends one row is both
    let (mut before, mut open) = ([0.0; WIDTH], [1.0; WIDTH]);
    let (mut low, mut low_at) = ([f64::NAN; WIDTH], [0.0; WIDTH]);
    let (mut high, mut high_at) = ([f64::NAN; WIDTH], [0.0; WIDTH]);
    for (value, weight) in values.iter().zip(weights) {
        for lane in 0..WIDTH {
            let middle = before[lane] + weight[lane] / 2.0;
            let here = if weight[lane] == 0.0 { 0.0 } else { open[lane] };
            let reached = wanted[lane] <= middle;
            high[lane] = if here == 1.0 { value[lane] } else { high[lane] };
            high_at[lane] = if here == 1.0 { middle } else { high_at[lane] };
            let passed = if reached { 0.0 } else { here };
            low[lane] = if passed == 1.0 { value[lane] } else { low[lane] };
            low_at[lane] = if passed == 1.0 { middle } else { low_at[lane] };
            open[lane] = if (here == 1.0) & reached { 0.0 } else { open[lane] };
            before[lane] += weight[lane];
        }
    }
    std::array::from_fn(|lane| {
        if !(0.0..=1.0).contains(&probability[lane]) {
            f64::NAN
        } else if low[lane].is_nan() || open[lane] == 1.0 {
            // before the first row, or after the last
            high[lane]
        } else {
            on_line(low[lane], high[lane], (wanted[lane] - low_at[lane]) / (high_at[lane] - low_at[lane]))
        }
    })
}

/// Σ wᵢ xᵢ (2 Sᵢ₋₁ + wᵢ − W) / (W Σ wᵢ xᵢ), Sᵢ₋₁ the weight before (Haughton & Khandker 2009, *Handbook on Poverty and
/// Inequality*, World Bank, chapter 6). No value with a negative amount or nothing at all.
#[inline(always)]
fn gini(values: &[Lanes], weights: &[Lanes]) -> Lanes {
    let (mut all, mut total, mut negative) = ([0.0; WIDTH], [0.0; WIDTH], [0.0; WIDTH]);
    for (value, weight) in values.iter().zip(weights) {
        for lane in 0..WIDTH {
            // rows that do not count stand at infinity
            let amount = if weight[lane] == 0.0 { 0.0 } else { weight[lane] * value[lane] };
            all[lane] += weight[lane];
            total[lane] += amount;
            negative[lane] = if value[lane] < 0.0 { 1.0 } else { negative[lane] };
        }
    }
    let (mut before, mut sum) = ([0.0; WIDTH], [0.0; WIDTH]);
    for (value, weight) in values.iter().zip(weights) {
        for lane in 0..WIDTH {
            let amount = if weight[lane] == 0.0 { 0.0 } else { weight[lane] * value[lane] };
            sum[lane] += amount * (2.0 * before[lane] + weight[lane] - all[lane]);
            before[lane] += weight[lane];
        }
    }
    std::array::from_fn(|lane| {
        let known = (total[lane] > 0.0) & (negative[lane] == 0.0);
        if known { sum[lane] / (all[lane] * total[lane]) } else { f64::NAN }
    })
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
            Sorting::Own,
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
            let mut alone = values.clone();
            sort::<false>(&mut alone, &mut []);
            sort::<true>(&mut values, &mut weights);
            assert_eq!(alone, values);
            let mut expected = rows;
            expected.sort_by(|a, b| a.0.total_cmp(&b.0));
            let found: Vec<(f64, f64)> = values.iter().zip(&weights).map(|(x, w)| (x[3], w[3])).collect();
            assert_eq!(found, expected, "{count} rows");
        }
    }

    #[test]
    fn functions_of_the_same_rows_share_a_sorting() {
        let rows = mixed(37);
        let columns: Vec<Vec<f64>> = (0..37)
            .map(|row| {
                (0..200).map(|lane| rows[(row * 7 + lane) % 37].0 + if lane == 150 { f64::NAN } else { 0.0 }).collect()
            })
            .collect();
        let mut scratch = Scratch::default();
        let mut run = |function: RowFunction, sorting: Sorting, weighed: bool| {
            let mut out = vec![0.0; 200];
            let weight = |row: usize| Argument::One(if weighed { rows[row].1 } else { 2.0 });
            let value = |row: usize| Argument::Many(columns[row].as_slice());
            let probability = Some(Argument::One(0.3));
            row_function(function, sorting, 37, value, weight, probability, &mut scratch, &mut out);
            out.iter().map(|x| x.to_bits()).collect::<Vec<u64>>()
        };
        for weighed in [false, true] {
            let own = [RowFunction::Gini, RowFunction::Quantile].map(|function| run(function, Sorting::Own, weighed));
            let gini = run(RowFunction::Gini, Sorting::Kept, weighed);
            let shared = [gini, run(RowFunction::Quantile, Sorting::Again, weighed)];
            assert!(own == shared && f64::from_bits(own[0][150]).is_nan());
            assert_eq!(run(RowFunction::Gini, Sorting::Again, weighed), own[0]);
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
            let plain: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let expected = statistics::quantiles(&plain, &[probability])[0];
            assert!((run(RowFunction::Quantile, &equal, probability) - expected).abs() <= 1e-9 * expected.abs());
        }
        // many households of two weights: near the quantile of the people in them
        let rows = mixed(100);
        let people: Vec<f64> = rows.iter().flat_map(|(x, w)| vec![*x; *w as usize]).collect();
        let expected = statistics::quantiles(&people, &[0.1])[0];
        let spread = rows.iter().map(|row| row.0).fold(0.0, f64::max);
        assert!((run(RowFunction::Quantile, &rows, 0.1) - expected).abs() < 0.02 * spread);
    }

    #[test]
    fn the_order_of_rows_of_the_same_value_says_nothing() {
        let rows = [(1.0, 2.0), (2.0, 1.0), (2.0, 9.0), (5.0, 2.0), (7.0, 2.0), (2.0, 0.0)];
        let orders = [[0, 1, 2, 3, 4, 5], [0, 2, 1, 3, 4, 5], [4, 5, 2, 1, 3, 0], [4, 1, 2, 3, 5, 0]];
        for probability in [0.0, 0.2, 0.5, 0.7, 0.8, 1.0] {
            let found = orders.map(|order| run(RowFunction::Quantile, &order.map(|row: usize| rows[row]), probability));
            assert!(found.iter().all(|value| *value == found[0]), "{probability}: {found:?}");
            let turned = run(RowFunction::Quantile, &rows.map(|(x, w)| (-x, w)), 1.0 - probability);
            assert!((found[0] + turned).abs() < 1e-12, "{probability}: {found:?} {turned}");
        }
        // 16 in all, 3.2 a row: 0.7 stands at 10.56; two rows of 2 with weight 5 each stand at 4.5 and 9.5, that of 5 at 13
        assert!((run(RowFunction::Quantile, &rows, 0.7) - (2.0 + 3.0 * 1.06 / 3.5)).abs() < 1e-12);
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
