//! A quarry with senior debt, shutdowns and a price with memory, which pays a dividend, rent and wages in that order.

use crate::support::{Expected, against, column, mean, npv, sd};

/// Takes what is due out of the purse, as far as it goes.
fn pay(purse: &mut f64, due: f64) -> f64 {
    let amount = due.min(purse.max(0.0));
    *purse -= amount;
    amount
}

/// Equal trial by trial: prices, every payment of the waterfall, arrears and late payments, delayed receipts.
#[test]
fn quarry_waterfall_equals_plain_loops() {
    against("payer", include_str!("payer.toml"), 200, |trace| {
        let (noise, used, shut) = (trace.series("price_noise"), trace.series("use_rate"), trace.series("shut"));
        let (base, unit_cost) = (trace.value("base_price"), trace.value("unit_cost"));
        let wait = trace.value("transfer_time");
        let annuity = 1_100_000.0 * 0.07 / (1.0 - 1.07_f64.powi(-8));

        let (mut log_price, mut purse) = (0.0, 500_000.0_f64);
        let (mut bank_arrears, mut dividend_arrears, mut rent_arrears) = (0.0, 0.0, 0.0);
        let mut price = [0.0; 13];
        let (mut bank, mut dividend, mut dividend_late) = ([0.0; 13], [0.0; 13], [0.0; 13]);
        let (mut rent, mut rent_late, mut wages, mut purses) = ([0.0; 13], [0.0; 13], [0.0; 13], [0.0; 13]);
        let (mut given_up, mut missed, mut village) = (0.0, Vec::new(), [0.0; 13]);
        for t in 0..=12 {
            let mut cash = purse.max(0.0);
            if t > 0 {
                log_price = 0.65 * log_price + noise[t];
                price[t] = base * f64::exp(log_price);
                cash += if shut[t] == 1.0 {
                    -300_000.0
                } else {
                    // 180,000 t in kg: prices in the trace are in base units, yuan per kg
                    180_000_000.0 * used[t] * (price[t] - unit_cost) - 250_000.0
                };
            }
            let owed = if (1..=8).contains(&t) { annuity } else { 0.0 } + bank_arrears * 1.07;
            bank[t] = pay(&mut cash, owed);
            bank_arrears = owed - bank[t];
            let due = if (1..=10).contains(&t) { 636_000.0 } else { 0.0 };
            dividend_late[t] = pay(&mut cash, dividend_arrears);
            dividend_arrears -= dividend_late[t];
            dividend[t] = pay(&mut cash, due);
            dividend_arrears += due - dividend[t];
            if dividend[t] < due - 0.01 {
                missed.push(t);
            }
            let due = if t > 0 { 140_000.0 } else { 0.0 };
            rent_late[t] = pay(&mut cash, rent_arrears);
            rent[t] = pay(&mut cash, due);
            rent_arrears = due - rent[t];
            given_up += due - rent[t] - rent_late[t];
            wages[t] = pay(
                &mut cash,
                if t == 0 {
                    0.0
                } else if t < 5 {
                    60_000.0
                } else {
                    75_000.0
                },
            );
            purse = cash - (cash - 600_000.0).clamp(0.0, 2_000_000.0);
            purses[t] = purse;
            village[t] = dividend[t] + dividend_late[t] + rent[t] + rent_late[t];
        }
        // paid `wait` years later: a share in the year reached, the rest in the next
        let (whole, part) = (wait.floor() as usize, wait - wait.floor());
        let mut received = [0.0; 13];
        for (t, paid) in village.iter().enumerate() {
            for (year, share) in [(t + whole, 1.0 - part), (t + whole + 1, part)] {
                if year <= 12 {
                    received[year] += share * paid;
                }
            }
        }

        let scale = 1e6;
        let mut expected = Expected::default();
        expected.series("price", &price, 1.0);
        expected.series("bank_paid", &bank, scale);
        expected.series("dividend_paid", &dividend, scale);
        expected.series("dividend_late", &dividend_late, scale);
        expected.series("rent_paid", &rent, scale);
        expected.series("rent_late", &rent_late, scale);
        expected.series("wages_paid", &wages, scale);
        expected.series("purse", &purses, scale);
        expected.series("received", &received, scale);
        expected.outcome("village_value", npv(0.05, &received), scale);
        expected.truth("never_late", missed.is_empty());
        expected.outcome("first_miss", missed.first().map_or(99.0, |t| *t as f64), 0.0);
        expected.outcome("missed_years", missed.len() as f64, 0.0);
        expected.outcome("dividend_left", dividend_arrears, scale);
        expected.outcome("rent_given_up", given_up, scale);
        expected.outcome("shut_years", shut.iter().sum(), 0.0);
        expected.outcome("worst_price", price[1..].iter().copied().fold(f64::INFINITY, f64::min), 0.0);
        expected.outcome("third_year", received[3], scale);
        expected
    });
}

/// Mean number of years under an event of chance 0.12 that lasts 2 years, over `years` years: an event starts in year k
/// with probability 0.12 · P(none stands from the year before), and stands in k and k + 1.
fn years_under_event(years: usize) -> f64 {
    let (mut before, mut expected) = (0.0, 0.0);
    for _ in 0..years {
        let starts = 0.12 * (1.0 - before);
        expected += starts + before;
        before = starts;
    }
    expected
}

/// Compares the mean count of the engine with the recursion; spells that the horizon does not cut last whole events.
fn assert_renewal(text: &str, years: usize) {
    let exact = years_under_event(years);
    let counted = column("event", text, "years", 65_536, 1);
    let error = sd(&counted) / (counted.len() as f64).sqrt();
    assert!((mean(&counted) - exact).abs() < 4.0 * error, "mean {} ± {error}, exact {exact}", mean(&counted));

    let model = crate::support::model("event", text);
    for trial in 0..200 {
        let trace = model.trace(1, trial).expect("the trace ends");
        let mut length = 0;
        for (index, shut) in trace.series("shut").iter().enumerate() {
            if *shut == 1.0 {
                length += 1;
            } else {
                assert!(length % 2 == 0, "trial {trial}: a spell of {length} years ends before index {index}");
                length = 0;
            }
        }
    }
}

/// Events follow the renewal recursion from index 0 on.
/// False alarms: 4 standard errors of independent trials on the mean count, 1 in 16,000; the spells are certain.
#[test]
fn events_follow_the_renewal_recursion() {
    const TEXT: &str = "horizon = 11\ndesign = \"independent\"\n[formulas]\nshut = \"event(0.12, 2)\"\n\
                        [outcomes]\nyears = \"count(shut)\"\n";
    assert_renewal(TEXT, 12);
}

/// In a formula with active years no event is left over from before the first of them, as with `prev`.
/// False alarms as above.
#[test]
fn events_begin_in_the_first_active_year() {
    const TEXT: &str = "horizon = 12\ndesign = \"independent\"\n[formulas]\n\
                        shut = { formula = \"event(0.12, 2)\", active = \"1..\" }\n[outcomes]\nyears = \"count(shut)\"\n";
    assert_renewal(TEXT, 12);
}
