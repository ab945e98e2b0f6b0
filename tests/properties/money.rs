//! Amounts: degenerate distributions, scaling, sums over rows.

use proptest::prelude::*;

use crate::support::{assert_close, column, model, options, quantile};

/// Every distribution without spread gives the value itself.
#[test]
fn without_spread_the_run_is_deterministic() {
    const FORMS: [&str; 9] = [
        "{ low = 5, likely = 5, high = 5 }",
        "{ low = 5, likely = 5, high = 5, dist = \"triangular\" }",
        "{ dist = \"normal\", mean = 5, sd = 0 }",
        "{ dist = \"normal\", mean = 5, sd = 0, each = \"year\", persistence = 0.6 }",
        "{ dist = \"lognormal\", mean = 5, sd = 0 }",
        "{ dist = \"uniform\", low = 5, high = 5, each = \"year\" }",
        "{ data = [5] }",
        "{ values = [5, 7], weights = [1, 0] }",
        "{ chance = 1, then = 5, else = 9 }",
    ];
    let text = |x: &str| {
        format!(
            "horizon = 6\n[inputs]\nx = {x}\n[formulas]\nstock = \"prev(stock, 1) * 1.1 + x\"\n\
             [outcomes]\nvalue = \"npv(0.05, if(index == 0, -20, stock - x))\"\n"
        )
    };
    let certain = column("certain", &text("5"), "value", 1, 1)[0];
    let mut by_hand = -20.0;
    let mut stock = 1.0 * 1.1 + 5.0;
    for t in 1..=6 {
        stock = stock * 1.1 + 5.0;
        by_hand += (stock - 5.0) / 1.05_f64.powi(t);
    }
    assert_close("certain", certain, by_hand, 0.0);
    for form in FORMS {
        for value in column(form, &text(form), "value", 100, 1) {
            assert_close(form, value, certain, 0.0);
        }
    }
}

/// `count(t)` is the number of rows, `count(t where c)` that of the rows in which `c` holds.
#[test]
fn rows_are_counted_without_a_condition() {
    const TEXT: &str = "[tables.t.rows]\na = { x = 1 }\nb = { x = 5 }\nc = { x = 9 }\n\
                        [outcomes]\nall = \"count(t)\"\nlarge = \"count(t where x > 3)\"\n";
    assert_eq!(column("count", TEXT, "all", 1, 1), [3.0]);
    assert_eq!(column("count", TEXT, "large", 1, 1), [2.0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// All money times k makes every NPV k times as large; IRR stays.
    #[test]
    fn scaling_money_scales_npv(k in 0.01_f64..100.0, capex in 1000.0_f64..9e4, price in 1.0_f64..20.0, cost in 10.0_f64..900.0) {
        let text = |k: f64| format!(
            "horizon = 9\n[inputs]\nsold = {{ low = 500, likely = 1200, high = 1500, each = \"year\" }}\n\
             capex = \"{:e} 元\"\nprice = \"{:e} 元\"\ncost = {{ dist = \"normal\", mean = {:e}, sd = {:e}, unit = \"元\", each = \"year\" }}\n\
             [formulas]\nflow = \"if(index == 0, -capex, sold * price - cost)\"\n\
             [outcomes]\nvalue = {{ formula = \"npv(0.06, flow)\", unit = \"元\" }}\nrate = \"irr(flow)\"\n",
            capex * k, price * k, cost * k, 0.3 * cost * k
        );
        let (one, other) = (model("one", &text(1.0)), model("other", &text(k)));
        let (one, other) = (one.run(&options(200, 1)).expect("ends"), other.run(&options(200, 1)).expect("ends"));
        for trial in 0..200 {
            assert_close("npv", other.outcome("value")[trial], k * one.outcome("value")[trial], k * capex);
            assert_close("irr", other.outcome("rate")[trial], one.outcome("rate")[trial], 1.0);
        }
    }

    /// Reductions over the rows of a table equal the reductions by hand over the rows of the trace.
    #[test]
    fn reductions_over_rows_equal_those_by_hand(
        amounts in prop::collection::vec((-1e3_f64..1e3, 0.1_f64..5.0), 1..30), p in 0.0_f64..=1.0,
    ) {
        let mut rows = String::new();
        for (number, (amount, weight)) in amounts.iter().enumerate() {
            rows += &format!("r{number} = {{ amount = {amount:e}, weight_of = {weight:e} }}\n");
        }
        let text = format!(
            "[tables.t.rows]\n{rows}[tables.t.inputs]\nnoise = {{ dist = \"normal\", mean = 0, sd = 10 }}\n\
             [tables.t.formulas]\nx = \"amount + noise\"\nbefore = \"above(x)\"\n[outcomes]\n\
             total = \"sum(t: x)\"\naverage = \"mean(t: x weight weight_of)\"\nleast = \"min(t: x)\"\nmost = \"max(t: x)\"\n\
             middle = \"quantile(t: x, {p:e})\"\npositive = \"count(t: x > 0)\"\npart = \"share(t: x > 0)\"\n\
             gains = \"sum(t: x where x > 0)\"\nall_positive = \"all(t: x > 0)\"\n\
             any_positive = \"any(t: x > 0)\"\nscaled = \"product(t: 1 + x / 1e4)\"\n"
        );
        let model = model("rows", &text);
        for trial in 0..5 {
            let trace = model.trace(1, trial).expect("the trace ends");
            let value = |row: usize, name: &str| trace.row_value("t", &format!("r{row}"), name);
            let x: Vec<f64> = (0..amounts.len()).map(|row| value(row, "x")).collect();
            let mut above = 0.0;
            for (row, x) in x.iter().enumerate() {
                assert_close("x", *x, amounts[row].0 + value(row, "noise"), 1e3);
                assert_close("above", value(row, "before"), above, 1e3);
                above += x;
            }
            let gains: Vec<f64> = x.iter().copied().filter(|x| *x > 0.0).collect();
            let weights: f64 = amounts.iter().map(|(_, weight)| weight).sum();
            let weighted: f64 = x.iter().zip(&amounts).map(|(x, (_, weight))| x * weight).sum();
            for (name, expected) in [
                ("total", above),
                ("average", weighted / weights),
                ("least", x.iter().copied().fold(f64::INFINITY, f64::min)),
                ("most", x.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
                ("middle", quantile(&x, p)),
                ("positive", gains.len() as f64),
                ("part", gains.len() as f64 / x.len() as f64),
                ("gains", gains.iter().sum()),
                ("all_positive", f64::from(gains.len() == x.len())),
                ("any_positive", f64::from(!gains.is_empty())),
                ("scaled", x.iter().map(|x| 1.0 + x / 1e4).product()),
            ] {
                assert_close(name, trace.value(name), expected, 1e3);
            }
        }
    }
}
