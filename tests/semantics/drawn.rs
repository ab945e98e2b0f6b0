//! Sections 3.2, 3.3 and 3.5: uncertain inputs. Quantiles are read off by way of `draws_as`: `u` is uniform and drawn as
//! the input is, so that input = quantile(u) can be checked trial by trial.

use fengnian::diagnostic::Code;

use super::{codes, mean, model, model_with, outcome, same, sd, traced};

/// Checks `form` against its quantile function at the draws of many trials.
#[track_caller]
fn quantiles(form: &str, margin: f64, quantile: impl Fn(f64) -> f64) {
    let text = format!("[inputs]\nx = {form}\nu = {{ dist = \"uniform\", low = 0, high = 1, draws_as = \"x\" }}\n");
    let model = model(&text);
    for trial in 0..300 {
        let trace = traced(&model, trial);
        let (x, u) = (trace.value("x"), trace.value("u"));
        let expected = quantile(u);
        assert!((x - expected).abs() <= margin * expected.abs().max(1.0), "{form} at {u}: {x} for {expected}");
    }
}

fn normal_cdf(x: f64) -> f64 {
    fengnian::numeric::elementary::normal_cdf(x)
}

fn normal_quantile(u: f64) -> f64 {
    fengnian::numeric::elementary::normal_quantile(u)
}

const EXACT: f64 = 1e-9;
/// Continuous quantiles may come from a table whose error is far below the sampling error.
const TABLE: f64 = 1e-6;

#[test]
fn distributions_with_a_closed_quantile() {
    quantiles("{ dist = \"normal\", mean = 3, sd = 2 }", EXACT, |u| 3.0 + 2.0 * normal_quantile(u));
    quantiles("{ dist = \"lognormal\", mu = 1, sigma = 0.5 }", EXACT, |u| (1.0 + 0.5 * normal_quantile(u)).exp());
    quantiles("{ dist = \"lognormal\", median = 3, sigma = 0.5 }", EXACT, |u| 3.0 * (0.5 * normal_quantile(u)).exp());
    let sigma = (1.0_f64 + 0.25).ln();
    quantiles("{ dist = \"lognormal\", mean = 4, sd = 2 }", EXACT, |u| {
        4.0 * (sigma.sqrt() * normal_quantile(u) - sigma / 2.0).exp()
    });
    quantiles("{ dist = \"uniform\", low = 2, high = 5 }", EXACT, |u| 2.0 + 3.0 * u);
    quantiles("{ dist = \"exponential\", mean = 4 }", EXACT, |u| -4.0 * (1.0 - u).ln());
    quantiles("{ dist = \"exponential\", rate = 0.25 }", EXACT, |u| -4.0 * (1.0 - u).ln());
    quantiles("{ dist = \"weibull\", shape = 2, scale = 3 }", TABLE, |u| 3.0 * (-(1.0 - u).ln()).sqrt());
    quantiles("{ dist = \"gumbel\", location = 1, scale = 2 }", TABLE, |u| 1.0 - 2.0 * (-u.ln()).ln());
    let triangle = |u: f64| if u < 0.25 { 1.0 + (4.0 * u).sqrt() } else { 5.0 - (12.0 * (1.0 - u)).sqrt() };
    quantiles("{ dist = \"triangular\", low = 1, likely = 2, high = 5 }", EXACT, triangle);
    quantiles("{ low = 1, likely = 2, high = 5, dist = \"triangular\" }", EXACT, triangle);
    quantiles("{ dist = \"beta\", alpha = 2, beta = 1 }", TABLE, f64::sqrt);
    quantiles("{ dist = \"beta\", alpha = 1, beta = 2, low = 10, high = 20 }", TABLE, |u| {
        20.0 - 10.0 * (1.0 - u).sqrt()
    });
    quantiles("{ dist = \"gamma\", shape = 1, scale = 3 }", TABLE, |u| -3.0 * (1.0 - u).ln());
    quantiles("{ dist = \"student_t\", df = 2, location = 5, scale = 3 }", TABLE, |u| {
        5.0 + 3.0 * (2.0 * u - 1.0) / (2.0 * u * (1.0 - u)).sqrt()
    });
    quantiles("{ dist = \"discrete\", values = [1, 5, 7], weights = [1, 2, 1] }", EXACT, |u| {
        if u < 0.25 {
            1.0
        } else if u < 0.75 {
            5.0
        } else {
            7.0
        }
    });
    // straight lines through the sorted data
    quantiles("{ dist = \"empirical\", data = [4, 1, 2] }", TABLE, |u| if u < 0.5 { 1.0 + 2.0 * u } else { 4.0 * u });
    // one of the values, each as likely, in the order of size however they are listed
    quantiles("{ data = [4, 1, 2] }", EXACT, |u| [1.0, 2.0, 4.0][(u * 3.0) as usize]);
    // by the median and two percentiles as far from it (Keelin 2016: x = a1 + a2·L + a3·(u − ½)·L through all three)
    let logit = |u: f64| (u / (1.0 - u)).ln();
    let metalog = move |q: f64| {
        let (width, skew) = (9.0 / (2.0 * logit(q)), 3.0 / ((2.0 * q - 1.0) * logit(q)));
        move |u: f64| 13.0 + logit(u) * (width + skew * (u - 0.5))
    };
    for (low, high, q) in [("p5", "p95", 0.95), ("p10", "p90", 0.9), ("p25", "p75", 0.75)] {
        quantiles(&format!("{{ {low} = 10, p50 = 13, {high} = 19 }}"), TABLE, metalog(q));
        let sigma = 2.0_f64.ln() / normal_quantile(q);
        quantiles(&format!("{{ {low} = 10, p50 = 13, {high} = 19, dist = \"lognormal\" }}"), TABLE, |u| {
            13.0 + 6.0 * (sigma * normal_quantile(u)).exp_m1()
        });
    }
    quantiles("{ dist = \"logistic\", location = 2, scale = 3 }", TABLE, |u| 2.0 + 3.0 * logit(u));
    quantiles("{ dist = \"pareto\", scale = 2, shape = 3 }", TABLE, |u| 2.0 * (1.0 - u).powf(-1.0 / 3.0));
    quantiles("{ dist = \"geometric\", p = 0.3 }", EXACT, |u| ((1.0 - u).ln() / 0.7_f64.ln()).ceil() - 1.0);
}

