//! What a run may take of memory and disk, told before it runs.

use super::super::console::Console;
use crate::diagnostic::Text;
use crate::model::Model;
use crate::report::size::{FILES_LIMIT, size};
use crate::report::write::Formats;
use crate::simulation::run::{MEMORY_LIMIT, block_lanes, memory};

/// What a run takes, in bytes.
struct Demand {
    /// Of memory while it runs.
    running: u64,
    /// Of memory while its results are written.
    writing: u64,
    /// Of disk.
    files: u64,
}

impl Demand {
    /// A variant is held beside the base, one at a time; then what the base keeps is held beside what is found and written.
    fn of(model: &Model, variants: &[Model], trials: u64, formats: Formats, threads: usize) -> Demand {
        let lanes = |model: &Model| block_lanes(model.plan.trial_program.columns(), trials);
        let bytes = |model: &Model| memory(&model.plan, trials, lanes(model), threads);
        let base = bytes(model);
        let after = size(&model.plan, trials, formats);
        Demand {
            running: base.saturating_add(variants.iter().map(bytes).max().unwrap_or(0)),
            writing: base.saturating_add(after.memory),
            files: after.files,
        }
    }

    fn fits(&self) -> bool {
        self.running <= MEMORY_LIMIT && self.writing <= MEMORY_LIMIT && self.files <= FILES_LIMIT
    }
}

/// Refuses what breaks a limit.
pub(super) fn affordable(
    model: &Model,
    variants: &[Model],
    trials: u64,
    formats: Formats,
    threads: usize,
) -> Result<(), Text> {
    let demand = |trials: u64| Demand::of(model, variants, trials, formats, threads);
    let Demand { running, writing, files } = demand(trials);
    if running > MEMORY_LIMIT {
        return Err(too_much_memory(trials, running, most(trials, |fewer| demand(fewer).fits())));
    }
    if writing > MEMORY_LIMIT {
        return Err(too_much_to_write(("内存", "of memory"), writing, MEMORY_LIMIT));
    }
    if files > FILES_LIMIT {
        return Err(too_much_to_write(("磁盘", "of disk"), files, FILES_LIMIT));
    }
    Ok(())
}

/// A number of trials below `trials` that fits, near the largest that does; none where not even one trial fits.
fn most(trials: u64, fits: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut fitting, mut too_many) = (0, trials);
    while too_many - fitting > 1 {
        let middle = fitting + (too_many - fitting) / 2;
        if fits(middle) { fitting = middle } else { too_many = middle }
    }
    // a number that can be said; blocks of another length may take more for fewer trials, so it is asked, too
    let unit = 10_u64.pow(fitting.checked_ilog10()?.saturating_sub(1));
    let round = fitting / unit * unit;
    Some(if fits(round) { round } else { fitting })
}

/// `fitting` is a number of trials that would be few enough.
pub(super) fn too_much_memory(trials: u64, bytes: u64, fitting: Option<u64>) -> Text {
    let (needed, limit) = (Console::bytes(bytes), Console::bytes(MEMORY_LIMIT));
    let (zh, en) = fitting
        .map_or_else(Default::default, |fitting| (format!("（{fitting} 次放得下）"), format!(" ({fitting} fit)")));
    Text::new(
        format!("{trials} 次试验要用 {needed} 内存，上限是 {limit}\n办法：减少试验次数{zh}，或减少逐年的结果和方案"),
        format!(
            "{trials} trials would take {needed} of memory; the limit is {limit}\nhelp: run fewer trials{en}, or report fewer yearly outcomes and variants"
        ),
    )
}

fn too_much_to_write((zh, en): (&str, &str), bytes: u64, limit: u64) -> Text {
    let (needed, limit) = (Console::bytes(bytes), Console::bytes(limit));
    Text::new(
        format!(
            "写出这些结果要用 {needed} {zh}，上限是 {limit}\n办法：少写几种文件（例如 --formats json），减少试验次数，或少报告一些结果"
        ),
        format!(
            "writing these results would take {needed} {en}; the limit is {limit}\nhelp: write fewer files (such as --formats json), run fewer trials, or report fewer outcomes"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_refusal_names_what_fits() {
        let text = too_much_memory(1_000_000_000_000, 8_000_000_000_000, Some(510_000_000));
        assert!(text.zh.contains("7.3 TiB") && text.zh.contains("4.0 GiB"), "{}", text.zh);
        assert!(text.zh.contains("510000000 次放得下") && text.en.contains("(510000000 fit)"), "{}", text.en);
        assert!(!too_much_memory(5, 8_000_000_000_000, None).en.contains("fit"));
        assert_eq!(most(1_000_000, |trials| trials <= 123_456), Some(120_000));
        // the round number below does not fit
        assert_eq!(most(1_000_000, |trials| trials <= 123_456 && trials != 120_000), Some(123_456));
        assert_eq!(most(9, |trials| trials <= 7), Some(7));
        assert_eq!(most(9, |_| false), None);
    }

    #[test]
    fn the_number_of_trials_that_is_advised_fits() {
        let text = "[inputs]\nx = { low = 1, likely = 2, high = 3 }\n[outcomes]\no = \"x\"\n";
        let model = Model::from_text("t", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        for formats in [Formats::NONE, Formats::default()] {
            let refused = affordable(&model, &[], crate::scenario::MOST_TRIALS.unsigned_abs(), formats, 2);
            let text = refused.err().map(|text| text.en).unwrap_or_default();
            let advised = text.split_once("trials (").and_then(|(_, rest)| rest.split_once(" fit"));
            let advised: u64 = advised.and_then(|(number, _)| number.parse().ok()).unwrap_or_else(|| panic!("{text}"));
            assert!(affordable(&model, &[], advised, formats, 2).is_ok(), "{advised}");
        }
    }

    #[test]
    fn what_the_files_take_is_refused_before_the_run() {
        let outcomes = |count: u32, formula: &str| {
            let lines = (0..count).map(|at| format!("o{at} = \"{formula} + {at}\"\n")).collect::<String>();
            let text = format!(
                "horizon = 200\n[inputs]\nx = {{ low = 1, likely = 2, high = 3, each = \"year\" }}\n[outcomes]\n{lines}"
            );
            Model::from_text("t", &text).unwrap_or_else(|mistakes| panic!("{mistakes}"))
        };
        let refused = |model: &Model, trials: u64, formats: Formats| {
            affordable(model, &[], trials, formats, 1).err().map(|text| text.en).unwrap_or_default()
        };
        let every_trial = outcomes(30, "sum(x)");
        assert_eq!(refused(&every_trial, 1_000_000, Formats::default()), "");
        // the table of trials is as large again as what the run keeps
        let text = refused(&every_trial, 10_000_000, Formats::default());
        assert!(text.contains("of memory") && text.contains("--formats json"), "{text}");
        assert_eq!(refused(&every_trial, 10_000_000, Formats::NONE), "");
        let csv = Formats { csv: true, ..Formats::NONE };
        assert!(refused(&every_trial, 4_000_000, csv).contains("of disk"), "{}", refused(&every_trial, 4_000_000, csv));
        assert_eq!(refused(&outcomes(30, "x"), 131_072, Formats::default()), "");
    }
}
