//! Loops over one column of lanes. Everything is inlined into the block's entry and compiled for its instruction set.
//!
//! The loops go by chunks of a known length, so that the compiler needs neither a tail nor a test for what is left. Blocks
//! of trials are whole chunks; the single lane of the prelude goes the slow way, with the same bits.

use std::sync::Arc;

use super::block::Argument;
use super::prepare::{Drawer, PreparedSpread};
use crate::numeric::elementary;
use crate::numeric::operation::{Binary, Unary, choice, whole_exponent};
use crate::plan::program::{Drawn, Gather};
use crate::sampling::uniform;
use crate::scenario::model::Design;

/// Lanes whose number is known when the program is compiled.
pub(super) const CHUNK: usize = 64;

/// The chunks of a column.
#[inline(always)]
pub(super) fn chunks(column: &[f64]) -> impl Iterator<Item = &[f64; CHUNK]> {
    column.as_chunks::<CHUNK>().0.iter()
}

/// The chunks of a column to be written.
#[inline(always)]
pub(super) fn chunks_mut(column: &mut [f64]) -> impl Iterator<Item = &mut [f64; CHUNK]> {
    column.as_chunks_mut::<CHUNK>().0.iter_mut()
}

/// False where a column is no whole number of chunks: then lane by lane.
#[inline(always)]
pub(super) fn whole(column: &[f64]) -> bool {
    column.len().is_multiple_of(CHUNK)
}

/// out = a, lane by lane through an expression.
macro_rules! each {
    ($out:expr, $a:expr, |$x:ident| $body:expr) => {
        match $a {
            Argument::One($x) => {
                let value = $body;
                $out.fill(value);
            }
            Argument::Many(a) => {
                for (out, a) in chunks_mut($out).zip(chunks(a)) {
                    for lane in 0..CHUNK {
                        let $x = a[lane];
                        out[lane] = $body;
                    }
                }
            }
        }
    };
}

/// out = expression of a and b, lane by lane.
macro_rules! each2 {
    ($out:expr, $a:expr, $b:expr, |$x:ident, $y:ident| $body:expr) => {
        match ($a, $b) {
            (Argument::One($x), Argument::One($y)) => {
                let value = $body;
                $out.fill(value);
            }
            (Argument::Many(a), Argument::One($y)) => {
                for (out, a) in chunks_mut($out).zip(chunks(a)) {
                    for lane in 0..CHUNK {
                        let $x = a[lane];
                        out[lane] = $body;
                    }
                }
            }
            (Argument::One($x), Argument::Many(b)) => {
                for (out, b) in chunks_mut($out).zip(chunks(b)) {
                    for lane in 0..CHUNK {
                        let $y = b[lane];
                        out[lane] = $body;
                    }
                }
            }
            (Argument::Many(a), Argument::Many(b)) => {
                for ((out, a), b) in chunks_mut($out).zip(chunks(a)).zip(chunks(b)) {
                    for lane in 0..CHUNK {
                        let ($x, $y) = (a[lane], b[lane]);
                        out[lane] = $body;
                    }
                }
            }
        }
    };
}

#[inline(always)]
pub(super) fn copy(a: Argument<'_>, out: &mut [f64]) {
    match a {
        Argument::One(value) => out.fill(value),
        Argument::Many(values) => out.copy_from_slice(values),
    }
}

#[inline(always)]
pub(super) fn unary(function: Unary, a: Argument<'_>, out: &mut [f64]) {
    if !whole(out) {
        return slow(out, |lane| function.apply(a.lane(lane)));
    }
    match function {
        Unary::Negate => each!(out, a, |x| Unary::Negate.apply(x)),
        Unary::Not => each!(out, a, |x| Unary::Not.apply(x)),
        Unary::Absolute => each!(out, a, |x| Unary::Absolute.apply(x)),
        Unary::Sign => each!(out, a, |x| Unary::Sign.apply(x)),
        Unary::SquareRoot => each!(out, a, |x| Unary::SquareRoot.apply(x)),
        Unary::Exponential => match a {
            Argument::One(x) => out.fill(elementary::exp(x)),
            Argument::Many(a) => {
                out.copy_from_slice(a);
                elementary::exps(out);
            }
        },
        Unary::Logarithm => each!(out, a, |x| Unary::Logarithm.apply(x)),
        Unary::Logarithm10 => each!(out, a, |x| Unary::Logarithm10.apply(x)),
        Unary::Sine => each!(out, a, |x| Unary::Sine.apply(x)),
        Unary::Cosine => each!(out, a, |x| Unary::Cosine.apply(x)),
        Unary::Tangent => each!(out, a, |x| Unary::Tangent.apply(x)),
        Unary::HyperbolicTangent => each!(out, a, |x| Unary::HyperbolicTangent.apply(x)),
        Unary::Round => each!(out, a, |x| Unary::Round.apply(x)),
        Unary::Floor => each!(out, a, |x| Unary::Floor.apply(x)),
        Unary::Ceiling => each!(out, a, |x| Unary::Ceiling.apply(x)),
        Unary::NormalCdf => each!(out, a, |x| Unary::NormalCdf.apply(x)),
        Unary::NormalQuantile => match a {
            Argument::One(u) => out.fill(elementary::normal_quantile(u)),
            Argument::Many(u) => {
                out.copy_from_slice(u);
                elementary::normal_quantiles(out);
            }
        },
    }
}

