//! The same draws on any machine, in any order of names, and whatever stands beside them.

use fengnian::{InstructionSet, RunOptions};
use proptest::prelude::*;

use crate::support::{model, options, values, values_of};

const LOAN: &str = include_str!("../oracles/loan.toml");
const CHAIN: &str = include_str!("../oracles/chain.toml");
const PAYER: &str = include_str!("../oracles/payer.toml");
const ASSETS: &str = include_str!("../oracles/assets.toml");
const HOUSEHOLDS: &str = include_str!("../oracles/households.toml");

/// Names under `[outcomes]`.
fn outcomes(text: &str) -> Vec<String> {
    let file: toml::Table = text.parse().expect("valid TOML");
    file["outcomes"].as_table().expect("a table").keys().cloned().collect()
}

/// Bits of the columns of `names`.
fn bits(text: &str, names: &[String], options: &RunOptions) -> Vec<(String, Vec<u64>)> {
    let model = model("bits", text);
    let run = model.run(options).expect("the run ends");
    let bits = |name: &String| values_of(&model, &run, name).iter().map(|x| x.to_bits()).collect();
    names.iter().map(|name| (name.clone(), bits(name))).collect()
}

/// Threads, block sizes and instruction sets change no bit.
#[test]
fn same_bits_for_every_way_to_run() {
    for (text, trials) in [(LOAN, 2500), (CHAIN, 2500), (PAYER, 2500), (ASSETS, 2500), (HOUSEHOLDS, 600)] {
        let names = outcomes(text);
        let plain = bits(text, &names, &options(trials, 5));
        for threads in [2, 3, 7] {
            let other = bits(text, &names, &RunOptions { threads, ..options(trials, 5) });
            assert!(plain == other, "{threads} threads change a bit");
        }
        for block in [64, 128, 256, 512] {
            let other = bits(text, &names, &RunOptions { block: Some(block), ..options(trials, 5) });
            assert!(plain == other, "blocks of {block} change a bit");
        }
        for set in InstructionSet::ALL.into_iter().filter(|set| set.is_available()) {
            let other = bits(text, &names, &RunOptions { instruction_set: Some(set), ..options(trials, 5) });
            assert!(plain == other, "{} changes a bit", set.name());
        }
    }
}

/// A run of more trials begins with the shorter run, in both designs.
#[test]
fn longer_run_begins_with_the_shorter() {
    for design in ["stratified", "independent"] {
        for text in [LOAN, PAYER] {
            let text = format!("design = \"{design}\"\n{text}");
            let names = outcomes(&text);
            let short = bits(&text, &names, &options(333, 1));
            let long = bits(&text, &names, &options(2000, 1));
            for ((name, short), (_, long)) in short.iter().zip(&long) {
                assert!(long.starts_with(short), "{design}: {name} starts otherwise in the longer run");
            }
        }
    }
}

/// Another seed is another run, and the two designs are not the same draws.
#[test]
fn seeds_and_designs_differ() {
    let names = vec!["village_value".to_string()];
    let first = bits(LOAN, &names, &options(256, 1));
    assert_ne!(first, bits(LOAN, &names, &options(256, 2)), "seeds 1 and 2 are the same");
    let independent = format!("design = \"independent\"\n{LOAN}");
    assert_ne!(first, bits(&independent, &names, &options(256, 1)), "the designs are the same");
}

/// Rows of a table draw the same in both designs, a table of one row included; a cell is an input like any other.
#[test]
fn rows_are_independent_whatever_the_design() {
    let bits_in = |design: &str, outcome: &str| {
        let text = format!(
            "design = \"{design}\"\nhorizon = 2\n[tables.t.rows]\nonly = {{ cell = {{ low = 1, likely = 2, high = 4 }} }}\n\
             [tables.t.inputs]\nonce = {{ dist = \"normal\", mean = 0, sd = 1 }}\n\
             yearly = {{ dist = \"gumbel\", mean = 0, sd = 1, each = \"year\" }}\n\
             [outcomes]\nrows = \"sum(t: once + sum(yearly))\"\ncells = \"sum(t: cell)\"\n"
        );
        bits(&text, &[outcome.to_string()], &options(700, 1))
    };
    assert_eq!(bits_in("stratified", "rows"), bits_in("independent", "rows"));
    assert_ne!(bits_in("stratified", "cells"), bits_in("independent", "cells"), "the designs are the same");
}

