//! The shipped reference cases: published and exact numbers.

use fengnian::analysis::reference_cases::{CASES, ExpectedNumber, ReferenceCase, Statistic, Tolerance};

use crate::support::{mean, model, options, quantile, quantile_margin, replicate_error, sd, values_of};

/// Trials of one run of an uncertain case: 512 in each of the 32 replicates.
const TRIALS: u64 = 16_384;
const SEEDS: u64 = 20;

fn statistic(statistic: Statistic, values: &[f64]) -> f64 {
    match statistic {
        Statistic::Value | Statistic::Missing => values[0],
        Statistic::Mean | Statistic::Probability => mean(values),
        Statistic::Sd => sd(values),
        Statistic::Quantile(p) => quantile(values, p),
    }
}

/// None where the number is right, otherwise what is wrong.
fn wrong(case: &ReferenceCase, number: &ExpectedNumber, values: &[f64]) -> Option<String> {
    let got = statistic(number.statistic, values);
    let allowed = match number.tolerance {
        _ if number.statistic == Statistic::Missing => {
            return values.iter().any(|x| x.is_finite()).then(|| format!("{}: a value where there is none", case.id));
        }
        Tolerance::Exact(relative) => relative * number.value.abs(),
        Tolerance::StandardErrors(errors) => match number.statistic {
            Statistic::Quantile(p) => quantile_margin(values, p, errors),
            other => errors * replicate_error(values, |part| statistic(other, part)),
        },
    };
    // what stratification makes exact still carries rounding
    let allowed = allowed.max(1e-9 * number.value.abs());
    let right = (got - number.value).abs() <= allowed;
    (!right).then(|| {
        format!(
            "{} {} {:?}: got {got:e}, expected {:e} ± {allowed:e}",
            case.id, number.outcome, number.statistic, number.value
        )
    })
}

/// Deterministic numbers agree to 1e-9; of 20 seeds at most one lies more than four standard errors off.
///
/// One number of one seed lies outside by chance at a rate of 4e-4 (t, 31 degrees of freedom), two of twenty at 3e-5.
#[test]
fn reference_cases_are_reproduced() {
    let mut mistakes = Vec::new();
    for case in CASES {
        let model = model(case.id, case.scenario);
        let certain = case.expected.iter().all(|number| matches!(number.tolerance, Tolerance::Exact(_)));
        let mut failures = vec![Vec::new(); case.expected.len()];
        for seed in 1..=if certain { 1 } else { SEEDS } {
            let run = model.run(&options(if certain { 1 } else { TRIALS }, seed)).expect("the run ends");
            for (number, failed) in case.expected.iter().zip(&mut failures) {
                failed.extend(wrong(case, number, &values_of(&model, &run, number.outcome)));
            }
        }
        let forgiven = usize::from(!certain);
        mistakes.extend(failures.into_iter().filter(|failed| failed.len() > forgiven).flatten());
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// Ids are unique and in order, every file of the folder is used, both titles are there.
#[test]
fn list_of_cases_is_complete() {
    let ids: Vec<&str> = CASES.iter().map(|case| case.id).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference");
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        assert!(CASES.iter().any(|case| case.scenario == text), "{} is not in the list", path.display());
    }
    assert!(CASES.iter().all(|case| !case.title().zh.is_empty() && !case.title().en.is_empty()));
}
