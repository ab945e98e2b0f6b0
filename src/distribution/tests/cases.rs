//! Published and closed-form results about a distribution alone.

use crate::distribution::moments::integrate;
use crate::distribution::{Distribution, Source, family, from_percentiles};

/// The family's distribution with these parameters, in any order, the others by default.
fn build(name: &str, parameters: &[(&str, f64)]) -> Distribution {
    let names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
    let selected = family(name).unwrap().select(&names).unwrap();
    let value = |source: &Source| match source {
        Source::Given(place) => parameters[*place].1,
        Source::Default(value) => *value,
    };
    let values: Vec<f64> = selected.sources.iter().map(value).collect();
    selected.build(&values).unwrap()
}

fn close(value: f64, wanted: f64, relative: f64) {
    assert!((value / wanted - 1.0).abs() <= relative, "{value} instead of {wanted}");
}

/// decisionSupport (R), `test_individualEvpiSimulation.R`: sales with a 90 % interval of 150,000 to 300,000.
#[test]
fn normal_from_a_90_percent_interval() {
    let sales = from_percentiles("normal", &[(0.05, 150_000.0), (0.95, 300_000.0)]).unwrap();
    close(sales.mean(), 225_000.0, 1e-13);
    close(sales.sd(), 45_596.762_393_382_68, 1e-13);
    // at 25 a piece and 5,000,000 of cost the project loses below 200,000
    close(sales.cdf(200_000.0), 0.291_748_269_8, 1e-9);
}

/// decisionSupport, profit of two normal inputs: 20,000 to 100,000 and 10,000 to 70,000.
#[test]
fn profit_from_two_intervals() {
    let revenue = from_percentiles("normal", &[(0.05, 20_000.0), (0.95, 100_000.0)]).unwrap();
    let costs = from_percentiles("normal", &[(0.05, 10_000.0), (0.95, 70_000.0)]).unwrap();
    close(revenue.mean() - costs.mean(), 20_000.0, 1e-12);
    close(revenue.sd().hypot(costs.sd()), 30_397.841_595_588_46, 1e-12);
    let covariance = 0.5 * revenue.sd() * costs.sd();
    close((revenue.sd().powi(2) + costs.sd().powi(2) - 2.0 * covariance).sqrt(), 21_920.195_307_265_254, 1e-12);
}

/// OpenTURNS, axial stressed beam: R lognormal (3e6, 3e5), F normal (750, 50), failure where R < F/(π·1e-4).
#[test]
fn axial_stressed_beam() {
    let strength = build("lognormal", &[("mean", 3e6), ("sd", 3e5)]);
    let force = build("normal", &[("mean", 750.0), ("sd", 50.0)]);
    let fails = |u: f64| strength.cdf(force.quantile(u) / (std::f64::consts::PI * 1e-4));
    close(integrate(fails, 1e-16, 1.0 - 1e-16, 2000), 0.029_198_194_624_830_51, 1e-9);
}

/// Lognormal income, mean 3000 and coefficient of variation 0.3, against a promise of 2500 (closed forms).
#[test]
fn lognormal_income_against_a_promise() {
    let income = build("lognormal", &[("mean", 3000.0), ("sd", 900.0)]);
    close(income.cdf(2500.0), 0.317_646_613_7, 1e-9);
    close(income.quantile(0.05), 1_772.976_169_24, 1e-11);
    close(income.mean(), 3000.0, 1e-14);
    close(income.sd(), 900.0, 1e-14);
    let shortfall = |u: f64| (2500.0 - income.quantile(u)).max(0.0);
    close(integrate(shortfall, 1e-16, 1.0, 2000), 130.252_281_8, 1e-9);
    let worst = integrate(|u| income.quantile(u), 1e-18, 0.05, 2000) / 0.05;
    close(worst, 1_577.181_989_86, 1e-10);
    close(1.0 - income.survival(2500.0).powi(10), 0.978_117_672_7, 1e-9);
}

/// Lognormal incomes with median 10,000 and sigma 0.5 against a line of 6,000: head count, gap, squared gap, Gini.
#[test]
fn lognormal_poverty_indices() {
    let income = build("lognormal", &[("median", 10_000.0), ("sigma", 0.5)]);
    close(income.cdf(6000.0), 0.153_472_996_6, 1e-9);
    let poor = income.cdf(6000.0);
    let gap = |power: i32| integrate(|u| (1.0 - income.quantile(u) / 6000.0).powi(power), 1e-18, poor, 2000);
    close(gap(1), 0.032_512_714_3, 2e-9);
    close(gap(2), 0.010_504_088_5, 5e-9);
    // Gini = 2/mean · ∫ (u − ½) x(u) du
    let gini = 2.0 / income.mean() * integrate(|u| (u - 0.5) * income.quantile(u), 1e-16, 1.0 - 1e-16, 2000);
    close(gini, 0.276_326_390_2, 1e-9);
}

/// Standard normal expected shortfall at 95 %.
#[test]
fn normal_expected_shortfall() {
    let normal = build("normal", &[("mean", 0.0), ("sd", 1.0)]);
    close(integrate(|v| normal.upper_quantile(v), 1e-300, 0.05, 3000) / 0.05, 2.062_712_807_5, 1e-10);
}

/// The mean every PERT user expects: (low + weight·likely + high)/(weight + 2).
#[test]
fn pert_mean() {
    close(build("pert", &[("low", 1.0), ("likely", 2.0), ("high", 6.0)]).mean(), 2.5, 1e-15);
    close(build("pert", &[("high", 6.0), ("weight", 10.0), ("low", 1.0), ("likely", 2.0)]).mean(), 27.0 / 12.0, 1e-15);
}