#[test]
fn percentiles_are_hit() {
    quantiles("{ p5 = 10, p95 = 20, dist = \"normal\" }", TABLE, |u| {
        15.0 + 5.0 * normal_quantile(u) / normal_quantile(0.95)
    });
    quantiles("{ p10 = 10, p90 = 40, dist = \"lognormal\" }", TABLE, |u| {
        20.0 * (2.0_f64.ln() * normal_quantile(u) / normal_quantile(0.9)).exp()
    });
    quantiles("{ p20 = 2, p70 = 7, dist = \"uniform\" }", TABLE, |u| 10.0 * u);
    let share = |form: &str, limit: f64| {
        let text = format!("[inputs]\nx = {form}\n[outcomes]\nx = \"x\"\n");
        let values = outcome(&text, "x", 4096);
        values.iter().filter(|x| **x <= limit).count() as f64 / values.len() as f64
    };
    // stratified draws are off by one trial in each of 32 replicates at most
    let close = |found: f64, expected: f64, what: &str| assert!((found - expected).abs() < 0.01, "{what}: {found}");
    for dist in ["gumbel", "gamma", "weibull"] {
        let form = format!("{{ p10 = 3, p80 = 9, dist = \"{dist}\" }}");
        close(share(&form, 3.0), 0.1, dist);
        close(share(&form, 9.0), 0.8, dist);
    }
    for form in ["{ p10 = 2, p50 = 3, p90 = 6 }", "{ p10 = 2, p50 = 3, p90 = 6, dist = \"lognormal\" }"] {
        for (limit, probability) in [(2.0, 0.1), (3.0, 0.5), (6.0, 0.9)] {
            close(share(form, limit), probability, form);
        }
    }
    // p5/p95 stated are those after truncation
    let cut = "{ p5 = 10, p95 = 20, dist = \"normal\", truncate = { min = 9, max = 22 } }";
    close(share(cut, 10.0), 0.05, "truncated p5");
    close(share(cut, 20.0), 0.95, "truncated p95");
    close(share(cut, 9.0), 0.0, "min");
}

