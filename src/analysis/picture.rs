//! What the charts of an outcome are drawn from: cells, the few values it takes, and the cumulative curve.

use super::findings::Histogram;
use crate::statistics::{Cells, Ranked, histogram, nice_cells, shown_range};

/// Cells of a histogram.
const CELLS: usize = 60;
/// Different values that are shown one by one.
const MOST_ATOMS: usize = 40;
/// Steps of a cumulative curve.
const CURVE: u32 = 200;
/// The central 99.8 %, for the range of a histogram.
const CENTRAL: [f64; 2] = [0.001, 0.999];

/// Counts in cells with round edges in the unit people read. `values`: one a trial in base units, what is not finite is left
/// out; `ranked`: their ranks; `range`: the lowest and highest of the rest; `scale`: base units in one of the unit. Empty
/// where all are one value.
pub(super) fn picture(values: &[f64], ranked: &mut Ranked, range: (f64, f64), scale: f64) -> Histogram {
    let mut of_finite;
    let ranked = if ranked.has_infinities() {
        of_finite = Ranked::of(&values.iter().copied().filter(|value| value.is_finite()).collect::<Vec<f64>>());
        &mut of_finite
    } else {
        ranked
    };
    let steps = (0..=CURVE).map(|step| f64::from(step) / f64::from(CURVE));
    let mut curve = ranked.quantiles(&steps.chain(CENTRAL).collect::<Vec<f64>>());
    let central = curve.split_off(CURVE as usize + 1);
    let (low, high) = shown_range(range, (central[0], central[1]));
    if ranked.values().is_empty() || low == high {
        return Histogram::default();
    }
    // what arithmetic adds to a round value at an end makes no cell of its own
    let slack = 1e-9 * (high - low);
    let nice = nice_cells((low + slack) / scale, (high - slack) / scale, CELLS);
    let cells = Cells { low: nice.low * scale, high: nice.high * scale, ..nice };
    let counts = histogram(values, cells);
    Histogram { low: cells.low, high: cells.high, counts, atoms: atoms(ranked.values(), slack), curve }
}

/// The different values with their counts, if they are few; values within `slack` are one.
fn atoms(values: &[f64], slack: f64) -> Vec<(f64, u64)> {
    if !few(values, slack) {
        return Vec::new();
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut atoms: Vec<(f64, u64)> = Vec::new();
    for value in sorted {
        match atoms.last_mut() {
            Some((first, count)) if value - *first <= slack => *count += 1,
            _ => atoms.push((value, 1)),
        }
    }
    // a handful of trials always gives few values
    if values.len() < 4 * atoms.len() { Vec::new() } else { atoms }
}

/// False as soon as more than [`MOST_ATOMS`] values lie more than `slack` apart: of most outcomes the first values tell,
/// and nothing need be sorted.
fn few(values: &[f64], slack: f64) -> bool {
    let mut apart: Vec<f64> = Vec::with_capacity(MOST_ATOMS + 1);
    for &value in values {
        let place = apart.partition_point(|other| *other < value);
        let near = |other: Option<&f64>| other.is_some_and(|other| (value - other).abs() <= slack);
        if near(apart.get(place)) || near(place.checked_sub(1).and_then(|before| apart.get(before))) {
            continue;
        }
        if apart.len() == MOST_ATOMS {
            return false;
        }
        apart.insert(place, value);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_values_are_atoms_and_the_curve_has_their_steps() {
        let values: Vec<f64> = (0..1_000).map(|trial| if trial % 4 == 0 { 0.0 } else { 1.0 + 2e-16 }).collect();
        let found = picture(&values, &mut Ranked::of(&values), (0.0, 1.0 + 2e-16), 0.01);
        assert_eq!(found.atoms.iter().map(|atom| atom.1).collect::<Vec<_>>(), [250, 750]);
        assert!((found.high - 1.0).abs() < 1e-9, "100 % lies left of 100 %: {}", found.high);
        assert_eq!((found.curve.len(), found.curve[10], found.curve[199]), (201, 0.0, 1.0 + 2e-16));
    }

    #[test]
    fn forty_values_are_few_and_forty_one_are_not() {
        let values = |count: u32| (0..1_000).map(|trial| f64::from(trial * 7 % count)).collect::<Vec<f64>>();
        assert_eq!(picture(&values(40), &mut Ranked::of(&values(40)), (0.0, 39.0), 1.0).atoms.len(), 40);
        assert!(picture(&values(41), &mut Ranked::of(&values(41)), (0.0, 40.0), 1.0).atoms.is_empty());
    }

    #[test]
    fn trials_without_an_end_leave_the_picture_of_the_others() {
        let values: Vec<f64> =
            (0..1_000).map(|trial| if trial % 2 == 0 { f64::INFINITY } else { f64::from(trial) }).collect();
        let found = picture(&values, &mut Ranked::of(&values), (1.0, 999.0), 1.0);
        assert_eq!(found.counts.iter().sum::<u64>(), 500);
        assert!(found.low <= 1.0 && found.high >= 990.0 && found.curve.iter().all(|value| value.is_finite()));
        assert!(picture(&[f64::NAN], &mut Ranked::of(&[f64::NAN]), (f64::NAN, f64::NAN), 1.0).counts.is_empty());
    }
}
