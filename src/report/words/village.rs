//! The words about households: the three sentences of the answer, and headings that page, screen and files share.

mod charts;
mod conclusions;
mod money;

pub use charts::*;
pub use money::*;

use self::conclusions::{breaks_first, collective_is_sure_of, projects_change};
use super::{pick, say};
use crate::analysis::findings::{DisplayUnit, Estimate, Findings};
use crate::analysis::village::{GroupFinding, HouseholdFinding, SourceFinding, VillageFinding};
use crate::diagnostic::{Language, Text};
use crate::report::households::{
    by_risk as sorted_by_risk, capital_by_year, collective, everybody, expected, is_aid, is_of_household_model,
    label_or, passed_on_by_year, paying_projects, proper_groups, received_by_year, villagers, with_effect, yearly,
};
use crate::report::number::{Reading, fixed, format_count, format_probability};
use crate::village::OUTSIDE;

/// Groups that the first sentence names.
const NAMED_GROUPS: usize = 3;
/// So many standard errors from nothing is a difference that the sentences tell.
const ERRORS: f64 = 2.0;

/// Yuan, read as is.
pub fn yuan(language: Language) -> Reading {
    Reading::of(&DisplayUnit { symbol: Text::new("元", "yuan"), scale: 1.0 }, 0.0, language)
}

/// Yuan, read in 万元 where the sums are large.
pub fn money(magnitude: f64, language: Language) -> Reading {
    let magnitude = if magnitude.is_finite() { magnitude.abs() } else { 0.0 };
    Reading::of(&DisplayUnit { symbol: Text::new("元", "yuan"), scale: 1.0 }, magnitude, language)
}

/// A number of people or households that need not be whole.
pub fn heads(count: f64) -> String {
    match count {
        count if !count.is_finite() => "—".to_string(),
        count if count.fract() == 0.0 || count >= 20.0 => fixed(count, 0),
        count => fixed(count, if count < 0.95 { 2 } else { 1 }),
    }
}

/// What households get, who may fall below the line, which promise breaks first, what the collective can count on, and
/// whether the projects change much.
pub fn answer(village: &VillageFinding, findings: &Findings, language: Language) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(everybody(village).map(|all| receives(village, all, language)));
    sentences.extend(everybody(village).map(|all| falls(village, all, language)));
    sentences.extend(breaks_first(village, &findings.promises, language));
    sentences.extend(collective_is_sure_of(village, findings, language));
    sentences.extend(projects_change(village, language));
    sentences
}

/// The collective without what it pays on.
pub fn kept_label(label: &str, language: Language) -> String {
    say(language, || format!("{label}（留下的）"), || format!("{label}, kept"))
}

/// What all households of the list get together.
pub fn listed_together(language: Language) -> &'static str {
    pick(language, "名册农户合计（含转付）", "households of the list together")
}

/// What the collective pays on to a group: a part of the collective's row.
pub fn passed_on(label: &str, language: Language) -> String {
    say(language, || format!("其中转付给{label}"), || format!("of it paid on to {label}"))
}

/// Where the collective pays on: the amounts are in two rows.
pub fn passed_on_note(language: Language) -> &'static str {
    pick(
        language,
        "村集体转付的钱已算在收到它的那一行里，相加时不要重复计算。各项为当年价，未折现。",
        "What the collective pays on stands in the rows of those who get it too: do not add it twice. Yuan of each year, not discounted.",
    )
}

