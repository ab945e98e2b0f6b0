//! Truncation and clipping.

use super::{examples, probabilities};
use crate::distribution::moments::mean_and_sd;
use crate::distribution::special::normal::{normal_cdf, normal_quantile};
use crate::distribution::{Distribution, data, discrete, mixture, normal, poisson};

/// Limits at the 20 % and 90 % points of each example that has room between them.
fn truncated_examples() -> Vec<(String, Distribution, Distribution, f64, f64)> {
    let mut all = Vec::new();
    for example in examples() {
        let (min, max) = (example.distribution.quantile(0.2), example.distribution.quantile(0.9));
        if min < max {
            let truncated = example.distribution.clone().truncated(Some(min), Some(max)).unwrap();
            all.push((example.name, example.distribution, truncated, min, max));
        }
    }
    assert!(all.len() > 30);
    all
}

/// P(X ≤ x | min ≤ X ≤ max) = (F(x) − P(X < min)) / (F(max) − P(X < min)), to rounding of the base's cdf.
#[test]
fn truncation_is_the_conditional_distribution() {
    for (name, base, truncated, min, max) in truncated_examples() {
        let under = base.below(min);
        let inside = base.cdf(max) - under;
        for u in probabilities() {
            let x = base.quantile(u);
            let wanted = ((base.cdf(x.min(max)) - under) / inside).max(0.0);
            assert!(
                (truncated.cdf(x) - wanted).abs() <= 2e-14,
                "{name}: cdf({x}) = {}, not {wanted}",
                truncated.cdf(x)
            );
            assert!((truncated.survival(x) - (1.0 - wanted)).abs() <= 2e-14, "{name}");
        }
    }
}

#[test]
fn truncated_quantiles_stay_inside_never_fall_and_undo_the_cdf() {
    for (name, base, truncated, min, max) in truncated_examples() {
        let mut last = min;
        for u in probabilities() {
            let x = truncated.quantile(u);
            assert!(last <= x && x <= max, "{name}: quantile({u:e}) = {x} after {last}");
            last = x;
            let step = 4.0 * f64::EPSILON * x.abs().max(base.quantile(0.5).abs());
            let (from, to) = (truncated.below(x - step), truncated.cdf(x + step));
            // twice the base's 1e-13 or so for shapes in the thousands
            assert!(from <= u + 2e-13 && u <= to + 2e-13, "{name}: {u:e} not within {from:e} to {to:e} at {x}");
        }
    }
}

#[test]
fn truncated_and_clipped_moments_are_those_of_the_quantile_function() {
    for (name, base, truncated, min, max) in truncated_examples() {
        let clipped = base.clone().clipped(Some(min), Some(max)).unwrap();
        if base.is_discrete() {
            continue; // summed exactly below
        }
        for distribution in [truncated, clipped] {
            let (mean, sd) = mean_and_sd(|u| distribution.quantile(u), |v| distribution.upper_quantile(v));
            assert!((distribution.mean() - mean).abs() <= 1e-7 * (max - min), "{name}: {} {mean}", distribution.mean());
            assert!((distribution.sd() - sd).abs() <= 1e-7 * (max - min), "{name}: {} {sd}", distribution.sd());
        }
    }
}

/// Mean of a normal above a limit: φ(a)/Φ(−a) (the inverse Mills ratio).
#[test]
fn truncated_normal_mean_is_the_mills_ratio() {
    for limit in [-1.0, 0.0, 2.0, 6.0] {
        let truncated = normal::build(0.0, 1.0).unwrap().truncated(Some(limit), None).unwrap();
        let density = (-0.5 * limit * limit).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let wanted = density / normal_cdf(-limit);
        assert!((truncated.mean() / wanted - 1.0).abs() <= 1e-10, "above {limit}: {} not {wanted}", truncated.mean());
    }
}

/// At 20 standard deviations (probability 2.8e-89) the upper tail still has its digits: the median there is where
/// Φ(−x) is half of Φ(−20).
#[test]
fn truncation_far_out_in_a_tail_keeps_its_digits() {
    let truncated = normal::build(0.0, 1.0).unwrap().truncated(Some(20.0), None).unwrap();
    let wanted = -normal_quantile(0.5 * normal_cdf(-20.0));
    assert!((truncated.quantile(0.5) - wanted).abs() <= 1e-14 * wanted);
    let below = normal::build(0.0, 1.0).unwrap().truncated(None, Some(-20.0)).unwrap();
    assert!((below.quantile(0.5) + wanted).abs() <= 1e-14 * wanted);
}

