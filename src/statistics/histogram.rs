//! Histograms for charts.

use crate::numeric::elementary::{ln, log10};
use crate::numeric::operation::power_of_ten;

/// Equal cells from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cells {
    /// Lower end of the first cell.
    pub low: f64,
    /// Upper end of the last cell.
    pub high: f64,
    /// How many, at least 1.
    pub count: usize,
}

/// Counts of values in equal cells, each holding its lower end; the last holds its upper end too.
///
/// Values outside are in the end cells, so that the counts add up; NaN and ±∞ are left out. Where `low` = `high` everything
/// is in the first cell (values above in the last).
pub fn histogram(values: &[f64], cells: Cells) -> Vec<u64> {
    let mut counts = vec![0; cells.count.max(1)];
    let last = counts.len() - 1;
    let scale = if cells.high > cells.low { counts.len() as f64 / (cells.high - cells.low) } else { 0.0 };
    for value in values.iter().filter(|value| value.is_finite()) {
        // the cast sends what is below 0 to 0
        let cell = if scale == 0.0 && *value > cells.high { last } else { ((value - cells.low) * scale) as usize };
        counts[cell.min(last)] += 1;
    }
    counts
}

/// Cells whose edges are round numbers (multiples of 1, 2 or 5 times a power of ten), covering `low` to `high`, about
/// `about` of them and at most twice as many.
pub fn nice_cells(low: f64, high: f64, about: usize) -> Cells {
    let about = about.max(1);
    let width = (high - low) / about as f64;
    if !(width > 0.0 && width.is_finite()) {
        return Cells { low, high, count: 1 };
    }
    let power = power_of_ten(log10(width).floor() as i32);
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).min_by(|a, b| {
        let far = |step: f64| ln(step / width).abs();
        far(*a).total_cmp(&far(*b))
    });
    let step = step.unwrap_or(width);
    let (first, last) = ((low / step).floor(), (high / step).ceil());
    Cells { low: first * step, high: last * step, count: ((last - first) as usize).max(1) }
}

/// The range a chart shows: all values, or with long tails (more than twice as wide as the central 99.8 %) the central
/// 99.8 %.
///
/// `range`: smallest and largest value; `central`: the quantiles of 0.001 and 0.999.
pub fn shown_range(range: (f64, f64), central: (f64, f64)) -> (f64, f64) {
    let (all, inner) = (range.1 - range.0, central.1 - central.0);
    if inner > 0.0 && all > 2.0 * inner { central } else { range }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edges_belong_to_the_cell_above_and_the_last_to_the_last() {
        let cells = Cells { low: 0.0, high: 4.0, count: 4 };
        assert_eq!(histogram(&[0.0, 1.0, 1.5, 4.0, -7.0, 9.0, f64::NAN], cells), [2, 2, 0, 2]);
        assert_eq!(histogram(&[2.0, 2.0, 3.0], Cells { low: 2.0, high: 2.0, count: 3 }), [2, 0, 1]);
    }

    #[test]
    fn edges_are_round_numbers() {
        let cells = nice_cells(-0.37, 9.2, 10);
        assert_eq!(cells, Cells { low: -1.0, high: 10.0, count: 11 });
        assert_eq!(nice_cells(3.0, 3.0, 10).count, 1);
        assert_eq!(shown_range((0.0, 100.0), (1.0, 9.0)), (1.0, 9.0));
        assert_eq!(shown_range((0.0, 10.0), (1.0, 9.0)), (0.0, 10.0));
        assert_eq!(shown_range((5.0, 6.0), (5.0, 5.0)), (5.0, 6.0));
    }

    proptest! {
        #[test]
        fn no_value_is_lost_and_nice_cells_cover(values in prop::collection::vec(-1e6..1e6f64, 1..300), about in 1usize..60) {
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let cells = nice_cells(low, high, about);
            prop_assert!(cells.low <= low && high <= cells.high && cells.count <= 2 * about + 2);
            prop_assert_eq!(histogram(&values, cells).iter().sum::<u64>(), values.len() as u64);
        }
    }
}
