//! What is asked for: options that do not go together, names that are nowhere, files of the wrong name, nothing to compute.

use super::{SMALL, expect, folder, program, write};

#[test]
fn options_that_say_nothing_or_two_things_are_refused() {
    let folder = folder();
    let run = |more: &[&'static str]| [&["run", "small.toml"][..], more].concat();
    for (words, said) in [
        (run(&["--seed", "1e30"]), "at most 18446744073709551615"),
        (run(&["--seed", "18446744073709551616"]), "at most"),
        (run(&["--trials", "-5"]), "must be a whole number from"),
        (run(&["--trials", "1e30"]), "must be a whole number from 1 to 4294967296"),
        (run(&["--trials", "0"]), "must be a whole number from 1 to 4294967296"),
        (run(&["--threads", "-1"]), "must be a whole number from 0 to 1024"),
        (run(&["--seed=-1"]), "write a whole number"),
        (run(&["--trials", "64", "--trials", "128"]), "cannot be used multiple times"),
        (run(&["--formats", ","]), "no format is given"),
        (run(&["--formats", "none,json"]), "none stands alone"),
        (run(&["--formats", "all,none"]), "stands alone"),
        (run(&["--out", ""]), "the working folder is ."),
        (run(&["--set", "capex=90", "--set", "capex=80"]), "gives `capex` twice, 90 and 80"),
        (vec!["check", "small.toml", "--set", "capex=90"], "`--set` belongs to: run, explain, trace"),
    ] {
        let (out, err) = expect(folder.path(), &words, 2);
        assert!(out.is_empty() && err.contains(said), "{words:?}: {err}");
        assert!(!err.contains("tip: to pass"), "{words:?}: {err}");
        let chinese = [&words[..], &["--lang", "zh"]].concat();
        let (_, err) = expect(folder.path(), &chinese, 2);
        assert!(!err.contains("cannot be used") && err.contains("错误："), "{chinese:?}: {err}");
    }
    assert!(!folder.path().join("output").exists(), "a run that is refused writes nothing");
    // flags and the language may be said again
    expect(folder.path(), &run(&["--quiet", "--quiet", "--lang", "zh", "--lang", "en", "--formats", "none"]), 0);
    expect(folder.path(), &run(&["--seed", "18446744073709551615", "--quiet", "--out", "most"]), 0);
}

#[test]
fn a_name_that_is_nowhere_is_said_and_lists_can_be_narrowed() {
    let folder = folder();
    write(folder.path(), "kind.toml", "[kind]\ntitle = \"x\"\n[formulas]\na = \"2\"\n");
    for (words, code) in [
        (&["explain", "small.toml", "--name", "nowhere"][..], 1),
        (&["list", "distributions", "nowhere"], 1),
        (&["list", "functions", "nowhere"], 1),
        (&["list", "units", "nowhere"], 1),
    ] {
        let (out, err) = expect(folder.path(), words, code);
        assert!(out.is_empty() && err.contains("`nowhere`"), "{words:?}: {out}{err}");
    }
    for (words, there, not) in [
        (["list", "distributions", "lognormal"], "lognormal  ", "weibull"),
        (["list", "functions", "npv"], "npv(rate", "irr("),
        (["list", "units", "亩"], "mu", "household"),
        (["list", "scenarios", "."], "small.toml", "kind.toml"),
    ] {
        let (out, _) = expect(folder.path(), &words, 0);
        assert!(out.contains(there) && !out.contains(not), "{words:?}: {out}");
    }
    let (out, _) = expect(folder.path(), &["explain", "small.toml", "--name", "capex"], 0);
    assert!(out.contains(" yuan ") && !out.contains('元'), "{out}");
}

#[test]
fn files_and_folders_are_not_taken_for_each_other() {
    let folder = folder();
    write(folder.path(), "list.xlsx", "");
    std::fs::create_dir(folder.path().join("empty")).expect("a folder can be made");
    for (words, said) in [
        (
            &["run", "small.toml", "--out", "list.xlsx"][..],
            "`list.xlsx` is a file, and results are written into a folder",
        ),
        (&["run", "small.toml", "--out", "list.xlsx/a/b"], "`list.xlsx` is a file"),
        (&["list", "scenarios", "nowhere"], "the folder `nowhere` does not exist"),
        (&["list", "scenarios", "list.xlsx"], "`list.xlsx` is a file"),
        (&["list", "scenarios", "empty"], "there is no scenario (.toml) in the folder `empty`"),
        (&["run", "empty"], "cannot read `empty`: it is a folder"),
        (&["check", "empty"], "cannot read `empty`: it is a folder"),
    ] {
        let (out, err) = expect(folder.path(), words, 1);
        let text = out + &err;
        assert!(text.contains(said), "{words:?}: {text}");
    }
}

#[test]
fn a_scenario_without_anything_to_report_is_refused() {
    let folder = folder();
    write(folder.path(), "empty.toml", "");
    write(folder.path(), "inputs.toml", "horizon = 3\n[inputs]\na = 1\n[formulas]\nb = \"a + 1\"\n");
    for file in ["empty.toml", "inputs.toml"] {
        for verb in ["run", "check"] {
            for (language, said) in [("en", "nothing to compute"), ("zh", "没有可算的")] {
                let (_, err) = expect(folder.path(), &[verb, file, "--lang", language], 1);
                assert!(err.contains(said), "{err}");
            }
        }
    }
    // what is being written can be looked at
    expect(folder.path(), &["explain", "inputs.toml"], 0);
    assert!(!folder.path().join("output").exists());
}

#[test]
fn the_results_of_another_scenario_of_the_same_name_stay() {
    let folder = folder();
    for place in ["va", "vb"] {
        std::fs::create_dir(folder.path().join(place)).expect("a folder can be made");
        write(folder.path(), &format!("{place}/park.toml"), SMALL);
    }
    let run = |path: &'static str| ["run", path, "--formats", "none", "--quiet"];
    expect(folder.path(), &run("va/park.toml"), 0);
    expect(folder.path(), &run("./va/park.toml"), 0);
    let (_, err) = expect(folder.path(), &run("vb/park.toml"), 1);
    assert!(err.contains("va/park.toml") && err.contains("--out output-vb"), "{err}");
    expect(folder.path(), &[&run("vb/park.toml")[..], &["--out", "output-vb"]].concat(), 0);
    // a file that was moved is the same scenario
    std::fs::remove_file(folder.path().join("va/park.toml")).expect("it is there");
    expect(folder.path(), &run("vb/park.toml"), 0);
}

#[test]
fn a_rule_for_years_that_never_come_is_noted() {
    let folder = folder();
    let text = "start_year = 2020\nhorizon = 4\ndiscount_rate = \"5 %\"\ntrials = 64\n\
        [projects.q]\nkind = \"fixed-dividend-stake\"\ntranches = { by_year = [\"100000 元\"], missing = \"zero\" }\n\
        [[projects.q.pays]]\nstream = \"household_dividend\"\nto = \"all\"\nYEARS\n\
        [roster]\nsynthesize = { households = 12, people = 34, able_households = 8, able_people = 28, students = \"5 %\", median_income = \"4000 元\" }\n\
        [households]\nkind = \"rural-household\"\nlife = 4\n[village]\nreserve = \"10 %\"\n[[village.pays]]\nto = \"all\"\n";
    let note = |years: &str, words: &[&str]| {
        write(folder.path(), "village.toml", &text.replace("YEARS", years));
        let (out, err) = expect(folder.path(), words, 0);
        (out + &err).contains("rule 1 of `q` (to = \"all\") holds in 2035–2040, outside the run of 2020–2024")
    };
    let run = ["run", "village.toml", "--formats", "none"];
    assert!(note("years = \"2035..2040\"", &["check", "village.toml"]));
    assert!(note("years = \"2035..2040\"", &run));
    assert!(!note("years = \"2024..2040\"", &["check", "village.toml"]));
    assert!(!note("", &run));
}

#[test]
fn kinds_of_ones_own_are_verified_and_a_folder_must_hold_some() {
    let folder = folder();
    let good = "[kind]\ntitle = \"x\"\n[formulas]\na = \"2\"\n[[check]]\nname = \"two\"\nexpect = { a = 2 }\n";
    for place in ["good", "broken", "wrong", "empty"] {
        std::fs::create_dir(folder.path().join(place)).expect("a folder can be made");
    }
    write(folder.path(), "good/mine.toml", good);
    write(folder.path(), "broken/bad.toml", "[kind]\ntitle = \"x\"\n[formulas]\na = \"2 +\"\n");
    write(folder.path(), "wrong/mine.toml", &good.replace("a = 2 }", "a = 3 }"));
    write(folder.path(), "empty/small.toml", SMALL);
    let (out, _) = expect(folder.path(), &["verify", "--kinds", "good", "--lang", "zh"], 0);
    assert!(out.contains("mine") && out.contains("收入 − 支出 − 结存变动 = 0"), "{out}");
    let (_, err) = expect(folder.path(), &["verify", "--kinds", "broken"], 1);
    assert!(err.contains("broken/bad.toml"), "{err}");
    let (_, err) = expect(folder.path(), &["verify", "--kinds", "wrong"], 3);
    assert!(err.contains("expected 3, found 2"), "{err}");
    for words in
        [&["run", "small.toml"][..], &["check", "small.toml"], &["list", "kinds"], &["verify"], &["new", "orchard"]]
    {
        let (_, err) = expect(folder.path(), &[words, &["--kinds", "empty"]].concat(), 2);
        assert!(err.contains("there is no kind"), "{words:?}: {err}");
    }
}

#[test]
fn a_new_scenario_of_ones_own_kind_says_how_to_run_it() {
    let folder = folder();
    let kind = "[kind]\ntitle = \"x\"\n[inputs]\narea = { value = \"2000 亩\", unit = \"亩\" }\n[outcomes]\nland = { formula = \"area\", unit = \"亩\" }\n";
    for place in ["my kinds", "w", "kinds"] {
        std::fs::create_dir(folder.path().join(place)).expect("a folder can be made");
    }
    write(folder.path(), "my kinds/crop-base.toml", kind);
    write(folder.path(), "kinds/near.toml", kind);
    write(folder.path(), "here.toml", kind);
    for (words, command) in [
        (["my kinds/crop-base.toml", "w/a.toml"], "fengnian run w/a.toml --kinds \"my kinds\"\n"),
        (["kinds/near.toml", "b b.toml"], "fengnian run \"b b.toml\"\n"),
        (["near", "w/c.toml"], "fengnian run w/c.toml --kinds kinds\n"),
        (["here.toml", "d.toml"], "fengnian run d.toml --kinds .\n"),
        (["crop-base", "e.toml"], "fengnian run e.toml\n"),
    ] {
        let (out, _) = expect(folder.path(), &[&["new"][..], &words].concat(), 0);
        assert!(out.ends_with(command), "{out}");
        // as a shell takes it
        let typed =
            command.trim_start_matches("fengnian ").trim().replace("my kinds", "my_kinds").replace("b b", "b_b");
        let typed = typed.replace('"', "");
        let typed: Vec<String> =
            typed.split(' ').map(|word| word.replace("my_kinds", "my kinds").replace("b_b", "b b")).collect();
        let mut typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        typed.extend(["--json", "--formats", "none", "--trials", "64"]);
        let (json, _) = expect(folder.path(), &typed, 0);
        assert_eq!(json.contains(".land\""), words[0] != "crop-base", "{json}");
        assert!(folder.path().join(words[1]).exists());
    }
    let (out, _) = expect(folder.path(), &["new", "crop-base", "-"], 0);
    assert!(out.contains("(mu)") && out.contains("200 mu") && !out.contains('亩'), "{out}");
    assert!(out.contains("# stream = \"rent\""), "{out}");
}

#[test]
fn a_scenario_is_not_written_under_the_name_of_a_table() {
    let folder = folder();
    for (file, said) in [("x.xlsx", "new roster list.xlsx"), ("x.csv", "new roster"), ("x", "ends in .toml")] {
        let (_, err) = expect(folder.path(), &["new", "crop-base", file], 2);
        assert!(err.contains(said) && err.contains(".toml"), "{err}");
        assert!(!folder.path().join(file).exists());
    }
    let (_, err) = expect(folder.path(), &["new", "scenario", "none/x.toml"], 1);
    assert!(err.contains("make the folder first"), "{err}");
}

/// A disk that is full in the middle of a file leaves nothing of it: the size of files is limited instead.
#[cfg(unix)]
#[test]
fn what_does_not_fit_is_not_left_behind() {
    let folder = folder();
    let name = env!("CARGO_BIN_EXE_fengnian");
    let line = format!("trap '' XFSZ; ulimit -f 1; '{name}' new crop-base big.toml");
    let mut shell = std::process::Command::new("sh");
    let output = shell.current_dir(folder.path()).env("FENGNIAN_LANG", "en").args(["-c", &line]).output();
    let output = output.expect("a shell");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, ["small.toml"], "{}", String::from_utf8_lossy(&output.stderr));
    // the same words start nothing else
    assert!(program(folder.path(), &["new", "crop-base", "big.toml"]).output().expect("it starts").status.success());
}

#[test]
fn a_cell_that_is_set_is_told_in_the_units_of_the_reader() {
    let folder = folder();
    let text = format!(
        "{SMALL}[tables.crops.columns]\nprice = {{ unit = \"元\" }}\n[tables.crops.rows]\nrice = {{ price = \"20 元\" }}\n"
    );
    write(folder.path(), "cells.toml", &text);
    let words = ["run", "cells.toml", "--set", "crops.rice.price=30元", "--formats", "none"];
    let (said, _) = expect(folder.path(), &words, 0);
    assert!(said.contains("20 yuan") && said.contains("30 yuan") && !said.contains('元'), "{said}");
    let (said, _) = expect(folder.path(), &[&words[..], &["--lang", "zh"]].concat(), 0);
    assert!(said.contains("20 元") && said.contains("30 元"), "{said}");
}
