//! Replaces a folder as a whole: written beside it, then swapped by two renames.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use super::{FileSystem, ReportError};
use crate::report::manifest::{Content, files_of};

/// Held while a run writes below this folder; stays there, for removing it would let two runs hold "the" lock.
pub(super) const LOCK: &str = ".fengnian.lock";

/// The file that makes a folder a full report.
const PAGE: &str = "report.html";
/// The file that lists the others.
const MANIFEST: &str = "manifest.json";
/// What stands behind the name of a full report that a run without a page has replaced; the second one ends in `-2`.
const EARLIER: &str = "-earlier";
/// What stands behind the name of a file that somebody changed; the second one ends in `-2`.
const EDITED: &str = "-edited";

/// What is kept of the old folder beside what somebody added to it.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Where the full report is that a run without a page has replaced.
    pub(super) earlier: Option<PathBuf>,
    /// Files that somebody changed, and what they are called now.
    pub(super) edited: Vec<(String, String)>,
}

/// The old folder as its manifest describes it.
struct Old {
    files: BTreeMap<String, Option<Content>>,
    /// When the manifest was written, which is the last of all files.
    written: Option<SystemTime>,
}

/// Fills a new folder by `fill` and puts it in the place of `folder`. Files that somebody added to the old folder (those
/// its manifest does not list) come along, and so do those that somebody changed, under another name. An old folder with a page is
/// not removed by a new one without: it is kept beside it.
pub(super) fn replace<T>(
    disk: &dyn FileSystem,
    folder: &Path,
    cancel: &AtomicBool,
    fill: &dyn Fn(&Path) -> Result<T, ReportError>,
) -> Result<(T, Kept), ReportError> {
    let no_name = || ReportError::NoFolderName(folder.to_path_buf());
    let name = folder.file_name().ok_or_else(no_name)?.to_string_lossy().into_owned();
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    disk.create_folder(&parent).map_err(refused(&parent))?;
    let lock = wait_for_lock(disk, &parent.join(LOCK), cancel)?;
    let beside = Beside { disk, parent: &parent, name: &name, folder };
    if lock.is_some() {
        // nobody else writes here: what lies around is of runs that died
        beside.clean_up()?;
    }
    let old = beside.check_replaceable()?;
    let partial = parent.join(format!(".{name}.partial-{}", std::process::id()));
    if disk.exists(&partial) {
        disk.remove_folder(&partial).map_err(refused(&partial))?;
    }
    let filled = disk
        .create_folder(&partial)
        .map_err(refused(&partial))
        .and_then(|()| fill(&partial))
        .and_then(|filled| {
            let mut edited = Vec::new();
            if let Some(old) = &old {
                beside.copy_added(&partial, Path::new(""), old, &mut edited)?;
                edited.sort();
            }
            if cancel.load(Ordering::Relaxed) { Err(ReportError::Cancelled) } else { Ok((filled, edited)) }
        })
        .and_then(|(filled, edited)| beside.swap(&partial).map(|earlier| (filled, Kept { earlier, edited })));
    if filled.is_err() && disk.exists(&partial) {
        let _ = disk.remove_folder(&partial); // the next run tries again
    }
    filled
}

fn refused(path: &Path) -> impl Fn(io::Error) -> ReportError + '_ {
    |error| ReportError::Disk(path.to_path_buf(), error)
}

/// The lock, once no other run holds it; `None` where the disk knows no locks.
fn wait_for_lock(
    disk: &dyn FileSystem,
    path: &Path,
    cancel: &AtomicBool,
) -> Result<Option<Box<dyn Send>>, ReportError> {
    loop {
        match disk.lock(path) {
            Ok(Some(lock)) => return Ok(Some(lock)),
            Ok(None) if cancel.load(Ordering::Relaxed) => return Err(ReportError::Cancelled),
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => return Ok(None),
            Err(error) => return Err(refused(path)(error)),
        }
    }
}

/// The folder and what may stand beside it.
struct Beside<'a> {
    disk: &'a dyn FileSystem,
    parent: &'a Path,
    name: &'a str,
    folder: &'a Path,
}

