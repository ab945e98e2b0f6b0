//! Uniform numbers in (0, 1) for a block of consecutive trials of one input and year, in two designs.
//!
//! Every value is an odd multiple of 2⁻⁵³: never 0, never 1, never one half, and `1 − u` is exact and as likely as `u`.
//! Any split of the trials into blocks gives the same values; whole rows (first trial and length multiples of 32) are
//! quickest.
//!
//! **Independent.** Trial pair, year and key are the counter of one Philox4x32-10 call, the seed its key; the call's
//! 128 bits are the numbers of trials 2p and 2p + 1.
//!
//! **Stratified.** Trial i is point j = ⌊i / 32⌋ of replicate i mod 32. For one (seed, key, year):
//!
//! 1. the order of the points is shuffled: every base-32 digit of j by a permutation that a hash of the higher digits
//!    chooses, the leading digit so that runs of 2^k points stay together;
//! 2. each replicate scrambles the radical inverse (base 2, 32 bits) of the shuffled index by its own nested uniform (Owen) scramble, hash-based: Laine and Karras
//!    (2011), *Stratified sampling for stochastic transparency*; Burley (2020), *Practical hash-based Owen scrambling*,
//!    JCGT 9(4); with the better constants of Vegdahl (2021), *Building a better LK hash*;
//! 3. twenty more bits from a cheap hash fill the 52.
//!
//! So the first 2^m points of every replicate have exactly one point in each interval of length 2^−m, for all m ≤ 32,
//! and so has every run of 32^k points that starts at a multiple of 32^k, which keeps other numbers of trials exact too.
//! The shuffle makes the orders of different inputs and years independent of each other; without it all would visit
//! the same strata in the same order. (Burley shuffles by a nested base-2 permutation. That moves neighbouring points
//! together in all dimensions, and the part of an outcome that is a product of two inputs then has up to twice the
//! variance of plain sampling; permuting 32 at a time leaves 1.03 times.) It depends on the seed, so that no pair of inputs has bad luck at every seed, but
//! the replicates share it: given the shuffles, their scrambles are independent and each makes the replicate unbiased,
//! so the replicates' errors are independent given the shuffles and uncorrelated overall, which is what the standard
//! error needs, and shuffling costs one hash for 32 trials instead of one for each.

use super::philox::{philox4x32, split};
use crate::numeric::address::{join, mix};
use crate::scenario::model::Design;

/// Number of replicates of the stratified design: trial i belongs to replicate i mod 32.
pub const REPLICATES: usize = 32;
/// Points whose order is worked out together.
const RUN: usize = 32;

/// Bits of 1.0: with a 52-bit number in the fraction this is 1 + k·2⁻⁵².
const ONE: u64 = 0x3ff0_0000_0000_0000;
/// 1 − 2⁻⁵³, so that 1 + k·2⁻⁵² − `BELOW_ONE` = (2k + 1)·2⁻⁵³, exactly.
const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

/// The uniforms of trials `first_trial`, `first_trial + 1`, … in the given design; see the module's text.
#[inline(always)]
pub fn fill(design: Design, seed: u64, key: u64, year: u32, first_trial: u64, out: &mut [f64]) {
    match design {
        Design::Stratified => stratified(seed, key, year, first_trial, out),
        Design::Independent => independent(seed, key, year, first_trial, out),
    }
}

/// 1 where the uniform of a trial is below a chance and 0 elsewhere, or two other numbers.
#[inline(always)]
pub fn fill_below(
    design: Design,
    (seed, key, year, first_trial): (u64, u64, u32, u64),
    chance: f64,
    (yes, no): (f64, f64),
    out: &mut [f64],
) {
    let below = |u: f64| if u < chance { yes } else { no };
    match design {
        Design::Stratified => {
            stratified(seed, key, year, first_trial, out);
            for value in out {
                *value = below(*value);
            }
        }
        Design::Independent => independent_then(seed, key, year, first_trial, out, below),
    }
}

/// 52 bits to the middle of their interval: (2k + 1)·2⁻⁵³ in (0, 1).
#[inline(always)]
fn to_unit(k: u64) -> f64 {
    f64::from_bits(k | ONE) - BELOW_ONE
}

