//! What is known before the trials, because it varies by year or row alone, is judged before them; and the remedies that
//! messages hold are files that run.

use super::{codes, model, model_with, outcome, traced};
use fengnian::diagnostic::{Code, Language, render};
use fengnian::{Model, RunOptions, analysis};

/// The mistakes of a file as people read them.
fn told(text: &str) -> String {
    match Model::from_text("s", text) {
        Ok(_) => String::new(),
        Err(mistakes) => render(&mistakes.diagnostics, &mistakes.sources, Language::English, false),
    }
}

#[test]
fn weights_and_chances_outside_their_range_by_year_or_row_are_mistakes() {
    let head = "start_year = 2020\nhorizon = 30\n[inputs]\n";
    for (input, place) in [
        ("{ values = [\"a\", \"b\"], weights = [\"0.5 - 0.02 * index\", 1], each = \"year\" }", "is -0.02 (in 2046)"),
        (
            "{ dist = \"discrete\", values = [1, 2], weights = [\"0.5 - 0.02 * index\", 1], each = \"year\" }",
            "is -0.02 (in 2046)",
        ),
        ("{ values = [\"a\", \"b\"], weights = [\"index\", \"2 * index\"], each = \"year\" }", "add to 0 (in 2020)"),
        ("{ chance = \"0.1 * index\", then = 1, each = \"year\" }", "is 1.1 (in 2031)"),
        (
            "{ chance = \"0.1 * index\", then = { dist = \"normal\", mean = 5, sd = 1 }, each = \"year\" }",
            "is 1.1 (in 2031)",
        ),
        (
            "{ dist = \"normal\", mean = 0, sd = 1, each = \"year\", clip = { min = \"index - 3\", max = \"3 - index\" } }",
            "min (1) is greater than max (-1) (in 2024)",
        ),
        ("{ dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = \"0.3 * index\" }", "is 1.2 (in 2024)"),
    ] {
        let text = format!("{head}x = {input}\n");
        assert_eq!(codes(&text), [Code::DistributionParameters], "{input}");
        assert!(told(&text).contains(place), "{input}\n{}", told(&text));
    }
    let event = format!("{head}[formulas]\nstorm = \"event(0.1 * index, 1)\"\n");
    assert_eq!(codes(&event), [Code::OutOfRange]);
    let table = "[tables.t.rows]\na = { p = 0.3 }\nb = { p = 1.4 }\n[tables.t.inputs]\nx = { chance = \"p\", then = 1 }\n\
                 s = { values = [\"u\", \"v\"], weights = [\"1 - p\", \"p\"] }\n";
    assert_eq!(codes(table), [Code::DistributionParameters; 2]);
    assert!(told(table).contains("is 1.4 (row b)") && told(table).contains("is -0.4 (row b)"), "{}", told(table));
}

#[test]
fn years_in_which_nothing_is_drawn_and_the_last_digits_of_a_sum_are_no_mistakes() {
    for text in [
        "horizon = 20\n[formulas]\nstorm = { formula = \"event(0.1 * index, 1)\", active = \"..10\" }\n",
        "horizon = 20\n[inputs]\nx = { chance = \"0.1 * index\", then = 1, each = \"year\", active = \"..10\" }\n",
        "[tables.t.rows]\na = { p = 0.7, q = 0.3 }\nb = { p = 0.1, q = 0.9 }\n[tables.t.inputs]\n\
         s = { values = [\"u\", \"v\", \"w\"], weights = [\"p\", \"q\", \"1 - p - q\"] }\n",
        "horizon = 20\n[inputs]\nx = { chance = \"clip(0.1 * index, 0, 1)\", then = 1, each = \"year\" }\n\
         w = { values = [\"a\", \"b\"], weights = [\"max(0.5 - 0.1 * index, 0)\", 1], each = \"year\" }\n",
    ] {
        assert_eq!(codes(text), [], "{text}");
    }
}

#[test]
fn an_event_whose_chance_is_none_in_a_trial_is_named_as_what_is_missing() {
    let text = "horizon = 3\n[inputs]\np = { dist = \"uniform\", low = 0.5, high = 1.5 }\n\
                [formulas]\nstorm = \"event(p, 1)\"\n[outcomes]\nyears = \"count(storm)\"\n";
    let model = model(text);
    let run = model.run(&RunOptions { trials: Some(512), ..RunOptions::default() }).expect("a run");
    let findings = analysis::analyse(&run, Vec::new());
    let reason = findings.outcomes[0].missing[0].reason.get(Language::English).to_owned();
    assert!(reason.contains("`storm`") && reason.contains("chance"), "{reason}");
}

