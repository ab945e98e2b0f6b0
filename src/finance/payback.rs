//! Payback: how long until the money is back.

use super::npv::npv;

/// A total within this part of the amounts so far counts as 0: nine ninths of a cost are the cost.
const ROUNDING: f64 = 1e-12;
/// Lanes worked on together.
const WIDTH: usize = 8;

/// Years until the running total of `flows` is back at 0, not discounted, on a straight line inside the year.
///
/// With T(k) the total of `flows[0..=k]` and k the first index at which T(k) ≥ 0 after it has been below 0, the payback is
/// `k − 1 − T(k−1) / flows[k]`, counted from index 0; a total that is 0 but for the rounding of the amounts so far is 0. NaN if
/// the total goes below 0 and never comes back, or is not finite; 0 if it is never below 0. Later dips (a replacement) do not
/// count again.
#[inline]
pub fn payback(flows: &[f64]) -> f64 {
    let mut out = f64::NAN;
    lanes_payback::<1>(flows, 1, 0, std::slice::from_mut(&mut out));
    out
}

/// [`payback`] of the flows discounted at `rate` per period (a fraction), the flow of index 0 not discounted.
#[inline]
pub fn discounted_payback(rate: f64, flows: &[f64]) -> f64 {
    let discount = 1.0 / (1.0 + rate);
    let mut factor = 1.0;
    let discounted: Vec<f64> = flows
        .iter()
        .map(|flow| {
            let value = flow * factor;
            factor *= discount;
            value
        })
        .collect();
    // an infinite factor (rate near −1) must not pass for a payback
    if npv(rate, flows).is_finite() { payback(&discounted) } else { f64::NAN }
}

/// [`payback`] of many trials at once: `flows[year * lanes + lane]`, one answer a lane in `out` (its length is `lanes`).
///
/// A lane's answer has the same bits whatever stands in the other lanes.
#[inline(always)]
pub fn payback_block(flows: &[f64], lanes: usize, out: &mut [f64]) {
    debug_assert!(lanes == 0 || flows.len().is_multiple_of(lanes));
    debug_assert_eq!(out.len(), lanes);
    let mut first = 0;
    while first + WIDTH <= lanes {
        lanes_payback::<WIDTH>(flows, lanes, first, out);
        first += WIDTH;
    }
    while first < lanes {
        lanes_payback::<1>(flows, lanes, first, out);
        first += 1;
    }
}

