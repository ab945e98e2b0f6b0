//! The words of conclusions: what was changed, when a promise is first missed, what can be counted on, advice.

use super::{outcome_reading, percentile, pick, project_title, quantile, say};
use crate::analysis::findings::{
    ChangeFinding, ClaimFinding, Estimate, Findings, OutcomeFinding, OutcomeSort, PromiseFinding,
};
use crate::diagnostic::Language;
use crate::report::number::{Reading, format_probability};

/// What was set for this run, under the title: `本次改动：石场分红率 12% → 20%`. Nothing where nothing was.
pub fn changes(findings: &Findings, language: Language) -> Option<String> {
    let list = changes_list(&findings.changes, language)?;
    Some(say(language, || format!("本次改动：{list}"), || format!("Changed in this run: {list}")))
}

/// `石场分红率 12% → 20%；…`.
pub fn changes_list(changes: &[ChangeFinding], language: Language) -> Option<String> {
    let one = |change: &ChangeFinding| {
        let label = match change.label.get(language) {
            "" => change.path.as_str(),
            label => label,
        };
        format!("{label} {} → {}", change.from.get(language), change.to.get(language))
    };
    let list: Vec<String> = changes.iter().map(one).collect();
    (!list.is_empty()).then(|| list.join(pick(language, "；", "; ")))
}

/// Chances whose ratio is nearer to one than this are told as equal.
const CLOSE: f64 = 0.95;

/// When a promise is first missed: half of the cases up to a year, and the likeliest year with its probability. `years`
/// are the chances that a year is the first. Nothing where none is missed.
pub fn first_miss(years: &[(i32, f64)], language: Language) -> Option<String> {
    let total: f64 = years.iter().map(|year| year.1).filter(|chance| chance.is_finite()).sum();
    let known = || years.iter().filter(|year| year.1.is_finite() && year.1 > 0.0);
    let &(likeliest, chance) = known().reduce(|best, other| if other.1 > best.1 { other } else { best })?;
    let mut sum = 0.0;
    let &(half, _) = known().find(|year| {
        sum += year.1;
        sum >= total / 2.0
    })?;
    let p = format_probability(Estimate { value: chance, error: Some(0.001) });
    if known().count() == 1 {
        return Some(say(
            language,
            || format!("若落空，就在 {likeliest} 年"),
            || format!("where it fails, it fails in {likeliest}"),
        ));
    }
    // a year that is hardly likelier than another is not the likeliest
    let stands_out = known().all(|year| year.0 == likeliest || year.1 <= CLOSE * chance);
    let year = say(
        language,
        || format!("；最容易出事的是 {likeliest} 年（{p}）"),
        || format!("; the likeliest year is {likeliest} ({p})"),
    );
    let year = if stands_out { year } else { String::new() };
    Some(say(
        language,
        || format!("若落空，一半的情形首次发生在 {half} 年或更早{year}"),
        || format!("where it fails, half of the first misses come in {half} or earlier{year}"),
    ))
}

