//! What would be safe: how far the input that sets a promise must be lowered.

use fengnian::analysis::findings::SafeLevel;
use fengnian::analysis::{SafeSearch, analyse};

use super::model;
use crate::support::options;

fn levels(text: &str) -> Vec<Option<SafeLevel>> {
    let model = model(text);
    let run = model.run(&options(4096, 1)).expect("a run");
    let promises = analyse(&run, Vec::new()).promises;
    let search = SafeSearch::new(&run, &promises);
    search.levels(1, &Default::default()).expect("levels")
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} and not {expected}");
}

fn share(text: &str) -> Option<f64> {
    levels(text).into_iter().next().flatten().expect("a level").share
}

#[test]
fn what_would_be_safe_is_found_by_running_less_and_only_where_less_helps() {
    // kept where five payments fit into a fund of 0 to 1,000: with 100 a year in half of the trials, with 20 in nine tenths
    let text = "start_year = 2020\nhorizon = 5\n[inputs]\nyearly = 100\nother = { value = 100, label = \"another\" }\nfund = { dist = \"uniform\", low = 0, high = 1000 }\n\
        stops = { dist = \"bernoulli\", p = 0.1, each = \"year\", active = \"1..\" }\n\
        [formulas]\npaid = { formula = \"min(yearly, max(fund - prev(cumulative(paid), 0), 0))\", active = \"1..\" }\n\
        [outcomes]\nn = \"sum(paid)\"\n\
        [promises.fund]\nset_by = \"yearly\"\ndue = \"if(index > 0, yearly, 0)\"\npaid = \"paid\"\n\
        [promises.payer]\nset_by = \"other\"\ndue = \"if(index > 0, other, 0)\"\npaid = \"if(index > 0 and not stops, other, 0)\"\n\
        [promises.unset]\ndue = \"if(index > 0, 1, 0)\"\npaid = \"if(stops, 0, 1)\"\n";
    let levels = levels(text);
    let [fund, payer, unset] = &levels[..] else { panic!("{levels:?}") };
    let fund = fund.as_ref().expect("a level");
    assert!(fund.share.is_some_and(|share| (0.19..=0.2).contains(&share)), "{fund:?}");
    close(fund.largest, 100.0 * fund.share.unwrap_or_default());
    let payer = payer.as_ref().expect("looked for");
    assert_eq!((payer.share, payer.input.en.as_str()), (None, "another"));
    assert!(unset.is_none());
}

#[test]
fn a_level_at_which_nothing_falls_due_is_found_and_told_as_that() {
    // up to 95 nothing is due; above that it is paid in half of the years
    let text = "horizon = 4\n[inputs]\namount = 100\nluck = { dist = \"uniform\", low = 0, high = 1, each = \"year\" }\n\
        [formulas]\nowed = \"if(amount > 95 and index > 0, amount, 0)\"\n[outcomes]\nn = \"1\"\n\
        [promises.p]\nset_by = \"amount\"\ndue = \"owed\"\npaid = \"if(luck > 0.5, owed, 0)\"\n";
    let level = levels(text).remove(0).expect("looked for");
    assert_eq!((level.share, level.largest), (Some(0.95), 0.0));
}

#[test]
fn one_search_serves_all_promises_that_an_input_sets() {
    // both are kept where what is due is within what comes in: 100 and 400 in nine trials of ten
    let text = "horizon = 1\n[inputs]\nrate = 1\nx = { dist = \"uniform\", low = 0, high = 1000 }\n[outcomes]\nn = \"1\"\n\
        [promises.a]\nset_by = \"rate\"\ndue = \"rate * 200\"\npaid = \"min(x, rate * 200)\"\n\
        [promises.b]\nset_by = \"rate\"\ndue = \"rate * 800\"\npaid = \"min(4 * x, rate * 800)\"\n";
    let found: Vec<Option<f64>> = levels(text).into_iter().map(|level| level.expect("a level").share).collect();
    assert_eq!(found.len(), 2);
    found.into_iter().for_each(|share| assert!(share.is_some_and(|share| (0.49..=0.5).contains(&share)), "{share:?}"));
    let model = model(text);
    let run = model.run(&options(4096, 1)).expect("a run");
    let promises = analyse(&run, Vec::new()).promises;
    let search = SafeSearch::new(&run, &promises);
    let progress = fengnian::simulation::run::Progress::default();
    search.levels(1, &progress).expect("levels");
    // one question: six levels down to 40 % or five to 50 %, and at most four above it
    assert!((8 * 4096..=10 * 4096).contains(&progress.done.into_inner()));
    assert_eq!(search.most_trials(), 15 * 4096);
}

#[test]
fn a_promise_may_be_set_by_what_is_drawn_or_use_the_name_of_an_outcome() {
    for (rate, due) in [
        ("{ dist = \"uniform\", low = 99.9, high = 100.1 }", "rate"),
        ("{ dist = \"discrete\", values = [100], weights = [1] }", "asked"),
        ("{ by_year = [100], missing = \"last\" }", "rate"),
    ] {
        let text = format!(
            "horizon = 1\n[inputs]\nrate = {rate}\nx = {{ dist = \"uniform\", low = 0, high = 500 }}\n\
            [outcomes]\nasked = \"at(rate, 1)\"\n[promises.p]\nset_by = \"rate\"\ndue = \"if(index == 1, {due}, 0)\"\n\
            paid = \"if(index == 1, min(x, {due}), 0)\"\n"
        );
        let found = share(&text);
        assert!(found.is_some_and(|share| (0.49..=0.5).contains(&share)), "{rate}: {found:?}");
    }
}

#[test]
fn a_level_is_found_between_one_at_which_nothing_is_due_and_one_that_is_not_kept() {
    // nothing is due below 47, at most 48.5 is kept with nine chances in ten
    let text = |from: u32| {
        format!(
            "horizon = 1\n[inputs]\nrate = 100\nx = {{ dist = \"uniform\", low = 0, high = 485 }}\n[outcomes]\nn = \"1\"\n\
            [promises.p]\nset_by = \"rate\"\ndue = \"if(rate > {from}, rate, 0)\"\npaid = \"min(x, if(rate > {from}, rate, 0))\"\n"
        )
    };
    assert_eq!(share(&text(46)), Some(0.48));
    // where nothing above it is kept, the level at which nothing is due is told, with nothing due
    let level = levels(&text(60)).remove(0).expect("looked for");
    assert_eq!((level.share, level.largest), (Some(0.6), 0.0));
}

#[test]
fn a_level_is_found_that_is_kept_neither_above_nor_below() {
    let text = "horizon = 1\n[inputs]\nrate = 100\n[outcomes]\nn = \"1\"\n[promises.p]\nset_by = \"rate\"\n\
        due = \"rate\"\npaid = \"if(rate > 28 and rate < 36, rate, 0)\"\n";
    assert_eq!(share(text), Some(0.35));
}

#[test]
fn a_level_that_is_not_allowed_is_not_tried_and_the_lowest_tried_is_told() {
    for rate in [
        "{ value = 100, allowed = { min = 65 } }",
        "{ dist = \"uniform\", low = 99, high = 101, allowed = { min = 65 } }",
    ] {
        let text = format!(
            "horizon = 1\n[inputs]\nrate = {rate}\n[outcomes]\nn = \"1\"\n[promises.p]\nset_by = \"rate\"\n\
            due = \"rate\"\npaid = \"min(rate, 40)\"\n"
        );
        let level = levels(&text).remove(0).expect("looked for");
        assert_eq!((level.share, level.lowest), (None, 0.7), "{rate}");
    }
}
