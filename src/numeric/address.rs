//! Addresses of draws: which random number belongs to which input, row, trial and year.
//!
//! A draw is a function of (seed, path of the input, row, trial, year) and of nothing else. The text parts are hashed
//! once, before the trial loop: [`path_key`] for the path, [`row_key`] to go from a path to one row or household of it.
//! The functions are part of the program's results: changing one changes every draw of every scenario.

/// Odd constants with irregular bits: the fractional parts of the golden ratio and of the square roots of 3 and 5.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const ROOT_3: u64 = 0xbb67_ae85_84ca_a73b;
const ROOT_5: u64 = 0x3c6e_f372_fe94_f82b;

/// Mixes 64 bits so that every input bit reaches every output bit: three rounds of xor-shift and multiplication, a
/// bijection. The shifts and factors are variant 13 of Stafford (2011), *Better Bit Mixing*, as in SplitMix64 (Steele,
/// Lea and Flood 2014).
#[inline(always)]
#[must_use]
pub fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Joins two 64-bit words into one, in an order that matters: `join(a, b)` and `join(b, a)` have nothing in common.
/// For a given `a` it is a bijection of `b`, so the rows of one path never collide.
#[inline(always)]
#[must_use]
pub fn join(a: u64, b: u64) -> u64 {
    mix(mix(a.wrapping_add(GOLDEN)) ^ b.wrapping_mul(ROOT_3)).wrapping_add(a.wrapping_mul(ROOT_5))
}

/// The key of a path such as `projects.solar.yield`: a 64-bit hash of its UTF-8 bytes.
///
/// The bytes are taken eight at a time, little-endian, the last word padded with zeros; each word is joined to the
/// state, which starts from the length in bytes. With the 100 inputs of a large scenario two paths collide with
/// probability 100²/2^65 < 10⁻¹⁵.
#[must_use]
pub fn path_key(path: &str) -> u64 {
    let bytes = path.as_bytes();
    let start = mix((bytes.len() as u64).wrapping_add(ROOT_5));
    bytes.chunks(8).fold(start, |state, chunk| {
        let word = chunk.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte));
        join(state, word)
    })
}

/// The key of one row (a table row's or household's own key, for instance the [`path_key`] of its name) under a path.
/// An input outside tables is drawn with the path's key itself.
#[must_use]
pub fn row_key(path_key: u64, row: u64) -> u64 {
    join(path_key, row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn values_never_change() {
        assert_eq!(path_key(""), VALUE_EMPTY);
        assert_eq!(path_key("projects.solar.yield"), VALUE_SOLAR);
        assert_eq!(path_key("项目.光伏.发电量"), VALUE_CHINESE);
        assert_eq!(row_key(1, 2), VALUE_ROW);
    }

    /// Computed by a second program written from the text above.
    const VALUE_EMPTY: u64 = 0xbeeb_8da1_658e_ec67;
    const VALUE_SOLAR: u64 = 0x68b4_d43d_9f4a_314d;
    const VALUE_CHINESE: u64 = 0x6b5e_e45a_da2c_1734;
    const VALUE_ROW: u64 = 0x46a8_b5fa_2c55_ac89;

    #[test]
    fn similar_paths_and_rows_have_different_keys() {
        let mut seen = HashSet::new();
        for path in
            ["", "a", "b", "ab", "ba", "a.b", "b.a", "a\0", "a\0\0", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaaaaaaaaaa"]
        {
            assert!(seen.insert(path_key(path)), "{path:?}");
            for row in 0..10_000 {
                assert!(seen.insert(row_key(path_key(path), row)), "{path:?} {row}");
            }
        }
    }

    /// Flipping one input bit flips each output bit in about half of 4,000 cases: a share further than 0.05 from one
    /// half is 6.3 standard deviations off, which in 40 × 64 shares happens by chance less than once in a million runs.
    #[test]
    fn one_changed_bit_changes_half_of_the_key() {
        let cases = 4000_u32;
        for bit in 0..40 {
            let mut flips = [0_u32; 64];
            for case in 0..cases {
                let text = format!("p{case:04}");
                let mut bytes = text.clone().into_bytes();
                // bit 7 would leave ASCII; the low seven bits of each byte stay valid UTF-8
                bytes[bit / 8] ^= 1 << (bit % 7);
                let changed = String::from_utf8(bytes).unwrap();
                let difference = path_key(&text) ^ path_key(&changed);
                for (position, count) in flips.iter_mut().enumerate() {
                    *count += u32::from(difference >> position & 1 == 1);
                }
            }
            for count in flips {
                let share = f64::from(count) / f64::from(cases);
                assert!((share - 0.5).abs() < 0.05, "input bit {bit}: {share}");
            }
        }
    }
}
