//! Rows that look at the other rows of their own table: ranks, and a payment order that changes from year to year.

use crate::support::{Expected, against};

/// Equal trial by trial: names inside and outside the brackets, ranks, what the earlier ranks leave.
#[test]
fn ranks_and_payment_order_equal_plain_loops() {
    against("priority", include_str!("priority.toml"), 50, |trace| {
        let names = ["wang", "li", "zhao"];
        let (land, price) = ([5.0, 10.0, 1.0], [1.5, 1.2, 1.9]);
        let [mut need, mut rank, mut served, mut product] = [[[0.0; 4]; 3]; 4];
        for k in 0..4 {
            for i in 0..3 {
                let before = if k == 0 { 0.0 } else { rank[i][k - 1] };
                need[i][k] = trace.row_series("homes", names[i], "u")[k] * land[i] + 0.1 * before;
            }
            for i in 0..3 {
                rank[i][k] = 1.0 + (0..3).filter(|&j| need[j][k] > need[i][k]).count() as f64;
                let all: f64 = (0..3).map(|j| if k == 0 { 2.0 } else { need[j][k - 1] }).sum();
                product[i][k] = if k == 0 { 1.0 } else { need[i][k - 1] } * all;
            }
            for i in 0..3 {
                let first: f64 = (0..3).filter(|&j| rank[j][k] < rank[i][k]).map(|j| need[j][k]).sum();
                served[i][k] = (8.0 - first).clamp(0.0, need[i][k]);
            }
        }
        let mut expected = Expected::default();
        for i in 0..3 {
            expected.row("homes", names[i], "rank", &rank[i], 0.0);
            expected.row("homes", names[i], "served", &served[i], 1.0);
            expected.row("homes", names[i], "lastrank", &product[i], 1.0);
            let income = land[i] * price[i] * (3.0 / 7.0 + 2.0 / 9.0);
            expected.row("homes", names[i], "income", &[income], 1.0);
        }
        expected.value("x", 3.0 * 100.0 + 16.0, 1.0);
        expected
    });
}
