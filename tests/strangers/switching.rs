//! Two technologies: the change is made when the price has crossed a line twice in a row.

use crate::support::{Expected, against, npv};

/// Equal trial by trial: price, state, states of two years before, costs of switching, regret.
#[test]
fn switching_equals_plain_loops() {
    against("switching", include_str!("switching.toml"), 50, |trace| {
        let fuel = trace.series("fuel");
        let (mut price, mut times) = (5.0_f64, 0);
        let (mut was_above, mut was_below) = (false, false);
        let [mut tech, mut cost, mut coal, mut since, mut same] = [[0.0; 16]; 5];
        for k in 0..16 {
            price *= fuel[k].exp();
            let (above, below) = (price > 7.0, price < 0.8 * 7.0);
            let before = if k == 0 { 0.0 } else { tech[k - 1] };
            tech[k] = if above && was_above {
                1.0
            } else if below && was_below {
                0.0
            } else {
                before
            };
            (was_above, was_below) = (above, below);
            let switched = tech[k] != before;
            coal[k] = 100.0 * price;
            cost[k] = if tech[k] == 1.0 { 620.0 } else { coal[k] };
            if switched {
                cost[k] += 500.0 * 0.9_f64.powi(times);
                times += 1;
            }
            since[k] = if switched || k == 0 { 0.0 } else { since[k - 1] + 1.0 };
            // two years before: coal before the first year, electric before that
            let two_before = if k >= 2 { tech[k - 2] } else { [1.0, 0.0][k] };
            same[k] = f64::from(two_before == tech[k]);
        }
        let best = npv(0.07, &coal).min(npv(0.07, &[620.0; 16]));
        let mut expected = Expected::default();
        expected.series("tech", &tech, 0.0);
        expected.series("cost", &cost, 1.0);
        expected.series("tech_since", &since, 0.0);
        expected.series("same", &same, 0.0);
        expected.outcome("cost_now", npv(0.07, &cost), 1e3);
        expected.outcome("regret", npv(0.07, &cost) - best, 1e4);
        expected.outcome("switches", f64::from(times), 0.0);
        expected.truth("ever", times > 0);
        expected.outcome("share_electric", tech.iter().sum::<f64>() / 16.0, 1.0);
        expected.truth("final", tech[15] == 1.0);
        expected.outcome("first", tech.iter().position(|t| *t == 1.0).map_or(16.0, |k| k as f64), 0.0);
        expected
    });
}
