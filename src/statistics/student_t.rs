//! Student's t and chi-square, for intervals and for the t copula.

use crate::distribution::{standard_gamma, standard_t};

/// P(T ≤ x) for Student's t with `df` degrees of freedom, both tails with their relative accuracy; NaN for `df` below 0.1.
///
/// The incomplete beta function (see [`standard_t`]).
pub fn t_cdf(x: f64, df: f64) -> f64 {
    match standard_t(df) {
        Some(_) if x.is_infinite() => {
            if x < 0.0 {
                0.0
            } else {
                1.0
            }
        }
        Some(distribution) => distribution.cdf(x),
        None => f64::NAN,
    }
}

/// The x with P(T ≤ x) = `probability`; ∓∞ at 0 and 1; NaN outside [0, 1] and for `df` below 0.1.
pub fn t_quantile(probability: f64, df: f64) -> f64 {
    match standard_t(df) {
        _ if !(0.0..=1.0).contains(&probability) => f64::NAN,
        Some(_) if probability == 0.0 => f64::NEG_INFINITY,
        Some(_) if probability == 1.0 => f64::INFINITY,
        Some(distribution) => distribution.quantile(probability),
        None => f64::NAN,
    }
}

/// The x with P(X ≤ x) = `probability` for chi-square: twice that of a gamma variate of shape `df` / 2; 0 and ∞ at 0 and
/// 1; NaN outside [0, 1] and for `df` below 0.002.
pub fn chi_square_quantile(probability: f64, df: f64) -> f64 {
    match standard_gamma(0.5 * df) {
        _ if !(0.0..=1.0).contains(&probability) => f64::NAN,
        Some(_) if probability == 0.0 => 0.0,
        Some(_) if probability == 1.0 => f64::INFINITY,
        Some(distribution) => 2.0 * distribution.quantile(probability),
        None => f64::NAN,
    }
}

/// Half-width of a 95 % interval in standard errors: the 97.5 % point of Student's t.
///
/// 2.0395 for the 31 degrees of freedom of 32 replicates.
pub fn student_t_975(df: f64) -> f64 {
    t_quantile(0.975, df)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn closed_forms_of_one_two_and_four_degrees() {
        for x in [-300.0, -20.0, -3.0, -1.0, -0.3, -1e-4, -1e-9] {
            // df 1 is Cauchy; 2 and 4 are algebraic, written for x < 0 without cancellation
            let cauchy = (-1.0f64 / x).atan() / PI;
            assert!((t_cdf(x, 1.0) / cauchy - 1.0).abs() < 1e-13, "{x} {} {cauchy}", t_cdf(x, 1.0));
            let root = (2.0 + x * x).sqrt();
            let two = 1.0 / (root * (root - x));
            assert!((t_cdf(x, 2.0) / two - 1.0).abs() < 1e-13, "{x}");
            // with s = sin θ = x / √(4 + x²): F = (1 + s)² (2 − s) / 4
            let root = (4.0 + x * x).sqrt();
            let one_plus = 4.0 / (root * (root - x));
            let four = one_plus * one_plus * (3.0 - one_plus) / 4.0;
            assert!((t_cdf(x, 4.0) / four - 1.0).abs() < 1e-13, "{x}");
            assert!((t_cdf(-x, 4.0) - (1.0 - four)).abs() < 1e-14);
        }
        assert_eq!(t_cdf(0.0, 3.0), 0.5);
        assert_eq!((t_cdf(f64::NEG_INFINITY, 3.0), t_cdf(f64::INFINITY, 3.0)), (0.0, 1.0));
        assert!(t_cdf(0.0, 0.0).is_nan() && t_cdf(f64::NAN, 4.0).is_nan());
    }

    #[test]
    fn quantiles_undo_the_distribution() {
        for df in [1.0, 2.5, 4.0, 10.0, 31.0, 400.0, 2000.0] {
            for p in [1e-100, 1e-9, 1e-4, 0.025, 0.3, 0.5, 0.9, 0.975, 1.0 - 1e-7] {
                let back = t_cdf(t_quantile(p, df), df);
                assert!((back / p - 1.0).abs() < 1e-12, "{df} {p} {back}");
            }
        }
        // tables of Abramowitz & Stegun 1964, 26.10, and NIST
        assert!((student_t_975(31.0) - 2.0395).abs() < 5e-5);
        assert!((student_t_975(1.0) - 12.706).abs() < 5e-4);
    }

    #[test]
    fn many_degrees_are_nearly_normal() {
        // the expansion in 1/df: P(T < −x) = Φ(−x) + φ(x) (x³ + x) / (4 df) + …, Abramowitz & Stegun 1964, 26.7.8
        for df in [1e5, 1e7] {
            for x in [0.1, 1.0, 3.0, 8.0] {
                let normal = crate::distribution::normal_cdf(-x);
                let density = (-0.5 * x * x).exp() / (2.0 * PI).sqrt();
                let first = density * (x * x * x + x) / (4.0 * df);
                let next = first * 4.0 * x.max(1.0).powi(4) / df + 1e-12 * normal;
                assert!((t_cdf(-x, df) - normal - first).abs() < next, "{df} {x}");
            }
        }
        assert!((t_cdf(-2.0, 1e30) / crate::distribution::normal_cdf(-2.0) - 1.0).abs() < 1e-8);
    }

    #[test]
    fn chi_square_of_one_and_two_degrees() {
        // two degrees: exponential with mean 2; one degree: the square of a normal number, near 0 with density 1/√(2π)
        for p in [1e-200, 1e-12, 1e-6, 0.01, 0.5, 0.99, 1.0 - 1e-9] {
            let expected = -2.0 * f64::ln_1p(-p);
            assert!((chi_square_quantile(p, 2.0) / expected - 1.0).abs() < 1e-12, "{p}");
        }
        for p in [1e-12, 1e-6] {
            let expected = p * p * PI / 2.0;
            // next term of the series: a share x/3 of it
            assert!((chi_square_quantile(p, 1.0) / expected - 1.0).abs() < expected + 1e-13, "{p}");
        }
        // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.4
        for (p, df, expected) in [(0.95, 4.0, 9.488), (0.05, 10.0, 3.940), (0.999, 30.0, 59.703)] {
            assert!((chi_square_quantile(p, df) - expected).abs() < 6e-4, "{p} {df}");
        }
        assert_eq!((chi_square_quantile(0.0, 4.0), chi_square_quantile(1.0, 4.0)), (0.0, f64::INFINITY));
        let (exact, cube) = (chi_square_quantile(0.01, 999_999.0), chi_square_quantile(0.01, 1_000_001.0));
        assert!((cube - exact - 2.0).abs() < 0.02, "{exact} {cube}");
        assert!(chi_square_quantile(0.5, -1.0).is_nan());
    }
}
