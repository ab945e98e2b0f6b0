//! The words of the charts of households.

use crate::diagnostic::Language;
use crate::report::number::{fixed, format_count};
use crate::report::words::{pick, say};

/// Title of the heat map.
pub fn heat_map_title(language: Language) -> &'static str {
    pick(language, "各户逐年低于贫困线的概率", "Probability of each household to be below the line, by year")
}

/// Sub-title of the heat map: `named` of `households` on the left, on the right lines of `each` households.
pub fn heat_map_subtitle(households: usize, named: usize, each: usize, language: Language) -> String {
    let count = format_count(households as u64);
    if households <= named {
        let zh = format!("共 {count} 户，按风险从高到低排列，以户编号标示；格内为百分数");
        return say(
            language,
            || zh,
            || format!("all {count} households from the highest risk down, by number; percent in the cells"),
        );
    }
    let lines = match (each, language) {
        (1, Language::Chinese) => "每行一户".to_string(),
        (1, Language::English) => "a line each".to_string(),
        (each, Language::Chinese) => format!("每行为相邻 {each} 户的平均"),
        (each, Language::English) => format!("each line the mean of {each}"),
    };
    say(
        language,
        || format!("左：风险最高的 {named} 户（户编号，格内为百分数）；右：全部 {count} 户，{lines}"),
        || format!("left: the {named} at highest risk, by number, in percent; right: all {count} households, {lines}"),
    )
}

/// Said where the list is empty.
pub fn no_household(language: Language) -> &'static str {
    pick(language, "名册中没有农户", "The list holds no household")
}

/// Name of the colours of the heat map.
pub fn probability(language: Language) -> &'static str {
    pick(language, "概率", "probability")
}

/// Header of the numbers of households.
pub fn household_number(language: Language) -> &'static str {
    pick(language, "户编号", "household")
}

/// Header of the probability of ever being below the line.
pub fn ever(language: Language) -> &'static str {
    pick(language, "至少一年", "ever")
}

/// Above the whole list.
pub fn by_risk(language: Language) -> &'static str {
    pick(language, "全部农户，风险由高到低的名次", "all households, ranked by risk")
}

/// Title of the bars of payments.
pub fn payments_title(by_project: bool, language: Language) -> &'static str {
    if by_project {
        pick(language, "钱从哪个项目来：逐年平均", "What each project pays, by year")
    } else {
        pick(language, "钱到了谁手里：逐年平均", "Who gets what the projects pay, by year")
    }
}

/// Sub-title of the bars of payments.
pub fn payments_subtitle(language: Language) -> &'static str {
    pick(
        language,
        "各次试验的平均数，未折现；不含项目付给市场买卖方的货款",
        "means over all trials, not discounted; without what projects pay their suppliers",
    )
}

/// Said where no project pays.
pub fn nothing_paid(language: Language) -> &'static str {
    pick(language, "没有项目付款", "No project pays anything")
}

/// The smallest parts together.
pub fn others(language: Language) -> &'static str {
    pick(language, "其他", "others")
}

/// The same outside the list.
pub fn others_outside(language: Language) -> &'static str {
    pick(language, "名册外其他", "others outside the list")
}

/// Title of the histograms of income.
pub fn incomes_title(year: i32, language: Language) -> String {
    say(
        language,
        || format!("{year} 年人均收入：有项目与没有项目"),
        || format!("Income a person in {year}, with and without the projects"),
    )
}

/// Sub-title of the histograms of income.
pub fn incomes_subtitle(language: Language) -> &'static str {
    pick(
        language,
        "全部农户、全部试验，同一批随机数；两端的格含更低或更高的收入",
        "all households in all trials, on the same draws; the end cells hold what lies beyond",
    )
}

/// `人均年收入`.
pub fn income_a_person(language: Language) -> &'static str {
    pick(language, "人均年收入", "yearly income a person")
}

/// What the upright axis of the histograms counts.
pub fn share_of_households(language: Language) -> &'static str {
    pick(language, "占农户的比例", "share of households")
}

/// At the poverty line.
pub fn line_label(amount: &str, language: Language) -> String {
    say(language, || format!("贫困线 {amount}"), || format!("poverty line {amount}"))
}

/// Names of the two histograms.
pub fn with_and_without(language: Language) -> [&'static str; 2] {
    match language {
        Language::Chinese => ["有全部项目", "没有任何项目"],
        Language::English => ["with all projects", "without any project"],
    }
}

/// A histogram's name with its percentage below the line, read off the cells.
pub fn below_about(name: &str, percent: f64, language: Language) -> String {
    if !percent.is_finite() {
        return name.to_string();
    }
    let about = fixed(percent, if percent < 10.0 { 1 } else { 0 });
    say(language, || format!("{name}：低于线约 {about}%"), || format!("{name}: about {about}% below the line"))
}

/// Title of the waterfall.
pub fn waterfall_title(language: Language) -> &'static str {
    pick(language, "户均年收入从哪里来", "Where a household's yearly income comes from")
}

/// Sub-title of the waterfall.
pub fn waterfall_subtitle(years: &[i32], language: Language) -> String {
    let years = span(years);
    say(
        language,
        || format!("名册农户每户每年平均，{years} 年；± 后为标准误差"),
        || format!("mean of all households a year, {years}; behind ± the standard error"),
    )
}

/// What the sources leave unexplained of the mean income: what households pay out of it before it is counted, or, where more comes
/// in than the sources tell, what no source lists.
pub fn unlisted(mean: f64, language: Language) -> &'static str {
    match mean > 0.0 {
        true => pick(
            language,
            "其他（未列入来源的收入，减自付医疗费等支出）",
            "other (income not listed as a source, less own medical bills and the like)",
        ),
        false => pick(language, "自付医疗费等（扣减）", "own medical bills and the like"),
    }
}

/// The same beside a bar.
pub fn unlisted_in_short(mean: f64, language: Language) -> &'static str {
    match mean > 0.0 {
        true => pick(language, "其他（未列来源，减自付等）", "other, less own medical bills"),
        false => unlisted(mean, language),
    }
}

/// The same of one household; `mean` is that of all.
pub fn unlisted_of_one(mean: f64, language: Language) -> &'static str {
    match mean > 0.0 {
        true => pick(
            language,
            "其他：未列入来源的收入，减自付医疗费等支出（元/年；各来源加上本列＝人均收入×人口）",
            "other: income not listed as a source, less own medical bills and the like (yuan a year; all sources and this make income a person times people)",
        ),
        false => pick(
            language,
            "自付医疗费等，负数为扣减（元/年；各来源加上本列＝人均收入×人口）",
            "own medical bills and the like, negative (yuan a year; all sources and this make income a person times people)",
        ),
    }
}

/// Of what sort it is.
pub fn unlisted_sort(mean: f64, language: Language) -> &'static str {
    if mean > 0.0 { pick(language, "其他", "other") } else { pick(language, "支出", "paid") }
}

/// Names of the two sorts of sources.
pub fn source_sorts(language: Language) -> [&'static str; 2] {
    match language {
        Language::Chinese => ["自有收入和政策保障", "项目和补助"],
        Language::English => ["earned and statutory", "projects and aid"],
    }
}

/// `合计`.
pub fn total(language: Language) -> &'static str {
    pick(language, "合计", "total")
}

/// `2018–2028`, or the one year.
pub fn span(years: &[i32]) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    }
}
