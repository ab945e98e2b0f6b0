//! What holds for every family: quantiles, moments, supports, affine forms, documentation.

use super::{Example, examples, probabilities};
use crate::distribution::moments::mean_and_sd;
use crate::distribution::{Distribution, FAMILIES, Form, Source, family};

/// How far x may be from exact because floats near the distribution's location are no finer.
fn resolution(distribution: &Distribution, x: f64) -> f64 {
    let (low, high) = distribution.support();
    let ends = [low, high].into_iter().filter(|end| end.is_finite()).fold(0.0, |size: f64, end| size.max(end.abs()));
    // a location inside an infinite support shows in the median
    let middle = distribution.quantile(0.5).abs();
    let size = if low == 0.0 && high == f64::INFINITY { x.abs() } else { ends.max(middle).max(x.abs()) };
    4.0 * f64::EPSILON * size + f64::MIN_POSITIVE
}

#[test]
fn quantiles_never_fall_and_are_never_nan() {
    for Example { name, distribution, .. } in examples() {
        let mut last = f64::NEG_INFINITY;
        for u in probabilities() {
            let x = distribution.quantile(u);
            assert!(x >= last, "{name}: quantile({u:e}) = {x:e} after {last:e}");
            last = x;
        }
        for v in probabilities().into_iter().rev() {
            let x = distribution.upper_quantile(v);
            assert!(!x.is_nan());
            if v < 0.001 {
                assert!(x >= last, "{name}: upper_quantile({v:e}) = {x:e} after {last:e}");
                last = x;
            }
        }
    }
}

#[test]
fn both_quantiles_agree_where_both_are_exact() {
    for Example { name, distribution, .. } in examples() {
        for step in 1..256 {
            // multiples of 1/256 have an exact complement
            let u = f64::from(step) / 256.0;
            let (x, y) = (distribution.quantile(u), distribution.upper_quantile(1.0 - u));
            let tolerance = 16.0 * resolution(&distribution, x) + 1e-12 * x.abs();
            assert!((x - y).abs() <= tolerance, "{name}: quantile({u}) = {x}, from above {y}");
        }
    }
}

/// |cdf(quantile(u)) − u| ≤ 1e-12 of the nearer tail; where floats around x are too coarse for that (a location far from
/// 0, an end of the support), u lies between the probabilities a few floats either side. Values with their own
/// probability: P(X < x) < u ≤ P(X ≤ x), to the same tolerance.
#[test]
fn cdf_undoes_the_quantile_in_both_tails() {
    for Example { name, distribution, .. } in examples() {
        for p in probabilities() {
            let x = distribution.quantile(p);
            let step = resolution(&distribution, x);
            let tolerance = 1e-12 * p.min(1.0 - p);
            let reached = distribution.cdf(x).max(distribution.cdf(x + step));
            let before = distribution.below(x).min(distribution.below(x - step));
            assert!(reached >= p - tolerance, "{name}: cdf(quantile({p:e}) = {x:e}) is only {reached:e}");
            assert!(before <= p + tolerance, "{name}: below(quantile({p:e}) = {x:e}) is already {before:e}");

            let x = distribution.upper_quantile(p);
            let step = resolution(&distribution, x);
            let left = distribution.survival(x).min(distribution.survival(x + step));
            let from = distribution.at_least(x).max(distribution.at_least(x - step));
            assert!(left <= p + tolerance, "{name}: survival(upper_quantile({p:e}) = {x:e}) is still {left:e}");
            assert!(from >= p - tolerance, "{name}: at_least(upper_quantile({p:e}) = {x:e}) is only {from:e}");
        }
    }
}

/// Without any allowance for coarse floats, for distributions whose location is 0.
#[test]
fn cdf_undoes_the_quantile_to_1e_12_without_allowance() {
    let strict = [
        ("normal", vec![0.0, 1.0]),
        ("lognormal", vec![5.0, 1.0]),
        ("gamma", vec![2.0, 3.0]),
        ("gamma", vec![0.5, 1.0]),
        ("gamma", vec![0.05, 1.0]),
        ("gamma", vec![2500.0, 0.1]),
        ("weibull", vec![2.0, 8.0]),
        ("weibull", vec![0.7, 1.0]),
        ("exponential", vec![1.0]),
        ("student_t", vec![4.0, 0.0, 1.0]),
        ("student_t", vec![200.0, 0.0, 1.0]),
        ("beta", vec![2.0, 3.0, 0.0, 1.0]),
        ("beta", vec![300.0, 2000.0, 0.0, 1.0]),
    ];
    for (name, values) in strict {
        let distribution = (family(name).unwrap().sets[0].build)(&values).unwrap();
        for u in probabilities() {
            let x = distribution.quantile(u);
            // at the upper end of a bounded support 1 − u no longer shows in x
            if x >= f64::MIN_POSITIVE.max(distribution.support().0) && (name != "beta" || u < 0.999) || x < 0.0 {
                let error = (distribution.cdf(x) - u).abs() / u.min(1.0 - u);
                assert!(error <= 1e-12, "{name} {values:?}: u = {u:e}, x = {x:e}: {error:e}");
            }
            if name != "beta" {
                let x = distribution.upper_quantile(u);
                let error = (distribution.survival(x) / u - 1.0).abs();
                assert!(
                    error <= 1e-12 || (0.0..f64::MIN_POSITIVE).contains(&x) || u > 0.99,
                    "{name} {values:?}: v = {u:e}: {error:e}"
                );
            }
        }
    }
}