#[test]
fn pert_has_its_mean_and_weight() {
    // mean (low + 4·likely + high) / 6; with weight 8 (low + 8·likely + high) / 10
    for (form, expected) in [
        ("{ low = 1, likely = 2, high = 9 }", 3.0),
        ("{ dist = \"pert\", low = 1, likely = 2, high = 9, weight = 8 }", 2.6),
    ] {
        let values = outcome(&format!("[inputs]\nx = {form}\n[outcomes]\nx = \"x\"\n"), "x", 4096);
        let error = sd(&values) / 64.0;
        assert!((mean(&values) - expected).abs() < 4.0 * error, "{form}: {}", mean(&values));
        assert!(values.iter().all(|x| (1.0..=9.0).contains(x)));
    }
}

#[test]
fn truncated_is_the_distribution_given_the_range_and_clipped_moves_to_the_limit() {
    let (low, high) = (normal_cdf(-1.0), normal_cdf(0.5));
    quantiles("{ dist = \"normal\", mean = 0, sd = 1, truncate = { min = -1, max = 0.5 } }", TABLE, |u| {
        normal_quantile(low + u * (high - low))
    });
    quantiles("{ dist = \"normal\", mean = 0, sd = 1, clip = { min = -1, max = 0.5 } }", EXACT, |u| {
        normal_quantile(u).clamp(-1.0, 0.5)
    });
    quantiles("{ dist = \"normal\", mean = 0, sd = 1, truncate = { min = 0 } }", TABLE, |u| {
        normal_quantile(0.5 + u / 2.0)
    });
    quantiles("{ dist = \"normal\", mean = 0, sd = 1, clip = { max = 0 } }", EXACT, |u| normal_quantile(u).min(0.0));
}

/// Data between limits that move with the years: every year has its own quantiles.
#[test]
fn data_are_cut_off_at_the_limits_of_the_year() {
    let text = "horizon = 4\n[inputs]\nx = { dist = \"empirical\", data = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], each = \"year\", \
                truncate = { min = \"2 * index - 1\", max = \"2 * index + 1\" } }\n";
    let model = model(text);
    for trial in 0..50 {
        let trace = traced(&model, trial);
        for (year, x) in trace.series("x").iter().enumerate() {
            assert!((x - 2.0 * year as f64).abs() <= 1.0, "{x} in year {year}");
        }
    }
}

/// One draw: the upper part of its range is the chance, and the place inside it draws the value.
#[test]
fn chance_then_else_use_one_draw() {
    quantiles("{ chance = 0.1, then = 5, else = 2 }", EXACT, |u| if u > 0.9 { 5.0 } else { 2.0 });
    quantiles("{ chance = 0.1, then = 5 }", EXACT, |u| if u > 0.9 { 5.0 } else { 0.0 });
    let nested = "{ chance = 0.5, then = { chance = 0.5, then = 7, else = { dist = \"uniform\", low = 0, high = 1 } }, else = -1 }";
    quantiles(nested, 1e-6, |u| {
        if u > 0.75 {
            7.0
        } else if u > 0.5 {
            (u - 0.5) / 0.25
        } else {
            -1.0
        }
    });
    quantiles(
        "{ chance = 0.25, then = { dist = \"normal\", mean = 10, sd = 1 }, else = { dist = \"uniform\", low = 0, high = 3 } }",
        1e-6,
        |u| if u > 0.75 { 10.0 + normal_quantile((u - 0.75) / 0.25) } else { 3.0 * u / 0.75 },
    );
    assert_eq!(codes("[inputs]\nx = { chance = 1.5, then = 1 }\n"), [Code::OutOfRange]);
}