#[inline(always)]
pub(super) fn binary(function: Binary, a: Argument<'_>, b: Argument<'_>, out: &mut [f64]) {
    if !whole(out) {
        return slow(out, |lane| function.apply(a.lane(lane), b.lane(lane)));
    }
    match function {
        Binary::Add => each2!(out, a, b, |x, y| Binary::Add.apply(x, y)),
        Binary::Subtract => each2!(out, a, b, |x, y| Binary::Subtract.apply(x, y)),
        Binary::Multiply => each2!(out, a, b, |x, y| Binary::Multiply.apply(x, y)),
        Binary::Divide => match b {
            // what is divided by a power of two is multiplied by its inverse, which is exact and much quicker
            Argument::One(y) => match exact_inverse(y) {
                Some(inverse) => each2!(out, a, Argument::One(inverse), |x, y| Binary::Multiply.apply(x, y)),
                None => each2!(out, a, b, |x, y| Binary::Divide.apply(x, y)),
            },
            Argument::Many(_) => each2!(out, a, b, |x, y| Binary::Divide.apply(x, y)),
        },
        Binary::Power => power(a, b, out),
        Binary::Minimum => each2!(out, a, b, |x, y| Binary::Minimum.apply(x, y)),
        Binary::Maximum => each2!(out, a, b, |x, y| Binary::Maximum.apply(x, y)),
        Binary::Modulo => each2!(out, a, b, |x, y| Binary::Modulo.apply(x, y)),
        Binary::Less => each2!(out, a, b, |x, y| Binary::Less.apply(x, y)),
        Binary::LessEqual => each2!(out, a, b, |x, y| Binary::LessEqual.apply(x, y)),
        Binary::LessOrMissing => each2!(out, a, b, |x, y| Binary::LessOrMissing.apply(x, y)),
        Binary::LessEqualOrMissing => each2!(out, a, b, |x, y| Binary::LessEqualOrMissing.apply(x, y)),
        Binary::Equal => each2!(out, a, b, |x, y| Binary::Equal.apply(x, y)),
        Binary::NotEqual => each2!(out, a, b, |x, y| Binary::NotEqual.apply(x, y)),
        Binary::And => each2!(out, a, b, |x, y| Binary::And.apply(x, y)),
        Binary::Or => each2!(out, a, b, |x, y| Binary::Or.apply(x, y)),
    }
}

/// The inverse of a power of two whose inverse is neither subnormal nor infinite.
#[inline(always)]
pub(super) fn exact_inverse(y: f64) -> Option<f64> {
    let inverse = 1.0 / y;
    let power_of_two = y.to_bits() << 12 == 0 && y.is_normal() && inverse.is_normal();
    power_of_two.then_some(inverse)
}

/// One whole exponent for all lanes: the squarings run over all lanes at once, in the order in which
/// [`crate::numeric::operation::whole_power`] does them for one.
#[inline(always)]
fn power(a: Argument<'_>, b: Argument<'_>, out: &mut [f64]) {
    let (Argument::Many(base), Argument::One(exponent)) = (a, b) else {
        each2!(out, a, b, |x, y| Binary::Power.apply(x, y));
        return;
    };
    let Some(n) = whole_exponent(exponent) else {
        each2!(out, a, b, |x, y| Binary::Power.apply(x, y));
        return;
    };
    if n == 0 {
        for (out, base) in out.iter_mut().zip(base) {
            *out = if base.is_nan() { *base } else { 1.0 };
        }
        return;
    }
    for (out, base) in chunks_mut(out).zip(chunks(base)) {
        let mut square = *base;
        let mut result = [1.0; CHUNK];
        let mut rest = n.unsigned_abs();
        while rest > 0 {
            if rest & 1 == 1 {
                for (result, square) in result.iter_mut().zip(&square) {
                    *result *= square;
                }
            }
            rest >>= 1;
            // the last one is needed by nobody
            if rest > 0 {
                for square in &mut square {
                    *square *= *square;
                }
            }
        }
        if n < 0 {
            for result in &mut result {
                *result = 1.0 / *result;
            }
        }
        *out = result;
    }
}

