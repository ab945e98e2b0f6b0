//! Section 6: advice is said where its condition holds, and of one that varies by trial where it holds often enough.

use super::model_with;
use crate::support::options;
use fengnian::analysis::analyse;

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
