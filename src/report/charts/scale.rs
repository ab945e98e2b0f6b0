//! Axes: where the ticks stand and what they say.

use crate::report::number::{fixed, typographic};

/// An axis in shown units.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<Tick>,
}

/// A mark on an axis.
#[derive(Debug, Clone)]
pub(super) struct Tick {
    pub at: f64,
    pub text: String,
}

impl Axis {
    /// An axis over `low..high` that begins and ends where told; ticks at 1, 2 or 5 times a power of ten.
    pub(super) fn tight(low: f64, high: f64, about: usize, suffix: &str) -> Axis {
        let (low, high) = widen(low, high);
        let step = nice_step((high - low) / about.max(1) as f64);
        Axis { low, high, ticks: ticks(low, high, step, suffix) }
    }

    /// An axis that begins and ends at a tick.
    pub(super) fn rounded(low: f64, high: f64, about: usize, suffix: &str) -> Axis {
        let (low, high) = widen(low, high);
        let step = nice_step((high - low) / about.max(1) as f64);
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Axis { low, high, ticks: ticks(low, high, step, suffix) }
    }

    /// Calendar years from `first` to `last`, with half a year on either side if `margin` is 0.5.
    pub(super) fn years(first: i32, last: i32, margin: f64) -> Axis {
        let (low, high) = (f64::from(first) - margin, f64::from(last) + margin);
        let span = last.saturating_sub(first).max(1);
        let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| span / step <= 12).unwrap_or(100);
        let every = usize::try_from(step).unwrap_or(1);
        // from the first year on, so that the year of the investment is named
        let ticks = (first..=last).step_by(every).map(|year| Tick { at: f64::from(year), text: year.to_string() });
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, high + 0.5) };
        Axis { low, high, ticks: ticks.collect() }
    }
}

/// A range that is not a point: what is constant stands in the middle.
fn widen(low: f64, high: f64) -> (f64, f64) {
    let large = low.abs().max(high.abs());
    if high - low > large * 1e-9 {
        return (low, high);
    }
    let margin = if large > 0.0 { large * 0.1 } else { 1.0 };
    (low - margin, high + margin)
}

/// The step of 1, 2 or 5 times a power of ten next above `rough`.
fn nice_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let digit = rough / power;
    power
        * if digit <= 1.0 {
            1.0
        } else if digit <= 2.0 {
            2.0
        } else if digit <= 5.0 {
            5.0
        } else {
            10.0
        }
}

// the exponent of a finite double
fn ticks(low: f64, high: f64, step: f64, suffix: &str) -> Vec<Tick> {
    let decimals = (-(step.log10() + 1e-9).floor() as i32).clamp(0, 12);
    let first = (low / step - 1e-9).ceil();
    (0..64)
        .map(|count| (first + f64::from(count)) * step)
        .take_while(|at| *at <= high + step * 1e-9)
        .map(|at| {
            let text = if at.abs() >= 1e12 { format!("{at:.0e}") } else { fixed(at, decimals) };
            Tick { at, text: format!("{}{suffix}", typographic(&text)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.text.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        let axis = Axis::rounded(-1234.0, 5678.0, 5, "");
        assert_eq!(texts(&axis), ["−2,000", "0", "2,000", "4,000", "6,000"]);
        assert!(axis.low <= -1234.0 && axis.high >= 5678.0);
        assert_eq!(texts(&Axis::rounded(0.0, 1.0, 4, "%")), ["0.0%", "0.5%", "1.0%"]);
    }

    #[test]
    fn a_constant_has_an_axis_around_it() {
        for value in [0.0, 5.0, -3e9, 1e-12] {
            let axis = Axis::tight(value, value, 5, "");
            assert!(axis.low < value && value < axis.high && !axis.ticks.is_empty(), "{value}: {axis:?}");
        }
    }

    #[test]
    fn long_terms_name_few_years() {
        assert_eq!(texts(&Axis::years(2017, 2022, 0.0)), ["2017", "2018", "2019", "2020", "2021", "2022"]);
        assert!(Axis::years(2017, 2047, 0.5).ticks.len() <= 16);
        assert_eq!(Axis::years(2017, 2017, 0.0).ticks.len(), 1);
    }
}
