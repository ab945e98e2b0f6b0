//! Functions of whole series, of several values, and over rows: lane by lane, outside the vectorised kernels (except the
//! internal rate of return and payback, which `finance` runs on all lanes at once).

use super::block::{Argument, Setting};
use super::memory::{Around, Place};
use crate::distribution;
use crate::finance;
use crate::numeric::operation::whole_year;
use crate::plan::program::{Column, Operand, Scalar, Series, Step};
use crate::statistics;

/// NaN that says: no internal rate of return, and no telling on which side of the range it would lie.
pub const NO_RATE: u64 = 0x7ff8_0000_0000_0001;
/// NaN that says: several internal rates of return in the range.
pub const SEVERAL_RATES: u64 = 0x7ff8_0000_0000_0002;

/// Applies a function of several values.
#[inline(always)]
pub(super) fn scalar<'a>(function: Scalar, count: usize, get: impl Fn(usize) -> Argument<'a>, out: &mut [f64]) {
    let mut arguments = [Argument::One(0.0); 6];
    for (place, argument) in arguments.iter_mut().enumerate().take(count) {
        *argument = get(place);
    }
    scalar_lanes(function, &arguments, out);
}

fn scalar_lanes(function: Scalar, arguments: &[Argument<'_>; 6], out: &mut [f64]) {
    for (lane, out) in out.iter_mut().enumerate() {
        let [a, b, c, d, e, f] = arguments.map(|argument| argument.lane(lane));
        *out = match function {
            Scalar::Pmt => finance::pmt(a, b, c, d, e != 0.0),
            Scalar::Ipmt => finance::ipmt(a, b, c, d, e, f != 0.0),
            Scalar::Ppmt => finance::ppmt(a, b, c, d, e, f != 0.0),
            Scalar::Pv => finance::pv(a, b, c, d, e != 0.0),
            Scalar::Fv => finance::fv(a, b, c, d, e != 0.0),
            Scalar::Nper => finance::nper(a, b, c, d, e != 0.0),
            Scalar::LoanPayment => finance::loan_payment(a, b, c, d, e),
            Scalar::LoanInterest => finance::loan_interest(a, b, c, d, e),
            Scalar::LoanBalance => finance::loan_balance(a, b, c, d, e),
            Scalar::StudentCdf => statistics::t_cdf(a, b),
            Scalar::ChiSquareQuantile => statistics::chi_square_quantile(a, b),
            Scalar::WeibullInverseShape => distribution::weibull_inverse_shape(a, b),
            Scalar::WeibullScale => distribution::weibull_scale(a, b),
            Scalar::GammaShape => distribution::gamma_shape([(a, c), (b, d)]),
            Scalar::GammaScale => distribution::gamma_scale(a, (b, c)),
        };
    }
}

/// The columns of a series in years `from..=to`, one behind the other.
fn slab<'a>(
    operand: &Operand,
    setting: &Setting<'_>,
    around: &Around<'a>,
    row: usize,
    (from, to): (usize, usize),
    scratch: &'a mut Vec<f64>,
) -> &'a [f64] {
    match operand {
        // a series of one year is one column
        Operand::Lanes(column) => around.columns(*column, row, from, column.at(row, to) - column.at(row, from) + 1),
        Operand::Constant(column) => {
            scratch.clear();
            for year in from..=to {
                let value = setting.constants[column.slot as usize][column.at(row, year)];
                scratch.resize(scratch.len() + setting.lanes, value);
            }
            scratch
        }
    }
}

#[inline(always)]
pub(super) fn over_series(
    function: Series,
    step: &Step,
    setting: &Setting<'_>,
    around: &Around<'_>,
    place: &Place,
    years: (usize, usize),
    out: &mut [f64],
) {
    let lanes = setting.lanes;
    let mut scratch = Vec::new();
    let flows = slab(&step.arguments[0], setting, around, place.row, years, &mut scratch);
    match function {
        Series::Irr => {
            let mut codes = [0_u8; 512];
            for (from, out) in (0..lanes).step_by(512).zip(out.chunks_mut(512)) {
                if out.len() == lanes {
                    finance::irr_block(flows, lanes, out, &mut codes[..lanes]);
                } else {
                    // wider than a block ever is: lane by lane
                    for (lane, out) in out.iter_mut().enumerate() {
                        let flow: Vec<f64> = flows.iter().skip(from + lane).step_by(lanes).copied().collect();
                        finance::irr_block(&flow, 1, std::slice::from_mut(out), &mut codes[lane..=lane]);
                    }
                }
                for (lane, (out, code)) in out.iter_mut().zip(&codes).enumerate() {
                    match *code {
                        finance::IRR_NONE => *out = beyond_the_range(flows.iter().skip(from + lane).step_by(lanes)),
                        finance::IRR_SEVERAL => *out = f64::from_bits(SEVERAL_RATES),
                        _ => {}
                    }
                }
            }
        }
        Series::Payback => {
            finance::payback_block(flows, lanes, out);
            for (lane, out) in out.iter_mut().enumerate().filter(|(_, out)| out.is_nan()) {
                if flows.iter().skip(lane).step_by(lanes).all(|flow| flow.is_finite()) {
                    *out = f64::INFINITY;
                }
            }
        }
        _ => {
            let get = |which: usize| around.argument(&step.arguments[which], setting.constants, place);
            other_series(function, flows, lanes, get, step.arguments.len(), years.0, out);
        }
    }
}

