//! Special functions against statrs, exact sums and values computed with 40 digits (mpmath 1.x: `erfc`, `gammainc`,
//! `betainc`, and the inverse of `erfc` by root finding).

use crate::distribution::special::beta::IncompleteBeta;
use crate::distribution::special::gamma::{IncompleteGamma, ln_gamma, ln_gamma_1p, ln_gamma_ratio};
use crate::distribution::special::normal::{erfc, normal_quantile};

#[test]
fn ln_gamma_agrees_with_factorials_and_an_independent_implementation() {
    let mut ln_factorial = 0.0;
    for n in 1..170 {
        let error = (ln_gamma(f64::from(n)) - ln_factorial).abs();
        assert!(error <= 4e-15 * (1.0 + ln_factorial), "ln Γ({n}): {error:e}");
        ln_factorial += f64::from(n).ln();
    }
    for step in 1..400 {
        let a = f64::from(step) * 0.037;
        let (ours, theirs) = (ln_gamma(a), statrs::function::gamma::ln_gamma(a));
        assert!((ours - theirs).abs() <= 1e-13 * (1.0 + theirs.abs()), "ln Γ({a}): {ours} against {theirs}");
        let small = a / 40.0;
        assert!((ln_gamma_1p(small) - ln_gamma(1.0 + small)).abs() <= 1e-14);
        let ratio = ln_gamma(1.0 + 2.0 * small) - 2.0 * ln_gamma(1.0 + small);
        assert!((ln_gamma_ratio(small) - ratio).abs() <= 2e-14, "{small}");
    }
}

/// Q(n, x) = e⁻ˣ Σ xᵏ/k! for whole n.
#[test]
fn incomplete_gamma_of_whole_numbers_is_a_poisson_sum() {
    for n in [1, 2, 5, 20, 60] {
        for step in 1..300 {
            let x = f64::from(step) * 0.4;
            let (mut term, mut sum) = ((-x).exp(), 0.0);
            for k in 0..n {
                sum += term;
                term *= x / f64::from(k + 1);
            }
            let tails = IncompleteGamma::new(f64::from(n)).tails(x);
            assert!((tails.upper / sum - 1.0).abs() <= 1e-13, "Q({n}, {x}) = {:e}, not {sum:e}", tails.upper);
            assert!((tails.upper + tails.lower - 1.0).abs() <= 1e-15);
        }
    }
}

/// I_x(a, b) for whole a and b is a binomial sum over n = a + b − 1 cases.
#[test]
fn incomplete_beta_of_whole_numbers_is_a_binomial_sum() {
    for (a, b) in [(1, 1), (2, 3), (5, 1), (10, 30), (40, 4)] {
        let n = a + b - 1;
        for step in 1..64 {
            let x = f64::from(step) / 64.0;
            let mut sum = 0.0;
            for k in a..=n {
                let ways: f64 = (0..k).map(|i| f64::from(n - i) / f64::from(k - i)).product();
                sum += ways * x.powi(k) * (1.0 - x).powi(n - k);
            }
            let tails = IncompleteBeta::new(f64::from(a), f64::from(b)).tails(x, 1.0 - x);
            assert!((tails.lower / sum - 1.0).abs() <= 2e-13, "I({a}, {b}, {x}) = {:e}, not {sum:e}", tails.lower);
        }
    }
}

/// Between whole numbers, against statrs to the accuracy it has itself (about 1e-11 relative).
#[test]
fn incomplete_functions_agree_with_an_independent_implementation() {
    for a in [0.01, 0.3, 0.9, 1.5, 7.3, 90.5] {
        for step in 1..60 {
            let x = a * f64::from(step) * 0.07;
            let (ours, theirs) = (IncompleteGamma::new(a).tails(x), statrs::function::gamma::gamma_lr(a, x));
            assert!((ours.lower / theirs - 1.0).abs() <= 1e-11, "P({a}, {x}): {} against {theirs}", ours.lower);
            for b in [0.02, 0.5, 3.7, 55.0] {
                let x = f64::from(step) / 60.0;
                let (ours, theirs) =
                    (IncompleteBeta::new(a, b).tails(x, 1.0 - x), statrs::function::beta::beta_reg(a, b, x));
                assert!(
                    (ours.lower / theirs - 1.0).abs() <= 1e-11,
                    "I({a}, {b}, {x}): {} against {theirs}",
                    ours.lower
                );
            }
        }
    }
    assert!((IncompleteBeta::new(0.5, 0.5).ln_beta() - std::f64::consts::PI.ln()).abs() <= 1e-14);
}