/// What could be promised so that it is kept with nine chances in ten, and what can be counted on as it stands.
pub fn safe_promise(promise: &PromiseFinding, language: Language) -> Option<String> {
    let (safe, sure) = (promise.safe_share, promise.sure_share);
    if !safe.is_finite() || !sure.is_finite() {
        return None;
    }
    let label = promise.label.get(language);
    let due = promise.years.iter().map(|year| year.due).fold(0.0, f64::max);
    let amount = |value: f64| {
        Reading::of(&promise.unit, value.abs(), language).amount(Estimate { value, error: Some(value.abs() * 0.005) })
    };
    let percent = |share: f64| format_probability(Estimate { value: share, error: Some(0.001) });
    if safe >= 0.999_9 {
        return Some(say(
            language,
            || format!("“{label}”按现在的数额，就有九成把握每期按时足额兑现。"),
            || format!("“{label}” is paid in full and on time in every year with nine chances in ten, as it stands."),
        ));
    }
    if safe >= 0.000_5 {
        let (most, share) = (amount(due * safe), percent(safe));
        return Some(say(
            language,
            || format!("“{label}”若要九成把握不落空，每期最多承诺现数额的 {share}（最多的一年 {most}）。"),
            || {
                format!(
                    "To keep “{label}” with nine chances in ten, promise {share} of it at most ({most} in the largest year)."
                )
            },
        ));
    }
    // until when nine chances in ten hold
    let mut kept = 1.0;
    let holds = promise.years.iter().take_while(|year| {
        kept -= year.first_miss;
        kept >= 0.9
    });
    let until = holds.last().map(|year| year.year);
    let until = match (until, promise.years.first()) {
        (Some(year), _) => say(
            language,
            || format!("九成把握只到 {year} 年"),
            || format!("nine chances in ten hold up to {year} only"),
        ),
        (None, Some(year)) => say(
            language,
            || format!("头一期（{} 年）就不到九成把握", year.year),
            || format!("even the first payment ({}) has less than nine chances in ten", year.year),
        ),
        (None, None) => String::new(),
    };
    let rest = if sure < 0.000_5 {
        say(
            language,
            || "九成把握下，前后合计一分钱也指望不上".to_string(),
            || "with nine chances in ten not one yuan of the whole can be counted on".to_string(),
        )
    } else if sure >= 0.999_5 {
        let whole = amount(promise.due.value);
        say(
            language,
            || format!("但有九成把握最终全部付清（含迟付），约 {whole}"),
            || {
                format!(
                    "yet with nine chances in ten all of it is paid in the end, late payments included, about {whole}"
                )
            },
        )
    } else {
        let (share, whole) = (percent(promise.sure_paid / promise.due.value), amount(promise.sure_paid));
        say(
            language,
            || format!("九成把握下，前后合计（含迟付）只能指望收到应付的 {share}，约 {whole}"),
            || {
                format!(
                    "with nine chances in ten {share} of the whole, late payments included, can be counted on, about {whole}"
                )
            },
        )
    };
    Some(say(
        language,
        || format!("“{label}”没有哪个固定数额能有九成把握期期按时付足：{until}；{rest}。"),
        || {
            format!(
                "No fixed amount of “{label}” is paid in full and on time every year with nine chances in ten: {until}; {rest}."
            )
        },
    ))
}

/// What an outcome is at least (or at most, where little is good) with nine chances in ten.
pub(crate) fn sure_sentence(outcome: &OutcomeFinding, language: Language) -> Option<String> {
    let low = outcome.better == Some(crate::scenario::model::Better::Lower);
    let value = quantile(outcome, if low { 0.9 } else { 0.1 });
    if !value.value.is_finite() || !outcome.uncertain || outcome.sort != OutcomeSort::Number {
        return None;
    }
    let (label, value) = (outcome.label.get(language), outcome_reading(outcome, language).amount(value));
    Some(match low {
        true => say(
            language,
            || format!("九成把握下，{label}不高于 {value}。"),
            || format!("With nine chances in ten, {label} is at most {value}."),
        ),
        false => say(
            language,
            || format!("九成把握下，{label}不低于 {value}。"),
            || format!("With nine chances in ten, {label} is at least {value}."),
        ),
    })
}

/// Advice with the titles of the projects that it is for; the same sentence once.
pub fn advice(findings: &Findings, language: Language) -> Vec<(String, String)> {
    let mut list: Vec<(Vec<&str>, &str)> = Vec::new();
    for advice in &findings.advice {
        let (title, text) = (project_title(findings, &advice.project, language), advice.text.get(language));
        match list.iter_mut().find(|(_, known)| *known == text) {
            Some((titles, _)) if titles.contains(&title) => {}
            Some((titles, _)) => titles.push(title),
            None => list.push((vec![title], text)),
        }
    }
    let join = |titles: Vec<&str>| titles.join(pick(language, "、", ", "));
    list.into_iter().map(|(titles, text)| (join(titles), text.to_string())).collect()
}

/// Where a record lies in the forecast: its percentile, or that it is what most trials gave.
pub fn record_place(claim: &ClaimFinding, language: Language) -> String {
    if claim.equal > 0.5 {
        let share = format_probability(Estimate { value: claim.equal, error: Some(0.001) });
        return say(
            language,
            || format!("与最常见的结果相同（{share} 的试验）"),
            || format!("the same as the commonest result ({share} of trials)"),
        );
    }
    let rank = percentile(claim.probability.value);
    say(language, || format!("第 {rank} 百分位"), || format!("percentile {rank}"))
}

/// What of a promise can be counted on with nine chances in ten: in money and as a share of what is due.
pub fn sure_in_all(promise: &PromiseFinding, reading: &Reading) -> String {
    let value = promise.sure_paid;
    let share = value / promise.due.value;
    if !share.is_finite() {
        return String::new();
    }
    let money = reading.number(value, Some(value.abs() * 0.005));
    let percent = format_probability(Estimate { value: share, error: Some(0.001) });
    say(reading.language, || format!("{money}（{percent}）"), || format!("{money} ({percent})"))
}