/// Lane by lane.
#[inline(never)]
pub(super) fn slow(out: &mut [f64], value: impl Fn(usize) -> f64) {
    for (lane, out) in out.iter_mut().enumerate() {
        *out = value(lane);
    }
}

#[inline(always)]
pub(super) fn select(condition: Argument<'_>, a: Argument<'_>, b: Argument<'_>, out: &mut [f64]) {
    let c = match condition {
        Argument::One(c) => return copy(if c == 0.0 { b } else { a }, out),
        Argument::Many(c) => c,
    };
    if !whole(out) {
        return slow(out, |lane| choice(c[lane], a.lane(lane), b.lane(lane)));
    }
    match (a, b) {
        (Argument::One(a), Argument::One(b)) => each!(out, Argument::Many(c), |c| choice(c, a, b)),
        (Argument::Many(_), Argument::One(b)) => each2!(out, Argument::Many(c), a, |c, a| choice(c, a, b)),
        (Argument::One(a), Argument::Many(_)) => each2!(out, Argument::Many(c), b, |c, b| choice(c, a, b)),
        (Argument::Many(a), Argument::Many(b)) => {
            for (((out, c), a), b) in chunks_mut(out).zip(chunks(c)).zip(chunks(a)).zip(chunks(b)) {
                for lane in 0..CHUNK {
                    out[lane] = choice(c[lane], a[lane], b[lane]);
                }
            }
        }
    }
}

#[inline(always)]
pub(super) fn table(values: &[f64], row_stride: usize, year_stride: usize, row: usize, year: usize, out: &mut [f64]) {
    let value = values.get(row * row_stride + year * year_stride).copied().unwrap_or(f64::NAN);
    out.fill(value);
}

#[inline(always)]
pub(super) fn choose(values: &[f64], u: Argument<'_>, out: &mut [f64]) {
    let count = values.len() as f64;
    slow(out, |lane| {
        let place = (u.lane(lane) * count) as usize;
        values.get(place.min(values.len().wrapping_sub(1))).copied().unwrap_or(f64::NAN)
    });
}

#[inline(always)]
pub(super) fn interpolate(points: &[(f64, f64)], a: Argument<'_>, out: &mut [f64]) {
    slow(out, |lane| between(points, a.lane(lane)));
}

/// The straight line through the points around x; flat outside.
fn between(points: &[(f64, f64)], x: f64) -> f64 {
    let above = points.partition_point(|point| point.0 <= x);
    match (above.checked_sub(1).and_then(|below| points.get(below)), points.get(above)) {
        _ if x.is_nan() => x,
        (Some(low), Some(high)) => low.1 + (high.1 - low.1) * ((x - low.0) / (high.0 - low.0)),
        (Some(end), None) | (None, Some(end)) => end.1,
        (None, None) => f64::NAN,
    }
}

#[inline(always)]
pub(super) fn gather(gather: Gather, a: Argument<'_>, out: &mut [f64]) {
    macro_rules! fold {
        (|$sum:ident, $x:ident| $body:expr) => {
            match a {
                _ if !whole(out) => {
                    for (lane, out) in out.iter_mut().enumerate() {
                        let ($sum, $x) = (*out, a.lane(lane));
                        *out = $body;
                    }
                }
                Argument::One($x) => {
                    for out in chunks_mut(out) {
                        for lane in 0..CHUNK {
                            let $sum = out[lane];
                            out[lane] = $body;
                        }
                    }
                }
                Argument::Many(a) => {
                    for (out, a) in chunks_mut(out).zip(chunks(a)) {
                        for lane in 0..CHUNK {
                            let ($sum, $x) = (out[lane], a[lane]);
                            out[lane] = $body;
                        }
                    }
                }
            }
        };
    }
    match gather {
        Gather::Sum => fold!(|sum, x| sum + x),
        Gather::Product => fold!(|sum, x| sum * x),
        Gather::Minimum => fold!(|sum, x| Binary::Minimum.apply(sum, x)),
        Gather::Maximum => fold!(|sum, x| Binary::Maximum.apply(sum, x)),
        Gather::Only(_) => copy(a, out),
    }
}

