//! The words of conclusions: what was changed, when a promise is first missed, what can be counted on, advice.

use super::{asked_in, outcome_reading, percentile, pick, project_title, quantile, say};
use crate::analysis::findings::{
    AdviceFinding, ChangeFinding, ClaimFinding, Estimate, Findings, OutcomeFinding, OutcomeSort, PromiseFinding,
};
use crate::analysis::{FEWEST_TRIALS_FOR_A_TENTH, LEVELS_TRIED};
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
    // nothing comes before the first year in which anything falls due
    if years.iter().map(|year| year.0).min() == Some(half) {
        return Some(say(
            language,
            || format!("若落空，一半以上首次发生在第一年（{half} 年，概率 {p}）"),
            || {
                format!(
                    "where it fails, half of the first misses or more come in the first year ({half}, with probability {p})"
                )
            },
        ));
    }
    // a year that is hardly likelier than another is not the likeliest
    let stands_out = known().all(|year| year.0 == likeliest || year.1 <= CLOSE * chance);
    let year = say(
        language,
        || format!("；首次落空最多的是 {likeliest} 年（{p}）"),
        || format!("; the commonest year of a first miss is {likeliest} ({p})"),
    );
    let year = if stands_out { year } else { String::new() };
    Some(say(
        language,
        || format!("若落空，一半的情形首次发生在 {half} 年或更早{year}"),
        || format!("where it fails, half of the first misses come in {half} or earlier{year}"),
    ))
}

/// The promise that lacks most is named where it lacks so many times what the likeliest to break does.
const LACKS_MORE: f64 = 2.0;
/// What is lacking is told of where it is more than so many of its errors, and at least this part of what is due.
const LACKS_ERRORS: f64 = 2.0;
const LACKS_PART: f64 = 0.005;

/// Yuan and its multiples: only money can be more or less than other money.
fn is_money(promise: &PromiseFinding) -> bool {
    promise.unit.symbol.en.ends_with("yuan")
}

/// What is missing of a promise in the end, where that is more than chance and next to nothing.
fn lacking(promise: &PromiseFinding) -> Option<f64> {
    let (lacks, error) = (promise.shortfall.value, promise.shortfall.error.unwrap_or(0.0));
    let told = lacks > 0.0 && lacks > LACKS_ERRORS * error && lacks >= LACKS_PART * promise.due.value.abs();
    told.then_some(lacks)
}

/// The promise of which most money is missing in the end, where that is not the one that is named already as the likeliest to
/// break: a small sum that is sure to fail is less than a large one that may. Of grain nobody lacks money.
pub(crate) fn lacks_most(promises: &[PromiseFinding], named: &PromiseFinding, language: Language) -> Option<String> {
    let money = promises.iter().filter(|promise| is_money(promise));
    let (most, sum) = money
        .filter_map(|promise| Some((promise, lacking(promise)?)))
        .reduce(|most, other| if other.1 > most.1 { other } else { most })?;
    let of_named = if is_money(named) { named.shortfall.value.max(0.0) } else { 0.0 };
    if most.path == named.path || sum <= LACKS_MORE * of_named {
        return None;
    }
    let reading = Reading::of(&most.unit, most.due.value.abs(), language);
    let (label, due) = (most.label.get(language), reading.amount(Estimate { error: None, ..most.due }));
    let lacks = reading.amount(most.shortfall);
    Some(say(
        language,
        || format!("钱上缺得最多的是“{label}”：应付合计 {due}，平均有 {lacks}到最后也没付。"),
        || format!("Most money is lacking from “{label}”: of {due} due in all, {lacks} are never paid on average."),
    ))
}

/// What can be counted on of a promise as it stands, and how low it must be set to be kept with nine chances in ten. Where
/// something falls due in some of the trials only, it is of those, and says so.
pub fn safe_promise(promise: &PromiseFinding, language: Language) -> Option<String> {
    let said = safe_where_due(promise, language)?;
    Some(match asked_in(promise) {
        Some(share) => say(
            language,
            || format!("只看有款到期的试验（{share}）：{said}"),
            || format!("Of the trials in which something falls due ({share}): {said}"),
        ),
        None => said,
    })
}

/// Shares from here on are told as the whole, and below the second as nothing.
const ALL: f64 = 0.999_9;
const NOTHING: f64 = 0.000_5;

