//! Files on disk, handed to the reader of scenarios.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::diagnostic::refusal;
use crate::scenario::decode::LARGEST_FILE;
use crate::scenario::files::{FileProblem, FileSource};

/// The files of this computer. Paths are taken as written, relative ones from the working folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiskFiles;

impl FileSource for DiskFiles {
    fn size(&self, path: &str) -> Result<u64, FileProblem> {
        let about = fs::metadata(path).map_err(|error| problem(&error))?;
        // a device or a pipe could give bytes without end, or never any
        if about.is_file() {
            Ok(about.len())
        } else {
            Err(if about.is_dir() { FileProblem::Folder } else { FileProblem::NotAFile })
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(|error| problem(&error))?;
        // one byte more than allowed shows a file that grew after it was measured
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| problem(&error))?;
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let folder = if folder.is_empty() { Path::new(".") } else { Path::new(folder) };
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let plain = entries.filter_map(Result::ok).filter(|entry| entry.path().is_file());
        let mut names: Vec<String> = plain.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}

fn problem(error: &std::io::Error) -> FileProblem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename => {
            FileProblem::NotFound
        }
        ErrorKind::PermissionDenied => FileProblem::Forbidden,
        ErrorKind::IsADirectory => FileProblem::Folder,
        _ => FileProblem::Other(refusal(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_folders_and_missing_paths_are_told_apart() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("村.toml");
        fs::write(&path, "a = 1").expect("a file can be written");
        let (path, folder) = (path.to_string_lossy(), folder.path().to_string_lossy());
        assert_eq!(DiskFiles.size(&path), Ok(5));
        assert_eq!(DiskFiles.read(&path), Ok(b"a = 1".to_vec()));
        assert_eq!(DiskFiles.list(&folder), ["村.toml"]);
        assert_eq!(DiskFiles.size(&folder), Err(FileProblem::Folder));
        assert_eq!(DiskFiles.size(&format!("{folder}/none")), Err(FileProblem::NotFound));
        assert!(DiskFiles.list(&format!("{folder}/none")).is_empty());
    }
}
