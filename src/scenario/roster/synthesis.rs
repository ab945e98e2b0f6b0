//! A made-up list of households that meets known totals exactly.
//!
//! Where a village publishes totals but no list, results by household need one all the same. Everything is drawn from a
//! seed through the project's own hash and elementary functions, so that a list is the same on every machine. Sizes and
//! sources of the defaults stand with the fields of [`Synthesis`]; what is called an estimate there is nobody's figure.

mod draws;
mod income;
mod people;

use self::draws::Draws;
use super::field::{CATEGORY, FIELDS, STATUS, Word};
use super::{MOST_HOUSEHOLDS, MOST_MEMBERS, Roster, RosterColumn, RosterValues, check};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};

/// What a made-up list must add up to, and what its households are like.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthesis {
    /// Households.
    pub households: u32,
    /// People in them.
    pub people: u32,
    /// Households with somebody able to work.
    pub able_households: u32,
    /// People in those.
    pub able_people: u32,
    /// Share of all households on the minimum living allowance (低保). Default 0.32: of registered poor households 25–40 %
    /// were (estimate).
    pub minimum_living: f64,
    /// Share of all households in extreme poverty (五保, 特困), only among those without labour, as many as there are.
    /// Default 0.14: of registered poor households 8–20 % were (estimate).
    pub extreme_poverty: f64,
    /// Median starting income, yuan a person and year, of households with labour. Default 8,500: the exit line for
    /// registered poor households of Guangdong able to work was 45 % of the province's rural income, 7,726 yuan in 2018
    /// (Guangdong Bureau of Statistics, rural disposable income 2018: 17,168 yuan); 8,500 is an estimate of ours.
    pub median_income: f64,
    /// Standard deviation of the logarithm of that income. Default 0.32: with it, withdrawing direct transfers takes
    /// the share below the line from 1.1 % to 18 %, as observed for 45,141 households of Yucheng, Henan, 2016–2020
    /// (Frontiers in Environmental Science, 2023).
    pub sigma: f64,
    /// Shares of that income: wages, farm and business, property, transfers; any positive weights. Default 35, 36, 1.4, 27:
    /// rural residents of poor areas in 2019 (National Bureau of Statistics).
    pub income_shares: [f64; 4],
    /// Share of all people who are at school or university. Default 0.17 (estimate).
    pub students: f64,
    /// Share of all people aged 60 and over. Default 0.24: rural population in the seventh national census, 2020
    /// (National Bureau of Statistics, bulletin of 2021: 23.8 %).
    pub elderly: f64,
    /// Share of all people who are disabled. Default 0.08: 6.3 % of the whole population in 2010 (China Disabled Persons'
    /// Federation, 2012), more among registered poor people (estimate).
    pub disabled: f64,
    /// Which list of all those that meet the totals.
    pub seed: u64,
}

impl Synthesis {
    /// A list with these totals and the defaults for everything else.
    pub fn new(households: u32, people: u32, able_households: u32, able_people: u32) -> Self {
        Synthesis {
            households,
            people,
            able_households,
            able_people,
            minimum_living: 0.32,
            extreme_poverty: 0.14,
            median_income: 8500.0,
            sigma: 0.32,
            income_shares: [35.0, 36.0, 1.4, 27.0],
            students: 0.17,
            elderly: 0.24,
            disabled: 0.08,
            seed: 1,
        }
    }

    /// What cannot be.
    fn mistakes(&self) -> Diagnostics {
        let mut log = Diagnostics::default();
        let mut range = |name: &str, value: f64, low: f64, high: f64| {
            if !(low..=high).contains(&value) {
                log.push(Diagnostic::general(
                    Code::OutOfRange,
                    Text::new(
                        format!("合成名册的“{name}”不能是 {value}"),
                        format!("`{name}` of a made-up list cannot be {value}"),
                    ),
                    Text::new(format!("应在 {low} 到 {high} 之间"), format!("it must be from {low} to {high}")),
                ));
            }
        };
        let (households, people) = (f64::from(self.households), f64::from(self.people));
        let (able_households, able_people) = (f64::from(self.able_households), f64::from(self.able_people));
        let most = f64::from(MOST_MEMBERS);
        range("households", households, 1.0, MOST_HOUSEHOLDS as f64);
        range("people", people, households, households * most);
        range("able_households", able_households, 0.0, households);
        range("able_people", able_people, able_households, able_households * most);
        if able_people > people || able_households > households {
            range("able_people", able_people, 0.0, people);
        }
        range("minimum_living", self.minimum_living, 0.0, 1.0);
        range("extreme_poverty", self.extreme_poverty, 0.0, 1.0);
        range("minimum_living + extreme_poverty", self.minimum_living + self.extreme_poverty, 0.0, 1.0);
        range("median_income", self.median_income, 1.0, 100_000.0);
        range("sigma", self.sigma, 0.0, 2.0);
        for share in self.income_shares {
            range("income_shares", share, 1e-6, 1e6);
        }
        range("students", self.students, 0.0, 1.0);
        range("elderly", self.elderly, 0.0, 1.0);
        range("disabled", self.disabled, 0.0, 1.0);
        log.list.extend(self.without_labour());
        log
    }

