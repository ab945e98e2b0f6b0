//! The output folder: what is in it, and what stays of it when a run is killed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::{expect, folder, program, write};

/// Files below a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("a readable file"));
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let name = |path: &PathBuf| path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
    files(folder).keys().map(name).collect()
}

#[test]
fn run_writes_the_folder_and_says_where() {
    let folder = folder();
    let (out, err) = expect(folder.path(), &["run", "small.toml", "--formats", "html,parquet", "--csv"], 0);
    assert!(out.contains("Small\n") && out.contains("report.html (") && err.is_empty(), "{out}\n{err}");
    let written = names(&folder.path().join("output/small"));
    let all =
        ["bands.csv", "bands.parquet", "manifest.json", "report.html", "summary.json", "trials.csv", "trials.parquet"];
    assert_eq!(written, all);
    let (out, _) = expect(folder.path(), &["run", "small.toml", "--formats", "none", "--out", "o", "--lang", "zh"], 0);
    assert!(out.contains("输出文件夹：") && out.contains("便宜"), "{out}");
    assert_eq!(names(&folder.path().join("o/small")), ["manifest.json", "summary.json"]);
}

#[test]
fn json_is_the_summary_and_quiet_says_nothing() {
    let folder = folder();
    let (out, _) = expect(folder.path(), &["run", "small.toml", "--formats", "none", "--json"], 0);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON on standard output");
    assert_eq!(json["trials"], 256);
    assert_eq!(json["outcomes"][0]["path"], "npv");
    assert_eq!(json["variants"][0]["name"], "cheap");
    // 10 yuan less in year 0, on the same draws
    let difference = json["variants"][0]["differences"][0]["value"].as_f64().expect("a number");
    assert!((difference - 10.0).abs() < 1e-9, "{difference}");
    assert_eq!(std::fs::read_to_string(folder.path().join("output/small/summary.json")).expect("written"), out);
    let (out, err) = expect(folder.path(), &["run", "small.toml", "--formats", "none", "--quiet"], 0);
    assert!(out.is_empty() && err.is_empty(), "{out}{err}");
}

#[test]
fn the_command_of_the_manifest_repeats_the_run_and_threads_change_nothing() {
    let folder = folder();
    let words =
        ["run", "small.toml", "--trials", "1_000", "--seed", "7", "--design", "independent", "--formats", "none"];
    let more = ["--set", "capex=80", "--set", "horizon=2", "--threads", "1"];
    expect(folder.path(), &[&words[..], &more].concat(), 0);
    let path = folder.path().join("output/small");
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path.join("manifest.json")).expect("written")).expect("JSON");
    assert_eq!((&manifest["seed"], &manifest["trials"]), (&7.into(), &1000.into()));
    assert_eq!(manifest["scenario"]["sha256"].as_str().map(str::len), Some(64));
    let first = std::fs::read(path.join("summary.json")).expect("written");
    let command = manifest["command"].as_str().expect("a command").to_owned();
    let again: Vec<&str> =
        command.split(' ').skip(1).chain(["--out", "again", "--formats", "none", "--threads", "3"]).collect();
    expect(folder.path(), &again, 0);
    assert!(first == std::fs::read(folder.path().join("again/small/summary.json")).expect("written"), "{command}");
}

#[test]
fn a_file_that_somebody_changed_is_kept_and_told_of_in_one_line() {
    let folder = folder();
    let run =
        |more: &[&str]| expect(folder.path(), &[&["run", "small.toml", "--formats", "html,csv"], more].concat(), 0).0;
    assert!(!run(&[]).contains("edited") && !run(&[]).contains("edited"));
    let place = folder.path().join("output/small");
    std::fs::write(place.join("bands.csv"), "mine").expect("writes");
    let said = run(&[]);
    let line = "Files changed since they were written are kept by another name: bands.csv → bands-edited.csv";
    assert_eq!(said.lines().filter(|said| *said == line).count(), 1, "{said}");
    assert_eq!(std::fs::read(place.join("bands-edited.csv")).expect("kept"), b"mine");
    std::fs::write(place.join("report.html"), "mine").expect("writes");
    let said = run(&["--lang", "zh"]);
    assert!(said.contains("换名保留：report.html → report-edited.html\n"), "{said}");
    assert!(!run(&[]).contains("edited") && place.join("bands-edited.csv").exists());
}

