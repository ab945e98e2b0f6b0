//! A cumulative probability for every family that shares no code with the library: from statrs where it has the family,
//! otherwise from a density or definition written here.

use statrs::distribution::{self as other, ContinuousCDF, DiscreteCDF};

use super::Example;

/// P(X ≤ x).
pub(super) type Cdf = Box<dyn Fn(f64) -> f64>;

/// A continuous distribution of statrs.
fn continuous(distribution: impl ContinuousCDF<f64, f64> + 'static) -> Cdf {
    Box::new(move |x| distribution.cdf(x))
}

/// A counting distribution of statrs.
fn counting(distribution: impl DiscreteCDF<u64, f64> + 'static) -> Cdf {
    Box::new(move |x| if x < 0.0 { 0.0 } else { distribution.cdf(x.floor() as u64) })
}

/// The integral of a density from low to x over that to high, by Simpson's rule in each of 4000 cells.
fn from_density(low: f64, high: f64, density: impl Fn(f64) -> f64 + 'static) -> Cdf {
    let simpson = move |a: f64, b: f64| (density(a) + 4.0 * density(0.5 * (a + b)) + density(b)) * (b - a) / 6.0;
    let cell = move |i: usize| low + (high - low) * i as f64 / 4000.0;
    let mut sums = vec![0.0];
    for i in 0..4000 {
        sums.push(sums[i] + simpson(cell(i), cell(i + 1)));
    }
    let total = sums[4000];
    Box::new(move |x| {
        let i = ((x - low) / (high - low) * 4000.0).clamp(0.0, 3999.0) as usize;
        (sums[i] + simpson(cell(i), x.clamp(low, high))) / total
    })
}

/// P(X ≤ x) from a growing quantile function, by bisection.
fn from_quantile(quantile: impl Fn(f64) -> f64 + 'static) -> Cdf {
    Box::new(move |x| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if quantile(middle) <= x { low = middle } else { high = middle }
        }
        low
    })
}

/// Keelin's coefficients in his own symbols: r is where the median lies between p10 and p90.
fn metalog(p10: f64, p50: f64, p90: f64) -> Cdf {
    let logit = (0.9f64 / 0.1).ln();
    let r = (p50 - p10) / (p90 - p10);
    let a2 = 0.5 * (p90 - p10) / logit;
    let a3 = (1.0 - 2.0 * r) * (p90 - p10) / (0.8 * logit);
    from_quantile(move |y| {
        let l = (y / (1.0 - y)).ln();
        p50 + a2 * l + a3 * (y - 0.5) * l
    })
}

/// Lognormal moved along the axis: the shift that puts p50 at the geometric mean of p10 and p90 seen from it.
fn shifted(p10: f64, p50: f64, p90: f64) -> Cdf {
    if p90 - p50 == p50 - p10 {
        return continuous(other::Normal::new(p50, (p90 - p50) / 1.281_551_565_544_600_4).unwrap());
    }
    // (p50 − s)² = (p10 − s)(p90 − s)
    let shift = (p10 * p90 - p50 * p50) / (p10 + p90 - 2.0 * p50);
    let mirror = if shift < p10 { 1.0 } else { -1.0 };
    let mu = (mirror * (p50 - shift)).ln();
    let sigma = ((mirror * (p90 - shift)).ln() - mu).abs() / 1.281_551_565_544_600_4;
    let inner = other::LogNormal::new(mu, sigma).unwrap();
    Box::new(move |x| {
        let distance = mirror * (x - shift);
        let below = if distance > 0.0 { inner.cdf(distance) } else { 0.0 };
        if mirror > 0.0 { below } else { 1.0 - below }
    })
}

/// The share of weights of values up to x.
fn weighted(values: Vec<f64>, weights: Vec<f64>) -> Cdf {
    let total: f64 = weights.iter().sum();
    Box::new(move |x| values.iter().zip(&weights).filter(|(v, _)| **v <= x).map(|(_, w)| w).sum::<f64>() / total)
}

