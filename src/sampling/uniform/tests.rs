use super::*;
use crate::numeric::address::path_key;
use crate::numeric::instruction_set::{InstructionSet, Work, execute};

const DESIGNS: [Design; 2] = [Design::Stratified, Design::Independent];

fn draws(design: Design, seed: u64, path: &str, year: u32, count: usize) -> Vec<f64> {
    let mut out = vec![f64::NAN; count];
    fill(design, seed, path_key(path), year, 0, &mut out);
    out
}

/// A change here changes every result of every scenario.
#[test]
fn values_never_change() {
    let first = |design| -> Vec<u64> {
        let mut out = vec![0.0; 2];
        fill(design, 1, path_key("projects.solar.yield"), 3, 100_000, &mut out);
        // exact: every value is a multiple of 2⁻⁵³
        out.iter().map(|u| (u * 2_f64.powi(53)) as u64).collect()
    };
    assert_eq!(first(Design::Stratified), STRATIFIED);
    assert_eq!(first(Design::Independent), INDEPENDENT);
}

const STRATIFIED: [u64; 2] = [666_067_300_504_441, 2_893_974_277_982_125];
const INDEPENDENT: [u64; 2] = [7_904_968_207_553_573, 1_760_689_862_718_933];

#[test]
fn independent_values_are_the_words_of_philox_at_the_address() {
    let mut out = [0.0; 2];
    independent(0x1111_2222_3333_4444, 0x5555_6666_7777_8888, 9, 14, &mut out);
    let [a, b, c, d] = philox4x32([7, 9, 0x7777_8888, 0x5555_6666], [0x3333_4444, 0x1111_2222]);
    for (value, low, high) in [(out[0], a, b), (out[1], c, d)] {
        let top_52 = (high << 32 | low) >> 12;
        assert_eq!(value, (top_52 as f64 + 0.5) / 2_f64.powi(52));
    }
}

#[test]
fn every_value_is_an_odd_multiple_of_two_to_the_minus_53_inside_the_interval() {
    for design in DESIGNS {
        for u in draws(design, 4, "a", 0, 40_000) {
            let scaled = u * 2_f64.powi(53);
            assert!(u > 0.0 && u < 1.0 && scaled.fract() == 0.0 && scaled % 2.0 == 1.0, "{design:?}: {u}");
            assert_eq!(1.0 - (1.0 - u), u);
        }
    }
}

/// 52 bits at their extremes stay inside (0, 1).
#[test]
fn the_least_and_greatest_values_are_symmetric() {
    assert_eq!(to_unit(0), 2_f64.powi(-53));
    assert_eq!(to_unit((1 << 52) - 1), 1.0 - 2_f64.powi(-53));
}

#[test]
fn any_split_of_the_trials_gives_the_same_values() {
    for design in DESIGNS {
        // the middle of a run, and past the run of 1,024 trials whose order is worked out together
        let whole = draws(design, 7, "input", 2, 3000);
        for (start, length) in
            [(0, 1), (1, 1), (31, 2), (33, 30), (64, 512), (1000, 100), (1023, 2), (97, 2000), (5, 0)]
        {
            let mut part = vec![f64::NAN; length];
            fill(design, 7, path_key("input"), 2, start as u64, &mut part);
            assert_eq!(part, whole[start..start + length], "{design:?} {start} {length}");
        }
    }
}

struct Fill<'a>(Design, u64, &'a mut [f64]);

impl Work for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        fill(self.0, 3, 0x0123_4567_89ab_cdef, 5, self.1, self.2);
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for design in DESIGNS {
        for (first, length) in [(0, 512), (448, 64), (131_071, 777)] {
            let mut expected = vec![0.0; length];
            fill(design, 3, 0x0123_4567_89ab_cdef, 5, first, &mut expected);
            for set in InstructionSet::ALL {
                let mut out = vec![0.0; length];
                execute(set, Fill(design, first, &mut out));
                assert_eq!(out, expected, "{design:?} {}", set.name());
            }
        }
    }
}

