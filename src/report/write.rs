//! The only writer: a whole output folder, or none.
//!
//! Everything is written into `.<name>.partial-<pid>` beside the target; two renames then put it in place. A run that is
//! killed, fails or fills the disk leaves the last good folder as it was; what dead runs left is removed next time. What
//! somebody changed or added in the old folder comes along.

mod filesystem;
mod folder;
mod formats;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub use filesystem::{Disk, FileSystem, OutputFile, Stamp};
pub use formats::{Formats, FormatsMistake};

use super::charts::{Chart, ChartError, charts};
use super::file_name::{UniqueNames, safe_file_name};
use super::frames::{FrameError, TableFormat, TrialColumn, write_bands, write_trials};
use super::list::{write_households, write_row_outcomes};
use super::manifest::{Content, Manifest, manifest_json};
use super::page::{ChartPair, page};
use super::png::png;
use super::summary::summary_json;
use super::workbook::workbook;
use crate::analysis::findings::Findings;
use crate::analysis::village::VillageFinding;
use crate::diagnostic::{Language, Text, refusal};

/// Where and how a report is written.
#[derive(Debug, Clone)]
pub struct ReportOptions<'a> {
    /// The folder to make or replace: `output/<scenario>`, where [`folder_name`] makes the last part.
    pub folder: PathBuf,
    /// What goes into it.
    pub formats: Formats,
    /// Language of the charts, and the one the page shows first.
    pub language: Language,
    /// Set to end the writing; nothing of it stays then.
    pub cancel: &'a AtomicBool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "says where the files are"]
pub struct Written {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it, with `/` between folders, sorted.
    pub files: Vec<String>,
    /// Where the full report that stood there is kept, if this one has no page.
    pub earlier: Option<PathBuf>,
    /// Files that somebody changed after an earlier run had written them, and the names under which they are kept.
    pub edited: Vec<(String, String)>,
}

/// Why there is no new folder; the old one is as it was.
#[derive(Debug)]
pub enum ReportError {
    /// The cancel flag was set.
    Cancelled,
    /// The path has no name that a folder could get: `/`, `..`.
    NoFolderName(PathBuf),
    /// Something stands there that this program did not write.
    NotOurs(PathBuf),
    /// The disk refused.
    Disk(PathBuf, io::Error),
    /// A chart could not be made.
    Chart(ChartError),
    /// A table could not be written.
    Frame(FrameError),
    /// The list of households could not be written.
    List(csv::Error),
    /// The workbook could not be made.
    Workbook(rust_xlsxwriter::XlsxError),
    /// JSON could not be made.
    Json(serde_json::Error),
}

