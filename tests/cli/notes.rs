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
fn what_is_likely_meant_otherwise_is_noted_in_both_languages() {
    let folder = folder();
    write(folder.path(), "village.toml", VILLAGE);
    let list = "家庭情况,,年收入（元）,\n家庭人口,劳动力,工资性,种养\n3,1,9000,500\n2,1,1.2,500\n2,1,,500\n合计,,,\n";
    write(folder.path(), "list.csv", list);
    for (language, words) in [
        (
            "zh",
            [
                "拿行号作编号",
                "第 6 行是合计",
                "第 4 行有小得可疑的收入",
                "工资性收入 1 格（第 5 行）",
                "把表头改成“经营性收入”",
            ],
        ),
        (
            "en",
            [
                "no column of household numbers",
                "totals or means in row 6",
                "small incomes in row 4",
                "1 of wages (row 5)",
                "head it `business`",
            ],
        ),
    ] {
        let (out, _) = expect(folder.path(), &["check", "list.csv", "village.toml", "--lang", language], 0);
        let (_, err) = expect(folder.path(), &["run", "village.toml", "--formats", "none", "--lang", language], 0);
        for words in words {
            assert_eq!(out.matches(words).count(), 2, "{words}: {out}");
            assert!(err.contains(words), "{words}: {err}");
        }
    }
}

#[test]
fn streams_that_reach_nobody_and_empty_groups_are_noted() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    write(folder.path(), "village.toml", VILLAGE);
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(out.contains("nobody is named to receive") && out.contains("household ("), "{out}");
    assert!(out.contains("no household belongs to the group `crowd`") && !out.contains("group `no_labour`"), "{out}");
    let (_, err) = expect(folder.path(), &["run", "village.toml", "--formats", "none"], 0);
    assert!(
        err.contains("nobody is named to receive") && err.contains("no household belongs to the group `crowd`"),
        "{err}"
    );
    let paid = format!("{VILLAGE}[[projects.solar.pays]]\nstream = \"household\"\nto = \"no_labour\"\n");
    write(folder.path(), "village.toml", &paid);
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(!out.contains("household ("), "{out}");
    write(folder.path(), "village.toml", &paid.replace("to = \"no_labour\"", "to = \"outside\""));
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(!out.contains("household ("), "{out}");
}

#[test]
fn capital_of_households_that_no_rule_assigns_is_noted() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    let stake = VILLAGE.replace("kind = \"solar-station\"\n", "kind = \"fixed-dividend-stake\"\n");
    assert_ne!(stake, VILLAGE);
    write(folder.path(), "village.toml", &stake);
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(
        out.contains("put in or repay this capital of project `solar`") && out.contains("household_money ("),
        "{out}"
    );
    let assigned = format!("{stake}[[projects.solar.pays]]\nstream = \"household_money\"\nto = \"outside\"\n");
    write(folder.path(), "village.toml", &assigned);
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(!out.contains("put in or repay"), "{out}");
}

#[test]
fn a_stream_that_never_pays_is_not_noted_and_money_for_others_is_shown() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    let nothing = VILLAGE.replace("kind = \"solar-station\"\n", "kind = \"solar-station\"\nhousehold_share = 0\n");
    assert_ne!(nothing, VILLAGE);
    write(folder.path(), "village.toml", &nothing);
    let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
    assert!(!out.contains("household ("), "{out}");
    // the collective may spend what it has on other things than households
    let roads =
        format!("{VILLAGE}[village]\nopening = \"9 元\"\n[[village.pays]]\nto = \"outside\"\nshare = \"50 %\"\n");
    write(folder.path(), "village.toml", &roads);
    expect(folder.path(), &["run", "village.toml", "--out", "out", "--formats", "none"], 0);
    let summary = std::fs::read(folder.path().join("out/village/summary.json")).expect("a summary");
    let summary: serde_json::Value = serde_json::from_slice(&summary).expect("JSON");
    let recipients = summary["village"]["recipients"].as_array().expect("recipients");
    let outside = recipients.iter().find(|recipient| recipient["name"] == "outside").expect("the roads");
    assert_eq!(outside["label"]["zh"], "名册以外");
    assert!(outside["in_all"][0]["run"]["value"].as_f64().is_some_and(|amount| amount > 0.0), "{outside}");
}