#[test]
fn truncated_counts_are_renormalised_sums() {
    let mean: f64 = 2.5;
    // between 0.5 and 4.2 lie 1, 2, 3, 4
    let truncated = poisson::build(mean).unwrap().truncated(Some(0.5), Some(4.2)).unwrap();
    let term = |k: i32| mean.powi(k) / (1..=k).map(f64::from).product::<f64>();
    let total: f64 = (1..=4).map(term).sum();
    let mut sum = 0.0;
    for k in 1..=4 {
        sum += term(k) / total;
        assert!((truncated.cdf(f64::from(k)) - sum).abs() <= 1e-14);
        assert_eq!(truncated.quantile(sum - 1e-9), f64::from(k));
    }
    assert_eq!(truncated.quantile(1e-15), 1.0);
    let wanted: f64 = (1..=4).map(|k| f64::from(k) * term(k) / total).sum();
    assert!((truncated.mean() - wanted).abs() <= 1e-13);
    assert_eq!(truncated.support(), (1.0, 4.0));
}

#[test]
fn truncated_values_keep_their_proportions() {
    let base = discrete(vec![1.0, 2.0, 3.0, 4.0], vec![0.1, 0.2, 0.3, 0.4]).unwrap();
    let truncated = base.truncated(Some(2.0), Some(3.0)).unwrap();
    assert!((truncated.mean() - 2.6).abs() <= 1e-15 && (truncated.cdf(2.0) - 0.4).abs() <= 1e-15);
    let only = data(vec![1.0, 2.0, 3.0]).unwrap().truncated(Some(1.5), Some(2.5)).unwrap();
    assert_eq!(only.support(), (2.0, 2.0));
}

#[test]
fn truncation_goes_through_mixtures_clips_and_itself() {
    let part = |mean: f64| normal::build(mean, 1.0).unwrap();
    let both = mixture(vec![part(0.0), part(10.0)], vec![0.5, 0.5]).unwrap();
    let left = both.truncated(None, Some(3.0)).unwrap();
    // nothing of the right part is left but Φ(−7)
    assert!((left.mean() - part(0.0).truncated(None, Some(3.0)).unwrap().mean()).abs() <= 1e-9);

    let clipped = part(0.0).clipped(Some(-1.0), Some(1.0)).unwrap();
    let again = clipped.truncated(Some(-2.0), Some(0.0)).unwrap();
    // P(X = −1) = Φ(−1)/Φ(0)
    assert!((again.cdf(-1.0) - 2.0 * normal_cdf(-1.0)).abs() <= 1e-14);
    assert_eq!(again.quantile(0.2), -1.0);

    let twice = part(0.0).truncated(Some(-1.0), None).unwrap().truncated(Some(-2.0), Some(1.0)).unwrap();
    let once = part(0.0).truncated(Some(-1.0), Some(1.0)).unwrap();
    assert_eq!(twice.quantile(0.3), once.quantile(0.3));
}

/// E[clip(Z, −1, ∞)] = φ(1) − Φ(−1)·1 + …: for standard normal Z, E[max(Z, a)] = φ(a) + a Φ(a).
#[test]
fn clipped_normal_mean_is_the_closed_form() {
    for limit in [-1.0, 0.0, 1.5] {
        let clipped = normal::build(0.0, 1.0).unwrap().clipped(Some(limit), None).unwrap();
        let density = (-0.5 * limit * limit).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let wanted = density + limit * normal_cdf(limit);
        assert!((clipped.mean() - wanted).abs() <= 1e-10, "{limit}: {} not {wanted}", clipped.mean());
        assert_eq!(clipped.quantile(0.01), limit);
        assert!((clipped.cdf(limit) - normal_cdf(limit)).abs() <= 1e-15 && clipped.below(limit) == 0.0);
    }
}

#[test]
fn clipping_beyond_everything_is_a_constant_and_beyond_the_support_nothing() {
    let uniform = crate::distribution::uniform::build(0.0, 1.0).unwrap();
    assert_eq!(uniform.clone().clipped(Some(2.0), None).unwrap().support(), (2.0, 2.0));
    assert_eq!(uniform.clone().clipped(None, Some(-1.0)).unwrap().support(), (-1.0, -1.0));
    assert!(matches!(uniform.clipped(Some(-1.0), Some(2.0)).unwrap(), Distribution::Uniform(_)));
}