/// (x, erfc x).
const ERFC: [(f64, f64); 12] = [
    (-2.76, 1.999_905_082_352_189_8),
    (-0.3, 1.328_626_759_459_127_4),
    (0.1, 0.887_537_083_981_715),
    (0.46, 0.515_344_609_998_320_3),
    (0.47, 0.506_254_949_113_917_9),
    (1.3, 0.065_992_055_059_347_55),
    (2.76, 9.491_764_781_015_139e-5),
    (3.99, 1.673_921_136_452_081_4e-8),
    (4.01, 1.419_693_942_137_105_2e-8),
    (7.5, 2.776_649_386_030_569e-26),
    (15.0, 7.212_994_172_451_207e-100),
    (26.0, 5.663_192_408_856_143e-296),
];
/// (p, Φ⁻¹(p)).
const NORMAL_QUANTILE: [(f64, f64); 9] = [
    (1.0e-300, -37.047_096_299_361_2),
    (1.0e-100, -21.273_453_560_965_326),
    (1.0e-15, -7.941_345_326_170_997),
    (1.0e-6, -4.753_424_308_822_899),
    (0.01, -2.326_347_874_040_841),
    (0.07, -1.475_791_028_179_170_6),
    (0.3, -0.524_400_512_708_040_8),
    (0.74, 0.643_345_405_392_917),
    (0.95, 1.644_853_626_951_472_2),
];
/// (a, x, P(a, x), Q(a, x)).
const GAMMA: [(f64, f64, f64, f64); 11] = [
    (0.001, 1.0e-200, 0.631_321_129_085_828_7, 0.368_678_870_914_171_23),
    (0.001, 0.4, 0.999_297_359_640_772_8, 0.000_702_640_359_227_234_6),
    (0.001, 3.0, 0.999_986_926_860_198_7, 1.307_313_980_121_374_2e-5),
    (0.05, 1.0e-6, 0.514_827_954_525_178_2, 0.485_172_045_474_821_84),
    (0.7, 30.0, 0.999_999_999_999_974_2, 2.573_641_480_679_768e-14),
    (2.5, 1.0e-5, 9.515_260_653_112_765e-14, 0.999_999_999_999_904_9),
    (3.3, 90.0, 1.0, 9.787_661_341_945_664e-36),
    (1000.5, 800.0, 4.909_405_729_743_171e-12, 0.999_999_999_995_090_6),
    (1000.5, 1200.0, 0.999_999_998_585_364_9, 1.414_635_033_174_94e-9),
    (1_000_000.0, 998_000.0, 0.022_696_114_006_736_802, 0.977_303_885_993_263_2),
    (1_000_000.0, 1_003_000.0, 0.998_638_259_353_782_4, 0.001_361_740_646_217_591_5),
];
/// (a, b, x, I_x(a, b), 1 − I_x(a, b)).
const BETA: [(f64, f64, f64, f64, f64); 8] = [
    (0.001, 2.0, 1.0e-100, 0.795_122_562_959_005_7, 0.204_877_437_040_994_23),
    (0.05, 3.0, 0.5, 0.996_423_694_306_536, 0.003_576_305_693_464_011_6),
    (0.5, 0.5, 1.0e-20, 6.366_197_723_675_813e-11, 0.999_999_999_936_338),
    (2.3, 7.1, 0.9, 0.999_999_061_557_890_5, 9.384_421_094_769_936e-7),
    (40.5, 3.2, 0.2, 4.710_627_473_195_321e-26, 1.0),
    (300.0, 2000.0, 0.1, 1.621_823_853_911_687_7e-6, 0.999_998_378_176_146_1),
    (300.0, 2000.0, 0.2, 1.0, 7.335_888_446_323_993e-19),
    (0.002, 0.003, 0.5, 0.600_000_980_684_140_5, 0.399_999_019_315_859_5),
];

#[test]
fn special_functions_meet_values_computed_with_40_digits() {
    for (x, wanted) in ERFC {
        assert!((erfc(x) / wanted - 1.0).abs() <= 4e-15, "erfc({x}) = {:e}, not {wanted:e}", erfc(x));
    }
    for (p, wanted) in NORMAL_QUANTILE {
        let ours = normal_quantile(p);
        assert!((ours / wanted - 1.0).abs() <= 6e-16, "Φ⁻¹({p:e}) = {ours}, not {wanted}");
    }
    for (a, x, lower, upper) in GAMMA {
        let tails = IncompleteGamma::new(a).tails(x);
        // the term xᵃ e⁻ˣ carries the rounding of x times (x − a), that of the logarithms times ln x
        let tolerance = 2e-14 + 4e-16 * ((x - a).abs() + (a * x.ln()).abs().min(100.0));
        assert!((tails.lower / lower - 1.0).abs() <= tolerance, "P({a}, {x:e}) = {:e}, not {lower:e}", tails.lower);
        assert!((tails.upper / upper - 1.0).abs() <= tolerance, "Q({a}, {x:e}) = {:e}, not {upper:e}", tails.upper);
    }
    for (a, b, x, lower, upper) in BETA {
        let tails = IncompleteBeta::new(a, b).tails(x, 1.0 - x);
        let tolerance = 2e-14 + 1e-15 * a.max(b).sqrt();
        assert!((tails.lower / lower - 1.0).abs() <= tolerance, "I({a}, {b}, {x}) = {:e}, not {lower:e}", tails.lower);
        assert!(
            (tails.upper / upper - 1.0).abs() <= tolerance * 30.0,
            "1−I({a}, {b}, {x}) = {:e}, not {upper:e}",
            tails.upper
        );
    }
}
