//! Percentile fits hit their percentiles, before and after truncation.

use crate::distribution::{
    Distribution, FAMILIES, family, from_percentiles, gamma_scale, gamma_shape, percentile, truncated_percentiles,
    weibull_inverse_shape, weibull_scale,
};

/// (p5, p95) pairs, narrow, wide and very skewed.
const PAIRS: [(f64, f64); 5] = [(10.0, 40.0), (1.0, 1.001), (0.02, 900.0), (150_000.0, 300_000.0), (5.0, 5.5)];

#[test]
fn two_percentiles_are_hit() {
    for family in FAMILIES.iter().filter(|family| family.percentiles.is_some()) {
        for (low, high) in PAIRS {
            for (p, q) in [(0.05, 0.95), (0.01, 0.5), (0.5, 0.9), (0.3, 0.31), (0.9, 0.99)] {
                let Ok(fitted) = from_percentiles(family.name, &[(q, high), (p, low)]) else {
                    assert_eq!(family.name, "gamma", "{low} {high} {p} {q}");
                    continue;
                };
                for (p, x) in [(p, low), (q, high)] {
                    let error = (fitted.quantile(p) - x).abs();
                    assert!(
                        error <= 1e-11 * (high - low) + 2e-13 * high,
                        "{}: p = {p}, {x}: off by {error:e}",
                        family.name
                    );
                }
            }
        }
    }
}

#[test]
fn affine_percentile_forms_give_the_same_values() {
    for family in FAMILIES.iter().filter(|family| family.percentiles.is_some()) {
        let selected = family.select(&["p95", "p5"]).unwrap();
        let values = [10.0, 40.0];
        let Some(map) = selected.affine() else { continue };
        let (location, scale) = map.of(&values);
        let standard = selected.standard(&values).unwrap().unwrap();
        let direct = selected.build(&values).unwrap();
        for u in [1e-9, 0.05, 0.4, 0.95] {
            assert!((location + scale * standard.quantile(u) - direct.quantile(u)).abs() <= 1e-12, "{}", family.name);
        }
        let (location, scale) = map.of(&[40.0, 10.0]);
        assert!((location + scale).is_nan());
    }
}

#[test]
fn three_percentiles_are_hit() {
    let cases = [(10.0, 20.0, 50.0), (-50.0, -20.0, -10.0), (1.0, 2.0, 3.0), (0.0, 1.0, 5.9)];
    for (p10, p50, p90) in cases {
        for name in ["lognormal", "metalog"] {
            let fitted = from_percentiles(name, &[(0.1, p10), (0.5, p50), (0.9, p90)]).unwrap();
            for (p, x) in [(0.1, p10), (0.5, p50), (0.9, p90)] {
                assert!((fitted.quantile(p) - x).abs() <= 1e-13 * (p90 - p10), "{name}: p = {p}, {x}");
            }
        }
    }
}

#[test]
fn equal_percentiles_give_the_constant() {
    for family in FAMILIES.iter().filter(|family| family.percentiles.is_some()) {
        let constant = from_percentiles(family.name, &[(0.05, 7.0), (0.95, 7.0)]).unwrap();
        assert_eq!(constant.support(), (7.0, 7.0), "{}", family.name);
    }
}

#[test]
fn names_are_whole_percents() {
    assert_eq!(percentile("p5"), Some(0.05));
    assert_eq!(percentile("p99"), Some(0.99));
    for name in ["p0", "p100", "p", "pert", "q5", "p-1", "p5 "] {
        assert_eq!(percentile(name), None, "{name}");
    }
    let selected = family("normal").unwrap().select(&["p95", "p5"]).unwrap();
    let fitted = selected.build(&[150_000.0, 300_000.0]).unwrap();
    assert!((fitted.quantile(0.95) - 300_000.0).abs() < 1e-6, "values come in ascending order of probability");
}

