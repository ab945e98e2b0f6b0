//! Where files come from: the reader is handed a source of files, it never opens the disk itself.

use std::collections::BTreeMap;

use crate::diagnostic::Text;

/// Why a file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// There is no such file.
    NotFound,
    /// It is a folder.
    Folder,
    /// It is a device, a pipe or anything else that is neither a folder nor a plain file.
    NotAFile,
    /// The system or the caller forbids it.
    Forbidden,
    /// Anything else, in words.
    Other(Text),
}

impl FileProblem {
    /// What is the matter, for "cannot read …".
    pub fn text(&self) -> Text {
        match self {
            FileProblem::NotFound => Text::new("没有这个文件", "there is no such file"),
            FileProblem::Folder => Text::new("它是文件夹", "it is a folder"),
            FileProblem::NotAFile => Text::new("它不是普通文件", "it is not a plain file"),
            FileProblem::Forbidden => Text::new("不允许读取", "reading it is not allowed"),
            FileProblem::Other(words) => words.clone(),
        }
    }
}

/// Something that hands out files by path. Paths are written as the user wrote them, with the folder of the scenario in
/// front (`county/village.toml` names `county/prices.csv`).
pub trait FileSource {
    /// Size in bytes, asked before reading.
    ///
    /// # Errors
    /// The file cannot be had.
    fn size(&self, path: &str) -> Result<u64, FileProblem>;
    /// The bytes.
    ///
    /// # Errors
    /// The file cannot be had.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem>;
    /// Names of the plain files in a folder, sorted; empty where there is no such folder. `""` is the working folder.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// Files held in memory, for tests and for scenarios that are built in.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl FileSource for MemoryFiles {
    fn size(&self, path: &str) -> Result<u64, FileProblem> {
        self.files.get(path).map(|bytes| bytes.len() as u64).ok_or(FileProblem::NotFound)
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        self.files.get(path).cloned().ok_or(FileProblem::NotFound)
    }
    fn list(&self, folder: &str) -> Vec<String> {
        let in_folder = |path: &&String| folder_of(path) == folder.trim_end_matches('/');
        self.files.keys().filter(in_folder).map(|path| path.rsplit('/').next().unwrap_or(path).to_owned()).collect()
    }
}

/// Where project kinds are looked for, after `kinds/` beside the scenario.
#[derive(Debug, Clone, Default)]
pub struct KindSources<'a> {
    /// Further folders, as the user gave them.
    pub folders: Vec<String>,
    /// Kinds shipped with the program: name and text.
    pub builtin: &'a [(&'a str, &'a str)],
}

/// The folder of a path, without the last separator; empty for a bare file name. Both separators count.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rfind(['/', '\\']).map_or("", |at| path.get(..at).unwrap_or(""))
}

/// A path as written in a file of `folder`; absolute paths stay.
pub(crate) fn beside(folder: &str, path: &str) -> String {
    let absolute = path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':');
    if folder.is_empty() || absolute { path.to_owned() } else { format!("{folder}/{path}") }
}

/// The file's name without folder and ending.
pub(crate) fn stem_of(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_as_the_user_writes_them() {
        assert_eq!(beside("county", "prices.csv"), "county/prices.csv");
        assert_eq!(beside("", "prices.csv"), "prices.csv");
        assert_eq!(beside("county", "/data/prices.csv"), "/data/prices.csv");
        assert_eq!(beside("county", "C:\\data\\prices.csv"), "C:\\data\\prices.csv");
        assert_eq!(folder_of("a\\b\\c.toml"), "a\\b");
        assert_eq!(stem_of("a/招元村.v2.toml"), "招元村.v2");
        assert_eq!(stem_of(".toml"), ".toml");
    }

    #[test]
    fn memory_lists_one_folder() {
        let files = MemoryFiles::new().with("kinds/b.toml", "").with("kinds/a.toml", "").with("x.toml", "");
        assert_eq!(files.list("kinds"), ["a.toml", "b.toml"]);
        assert_eq!(files.list(""), ["x.toml"]);
        assert_eq!(files.size("y"), Err(FileProblem::NotFound));
    }
}
