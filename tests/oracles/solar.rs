//! The benchmark model: a 70.2 kW station over 25 years.

use crate::support::{Expected, against, npv};

/// The scenario, also used by the statistical test.
pub(super) const SCENARIO: &str = include_str!("solar.toml");

/// Equal trial by trial: generation, revenue, cost and net by year; NPV, IRR, income, payback and loss.
#[test]
fn solar_station_equals_plain_loops() {
    against("solar", SCENARIO, 200, |trace| {
        let bias = trace.value("yield_bias");
        let degradation = trace.value("degradation");
        let life = trace.value("inverter_life").round().clamp(6.0, 20.0);
        // 1 yuan per watt is 1000 yuan per kW, the base unit
        let price = trace.value("inverter_price");
        let (weather, outage, noise) = (trace.series("weather"), trace.series("outage"), trace.series("upkeep_noise"));

        let mut generation = vec![0.0; 26];
        let mut revenue = vec![0.0; 26];
        let mut upkeep = vec![0.0; 26];
        let mut net = vec![0.0; 26];
        for t in 1..=25 {
            let mut kept = 1.0;
            for _ in 1..t {
                kept *= 1.0 - degradation;
            }
            let mut inflated = 4200.0 * noise[t].exp();
            for _ in 1..t {
                inflated *= 1.02;
            }
            generation[t] = 70.2 * 1080.0 * (1.0 + bias) * (1.0 + weather[t]) * kept * (1.0 - outage[t]);
            revenue[t] = generation[t] * if t <= 20 { 0.85 } else { 0.453 } / 1.13;
            upkeep[t] = inflated;
            net[t] = revenue[t] - upkeep[t];
            if t as f64 == life {
                net[t] -= 70.2 * price;
            }
        }
        let mut flow = net.clone();
        flow[0] = -600_000.0;

        let mut expected = Expected::default();
        expected.value("replacement_year", life, 0.0);
        expected.series("generation", &generation, 0.0);
        expected.series("revenue", &revenue, 0.0);
        expected.series("upkeep", &upkeep, 0.0);
        expected.series("net", &net, 1e4);
        expected.series("cash_flow", &flow, 1e4);
        let value = npv(0.05, &flow);
        expected.outcome("npv", value, 600_000.0);
        expected.truth("loses", value < 0.0);
        expected.outcome("irr", only_root(&flow), 1.0);
        expected.outcome("income", net[1..=20].iter().sum::<f64>() / 20.0, 0.0);
        expected.outcome("payback", discounted_payback(0.05, &flow), 0.0);
        expected
    });
}

/// The only rate in (−0.99, 10) at which the flow is worth nothing, by scanning and halving; NaN where there is none
/// or more than one.
fn only_root(flow: &[f64]) -> f64 {
    let at = |step: u32| -0.99 + f64::from(step) * 0.001;
    let mut roots = Vec::new();
    for step in 0..10_989 {
        let (mut low, mut high) = (at(step), at(step + 1));
        let sign = npv(low, flow).signum();
        if sign == npv(high, flow).signum() {
            continue;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if npv(middle, flow).signum() == sign {
                low = middle;
            } else {
                high = middle;
            }
        }
        roots.push(0.5 * (low + high));
    }
    if roots.len() == 1 { roots[0] } else { f64::NAN }
}

/// Years until the discounted running total reaches 0, on a straight line inside the year; NaN if never.
fn discounted_payback(rate: f64, flow: &[f64]) -> f64 {
    let mut total = flow[0];
    if total >= 0.0 {
        return 0.0;
    }
    for (k, amount) in flow.iter().enumerate().skip(1) {
        let discounted = amount / (1.0 + rate).powi(i32::try_from(k).expect("few years"));
        if total + discounted >= 0.0 {
            return (k - 1) as f64 - total / discounted;
        }
        total += discounted;
    }
    f64::NAN
}
