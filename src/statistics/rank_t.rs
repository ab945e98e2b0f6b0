//! Spearman's rank correlation under a t copula.

use std::f64::consts::PI;

use crate::numeric::elementary::{asin, sin};

use super::student_t::chi_square_quantile;

/// Nodes for each of the three scales: with 96 the correlation moves by less than 6e-6, for 1 to 10 degrees of freedom.
const NODES: usize = 24;

/// Correlation of the normal variates behind a t copula with `df` degrees of freedom that gives Spearman's `rho`.
///
/// Spearman's rho is the difference of the chances of concordance and discordance of (X₁, Y₁) with (X₂, Y₃) from
/// independent pairs, times 3. Given the scales W = ν/χ² of the three pairs, X₁ − X₂ and Y₁ − Y₃ are normal with the
/// correlation r·W₁/√((W₁+W₂)(W₁+W₃)), so rho = (6/π)·E asin of it (Heinen & Valdesogo 2020, *Spearman rank correlation of
/// the bivariate Student t and scale mixtures of normal distributions*, Journal of Multivariate Analysis 179). The
/// expectation is a sum over the quantiles of the three χ²; the equation is solved by the secant method.
pub fn pearson_of_spearman_t(rho: f64, df: f64) -> f64 {
    if rho == 0.0 || rho.is_nan() || rho.abs() >= 1.0 {
        return rho;
    }
    let shares = shares(df);
    let wanted = rho.abs();
    let mut before = (0.0, 0.0);
    let mut r = (2.0 * sin(PI * wanted / 6.0)).min(1.0);
    for _ in 0..20 {
        let found = spearman(r, &shares);
        if (found - wanted).abs() < 1e-12 || found == before.1 {
            break;
        }
        let next = r + (wanted - found) * (r - before.0) / (found - before.1);
        before = (r, found);
        r = next.clamp(0.0, 1.0);
    }
    r.copysign(rho)
}

/// For each node of the first scale: √(W₁/(W₁+W₂)) at the nodes of another scale, and the weights of the nodes.
struct Shares {
    roots: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

fn shares(df: f64) -> Shares {
    // u = s³(10 − 15s + 6s²) at midpoints of s: the nodes crowd where the quantiles run off, smoothly
    let places: Vec<f64> = (0..NODES).map(|node| (node as f64 + 0.5) / NODES as f64).collect();
    let weights: Vec<f64> = places.iter().map(|s| s * s * (1.0 - s) * (1.0 - s)).collect();
    let total: f64 = weights.iter().sum();
    let chi: Vec<f64> = places
        .iter()
        .map(|s| chi_square_quantile(s * s * s * (10.0 - 15.0 * s + 6.0 * s * s), df).max(1e-300))
        .collect();
    let roots = chi.iter().map(|own| chi.iter().map(|other| (other / (own + other)).sqrt()).collect()).collect();
    Shares { roots, weights: weights.iter().map(|weight| weight / total).collect() }
}

/// Spearman's rho for a correlation `r` of the normal variates.
fn spearman(r: f64, shares: &Shares) -> f64 {
    let mut sum = 0.0;
    for (own, weight) in shares.roots.iter().zip(&shares.weights) {
        for (place, (a, weight_a)) in own.iter().zip(&shares.weights).enumerate() {
            // the two other scales may change places
            sum += weight * weight_a * weight_a * asin(r * a * a);
            for (b, weight_b) in own.iter().zip(&shares.weights).take(place) {
                sum += 2.0 * weight * weight_a * weight_b * asin(r * a * b);
            }
        }
    }
    6.0 / PI * sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::pearson_of_spearman;

    /// Against 4 million pairs drawn elsewhere (standard error 4e-4): r = 0.5 with 3 degrees of freedom has rho 0.4644.
    #[test]
    fn three_degrees_of_freedom_have_the_simulated_rank_correlation() {
        assert!((spearman(0.5, &shares(3.0)) - 0.4644).abs() < 1.6e-3);
    }

    /// Gauss-Legendre sums with 128 nodes a scale, worked out elsewhere.
    #[test]
    fn agrees_with_a_finer_sum() {
        for (r, df, exact) in
            [(0.5, 1.0, 0.432_125), (0.95, 1.0, 0.912_635), (0.5, 3.0, 0.464_321), (0.5, 10.0, 0.477_387)]
        {
            let found = spearman(r, &shares(df));
            assert!((found - exact).abs() < 1e-5, "r {r} with {df}: {found}");
        }
    }

    /// The inverse gives back what it was asked for, with its sign; many degrees of freedom are the normal copula.
    #[test]
    fn the_inverse_undoes_it() {
        for df in [1.0, 2.5, 4.0, 30.0] {
            let shares = shares(df);
            for rho in [-0.95, -0.4, 0.05, 0.7, 0.99] {
                let r = pearson_of_spearman_t(rho, df);
                assert!((spearman(r, &shares) - rho).abs() < 2e-9, "{rho} with {df}: {r}");
            }
        }
        assert!((pearson_of_spearman_t(0.5, 1e5) - pearson_of_spearman(0.5)).abs() < 1e-5);
        assert_eq!((pearson_of_spearman_t(1.0, 4.0), pearson_of_spearman_t(0.0, 4.0)), (1.0, 0.0));
    }
}