/// Which line: `贫困线：广东认定线（2014 年价 4000 元），2019 年 4,416 元/人，2028 年 5,278 元/人`.
pub fn line(village: &VillageFinding, language: Language) -> Option<String> {
    let amounts = village.line.first().zip(village.line.last()).filter(|(a, b)| a.is_finite() && b.is_finite());
    let (first, last) = amounts?;
    let (from, to) = village.years.first().zip(village.years.last())?;
    let label = village.line_label.get(language);
    let (first, last) = (fixed(*first, 0), fixed(*last, 0));
    let label = if label.is_empty() { String::new() } else { format!("{label}{}", pick(language, "，", ", ")) };
    let raised = raised(village, language).unwrap_or_default();
    Some(match (from == to, language) {
        (true, Language::Chinese) => format!("贫困线：{label}{from} 年人均 {first} 元（当年价）。"),
        (true, Language::English) => format!("Poverty line: {label}{first} yuan a person in {from}."),
        (false, Language::Chinese) => {
            format!("贫困线：{label}{from} 年人均 {first} 元，{to} 年 {last} 元（当年价）{raised}。")
        }
        (false, Language::English) => {
            format!(
                "Poverty line: {label}{first} yuan a person in {from}, {last} in {to} (prices of the year){raised}."
            )
        }
    })
}

/// A line that rises by more than this share in a year is told.
const RAISED: f64 = 0.1;

/// The year in which the line is raised most, if that is much.
fn raised(village: &VillageFinding, language: Language) -> Option<String> {
    let steps =
        village.line.windows(2).zip(village.years.iter().skip(1)).map(|(pair, year)| (pair[1] / pair[0] - 1.0, year));
    let (rise, year) = steps.filter(|(rise, _)| *rise > RAISED).reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    let rise = fixed(rise * 100.0, 0);
    Some(say(
        language,
        || format!("；{year} 年一次提高 {rise}%，收入不变的户也更容易落到线下"),
        || {
            format!(
                "; in {year} it is raised by {rise}% at once, and households with the same income are sooner below it"
            )
        },
    ))
}

/// Groups of which no household is in two, in the order of the scenario: amounts of groups that overlap mislead side by side, and
/// so do those whose members change.
fn apart(village: &VillageFinding) -> Vec<&GroupFinding> {
    let mut chosen: Vec<&GroupFinding> = Vec::new();
    for group in proper_groups(village).filter(|group| group.households > 0 && !group.varying) {
        let both = |household: &HouseholdFinding| {
            let inside = |name: &String| household.groups.contains(name);
            inside(&group.name) && chosen.iter().any(|other| inside(&other.name))
        };
        if !village.list.iter().any(both) {
            chosen.push(group);
        }
    }
    chosen
}

fn receives(village: &VillageFinding, all: &GroupFinding, language: Language) -> String {
    let amount = |group: &GroupFinding| yuan(language).amount(group.received);
    let groups: Vec<String> = apart(village)
        .into_iter()
        .take(NAMED_GROUPS)
        .map(|group| format!("{} {}", label_or(&group.label, &group.name, language), amount(group)))
        .collect();
    let collective = collective(village).map(|found| {
        let households = villagers(village).filter(|other| other.name != OUTSIDE);
        let passed: Vec<f64> = households.map(|other| yearly(&passed_on_by_year(village, other))).collect();
        // capital that comes back is nobody's income
        let own = yearly(&received_by_year(village, found)) - yearly(&capital_by_year(village, found));
        (own, passed.iter().sum::<f64>())
    });
    let collective = collective.filter(|(mean, _)| *mean != 0.0).map(|(mean, passed)| {
        let text = |mean: f64| money(mean, language).amount(Estimate { value: mean, error: Some(mean.abs() * 0.01) });
        let mean = text(mean);
        let passed = if passed > 0.0 {
            let passed = text(passed);
            say(
                language,
                || format!("（其中 {passed}再分给农户）"),
                || format!(" ({passed} of it paid on to households)"),
            )
        } else {
            String::new()
        };
        say(
            language,
            || format!("；村集体平均每年得 {mean}{passed}"),
            || format!("; the village collective gets {mean} a year{passed}"),
        )
    });
    let collective = collective.unwrap_or_default();
    let list = groups.join(pick(language, "，", ", "));
    let list = match language {
        _ if groups.is_empty() => String::new(),
        Language::Chinese => format!("，其中{list}"),
        Language::English => format!("; by group: {list}"),
    };
    let all = amount(all);
    let (from, apart) = (payers(village, language), transfers_apart(village, language));
    say(
        language,
        || format!("平均每户每年从{from}中得到 {all}（当年价{apart}）{list}{collective}。"),
        || {
            format!(
                "On average a household gets {all} a year from {from} (prices of the year{apart}){list}{collective}."
            )
        },
    )
}

