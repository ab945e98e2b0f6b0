//! The program from outside: exit codes, what it prints, what it writes.

mod asked;
mod help;
mod mistakes;
mod notes;
mod output;
mod roster;
mod views;

use std::path::Path;
use std::process::{Command, Output};

/// A scenario that runs in no time: one uncertain input, an outcome by trial, one by year, a variant, a table.
const SMALL: &str = "title = { zh = \"小情景\", en = \"Small\" }\nstart_year = 2018\nhorizon = 3\ndiscount_rate = 0.05\ntrials = 256\n\
    [inputs]\ncapex = { value = 100, unit = \"元\", label = { zh = \"投资\", en = \"investment\" } }\n\
    sold = { low = 30, likely = 40, high = 60, unit = \"元\", each = \"year\" }\n\
    [tables.t]\nrows = { count = 25 }\n[tables.t.formulas]\ntwice = \"2 * row\"\n\
    [formulas]\ncash_flow = \"if(index == 0, -capex, sold)\"\n\
    [outcomes]\nnpv = { formula = \"npv(discount_rate, cash_flow)\", unit = \"元\", better = \"higher\" }\n\
    irr = \"irr(cash_flow)\"\nby_year = \"cash_flow\"\nrows = \"sum(t: twice)\"\n\
    [variants.cheap]\ntitle = { zh = \"便宜\", en = \"cheap\" }\nset = { capex = 90 }\n";

/// A folder with `small.toml`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "small.toml", SMALL);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file can be written");
}

/// The program with these words, in English unless they say otherwise.
fn program(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fengnian"));
    command.current_dir(folder).env("FENGNIAN_LANG", "en").args(words);
    command
}

/// Runs the program in a folder.
fn fengnian(folder: &Path, words: &[&str]) -> Output {
    program(folder, words).output().expect("the program starts")
}

/// Runs it and expects an exit code; gives standard output and standard error.
fn expect(folder: &Path, words: &[&str], code: i32) -> (String, String) {
    let output = fengnian(folder, words);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{words:?}\n{out}\n{err}");
    (out, err)
}