/// The quantile function of the whole: that of the parts one after the other where they do not overlap, and the inverse of
/// the weighted distribution functions where they do, with atoms and ends of supports in it.
#[test]
fn a_mixture_has_its_own_quantile_function() {
    quantiles(
        "{ dist = \"mixture\", of = [{ dist = \"uniform\", low = 7, high = 9 }, { dist = \"uniform\", low = 0, high = 1 }], weights = [3, 1] }",
        1e-6,
        |u| if u < 0.25 { u / 0.25 } else { 7.0 + 2.0 * (u - 0.25) / 0.75 },
    );
    let inverse = |cdf: fn(f64) -> f64| {
        move |u: f64| {
            let (mut low, mut high) = (-50.0, 500.0);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                if cdf(middle) < u { low = middle } else { high = middle }
            }
            high
        }
    };
    quantiles(
        "{ dist = \"mixture\", of = [{ dist = \"uniform\", low = 0, high = 1 }, { dist = \"normal\", mean = 5, sd = 1 }], weights = [1, 3] }",
        1e-6,
        inverse(|x| 0.25 * x.clamp(0.0, 1.0) + 0.75 * normal_cdf(x - 5.0)),
    );
    quantiles(
        "{ dist = \"mixture\", of = [{ dist = \"normal\", mean = 20, sd = 1 }, { dist = \"normal\", mean = 0, sd = 2 }], weights = [0.5, 0.5] }",
        1e-6,
        inverse(|x| 0.5 * normal_cdf(x - 20.0) + 0.5 * normal_cdf(x / 2.0)),
    );
    quantiles(
        "{ chance = 0.3, then = { dist = \"normal\", mean = 0, sd = 1 }, else = 0.5 }",
        1e-6,
        inverse(|x| 0.3 * normal_cdf(x) + if x >= 0.5 { 0.7 } else { 0.0 }),
    );
    quantiles(
        "{ dist = \"mixture\", of = [{ dist = \"exponential\", mean = 5 }, 2, { dist = \"normal\", mean = 1, sd = 2 }], weights = [0.4, 0.2, 0.4] }",
        1e-6,
        inverse(|x| {
            0.4 * -(-x.max(0.0) / 5.0).exp_m1() + if x >= 2.0 { 0.2 } else { 0.0 } + 0.4 * normal_cdf((x - 1.0) / 2.0)
        }),
    );
}

#[test]
fn counts_and_conditions() {
    let poisson = |u: f64| {
        let (mut k, mut term, mut sum) = (0.0, (-2.0_f64).exp(), (-2.0_f64).exp());
        while sum < u {
            k += 1.0;
            term *= 2.0 / k;
            sum += term;
        }
        k
    };
    quantiles("{ dist = \"poisson\", mean = 2 }", EXACT, poisson);
    quantiles("{ dist = \"binomial\", n = 2, p = 0.5 }", EXACT, |u| {
        if u <= 0.25 {
            0.0
        } else if u <= 0.75 {
            1.0
        } else {
            2.0
        }
    });
    // a larger draw means that it happens
    quantiles("{ dist = \"bernoulli\", p = 0.3 }", EXACT, |u| if u > 0.7 { 1.0 } else { 0.0 });
}

#[test]
fn rows_of_data_are_shared_by_word() {
    let data = "price,wage\n1,10\n2,20\n3,30\n";
    let text = "[inputs]\na = { data = \"d.csv\", column = \"price\", rows = \"market\" }\nb = { data = \"d.csv\", column = \"wage\", rows = \"market\" }\nc = { data = \"d.csv\", column = \"wage\" }\n";
    let model = model_with(text, &[("d.csv", data)]);
    let mut differs = false;
    for trial in 0..64 {
        let trace = traced(&model, trial);
        assert_eq!(10.0 * trace.value("a"), trace.value("b"));
        differs |= trace.value("b") != trace.value("c");
    }
    assert!(differs);
}

