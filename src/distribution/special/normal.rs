//! The standard normal distribution: Φ through the complementary error function, and its inverse.

use std::f64::consts::FRAC_1_SQRT_2;

use super::elementary::{exp, ln};

/// Quotient of two polynomials; coefficients from the highest power down.
fn ratio(x: f64, numerator: &[f64], denominator: &[f64]) -> f64 {
    let horner = |coefficients: &[f64]| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    horner(numerator) / horner(denominator)
}

/// erfc(x) = 2/√π ∫ₓ^∞ e^(−t²) dt, relative error about 1e-15 (5e-14 where it is below 1e-300).
///
/// Source: Cody 1969, *Rational Chebyshev approximations for the error function*, Mathematics of Computation 23.
pub fn erfc(x: f64) -> f64 {
    let size = x.abs();
    if size.is_nan() {
        return f64::NAN;
    }
    if size <= 0.46875 {
        let square = x * x;
        return 1.0 - x * ratio(square, &ERF_NUMERATOR, &ERF_DENOMINATOR);
    }
    let scaled = if size <= 4.0 {
        ratio(size, &MIDDLE_NUMERATOR, &MIDDLE_DENOMINATOR)
    } else {
        let inverse = 1.0 / (size * size);
        let tail = inverse * ratio(inverse, &TAIL_NUMERATOR, &TAIL_DENOMINATOR);
        (ONE_OVER_SQRT_PI - tail) / size
    };
    // e^(−x²) in two factors: the square of x rounded to 1/16 is exact, so the exponent loses nothing
    let rounded = (size * 16.0).trunc() / 16.0;
    let rest = (size - rounded) * (size + rounded);
    let upper = if size > 27.3 { 0.0 } else { exp(-rounded * rounded) * exp(-rest) * scaled };
    if x < 0.0 { 2.0 - upper } else { upper }
}

/// Φ(x), the standard normal cumulative distribution; relative error about 1e-15 in the lower tail. Use `normal_cdf(-x)`
/// for the upper tail.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x * FRAC_1_SQRT_2)
}

/// Φ⁻¹(p) for 0 < p < 1, relative error about 1e-16; −∞ at 0, +∞ at 1, NaN outside. The quantile of 1 − v is
/// `-normal_quantile(v)`, exact for tiny v.
///
/// Source: Wichura 1988, *Algorithm AS 241: the percentage points of the normal distribution*, Applied Statistics 37.
pub fn normal_quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        let r = 0.180625 - from_middle * from_middle;
        return from_middle * ratio(r, &CENTRE_NUMERATOR, &CENTRE_DENOMINATOR);
    }
    let tail = if from_middle < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if tail == 0.0 { from_middle.signum() * f64::INFINITY } else { f64::NAN };
    }
    let r = (-ln(tail)).sqrt();
    let size = if r <= 5.0 {
        ratio(r - 1.6, &NEAR_NUMERATOR, &NEAR_DENOMINATOR)
    } else {
        ratio(r - 5.0, &FAR_NUMERATOR, &FAR_DENOMINATOR)
    };
    if from_middle < 0.0 { -size } else { size }
}

const ONE_OVER_SQRT_PI: f64 = 0.564_189_583_547_756_3;

const ERF_NUMERATOR: [f64; 5] = [
    1.857_777_061_846_031_4e-1,
    3.161_123_743_870_565_5,
    1.138_641_541_510_501_6e2,
    3.774_852_376_853_02e2,
    3.209_377_589_138_469_5e3,
];
const ERF_DENOMINATOR: [f64; 5] =
    [1.0, 2.360_129_095_234_412_1e1, 2.440_246_379_344_441_8e2, 1.282_616_526_077_372_3e3, 2.844_236_833_439_171e3];
