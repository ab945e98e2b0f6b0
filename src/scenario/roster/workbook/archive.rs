//! The archive that a workbook is: its parts, none of them larger than it may be.

use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Problem;

/// Most files in the archive.
const MOST_FILES: usize = 5000;
/// Most bytes that all files together may say they unpack to, and that one file really does.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// A workbook's files.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names as written in the archive, and as they are looked for.
    names: Vec<(String, usize)>,
}

/// Reads at most so many bytes and then fails.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a part is too large")),
        }
        Ok(count)
    }
}

impl<'a> Archive<'a> {
    /// Opens the archive and looks through its directory; nothing is unpacked.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Problem::Damaged)?;
        if zip.len() > MOST_FILES {
            return Err(Problem::TooLarge);
        }
        let mut names = Vec::with_capacity(zip.len());
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(|_| Problem::Damaged)?;
            if file.encrypted() {
                return Err(Problem::Password);
            }
            total = total.saturating_add(file.size());
            let name = file.name().map_err(|_| Problem::Damaged)?;
            names.push((plain(&name), index));
        }
        if total > MOST_BYTES {
            return Err(Problem::TooLarge);
        }
        Ok(Archive { zip, names })
    }

    /// True where the archive has a file of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<usize> {
        let wanted = plain(name);
        self.names.iter().find(|(name, _)| *name == wanted).map(|(_, index)| *index)
    }

    /// A file, unpacked as it is read, up to `most` bytes whatever the directory says. `None` where there is none.
    pub(super) fn part<'s>(
        &'s mut self,
        name: &str,
        most: u64,
    ) -> Result<Option<BufReader<impl Read + use<'s, 'a>>>, Problem> {
        let Some(index) = self.find(name) else { return Ok(None) };
        match self.zip.by_index(index) {
            Ok(file) => Ok(Some(BufReader::new(Limited { inner: file, left: most.min(MOST_BYTES) }))),
            Err(ZipError::InvalidPassword) => Err(Problem::Password),
            Err(_) => Err(Problem::Damaged),
        }
    }
}

/// A name as it is compared: without a leading slash, in lower case, with `/` between folders.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}
