//! Two steps in one: what is between them stays in a register.
//!
//! The compiler of plans joins only what has a loop of its own here; anything else would be right, lane by lane.

use super::block::Argument;
use super::kernel::{CHUNK, choice, chunks, chunks_mut, slow, whole};
use crate::numeric::operation::flag;
use crate::plan::program::{First, Then};

/// out = expression of x and y (at least one of them a number a lane), z, and what stands in out.
macro_rules! of_three {
    ($out:expr, $a:expr, $b:expr, $c:expr, |$x:ident, $y:ident, $z:ident, $old:ident| $body:expr) => {
        match ($a, $b, $c) {
            (Argument::Many(a), Argument::One($y), Argument::One($z)) => {
                for (out, a) in chunks_mut($out).zip(chunks(a)) {
                    for lane in 0..CHUNK {
                        let ($x, $old) = (a[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::One($x), Argument::Many(b), Argument::One($z)) => {
                for (out, b) in chunks_mut($out).zip(chunks(b)) {
                    for lane in 0..CHUNK {
                        let ($y, $old) = (b[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::Many(a), Argument::Many(b), Argument::One($z)) => {
                for ((out, a), b) in chunks_mut($out).zip(chunks(a)).zip(chunks(b)) {
                    for lane in 0..CHUNK {
                        let ($x, $y, $old) = (a[lane], b[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::Many(a), Argument::One($y), Argument::Many(c)) => {
                for ((out, a), c) in chunks_mut($out).zip(chunks(a)).zip(chunks(c)) {
                    for lane in 0..CHUNK {
                        let ($x, $z, $old) = (a[lane], c[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::One($x), Argument::Many(b), Argument::Many(c)) => {
                for ((out, b), c) in chunks_mut($out).zip(chunks(b)).zip(chunks(c)) {
                    for lane in 0..CHUNK {
                        let ($y, $z, $old) = (b[lane], c[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::Many(a), Argument::Many(b), Argument::Many(c)) => {
                for (((out, a), b), c) in chunks_mut($out).zip(chunks(a)).zip(chunks(b)).zip(chunks(c)) {
                    for lane in 0..CHUNK {
                        let ($x, $y, $z, $old) = (a[lane], b[lane], c[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (a, b, c) => {
                for (lane, out) in $out.iter_mut().enumerate() {
                    let ($x, $y, $z, $old) = (a.lane(lane), b.lane(lane), c.lane(lane), *out);
                    *out = $body;
                }
            }
        }
    };
}

/// out = expression of x and y and what stands in out; the third argument is none.
macro_rules! of_two {
    ($out:expr, $a:expr, $b:expr, |$x:ident, $y:ident, $old:ident| $body:expr) => {
        match ($a, $b) {
            (Argument::Many(a), Argument::One($y)) => {
                for (out, a) in chunks_mut($out).zip(chunks(a)) {
                    for lane in 0..CHUNK {
                        let ($x, $old) = (a[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::One($x), Argument::Many(b)) => {
                for (out, b) in chunks_mut($out).zip(chunks(b)) {
                    for lane in 0..CHUNK {
                        let ($y, $old) = (b[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::Many(a), Argument::Many(b)) => {
                for ((out, a), b) in chunks_mut($out).zip(chunks(a)).zip(chunks(b)) {
                    for lane in 0..CHUNK {
                        let ($x, $y, $old) = (a[lane], b[lane], out[lane]);
                        out[lane] = $body;
                    }
                }
            }
            (Argument::One($x), Argument::One($y)) => {
                for out in $out.iter_mut() {
                    let $old = *out;
                    *out = $body;
                }
            }
        }
    };
}

/// Runs both steps on their arguments.
#[inline(always)]
pub(super) fn chain(first: First, then: Then, arguments: [Argument<'_>; 4], out: &mut [f64]) {
    if !whole(out) {
        return one_by_one(first, then, arguments, out);
    }
    let [a, b, c, d] = arguments;
    match first {
        First::Add => arithmetic(then, arguments, out, |x, y| x + y),
        First::Subtract => arithmetic(then, arguments, out, |x, y| x - y),
        First::Multiply => arithmetic(then, arguments, out, |x, y| x * y),
        First::Not => match then {
            Then::Multiply => of_two!(out, a, b, |x, y, _old| (1.0 - x) * y),
            _ => one_by_one(first, then, arguments, out),
        },
        First::Less | First::LessEqual => match (then, c, d) {
            (Then::Select, Argument::One(yes), Argument::One(no)) if first == First::Less => {
                of_two!(out, a, b, |x, y, _old| if x < y { yes } else { no });
            }
            (Then::Select, Argument::One(yes), Argument::One(no)) => {
                of_two!(out, a, b, |x, y, _old| if x <= y { yes } else { no });
            }
            _ => one_by_one(first, then, arguments, out),
        },
        First::Select => chosen(then, arguments, out),
    }
}

/// Sum, difference or product, then something.
#[inline(always)]
fn arithmetic(then: Then, arguments: [Argument<'_>; 4], out: &mut [f64], first: impl Fn(f64, f64) -> f64) {
    let [a, b, c, d] = arguments;
    match then {
        Then::Add => of_three!(out, a, b, c, |x, y, z, _old| first(x, y) + z),
        Then::Subtract => of_three!(out, a, b, c, |x, y, z, _old| first(x, y) - z),
        Then::SubtractFrom => of_three!(out, a, b, c, |x, y, z, _old| z - first(x, y)),
        Then::Multiply => of_three!(out, a, b, c, |x, y, z, _old| first(x, y) * z),
        Then::Divide => of_three!(out, a, b, c, |x, y, z, _old| first(x, y) / z),
        Then::Sum => of_two!(out, a, b, |x, y, old| old + first(x, y)),
        Then::Select => slow(out, |lane| choice(first(a.lane(lane), b.lane(lane)), c.lane(lane), d.lane(lane))),
    }
}

/// A choice, then something.
#[inline(always)]
fn chosen(then: Then, arguments: [Argument<'_>; 4], out: &mut [f64]) {
    let [c, a, b, d] = arguments;
    match (then, a, b) {
        (Then::Sum, Argument::One(a), Argument::One(b)) => {
            of_two!(out, c, Argument::One(0.0), |c, _none, old| old + choice(c, a, b));
        }
        (Then::Sum, Argument::Many(_), Argument::One(b)) => of_two!(out, c, a, |c, a, old| old + choice(c, a, b)),
        (Then::Sum, Argument::One(a), Argument::Many(_)) => of_two!(out, c, b, |c, b, old| old + choice(c, a, b)),
        (Then::Sum, _, _) => of_three!(out, c, a, b, |c, a, b, old| old + choice(c, a, b)),
        (Then::Multiply, Argument::One(a), Argument::One(b)) => of_two!(out, c, d, |c, z, _old| choice(c, a, b) * z),
        (Then::Multiply, _, Argument::One(b)) => of_three!(out, c, a, d, |c, a, z, _old| choice(c, a, b) * z),
        (Then::Multiply, Argument::One(a), _) => of_three!(out, c, b, d, |c, b, z, _old| choice(c, a, b) * z),
        (Then::Add, Argument::One(a), Argument::One(b)) => of_two!(out, c, d, |c, z, _old| choice(c, a, b) + z),
        (Then::Add, _, Argument::One(b)) => of_three!(out, c, a, d, |c, a, z, _old| choice(c, a, b) + z),
        (Then::Add, Argument::One(a), _) => of_three!(out, c, b, d, |c, b, z, _old| choice(c, a, b) + z),
        _ => one_by_one(First::Select, then, arguments, out),
    }
}

/// Any chain, lane by lane.
#[inline(never)]
fn one_by_one(first: First, then: Then, arguments: [Argument<'_>; 4], out: &mut [f64]) {
    for (lane, out) in out.iter_mut().enumerate() {
        let at = |place: usize| arguments[place].lane(lane);
        let (result, used) = match first {
            First::Add => (at(0) + at(1), 2),
            First::Subtract => (at(0) - at(1), 2),
            First::Multiply => (at(0) * at(1), 2),
            First::Less => (flag(at(0) < at(1)), 2),
            First::LessEqual => (flag(at(0) <= at(1)), 2),
            First::Not => (1.0 - at(0), 1),
            First::Select => (choice(at(0), at(1), at(2)), 3),
        };
        *out = match then {
            Then::Add => result + at(used),
            Then::Subtract => result - at(used),
            Then::SubtractFrom => at(used) - result,
            Then::Multiply => result * at(used),
            Then::Divide => result / at(used),
            Then::Sum => *out + result,
            Then::Select => choice(result, at(used), at(used + 1)),
        };
    }
}
