//! Claims with a deductible and a limit, a layer on their sum, and the insurer's surplus.

use crate::support::{Expected, against};

/// Equal trial by trial: number of claims turned into rows, layers, the order of payment, ruin.
#[test]
fn insurance_equals_plain_loops() {
    against("insurance", include_str!("insurance.toml"), 50, |trace| {
        let (number, theta) = (trace.series("n"), trace.value("theta"));
        let exposure = [100.0, 120.0, 150.0, 150.0, 150.0];
        let [mut frequency, mut total, mut ceded, mut largest, mut capped, mut surplus, mut ruined] = [[0.0; 5]; 7];
        let mut before = 50_000.0;
        for k in 0..5 {
            frequency[k] = 0.03 * exposure[k] * theta;
            for i in 0..12_u32 {
                if f64::from(i + 1) > number[k] {
                    continue;
                }
                let size = trace.row_series("claims", &(i + 1).to_string(), "size")[k];
                let paid = (size - 1000.0).clamp(0.0, 29_000.0);
                capped[k] += (50_000.0 - total[k]).clamp(0.0, paid);
                total[k] += paid;
                largest[k] = size.max(largest[k]);
            }
            ceded[k] = (total[k] - 60_000.0).clamp(0.0, 100_000.0);
            before += 300.0 * exposure[k] - total[k].min(60_000.0) - (total[k] - 160_000.0).max(0.0);
            surplus[k] = before;
            ruined[k] = f64::from(surplus[..=k].iter().any(|s| *s < 0.0));
        }
        let mut expected = Expected::default();
        expected.series("frequency", &frequency, 1.0);
        expected.series("total", &total, 1e4);
        expected.series("largest", &largest, 1e4);
        expected.series("capped", &capped, 1e4);
        expected.series("surplus", &surplus, 1e5);
        expected.series("ruin_by", &ruined, 0.0);
        expected.truth("ruin", ruined[4] == 1.0);
        expected.outcome("total_ceded", ceded.iter().sum(), 1e4);
        expected.outcome("cp", capped.iter().sum(), 1e4);
        expected
    });
}
