//! What the writer needs of a disk, so that tests can make it fail.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// When a file was last written, and its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// When.
    pub modified: SystemTime,
    /// How many.
    pub bytes: u64,
}

/// A disk.
pub trait FileSystem: Sync {
    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// What the disk reports; so for all of these.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes an empty file, or empties it.
    ///
    /// # Errors
    /// As above.
    fn create_file(&self, path: &Path) -> io::Result<Box<dyn OutputFile>>;
    /// Renames a folder; `to` must not exist.
    ///
    /// # Errors
    /// As above.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Copies a file.
    ///
    /// # Errors
    /// As above.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a folder with all in it.
    ///
    /// # Errors
    /// As above.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// The names in a folder, each with true where it is a folder (not a link to one).
    ///
    /// # Errors
    /// As above.
    fn names(&self, folder: &Path) -> io::Result<Vec<(OsString, bool)>>;
    /// The bytes of a file.
    ///
    /// # Errors
    /// As above.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// When a file (or a link) was last written, and its bytes.
    ///
    /// # Errors
    /// As above.
    fn stamp(&self, path: &Path) -> io::Result<Stamp>;
    /// SHA-256 of a file's bytes, in hexadecimal.
    ///
    /// # Errors
    /// As above.
    fn sha256(&self, path: &Path) -> io::Result<String>;
    /// True where something stands, even a broken link.
    fn exists(&self, path: &Path) -> bool;
    /// A lock that other runs see: `Some` while held by us, `None` where another run holds it.
    ///
    /// # Errors
    /// Also where the disk knows no locks.
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Send>>>;
    /// Makes renames in this folder last through a power failure, where the system can.
    fn sync_folder(&self, path: &Path);
}

/// A file being written.
pub trait OutputFile: Write + Send {
    /// Makes what was written last through a power failure.
    ///
    /// # Errors
    /// What the disk reports, a full one too.
    fn sync(&mut self) -> io::Result<()>;
}

impl OutputFile for File {
    fn sync(&mut self) -> io::Result<()> {
        self.flush()?;
        self.sync_data()
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The disk of the machine.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

impl FileSystem for Disk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }
    fn create_file(&self, path: &Path) -> io::Result<Box<dyn OutputFile>> {
        Ok(Box::new(File::create(path)?))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        // on Windows a virus scanner or an indexer may hold a fresh file for a moment, and the folder with it
        let mut tries = if cfg!(windows) { 20 } else { 0 };
        loop {
            match fs::rename(from, to) {
                Err(error) if tries > 0 && error.kind() == io::ErrorKind::PermissionDenied => {
                    tries -= 1;
                    std::thread::sleep(Duration::from_millis(50));
                }
                done => return done,
            }
        }
    }
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let kind = from.symlink_metadata()?.file_type();
        #[cfg(unix)]
        if kind.is_symlink() {
            return std::os::unix::fs::symlink(fs::read_link(from)?, to);
        }
        // a pipe or a device has no content that could be copied: reading it may never end
        if kind.is_file() || kind.is_symlink() { fs::copy(from, to).map(|_| ()) } else { Ok(()) }
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<(OsString, bool)>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            names.push((entry.file_name(), entry.file_type()?.is_dir()));
        }
        Ok(names)
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }
    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let found = path.symlink_metadata()?;
        Ok(Stamp { modified: found.modified()?, bytes: found.len() })
    }
    fn sha256(&self, path: &Path) -> io::Result<String> {
        let mut hash = Sha256::new();
        let mut file = BufReader::with_capacity(256 * 1024, File::open(path)?);
        loop {
            let bytes = file.fill_buf()?;
            let count = bytes.len();
            if count == 0 {
                break;
            }
            hash.update(bytes);
            file.consume(count);
        }
        Ok(hexadecimal(&hash.finalize()))
    }
    fn exists(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
    }
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Send>>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
    fn sync_folder(&self, path: &Path) {
        // Windows cannot open folders and Unix disks may refuse: the files themselves are synced anyway
        if let Ok(folder) = File::open(path) {
            let _ = folder.sync_all();
        }
    }
}
