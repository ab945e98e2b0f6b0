//! What stands below the tables: timing conventions, trials without a value, amounts of promises that do not count.

use super::{asked_in, band_label, pick, say};
use crate::analysis::findings::{BandFinding, Findings, MissingValues, OutcomeFinding, PromiseFinding, Timing};
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

/// The values that are missing from an outcome's statistics, one sentence a reason. On what differences of variants stand is
/// told beside them: there the variant may lack values, too.
pub fn missing(outcome: &OutcomeFinding, language: Language) -> Vec<String> {
    // those that are ranked are missing from the numbers, and not from the order
    let ranked: u64 = outcome.missing.iter().filter(|missing| missing.ranked).map(|missing| missing.trials).sum();
    let sentence = |missing: &MissingValues| {
        let (reason, trials) = (missing.reason.get(language), format_count(missing.trials));
        // numbered as `trace --trial` numbers them
        let first = missing.first_trial;
        let rest = match missing.ranked {
            true => without_mean(outcome.counted, language),
            false => on_the_others(outcome.counted.saturating_add(ranked), language),
        };
        say(
            language,
            || format!("{reason} {trials} 次试验（首次是编号 {first} 的试验）{rest}"),
            || format!("{reason} in {trials} trials (first in trial number {first}){rest}"),
        )
    };
    outcome.missing.iter().map(sentence).collect()
}

/// What becomes of trials above or below every number.
fn without_mean(counted: u64, language: Language) -> String {
    let said = pick(
        language,
        "；分位数和概率计入这些试验，没有均值",
        "; quantiles and probabilities count them, there is no mean",
    );
    let numbers = format_count(counted);
    let sd = say(
        language,
        || format!("，标准差只含有数值的 {numbers} 次"),
        || format!(", and sd stands on the {numbers} that have a number"),
    );
    format!("{said}{}", if counted == 0 { String::new() } else { sd })
}

/// On what the statistics stand where trials are left out; nothing where none is left.
fn on_the_others(counted: u64, language: Language) -> String {
    let others = format_count(counted);
    match counted {
        0 => String::new(),
        _ => say(
            language,
            || format!("，统计只含其余 {others} 次"),
            || format!("; the statistics stand on the other {others}"),
        ),
    }
}

/// What of a promise is not counted, one sentence a reason.
pub fn promise_notes(promise: &PromiseFinding, language: Language) -> Vec<String> {
    let label = promise.label.get(language);
    let trials = format_count;
    let unknown = |count: u64| {
        say(
            language,
            || format!("“{label}”有 {} 次试验算不出应付或实付的数，没有计入。", trials(count)),
            || format!("In {} trials an amount of “{label}” is not known; they are left out.", trials(count)),
        )
    };
    let above = |count: u64| {
        say(
            language,
            || {
                format!(
                    "“{label}”有 {} 次试验在某一年付的比当年应付的多，多付的不算；补付以前所欠的，应算作欠付那一年的迟付。",
                    trials(count)
                )
            },
            || {
                format!(
                    "In {} trials more is paid for “{label}” in some year than falls due in it; what is above counts for nothing. What makes up for an earlier year counts as paid late in that year.",
                    trials(count)
                )
            },
        )
    };
    let negative = |count: u64| {
        say(
            language,
            || format!("“{label}”有 {} 次试验在某一年应付的是负数，当作没有应付。", trials(count)),
            || {
                format!(
                    "In {} trials what falls due of “{label}” is negative in some year; nothing counts as due then.",
                    trials(count)
                )
            },
        )
    };
    let asked = asked_in(promise).map(|share| {
        say(
            language,
            || format!("“{label}”只在 {share} 的试验里有款到期：兑现概率和九成把握只看这些试验，金额的平均数含全部试验。"),
            || {
                format!(
                    "Something of “{label}” falls due in {share} of the trials only: probabilities and what is sure are of those, means of money of all trials."
                )
            },
        )
    });
    let all: [(u64, &dyn Fn(u64) -> String); 3] =
        [(promise.unknown, &unknown), (promise.paid_above, &above), (promise.negative, &negative)];
    let counted = all.into_iter().filter(|(count, _)| *count > 0).map(|(count, sentence)| sentence(count));
    asked.into_iter().chain(counted).collect()
}

