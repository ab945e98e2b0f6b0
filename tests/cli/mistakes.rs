//! Wrong input, wrong usage, failed checks.

use std::process::Stdio;

use super::{SMALL, expect, folder, program, write};

#[test]
fn each_verb_ends_with_the_code_of_what_went_wrong() {
    let folder = folder();
    write(folder.path(), "wrong.toml", "[formulas]\na = \"b +\"\n");
    write(
        folder.path(),
        "kind.toml",
        "[kind]\ntitle = \"x\"\n[formulas]\na = \"2\"\n[[check]]\nname = \"two\"\nexpect = { a = 3 }\n",
    );
    for (words, code) in [
        (&["run", "wrong.toml"][..], 1),
        (&["run", "none.toml"], 1),
        (&["run", "small.toml", "--set", "npw=1"], 1),
        (&["run", "small.toml", "--set", "capex"], 2),
        (&["run", "small.toml", "--trials", "0"], 2),
        (&["run", "small.toml", "--trials", "many"], 2),
        (&["run", "small.toml", "--formats", "pdf"], 2),
        (&["run", "small.toml", "--design", "sobol"], 2),
        (&["run", "small.toml", "--lang", "fr"], 2),
        (&["run"], 2),
        (&["check", "small.toml", "wrong.toml"], 1),
        (&["check"], 2),
        (&["explain", "wrong.toml"], 1),
        (&["explain", "small.toml", "--nothing"], 2),
        (&["trace", "wrong.toml"], 1),
        (&["trace", "small.toml", "--name", "nowhere"], 1),
        (&["trace", "small.toml", "--trial", "-1"], 2),
        (&["list", "scenarios", "nowhere"], 1),
        (&["list", "weather"], 2),
        (&["new", "no-such-kind"], 1),
        (&["new", "scenario", "small.toml"], 1),
        (&["new"], 2),
        (&["new", "roster", "list.csv"], 2),
        (&["new", "roster", "no/such/folder/list.xlsx"], 1),
        (&["check", "none.csv"], 1),
        (&["check", "none.xlsx"], 1),
        (&["synthesize"], 2),
        (&["synthesize", "--households", "4", "--people", "3", "--able-households", "1", "--able-people", "1"], 1),
        (&["synthesize", "--households", "-4", "--people", "3", "--able-households", "1", "--able-people", "1"], 2),
        (&["verify", "--kind", "none.toml"], 1),
        (&["verify", "--kind", "kind.toml"], 3),
        (&["verify", "solar-station"], 2),
        (&["completions", "dos"], 2),
        (&["simulate"], 2),
        (&[], 2),
    ] {
        for language in ["zh", "en"] {
            let words: Vec<&str> = words.iter().copied().chain(["--lang", language]).collect();
            let output = program(folder.path(), &words).env("FENGNIAN_LANG", language).output().expect("it starts");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(code), "{words:?}\n{said}");
            let chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(chinese, language == "zh" && !said.is_empty(), "{words:?}\n{said}");
            assert!(!said.is_empty(), "{words:?}");
        }
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("small.toml")).expect("it is there"), SMALL, "overwritten");
    assert!(!folder.path().join("output").exists(), "a run that is refused writes nothing");
}

#[test]
fn check_prints_all_mistakes_of_all_files_at_once() {
    let folder = folder();
    let text =
        "[inputs]\na = \"5 元\"\nb = \"2 kg\"\n[formulas]\nsum1 = \"a + b\"\nc = \"nothing + 1\"\nd = \"npw(a)\"\n";
    write(folder.path(), "three.toml", text);
    write(folder.path(), "form.toml", "horizn = 3\ntrials = \"many\"\n");
    let (out, err) = expect(folder.path(), &["check", "three.toml", "small.toml", "form.toml"], 1);
    for code in ["E206", "E202", "E203", "E104", "E105"] {
        assert!(err.contains(code), "{code}\n{err}");
    }
    for place in ["three.toml:5", "three.toml:6", "three.toml:7", "form.toml:1", "form.toml:2"] {
        assert!(err.contains(place), "{place}\n{err}");
    }
    assert!(out.starts_with("small.toml: no mistakes") && out.contains("1 variants"), "{out}");
}

#[test]
fn set_checks_units_and_changes_the_value() {
    let folder = folder();
    let (_, err) = expect(folder.path(), &["run", "small.toml", "--set", "capex=5 kg"], 1);
    assert!(err.contains("capex=5 kg") && err.contains("kg") && err.contains("yuan"), "{err}");
    let value = |set: &str| {
        let words = ["trace", "small.toml", "--set", set, "--name", "capex", "--json"];
        let json: serde_json::Value = serde_json::from_str(&expect(folder.path(), &words, 0).0).expect("JSON");
        json["values"][0]["value"].as_f64()
    };
    assert_eq!(value("capex=0.02 万元"), Some(200.0));
    assert_eq!(value("capex=70"), Some(70.0));
}

#[test]
fn refusals_name_the_memory_or_the_limit() {
    let folder = folder();
    let (_, err) = expect(folder.path(), &["run", "small.toml", "--trials", "4e9"], 1);
    assert!(err.contains("4.0 GiB") && err.contains("fewer trials"), "{err}");
    let (_, err) = expect(folder.path(), &["run", "small.toml", "--trials", "4e9", "--lang", "zh"], 1);
    assert!(err.contains("内存") && err.contains("减少试验次数"), "{err}");
    for trials in ["1e12", "1e30", "18446744073709551615"] {
        let (_, err) = expect(folder.path(), &["run", "small.toml", "--trials", trials], 2);
        assert!(err.contains("4294967296") && !err.contains("memory"), "{err}");
    }
}

