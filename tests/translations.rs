//! `docs/translations.md`: every scenario there against plain loops over the same draws.

use crate::support::{Expected, against, mean, npv, quantile, scenario_blocks};

const PAGE: &str = include_str!("../docs/translations.md");
const TRIALS: u64 = 200;

/// The scenario of section `number`, which must have the title `title`.
fn scenario(number: usize, title: &str) -> String {
    let blocks = scenario_blocks(PAGE);
    assert_eq!(blocks.len(), 12, "twelve translations");
    let block = blocks[number - 1].clone();
    assert!(block.contains(&format!("title = \"{title}\"")), "section {number} is not {title}");
    block
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Section 1. States arrive in the trace as their place in the list, from 0.
#[test]
fn states() {
    against("translation 1", &scenario(1, "Wet and dry years"), TRIALS, |trace| {
        let (rain, luck) = (trace.series("rain"), trace.series("luck"));
        let mut expected = Expected::default();
        let total = rain.iter().zip(luck).map(|(r, l)| if *r == 1.0 { 40_000.0 } else { 100_000.0 } * l).sum();
        expected.outcome("total", total, 0.0);
        expected.outcome("dry_years", rain.iter().filter(|r| **r == 1.0).count() as f64, 0.0);
        expected.outcome("first_dry", rain.iter().position(|r| *r == 1.0).map_or(9.0, |t| t as f64), 0.0);
        expected
    });
}

/// Section 2.
#[test]
fn waterfall() {
    against("translation 2", &scenario(2, "Who gets paid"), TRIALS, |trace| {
        let (sales, cost) = (trace.series("sales"), trace.series("cost"));
        let (mut dividend, mut rent, mut owner, mut full) = (0.0, 0.0, 0.0, true);
        for t in 1..=5 {
            let mut cash = (sales[t] - cost[t]).max(0.0);
            cash -= cash.min(200_000.0);
            let paid = cash.min(60_000.0);
            full &= paid == 60_000.0;
            dividend += paid;
            cash -= paid;
            rent += cash.min(30_000.0);
            owner += cash - cash.min(30_000.0);
        }
        let mut expected = Expected::default();
        expected.outcome("dividend_total", dividend, 1e6);
        expected.outcome("rent_total", rent, 1e6);
        expected.outcome("owner_total", owner, 1e6);
        expected.truth("full_every_year", full);
        expected
    });
}

/// Section 3.
#[test]
fn memory() {
    against("translation 3", &scenario(3, "Prices with memory"), TRIALS, |trace| {
        let noise = trace.series("noise");
        let (mut level, mut even, mut prices, mut evens) = (0.0, 0.0, Vec::new(), Vec::new());
        for (t, e) in noise.iter().enumerate() {
            level = 0.6 * level + e;
            even = if t == 0 { *e } else { 0.6 * even + (1.0_f64 - 0.6 * 0.6).sqrt() * e };
            prices.push(5.0 * f64::exp(level));
            evens.push(even);
        }
        let (textbook, stationary) = (trace.series("textbook"), trace.series("stationary"));
        let mut expected = Expected::default();
        expected.outcome("mean_price", mean(&prices), 0.0);
        expected.outcome("lowest_stationary", least(&evens), 0.1);
        expected.outcome("end_of_textbook", textbook[10], 0.0);
        expected.outcome("end_of_stationary", stationary[10], 0.0);
        expected.outcome("highest_of_both", most(textbook) + most(stationary), 0.0);
        expected
    });
}

/// Section 4.
#[test]
fn replacement() {
    against("translation 4", &scenario(4, "A pump and its successors"), TRIALS, |trace| {
        let life = trace.value("drawn_life").round().max(1.0);
        let (mut flow, mut pumps, mut used) = ([0.0; 16], 0.0, life);
        for (t, amount) in flow.iter_mut().enumerate().take(15) {
            if used == life {
                pumps += 1.0;
                used = 0.0;
                *amount = 20_000.0 * 1.03_f64.powi(t as i32) - if t > 0 { 2_000.0 } else { 0.0 };
            }
            used += 1.0;
        }
        flow[15] = -20_000.0 * (life - used) / life;
        let mut expected = Expected::default();
        expected.outcome("cost_today", npv(0.06, &flow), 1e4);
        expected.outcome("pumps", pumps, 0.0);
        expected
    });
}

/// Section 5.
#[test]
fn reserve() {
    against("translation 5", &scenario(5, "A promise with a reserve"), TRIALS, |trace| {
        let (mut reserve, mut short, mut over, mut ever) = (0.0_f64, 0.0, 0.0, false);
        for income in &trace.series("income")[1..] {
            let have = reserve + income;
            let paid = have.clamp(0.0, 50_000.0);
            short += 50_000.0 - paid;
            ever |= paid < 50_000.0;
            reserve = (have - paid).clamp(0.0, 80_000.0);
            over += (have - paid - 80_000.0).max(0.0);
        }
        let mut expected = Expected::default();
        expected.outcome("short_total", short, 1e5);
        expected.truth("ever_short", ever);
        expected.outcome("village", over, 1e5);
        expected.outcome("left", reserve, 1e5);
        expected
    });
}

/// Section 6.
#[test]
fn loan() {
    against("translation 6", &scenario(6, "A loan with two years of grace"), TRIALS, |trace| {
        let income = trace.series("income");
        let level = 15_000.0 / (1.0 - 1.05_f64.powi(-6));
        let (mut owed, mut interest, mut covers, mut flow) = (300_000.0, 0.0, Vec::new(), [0.0; 9]);
        let mut owed_after = [300_000.0; 9];
        for t in 1..=8 {
            let due = if t <= 2 { 15_000.0 } else { level };
            interest += owed * 0.05;
            owed -= due - owed * 0.05;
            owed_after[t] = owed;
            covers.push(income[t] / due);
            flow[t] = income[t] - due;
        }
        let mut expected = Expected::default();
        expected.outcome("lowest_cover", least(&covers), 0.0);
        expected.truth("too_thin", least(&covers) < 1.1);
        expected.outcome("owed_after_four", owed_after[4], 3e5);
        expected.outcome("interest", interest, 3e5);
        expected.outcome("value", npv(0.04, &flow), 3e5);
        expected
    });
}

/// Section 7.
#[test]
fn households() {
    const HOMES: [(&str, f64, f64); 4] =
        [("zhang", 4.0, 8.0), ("li", 2.0, 3.0), ("wang", 1.0, 0.0), ("zhao", 5.0, 6.0)];
    against("translation 7", &scenario(7, "Four households"), TRIALS, |trace| {
        let harvest = trace.value("harvest");
        let (mut heads, mut poor, mut all) = (Vec::new(), 0.0, 0.0);
        let mut expected = Expected::default();
        for (name, size, land) in HOMES {
            let wage = trace.row_value("homes", name, "wage");
            let income = wage * size + harvest * land + if land == 0.0 { 400.0 } else { 0.0 };
            heads.push(income / size);
            all += income;
            poor += if income / size < 3300.0 { size } else { 0.0 };
            if name == "wang" {
                expected.truth("wang_is_below", income < 3300.0);
            }
        }
        expected.outcome("share_below", poor / 12.0, 0.0);
        expected.outcome("people_below", poor, 0.0);
        expected.outcome("median", quantile(&heads, 0.5), 0.0);
        expected.outcome("mean", all / 12.0, 0.0);
        expected
    });
}

/// Section 8: the outcomes trial by trial; the rank correlation is tested among the reference cases.
#[test]
fn correlated() {
    against("translation 8", &scenario(8, "A good harvest is a cheap harvest"), TRIALS, |trace| {
        let sales = trace.value("price") * trace.value("harvest").max(0.0);
        let cost = trace.value("cost");
        let mut expected = Expected::default();
        expected.outcome("profit", sales - cost, cost);
        expected.truth("loses", sales < cost);
        expected
    });
}

/// Section 9: price and yield always come from the same line of the record.
#[test]
fn data_column() {
    const RECORD: [(f64, f64); 5] = [(3.1, 620.0), (4.4, 540.0), (2.2, 700.0), (5.0, 480.0), (3.9, 590.0)];
    against("translation 9", &scenario(9, "Five years on record"), TRIALS, |trace| {
        let drawn = (trace.value("price"), trace.value("yield"));
        assert!(RECORD.contains(&drawn), "{drawn:?} is not on record");
        let sales = drawn.0 * drawn.1 * 30.0;
        let mut expected = Expected::default();
        expected.outcome("sales_total", sales, 0.0);
        expected.truth("poor_year", sales < 45_000.0);
        expected
    });
}

/// Section 10.
#[test]
fn two_options() {
    against("translation 10", &scenario(10, "A small roof or a large one"), TRIALS, |trace| {
        let growth = trace.series("growth");
        let value = |capex: f64, energy: f64, upkeep: f64| {
            let (mut flow, mut price) = ([0.0; 13], 0.5);
            for (t, amount) in flow.iter_mut().enumerate() {
                price *= 1.0 + growth[t];
                *amount = if t == 0 { -capex } else { energy * price - upkeep };
            }
            npv(0.05, &flow)
        };
        let (small, large) = (value(60_000.0, 20_000.0, 1_000.0), value(110_000.0, 40_000.0, 2_500.0));
        let mut expected = Expected::default();
        expected.outcome("small", small, 1e5);
        expected.outcome("large", large, 1e5);
        expected.outcome("difference", large - small, 1e5);
        expected.truth("large_is_better", large > small);
        expected.outcome("best", small.max(large), 1e5);
        expected
    });
}

/// Section 11: the loop runs from the last year to the first.
#[test]
fn backwards() {
    against("translation 11", &scenario(11, "When to sell the grain"), TRIALS, |trace| {
        let price = trace.series("price");
        let keep = (1.0 - trace.value("loss")) / 1.04;
        let mut value = price.to_vec();
        for t in (0..8).rev() {
            value[t] = price[t].max(value[t + 1] * keep - 0.06);
        }
        let sold = (0..=8).find(|&t| price[t] >= value[t]).map_or(99.0, |t| t as f64);
        let mut expected = Expected::default();
        expected.outcome("worth_now", value[0], 1.0);
        expected.outcome("sold", sold, 0.0);
        expected
    });
}

/// Section 12.
#[test]
fn running_values() {
    against("translation 12", &scenario(12, "A herd and a price"), TRIALS, |trace| {
        let (mut level, mut peak, mut fall) = (100.0, 0.0_f64, f64::NEG_INFINITY);
        let mut herd = vec![50.0, 50.0];
        for growth in trace.series("growth") {
            level *= 1.0 + growth;
            peak = peak.max(level);
            fall = fall.max(1.0 - level / peak);
            let years = herd.len();
            herd.push(f64::min(0.7 * herd[years - 1] + 0.4 * herd[years - 2], 80.0));
        }
        let mut expected = Expected::default();
        expected.outcome("deepest_fall", fall, 1.0);
        expected.truth("below_start", level < 100.0);
        expected.outcome("herd_at_end", herd[herd.len() - 1], 0.0);
        expected
    });
}
