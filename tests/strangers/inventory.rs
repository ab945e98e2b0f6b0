//! Stock kept by an (s, S) rule, with orders that sometimes take two periods to arrive.

use crate::support::{Expected, against};

/// Equal trial by trial: orders, arrivals, sales, stock, cost.
#[test]
fn inventory_equals_plain_loops() {
    against("inventory", include_str!("inventory.toml"), 50, |trace| {
        let (demand, slow) = (trace.series("demand"), trace.series("lead_two"));
        let (mut stock, mut on_the_way) = (100.0, 0.0);
        let [mut orders, mut sold, mut stocks, mut cost, mut gap] = [[0.0; 61]; 5];
        for k in 0..61 {
            let position = stock + on_the_way;
            orders[k] = if position < 60.0 { 180.0 - position } else { 0.0 };
            let arrives = |age: usize, late: f64| if k >= age && slow[k - age] == late { orders[k - age] } else { 0.0 };
            let arriving = arrives(1, 0.0) + arrives(2, 1.0);
            let on_hand = stock + arriving;
            sold[k] = demand[k].min(on_hand);
            stock = on_hand - sold[k];
            on_the_way += orders[k] - arriving;
            let fixed = if orders[k] > 0.0 { 500.0 } else { 0.0 };
            cost[k] = fixed + orders[k] * 80.0 + 2.0 * stock + 30.0 * (demand[k] - sold[k]);
            gap[k] = if orders[k] > 0.0 {
                0.0
            } else if k == 0 {
                1.0
            } else {
                gap[k - 1] + 1.0
            };
            stocks[k] = stock;
        }
        let mut expected = Expected::default();
        expected.series("order", &orders, 100.0);
        expected.series("stock", &stocks, 100.0);
        expected.series("cost", &cost, 1e4);
        expected.outcome("fill", sold.iter().sum::<f64>() / demand.iter().sum::<f64>(), 1.0);
        expected.outcome("mean_stock", stocks[12..].iter().sum::<f64>() / 49.0, 1.0);
        expected.outcome("orders", orders.iter().filter(|x| **x > 0.0).count() as f64, 0.0);
        expected.outcome("total", cost.iter().sum(), 1.0);
        expected.outcome("stockouts", (0..61).filter(|&k| demand[k] - sold[k] > 0.0).count() as f64, 0.0);
        expected.outcome("longest_gap", gap.iter().copied().fold(0.0, f64::max), 0.0);
        expected
    });
}
