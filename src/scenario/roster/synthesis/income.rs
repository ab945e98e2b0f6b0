//! Starting incomes, land and jobs.

use super::super::HIGHEST_INCOME;
use super::draws::Draws;
use super::{Household, Synthesis};
use crate::numeric::elementary::{exp, ln, normal_quantile};

/// How alike the households' shares of income are: the sum of the parameters of the Dirichlet distribution whose spread
/// is imitated (estimate).
const ALIKE: f64 = 50.0;
/// Minimum living allowance, yuan a person and year: 440 a month, rural, fourth class of areas (Guangdong Department of
/// Civil Affairs, minimum standards of 2018).
const MINIMUM_LIVING: f64 = 12.0 * 440.0;
/// People in extreme poverty get at least 1.6 times as much (the same notice).
const EXTREME_POVERTY: f64 = 1.6 * MINIMUM_LIVING;
/// What the old without labour and without allowance get a person and year: pensions, and money from their children
/// (estimate).
const SUPPORTED: f64 = 7000.0;
/// Contracted land, mu a person, in the hills of eastern Guangdong (estimate), and its spread in logarithms.
const LAND: f64 = 0.6;
const LAND_SPREAD: f64 = 0.3;
/// Rent of land, yuan a mu and year (estimate).
const RENT: f64 = 400.0;
/// Chance of renting land out, and the share rented: with labour, without (estimates).
const RENTS: [f64; 2] = [0.25, 0.7];
const RENTED: [f64; 2] = [0.5, 1.0];
/// Chance that a household with labour holds a public-welfare job (estimate).
const JOB: f64 = 0.15;

/// Fills in what is missing.
pub(super) fn fill(all: &mut [Household], wanted: &Synthesis, draws: &Draws) {
    for (at, household) in all.iter_mut().enumerate() {
        land(household, at, draws);
        household.income = if household.able {
            with_labour(household, at, wanted, draws)
        } else {
            without_labour(household, at, draws)
        };
        household.job = household.able && draws.uniform("job", at) < JOB;
    }
}

fn land(household: &mut Household, at: usize, draws: &Draws) {
    let side = usize::from(!household.able);
    let score = normal_quantile(draws.uniform("land", at));
    let owned = tenth(LAND * f64::from(household.members) * exp(LAND_SPREAD * score));
    let rents = draws.uniform("rents", at) < RENTS.get(side).copied().unwrap_or(0.0);
    household.rented = if rents { tenth(owned * RENTED.get(side).copied().unwrap_or(0.0)) } else { 0.0 };
    household.planted = if household.able { tenth(owned - household.rented) } else { 0.0 };
}

/// Lognormal income a person, split in shares that differ from household to household: weights times exp(sd·z), where
/// sd² = 1/a + 1/(2a²) is about the variance of the logarithm of a gamma variable of parameter a, which makes a
/// Dirichlet distribution (Johnson and Kotz, 1972, *Distributions in Statistics*).
fn with_labour(household: &Household, at: usize, wanted: &Synthesis, draws: &Draws) -> [f64; 4] {
    let a_person = exp(ln(wanted.median_income) + wanted.sigma * household.score);
    let total = a_person * f64::from(household.members);
    let sum: f64 = wanted.income_shares.iter().sum();
    let mut parts = [0.0; 4];
    for ((part, share), name) in parts.iter_mut().zip(wanted.income_shares).zip(SOURCES) {
        let a = ALIKE * share / sum;
        let spread = (1.0 / a + 0.5 / (a * a)).sqrt().min(1.5);
        *part = share / sum * exp(spread * normal_quantile(draws.uniform(name, at)));
    }
    let weights: f64 = parts.iter().sum();
    parts.map(|part| ten(part / weights * total))
}

/// Names of the draws.
const SOURCES: [&str; 4] = ["wage", "business", "property", "transfer"];

/// Allowances and support, a little from the garden and from rent.
fn without_labour(household: &Household, at: usize, draws: &Draws) -> [f64; 4] {
    let people = f64::from(household.members);
    let score = |name: &str| normal_quantile(draws.uniform(name, at));
    let (level, spread) = match household.category {
        2 => (EXTREME_POVERTY, 0.02),
        1 => (MINIMUM_LIVING, 0.06),
        _ => (SUPPORTED, 0.2),
    };
    let garden = if household.category == 2 { 0.0 } else { 600.0 * exp(0.6 * score("business")) };
    [0.0, ten(garden), ten(household.rented * RENT), ten(people * level * exp(spread * score("transfer")))]
}

/// To ten yuan.
fn ten(amount: f64) -> f64 {
    ((amount / 10.0).round() * 10.0).clamp(0.0, HIGHEST_INCOME)
}

/// To a tenth of a mu.
fn tenth(area: f64) -> f64 {
    (area * 10.0).round().max(0.0) / 10.0
}
