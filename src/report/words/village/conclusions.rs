//! What can be counted on, and what the projects change, in a sentence each.

use super::{ERRORS, span};
use crate::analysis::FEWEST_TRIALS_FOR_A_TENTH;
use crate::analysis::findings::{BandYear, Estimate, Findings, PromiseFinding};
use crate::analysis::village::{VillageFinding, WithoutFinding};
use crate::diagnostic::Language;
use crate::report::households::{label_or, passed_on_by_year, villagers};
use crate::report::number::{Reading, fixed, format_probability};
use crate::report::words::{first_miss, lacks_most, likeliest_to_break, pick, quantile, say};

/// What projects pay the collective a year with nine chances in ten.
pub(super) fn collective_is_sure_of(
    village: &VillageFinding,
    findings: &Findings,
    language: Language,
) -> Option<String> {
    let paths = village.collective.as_ref()?;
    let outcome = findings.outcomes.iter().find(|outcome| outcome.path == paths.a_year && outcome.uncertain)?;
    let sure = quantile(outcome, 0.1);
    if outcome.counted < FEWEST_TRIALS_FOR_A_TENTH || !sure.value.is_finite() || outcome.mean.value == 0.0 {
        return None;
    }
    let amount = |estimate: Estimate| Reading::of(&outcome.unit, estimate.value.abs(), language).amount(estimate);
    let band = findings.bands.iter().find(|band| band.path == paths.by_year);
    let tenth = |year: &BandYear| {
        let found = year.quantiles.iter().find(|(p, _)| (p - 0.1).abs() < 1e-9);
        found.map(|(_, value)| (year.year, *value)).filter(|(_, value)| value.value.is_finite())
    };
    let years = band.into_iter().flat_map(|band| &band.years).filter(|year| village.years.contains(&year.year));
    let tenths: Vec<(i32, Estimate)> = years.filter_map(tenth).collect();
    let least = tenths.iter().map(|(_, value)| value.value).fold(f64::INFINITY, f64::min);
    let worst: Vec<&(i32, Estimate)> = tenths.iter().filter(|(_, value)| value.value == least).collect();
    let worst = worst.first().map_or(String::new(), |(_, value)| {
        let value = amount(*value);
        let year: Vec<i32> = worst.iter().map(|(year, _)| *year).collect();
        let all = year.len() == tenths.len();
        let (several, year) = (year.len() > 1, listed(&year, language));
        let span = span(&village.years);
        match all {
            true => say(
                language,
                || format!("；单看 {span} 任何一年，都只能指望 {value}"),
                || format!("; of any single year of {span} no more than {value} can be counted on"),
            ),
            false => say(
                language,
                || {
                    let only = if several { "各只能指望" } else { "只能指望" };
                    format!("；{span} 年内单看一年，最少的是 {year} 年，{only} {value}")
                },
                || match several {
                    true => format!("; of the single years {span} those with the least are {year}, with {value} each"),
                    false => format!("; of the single years {span} the one with the least is {year}, with {value}"),
                },
            ),
        }
    });
    let sure = amount(sure);
    let passes_on = villagers(village).any(|other| passed_on_by_year(village, other).iter().any(|paid| *paid != 0.0));
    let whole = if passes_on { pick(language, "，含再付出去的", "; what it pays on included") } else { "" };
    Some(say(
        language,
        || format!("九成把握下，村集体平均每年从项目至少得到 {sure}（当年价{whole}）{worst}。"),
        || {
            format!(
                "With nine chances in ten the collective gets at least {sure} a year from projects on average (prices of the year{whole}){worst}."
            )
        },
    ))
}

