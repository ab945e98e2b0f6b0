use super::*;
use crate::report::samples;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicUsize;

const QUICK: Formats = Formats { json: true, parquet: false, csv: true, svg: true, png: false, html: true, xlsx: true };

fn run(disk: &dyn FileSystem, folder: &Path, seed: u64, cancel: &AtomicBool) -> Result<Written, ReportError> {
    let values = [1.0, f64::NAN, 3.0];
    let trials = [TrialColumn { name: "npv", values: &values, unit: None }];
    let manifest = Manifest { seed, ..Manifest::default() };
    let options = ReportOptions { folder: folder.to_path_buf(), formats: QUICK, language: Language::Chinese, cancel };
    let findings = Findings { seed, ..samples::quarry() };
    write_report_to(disk, &findings, &trials, &manifest, &options)
}

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name, std::fs::read(entry.path()).expect("reads"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

fn beside(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder.parent().expect("parent"))
        .expect("reads")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A disk on which the operation of a given number fails, and all later ones too if the run is to die there.
struct Failing {
    fail_at: usize,
    dies: bool,
    done: AtomicUsize,
}

impl Failing {
    fn at(fail_at: usize, dies: bool) -> Self {
        Failing { fail_at, dies, done: AtomicUsize::new(0) }
    }
    fn step(&self) -> io::Result<()> {
        let number = self.done.fetch_add(1, Ordering::SeqCst);
        if number == self.fail_at || self.dies && number > self.fail_at {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

struct FailingFile(Box<dyn OutputFile>, bool);

impl Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.1 { Err(io::ErrorKind::StorageFull.into()) } else { self.0.write(bytes) }
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl OutputFile for FailingFile {
    fn sync(&mut self) -> io::Result<()> {
        self.0.sync()
    }
}

impl FileSystem for Failing {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.create_folder(path))
    }
    fn create_file(&self, path: &Path) -> io::Result<Box<dyn OutputFile>> {
        // every second failure is one of writing: the file is there, its bytes do not fit
        let step = self.step();
        if self.fail_at.is_multiple_of(2) {
            step?;
            return Disk.create_file(path);
        }
        Ok(Box::new(FailingFile(Disk.create_file(path)?, step.is_err())))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.rename(from, to))
    }
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.copy(from, to))
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.remove_folder(path))
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<(std::ffi::OsString, bool)>> {
        self.step().and_then(|()| Disk.names(folder))
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step().and_then(|()| Disk.read(path))
    }
    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        self.step().and_then(|()| Disk.stamp(path))
    }
    fn sha256(&self, path: &Path) -> io::Result<String> {
        self.step().and_then(|()| Disk.sha256(path))
    }
    fn exists(&self, path: &Path) -> bool {
        Disk.exists(path)
    }
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Send>>> {
        self.step().and_then(|()| Disk.lock(path))
    }
    fn sync_folder(&self, path: &Path) {
        Disk.sync_folder(path);
    }
}

#[test]
fn a_failure_at_any_step_leaves_the_old_folder_or_the_new_one_whole() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("招元村");
    let flag = AtomicBool::new(false);
    let mut failures = 0;
    for fail_at in 0.. {
        run(&Disk, &folder, 1, &flag).expect("a good run").files.clear();
        let before = contents(&folder);
        let disk = Failing::at(fail_at, false);
        let result = run(&disk, &folder, 2, &flag);
        let after = contents(&folder);
        match result {
            Ok(written) => {
                assert_ne!(after, before);
                assert_eq!(written.files, after.keys().cloned().collect::<Vec<_>>());
            }
            Err(error) => {
                failures += 1;
                assert!(
                    matches!(error, ReportError::Disk(..) | ReportError::Frame(_) | ReportError::NotOurs(_)),
                    "{error}"
                );
                assert_eq!(after, before, "failed at {fail_at}: {error}");
            }
        }
        if disk.done.load(Ordering::SeqCst) <= fail_at {
            break;
        }
    }
    assert!(failures > 12, "the failures reached the renames: {failures}");
    run(&Disk, &folder, 3, &flag).expect("a good run").files.clear();
    assert_eq!(beside(&folder), [folder::LOCK, "招元村"]);
}