impl Beside<'_> {
    /// Puts back the folder of a run that died between its two renames, and removes what dead runs left.
    fn clean_up(&self) -> Result<(), ReportError> {
        let names = self.disk.names(self.parent).map_err(refused(self.parent))?;
        let left = |mark: &str| -> Vec<PathBuf> {
            let prefix = format!(".{}.{mark}-", self.name);
            let is_left = |name: &str| {
                name.strip_prefix(&prefix)
                    .is_some_and(|pid| !pid.is_empty() && pid.bytes().all(|byte| byte.is_ascii_digit()))
            };
            names
                .iter()
                .filter(|(name, is_folder)| *is_folder && name.to_str().is_some_and(is_left))
                .map(|(name, _)| self.parent.join(name))
                .collect()
        };
        for old in left("old") {
            if self.disk.exists(self.folder) {
                self.discard(&old);
            } else {
                self.disk.rename(&old, self.folder).map_err(refused(&old))?;
            }
        }
        for partial in left("partial") {
            let _ = self.disk.remove_folder(&partial);
        }
        Ok(())
    }

    /// What the manifest of the old folder lists; `None` where there is nothing to replace.
    fn check_replaceable(&self) -> Result<Option<Old>, ReportError> {
        if !self.disk.exists(self.folder) {
            return Ok(None);
        }
        let not_ours = || ReportError::NotOurs(self.folder.to_path_buf());
        let names = self.disk.names(self.folder).map_err(|_| not_ours())?;
        if names.is_empty() {
            return Ok(Some(Old { files: BTreeMap::new(), written: None }));
        }
        let path = self.folder.join(MANIFEST);
        let manifest = self.disk.read(&path).map_err(|_| not_ours())?;
        let files = files_of(&manifest).ok_or_else(not_ours)?;
        Ok(Some(Old { files, written: self.disk.stamp(&path).ok().map(|stamp| stamp.modified) }))
    }

    /// Copies what somebody added to the old folder into the new one, and what somebody changed there under another name.
    fn copy_added(
        &self,
        partial: &Path,
        below: &Path,
        old: &Old,
        edited: &mut Vec<(String, String)>,
    ) -> Result<(), ReportError> {
        let from = self.folder.join(below);
        for (name, is_folder) in self.disk.names(&from).map_err(refused(&from))? {
            let relative = below.join(&name);
            if is_folder {
                self.copy_added(partial, &relative, old, edited)?;
                continue;
            }
            let listed = relative.to_string_lossy().replace('\\', "/");
            let ours = old.files.get(&listed);
            if let Some(content) = ours
                && (listed == MANIFEST || !self.is_edited(&relative, content.as_ref(), old)?)
            {
                continue;
            }
            let mut to = relative.clone();
            if ours.is_some() || self.disk.exists(&partial.join(&relative)) {
                to = self.free_name(partial, &relative);
                edited.push((listed, to.to_string_lossy().replace('\\', "/")));
            }
            let (from, to) = (self.folder.join(&relative), partial.join(&to));
            let folder = partial.join(below);
            self.disk.create_folder(&folder).map_err(refused(&folder))?;
            self.disk.copy(&from, &to).map_err(refused(&from))?;
        }
        Ok(())
    }

    /// True for a file that is not what was written into it. One that is as long and not younger than the manifest is not read.
    fn is_edited(&self, relative: &Path, content: Option<&Content>, old: &Old) -> Result<bool, ReportError> {
        let Some(content) = content else { return Ok(false) };
        let path = self.folder.join(relative);
        let stamp = self.disk.stamp(&path).map_err(refused(&path))?;
        if stamp.bytes != content.bytes || old.written.is_some_and(|written| stamp.modified <= written) {
            return Ok(stamp.bytes != content.bytes);
        }
        Ok(self.disk.sha256(&path).map_err(refused(&path))? != content.sha256)
    }

    /// A name that no file of the old folder and of the new one has: `households-edited.xlsx`.
    fn free_name(&self, partial: &Path, relative: &Path) -> PathBuf {
        let part = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
        let stem = part(relative.file_stem()).unwrap_or_default();
        let ending = part(relative.extension()).map(|ending| format!(".{ending}")).unwrap_or_default();
        let named = |count: u32| match count {
            1 => format!("{stem}{EDITED}{ending}"),
            _ => format!("{stem}{EDITED}-{count}{ending}"),
        };
        let is_free =
            |path: &PathBuf| !self.disk.exists(&self.folder.join(path)) && !self.disk.exists(&partial.join(path));
        let free = (1..).map(|count| relative.with_file_name(named(count))).find(is_free);
        free.unwrap_or_else(|| relative.to_path_buf())
    }

    /// The two renames; if the second fails the first is undone. Where the old folder went if it was kept.
    fn swap(&self, partial: &Path) -> Result<Option<PathBuf>, ReportError> {
        self.disk.sync_folder(partial);
        let old = self.parent.join(format!(".{}.old-{}", self.name, std::process::id()));
        let replaces = self.disk.exists(self.folder);
        if replaces {
            if self.disk.exists(&old) {
                self.disk.remove_folder(&old).map_err(refused(&old))?;
            }
            self.disk.rename(self.folder, &old).map_err(refused(self.folder))?;
        }
        if let Err(error) = self.disk.rename(partial, self.folder) {
            if replaces {
                // should this fail too, the next run finds the old folder and puts it back
                let _ = self.disk.rename(&old, self.folder);
            }
            return Err(refused(self.folder)(error));
        }
        self.disk.sync_folder(self.parent);
        Ok(if replaces { self.discard(&old) } else { None })
    }

    /// Does away with an old folder. A full report is not replaced by less: it is kept under a name that is free, so that
    /// nothing of this program or of anybody else has to go for it. Where it was kept. What cannot be moved or removed is
    /// not in the way; the next run tries again.
    fn discard(&self, old: &Path) -> Option<PathBuf> {
        if self.disk.exists(&old.join(PAGE)) && !self.disk.exists(&self.folder.join(PAGE)) {
            let named = |count: u32| match count {
                1 => format!("{}{EARLIER}", self.name),
                _ => format!("{}{EARLIER}-{count}", self.name),
            };
            let free = (1..).map(|count| self.parent.join(named(count))).find(|path| !self.disk.exists(path))?;
            return self.disk.rename(old, &free).ok().map(|()| free);
        }
        let _ = self.disk.remove_folder(old);
        None
    }
}
