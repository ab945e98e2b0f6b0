//! From a rank correlation to that of the normal scores.

use std::f64::consts::PI;

/// The correlation of normal scores that gives Spearman's rank correlation `rho`: 2 sin(π rho / 6).
///
/// Source: Pearson 1907, *On further methods of determining correlation* (Drapers' Company Research Memoirs IV). The sine
/// is summed as a series (|argument| ≤ π/6), so every machine gives the same bits.
pub fn pearson_of_spearman(rho: f64) -> f64 {
    let x = PI / 6.0 * rho;
    let square = x * x;
    // 1 − x²/6 + x⁴/120 − …, as nested products; the term after the last is below 1e-19
    let mut series = 1.0;
    for k in (1..=9).rev() {
        series = 1.0 - square / f64::from(2 * k * (2 * k + 1)) * series;
    }
    let result = 2.0 * x * series;
    // certain ranks must stay certain
    if rho.abs() == 1.0 { rho } else { result }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_pairs() {
        for (rho, r) in [(0.2, 0.2090569265), (0.5, 0.5176380902), (0.8, 0.8134732862)] {
            assert!((pearson_of_spearman(rho) - r).abs() < 6e-11);
        }
        assert_eq!((pearson_of_spearman(1.0), pearson_of_spearman(-1.0), pearson_of_spearman(0.0)), (1.0, -1.0, 0.0));
    }

    #[test]
    fn the_series_is_the_sine() {
        for step in -20..=20 {
            let rho = f64::from(step) / 20.0;
            let r = pearson_of_spearman(rho);
            assert!((r - 2.0 * (PI * rho / 6.0).sin()).abs() <= 4e-16);
        }
    }
}
