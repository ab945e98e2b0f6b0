//! A loan with two years of grace, a debt reserve and an overhaul reserve.

use crate::support::{Expected, against, column, npv};

/// Equal trial by trial: the loan's schedule, both reserves, arrears, backlog and what reaches the village; and no
/// yuan is lost on the way.
#[test]
fn loan_and_reserves_equal_plain_loops() {
    against("loan", include_str!("loan.toml"), 200, |trace| {
        let (stored, fee) = (trace.series("stored"), trace.series("fee"));
        let overhaul_cost = trace.series("overhaul_cost");
        let fixed_cost = trace.value("fixed_cost");
        let months = trace.value("months_of_debt");

        // the schedule, period by period: interest only in years 1 and 2, then level over the remaining eight
        let (rate, mut owed_now) = (0.049, 800_000.0);
        let level = 800_000.0 * rate / (1.0 - 1.0_f64 / 1.049_f64.powi(8));
        let mut service = [0.0; 17];
        let mut interest = [0.0; 16];
        let mut owed = [0.0; 16];
        owed[0] = owed_now;
        for t in 1..=15 {
            if t <= 10 {
                interest[t] = owed_now * rate;
                service[t] = if t <= 2 { interest[t] } else { level };
                owed_now -= service[t] - interest[t];
            } else {
                owed_now = 0.0;
            }
            owed[t] = owed_now;
        }

        let mut debt_reserve = [0.0; 16];
        let mut overhaul_reserve = [0.0; 16];
        let mut arrears = [0.0; 16];
        let mut backlog = [0.0; 16];
        let mut village = [0.0; 16];
        let mut flow = [0.0; 16];
        let mut drawn_in_all = 0.0;
        let (mut reserve, mut second, mut late, mut waiting) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
        for t in 0..=15 {
            let operating = if t == 0 { 0.0 } else { stored[t] * fee[t] - fixed_cost * 1.02_f64.powi(t as i32 - 1) };
            let put_in = if operating < 0.0 { -operating } else { 0.0 };
            let mut cash = if operating > 0.0 { operating } else { 0.0 };

            let due = service[t] + late * 1.015;
            let from_cash = if due < cash { due } else { cash };
            cash -= from_cash;
            let drawn = if reserve < due - from_cash { reserve } else { due - from_cash };
            late = due - from_cash - drawn;
            reserve -= drawn;
            drawn_in_all += drawn;
            let target = service[t + 1] * months / 12.0;
            let mut released = 0.0;
            if reserve > target {
                released += reserve - target;
                reserve = target;
            } else {
                let top_up = (target - reserve).min(cash);
                reserve += top_up;
                cash -= top_up;
            }

            waiting += if t > 0 && t % 5 == 0 { overhaul_cost[t] } else { 0.0 };
            let from_reserve = second.min(waiting);
            second -= from_reserve;
            waiting -= from_reserve;
            let rest = waiting.min(cash);
            waiting -= rest;
            cash -= rest;
            let target = 90_000.0 * (t % 5) as f64 / 5.0;
            if second > target {
                released += second - target;
                second = target;
            } else {
                let top_up = (target - second).min(cash);
                second += top_up;
                cash -= top_up;
            }

            debt_reserve[t] = reserve;
            overhaul_reserve[t] = second;
            arrears[t] = late;
            backlog[t] = waiting;
            village[t] = cash + released;
            flow[t] = village[t] - put_in;
        }

        let scale = 1e5;
        let mut expected = Expected::default();
        expected.series("debt_service", &service[..16], scale);
        expected.series("interest", &interest, scale);
        expected.series("owed", &owed, 8e5);
        expected.series("debt_reserve", &debt_reserve, scale);
        expected.series("overhaul_reserve", &overhaul_reserve, scale);
        expected.series("arrears", &arrears, scale);
        expected.series("backlog", &backlog, scale);
        expected.series("village", &village, scale);
        let first = (0..16).find(|t| arrears[*t] > 1.0);
        expected.outcome("village_value", npv(0.06, &flow), 1e6);
        expected.truth("in_arrears", first.is_some());
        expected.outcome("first_arrears", first.map_or(99.0, |t| t as f64), 0.0);
        expected.outcome("worst_arrears", arrears.iter().copied().fold(0.0, f64::max), scale);
        expected.outcome("reserve_used", drawn_in_all, scale);
        expected.outcome("unpaid_at_end", arrears[15] + backlog[15], scale);
        expected.outcome("years_waiting", backlog.iter().filter(|left| **left > 1.0).count() as f64, 0.0);
        expected.outcome("interest_paid", interest.iter().sum(), scale);
        expected.outcome("largest_leak", 0.0, 1e6);
        expected
    });
}

/// The model is worth its name: arrears and backlogs happen in some trials and stay away in others.
#[test]
fn loan_model_reaches_its_branches() {
    for outcome in ["in_arrears", "years_waiting", "reserve_used", "unpaid_at_end"] {
        let values = column("loan", include_str!("loan.toml"), outcome, 1000, 7);
        let some = values.iter().filter(|value| **value > 0.5).count();
        assert!((10..1000).contains(&some), "{outcome}: {some} of 1000 trials");
    }
}
