//! Poverty and inequality of weighted incomes.

use super::moments::tree_sum;

/// An income and how much it counts: persons in the household, or a survey weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Household {
    /// Income a person and year, in yuan (or any unit, the line's).
    pub income: f64,
    /// Weight, 0 or more.
    pub weight: f64,
}

/// Index of Foster, Greer and Thorbecke: weighted mean of ((line − income) / line)^alpha over those below the line, 0 for
/// the others. An income equal to the line is not poor.
///
/// Source: Foster, Greer & Thorbecke 1984, *A class of decomposable poverty measures*, Econometrica 52; Haughton &
/// Khandker 2009, *Handbook on Poverty and Inequality* (World Bank), chapter 4. NaN without weight or with a line ≤ 0.
pub fn poverty_index(households: &[Household], line: f64, alpha: u32) -> f64 {
    if line.is_nan() || line <= 0.0 {
        return f64::NAN;
    }
    weighted_mean(households, |income| if income < line { whole_power((line - income) / line, alpha) } else { 0.0 })
}

/// Share of the weight below the line (P0).
pub fn headcount(households: &[Household], line: f64) -> f64 {
    poverty_index(households, line, 0)
}

/// Mean gap to the line as a share of it (P1).
pub fn poverty_gap(households: &[Household], line: f64) -> f64 {
    poverty_index(households, line, 1)
}

/// Mean squared gap (P2): counts the poorest more.
pub fn squared_poverty_gap(households: &[Household], line: f64) -> f64 {
    poverty_index(households, line, 2)
}

/// Gini coefficient: mean difference between two persons drawn at random (with replacement), over twice the mean.
///
/// 0 when all incomes are equal. From the sorted incomes: Σ wᵢ xᵢ (2 Sᵢ₋₁ + wᵢ − W) / (W² mean), with Sᵢ₋₁ the weight of
/// those before (Haughton & Khandker 2009, chapter 6). NaN without weight, with a negative income or a mean of 0.
pub fn gini(households: &[Household]) -> f64 {
    let mut sorted = households.to_vec();
    sorted.sort_by(|a, b| a.income.total_cmp(&b.income));
    let total = tree_sum(&sorted.iter().map(|h| h.weight).collect::<Vec<_>>(), |w| w);
    let mean = weighted_mean(&sorted, |income| income);
    if mean.is_nan() || mean <= 0.0 || sorted.first().is_none_or(|h| h.income < 0.0) {
        return f64::NAN;
    }
    let mut before = 0.0;
    let terms: Vec<f64> = sorted
        .iter()
        .map(|h| {
            let term = h.weight * h.income * (2.0 * before + h.weight - total);
            before += h.weight;
            term
        })
        .collect();
    tree_sum(&terms, |t| t) / (total * total * mean)
}

/// Mean of f(income), weighted; NaN without weight.
fn weighted_mean(households: &[Household], f: impl Fn(f64) -> f64) -> f64 {
    let weights: Vec<f64> = households.iter().map(|h| h.weight).collect();
    let values: Vec<f64> = households.iter().map(|h| h.weight * f(h.income)).collect();
    let total = tree_sum(&weights, |w| w);
    if total > 0.0 { tree_sum(&values, |v| v) / total } else { f64::NAN }
}

/// `base^exponent` by repeated products; anything to the power 0 is 1.
fn whole_power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(incomes: &[f64]) -> Vec<Household> {
        incomes.iter().map(|income| Household { income: *income, weight: 1.0 }).collect()
    }

    /// Haughton & Khandker 2009, p. 72: incomes 100, 110, 150, 160, line 125.
    #[test]
    fn handbook_example() {
        let households = equal(&[100.0, 110.0, 150.0, 160.0]);
        assert_eq!(headcount(&households, 125.0), 0.5);
        assert!((poverty_gap(&households, 125.0) - 0.08).abs() < 1e-16);
        assert!((squared_poverty_gap(&households, 125.0) - 0.0136).abs() < 1e-17);
        assert_eq!(headcount(&households, 110.0), 0.25);
    }

    /// Lognormal incomes, median 10000, sigma 0.5, line 6000: closed forms by normal integrals. 200000 equally likely
    /// incomes stand for the distribution; for monotone functions between 0 and 1 that midpoint rule errs by at most half a
    /// step, 2.5e-6.
    #[test]
    fn lognormal_incomes() {
        let normal = statrs::distribution::Normal::standard();
        let count = 200_000;
        let incomes: Vec<f64> = (0..count)
            .map(|i| {
                let u = (f64::from(i) + 0.5) / f64::from(count);
                1e4 * (0.5 * statrs::distribution::ContinuousCDF::inverse_cdf(&normal, u)).exp()
            })
            .collect();
        let households = equal(&incomes);
        assert!((headcount(&households, 6000.0) - 0.1534729966).abs() < 2.6e-6);
        assert!((poverty_gap(&households, 6000.0) - 0.0325127143).abs() < 2.6e-6);
        assert!((squared_poverty_gap(&households, 6000.0) - 0.0105040885).abs() < 2.6e-6);
        // the Lorenz curve hangs on the upper tail: the last step holds 5e-6 of the people and 3e-5 of the income
        assert!((gini(&households) - 0.2763263902).abs() < 3e-5);
    }

    #[test]
    fn weights_count_as_repetitions() {
        let weighted = [
            Household { income: 50.0, weight: 3.0 },
            Household { income: 200.0, weight: 1.0 },
            Household { income: 90.0, weight: 2.0 },
        ];
        let repeated = equal(&[50.0, 50.0, 50.0, 90.0, 90.0, 200.0]);
        for alpha in 0..3 {
            let difference = poverty_index(&weighted, 100.0, alpha) - poverty_index(&repeated, 100.0, alpha);
            assert!(difference.abs() < 1e-15);
        }
        assert!((gini(&weighted) - gini(&repeated)).abs() < 1e-15);
    }

    #[test]
    fn gini_at_its_ends() {
        assert_eq!(gini(&equal(&[7.0; 5])), 0.0);
        // one of n has everything: (n − 1) / n
        assert!((gini(&equal(&[0.0, 0.0, 0.0, 8.0])) - 0.75).abs() < 1e-15);
        assert!(gini(&[]).is_nan() && gini(&equal(&[0.0])).is_nan() && gini(&equal(&[-1.0, 5.0])).is_nan());
        assert!(headcount(&[], 1.0).is_nan() && headcount(&equal(&[1.0]), 0.0).is_nan());
    }
}
