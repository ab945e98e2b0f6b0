//! Internal rate of return: the rate at which the net present value is 0.
//!
//! With x = 1 / (1 + r) the value is the polynomial Σ flows[k] xᵏ. Its positive roots are at most as many as the flows
//! change sign (Descartes' rule), so with exactly one change there is exactly one root in r > −1 and a bounded Newton
//! iteration finds it; other flows go to the root isolation of [`super::roots`].

use super::roots::positive_roots;

/// The rates looked at: between, and not including, these two.
pub const IRR_RANGE: (f64, f64) = (-0.99, 10.0);
/// Code of [`irr_block`]: exactly one rate.
pub const IRR_ONE: u8 = 0;
/// Code of [`irr_block`]: no rate in [`IRR_RANGE`].
pub const IRR_NONE: u8 = 1;
/// Code of [`irr_block`]: several rates in [`IRR_RANGE`].
pub const IRR_SEVERAL: u8 = 2;
/// Code of [`irr_block`]: a flow is infinite or not a number.
pub const IRR_NOT_FINITE: u8 = 3;

/// Lanes worked on together: four running sums of eight lanes fill the registers of a 256-bit machine.
const WIDTH: usize = 16;
/// x at the upper and the lower end of [`IRR_RANGE`].
const LOW: f64 = 1.0 / 11.0;
const HIGH: f64 = 100.0;

/// The internal rate of return of a series of flows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Irr {
    /// The one rate in [`IRR_RANGE`], per period, as a fraction.
    One(f64),
    /// No rate in the range: all flows of one sign, no flows, or a rate outside it.
    None,
    /// More than one: ask [`irr_all`].
    Several,
}

/// The internal rate of return, first flow not discounted (discounting all flows one more period has the same roots).
///
/// `Irr::None` also where a flow is not finite. A rate at which the value touches 0 without crossing counts once.
#[inline]
pub fn irr(flows: &[f64]) -> Irr {
    let (mut rate, mut code) = (f64::NAN, IRR_NONE);
    lanes_irr::<1>(flows, 1, 0, std::slice::from_mut(&mut rate), std::slice::from_mut(&mut code));
    match code {
        IRR_ONE => Irr::One(rate),
        IRR_SEVERAL => Irr::Several,
        _ => Irr::None,
    }
}

/// Every internal rate of return in [`IRR_RANGE`], rising; a rate at which the value touches 0 stands once.
///
/// Rates between which the value cannot be told from 0 in double precision are one rate.
pub fn irr_all(flows: &[f64]) -> Vec<f64> {
    match irr(flows) {
        Irr::One(rate) => vec![rate],
        Irr::None => Vec::new(),
        Irr::Several => isolated(flows),
    }
}

/// The rates in the range by root isolation, rising.
fn isolated(flows: &[f64]) -> Vec<f64> {
    let mut rates: Vec<f64> = positive_roots(flows, LOW, HIGH);
    rates.retain(|rate| IRR_RANGE.0 < *rate && *rate < IRR_RANGE.1);
    rates
}

/// [`irr`] of many trials at once.
///
/// `flows[year * lanes + lane]`; `out` and `codes` hold one entry a lane: the rate and [`IRR_ONE`], or NaN and the code
/// that says why. Error of a rate below 1e-12 where the flows determine it. A lane's answer has the same bits whatever
/// stands in the other lanes and however many there are.
#[inline(always)]
pub fn irr_block(flows: &[f64], lanes: usize, out: &mut [f64], codes: &mut [u8]) {
    debug_assert!(lanes == 0 || flows.len().is_multiple_of(lanes));
    debug_assert!(out.len() == lanes && codes.len() == lanes);
    let mut first = 0;
    while first + WIDTH <= lanes {
        lanes_irr::<WIDTH>(flows, lanes, first, out, codes);
        first += WIDTH;
    }
    while first < lanes {
        lanes_irr::<1>(flows, lanes, first, out, codes);
        first += 1;
    }
}

/// The row of a year, cut to the lanes `first .. first + W`.
#[inline(always)]
fn cut<const W: usize>(year: &[f64], first: usize) -> &[f64; W] {
    // callers pass whole rows; a row too short (a mistake of theirs) reads as zeros
    year.get(first..).and_then(|rest| rest.first_chunk::<W>()).unwrap_or(&[0.0; W])
}