/// From whom households get what the first sentence counts.
fn payers(village: &VillageFinding, language: Language) -> String {
    let passed = village.sources.iter().any(|source| source.path == "received.village");
    let aid = village.sources.iter().any(is_aid);
    let projects = match (paying_projects(village), language) {
        (0, _) if passed || aid => None,
        (0, Language::Chinese) => Some("各项目".to_string()),
        (0, Language::English) => Some("projects".to_string()),
        (count, Language::Chinese) => Some(format!(" {count} 个项目")),
        (1, Language::English) => Some("1 project".to_string()),
        (count, Language::English) => Some(format!("{count} projects")),
    };
    let passed = passed.then(|| pick(language, "村集体分配", "the collective").to_string());
    let aid = aid.then(|| pick(language, "各项帮扶", "aid").to_string());
    let mut list: Vec<String> = projects.into_iter().chain(passed).chain(aid).collect();
    let last = list.pop().unwrap_or_default();
    match list.is_empty() {
        true => last,
        false => format!("{}{}{last}", list.join(pick(language, "、", ", ")), pick(language, "和", " and ")),
    }
}

/// Transfers that the first sentence names.
const NAMED_TRANSFERS: usize = 2;

/// The transfers of the household model that are not among what is received; nothing where it has none.
fn transfers_apart(village: &VillageFinding, language: Language) -> String {
    let (shown, _) = with_effect(village);
    let labels: Vec<&str> = shown
        .into_iter()
        .filter(|without| is_of_household_model(without))
        .map(|without| label_or(&without.label, &without.path, language))
        .collect();
    let named = labels.iter().take(NAMED_TRANSFERS).copied().collect::<Vec<_>>().join(pick(language, "、", ", "));
    let more = if labels.len() > NAMED_TRANSFERS { pick(language, "等", " and the like") } else { "" };
    match labels.is_empty() {
        true => String::new(),
        false => say(language, || format!("，{named}{more}另计"), || format!("; {named}{more} not counted")),
    }
}

fn falls(village: &VillageFinding, all: &GroupFinding, language: Language) -> String {
    let share = |place: Option<&Estimate>| place.map(|share| (format_probability(*share), about(*share, village)));
    let years = village.years.first().zip(village.years.last());
    let by_year = match (years, share(all.below.first()), share(all.below.last())) {
        (Some((first, last)), Some((share_first, first_households)), Some((share_last, last_households)))
            if first != last =>
        {
            let most = most_below(village, all, language).unwrap_or_default();
            say(
                language,
                || {
                    format!(
                        "{first} 年有 {share_first} 的户（约 {first_households} 户）低于贫困线，{most}{last} 年有 {share_last}（约 {last_households} 户）；"
                    )
                },
                || {
                    format!(
                        "{share_first} of households (about {first_households}) are below the poverty line in {first}, {most}{share_last} (about {last_households}) in {last}; "
                    )
                },
            )
        }
        _ => String::new(),
    };
    let (count, span) = (format_count(village.households), span(&village.years));
    let (number, ever) = (about(all.ever_below, village), format_probability(all.ever_below));
    let riskiest = riskiest(village, language);
    say(
        language,
        || format!("{by_year}{span} 年间，{count} 户中预计有 {number} 户（{ever}）至少一年低于贫困线{riskiest}。"),
        || {
            format!(
                "{by_year}of {count} households {number} ({ever}) are expected to be below it in at least one year of {span}{riskiest}."
            )
        },
    )
}