impl ReportError {
    /// What happened and what to do, in both languages.
    pub fn text(&self) -> Text {
        let path = |path: &Path| path.display().to_string();
        match self {
            ReportError::Cancelled => {
                Text::new("已中止，原有的输出没有改动", "stopped; the earlier output is unchanged")
            }
            ReportError::NoFolderName(folder) => Text::new(
                format!("“{}”不能作为输出文件夹，请换一个带名称的路径", path(folder)),
                format!("“{}” cannot be an output folder: give a path that ends in a name", path(folder)),
            ),
            ReportError::NotOurs(folder) => Text::new(
                format!("“{}”已存在，且不是本程序写出的文件夹，不会覆盖；请换一个文件夹或先移走它", path(folder)),
                format!(
                    "“{}” exists and was not written by this program, so it is not replaced: choose another folder or move it away",
                    path(folder)
                ),
            ),
            ReportError::Disk(place, error) => Text::new(
                format!(
                    "写“{}”时出错：{}。原有的输出没有改动；请检查磁盘空间、写入权限，以及文件是否正被别的程序打开",
                    path(place),
                    refusal(error).zh
                ),
                format!(
                    "cannot write “{}”: {}. The earlier output is unchanged; check free space, permissions, and whether another program has a file open",
                    path(place),
                    refusal(error).en
                ),
            ),
            ReportError::Chart(error) => Text::new(format!("图画不出来：{error}"), error.to_string()),
            ReportError::Frame(error) => Text::new(format!("数据表写不出来：{error}"), error.to_string()),
            ReportError::List(error) => Text::new(
                format!("逐行结果的 CSV 写不出来：{error}"),
                format!("the CSV of rows or households cannot be written: {error}"),
            ),
            ReportError::Workbook(error) => Text::new(
                format!("households.xlsx 写不出来：{error}"),
                format!("households.xlsx cannot be written: {error}"),
            ),
            ReportError::Json(error) => {
                Text::new(format!("JSON 写不出来：{error}"), format!("JSON cannot be written: {error}"))
            }
        }
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for ReportError {}

/// The last part of an output path for a scenario's name: one plain folder name, whatever the name holds.
pub fn folder_name(scenario: &str) -> String {
    safe_file_name(scenario)
}

/// Writes the report of one run; see the module's text for what a failure leaves behind.
///
/// `trials` are the per-trial outcomes in base units, all of one length. Charts are drawn on all cores of the current
/// rayon pool.
///
/// # Errors
/// See [`ReportError`]; the earlier folder is then unchanged.
pub fn write_report(
    findings: &Findings,
    trials: &[TrialColumn<'_>],
    manifest: &Manifest,
    options: &ReportOptions<'_>,
) -> Result<Written, ReportError> {
    write_report_to(&Disk, findings, trials, manifest, options)
}

/// [`write_report`] on a disk of choice.
///
/// # Errors
/// See [`ReportError`].
pub fn write_report_to(
    disk: &dyn FileSystem,
    findings: &Findings,
    trials: &[TrialColumn<'_>],
    manifest: &Manifest,
    options: &ReportOptions<'_>,
) -> Result<Written, ReportError> {
    let result = folder::replace(disk, &options.folder, options.cancel, &|partial| {
        let writer = Writer { disk, folder: partial, cancel: options.cancel, files: Mutex::new(BTreeMap::new()) };
        writer.write_all(findings, trials, manifest, options)
    });
    match result {
        Ok((files, folder::Kept { earlier, edited })) => {
            Ok(Written { folder: options.folder.clone(), files, earlier, edited })
        }
        // whatever broke because of the flag is a cancellation
        Err(_) if options.cancel.load(Ordering::Relaxed) => Err(ReportError::Cancelled),
        Err(error) => Err(error),
    }
}

/// Writes files into the partial folder.
struct Writer<'a> {
    disk: &'a dyn FileSystem,
    folder: &'a Path,
    cancel: &'a AtomicBool,
    files: Mutex<BTreeMap<String, Content>>,
}

/// One piece of work; charts are drawn and written side by side.
enum Job<'a> {
    Chart(Chart, String),
    Table(&'static str, TableFormat, &'a [TrialColumn<'a>]),
    Bands(&'static str, TableFormat),
    Rows,
    Households(&'a VillageFinding),
    Workbook(&'a VillageFinding),
}

impl Writer<'_> {
    fn write_all(
        &self,
        findings: &Findings,
        trials: &[TrialColumn<'_>],
        manifest: &Manifest,
        options: &ReportOptions<'_>,
    ) -> Result<Vec<String>, ReportError> {
        let formats = options.formats;
        self.bytes("summary.json", &summary_json(findings).map_err(ReportError::Json)?)?;
        let mut jobs = Vec::new();
        if formats.parquet {
            jobs.push(Job::Table("trials.parquet", TableFormat::Parquet, trials));
            jobs.push(Job::Bands("bands.parquet", TableFormat::Parquet));
        }
        if formats.csv {
            jobs.push(Job::Table("trials.csv", TableFormat::Csv, trials));
        }
        if formats.csv || formats.parquet {
            jobs.push(Job::Bands("bands.csv", TableFormat::Csv));
        }
        if !findings.row_outcomes.is_empty() && (formats.csv || formats.parquet) {
            jobs.push(Job::Rows);
        }
        if let Some(village) = &findings.village {
            if formats.csv || formats.parquet {
                jobs.push(Job::Households(village));
            }
            if formats.xlsx {
                jobs.push(Job::Workbook(village));
            }
        }
        if formats.svg || formats.png {
            let path = self.folder.join("charts");
            self.disk.create_folder(&path).map_err(|error| ReportError::Disk(path, error))?;
        }
        if formats.svg || formats.png || formats.html {
            let mut names = UniqueNames::default();
            let named =
                charts(findings).into_iter().map(|chart| (chart, names.claim(&safe_file_name(&chart.stem(findings)))));
            jobs.extend(named.map(|(chart, name)| Job::Chart(chart, name)));
        }
        let drawn: Vec<Option<ChartPair>> =
            jobs.par_iter().with_max_len(1).map(|job| self.job(job, findings, options)).collect::<Result<_, _>>()?;
        if formats.html {
            let drawn: Vec<ChartPair> = drawn.into_iter().flatten().collect();
            self.bytes("report.html", page(findings, &drawn, manifest, options.language).as_bytes())?;
        }
        let contents = self.files.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |files| files.clone());
        let mut files: Vec<String> = contents.keys().cloned().chain(["manifest.json".to_owned()]).collect();
        files.sort();
        self.bytes("manifest.json", &manifest_json(manifest, &files, &contents).map_err(ReportError::Json)?)?;
        Ok(files)
    }

    fn job(
        &self,
        job: &Job<'_>,
        findings: &Findings,
        options: &ReportOptions<'_>,
    ) -> Result<Option<ChartPair>, ReportError> {
        match job {
            Job::Table(name, format, trials) => {
                self.table(name, |out| write_trials(trials, *format, out))?;
                Ok(None)
            }
            Job::Bands(name, format) => {
                self.table(name, |out| write_bands(&findings.bands, *format, out))?;
                Ok(None)
            }
            Job::Rows => {
                let outcomes = &findings.row_outcomes;
                self.file("rows.csv", |out| write_row_outcomes(outcomes, out).map_err(ReportError::List))?;
                Ok(None)
            }
            Job::Households(village) => {
                self.file("households.csv", |out| write_households(village, out).map_err(ReportError::List))?;
                Ok(None)
            }
            Job::Workbook(village) => {
                self.stop_if_cancelled()?;
                let bytes = workbook(findings, village, options.language).map_err(ReportError::Workbook)?;
                self.bytes("households.xlsx", &bytes)?;
                Ok(None)
            }
            Job::Chart(chart, name) => self.chart(*chart, name, findings, options),
        }
    }

    fn chart(
        &self,
        chart: Chart,
        name: &str,
        findings: &Findings,
        options: &ReportOptions<'_>,
    ) -> Result<Option<ChartPair>, ReportError> {
        self.stop_if_cancelled()?;
        let formats = options.formats;
        let svg = chart.svg(findings, options.language).map_err(ReportError::Chart)?;
        if formats.svg {
            self.bytes(&format!("charts/{name}.svg"), svg.as_bytes())?;
        }
        if formats.png {
            self.bytes(&format!("charts/{name}.png"), &png(&svg).map_err(ReportError::Chart)?)?;
        }
        if !formats.html {
            return Ok(None);
        }
        let other = match options.language {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        let other_svg = chart.svg(findings, other).map_err(ReportError::Chart)?;
        let (zh, en) = match options.language {
            Language::Chinese => (svg, other_svg),
            Language::English => (other_svg, svg),
        };
        Ok(Some(ChartPair { kind: chart.kind(), village: chart.is_of_village(), zh, en }))
    }

    fn table(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), FrameError>,
    ) -> Result<(), ReportError> {
        self.file(name, |out| write(out).map_err(ReportError::Frame))
    }

    fn bytes(&self, name: &str, bytes: &[u8]) -> Result<(), ReportError> {
        let path = self.folder.join(name);
        self.file(name, |out| out.write_all(bytes).map_err(|error| ReportError::Disk(path, error)))
    }

    /// Creates, fills and syncs one file, and notes its name.
    fn file(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), ReportError>,
    ) -> Result<(), ReportError> {
        self.stop_if_cancelled()?;
        let path = self.folder.join(name);
        let refused = |error| ReportError::Disk(path.clone(), error);
        let file = self.disk.create_file(&path).map_err(refused)?;
        let watched = Watched { file, cancel: self.cancel, bytes: 0, hash: Sha256::new() };
        let mut out = BufWriter::with_capacity(256 * 1024, watched);
        fill(&mut out)?;
        let Watched { mut file, bytes, hash, .. } = out.into_inner().map_err(|error| refused(error.into_error()))?;
        file.sync().map_err(refused)?;
        let content = Content { bytes, sha256: filesystem::hexadecimal(&hash.finalize()) };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(name.to_owned(), content);
        Ok(())
    }

    fn stop_if_cancelled(&self) -> Result<(), ReportError> {
        if self.cancel.load(Ordering::Relaxed) { Err(ReportError::Cancelled) } else { Ok(()) }
    }
}

/// A file that refuses to be written once the flag is set, so that large tables stop too, and knows what went into it.
struct Watched<'a> {
    file: Box<dyn OutputFile>,
    cancel: &'a AtomicBool,
    bytes: u64,
    hash: Sha256,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(io::Error::other("cancelled")); // `Interrupted` would be tried again
        }
        let count = self.file.write(bytes)?;
        self.bytes += count as u64;
        self.hash.update(bytes.get(..count).unwrap_or(bytes));
        Ok(count)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests;