/// How often each lane changes sign (zeros skipped), infinite where a flow is not finite; and after how many years no flow
/// of any lane is negative.
#[inline(always)]
fn sign_changes<const W: usize>(flows: &[f64], lanes: usize, first: usize) -> ([f64; W], usize) {
    let (mut changes, mut last) = ([0.0; W], [0.0; W]);
    let mut spoiled = [0.0; W];
    let (mut costs_end, mut years) = ([0.0; W], 0.0);
    for year in flows.chunks_exact(lanes) {
        let row = cut::<W>(year, first);
        years += 1.0;
        for lane in 0..W {
            let flow = row[lane];
            costs_end[lane] = if flow < 0.0 { years } else { costs_end[lane] };
            changes[lane] +=
                if (flow > 0.0) & (last[lane] < 0.0) | (flow < 0.0) & (last[lane] > 0.0) { 1.0 } else { 0.0 };
            last[lane] = if flow == 0.0 { last[lane] } else { flow };
            // 0, or NaN where the flow is not finite
            spoiled[lane] += flow * 0.0;
        }
    }
    for lane in 0..W {
        changes[lane] = if spoiled[lane] == 0.0 { changes[lane] } else { f64::INFINITY };
    }
    (changes, costs_end.into_iter().fold(0.0, f64::max) as usize)
}

/// Rates and codes of the lanes `first .. first + W`.
///
/// With A and B the sums of the positive and of the negative flows at x = eᵘ, the root is where h(u) = ln A − ln B is 0.
/// With one sign change h is monotone, and close to a straight line (its slope is a difference of mean payment times,
/// Macaulay 1938), so Newton's method on h needs few steps. The logarithm and the exponential of a step are replaced by
/// their first Padé approximants, which keep it bounded, and a bracket catches what would leave it.
#[inline(always)]
fn lanes_irr<const W: usize>(flows: &[f64], lanes: usize, first: usize, out: &mut [f64], codes: &mut [u8]) {
    let (changes, costs_end) = sign_changes::<W>(flows, lanes, first);
    let (mut x, mut low, mut high) = ([1.0; W], [0.0; W], [f64::INFINITY; W]);
    // 0: running; 1: found; 2: the root lies outside the range; 3: not for this method
    let mut state = [0.0; W];
    for lane in 0..W {
        state[lane] = if changes[lane] == 1.0 { 0.0 } else { 3.0 };
    }
    for _ in 0..40 {
        if !state.contains(&0.0) {
            break;
        }
        let (mut a, mut b, mut slope_a, mut slope_b) = ([0.0; W], [0.0; W], [0.0; W], [0.0; W]);
        // the last years of an investment only bring money: half the sums stay 0 there
        for year in flows.chunks_exact(lanes).skip(costs_end).rev() {
            let row = cut::<W>(year, first);
            for lane in 0..W {
                slope_a[lane] = slope_a[lane] * x[lane] + a[lane];
                a[lane] = a[lane] * x[lane] + row[lane];
            }
        }
        for year in flows.chunks_exact(lanes).take(costs_end).rev() {
            let row = cut::<W>(year, first);
            for lane in 0..W {
                let flow = row[lane];
                slope_a[lane] = slope_a[lane] * x[lane] + a[lane];
                slope_b[lane] = slope_b[lane] * x[lane] + b[lane];
                a[lane] = a[lane] * x[lane] + if flow > 0.0 { flow } else { 0.0 };
                b[lane] = b[lane] * x[lane] + if flow < 0.0 { -flow } else { 0.0 };
            }
        }
        for lane in 0..W {
            let (a, b, at) = (a[lane], b[lane], x[lane]);
            // −h / h′ with ln(a / b) ≈ 2 (a − b) / (a + b)
            let slope = at * (slope_a[lane] * b - slope_b[lane] * a);
            let step = 2.0 * (b - a) * (a * b) / ((a + b) * slope);
            let step = if step > 1.0 { 1.0 } else { step };
            let step = if step < -1.0 { -1.0 } else { step };
            // h is monotone, so the step points to the root
            let below = if step > 0.0 { at } else { low[lane] };
            let above = if step < 0.0 { at } else { high[lane] };
            let newton = at * (2.0 + step) / (2.0 - step);
            let from = if below > LOW { below } else { LOW };
            let to = if above < HIGH { above } else { HIGH };
            let held = if newton < LOW { LOW } else { newton };
            let held = if held > HIGH { HIGH } else { held };
            let safe = if (held > below) & (held < above) { held } else { (from * to).sqrt() };
            let close = (step < 1e-8) & (step > -1e-8);
            let outside = (at <= LOW) & (step < 0.0) | (at >= HIGH) & (step > 0.0);
            let runs = state[lane] == 0.0;
            x[lane] = if runs { if close { newton } else { safe } } else { at };
            low[lane] = if runs { below } else { low[lane] };
            high[lane] = if runs { above } else { high[lane] };
            let next = if close { 1.0 } else { 0.0 };
            let next = if outside { 2.0 } else { next };
            state[lane] = if runs { next } else { state[lane] };
        }
    }
    for lane in 0..W {
        let rate = 1.0 / x[lane] - 1.0;
        let inside = IRR_RANGE.0 < rate && rate < IRR_RANGE.1;
        let (rate, code) = if changes[lane] == f64::INFINITY {
            (f64::NAN, IRR_NOT_FINITE)
        } else if changes[lane] == 0.0 || state[lane] == 2.0 || state[lane] == 1.0 && !inside {
            (f64::NAN, IRR_NONE)
        } else if state[lane] == 1.0 {
            (rate, IRR_ONE)
        } else {
            slow_lane(flows, lanes, first + lane)
        };
        if let (Some(out), Some(to)) = (out.get_mut(first + lane), codes.get_mut(first + lane)) {
            (*out, *to) = (rate, code);
        }
    }
}

