//! Arc sine.

use super::{flip, magnitude, polynomial, select};

/// asin r = r + r³·p(r²) for |r| ≤ ½; the error of p amounts to 6e-18 of the result.
const ASIN: [f64; 13] = [
    0.166_666_666_666_666_69,
    0.074_999_999_999_984_33,
    0.044_642_857_146_355_43,
    0.030_381_944_138_531_247,
    0.022_372_172_942_149_89,
    0.017_352_392_720_869_973,
    0.013_971_212_973_552_933,
    0.011_479_177_415_184_906,
    0.010_322_814_350_185_78,
    0.005_457_506_718_640_358,
    0.017_400_879_442_694_02,
    -0.014_851_887_071_247_204,
    0.028_757_851_367_421_566,
];

/// Arc sine in radians, for −1 ≤ x ≤ 1, otherwise NaN. Largest error 2 ulp.
#[must_use]
pub fn asin(x: f64) -> f64 {
    let size = magnitude(x);
    // beyond ½: asin x = π/2 − 2·asin √((1 − x)/2)
    let outer = size > 0.5;
    let square = select(outer, 0.5 * (1.0 - size), size * size);
    let root = select(outer, square.sqrt(), size);
    let small = root + root * (square * polynomial(square, ASIN));
    let value = select(outer, std::f64::consts::FRAC_PI_2 - 2.0 * small, small);
    flip(value, x.to_bits())
}