/// The pair of uniforms of trials 2·`pair` and 2·`pair` + 1.
#[inline(always)]
fn independent_pair(seed: [u32; 2], key: [u32; 2], year: u32, pair: u64) -> [f64; 2] {
    let counter = [pair & 0xffff_ffff, u64::from(year), u64::from(key[0]), u64::from(key[1])];
    let [a, b, c, d] = philox4x32(counter, seed);
    [to_unit(b << 20 | a >> 12), to_unit(d << 20 | c >> 12)]
}

/// The independent design. Trials repeat after 2³³.
#[inline(always)]
pub fn independent(seed: u64, key: u64, year: u32, first_trial: u64, out: &mut [f64]) {
    independent_then(seed, key, year, first_trial, out, |u| u);
}

/// The same with something made of every uniform before it is written.
#[inline(always)]
fn independent_then(seed: u64, key: u64, year: u32, first_trial: u64, out: &mut [f64], then: impl Fn(f64) -> f64) {
    let (seed, key) = (split(seed), split(key));
    let odd = (first_trial % 2) as usize;
    let (first, rest) = out.split_at_mut(odd.min(out.len()));
    if let [first] = first {
        *first = then(independent_pair(seed, key, year, first_trial / 2)[1]);
    }
    let pair = first_trial / 2 + odd as u64;
    let (pairs, last) = rest.as_chunks_mut::<2>();
    for (offset, values) in pairs.iter_mut().enumerate() {
        *values = independent_pair(seed, key, year, pair + offset as u64).map(&then);
    }
    if let [last] = last {
        *last = then(independent_pair(seed, key, year, pair + pairs.len() as u64)[0]);
    }
}

/// The scrambles of the 32 replicates of one (seed, key, year), and the key of its shuffle.
struct Scrambles {
    shuffle: u64,
    add: [u32; REPLICATES],
    multiply: [u32; REPLICATES],
}

impl Scrambles {
    #[inline(always)]
    fn new(seed: u64, key: u64, year: u32) -> Self {
        let base = join(join(seed, key), u64::from(year));
        let [a, b] = split(base);
        let [c, d] = split(mix(base ^ 0xbb67_ae85_84ca_a73b));
        let shuffle = mix(base ^ 0x3c6e_f372_fe94_f82b);
        let mut scrambles = Self { shuffle, add: [0; REPLICATES], multiply: [0; REPLICATES] };
        for replicate in 0..REPLICATES {
            let number = (replicate as u32 + 1).wrapping_mul(0x9e37_79b9);
            scrambles.add[replicate] = keyed_hash(number, a, b);
            scrambles.multiply[replicate] = keyed_hash(number, c, d) | 1;
        }
        scrambles
    }

    /// Fills a row: the 32 replicates' uniforms of one point, from what [`Self::starts`] says of the point.
    #[inline(always)]
    fn row(&self, start: u32, out: &mut [f64; REPLICATES]) {
        for ((value, &add), &multiply) in out.iter_mut().zip(&self.add).zip(&self.multiply) {
            let scrambled = after_seed(start, add, multiply);
            let top = u64::from(scrambled.reverse_bits());
            let rest = u64::from(scrambled.wrapping_mul(0x9e37_79b1).wrapping_add(multiply) >> 12);
            *value = to_unit(top << 20 | rest);
        }
    }

    /// The shuffled indices of the 32 points of a run (points 32·run …), each after the scramble's first step, which
    /// is the same for all replicates. A shuffled index is its radical inverse with the bits reversed, which is how the
    /// scramble wants it, so nothing is to be reversed here.
    ///
    /// The lowest base-32 digit is permuted by a key that depends on all higher digits. In the first run, where it is
    /// the leading digit, the permutation keeps aligned runs of 2^k together.
    #[inline(always)]
    fn starts(&self, run: u32) -> [u32; RUN] {
        let higher = self.higher_digits(run) << 5;
        let key = self.digit_key(run, 0);
        let mut starts = [0; RUN];
        if run == 0 {
            for (digit, start) in starts.iter_mut().enumerate() {
                *start = before_seed(self.leading_digit(digit as u32));
            }
        } else {
            for (digit, start) in starts.iter_mut().enumerate() {
                *start = before_seed(permuted(digit as u32, key) | higher);
            }
        }
        starts
    }

    /// The shuffled higher digits, from the second on.
    #[inline(always)]
    fn higher_digits(&self, run: u32) -> u32 {
        let mut result = 0;
        let mut rest = run;
        let mut shift = 0;
        while rest >= 32 {
            let digit = rest & 31;
            rest >>= 5;
            shift += 5;
            result |= permuted(digit, self.digit_key(rest, shift)) << (shift - 5);
        }
        result | self.leading_digit(rest) << shift
    }

