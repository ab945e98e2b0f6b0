//! What stands below the tables: timing conventions, and trials without a value.

use super::{pick, say};
use crate::analysis::findings::{MissingValues, OutcomeFinding, Timing};
use crate::diagnostic::Language;
use crate::report::number::format_count;

/// Which year the first flow counts for.
pub fn timing(timing: Timing, language: Language) -> &'static str {
    match timing {
        Timing::FirstFlowUndiscounted => pick(
            language,
            "第 0 年（资金投入当年）的收支不折现",
            "the flow of year 0, when the money goes in, is not discounted",
        ),
        Timing::FirstFlowDiscounted => pick(
            language,
            "第 0 年的收支折现一年（电子表格 NPV 的算法）",
            "the flow of year 0 is discounted one year, as a spreadsheet's NPV does",
        ),
    }
}

/// The values that are missing from an outcome's statistics, one sentence a reason.
pub fn missing(outcome: &OutcomeFinding, language: Language) -> Vec<String> {
    let sentence = |missing: &MissingValues| {
        let (reason, trials) = (missing.reason.get(language), format_count(missing.trials));
        // people count trials from one; `trace --trial` counts from zero
        let (first, counted) = (format_count(missing.first_trial.saturating_add(1)), format_count(outcome.counted));
        let trace = missing.first_trial;
        if missing.ranked {
            return say(
                language,
                || {
                    format!(
                        "{reason} {trials} 次试验（首次为第 {first} 次，用 trace --trial {trace} 查看）；分位数和概率计入这些试验，均值和标准差只含其余 {counted} 次"
                    )
                },
                || {
                    format!(
                        "{reason} in {trials} trials (the first is trial {first}, shown by trace --trial {trace}); quantiles and probabilities count them, mean and sd stand on the other {counted}"
                    )
                },
            );
        }
        say(
            language,
            || {
                format!(
                    "{reason} {trials} 次试验（首次为第 {first} 次，用 trace --trial {trace} 查看），统计只含其余 {counted} 次"
                )
            },
            || {
                format!(
                    "{reason} in {trials} trials (the first is trial {first}, shown by trace --trial {trace}); the statistics stand on the other {counted}"
                )
            },
        )
    };
    outcome.missing.iter().map(sentence).collect()
}
