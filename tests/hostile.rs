//! Models that are too deep, too long, too wide or too strange: each is run, or refused with a mistake that says why.
//! Nothing here may panic, hang or take memory without bound.

use std::fmt::Write as _;

use fengnian::diagnostic::{Code, Language, render};
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::simulation::Stopped;
use fengnian::{Model, RunOptions};

fn read(text: &str) -> Result<Model, Vec<Code>> {
    Model::from_text("hostile", text).map_err(|mistakes| {
        let list = &mistakes.diagnostics.list;
        assert!(!list.is_empty(), "refused without a mistake");
        for language in [Language::Chinese, Language::English] {
            assert!(!render(&mistakes.diagnostics, &mistakes.sources, language, false).is_empty());
        }
        list.iter().map(|mistake| mistake.code).collect()
    })
}

fn good(text: &str) -> Model {
    read(text).unwrap_or_else(|codes| panic!("{codes:?}"))
}

fn options(trials: u64) -> RunOptions {
    RunOptions { trials: Some(trials), threads: 1, ..RunOptions::default() }
}

/// The value of an outcome in 64 trials.
fn sixty_four(text: &str, name: &str) -> Vec<f64> {
    good(text).run(&options(64)).unwrap_or_else(|stopped| panic!("{stopped:?}")).outcome(name).to_vec()
}

/// The value of something in the first trial.
fn first(text: &str, name: &str) -> Vec<f64> {
    good(text).trace(1, 0).unwrap_or_else(|mistakes| panic!("{mistakes}")).series(name).to_vec()
}

#[test]
fn formulas_too_deep_are_refused() {
    let deep = [
        format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("{}1", "-".repeat(10_000)),
        format!("1{}", " + 1".repeat(10_000)),
        format!("{}1", "2 ^ ".repeat(10_000)),
        format!("{}1{}", "abs(".repeat(10_000), ")".repeat(10_000)),
        format!("{}1{}", "if(true, ".repeat(10_000), ", 0)".repeat(10_000)),
        format!("{}1{}", "prev(".repeat(10_000), ", 0)".repeat(10_000)),
        "(".repeat(10_000),
        format!("{}1", "not ".repeat(10_000)),
        format!("1{}", " < 1".repeat(10_000)),
    ];
    for formula in deep {
        let found = read(&format!("[formulas]\nx = \"{formula}\"\n")).err();
        let start: String = formula.chars().take(12).collect();
        assert!(found.is_some_and(|codes| codes.len() == 1), "{start}");
    }
}

#[test]
fn the_deepest_formulas_allowed_are_run() {
    let prev = format!("{}1{}", "prev(".repeat(150), ", 0)".repeat(150));
    assert_eq!(first(&format!("horizon = 200\n[formulas]\nx = \"{prev}\"\n"), "x")[149..152], [0.0, 1.0, 1.0]);
    let branch = format!("{}1{}", "if(index > 0, ".repeat(150), ", 0)".repeat(150));
    assert_eq!(first(&format!("horizon = 1\n[formulas]\nx = \"{branch}\"\n"), "x"), [0.0, 1.0]);
    let sums = format!("{}1{}", "abs(-".repeat(95), ")".repeat(95));
    assert_eq!(first(&format!("[formulas]\nx = \"{sums}\"\n"), "x"), [1.0]);
}

/// 19,000 formulas, each using the next: forwards, backwards and by way of the year before.
#[test]
fn long_chains_of_formulas() {
    const LINKS: usize = 19_000;
    for (link, expected) in [("@ + 1", LINKS as f64), ("prev(@, 0) + 1", 3.0), ("cumulative(@) * 0 + @", 0.0)] {
        for backwards in [false, true] {
            let mut text = String::from(
                "horizon = 2\n[inputs]\nx = { dist = \"uniform\", low = 0, high = 1e-9, each = \"year\" }\n[formulas]\n",
            );
            for k in 0..LINKS {
                let k = if backwards { LINKS - 1 - k } else { k };
                let next = if k + 1 == LINKS { "x".to_string() } else { format!("f{}", k + 1) };
                let _ = writeln!(text, "f{k} = \"{}\"", link.replace('@', &next));
            }
            text.push_str("[outcomes]\ny = \"last(f0)\"\n");
            let values = sixty_four(&text, "y");
            assert!(values.iter().all(|y| (y - expected).abs() < 1e-3), "{link}: {} for {expected}", values[0]);
        }
    }
}