/// In some year nothing falls due in some of the trials: shares of a year are then of fewer trials than those of the whole.
pub fn due_in_some_trials(promise: &PromiseFinding) -> bool {
    promise.years.iter().any(|year| year.counted < 1.0 - 1e-9)
}

/// Header of the share of trials in which something falls due in a year.
pub fn trials_with_due(language: Language) -> &'static str {
    pick(language, "当年有款到期的试验", "trials with something due")
}

/// What the shares of a promise's years are of, where they are not all of the same trials.
pub fn due_note(promise: &PromiseFinding, language: Language) -> Option<&'static str> {
    due_in_some_trials(promise).then(|| {
        pick(
            language,
            "“按时足额”“迟付后付清”“未付清”是占当年有款到期的试验的比例；“首次违约”是占有款到期（不论哪一年）的试验的比例，所以当年到期的试验少时要小得多。应付和短欠是全部试验的平均。",
            "In full, late and missed are shares of the trials in which something falls due that year; first miss is a share of the trials in which anything falls due in any year, so it is much smaller where few have something due that year. Due and shortfall are means over all trials.",
        )
    })
}

/// The years of a yearly outcome that do not stand on all trials.
pub fn missing_years(findings: &Findings, band: &BandFinding, language: Language) -> Option<String> {
    let whole = band.trials;
    let lacking: Vec<_> = band.years.iter().filter(|year| year.counted < whole).collect();
    let worst = lacking.iter().min_by_key(|year| year.counted)?;
    let (years, worst_year) = (lacking.len(), worst.year);
    let missing = format_count(whole - worst.counted);
    let label = band_label(findings, band, language);
    Some(say(
        language,
        || {
            format!(
                "{label}：有 {years} 年并非每次试验都有值，最多的是 {worst_year} 年，{missing} 次试验没有，统计只含其余的试验。"
            )
        },
        || {
            format!(
                "{label}: in {years} years not every trial has a value, at worst {missing} trials in {worst_year} have none; the statistics stand on the others."
            )
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Text;
    use crate::report::samples;

    #[test]
    fn missing_trials_are_told_with_what_is_left_and_without_variants() {
        let mut outcome = samples::outcome("pay", Text::same("pay"), samples::yuan(), 5.0, 1.0, 0.0);
        let never = |trials: u64| MissingValues {
            reason: Text::new("始终收不回投资", "never paid back"),
            ranked: true,
            trials,
            first_trial: 1,
            lowest: false,
        };
        outcome.missing = vec![never(478)];
        outcome.counted = 546;
        assert_eq!(
            missing(&outcome, Language::English),
            [
                "never paid back in 478 trials (first in trial number 1); quantiles and probabilities count them, there is no mean, and sd stands on the 546 that have a number"
            ]
        );
        assert_eq!(
            missing(&outcome, Language::Chinese),
            [
                "始终收不回投资 478 次试验（首次是编号 1 的试验）；分位数和概率计入这些试验，没有均值，标准差只含有数值的 546 次"
            ]
        );
        // of two reasons each has its own rest: the ranked ones count in the statistics of the others
        outcome.missing.push(MissingValues { reason: Text::same("odd"), ranked: false, ..never(30) });
        outcome.counted = 516;
        let both = missing(&outcome, Language::English);
        assert!(both[0].ends_with("sd stands on the 516 that have a number"), "{both:?}");
        assert!(both[1].ends_with("; the statistics stand on the other 994"), "{both:?}");
        // nothing is said of none
        (outcome.missing, outcome.counted) = (vec![never(1024)], 0);
        let none = missing(&outcome, Language::English);
        assert!(none[0].ends_with("there is no mean"), "{none:?}");
        (outcome.missing[0].ranked, outcome.counted) = (false, 0);
        assert!(missing(&outcome, Language::English)[0].ends_with("(first in trial number 1)"));
    }
}