/// A lane with several sign changes, or with flows too large or small for the iteration.
#[inline(never)]
fn slow_lane(flows: &[f64], lanes: usize, lane: usize) -> (f64, u8) {
    let alone: Vec<f64> = flows.iter().skip(lane).step_by(lanes).copied().collect();
    match isolated(&alone).as_slice() {
        [] => (f64::NAN, IRR_NONE),
        [rate] => (*rate, IRR_ONE),
        _ => (f64::NAN, IRR_SEVERAL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finance::npv;
    use proptest::prelude::*;

    #[test]
    fn what_has_no_rate_says_so() {
        for flows in [&[][..], &[0.0], &[1.0, 2.0, 3.0], &[-1.0, -2.0], &[f64::NAN, 1.0], &[-1.0, f64::INFINITY]] {
            assert_eq!(irr(flows), Irr::None, "{flows:?}");
            assert!(irr_all(flows).is_empty());
        }
        // the rate would be 19, and −0.999
        assert_eq!(irr(&[-1.0, 20.0]), Irr::None);
        assert_eq!(irr(&[-1.0, 0.001]), Irr::None);
    }

    #[test]
    fn a_rate_that_only_touches_zero_counts_once() {
        assert_eq!(irr_all(&[-1.0, 2.0, -1.0]), [0.0]);
        assert_eq!(irr_all(&[-1.0, 3.0, -3.0, 1.0]), [0.0]);
        let touching = irr_all(&[-1.0, 2.2, -1.21]);
        // a double root is known to the square root of the rounding error, here better by its flatness
        assert!(touching.len() == 1 && (touching[0] - 0.1).abs() < 1e-7, "{touching:?}");
        assert!(irr_all(&[-1.0, 2.2, -1.22]).is_empty());
        assert_eq!(irr_all(&[-1.0, 2.2, -1.2]).len(), 2);
    }

    /// The flows whose rates are given: the product of (1 + r − (1 + rate)), highest power first.
    fn flows_with(rates: &[f64], scale: f64) -> Vec<f64> {
        let mut flows = vec![scale];
        for rate in rates {
            let mut next = vec![0.0; flows.len() + 1];
            for (k, flow) in flows.iter().enumerate() {
                next[k] += flow;
                next[k + 1] -= flow * (1.0 + rate);
            }
            flows = next;
        }
        flows
    }

    #[test]
    fn every_root_of_a_product_is_found() {
        let rates = [-0.8, -0.3, 0.0, 0.05, 0.4, 2.0, 7.0];
        let found = irr_all(&flows_with(&rates, -1e6));
        assert_eq!(found.len(), rates.len(), "{found:?}");
        for (found, rate) in found.iter().zip(rates) {
            assert!((found - rate).abs() < 1e-9, "{found} {rate}");
        }
    }

    #[test]
    fn a_long_series_with_two_changes_keeps_both_rates() {
        // 480 months of income, then the site is restored: the second rate is negative
        let mut flows = vec![-172_545.0];
        flows.extend([787.7; 480]);
        flows.push(-100_000.0);
        let found = irr_all(&flows);
        assert_eq!(found.len(), 2, "{found:?}");
        for rate in found {
            let sizes: Vec<f64> = flows.iter().map(|flow| flow.abs()).collect();
            assert!(npv(rate, &flows).abs() < 1e-12 * npv(rate, &sizes));
        }
    }

    fn investment() -> impl Strategy<Value = Vec<f64>> {
        (1usize..4, prop::collection::vec(0.0..1e5f64, 1..60), 1.0..1e6f64).prop_map(|(early, income, cost)| {
            let mut flows = vec![-cost; early];
            flows.extend(income);
            flows
        })
    }

    proptest! {
        #[test]
        fn the_rate_makes_the_value_zero(flows in investment()) {
            if let Irr::One(rate) = irr(&flows) {
                // an error of 1e-12 in the rate moves the value by at most 1e-12 · |slope|, bounded by n · Σ|terms|/(1 + r)
                let sizes: Vec<f64> = flows.iter().map(|flow| flow.abs()).collect();
                let margin = 1e-12 * flows.len() as f64 / (1.0 + rate) * npv(rate, &sizes);
                prop_assert!(npv(rate, &flows).abs() <= margin);
            } else {
                // then the value has one sign over the whole range
                prop_assert!(npv(IRR_RANGE.0, &flows) * npv(IRR_RANGE.1, &flows) >= 0.0);
            }
        }

        #[test]
        fn isolation_and_newton_agree(flows in investment()) {
            if let Irr::One(rate) = irr(&flows) {
                let all = isolated(&flows);
                prop_assert!(all.len() == 1 && (all[0] - rate).abs() <= 1e-12 * (1.0 + rate), "{:?} {}", all, rate);
            }
        }

        #[test]
        fn no_crossing_is_missed(flows in prop::collection::vec(-100.0..100.0f64, 2..12)) {
            // sign changes on a grid of 2000 discount factors need a root each between neighbours
            let all = irr_all(&flows);
            let grid: Vec<f64> = (0..2000).map(|i| (LOW.ln() + (HIGH / LOW).ln() * f64::from(i) / 1999.0).exp()).collect();
            for pair in grid.windows(2) {
                let (from, to) = (1.0 / pair[1] - 1.0, 1.0 / pair[0] - 1.0);
                if npv(from, &flows) * npv(to, &flows) < 0.0 && from > IRR_RANGE.0 && to < IRR_RANGE.1 {
                    prop_assert!(all.iter().any(|rate| from <= *rate && *rate <= to), "{} {} {:?}", from, to, all);
                }
            }
            for rate in all {
                let sizes: Vec<f64> = flows.iter().map(|flow| flow.abs()).collect();
                prop_assert!(npv(rate, &flows).abs() <= 1e-12 * npv(rate, &sizes));
            }
        }

        #[test]
        fn a_block_gives_each_lane_the_bits_it_gets_alone(
            years in 1usize..30, lanes in 1usize..30, wild: bool, seed in prop::collection::vec(-20.0..100.0f64, 900),
        ) {
            let mut flows = seed[..years * lanes].to_vec();
            for (place, flow) in flows.iter_mut().enumerate() {
                let year = place / lanes;
                *flow = if year == 0 { -300.0 } else if wild { *flow } else { flow.abs() };
            }
            let (mut out, mut codes) = (vec![7.0; lanes], vec![9; lanes]);
            irr_block(&flows, lanes, &mut out, &mut codes);
            for lane in 0..lanes {
                let alone: Vec<f64> = flows.iter().skip(lane).step_by(lanes).copied().collect();
                match irr(&alone) {
                    Irr::One(rate) => prop_assert!(codes[lane] == IRR_ONE && out[lane].to_bits() == rate.to_bits()),
                    Irr::None => prop_assert!(codes[lane] == IRR_NONE && out[lane].is_nan()),
                    Irr::Several => prop_assert!(codes[lane] == IRR_SEVERAL && out[lane].is_nan()),
                }
            }
        }
    }
}