/// A uniform draw, and what is made of it.
#[inline(always)]
pub(super) fn draw(
    design: Design,
    (seed, key, year, first_trial): (u64, u64, u32, u64),
    then: Drawn,
    spreads: &[PreparedSpread],
    (row, in_year): (usize, usize),
    known: [f64; 3],
    out: &mut [f64],
) {
    match then {
        Drawn::Below { choice } => {
            let values = if choice { (known[1], known[2]) } else { (1.0, 0.0) };
            uniform::fill_below(design, (seed, key, year, first_trial), known[0], values, out);
        }
        Drawn::Uniform => uniform::fill(design, seed, key, year, first_trial, out),
        Drawn::Quantile(spread) => {
            uniform::fill(design, seed, key, year, first_trial, out);
            replace(spreads[spread.0 as usize].known(row, in_year), out, |value| value);
        }
        Drawn::Stretch { spread, shifted } => {
            uniform::fill(design, seed, key, year, first_trial, out);
            let (drawer, [scale, middle, _]) = (spreads[spread.0 as usize].known(row, in_year), known);
            if shifted {
                replace(drawer, out, |value| value * scale + middle);
            } else {
                replace(drawer, out, |value| value * scale);
            }
        }
    }
}

/// Quantiles in the place of uniforms.
#[inline(always)]
fn replace(drawer: Option<&Arc<Drawer>>, out: &mut [f64], then: impl Fn(f64) -> f64) {
    match drawer.map(AsRef::as_ref) {
        Some(Drawer::Table(table)) => table.replace_then(out, then),
        Some(Drawer::Steps(steps)) => out.iter_mut().for_each(|out| *out = then(steps.quantile(*out))),
        Some(Drawer::Exact(distribution)) => {
            out.iter_mut().for_each(|out| *out = then(distribution.quantile(*out)));
        }
        Some(drawer) => {
            let mut uniforms = [0.5; 64];
            for out in out.chunks_mut(uniforms.len()) {
                let uniforms = &mut uniforms[..out.len()];
                uniforms.copy_from_slice(out);
                drawer.draw(uniforms, out);
                out.iter_mut().for_each(|out| *out = then(*out));
            }
        }
        None => out.fill(f64::NAN),
    }
}

/// The quantile of a spread, times a number, plus a number.
#[inline(always)]
pub(super) fn stretch(
    spread: &PreparedSpread,
    (row, year): (usize, usize),
    u: Argument<'_>,
    (scale, middle): (Argument<'_>, Option<Argument<'_>>),
    out: &mut [f64],
) {
    let (scale, middle) = (scale.lane(0), middle.map(|middle| middle.lane(0)));
    match (spread.known(row, year).map(AsRef::as_ref), u, middle) {
        (Some(Drawer::Table(table)), Argument::Many(u), Some(middle)) => {
            table.fill_then(u, out, |value| value * scale + middle);
        }
        (Some(Drawer::Table(table)), Argument::Many(u), None) => table.fill_then(u, out, |value| value * scale),
        _ => {
            quantile(spread, row, year, 1, |_| u, out);
            for out in out {
                let value = *out * scale;
                *out = middle.map_or(value, |middle| value + middle);
            }
        }
    }
}

#[inline(always)]
pub(super) fn quantile<'a>(
    spread: &PreparedSpread,
    row: usize,
    year: usize,
    arguments: usize,
    get: impl Fn(usize) -> Argument<'a>,
    out: &mut [f64],
) {
    match spread {
        PreparedSpread::Known { .. } => match (spread.known(row, year).map(AsRef::as_ref), get(0)) {
            (Some(Drawer::Table(table)), Argument::Many(u)) => table.fill(u, out),
            (Some(Drawer::Table(table)), Argument::One(u)) => out.fill(table.value(u)),
            (Some(Drawer::Steps(steps)), u) => slow(out, |lane| steps.quantile(u.lane(lane))),
            (Some(Drawer::Exact(distribution)), u) => slow(out, |lane| distribution.quantile(u.lane(lane))),
            (Some(drawer), u) => drawer.fill(u, out),
            (None, _) => out.fill(f64::NAN),
        },
        PreparedSpread::Varying(varying) => varying.fill(arguments, get, out),
        PreparedSpread::Unused => out.fill(f64::NAN),
    }
}
