//! `run SCENARIO`: reads, runs the scenario and its variants on the same draws, judges, writes, prints.

mod limits;
mod manifest;
mod place;

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use clap::builder::ValueParser;
use clap::{ArgMatches, Command};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::check::notes_of_scenario;
use super::check::village::notes_of;
use super::console::Console;
use super::scenario::nothing_to_compute;
use super::{Exit, options, scenario};
use crate::analysis::findings::{Findings, OutcomeSort, VariantFinding};
use crate::analysis::{SafeSearch, absurd_amounts, analyse, beyond_the_end, compare, overdrafts};
use crate::diagnostic::{Language, Text};
use crate::model::{Mistakes, Model, Run};
use crate::report::frames::TrialColumn;
use crate::report::summary::summary_json;
use crate::report::table::terminal_table;
use crate::report::text::for_terminal;
use crate::report::write::{Formats, ReportError, ReportOptions, Written, write_report};
use crate::scenario::MOST_TRIALS;
use crate::simulation::run::Progress;
use crate::simulation::{RunOptions, Stopped};

/// A bar appears on runs that take longer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Most threads that can be asked for.
const MOST_THREADS: u64 = 1024;

pub(super) fn arguments(command: Command, language: Language) -> Command {
    let trials = move |text: &str| options::count_within(text, 1, MOST_TRIALS.unsigned_abs(), language);
    let threads = move |text: &str| options::count_within(text, 0, MOST_THREADS, language);
    let formats = move |text: &str| Formats::parse(text).map_err(|mistake| mistake.text().get(language).to_owned());
    let command = options::scenario(command, language).arg(
        options::number(
            "trials",
            language,
            "试验次数，如 100000、100_000、1e5",
            "Trials, such as 100000, 100_000 or 1e5",
        )
        .value_parser(ValueParser::new(trials)),
    );
    options::draws(command, language)
        .arg(
            options::number(
                "threads",
                language,
                "线程数；0 为每核一个（默认）；结果与线程数无关",
                "Threads; 0 is one a core (default); results do not depend on it",
            )
            .value_parser(ValueParser::new(threads)),
        )
        .arg(options::out(
            "DIR",
            language,
            "输出到 DIR/<情景名>；默认 output",
            "Write to DIR/<scenario>; default: output",
        ))
        .arg(
            options::option(
                "formats",
                "LIST",
                language,
                "json,parquet,csv,svg,png,html,xlsx，或 all、none；默认 csv 以外的全部",
                "json,parquet,csv,svg,png,html,xlsx, or all or none; default: all but csv",
            )
            .value_parser(ValueParser::new(formats)),
        )
        .arg(options::flag("csv", language, "每次试验的结果另存 trials.csv", "Also write every trial to trials.csv"))
        .arg(options::flag(
            "json",
            language,
            "在标准输出打印 JSON，不打印表格",
            "Print the findings as JSON instead of tables",
        ))
        .arg(options::flag("quiet", language, "除错误外什么都不打印", "Print nothing but mistakes"))
}

/// What the handler of Ctrl-C sets; there is one run in a process.
fn progress() -> &'static Progress {
    static PROGRESS: OnceLock<Progress> = OnceLock::new();
    PROGRESS.get_or_init(Progress::default)
}

/// The first Ctrl-C asks the run to stop, the second ends the process.
fn watch_for_interrupt() {
    let asked = || {
        if progress().cancel.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
    };
    // where the system lets nobody listen, Ctrl-C ends the process at once: the output folder is whole all the same
    let _ = ctrlc::set_handler(asked);
}

fn interrupted(console: &Console) -> Exit {
    console.note(console.pick("已中止；原有的输出没有改动。\n", "Stopped; the earlier output is unchanged.\n"));
    Exit::Interrupted
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let started = Instant::now();
    watch_for_interrupt();
    match from_scenario_to_report(matches, console, started) {
        Ok(exit) | Err(exit) => exit,
    }
}

