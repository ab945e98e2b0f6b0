//! What a run may take of memory and disk, told before it runs.

use super::super::console::Console;
use crate::diagnostic::Text;
use crate::model::Model;
use crate::report::size::{FILES_LIMIT, size};
use crate::report::write::Formats;
use crate::scenario::MOST_TRIALS;
use crate::simulation::run::{MEMORY_LIMIT, block_lanes, memory};

/// Refuses what breaks a limit: a variant is held beside the base, one at a time; then what the base keeps is held beside what
/// is found and written.
pub(super) fn affordable(model: &Model, variants: &[Model], trials: u64, formats: Formats) -> Result<(), Text> {
    let lanes = |model: &Model| block_lanes(model.plan.trial_program.columns(), trials);
    let bytes = |model: &Model| memory(&model.plan, trials, lanes(model), 1);
    let base = bytes(model);
    let running = base.saturating_add(variants.iter().map(bytes).max().unwrap_or(0));
    if running > MEMORY_LIMIT {
        return Err(too_much_memory(trials, running));
    }
    if trials > MOST_TRIALS.unsigned_abs() {
        return Err(Text::new(
            format!("试验次数 {trials} 超过上限 {MOST_TRIALS}（2^32）"),
            format!("{trials} trials are more than the limit of {MOST_TRIALS} (2^32)"),
        ));
    }
    let after = size(&model.plan, trials, formats);
    let writing = base.saturating_add(after.memory);
    if writing > MEMORY_LIMIT {
        return Err(too_much_to_write(("内存", "of memory"), writing, MEMORY_LIMIT));
    }
    if after.files > FILES_LIMIT {
        return Err(too_much_to_write(("磁盘", "of disk"), after.files, FILES_LIMIT));
    }
    Ok(())
}

pub(super) fn too_much_memory(trials: u64, bytes: u64) -> Text {
    let (needed, limit) = (Console::bytes(bytes), Console::bytes(MEMORY_LIMIT));
    let fitting = (trials as f64 * (MEMORY_LIMIT as f64 / bytes as f64) * 0.95) as u64;
    Text::new(
        format!(
            "{trials} 次试验要用 {needed} 内存，上限是 {limit}\n办法：减少试验次数（约 {fitting} 次放得下），或减少逐年的结果和方案"
        ),
        format!(
            "{trials} trials would take {needed} of memory; the limit is {limit}\nhelp: run fewer trials (about {fitting} fit), or report fewer yearly outcomes and variants"
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
        let text = too_much_memory(1_000_000_000_000, 8_000_000_000_000);
        assert!(text.zh.contains("7.3 TiB") && text.zh.contains("4.0 GiB"), "{}", text.zh);
        assert!(text.en.contains("about 510027366 fit"), "{}", text.en);
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
            affordable(model, &[], trials, formats).err().map(|text| text.en).unwrap_or_default()
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