/// A year with so many households more than the first and the last, and as many errors as tell, is named.
const MORE_HOUSEHOLDS: f64 = 0.5;

/// The year with the most households below the line, where that is neither the first nor the last.
fn most_below(village: &VillageFinding, all: &GroupFinding, language: Language) -> Option<String> {
    let by_year = village.years.iter().zip(&all.below).filter(|(_, share)| share.value.is_finite());
    let (year, most) = by_year.reduce(|a, b| if b.1.value > a.1.value { b } else { a })?;
    let ends = [all.below.first()?.value, all.below.last()?.value];
    let error = most.error.unwrap_or(0.0);
    let more = (MORE_HOUSEHOLDS / village.households.max(1) as f64).max(ERRORS * error);
    if ends.iter().any(|end| most.value <= end + more) {
        return None;
    }
    let (share, households) = (format_probability(*most), about(*most, village));
    Some(say(
        language,
        || format!("最多的 {year} 年有 {share}（约 {households} 户），"),
        || format!("{share} (about {households}) in {year}, the most of all years, "),
    ))
}

fn about(share: Estimate, village: &VillageFinding) -> String {
    heads(expected(share, village.households).value)
}

/// How many households are likelier than not to be below the line, and the riskiest of all. They may be more than are expected
/// to be below it, so they are counted among all households.
fn riskiest(village: &VillageFinding, language: Language) -> String {
    let sorted = sorted_by_risk(village);
    let Some(first) = sorted.first().filter(|first| village.list.len() > 1 && first.ever_below.value > 0.0) else {
        return String::new();
    };
    let likely = sorted.iter().filter(|household: &&&HouseholdFinding| household.ever_below.value > 0.5).count();
    let (count, id, p) = (format_count(likely as u64), &first.id, format_probability(first.ever_below));
    let all = format_count(village.households);
    let many = match (likely, language) {
        (0, Language::Chinese) => format!("全部 {all} 户中没有一户的概率过半"),
        (0, Language::English) => format!("of all {all}, none has a probability above one half"),
        (_, Language::Chinese) => format!("全部 {all} 户中概率过半的有 {count} 户"),
        (1, Language::English) => format!("of all {all}, 1 has a probability above one half"),
        (_, Language::English) => format!("of all {all}, {count} have a probability above one half"),
    };
    say(
        language,
        || format!("；{many}，最高的是 {id} 号（{p}）"),
        || format!("; {many}, the highest is that of household {id} ({p})"),
    )
}

/// Said where the list was made up.
pub fn synthetic(language: Language) -> &'static str {
    pick(
        language,
        "合成名册，不是真实农户：户编号只在本次测算中有意义，不能据此认定监测对象。",
        "A synthetic list, not real households: the numbers mean nothing outside this run, and nobody can be chosen by them.",
    )
}

/// Groups whose members change by year or trial, and what their numbers are of.
pub fn varying_groups(village: &VillageFinding, language: Language) -> Option<String> {
    let varying = village.groups.iter().filter(|group| group.varying);
    let labels: Vec<&str> = varying.map(|group| label_or(&group.label, &group.name, language)).collect();
    let labels = labels.join(pick(language, "、", ", "));
    (!labels.is_empty()).then(|| {
        say(
            language,
            || {
                format!(
                    "{labels}：成员逐年或随试验变化。户数是曾经属于该类的平均户数；某年的比例和收入只算当年的成员，“至少一年低于线”算曾是成员的户的全部年份，每年所得只算身为成员的年份。"
                )
            },
            || {
                format!(
                    "{labels}: members change by year or by trial. Households are those that ever belong to it, on average; numbers of a year are of that year's members, “ever below” is of all years of those who ever were members, and what they receive of their years as members."
                )
            },
        )
    })
}