/// The stages of a run; an end before the last stage is an error that has been told.
fn from_scenario_to_report(matches: &ArgMatches, console: &Console, started: Instant) -> Result<Exit, Exit> {
    let (model, variants) = models(matches).map_err(|mistakes| console.mistakes(&mistakes))?;
    let quiet = matches.get_flag("quiet");
    let tell = |notes: &[Text]| {
        if !quiet {
            notes.iter().for_each(|note| console.note(&console.remark(note)));
        }
    };
    let mut notes = notes_of_scenario(&model);
    tell(&notes);
    let options = run_options(matches);
    if options.threads > 0 {
        // what is worked out of the trials keeps to it, too; it fails where a pool is there already
        let _ = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global();
    }
    let trials = options.trials.unwrap_or(model.scenario.trials);
    let name = &model.scenario.name;
    if let Some(refusal) = place::in_a_file(matches, name).or_else(|| place::of_another(matches, name)) {
        return Err(console.wrong(&refusal));
    }
    let formats = formats(matches);
    limits::affordable(&model, &variants, trials, formats, options.threads())
        .map_err(|refusal| console.wrong(&refusal))?;
    let all_trials = trials.saturating_mul(1 + variants.len() as u64);
    let (run, compared) = with_bar(all_trials, console, || run_all(&model, &variants, &options))
        .map_err(|stopped| stopped_early(stopped, trials, console))?;
    let mut findings = analyse(&run, compared);
    let mut of_village = notes_of(&run, findings.village.as_ref());
    of_village.extend(overdrafts(&findings));
    of_village.extend(absurd_amounts(&findings));
    tell(&of_village);
    notes.extend(of_village);
    findings.notes = notes;
    findings.changes = scenario::changes(matches, &model.scenario);
    run_again(&run, &mut findings, options.threads, console)
        .map_err(|stopped| stopped_early(stopped, trials, console))?;
    let manifest = manifest::manifest(matches, &run, started.elapsed());
    let folder = place::folder(matches, &findings.name);
    let report = ReportOptions { folder, formats, language: console.language, cancel: &progress().cancel };
    let written =
        write_report(&findings, &columns(&run, &findings), &manifest, &report).map_err(|error| match error {
            ReportError::Cancelled => interrupted(console),
            error => console.wrong(&error.text()),
        })?;
    if matches.get_flag("json") {
        return match summary_json(&findings) {
            Ok(bytes) => Ok(console.out(&String::from_utf8_lossy(&bytes))),
            Err(error) => Err(console
                .wrong(&Text::new(format!("JSON 写不出来：{error}"), format!("JSON cannot be written: {error}")))),
        };
    }
    if quiet {
        return Ok(Exit::Done);
    }
    let last = where_it_stands(&written, formats, started.elapsed(), console);
    Ok(console.out(&(terminal_table(&findings, console.language) + &last)))
}

/// The scenario and its variants, compiled.
fn models(matches: &ArgMatches) -> Result<(Model, Vec<Model>), Mistakes> {
    let model = scenario::model(matches).and_then(nothing_to_compute)?;
    let variants: Result<Vec<Model>, _> =
        (0..model.scenario.variants.len()).map(|index| model.variant(index)).collect();
    Ok((model, variants?))
}

fn run_options(matches: &ArgMatches) -> RunOptions {
    RunOptions {
        trials: matches.get_one("trials").copied(),
        seed: matches.get_one("seed").copied(),
        design: matches.get_one("design").copied(),
        threads: matches.get_one::<u64>("threads").map_or(0, |threads| usize::try_from(*threads).unwrap_or(0)),
        ..RunOptions::default()
    }
}

/// Says why a run of so many trials did not come to its end.
fn stopped_early(stopped: Stopped, trials: u64, console: &Console) -> Exit {
    let message = match stopped {
        Stopped::Cancelled => return interrupted(console),
        Stopped::Memory(bytes) => limits::too_much_memory(trials, bytes, None),
        Stopped::Trials(trials) => Text::new(
            format!("{trials} 次试验太多，上限是 {MOST_TRIALS} 次"),
            format!("{trials} trials are too many, the limit is {MOST_TRIALS}"),
        ),
        Stopped::Threads => Text::new(
            "系统不能启动这么多线程；请把 --threads 写小一些",
            "the system cannot start so many threads: give --threads a smaller number",
        ),
    };
    console.wrong(&message)
}

/// What only further runs can tell: the levels at which promises would be safe, and what comes after the last year.
fn run_again(run: &Run<'_>, findings: &mut Findings, threads: usize, console: &Console) -> Result<(), Stopped> {
    let search = SafeSearch::new(run, &findings.promises);
    let levels = with_bar(search.most_trials(), console, || search.levels(threads, progress()))?;
    findings.promises.iter_mut().zip(levels).for_each(|(promise, level)| promise.safe_level = level);
    // what is not in the numbers at all comes before what they mean
    findings.advice.splice(0..0, beyond_the_end(run, threads, progress())?);
    Ok(())
}

/// The outcomes with one number a trial, as columns of the table of trials.
fn columns<'a>(run: &'a Run<'_>, findings: &'a Findings) -> Vec<TrialColumn<'a>> {
    let unit = |path: &str| {
        let found = findings.outcomes.iter().find(|found| found.path == path && found.sort == OutcomeSort::Number);
        found.map(|found| &found.unit)
    };
    let outcomes = run.model.plan.outcomes.iter();
    outcomes
        .map(|outcome| TrialColumn {
            name: &outcome.path,
            values: run.outcome(&outcome.path),
            unit: unit(&outcome.path),
        })
        .filter(|column| column.values.len() as u64 == run.outcomes.trials)
        .collect()
}

