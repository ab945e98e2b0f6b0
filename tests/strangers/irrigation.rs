//! An irrigation project: three loans with grace periods, replacements, working capital, losses carried forward.

use crate::support::{Expected, against, npv};

const YEARS: usize = 26;

/// Payment, interest and balance of a level-payment loan, period by period.
fn loan(principal: f64, rate: f64, term: usize, grace: usize, drawn: usize) -> [[f64; YEARS]; 3] {
    let mut table = [[0.0; YEARS]; 3];
    let level = principal * rate / (1.0 - (1.0 + rate).powi(-((term - grace) as i32)));
    let mut owed = principal;
    table[2][drawn] = owed;
    for period in 1..=term {
        let interest = owed * rate;
        let paid = if period <= grace { interest } else { level };
        owed += interest - paid;
        let year = drawn + period;
        (table[0][year], table[1][year], table[2][year]) = (paid, interest, if period == term { 0.0 } else { owed });
    }
    table
}

/// Years until the running total is no longer below 0, straight line inside the year.
fn payback(flow: &[f64]) -> f64 {
    let mut total = 0.0;
    for (k, amount) in flow.iter().enumerate() {
        if total + amount >= 0.0 {
            return if k == 0 { 0.0 } else { k as f64 - 1.0 - total / amount };
        }
        total += amount;
    }
    f64::NAN
}

/// Equal trial by trial: accounts, tax with losses carried forward, flows, debt cover, values and rates.
#[test]
fn irrigation_equals_plain_loops() {
    against("irrigation", include_str!("irrigation.toml"), 50, |trace| {
        let (area, price) = (trace.value("area"), trace.value("price"));
        let (trend, overrun) = (trace.value("price_trend"), trace.value("overrun"));
        let gain = trace.series("yield_gain");
        let loans = [loan(6e5, 0.065, 10, 2, 0), loan(4e5, 0.03, 15, 5, 1), loan(2e5, 0.09, 5, 0, 2)];
        let drawn = |k: usize| [6e5, 4e5, 2e5].get(k).copied().unwrap_or(0.0);
        let assets = [(900_000.0, 25_usize), (220_000.0, 8), (150_000.0, 12), (60_000.0, 5)];
        let (mut last_cost, mut book) = ([0.0; 4], [0.0; 4]);
        let (mut carried, mut working_before) = (0.0_f64, 0.0);
        let [mut sales, mut profit, mut carry, mut tax, mut project, mut equity, mut dscr, mut owed] =
            [[0.0; YEARS]; 8];
        for k in 0..YEARS {
            let started = k >= 1;
            if started {
                sales[k] = area * gain[k] * price * (1.0 + trend).powi(k as i32) + area * 25.0;
            }
            let operating = if k <= 2 { 150_000.0 } else { 180_000.0 };
            let opex = if started { operating } else { 0.0 };
            let working =
                if k == YEARS - 1 { 0.0 } else { sales[k] * 45.0 / 365.0 - operating * 30.0 / 365.0 + 0.1 * sales[k] };
            let (mut spent, mut depreciation) = (0.0, 0.0);
            for (i, &(cost, life)) in assets.iter().enumerate() {
                let worn = last_cost[i] / life as f64;
                let mut bought = 0.0;
                if k % life == 0 && k < YEARS - 1 {
                    bought = if k == 0 { cost * (1.0 + overrun) } else { cost };
                    last_cost[i] = bought;
                }
                book[i] += bought - worn;
                (spent, depreciation) = (spent + bought, depreciation + worn);
            }
            let over = |what: usize| loans.iter().map(|loan| loan[what][k]).sum::<f64>();
            profit[k] = sales[k] - opex - over(1) - depreciation;
            let used = carried.min(profit[k].max(0.0));
            carried += (-profit[k]).max(0.0) - used;
            carry[k] = carried;
            tax[k] = 0.25 * (profit[k] - used).max(0.0);
            let residual = if k == 25 { book.iter().sum() } else { 0.0 };
            project[k] = sales[k] - opex - (working - working_before) - spent - tax[k] + residual;
            equity[k] = project[k] + drawn(k) - over(0);
            dscr[k] = if over(0) > 0.0 { (sales[k] - opex - tax[k]) / over(0) } else { 99.0 };
            owed[k] = over(2);
            working_before = working;
        }
        let horizon = YEARS as i32 - 1;
        let outflow: f64 = project.iter().enumerate().map(|(k, x)| x.min(0.0) / 1.06_f64.powi(k as i32)).sum();
        let inflow: f64 = project.iter().enumerate().map(|(k, x)| x.max(0.0) * 1.05_f64.powi(horizon - k as i32)).sum();
        let discounted: Vec<f64> = project.iter().enumerate().map(|(k, x)| x / 1.08_f64.powi(k as i32)).collect();
        let mut expected = Expected::default();
        expected.series("sales", &sales, 1.0);
        expected.series("profit", &profit, 1e5);
        expected.series("carried", &carry, 1e5);
        expected.series("tax", &tax, 1e5);
        expected.series("project", &project, 1e5);
        expected.series("equity", &equity, 1e5);
        expected.series("dscr", &dscr, 1.0);
        expected.series("owed", &owed, 1e6);
        expected.outcome("npv_project", npv(0.08, &project), 1e6);
        expected.outcome("npv_equity", npv(0.08, &equity), 1e6);
        expected.outcome("min_dscr", dscr[3..=16].iter().copied().fold(f64::INFINITY, f64::min), 1.0);
        expected.outcome("paid_back", payback(&project), 1.0);
        expected.outcome("dpb", payback(&discounted), 1.0);
        expected.outcome("modified", (inflow / -outflow).powf(1.0 / f64::from(horizon)) - 1.0, 1.0);
        let rate = trace.value("irr_project");
        if rate.is_finite() {
            assert!(npv(rate, &project).abs() < 1e-5, "the rate {rate} leaves {}", npv(rate, &project));
        }
        expected
    });
}
