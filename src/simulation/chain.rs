//! Two or three steps in one: what is between them stays in a register.
//!
//! Every chain of the list in `plan` has a loop of its own here; anything else would be right, lane by lane.

use super::block::Argument;
use super::kernel::{CHUNK, chunks_mut, exact_inverse, whole};
use crate::numeric::elementary;
use crate::plan::chains::chains;
use crate::plan::program::{First, MOST_ARGUMENTS, Then};

/// Numbers that stand for all lanes, as chunks.
pub(super) type Fixed = [[f64; CHUNK]; MOST_ARGUMENTS];

/// The chunks of an argument; one number is a chunk that is read again and again, so that one loop does for columns and
/// numbers in any place.
#[derive(Clone, Copy)]
struct Lanes<'a> {
    chunks: &'a [[f64; CHUNK]],
    /// 0 for one number, all bits for a column.
    mask: usize,
}

impl<'a> Lanes<'a> {
    #[inline(always)]
    fn of(argument: Argument<'a>, fixed: &'a mut [f64; CHUNK]) -> Lanes<'a> {
        match argument {
            Argument::Many(values) => Lanes { chunks: values.as_chunks().0, mask: usize::MAX },
            Argument::One(value) => {
                fixed.fill(value);
                Lanes { chunks: std::slice::from_ref(fixed), mask: 0 }
            }
        }
    }

    #[inline(always)]
    fn chunk(&self, index: usize) -> &'a [f64; CHUNK] {
        &self.chunks[index & self.mask]
    }
}

/// The value of a chain in one lane, its last part left out if that is an exponential.
#[inline(always)]
fn value(first: First, then: Then, last: Option<Then>, arguments: [f64; MOST_ARGUMENTS], old: f64) -> f64 {
    let [a, b, c, d, e] = arguments;
    // places behind the last argument hold nothing that is used
    let all = [a, b, c, d, e, 0.0, 0.0, 0.0];
    let used = first.arguments();
    let mut result = first.apply(a, b, c);
    if then != Then::Exponential {
        result = then.apply(result, all[used], all[used + 1], old);
    }
    let used = used + then.arguments();
    match last {
        None | Some(Then::Exponential) => result,
        Some(last) => last.apply(result, all[used], all[used + 1], old),
    }
}

