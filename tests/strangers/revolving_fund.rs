//! A village fund that lends in the order of a list, is repaid with a fee, and stops lending to those who failed.

use crate::support::{Expected, against, quantile};

const NAMES: [&str; 7] = ["li", "wang", "zhao", "qian", "sun", "zhou", "wu"];
const PIG: [bool; 7] = [false, true, false, true, false, false, false];

/// Equal trial by trial: who is lent what, who fails, what is left, and shares over the rows.
#[test]
fn revolving_fund_equals_plain_loops() {
    // the chances of default are taken from the trace; what follows from them is computed here
    against("revolving fund", include_str!("revolving_fund.toml"), 50, |trace| {
        let loss = trace.value("loss");
        let row = |name: &str, k: usize, i: usize| {
            let series = trace.row_series("borrowers", NAMES[i], name);
            if series.len() == 1 { series[0] } else { series[k] }
        };
        let (mut lent, mut struck, mut idle, mut failures) = ([0.0; 7], [false; 7], 0.0, 0.0);
        let [mut cash_by_year, mut hhi, mut pigs, mut weighted, mut mean_lent, mut median] = [[0.0; 9]; 6];
        let mut li_served = false;
        for k in 0..9 {
            let mut cash = if k == 0 { 500_000.0 } else { idle };
            for i in 0..7 {
                let owed = lent[i] * 1.08;
                let fails = row("u", k, i) < row("pd", k, i) && owed > 0.0;
                struck[i] |= fails;
                failures += f64::from(fails);
                cash += if fails { owed * (1.0 - loss) } else { owed };
            }
            cash_by_year[k] = cash;
            let mut left = cash;
            for i in 0..7 {
                let asked = if struck[i] { 0.0 } else { row("wants", k, i) };
                lent[i] = left.clamp(0.0, asked);
                left -= asked;
            }
            let out: f64 = lent.iter().sum();
            idle = cash - out;
            li_served |= lent[0] > 0.0;
            hhi[k] = if out > 0.0 { lent.iter().map(|x| x * x).sum::<f64>() / (out * out) } else { 0.0 };
            pigs[k] = (0..7).filter(|&i| PIG[i] && struck[i]).count() as f64 / 2.0;
            weighted[k] = (0..7).filter(|&i| struck[i]).map(|i| i as f64 + 1.0).sum::<f64>() / 28.0;
            let good = struck.iter().filter(|s| !**s).count() as f64;
            mean_lent[k] = (0..7).filter(|&i| !struck[i]).map(|i| lent[i]).sum::<f64>() / good;
            median[k] = quantile(&(0..7).map(|i| row("pd", k, i)).collect::<Vec<_>>(), 0.5);
        }
        let mut expected = Expected::default();
        expected.series("cash", &cash_by_year, 1e5);
        expected.series("hhi", &hhi, 1.0);
        expected.series("pig_share", &pigs, 1.0);
        expected.series("weighted", &weighted, 1.0);
        expected.series("mean_lent", &mean_lent, 1e4);
        expected.series("median_pd", &median, 1.0);
        expected.outcome("end", cash_by_year[8], 1e5);
        expected.outcome("defaults", failures, 0.0);
        expected.truth("grows", cash_by_year[8] > 500_000.0);
        expected.truth("li_served", li_served);
        expected.truth("all_struck", struck.iter().all(|s| *s));
        expected
    });
}
