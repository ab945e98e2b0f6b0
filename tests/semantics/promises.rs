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
    close(found.never_missed.value, 1.0 - owes + both);
}