/// The last lines on the screen: where the report stands, how long it took, and what was kept of earlier files.
fn where_it_stands(written: &Written, formats: Formats, took: Duration, console: &Console) -> String {
    let (word, place) = if formats.html {
        (console.pick("报告页面：", "Report: "), written.folder.join("report.html"))
    } else {
        (console.pick("输出文件夹：", "Output: "), written.folder.clone())
    };
    let time = console.seconds(took);
    let place = for_terminal(&place.display().to_string());
    let mut last = match console.language {
        Language::Chinese => format!("{word}{place}（用时 {time}）\n"),
        Language::English => format!("{word}{place} ({time})\n"),
    };
    if let Some(earlier) = &written.earlier {
        let earlier = for_terminal(&earlier.display().to_string());
        last += &match console.language {
            Language::Chinese => format!("原来的完整报告保留在：{earlier}\n"),
            Language::English => format!("The full report that stood there is kept in: {earlier}\n"),
        };
    }
    if !written.edited.is_empty() {
        last += kept_as(&written.edited).get(console.language);
    }
    last
}

/// Says, in one line, under which names files are kept that somebody changed.
fn kept_as(edited: &[(String, String)]) -> Text {
    let each = |(from, to): &(String, String)| format!("{} → {}", for_terminal(from), for_terminal(to));
    let pairs: Vec<String> = edited.iter().map(each).collect();
    Text::new(
        format!("上次写出后被改动过的文件换名保留：{}\n", pairs.join("，")),
        format!("Files changed since they were written are kept by another name: {}\n", pairs.join(", ")),
    )
}

/// The base and its variants, on the same draws; each variant is compared before the next one runs, so that only one of
/// them takes memory.
fn run_all<'m>(
    model: &'m Model,
    variants: &[Model],
    options: &RunOptions,
) -> Result<(Run<'m>, Vec<VariantFinding>), Stopped> {
    let base = model.run_watched(options, progress())?;
    // seed, trials and design of the base hold for all, also where the file says nothing
    let same = RunOptions {
        trials: Some(base.outcomes.trials),
        seed: Some(base.outcomes.seed),
        design: Some(base.outcomes.design),
        ..options.clone()
    };
    let mut compared = Vec::with_capacity(variants.len());
    for (variant, model) in model.scenario.variants.iter().zip(variants) {
        let run = model.run_watched(&same, progress())?;
        compared.push(compare(&base, &variant.name.value, &variant.title, &run));
    }
    Ok((base, compared))
}

/// Works, with a bar on standard error if it takes long and somebody looks.
fn with_bar<T: Send>(trials: u64, console: &Console, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let before = progress().done.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        let (done, wait) = channel::<()>();
        scope.spawn(move || {
            if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = bar(trials, console.language, ProgressDrawTarget::stderr());
            while wait.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                bar.set_position(progress().done.load(Ordering::Relaxed).saturating_sub(before));
            }
            bar.finish_and_clear();
        });
        let result = work();
        drop(done);
        result
    })
}

/// The bar of so many trials.
fn bar(trials: u64, language: Language, target: ProgressDrawTarget) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(trials), target);
    let template = match language {
        Language::Chinese => "试验 {bar:40} {percent}%  还要 {eta}",
        Language::English => "trials {bar:40} {percent}%  {eta} left",
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn formats(matches: &ArgMatches) -> Formats {
    let chosen = matches.get_one::<Formats>("formats").copied().unwrap_or_default();
    Formats { csv: chosen.csv || matches.get_flag("csv"), ..chosen }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;

    use super::*;

    /// A terminal that remembers what was written.
    #[derive(Debug, Clone, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            100
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().expect("one thread").push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.write_str("<cleared>")
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_bar_says_how_far_it_is_and_goes_away() {
        for (language, start, end) in [(Language::Chinese, "试验 ", "还要 "), (Language::English, "trials ", " left")]
        {
            let paper = Paper::default();
            let bar = bar(200, language, ProgressDrawTarget::term_like_with_hz(Box::new(paper.clone()), 255));
            bar.set_position(50);
            bar.tick();
            let drawn = paper.0.lock().expect("one thread").clone();
            assert!(drawn.contains(start) && drawn.contains(" 25%") && drawn.contains(end), "{drawn}");
            // a quarter of forty cells
            assert!(drawn.contains(&"█".repeat(10)) && !drawn.contains(&"█".repeat(11)), "{drawn}");
            bar.finish_and_clear();
            assert!(paper.0.lock().expect("one thread").ends_with("<cleared>"));
        }
    }
}
