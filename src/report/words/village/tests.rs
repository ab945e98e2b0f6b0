use super::conclusions::{miss_within, projects_change};
use super::*;
use crate::analysis::village::{CollectiveLayout, WithoutFinding};
use crate::diagnostic::Text;
use crate::report::samples;

const BOTH: [Language; 2] = [Language::Chinese, Language::English];

#[test]
fn the_sentences_say_who_gets_what_who_falls_and_what_breaks() {
    let findings = samples::zhaoyuan();
    let sentences = super::super::answer(&findings, Language::Chinese);
    assert_eq!(
        sentences,
        [
            "平均每户每年从 4 个项目和各项帮扶中得到 3,250 元（当年价，低保另计），其中可开发户 3,690 元，无劳力户 2,480 元；村集体平均每年得 8.32 万元。",
            "2018 年有 4.5% 的户（约 4.7 户）低于贫困线，2028 年有 7.4%（约 7.7 户）；2018–2028 年间，104 户中预计有 24 户（23.3%）至少一年低于贫困线；全部 104 户中概率过半的有 19 户，最高的是 0073 号（99.92%）。",
            "最可能落空的承诺是“石场按 12% 固定分红”：到 2028 年为止，至少有一期没按时付足的概率为 20%；若落空，一半的情形首次发生在 2020 年或更早；算到 2047 年，是“县工业园按 15% 固定分红”（48.8%）。",
            "项目里对低于贫困线的户数作用最大的：没有“70.2 千瓦光伏电站”，低于线的户要多 1.9 个百分点；没有“黄金百香果基地”，低于线的户要多 1.2 个百分点。",
        ]
    );
}

#[test]
fn small_villages_and_kept_promises_have_sentences_too() {
    let findings = samples::one_household();
    for language in BOTH {
        let sentences = super::super::answer(&findings, language);
        assert_eq!(sentences.len(), 2, "{sentences:?}");
    }
    let mut kept = samples::zhaoyuan();
    for promise in &mut kept.promises {
        promise.years.iter_mut().for_each(|year| year.first_miss = 0.0);
    }
    let sentences = super::super::answer(&kept, Language::English);
    assert_eq!(sentences[2], "Up to 2028 every promise is kept in full and on time.");
}

#[test]
fn the_promise_that_breaks_first_is_judged_within_the_years_of_the_households() {
    let findings = samples::zhaoyuan();
    let [quarry, park] = [&findings.promises[0], &findings.promises[1]];
    // 30 years of the park hold more risk than five of the quarry, its first 11 less
    assert!(miss_within(park, 2047).0 > miss_within(quarry, 2047).0);
    assert!(miss_within(park, 2028).0 < miss_within(quarry, 2028).0);
    assert_eq!(miss_within(quarry, 2016), (0.0, Vec::new()));
}

#[test]
fn no_sentence_holds_what_is_not_a_number() {
    for (name, findings) in samples::all() {
        for language in BOTH {
            for sentence in super::super::answer(&findings, language) {
                assert!(!sentence.contains("NaN") && !sentence.contains("inf "), "{name}: {sentence}");
            }
        }
    }
}

#[test]
fn heads_have_no_more_digits_than_they_carry() {
    for (count, text) in [(3.0, "3"), (4.64, "4.6"), (32.4, "32"), (0.034, "0.03"), (1234.5, "1,234"), (f64::NAN, "—")]
    {
        assert_eq!(heads(count), text, "{count}");
    }
}

#[test]
fn nothing_paid_is_a_plain_zero() {
    for language in BOTH {
        let certain = |value| with_error(Estimate { value, error: None }, language);
        assert_eq!(certain(0.0), "0");
        assert_eq!(certain(1_060_000.4), "1,060,000");
        assert_eq!(with_error(Estimate { value: 31_204.0, error: Some(56.0) }, language), "31,200 ± 60");
    }
}

