//! The sentences of the report, in Chinese and English from one place.

use crate::analysis::FEWEST_TRIALS_FOR_A_TENTH;
use crate::analysis::findings::{ClaimFinding, Estimate, Findings, OutcomeFinding, OutcomeSort, PromiseFinding};
use crate::diagnostic::Language;

use super::number::{Reading, format_probability};

mod charts;
mod comparisons;
mod conclusions;
mod labels;
mod notes;
pub mod village;

pub use charts::*;
pub use comparisons::*;
pub use conclusions::*;
pub use labels::*;
pub use notes::*;

/// One of two texts.
pub fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

/// A sentence in one of two languages.
pub fn say(language: Language, zh: impl FnOnce() -> String, en: impl FnOnce() -> String) -> String {
    match language {
        Language::Chinese => zh(),
        Language::English => en(),
    }
}

/// The title, or the scenario's name where there is none.
pub fn title(findings: &Findings, language: Language) -> &str {
    match findings.title.get(language) {
        "" => &findings.name,
        title => title,
    }
}

/// The unit for all numbers of an outcome.
pub fn outcome_reading(outcome: &OutcomeFinding, language: Language) -> Reading {
    let shown = outcome.quantiles.iter().filter(|(p, _)| (0.05..=0.95).contains(p)).map(|(_, estimate)| estimate.value);
    let largest = shown.chain([outcome.mean.value]).map(f64::abs).filter(|value| value.is_finite()).fold(0.0, f64::max);
    Reading::of(&outcome.unit, largest, language)
}

/// The estimate of a quantile.
pub fn quantile(outcome: &OutcomeFinding, probability: f64) -> Estimate {
    let found = outcome.quantiles.iter().find(|(p, _)| (p - probability).abs() < 1e-9);
    found.map_or(Estimate { value: f64::NAN, error: None }, |(_, estimate)| *estimate)
}

/// `-15.1 到 9.8`.
pub fn range(outcome: &OutcomeFinding, reading: &Reading) -> String {
    range_of(quantile(outcome, 0.05), quantile(outcome, 0.95), reading)
}

/// The same of two ends.
pub fn range_of(low: Estimate, high: Estimate, reading: &Reading) -> String {
    from_to(low, high, reading, str::to_owned)
}

/// Two ends as text, each `told` in its way; one dash where there is neither.
fn from_to(low: Estimate, high: Estimate, reading: &Reading, told: impl Fn(&str) -> String) -> String {
    if low.value.is_nan() && high.value.is_nan() {
        return told(&reading.number(f64::NAN, None));
    }
    let (low, high) = reading.range(low, high);
    format!("{}{}{}", told(&low), pick(reading.language, " 到 ", " to "), told(&high))
}

/// The same with the unit for a sentence: behind both ends where it is %, else behind the last.
pub fn range_with_unit(outcome: &OutcomeFinding, reading: &Reading) -> String {
    match reading.symbol.as_str() {
        "%" => from_to(quantile(outcome, 0.05), quantile(outcome, 0.95), reading, |end| reading.with_symbol(end)),
        _ => reading.with_symbol(&range(outcome, reading)),
    }
}

/// The outcome that the first sentence is about: of the uncertain numbers what reaches a household or a person, where
/// the first one is a net present value or a rate; else the first of them; else the first outcome.
pub fn main_outcome(findings: &Findings) -> Option<&OutcomeFinding> {
    let uncertain = |outcome: &&OutcomeFinding| outcome.uncertain && outcome.sort == OutcomeSort::Number;
    let first = findings.shown_outcomes().find(uncertain);
    let reaches = |outcome: &&OutcomeFinding| {
        let unit = outcome.unit.symbol.zh.as_str();
        uncertain(outcome) && (unit.ends_with("元/户") || unit.ends_with("元/人"))
    };
    let received = || findings.shown_outcomes().find(reaches);
    let discounted = first.is_some_and(|outcome| outcome.timing.is_some());
    let received = if discounted { received() } else { None };
    received.or(first).or_else(|| findings.shown_outcomes().next())
}

