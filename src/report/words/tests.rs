use super::*;
use crate::analysis::findings::{MissingValues, SafeLevel};
use crate::diagnostic::Text;
use crate::report::samples;

const ZH: Language = Language::Chinese;

#[test]
fn half_of_the_first_misses_and_the_likeliest_year_are_two_things() {
    let years = [(2018, 0.0), (2019, 0.188), (2020, 0.15), (2021, 0.15), (2022, 0.17), (2023, f64::NAN)];
    let text = first_miss(&years, ZH).expect("missed");
    assert_eq!(text, "若落空，一半的情形首次发生在 2020 年或更早；首次落空最多的是 2019 年（18.8%）");
    let equal = [(2018, 0.04), (2019, 0.04), (2020, 0.0401)];
    assert_eq!(first_miss(&equal, ZH).as_deref(), Some("若落空，一半的情形首次发生在 2019 年或更早"));
    let at_once = [(2019, 0.703), (2020, 0.242), (2021, 0.045)];
    assert_eq!(first_miss(&at_once, ZH).as_deref(), Some("若落空，一半以上首次发生在第一年（2019 年，概率 70.3%）"));
    assert!(first_miss(&[(2018, 0.0), (2019, 0.703), (2020, 0.242)], ZH).is_some_and(|text| text.contains("或更早")));
    assert_eq!(first_miss(&[(2047, 0.3)], ZH).as_deref(), Some("若落空，就在 2047 年"));
    assert_eq!(first_miss(&[(2047, 0.0)], ZH), None);
}

#[test]
fn what_could_be_promised_safely_is_told_with_numbers() {
    let mut promise = samples::quarry().promises[0].clone();
    let mut text = |safe, sure| {
        (promise.safe_share, promise.sure_share) = (safe, sure);
        safe_promise(&promise, ZH)
    };
    assert_eq!(text(f64::NAN, 0.4), None);
    let some = text(0.6, 0.8).expect("a sentence");
    assert!(some.contains("每期至少按时付出应付的 60%。") && some.ends_with("。"), "{some}");
    let none = text(0.0, 0.4).expect("a sentence");
    assert!(none.contains("九成把握只到 2019 年；九成把握下，前后合计（含迟付）只能指望收到应付的 40%"), "{none}");
    let late = text(0.0, 1.0).expect("a sentence");
    assert!(late.contains("但有九成把握最终全部付清（含迟付），约") && !late.contains("只能指望"), "{late}");
    assert!(text(0.0, 0.0).is_some_and(|nothing| nothing.contains("一分钱也指望不上")));
    assert!(text(1.0, 1.0).is_some_and(|all| all.contains("就有九成把握")));
    let input = Text::same("约定年分红率");
    promise.safe_level = Some(SafeLevel { input: input.clone(), share: Some(0.64), largest: 76_800.0, lowest: 0.5 });
    let lower = safe_promise(&promise, ZH).expect("a sentence");
    (promise.safe_share, promise.sure_share) = (0.0, 0.4);
    assert!(!lower.contains("最多定为"), "what is safe as it stands needs no lower level: {lower}");
    let lower = safe_promise(&promise, ZH).expect("a sentence");
    assert!(lower.ends_with("“约定年分红率”最多定为现在的 64%（最多的一年应付约 7.68 万元）。"), "{lower}");
    for (lowest, levels) in [
        (0.01, "降到现在的 90%、80%……10%、5%、1% 都试过，都没有九成把握"),
        (0.4, "降到现在的 90%、80%……40% 都试过"),
        (0.7, "降到现在的 90%、80%、70% 都试过"),
    ] {
        promise.safe_level = Some(SafeLevel { input: input.clone(), share: None, largest: f64::NAN, lowest });
        assert!(safe_promise(&promise, ZH).is_some_and(|never| never.contains(levels)), "{levels}");
    }
}

#[test]
fn shares_of_a_year_in_which_some_trials_owe_nothing_say_so() {
    let mut promise = samples::quarry().promises[0].clone();
    assert_eq!(share_of_due_trials(&promise, ZH), "占试验的比例");
    assert_eq!(due_note(&promise, ZH), None);
    promise.years[1].counted = 0.257;
    assert_eq!(share_of_due_trials(&promise, ZH), "占当年有款到期的试验");
    assert!(due_note(&promise, Language::English).is_some_and(|note| note.contains("something falls due that year")));
}

#[test]
fn per_cent_stand_behind_both_ends_and_differ_by_points() {
    let findings = samples::solar();
    let rate = &findings.outcomes[1];
    let sentence = main_sentence(rate, "内部收益率", ZH);
    assert!(sentence.contains("九成试验落在 3.85") && sentence.ends_with("% 之间。"), "{sentence}");
    assert!(sentence.contains("% 到 9.8"), "{sentence}");
    let reading = outcome_reading(rate, ZH);
    let difference = Estimate { value: -0.07, error: Some(0.000_3) };
    assert_eq!(difference_in(&reading, difference), "-7.00 ± 0.03 个百分点");
    let english = outcome_reading(rate, Language::English);
    assert_eq!(difference_in(&english, difference), "-7.00 ± 0.03 percentage points");
    let money = outcome_reading(&findings.outcomes[0], ZH);
    assert!(!difference_in(&money, difference).contains("百分点"));
}

