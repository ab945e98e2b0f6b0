//! Good files damaged at random: the reader finds mistakes or reads on, it never panics, and every mistake can be shown.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use fengnian::diagnostic::{Language, render};
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::{apply_overrides, read};

/// Damaged files a run; the same ones in every run.
const CASES: u32 = 1500;

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
storm = { chance = 0.1, then = { dist = "lognormal", median = 3, sigma = 0.5 }, clip = { max = 9 } }
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
revenue = { formula = "if(weather == 'good', sold * price, 0)", unit = "元", active = "1.." }
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
    }
}

fn replace_nth(bytes: &mut Vec<u8>, nth: usize, sort: impl Fn(&u8) -> bool, with: &str) {
    let found = bytes.iter().enumerate().filter(|(_, byte)| sort(byte)).nth(nth).map(|(at, _)| at);
    if let Some(at) = found {
        bytes.splice(at..=at, with.bytes());
    }
}

fn runner() -> TestRunner {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn the_undamaged_file_is_good() {
    let files = MemoryFiles::new().with("s.toml", WHOLE).with("kinds/pump.toml", KIND).with("data.csv", DATA);
    if let Err((found, sources)) = read("s.toml", &files, &KindSources::default()) {
        panic!("{}", render(&found, &sources, Language::English, false));
    }
}

#[test]
fn damaged_files_never_panic_the_reader() {
    let strategy = (0_usize..8, prop::collection::vec(damage(), 1..6));
    let result = runner().run(&strategy, |(which, damages)| {
        // mostly the scenario, sometimes the kind or the data
        let mut texts = [WHOLE.as_bytes().to_vec(), KIND.as_bytes().to_vec(), DATA.as_bytes().to_vec()];
        let target = which.saturating_sub(5);
        damages.iter().for_each(|damage| apply(&mut texts[target], damage));
        let [scenario, kind, data] = texts;
        let files = MemoryFiles::new().with("s.toml", scenario).with("kinds/pump.toml", kind).with("data.csv", data);
        if let Err((found, sources)) = read("s.toml", &files, &KindSources::default()) {
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
    let result = runner().run(&strategy, |(which, damages)| {
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
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
