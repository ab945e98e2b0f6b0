//! `allowed`: what an input may be, whoever sets it.

use fengnian::Model;
use fengnian::diagnostic::{Code, Language, render};

use super::model;

/// The messages about values that are not allowed, in English, one line each.
fn mistakes(text: &str) -> Vec<String> {
    let Err(found) = Model::from_text("s", text) else { return Vec::new() };
    assert!(found.diagnostics.list.iter().all(|one| one.code == Code::OutOfRange), "{found}");
    let shown = render(&found.diagnostics, &found.sources, Language::English, false);
    let messages = shown.lines().filter_map(|line| line.strip_prefix("error[E109]: "));
    messages.map(str::to_owned).collect()
}

const HEAD: &str = "start_year = 2018\nhorizon = 4\ntrials = 1000\n[inputs]\n";

#[test]
fn a_number_or_a_draw_beyond_what_is_allowed_is_a_mistake() {
    let parts = "{ min = 0, max = \"100 %\" }";
    for (input, message) in [
        (format!("x = {{ value = \"130 %\", allowed = {parts} }}"), "`x` must lie between 0 and 100 %, not 130 %"),
        (
            format!("x = {{ by_year = [1, 1, 1.2, 1, 1], allowed = {parts} }}"),
            "`x` must lie between 0 and 100 %, not 120 %",
        ),
        (
            format!("x = {{ dist = \"uniform\", low = -0.5, high = 1, allowed = {parts} }}"),
            "`x` must lie between 0 and 100 %, and its draws reach -49.85 %",
        ),
        ("x = { value = -3, allowed = { min = 1 } }".into(), "`x` must not be less than 1, not -3"),
        (
            "x = { value = \"9 万元\", unit = \"元\", allowed = { max = \"5 万元\" } }".into(),
            "`x` must not be more than 5 万元, not 90000 元",
        ),
    ] {
        assert_eq!(mistakes(&format!("{HEAD}{input}\n[outcomes]\ny = \"x\"\n")), [message]);
    }
    for input in [
        format!("x = {{ value = \"0.1 + 0.2 + 0.7\", allowed = {parts} }}"),
        // one in twenty thousand lies beyond 0.1: the far tail of a normal spread
        "x = { dist = \"normal\", mean = 0.5, sd = 0.1, allowed = { min = 0.1 } }".into(),
        format!("x = {{ dist = \"normal\", mean = 0.5, sd = 1, clip = {parts}, allowed = {parts} }}"),
        format!("x = {{ dist = \"normal\", mean = 0.5, sd = 1, truncate = {parts}, allowed = {parts} }}"),
        // years outside a value's own are no values
        format!("x = {{ dist = \"beta\", alpha = 2, beta = 3, each = \"year\", allowed = {parts} }}"),
    ] {
        model(&format!("{HEAD}{input}\n[outcomes]\ny = \"x\"\n"));
    }
}

#[test]
fn what_only_a_trial_shows_is_missing_there_and_counted() {
    let text = format!(
        "{HEAD}u = {{ dist = \"uniform\", low = 0, high = 1 }}\nx = {{ value = \"u + 0.25\", allowed = {{ max = 1 }} }}\n\
         [outcomes]\ny = \"x\"\n"
    );
    let model = model(&text);
    let run = model.run(&super::RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let lacking = run.outcome("y").iter().filter(|y| y.is_nan()).count();
    // stratified draws: a quarter of a thousand, give or take the ends of the layers
    assert!((240..=260).contains(&lacking), "{lacking}");
    assert!(run.outcome("y").iter().all(|y| y.is_nan() || *y <= 1.0));
}

#[test]
fn inputs_of_kinds_keep_what_is_allowed_whoever_sets_them() {
    let project =
        |lines: &str| format!("{HEAD}share_hit = 25\n[projects.quarry]\nkind = \"fixed-dividend-stake\"\n{lines}\n");
    for (lines, message) in [
        ("household_share = \"130 %\"", "`household_share` must lie between 0 and 100 %, not 130 %"),
        ("term = -3", "`term` must not be less than 1, not -3"),
        ("renegotiation_hazard = -0.1", "`renegotiation_hazard` must lie between 0 and 100 %, not -10 %"),
        ("household_share = \"shared.share_hit\"", "`household_share` must lie between 0 and 100 %, not 2500 %"),
        ("price = \"-5 元/t\"", "`price` must not be less than 0 元/t, not -5 元/t"),
    ] {
        let head = "discount_rate = \"5 %\"\n";
        assert_eq!(mistakes(&format!("{head}{}", project(lines))), [message]);
        // the same from a variant
        let (name, value) = lines.split_once(" = ").unwrap_or_default();
        let variant = format!(
            "{head}{}[variants.other]\nset = {{ \"quarry.{name}\" = {value} }}\n",
            project("dividend_rate = \"12 %\"")
        );
        let whole = Model::from_text("s", &variant).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let found = whole.variant(0).err().map(|found| found.diagnostics);
        assert!(found.is_some_and(|found| found.list.iter().any(|one| one.message.en == message)), "{variant}");
    }
}

#[test]
fn parts_that_add_to_a_whole_are_no_more_than_it_but_for_rounding() {
    let parts =
        ["a", "b", "c"].map(|part| format!("{part} = {{ dist = \"uniform\", low = 0.1, high = 1 }}\n")).concat();
    let text = format!(
        "{HEAD}{parts}s = {{ value = \"a / (a + b + c) + b / (a + b + c) + c / (a + b + c)\", allowed = {{ min = 0, max = \"100 %\" }} }}\n\
         [outcomes]\ny = \"s\"\n"
    );
    let model = model(&text);
    let run = model.run(&super::RunOptions::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    assert!(run.outcome("y").iter().all(|y| (y - 1.0).abs() < 1e-12));
}