#[test]
fn truncated_percentiles_hold_after_truncation() {
    let cases = [
        ("normal", 10.0, 60.0, Some(0.0), None),
        ("normal", 10.0, 60.0, Some(0.0), Some(70.0)),
        ("normal", 10.0, 60.0, None, Some(100.0)),
        ("lognormal", 10.0, 60.0, Some(5.0), Some(80.0)),
        ("lognormal", 10.0, 60.0, None, Some(65.0)),
        ("gamma", 10.0, 60.0, Some(2.0), Some(80.0)),
        ("gamma", 10.0, 60.0, None, Some(64.0)),
        ("weibull", 10.0, 60.0, None, Some(70.0)),
        ("weibull", 10.0, 60.0, Some(8.0), None),
        ("gumbel", 10.0, 60.0, Some(0.0), Some(90.0)),
    ];
    for (name, low, high, min, max) in cases {
        let fitted = truncated_percentiles(name, &[(0.05, low), (0.95, high)], min, max)
            .unwrap_or_else(|error| panic!("{name} {min:?} {max:?}: {error}"));
        for (p, x) in [(0.05, low), (0.95, high)] {
            assert!(
                (fitted.quantile(p) - x).abs() <= 1e-8 * (high - low),
                "{name} {min:?} {max:?}: {}",
                fitted.quantile(p)
            );
        }
        let (start, end) = fitted.support();
        assert!(min.is_none_or(|min| start >= min) && max.is_none_or(|max| end <= max), "{name}");
        // truncation after an untruncated fit would miss them
        let plain = from_percentiles(name, &[(0.05, low), (0.95, high)]).unwrap().truncated(min, max).unwrap();
        assert!((plain.quantile(0.05) - low).abs() + (plain.quantile(0.95) - high).abs() > 1e-6, "{name}");
    }
}

#[test]
fn limits_that_cut_nothing_leave_the_plain_fit() {
    let fitted = truncated_percentiles("lognormal", &[(0.05, 1.0), (0.95, 2.0)], Some(0.0), None).unwrap();
    assert!(matches!(fitted, Distribution::Lognormal(_)));
    let fitted = truncated_percentiles("uniform", &[(0.05, 1.0), (0.95, 2.0)], Some(0.5), Some(2.5)).unwrap();
    assert!(matches!(fitted, Distribution::Uniform(_)));
}

/// Between 0 and 1 no truncated normal is wider than the uniform distribution, whose p5 and p95 are 0.05 and 0.95.
#[test]
fn points_wider_than_the_family_can_be_are_refused() {
    assert!(truncated_percentiles("normal", &[(0.05, 0.02), (0.95, 0.98)], Some(0.0), Some(1.0)).is_err());
    assert!(truncated_percentiles("uniform", &[(0.05, 0.02), (0.95, 0.98)], Some(0.01), Some(1.0)).is_err());
    assert!(truncated_percentiles("normal", &[(0.05, -1.0), (0.95, 2.0)], Some(0.0), None).is_err());
    // a half-line allows at most the exponential: p95/p5 = ln 0.05 / ln 0.95 = 58.4
    assert!(truncated_percentiles("normal", &[(0.05, 1.0), (0.95, 58.0)], Some(0.0), None).is_ok());
    assert!(truncated_percentiles("normal", &[(0.05, 1.0), (0.95, 59.0)], Some(0.0), None).is_err());
}

#[test]
fn parameters_solved_apart_are_those_of_the_distribution() {
    let gamma = family("gamma").unwrap().select(&["shape", "scale"]).unwrap().build(&[2.5, 3.0]).unwrap();
    let [first, second] = [0.05, 0.9].map(|p| (p, gamma.quantile(p)));
    let shape = gamma_shape([first, second]);
    assert!((shape - 2.5).abs() < 1e-11, "{shape}");
    for point in [first, second] {
        let scale = gamma_scale(shape, point);
        assert!((scale - 3.0).abs() < 1e-10, "{scale}");
    }
    let weibull = family("weibull").unwrap().select(&["shape", "scale"]).unwrap().build(&[0.8, 3.0]).unwrap();
    let inverse = weibull_inverse_shape(weibull.mean(), weibull.sd());
    assert!((inverse - 1.25).abs() < 1e-12, "{inverse}");
    let scale = weibull_scale(weibull.mean(), inverse);
    assert!((scale - 3.0).abs() < 1e-12, "{scale}");
    assert_eq!((weibull_inverse_shape(4.0, 0.0), weibull_scale(4.0, 0.0)), (0.0, 4.0));
    for missing in [
        weibull_inverse_shape(-1.0, 1.0),
        weibull_inverse_shape(1.0, -1.0),
        gamma_shape([(0.1, -1.0), (0.9, 1.0)]),
        gamma_shape([(0.1, 2.0), (0.9, 1.0)]),
        gamma_scale(f64::NAN, (0.5, 1.0)),
    ] {
        assert!(missing.is_nan(), "{missing}");
    }
}
