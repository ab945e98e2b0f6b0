//! 104 households over ten years: income with memory, illness, and a fund that helps in the order of the list.

use crate::support::{Expected, against, quantile};

/// Weighted mean of `values`.
fn weighted(values: &[f64], weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / sum
}

/// Equal trial by trial: rows with `prev`, payment order by `above`, and every reduction over the rows.
#[test]
fn households_equal_plain_loops() {
    const ROWS: usize = 104;
    const LINE: f64 = 3300.0;
    against("households", include_str!("households.toml"), 50, |trace| {
        let harvest = trace.series("harvest");
        let growth = trace.value("growth");
        let members: Vec<f64> = (1..=ROWS).map(|row| (1 + row * 7 % 5) as f64).collect();
        let name = |row: usize| (row + 1).to_string();
        let base: Vec<f64> = (0..ROWS).map(|row| trace.row_value("households", &name(row), "base")).collect();
        let rows = |what: &str| -> Vec<Vec<f64>> {
            (0..ROWS).map(|row| trace.row_series("households", &name(row), what).to_vec()).collect()
        };
        let (shock, falls_ill) = (rows("shock"), rows("falls_ill"));

        let (mut memory, mut gap, mut was_below) = ([0.0_f64; ROWS], [0.0_f64; ROWS], [true; ROWS]);
        let mut incomes = vec![[0.0; 11]; ROWS];
        let (mut mean_income, mut median, mut tenth, mut rate) = ([0.0; 11], [0.0; 11], [0.0; 11], [0.0; 11]);
        let (mut people_below, mut back, mut spent, mut far_ill) = ([0.0; 11], [0.0; 11], [0.0; 11], [0.0; 11]);
        let (mut everyone, mut shares, mut ever) = ([0.0; 11], [0.0; 11], [false; ROWS]);
        for t in 0..=10 {
            let (mut left, mut poor) = (90_000.0_f64, 0.0);
            let (mut ill_members, mut far_members, mut all_above) = (0.0, 0.0, true);
            let mut young = Vec::new();
            let mut year = Vec::new();
            for row in 0..ROWS {
                let elderly = (row + 1) % 3 == 0;
                let far = row + 1 > 60;
                memory[row] = 0.7 * memory[row] + shock[row][t];
                let ill = falls_ill[row][t] == 1.0 || t > 0 && falls_ill[row][t - 1] == 1.0;
                let spread = memory[row] - 0.04 + if far { 1.5 } else { 1.0 } * harvest[t];
                let earned = base[row]
                    * members[row]
                    * (1.0 + growth).powi(t as i32)
                    * spread.exp()
                    * if ill { 0.55 } else { 1.0 };
                let need = 0.6 * gap[row];
                let helped = need.min(left.max(0.0));
                left -= need;
                gap[row] = (LINE * members[row] - earned).max(0.0);
                let income = (earned + helped) / members[row];
                let below = income < LINE;
                spent[t] += helped;
                people_below[t] += if below { members[row] } else { 0.0 };
                back[t] += f64::from(below && !was_below[row]);
                was_below[row] = below;
                ever[row] |= below && t > 0;
                poor += f64::from(below);
                if far {
                    far_members += members[row];
                    ill_members += if ill { members[row] } else { 0.0 };
                }
                if !elderly {
                    young.push(income);
                }
                all_above &= income > 500.0;
                incomes[row][t] = income;
                year.push(income);
            }
            rate[t] = poor / ROWS as f64;
            mean_income[t] = weighted(&year, &members);
            median[t] = quantile(&year, 0.5);
            tenth[t] = quantile(&young, 0.1);
            far_ill[t] = ill_members / far_members;
            everyone[t] = f64::from(all_above);
            shares[t] = f64::from(spent[t] > 0.0);
        }

        let mut expected = Expected::default();
        expected.value("people", members.iter().sum(), 0.0);
        for row in [0, 2, 59, 60, 103] {
            expected.row("households", &name(row), "income", &incomes[row], 1.0);
        }
        expected.series("mean_income", &mean_income, 1.0);
        expected.series("median_income", &median, 1.0);
        expected.series("tenth", &tenth, 1.0);
        expected.series("rate", &rate, 1.0);
        expected.series("people_below", &people_below, 1.0);
        expected.series("back", &back, 0.0);
        expected.series("spent", &spent, 1e5);
        expected.series("far_ill", &far_ill, 1.0);
        expected.series("everyone", &everyone, 0.0);
        expected.series("help_shares", &shares, 1.0);
        expected.outcome("last_rate", rate[10], 1.0);
        expected.outcome("person_years_below", people_below.iter().sum(), 0.0);
        expected.outcome("returns", back.iter().sum(), 0.0);
        expected.outcome("final_mean", mean_income[10], 0.0);
        let poorest = incomes.iter().flatten().copied().fold(f64::INFINITY, f64::min);
        expected.outcome("poorest", poorest, 0.0);
        expected.outcome("ever", ever.iter().filter(|below| **below).count() as f64, 0.0);
        expected.outcome("first_half", rate.iter().position(|r| *r < 0.25).map_or(99.0, |t| t as f64), 0.0);
        expected.outcome("money_spent", spent.iter().sum(), 1e5);
        expected.outcome("first_household", incomes[0].iter().sum::<f64>() / 11.0, 0.0);
        expected
    });
}
