//! The standard normal distribution.

use super::exponential::exp_sum;
use super::logarithm::ln;
use super::{magnitude, polynomial, select, upper_half};

/// (a + 5)·Φ(−a)·e^(a²/2) in t = (a − 5)/(a + 5) for 0 ≤ a ≤ 39; relative error 6e-17. The variable is that of
/// Shepherd and Laframboise (1981), *Chebyshev approximation of (1 + 2x) exp(x²) erfc x*, Math. Comp. 36.
const TAIL: [f64; 23] = [
    0.769_193_049_750_063,
    -0.665_382_502_890_056_7,
    0.495_305_615_969_976_4,
    -0.313_533_156_671_304_55,
    0.165_020_366_170_384_7,
    -0.069_118_638_706_310_16,
    0.020_795_066_799_883_178,
    -0.002_993_376_770_508_542_2,
    -0.000_797_869_398_466_070_1,
    0.000_544_899_064_773_129_8,
    -5.937_572_800_991_586e-5,
    -4.976_281_427_058_58e-5,
    1.668_121_374_204_206_3e-5,
    3.980_902_157_868_041_4e-6,
    -2.769_267_095_997_43e-6,
    -3.366_153_681_012_471e-7,
    4.331_410_356_862_585e-7,
    4.227_499_374_006_534_6e-8,
    -6.594_221_662_477_223e-8,
    -9.313_560_994_326_06e-9,
    7.663_071_800_760_04e-9,
    1.753_048_401_408_232e-9,
    -1.587_746_882_747_336_5e-10,
];

/// Probability that a standard normal value is at most x. Relative error below 1e-15, in the lower tail too (to where
/// the result becomes subnormal, x = −37.5).
#[inline(always)]
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    let a = magnitude(x);
    let a = select(a > 39.0, 39.0, a);
    let t = (a - 5.0) / (a + 5.0);
    // a² in two parts, or the error of a² would be multiplied by the exponential
    let high = upper_half(a);
    let low = a - high;
    let gauss = exp_sum(-0.5 * (high * high), -0.5 * (low * (a + high)));
    let tail = gauss * (polynomial(t, TAIL) / (a + 5.0));
    select(x > 0.0, 1.0 - tail, tail)
}

// Wichura (1988), Algorithm AS 241: The percentage points of the normal distribution, Appl. Statist. 37, PPND16.
// Numerator and denominator of the three ranges.
const MIDDLE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];
const NEAR: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-9,
    ],
];
const OUTER: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_7e-15,
    ],
];

#[inline(always)]
fn ratio(x: f64, [numerator, denominator]: [[f64; 8]; 2]) -> f64 {
    polynomial(x, numerator) / polynomial(x, denominator)
}

/// For |q| = |p − ½| ≤ 0.425.
#[inline(always)]
fn middle(q: f64) -> f64 {
    q * ratio(0.180_625 - q * q, MIDDLE)
}

/// The magnitude of the quantile for the smaller of p and 1 − p.
#[inline(always)]
fn tail(smaller: f64) -> f64 {
    let r = (-ln(smaller)).sqrt();
    let value = select(r <= 5.0, ratio(r - 1.6, NEAR), ratio(r - 5.0, OUTER));
    // r is infinite at p = 0, where the ratio is not a number
    select(smaller > 0.0, value, select(smaller == 0.0, f64::INFINITY, f64::NAN))
}

/// The value that a standard normal variable exceeds with probability 1 − p. Relative error below 1e-15 for p ≤ ½; for
/// p > ½ as exact as 1 − p is. −∞ at 0, ∞ at 1, NaN outside.
#[inline(always)]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    let outer = tail(select(q < 0.0, p, 1.0 - p));
    let outer = select(q < 0.0, -outer, outer);
    // not a number: the outer branch passes it on
    select(magnitude(q) <= 0.425, middle(q), outer)
}

/// [`normal_quantile`] of every element, in place: the middle range (85 %) in one pass, then the tails together, so
/// that the logarithm is computed only for those that need it. The same bits as one by one.
#[inline(always)]
pub fn normal_quantiles(values: &mut [f64]) {
    const CHUNK: usize = 64;
    for chunk in values.chunks_mut(CHUNK) {
        let mut places = [0_u8; CHUNK];
        let mut tails = [0.25; CHUNK];
        let mut count = 0;
        for (place, &p) in chunk.iter().enumerate() {
            // written always, kept only if counted: no branch to mispredict
            places[count & (CHUNK - 1)] = place as u8;
            tails[count & (CHUNK - 1)] = p;
            let inside = magnitude(p - 0.5) <= 0.425;
            count += usize::from(!inside);
        }
        for p in chunk.iter_mut() {
            *p = middle(*p - 0.5);
        }
        let (tails, _) = tails.split_at_mut(count.min(CHUNK));
        for p in tails.iter_mut() {
            let outer = tail(select(*p < 0.5, *p, 1.0 - *p));
            *p = select(*p < 0.5, -outer, outer);
        }
        for (place, value) in places.iter().zip(tails) {
            if let Some(slot) = chunk.get_mut(usize::from(*place)) {
                *slot = *value;
            }
        }
    }
}