#[test]
fn each_year_draws_anew_and_each_trial_once() {
    let model = model(
        "horizon = 3\n[inputs]\nonce = { dist = \"uniform\", low = 0, high = 1 }\nyearly = { dist = \"uniform\", low = 0, high = 1, each = \"year\" }\n[formulas]\ndouble = \"once + once\"\nspent = \"yearly * 2\"\nbegun = { formula = \"yearly\", active = \"2..\" }\n",
    );
    let trace = traced(&model, 9);
    assert_eq!(trace.series("once").len(), 1);
    let yearly = trace.series("yearly");
    assert_eq!(yearly.len(), 4);
    assert!((1..4).all(|k| yearly[k] != yearly[0]));
    // one draw, however many formulas use it
    assert_eq!(trace.value("double"), 2.0 * trace.value("once"));
    same("spent", trace.series("spent"), &yearly.iter().map(|x| 2.0 * x).collect::<Vec<_>>());
    same("begun", trace.series("begun"), &[0.0, 0.0, yearly[2], yearly[3]]);
}

#[test]
fn adding_things_changes_no_other_draw() {
    let base = "horizon = 2\n[inputs]\nx = { low = 1, likely = 2, high = 3, each = \"year\" }\n[tables.t.rows]\na = { k = 1 }\n[tables.t.inputs]\ny = { low = 1, likely = 2, high = 3 }\n";
    let more = "horizon = 5\n[inputs]\nw = { low = 1, likely = 2, high = 3 }\nx = { low = 1, likely = 2, high = 3, each = \"year\" }\n[tables.t.rows]\nabove = { k = 0 }\na = { k = 1 }\n[tables.t.inputs]\nz = { low = 1, likely = 2, high = 3 }\ny = { low = 1, likely = 2, high = 3 }\n";
    let (base, more) = (model(base), model(more));
    for trial in [0, 1, 70] {
        let (base, more) = (traced(&base, trial), traced(&more, trial));
        assert_eq!(base.series("x"), &more.series("x")[..3]);
        assert_eq!(base.row_value("t", "a", "y"), more.row_value("t", "a", "y"));
    }
}

#[test]
fn a_row_more_changes_no_event_in_the_cells_of_others() {
    let rows = |rows: &str| format!("horizon = 20\n[tables.t.rows]\n{rows}");
    let cell = "{ e = \"if(event(0.5, 1), 1, 0) + if(event(0.5, 1), 2, 0)\" }";
    let base = model(&rows(&format!("b = {cell}\nd = {cell}\n")));
    let more = model(&rows(&format!("a = {cell}\nb = {cell}\nc = {cell}\nd = {cell}\n")));
    for trial in [0, 1, 70] {
        let (base, more) = (traced(&base, trial), traced(&more, trial));
        for row in ["b", "d"] {
            assert_eq!(base.row_series("t", row, "e"), more.row_series("t", row, "e"), "row {row}");
        }
        // 4^-21 for two rows that draw apart
        assert_ne!(base.row_series("t", "b", "e"), base.row_series("t", "d", "e"));
    }
}

#[test]
fn parameters_may_be_expressions_of_inputs_and_formulas() {
    let model = model(
        "horizon = 2\n[inputs]\nbase = { dist = \"uniform\", low = 1, high = 2 }\nx = { dist = \"normal\", mean = \"base * 2\", sd = \"0.1 * base\" }\nz = { dist = \"normal\", mean = 0, sd = 1, draws_as = \"x\" }\ny = { dist = \"normal\", mean = \"trend\", sd = 0.5, each = \"year\" }\nzy = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", draws_as = \"y\" }\ng = { dist = \"gamma\", mean = \"5 * base\", sd = \"base\" }\n[formulas]\ntrend = \"10 + index\"\n",
    );
    for trial in 0..20 {
        let trace = traced(&model, trial);
        let base = trace.value("base");
        same("x", &[trace.value("x")], &[2.0 * base + 0.1 * base * trace.value("z")]);
        let expected: Vec<f64> =
            trace.series("zy").iter().enumerate().map(|(k, z)| 10.0 + k as f64 + 0.5 * z).collect();
        same("y", trace.series("y"), &expected);
        assert!(trace.value("g") > 0.0);
    }
}

