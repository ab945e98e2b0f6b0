//! Section 7: what is found of a promise, against the same counted by hand from the trials.

use super::{model, outcome};
use crate::support::{mean, options};
use fengnian::analysis::analyse;
use fengnian::analysis::findings::PromiseFinding;

const TRIALS: u64 = 2048;

fn promise(text: &str) -> PromiseFinding {
    let model = model(text);
    let run = model.run(&options(TRIALS, 1)).expect("a run");
    analyse(&run, Vec::new()).promises.remove(0)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} and not {expected}");
}

#[test]
fn what_is_kept_late_and_missed_is_as_counted_by_hand() {
    let text = "start_year = 2020\nhorizon = 4\n[inputs]\nmiss = { dist = \"bernoulli\", p = 0.3, each = \"year\", active = \"1..\" }\n\
                saved = { dist = \"bernoulli\", p = 0.5, each = \"year\", active = \"1..\" }\n\
                [formulas]\nshort = { formula = \"if(miss and not saved, 100 元, 0)\", unit = \"元\", active = \"1..\" }\n\
                [promises.p]\ndue = \"if(index > 0, 100 元, 0)\"\npaid = \"if(index > 0 and not miss, 100 元, 0)\"\n\
                late = \"if(miss and saved, 100 元, 0)\"\n\
                [outcomes]\nnever = \"if(any(miss), 0, 1)\"\nend = \"if(any(short > 0), 0, 1)\"\nlost = \"sum(short)\"\n\
                third = \"if(at(miss, 3), 0, 1)\"\n";
    let found = promise(text);
    let by_hand = |name: &str| mean(&outcome(text, name, TRIALS));
    close(found.never_missed.value, by_hand("never"));
    close(found.paid_in_the_end.value, by_hand("end"));
    close(found.shortfall.value, by_hand("lost"));
    close(found.due.value, 400.0);
    let years: Vec<i32> = found.years.iter().map(|year| year.year).collect();
    assert_eq!(years, [2021, 2022, 2023, 2024], "nothing falls due in the first year");
    close(found.years[2].in_full.value, by_hand("third"));
    for year in &found.years {
        close(year.in_full.value + year.late.value + year.missed.value, 1.0);
        close(year.counted, 1.0);
    }
}

/// A loan that has been repaid leaves 1e-10 yuan or so, and whether that is paid is a matter of rounding.
#[test]
fn what_rounding_leaves_is_no_debt() {
    let text = "start_year = 2020\nhorizon = 5\n[inputs]\nmiss = { dist = \"bernoulli\", p = 0.3, each = \"year\" }\n\
                [promises.p]\ndue = \"if(index == 0, 0, if(index <= 3, 100000 元, 0.0000001 元))\"\n\
                paid = \"if(index <= 3, 100000 元, if(miss, 0, 0.0000001 元))\"\n[outcomes]\no = \"count(miss)\"\n";
    let found = promise(text);
    close(found.never_missed.value, 1.0);
    assert_eq!(found.first_miss, None);
    let years: Vec<i32> = found.years.iter().map(|year| year.year).collect();
    assert_eq!(years, [2021, 2022, 2023]);
}

/// The probabilities of a year are those of the trials in which something falls due; `counted` says how many these are.
#[test]
fn a_year_is_judged_by_the_trials_that_owe_something() {
    let text = "horizon = 1\n[inputs]\nowes = { dist = \"bernoulli\", p = 0.25 }\n\
                pays = { dist = \"bernoulli\", p = 0.5 }\n\
                [promises.p]\ndue = \"if(index == 1 and owes, 100 元, 0)\"\n\
                paid = \"if(index == 1 and owes and pays, 100 元, 0)\"\n\
                [outcomes]\nowing = \"if(owes, 1, 0)\"\nboth = \"if(owes and pays, 1, 0)\"\n";
    let found = promise(text);
    let (owes, both) = (mean(&outcome(text, "owing", TRIALS)), mean(&outcome(text, "both", TRIALS)));
    close(found.years[0].counted, owes);
    close(found.years[0].in_full.value, both / owes);
    close(found.never_missed.value, both / owes);
}