/// Payback of the lanes `first .. first + W`.
#[inline(always)]
fn lanes_payback<const W: usize>(flows: &[f64], lanes: usize, first: usize, out: &mut [f64]) {
    let mut total = [0.0; W];
    // numbers instead of flags, so that all lanes run the same steps: 1 from the first total below 0 until it is back
    let (mut waiting, mut dipped) = ([0.0; W], [0.0; W]);
    let (mut index_before, mut total_before, mut last_flow) = ([0.0; W], [0.0; W], [0.0; W]);
    // what rounding leaves of a total that is 0: a part of the amounts so far, below 0
    let mut nothing = [0.0; W];
    let mut before = -1.0;
    for year in flows.chunks_exact(lanes) {
        let row = year.get(first..).and_then(|rest| rest.first_chunk::<W>()).unwrap_or(&[0.0; W]);
        for lane in 0..W {
            let flow = row[lane];
            let previous = total[lane];
            let now = previous + flow;
            nothing[lane] -= ROUNDING * flow.abs();
            // 1 at most once a lane, so that adding stores; products instead of choices keep the loop free of branches
            let recovered = if now >= nothing[lane] { waiting[lane] } else { 0.0 };
            index_before[lane] += recovered * before;
            total_before[lane] += recovered * previous;
            last_flow[lane] += recovered * flow;
            let dips = if now < nothing[lane] { 1.0 - dipped[lane] } else { 0.0 };
            dipped[lane] += dips;
            waiting[lane] += dips - recovered;
            total[lane] = now;
        }
        before += 1.0;
    }
    let Some(out) = out.get_mut(first..).and_then(|rest| rest.first_chunk_mut::<W>()) else { return };
    for lane in 0..W {
        // never below 0 leaves 0 everywhere
        let flow = if last_flow[lane] == 0.0 { 1.0 } else { last_flow[lane] };
        let paid = (index_before[lane] - total_before[lane] / flow).min(index_before[lane] + 1.0);
        let finite = if total[lane].is_finite() { paid } else { f64::NAN };
        out[lane] = if waiting[lane] == 0.0 { finite } else { f64::NAN };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_level_income_pays_back_after_cost_over_income() {
        let mut flows = vec![-600_000.0];
        flows.extend([28_860.0; 25]);
        // 600000 / 28860, at most 25 roundings of a total below 600000
        assert!((payback(&flows) - 600_000.0 / 28_860.0).abs() < 25.0 * f64::EPSILON * 600_000.0 / 28_860.0);
    }

    #[test]
    fn the_edges_are_as_defined() {
        assert_eq!(payback(&[]), 0.0);
        assert_eq!(payback(&[0.0, 5.0]), 0.0);
        assert!(payback(&[-1.0, 0.5, 0.4]).is_nan());
        assert_eq!(payback(&[-1.0, 1.0, 5.0]), 1.0);
        // money goes out in index 1 only; half of it is back in index 2, the rest by the middle of index 3
        assert_eq!(payback(&[0.0, -4.0, 2.0, 4.0]), 2.5);
        // a later replacement does not undo the payback
        assert_eq!(payback(&[-2.0, 4.0, -10.0, 1.0]), 0.5);
        // an amount that dwarfs those before it says nothing of their rounding
        assert_eq!(payback(&[-1.0, 0.5, 0.6, 1e13, 0.0]), 1.0 + 0.5 / 0.6);
        assert_eq!(payback(&[-1000.0, 400.0, 400.0, 400.0, -1e16]), 2.5);
        assert_eq!(payback(&[1e16, -1e16, -1000.0, 400.0, 0.0]), 0.0);
        // sums that are 0 but for rounding
        for parts in [9, 10, 11, 12] {
            let mut flows = vec![-100_000.0];
            flows.extend(vec![100_000.0 / f64::from(parts); parts as usize]);
            let paid = payback(&flows);
            assert!((paid - f64::from(parts)).abs() < 1e-9 && paid <= f64::from(parts), "{paid}");
        }
        // back but for rounding, and a cost, or more money, later
        let third = 123_456.7 / 3.0;
        for later in [-10_000.0, 10_000.0] {
            let flows = [0.0, -123_456.7, third, third, third, 0.0, later, 0.0];
            for (flows, back) in [(&flows[1..7], 3.0), (&flows[..], 4.0)] {
                let paid = payback(flows);
                assert!((paid - back).abs() < 1e-9 && paid <= back, "{paid}");
            }
        }
        assert!(payback(&[-1.0, 0.999_999_999]).is_nan());
        // below 0 by rounding alone
        assert_eq!(payback(&[0.1, 0.2, -0.3]), 0.0);
        assert_eq!(payback(&[0.3, -0.2, -0.1, 0.0]), 0.0);
        assert!(payback(&[1.0, f64::NAN]).is_nan());
        assert!(payback(&[-1.0, f64::INFINITY]).is_nan());
    }

    #[test]
    fn discounting_at_the_internal_rate_pays_back_at_the_end() {
        let paid = discounted_payback(0.25, &[-64.0, 0.0, 50.0, 62.5]);
        assert!((paid - 3.0).abs() < 1e-12, "{paid}");
        assert!(discounted_payback(0.26, &[-64.0, 0.0, 50.0, 62.5]).is_nan());
        assert_eq!(discounted_payback(0.0, &[-4.0, 2.0, 4.0]), 1.5);
    }

    proptest! {
        #[test]
        fn a_block_gives_each_lane_the_bits_it_gets_alone(
            years in 1usize..30, lanes in 1usize..40, seed in prop::collection::vec(-100.0..110.0f64, 1200),
        ) {
            let flows = &seed[..years * lanes];
            let mut out = vec![7.0; lanes];
            payback_block(flows, lanes, &mut out);
            for (lane, found) in out.iter().enumerate() {
                let alone: Vec<f64> = flows.iter().skip(lane).step_by(lanes).copied().collect();
                let expected = payback(&alone);
                prop_assert!(found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()));
            }
        }

        #[test]
        fn the_total_is_zero_at_the_payback(cost in 1.0..300.0f64, income in prop::collection::vec(-20.0..110.0f64, 1..40)) {
            let mut flows = vec![-cost];
            flows.extend(income);
            let paid = payback(&flows);
            if paid.is_nan() {
                // then the money is never back
                let totals = flows.iter().scan(0.0, |total, flow| {
                    *total += flow;
                    Some(*total)
                });
                let highest = totals.fold(f64::NEG_INFINITY, f64::max);
                prop_assert!(highest < 0.0);
            } else {
                let whole = paid.ceil() as usize;
                let before: f64 = flows[..whole].iter().sum();
                let at = before + flows[whole] * (paid - (whole - 1) as f64);
                // sums of at most 40 amounts below 300, and a position below 40 with its rounding
                prop_assert!(at.abs() <= 2.0 * 40.0 * 40.0 * 300.0 * f64::EPSILON);
            }
        }
    }
}
