//! Good files damaged at random: mistakes are found, or the model is compiled and run. Nothing panics, and every mistake
//! can be shown.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use fengnian::diagnostic::{Language, render};
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::model::Scenario;
use fengnian::scenario::{apply_overrides, read};
use fengnian::{Model, RunOptions};

/// Damaged files a test; the same ones in every run. `DAMAGE=50000` in the environment tries so many.
const CASES: u32 = 1500;
/// Damaged overrides: most of these are good and run.
const OVERRIDES: u32 = 300;

const KIND: &str = include_str!("errors/kinds/pump.toml");
const DATA: &str = "name,price (元)\na,5\nb,6\n";
const WHOLE: &str = r#"title = { zh = "村", en = "village" }
start_year = 2017
horizon = 10
discount_rate = "5 %"
trials = 4096
[units]
"担" = "50 kg"
[inputs]
capex = "60000 元"
sold = { low = 900, likely = 1200, high = 1400, unit = "m3", each = "year", persistence = 0.5 }
price = { data = "data.csv", column = "price", rows = "market" }
weather = { values = ["good", "bad"], weights = ["0.8", 0.2], each = "year" }
storm = { chance = 0.1, then = { dist = "lognormal", median = 3, sigma = 0.5 }, clip = { max = 9 }, each = "year" }
"收入" = { by_year = { 2018 = 5, "2020.." = 6 }, missing = "zero", label = "收入" }
[tables.assets]
rows = "data.csv"
[tables.loans.columns]
rate = { default = 0.05 }
[[tables.loans.rows]]
name = "bank"
amount = "300 元"
[tables.loans.formulas]
due = { formula = "amount * rate", unit = "元" }
[formulas]
revenue = { formula = "if(weather == 'good', sold / 1 m3 * price, 0)", unit = "元", active = "1.." }
[outcomes]
npv = { formula = "npv(discount_rate, revenue)", better = "higher" }
[promises.dividend]
due = "revenue"
paid = "revenue * 0.9"
[[correlations]]
between = ["sold", "storm"]
matrix = [[1, 0.2], [0.2, 1]]
copula = { t = 4 }
[projects.water]
kind = "pump"
start = 2018
price = "9 元/m3"
[projects.water.tables.parts.rows]
motor = { cost = 2500 }
[variants.more]
set = { "water.capex" = "7 元", capex = 5 }
[[claims]]
outcome = "npv"
value = "60000 元"
holds = "at least"
text = "六万元"
"#;