#[test]
fn trials_in_which_a_promise_has_no_value_are_left_out_and_counted() {
    let text = "horizon = 2\ntrials = 1024\n[inputs]\nx = { dist = \"uniform\", low = -1, high = 1 }\n[formulas]\n\
        paid = \"if(index == 0, 0 元, 10 元 * sqrt(x) / sqrt(x))\"\n[outcomes]\nx = \"x\"\n[promises.p]\n\
        due = \"if(index == 0, 0 元, 10 元)\"\npaid = \"paid\"\n";
    let model = fengnian::Model::from_text("p", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&fengnian::RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let findings = analyse(&run, Vec::new());
    let promise = &findings.promises[0];
    let lacking = run.outcome("x").iter().filter(|x| **x < 0.0).count() as u64;
    assert_eq!(promise.unknown, lacking);
    assert_eq!((promise.never_missed.value, promise.paid_in_the_end.value, promise.shortfall.value), (1.0, 1.0, 0.0));
    assert_eq!((promise.due.value, promise.safe_share, promise.sure_share), (20.0, 1.0, 1.0));
    let said = fengnian::report::words::promise_notes(promise, fengnian::diagnostic::Language::English);
    assert!(said.len() == 1 && said[0].contains(&lacking.to_string()), "{said:?}");
}

#[test]
fn a_claim_met_but_for_rounding_holds() {
    let text = "[outcomes]\nc = \"0.7 - 0.4\"\n[[claims]]\noutcome = \"c\"\nvalue = 0.3\nholds = \"at least\"\n\
        [[claims]]\noutcome = \"c\"\nvalue = 0.3001\nholds = \"at least\"\n";
    let model = fengnian::Model::from_text("c", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&fengnian::RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let findings = analyse(&run, Vec::new());
    assert_eq!(findings.claims.iter().map(|claim| claim.probability.value).collect::<Vec<_>>(), [1.0, 0.0]);
}

#[test]
fn what_is_paid_above_the_due_counts_for_nothing_and_is_told() {
    // the second year makes up for the first, in `paid` or in `late` of the year of payment
    for (paid, late) in [
        ("if(index == 1, 0, if(index == 2, 4 元, 2 元))", ""),
        ("if(index == 1, 0, 2 元)", "late = \"if(index == 2, 2 元, 0)\"\n"),
    ] {
        let found = promise(&format!(
            "start_year = 2020\nhorizon = 3\n[promises.p]\ndue = \"if(index > 0, 2 元, 0)\"\npaid = \"{paid}\"\n{late}[outcomes]\nn = \"1\"\n"
        ));
        assert_eq!(found.paid_above, TRIALS);
        close(found.paid_in_the_end.value, 0.0);
        close(found.shortfall.value, 2.0);
        // in all 4 of 6: what is said of the whole fits what is said of the years
        close(found.paid.value, 4.0);
        close(found.sure_share, 4.0 / 6.0);
    }
}

/// What is told of contracts that last longer than the run.
fn told(text: &str) -> Vec<(String, String)> {
    let model = fengnian::Model::from_text("beyond", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&options(64, 1)).expect("a run");
    let told = fengnian::analysis::beyond_the_end(&run, 1, &Default::default()).expect("told");
    told.into_iter().map(|advice| (advice.project, advice.text.en)).collect()
}

#[test]
fn a_run_shorter_than_a_contract_is_told_of_every_kind() {
    let text = |horizon: usize| {
        format!(
            "start_year = 2020\nhorizon = {horizon}\ndiscount_rate = 0.05\n[projects.fruit]\nkind = \"crop-base\"\ncontract_years = 8\n\
             [projects.stake]\nkind = \"fixed-dividend-stake\"\nstart = 2021\ntranches = {{ by_year = [\"100000 元\"], missing = \"zero\" }}\nterm = 5\n\
             [projects.credit]\nkind = \"micro-credit\"\nterm = 3\n[outcomes]\nn = \"1\"\n"
        )
    };
    let until = |horizon: usize| -> Vec<(String, bool, bool)> {
        let years =
            |project: &str| if project == "fruit" { ("to 2028", "to 8 or more") } else { ("to 2026", "to 6 or more") };
        let found = told(&text(horizon)).into_iter();
        found
            .filter(|(_, text)| text.contains("shorter than the contract"))
            .map(|(project, text)| {
                let (year, horizon) = years(&project);
                let told = (text.contains(year), text.contains(horizon));
                (project, told.0, told.1)
            })
            .collect()
    };
    let all = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), true, true)).collect::<Vec<_>>();
    assert_eq!(until(4), all(&["fruit", "stake"]));
    assert_eq!(until(6), all(&["fruit"]));
    // the stake is due in full by 2026, and some of it is paid late
    let late = |horizon: usize| {
        told(&text(horizon))
            .iter()
            .any(|(project, text)| project == "stake" && text.contains("paid late or recovered after"))
    };
    assert!(late(6) && !late(20));
    assert_eq!(until(8), all(&[]));
}

#[test]
fn what_is_promised_without_an_end_is_no_contract_that_the_run_cuts_short() {
    let text = |due: &str| {
        format!(
            "start_year = 2020\nhorizon = 5\ndiscount_rate = 0.05\n[projects.mustard]\nkind = \"mustard-tuber\"\n[outcomes]\nn = \"1\"\n\
             [promises.own]\ndue = \"{due}\"\npaid = \"1\"\n"
        )
    };
    assert_eq!(told(&text("if(index > 0, 1, 0)")), []);
    let own = told(&text("if(index < 9, 1, 0)"));
    assert!(own.len() == 1 && own[0].1.contains("up to 2028"), "{own:?}");
}

/// Due in a tenth of the trials, kept in half of those: kept one time in two, and nothing to count on.
#[test]
fn a_trial_in_which_nothing_falls_due_neither_keeps_a_promise_nor_breaks_it() {
    let text = "start_year = 2020\nhorizon = 2\n[inputs]\nasked = { dist = \"bernoulli\", p = 0.1 }\n\
                good = { dist = \"bernoulli\", p = 0.5 }\n\
                [promises.p]\ndue = \"if(index == 1 and asked, 100 元, 0 元)\"\npaid = \"if(index == 1 and asked and good, 100 元, 0 元)\"\n\
                [outcomes]\nfalls_due = \"if(asked, 1, 0)\"\nkept = \"if(asked and good, 1, 0)\"\n";
    let found = promise(text);
    let (due, kept) = (mean(&outcome(text, "falls_due", TRIALS)), mean(&outcome(text, "kept", TRIALS)));
    close(found.asked, due);
    close(found.never_missed.value, kept / due);
    close(found.paid_in_the_end.value, kept / due);
    close(found.years[0].in_full.value, kept / due);
    close(found.due.value, 100.0 * due);
    close(found.shortfall.value, 100.0 * (due - kept));
    assert_eq!((found.safe_share, found.sure_share, found.sure_paid), (0.0, 0.0, 0.0));
}
