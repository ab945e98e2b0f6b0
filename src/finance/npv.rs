//! Net present value: what a series of flows is worth at index 0.
//!
//! Source of the formula: any textbook, e.g. Brealey, Myers & Allen, *Principles of Corporate Finance*, chapter 2. What
//! differs between programs is the timing of the first flow.

/// Net present value, **first flow not discounted**: the sum of `flows[k] / (1 + rate)^k`.
///
/// `rate` per period as a fraction, above −1; the result is in the unit of the flows; 0 for no flows.
#[inline]
pub fn npv(rate: f64, flows: &[f64]) -> f64 {
    let discount = 1.0 / (1.0 + rate);
    flows.iter().rev().fold(0.0, |value, flow| value * discount + flow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn npv_is_linear_in_the_flows(
            pairs in prop::collection::vec((-1e6..1e6f64, -1e6..1e6f64), 1..60), rate in -0.5..2.0f64, k in -3.0..3.0f64,
        ) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            let mixed: Vec<f64> = pairs.iter().map(|(a, b)| a + k * b).collect();
            let sizes: Vec<f64> = pairs.iter().map(|(a, b)| a.abs() + (k * b).abs()).collect();
            // each of the three sums errs by at most about 3 n epsilon of the sum of sizes
            let margin = 9.0 * pairs.len() as f64 * f64::EPSILON * npv(rate, &sizes);
            prop_assert!((npv(rate, &mixed) - (npv(rate, &a) + k * npv(rate, &b))).abs() <= margin);
        }

        #[test]
        fn more_discount_never_raises_the_value_of_an_investment(
            cost in 1.0..1e6f64, income in prop::collection::vec(0.0..1e5f64, 1..40),
            low in -0.5..1.0f64, more in 1e-6..1.0f64,
        ) {
            let mut flows = vec![-cost];
            flows.extend(income);
            prop_assert!(npv(low + more, &flows) <= npv(low, &flows));
        }
    }
}