/// A model that calls nearly everything: words exchanged in it mostly leave the grammar whole and the meaning broken.
const RICH: &str = r#"start_year = 2017
horizon = 6
discount_rate = "5 %"
[inputs]
x = { low = "1 元", likely = "2 元", high = "4 元", each = "year", persistence = 0.5 }
y = { dist = "gamma", mean = 3, sd = 1 }
n = { dist = "poisson", mean = 3 }
d = { dist = "discrete", values = [1, 2], weights = ["share", "1 - share"], each = "year" }
m = { dist = "mixture", of = [{ dist = "normal", mean = 0, sd = 1 }, 5], weights = [1, 2] }
z = { p10 = 1, p50 = 2, p90 = 4, truncate = { min = 0, max = 9 }, each = "year" }
b = { dist = "bernoulli", p = "share" }
share = 0.25
weather = { values = ["good", "bad"], weights = ["case(prev(weather, 'good'), good: 0.9, bad: 0.4)", 0.5], each = "year" }
rates = { "..2" = 0.04, "3.." = 0.06 }
[tables.loans.rows]
bank = { sum = "300 元", rate = 0.05, late = 1 }
kin = { sum = "200 元", rate = 0.0, late = 2 }
[tables.loans.inputs]
luck = { dist = "uniform", low = 0, high = 1, each = "year" }
[tables.loans.formulas]
due = { formula = "loan_payment(sum, rate, 5, index, late)", unit = "元", active = "1.." }
paid = "clip(x - above(due), 0, due)"
owed = "prev(owed, sum) + due - paid"
part = "sum / sum(loans: sum)"
moved = "delay(paid, late) * luck"
[formulas]
flow = "if(index == 0, -9 元, x * y)"
value = "npv(discount_rate, flow) + npv(rates, flow, first = 1, over = 1..4)"
rate = "irr(flow)"
back = "payback(flow) + discounted_payback(0.05, flow)"
stock = { formula = "prev(stock, 5 元) * (1 + share) - taken", unit = "元" }
taken = "min(prev(stock, 5 元), sum(loans: paid))"
hit = "event(share, n)"
lost = "if(hit and not b, change(stock, 0), cumulative(next(x, 0)))"
mood = "if(weather == 'good', 'good', 'bad')"
level = "case(mood, good: interpolate(y, [1, 2, 3], [0, 5, 9]), else: waterfall(y, 1, 2))"
total = "sum(x) + mean(x) + max(x) - min(x, over = 2..) + at(x, n) + last(x) + sd(x) + quantile(x, share)"
when = "first_year(hit, 99) + count(hit) + round(mod(y, 2), 1)"
worst = "quantile(loans: owed where late > 1 weight part, 0.5) + max(loans: owed) + loans.kin.moved"
often = "share(loans: luck > 0.5) + count(loans) + mean(loans: luck weight part)"
spread = "pmt(0.05, 10, 5 元) + mirr(flow, 0.05, 0.06) * 1 元"
[outcomes]
value = "value"
levels = "sum(level)"
lost = "lost"
worst = "worst"
safe = "all(stock > 0) or any(hit)"
[projects.water]
kind = "pump"
start = 2019
life = 3
[[correlations]]
between = ["y", "m"]
rho = 0.4
"#;

/// Words that mean something in it.
const WORDS: &[&str] = &[
    "x",
    "y",
    "n",
    "d",
    "m",
    "z",
    "b",
    "share",
    "weather",
    "rates",
    "loans",
    "flow",
    "value",
    "stock",
    "taken",
    "hit",
    "mood",
    "total",
    "owed",
    "paid",
    "due",
    "sum",
    "mean",
    "min",
    "max",
    "prev",
    "next",
    "at",
    "delay",
    "event",
    "above",
    "cumulative",
    "npv",
    "irr",
    "quantile",
    "first_year",
    "count",
    "any",
    "all",
    "index",
    "year",
    "age",
    "row",
    "horizon",
    "water",
    "late",
    "luck",
    "case",
    "if",
    "interpolate",
    "元",
    "kg",
    "good",
    "bad",
    "normal",
    "gamma",
    "metalog",
    "beta",
    "low",
    "high",
    "active",
    "unit",
    "0",
    "1",
    "2",
    "-1",
    "0.5",
    "1e300",
    "true",
    "not",
    "and",
    "over",
    "where",
    "weight",
    "rate",
    "back",
    "mirr",
    "product",
    "sd",
    "last",
    "first",
    "start",
];

/// Pieces that break things: brackets, quotes, Chinese typing, huge numbers, control characters, other units.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "=",
    ",",
    ".",
    "..",
    "#",
    "\n",
    "\r",
    "\t",
    "\\",
    "\\u0000",
    "“",
    "”",
    "，",
    "：",
    "＝",
    "（",
    "％",
    "【",
    "\u{3000}",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[2J",
    "\0",
    "1e999",
    "-1e308",
    "99999999999999999999",
    "nan",
    "inf",
    "2017-01-01",
    "true",
    "元",
    "亩",
    "kW",
    "5 元/",
    "[x]\n",
    "[[x]]\n",
    "[tables.t]\n",
    "a = 1\n",
    "prev(",
    "1..",
    "..",
    "((((",
    "🌾",
];

/// One damage at a place given as a share of the text's length.
#[derive(Debug, Clone)]
enum Damage {
    Delete { at: f64, length: usize },
    Insert { at: f64, piece: usize },
    Byte { at: f64, byte: u8 },
    Swap { a: f64, b: f64, length: usize },
    Number { nth: usize, piece: usize },
    Rename { nth: usize },
    Word { nth: usize, word: usize },
}

