//! Section 6: advice is said where its condition holds, and of one that varies by trial where it holds often enough.

use super::model_with;
use crate::support::options;
use fengnian::analysis::{analyse, compare};
use fengnian::diagnostic::Text;

/// What is advised where the pump fails with this chance.
fn advised(chance: &str) -> Vec<String> {
    let kind = "[kind]\ntitle = \"pump\"\n[inputs]\nchance = 0.5\nfails = { dist = \"bernoulli\", p = \"chance\", each = \"year\" }\n\
                [formulas]\nfailed = \"at(fails, 1)\"\n\
                [[advice]]\nwhen = \"chance > 0.2\"\ntext = { zh = \"概率高\", en = \"often\" }\n\
                [[advice]]\nwhen = \"failed\"\ntext = { zh = \"{chance} 会坏\", en = \"fails: {chance}\" }\n";
    let text =
        format!("horizon = 2\n[projects.p]\nkind = \"pump\"\nchance = {chance}\n[outcomes]\nfailed = \"p.failed\"\n");
    let model = model_with(&text, &[("kinds/pump.toml", kind)]);
    let run = model.run(&options(4096, 1)).expect("a run");
    analyse(&run, Vec::new()).advice.into_iter().map(|advice| advice.text.en).collect()
}

#[test]
fn advice_that_varies_by_trial_is_given_where_it_is_likely_and_tells_how_likely() {
    assert_eq!(advised("0.3"), ["often", "fails: 30%"]);
    assert_eq!(advised("0.15"), ["fails: 15%"]);
    assert!(advised("0.05").is_empty());
    assert_eq!(advised("1"), ["often", "fails: 100%"]);
}

#[test]
fn a_variant_is_given_the_advice_that_its_base_is_not() {
    let kind = "[kind]\ntitle = \"pump\"\n[inputs]\nchance = 0.5\nold = 1\nfails = { dist = \"bernoulli\", p = \"chance\", each = \"year\" }\n\
                [formulas]\nfailed = \"at(fails, 1)\"\n\
                [[advice]]\nwhen = \"old > 0\"\ntext = { zh = \"旧\", en = \"old\" }\n\
                [[advice]]\nwhen = \"fails\"\ntext = { zh = \"{chance} 会坏\", en = \"fails: {chance}\" }\n\
                [[advice]]\nwhen = \"failed\"\ntext = { zh = \"先坏 {chance}\", en = \"fails first: {chance}\" }\n";
    let text = "horizon = 2\n[projects.p]\nkind = \"pump\"\nchance = 0.05\n[outcomes]\nfailed = \"p.failed\"\n\
                [variants.worse]\nset = { \"p.chance\" = 1 }\n[variants.new]\nset = { \"p.old\" = 0 }\n";
    let model = model_with(text, &[("kinds/pump.toml", kind)]);
    let run = model.run(&options(1024, 1)).expect("a run");
    let told = |index: usize| {
        let variant = model.variant(index).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let found = compare(&run, "v", &Text::same("v"), &variant.run(&options(1024, 1)).expect("a run"));
        found.advice.into_iter().map(|advice| (advice.project, advice.text.en)).collect::<Vec<_>>()
    };
    // in three years of 5 % each something fails in 14 % of the trials: that is said of the base too
    let base: Vec<String> = analyse(&run, Vec::new()).advice.into_iter().map(|advice| advice.text.en).collect();
    assert_eq!(base, ["old", "fails: 14%"]);
    assert_eq!(told(0), [("p".to_string(), "fails first: 100%".to_string())]);
    assert_eq!(told(1), []);
}