#[test]
fn what_the_collective_can_count_on_and_what_hardly_matters_is_said() {
    let mut findings = samples::zhaoyuan();
    let label = Text::new("村集体每年收入", "income of the collective");
    findings.outcomes.push(samples::outcome(
        "village.income_a_year",
        label.clone(),
        samples::yuan(),
        50_000.0,
        10_000.0,
        0.0,
    ));
    let years = (2018..=2030).map(|year| (year, 60_000.0 - 1_000.0 * f64::from(year - 2018), 10_000.0));
    findings.village.as_mut().expect("a village").collective = Some(CollectiveLayout {
        a_year: "village.income_a_year".to_string(),
        by_year: "village.income_by_year".to_string(),
    });
    findings.bands.push(samples::band("village.income_by_year", label, samples::yuan(), years));
    let sentences = super::super::answer(&findings, Language::Chinese);
    assert!(sentences[3].contains("九成把握下，村集体平均每年从项目至少得到 3.718 万元"), "{}", sentences[3]);
    assert!(sentences[3].contains("最少的是 2028 年"), "of the years of the households: {}", sentences[3]);
    for without in findings.village.as_mut().expect("a village").without.iter_mut().filter(|without| without.project) {
        without.share_below.value *= 0.1;
    }
    for (language, text) in BOTH
        .into_iter()
        .zip(["最多只增加 0.19 个百分点；兜住底线的是“低保”（没有它要多 9.3 个百分点）", "by 0.19 points at most"])
    {
        let sentences = super::super::answer(&findings, language);
        assert!(sentences.last().is_some_and(|last| last.contains(text)), "{sentences:?}");
    }
}

#[test]
fn what_the_collective_pays_on_is_counted_once() {
    let mut village = samples::village(104, 11);
    let passed = ("village".to_string(), Text::new("村集体", "village collective"), vec![5_000.0; 11]);
    village.recipients[2].from.push(passed);
    let collective = &village.recipients[0];
    let kept = crate::report::households::kept_by_year(&village, collective);
    let got = received_by_year(&village, collective);
    assert!(kept.iter().zip(&got).all(|(kept, got)| (got - kept - 5_000.0).abs() < 1e-9));
    let projects = crate::report::households::by_project(&village);
    assert!(projects.iter().all(|(name, _, _)| *name != "village"));
    let all = everybody(&village).expect("all").clone();
    let sentence = receives(&village, &all, Language::Chinese);
    assert!(sentence.contains("（其中 5,000 元再分给农户）"), "{sentence}");
    // what it spends outside is not kept either, and is no income of households
    let mut outside = village.recipients[2].clone();
    outside.name = OUTSIDE.to_string();
    outside.from = vec![("village".to_string(), Text::new("村集体", "village collective"), vec![2_000.0; 11])];
    village.recipients.push(outside);
    let kept = crate::report::households::kept_by_year(&village, &village.recipients[0]);
    assert!(kept.iter().zip(&got).all(|(kept, got)| (got - kept - 7_000.0).abs() < 1e-9));
    assert_eq!(receives(&village, &all, Language::Chinese), sentence);
}

#[test]
fn those_likelier_than_not_are_counted_among_all_households() {
    let mut village = samples::village(104, 11);
    let all = everybody(&village).expect("all").clone();
    // more households may be likelier than not than are expected to be below the line
    for (place, household) in village.list.iter_mut().enumerate() {
        household.ever_below.value = if place < 60 { 0.51 } else { 0.0 };
    }
    let chinese = falls(&village, &all, Language::Chinese);
    assert!(chinese.contains("至少一年低于贫困线；全部 104 户中概率过半的有 60 户，最高的是"), "{chinese}");
    let english = falls(&village, &all, Language::English);
    assert!(english.contains("; of all 104, 60 have a probability above one half, the highest is"), "{english}");
    village.list.iter_mut().for_each(|household| household.ever_below.value = 0.2);
    assert!(falls(&village, &all, Language::Chinese).contains("；全部 104 户中没有一户的概率过半，最高的是"));
}