fn safe_where_due(promise: &PromiseFinding, language: Language) -> Option<String> {
    let (safe, sure) = (promise.safe_share, promise.sure_share);
    if !safe.is_finite() || !sure.is_finite() {
        return None;
    }
    if safe >= ALL {
        return Some(kept_as_it_stands(promise, language));
    }
    let fact = if safe >= NOTHING { part_in_time(promise, language) } else { not_in_time(promise, language) };
    let level = safe_level(promise, language).unwrap_or_default();
    let space = pick(language, "", if level.is_empty() { "" } else { " " });
    Some(format!("{fact}{space}{level}"))
}

fn kept_as_it_stands(promise: &PromiseFinding, language: Language) -> String {
    let label = promise.label.get(language);
    say(
        language,
        || format!("“{label}”按现在的数额，就有九成把握每期按时足额兑现。"),
        || format!("“{label}” is paid in full and on time in every year with nine chances in ten, as it stands."),
    )
}

/// A share that trials tell to three digits.
fn percent(share: f64) -> String {
    format_probability(Estimate { value: share, error: Some(0.001) })
}

/// The part of what is due that is paid on time in every year.
fn part_in_time(promise: &PromiseFinding, language: Language) -> String {
    let (label, share) = (promise.label.get(language), percent(promise.safe_share));
    say(
        language,
        || format!("九成把握下，“{label}”每期至少按时付出应付的 {share}。"),
        || {
            format!(
                "With nine chances in ten at least {share} of what is due of “{label}” is paid on time in every year."
            )
        },
    )
}

/// Where in some year nothing is sure to be paid on time: until when it is, and what of the whole is paid in the end.
fn not_in_time(promise: &PromiseFinding, language: Language) -> String {
    let label = promise.label.get(language);
    let (until, rest) = (kept_until(promise, language), of_the_whole(promise, language));
    say(
        language,
        || format!("“{label}”期期按时付足没有九成把握：{until}；{rest}。"),
        || format!("“{label}” is not paid in full and on time every year with nine chances in ten: {until}; {rest}."),
    )
}

/// Until when nine chances in ten hold.
fn kept_until(promise: &PromiseFinding, language: Language) -> String {
    let mut kept = 1.0;
    let holds = promise.years.iter().take_while(|year| {
        kept -= year.first_miss;
        kept >= 0.9
    });
    let until = holds.last().map(|year| year.year);
    match (until, promise.years.first()) {
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
    }
}

/// What of the whole can be counted on, late payments included.
fn of_the_whole(promise: &PromiseFinding, language: Language) -> String {
    let sure = promise.sure_share;
    let amount = |value: f64| {
        Reading::of(&promise.unit, value.abs(), language).amount(Estimate { value, error: Some(value.abs() * 0.005) })
    };
    if sure < NOTHING {
        return match is_money(promise) {
            true => pick(
                language,
                "九成把握下，前后合计一分钱也指望不上",
                "with nine chances in ten not one yuan of the whole can be counted on",
            ),
            false => pick(
                language,
                "九成把握下，前后合计什么也指望不上",
                "with nine chances in ten nothing of the whole can be counted on",
            ),
        }
        .to_string();
    }
    if sure >= 1.0 - NOTHING {
        let whole = amount(promise.due.value);
        return say(
            language,
            || format!("但有九成把握最终全部付清（含迟付），约 {whole}"),
            || {
                format!(
                    "yet with nine chances in ten all of it is paid in the end, late payments included, about {whole}"
                )
            },
        );
    }
    let (share, whole) = (percent(sure), amount(promise.sure_paid));
    say(
        language,
        || format!("九成把握下，前后合计（含迟付）只能指望收到应付的 {share}，金额至少 {whole}"),
        || {
            format!(
                "with nine chances in ten {share} of the whole, late payments included, can be counted on, at least {whole}"
            )
        },
    )
}

/// The same in a few words, for a table; empty where it was not looked for.
pub fn safe_at(promise: &PromiseFinding, language: Language) -> String {
    if promise.never_missed.value >= 0.9 {
        return pick(language, "现在的数额", "as it stands").to_string();
    }
    match promise.safe_level.as_ref().map(|level| level.share) {
        None => String::new(),
        Some(None) => pick(language, "再低也不行", "no amount").to_string(),
        Some(Some(_)) if owes_nothing(promise) => {
            pick(language, "低到什么也不用付", "so little that nothing falls due").to_string()
        }
        Some(Some(share)) => {
            let share = format_probability(Estimate { value: share, error: Some(0.01) });
            say(language, || format!("现在的 {share}"), || format!("{share} of now"))
        }
    }
}