/// An input, a correlated pair, a row and a project more: every other outcome keeps its bits.
#[test]
fn additions_change_no_other_draw() {
    let names = outcomes(ASSETS);
    let before = bits(ASSETS, &names, &options(500, 3));
    let input =
        ASSETS.replacen("[inputs]", "[inputs]\naaa = { dist = \"normal\", mean = 0, sd = 1, each = \"year\" }", 1);
    let input = input.replacen("[outcomes]", "[outcomes]\nzzz = \"sum(aaa)\"", 1);
    assert!(before == bits(&input, &names, &options(500, 3)), "an input changes other draws");

    let pair = "[inputs]\nm1 = { dist = \"normal\", mean = 0, sd = 1 }\nm2 = { dist = \"normal\", mean = 0, sd = 1 }";
    let pair = ASSETS.replacen("[inputs]", pair, 1)
        + "\nboth = \"m1 + m2\"\n[[correlations]]\nbetween = [\"m1\", \"m2\"]\nrho = 0.5\n";
    assert!(before == bits(&pair, &names, &options(500, 3)), "a correlated pair changes other draws");

    let row = "[tables.assets.rows]\naxe = { cost = 100, life = 7 }";
    let row = ASSETS.replacen("[tables.assets.rows]", row, 1);
    let single: Vec<String> = ["blender_cost", "van_outlives"].map(String::from).to_vec();
    assert!(
        bits(ASSETS, &single, &options(500, 3)) == bits(&row, &single, &options(500, 3)),
        "a row changes another row's draws"
    );

    let project = format!("{ASSETS}\n[projects.quarry]\nkind = \"fixed-dividend-stake\"\n");
    assert!(before == bits(&project, &names, &options(500, 3)), "a project changes other draws");
}

/// A scenario may state inputs that no outcome uses: whatever their form, it compiles, runs and can be traced.
#[test]
fn unused_inputs_are_no_mistake() {
    const FORMS: [&str; 12] = [
        "{ low = 1, likely = 2, high = 4 }",
        "{ low = 1, likely = 2, high = 4, dist = \"triangular\", each = \"year\" }",
        "{ dist = \"normal\", mean = 0, sd = 1 }",
        "{ dist = \"lognormal\", mean = 5, sd = 1, truncate = { min = 2 } }",
        "{ p5 = 1, p95 = 3, dist = \"gumbel\" }",
        "{ p10 = 1, p50 = 2, p90 = 4 }",
        "{ dist = \"gamma\", mean = 5, sd = 1, clip = { max = 9 } }",
        "{ dist = \"bernoulli\", p = 0.3 }",
        "{ values = [\"wet\", \"dry\"], weights = [0.6, 0.4], each = \"year\" }",
        "{ dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = 0.5 }",
        "{ chance = 0.1, then = { low = 1, likely = 2, high = 4 } }",
        "{ data = [1, 2, 3] }",
    ];
    let mut mistakes = Vec::new();
    for form in FORMS {
        let text = format!("horizon = 2\n[inputs]\nspare = {form}\nused = 2\n[outcomes]\nfour = \"used * used\"\n");
        match fengnian::Model::from_text("unused", &text) {
            Ok(model) => {
                assert_eq!(values(&model, &options(8, 1), "four"), [4.0; 8], "{form}");
                assert!(model.trace(1, 3).is_ok(), "{form} cannot be traced");
            }
            Err(found) => mistakes.push(format!("{form}:\n{found}")),
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// Reorders the entries of every section of a scenario whose entries stand on one line each; the sections too.
fn reordered(text: &str, keys: &[u64]) -> String {
    let mut sections: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            sections.push(Vec::new());
        }
        sections.last_mut().expect("never empty").push(line);
    }
    let mut key = keys.iter().cycle().copied();
    for (number, section) in sections.iter_mut().enumerate() {
        let heading = usize::from(number > 0);
        section[heading..].sort_by_cached_key(|_| key.next());
    }
    sections[1..].sort_by_cached_key(|_| key.next());
    sections.concat().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// The order of sections, names and rows in the file changes no bit.
    #[test]
    fn order_in_the_file_changes_nothing(keys in prop::collection::vec(any::<u64>(), 97..98)) {
        for text in [LOAN, PAYER, CHAIN, ASSETS] {
            let names = outcomes(text);
            let other = reordered(text, &keys);
            prop_assert!(bits(text, &names, &options(130, 9)) == bits(&other, &names, &options(130, 9)), "{}", other);
        }
    }

    /// Any thread count, block and length agree with the plain run.
    #[test]
    fn any_cut_into_blocks_gives_the_same_bits(
        trials in 1_u64..3000, threads in 1_usize..9, power in 6_u32..10, seed in any::<u64>(),
    ) {
        let names = outcomes(LOAN);
        let cut = RunOptions { threads, block: Some(1 << power), ..options(trials, seed) };
        prop_assert!(bits(LOAN, &names, &options(trials, seed)) == bits(LOAN, &names, &cut));
    }
}