#[test]
fn the_first_sentence_says_from_whom_and_which_transfers_are_not_in_it() {
    let mut village = samples::village(104, 11);
    let all = everybody(&village).expect("all").clone();
    let collective = SourceFinding { path: "received.village".to_string(), ..village.sources[9].clone() };
    village.sources.push(collective);
    let chinese = receives(&village, &all, Language::Chinese);
    assert!(
        chinese.starts_with("平均每户每年从 4 个项目、村集体分配和各项帮扶中得到 3,250 元（当年价，低保另计）"),
        "{chinese}"
    );
    let english = receives(&village, &all, Language::English);
    assert!(english.contains("from 4 projects, the collective and aid (prices of the year; minimum"), "{english}");
    let transfer = village.without.iter().find(|without| is_of_household_model(without)).expect("one").clone();
    for (zh, en) in [("养老金", "pension"), ("残疾补贴", "disability aid")] {
        village.without.push(WithoutFinding { label: Text::new(zh, en), ..transfer.clone() });
    }
    let chinese = receives(&village, &all, Language::Chinese);
    assert!(chinese.contains("（当年价，低保、养老金等另计）"), "{chinese}");
    // a household kind without such cases has nothing that stands apart; aid is in what is received
    village.without.retain(|without| !is_of_household_model(without));
    let chinese = receives(&village, &all, Language::Chinese);
    assert!(chinese.contains("3,250 元（当年价），"), "{chinese}");
    village.sources.retain(|source| is_aid(source) || source.path == "received.village");
    assert_eq!(payers(&village, Language::Chinese), "村集体分配和各项帮扶");
}

#[test]
fn a_transfer_of_the_household_model_that_changes_nothing_is_not_said_to_be_paid_by_nobody() {
    let mut village = samples::village(104, 11);
    let idle = village.without.iter_mut().find(|without| is_of_household_model(without)).expect("one");
    (idle.share_below.value, idle.income.value) = (0.0, 0.0);
    let idle = idle.clone();
    let said = not_listed(&village, &[&village.without[2], &idle], Language::Chinese);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("县工业园入股（本次测算中对农户收入没有影响"), "{said:?}");
    assert!(said[1].contains("低保（农户模型的这项来源") && said[1].contains("算在各项目里"), "{said:?}");
}

#[test]
fn of_a_single_project_nobody_speaks_of_any_one_of_them() {
    let mut village = samples::village(104, 11);
    village.without.retain(|without| !without.project || without.path == "quarry");
    village.without[0].share_below.value = 0.002;
    let said = |village: &VillageFinding, language| projects_change(village, language).expect("a sentence");
    let chinese = said(&village, Language::Chinese);
    assert!(
        chinese.starts_with("这个项目增加收入") && chinese.contains("没有它，低于线的户只多 0.20 个百分点"),
        "{chinese}"
    );
    let english = said(&village, Language::English);
    assert!(english.contains("without it the share is larger by 0.20 points only"), "{english}");
    village.without[0].share_below.value = 0.0;
    assert!(said(&village, Language::Chinese).contains("没有它，低于线的户也不会更多；兜住"));
}

#[test]
fn income_that_no_source_lists_is_no_bill() {
    assert_eq!(unlisted(-1.0, Language::Chinese), "自付医疗费等（扣减）");
    assert_eq!(unlisted(0.0, Language::English), "own medical bills and the like");
    assert_eq!(unlisted(1.0, Language::Chinese), "其他（未列入来源的收入，减自付医疗费等支出）");
    assert_eq!((unlisted_sort(1.0, Language::Chinese), unlisted_sort(-1.0, Language::Chinese)), ("其他", "支出"));
    assert!(unlisted_of_one(1.0, Language::English).starts_with("other: income not listed"));
}

#[test]
fn groups_without_households_are_not_named() {
    let mut village = samples::village(104, 11);
    let all = everybody(&village).expect("all").clone();
    let label = proper_groups(&village).next().expect("a group").label.zh.clone();
    assert!(receives(&village, &all, Language::Chinese).contains(&label));
    village.groups.iter_mut().for_each(|group| group.households = 0);
    assert!(!receives(&village, &all, Language::Chinese).contains(&label));
}

#[test]
fn the_groups_of_the_first_sentence_share_no_household() {
    let mut village = samples::village(104, 11);
    let all = everybody(&village).expect("all").clone();
    let has = |village: &VillageFinding, name: &str| receives(village, &all, Language::English).contains(name);
    assert!(has(&village, "able to work") && has(&village, "no labour"));
    // one household in both is enough
    village.list[0].groups = vec!["all".into(), "developable".into(), "no_labour".into()];
    assert!(has(&village, "able to work") && !has(&village, "no labour"));
}