#[test]
fn a_share_or_a_reserve_by_name_lies_between_nothing_and_the_whole() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    let named = VILLAGE.replace("[roster]", "[inputs]\nshare_hit = 25\n[roster]");
    let text = format!(
        "{named}[[projects.solar.pays]]\nstream = \"household\"\nto = \"all\"\nshare = \"share_hit\"\n\
         [village]\nreserve = \"-share_hit\"\n"
    );
    write(folder.path(), "village.toml", &text);
    let (_, err) = expect(folder.path(), &["check", "village.toml", "--lang", "zh"], 1);
    assert!(err.contains("“share”要在 0 % 与 100 % 之间，现为 2500 %"), "{err}");
    assert!(err.contains("“reserve”要在 0 % 与 100 % 之间，现为 -2500 %"), "{err}");
}

#[test]
fn the_shipped_scenarios_need_no_notes() {
    let root = crate::architecture::root();
    let scenarios = crate::architecture::files("scenarios").into_iter().map(|(name, _)| name);
    for name in scenarios.filter(|name| name.ends_with(".toml") && name.matches('/').count() == 1) {
        let (out, _) = expect(root, &["check", &name], 0);
        assert!(!out.contains("note:"), "{out}");
    }
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

#[test]
fn a_rule_that_never_gets_anything_is_noted() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    let rule = "[[projects.solar.pays]]\nstream = \"household\"\nto = \"all\"\n";
    let note = "rule 2 of `solar.household` (to = \"all\") never pays";
    for (rules, noted) in [
        (format!("{rule}{rule}"), true),
        (format!("{rule}share = \"40 %\"\n{rule}"), false),
        (format!("{rule}years = \"2018\"\n{rule}"), false),
        // a group without members is told of by itself
        (format!("{rule}share = \"40 %\"\n{}", rule.replace("all", "crowd")), false),
    ] {
        write(folder.path(), "village.toml", &format!("{VILLAGE}{rules}"));
        let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
        assert_eq!(out.contains(note), noted, "{rules}{out}");
    }
}

#[test]
fn a_rule_by_a_column_that_nobody_has_says_so() {
    let folder = folder();
    let rule = "[[projects.solar.pays]]\nstream = \"household\"\nto = \"all\"\nby = \"land_rented\"\n";
    write(folder.path(), "village.toml", &format!("{VILLAGE}{rule}"));
    for (list, words) in [
        (LIST.to_owned(), "pays by land_rented (land let), a column that the list lacks"),
        ("户编号,家庭人口,劳动力,出租土地\n1,3,1,0\n2,2,0,0\n".to_owned(), "which is 0 for all"),
    ] {
        write(folder.path(), "list.csv", &list);
        let (out, _) = expect(folder.path(), &["check", "village.toml"], 0);
        assert!(out.contains("rule 1 of `solar.household`") && out.contains(words), "{out}");
        assert!(!out.contains("the rules before it"), "{out}");
    }
}

#[test]
fn groups_of_one_label_are_noted() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    let alike = "few = { formula = \"members < 3 人\", label = { zh = \"无劳力户\", en = \"few\" } }\n[projects.solar]";
    for (text, noted) in [(VILLAGE.replace("[projects.solar]", alike), true), (VILLAGE.to_owned(), false)] {
        write(folder.path(), "village.toml", &text);
        let (out, _) = expect(folder.path(), &["check", "village.toml", "--lang", "zh"], 0);
        assert_eq!(out.contains("群体“no_labour”和“few”的中文标签都是“无劳力户”"), noted, "{out}");
    }
}

#[test]
fn a_project_worked_out_for_others_than_it_pays_is_noted() {
    let folder = folder();
    write(folder.path(), "list.csv", LIST);
    let rule = "[[projects.solar.pays]]\nstream = \"household\"\nto = ";
    for (rules, noted) in [
        (format!("{rule}\"all\"\n"), true),
        (format!("households = \"2 户\"\n{rule}\"all\"\n"), false),
        (format!("households = \"1 户\"\n{rule}\"no_labour\"\n"), false),
        (format!("households = \"1 户\"\n{rule}\"no_labour\"\nshare = \"50 %\"\n{rule}\"all\"\n"), false),
        // the others are not on the list
        (format!("{rule}\"all\"\nshare = \"50 %\"\n{rule}\"outside\"\n"), false),
    ] {
        write(folder.path(), "village.toml", &format!("{VILLAGE}{rules}"));
        for (language, note) in
            [("en", "(solar.households, households that receive"), ("zh", "（solar.households，受益户数）")]
        {
            let (out, _) = expect(folder.path(), &["check", "village.toml", "--lang", language], 0);
            assert_eq!(out.contains(note), noted, "{rules}{out}");
        }
    }
}

const LEAK: &str = "[kind]\ntitle = { zh = \"漏账\", en = \"leak\" }\n[inputs]\nfee = { value = \"100 元\", unit = \"元\" }\n[streams]\n\
    got = { formula = \"fee\", unit = \"元\", account = \"in\", from = \"payer\", label = \"收\" }\n\
    paid = { formula = \"0.9 * fee\", unit = \"元\", account = \"out\", to = \"household\", label = \"付\" }\n";