#[test]
fn two_percentiles_hold_after_truncation_and_three_before() {
    let text = "[inputs]\ntwo = { p5 = 1, p95 = 3, dist = \"normal\", truncate = { min = 0.9 } }\n\
                three = { p10 = 1, p50 = 2, p90 = 4, truncate = { min = 1.9 } }\n[outcomes]\ntwo = \"two\"\nthree = \"three\"\n";
    let below = |name: &str, limit: f64| {
        let values = outcome(text, name, 8192);
        values.iter().filter(|value| **value <= limit).count() as f64 / values.len() as f64
    };
    assert!((below("two", 1.0) - 0.05).abs() < 0.005, "{}", below("two", 1.0));
    assert!((below("two", 3.0) - 0.95).abs() < 0.005, "{}", below("two", 3.0));
    // most of the lower half is cut off
    assert!(below("three", 2.0) < 0.2, "{}", below("three", 2.0));
}

#[test]
fn the_largest_correlations_that_messages_name_are_possible() {
    let inputs = "x = { dist = \"normal\", mean = 1, sd = 1 }\n";
    let text = |factor: f64| {
        let r = 0.9 * factor;
        format!(
            "[inputs]\n{inputs}{}{}[[correlations]]\nbetween = [\"x\", \"y\", \"z\"]\nmatrix = [[1, {r}, -{r}], [{r}, 1, {r}], [-{r}, {r}, 1]]\n",
            inputs.replacen('x', "y", 1),
            inputs.replacen('x', "z", 1)
        )
    };
    let message = told(&text(1.0));
    let (before, _) = message.split_once(" is the largest that is possible").expect("a factor");
    let factor: f64 = before.rsplit(' ').next().and_then(|word| word.parse().ok()).expect("a number");
    assert!((0.4..0.7).contains(&factor), "{message}");
    assert_eq!(codes(&text(factor)), []);
    assert_eq!(codes(&text(factor + 0.01)), [Code::Correlation]);
}