const MIDDLE_NUMERATOR: [f64; 9] = [
    2.153_115_354_744_038_5e-8,
    5.641_884_969_886_701e-1,
    8.883_149_794_388_377,
    6.611_919_063_714_163e1,
    2.986_351_381_974_001e2,
    8.819_522_212_417_69e2,
    1.712_047_612_634_070_7e3,
    2.051_078_377_826_071_7e3,
    1.230_339_354_797_997_3e3,
];
const MIDDLE_DENOMINATOR: [f64; 9] = [
    1.0,
    1.574_492_611_070_983_6e1,
    1.176_939_508_913_125e2,
    5.371_811_018_620_099e2,
    1.621_389_574_566_69e3,
    3.290_799_235_733_459_7e3,
    4.362_619_090_143_247e3,
    3.439_367_674_143_721_6e3,
    1.230_339_354_803_749_3e3,
];
const TAIL_NUMERATOR: [f64; 6] = [
    1.631_538_713_730_209_8e-2,
    3.053_266_349_612_323_3e-1,
    3.603_448_999_498_044_5e-1,
    1.257_817_261_112_292_5e-1,
    1.608_378_514_874_228e-2,
    6.587_491_615_298_378e-4,
];
const TAIL_DENOMINATOR: [f64; 6] = [
    1.0,
    2.568_520_192_289_822,
    1.872_952_849_923_460_4,
    5.279_051_029_514_284e-1,
    6.051_834_131_244_132e-2,
    2.335_204_976_268_691_7e-3,
];

const CENTRE_NUMERATOR: [f64; 8] = [
    2.509_080_928_730_122_6e3,
    3.343_057_558_358_813e4,
    6.726_577_092_700_87e4,
    4.592_195_393_154_987e4,
    1.373_169_376_550_946e4,
    1.971_590_950_306_551_4e3,
    1.331_416_678_917_843_9e2,
    3.387_132_872_796_366_5,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    5.226_495_278_852_854e3,
    2.872_908_573_572_194_4e4,
    3.930_789_580_009_271e4,
    2.121_379_430_158_659_5e4,
    5.394_196_021_424_751e3,
    6.871_870_074_920_579e2,
    4.231_333_070_160_091e1,
    1.0,
];
const NEAR_NUMERATOR: [f64; 8] = [
    7.745_450_142_783_414e-4,
    2.272_384_498_926_918_4e-2,
    2.417_807_251_774_506e-1,
    1.270_458_252_452_368_4,
    3.647_848_324_763_204_5,
    5.769_497_221_460_691,
    4.630_337_846_156_546,
    1.423_437_110_749_683_5,
];
const NEAR_DENOMINATOR: [f64; 8] = [
    1.050_750_071_644_416_9e-9,
    5.475_938_084_995_345e-4,
    1.519_866_656_361_645_7e-2,
    1.481_039_764_274_800_8e-1,
    6.897_673_349_851e-1,
    1.676_384_830_183_803_8,
    2.053_191_626_637_759,
    1.0,
];
const FAR_NUMERATOR: [f64; 8] = [
    2.010_334_399_292_288_1e-7,
    2.711_555_568_743_487_6e-5,
    1.242_660_947_388_078_3e-3,
    2.653_218_952_657_612_4e-2,
    2.965_605_718_285_048_8e-1,
    1.784_826_539_917_291_3,
    5.463_784_911_164_114,
    6.657_904_643_501_103,
];
const FAR_DENOMINATOR: [f64; 8] = [
    2.044_263_103_389_939_7e-15,
    1.421_511_758_316_446e-7,
    1.846_318_317_510_054_8e-5,
    7.868_691_311_456_133e-4,
    1.487_536_129_085_061_5e-2,
    1.369_298_809_227_358e-1,
    5.998_322_065_558_88e-1,
    1.0,
];

#[cfg(test)]
mod tests {
    use super::{erfc, normal_cdf, normal_quantile};

    #[test]
    fn erfc_agrees_with_an_independent_implementation() {
        for step in -2600..2600 {
            let x = f64::from(step) / 100.0;
            let (ours, theirs) = (erfc(x), statrs::function::erf::erfc(x));
            // statrs has about ten correct digits between 2.5 and 3; values with 40 digits are in `tests/special.rs`
            let tolerance = 1e-9 * theirs;
            assert!((ours - theirs).abs() <= tolerance, "erfc({x}) = {ours:e}, not {theirs:e}");
        }
    }

    #[test]
    fn quantile_inverts_the_cdf_down_to_1e_300() {
        for exponent in 1..3000 {
            let p = 10f64.powf(-f64::from(exponent) / 10.0);
            let error = (normal_cdf(normal_quantile(p)) / p - 1.0).abs();
            // Φ'/Φ ≈ z, so each rounding of z (in AS 241 and in z/√2) is worth z² of them
            let z = normal_quantile(p);
            assert!(error <= 4e-15 + z * z * 8e-16, "p = {p:e}: relative error {error:e}");
        }
    }

    #[test]
    fn quantile_is_minus_infinity_at_zero_and_nan_outside() {
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(f64::NAN).is_nan());
    }
}