#[test]
fn support_holds_every_quantile_and_is_approached() {
    for Example { name, distribution, .. } in examples() {
        let (low, high) = distribution.support();
        for u in probabilities() {
            let (x, y) = (distribution.quantile(u), distribution.upper_quantile(u));
            assert!(low <= x && x <= high && low <= y && y <= high, "{name}: {x} or {y} outside {low} to {high}");
        }
        assert_eq!(distribution.below(low), 0.0, "{name}");
        assert_eq!(distribution.survival(high), 0.0, "{name}");
    }
}

/// Closed forms of mean and sd, to 1e-8 of the sd, against the integral of the quantile function; for separate values
/// against the sum over them.
#[test]
fn mean_and_sd_are_those_of_the_quantile_function() {
    for Example { name, distribution, .. } in examples() {
        let (mean, sd) = (distribution.mean(), distribution.sd());
        if !mean.is_finite() || !sd.is_finite() {
            assert_eq!(distribution.support(), (f64::NEG_INFINITY, f64::INFINITY), "{name} has no moments");
            continue;
        }
        let (wanted_mean, wanted_sd) = if distribution.is_discrete() {
            sums(&distribution)
        } else {
            mean_and_sd(|u| distribution.quantile(u), |v| distribution.upper_quantile(v))
        };
        let tolerance = 1e-8 * sd + 1e-14 * mean.abs();
        assert!((mean - wanted_mean).abs() <= tolerance, "{name}: mean {mean}, by integration {wanted_mean}");
        assert!((sd - wanted_sd).abs() <= tolerance, "{name}: sd {sd}, by integration {wanted_sd}");
    }
}

/// Mean and sd of a distribution on separate values, walking from one to the next through its quantiles.
fn sums(distribution: &Distribution) -> (f64, f64) {
    let mut points = Vec::new();
    let mut x = distribution.quantile(1e-18);
    loop {
        let lower = distribution.cdf(x);
        let mass = if lower < 0.5 {
            lower - distribution.below(x)
        } else {
            distribution.at_least(x) - distribution.survival(x)
        };
        points.push((x, mass));
        let beyond = distribution.survival(x);
        if beyond < 1e-18 {
            break;
        }
        let next = if lower < 0.5 {
            distribution.quantile(lower * (1.0 + 1e-14))
        } else {
            distribution.upper_quantile(beyond * (1.0 - 1e-14))
        };
        assert!(next > x);
        x = next;
    }
    let mean: f64 = points.iter().map(|(x, mass)| x * mass).sum();
    let variance: f64 = points.iter().map(|(x, mass)| (x - mean) * (x - mean) * mass).sum();
    (mean, variance.sqrt())
}

#[test]
fn affine_forms_give_the_same_values() {
    for Example { name, family: family_name, set, values, distribution } in examples() {
        let family = family(family_name).unwrap();
        let Some(affine) = family.sets.get(set).and_then(|set| set.affine) else { continue };
        let (location, scale) = affine.map.of(&values);
        let standard = (affine.standard)(&values).unwrap();
        for u in probabilities() {
            let (direct, moved) = (distribution.quantile(u), location + scale * standard.quantile(u));
            let tolerance = 1e-14 * (direct.abs() + location.abs());
            assert!((direct - moved).abs() <= tolerance, "{name}: {direct} against {moved}");
        }
        for place in 0..values.len() {
            if affine.shape.contains(&place) {
                continue;
            }
            let mut bad = values.clone();
            bad[place] = f64::NAN;
            let (location, scale) = affine.map.of(&bad);
            assert!((location + scale).is_nan(), "{name}: parameter {place} = NaN goes unnoticed");
        }
    }
}

#[test]
fn every_family_is_documented_and_its_example_names_it() {
    for family in FAMILIES {
        for words in [family.title, family.doc] {
            assert!(!words.zh.is_empty() && !words.en.is_empty(), "{}", family.name);
        }
        let short = [("pert", "likely"), ("metalog", "p50")];
        let named = family.example.contains(&format!("dist = \"{}\"", family.name));
        let shortened = short.iter().any(|(name, word)| *name == family.name && family.example.contains(word));
        assert!(named || shortened, "{}: {}", family.name, family.example);
        assert_eq!(family.sets.is_empty(), !family.lists.is_empty(), "{}", family.name);
        assert_eq!(FAMILIES.iter().filter(|other| other.name == family.name).count(), 1);
        let table: Result<toml::Table, _> = toml::from_str(&format!("x = {}", family.example));
        assert!(table.is_ok(), "{}: {}", family.name, family.example);
    }
}

#[test]
fn example_tables_select_a_form_and_build() {
    for family in FAMILIES.iter().filter(|family| !family.sets.is_empty()) {
        let table: toml::Table = toml::from_str(&format!("x = {}", family.example)).unwrap();
        let entries = table["x"].as_table().unwrap();
        let names: Vec<&str> = entries.keys().map(String::as_str).filter(|name| *name != "dist").collect();
        let selected = family.select(&names).unwrap();
        assert!(matches!(selected.form, Form::Set(_)));
        let number = |name: &str| entries[name].as_float().or(entries[name].as_integer().map(|n| n as f64)).unwrap();
        let value = |source: &Source| match source {
            Source::Given(place) => number(names[*place]),
            Source::Default(value) => *value,
        };
        let values: Vec<f64> = selected.sources.iter().map(value).collect();
        assert_eq!(selected.roles().len(), values.len());
        selected.build(&values).unwrap();
    }
}
