use super::*;
use crate::report::samples;

const BOTH: [Language; 2] = [Language::Chinese, Language::English];

#[test]
fn three_sentences_say_who_gets_what_who_falls_and_what_breaks() {
    let findings = samples::zhaoyuan();
    let sentences = super::super::answer(&findings, Language::Chinese);
    assert_eq!(
        sentences,
        [
            "平均每户每年从项目和帮扶得到 3,250 元（低保、养老金等另计），其中可开发户 3,690 元，无劳力户 2,480 元，低保户 2,510 元；村集体平均每年得 8.32 万元。",
            "2018 年有 4.5% 的户（约 4.7 户）低于贫困线，2028 年有 7.4%（约 7.7 户）；2018–2028 年间，104 户中预计有 24 户（23.3%）至少一年低于贫困线，其中概率过半的有 19 户，最高的是 0073 号（99.92%）。",
            "最可能先落空的承诺是“石场按 12% 固定分红”：到 2028 年为止未能按时足额兑现的概率为 20%；如果落空，一半的情形首次发生在 2020 年或更早。",
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
    assert_eq!(miss_within(quarry, 2016), (0.0, None));
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
        assert_eq!(whole_yuan(0.0, language), "0");
        assert_eq!(whole_yuan(1_060_000.4, language), "1,060,000");
    }
}
