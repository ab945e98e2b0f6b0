//! From files to a [`Scenario`]: the file itself, the kinds it names and their data.

mod attributes;
mod body;
mod by_year;
mod csv_file;
mod data;
mod expressions;
mod kind;
mod load;
mod parameters;
mod project;
mod range;
mod roster;
mod rows;
mod sections;
mod stream;
mod table;
mod top;
mod uncertain;
mod value;
mod village;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::files::{FileSource, KindSources, folder_of, stem_of};
use super::model::{Kind, Scenario};
use super::roster::Roster;
use crate::diagnostic::{Code, Diagnostics, Sources, Span};
use crate::quantity::UnitTable;

pub(super) use expressions::formula;
pub(super) use project::replace;
pub(super) use top::{LAST_YEAR, whole_year};
pub(super) use value::{Columns, DataColumn, Described, Values, as_state};

/// Most formulas in a run, those of kinds counted once a project.
pub(super) const MOST_FORMULAS: usize = 20_000;
/// Most rows of a table, and values of a data column.
pub(super) const MOST_ROWS: usize = 100_000;
/// Last index a run can have: fifty years of months.
pub const LONGEST_HORIZON: i64 = 600;
/// Most trials: 2^32.
pub const MOST_TRIALS: i64 = 1 << 32;

/// Reads a scenario with everything it names. `path` is the scenario's file as the user gave it.
///
/// # Errors
/// All mistakes of all files at once, with the files to show them in.
pub fn read(path: &str, files: &dyn FileSource, kinds: &KindSources<'_>) -> Result<Scenario, (Diagnostics, Sources)> {
    match read_what_stands(path, files, kinds) {
        (Some(scenario), log, _) if log.is_empty() => Ok(scenario),
        (_, log, sources) => Err((log, sources)),
    }
}

/// Reads a scenario as far as it can be read: what is broken is left out and stands among the mistakes. A scenario that
/// comes with mistakes must not run; it serves to find the mistakes of meaning in the rest.
pub fn read_what_stands(
    path: &str,
    files: &dyn FileSource,
    kinds: &KindSources<'_>,
) -> (Option<Scenario>, Diagnostics, Sources) {
    let mut reader = Reader::new(files, kinds, folder_of(path));
    let scenario = reader.load(path, None).and_then(|file| {
        let document = reader.document(file);
        reader.scenario(stem_of(path), file, &document)
    });
    let Reader { log, sources, .. } = reader;
    let scenario = scenario.map(|scenario| Scenario { sources: sources.clone(), ..scenario });
    (scenario, each_once(log), sources)
}

/// Every mistake once, in the order found.
fn each_once(mut log: Diagnostics) -> Diagnostics {
    let mut seen: HashSet<(Code, Option<Span>, String)> = HashSet::new();
    log.list.retain(|found| seen.insert((found.code, found.span, found.message.en.clone())));
    log
}

/// Reads a kind on its own, for its checks. `name` is the word after `kind =`, or a path that ends in `.toml`.
///
/// # Errors
/// All mistakes of the file, with the file to show them in.
pub fn read_kind(
    name: &str,
    files: &dyn FileSource,
    kinds: &KindSources<'_>,
) -> Result<(Kind, Sources), (Diagnostics, Sources)> {
    let mut reader = Reader::new(files, kinds, "");
    let kind = reader.lone_kind(name);
    reader.done(kind)
}

/// What is known while files are read.
struct Reader<'a> {
    files: &'a dyn FileSource,
    kinds: &'a KindSources<'a>,
    /// The units built in and those of the scenario, once they are read.
    units: UnitTable,
    /// Folder of the scenario.
    home: String,
    /// Folder of the file being read: data files stand beside it.
    folder: String,
    log: Diagnostics,
    sources: Sources,
    /// Kinds read so far; `None` where reading failed.
    known_kinds: BTreeMap<String, Option<Rc<kind::Draft>>>,
    /// Data files read so far.
    data_files: HashMap<String, Option<Rc<csv_file::CsvFile>>>,
    /// Lengths of data by their `rows` word.
    data_lengths: HashMap<String, (usize, Span)>,
    formulas: usize,
    cells: usize,
    /// The kind being read; empty in the scenario itself.
    scope: String,
    /// The household list, and where the scenario names it.
    roster: Option<(Roster, Span)>,
    /// What stands there stands in for a list that could not be read.
    roster_unread: bool,
}

impl<'a> Reader<'a> {
    fn new(files: &'a dyn FileSource, kinds: &'a KindSources<'a>, folder: &str) -> Self {
        Reader {
            files,
            kinds,
            units: UnitTable::new(),
            home: folder.to_owned(),
            folder: folder.to_owned(),
            log: Diagnostics::default(),
            sources: Sources::default(),
            known_kinds: BTreeMap::new(),
            data_files: HashMap::new(),
            data_lengths: HashMap::new(),
            formulas: 0,
            cells: 0,
            scope: String::new(),
            roster: None,
            roster_unread: false,
        }
    }

    /// The result, if nothing is wrong; otherwise all mistakes, each once.
    fn done<T>(self, result: Option<T>) -> Result<(T, Sources), (Diagnostics, Sources)> {
        let Reader { log, sources, .. } = self;
        let log = each_once(log);
        match result {
            Some(result) if log.is_empty() => Ok((result, sources)),
            _ => Err((log, sources)),
        }
    }
}
