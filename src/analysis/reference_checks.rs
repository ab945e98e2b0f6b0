//! The shipped reference cases, run and compared with their published or exact numbers.

use super::analyse;
use super::findings::{Estimate, OutcomeFinding};
use super::kind_checks::Comparison;
use super::reference_cases::{ReferenceCase, Statistic, Tolerance};
use crate::model::{Mistakes, Model};
use crate::simulation::RunOptions;

/// Trials of a case with uncertain numbers: 512 in each of the 32 replicates.
const TRIALS: u64 = 16_384;
/// Trials of a case without.
const CERTAIN: u64 = 64;
/// What stratification makes exact still carries rounding.
const ROUNDING: f64 = 1e-9;

/// Runs a case with seed 1 and compares; numbers are in base units. A case that does not run compares as failed.
///
/// # Errors
/// Mistakes in the case's scenario.
pub fn run_case(case: &ReferenceCase) -> Result<Vec<Comparison>, Mistakes> {
    let model = Model::from_text(case.id, case.scenario)?;
    let certain = case.expected.iter().all(|number| matches!(number.tolerance, Tolerance::Exact(_)));
    let options =
        RunOptions { trials: Some(if certain { CERTAIN } else { TRIALS }), seed: Some(1), ..RunOptions::default() };
    let findings = model.run(&options).ok().map(|run| analyse(&run, Vec::new()));
    let compare = |number: &super::reference_cases::ExpectedNumber| {
        let outcomes = findings.iter().flat_map(|findings| &findings.outcomes);
        let found = outcomes.into_iter().find(|outcome| outcome.path == number.outcome);
        let name = format!("{} {}", number.outcome, word(number.statistic));
        let estimate = found.map_or(NOTHING, |outcome| estimate(outcome, number.statistic));
        let passes = if number.statistic == Statistic::Missing {
            found.is_some_and(|outcome| outcome.counted == 0)
        } else {
            let allowed = match number.tolerance {
                Tolerance::Exact(relative) => relative * number.value.abs(),
                Tolerance::StandardErrors(errors) => {
                    (errors * estimate.error.unwrap_or(0.0)).max(ROUNDING * number.value.abs())
                }
            };
            (estimate.value - number.value).abs() <= allowed
        };
        Comparison { name, age: None, expected: number.value, found: estimate.value, passes }
    };
    Ok(case.expected.iter().map(compare).collect())
}

const NOTHING: Estimate = Estimate { value: f64::NAN, error: None };

fn estimate(outcome: &OutcomeFinding, statistic: Statistic) -> Estimate {
    match statistic {
        Statistic::Value | Statistic::Mean | Statistic::Probability => outcome.mean,
        Statistic::Sd => outcome.sd,
        Statistic::Quantile(p) => {
            let found = outcome.quantiles.iter().find(|(q, _)| (q - p).abs() < 1e-9);
            found.map_or(NOTHING, |(_, estimate)| *estimate)
        }
        Statistic::Missing => NOTHING,
    }
}

fn word(statistic: Statistic) -> String {
    match statistic {
        Statistic::Value => String::new(),
        Statistic::Mean => "mean".to_owned(),
        Statistic::Sd => "sd".to_owned(),
        Statistic::Probability => "probability".to_owned(),
        Statistic::Quantile(p) => format!("p{}", p * 100.0),
        Statistic::Missing => "(none)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::reference_cases::{CASES, ExpectedNumber};

    #[test]
    fn every_case_passes_and_a_wrong_number_does_not() {
        for case in CASES {
            let list = run_case(case).unwrap_or_else(|mistakes| panic!("{}: {mistakes}", case.id));
            assert!(!list.is_empty() && list.iter().all(|one| one.passes), "{}: {list:?}", case.id);
            let first = case.expected[0];
            if first.statistic != Statistic::Missing && first.value != 0.0 {
                let wrong = [ExpectedNumber { value: first.value * 2.0, ..first }];
                let wrong = ReferenceCase { expected: Box::leak(Box::new(wrong)), ..*case };
                let list = run_case(&wrong).unwrap_or_else(|mistakes| panic!("{}: {mistakes}", case.id));
                assert!(!list[0].passes, "{}: {list:?}", case.id);
            }
        }
    }
}
