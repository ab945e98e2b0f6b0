//! Sizes, categories, workers, students, the aged and the disabled.

use super::super::MOST_MEMBERS;
use super::draws::Draws;
use super::{Household, Synthesis};
use crate::numeric::elementary::normal_quantile;

/// Chance that a member beside the first worker can work: 1.9 workers in a household with 3.7 members (estimate).
const FURTHER_WORKER: f64 = 0.33;
/// The same on the minimum living allowance (estimate).
const FURTHER_WORKER_LOW: f64 = 0.1;
/// Share of households out of poverty whose hold is unstable: 2–4 % (estimate).
const UNSTABLE: f64 = 0.03;
/// Indices into the categories and states.
const MINIMUM_LIVING: u32 = 1;
const EXTREME_POVERTY: u32 = 2;
const STATUS_UNSTABLE: u32 = 4;

/// The households without their incomes, those with labour first.
pub(super) fn households(wanted: &Synthesis, draws: &Draws) -> Vec<Household> {
    let able = wanted.able_households as usize;
    let without = wanted.households.saturating_sub(wanted.able_households) as usize;
    let mut all = Vec::with_capacity(able + without);
    let sizes = sizes(draws, "members", able, wanted.able_people as usize);
    let scores = draws.stratified("income", able);
    all.extend(sizes.iter().zip(scores).map(|(members, u)| Household {
        able: true,
        members: *members,
        score: normal_quantile(u),
        ..Household::default()
    }));
    let people = wanted.people.saturating_sub(wanted.able_people) as usize;
    let sizes = self::sizes(draws, "members without labour", without, people);
    all.extend(sizes.iter().map(|members| Household { members: *members, ..Household::default() }));
    categories(&mut all, wanted, draws);
    workers(&mut all, draws);
    ages(&mut all, wanted, draws);
    all
}

/// Household sizes of at least 1 and at most 20 with a given sum: everybody beyond the first member goes to a household
/// at random, so that sizes are close to 1 + Poisson.
fn sizes(draws: &Draws, what: &str, households: usize, people: usize) -> Vec<u32> {
    let mut sizes = vec![1_u32; households];
    let mut open: Vec<usize> = (0..households).collect();
    for person in households..people {
        let at = draws.below(what, person, open.len());
        let Some(household) = open.get(at).copied() else { break };
        if let Some(size) = sizes.get_mut(household) {
            *size += 1;
            if *size == MOST_MEMBERS {
                open.swap_remove(at);
            }
        }
    }
    sizes
}

/// Extreme poverty among households without labour, small ones first; the minimum living allowance for the rest of
/// those, then for households with labour and low incomes.
fn categories(all: &mut [Household], wanted: &Synthesis, draws: &Draws) {
    let count = |share: f64| (share * f64::from(wanted.households)).round() as usize;
    let mut order: Vec<(f64, usize)> = all
        .iter()
        .enumerate()
        .map(|(at, household)| {
            let u = draws.uniform("category", at);
            // below 0 come those without labour, the smaller the earlier
            let rank = if household.able {
                100.0 + household.score + normal_quantile(u) / 2.0
            } else {
                f64::from(household.members) + 2.0 * u
            };
            (rank, at)
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let extreme = count(wanted.extreme_poverty).min(all.iter().filter(|household| !household.able).count());
    let low = count(wanted.minimum_living);
    for (position, (_, at)) in order.iter().enumerate() {
        if let Some(household) = all.get_mut(*at) {
            household.category = match position {
                _ if position < extreme => EXTREME_POVERTY,
                _ if position < extreme + low => MINIMUM_LIVING,
                _ => 0,
            };
        }
    }
    let mut general: Vec<usize> =
        (0..all.len()).filter(|at| all.get(*at).is_some_and(|h| h.category == 0 && h.able)).collect();
    let score = |at: &usize| all.get(*at).map_or(0.0, |household| household.score);
    general.sort_by(|a, b| score(a).total_cmp(&score(b)).then(a.cmp(b)));
    for at in general.into_iter().take(count(UNSTABLE)) {
        if let Some(household) = all.get_mut(at) {
            household.status = STATUS_UNSTABLE;
        }
    }
}

fn workers(all: &mut [Household], draws: &Draws) {
    for (at, household) in all.iter_mut().enumerate().filter(|(_, household)| household.able) {
        let chance = if household.category == 0 { FURTHER_WORKER } else { FURTHER_WORKER_LOW };
        let place = |member: u32| at * MOST_MEMBERS as usize + member as usize;
        let further = (1..household.members).filter(|member| draws.uniform("worker", place(*member)) < chance);
        household.workers = 1 + u32::try_from(further.count()).unwrap_or(0);
    }
}

/// Students among those who do not work, then the aged and the disabled, more of them where nobody works; as many as the
/// rates say while there is room.
fn ages(all: &mut [Household], wanted: &Synthesis, draws: &Draws) {
    let count = |rate: f64| (rate * f64::from(wanted.people)).round() as usize;
    spread(
        all,
        draws,
        "student",
        count(wanted.students),
        |h, place| {
            let room = if h.able { h.members - h.workers } else { h.members - 1 };
            if place < room { if h.able { 1.0 } else { 0.5 } } else { 0.0 }
        },
        |h| h.students += 1,
    );
    spread(
        all,
        draws,
        "elderly",
        count(wanted.elderly),
        |h, place| {
            let idle = h.members - h.workers - h.students;
            match place {
                _ if place < idle => {
                    if h.able {
                        1.0
                    } else {
                        4.0
                    }
                }
                // one of those who work may be past 60
                _ if h.able && place == idle => 0.2,
                _ => 0.0,
            }
        },
        |h| h.elderly += 1,
    );
    spread(
        all,
        draws,
        "disabled",
        count(wanted.disabled),
        |h, place| {
            if place < h.members { if h.able { 1.0 } else { 3.0 } } else { 0.0 }
        },
        |h| h.disabled += 1,
    );
}

/// Gives `count` marks to places in households, by weight.
fn spread(
    all: &mut [Household],
    draws: &Draws,
    what: &str,
    count: usize,
    weight: impl Fn(&Household, u32) -> f64,
    mark: impl Fn(&mut Household),
) {
    let places = |household: &Household| (0..MOST_MEMBERS).map(|place| weight(household, place)).collect::<Vec<_>>();
    let weights: Vec<f64> = all.iter().flat_map(places).collect();
    for slot in draws.pick(what, &weights, count) {
        if let Some(household) = all.get_mut(slot / MOST_MEMBERS as usize) {
            mark(household);
        }
    }
}