#[test]
fn a_circle_of_twenty_thousand_formulas() {
    let circle = |link: &str| {
        let mut text = String::from("horizon = 2\n[formulas]\n");
        for k in 0..19_000 {
            let _ = writeln!(text, "f{k} = \"{}\"", link.replace('@', &format!("f{}", (k + 1) % 19_000)));
        }
        text
    };
    assert_eq!(read(&circle("@ + 1")).err(), Some(vec![Code::Circular]));
    assert_eq!(read(&circle("prev(@, 0) + sum(@) * 0")).err(), Some(vec![Code::Circular]));
    assert_eq!(first(&circle("prev(@, 0) + 1"), "f5"), [1.0, 2.0, 3.0]);
}

/// As deep in phases as it gets: every formula waits for all years of the one before.
#[test]
fn a_tower_of_sums_over_years() {
    let mut text = String::from(
        "horizon = 5\n[inputs]\nx = { dist = \"uniform\", low = 0, high = 1, each = \"year\" }\n[formulas]\nf0 = \"x\"\n",
    );
    for k in 1..2000 {
        let _ = writeln!(text, "f{k} = \"f{} - mean(f{}) + index / 1000\"", k - 1, k - 1);
    }
    text.push_str("[outcomes]\ny = \"sum(f1999)\"\n");
    assert!(sixty_four(&text, "y").iter().all(|y| y.is_finite()));
}

#[test]
fn limits_of_size_are_named() {
    assert_eq!(read("horizon = 10000\n").err(), Some(vec![Code::LimitExceeded]));
    assert_eq!(read("horizon = -1\n").err().map(|codes| codes.len()), Some(1));
    assert!(read("trials = 1000000000000\n").is_err());
    assert!(read("trials = 0\n").is_err());
    assert!(read("[tables.t]\nrows = { count = 100001 }\n").is_err());
    assert!(read("[tables.t]\nrows = { count = 1e99 }\n").is_err());
    assert!(read("start_year = 9223372036854775807\n").is_err());
}

#[test]
fn a_million_million_trials_are_refused_with_what_they_would_take() {
    let uncertain = "[inputs]\nx = { low = 1, likely = 2, high = 3 }\n[outcomes]\ny = \"x\"\n";
    for trials in [1_000_000_000_000, 1 << 40, u64::MAX, u64::MAX - 63] {
        let stopped = good(uncertain).run(&options(trials)).err();
        assert!(matches!(stopped, Some(Stopped::Memory(bytes)) if bytes > 1 << 40), "{trials}: {stopped:?}");
    }
    // nothing to draw: the number of trials makes no difference, and costs nothing
    let certain = good("[outcomes]\ny = \"5\"\n");
    let outcome = certain.run(&options(1_000_000_000_000));
    assert!(matches!(outcome, Err(Stopped::Trials(_))), "{:?}", outcome.err());
    assert!(certain.run(&options(0)).is_ok());
    assert!(good(uncertain).run(&options(1)).is_ok_and(|run| run.outcome("y").len() == 1));
}

