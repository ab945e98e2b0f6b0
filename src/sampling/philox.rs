//! Philox4x32-10, a counter-based generator.
//!
//! Salmon, Moraes, Dror and Shaw (2011), *Parallel Random Numbers: As Easy as 1, 2, 3*, SC '11: a bijection of 128-bit
//! counters, chosen by a 64-bit key, made of ten rounds of two 32 × 32 → 64 bit multiplications. It passes BigCrush, has
//! no state to carry along, and any value can be computed alone. [`Philox`] puts it behind rand's traits for anything
//! that wants a sequence; draws use [`philox4x32`] on the address of the draw.

use rand::rand_core::block::{BlockRng, Generator};
use rand::rand_core::{Infallible, TryRng};

const MULTIPLIER_0: u64 = 0xd251_1f53;
const MULTIPLIER_1: u64 = 0xcd9e_8d57;
/// What is added to the two halves of the key after each round (golden ratio, root of 3 less 1).
const WEYL_0: u32 = 0x9e37_79b9;
const WEYL_1: u32 = 0xbb67_ae85;
const ROUNDS: u32 = 10;
const LOW: u64 = 0xffff_ffff;

/// The Philox4x32-10 block function: four 32-bit words from a counter of four words and a key of two.
///
/// The words travel in 64-bit lanes, because that is how vector units multiply 32 × 32 → 64.
#[inline(always)]
#[must_use]
pub fn philox4x32(counter: [u64; 4], key: [u32; 2]) -> [u64; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..ROUNDS {
        // the upper halves of the words are left as they come: the multiplication of vector units does not look at them
        let product_0 = (c0 & LOW) * MULTIPLIER_0;
        let product_1 = (c2 & LOW) * MULTIPLIER_1;
        c0 = (product_1 >> 32) ^ c1 ^ u64::from(k0);
        c2 = (product_0 >> 32) ^ c3 ^ u64::from(k1);
        c1 = product_1;
        c3 = product_0;
        k0 = k0.wrapping_add(WEYL_0);
        k1 = k1.wrapping_add(WEYL_1);
    }
    [c0 & LOW, c1 & LOW, c2 & LOW, c3 & LOW]
}

/// The key's two halves.
#[inline(always)]
#[must_use]
pub fn split(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

/// The counter and key of a sequence: each step gives four words and adds one to the counter.
#[derive(Clone, Debug)]
struct Counter {
    key: [u32; 2],
    next: u128,
}

impl Generator for Counter {
    type Output = [u32; 4];

    fn generate(&mut self, output: &mut [u32; 4]) {
        let low = self.next as u64;
        let high = (self.next >> 64) as u64;
        let counter = [low & LOW, low >> 32, high & LOW, high >> 32];
        *output = philox4x32(counter, self.key).map(|word| word as u32);
        self.next = self.next.wrapping_add(1);
    }
}

/// A sequence of Philox4x32-10 behind rand's traits: `Philox::new(key)` counts from zero, `at` from anywhere.
/// Period 2^130 words for each of 2^64 keys.
#[derive(Clone, Debug)]
pub struct Philox(BlockRng<Counter>);

impl Philox {
    /// The sequence of a 64-bit key, from counter zero.
    #[must_use]
    pub fn new(key: u64) -> Self {
        Self::at(key, 0)
    }

    /// The sequence of a 64-bit key, from the given counter.
    #[must_use]
    pub fn at(key: u64, counter: u128) -> Self {
        Self(BlockRng::new(Counter { key: split(key), next: counter }))
    }
}

impl TryRng for Philox {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64_from_u32())
    }

    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(destination);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    /// The known answers that Random123 publishes for `philox4x32 10` (file `kat_vectors`).
    #[test]
    fn agrees_with_the_published_known_answers() {
        let cases = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([LOW; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, answer) in cases {
            assert_eq!(philox4x32(counter, key), answer);
        }
    }

    #[test]
    fn the_sequence_is_the_block_function_of_a_running_counter() {
        let mut sequence = Philox::new(0x0123_4567_89ab_cdef);
        for block in 0..5_u64 {
            for word in philox4x32([block, 0, 0, 0], [0x89ab_cdef, 0x0123_4567]) {
                assert_eq!(u64::from(sequence.next_u32()), word);
            }
        }
        let mut bytes = [0; 8];
        Philox::new(7).fill_bytes(&mut bytes);
        assert_eq!(u64::from_le_bytes(bytes), Philox::new(7).next_u64());
    }

    #[test]
    fn the_counter_carries_into_its_upper_half() {
        let mut sequence = Philox::at(1, u128::from(u64::MAX));
        let last = philox4x32([LOW, LOW, 0, 0], [1, 0]);
        let next = philox4x32([0, 0, 1, 0], [1, 0]);
        for word in last.into_iter().chain(next) {
            assert_eq!(u64::from(sequence.next_u32()), word);
        }
    }
}