#[test]
fn each_replicate_is_stratified_at_every_power_of_two() {
    let values = draws(Design::Stratified, 11, "projects.quarry.price", 4, REPLICATES << 12);
    for replicate in 0..REPLICATES {
        let points: Vec<f64> = values.iter().copied().skip(replicate).step_by(REPLICATES).collect();
        for power in 0..=12 {
            let mut hit = vec![false; 1 << power];
            for u in &points[..1 << power] {
                let stratum = (u * f64::from(1 << power)) as usize;
                assert!(!std::mem::replace(&mut hit[stratum], true), "replicate {replicate}, 2^{power} points");
            }
        }
        // and so is every aligned run of 32 and of 1,024 points
        for size in [32, 1024] {
            for run in points.chunks_exact(size) {
                let mut hit = vec![false; size];
                for u in run {
                    assert!(!std::mem::replace(&mut hit[(u * size as f64) as usize], true), "runs of {size}");
                }
            }
        }
    }
}

#[test]
fn the_shuffle_is_a_bijection_that_keeps_powers_of_two_together() {
    for year in 0..20 {
        let scrambles = Scrambles::new(1, 2, year);
        // undo the scramble's first step by looking the result up
        let order: Vec<u32> = (0..64).flat_map(|run| scrambles.starts(run)).collect();
        for power in 0..=11 {
            let expected: std::collections::BTreeSet<u32> = (0..1 << power).map(before_seed).collect();
            assert_eq!(order[..1 << power].iter().copied().collect::<std::collections::BTreeSet<_>>(), expected);
        }
    }
}

#[test]
fn every_part_of_the_address_matters() {
    for design in DESIGNS {
        let base = draws(design, 1, "a", 1, 64);
        for other in [draws(design, 2, "a", 1, 64), draws(design, 1, "b", 1, 64), draws(design, 1, "a", 2, 64)] {
            assert!(base.iter().zip(&other).all(|(a, b)| a != b), "{design:?}");
        }
    }
}

/// The correlation of 32·1,024 pairs of independent uniforms has standard deviation 0.0055, that of a stratified pair
/// at most 1.1 times as much: one of 2 × 190 beyond 6.5 of these happens by chance once in 10⁷ runs.
#[test]
fn inputs_and_years_are_uncorrelated() {
    let count = REPLICATES << 10;
    for design in DESIGNS {
        let columns: Vec<Vec<f64>> =
            (0..20).map(|i| draws(design, 5, &format!("in.{}", i / 2), i % 2, count)).collect();
        for (i, a) in columns.iter().enumerate() {
            for b in &columns[..i] {
                let product: f64 = a.iter().zip(b).map(|(x, y)| 12.0 * (x - 0.5) * (y - 0.5)).sum();
                let correlation = product / count as f64;
                assert!(correlation.abs() < 6.5 * 1.1 / (count as f64).sqrt(), "{design:?} {i}: {correlation}");
            }
        }
    }
}

/// Pairs of inputs fall into the cells of a 16 × 16 grid as if paired at random. With even margins the sum over the
/// cells has mean 225 and standard deviation √450 = 21 for each of 45 pairs, so their mean has 3.2 (the shared shuffle
/// lets pairs vary somewhat more): ± 25 is beyond 6 standard deviations even if that is 1.3 times as much.
#[test]
fn pairs_of_inputs_fill_the_square_evenly() {
    let count = REPLICATES << 9;
    for design in DESIGNS {
        let columns: Vec<Vec<f64>> = (0..10).map(|i| draws(design, 8, &format!("in.{i}"), 0, count)).collect();
        let (mut total, mut pairs) = (0.0, 0.0);
        for (i, a) in columns.iter().enumerate() {
            for b in &columns[..i] {
                let mut cells = vec![0.0; 256];
                for (x, y) in a.iter().zip(b) {
                    cells[(x * 16.0) as usize * 16 + (y * 16.0) as usize] += 1.0;
                }
                let expected = count as f64 / 256.0;
                total += cells.iter().map(|n| (n - expected) * (n - expected) / expected).sum::<f64>();
                pairs += 1.0;
            }
        }
        let mean: f64 = total / pairs;
        // margins are free in the independent design: 255 cells vary instead of 225
        let theory = if design == Design::Stratified { 225.0 } else { 255.0 };
        assert!((mean - theory).abs() < 25.0, "{design:?}: {mean}");
    }
}