#[inline(always)]
fn each(first: First, then: Then, last: Option<Then>, lanes: [Lanes<'_>; MOST_ARGUMENTS], out: &mut [f64]) {
    let count = first.arguments() + then.arguments() + last.map_or(0, Then::arguments);
    for (index, out) in chunks_mut(out).enumerate() {
        // arguments that are not used are not looked for
        let at = |place: usize| lanes[if place < count { place } else { 0 }].chunk(index);
        chunk(first, then, last, at(0), at(1), at(2), at(3), at(4), out);
    }
}

/// One chunk. The arguments are one by one, because only of those does the compiler know that they do not overlap.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "see above")]
fn chunk(
    first: First,
    then: Then,
    last: Option<Then>,
    a: &[f64; CHUNK],
    b: &[f64; CHUNK],
    c: &[f64; CHUNK],
    d: &[f64; CHUNK],
    e: &[f64; CHUNK],
    out: &mut [f64; CHUNK],
) {
    for lane in 0..CHUNK {
        out[lane] = value(first, then, last, [a[lane], b[lane], c[lane], d[lane], e[lane]], out[lane]);
    }
    if last.unwrap_or(then) == Then::Exponential {
        elementary::exps(out);
    }
}

/// Runs a chain on its arguments.
#[inline(always)]
pub(super) fn chain(
    (first, then, last): (First, Then, Option<Then>),
    arguments: [Argument<'_>; MOST_ARGUMENTS],
    fixed: &mut Fixed,
    out: &mut [f64],
) {
    if !whole(out) {
        return one_by_one(first, then, last, arguments, out);
    }
    let (then, last, arguments) = multiplied(first, then, last, arguments);
    let [a, b, c, d, e] = arguments;
    let [fixed_a, fixed_b, fixed_c, fixed_d, fixed_e] = fixed;
    let count = first.arguments() + then.arguments() + last.map_or(0, Then::arguments);
    let a = Lanes::of(a, fixed_a);
    let b = if count > 1 { Lanes::of(b, fixed_b) } else { a };
    let c = if count > 2 { Lanes::of(c, fixed_c) } else { a };
    let d = if count > 3 { Lanes::of(d, fixed_d) } else { a };
    let e = if count > 4 { Lanes::of(e, fixed_e) } else { a };
    let lanes = [a, b, c, d, e];
    macro_rules! run {
        ($(($first:ident $then:ident $($last:ident)?)),+) => {
            match (first, then, last) {
                $((First::$first, Then::$then, run!(@pattern $($last)?)) => {
                    each(First::$first, Then::$then, run!(@value $($last)?), lanes, out);
                })+
                _ => one_by_one(first, then, last, arguments, out),
            }
        };
        (@pattern) => { None };
        (@pattern $last:ident) => { Some(Then::$last) };
        (@value) => { None };
        (@value $last:ident) => { Some(Then::$last) };
    }
    chains!(run);
}

/// What is divided by a power of two is multiplied by its inverse, which is exact and much quicker.
#[inline(always)]
fn multiplied(
    first: First,
    then: Then,
    last: Option<Then>,
    mut arguments: [Argument<'_>; MOST_ARGUMENTS],
) -> (Then, Option<Then>, [Argument<'_>; MOST_ARGUMENTS]) {
    let divides = |part: Then| part == Then::Divide;
    if !divides(then) && !last.is_some_and(divides) || first.arguments() != 2 {
        return (then, last, arguments);
    }
    if divides(then)
        && let Argument::One(divisor) = arguments[2]
        && let Some(inverse) = exact_inverse(divisor)
    {
        arguments[2] = Argument::One(inverse);
        return (Then::Multiply, last, arguments);
    }
    if last.is_some_and(divides)
        && then.arguments() == 1
        && let Argument::One(divisor) = arguments[3]
        && let Some(inverse) = exact_inverse(divisor)
    {
        arguments[3] = Argument::One(inverse);
        return (then, Some(Then::Multiply), arguments);
    }
    (then, last, arguments)
}

/// Any chain, lane by lane.
#[inline(never)]
fn one_by_one(
    first: First,
    then: Then,
    last: Option<Then>,
    arguments: [Argument<'_>; MOST_ARGUMENTS],
    out: &mut [f64],
) {
    for (lane, out) in out.iter_mut().enumerate() {
        let result = value(first, then, last, arguments.map(|argument| argument.lane(lane)), *out);
        let exponential = last.unwrap_or(then) == Then::Exponential;
        *out = if exponential { elementary::exp(result) } else { result };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::program::CHAINS;

    /// Every chain in whole chunks gives what it gives lane by lane, whichever arguments are numbers.
    /// What a chain becomes when it divides by a power of two is a chain too.
    #[test]
    fn chains_that_divide_have_one_that_multiplies() {
        for &(first, then, last) in CHAINS.iter().filter(|(first, ..)| first.arguments() == 2) {
            let (other, other_last, _) = multiplied(first, then, last, [Argument::One(4.0); MOST_ARGUMENTS]);
            assert!(CHAINS.contains(&(first, other, other_last)), "{first:?} {other:?} {other_last:?}");
        }
    }

    #[test]
    fn chunks_give_the_same_bits_as_lanes() {
        let columns: Vec<Vec<f64>> = (0..MOST_ARGUMENTS as u32)
            .map(|column| {
                let value = |lane: u32| f64::from((lane * 7 + column * 3) % 11) - 4.0;
                (0..2 * CHUNK as u32)
                    .map(|lane| if lane % 5 == column { value(lane).clamp(0.0, 1.0) } else { value(lane) })
                    .collect()
            })
            .collect();
        for &(first, then, last) in CHAINS {
            let count = first.arguments() + then.arguments() + last.map_or(0, Then::arguments);
            assert!(count <= MOST_ARGUMENTS, "{first:?} {then:?} {last:?}");
            for numbers in 0..1_u32 << count {
                let arguments: [Argument<'_>; MOST_ARGUMENTS] = std::array::from_fn(|place| {
                    let column = &columns[place];
                    if numbers >> place & 1 == 1 { Argument::One(column[place + 3]) } else { Argument::Many(column) }
                });
                let (mut quick, mut slow) = (columns[0].clone(), columns[0].clone());
                chain((first, then, last), arguments, &mut [[0.0; CHUNK]; MOST_ARGUMENTS], &mut quick);
                one_by_one(first, then, last, arguments, &mut slow);
                let same = quick.iter().zip(&slow).all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan());
                assert!(same, "{first:?} {then:?} {last:?} {numbers:b}");
            }
        }
    }
}