/// Years in order as people list them: `2019`, `2019–2021 and 2025`.
pub(super) fn listed(years: &[i32], language: Language) -> String {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for &year in years {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    let texts: Vec<String> = runs.iter().map(|&(first, last)| span(&[first, last])).collect();
    match (language, texts.split_last()) {
        (Language::English, Some((last, before))) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => texts.join(pick(language, "、", ", ")),
    }
}

/// P(some year up to the last of the households is not paid in full on time), and for each year that it is the first.
pub(super) fn miss_within(promise: &PromiseFinding, last: i32) -> (f64, Vec<(i32, f64)>) {
    let mut years: Vec<_> = promise.years.iter().filter(|year| year.year <= last).collect();
    years.sort_by_key(|year| year.year);
    let years: Vec<(i32, f64)> =
        years.into_iter().map(|year| (year.year, year.first_miss)).filter(|(_, chance)| chance.is_finite()).collect();
    let total: f64 = years.iter().map(|(_, chance)| chance).sum();
    (total.min(1.0), years)
}

/// The promise likeliest to be missed within the years of the households.
pub(super) fn breaks_first(
    village: &VillageFinding,
    promises: &[PromiseFinding],
    language: Language,
) -> Option<String> {
    let last = *village.years.last()?;
    let judged = promises.iter().map(|promise| (promise, miss_within(promise, last)));
    // of equal ones the first of the file
    let (promise, (chance, years)) = judged.reduce(|best, other| if other.1.0 > best.1.0 { other } else { best })?;
    let label = label_or(&promise.label, &promise.path, language);
    let Some(when) = first_miss(&years, language) else {
        return Some(say(
            language,
            || format!("到 {last} 年为止，各项承诺都按时足额兑现。"),
            || format!("Up to {last} every promise is kept in full and on time."),
        ));
    };
    let p = format_probability(Estimate { value: chance, error: promise.never_missed.error });
    // over the whole term another one may be the likeliest: the table of promises shows that
    let whole = likeliest_to_break(promises).filter(|worst| worst.path != promise.path).map(|worst| {
        let label = label_or(&worst.label, &worst.path, language);
        let miss = Estimate { value: 1.0 - worst.never_missed.value, error: worst.never_missed.error };
        let (last, p) = (worst.years.last().map_or(last, |year| year.year), format_probability(miss));
        say(
            language,
            || format!("；算到 {last} 年，是“{label}”（{p}）"),
            || format!("; over all years to {last} it is “{label}” ({p})"),
        )
    });
    let whole = whole.unwrap_or_default();
    let most = lacks_most(promises, promise, language);
    let most = most.map_or_else(String::new, |most| format!("{}{most}", pick(language, "", " ")));
    Some(say(
        language,
        || {
            format!(
                "最可能落空的承诺是“{label}”：到 {last} 年为止，至少有一期没按时付足的概率为 {p}；{when}{whole}。{most}"
            )
        },
        || {
            format!(
                "The promise likeliest to break is “{label}”: at least one payment up to {last} is late or short with probability {p}; {when}{whole}.{most}"
            )
        },
    ))
}

/// Points of the share below the line that count as hardly anything.
const HARDLY: f64 = 0.005;
/// Projects of each sort that the sentence names.
const NAMED: usize = 2;

/// What the projects change in the share below the line: which of them most, or that none changes much; and which put
/// households below it.
pub(super) fn projects_change(village: &VillageFinding, language: Language) -> Option<String> {
    let known = |without: &&WithoutFinding| without.project && without.share_below.value.is_finite();
    let mut projects: Vec<&WithoutFinding> = village.without.iter().filter(known).collect();
    projects.sort_by(|a, b| b.share_below.value.total_cmp(&a.share_below.value));
    let much = |share: f64, error: Option<f64>| share >= HARDLY && share > ERRORS * error.unwrap_or(0.0);
    let lifts = projects.iter().filter(|without| much(without.share_below.value, without.share_below.error));
    let lifts: Vec<&WithoutFinding> = lifts.take(NAMED).copied().collect();
    let harms = projects.iter().rev().filter(|without| much(-without.share_below.value, without.share_below.error));
    let harms: Vec<&WithoutFinding> = harms.take(NAMED).copied().collect();
    if lifts.is_empty() && harms.is_empty() {
        return hardly_change(village, language);
    }
    let named = |list: &[&WithoutFinding], zh: &str, en: &str| {
        let one = |without: &&WithoutFinding| {
            let label = label_or(&without.label, &without.path, language);
            let points = fixed(without.share_below.value.abs() * 100.0, 1);
            say(
                language,
                || format!("{zh}“{label}”，低于线的户要多 {points} 个百分点"),
                || format!("{points} points more {en} “{label}”"),
            )
        };
        list.iter().map(one).collect::<Vec<String>>()
    };
    let mut list = named(&lifts, "没有", "without");
    list.extend(named(&harms, "有了", "with"));
    let list = list.join(pick(language, "；", "; "));
    Some(say(
        language,
        || format!("项目里对低于贫困线的户数作用最大的：{list}。"),
        || format!("The projects that matter most for the share below the poverty line: {list}."),
    ))
}

/// Said where no project by itself changes the share below the line by half a point.
fn hardly_change(village: &VillageFinding, language: Language) -> Option<String> {
    let projects: Vec<_> = village.without.iter().filter(|without| without.project).collect();
    let largest = projects.iter().map(|without| without.share_below.value.abs()).fold(0.0, f64::max);
    let earn = projects.iter().any(|without| without.income.value > 0.0)
        && projects.iter().all(|without| without.income.value >= 0.0);
    if !earn || !projects.iter().all(|without| without.share_below.value.is_finite()) || largest >= HARDLY {
        return None;
    }
    let points_of = |share: f64| match fixed(share * 100.0, 2) {
        nothing if nothing == "0.00" => pick(language, "不到 0.01", "less than 0.01").to_string(),
        points => points,
    };
    let points = points_of(projects.iter().map(|without| without.share_below.value).fold(0.0, f64::max));
    // losses that households bear may put more of them below the line than gains lift
    let harms = |share: &Estimate| share.value < -ERRORS * share.error.unwrap_or(0.0);
    let harmful: Vec<String> = projects
        .iter()
        .filter(|without| harms(&without.share_below))
        .map(|without| {
            let (label, points) =
                (label_or(&without.label, &without.path, language), points_of(-without.share_below.value));
            say(
                language,
                || format!("；有了“{label}”，低于线的户反而多 {points} 个百分点"),
                || format!("; with “{label}” {points} points more are below it"),
            )
        })
        .collect();
    let harmful = harmful.concat();
    let others = village.without.iter().filter(|without| !without.project && without.share_below.value >= HARDLY);
    let strongest = others.reduce(|a, b| if b.share_below.value > a.share_below.value { b } else { a });
    let strongest = strongest.map_or(String::new(), |without| {
        let (label, points) =
            (label_or(&without.label, &without.path, language), fixed(without.share_below.value * 100.0, 1));
        say(
            language,
            || format!("；兜住底线的是“{label}”（没有它要多 {points} 个百分点）"),
            || format!("; what holds the line is “{label}” ({points} points more without it)"),
        )
    });
    if let [project] = projects[..] {
        let more = (project.share_below.value > 0.0).then_some(points);
        return Some(say(
            language,
            || {
                let more = more.as_ref();
                let more = more.map_or_else(|| "也不会更多".to_string(), |points| format!("只多 {points} 个百分点"));
                format!(
                    "这个项目增加收入，但几乎不改变低于贫困线的户数：没有它，低于线的户{more}{harmful}{strongest}。"
                )
            },
            || {
                let more = more.as_ref();
                let more = more.map_or_else(
                    || "the share is no larger".to_string(),
                    |points| format!("the share is larger by {points} points only"),
                );
                format!(
                    "The project raises incomes but hardly changes how many are below the line: without it {more}{harmful}{strongest}."
                )
            },
        ));
    }
    Some(say(
        language,
        || {
            format!(
                "这些项目增加收入，但几乎不改变低于贫困线的户数：去掉其中任何一个，低于线的户最多只增加 {points} 个百分点{harmful}{strongest}。"
            )
        },
        || {
            format!(
                "The projects raise incomes but hardly change how many are below the line: without any one of them the share rises by {points} points at most{harmful}{strongest}."
            )
        },
    ))
}
