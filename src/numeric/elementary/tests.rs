use super::*;
use crate::numeric::instruction_set::{InstructionSet, Work, execute};
use crate::sampling::philox::Philox;
use rand::RngExt;

/// Distance in units of the last place: how many doubles lie between.
fn ulps(a: f64, b: f64) -> u64 {
    let ordered = |x: f64| {
        let bits = x.to_bits() as i64;
        if bits < 0 { i64::MIN - bits } else { bits }
    };
    if a.is_nan() && b.is_nan() { 0 } else { ordered(a).abs_diff(ordered(b)) }
}

/// Compares with the standard library, which itself may be off by one: 40,000 random arguments.
fn compare(
    name: &str,
    ours: fn(f64) -> f64,
    theirs: fn(f64) -> f64,
    allowed: u64,
    argument: impl Fn(f64, usize) -> f64,
) {
    let mut random = Philox::new(1);
    for i in 0..40_000 {
        let x = argument(random.random(), i);
        let (a, b) = (ours(x), theirs(x));
        assert!(ulps(a, b) <= allowed, "{name}({x:e}) = {a:e}, not {b:e}");
    }
}

#[test]
fn exp_agrees_with_the_standard_library_over_the_whole_range() {
    compare("exp", exp, f64::exp, 2, |u, i| match i % 3 {
        0 => 1460.0 * u - 748.0,
        1 => 2.0 * u - 1.0,
        _ => (u - 0.5) * 1e-6,
    });
}

#[test]
fn ln_and_log10_agree_with_the_standard_library_over_the_whole_range() {
    let argument = |u: f64, i: usize| match i % 3 {
        // any exponent, subnormal numbers too
        0 => f64::from_bits((u * f64::INFINITY.to_bits() as f64) as u64),
        1 => 0.5 + u,
        _ => 1.0 + (u - 0.5) * 1e-6,
    };
    compare("ln", ln, f64::ln, 2, argument);
    compare("log10", log10, f64::log10, 2, argument);
    for power in -307..=308 {
        let x: f64 = format!("1e{power}").parse().unwrap();
        assert!(ulps(log10(x), f64::from(power)) <= u64::from(!(0..=22).contains(&power)), "1e{power}");
    }
}

#[test]
fn sin_and_cos_agree_with_the_standard_library() {
    let argument = |u: f64, i: usize| match i % 3 {
        0 => (u - 0.5) * 2e6,
        1 => (u - 0.5) * 10.0,
        // next to the zeros, where the reduction must be exact
        _ => (u * 1e5).round() * std::f64::consts::FRAC_PI_2,
    };
    compare("sin", sin, f64::sin, 2, argument);
    compare("cos", cos, f64::cos, 2, argument);
    // beyond: as if the angle were off by one ulp
    for x in [1e7, 1e9, 1e12, -3e14] {
        assert!((sin(x) - x.sin()).abs() < 2.0 * x.abs() * f64::EPSILON);
        assert!((cos(x) - x.cos()).abs() < 2.0 * x.abs() * f64::EPSILON);
    }
    for x in [2e15, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert!(sin(x).is_nan() && cos(x).is_nan());
    }
}

#[test]
fn tanh_agrees_with_the_standard_library() {
    compare("tanh", tanh, f64::tanh, 5, |u, i| (u - 0.5) * [60.0, 2.0, 1e-3, 1e-300][i % 4]);
    assert_eq!((tanh(f64::INFINITY), tanh(f64::NEG_INFINITY)), (1.0, -1.0));
    assert!(tanh(f64::NAN).is_nan() && tanh(-0.0).is_sign_negative());
}

#[test]
fn pow_agrees_with_the_standard_library() {
    let mut random = Philox::new(2);
    let mut between = |a: f64, b: f64| a + (b - a) * random.random::<f64>();
    for i in 0..60_000 {
        let (x, y) = match i % 6 {
            0 => (between(0.5, 2.0), between(-10.0, 10.0)),
            1 => (1.0 + between(-0.2, 0.2), between(0.0, 100.0).round()),
            2 => (between(-1074.0, 1023.0).exp2(), between(-1.2, 1.2)),
            3 => (between(0.0, 100.0), between(-200.0, 200.0)),
            4 => (between(-50.0, 0.0), between(-40.0, 40.0).round()),
            _ => (1.0 + between(-1e-9, 1e-9), between(-1e10, 1e10)),
        };
        // the logarithm's error of about 2⁻⁵⁹ is multiplied by y: 3 ulp more at the ends of the number range
        let allowed = 2 + ((y * x.abs().ln()).abs() / 250.0).min(3.0) as u64;
        assert!(ulps(pow(x, y), x.powf(y)) <= allowed, "pow({x:e}, {y:e}) = {:e}, not {:e}", pow(x, y), x.powf(y));
    }
}