    /// Too few people for the households without labour, or too many, where the other totals can be.
    fn without_labour(&self) -> Option<Diagnostic> {
        let households = self.households.checked_sub(self.able_households)?;
        let people = self.people.checked_sub(self.able_people)?;
        let most = |households: u32| households.checked_mul(MOST_MEMBERS);
        let can_be =
            |people: u32, households: u32| most(households).is_some_and(|most| (households..=most).contains(&people));
        let others = can_be(self.people, self.households) && can_be(self.able_people, self.able_households);
        if !others || can_be(people, households) {
            return None;
        }
        let low = self.people.saturating_sub(most(households)?).max(self.able_households);
        let high = (self.people - households).min(most(self.able_households)?);
        let (zh, en) = match low == high {
            true => (format!("应是 {low}"), format!("must be {low}")),
            false => (format!("应在 {low} 到 {high} 之间"), format!("must be from {low} to {high}")),
        };
        Some(Diagnostic::general(
            Code::OutOfRange,
            Text::new(
                format!(
                    "合成名册的“able_people”不能是 {}：没有劳动能力的户是 {households} 户，留给这些户的是 {people} 人",
                    self.able_people
                ),
                format!(
                    "`able_people` of a made-up list cannot be {}: households without labour {households}, people left for them {people}",
                    self.able_people
                ),
            ),
            Text::new(
                format!("一户有 1 到 {MOST_MEMBERS} 人，所以{zh}"),
                format!("a household has 1 to {MOST_MEMBERS} people, so it {en}"),
            ),
        ))
    }
}

/// A household being made up.
#[derive(Debug, Clone, Default)]
struct Household {
    able: bool,
    members: u32,
    /// Index into [`CATEGORY`].
    category: u32,
    /// Index into [`STATUS`].
    status: u32,
    workers: u32,
    students: u32,
    elderly: u32,
    disabled: u32,
    /// Standard normal score of the income a person.
    score: f64,
    /// Wages, farm and business, property, transfers, yuan a year.
    income: [f64; 4],
    /// Mu.
    planted: f64,
    rented: f64,
    job: bool,
}

/// Makes up a list. Households with labour come first, ids run `H001`, `H002`, …
///
/// # Errors
/// Totals that no list can meet, shares outside their ranges.
pub fn synthesize(wanted: &Synthesis) -> Result<Roster, Diagnostics> {
    let log = wanted.mistakes();
    if !log.is_empty() {
        return Err(log);
    }
    let draws = Draws::new(wanted.seed);
    let mut households = people::households(wanted, &draws);
    income::fill(&mut households, wanted, &draws);
    Ok(roster(&households))
}

/// The households as a list.
fn roster(households: &[Household]) -> Roster {
    type Number = fn(&Household) -> f64;
    let numbers: [(&str, Number); 11] = [
        ("members", |h| f64::from(h.members)),
        ("able_workers", |h| f64::from(h.workers)),
        ("students", |h| f64::from(h.students)),
        ("elderly", |h| f64::from(h.elderly)),
        ("disabled", |h| f64::from(h.disabled)),
        ("wage", |h| h.income[0]),
        ("business", |h| h.income[1]),
        ("property", |h| h.income[2]),
        ("transfer", |h| h.income[3]),
        ("land_rented", |h| h.rented),
        ("mu_planted", |h| h.planted),
    ];
    let states = |words: &[Word], code: fn(&Household) -> u32| RosterValues::States {
        names: words.iter().map(|word| word.name.to_owned()).collect(),
        codes: households.iter().map(code).collect(),
    };
    let columns = FIELDS.iter().filter_map(|field| {
        let number = numbers.iter().find(|(name, _)| *name == field.name).map(|(_, number)| number);
        let values = match (field.name, number) {
            (_, Some(number)) => RosterValues::Numbers(households.iter().map(number).collect()),
            ("category", _) => states(CATEGORY, |h| h.category),
            ("status", _) => states(STATUS, |h| h.status),
            ("job", _) => RosterValues::Booleans(households.iter().map(|h| h.job).collect()),
            _ => return None,
        };
        let (label, unit) = (Text::new(field.zh, field.en), check::unit(field.sort).to_owned());
        Some(RosterColumn { name: field.name.to_owned(), label, unit, values })
    });
    let columns = columns.collect();
    let digits = households.len().to_string().len().max(3);
    let ids = (1..=households.len()).map(|number| format!("H{number:0digits$}")).collect();
    Roster { file: String::new(), synthetic: true, ids, columns, left_out: Vec::new(), notes: Vec::new() }
}

#[cfg(test)]
mod tests;
