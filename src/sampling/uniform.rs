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
//! 1. the order of the points is shuffled by a nested permutation: j, bits reversed, through two Laine–Karras hashes;
//!    read without reversing back, this is the radical inverse (base 2, 32 bits) of the shuffled index;
//! 2. each replicate scrambles that number by its own nested uniform (Owen) scramble, hash-based: Laine and Karras
//!    (2011), *Stratified sampling for stochastic transparency*; Burley (2020), *Practical hash-based Owen scrambling*,
//!    JCGT 9(4); with the better constants of Vegdahl (2021), *Building a better LK hash*;
//! 3. twenty more bits from a cheap hash fill the 52.
//!
//! So the first 2^m points of every replicate have exactly one point in each interval of length 2^−m, for all m ≤ 32.
//! The shuffle makes the orders of different inputs and years independent of each other; without it all would visit
//! the same strata in the same order. It depends on the seed, so that no pair of inputs has bad luck at every seed, but
//! the replicates share it: given the shuffles, their scrambles are independent and each makes the replicate unbiased,
//! so the replicates' errors are independent given the shuffles and uncorrelated overall, which is what the standard
//! error needs, and shuffling costs one hash for 32 trials instead of one for each.

use crate::numeric::address::{join, mix};
use super::philox::{philox4x32, split};
use crate::scenario::model::Design;

/// Number of replicates of the stratified design: trial i belongs to replicate i mod 32.
pub const REPLICATES: usize = 32;

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
    let (seed, key) = (split(seed), split(key));
    let odd = (first_trial % 2) as usize;
    let (first, rest) = out.split_at_mut(odd.min(out.len()));
    if let [first] = first {
        *first = independent_pair(seed, key, year, first_trial / 2)[1];
    }
    let pair = first_trial / 2 + odd as u64;
    let (pairs, last) = rest.as_chunks_mut::<2>();
    for (offset, values) in pairs.iter_mut().enumerate() {
        *values = independent_pair(seed, key, year, pair + offset as u64);
    }
    if let [last] = last {
        *last = independent_pair(seed, key, year, pair + pairs.len() as u64)[0];
    }
}

/// The scrambles of the 32 replicates of one (seed, key, year) and its shuffle.
struct Scrambles {
    shuffle: [u32; 4],
    add: [u32; REPLICATES],
    multiply: [u32; REPLICATES],
}

impl Scrambles {
    #[inline(always)]
    fn new(seed: u64, key: u64, year: u32) -> Self {
        let base = join(join(seed, key), u64::from(year));
        let [a, b] = split(base);
        let [c, d] = split(mix(base.wrapping_add(0x9e37_79b9_7f4a_7c15)));
        let mut scrambles = Self { shuffle: split_pair(base), add: [0; REPLICATES], multiply: [0; REPLICATES] };
        for replicate in 0..REPLICATES {
            let number = (replicate as u32 + 1).wrapping_mul(0x9e37_79b9);
            scrambles.add[replicate] = keyed_hash(number, a, b);
            scrambles.multiply[replicate] = keyed_hash(number, c, d) | 1;
        }
        scrambles
    }

    /// The radical inverse of the shuffled index of point `point`, bits reversed, and the scramble's first step,
    /// which is the same for all replicates.
    #[inline(always)]
    fn shuffled(&self, point: u64) -> u32 {
        let [a, b, c, d] = self.shuffle;
        let reversed = (point as u32).reverse_bits();
        let inverse = nested(nested(reversed, a, b | 1), c, d | 1);
        before_seed(inverse.reverse_bits())
    }

    /// Fills a row: the 32 replicates' uniforms of one point.
    #[inline(always)]
    fn row(&self, point: u64, out: &mut [f64; REPLICATES]) {
        let start = self.shuffled(point);
        for replicate in 0..REPLICATES {
            let scrambled = after_seed(start, self.add[replicate], self.multiply[replicate]);
            let top = u64::from(scrambled.reverse_bits());
            let rest = u64::from(scrambled.wrapping_mul(0x9e37_79b1).wrapping_add(self.multiply[replicate]) >> 12);
            out[replicate] = to_unit(top << 20 | rest);
        }
    }
}

/// Four words for the shuffle.
#[inline(always)]
fn split_pair(base: u64) -> [u32; 4] {
    let [a, b] = split(mix(base ^ 0xbb67_ae85_84ca_a73b));
    let [c, d] = split(mix(base ^ 0x3c6e_f372_fe94_f82b));
    [a, b, c, d]
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
    let replicates = REPLICATES as u64;
    let mut point = first_trial / replicates;
    let offset = (first_trial % replicates) as usize;
    let before = if offset == 0 { 0 } else { out.len().min(REPLICATES - offset) };
    let (first, rest) = out.split_at_mut(before);
    if before > 0 {
        let mut row = [0.0; REPLICATES];
        scrambles.row(point, &mut row);
        first.copy_from_slice(&row[offset..offset + before]);
        point += 1;
    }
    let (rows, last) = rest.as_chunks_mut::<REPLICATES>();
    for row in rows {
        scrambles.row(point, row);
        point += 1;
    }
    if !last.is_empty() {
        let mut row = [0.0; REPLICATES];
        scrambles.row(point, &mut row);
        last.copy_from_slice(&row[..last.len()]);
    }
}
