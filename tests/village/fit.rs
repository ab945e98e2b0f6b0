//! The household model against what it was fitted to, and its shocks against their closed form.

use fengnian::Model;

use super::read;
use crate::support::{mean, options, replicate_error, sd, values};

fn model(name: &str, text: &str) -> Model {
    Model::new(read(name, text)).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Lifted households with labour fall below the line in 1.13 % of years with policy income, in 18.09 % without direct
/// policy income (Yucheng, Henan, 45,141 households: Fan, Ning and Qin, Frontiers in Environmental Science, 2023). The
/// model meets the first within 0.3 points, the second within 2: what other made-up lists of the same totals give.
///
/// At 1,024 trials the errors are 0.009 and 0.07 points, the limits more than 25 of them away: chance does not reach them.
#[test]
fn return_to_poverty_is_as_seen_in_yucheng_with_policy_income_and_without() {
    let model = model("return-to-poverty.toml", include_str!("return-to-poverty.toml"));
    let options = options(1024, 1);
    for (outcome, target, tolerance) in [("with_policy", 0.0113, 0.003), ("without_policy", 0.1809, 0.02)] {
        let found = values(&model, &options, outcome);
        let (value, error) = (mean(&found), replicate_error(&found, mean));
        assert!(error < tolerance / 20.0, "{outcome}: the error {error} leaves no room for a tolerance of {tolerance}");
        assert!((value - target).abs() <= tolerance, "{outcome}: {value} ± {error}, known {target} ± {tolerance}");
    }
}

/// Logarithms of one household's wages: the variance of year t is t·p² + v + c², the covariance of two years s < t is
/// s·p², for only the lasting shocks stay. p = 1.38·0.12 lasting, v of the year (see `income-variance.toml`), c of the county.
///
/// Nineteen comparisons at 4.5 standard errors of the sample's own fourth moments: about 1 seed in 8,000 raises a false
/// alarm. The seed is fixed, so a failure is a change, not chance.
#[test]
fn variance_of_log_income_grows_by_the_lasting_shocks_alone() {
    const LASTING: f64 = 1.38 * 0.12;
    const YEAR: f64 = 0.114_800_447_2;
    const COUNTY: f64 = 0.25;
    const TRIALS: u64 = 131_072;
    let years: Vec<String> = (1..=10).map(|year| format!("y{year} = \"at(log_income, {year})\"\n")).collect();
    let text = include_str!("income-variance.toml").replace(
        "[outcomes]\n",
        &format!(
            "[formulas]\nlog_income = \"ln(number(households.households.1.wage_income, '元'))\"\n[outcomes]\n{}",
            years.concat()
        ),
    );
    let model = model("variance-by-year.toml", &text);
    let run = model.run(&options(TRIALS, 1)).expect("the run ends");
    let of_year = |year: usize| {
        let column = run.outcome(&format!("y{year}"));
        let middle = mean(column);
        column.iter().map(|value| value - middle).collect::<Vec<f64>>()
    };
    let compare = |what: &str, products: Vec<f64>, expected: f64| {
        let found = mean(&products);
        let error = sd(&products) / (TRIALS as f64).sqrt();
        assert!((found - expected).abs() <= 4.5 * error, "{what}: {found} ± {error}, closed form {expected}");
    };
    let third = of_year(3);
    for year in 1..=10 {
        let log = of_year(year);
        let variance = year as f64 * LASTING.powi(2) + YEAR + COUNTY.powi(2);
        compare(&format!("variance of year {year}"), log.iter().map(|x| x * x).collect(), variance);
        if year != 3 {
            let both = third.iter().zip(&log).map(|(a, b)| a * b).collect();
            let shared = year.min(3) as f64 * LASTING.powi(2);
            compare(&format!("covariance of years 3 and {year}"), both, shared);
        }
    }
}