/// The rate of flows without one: money put in that is a loss at every rate, or a gain at every rate, has one beyond the
/// range on that side. [`NO_RATE`] where nothing is put in first, or nothing flows.
fn beyond_the_range<'a>(flows: impl Iterator<Item = &'a f64>) -> f64 {
    let (mut first, mut sum) = (0.0, 0.0);
    for flow in flows {
        first = if first == 0.0 { *flow } else { first };
        sum += flow;
    }
    if first < 0.0 && sum < 0.0 {
        f64::NEG_INFINITY
    } else if first < 0.0 && sum > 0.0 {
        f64::INFINITY
    } else {
        f64::from_bits(NO_RATE)
    }
}

fn other_series<'a>(
    function: Series,
    flows: &[f64],
    lanes: usize,
    get: impl Fn(usize) -> Argument<'a>,
    count: usize,
    first: usize,
    out: &mut [f64],
) {
    let years = flows.len() / lanes;
    let mut flow = vec![0.0; years];
    let (a, b) =
        (if count > 1 { get(1) } else { Argument::One(0.0) }, if count > 2 { get(2) } else { Argument::One(0.0) });
    for (lane, out) in out.iter_mut().enumerate() {
        if function == Series::At {
            let place = whole_year(a.lane(lane) - first as f64);
            let inside = place >= 0.0 && place < years as f64;
            let outside = if place.is_nan() { f64::NAN } else { 0.0 };
            *out = if inside { flows[place as usize * lanes + lane] } else { outside };
            continue;
        }
        for (year, value) in flow.iter_mut().enumerate() {
            *value = flows[year * lanes + lane];
        }
        *out = match function {
            Series::Mirr => finance::mirr(&flow, a.lane(lane), b.lane(lane)),
            Series::Quantile => quantile(&mut flow, a.lane(lane)),
            _ => standard_deviation(&flow),
        };
    }
}

/// Type 7 (Hyndman and Fan 1996).
fn quantile(values: &mut [f64], probability: f64) -> f64 {
    if values.iter().any(|value| value.is_nan()) || !(0.0..=1.0).contains(&probability) {
        return f64::NAN;
    }
    values.sort_unstable_by(f64::total_cmp);
    let place = probability * (values.len() - 1) as f64;
    let below = place.floor();
    let low = values[below as usize];
    let high = values[(below as usize + 1).min(values.len() - 1)];
    statistics::on_line(low, high, place - below)
}

/// Root of the sum of squares around the mean over n − 1; 0 for a single value.
fn standard_deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    if values.len() < 2 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (count - 1.0)).sqrt()
}

/// Adds this year's amounts to later years: a delay of 1.25 puts three quarters one year on and a quarter two years on.
pub(super) fn delay(
    amounts: Argument<'_>,
    delays: Argument<'_>,
    out: Column,
    row: usize,
    year: usize,
    lanes: usize,
    series: &mut [f64],
) {
    for lane in 0..lanes {
        let (amount, wait) = (amounts.lane(lane), delays.lane(lane));
        // not `max`, which would take a missing delay for none
        let wait = if wait < 0.0 { 0.0 } else { wait };
        let whole = wait.floor();
        let part = wait - whole;
        let mut add = |years_on: f64, amount: f64| {
            let arrives = year as f64 + years_on;
            // beyond the horizon: outside the slot (which holds one column where the run has one year)
            let place = out.at(row, arrives.min(1e6) as usize) * lanes + lane;
            let last = out.at(row + 1, 0) * lanes;
            let in_years = out.year_stride > 0 || years_on == 0.0;
            let inside = in_years && if out.row_stride == 0 { place < series.len() } else { place < last };
            if inside && arrives.is_finite() {
                series[place] += amount;
            }
        };
        if wait.is_nan() {
            add(0.0, f64::NAN);
            continue;
        }
        add(whole, amount * (1.0 - part));
        if part > 0.0 {
            add(whole + 1.0, amount * part);
        }
    }
}