/// A table of 100,000 rows: sums need no column of their own, series of single rows do.
#[test]
fn wide_tables_run_in_bounded_memory() {
    let table = "horizon = 10\n[tables.t]\nrows = { count = 100000 }\n[tables.t.inputs]\nu = { dist = \"uniform\", low = 0, high = 1 }\n";
    let plain = format!("{table}[tables.t.formulas]\nv = \"u * 2 + index\"\n[outcomes]\ny = \"sum(t: v)\"\n");
    let sums = sixty_four(&plain, "y");
    // mean 100,000 a year (plus the index), standard deviation 2·√(100000/12) = 183
    assert!(sums[..64].iter().all(|y| (y - 1e5).abs() < 8.0 * 183.0), "{}", sums[0]);
    // what has to be kept for every row: in 64 trials already 51 MB a column of a year
    let carried = format!(
        "{table}[tables.t.formulas]\nstock = \"prev(stock, 0) + u\"\n[outcomes]\ny = \"last(sum(t: stock))\"\n"
    );
    assert!(sixty_four(&carried, "y").iter().all(|y| (y / 11.0 - 5e4).abs() < 8.0 * 92.0));
    // far too much: refused, with the number
    let whole = format!(
        "{}[tables.t.formulas]\nvalue = \"npv(0.1, u * index)\"\nmore = \"next(u * index, 0)\"\nrate = \"irr(u * index - 1)\"\n[outcomes]\ny = \"sum(t: value + rate) + last(sum(t: more))\"\n",
        table.replace("horizon = 10", "horizon = 200")
    );
    let model = good(&whole);
    match model.run(&options(64)) {
        Err(Stopped::Memory(bytes)) => assert!(bytes > 4 << 30),
        other => panic!("{:?}", other.map(|run| run.outcome("y").len())),
    }
    // one trial in full would keep every row and year of everything
    let full = model.trace(1, 0).err();
    assert!(
        full.is_some_and(|mistakes| mistakes.diagnostics.list.iter().all(|found| found.code == Code::LimitExceeded))
    );
}

/// Without draws the same table is computed once; a series of 100,000 rows and 41 years takes 33 MB, a carried one 0.8 MB.
#[test]
fn wide_tables_without_draws_are_bounded_too() {
    let mut text = String::from(
        "horizon = 40\n[tables.t]\nrows = { count = 100000 }\n[tables.t.formulas]\nf0 = \"row + index\"\n",
    );
    for k in 1..6 {
        let _ = writeln!(text, "f{k} = \"f{} * 1.01 + prev(f{k}, 0)\"", k - 1);
    }
    text.push_str("[outcomes]\ny = \"sum(t: f5)\"\n");
    match read(&text) {
        Ok(model) => assert!(model.run(&options(64)).is_ok()),
        Err(codes) => assert_eq!(codes, [Code::LimitExceeded]),
    }
}

#[test]
fn a_table_inside_every_row_of_another() {
    let nested = |inner: usize, outer: usize| {
        format!(
            "[tables.a]\nrows = {{ count = {outer} }}\n[tables.b]\nrows = {{ count = {inner} }}\n[tables.a.formulas]\nx = \"sum(b: row)\"\n[formulas]\ny = \"sum(a: x * row)\"\n"
        )
    };
    let sum = |n: f64| n * (n + 1.0) / 2.0;
    assert_eq!(first(&nested(256, 1000), "y"), [sum(256.0) * sum(1000.0)]);
    assert_eq!(read(&nested(257, 10)).err(), Some(vec![Code::LimitExceeded]));
    // three deep: 200³ sums are 8 million nodes
    let three = "[tables.a]\nrows = { count = 200 }\n[tables.b]\nrows = { count = 200 }\n[tables.c]\nrows = { count = 200 }\n[tables.d]\nrows = { count = 200 }\n[formulas]\ny = \"sum(a: sum(b: sum(c: sum(d: row * 2))))\"\n";
    assert_eq!(read(three).err(), Some(vec![Code::LimitExceeded]));
}

/// Formulas that share parts are no larger than written: each doubles the one before by name, 2^200 terms if written out.
#[test]
fn shared_parts_are_computed_once() {
    let mut text = String::from("[formulas]\nf0 = \"1\"\n");
    for k in 1..200 {
        let _ = writeln!(text, "f{k} = \"f{} + f{}\"", k - 1, k - 1);
    }
    assert_eq!(first(&text, "f199"), [2.0_f64.powi(199)]);
}

