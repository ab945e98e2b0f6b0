//! Bands by year of runs whose yearly values are too many to keep.

use fengnian::analysis::findings::{BandFinding, BandYear};
use fengnian::{Model, RunOptions, analysis};

use crate::support::{model, options};

/// Smooth, skewed, whole numbers with a large atom at 0, true/false, missing in some trials, certain in the first year.
const YEARLY: &str = "start_year = 2020\nhorizon = 3\n[inputs]\n\
    a = { dist = \"normal\", mean = 1000, sd = 30, each = \"year\" }\n\
    b = { dist = \"lognormal\", mean = 5, sd = 4, each = \"year\" }\n\
    c = { dist = \"poisson\", mean = 0.4, each = \"year\" }\n\
    [outcomes]\nsmooth = \"a\"\nskewed = \"if(index == 0, 7, a * b)\"\nevents = \"c\"\nrare = \"c >= 2\"\n\
    partly = \"ln(a - 970)\"\n";
const TRIALS: u64 = 40_000;

fn bands(model: &Model, options: &RunOptions) -> (u64, Vec<BandFinding>) {
    let run = model.run(options).expect("the run ends");
    (run.outcomes.year_trials, analysis::analyse(&run, Vec::new()).bands)
}

fn few(trials: u64) -> RunOptions {
    // so little room that the fewest trials are kept
    RunOptions { year_bytes: Some(1), ..options(trials, 3) }
}

fn years(bands: &[BandFinding]) -> impl Iterator<Item = (&str, &BandYear)> {
    bands.iter().flat_map(|band| band.years.iter().map(|year| (band.path.as_str(), year)))
}

#[test]
fn bands_of_trials_that_are_not_kept_agree_with_those_of_kept_ones() {
    let model = model("yearly", YEARLY);
    let (kept, exact) = bands(&model, &options(TRIALS, 3));
    let (first, found) = bands(&model, &few(TRIALS));
    assert_eq!((kept, first), (TRIALS, 4096));
    for ((path, found), (_, exact)) in years(&found).zip(years(&exact)) {
        let year = found.year;
        assert_eq!((found.year, found.counted), (exact.year, exact.counted), "{path}");
        let size = exact.sd.value.max(1e-9);
        assert!((found.mean.value - exact.mean.value).abs() < 1e-9 * size, "{path} {year}: {found:?} {exact:?}");
        assert!((found.sd.value - exact.sd.value).abs() < 1e-6 * size, "{path} {year}: {found:?} {exact:?}");
        let error = |year: &BandYear| year.mean.error.unwrap_or(f64::NAN);
        assert!((error(found) - error(exact)).abs() < 1e-6 * size, "{path} {year}");
        // 20 tallies share 64 MiB: 4096 cells over twice the range of the first 4096 trials, which lies within 20 sd
        let cell = 2.0 * 20.0 * size / 4096.0;
        for ((p, found), (_, exact)) in found.quantiles.iter().zip(&exact.quantiles) {
            assert!((found.value - exact.value).abs() <= cell, "{path} {year} {p}: {found:?} {exact:?}");
            let (own, theirs) = (found.error.unwrap_or(f64::NAN), exact.error.unwrap_or(f64::NAN));
            // the errors themselves are known to 13 % (31 degrees of freedom) and read at neighbouring points
            assert!((own - theirs).abs() <= 0.5 * theirs + cell, "{path} {year} {p}: {own} {theirs}");
        }
        if path == "events" {
            let same = found.quantiles.iter().zip(&exact.quantiles).all(|(a, b)| a.1.value == b.1.value);
            assert!(same, "whole numbers are exact: {found:?} {exact:?}");
        }
    }
}

#[test]
fn gathered_bands_are_the_same_bits_for_every_way_to_run() {
    let model = model("yearly", YEARLY);
    let (_, plain) = bands(&model, &few(13_000));
    let mut ways = vec![few(13_000)];
    ways.extend([2, 3].map(|threads| RunOptions { threads, ..few(13_000) }));
    ways.extend([64, 128, 512].map(|block| RunOptions { block: Some(block), threads: 2, ..few(13_000) }));
    for way in ways {
        let (_, other) = bands(&model, &way);
        for ((path, plain), (_, other)) in years(&plain).zip(years(&other)) {
            // text of a number names its bits, but for the payload of NaN
            assert_eq!(format!("{plain:?}"), format!("{other:?}"), "{path}, {way:?}");
        }
    }
}