/// A level at which less than this part of what falls due now falls due is safe because nothing is promised.
const NOTHING_PROMISED: f64 = 1e-6;

/// The safe level is one at which nothing falls due.
fn owes_nothing(promise: &PromiseFinding) -> bool {
    let largest = promise.safe_level.as_ref().map_or(f64::NAN, |level| level.largest.abs());
    largest <= NOTHING_PROMISED * promise.due.value.abs()
}

/// How far the input that sets a promise must be lowered.
fn safe_level(promise: &PromiseFinding, language: Language) -> Option<String> {
    let level = promise.safe_level.as_ref()?;
    let input = level.input.get(language);
    let Some(share) = level.share else {
        let tried = levels_tried(level.lowest, language);
        return Some(say(
            language,
            || format!("把“{input}”降到现在的 {tried} 都试过，都没有九成把握期期按时足额。"),
            || {
                format!(
                    "With “{input}” lowered to {tried} of what it is, it is not kept with nine chances in ten either."
                )
            },
        ));
    };
    if owes_nothing(promise) {
        let share = format_probability(Estimate { value: share, error: Some(0.01) });
        return Some(say(
            language,
            || format!("“{input}”要低到现在的 {share} 才有九成把握，那时什么也不用付：等于没有这项承诺。"),
            || {
                format!(
                    "Only with “{input}” at {share} of what it is are there nine chances in ten, and then nothing falls due: there is no promise."
                )
            },
        ));
    }
    let most = Reading::of(&promise.unit, level.largest.abs(), language)
        .amount(Estimate { value: level.largest, error: Some(level.largest.abs() * 0.005) });
    let share = format_probability(Estimate { value: share, error: Some(0.01) });
    Some(say(
        language,
        || format!("要有九成把握期期按时足额，“{input}”最多定为现在的 {share}（最多的一年应付约 {most}）。"),
        || {
            format!(
                "To be kept with nine chances in ten “{input}” may be {share} of what it is at most (about {most} due in the largest year)."
            )
        },
    ))
}

/// `90%、80%……10%、5%、1%`: the levels from the top down to the lowest that was tried.
fn levels_tried(lowest: f64, language: Language) -> String {
    let tried: Vec<u32> = LEVELS_TRIED.into_iter().filter(|level| f64::from(*level) > 100.0 * lowest - 0.5).collect();
    let text = |levels: &[u32]| {
        let levels: Vec<String> = levels.iter().map(|level| format!("{level}%")).collect();
        levels.join(pick(language, "、", ", "))
    };
    // steps of ten between the second and the last of them go without saying
    let tens = tried.iter().take_while(|level| *level % 10 == 0).count();
    match tens {
        0..=3 => text(&tried),
        _ => {
            format!("{}{}{}", text(&tried[..2]), pick(language, "……", " and so on down to "), text(&tried[tens - 1..]))
        }
    }
}

/// What an outcome is at least (or at most, where little is good) with nine chances in ten.
pub(crate) fn sure_sentence(outcome: &OutcomeFinding, label: &str, language: Language) -> Option<String> {
    let low = outcome.better == Some(crate::scenario::model::Better::Lower);
    let value = quantile(outcome, if low { 0.9 } else { 0.1 });
    let few = outcome.counted < FEWEST_TRIALS_FOR_A_TENTH;
    if few || !value.value.is_finite() || !outcome.uncertain || outcome.sort != OutcomeSort::Number {
        return None;
    }
    let value = outcome_reading(outcome, language).amount(value);
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

/// Advice, of the base or of a variant, with the titles of the projects that it is for; the same sentence once.
pub fn advice(findings: &Findings, given: &[AdviceFinding], language: Language) -> Vec<(String, String)> {
    let mut list: Vec<(Vec<&str>, &str)> = Vec::new();
    for advice in given {
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

/// The share of what is due in all of a promise that can be counted on with nine chances in ten. The amount that can be counted
/// on is no such share of the mean due: what is due differs between trials.
pub fn sure_in_all(promise: &PromiseFinding) -> String {
    let share = promise.sure_share;
    if share.is_finite() { percent(share) } else { String::new() }
}
