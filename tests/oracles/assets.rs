//! Ten assets that wear out at uncertain ages, are replaced at rising prices and have a value left at the end.

use crate::support::{Expected, against, npv};

/// Name, number, cost, salvage, upkeep.
const ASSETS: [(&str, f64, f64, f64, f64); 10] = [
    ("building", 1.0, 35800.0, 17900.0, 1790.0),
    ("cookers", 2.0, 4800.0, 480.0, 240.0),
    ("scales", 1.0, 6500.0, 975.0, 325.5),
    ("blenders", 3.0, 4850.0, 485.0, 485.0),
    ("tables", 3.0, 1960.0, 392.0, 0.0),
    ("tools", 1.0, 8500.0, 850.0, 0.0),
    ("cold_room", 1.0, f64::NAN, 6000.0, 2400.0),
    ("van", 1.0, 78000.0, 15600.0, 5200.0),
    ("pump", 2.0, 1500.0, 0.0, 60.0),
    ("crates", 200.0, 18.0, 0.0, 0.0),
];

/// Equal trial by trial: purchases, sales, upkeep and residual value of every asset, and the sums over the table.
#[test]
fn ten_assets_equal_plain_loops() {
    against("assets", include_str!("assets.toml"), 200, |trace| {
        let growth = trace.series("price_growth");
        let mut index = [1.0; 21];
        for t in 1..=20 {
            index[t] = index[t - 1] * (1.0 + growth[t]);
        }
        let mut expected = Expected::default();
        let (mut invested, mut upkeep_total, mut residual_total) = ([0.0; 21], [0.0; 21], [0.0; 21]);
        let mut dearest = [0.0_f64; 21];
        let (mut purchases, mut often) = (0.0, 0.0);
        for (name, number, cost, salvage, upkeep) in ASSETS {
            let cost = if cost.is_nan() { trace.row_value("assets", name, "cost") } else { cost };
            let lasts = trace.row_series("assets", name, "lasts");
            let noise = trace.row_series("assets", name, "repair_noise");
            let error = trace.row_value("assets", name, "cost_error");
            let (mut spend, mut paid, mut lefts) = ([0.0; 21], [0.0; 21], [0.0; 21]);
            let (mut left, mut given, mut times) = (0.0, 1.0, 0.0);
            for t in 0..=20 {
                let replace = (t == 0 || left <= 1.0) && t < 20;
                left -= 1.0;
                if replace {
                    given = lasts[t].round().max(1.0);
                    left = given;
                    times += 1.0;
                    spend[t] = number * cost * error * index[t];
                    invested[t] += spend[t];
                    if t > 0 {
                        invested[t] -= number * salvage * index[t];
                    }
                }
                lefts[t] = left;
                if t > 0 {
                    paid[t] = number * upkeep * noise[t] * (1.0 + 0.5 * (given - left) / given);
                }
                upkeep_total[t] += paid[t];
                dearest[t] = dearest[t].max(spend[t]);
            }
            residual_total[20] += number * ((cost - salvage) * left.max(0.0) / given + salvage);
            purchases += times;
            often += f64::from(times > 3.0);
            expected.row("assets", name, "left", &lefts, 1.0);
            expected.row("assets", name, "spend", &spend, 1.0);
            expected.row("assets", name, "upkeep_paid", &paid, 1.0);
            match name {
                "blenders" => expected.outcome("blender_cost", spend.iter().sum(), 1.0),
                "van" => expected.truth("van_outlives", times <= 2.0),
                _ => {}
            }
        }
        expected.series("price_index", &index, 1.0);
        expected.series("invested", &invested, 1e4);
        expected.series("upkeep_total", &upkeep_total, 1e4);
        expected.series("residual_total", &residual_total, 1e4);
        expected.series("dearest", &dearest, 1.0);
        let mut flow = [0.0; 21];
        for t in 0..=20 {
            flow[t] = invested[t] + upkeep_total[t] - residual_total[t];
        }
        expected.outcome("cost_today", npv(0.07, &flow), 1e5);
        expected.outcome("purchases", purchases, 0.0);
        expected.outcome("often_bought", often, 0.0);
        expected.outcome("years_without", invested.iter().filter(|x| **x == 0.0).count() as f64, 0.0);
        expected.outcome("worst_year", invested[1..20].iter().copied().fold(f64::NEG_INFINITY, f64::max), 1e4);
        expected
    });
}
