//! Two tables that drive each other: shops buy what farms deliver, farms plant by last year's prices.

use crate::support::{Expected, against, npv, quantile};

const FARMS: [(&str, f64); 3] = [("f1", 10.0), ("f2", 20.0), ("f3", 5.0)];
const PULL: [f64; 2] = [0.3, 0.7];

/// Equal trial by trial: values across tables, and every function of years inside a row.
#[test]
fn farms_and_shops_equal_plain_loops() {
    against("farms and shops", include_str!("farms_and_shops.toml"), 50, |trace| {
        let farm = |i: usize, name: &str, k: usize| trace.row_series("farms", FARMS[i].0, name)[k];
        let (mut stock, mut harvest, mut lure) = ([4.0; 2], FARMS.map(|farm| farm.1), 10.0);
        let mut revenue = [[0.0; 7]; 3];
        let [mut supply, mut cheap] = [[0.0; 7]; 2];
        let mut prices = [[0.0; 7]; 2];
        for k in 0..7 {
            let planted = harvest.iter().sum::<f64>();
            for (i, (_, size)) in FARMS.iter().enumerate() {
                let whole = size * farm(i, "e", k).exp() * (0.5 + 0.05 * lure);
                harvest[i] = if farm(i, "fail", k) == 1.0 { 0.0 } else { whole };
            }
            supply[k] = harvest.iter().sum();
            let mut sold = [0.0; 2];
            for s in 0..2 {
                let there = 0.5 * stock[s] + PULL[s] * supply[k];
                sold[s] = there.min(PULL[s] * 25.0);
                stock[s] = there - sold[s];
                prices[s][k] = 10.0 - sold[s] / 5.0 + 0.1 * planted * PULL[s];
            }
            lure = prices[0][k] * PULL[0] + prices[1][k] * PULL[1];
            for i in 0..3 {
                revenue[i][k] = harvest[i] * lure;
            }
            let lowest = prices[0][k].min(prices[1][k]);
            cheap[k] = (0..2).filter(|&s| prices[s][k] == lowest).map(|s| sold[s]).sum();
        }
        let mut expected = Expected::default();
        let mut values = [0.0; 3];
        for (i, (name, size)) in FARMS.into_iter().enumerate() {
            let flow = revenue[i];
            let (mut late, mut running, mut total) = ([0.0; 7], [0.0; 7], 0.0);
            for k in 0..7 {
                let lag = size / 10.0;
                for (year, part) in [(k + lag as usize, 1.0 - lag.fract()), (k + lag as usize + 1, lag.fract())] {
                    if let Some(slot) = late.get_mut(year) {
                        *slot += part * flow[k];
                    }
                }
                total += flow[k];
                running[k] = total;
            }
            let mut ahead = [size; 7];
            ahead[..6].copy_from_slice(&flow[1..]);
            let mut change = flow;
            (0..7).for_each(|k| change[k] -= if k == 0 { size } else { flow[k - 1] });
            values[i] = npv(0.1, &flow);
            expected.row("farms", name, "late", &late, 1.0);
            expected.row("farms", name, "cum", &running, 1.0);
            expected.row("farms", name, "nx", &ahead, 1.0);
            expected.row("farms", name, "ch", &change, 1.0);
            expected.row("farms", name, "worst", &[flow.iter().copied().fold(f64::INFINITY, f64::min)], 1.0);
            expected.row("farms", name, "val", &[values[i]], 1.0);
            expected.row("farms", name, "mean_early", &[2.0 * (flow[2] + flow[3] + flow[4]) / 3.0], 1.0);
            expected.row("farms", name, "atk", &[flow[i + 1]], 1.0);
            let failed = (0..7).find(|&k| farm(i, "fail", k) == 1.0);
            expected.row("farms", name, "fy", &[failed.map_or(size, |k| k as f64)], 0.0);
            // an event of `size / 5` years, a fraction counting as a year, cannot be shorter but by the horizon
            let event = trace.row_series("farms", name, "ev");
            let lasts = (size / 5.0).ceil() as usize;
            if let Some(start) = event.iter().position(|on| *on == 1.0) {
                assert!(event[start..].iter().take(lasts).all(|on| *on == 1.0), "{name}: {event:?}");
            }
        }
        for (s, name) in ["s1", "s2"].into_iter().enumerate() {
            expected.row("shops", name, "price", &prices[s], 1.0);
        }
        expected.series("supply", &supply, 1.0);
        expected.series("cheap", &cheap, 1.0);
        expected.outcome("s", supply.iter().sum(), 1.0);
        expected.outcome("t", values[0] + values[1], 1.0);
        expected.outcome("q", quantile(&values, 0.25), 1.0);
        expected
    });
}