/// Says that aid is in no table of what projects pay.
pub fn aid_apart(village: &VillageFinding, language: Language) -> Option<String> {
    let of_aid = |source: &&SourceFinding| is_aid(source) && source.mean.value != 0.0;
    let labels: Vec<&str> =
        village.sources.iter().filter(of_aid).map(|source| label_or(&source.label, &source.path, language)).collect();
    let labels = labels.join(pick(language, "、", ", "));
    (!labels.is_empty()).then(|| {
        say(
            language,
            || format!("按规则直接发给农户的帮扶（{labels}）不经过项目，不在这张表里，见收入来源。"),
            || format!("Aid by rule ({labels}) passes through no project and is not in this table: see the sources of income."),
        )
    })
}

/// What stands before the amounts that no villager gets.
pub fn paid_to_others(language: Language) -> &'static str {
    pick(
        language,
        "以下是项目付给经营者、银行、买卖方等的钱（成本、还款、利润），没有扣去他们投入的，也不是村民所得：",
        "What projects pay to operators, banks and traders (costs, repayments, profit), before what they put in; villagers do not get it:",
    )
}

/// The same where they stand below each other in one table.
pub fn to_others(language: Language) -> &'static str {
    pick(
        language,
        "经营者、银行、买卖方等收到的是项目付的钱（成本、还款、利润），没有扣去他们投入的，也不是村民所得。",
        "What operators, banks and traders get is what projects pay them (costs, repayments, profit), before what they put in; villagers do not get it.",
    )
}

/// How to read the watch list.
pub fn watch_note(language: Language) -> &'static str {
    pick(
        language,
        "按至少一年低于贫困线的概率从高到低排列，供选定监测对象时参考；表中只有户编号，没有姓名。",
        "Sorted by the probability of being below the line in some year, to help choose whom to watch; numbers only, no names.",
    )
}

/// Over the years that the household model reports, in yuan.
pub fn over_years(village: &VillageFinding, language: Language) -> String {
    in_all(&span(&village.years), language)
}

/// Over all years of the run, in yuan.
pub fn over_run(village: &VillageFinding, language: Language) -> String {
    let (first, last) = village.run_years;
    in_all(&span(&[first, last]), language)
}

fn in_all(years: &str, language: Language) -> String {
    say(language, || format!("{years} 合计（元）"), || format!("{years} in all (yuan)"))
}

/// Who gets what is paid in years that the household model does not look at.
pub fn paid_in_other_years(village: &VillageFinding, language: Language) -> String {
    let years = span(&village.years);
    say(
        language,
        || format!("{years} 以外各年的钱同样付给这些人，但不计入农户的收入。"),
        || {
            format!(
                "What is paid in years other than {years} goes to the same recipients; household incomes are not looked at in those years."
            )
        },
    )
}

/// Where the list came from, and how many are in it.
pub fn roster(village: &VillageFinding, language: Language) -> String {
    let (count, people) = (format_count(village.households), heads(village.people));
    let (from, years) = (village.roster.get(language), span(&village.years));
    say(
        language,
        || format!("名册 {from}：{count} 户，{people} 人；测算 {years} 年。"),
        || format!("List {from}: {count} households, {people} people, over {years}."),
    )
}

/// Household years in which nobody knows the income, where there are any.
pub fn unknown_incomes(village: &VillageFinding, language: Language) -> Option<String> {
    let part = format_probability(Estimate { value: village.unknown, error: None });
    (village.unknown > 0.0).then(|| {
        say(
            language,
            || format!("有 {part} 的户年算不出收入（公式在这些试验里没有数值），下面各项只含其余的户年。"),
            || {
                format!(
                    "In {part} of the household years the income has no value; everything below stands on the others."
                )
            },
        )
    })
}

/// What the shares of causes count.
pub fn causes_note(language: Language) -> &'static str {
    pick(
        language,
        "低于贫困线的户年中，若没有该原因就不会低于线的占多少；一个户年可有几个原因，也可一个都没有。",
        "Of the household years below the line, the share that would not be without the cause; a year may have several causes, or none.",
    )
}

#[cfg(test)]
mod tests;
