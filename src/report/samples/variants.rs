//! Variants beside the base.

use super::{estimate, outcome, solar, yuan};
use crate::analysis::findings::{Findings, Pairs};
use crate::diagnostic::Text;

/// One variant, with outcomes of these paths, mean differences, and shares in which it is better and worse.
pub(crate) fn varied(outcomes: &[(&str, f64, f64, f64)]) -> Findings {
    let mut findings = solar();
    let made = |path: &str| outcome(path, Text::same(path), yuan(), 10.0, 1.0, 0.0);
    findings.outcomes = outcomes.iter().map(|(path, ..)| made(path)).collect();
    let variant = &mut findings.variants[0];
    variant.outcomes = findings.outcomes.clone();
    variant.differences = outcomes.iter().map(|found| estimate(found.1, 0.1)).collect();
    variant.better = outcomes.iter().map(|found| Some(estimate(found.2, 0.01))).collect();
    variant.worse = outcomes.iter().map(|found| Some(estimate(found.3, 0.01))).collect();
    variant.pairs = vec![Pairs { counted: 100, missing: 0 }; outcomes.len()];
    findings
}