#[test]
fn pow_follows_ieee_754_at_every_pair_of_special_values_but_missing_ones() {
    let infinity = f64::INFINITY;
    let specials = [
        0.0,
        0.3,
        0.5,
        1.0,
        1.5,
        2.0,
        3.0,
        4.0,
        1e-310,
        1e20,
        3e20,
        1e300,
        4_503_599_627_370_497.0,
        9_007_199_254_740_993.0,
        f64::MAX,
        f64::MIN_POSITIVE,
        1.0 + f64::EPSILON,
        1.0 - f64::EPSILON,
        infinity,
    ];
    let all: Vec<f64> = specials.iter().flat_map(|&x| [x, -x]).chain([f64::NAN]).collect();
    for &x in &all {
        for &y in &all {
            // what is missing stays missing, where IEEE 754 has 1
            let missing = x.is_nan() || y.is_nan();
            let (ours, theirs) = (pow(x, y), if missing { f64::NAN } else { x.powf(y) });
            assert!(ulps(ours, theirs) <= 2, "pow({x:e}, {y:e}) = {ours:e}, not {theirs:e}");
            assert!(ours.is_nan() || ours.is_sign_negative() == theirs.is_sign_negative(), "sign of pow({x:e}, {y:e})");
        }
    }
}

#[test]
fn limits_are_right() {
    let infinity = f64::INFINITY;
    assert_eq!((exp(0.0), exp(infinity), exp(-infinity), exp(710.0), exp(-746.0)), (1.0, infinity, 0.0, infinity, 0.0));
    assert_eq!((ln(1.0), ln(0.0), ln(-0.0), ln(infinity)), (0.0, -infinity, -infinity, infinity));
    assert_eq!((log10(1.0), log10(1000.0), log10(0.0)), (0.0, 3.0, -infinity));
    assert_eq!((normal_cdf(0.0), normal_cdf(infinity), normal_cdf(-infinity)), (0.5, 1.0, 0.0));
    assert_eq!((normal_quantile(0.5), normal_quantile(0.0), normal_quantile(1.0)), (0.0, -infinity, infinity));
    let functions = [exp, ln, log10, sin, cos, tanh, normal_cdf, normal_quantile];
    assert!(functions.iter().all(|f| f(f64::NAN).is_nan()));
    assert!([ln, log10, normal_quantile].iter().all(|f| f(-1.0).is_nan() && f(-infinity).is_nan()));
    assert!(normal_quantile(1.5).is_nan() && normal_quantile(infinity).is_nan());
}

/// Exact values, from 60-digit arithmetic and rounded to double.
#[test]
fn the_normal_distribution_agrees_with_exact_values() {
    for (x, p) in NORMAL {
        assert!((normal_cdf(x) / p - 1.0).abs() < 1e-15, "cdf({x}) = {:e}, not {p:e}", normal_cdf(x));
        assert!((normal_cdf(-x) - (1.0 - p)).abs() < 2e-16);
        // a relative error ε of p moves the quantile by p·ε / density
        let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let allowed = 1e-15 * x.abs() + f64::EPSILON * p / density;
        assert!((normal_quantile(p) - x).abs() < allowed, "quantile({p:e}) = {}, not {x}", normal_quantile(p));
    }
}

const NORMAL: [(f64, f64); 16] = [
    (-0.01, 0.4960106436853684),
    (-0.3, 0.3820885778110474),
    (-0.67, 0.2514288950953101),
    (-1.0, 0.15865525393145705),
    (-1.5, 0.06680720126885807),
    (-1.75, 0.04005915686381709),
    (-2.5, 0.006209665325776135),
    (-3.0, 0.0013498980316300946),
    (-4.0, 3.1671241833119924e-05),
    (-5.0, 2.866515718791939e-07),
    (-6.0, 9.86587645037698e-10),
    (-8.0, 6.220960574271784e-16),
    (-12.0, 1.776482112077679e-33),
    (-20.0, 2.7536241186062337e-89),
    (-30.0, 4.906713927148187e-198),
    (-37.0, 5.725571222524577e-300),
];

#[test]
fn the_normal_quantile_is_odd_rises_and_inverts_the_distribution() {
    let mut random = Philox::new(3);
    let mut values: Vec<f64> = (0..20_000).map(|_| random.random::<f64>() * 0.5 + 2_f64.powi(-54)).collect();
    values.extend((1..1000).map(|i| 2_f64.powf(-f64::from(i))));
    values.sort_by(f64::total_cmp);
    for &p in &values {
        let v = 1.0 - p;
        assert_eq!(normal_quantile(v), -normal_quantile(1.0 - v));
        let x = normal_quantile(p);
        // an error of 7e-16·|x| in x is one of about 7e-16·x² in the logarithm of p
        assert!((normal_cdf(x) / p - 1.0).abs() < 2e-15 * (1.0 + x * x), "{p:e}");
    }
    for pair in values.windows(2) {
        let (a, b) = (normal_quantile(pair[0]), normal_quantile(pair[1]));
        assert!(b >= a - 1e-15 * a.abs(), "{pair:?}");
    }
}