#[test]
fn what_remedies_say_to_write_is_a_file_that_runs() {
    let years = "horizon = 4\n[inputs]\nx = { dist = \"normal\", mean = 1, sd = 1, each = \"year\" }\n[formulas]\nc = \"x > 1\"\n[outcomes]\n";
    for formula in [
        "sum(if(x > 1, x, 0)) / count(x > 1)",
        "sum(if(x > 1, x, 0))",
        "max(if(x > 1, x, min(x)))",
        "min(if(x > 1, x, max(x)))",
        "product(if(x > 1, x, 1))",
        "any(c and (x > 1))",
        "all(c or not (x > 1))",
        "quantile(x, 1 - 1 / horizon)",
        "quantile(x, (3 - 1) / horizon)",
    ] {
        assert_eq!(codes(&format!("{years}q = \"{formula}\"\n")), [], "{formula}");
    }
    for text in [
        "[inputs]\nonce = { dist = \"normal\", mean = 1, sd = 1 }\n[outcomes]\nq = \"if(once > 1, once, 0 / 0)\"\n",
        "discount_rate = \"wacc\"\n[inputs]\nwacc = { dist = \"uniform\", low = 0.04, high = 0.07 }\n[outcomes]\nq = \"npv(discount_rate, index)\"\n",
        "[inputs]\nk = { dist = \"discrete\", values = [1, 2, 3] }\n[outcomes]\nq = \"interpolate(k, [1, 2, 3], [10, 20, 30])\"\n",
        "[tables.t.columns]\ng = { values = [\"hill\", \"town\"] }\n[tables.t.rows]\na = { g = \"hill\" }\nb = { g = \"town\" }\n[outcomes]\nq = \"count(t: g == 'hill')\"\n",
        "[tables.t.rows]\na = { x = 1, w = 2 }\nb = { x = 2, w = 3 }\n[outcomes]\nq = \"quantile(t: x weight w, 0.5)\"\n",
        "[tables.t.rows]\na = { x = 1 }\nb = { x = 2 }\n[tables.t.formulas]\ncarried = \"sum(t: x where row == outer.row - 1)\"\n[outcomes]\nq = \"sum(t: carried)\"\n",
        "[inputs]\na = { dist = \"student_t\", df = 1 }\nb = { dist = \"gamma\", shape = 2, scale = 1 }\nc = { dist = \"gamma\", shape = 2, scale = 1 }\n\
         rate = { dist = \"beta\", alpha = 2, beta = 3 }\nd = { dist = \"binomial\", n = 10, p = \"rate\" }\n[outcomes]\nshare_b = \"b / (b + c)\"\nof_both = \"d + a\"\n",
        "horizon = 3\n[inputs]\nx = { dist = \"normal\", mean = 1, sd = 1 }\ny_level = { dist = \"normal\", mean = 1, sd = 1 }\n\
         y_noise = { dist = \"normal\", mean = 0, sd = 1, each = \"year\" }\n[formulas]\ny = \"y_level + y_noise\"\n\
         [[correlations]]\nbetween = [\"x\", \"y_level\"]\nrho = 0.5\n[outcomes]\nq = \"sum(y) * x\"\n",
        "horizon = 4\n[inputs]\nx = 100\n[formulas]\nidc1 = \"0.05 * 0 / 2\"\ndebt1 = \"0.7 * (x + idc1)\"\nidc2 = \"0.05 * debt1 / 2\"\n\
         debt2 = \"0.7 * (x + idc2)\"\n[outcomes]\nq = \"sum(debt2)\"\n",
        "[inputs]\nk = 1\n[outcomes]\ne = \"k\"\n[variants]\nk1 = { set = { k = 1 } }\nk2 = { set = { k = 2 } }\n",
        "horizon = 2\n[inputs]\nk = 1\n[outcomes]\ne = \"sum(k + 0 * index)\"\n[variants.path]\nset = { k = { by_year = [1, 2, 3] } }\n",
    ] {
        assert_eq!(codes(text), [], "{text}");
    }
}

#[test]
fn a_list_of_lists_is_told_once_and_a_chain_of_states_is_what_runs() {
    let matrix = "horizon = 4\n[inputs]\np = [[0.9, 0.1], [0.2, 0.8]]\n";
    assert_eq!(codes(matrix), [Code::WrongType]);
    let chain = "horizon = 4\n[inputs]\ns = { values = [\"a\", \"b\"], each = \"year\", \
                 weights = [\"case(prev(s, 'a'), a: 0.9, b: 0.2)\", \"case(prev(s, 'a'), a: 0.1, b: 0.8)\"] }\n";
    assert_eq!(codes(chain), []);
}

#[test]
fn years_are_read_from_a_file_as_the_rows_of_a_table() {
    let text = "horizon = 2\n[tables.years]\nrows = \"x.csv\"\n[formulas]\np = \"sum(years: p where row == index + 1)\"\n[outcomes]\np = \"p\"\n";
    let model = model_with(text, &[("x.csv", "name,p\na,5\nb,7\nc,6\n")]);
    assert_eq!(traced(&model, 0).series("p"), [5.0, 7.0, 6.0]);
}

#[test]
fn parameters_by_their_textbook_names_are_told_once() {
    let head = "[inputs]\n";
    for (input, remedies) in [
        ("x = { dist = \"weibull\", k = 2, lambda = 3 }\n", &["shape = 2", "scale = 3"][..]),
        ("x = { dist = \"normal\", mean = 60, std = 10 }\n", &["sd = 10"]),
        ("x = { chance = 0.1, then = { dist = \"student_t\", nu = 4 } }\n", &["df = 4"]),
    ] {
        let text = format!("{head}{input}");
        assert_eq!(codes(&text), vec![Code::UnknownKey; remedies.len()], "{}", told(&text));
        assert!(remedies.iter().all(|remedy| told(&text).contains(&format!("write {remedy}"))), "{}", told(&text));
    }
    for unknown in
        ["gev\", loc = 1, scale = 2, shape = 0.1", "dirichlet\", alpha = [1, 2, 3]", "triangle\", low = 0, mode = 1"]
    {
        assert_eq!(codes(&format!("{head}x = {{ dist = \"{unknown} }}\n")), [Code::UnknownDistribution], "{unknown}");
    }
}