#[test]
fn a_wrong_word_gets_a_suggestion_in_both_languages() {
    let folder = folder();
    let (_, err) = expect(folder.path(), &["run", "small.toml", "--trails", "5", "--lang", "zh"], 2);
    assert!(err.contains("没有选项“--trails”") && err.contains("“--trials”？") && !err.contains("error"), "{err}");
    let (_, err) = expect(folder.path(), &["run", "small.toml", "--trails", "5"], 2);
    assert!(err.contains("--trials"), "{err}");
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let folder = folder();
    for words in [&["list", "functions"][..], &["trace", "small.toml", "--all"], &["completions", "zsh"]] {
        let mut child = program(folder.path(), words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn user_text_cannot_steer_the_terminal() {
    let folder = folder();
    let text = SMALL.replace("en = \"Small\"", "en = \"S\\u001b[31m\\u202e\"").replace("investment", "i\\u0007");
    write(folder.path(), "wild.toml", &text);
    write(folder.path(), "wrong.toml", "title = \"\\u001b[2J\"\n[formulas]\n\"a\\u001b\" = \"1\"\n");
    for words in [
        &["run", "wild.toml", "--formats", "none"][..],
        &["explain", "wild.toml"],
        &["trace", "wild.toml"],
        &["list", "scenarios", "."],
        &["check", "wild.toml", "wrong.toml"],
        &["run", "\u{1b}[31m.toml"],
        &["run", "small.toml", "--\u{1b}[31m"],
    ] {
        let output = program(folder.path(), words).output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(
            said.chars().all(|c| c == '\n' || !c.is_control()) && !said.contains('\u{202e}'),
            "{words:?}\n{said:?}"
        );
    }
}

/// Names that Chinese Windows wrote in GBK, as they arrive from an old disk.
#[cfg(unix)]
#[test]
fn a_path_that_is_no_utf8_is_named_and_refused() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let named = |bytes: &[u8]| std::ffi::OsStr::from_bytes(bytes).to_owned();
    // 招元 in GBK, and bytes that are nothing
    let (gbk, nothing) = (named(b"\xd5\xd0\xd4\xaa.toml"), named(b"x\xff.toml"));
    for (before, name, words) in [
        (&["run"][..], &gbk, "`\\xd5\\xd0Ԫ.toml` (`招元.toml` if it is GBK) is no text in UTF-8: rename"),
        (&["check"], &nothing, "`x\\xff.toml` is no text in UTF-8"),
        (&["run", "small.toml", "--out"], &nothing, "rename the file or folder"),
        (&["run", "small.toml", "--kinds"], &nothing, "rename the file or folder"),
    ] {
        let output = program(folder.path(), before).arg(name).output().expect("it starts");
        let said = String::from_utf8(output.stderr).expect("what is said is UTF-8");
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

/// What only follows from a list that is not there, or from a value given to a shipped kind, would send people astray.
#[test]
fn a_mistake_is_told_of_without_what_follows_from_it() {
    let folder = folder();
    let village = "start_year = 2020\nhorizon = 6\ndiscount_rate = 0.05\n[roster]\nfile = \"nowhere.xlsx\"\n\
        [groups.tea]\nformula = \"茶园面积 > 0\"\n[aid.tea]\nformula = \"min(茶园面积 * 150 元/亩, 400 元)\"\nunit = \"元\"\n\
        [households]\nkind = \"rural-household\"\nlife = 4\n\
        [projects.solar]\nkind = \"solar-station\"\n[[projects.solar.pays]]\nstream = \"household\"\nto = \"tea\"\nby = \"茶园面积\"\n\
        [outcomes]\nmean_tea = \"last(mean(households.households: 茶园面积))\"\n";
    write(folder.path(), "village.toml", village);
    let (out, err) = expect(folder.path(), &["check", "village.toml"], 1);
    let text = out + &err;
    assert!(text.contains("error[E101]: cannot read `nowhere.xlsx`") && text.contains("1 mistake."), "{text}");
    // slips are none of the list's
    write(
        folder.path(),
        "village.toml",
        &format!("{village}wrong = \"last(nothing_of_the_sort)\"\n").replace("茶园面积 > 0", "elderli > 0"),
    );
    let (out, err) = expect(folder.path(), &["check", "village.toml"], 1);
    let text = out + &err;
    assert!(text.contains("elderli") && text.contains("nothing_of_the_sort") && text.contains("3 mistakes."), "{text}");

    let stake = "start_year = 2020\nhorizon = 6\ndiscount_rate = 5\n[projects.stake]\nkind = \"fixed-dividend-stake\"\n\
        tranches = { by_year = [\"200000 元\"], missing = \"zero\" }\nterm = 4\n";
    write(folder.path(), "stake.toml", stake);
    let (out, err) = expect(folder.path(), &["check", "stake.toml"], 1);
    let text = out + &err;
    assert!(text.contains("`discount_rate` is a rate") && text.contains("1 mistake."), "{text}");
}