/// What the run answers: the main outcome, loss or promise, what can be counted on, claim or record; where there are
/// households what they get, who falls below the line, which promise breaks first, what the collective can count on.
pub fn answer(findings: &Findings, language: Language) -> Vec<String> {
    if let Some(village) = findings.village.as_ref().filter(|village| village.households > 0) {
        return village::answer(village, findings, language);
    }
    let main = main_outcome(findings);
    let label = |outcome: &OutcomeFinding| outcome_label(findings, outcome, language);
    let mut sentences: Vec<String> =
        main.map(|outcome| main_sentence(outcome, &label(outcome), language)).into_iter().collect();
    if let Some(promise) = likeliest_to_break(&findings.promises) {
        let several = findings.promises.len() > 1 && promise.never_missed.value < 1.0;
        sentences.push(if several { worst_promise(promise, language) } else { promise_sentence(promise, language) });
        sentences.extend(lacks_most(&findings.promises, promise, language));
        sentences.extend(safe_promise(promise, language));
    } else {
        // where the first sentence is about households, the next is about the money put in
        let first = findings.shown_outcomes().find(|outcome| outcome.below_zero.is_some());
        let main_again = |outcome: &OutcomeFinding| main.is_some_and(|main| main.path == outcome.path);
        sentences
            .extend(first.and_then(|outcome| loss_sentence(outcome, &label(outcome), !main_again(outcome), language)));
        sentences.extend(main.and_then(|outcome| sure_sentence(outcome, &label(outcome), language)));
    }
    let about_main =
        |claim: &&ClaimFinding| main.is_some_and(|outcome| outcome.path == claim.outcome) && claim.holds != "record";
    let claims = &findings.claims;
    let claim = claims
        .iter()
        .find(about_main)
        .or_else(|| claims.iter().find(|claim| claim.holds != "record"))
        .or(claims.first());
    sentences.extend(claim.map(|claim| claim_sentence(claim, findings, language)));
    sentences
}

fn main_sentence(outcome: &OutcomeFinding, label: &str, language: Language) -> String {
    let reading = outcome_reading(outcome, language);
    match outcome.sort {
        OutcomeSort::Probability => {
            let p = format_probability(outcome.mean);
            say(language, || format!("“{label}”的概率为 {p}。"), || format!("The probability of “{label}” is {p}."))
        }
        OutcomeSort::State => {
            let likeliest = outcome.states.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value));
            let (state, p) =
                likeliest.map_or(("—", "—".to_string()), |(state, p)| (state.as_str(), format_probability(*p)));
            say(
                language,
                || format!("{label}最可能为“{state}”，概率 {p}。"),
                || format!("{label} is most likely “{state}”, with probability {p}."),
            )
        }
        OutcomeSort::Number if !outcome.uncertain => {
            let value = reading.amount(outcome.mean);
            say(
                language,
                || format!("{label}为 {value}；在各次试验中相同，没有随机波动。"),
                || format!("{label} is {value}; it is the same in every trial, so nothing varies."),
            )
        }
        OutcomeSort::Number if outcome.counted == 0 => {
            let reasons: Vec<&str> = outcome.missing.iter().map(|missing| missing.reason.get(language)).collect();
            let reasons = reasons.join(pick(language, "、", "; "));
            say(
                language,
                || format!("{label}在所有试验中都没有有限的数：{reasons}。"),
                || format!("{label} is no finite number in any trial: {reasons}."),
            )
        }
        OutcomeSort::Number if outcome.counted < FEWEST_TRIALS_FOR_A_TENTH => {
            let (middle, counted) = (reading.amount(quantile(outcome, 0.5)), outcome.counted);
            say(
                language,
                || format!("{label}的中位数为 {middle}（只有 {counted} 次试验）。"),
                || format!("The median of {label} is {middle} (of {counted} trials only)."),
            )
        }
        OutcomeSort::Number => {
            let (middle, range) = (reading.amount(quantile(outcome, 0.5)), range_with_unit(outcome, &reading));
            let apart = if range.ends_with(|last: char| last.is_ascii() || last == '∞') { " " } else { "" };
            say(
                language,
                || format!("{label}的中位数为 {middle}，九成试验落在 {range}{apart}之间。"),
                || format!("The median of {label} is {middle}; nine trials in ten lie within {range}."),
            )
        }
    }
}

/// `正常 74%，停产 19%，关闭 7%`: the likeliest first, without those that never are.
pub fn state_shares(states: &[(String, Estimate)], language: Language) -> String {
    let mut known: Vec<&(String, Estimate)> = states.iter().filter(|(_, p)| p.value > 0.0).collect();
    known.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let list: Vec<String> = known.iter().map(|(name, p)| format!("{name} {}", format_probability(*p))).collect();
    list.join(pick(language, "，", ", "))
}

fn loss_sentence(outcome: &OutcomeFinding, label: &str, with_median: bool, language: Language) -> Option<String> {
    let p = format_probability(outcome.below_zero.filter(|p| p.value.is_finite())?);
    if with_median {
        let middle = outcome_reading(outcome, language).amount(quantile(outcome, 0.5));
        return Some(say(
            language,
            || format!("{label}的中位数为 {middle}，小于 0 的概率为 {p}。"),
            || format!("The median of {label} is {middle}; the probability that it is below 0 is {p}."),
        ));
    }
    Some(say(
        language,
        || format!("{label}小于 0 的概率为 {p}。"),
        || format!("The probability that {label} is below 0 is {p}."),
    ))
}

/// How likely a promise is kept, and when it breaks.
pub fn promise_sentence(promise: &PromiseFinding, language: Language) -> String {
    promise_sentence_after(pick(language, "", "The"), promise, language)
}