#[test]
fn titles_say_by_year_once_and_what_does_not_vary_says_so() {
    assert_eq!(by_year_title("逐年石场分红", ZH), "逐年石场分红：预测");
    assert_eq!(by_year_title("石场分红", ZH), "石场分红：逐年预测");
    assert_eq!(by_year_title("dividend by year", Language::English), "Dividend by year: forecast");
    assert_eq!(fan_subtitle(OutcomeSort::Number, true, 8, Language::English), "the same in every trial");
}

#[test]
fn better_the_same_and_worse_add_up() {
    let p = |value| Some(Estimate { value, error: Some(0.001) });
    let sides = sides(p(0.035), p(0.0001)).expect("both");
    assert!((sides.iter().map(|side| side.value).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!((sides[1].value - 0.9649).abs() < 1e-12);
    assert!(super::sides(p(0.5), None).is_none());
}

#[test]
fn a_record_that_most_trials_gave_has_no_percentile() {
    let mut claim = samples::solar().claims[1].clone();
    assert_eq!(record_place(&claim, ZH), "第 72 百分位");
    claim.equal = 0.752;
    assert_eq!(record_place(&claim, ZH), "与最常见的结果相同（75.2% 的试验）");
}

#[test]
fn changes_stand_under_the_title() {
    let mut findings = samples::solar();
    assert_eq!(changes(&findings, ZH), None);
    findings.changes = findings.variants[0].changes.clone();
    assert_eq!(changes(&findings, ZH).as_deref(), Some("本次改动：装机容量 70.2 千瓦 → 100 千瓦"));
    let screen = crate::report::table::terminal_table(&findings, ZH);
    assert!(screen.lines().nth(1).is_some_and(|line| line.starts_with("本次改动")), "{screen}");
}

#[test]
fn advice_names_its_projects_and_is_said_once() {
    let mut findings = samples::solar();
    findings.advice.push(findings.advice[0].clone());
    findings.advice[1].project = "park".to_string();
    let list = advice(&findings, &findings.advice, ZH);
    assert_eq!((list.len(), list[0].0.as_str()), (1, "光伏电站、park"));
}

#[test]
fn what_reaches_households_comes_before_the_net_present_value() {
    let mut findings = samples::solar();
    let unit = crate::analysis::findings::DisplayUnit { symbol: Text::new("元/户", "yuan/household"), scale: 1.0 };
    let label = Text::new("户均分红", "dividend a household");
    findings.outcomes.push(samples::outcome("dividend", label, unit, 500.0, 100.0, 0.0));
    let sentences = answer(&findings, ZH);
    assert!(sentences[0].starts_with("户均分红的中位数"), "{sentences:?}");
    assert!(sentences[1].starts_with("净现值的中位数") && sentences[1].contains("小于 0 的概率"), "{sentences:?}");
    assert!(sentences[2].starts_with("九成把握下，户均分红不低于"), "{sentences:?}");
}

#[test]
fn a_handful_of_trials_says_nothing_of_nine_chances_in_ten() {
    let mut findings = samples::solar();
    findings.promises.clear();
    findings.outcomes.iter_mut().for_each(|outcome| outcome.counted = 19);
    for sentence in answer(&findings, ZH) {
        assert!(!sentence.contains("九成"), "{sentence}");
    }
    assert!(answer(&findings, ZH)[0].contains("只有 19 次试验"));
}

#[test]
fn two_outcomes_of_one_label_carry_their_projects() {
    let mut findings = samples::solar();
    findings.outcomes.clear();
    for path in ["solar.npv", "park.npv"] {
        let label = Text::new("净现值", "net present value");
        findings.outcomes.push(samples::outcome(path, label, samples::wan(), 1.0, 1.0, 0.0));
    }
    assert_eq!(outcome_label(&findings, &findings.outcomes[0], ZH), "光伏电站：净现值");
    findings.outcomes.pop();
    assert_eq!(outcome_label(&findings, &findings.outcomes[0], ZH), "净现值");
}

#[test]
fn a_range_without_ends_is_one_and_a_missing_one_a_dash() {
    let mut outcome = samples::quarry().outcomes[0].clone();
    let reading = outcome_reading(&outcome, Language::English);
    let mut ends = |low: f64, high: f64| {
        for (p, estimate) in &mut outcome.quantiles {
            let value = if *p == 0.05 { Some(low) } else { (*p == 0.95).then_some(high) };
            value.into_iter().for_each(|value| *estimate = Estimate { value, error: None });
        }
        range(&outcome, &reading)
    };
    assert_eq!(ends(f64::NEG_INFINITY, f64::INFINITY), "-∞ to ∞");
    assert_eq!(ends(f64::NAN, f64::NAN), "—");
}

#[test]
fn an_outcome_without_a_number_in_any_trial_says_why() {
    let mut findings = samples::quarry();
    let outcome = &mut findings.outcomes[0];
    (outcome.counted, outcome.uncertain) = (0, true);
    let never = Text::new("始终收不回投资", "never paid back");
    outcome.missing = vec![MissingValues { reason: never, trials: 8, first_trial: 0, ranked: true, lowest: false }];
    let label = outcome.label.clone();
    let chinese = main_sentence(outcome, outcome.label.get(Language::Chinese), Language::Chinese);
    assert_eq!(chinese, format!("{}在所有试验中都没有有限的数：始终收不回投资。", label.zh));
    let english = main_sentence(outcome, outcome.label.get(Language::English), Language::English);
    assert_eq!(english, format!("{} is no finite number in any trial: never paid back.", label.en));
}

#[test]
fn of_several_promises_the_answer_tells_of_the_one_likeliest_to_break() {
    let mut findings = samples::quarry();
    findings.village = None;
    let mut worse = findings.promises[0].clone();
    worse.label = Text::new("到期还本", "principal back");
    worse.never_missed.value = findings.promises[0].never_missed.value / 2.0;
    findings.promises.push(worse);
    for (language, told) in [
        (Language::Chinese, "最可能落空的承诺：“到期还本”每期都按时足额兑现的概率为"),
        (Language::English, "The promise likeliest to break: the probability that “principal back” is paid"),
    ] {
        let sentences = answer(&findings, language).join("\n");
        assert!(sentences.contains(told), "{sentences}");
    }
    findings.promises.truncate(1);
    assert!(!answer(&findings, Language::Chinese).join("").contains("最可能落空"));
}

#[test]
fn the_promise_of_which_most_money_is_missing_is_named_beside_the_likeliest_to_break() {
    let mut small = samples::quarry().promises[0].clone();
    small.never_missed.value = 0.01;
    small.shortfall.value = 1_000.0;
    let mut large = small.clone();
    (large.path, large.label) = ("aid.large".to_string(), Text::new("大额拨款", "large grant"));
    large.never_missed.value = 0.5;
    large.shortfall.value = 900_000.0;
    let said = |promises: &[PromiseFinding]| lacks_most(promises, &promises[0], Language::English);
    assert!(said(&[small.clone(), large.clone()]).is_some_and(|said| said.contains("large grant")));
    large.shortfall.value = 1_500.0;
    assert_eq!(said(&[small.clone(), large]), None);
    assert_eq!(said(&[small]), None);
}

#[test]
fn money_is_told_to_lack_only_where_it_does_and_only_beside_money() {
    let mut grain = samples::quarry().promises[0].clone();
    grain.unit = samples::kwh();
    (grain.never_missed.value, grain.shortfall.value) = (0.01, 2_703.0);
    let mut cash = samples::quarry().promises[0].clone();
    (cash.path, cash.label) = ("aid.cash".to_string(), Text::new("现金", "cash"));
    (cash.due, cash.shortfall) = (samples::estimate(18_000.0, 0.0), samples::estimate(3_000.0, 30.0));
    let said = |cash: &PromiseFinding| lacks_most(&[grain.clone(), cash.clone()], &grain, Language::English);
    assert!(said(&cash).is_some_and(|said| said.contains("cash")), "kilowatt-hours are no yuan");
    // a sum that may be chance, and one that is next to nothing of what is due
    for (lacks, error) in [(0.0007, 0.0007), (3_000.0, 1_600.0), (80.0, 1.0), (0.0, 0.0), (f64::NAN, f64::NAN)] {
        cash.shortfall = samples::estimate(lacks, error);
        assert_eq!(said(&cash), None, "{lacks} ± {error}");
    }
    cash.shortfall = samples::estimate(100.0, 1.0);
    assert!(said(&cash).is_some());
}

#[test]
fn of_what_is_no_money_nothing_and_not_one_yuan_can_be_counted_on() {
    let mut promise = samples::quarry().promises[0].clone();
    (promise.safe_share, promise.sure_share) = (0.0, 0.0);
    let said = |promise: &PromiseFinding, language| safe_promise(promise, language).expect("a sentence");
    assert!(said(&promise, Language::English).contains("not one yuan of the whole can be counted on"));
    promise.unit = samples::kwh();
    assert!(said(&promise, Language::English).contains("nothing of the whole can be counted on"));
    assert!(said(&promise, ZH).contains("前后合计什么也指望不上"));
}

#[test]
fn a_level_at_which_nothing_falls_due_is_no_promise() {
    let mut promise = samples::quarry().promises[0].clone();
    promise.never_missed.value = 0.2;
    let level = |largest: f64| SafeLevel { input: Text::same("floor"), share: Some(0.42), largest, lowest: 0.01 };
    promise.safe_level = Some(level(0.0));
    assert_eq!(safe_at(&promise, Language::English), "so little that nothing falls due");
    promise.safe_level = Some(level(50_000.0));
    assert_eq!(safe_at(&promise, Language::English), "42% of now");
}