#[test]
fn a_run_killed_at_any_step_is_recovered_from() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("solar");
    let flag = AtomicBool::new(false);
    let mut between_renames = 0;
    for fail_at in 0.. {
        run(&Disk, &folder, 1, &flag).expect("a good run").files.clear();
        let before = contents(&folder);
        let disk = Failing::at(fail_at, true);
        let killed = run(&disk, &folder, 2, &flag);
        if !Disk.exists(&folder) {
            // killed between the renames: a run that fails before writing already puts the old folder back
            between_renames += 1;
            let cancelled = AtomicBool::new(true);
            assert!(matches!(run(&Disk, &folder, 3, &cancelled), Err(ReportError::Cancelled)));
        }
        let after = contents(&folder);
        assert!(killed.is_ok() || after == before, "killed at {fail_at}");
        run(&Disk, &folder, 4, &flag).expect("the next run").files.clear();
        assert_eq!(beside(&folder), [folder::LOCK, "solar"], "killed at {fail_at}");
        if disk.done.load(Ordering::SeqCst) <= fail_at {
            break;
        }
    }
    assert_eq!(between_renames, 1);
}

#[test]
fn a_set_flag_stops_and_leaves_nothing() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("solar");
    run(&Disk, &folder, 1, &AtomicBool::new(false)).expect("a good run").files.clear();
    let before = contents(&folder);
    let result = run(&Disk, &folder, 2, &AtomicBool::new(true));
    assert!(matches!(result, Err(ReportError::Cancelled)));
    assert_eq!(contents(&folder), before);
    assert_eq!(beside(&folder), [folder::LOCK, "solar"]);
}

#[test]
fn what_this_program_did_not_write_is_not_replaced() {
    let home = tempfile::tempdir().expect("folder");
    let flag = AtomicBool::new(false);
    let mine = home.path().join("照片");
    std::fs::create_dir(&mine).expect("folder");
    std::fs::write(mine.join("全家福.jpg"), b"photo").expect("writes");
    assert!(matches!(run(&Disk, &mine, 1, &flag), Err(ReportError::NotOurs(_))));
    assert_eq!(contents(&mine).len(), 1);
    let file = home.path().join("file");
    std::fs::write(&file, b"text").expect("writes");
    assert!(matches!(run(&Disk, &file, 1, &flag), Err(ReportError::NotOurs(_))));
    for no_name in ["..", "/"] {
        assert!(matches!(run(&Disk, Path::new(no_name), 1, &flag), Err(ReportError::NoFolderName(_))));
    }
    let empty = home.path().join("empty");
    std::fs::create_dir(&empty).expect("folder");
    assert!(run(&Disk, &empty, 1, &flag).is_ok());
}

#[test]
fn notes_that_somebody_added_come_along_and_old_charts_do_not() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("solar");
    let flag = AtomicBool::new(false);
    run(&Disk, &folder, 1, &flag).expect("a good run").files.clear();
    std::fs::write(folder.join("批注.docx"), b"notes").expect("writes");
    std::fs::write(folder.join("charts/mine.png"), b"picture").expect("writes");
    let options =
        ReportOptions { folder: folder.clone(), formats: Formats::NONE, language: Language::English, cancel: &flag };
    let written = write_report(&samples::quarry(), &[], &Manifest::default(), &options).expect("writes");
    assert_eq!(written.files, ["manifest.json", "summary.json"]);
    // names of other systems, too
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"\xd5\xd0.txt");
        std::fs::write(folder.join(name), b"GBK").expect("writes");
        write_report(&samples::quarry(), &[], &Manifest::default(), &options).expect("writes").files.clear();
        assert!(folder.join(name).exists());
        std::fs::remove_file(folder.join(name)).expect("removes");
    }
    let names: Vec<String> = contents(&folder).into_keys().collect();
    assert_eq!(names, ["charts/mine.png", "manifest.json", "summary.json", "批注.docx"]);
}

#[test]
fn files_that_somebody_changed_are_kept_under_another_name() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("solar");
    let flag = AtomicBool::new(false);
    let again = |seed: u64| run(&Disk, &folder, seed, &flag).expect("a good run");
    assert_eq!(again(1).edited, []);
    // a second run, and one after the folder was copied (its files are younger than its manifest then), find nothing changed
    assert_eq!(again(2).edited, []);
    for (name, bytes) in contents(&folder) {
        std::fs::write(folder.join(name), bytes).expect("writes");
    }
    assert_eq!(again(3).edited, []);
    let chart = again(4).files.into_iter().find(|name| name.ends_with(".svg")).expect("a chart");
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let chart_kept = chart.replace(".svg", "-edited.svg");
    // as long as before, and longer
    let mut page = std::fs::read(folder.join("report.html")).expect("reads");
    *page.last_mut().expect("not empty") = b'!';
    std::fs::write(folder.join("report.html"), &page).expect("writes");
    std::fs::write(folder.join(&chart), b"mine").expect("writes");
    let written = again(5);
    assert_eq!(written.edited, [pair(&chart, &chart_kept), pair("report.html", "report-edited.html")]);
    assert_eq!(std::fs::read(folder.join("report-edited.html")).expect("reads"), page);
    assert_eq!(std::fs::read(folder.join(&chart_kept)).expect("reads"), b"mine");
    assert_ne!(std::fs::read(folder.join("report.html")).expect("reads"), page);
    assert!(!written.files.contains(&"report-edited.html".to_owned()), "it is nothing that the program wrote");
    // it comes along, and the next one gets another name
    std::fs::write(folder.join("report.html"), b"second").expect("writes");
    assert_eq!(again(6).edited, [pair("report.html", "report-edited-2.html")]);
    assert_eq!(std::fs::read(folder.join("report-edited.html")).expect("reads"), page);
    assert_eq!(again(7).edited, []);
    assert!(folder.join("report-edited-2.html").exists());
}

