//! Section 3.6, correlation: at 4 standard errors, as in `persistence`.

use super::{codes, correlation, model, outcome, ranks, traced};
use fengnian::diagnostic::Code;

const TRIALS: u64 = 4096;

const THREE: &str = "[inputs]\nprice = { dist = \"lognormal\", mean = 5, sd = 1 }\nharvest = { dist = \"normal\", mean = 100, sd = 15 }\ncost = { low = 100, likely = 200, high = 350 }\n[outcomes]\nprice = \"price\"\nharvest = \"harvest\"\ncost = \"cost\"\n[[correlations]]\nbetween = [\"price\", \"harvest\", \"cost\"]\nmatrix = [[1, -0.4, 0.1], [-0.4, 1, 0.5], [0.1, 0.5, 1]]\n";

/// The standard error of Spearman's correlation is at most that of its normal approximation, (1 − r²)·√(1 + r²/2)/√n
/// (Bonett and Wright 2000).
fn spearman_error(r: f64) -> f64 {
    (1.0 - r * r) * (1.0 + r * r / 2.0).sqrt() / (TRIALS as f64).sqrt()
}

#[test]
fn correlations_are_of_ranks_unless_said_otherwise() {
    for copula in ["", "copula = \"normal\"\n"] {
        let text = format!("{THREE}{copula}");
        let values: Vec<Vec<f64>> =
            ["price", "harvest", "cost"].map(|name| ranks(&outcome(&text, name, TRIALS))).into();
        for (i, j, expected) in [(0, 1, -0.4), (0, 2, 0.1), (1, 2, 0.5)] {
            let found = correlation(&values[i], &values[j]);
            assert!((found - expected).abs() < 4.0 * spearman_error(expected), "{i} {j}: {found} for {expected}");
        }
    }
}

#[test]
fn correlations_of_scores() {
    let text = "[inputs]\na = { dist = \"normal\", mean = 0, sd = 1 }\nb = { dist = \"normal\", mean = 0, sd = 1 }\n[outcomes]\na = \"a\"\nb = \"b\"\n[[correlations]]\nbetween = [\"a\", \"b\"]\nrho = -0.7\nof = \"scores\"\n";
    let found = correlation(&outcome(text, "a", TRIALS), &outcome(text, "b", TRIALS));
    assert!((found + 0.7).abs() < 4.0 * (1.0 - 0.49) / (TRIALS as f64).sqrt(), "{found}");
}

/// Under a t copula each margin keeps its distribution, Kendall's tau is 2/π·asin(r), and both fall into the same tail
/// more often than under a normal one. Standard error of tau of n pairs: below √(2/n)·… ≤ 2/3·√(2/n) · 1.5 (Kendall).
#[test]
fn a_t_copula_keeps_margins_and_has_tails() {
    let text = "[inputs]\na = { dist = \"uniform\", low = 0, high = 1 }\nb = { dist = \"uniform\", low = 0, high = 1 }\n[outcomes]\na = \"a\"\nb = \"b\"\n[[correlations]]\nbetween = [\"a\", \"b\"]\nrho = 0.5\nof = \"scores\"\ncopula = { t = 3 }\n";
    let (a, b) = (outcome(text, "a", TRIALS), outcome(text, "b", TRIALS));
    let n = TRIALS as f64;
    for values in [&a, &b] {
        for limit in [0.1, 0.5, 0.9] {
            let share = values.iter().filter(|x| **x < limit).count() as f64 / n;
            assert!((share - limit).abs() < 4.0 * (limit * (1.0 - limit) / n).sqrt(), "{share} for {limit}");
        }
    }
    let (mut concordant, mut pairs) = (0.0, 0.0);
    for i in 0..1024 {
        for j in 0..i {
            concordant += ((a[i] - a[j]) * (b[i] - b[j])).signum();
            pairs += 1.0;
        }
    }
    let expected = 2.0 / std::f64::consts::PI * 0.5_f64.asin();
    let found: f64 = concordant / pairs;
    assert!((found - expected).abs() < 4.0 * (2.0_f64 / 1024.0).sqrt(), "{found} for {expected}");
    // P(both below 2 %): normal 0.0045, t with 3 degrees of freedom 0.0083 (twice the normal's)
    let both = a.iter().zip(&b).filter(|(a, b)| **a < 0.02 && **b < 0.02).count() as f64 / n;
    assert!(both > 0.0055, "{both}");
}

#[test]
fn the_first_member_keeps_its_draws_and_years_may_be_correlated() {
    let free = model(&THREE[..THREE.find("[[").unwrap_or(0)]);
    let tied = model(THREE);
    for trial in 0..10 {
        assert_eq!(traced(&free, trial).value("price"), traced(&tied, trial).value("price"));
    }
    let text = "horizon = 2\n[inputs]\na = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = 0.5 }\nb = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = 0.5 }\n[outcomes]\na = \"a\"\nb = \"b\"\n[[correlations]]\nbetween = [\"a\", \"b\"]\nrho = 0.6\nof = \"scores\"\n";
    let (a, b) = (outcome(text, "a", TRIALS), outcome(text, "b", TRIALS));
    for year in 0..3 {
        let part = year * TRIALS as usize..(year + 1) * TRIALS as usize;
        // equal persistence: the correlation of the innovations is that of every year
        let found = correlation(&a[part.clone()], &b[part]);
        assert!((found - 0.6).abs() < 4.0 * (1.0 - 0.36) / (TRIALS as f64).sqrt(), "year {year}: {found}");
    }
}