/// The same behind its opening words.
fn promise_sentence_after(opening: &str, promise: &PromiseFinding, language: Language) -> String {
    let label = promise.label.get(language);
    let kept = format_probability(promise.never_missed);
    let years: Vec<(i32, f64)> = promise.years.iter().map(|year| (year.year, year.first_miss)).collect();
    let first = first_miss(&years, language);
    let first = first.map_or(String::new(), |first| format!("{}{first}", pick(language, "；", "; ")));
    say(
        language,
        || {
            let asked = asked_in(promise);
            let asked = asked.map_or(String::new(), |share| format!("（只看有款到期的试验，占 {share}）"));
            format!("{opening}“{label}”每期都按时足额兑现的概率为 {kept}{asked}{first}。")
        },
        || {
            let asked = asked_in(promise);
            let asked = asked
                .map_or(String::new(), |share| format!(" (of the {share} of trials in which something falls due)"));
            format!(
                "{opening} probability that “{label}” is paid in full and on time every year is {kept}{asked}{first}."
            )
        },
    )
}

/// The share of the trials in which something falls due, where it does in some of them only.
fn asked_in(promise: &PromiseFinding) -> Option<String> {
    let share = format_probability(Estimate { value: promise.asked, error: Some(0.001) });
    (promise.asked < 1.0 - 1e-9).then_some(share)
}

/// The promise that is least likely to be kept in full and on time; of equal ones the first of the file.
pub(crate) fn likeliest_to_break(promises: &[PromiseFinding]) -> Option<&PromiseFinding> {
    promises
        .iter()
        .reduce(|worst, other| if other.never_missed.value < worst.never_missed.value { other } else { worst })
}

fn worst_promise(promise: &PromiseFinding, language: Language) -> String {
    let opening = pick(language, "最可能落空的承诺：", "The promise likeliest to break: the");
    promise_sentence_after(opening, promise, language)
}

/// A claim or record against the forecast.
pub fn claim_sentence(claim: &ClaimFinding, findings: &Findings, language: Language) -> String {
    let reading = claim_reading(claim, findings, language);
    let value = reading.amount(Estimate { value: claim.value, error: None });
    let text = claim.text.get(language);
    let p = format_probability(claim.probability);
    match claim.holds {
        "record" => {
            let place = record_place(claim, language);
            if claim.equal > 0.5 {
                return say(
                    language,
                    || format!("实际记录“{text}”（{value}）{place}。"),
                    || format!("The record “{text}” ({value}) is {place}."),
                );
            }
            say(
                language,
                || format!("实际记录“{text}”（{value}）落在预测的{place}。"),
                || format!("The record “{text}” ({value}) lies at {place} of the forecast."),
            )
        }
        _ => say(
            language,
            || {
                format!(
                    "“{text}”（{}{value}）这一说法，按预测成立的概率为 {p}。",
                    pick_bound(claim.holds, "不低于 ", "不高于 ")
                )
            },
            || {
                format!(
                    "The claim “{text}” ({}{value}) holds with probability {p}.",
                    pick_bound(claim.holds, "at least ", "at most ")
                )
            },
        ),
    }
}

fn pick_bound(holds: &str, least: &'static str, most: &'static str) -> &'static str {
    if holds == "at_most" { most } else { least }
}

/// The unit of a claim: that of its outcome, as the forecast beside it.
pub fn claim_reading(claim: &ClaimFinding, findings: &Findings, language: Language) -> Reading {
    match findings.outcomes.iter().find(|outcome| outcome.path == claim.outcome) {
        Some(outcome) => outcome_reading(outcome, language),
        None => Reading::of(&claim.unit, claim.value.abs(), language),
    }
}

/// `at least`, `at most`, `record`.
pub fn holds(claim: &ClaimFinding, language: Language) -> &'static str {
    match claim.holds {
        "at_most" => pick(language, "不高于", "at most"),
        "record" => pick(language, "实际记录", "record"),
        _ => pick(language, "不低于", "at least"),
    }
}

/// A share of trials as percentile: 63 of 0.634; below 1 and above 99 with one decimal.
pub fn percentile(share: f64) -> String {
    let percent = share * 100.0;
    if !percent.is_finite() {
        "—".to_string()
    } else if (1.0..=99.0).contains(&percent) {
        format!("{percent:.0}")
    } else {
        format!("{percent:.1}")
    }
}

/// How draws are laid out.
pub fn design(design: &str, language: Language) -> String {
    match (design, language) {
        ("stratified", Language::Chinese) => "分层抽样".to_string(),
        ("independent", Language::Chinese) => "独立抽样".to_string(),
        (design, _) => design.to_string(),
    }
}

/// What a formula varies by.
pub fn shape(shape: &str, language: Language) -> String {
    if language == Language::English {
        return shape.to_string();
    }
    // longer words first: `trial and year` holds the shorter ones
    let replaced =
        [("trial and year", "试验和年份"), ("constant", "不变"), ("trial", "试验"), ("year", "年份"), ("row", "行")];
    replaced.iter().fold(shape.to_string(), |text, (en, zh)| text.replace(en, zh))
}

#[cfg(test)]
mod tests;
