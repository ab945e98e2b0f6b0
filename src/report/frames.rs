//! Tables for other programs, as Parquet and CSV: the outcomes of every trial, and the bands by year. The only module
//! that knows polars.

use std::fmt;
use std::io::Write;

use polars::prelude::{Column, CsvWriter, DataFrame, ParquetCompression, ParquetWriter, PolarsError, SerWriter};

use crate::analysis::findings::{BandFinding, BandYear, DisplayUnit, Estimate, OutcomeSort};
use crate::diagnostic::Text;
use crate::report::file_name::UniqueNames;

/// The values of one outcome, one a trial, in order of the trials.
#[derive(Debug, Clone, Copy)]
pub struct TrialColumn<'a> {
    /// The path of the outcome: `npv`, `quarry.npv`.
    pub name: &'a str,
    /// In base units; what is not finite stays.
    pub values: &'a [f64],
    /// In what the values are written; `None` for true or false (1 or 0) and for named states (their numbers from 0).
    pub unit: Option<&'a DisplayUnit>,
}

/// Why a table could not be written.
#[derive(Debug)]
pub struct FrameError(PolarsError);

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the table cannot be written: {}", self.0)
    }
}

impl std::error::Error for FrameError {}

impl From<PolarsError> for FrameError {
    fn from(error: PolarsError) -> Self {
        FrameError(error)
    }
}

/// The forms of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Apache Parquet, Snappy.
    Parquet,
    /// Comma-separated values, UTF-8 with a byte-order mark so that Excel shows Chinese right.
    Csv,
}

/// The first column of the trials: 0, 1, 2, …
pub const TRIAL: &str = "trial";
/// The column of an outcome of that name.
const OUTCOME_TRIAL: &str = "outcome.trial";

