use super::*;
use crate::numeric::elementary::{normal_cdf, normal_quantile};
use crate::numeric::instruction_set::{InstructionSet, Work, execute};
use crate::sampling::uniform::independent;

type Quantile = fn(f64) -> f64;

/// Name, quantile of u, of 1 − v, scale.
const SMOOTH: [(&str, Quantile, Quantile, f64); 7] = [
    ("normal", normal_quantile, |v| -normal_quantile(v), 1.0),
    ("lognormal, sigma 1", |u| normal_quantile(u).exp(), |v| (-normal_quantile(v)).exp(), 2.16),
    ("exponential", |u| -(-u).ln_1p(), |v| -v.ln(), 1.0),
    ("pareto, index 1.5", |u| (-(-u).ln_1p() / 1.5).exp(), |v| v.powf(-1.0 / 1.5), 1.0),
    ("weibull, shape 0.7", |u| (-(-u).ln_1p()).powf(1.0 / 0.7), |v| (-v.ln()).powf(1.0 / 0.7), 2.0),
    ("kumaraswamy 2, 4", |u| (-((-u).ln_1p() / 4.0).exp_m1()).sqrt(), |v| (1.0 - v.powf(0.25)).sqrt(), 0.2),
    ("uniform 0 to 1", |u| u, |v| 1.0 - v, 0.29),
];

/// Probabilities over the whole range: evenly in w and evenly in log w.
fn probabilities() -> impl Iterator<Item = f64> {
    let mut even = vec![0.0; 20_000];
    independent(1, 2, 3, 0, &mut even);
    even.into_iter().flat_map(|u| [u / 2.0, 2_f64.powf(-1.0 - 51.99 * u)])
}

#[test]
fn the_error_keeps_within_the_tolerance_at_random_places() {
    for (name, quantile, upper, scale) in SMOOTH {
        let table = QuantileTable::build(quantile, upper, scale).unwrap_or_else(|| panic!("no table for {name}"));
        let median = quantile(0.5);
        for w in probabilities() {
            // v as the table sees it: 1 − v is rounded
            let v = 1.0 - (1.0 - w);
            for (found, exact) in [(table.value(w), quantile(w)), (table.value(1.0 - w), upper(v))] {
                let allowed = TOLERANCE * scale.max((exact - median).abs());
                assert!((found - exact).abs() <= allowed, "{name} at {w:e}: {found} instead of {exact}");
            }
        }
        assert!(table.bytes() < 64 * 1024, "{name}: {} bytes", table.bytes());
    }
}

#[test]
fn the_ends_of_the_interval_are_those_of_the_designs() {
    let table = QuantileTable::build(normal_quantile, |v| -normal_quantile(v), 1.0).unwrap();
    let end = normal_quantile(2_f64.powi(-53));
    for u in [2_f64.powi(-53), 1e-30, 0.0, -1.0] {
        assert!((table.value(u) - end).abs() < 1e-8, "{u}");
        assert!((table.value(1.0 - u) + end).abs() < 1e-8, "{u}");
    }
    assert!(table.value(0.5).abs() < 1e-9);
}

#[test]
fn values_rise_to_within_the_error() {
    for (name, quantile, upper, scale) in SMOOTH {
        let table = QuantileTable::build(quantile, upper, scale).unwrap();
        let mut all: Vec<f64> = probabilities().flat_map(|w| [w, 1.0 - w]).collect();
        all.sort_by(f64::total_cmp);
        let values: Vec<f64> = all.iter().map(|&u| table.value(u)).collect();
        for pair in values.windows(2) {
            let allowed = 2.0 * TOLERANCE * scale.max((pair[0] - quantile(0.5)).abs());
            assert!(pair[1] >= pair[0] - allowed, "{name}: {pair:?}");
        }
    }
}

#[test]
fn neighbouring_cells_meet() {
    let table = QuantileTable::build(normal_quantile, |v| -normal_quantile(v), 1.0).unwrap();
    let step = 2_f64.powi(-53);
    for boundary in (1..16).map(|i| f64::from(i) / 32.0).chain([NEAR_START, NEAR_START / 2.0, 0.5]) {
        let jump = table.value(boundary) - table.value(boundary - step);
        // the slope at 2⁻¹⁴ is below 5,000, so a step moves the value by 10⁻¹² at most
        assert!(jump.abs() < 2e-12, "{boundary}: {jump:e}");
    }
}

#[test]
fn kinks_jumps_and_nonsense_get_no_table() {
    let kink: Quantile = |u| if u < 0.3 { (0.3 * u).sqrt() } else { 1.0 - (0.7 * (1.0 - u)).sqrt() };
    assert!(QuantileTable::build(kink, |v| 1.0 - (0.7 * v).sqrt(), 0.2).is_none());
    assert!(QuantileTable::build(|u| (6.0 * u).ceil(), |v| 7.0 - (6.0 * v).ceil(), 1.7).is_none());
    assert!(QuantileTable::build(|_| f64::NAN, |_| 1.0, 1.0).is_none());
    assert!(QuantileTable::build(|u| u, |_| f64::INFINITY, 1.0).is_none());
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(QuantileTable::build(|u| u, |v| 1.0 - v, scale).is_none());
    }
}

/// Kolmogorov–Smirnov: the largest distance between the empirical and the exact distribution of 100,000 draws exceeds
/// 2.65/√n with probability 1.6e-6.
#[test]
fn draws_through_the_table_follow_the_distribution() {
    let table = QuantileTable::build(normal_quantile, |v| -normal_quantile(v), 1.0).unwrap();
    let mut values = vec![0.0; 100_000];
    independent(4, 5, 6, 0, &mut values);
    table.fill(&values.clone(), &mut values);
    values.sort_by(f64::total_cmp);
    let count = values.len() as f64;
    let distance =
        values.iter().enumerate().map(|(i, &x)| (normal_cdf(x) - (i as f64 + 0.5) / count).abs()).fold(0.0, f64::max);
    assert!(distance < 2.65 / count.sqrt(), "{distance}");
}

struct Apply<'a>(&'a QuantileTable, &'a mut [f64]);

impl Work for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let uniforms = self.1.to_vec();
        self.0.fill(&uniforms, self.1);
    }
}

#[test]
fn any_length_and_every_instruction_set_give_the_bits_of_one_value() {
    let (_, quantile, upper, scale) = SMOOTH[3];
    let table = QuantileTable::build(quantile, upper, scale).unwrap();
    for length in [0, 1, 63, 64, 65, 1000] {
        let u: Vec<f64> = probabilities().take(length).collect();
        let expected: Vec<u64> = u.iter().map(|&u| table.value(u).to_bits()).collect();
        for set in InstructionSet::ALL {
            let mut values = u.clone();
            execute(set, Apply(&table, &mut values));
            assert!(values.iter().zip(&expected).all(|(a, b)| a.to_bits() == *b), "{} {length}", set.name());
        }
        let mut out = vec![0.0; length];
        table.fill(&u, &mut out);
        assert!(out.iter().zip(&expected).all(|(a, b)| a.to_bits() == *b));
    }
}
