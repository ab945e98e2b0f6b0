//! What is said of lists, streams and groups, and where a file of the wrong sort is given.

use super::{expect, folder, write};

const VILLAGE: &str = "start_year = 2018\nhorizon = 3\ndiscount_rate = \"5 %\"\ntrials = 64\n[roster]\nfile = \"list.csv\"\n\
    [households]\nkind = \"rural-household\"\nlife = 3\n\
    [groups]\nno_labour = { formula = \"able_workers == 0 人\", label = \"无劳力户\" }\ncrowd = \"members > 15 人\"\n\
    [projects.solar]\nkind = \"solar-station\"\n";
const LIST: &str = "户编号,家庭人口,劳动力\n1,3,1\n2,2,0\n";

#[test]
fn a_list_without_incomes_is_noted_wherever_it_is_read() {
    let folder = folder();
    write(folder.path(), "village.toml", VILLAGE);
    write(folder.path(), "list.csv", LIST);
    write(folder.path(), "list.tsv", &LIST.replace(',', "\t"));
    for (language, words) in
        [("zh", "注意：名册“list.csv”没有任何收入列"), ("en", "note: the household list `list.csv` has no column")]
    {
        let (out, _) = expect(folder.path(), &["check", "list.csv", "village.toml", "--lang", language], 0);
        assert_eq!(out.matches(words).count(), 2, "{out}");
        let (_, err) = expect(folder.path(), &["run", "village.toml", "--formats", "none", "--lang", language], 0);
        assert!(err.contains(words), "{err}");
        let (_, err) =
            expect(folder.path(), &["run", "village.toml", "--formats", "none", "--quiet", "--lang", language], 0);
        assert!(!err.contains(words), "{err}");
    }
    let (out, _) = expect(folder.path(), &["check", "list.tsv"], 0);
    assert!(out.contains("2 households, 5 people"), "{out}");
}

#[test]
fn streams_that_reach_nobody_and_empty_groups_are_noted() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    write(folder.path(), "village.toml", VILLAGE);
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(out.contains("nobody is named to receive") && out.contains("household ("), "{out}");
    assert!(out.contains("no household belongs to the group `crowd`") && !out.contains("group `no_labour`"), "{out}");
    let paid = format!("{VILLAGE}[[projects.solar.pays]]\nstream = \"household\"\nto = \"no_labour\"\n");
    write(folder.path(), "village.toml", &paid);
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(!out.contains("household ("), "{out}");
}

#[test]
fn a_list_is_no_scenario_and_a_folder_of_kinds_must_be_there() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    for (words, code, said) in [
        (&["run", "list.csv"][..], 1, "fengnian check list.csv"),
        (&["run", "no-such.xlsx"], 1, "not a scenario"),
        (&["explain", "list.tsv"], 1, "not a scenario"),
        (&["run", "small.toml", "--kinds", "nowhere"], 2, "does not exist"),
        (&["check", "small.toml", "--kinds", "list.csv"], 2, "is a file"),
        (&["list", "kinds", "--kinds", "nowhere"], 2, "does not exist"),
        (&["run", "small.toml", "--set", "discount_rate=5"], 1, "write \"5 %\""),
        (&["run", "small.toml", "--set", "solar.capex=5"], 1, "not an input"),
    ] {
        let (_, err) = expect(folder.path(), words, code);
        assert!(err.contains(said), "{words:?}: {err}");
    }
}

#[test]
fn a_short_name_leads_to_its_whole_paths() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    write(folder.path(), "village.toml", VILLAGE);
    let (_, err) = expect(folder.path(), &["run", "village.toml", "--set", "capacity=5"], 1);
    assert!(err.contains("write the whole path: solar.capacity"), "{err}");
    let (_, err) = expect(folder.path(), &["run", "village.toml", "--set", "qqqqq=5"], 1);
    let names = err.lines().find(|line| line.contains("these names exist")).expect("a list");
    assert!(names.matches(", ").count() <= 8 && names.contains("fengnian explain"), "{names}");
}

#[test]
fn a_kind_shows_its_streams_and_how_they_are_paid() {
    let folder = folder();
    let (out, _) = expect(folder.path(), &["list", "kinds", "solar-station"], 0);
    for words in
        ["Streams of money", "household  ", "(out, to households)", "[[projects.solar_station.pays]]", "Inputs"]
    {
        assert!(out.contains(words), "{words}: {out}");
    }
    let (out, _) = expect(folder.path(), &["new", "solar-station", "-", "--lang", "zh"], 0);
    for words in
        ["# 资金流", "household", "（支出，给农户）", "# [[projects.solar_station.pays]]", "# stream = \"household\""]
    {
        assert!(out.contains(words), "{words}: {out}");
    }
    expect(folder.path(), &["list", "kinds", "no-such-kind"], 1);
}
