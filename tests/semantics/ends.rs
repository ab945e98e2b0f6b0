//! The ends of distributions: money that never comes back, flows that are a loss at every rate, the mean of the worst trials.

use fengnian::Model;
use fengnian::analysis::{self, findings::Findings};
use fengnian::simulation::RunOptions;

const FILE: &str = "horizon = 5\ntrials = 20000\n[inputs]\nyearly = { dist = \"uniform\", low = -10, high = 30 }\nput_in = 50\n\
    [formulas]\nflow = \"if(index == 0, -put_in, yearly)\"\n[outcomes]\nrate = { formula = \"irr(flow)\", better = \"higher\" }\n\
    years = { formula = \"payback(flow)\", better = \"lower\" }\nsoon = \"payback(flow) <= 4\"\nlate = \"payback(flow) > 4\"\n\
    poor = \"irr(flow) < 0.05\"\nnothing_put_in = \"irr(if(index == 0, 0, 5))\"\n\
    [[claims]]\noutcome = \"years\"\nvalue = 4\nholds = \"at most\"\n[[claims]]\noutcome = \"rate\"\nvalue = 0.05\nholds = \"at least\"\n\
    [variants.cheap]\nset = { put_in = 25 }\n";

/// What a run of [`FILE`] finds, and its variant beside it.
fn findings() -> Findings {
    let model = Model::from_text("endless", FILE).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let variant = model.variant(0).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let other = variant.run(&RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let compared = analysis::compare(&run, "cheap", &model.scenario.variants[0].title, &other);
    analysis::analyse(&run, vec![compared])
}

/// What a run of a scenario without variants finds.
fn analysed(text: &str) -> Findings {
    let model = Model::from_text("alone", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    analysis::analyse(&run, Vec::new())
}

#[test]
fn what_is_never_paid_back_misses_every_claim_and_stands_above_every_number() {
    let findings = findings();
    let outcome = |path: &str| findings.outcomes.iter().find(|o| o.path == path).unwrap_or_else(|| panic!("{path}"));
    let quantile = |path: &str, p: f64| {
        outcome(path).quantiles.iter().find(|(at, _)| *at == p).map_or(f64::NAN, |(_, estimate)| estimate.value)
    };
    let near = |found: f64, exact: f64| assert!((found - exact).abs() < 2e-3, "{found} {exact}");
    // paid back where 5 × yearly ≥ 50, that is yearly ≥ 10: half of the trials; by 4 years yearly ≥ 12.5
    near(outcome("soon").mean.value, 17.5 / 40.0);
    near(outcome("late").mean.value, 22.5 / 40.0);
    near(findings.claims[0].probability.value, 17.5 / 40.0);
    assert_eq!(
        outcome("years").missing.iter().map(|missing| (missing.trials, missing.ranked)).collect::<Vec<_>>(),
        [(20_000 - outcome("years").counted, true)]
    );
    near(outcome("years").counted as f64 / 20_000.0, 0.5);
    // of all trials, not of those that pay back: the quarter is 50 / yearly at the upper quarter, and three quarters never do
    assert!((quantile("years", 0.25) - 50.0 / 20.0).abs() < 0.01, "{}", quantile("years", 0.25));
    assert_eq!(quantile("years", 0.75), f64::INFINITY);
    // the rate is at least 5 % where yearly ≥ 50 / annuity(5 %, 5 years); a loss at every rate where yearly ≤ 0
    let least = 50.0 / ((1.0 - 1.05_f64.powi(-5)) / 0.05);
    near(findings.claims[1].probability.value, (30.0 - least) / 40.0);
    near(outcome("poor").mean.value, 1.0 - (30.0 - least) / 40.0);
    near(outcome("rate").below_zero.map_or(f64::NAN, |p| p.value), 0.5);
    assert_eq!(quantile("rate", 0.05), f64::NEG_INFINITY);
    assert_eq!(outcome("nothing_put_in").counted, 0);
    // a claim that nobody put into words is called by its outcome
    assert_eq!(findings.claims[0].text.zh, "years");
}

#[test]
fn to_be_paid_back_at_all_is_better_than_never() {
    let findings = findings();
    let variant = &findings.variants[0];
    let place = variant.outcomes.iter().position(|outcome| outcome.path == "years").unwrap_or(usize::MAX);
    // with 25 in place of 50 money is back where yearly ≥ 5, and sooner than before wherever it is
    let better = variant.better[place].map_or(f64::NAN, |p| p.value);
    assert!((better - 25.0 / 40.0).abs() < 2e-3, "{better}");
}

#[test]
fn the_mean_of_the_lowest_and_highest_twentieth_is_that_of_the_distribution() {
    let text = "trials = 20000\n[inputs]\nx = { dist = \"uniform\", low = 0, high = 1 }\nfixed = 5\n[outcomes]\ny = \"x * 100\"\nz = \"fixed\"\nw = \"x > 0.5\"\n";
    let findings = analysed(text);
    let tails = findings.outcomes[0].tails.unwrap_or_else(|| panic!("tails"));
    // uniform: half of 5, and 100 less that
    assert!((tails.lowest_5_percent.value - 2.5).abs() < 0.05, "{tails:?}");
    assert!((tails.highest_5_percent.value - 97.5).abs() < 0.05, "{tails:?}");
    assert!(findings.outcomes[1..].iter().all(|outcome| outcome.tails.is_none()));
}

#[test]
fn a_loss_at_every_rate_is_below_zero_also_where_no_trial_has_a_rate() {
    let text = "horizon = 2\ntrials = 4096\n[inputs]\ng = { dist = \"uniform\", low = 1, high = 2 }\nh = { dist = \"uniform\", low = -1, high = 2 }\n\
        [outcomes]\nall = { formula = \"irr(if(index == 0, -100, -g))\", better = \"higher\" }\n\
        some = { formula = \"irr(if(index == 0, -100, h))\", better = \"higher\" }\nlost = \"irr(if(index == 0, -100, h)) < 0\"\n";
    let findings = analysed(text);
    let below = |place: usize| findings.outcomes[place].below_zero.map_or(f64::NAN, |p| p.value);
    assert_eq!((findings.outcomes[0].counted, below(0)), (0, 1.0));
    assert_eq!(below(1), findings.outcomes[2].mean.value);
    let tails = findings.outcomes[1].tails.unwrap_or_else(|| panic!("tails"));
    assert_eq!(tails.lowest_5_percent.value, f64::NEG_INFINITY);
    assert!(tails.highest_5_percent.value.is_finite());
}

#[test]
fn what_never_pays_back_in_either_run_is_no_difference_of_a_mean() {
    let findings = findings();
    let variant = &findings.variants[0];
    let place = variant.outcomes.iter().position(|outcome| outcome.path == "years").unwrap_or(usize::MAX);
    // back in both where yearly ≥ 10: 25 / yearly years earlier, on average over 10 to 30 by 25 · ln 3 / 20
    let exact = -25.0 * 3.0_f64.ln() / 20.0;
    let found = variant.differences[place].value;
    assert!((found - exact).abs() < 5e-3, "{found} {exact}");
    assert!((variant.pairs[place].counted as f64 / 20_000.0 - 0.5).abs() < 2e-3);
    let (better, worse) = (variant.better[place], variant.worse[place]);
    assert!((better.map_or(f64::NAN, |p| p.value) - 25.0 / 40.0).abs() < 2e-3);
    assert_eq!(worse.map(|p| p.value), Some(0.0));
}

#[test]
fn nine_chances_in_ten_of_what_a_promise_pays_are_those_of_the_amount() {
    // always paid in full, but what falls due is anything from 0 to 100 yuan
    let text = "horizon = 1\ntrials = 20000\n[inputs]\nx = { dist = \"uniform\", low = 0, high = 100 }\n\
        [formulas]\ndue = \"if(index == 1, x * 1 元, 0 元)\"\n[outcomes]\nx = \"x\"\n[promises.p]\ndue = \"due\"\npaid = \"due\"\n";
    let promise = &analysed(text).promises[0];
    assert_eq!(promise.sure_share, 1.0);
    assert!((promise.sure_paid - 10.0).abs() < 0.05, "{}", promise.sure_paid);
}
