//! What judging a run and writing its files takes beside the run itself: refused before hours of work, not after them.

use super::write::Formats;
use crate::plan::Plan;

/// Most bytes that the files of a run may have.
pub const FILES_LIMIT: u64 = 2 << 30;

/// Bytes of one number in a table of trials: as Parquet, as text (doubles have up to 17 digits), and in the copy that is held
/// while either of them is written.
const PARQUET: u64 = 8;
const TEXT: u64 = 20;
const COPY: u64 = 8;
/// Bytes of a yearly outcome in one year: in `summary.json`, in the tables of bands, and in memory. Measured on 500 and 5,000
/// yearly outcomes: 1,550, 490 and 3,300.
const YEAR_SUMMARY: u64 = 1800;
const YEAR_BANDS: u64 = 600;
const YEAR_HELD: u64 = 4000;
/// Bytes of an outcome in `summary.json`.
const SUMMARY: u64 = 4500;
/// Bytes of a chart as SVG and as PNG. The page holds it in two languages; it and its charts are held until it is written.
const SVG: u64 = 15_000;
const PNG: u64 = 80_000;
const HELD: u64 = 4 * SVG;
/// Bytes of a row and year of a table's outcome: in `rows.csv` and in `summary.json`, and in memory.
const ROW_FILES: u64 = 250;
const ROW_HELD: u64 = 250;

/// What it takes, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Of memory, while what the run keeps is held.
    pub memory: u64,
    /// Of files.
    pub files: u64,
}

/// What is reported of a plan, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    /// Outcomes with a value a trial.
    by_trial: u64,
    /// Outcomes and promises by year, and their years together.
    by_year: u64,
    years: u64,
    /// Rows and years of tables.
    rows: u64,
}

impl Counts {
    fn of(plan: &Plan) -> Counts {
        let years = u64::from(plan.horizon) + 1;
        let mut counts = Counts::default();
        for outcome in &plan.outcomes {
            let axes = plan.items[outcome.item].axes;
            match axes.row {
                Some(table) => {
                    let rows = plan.tables.get(table.0 as usize).map_or(0, |(_, rows)| rows.len() as u64);
                    counts.rows = counts.rows.saturating_add(rows.saturating_mul(if axes.year { years } else { 1 }));
                }
                None if axes.year => counts.by_year += 1,
                None => counts.by_trial += u64::from(axes.trial),
            }
        }
        counts.by_year += plan.promises.len() as u64;
        counts.years = counts.by_year.saturating_mul(years);
        counts
    }
}

/// What a run of so many trials takes after it has run.
pub fn size(plan: &Plan, trials: u64, formats: Formats) -> Size {
    of(Counts::of(plan), trials, formats)
}

fn of(counts: Counts, trials: u64, formats: Formats) -> Size {
    let Counts { by_trial, by_year, years, rows } = counts;
    let times = |wanted: bool, bytes: u64| if wanted { bytes } else { 0 };
    // the number of the trial is a column, too
    let numbers = trials.saturating_mul(by_trial + u64::from(by_trial > 0));
    let charts = 2 * by_trial + by_year;
    let drawn = formats.html || formats.svg || formats.png;
    let tables = times(formats.parquet, PARQUET) + times(formats.csv, TEXT);
    let copies = times(formats.parquet, COPY) + times(formats.csv, COPY);
    let bands = times(formats.parquet || formats.csv, YEAR_BANDS);
    let pictures = times(formats.svg, SVG) + times(formats.png, PNG) + times(formats.html, 2 * SVG);
    let sum = |parts: [(u64, u64); 4]| {
        parts.into_iter().fold(0_u64, |sum, (count, bytes)| sum.saturating_add(count.saturating_mul(bytes)))
    };
    let files = sum([(numbers, tables), (years, YEAR_SUMMARY + bands), (charts, pictures), (rows, ROW_FILES)]);
    Size {
        memory: sum([(numbers, copies), (years, YEAR_HELD), (charts, times(drawn, HELD)), (rows, ROW_HELD)]),
        files: files.saturating_add(SUMMARY * (by_trial + by_year)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of files that runs wrote.
    #[test]
    fn sizes_are_those_that_were_measured() {
        let formats = |words: &str| Formats::parse(words).expect("formats");
        let near = |found: u64, measured: f64| {
            let ratio = found as f64 / measured;
            assert!((1.0..1.6).contains(&ratio), "{found} is {ratio} of {measured}");
        };
        let trials = Counts { by_trial: 500, ..Counts::default() };
        near(of(trials, 131_072, formats("parquet")).files, 527e6);
        near(of(trials, 131_072, formats("csv")).files, 1203e6);
        near(of(trials, 131_072, formats("csv")).memory, 525e6);
        assert_eq!(of(trials, 131_072, Formats::NONE).memory, 0);
        let yearly = |by_year: u64, years: u64| Counts { by_year, years: by_year * years, ..Counts::default() };
        near(of(yearly(5000, 6), 4096, Formats::NONE).files, 48.6e6);
        near(of(yearly(5000, 6), 4096, Formats::NONE).memory, 100e6);
        near(of(yearly(500, 21), 4096, Formats::default()).files, 61e6);
        let endless = of(Counts { rows: u64::MAX, ..Counts::default() }, u64::MAX, Formats::default());
        assert_eq!((endless.memory, endless.files), (u64::MAX, u64::MAX));
    }
}