/// Formulas that name the one before twice: which year they ask for is not followed through all of them.
#[test]
fn a_year_behind_doubled_sums_is_looked_up_in_no_time() {
    let mut text = String::from("horizon = 5\n[formulas]\nf0 = \"index - 1\"\n");
    for k in 1..60 {
        let _ = writeln!(text, "f{k} = \"f{} + f{}\"", k - 1, k - 1);
    }
    text.push_str("[outcomes]\nfar = \"at(index + 1, f59)\"\nnear = \"at(index + 1, f0)\"\n");
    // 2⁵⁹ times one year before: inside the run in year 1 only, where it is year 0
    assert_eq!(first(&text, "far"), [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(first(&text, "near"), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
}

#[test]
fn small_and_empty_models() {
    assert!(good("").run(&options(64)).is_ok());
    assert!(good("title = \"nothing\"\nhorizon = 0\n").run(&options(64)).is_ok());
    assert!(good("[inputs]\nx = { low = 1, likely = 2, high = 3 }\n").run(&options(64)).is_ok());
    assert_eq!(
        first("horizon = 0\n[formulas]\nx = \"prev(x, 5) + index + sum(index) + npv(0.1, 3) + next(1, 7)\"\n", "x"),
        [15.0]
    );
    assert_eq!(first("horizon = 0\n[formulas]\nx = \"irr(index)\"\n", "x").len(), 1);
    for text in ["[tables.t]\nrows = { count = 0 }\n", "[tables.t.rows]\n", "[tables.t]\n", "[tables.t]\nrows = []\n"] {
        let text = format!("{text}[outcomes]\ny = \"sum(t: row) + count(t)\"\n");
        if let Ok(model) = read(&text) {
            assert!(model.run(&options(64)).is_ok(), "{text}");
        }
    }
}

#[test]
fn numbers_that_are_none() {
    for literal in
        ["nan", "inf", "-inf", "1e999", "\"1e999\"", "\"nan\"", "\"inf\"", "\"0 / 0\"", "\"1 / 0\"", "\"-1e308 * 10\""]
    {
        let text = format!("[inputs]\nx = {literal}\n[outcomes]\ny = \"x + 1\"\n");
        if let Ok(model) = read(&text) {
            assert!(model.run(&options(64)).is_ok(), "{literal}");
        }
    }
    // parameters of distributions are checked however they come about
    for parameters in
        ["mean = \"0 / 0\", sd = 1", "mean = 0, sd = \"1 / 0\"", "mean = 0, sd = -1", "mean = nan, sd = 1"]
    {
        assert!(read(&format!("[inputs]\nx = {{ dist = \"normal\", {parameters} }}\n")).is_err(), "{parameters}");
    }
    // a trial that divides by zero has no value; the others have theirs
    let values = sixty_four(
        "[inputs]\nb = { dist = \"bernoulli\", p = 0.5 }\n[outcomes]\ny = \"1 / if(b, 1, 0)\"\nz = \"0 / if(b, 1, 0)\"\n",
        "z",
    );
    let missing = values.iter().filter(|z| z.is_nan()).count();
    assert!((20..=44).contains(&missing), "{missing}");
    assert!(values.iter().all(|z| z.is_nan() || *z == 0.0));
    // parameters that make no distribution in some trials only
    let some = sixty_four(
        "[inputs]\nm = { dist = \"uniform\", low = -1, high = 1 }\ng = { dist = \"gamma\", mean = \"m\", sd = 1 }\n[outcomes]\ny = \"g\"\n",
        "y",
    );
    assert!(some.iter().any(|y| y.is_nan()) && some.iter().any(|y| y.is_finite()));
}

#[test]
fn strange_arguments_of_functions() {
    let formulas = [
        "at(index, 1e300)",
        "at(index, 0/0)",
        "at(index, 0.5)",
        "at(index, -1e300)",
        "at(index, index * 1e9)",
        "delay(index, 1e300)",
        "delay(index, -5)",
        "delay(index, 0/0)",
        "delay(index, 1/0)",
        "delay(index, index / 0)",
        "mod(5, 0)",
        "mod(1/0, 3)",
        "round(1e300, 300)",
        "round(5, -400)",
        "round(0/0)",
        "interpolate(0/0, [1, 2], [3, 4])",
        "interpolate(1/0, [1, 2], [3, 4])",
        "quantile(index, last(index))",
        "quantile(index, -last(index))",
        "quantile(index, 0/0)",
        "normal_quantile(0)",
        "normal_quantile(1)",
        "normal_quantile(5)",
        "ln(-1)",
        "sqrt(-1)",
        "irr(0 * index)",
        "irr(index / 0)",
        "irr(0/0 * index)",
        "mirr(index, -1, -1)",
        "mirr(0 * index, 0.1, 0.1)",
        "payback(0/0 * index)",
        "discounted_payback(-1, index)",
        "npv(-1, index)",
        "npv(-1 - 1, index)",
        "npv(index - 1, index)",
        "pmt(0/0, 5, 6)",
        "pmt(-1, 5, 6)",
        "pmt(0.1, 0, 6)",
        "nper(0.1, 0, 0)",
        "nper(0, 0, 5)",
        "loan_payment(5, 0.1, 0, 1)",
        "loan_payment(5, 0.1, -3, 1)",
        "loan_payment(5, 0.1, 1e300, 1)",
        "loan_balance(5, 0.1, 3, 1e300)",
        "loan_balance(5, 0.1, 1e9, 5e8)",
        "loan_interest(5, 0.1, 3, 1, 1e300)",
        "loan_payment(5, 0.1, 3, 0.5)",
        "loan_payment(5, -1, 3, 2)",
        "if(event(1, 1e300), 1, 0)",
        "if(event(1, -1), 1, 0)",
        "if(event(1, 0/0), 1, 0)",
        "2 ^ 1e300",
        "(-8) ^ (1/3)",
        "0 ^ 0",
        "0 ^ -1",
        "pow(1e300, 2)",
        "exp(1e300)",
        "tan(pi / 2)",
        "clip(5, 3 + index, 1)",
        "first_year(index > 5, 0/0)",
        "product(1e300 * index)",
        "sd(1e300 * index)",
        "waterfall(0/0, 1, 2)",
        "waterfall(1/0, 1/0, 2)",
        "waterfall(5, -1, 2)",
        "min(0/0, 1)",
        "max(1, 0/0)",
        "cumulative(1/0 - 1/0)",
        "normal_cdf(0/0)",
        "sign(0/0)",
        "tanh(1e300)",
        "sin(1e300)",
        "cos(1/0)",
        "log10(0)",
    ];
    // a chance that is known to be none is told before the trials
    for chance in ["2 + index", "-1 - index", "index / 0"] {
        let found = read(&format!("horizon = 3\n[outcomes]\na = \"if(event({chance}, 3), 1, 0)\"\n"));
        assert!(found.is_err_and(|codes| codes.contains(&Code::OutOfRange)), "{chance}");
    }
    // with numbers that are known, and with the same numbers once every trial
    for (k, formula) in formulas.iter().enumerate() {
        let uncertain = formula.replace("index", "(index + zero)").replace("0/0", "(zero / zero)");
        let text = format!(
            "horizon = 3\n[inputs]\nzero = {{ dist = \"uniform\", low = -1e-300, high = 1e-300, clip = {{ min = 0, max = 0 }} }}\n[outcomes]\na = \"{formula}\"\nb = \"{uncertain}\"\nc = \"{formula} + zero\"\n"
        );
        let model = good(&text);
        assert!(model.run(&options(64)).is_ok());
        let trace = model.trace(1, 5).unwrap_or_else(|mistakes| panic!("{formula}: {mistakes}"));
        // certain and uncertain agree
        let (a, b, c) = (trace.series("a"), trace.series("b"), trace.series("c"));
        for (a, c) in a.iter().zip(c) {
            assert!(a == c || a.is_nan() && c.is_nan(), "{k} {formula}: {a} {c}");
        }
        for (a, b) in a.iter().zip(b) {
            let same = a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * a.abs();
            assert!(same, "{k} {formula}: {a} certain, {b} uncertain");
        }
    }
}

#[test]
fn projects_at_the_edges_of_time() {
    let kind = "[kind]\ntitle = \"k\"\n[inputs]\nx = [1, 2, 3]\n[formulas]\ny = { formula = \"prev(y, 0) + 1\", active = \"4294967290..\" }\nz = \"npv(0.1, 1) + sum(index) + last(index) + first(age)\"\nw = { formula = \"index\", active = \"0..0\" }\n";
    let with = |rest: &str| {
        let files = MemoryFiles::new()
            .with("s.toml", format!("start_year = 2018\nhorizon = 2\n[projects.p]\nkind = \"k\"\n{rest}\n[outcomes]\nz = \"p.z + sum(p.y) + sum(p.w)\"\n"))
            .with("kinds/k.toml", kind);
        Model::read("s.toml", &files, &KindSources::default()).map(|model| model.run(&options(64)).is_ok())
    };
    for rest in
        ["", "start = 2018", "start = 2020", "start = 2020\nlife = 0", "life = 4294967295", "start = 2019\nlife = 1"]
    {
        assert!(matches!(with(rest), Ok(true) | Err(_)), "{rest}");
    }
    for rest in ["start = 2017", "start = 2021", "start = -2147483648", "start = 2147483647", "life = -1"] {
        assert!(with(rest).is_err(), "{rest}");
    }
}

#[test]
fn files_in_every_encoding_give_the_same_numbers() {
    let text = "title = \"收入\"\n[units]\n\"担\" = \"50 kg\"\n[inputs]\n\"产量\" = { low = 1, likely = 2, high = 4, unit = \"担\" }\n\"单价\" = \"3 元/kg\"\n[outcomes]\n\"收入\" = { formula = \"产量 ＊ 单价\", unit = \"元\" }\n".replace('＊', "*");
    let utf16 = |bom: u16, to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(bom).chain(text.encode_utf16()).flat_map(to).collect()
    };
    let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
    let forms: [(&str, Vec<u8>); 6] = [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8 with BOM", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16 LE", utf16(0xfeff, u16::to_le_bytes)),
        ("UTF-16 BE", utf16(0xfeff, u16::to_be_bytes)),
        ("GBK", gbk),
        ("CRLF", text.replace('\n', "\r\n").into_bytes()),
    ];
    let mut expected: Option<Vec<f64>> = None;
    for (name, bytes) in forms {
        let files = MemoryFiles::new().with("s.toml", bytes);
        let model = Model::read("s.toml", &files, &KindSources::default())
            .unwrap_or_else(|mistakes| panic!("{name}: {mistakes}"));
        let run = model.run(&options(64)).unwrap_or_else(|stopped| panic!("{stopped:?}"));
        let values = run.outcome("收入").to_vec();
        assert_eq!(values.len(), 64, "{name}");
        assert_eq!(*expected.get_or_insert_with(|| values.clone()), values, "{name}");
    }
}

#[test]
fn long_formulas_in_tables_inside_tables_are_refused_before_they_fill_the_memory() {
    let terms: Vec<String> = (1..100).map(|k| format!("(p * {k}.5 + q) / (q + {k})")).collect();
    let text = format!(
        "horizon = 1\n[tables.a]\nrows = {{ count = 2 }}\n[tables.a.inputs]\nz = {{ dist = \"uniform\", low = 0, high = 1 }}\n\
         [tables.b]\nrows = {{ count = 120 }}\n[tables.b.inputs]\np = {{ dist = \"uniform\", low = 0, high = 1 }}\n\
         [tables.c]\nrows = {{ count = 120 }}\n[tables.c.inputs]\nq = {{ dist = \"uniform\", low = 0, high = 1 }}\n\
         [tables.a.formulas]\nk = \"sum(b: sum(c: {}))\"\n[outcomes]\ny = \"sum(a: k)\"\n",
        terms.join(" + ")
    );
    assert_eq!(read(&text).err(), Some(vec![Code::LimitExceeded]));
}
