//! Mean and standard deviation by integrating the quantile function, for distributions without a closed form.

use super::special::elementary::exp;

/// Positive nodes of the 15-point Kronrod rule (every second one belongs to the 7-point Gauss rule).
const NODES: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_3,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_48,
    0.0,
];
/// Weights of the Kronrod rule at [`NODES`].
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_54,
    0.104_790_010_322_250_17,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_82,
];
/// Weights of the Gauss rule at the odd-numbered of [`NODES`].
const GAUSS: [f64; 4] =
    [0.129_484_966_168_869_7, 0.279_705_391_489_276_64, 0.381_830_050_505_118_9, 0.417_959_183_673_469_4];

/// ∫ f over [low, high] and an estimate of its error.
///
/// Source: Kronrod 1965; Piessens et al. 1983, *QUADPACK*.
fn kronrod(f: &impl Fn(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
    let (centre, half) = (0.5 * (low + high), 0.5 * (high - low));
    let (mut fine, mut coarse) = (0.0, 0.0);
    for (index, node) in NODES.iter().enumerate() {
        let value = if *node == 0.0 { f(centre) } else { f(centre - half * node) + f(centre + half * node) };
        fine += KRONROD[index] * value;
        if index % 2 == 1 {
            coarse += GAUSS[index / 2] * value;
        }
    }
    (fine * half, ((fine - coarse) * half).abs())
}

/// ∫ f over [low, high], halving where the error is largest until it is below 1e-11 of the integral of |f| or `pieces`
/// pieces are used: enough for kinks and a few jumps.
pub(super) fn integrate(f: impl Fn(f64) -> f64, low: f64, high: f64, pieces: usize) -> f64 {
    let size = |x: f64| f(x).abs();
    let mut parts: Vec<(f64, f64, f64, f64)> = Vec::with_capacity(64);
    let mut total_size = 0.0;
    let start = 32;
    for part in 0..start {
        let a = low + (high - low) * f64::from(part) / f64::from(start);
        let b = low + (high - low) * f64::from(part + 1) / f64::from(start);
        let (value, error) = kronrod(&f, a, b);
        total_size += kronrod(&size, a, b).0;
        parts.push((error, a, b, value));
    }
    while parts.len() < pieces {
        let error: f64 = parts.iter().map(|part| part.0).sum();
        if error <= 1e-11 * total_size {
            break;
        }
        let mut worst = 0;
        for (index, part) in parts.iter().enumerate() {
            if part.0 > parts[worst].0 {
                worst = index;
            }
        }
        let (_, a, b, _) = parts[worst];
        let middle = 0.5 * (a + b);
        if middle <= a || middle >= b {
            break;
        }
        let (value, error) = kronrod(&f, a, middle);
        parts[worst] = (error, a, middle, value);
        let (value, error) = kronrod(&f, middle, b);
        parts.push((error, middle, b, value));
    }
    parts.iter().map(|part| part.3).sum()
}

/// Mean and standard deviation of the distribution with these quantile functions (of u and of 1 − v).
///
/// Both halves are integrated over s = −ln v, so that heavy tails are followed down to e⁻⁶⁹⁰.
pub(super) fn mean_and_sd(quantile: impl Fn(f64) -> f64, upper_quantile: impl Fn(f64) -> f64) -> (f64, f64) {
    let expect = |g: &dyn Fn(f64) -> f64| {
        let both = |s: f64| {
            let v = exp(-s);
            (g(quantile(v)) + g(upper_quantile(v))) * v
        };
        // most of the mass in the first part, the far tails in the second
        let split = 40.0;
        integrate(both, std::f64::consts::LN_2, split, 400) + integrate(both, split, 690.0, 100)
    };
    let centre = quantile(0.5);
    let mean = centre + expect(&|x| x - centre);
    let variance = expect(&|x| (x - mean) * (x - mean));
    (mean, variance.max(0.0).sqrt())
}

/// Mean and standard deviation of a distribution on whole numbers from its tails P(X ≤ k) and P(X > k), between its
/// quantiles of 1e-18 from either end; `None` where these lie too far apart to be summed in a moment.
pub(super) fn of_whole_numbers(
    first: f64,
    last: f64,
    cdf: impl Fn(f64) -> f64,
    survival: impl Fn(f64) -> f64,
) -> Option<(f64, f64)> {
    if last - first > 200_000.0 {
        return None;
    }
    let mut masses = Vec::new();
    let (mut lower, mut upper, mut k) = (0.0, 1.0, first);
    while k <= last {
        let (next_lower, next_upper) = (cdf(k), survival(k));
        masses.push((k, if next_lower < 0.5 { next_lower - lower } else { upper - next_upper }));
        (lower, upper) = (next_lower, next_upper);
        k += 1.0;
    }
    let mean: f64 = first + masses.iter().map(|(k, mass)| (k - first) * mass).sum::<f64>();
    let variance: f64 = masses.iter().map(|(k, mass)| (k - mean) * (k - mean) * mass).sum();
    Some((mean, variance.max(0.0).sqrt()))
}