/// Starts a run that writes a large table and waits until it writes.
fn writing(folder: &Path) -> Child {
    let words = ["run", "small.toml", "--trials", "1e6", "--formats", "csv"];
    let mut child = program(folder, &words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let started = Instant::now();
    loop {
        let entries = std::fs::read_dir(folder.join("output")).expect("the first run made it");
        if entries.filter_map(Result::ok).any(|entry| entry.file_name().to_string_lossy().contains("partial")) {
            return child;
        }
        assert!(child.try_wait().expect("it can be asked").is_none(), "the run ended before it was seen writing");
        assert!(started.elapsed() < Duration::from_secs(60), "the run does not get to writing");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_killed_run_leaves_the_last_output_whole_and_the_next_cleans_up() {
    let folder = folder();
    expect(folder.path(), &["run", "small.toml", "--formats", "csv", "--quiet"], 0);
    let before = files(&folder.path().join("output/small"));
    let mut child = writing(folder.path());
    child.kill().expect("it can be killed");
    assert!(!child.wait().expect("it ends").success(), "the run was over before it was killed");
    assert!(files(&folder.path().join("output/small")) == before, "the folder changed");
    expect(folder.path(), &["run", "small.toml", "--formats", "csv", "--quiet"], 0);
    let left = names(&folder.path().join("output"));
    assert!(left.iter().all(|name| !name.contains("partial")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_130_and_leaves_nothing_half_written() {
    let folder = folder();
    expect(folder.path(), &["run", "small.toml", "--formats", "csv", "--quiet"], 0);
    let before = files(&folder.path().join("output"));
    let child = writing(folder.path());
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill is there").success());
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("earlier output is unchanged"), "{said}");
    assert!(files(&folder.path().join("output")) == before, "the folder changed");
}

#[test]
fn values_in_files_are_in_the_declared_unit_and_states_have_their_names() {
    let text = "title = \"units\"\nstart_year = 2018\nhorizon = 2\ntrials = 256\n[inputs]\n\
        sold = { dist = \"uniform\", low = 10000, high = 30000, unit = \"元\" }\n\
        quarry = { values = [\"open\", \"closed\"], weights = [3, 1], each = \"year\" }\n[outcomes]\n\
        sales = { formula = \"sold\", unit = \"万元\" }\nshare = { formula = \"sold / 30000 元\", unit = \"%\" }\n\
        good = \"sold > 20000 元\"\nby_year = { formula = \"sold * (index + 1)\", unit = \"万元\" }\nstate = \"quarry\"\n\
        rate = \"irr(if(index == 0, if(sold > 29000 元, 1 元, -1 元), sold / 20000))\"\n\
        [variants.more]\nset = { sold = { dist = \"uniform\", low = \"20000 元\", high = \"40000 元\" } }\n";
    let folder = folder();
    write(folder.path(), "units.toml", text);
    let (out, _) = expect(folder.path(), &["run", "units.toml", "--formats", "html,parquet", "--csv"], 0);
    // of each year the names of the states, never their numbers
    let states = out.lines().find(|line| line.starts_with("state")).expect("the state by year");
    assert!(states.contains("open 7") && states.contains("%, closed 2"), "{out}");
    assert!(
        out.contains("Pairs of trials that differences stand on, more: rate ") && out.contains("without a value)"),
        "{out}"
    );
    let read = |name: &str| std::fs::read_to_string(folder.path().join("output/units").join(name)).expect(name);
    let trials = read("trials.csv");
    let header = trials.lines().next().expect("a header").trim_start_matches('\u{feff}');
    assert_eq!(header, "trial,sales (10k yuan),share (%),good,rate (%)");
    for line in trials.lines().skip(1) {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
        assert!((1.0..=3.0).contains(&cells[1]) && (cells[2] - cells[1] / 0.03).abs() < 1e-9, "{line}");
        assert_eq!(cells[3], f64::from(u8::from(cells[1] > 2.0)), "{line}");
    }
    let bands = read("bands.csv");
    let row = |start: &str| bands.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{bands}"));
    let mean = |line: &str| line.split(',').nth(4).and_then(|cell| cell.parse::<f64>().ok()).expect("a mean");
    assert!((mean(row("by_year,10k yuan,2020,256")) - 6.0).abs() < 0.1, "{bands}");
    assert!((mean(row("state=open,%,2019,256")) - 75.0).abs() < 2.0, "{bands}");
    let json: serde_json::Value = serde_json::from_str(&read("summary.json")).expect("JSON");
    let number = |path: &str| json.pointer(path).and_then(serde_json::Value::as_f64).expect("a number");
    assert!((number("/outcomes/0/mean/value") - 2.0).abs() < 0.01, "{}", json["outcomes"][0]);
    assert!((number("/bands/0/years/2/mean/value") - 6.0).abs() < 0.03, "{}", json["bands"][0]);
    assert!((number("/variants/0/differences/0/value") - 1.0).abs() < 0.01, "{}", json["variants"][0]["differences"]);
    let state = &json["bands"][1]["years"][0];
    assert_eq!((state["states"][0][0].as_str(), state["mean"]["value"].is_null()), (Some("open"), true), "{state}");
    let page = read("report.html");
    assert!(page.contains("pairs of trials, ") && page.contains("对试验，另有"), "pairs stand on the page");
    assert!(page.contains("closed 2") && !page.contains("fan-state"), "the names stand on the page");
}