#[test]
fn a_failure_while_a_changed_file_is_kept_loses_nothing() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("solar");
    let flag = AtomicBool::new(false);
    for fail_at in 0.. {
        let _ = std::fs::remove_dir_all(&folder);
        run(&Disk, &folder, 1, &flag).expect("a good run").files.clear();
        std::fs::write(folder.join("report.html"), b"mine").expect("writes");
        let disk = Failing::at(fail_at, fail_at % 3 == 0);
        let _ = run(&disk, &folder, 2, &flag);
        run(&Disk, &folder, 3, &flag).expect("the next run").files.clear();
        let kept = contents(&folder);
        assert!(kept.iter().any(|(name, bytes)| name.starts_with("report-edited") && bytes == b"mine"), "{fail_at}");
        if disk.done.load(Ordering::SeqCst) <= fail_at {
            break;
        }
    }
}

#[test]
fn a_quick_run_keeps_the_full_report_beside_it() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("solar");
    let flag = AtomicBool::new(false);
    let write = |formats: Formats| {
        let options = ReportOptions { folder: folder.clone(), formats, language: Language::English, cancel: &flag };
        write_report(&samples::quarry(), &[], &Manifest::default(), &options).expect("writes")
    };
    let page = Formats { html: true, ..Formats::NONE };
    assert_eq!(write(page).earlier, None);
    let full = contents(&folder);
    let kept = home.path().join("solar-earlier");
    assert_eq!(write(Formats::NONE).earlier, Some(kept.clone()));
    assert_eq!(contents(&kept), full, "the full report is whole");
    assert!(!folder.join("report.html").exists(), "files of two runs do not stand together");
    // quick runs after it leave it alone, and so does a full one
    assert_eq!(write(Formats::NONE).earlier, None);
    assert_eq!(write(page).earlier, None);
    assert_eq!(contents(&kept), full);
    // neither that report nor a folder of somebody else gives way to the next one
    let second = home.path().join("solar-earlier-2");
    std::fs::create_dir(&second).expect("creates");
    std::fs::write(second.join("mine.txt"), b"mine").expect("writes");
    let third = home.path().join("solar-earlier-3");
    assert_eq!(write(Formats::NONE).earlier, Some(third.clone()));
    assert_eq!(write(Formats::NONE).earlier, None);
    assert!(second.join("mine.txt").exists());
    assert_eq!((contents(&kept), contents(&third)), (full.clone(), full));
}

#[test]
fn a_full_report_that_a_dead_run_left_aside_is_kept() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("solar");
    let flag = AtomicBool::new(false);
    let write = |formats: Formats| {
        let options = ReportOptions { folder: folder.clone(), formats, language: Language::English, cancel: &flag };
        write_report(&samples::quarry(), &[], &Manifest::default(), &options).expect("writes")
    };
    assert_eq!(write(Formats { html: true, ..Formats::NONE }).files, ["manifest.json", "report.html", "summary.json"]);
    let full = contents(&folder);
    // killed after the two renames, before the report was moved to its place
    std::fs::rename(&folder, home.path().join(".solar.old-1")).expect("renames");
    std::fs::create_dir(&folder).expect("creates");
    assert_eq!(write(Formats::NONE).files, ["manifest.json", "summary.json"]);
    assert_eq!(contents(&home.path().join("solar-earlier")), full);
}