/// The reference of an example; a new family has to be given one here.
pub(super) fn cdf(example: &Example) -> Cdf {
    if example.distribution.support().0 == example.distribution.support().1 {
        let value = example.distribution.mean();
        return Box::new(move |x| if x >= value { 1.0 } else { 0.0 });
    }
    let v = &example.values;
    match (example.family, example.set) {
        ("normal", 0) => continuous(other::Normal::new(v[0], v[1]).unwrap()),
        ("lognormal", 0) => {
            let square = (v[1] / v[0]).powi(2);
            let sigma = (1.0 + square).ln().sqrt();
            continuous(other::LogNormal::new(v[0].ln() - 0.5 * sigma * sigma, sigma).unwrap())
        }
        ("lognormal", 1) => continuous(other::LogNormal::new(v[0].ln(), v[1]).unwrap()),
        ("lognormal", 2) => continuous(other::LogNormal::new(v[0], v[1]).unwrap()),
        ("lognormal", 3) => shifted(v[0], v[1], v[2]),
        ("uniform", 0) => continuous(other::Uniform::new(v[0], v[1]).unwrap()),
        ("triangular", 0) => continuous(other::Triangular::new(v[0], v[2], v[1]).unwrap()),
        ("pert", 0) => {
            let (low, likely, high, weight) = (v[0], v[1], v[2], v[3]);
            let a = weight * (likely - low) / (high - low);
            let b = weight * (high - likely) / (high - low);
            from_density(low, high, move |x| ((x - low) / (high - low)).powf(a) * ((high - x) / (high - low)).powf(b))
        }
        ("beta", 0) => {
            let (inner, low, high) = (other::Beta::new(v[0], v[1]).unwrap(), v[2], v[3]);
            Box::new(move |x| inner.cdf((x - low) / (high - low)))
        }
        ("beta", 1) => {
            let (low, high) = (v[2], v[3]);
            let m = (v[0] - low) / (high - low);
            let k = m * (1.0 - m) * ((high - low) / v[1]).powi(2) - 1.0;
            from_density(low, high, move |x| {
                let y = (x - low) / (high - low);
                y.powf(m * k - 1.0) * (1.0 - y).powf((1.0 - m) * k - 1.0)
            })
        }
        ("gamma", 0) => continuous(other::Gamma::new(v[0], 1.0 / v[1]).unwrap()),
        ("gamma", 1) => continuous(other::Gamma::new((v[0] / v[1]).powi(2), v[0] / (v[1] * v[1])).unwrap()),
        ("weibull", 0) => continuous(other::Weibull::new(v[0], v[1]).unwrap()),
        ("student_t", 0) => continuous(other::StudentsT::new(v[1], v[2], v[0]).unwrap()),
        ("exponential", 0) => continuous(other::Exp::new(1.0 / v[0]).unwrap()),
        ("exponential", 1) => continuous(other::Exp::new(v[0]).unwrap()),
        ("gumbel", 0) => continuous(other::Gumbel::new(v[0], v[1]).unwrap()),
        ("gumbel", 1) => {
            let scale = v[1] * 6f64.sqrt() / std::f64::consts::PI;
            continuous(other::Gumbel::new(v[0] - 0.577_215_664_901_532_9 * scale, scale).unwrap())
        }
        ("logistic", _) => {
            let scale = if example.set == 0 { v[1] } else { v[1] * 3f64.sqrt() / std::f64::consts::PI };
            let location = v[0];
            Box::new(move |x| 0.5 + 0.5 * (0.5 * (x - location) / scale).tanh())
        }
        ("pareto", 0) => continuous(other::Pareto::new(v[0], v[1]).unwrap()),
        ("weibull", 1) => {
            // the shape by bisection on the coefficient of variation, in terms of the gamma function of statrs
            let gamma = statrs::function::gamma::gamma;
            let variation = |k: f64| gamma(1.0 + 2.0 / k) / gamma(1.0 + 1.0 / k).powi(2) - 1.0;
            let (mut low, mut high) = (0.1, 1000.0);
            for _ in 0..200 {
                let middle: f64 = 0.5 * (low + high);
                if variation(middle) > (v[1] / v[0]).powi(2) { low = middle } else { high = middle }
            }
            continuous(other::Weibull::new(low, v[0] / gamma(1.0 + 1.0 / low)).unwrap())
        }
        ("negative_binomial", 0) => counting(other::NegativeBinomial::new(v[1], v[1] / (v[0] + v[1])).unwrap()),
        ("negative_binomial", 1) => counting(other::NegativeBinomial::new(v[0], v[1]).unwrap()),
        ("geometric", 0) => {
            // trials up to the first success there, failures before it here
            let inner = other::Geometric::new(v[0]).unwrap();
            Box::new(move |x| if x < 0.0 { 0.0 } else { inner.cdf(x.floor() as u64 + 1) })
        }
        ("metalog", 0) => metalog(v[0], v[1], v[2]),
        ("poisson", 0) => counting(other::Poisson::new(v[0]).unwrap()),
        ("binomial", 0) => counting(other::Binomial::new(v[1], v[0] as u64).unwrap()),
        ("bernoulli", 0) => weighted(vec![0.0, 1.0], vec![1.0 - v[0], v[0]]),
        ("discrete", 0) => weighted(vec![3.0, 0.0, 1.0], vec![0.2, 0.5, 0.3]),
        ("discrete", 1) => weighted((1..=30).map(|k| f64::from(k % 7)).collect(), vec![1.0; 30]),
        ("mixture", 0) => {
            let (good, bad) = (other::Normal::new(5.0, 1.0).unwrap(), other::Normal::new(2.0, 0.5).unwrap());
            Box::new(move |x| 0.9 * good.cdf(x) + 0.1 * bad.cdf(x))
        }
        ("mixture", 1) => Box::new(|x: f64| if x < 0.0 { 0.0 } else { 1.0 - 0.25 * (-x / 40.0).exp() }),
        ("empirical", 0) => Box::new(|x| match x {
            ..3.1 => 0.0,
            ..4.0 => 0.25 * (x - 3.1) / 0.9,
            ..4.4 => 0.25 + 0.25 * (x - 4.0) / 0.4,
            ..5.2 => 0.5 + 0.25 * (x - 4.4) / 0.8,
            ..6.9 => 0.75 + 0.25 * (x - 5.2) / 1.7,
            _ => 1.0,
        }),
        ("empirical", 1) => Box::new(|x| match x {
            ..0.0 => 0.0,
            ..1.0 => 0.5 + 0.25 * x,
            ..10.0 => 0.75 + 0.25 * (x - 1.0) / 9.0,
            _ => 1.0,
        }),
        (family, set) => panic!("no reference for {family}, set {set}: write one that shares no code with the library"),
    }
}