/// Mean of `f` minus `truth` for each of the replicates, and the variance that plain sampling would have.
fn replicate_errors(design: Design, seed: u64, inputs: usize, points: usize, f: &dyn Fn(&[f64]) -> f64) -> [f64; 32] {
    let count = REPLICATES * points;
    let columns: Vec<Vec<f64>> = (0..inputs).map(|i| draws(design, seed, &format!("in.{i}"), 0, count)).collect();
    let mut sums = [0.0; REPLICATES];
    let mut row = vec![0.0; inputs];
    for trial in 0..count {
        for (x, column) in row.iter_mut().zip(&columns) {
            *x = column[trial];
        }
        sums[trial % REPLICATES] += f(&row);
    }
    sums.map(|sum| sum / points as f64)
}

/// A sum of 79 smooth terms at 16,384 trials. In each replicate the error of a stratified mean of u² falls as
/// n^(−3/2): variance (∫f'²/12)/n³ = 1/(9n³) against (4/45)/n, a ratio of 0.8·n² = 209,715. Asked: half of that, while
/// chance moves a mean of 32 squares by a factor of 2 less than once in 10⁴ runs (the seed is fixed).
#[test]
fn a_sum_of_79_inputs_gains_a_hundred_thousand_fold() {
    let points = 512;
    let errors = replicate_errors(Design::Stratified, 3, 79, points, &|x| x.iter().map(|u| u * u - 1.0 / 3.0).sum());
    let variance = errors.iter().map(|e| e * e).sum::<f64>() / 32.0;
    let plain = 79.0 * (4.0 / 45.0) / points as f64;
    assert!(plain / variance > 104_857.0, "{}", plain / variance);
}

/// A product of 79 factors: the main effects are gone, the interactions are what plain sampling makes of them. Their
/// share of the variance, with a = 0.1²/12 per factor, is 1 − 79a / ((1 + a)^79 − 1) = 3.2 %, so the gain is about 31;
/// the ratio of 8 · 32 squares to its expectation is within a factor of 2 (7 standard deviations).
#[test]
fn a_product_of_79_inputs_loses_all_but_its_interactions() {
    let points = 256;
    let product = |x: &[f64]| x.iter().map(|u| 1.0 + 0.1 * (u - 0.5)).product::<f64>() - 1.0;
    let mut variance = 0.0;
    for seed in 0..8 {
        let errors = replicate_errors(Design::Stratified, seed, 79, points, &product);
        variance += errors.iter().map(|e| e * e).sum::<f64>() / (8.0 * 32.0);
    }
    let a: f64 = 0.01 / 12.0;
    let total = (1.0 + a).powi(79) - 1.0;
    let interactions = (total - 79.0 * a) / points as f64;
    assert!(variance > interactions / 2.0 && variance < interactions * 2.0, "{variance} {interactions}");
}

/// The spread of the replicates is an honest standard error: over 2,000 seeds the 95 % interval (t, 31 degrees of
/// freedom, 2.0395) covers the truth in 1,900 ± 9.7 cases. Beyond ± 55 is 5.6 standard deviations, once in 10⁷ runs.
#[test]
fn the_spread_of_the_replicates_is_an_honest_standard_error() {
    for design in DESIGNS {
        let product = |x: &[f64]| x.iter().map(|u| 0.5 + u).product::<f64>() - 1.0;
        let covered = (0..2000)
            .filter(|&seed| {
                let errors = replicate_errors(design, seed, 3, 20, &product);
                let mean = errors.iter().sum::<f64>() / 32.0;
                let spread = errors.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / 31.0;
                mean.abs() < 2.0395 * (spread / 32.0).sqrt()
            })
            .count();
        assert!((1845..=1955).contains(&covered), "{design:?}: {covered}");
    }
}
