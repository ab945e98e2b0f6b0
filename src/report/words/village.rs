//! The words about households: the three sentences of the answer, and headings that page, screen and files share.

mod charts;

pub use charts::*;

use super::{pick, say};
use crate::analysis::findings::{DisplayUnit, Estimate, PromiseFinding};
use crate::analysis::village::{GroupFinding, HouseholdFinding, VillageFinding};
use crate::diagnostic::{Language, Text};
use crate::report::households::{
    by_risk as sorted_by_risk, collective, everybody, expected, label_or, proper_groups, received_by_year, yearly,
};
use crate::report::number::{Reading, fixed, format_count, format_probability};

/// Groups that the first sentence names.
const NAMED_GROUPS: usize = 3;

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

/// What households get, who may fall below the line, which promise breaks first.
pub fn answer(village: &VillageFinding, promises: &[PromiseFinding], language: Language) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(everybody(village).map(|all| receives(village, all, language)));
    sentences.extend(everybody(village).map(|all| falls(village, all, language)));
    sentences.extend(breaks_first(village, promises, language));
    sentences
}

fn receives(village: &VillageFinding, all: &GroupFinding, language: Language) -> String {
    let amount = |group: &GroupFinding| yuan(language).amount(group.received);
    let groups: Vec<String> = proper_groups(village)
        .take(NAMED_GROUPS)
        .map(|group| format!("{} {}", label_or(&group.label, &group.name, language), amount(group)))
        .collect();
    let collective = collective(village).map(|found| yearly(&received_by_year(village, found)));
    let collective = collective.filter(|mean| *mean != 0.0).map(|mean| {
        let mean = money(mean, language).amount(Estimate { value: mean, error: Some(mean.abs() * 0.01) });
        say(
            language,
            || format!("；村集体平均每年得 {mean}"),
            || format!("; the village collective gets {mean} a year"),
        )
    });
    let collective = collective.unwrap_or_default();
    let list = groups.join(pick(language, "，", "; "));
    let list = match language {
        _ if groups.is_empty() => String::new(),
        Language::Chinese => format!("，其中{list}"),
        Language::English => format!(" ({list})"),
    };
    let all = amount(all);
    say(
        language,
        || format!("平均每户每年从项目和帮扶得到 {all}（低保、养老金等另计）{list}{collective}。"),
        || {
            format!(
                "A household gets {all} a year from projects and aid on average, allowance and pensions aside{list}{collective}."
            )
        },
    )
}

fn falls(village: &VillageFinding, all: &GroupFinding, language: Language) -> String {
    let share = |place: Option<&Estimate>| place.map(|share| (format_probability(*share), about(*share, village)));
    let years = village.years.first().zip(village.years.last());
    let by_year = match (years, share(all.below.first()), share(all.below.last())) {
        (Some((first, last)), Some((share_first, first_households)), Some((share_last, last_households)))
            if first != last =>
        {
            say(
                language,
                || {
                    format!(
                        "{first} 年有 {share_first} 的户（约 {first_households} 户）低于贫困线，{last} 年有 {share_last}（约 {last_households} 户）；"
                    )
                },
                || {
                    format!(
                        "{share_first} of households (about {first_households}) are below the poverty line in {first}, {share_last} (about {last_households}) in {last}; "
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

fn about(share: Estimate, village: &VillageFinding) -> String {
    heads(expected(share, village.households).value)
}

/// How many households are likelier than not to be below the line, and the riskiest of all.
fn riskiest(village: &VillageFinding, language: Language) -> String {
    let sorted = sorted_by_risk(village);
    let Some(first) = sorted.first().filter(|first| village.list.len() > 1 && first.ever_below.value > 0.0) else {
        return String::new();
    };
    let likely = sorted.iter().filter(|household: &&&HouseholdFinding| household.ever_below.value > 0.5).count();
    let (likely, id, p) = (format_count(likely as u64), &first.id, format_probability(first.ever_below));
    say(
        language,
        || format!("，其中概率过半的有 {likely} 户，最高的是 {id} 号（{p}）"),
        || format!(", {likely} of them with a probability above one half, the highest that of household {id} ({p})"),
    )
}

/// P(some year up to the last of the households is not paid in full on time), and the median first year of it.
fn miss_within(promise: &PromiseFinding, last: i32) -> (f64, Option<i32>) {
    let within = || {
        let mut years: Vec<_> = promise.years.iter().filter(|year| year.year <= last).collect();
        years.sort_by_key(|year| year.year);
        years.into_iter().map(|year| (year.year, year.first_miss)).filter(|(_, chance)| chance.is_finite())
    };
    let total: f64 = within().map(|(_, chance)| chance).sum();
    let mut sum = 0.0;
    let middle = within().find(|(_, chance)| {
        sum += chance;
        sum >= total / 2.0
    });
    (total.min(1.0), middle.map(|(year, _)| year).filter(|_| total > 0.0))
}

/// The promise likeliest to be missed within the years of the households.
fn breaks_first(village: &VillageFinding, promises: &[PromiseFinding], language: Language) -> Option<String> {
    let last = *village.years.last()?;
    let judged = promises.iter().map(|promise| (promise, miss_within(promise, last)));
    // of equal ones the first of the file
    let (promise, (chance, year)) = judged.reduce(|best, other| if other.1.0 > best.1.0 { other } else { best })?;
    let label = label_or(&promise.label, &promise.path, language);
    let Some(year) = year else {
        return Some(say(
            language,
            || format!("到 {last} 年为止，各项承诺都按时足额兑现。"),
            || format!("Up to {last} every promise is kept in full and on time."),
        ));
    };
    let p = format_probability(Estimate { value: chance, error: promise.never_missed.error });
    Some(say(
        language,
        || {
            format!(
                "最可能先落空的承诺是“{label}”：到 {last} 年为止未能按时足额兑现的概率为 {p}；如果落空，一半的情形首次发生在 {year} 年或更早。"
            )
        },
        || {
            format!(
                "The promise likeliest to break first is “{label}”: missed by {last} with probability {p}; half of the first failures come in {year} or before."
            )
        },
    ))
}

/// Said where the list was made up.
pub fn synthetic(language: Language) -> &'static str {
    pick(
        language,
        "合成名册，不是真实住户：户编号只在本次测算中有意义，不能据此认定监测对象。",
        "A synthetic list, not real households: the numbers mean nothing outside this run, and nobody can be chosen by them.",
    )
}

/// What stands before the amounts that no villager gets.
pub fn paid_to_others(language: Language) -> &'static str {
    pick(
        language,
        "以下是项目付给经营者、银行、买卖方等的钱（成本、还款、利润），不是村民所得：",
        "What projects pay to operators, banks and traders (costs, repayments, profit); villagers do not get it:",
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

/// An amount of money without an error of its own, to about a yuan; nothing is a plain 0.
pub fn whole_yuan(value: f64, language: Language) -> String {
    yuan(language).number(value, (value != 0.0).then_some(1.0))
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
                "In years other than {years} the same recipients are paid; no household's income is looked at then."
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

/// How the table of what each project changes is made.
pub fn without_note(language: Language) -> &'static str {
    pick(
        language,
        "每次去掉一项，用同一批随机数重算，低保等按收入核定的救助也随之重算；增减都是逐次试验相减后的平均。",
        "One is taken away at a time and everything computed again on the same draws, means-tested aid too; differences are means over trials.",
    )
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