#[test]
fn members_are_drawn_alike_and_fit_together() {
    let with = |members: &str, rest: &str| {
        codes(&format!(
            "horizon = 1\n[inputs]\na = {{ low = 1, likely = 2, high = 3 }}\nb = {{ low = 1, likely = 2, high = 3 }}\nc = {{ low = 1, likely = 2, high = 3 }}\ny = {{ low = 1, likely = 2, high = 3, each = \"year\" }}\nk = 5\n[[correlations]]\nbetween = {members}\n{rest}\n"
        ))
    };
    assert_eq!(with("[\"a\", \"y\"]", "rho = 0.5"), [Code::Correlation]);
    assert_eq!(with("[\"a\", \"k\"]", "rho = 0.5"), [Code::Correlation]);
    assert_eq!(
        with("[\"a\", \"b\", \"c\"]", "matrix = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]"),
        [Code::Correlation]
    );
    assert_eq!(with("[\"a\", \"b\"]", "rho = 1"), []);
}

/// The order in which numbers are listed says nothing: an input that is correlated by 0.7 with another rises with it. Ties
/// weaken ranks; what is left lies above 0.5 for each of these (0.58 for two halves), 0.06 is four standard errors.
#[test]
fn listed_numbers_rise_with_what_they_are_correlated_with() {
    for spread in [
        "{ dist = \"discrete\", values = [3, 0, 1] }",
        "{ dist = \"discrete\", values = [3, 0, 1], weights = [1, 2, 1] }",
        "{ data = [3, 9, 1, 7, 2, 5, 0, 8] }",
        "{ dist = \"empirical\", data = [3, 9, 1, 7, 2, 5, 0, 8] }",
        "{ chance = 0.5, then = -5 }",
        "{ chance = 0.5, then = 5 }",
    ] {
        let text = format!(
            "[inputs]\na = {{ dist = \"normal\", mean = 0, sd = 1 }}\nb = {spread}\n[outcomes]\na = \"a\"\nb = \"b\"\n\
             [[correlations]]\nbetween = [\"a\", \"b\"]\nrho = 0.7\n"
        );
        let found = correlation(&ranks(&outcome(&text, "a", TRIALS)), &outcome(&text, "b", TRIALS));
        assert!((0.5..0.76).contains(&found), "{spread}: {found}");
    }
}

/// Within each project as the kind says; of what a project or the scenario says itself nothing is left of it.
#[test]
fn a_kind_correlates_its_own_inputs_in_every_project() {
    let kind = "[kind]\ntitle = \"k\"\n[inputs]\na = { dist = \"normal\", mean = 0, sd = 1 }\nb = { dist = \"normal\", mean = 0, sd = 1 }\n\
        [[correlations]]\nbetween = [\"a\", \"b\"]\nrho = 0.8\nof = \"scores\"\n";
    let values = |more: &str| -> Vec<Vec<f64>> {
        let text = format!(
            "[projects.p]\nkind = \"k\"\n[projects.q]\nkind = \"k\"\n{more}[outcomes]\npa = \"p.a\"\npb = \"p.b\"\nqa = \"q.a\"\nqb = \"q.b\"\n"
        );
        let model = super::model_with(&text, &[("kinds/k.toml", kind)]);
        let run = model.run(&crate::support::options(TRIALS, 1)).expect("a run");
        ["pa", "pb", "qa", "qb"].map(|name| run.outcome(name).to_vec()).into()
    };
    let near = |found: f64, expected: f64| {
        let error = (1.0 - expected * expected) / (TRIALS as f64).sqrt();
        assert!((found - expected).abs() < 4.0 * error, "{found} for {expected}");
    };
    let own = values("");
    near(correlation(&own[0], &own[1]), 0.8);
    near(correlation(&own[2], &own[3]), 0.8);
    near(correlation(&own[0], &own[2]), 0.0);
    let scenario = values("[[correlations]]\nbetween = [\"p.a\", \"q.a\"]\nrho = 0.5\nof = \"scores\"\n");
    near(correlation(&scenario[0], &scenario[2]), 0.5);
    near(correlation(&scenario[0], &scenario[1]), 0.0);
    // a member that a project sets to something certain drops out, and the other is drawn as it would be alone
    let text = "[projects.p]\nkind = \"k\"\na = 1\n[outcomes]\npa = \"p.a\"\npb = \"p.b\"\n";
    let model = super::model_with(text, &[("kinds/k.toml", kind)]);
    let run = model.run(&crate::support::options(TRIALS, 1)).expect("a run");
    assert!(run.outcome("pa").iter().all(|a| *a == 1.0));
    let spread = crate::support::sd(run.outcome("pb"));
    assert!((spread - 1.0).abs() < 0.05, "{spread}");
}