#[test]
fn years_are_listed_as_people_list_them() {
    let english = |years: &[i32]| conclusions::listed(years, Language::English);
    assert_eq!(english(&[2022]), "2022");
    assert_eq!(english(&[2022, 2023]), "2022–2023");
    assert_eq!(english(&[2019, 2022, 2023, 2026]), "2019, 2022–2023 and 2026");
    assert_eq!(conclusions::listed(&[2019, 2022, 2023], Language::Chinese), "2019、2022–2023");
}

#[test]
fn a_project_that_moves_capital_alone_is_not_said_to_pay_nothing() {
    let mut village = samples::village(104, 11);
    let idle = village.without[2].clone();
    let said = |village: &VillageFinding| not_listed(village, &[&idle], Language::English).join("\n");
    assert!(said(&village).contains("incomes in this run are the same without it"), "{}", said(&village));
    let sums = village.recipients[1].in_all[0];
    let group = village.recipients.iter_mut().find(|found| found.name == "developable").expect("a group");
    group.from.push(("park.capital".to_string(), Text::new("本金", "capital"), vec![1_000.0; 11]));
    group.in_all.push(sums);
    let said = said(&village);
    assert!(said.contains("only capital moves") && !said.contains("nothing"), "{said}");
}

#[test]
fn what_recipients_bear_has_rows_of_its_own() {
    let village = samples::village(104, 11);
    let totals = &village.recipients[1].totals;
    let labels: Vec<&str> = parts(totals, Language::English).map(|(label, _)| label).collect();
    assert_eq!(labels, ["and puts in or repays capital"]);
    let [a_year, years, _] = amounts(&totals.gets, &village, Language::English);
    assert!(a_year.contains(" ± ") && years.contains(" ± "), "{a_year}, {years}");
}

#[test]
fn a_project_that_puts_more_below_the_line_is_named() {
    let mut village = samples::zhaoyuan().village.expect("households");
    for without in village.without.iter_mut().filter(|without| without.project) {
        without.share_below = Estimate { value: 0.000_4, error: Some(0.000_05) };
        without.income = Estimate { value: 9.0, error: Some(0.1) };
    }
    let said = |village: &VillageFinding| projects_change(village, Language::English).expect("a sentence");
    assert!(said(&village).contains("rises by 0.04 points at most") && !said(&village).contains("more are below it"));
    let harmful = village.without.iter_mut().find(|without| without.project).expect("a project");
    harmful.share_below.value = -0.001;
    let label = harmful.label.en.clone();
    assert!(said(&village).contains(&format!("with “{label}” 0.10 points more are below it")), "{}", said(&village));
    // much, alone and beside another that lifts
    let of = |village: &mut VillageFinding, place: usize, value: f64| {
        let projects: Vec<_> = village.without.iter_mut().filter(|without| without.project).collect();
        for without in projects.into_iter().skip(place).take(1) {
            without.share_below = Estimate { value, error: Some(0.000_5) };
        }
    };
    of(&mut village, 0, -0.02);
    let alone = said(&village);
    assert!(alone.contains(&format!("2.0 points more with “{label}”")) && !alone.contains("without"), "{alone}");
    of(&mut village, 1, 0.03);
    let both = said(&village);
    assert!(
        both.contains("3.0 points more without") && both.contains(&format!("2.0 points more with “{label}”")),
        "{both}"
    );
    // what chance alone may do is not told
    of(&mut village, 0, 0.0);
    of(&mut village, 1, 0.0);
    village.without.iter_mut().for_each(|without| without.share_below.error = Some(0.01));
    assert!(said(&village).contains("hardly change"));
}

#[test]
fn the_year_with_most_below_the_line_and_a_raised_line_are_named() {
    let findings = samples::zhaoyuan();
    let mut village = findings.village.clone().expect("a village");
    let all = village.groups.iter_mut().find(|group| group.name == "all").expect("everybody");
    all.below.iter_mut().for_each(|share| share.value = 0.05);
    let place = all.below.len() / 2;
    all.below[place].value = 0.09;
    let year = village.years[place];
    let said = answer(&village, &findings, Language::English)[1].clone();
    assert!(said.contains(&format!("9% (about 9.4) in {year}, the most of all years")), "{said}");
    for (place, line) in village.line.iter_mut().enumerate() {
        *line = if place < 3 { 4000.0 } else { 5000.0 };
    }
    let said = line(&village, Language::English).expect("a line");
    assert!(said.contains(&format!("in {} it is raised by 25% at once", village.years[3])), "{said}");
}
