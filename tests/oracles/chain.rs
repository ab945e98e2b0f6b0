//! An orchard that moves between four states; recovery depends on how long the state has lasted.

use crate::support::{Expected, against, column, mean, npv, sd};

/// Equal trial by trial: state, duration, sales, cost and the outcomes over the years.
#[test]
fn orchard_states_equal_plain_loops() {
    against("chain", include_str!("chain.toml"), 200, |trace| {
        let chance = trace.series("chance");
        let (yields, price) = (trace.series("yield"), trace.series("price"));
        let care = trace.value("care");
        let (mut state, mut lasted) = (0_usize, 0_usize);
        let (mut durations, mut sales, mut cost, mut net) = ([0.0; 21], [0.0; 21], [0.0; 21], [0.0; 21]);
        let mut states = [0_usize; 21];
        for t in 0..=20 {
            let (u, before) = (chance[t], state);
            state = match before {
                0 if u < 0.8 => 0,
                0 if u < 0.95 => 1,
                1 if u < (0.6 - 0.15 * lasted as f64).clamp(0.1, 0.6) => 0,
                1 if u < 0.85 => 1,
                2 if u < 0.3 / lasted as f64 => 1,
                2 if u < 0.9 => 2,
                3 if lasted >= 3 => 0,
                0 | 1 => 2,
                _ => 3,
            };
            lasted = if state == before { lasted + 1 } else { 1 };
            states[t] = state;
            durations[t] = lasted as f64;
            if t > 0 {
                sales[t] = 100.0 * yields[t] * [1.0, 0.7, 0.25, 0.0][state] * price[t];
                cost[t] = 100.0 * [care, care + 300.0, care + 600.0, 400.0][state];
                if state == 3 && before != 3 {
                    cost[t] += 350_000.0;
                }
                net[t] = sales[t] - cost[t];
            }
        }
        let mut expected = Expected::default();
        expected.series("lasted", &durations, 0.0);
        expected.series("sales", &sales, 1.0);
        expected.series("cost", &cost, 1.0);
        expected.outcome("value", npv(0.06, &net), 1e6);
        expected.truth("ever_lost", states[1..].contains(&3));
        expected.outcome("healthy_years", states[1..].iter().filter(|s| **s == 0).count() as f64, 0.0);
        expected.outcome("first_sick", states.iter().position(|s| *s == 2).map_or(99.0, |t| t as f64), 0.0);
        expected.outcome("longest", durations.iter().copied().fold(0.0, f64::max), 0.0);
        expected.truth("bad_end", states[20] >= 2);
        expected
    });
}

/// A chain drawn by the language itself (weights that look at the year before and at how long it lasted) has the mean
/// number of bad years that the chain of (state, duration) pairs has, computed forward exactly.
/// False alarms: 4 standard errors of independent trials, 1 in 16,000.
#[test]
fn drawn_chain_has_exact_mean_number_of_bad_years() {
    const TEXT: &str = r#"
horizon = 10
design = "independent"
[inputs]
weather = { values = ["good", "bad"], weights = ["1 - worse", "worse"], each = "year" }
[formulas]
worse = "case(prev(weather, 'good'), good: 0.1, bad: clip(0.4 + 0.2 * prev(lasted, 0), 0, 0.9))"
lasted = "if(weather == prev(weather, 'good'), prev(lasted, 0) + 1, 1)"
[outcomes]
bad_years = "count(weather == 'bad')"
"#;
    // probability of being good, and of being bad for the 1st, 2nd … year
    let (mut good, mut bad) = (1.0, [0.0; 12]);
    let mut exact = 0.0;
    for _ in 0..=10 {
        let mut next = [0.0; 12];
        next[1] = good * 0.1;
        let mut next_good = good * 0.9;
        for duration in 1..11 {
            let stays = (0.4 + 0.2 * duration as f64).clamp(0.0, 0.9);
            next[duration + 1] = bad[duration] * stays;
            next_good += bad[duration] * (1.0 - stays);
        }
        (good, bad) = (next_good, next);
        exact += bad.iter().sum::<f64>();
    }
    let years = column("drawn chain", TEXT, "bad_years", 65_536, 1);
    let error = sd(&years) / (years.len() as f64).sqrt();
    assert!((mean(&years) - exact).abs() < 4.0 * error, "mean {} ± {error}, exact {exact}", mean(&years));
}