fn damage() -> impl Strategy<Value = Damage> {
    let share = || 0.0..1.0;
    prop_oneof![
        (share(), 1_usize..40).prop_map(|(at, length)| Damage::Delete { at, length }),
        (share(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert { at, piece }),
        (share(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte { at, byte }),
        (share(), share(), 1_usize..20).prop_map(|(a, b, length)| Damage::Swap { a, b, length }),
        (0_usize..60, 0..PIECES.len()).prop_map(|(nth, piece)| Damage::Number { nth, piece }),
        (0_usize..200).prop_map(|nth| Damage::Rename { nth }),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    let place = |share: f64, length: usize| ((share * length as f64) as usize).min(length);
    match *damage {
        Damage::Delete { at, length } => {
            let from = place(at, bytes.len());
            bytes.drain(from..(from + length).min(bytes.len()));
        }
        Damage::Insert { at, piece } => {
            let from = place(at, bytes.len());
            bytes.splice(from..from, PIECES[piece].bytes());
        }
        Damage::Byte { at, byte } => {
            let from = place(at, bytes.len());
            if let Some(old) = bytes.get_mut(from) {
                *old = byte;
            }
        }
        Damage::Swap { a, b, length } => {
            for offset in 0..length {
                let (a, b) = (place(a, bytes.len()) + offset, place(b, bytes.len()) + offset);
                if a.max(b) < bytes.len() {
                    bytes.swap(a, b);
                }
            }
        }
        // a number becomes something else, a key gets another letter
        Damage::Number { nth, piece } => replace_nth(bytes, nth, u8::is_ascii_digit, PIECES[piece]),
        Damage::Rename { nth } => replace_nth(bytes, nth, u8::is_ascii_lowercase, "x"),
        Damage::Word { nth, word } => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let inside = |c: char| c.is_alphanumeric() || c == '_';
            let starts: Vec<usize> = text
                .char_indices()
                .filter(|(at, c)| inside(*c) && !text[..*at].chars().next_back().is_some_and(inside))
                .map(|(at, _)| at)
                .collect();
            if let Some(&from) = starts.get(nth % starts.len().max(1)) {
                let length = text[from..].find(|c| !inside(c)).unwrap_or(text.len() - from);
                *bytes = format!("{}{}{}", &text[..from], WORDS[word], &text[from + length..]).into_bytes();
            }
        }
    }
}

/// Compiles and runs what was read: mistakes, values, or a refusal, but no panic.
fn try_out(scenario: Scenario) -> Result<(), TestCaseError> {
    match Model::new(scenario) {
        Ok(model) => {
            let options = RunOptions { trials: Some(64), threads: 1, ..RunOptions::default() };
            let _ = model.run(&options);
            let _ = model.trace(1, 3);
        }
        Err(mistakes) => {
            prop_assert!(!mistakes.diagnostics.is_empty(), "refused without a mistake");
            for language in [Language::Chinese, Language::English] {
                let shown = render(&mistakes.diagnostics, &mistakes.sources, language, false);
                prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", shown);
            }
        }
    }
    Ok(())
}

fn replace_nth(bytes: &mut Vec<u8>, nth: usize, sort: impl Fn(&u8) -> bool, with: &str) {
    let found = bytes.iter().enumerate().filter(|(_, byte)| sort(byte)).nth(nth).map(|(at, _)| at);
    if let Some(at) = found {
        bytes.splice(at..=at, with.bytes());
    }
}

fn runner(cases: u32) -> TestRunner {
    let cases = std::env::var("DAMAGE").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn the_undamaged_file_is_good() {
    let files = MemoryFiles::new().with("s.toml", WHOLE).with("kinds/pump.toml", KIND).with("data.csv", DATA);
    match read("s.toml", &files, &KindSources::default()) {
        Err((found, sources)) => panic!("{}", render(&found, &sources, Language::English, false)),
        Ok(scenario) => {
            if let Err(mistakes) = Model::new(scenario) {
                panic!("{}", render(&mistakes.diagnostics, &mistakes.sources, Language::English, false));
            }
        }
    }
    let files = MemoryFiles::new().with("s.toml", RICH).with("kinds/pump.toml", KIND);
    let model = Model::read("s.toml", &files, &KindSources::default());
    let model = model.unwrap_or_else(|m| panic!("{}", render(&m.diagnostics, &m.sources, Language::English, false)));
    assert!(model.run(&RunOptions { trials: Some(64), threads: 1, ..RunOptions::default() }).is_ok());
}

#[test]
fn exchanged_words_never_panic_compiler_or_run() {
    let word = (0_usize..4000, 0..WORDS.len()).prop_map(|(nth, word)| Damage::Word { nth, word });
    let number = (0_usize..200, 0..PIECES.len()).prop_map(|(nth, piece)| Damage::Number { nth, piece });
    let strategy = prop::collection::vec(prop_oneof![9 => word, 1 => number], 1..5);
    let ran = std::cell::Cell::new(0);
    let result = runner(CASES).run(&strategy, |damages| {
        let mut text = RICH.as_bytes().to_vec();
        damages.iter().for_each(|damage| apply(&mut text, damage));
        let files = MemoryFiles::new().with("s.toml", text).with("kinds/pump.toml", KIND);
        match read("s.toml", &files, &KindSources::default()) {
            Ok(scenario) => {
                ran.set(ran.get() + 1);
                try_out(scenario)
            }
            Err(_) => Ok(()),
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(ran.get() > CASES / 5, "only {} damaged files were read at all", ran.get());
}

#[test]
fn damaged_files_never_panic() {
    let strategy = (0_usize..8, prop::collection::vec(damage(), 1..6));
    let result = runner(CASES).run(&strategy, |(which, damages)| {
        // mostly the scenario, sometimes the kind or the data
        let mut texts = [WHOLE.as_bytes().to_vec(), KIND.as_bytes().to_vec(), DATA.as_bytes().to_vec()];
        let target = which.saturating_sub(5);
        damages.iter().for_each(|damage| apply(&mut texts[target], damage));
        let [scenario, kind, data] = texts;
        let files = MemoryFiles::new().with("s.toml", scenario).with("kinds/pump.toml", kind).with("data.csv", data);
        let read = read("s.toml", &files, &KindSources::default());
        let (found, sources) = match read {
            Ok(scenario) => return try_out(scenario),
            Err(mistakes) => mistakes,
        };
        {
            prop_assert!(!found.is_empty(), "refused without a mistake");
            for language in [Language::Chinese, Language::English] {
                let shown = render(&found, &sources, language, false);
                prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", shown);
            }
            for mistake in &found.list {
                if let Some(span) = mistake.span {
                    let length = sources.files[usize::from(span.file.0)].text.len();
                    prop_assert!(
                        span.start <= span.end && span.end as usize <= length,
                        "{:?} of {length}: {mistake:?}",
                        span
                    );
                }
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn damaged_overrides_never_panic() {
    let files = MemoryFiles::new().with("s.toml", WHOLE).with("kinds/pump.toml", KIND).with("data.csv", DATA);
    let good = read("s.toml", &files, &KindSources::default()).unwrap_or_else(|(found, _)| panic!("{found}"));
    let strategy = (0_usize..6, prop::collection::vec(damage(), 0..5));
    let result = runner(OVERRIDES).run(&strategy, |(which, damages)| {
        let (path, value) = [
            ("capex", "\"6 元\""),
            ("sold", "{ low = 1, likely = 2, high = 4, unit = \"m3\" }"),
            ("water.price", "9 元/m3"),
            ("water.parts.motor.cost", "5"),
            ("trials", "64"),
            ("water.start", "2019"),
        ][which];
        let mut bytes = value.as_bytes().to_vec();
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        let mut scenario = good.clone();
        let value = String::from_utf8_lossy(&bytes).into_owned();
        let found = apply_overrides(&mut scenario, &[(path.to_owned(), value)]);
        render(&found, &scenario.sources, Language::Chinese, true);
        if found.is_empty() { try_out(scenario) } else { Ok(()) }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