#[test]
fn hostile_names_stay_inside_the_folder() {
    let home = tempfile::tempdir().expect("folder");
    let output = home.path().join("output");
    let flag = AtomicBool::new(false);
    for name in ["../../up", "CON", "a/b\\c", "..", "", "村\u{0}庄", &"长".repeat(300)] {
        let folder = output.join(folder_name(name));
        let findings = Findings { name: name.to_string(), ..samples::hostile() };
        let options = ReportOptions { folder, formats: QUICK, language: Language::Chinese, cancel: &flag };
        let written = write_report(&findings, &[], &Manifest::default(), &options).expect("writes");
        assert_eq!(contents(&written.folder).into_keys().collect::<Vec<_>>(), written.files);
        assert_eq!(written.folder.parent(), Some(output.as_path()));
    }
    let outside: Vec<_> = std::fs::read_dir(home.path()).expect("reads").collect();
    assert_eq!(outside.len(), 1, "nothing beside the output folder");
}

#[test]
fn every_format_makes_its_files() {
    let home = tempfile::tempdir().expect("folder");
    let flag = AtomicBool::new(false);
    let values = [1.0; 10];
    let trials = [TrialColumn { name: "npv", values: &values, unit: None }];
    let written = |formats| {
        let options =
            ReportOptions { folder: home.path().join("x"), formats, language: Language::English, cancel: &flag };
        write_report(&samples::quarry(), &trials, &Manifest::default(), &options).expect("writes").files
    };
    assert_eq!(written(Formats::parse("none").expect("formats")), ["manifest.json", "summary.json"]);
    let parquet = ["bands.csv", "bands.parquet", "manifest.json", "summary.json", "trials.parquet"];
    assert_eq!(written(Formats::parse("parquet").expect("formats")), parquet);
    let files = written(Formats::parse("csv，png、html").expect("formats"));
    assert!(files.contains(&"trials.csv".to_string()) && files.contains(&"report.html".to_string()));
    assert_eq!(files.iter().filter(|file| file.ends_with(".png")).count(), 2, "{files:?}");
    assert_eq!(Formats::parse("svg,pdf"), Err(FormatsMistake::Unknown("pdf".to_string())));
    for words in ["none,json", "all,none", "csv all"] {
        assert!(matches!(Formats::parse(words), Err(FormatsMistake::NotAlone(_))), "{words}");
    }
    assert_eq!(Formats::parse(","), Err(FormatsMistake::Empty));
    assert_eq!(Formats::parse("all,all"), Formats::parse("ALL"));
}

#[test]
fn households_have_their_files_and_the_manifest_lists_them() {
    let home = tempfile::tempdir().expect("folder");
    let flag = AtomicBool::new(false);
    let written = |formats, findings: &Findings| {
        let options =
            ReportOptions { folder: home.path().join("x"), formats, language: Language::Chinese, cancel: &flag };
        write_report(findings, &[], &Manifest::default(), &options).expect("writes").files
    };
    let village = samples::one_household();
    let quick = Formats { png: false, ..Formats::default() };
    let files = written(quick, &village);
    for name in ["charts/heat-map-households.svg", "charts/waterfall-income.svg", "households.csv", "households.xlsx"] {
        assert!(files.contains(&name.to_string()), "{name}: {files:?}");
    }
    let manifest = std::fs::read(home.path().join("x/manifest.json")).expect("reads");
    let listed = crate::report::manifest::files_of(&manifest).expect("a manifest of ours");
    assert_eq!(listed.keys().collect::<Vec<_>>(), files.iter().collect::<Vec<_>>());
    assert!(listed.iter().all(|(name, content)| content.is_some() == (name != "manifest.json")), "{listed:?}");
    let xlsx = ["households.xlsx", "manifest.json", "summary.json"];
    assert_eq!(written(Formats::parse("xlsx").expect("formats"), &village), xlsx);
    let without = written(quick, &samples::quarry());
    assert!(!without.iter().any(|name| name.contains("households")), "{without:?}");
}

/// Time of a whole report with eight charts, to be looked at.
#[test]
#[ignore = "measures time"]
fn time_of_a_whole_report() {
    let home = tempfile::tempdir().expect("folder");
    let flag = AtomicBool::new(false);
    let values: Vec<f64> = (0..131_072u32).map(|trial| f64::from(trial).sin()).collect();
    let names: Vec<String> = (0..10).map(|number| format!("outcome_{number}")).collect();
    let trials: Vec<TrialColumn<'_>> =
        names.iter().map(|name| TrialColumn { name, values: &values, unit: None }).collect();
    for words in ["none", "parquet", "csv", "svg", "html", "png", "all"] {
        let formats = Formats::parse(words).expect("formats");
        let options =
            ReportOptions { folder: home.path().join("x"), formats, language: Language::Chinese, cancel: &flag };
        let start = std::time::Instant::now();
        let written = write_report(&samples::solar(), &trials, &Manifest::default(), &options).expect("writes");
        println!("{words}: {} files in {:?}", written.files.len(), start.elapsed());
    }
}
