//! Machines that fail at ages of their own distribution and are replaced, under a lifetime warranty.

use crate::support::{Expected, against, npv};

/// Equal trial by trial: remaining lives row by row, failures, what the warranty and what the owner pays.
#[test]
fn warranty_equals_plain_loops() {
    against("warranty", include_str!("warranty.toml"), 50, |trace| {
        let machines = [("pump", 3.0, 4000.0, 0), ("panel", 40.0, 900.0, 2), ("inverter", 2.0, 9000.0, 0)];
        let drop = trace.value("price_drop");
        let [mut warranty, mut own, mut failures] = [[0.0; 21]; 3];
        let mut expected = Expected::default();
        let (mut oldest, mut most, mut pumps) = (0.0_f64, 0.0_f64, 0.0);
        for (name, number, cost, bought) in machines {
            let first = trace.row_value("machines", name, "life1");
            let lives = trace.row_series("machines", name, "lives");
            let claimed = trace.row_series("machines", name, "claimed");
            let (mut remaining, mut failed) = ([0.0; 21], false);
            for k in 0..21_usize {
                remaining[k] = if k == bought {
                    first
                } else if k == 0 {
                    -1.0
                } else if failed {
                    lives[k - 1]
                } else {
                    remaining[k - 1] - 1.0
                };
                failed = k >= bought && remaining[k] < 1.0;
                if failed {
                    failures[k] += 1.0;
                    pumps += f64::from(name == "pump");
                    if claimed[k] == 1.0 {
                        warranty[k] += number * cost * (1.0 - drop).powi(k as i32 - bought as i32);
                    } else {
                        own[k] += number * cost;
                    }
                }
            }
            expected.row("machines", name, "remaining", &remaining, 1.0);
            oldest = oldest.max(first);
            most = remaining.iter().copied().fold(most, f64::max);
        }
        expected.series("warranty", &warranty, 1e3);
        expected.series("failures", &failures, 0.0);
        expected.outcome("value", npv(0.05, &warranty), 1e3);
        expected.outcome("own_total", own.iter().sum(), 1e3);
        expected.outcome("pump_failures", pumps, 0.0);
        expected.outcome("first_failure", failures.iter().position(|f| *f > 0.0).map_or(21.0, |k| k as f64), 0.0);
        expected.outcome("oldest", oldest, 1.0);
        expected.outcome("most", most, 1.0);
        expected
    });
}