#[test]
fn an_account_of_ones_own_kind_that_does_not_balance_is_noted_on_the_screen_and_on_the_page() {
    let folder = folder();
    let scenario = "start_year = 2020\nhorizon = 3\n[projects.p]\nkind = \"leak\"\n[outcomes]\nall = \"sum(p.paid)\"\n";
    write(folder.path(), "s.toml", scenario);
    std::fs::create_dir(folder.path().join("kinds")).expect("a folder");
    write(folder.path(), "kinds/leak.toml", LEAK);
    let words = "“漏账”的账不平：2020 年的收入减支出减结存变动，差了往来款的 5.2";
    let (out, _) = expect(folder.path(), &["check", "s.toml", "--lang", "zh"], 0);
    assert!(out.contains(words), "{out}");
    let (_, err) = expect(folder.path(), &["run", "s.toml", "--formats", "html", "--quiet", "--lang", "zh"], 0);
    assert!(err.is_empty(), "{err}");
    let page = std::fs::read_to_string(folder.path().join("output/s/report.html")).expect("a page");
    assert!(page.contains(words) && page.contains("the account of leak does not balance"), "{page}");
    write(folder.path(), "kinds/leak.toml", &LEAK.replace("0.9 * fee", "1 * fee"));
    let (out, _) = expect(folder.path(), &["check", "s.toml", "--lang", "zh"], 0);
    assert!(!out.contains("账不平"), "{out}");
}

#[test]
fn what_is_paid_late_after_the_end_of_the_run_is_told() {
    let folder = folder();
    let late = "[kind]\ntitle = { zh = \"迟付\", en = \"late\" }\n[formulas]\n\
        due_now = { formula = \"if(1 <= age <= 3, 100 元, 0 元)\", unit = \"元\" }\n\
        paid_now = { formula = \"due_now / 2\", unit = \"元\" }\n\
        later = { formula = \"if(2 <= age <= 4, 50 元, 0 元)\", unit = \"元\" }\n\
        [promises.fee]\ndue = \"due_now\"\npaid = \"paid_now\"\nlate = \"next(later, 0 元)\"\n";
    std::fs::create_dir(folder.path().join("kinds")).expect("a folder");
    write(folder.path(), "kinds/late.toml", late);
    for (horizon, told) in [(3, true), (4, false)] {
        let scenario = format!(
            "start_year = 2020\nhorizon = {horizon}\n[projects.p]\nkind = \"late\"\n[outcomes]\nall = \"sum(p.paid_now)\"\n"
        );
        write(folder.path(), "s.toml", &scenario);
        let (out, _) = expect(folder.path(), &["run", "s.toml", "--formats", "none", "--lang", "en"], 0);
        assert_eq!(out.contains("is paid late or recovered after 2023, where the run ends"), told, "{out}");
    }
}

#[test]
fn an_overdrawn_collective_is_told_before_the_conclusions() {
    let folder = folder();
    let kind = "[kind]\ntitle = \"付款\"\n[formulas]\nput_in = { formula = \"if(age == 1, 20000 元, 0 元)\", unit = \"元\" }\n[streams]\n\
        stake = { formula = \"put_in\", unit = \"元\", account = \"in\", from = \"village\", investment = true, label = \"投入\" }\n\
        works = { formula = \"1 * put_in\", unit = \"元\", account = \"out\", to = \"market\", label = \"建设\" }\n";
    std::fs::create_dir(folder.path().join("kinds")).expect("a folder");
    write(folder.path(), "kinds/works.toml", kind);
    write(folder.path(), "list.csv", "户编号,家庭人口,劳动力,工资性收入\n1,3,1,9000\n2,2,1,9000\n");
    let village = "start_year = 2018\nhorizon = 3\ndiscount_rate = \"5 %\"\ntrials = 64\n[roster]\nfile = \"list.csv\"\n\
        [households]\nkind = \"rural-household\"\nlife = 3\n[projects.works]\nkind = \"works\"\n[village]\nopening = \"5000 元\"\n";
    write(folder.path(), "village.toml", village);
    let (_, err) = expect(folder.path(), &["run", "village.toml", "--formats", "html", "--lang", "zh"], 0);
    let words = "村集体账户在 100% 的试验里透支";
    assert!(err.contains(words), "{err}");
    let page = std::fs::read_to_string(folder.path().join("output/village/report.html")).expect("a page");
    let place = |words: &str| page.find(words).unwrap_or(usize::MAX);
    assert!(place(words) < place("钱到谁手里"), "it stands before the tables");
}