    /// The key of the permutation of a digit: a function of the digits above it and its position.
    #[inline(always)]
    fn digit_key(&self, above: u32, shift: u64) -> u64 {
        mix(self.shuffle.wrapping_add((u64::from(above) << 5 | shift).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A nested permutation of 0..32 that leaves 0 in place, so that a leading zero stays one.
    #[inline(always)]
    fn leading_digit(&self, digit: u32) -> u32 {
        let [add, multiply] = split(self.shuffle);
        let moved = nested(digit.reverse_bits(), add, multiply | 1) ^ nested(0, add, multiply | 1);
        moved.reverse_bits() & 31
    }
}

/// A permutation of 0..32: four rounds of an affine map and an xor-shift, each a bijection of five bits.
#[inline(always)]
fn permuted(digit: u32, key: u64) -> u32 {
    let mut x = digit;
    for round in 0..4 {
        let bits = (key >> (16 * round)) as u32;
        x = x.wrapping_mul(bits | 1).wrapping_add(bits >> 5) & 31;
        x ^= x >> (3 - round % 2);
    }
    x
}

/// A 32-bit hash with a 64-bit key, in 32-bit steps because those are what vector units multiply quickly. Rounds as in
/// Wellons' lowbias32 (2018), the key's halves added before each multiplication.
#[inline(always)]
fn keyed_hash(number: u32, a: u32, b: u32) -> u32 {
    let x = number ^ a;
    let x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d).wrapping_add(b);
    let x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// A Laine–Karras hash: every bit of the result depends on the same and the lower bits of `x` only, so on reversed
/// numbers it is a nested permutation of base-2 intervals. Constants: Vegdahl (2021); the multiplier has its own word
/// instead of the upper half of the addend.
#[inline(always)]
fn nested(x: u32, add: u32, multiply: u32) -> u32 {
    after_seed(before_seed(x), add, multiply)
}

#[inline(always)]
fn before_seed(x: u32) -> u32 {
    x ^ x.wrapping_mul(0x3d20_adea)
}

#[inline(always)]
fn after_seed(x: u32, add: u32, multiply: u32) -> u32 {
    let x = x.wrapping_add(add).wrapping_mul(multiply);
    let x = x ^ x.wrapping_mul(0x0552_6c56);
    x ^ x.wrapping_mul(0x53a2_2864)
}

/// The stratified design. Trials repeat after 2³⁷.
#[inline(always)]
pub fn stratified(seed: u64, key: u64, year: u32, first_trial: u64, out: &mut [f64]) {
    let scrambles = Scrambles::new(seed, key, year);
    let mut trial = first_trial;
    let mut rest = out;
    while !rest.is_empty() {
        let point = trial / REPLICATES as u64;
        let (run, digit, replicate) = ((point / 32) as u32, point as usize % RUN, trial as usize % REPLICATES);
        let starts = scrambles.starts(run);
        let here = ((RUN - digit) * REPLICATES - replicate).min(rest.len());
        let (now, later) = rest.split_at_mut(here);
        fill_run(&scrambles, &starts[digit..], replicate, now);
        trial += here as u64;
        rest = later;
    }
}

/// Fills trials of consecutive points of one run, from the given replicate of the first point on.
#[inline(always)]
fn fill_run(scrambles: &Scrambles, starts: &[u32], replicate: usize, out: &mut [f64]) {
    let before = if replicate == 0 { 0 } else { out.len().min(REPLICATES - replicate) };
    let (first, rest) = out.split_at_mut(before);
    let mut starts = starts.iter();
    let mut row = [0.0; REPLICATES];
    if before > 0
        && let Some(&start) = starts.next()
    {
        scrambles.row(start, &mut row);
        first.copy_from_slice(&row[replicate..replicate + before]);
    }
    let (rows, last) = rest.as_chunks_mut::<REPLICATES>();
    for (row, &start) in rows.iter_mut().zip(&mut starts) {
        scrambles.row(start, row);
    }
    if let Some(&start) = starts.next() {
        scrambles.row(start, &mut row);
        last.copy_from_slice(&row[..last.len()]);
    }
}

#[cfg(test)]
mod tests;
