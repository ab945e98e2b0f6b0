//! What users read when parameters do not fit: the whole texts.

use crate::distribution::{
    Distribution, FAMILIES, ParameterError, data, discrete, empirical, family, from_percentiles, mixture,
    truncated_percentiles,
};

fn build(name: &str, set: usize, values: &[f64]) -> Result<Distribution, ParameterError> {
    (family(name).unwrap().sets[set].build)(values)
}

fn select(name: &str, names: &[&str]) -> Result<Distribution, ParameterError> {
    family(name).unwrap().select(names).and_then(|selected| selected.build(&vec![1.0; names.len()]))
}

/// Every mistake with its Chinese and English message and remedy, one block each.
fn all() -> String {
    let normal = || build("normal", 0, &[0.0, 1.0]).unwrap();
    let mistakes = [
        build("normal", 0, &[0.0, -1.0]),
        build("normal", 0, &[f64::NAN, 1.0]),
        build("normal", 0, &[0.0, f64::INFINITY]),
        build("normal", 0, &[0.0]),
        build("lognormal", 0, &[0.0, 1.0]),
        build("lognormal", 1, &[5.0, -0.1]),
        build("lognormal", 3, &[1.0, 1.0, 2.0]),
        build("uniform", 0, &[5.0, 4.0]),
        build("triangular", 0, &[1.0, 4.0, 3.0]),
        build("pert", 0, &[2.0, 1.0, 3.0, 4.0]),
        build("pert", 0, &[0.0, 1.0, 3.0, -4.0]),
        build("beta", 0, &[0.0, 1.0, 0.0, 1.0]),
        build("beta", 1, &[0.5, 0.6, 0.0, 1.0]),
        build("beta", 1, &[0.5, 1e-7, 0.0, 1.0]),
        build("beta", 1, &[1.5, 0.1, 0.0, 1.0]),
        build("gamma", 1, &[-3.0, 1.0]),
        build("gamma", 1, &[100.0, 1e-5]),
        build("weibull", 0, &[0.0, 1.0]),
        build("student_t", 0, &[0.0, 0.0, 1.0]),
        build("exponential", 1, &[0.0]),
        build("gumbel", 1, &[1.0, -2.0]),
        build("metalog", 0, &[0.0, 1.0, 10.0]),
        build("poisson", 0, &[-0.5]),
        build("binomial", 0, &[2.5, 0.5]),
        build("bernoulli", 0, &[1.2]),
        discrete(vec![], vec![]),
        discrete(vec![1.0, 2.0], vec![1.0]),
        discrete(vec![1.0, 2.0], vec![1.0, -1.0]),
        discrete(vec![1.0, 2.0], vec![0.0, 0.0]),
        data(vec![1.0, f64::NAN]),
        empirical(vec![]),
        mixture(vec![normal()], vec![]),
        normal().truncated(Some(2.0), Some(1.0)),
        build("uniform", 0, &[0.0, 1.0]).unwrap().truncated(Some(2.0), None),
        normal().clipped(Some(2.0), Some(1.0)),
        select("normal", &["mean", "sigma"]),
        select("normal", &["mean"]),
        select("normal", &["p5", "p50", "p95"]),
        select("lognormal", &["mean", "sigma"]),
        select("beta", &["mean", "sd", "sd"]),
        select("discrete", &["value"]),
        from_percentiles("pert", &[(0.05, 1.0), (0.95, 2.0)]),
        from_percentiles("normal", &[(0.05, 4.0), (0.95, 3.0)]),
        from_percentiles("normal", &[(0.05, 4.0)]),
        from_percentiles("lognormal", &[(0.05, -1.0), (0.95, 3.0)]),
        from_percentiles("normal", &[(0.5, 1.0), (1.0, 3.0)]),
        from_percentiles("gamma", &[(0.4, 1.0), (0.6, 1.000_001)]),
        truncated_percentiles("normal", &[(0.05, -1.0), (0.95, 3.0)], Some(0.0), None),
    ];
    let mut text = String::new();
    for (place, mistake) in mistakes.into_iter().enumerate() {
        let error = mistake.err().unwrap_or_else(|| panic!("mistake {place} is accepted"));
        for line in [&error.message.zh, &error.remedy.zh, &error.message.en, &error.remedy.en] {
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

/// `FENGNIAN_UPDATE=1` writes the file anew; read the difference before you keep it.
#[test]
fn texts_are_as_reviewed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/distribution/tests/mistakes.txt");
    let text = all();
    if std::env::var_os("FENGNIAN_UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap();
    for (ours, theirs) in text.split("\n\n").zip(golden.split("\n\n")) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(text.len(), golden.len());
}

/// No parameter of any family may be NaN or infinite, and every set counts its values.
#[test]
fn no_family_takes_values_that_are_not_finite() {
    for family in FAMILIES {
        for set in family.sets {
            for example in set.examples {
                for place in 0..example.len() {
                    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                        let mut values = example.to_vec();
                        values[place] = bad;
                        assert!((set.build)(&values).is_err(), "{} {values:?}", family.name);
                    }
                }
                assert!((set.build)(&example[1..]).is_err(), "{} takes too few values", family.name);
            }
        }
    }
}
