//! The words of charts.

use super::{due_in_some_trials, pick, quantile, range_with_unit, record_place, say};
use crate::analysis::findings::{ClaimFinding, Estimate, OutcomeFinding, OutcomeSort, PromiseFinding};
use crate::diagnostic::Language;
use crate::report::number::{Reading, format_count, format_probability, typographic};

/// `年份`, `year`.
pub fn year(language: Language) -> &'static str {
    pick(language, "年份", "year")
}

/// `中位数`, `median`.
pub fn median(language: Language) -> &'static str {
    pick(language, "中位数", "median")
}

/// What the upright axis of a histogram counts.
pub fn share_of_trials(language: Language) -> &'static str {
    pick(language, "占试验的比例", "share of trials")
}

/// What the upright axis of a cumulative curve counts.
pub fn at_most(language: Language) -> &'static str {
    pick(language, "不超过该值的概率", "probability of at most this value")
}

/// Said where no trial has a finite value.
pub fn no_finite_value(language: Language) -> &'static str {
    pick(language, "没有可画的数：所有试验都没有得出有限的值", "Nothing to draw: no trial has a finite value")
}

/// Said where a promise has no year.
pub fn nothing_due(language: Language) -> &'static str {
    pick(language, "没有到期应付的年份", "Nothing is due in any year")
}

/// With a capital at its beginning, where the script has them.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Title of a fan chart; a label that says "by year" itself says it once.
pub fn by_year_title(label: &str, language: Language) -> String {
    let (zh, en) = match label.contains(pick(language, "逐年", "by year")) {
        true => ("预测", "forecast"),
        false => ("逐年预测", "forecast by year"),
    };
    say(language, || format!("{label}：{zh}"), || format!("{}: {en}", capital(label)))
}

/// Sub-title of a fan chart.
pub fn fan_subtitle(sort: OutcomeSort, certain: bool, trials: u64, language: Language) -> String {
    let trials = format_count(trials);
    match (sort, certain) {
        // inputs may be drawn all the same
        (OutcomeSort::Number, true) => pick(language, "本结果在各次试验中相同", "the same in every trial").to_string(),
        (OutcomeSort::Number, false) => say(
            language,
            || format!("深色线为中位数，中间带为 P25–P75，外侧带为 P5–P95；{trials} 次试验"),
            || format!("dark line: median; inner band: P25–P75; outer band: P5–P95; {trials} trials"),
        ),
        _ => say(
            language,
            || format!("各年发生的概率；{trials} 次试验"),
            || format!("probability in each year; {trials} trials"),
        ),
    }
}

/// Title of a histogram.
pub fn distribution_title(label: &str, language: Language) -> String {
    say(language, || format!("{label}：结果的分布"), || format!("{}: distribution of results", capital(label)))
}

/// Title of a cumulative curve.
pub fn cumulative_title(label: &str, language: Language) -> String {
    say(language, || format!("{label}：累积概率"), || format!("{}: cumulative probability", capital(label)))
}

/// Sub-title with median and range.
pub fn distribution_subtitle(outcome: &OutcomeFinding, reading: &Reading) -> String {
    if outcome.counted == 0 {
        return String::new();
    }
    let middle = typographic(&reading.amount(quantile(outcome, 0.5)));
    let range = typographic(&range_with_unit(outcome, reading));
    // quantiles count the trials above and below every number, too
    let ranked: u64 = outcome.missing.iter().filter(|missing| missing.ranked).map(|missing| missing.trials).sum();
    let counted = format_count(outcome.counted.saturating_add(ranked));
    say(
        reading.language,
        || format!("中位数 {middle}；P5–P95：{range}；{counted} 次试验"),
        || format!("median {middle}; P5–P95: {range}; {counted} trials"),
    )
}

/// Said at the end of a cumulative curve: the share of trials in which there is no value, and why.
pub fn without_value(outcome: &OutcomeFinding, share: f64, language: Language) -> String {
    let reasons: Vec<&str> = outcome.missing.iter().map(|missing| missing.reason.get(language)).collect();
    let share = format_probability(Estimate { value: share, error: Some(share * 0.01) });
    let reasons = reasons.join(pick(language, "、", ", "));
    say(
        language,
        || format!("其余 {share} 的试验没有有限的数值：{reasons}"),
        || format!("the other {share} of trials have no finite value: {reasons}"),
    )
}

/// Label of an axis that an outcome's values lie on; ticks carry the percent sign themselves.
pub fn axis_label(outcome: &OutcomeFinding, reading: &Reading) -> String {
    let label = outcome.label.get(reading.language);
    if reading.symbol == "%" { label.to_string() } else { reading.label(label) }
}

/// Label of a claim or record on a histogram.
pub fn mark_label(claim: &ClaimFinding, reading: &Reading) -> String {
    let language = reading.language;
    let value = typographic(&reading.amount(Estimate { value: claim.value, error: None }));
    let text = claim.text.get(language);
    let p = format_probability(claim.probability);
    match claim.holds {
        "record" => {
            let place = record_place(claim, language);
            say(language, || format!("实际 {value}（{place}）：{text}"), || format!("actual {value} ({place}): {text}"))
        }
        _ => say(
            language,
            || format!("所称 {value}（成立概率 {p}）：{text}"),
            || format!("claim {value} (probability {p}): {text}"),
        ),
    }
}

/// Label at zero.
pub fn below_zero_label(probability: &str, language: Language) -> String {
    say(language, || format!("小于 0 的概率 {probability}"), || format!("P(below 0) {probability}"))
}

/// Title of the bars of a promise.
pub fn promise_title(label: &str, language: Language) -> String {
    let (zh, en) = match label.contains(pick(language, "逐年", "by year")) {
        true => ("兑现情况", "kept or missed"),
        false => ("逐年兑现情况", "kept or missed by year"),
    };
    say(language, || format!("{label}：{zh}"), || format!("{}: {en}", capital(label)))
}

/// What the upright axis of the bars of a promise counts.
pub fn share_of_due_trials(promise: &PromiseFinding, language: Language) -> &'static str {
    match due_in_some_trials(promise) {
        true => pick(language, "占当年有款到期的试验", "share of trials with something due that year"),
        false => share_of_trials(language),
    }
}

/// Sub-title with the whole of the promise.
pub fn promise_subtitle(promise: &PromiseFinding, language: Language) -> String {
    let (kept, paid) = (format_probability(promise.never_missed), format_probability(promise.paid_in_the_end));
    say(
        language,
        || format!("每期按时足额的概率 {kept}；最终付清（含迟付）的概率 {paid}"),
        || format!("never missed: {kept}; paid in the end, late included: {paid}"),
    )
}

/// Names of the three parts of a bar.
pub fn promise_parts(language: Language) -> [&'static str; 3] {
    match language {
        Language::Chinese => ["按时足额", "迟付后付清", "未付清"],
        Language::English => ["in full on time", "in full, late", "missed"],
    }
}
