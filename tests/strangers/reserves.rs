//! A debt service reserve and a reserve for overhauls, filled in turn from the cash; what is left is swept into the debt.

use crate::support::{Expected, against};

/// What the last due gets.
fn paid(cash: f64, earlier: &[f64], due: f64) -> f64 {
    (cash - earlier.iter().sum::<f64>()).clamp(0.0, due)
}

/// Equal trial by trial: the waterfall, both reserves, the sweep and the debt.
#[test]
fn reserves_equal_plain_loops() {
    against("reserves", include_str!("reserves.toml"), 50, |trace| {
        let (flow, rate) = (trace.series("cfads"), trace.value("rate"));
        let overhaul = trace.value("overhaul_cost");
        let [mut debt, mut service_reserve, mut repair_reserve] = [8e5_f64, 0.0, 0.0];
        let [mut debts, mut reserves, mut targets, mut dividends, mut services] = [[0.0; 16]; 5];
        let (mut short, mut free_year) = (0, 99.0);
        for k in 0..16_usize {
            let running = k > 0;
            let interest = if running { debt * rate } else { 0.0 };
            let scheduled: f64 = if (1..=12).contains(&k) { 8e5 / 12.0 } else { 0.0 };
            let principal = scheduled.min(debt);
            let cash = if running { flow[k] } else { 0.0 } + (service_reserve + repair_reserve) * 1.02;
            let repair = if running && k % 5 == 0 { overhaul } else { 0.0 };
            let interest_paid = paid(cash, &[], interest);
            let principal_paid = paid(cash, &[interest], principal);
            let next = (debt - principal_paid).max(0.0) * rate + if k < 12 { 8e5 / 12.0 } else { 0.0 };
            let (target, repair_target) = (next * 6.0 / 12.0, overhaul * (k % 5) as f64 / 5.0);
            service_reserve = paid(cash, &[interest, principal, repair], target);
            repair_reserve = paid(cash, &[interest, principal, repair, target], repair_target);
            let free = (cash - interest - principal - repair - target - repair_target).max(0.0);
            let swept = (0.5 * free).min(debt - principal_paid);
            debt = debt - principal_paid - swept + interest - interest_paid;
            short += i32::from(interest_paid + principal_paid < interest + principal - 0.01);
            if debt < 1.0 && running && free_year == 99.0 {
                free_year = k as f64;
            }
            (debts[k], reserves[k], targets[k]) = (debt, service_reserve, target);
            (dividends[k], services[k]) = (free - swept, interest + principal);
        }
        let mut ahead = [0.0; 16];
        ahead[..15].copy_from_slice(&services[1..]);
        let filled: f64 = (1..=11).map(|k| reserves[k] / targets[k].max(1.0)).sum();
        let mut expected = Expected::default();
        expected.series("debt", &debts, 8e5);
        expected.series("dsra", &reserves, 1e5);
        expected.series("dividend", &dividends, 1e5);
        expected.series("next_check", &ahead, 1e5);
        expected.outcome("total_dividend", dividends.iter().sum(), 1e5);
        expected.outcome("debt_end", debt, 8e5);
        expected.outcome("free_year", free_year, 0.0);
        expected.truth("short", short > 0);
        expected.outcome("short_years", f64::from(short), 0.0);
        expected.outcome("mean_share", filled / 11.0, 1.0);
        expected
    });
}