#[test]
fn quantiles_of_a_slice_are_those_of_its_elements() {
    let mut random = Philox::new(4);
    let mut input: Vec<f64> = (0..1000).map(|_| random.random()).collect();
    // a chunk of tails only, and the special values
    input.extend((1..=70).map(|i| 2_f64.powi(-i - 3)).chain([0.0, 1.0, 0.5, 0.075, 0.925, -1.0, f64::NAN]));
    let mut output = input.clone();
    normal_quantiles(&mut output);
    for (p, x) in input.iter().zip(output) {
        let one = normal_quantile(*p);
        assert!(x.to_bits() == one.to_bits() || (x.is_nan() && one.is_nan()), "{p}: {x} {one}");
    }
}

#[test]
fn exponentials_of_a_slice_are_those_of_its_elements() {
    let mut random = Philox::new(6);
    // chunks with results inside the range, at its ends, and beyond them
    let mut input: Vec<f64> = (0..192).map(|_| random.random::<f64>() * 1399.0 - 699.5).collect();
    input.extend([700.0, -700.0, -708.4, -745.2, 709.8, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1e-300]);
    input.extend((0..70).map(|i| f64::from(i) * -11.0));
    let mut output = input.clone();
    exps(&mut output);
    for (x, e) in input.iter().zip(output) {
        assert!(e.to_bits() == exp(*x).to_bits() || (e.is_nan() && x.is_nan()), "{x}: {e} {}", exp(*x));
    }
}

struct All<'a> {
    input: &'a [f64],
    output: &'a mut [Vec<f64>; 12],
}

impl Work for All<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        // written out, not through a closure or function pointer: those would be compiled once, for the baseline
        macro_rules! map {
            ($row:expr, $x:ident, $value:expr) => {
                for (y, &$x) in self.output[$row].iter_mut().zip(self.input) {
                    *y = $value;
                }
            };
        }
        map!(0, x, exp(x));
        map!(1, x, ln(x));
        map!(2, x, log10(x));
        map!(3, x, sin(x));
        map!(4, x, cos(x));
        map!(5, x, tanh(x));
        map!(6, x, pow(x, 2.7));
        map!(7, x, pow(-1.01, x));
        map!(8, x, normal_cdf(x));
        map!(9, x, normal_quantile(x));
        map!(10, x, x);
        normal_quantiles(&mut self.output[10]);
        map!(11, x, x);
        exps(&mut self.output[11]);
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let mut random = Philox::new(5);
    let mut input: Vec<f64> = (0..999).map(|i| (random.random::<f64>() - 0.3) * [1.0, 30.0, 900.0][i % 3]).collect();
    input.extend([0.0, -0.0, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::MAX]);
    let empty: [Vec<f64>; 12] = std::array::from_fn(|_| vec![0.0; input.len()]);
    let mut expected = empty.clone();
    All { input: &input, output: &mut expected }.run();
    for set in InstructionSet::ALL {
        let mut output = empty.clone();
        execute(set, All { input: &input, output: &mut output });
        for (function, (ours, theirs)) in output.iter().zip(&expected).enumerate() {
            for (a, b) in ours.iter().zip(theirs) {
                let same = a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
                assert!(same, "{}, function {function}: {a} {b}", set.name());
            }
        }
    }
}

#[test]
fn asin_agrees_with_the_standard_library() {
    compare("asin", asin, f64::asin, 3, |u, i| (2.0 * u - 1.0) * [1.0, 0.6, 1e-3, 1e-300][i % 4]);
    // where 1 − |x| is small the root of it matters
    compare("asin", asin, f64::asin, 3, |u, _| 1.0 - 1e-9 * u);
    assert_eq!((asin(1.0), asin(-1.0)), (std::f64::consts::FRAC_PI_2, -std::f64::consts::FRAC_PI_2));
    assert!(asin(1.0 + f64::EPSILON).is_nan() && asin(f64::NAN).is_nan() && asin(-0.0).is_sign_negative());
}

#[test]
fn exp_m1_and_ln_1p_agree_with_the_standard_library() {
    compare("exp_m1", exp_m1, f64::exp_m1, 5, |u, i| (2.0 * u - 1.0) * [700.0, 1.0, 1e-5, 1e-20][i % 4]);
    compare("ln_1p", ln_1p, f64::ln_1p, 5, |u, i| [1e300 * u, 2.0 * u - 1.0, 1e-5 * (u - 0.5), 1e-20 * u][i % 4]);
    assert_eq!((exp_m1(f64::NEG_INFINITY), exp_m1(f64::INFINITY)), (-1.0, f64::INFINITY));
    assert_eq!((ln_1p(-1.0), ln_1p(f64::INFINITY)), (f64::NEG_INFINITY, f64::INFINITY));
    assert!(ln_1p(-1.5).is_nan() && exp_m1(f64::NAN).is_nan());
}
