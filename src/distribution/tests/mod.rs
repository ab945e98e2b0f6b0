//! The battery every family has to pass, driven by the table of families, and what is particular to some.
//!
//! Statistical tests use fixed seeds, so they never flicker; their false-alarm rate says how likely a correct program
//! would have failed them for a random seed.

mod battery;
mod cases;
mod extremes;
mod kolmogorov;
mod mistakes;
mod percentiles;
mod reference;
mod special;
mod truncation;

use super::{Distribution, FAMILIES, discrete, empirical, mixture};

/// A distribution under test, with the name to print.
pub(super) struct Example {
    /// Family and values.
    pub name: String,
    /// The family's name.
    pub family: &'static str,
    /// Which of the family's parameter sets.
    pub set: usize,
    /// The values.
    pub values: Vec<f64>,
    /// The distribution.
    pub distribution: Distribution,
}

/// Every example of the table. A family that takes lists must be given one in [`from_lists`].
pub(super) fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    for family in FAMILIES {
        for (set, parameters) in family.sets.iter().enumerate() {
            assert!(!parameters.examples.is_empty(), "{} set {set} has no examples", family.name);
            for values in parameters.examples {
                let distribution = (parameters.build)(values).unwrap_or_else(|error| panic!("{error}"));
                let name = format!("{} {values:?}", family.name);
                examples.push(Example { name, family: family.name, set, values: values.to_vec(), distribution });
            }
        }
        if family.sets.is_empty() {
            for (place, distribution) in from_lists(family.name).into_iter().enumerate() {
                let name = format!("{} {place}", family.name);
                examples.push(Example { name, family: family.name, set: place, values: Vec::new(), distribution });
            }
        }
    }
    examples
}

/// Examples of the families that take lists.
fn from_lists(family: &str) -> Vec<Distribution> {
    let normal = |mean: f64, sd: f64| super::normal::build(mean, sd).unwrap();
    match family {
        "discrete" => vec![
            discrete(vec![3.0, 0.0, 1.0], vec![0.2, 0.5, 0.3]).unwrap(),
            super::data((1..=30).map(|k| f64::from(k % 7)).collect()).unwrap(),
        ],
        "mixture" => vec![
            mixture(vec![normal(5.0, 1.0), normal(2.0, 0.5)], vec![0.9, 0.1]).unwrap(),
            mixture(vec![Distribution::constant(0.0), super::exponential::build(40.0).unwrap()], vec![3.0, 1.0])
                .unwrap(),
        ],
        "empirical" => {
            vec![empirical(vec![3.1, 6.9, 4.0, 4.4, 5.2]).unwrap(), empirical(vec![0.0, 0.0, 0.0, 1.0, 10.0]).unwrap()]
        }
        _ => panic!("{family} takes lists: give the tests an example"),
    }
}

/// Probabilities from 1e-15 to 1 − 1e-3 and a fine grid between, ascending.
pub(super) fn probabilities() -> Vec<f64> {
    let tail = (4..=60).rev().map(|step| 10f64.powf(-f64::from(step) / 4.0));
    let middle = (1..1000).map(|step| f64::from(step) / 1000.0);
    let mut all: Vec<f64> = tail.chain(middle).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// SplitMix64 (Steele, Lea & Flood 2014): uniform on the open unit interval.
pub(super) struct Uniforms(pub u64);

impl Uniforms {
    /// The next of them.
    pub(super) fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        ((z >> 12) as f64 + 0.5) / 2f64.powi(52)
    }
}
