//! Parameters that make no distribution: an error where they are known, a missing value in the trials where they are not.

use super::{codes, model, outcome};
use fengnian::diagnostic::{Code, Language};
use fengnian::{RunOptions, analysis};

/// Forms of which `s`, uniform on −1 to 1, spoils the trials in which the test holds.
type Spoilt = (&'static str, fn(f64) -> bool);

const FORMS: [Spoilt; 31] = [
    ("{ dist = \"normal\", mean = \"s\", sd = -1 }", |_| true),
    ("{ dist = \"normal\", mean = 0, sd = \"s\" }", |s| s < 0.0),
    ("{ dist = \"exponential\", mean = \"s\" }", |s| s < 0.0),
    ("{ dist = \"exponential\", rate = \"s\" }", |s| s <= 0.0),
    ("{ dist = \"lognormal\", mean = \"s\", sd = 1 }", |s| s <= 0.0),
    ("{ dist = \"lognormal\", mean = 2, sd = \"s\" }", |s| s < 0.0),
    ("{ dist = \"lognormal\", median = \"s\", sigma = 0.2 }", |s| s <= 0.0),
    ("{ dist = \"lognormal\", mu = 0, sigma = \"s\" }", |s| s < 0.0),
    ("{ dist = \"uniform\", low = 0, high = \"s\" }", |s| s < 0.0),
    ("{ dist = \"triangular\", low = 0, likely = \"s\", high = 2 }", |s| s < 0.0),
    ("{ low = 0, likely = \"s\", high = 2 }", |s| s < 0.0),
    ("{ p5 = 0, p95 = \"s\", dist = \"normal\" }", |s| s < 0.0),
    ("{ dist = \"binomial\", n = \"4 + s\", p = 0.5 }", |_| true),
    ("{ dist = \"gamma\", shape = \"s\", scale = 1 }", |s| s < 0.001),
    ("{ dist = \"gamma\", shape = 2, scale = \"s\" }", |s| s < 0.0),
    ("{ dist = \"gamma\", mean = \"s\", sd = \"0.2 * s\" }", |s| s <= 0.0),
    ("{ p5 = \"s\", p95 = \"s + 1\", dist = \"gamma\" }", |s| s <= 0.0),
    ("{ dist = \"weibull\", shape = \"s\", scale = 1 }", |s| s < 0.001),
    ("{ dist = \"weibull\", mean = \"s\", sd = 1 }", |s| s <= 0.0),
    ("{ p5 = \"s\", p95 = 1, dist = \"weibull\" }", |s| s <= 0.0),
    ("{ dist = \"student_t\", df = 4, location = \"s\", scale = \"s\" }", |s| s < 0.0),
    ("{ dist = \"student_t\", df = 4, location = \"s\", scale = -1 }", |_| true),
    ("{ low = \"0.8 * s\", likely = \"s\", high = \"1.3 * s\" }", |s| s < 0.0),
    ("{ dist = \"beta\", alpha = 2, beta = 3, low = 0, high = \"s\" }", |s| s < 0.0),
    ("{ chance = \"s\", then = 1 }", |s| s < 0.0),
    ("{ chance = \"1.5 + s\", then = 1 }", |s| s > -0.5),
    ("{ values = [1, 2], weights = [\"s\", 1] }", |s| s < 0.0),
    ("{ values = [1, 2], weights = [\"max(s, 0)\", \"max(s, 0)\"] }", |s| s <= 0.0),
    ("{ dist = \"mixture\", of = [{ dist = \"normal\", mean = 0, sd = 1 }, \"2 + s\"], weights = [\"s\", 1] }", |s| {
        s < 0.0
    }),
    ("{ dist = \"normal\", mean = 0, sd = 1, clip = { min = 0, max = \"s\" } }", |s| s < 0.0),
    ("{ dist = \"normal\", mean = 0, sd = 1, truncate = { min = 0, max = \"s\" } }", |s| s <= 0.0),
];

#[test]
fn a_trial_whose_parameters_make_no_distribution_has_no_value() {
    for (form, spoilt) in FORMS {
        let text = format!(
            "[inputs]\ns = {{ dist = \"uniform\", low = -1, high = 1 }}\nx = {form}\n[outcomes]\ns = \"s\"\nx = \"x\"\n"
        );
        let (s, x) = (outcome(&text, "s", 512), outcome(&text, "x", 512));
        for (s, x) in s.iter().zip(&x) {
            assert_eq!(x.is_nan(), spoilt(*s), "{form} at {s}: {x}");
        }
    }
}

#[test]
fn conditions_and_states_without_a_distribution_are_missing_too_and_choices_that_turn_on_them() {
    for form in
        ["{ dist = \"bernoulli\", p = \"s\" }", "{ values = [\"good\", \"bad\"], weights = [\"s\", \"1 - s\"] }"]
    {
        let choice = if form.contains("good") { "case(x, good: 3, bad: 4)" } else { "if(not x, 3, 4)" };
        let text = format!(
            "[inputs]\ns = {{ dist = \"uniform\", low = -1, high = 1 }}\nx = {form}\n[outcomes]\ns = \"s\"\ny = \"{choice}\"\n"
        );
        let (s, y) = (outcome(&text, "s", 512), outcome(&text, "y", 512));
        for (s, y) in s.iter().zip(&y) {
            assert_eq!(y.is_nan(), *s < 0.0, "{form} at {s}: {y}");
        }
    }
}

#[test]
fn what_is_missing_names_the_input_and_the_first_trial() {
    let text = "[inputs]\ns = { dist = \"uniform\", low = -1, high = 9 }\nx = { dist = \"normal\", mean = 0, sd = \"s\" }\n[outcomes]\ny = \"2 * x\"\ns = \"s\"\n";
    let model = model(text);
    let options = RunOptions { trials: Some(2048), threads: 1, ..RunOptions::default() };
    let run = model.run(&options).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let findings = analysis::analyse(&run, Vec::new());
    let missing = &findings.outcomes[0].missing[0];
    let first = run.outcome("s").iter().position(|s| *s < 0.0);
    assert_eq!(Some(missing.first_trial as usize), first);
    assert!(missing.reason.get(Language::English).contains("`x`"), "{:?}", missing.reason);
    let spoilt = run.outcome("s").iter().filter(|s| **s < 0.0).count();
    assert_eq!(missing.trials as usize, spoilt);
}

#[test]
fn only_inputs_of_the_outcome_are_named_as_what_is_missing() {
    // x has no value where s < 0; y has none for another reason
    let text = "[inputs]\ns = { dist = \"uniform\", low = -2, high = -1 }\nx = { dist = \"normal\", mean = 0, sd = \"s\" }\n\
        z = { dist = \"uniform\", low = 0, high = 1 }\n[outcomes]\nx = \"x\"\ny = \"sqrt(z - 5)\"\nlate = \"if(s < 0, x, 1) + 1\"\n";
    let model = model(text);
    let run = model.run(&RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let findings = analysis::analyse(&run, Vec::new());
    let reason = |place: usize| findings.outcomes[place].missing[0].reason.get(Language::English).to_owned();
    assert!(reason(0).contains("`x`") && reason(2).contains("`x`"), "{} {}", reason(0), reason(2));
    assert_eq!(reason(1), "not a finite number");
}

#[test]
fn limits_of_clip_that_are_known_must_rise() {
    let text =
        "[inputs]\nx = { dist = \"normal\", mean = 0, sd = 1, clip = { min = 5, max = -5 } }\n[outcomes]\nx = \"x\"\n";
    assert_eq!(codes(text), [Code::OutOfRange]);
}

#[test]
fn small_shapes_stay_within_the_support_and_keep_their_quantiles() {
    for (form, low, high) in [
        ("{ dist = \"weibull\", shape = 0.02, scale = 1 }", 0.0, f64::INFINITY),
        ("{ dist = \"weibull\", shape = 0.2, scale = 1 }", 0.0, f64::INFINITY),
        ("{ dist = \"gamma\", shape = 0.005, scale = 1 }", 0.0, f64::INFINITY),
        ("{ dist = \"gamma\", shape = 0.01, scale = 1 }", 0.0, f64::INFINITY),
        ("{ dist = \"gamma\", shape = 0.2, scale = 1 }", 0.0, f64::INFINITY),
        ("{ dist = \"beta\", alpha = 0.01, beta = 3 }", 0.0, 1.0),
        ("{ dist = \"beta\", alpha = 0.01, beta = 0.01 }", 0.0, 1.0),
        ("{ dist = \"beta\", alpha = 3, beta = 0.02 }", 0.0, 1.0),
    ] {
        let text = format!(
            "[inputs]\nx = {form}\nu = {{ dist = \"uniform\", low = 0, high = 1, draws_as = \"x\" }}\n[outcomes]\nx = \"x\"\nu = \"u\"\n"
        );
        let (x, u) = (outcome(&text, "x", 4096), outcome(&text, "u", 4096));
        assert!(x.iter().all(|x| (low..=high).contains(x)), "{form} leaves its support");
        let mut pairs: Vec<(f64, f64)> = u.into_iter().zip(x).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        // by no more than rounding
        let fallen =
            pairs.windows(2).map(|pair| (pair[0].1 - pair[1].1) / pair[0].1.abs().max(1e-300)).fold(0.0, f64::max);
        assert!(fallen <= 1e-12, "{form} falls by {fallen:e}");
        if let Some(shape) = form.strip_prefix("{ dist = \"weibull\", shape = ").and_then(|rest| rest.split(',').next())
        {
            let shape: f64 = shape.parse().expect("a number");
            for (u, x) in pairs {
                let exact = (-(-u).ln_1p()).powf(1.0 / shape);
                assert!((x - exact).abs() <= 1e-5 * exact + 1e-300, "{form} at {u}: {x} for {exact}");
            }
        }
    }
}

#[test]
fn quantiles_over_years_of_a_value_without_years_are_refused() {
    let head = "horizon = 3\n[inputs]\nx = { dist = \"normal\", mean = 0, sd = 1 }\ny = { dist = \"normal\", mean = 0, sd = 1, each = \"year\" }\nz = 4\n[outcomes]\n";
    for formula in ["quantile(x, 0.95)", "sd(x)", "sd(sum(y))"] {
        assert_eq!(codes(&format!("{head}o = \"{formula}\"\n")), [Code::ShapeMismatch], "{formula}");
    }
    for formula in ["quantile(y, 0.95)", "sd(y)", "sd(x * y)", "mean(x)", "sd(z)"] {
        assert_eq!(codes(&format!("{head}o = \"{formula}\"\n")), [], "{formula}");
    }
}

#[test]
fn percentiles_that_hold_after_truncation_must_be_known() {
    let text = "[inputs]\ns = { dist = \"uniform\", low = 1, high = 2 }\nx = { p5 = \"s\", p95 = \"3 * s\", dist = \"gamma\", truncate = { min = 0.5 } }\n[outcomes]\nx = \"x\"\n";
    assert_eq!(codes(text), [Code::ConflictingKeys]);
}

#[test]
fn a_choice_that_turns_on_what_is_missing_in_some_year_or_row_is_missing_too() {
    // f has no value where s < 0
    let prelude = "horizon = 2\n[inputs]\ns = { dist = \"uniform\", low = -1, high = 1 }\n\
        f = { dist = \"bernoulli\", p = \"s\", each = \"year\" }\n[tables.t]\nrows = { count = 2 }\n[tables.t.inputs]\n\
        g = { dist = \"bernoulli\", p = \"s\" }\n";
    for choice in [
        "if(any(f), 1, 0)",
        "if(last(f), 1, 0)",
        "if(at(f, 1), 1, 0)",
        "last(if(prev(f, false), 1, 0))",
        "if(any(t: g), 1, 0)",
        "sum(t: 1 where g)",
        "first_year(f, 99)",
        "if(not not not not not not not not not not last(f), 1, 0)",
    ] {
        let text = format!("{prelude}[outcomes]\ns = \"s\"\ny = \"{choice}\"\n");
        let (s, y) = (outcome(&text, "s", 512), outcome(&text, "y", 512));
        for (s, y) in s.iter().zip(&y) {
            assert_eq!(y.is_nan(), *s < 0.0, "{choice} at {s}: {y}");
        }
    }
}

#[test]
fn a_comparison_with_a_missing_value_is_missing_and_counted() {
    let head = "horizon = 3\n[inputs]\ns = { dist = \"uniform\", low = -1, high = 1 }\n\
        q = { dist = \"normal\", mean = 5, sd = \"s\", each = \"year\" }\n\
        state = { values = [\"good\", \"bad\"], weights = [\"s\", \"1 - s\"], each = \"year\" }\n\
        [formulas]\nflow = \"if(index == 0, -1, s)\"\nratio = \"max(s, 0) / max(s, 0)\"\n\
        late = \"payback(if(index == 0, -1, if(s > 0, 9, s)))\"\n[outcomes]\ns = \"s\"\n";
    for (formula, lacks) in [
        ("any(q < 4.9)", true),
        ("count(state == 'good') + count(state == 'bad')", true),
        ("not (q > 5 and s > 0)", true),
        // a flow of losses alone has a rate below every number
        ("irr(flow) < 8 %", false),
        ("ratio <= 1", true),
        ("ratio != 1", true),
        ("if(known(irr(flow)), irr(flow) < 8 %, true)", false),
        ("known(ratio) or s < 0", false),
        ("s < 0", false),
        // ∞ has a value, ∞ − ∞ and ∞ · 0 have none
        ("late <= 8", false),
        ("late - late <= 8", true),
        ("late * max(s, 0) < 8", true),
        ("ln(max(s, 0)) - ln(max(s, 0)) < 1", true),
        ("exp(if(s < 0, 1000, s)) * max(s, 0) < 9", true),
        ("if(s < 0, 1e9, 1) ^ 40 * max(s, 0) < 9", true),
        ("max(s, 0) ^ -1 * max(s, 0) < 2", true),
        ("exp(s) * max(s, 0) < 9", false),
        ("normal_quantile(max(s, 0)) - normal_quantile(max(s, 0)) < 1", true),
        ("(1e-31 + max(s, 0)) ^ -16 * 0 < 1", true),
    ] {
        let text = format!("{head}y = \"{formula}\"\n");
        let (s, y) = (outcome(&text, "s", 512), outcome(&text, "y", 512));
        let missing = s.iter().zip(&y).filter(|(s, y)| **s < 0.0 && y.is_nan()).count();
        let negative = s.iter().filter(|s| **s < 0.0).count();
        assert_eq!(missing, if lacks { negative } else { 0 }, "{formula}");
        assert!(s.iter().zip(&y).all(|(s, y)| *s < 0.0 || !y.is_nan()), "{formula}");
    }
}

#[test]
fn a_circle_hands_on_what_is_missing_and_so_do_shares_of_nothing() {
    let head = "horizon = 3\n[inputs]\nd = { dist = \"bernoulli\", p = 0.5 }\n[formulas]\nsize = \"if(d, 1, 0)\"\n\
        ratio = \"0 * debt / (size * debt)\"\ndebt = \"if(prev(ratio, 0) < 1, 1, 2)\"\n\
        [tables.t.rows]\na = { x = 1 }\nb = { x = 2 }\n[outcomes]\nsize = \"size\"\n";
    for formula in ["last(debt)", "quantile(t: x where size > 0, 0.5) > 0", "loan_payment(9, 5 %, 4 * size, 1) > 0"] {
        let text = format!("{head}y = \"{formula}\"\n");
        let (size, y) = (outcome(&text, "size", 512), outcome(&text, "y", 512));
        assert!(size.iter().zip(&y).all(|(size, y)| y.is_nan() == (*size == 0.0)), "{formula}");
    }
}

#[test]
fn a_comparison_with_a_draw_without_a_distribution_is_missing_in_every_family() {
    let families = [
        "dist = \"normal\", mean = 0, sd = \"zz\"",
        "dist = \"lognormal\", mean = \"zz\", sd = 1",
        "dist = \"uniform\", low = \"zz\", high = 0",
        "low = \"zz\", likely = 0, high = 1",
        "dist = \"pert\", low = -1, likely = \"zz\", high = 1",
        "dist = \"beta\", alpha = \"zz\", beta = 2",
        "dist = \"beta\", mean = \"zz\", sd = 0.1",
        "dist = \"gamma\", shape = 2, scale = \"zz\"",
        "dist = \"weibull\", shape = \"zz\", scale = 1",
        "dist = \"student_t\", df = \"zz\"",
        "dist = \"exponential\", rate = \"zz\"",
        "dist = \"gumbel\", location = 0, scale = \"zz\"",
        "dist = \"logistic\", location = 0, scale = \"zz\"",
        "dist = \"pareto\", scale = \"zz\", shape = 2",
        "dist = \"poisson\", mean = \"zz\"",
        "dist = \"binomial\", n = 5, p = \"zz\"",
        "dist = \"geometric\", p = \"zz\"",
        "p10 = \"zz\", p50 = 0, p90 = 1",
        "dist = \"normal\", mean = 0, sd = 1, truncate = { min = \"zz\", max = 0 }",
        "dist = \"gamma\", mean = \"zz\", sd = 1, each = \"year\", persistence = 0.5",
    ];
    for family in families {
        let text = format!(
            "horizon = 1\n[inputs]\nzz = {{ dist = \"normal\", mean = 0.3, sd = 1 }}\nx = {{ {family} }}\n[outcomes]\n\
            v = \"at(x + 0 * index, 1)\"\nlow = \"at(x + 0 * index, 1) < 0.1\"\nchosen = \"if(at(x + 0 * index, 1) > 0.1, 1, 0)\"\n"
        );
        let value = outcome(&text, "v", 256);
        assert!(value.iter().any(|v| v.is_nan()) && !value.iter().all(|v| v.is_nan()), "{family}");
        for name in ["low", "chosen"] {
            let found = outcome(&text, name, 256);
            assert!(value.iter().zip(&found).all(|(v, c)| v.is_nan() == c.is_nan()), "{name}: {family}");
        }
    }
}