/// Writes the outcomes of all trials: `trial` (unsigned 64 bits), then one column of doubles an outcome, in the unit that
/// stands behind its name: `npv (10k yuan)`. An outcome whose name is `trial` is written as `outcome.trial`, and as
/// `outcome.trial_2` where a project has that name for its own.
///
/// # Errors
/// Columns of different length; what `out` reports.
pub fn write_trials(columns: &[TrialColumn<'_>], format: TableFormat, out: &mut dyn Write) -> Result<(), FrameError> {
    let length = columns.first().map_or(0, |column| column.values.len());
    let mut table = Vec::with_capacity(columns.len() + 1);
    table.push(Column::new(TRIAL.into(), (0..length as u64).collect::<Vec<u64>>()));
    for (column, name) in columns.iter().zip(names(columns)) {
        let name = match column.unit.map_or("", |unit| unit.symbol.en.as_str()) {
            "" => name,
            symbol => format!("{name} ({symbol})"),
        };
        let scale = column.unit.map_or(1.0, |unit| unit.scale);
        table.push(if scale == 1.0 {
            Column::new(name.as_str().into(), column.values)
        } else {
            let values: Vec<f64> = column.values.iter().map(|value| in_unit(*value, scale)).collect();
            Column::new(name.as_str().into(), values)
        });
    }
    write(DataFrame::new(length, table)?, format, out)
}

/// The names of the columns without their units; that of the trials is taken, and no outcome gives way to one that is
/// renamed for it.
fn names(columns: &[TrialColumn<'_>]) -> Vec<String> {
    let mut taken = UniqueNames::of_columns();
    let mut names: Vec<String> = columns
        .iter()
        .map(|column| if column.name == TRIAL { String::new() } else { taken.claim(column.name) })
        .collect();
    names.iter_mut().filter(|name| name.is_empty()).for_each(|name| *name = taken.claim(OUTCOME_TRIAL));
    names
}

/// Writes the bands, one row an outcome and year: `outcome`, `unit`, `year`, `counted`, then value and standard error
/// (`_error`) of mean, sd and each quantile (`p5`), all in the unit. A probability is a mean in %; a named state has a row
/// for each of its names, `quarry=closed`, with its probability.
///
/// # Errors
/// What `out` reports.
pub fn write_bands(bands: &[BandFinding], format: TableFormat, out: &mut dyn Write) -> Result<(), FrameError> {
    let by_state: Vec<BandFinding> = bands.iter().flat_map(one_a_state).collect();
    let bands = bands.iter().filter(|band| band.sort != OutcomeSort::State).chain(&by_state);
    let rows: Vec<(&BandFinding, &BandYear)> =
        bands.flat_map(|band| band.years.iter().map(move |year| (band, year))).collect();
    let texts = |name: &str, text: &dyn Fn(&BandFinding) -> String| {
        Column::new(name.into(), rows.iter().map(|(band, _)| text(band)).collect::<Vec<String>>())
    };
    let mut table = vec![
        texts("outcome", &|band| band.path.clone()),
        texts("unit", &|band| band.unit.symbol.en.clone()),
        Column::new("year".into(), rows.iter().map(|(_, year)| year.year).collect::<Vec<i32>>()),
        Column::new("counted".into(), rows.iter().map(|(_, year)| year.counted).collect::<Vec<u64>>()),
    ];
    let mut pair = |name: String, estimate: &dyn Fn(&BandYear) -> Option<Estimate>| {
        let column = |part: &dyn Fn(Estimate) -> Option<f64>| -> Vec<Option<f64>> {
            let cell = |(band, year): &(&BandFinding, &BandYear)| {
                estimate(year).and_then(part).map(|value| in_unit(value, band.unit.scale))
            };
            rows.iter().map(cell).collect()
        };
        let (values, errors) = (column(&|found| Some(found.value)), column(&|found| found.error));
        table.push(Column::new(format!("{name}_error").as_str().into(), errors));
        let position = table.len() - 1;
        table.insert(position, Column::new(name.as_str().into(), values));
    };
    pair("mean".to_string(), &|year| Some(year.mean));
    pair("sd".to_string(), &|year| Some(year.sd));
    for percent in [5u32, 10, 25, 50, 75, 90, 95] {
        let probability = f64::from(percent) / 100.0;
        pair(format!("p{percent}"), &|year| {
            year.quantiles.iter().find(|(p, _)| (p - probability).abs() < 1e-9).map(|(_, estimate)| *estimate)
        });
    }
    write(DataFrame::new(rows.len(), table)?, format, out)
}

/// What is not finite stays as it is: it says why there is no value.
fn in_unit(value: f64, scale: f64) -> f64 {
    if value.is_finite() { value / scale } else { value }
}

/// A band for every name of a state, in %.
fn one_a_state(band: &BandFinding) -> Vec<BandFinding> {
    let names: Vec<&String> = band
        .years
        .iter()
        .find(|year| !year.states.is_empty())
        .into_iter()
        .flat_map(|year| &year.states)
        .map(|(name, _)| name)
        .collect();
    let of_name = |name: &String| {
        let year = |year: &BandYear| {
            let share = year.states.iter().find(|(found, _)| found == name);
            let mean = share.map_or(Estimate { value: f64::NAN, error: None }, |(_, share)| *share);
            let none = Estimate { value: f64::NAN, error: None };
            BandYear {
                year: year.year,
                mean,
                sd: none,
                quantiles: Vec::new(),
                counted: year.counted,
                states: Vec::new(),
            }
        };
        BandFinding {
            path: format!("{}={name}", band.path),
            unit: DisplayUnit { symbol: Text::same("%"), scale: 0.01 },
            sort: OutcomeSort::Probability,
            years: band.years.iter().map(year).collect(),
            ..band.clone()
        }
    };
    names.into_iter().map(of_name).collect()
}

fn write(mut table: DataFrame, format: TableFormat, out: &mut dyn Write) -> Result<(), FrameError> {
    match format {
        TableFormat::Parquet => {
            // draws hardly compress; Snappy is quick and every reader knows it
            ParquetWriter::new(out).with_compression(ParquetCompression::Snappy).finish(&mut table)?;
        }
        TableFormat::Csv => CsvWriter::new(out).include_bom(true).finish(&mut table)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;
    use polars::prelude::{ParquetReader, SerReader};

    fn bytes(write: impl FnOnce(&mut dyn Write) -> Result<(), FrameError>) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("writes");
        bytes
    }

    #[test]
    fn trials_come_back_from_parquet_bit_by_bit() {
        let first = [1.5, f64::NAN, f64::NEG_INFINITY, -0.0];
        let second = [1.0 / 3.0; 4];
        let columns = [
            TrialColumn { name: "npv", values: &first, unit: None },
            TrialColumn { name: "石场.trial", values: &second, unit: None },
            TrialColumn { name: "trial", values: &second, unit: None },
        ];
        let bytes = bytes(|out| write_trials(&columns, TableFormat::Parquet, out));
        let table = ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("reads");
        let names: Vec<&str> = table.get_column_names().into_iter().map(polars::prelude::PlSmallStr::as_str).collect();
        assert_eq!(names, ["trial", "npv", "石场.trial", "outcome.trial"]);
        let trials: Vec<Option<u64>> = table.column("trial").expect("column").u64().expect("u64").iter().collect();
        assert_eq!(trials, [Some(0), Some(1), Some(2), Some(3)]);
        let back: Vec<u64> = table
            .column("npv")
            .expect("column")
            .f64()
            .expect("f64")
            .iter()
            .map(|v| v.expect("value").to_bits())
            .collect();
        assert_eq!(back, first.map(f64::to_bits));
    }

    #[test]
    fn csv_has_a_row_a_trial_and_reads_back_the_same_double() {
        let values = [0.1 + 0.2, 1e-300];
        let bytes = bytes(|out| {
            write_trials(&[TrialColumn { name: "a,\"b\"", values: &values, unit: None }], TableFormat::Csv, out)
        });
        let text = String::from_utf8(bytes).expect("utf-8");
        assert!(text.starts_with('\u{feff}'));
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(reader.headers().expect("header").iter().collect::<Vec<_>>(), ["trial", "a,\"b\""]);
        let back: Vec<f64> = reader.records().map(|row| row.expect("row")[1].parse().expect("number")).collect();
        assert_eq!(back, values);
    }

    #[test]
    fn bands_have_a_row_a_year_with_errors_beside_values() {
        for (name, findings) in samples::all() {
            let of_year = |year: &BandYear| year.states.len().max(1);
            let rows: usize = findings.bands.iter().flat_map(|band| &band.years).map(of_year).sum();
            let bytes = bytes(|out| write_bands(&findings.bands, TableFormat::Csv, out));
            let text = String::from_utf8(bytes).expect("utf-8");
            let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let header: Vec<String> = reader.headers().expect("header").iter().map(String::from).collect();
            assert_eq!(
                header[..8],
                ["outcome", "unit", "year", "counted", "mean", "mean_error", "sd", "sd_error"],
                "{name}"
            );
            assert_eq!(header.last().map(String::as_str), Some("p95_error"));
            assert_eq!(reader.records().filter(Result::is_ok).count(), rows, "{name}");
            let parquet = self::bytes(|out| write_bands(&findings.bands, TableFormat::Parquet, out));
            let table = ParquetReader::new(std::io::Cursor::new(parquet)).finish().expect("reads");
            assert_eq!(table.height(), rows, "{name}");
        }
    }

    #[test]
    fn values_are_in_the_unit_that_stands_beside_them() {
        let (values, wan) = ([25_600.0, f64::NAN], samples::wan());
        let columns = [
            TrialColumn { name: "npv", values: &values, unit: Some(&wan) },
            TrialColumn { name: "loses", values: &[1.0, 0.0], unit: None },
        ];
        let text = String::from_utf8(bytes(|out| write_trials(&columns, TableFormat::Csv, out))).expect("utf-8");
        assert_eq!(text.trim_start_matches('\u{feff}'), "trial,npv (10k yuan),loses\n0,2.56,1.0\n1,NaN,0.0\n");
        let mut band = samples::band("npv_by_year", Text::same("x"), wan, std::iter::once((2018, 25_600.0, 10_000.0)));
        let mut states = band.clone();
        (states.path, states.sort) = ("quarry".to_string(), OutcomeSort::State);
        let share = |value| Estimate { value, error: Some(0.25) };
        states.years[0].states = vec![("open".to_string(), share(0.75)), ("closed".to_string(), share(0.25))];
        states.years[0].quantiles.clear();
        band.years[0].mean.error = Some(500.0);
        let text = bytes(|out| write_bands(&[band, states], TableFormat::Csv, out));
        let text = String::from_utf8(text).expect("utf-8");
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert!(rows[0].starts_with("npv_by_year,10k yuan,2018,131072,2.56,0.05,1.0,"), "{text}");
        assert!(rows[1].starts_with("quarry=open,%,2018,131072,75.0,25.0,"), "{text}");
        assert!(rows[2].starts_with("quarry=closed,%,2018,131072,25.0,25.0,"), "{text}");
    }

    #[test]
    fn columns_of_different_length_are_an_error_not_a_panic() {
        let columns = [
            TrialColumn { name: "a", values: &[1.0], unit: None },
            TrialColumn { name: "b", values: &[1.0, 2.0], unit: None },
        ];
        assert!(write_trials(&columns, TableFormat::Parquet, &mut Vec::new()).is_err());
    }

    /// A project called `outcome` with an outcome called `trial`, beside the scenario's own.
    #[test]
    fn every_column_has_a_name_of_its_own() {
        let column = |name| TrialColumn { name, values: &[1.0], unit: None };
        let columns = [column("trial"), column("outcome.trial"), column("NPV"), column("npv")];
        let text = String::from_utf8(bytes(|out| write_trials(&columns, TableFormat::Csv, out))).expect("utf-8");
        let header = text.trim_start_matches('\u{feff}').lines().next();
        assert_eq!(header, Some("trial,outcome.trial_2,outcome.trial,NPV,npv"));
        assert!(!bytes(|out| write_trials(&columns, TableFormat::Parquet, out)).is_empty());
    }

    #[test]
    fn a_full_disk_is_an_error() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let values = [1.0; 100];
        for format in [TableFormat::Parquet, TableFormat::Csv] {
            assert!(
                write_trials(&[TrialColumn { name: "a", values: &values, unit: None }], format, &mut Full).is_err()
            );
        }
    }
}