#[test]
fn draws_as_moves_together_with_whatever_it_names() {
    // inside a project a name is the kind's own; correlated inputs are followed as they are drawn
    let kind = "[inputs]\na = { dist = \"uniform\", low = 0, high = 1 }\nb = { dist = \"uniform\", low = 0, high = 2, draws_as = \"a\" }\n";
    let text = "[projects.p]\nkind = \"k\"\n[inputs]\nq = { dist = \"uniform\", low = 0, high = 4, draws_as = \"p.a\" }\nm = { dist = \"normal\", mean = 0, sd = 1 }\nn = { dist = \"normal\", mean = 0, sd = 1 }\nd = { dist = \"normal\", mean = 0, sd = 2, draws_as = \"n\" }\n[[correlations]]\nbetween = [\"m\", \"n\"]\nrho = 0.9\n[tables.t.rows]\none = { c = 1 }\ntwo = { c = 2 }\n[tables.t.inputs]\ny = { dist = \"uniform\", low = 0, high = 1 }\nz = { dist = \"uniform\", low = 0, high = 2, draws_as = \"t.y\" }\n";
    let model = model_with(text, &[("kinds/k.toml", &format!("[kind]\ntitle = \"k\"\n{kind}"))]);
    for trial in 0..10 {
        let trace = traced(&model, trial);
        same("b", &[trace.value("p.b")], &[2.0 * trace.value("p.a")]);
        same("q", &[trace.value("q")], &[4.0 * trace.value("p.a")]);
        same("d", &[trace.value("d")], &[2.0 * trace.value("n")]);
        for row in ["one", "two"] {
            same("z", &[trace.row_value("t", row, "z")], &[2.0 * trace.row_value("t", row, "y")]);
        }
        assert!(trace.row_value("t", "one", "y") != trace.row_value("t", "two", "y"));
    }
}

#[test]
fn draws_as_names_an_input_that_is_drawn_alike() {
    let text =
        |rest: &str| format!("horizon = 2\n[inputs]\na = {{ low = 1, likely = 2, high = 3 }}\nfixed = 5\n{rest}\n");
    assert_eq!(codes(&text("b = { low = 1, likely = 2, high = 3, draws_as = \"typo\" }")), [Code::UnknownName]);
    assert_eq!(codes(&text("b = { low = 1, likely = 2, high = 3, draws_as = \"fixed\" }")), [Code::UnknownName]);
    assert_eq!(
        codes(&text("b = { low = 1, likely = 2, high = 3, each = \"year\", draws_as = \"a\" }")),
        [Code::ConflictingKeys]
    );
    assert_eq!(
        codes(&text(
            "b = { low = 1, likely = 2, high = 3, draws_as = \"c\" }\nc = { low = 1, likely = 2, high = 3, draws_as = \"b\" }"
        )),
        [Code::Circular]
    );
}

#[test]
fn data_of_one_row_are_drawn_as_often_as_each_other() {
    let text = |each: &str| {
        format!(
            "horizon = 2\n[inputs]\np = {{ data = [1, 2, 3], rows = \"w\" }}\ny = {{ data = [4, 5, 6], rows = \"w\"{each} }}\n[outcomes]\nz = \"sum(p * y)\"\n"
        )
    };
    assert!(fengnian::Model::from_text("s", &text("")).is_ok());
    let mistakes = fengnian::Model::from_text("s", &text(", each = \"year\"")).expect_err("no row is the same");
    assert!(
        mistakes.diagnostics.list.iter().any(|found| found.message.en.contains("share the rows `w`")),
        "{mistakes}"
    );
}
