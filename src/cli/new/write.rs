//! New files: what is there already is not touched, and what cannot be written whole is not left behind.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::Exit;
use crate::cli::console::Console;
use crate::diagnostic::{Text, refusal};
use crate::report::text::for_terminal;

/// Writes a file that does not exist yet and says `done`; a file that exists is a mistake.
pub(in crate::cli) fn write_new(path: &str, bytes: &[u8], done: &Text, console: &Console) -> Exit {
    let shown = for_terminal(path);
    match whole(Path::new(path), bytes) {
        Ok(()) => console.out(&format!("{}\n", done.get(console.language))),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => console.wrong(&Text::new(
            format!("文件“{shown}”已存在，不会覆盖；请换一个文件名"),
            format!("the file `{shown}` exists and is not overwritten: give another name"),
        )),
        Err(error) => {
            let Text { zh, en } = refusal(&error);
            let help = remedy(&error);
            console.wrong(&Text::new(
                format!("写不了“{shown}”：{zh}；{}", help.zh),
                format!("cannot write `{shown}`: {en}; {}", help.en),
            ))
        }
    }
}

fn remedy(error: &io::Error) -> Text {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Text::new(
            "什么都没有写下；删去一些文件，或写到别的磁盘上，再试一次",
            "nothing was written: free some space, or write to another disk, and try again",
        ),
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            Text::new("先建好文件夹，或换一个位置", "make the folder first, or give another place")
        }
        _ => Text::new("检查文件夹和写入权限", "check the folder and its permissions"),
    }
}

/// The whole file or none: it is written under another name beside its place and then put there.
fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let (mut file, beside) = unfinished(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    let put = written.and_then(|()| put(&beside, path));
    // it is a second name of the file by now, or of no use
    let _ = fs::remove_file(&beside);
    put
}

/// A file of a name that nobody uses, in the folder of `path`.
fn unfinished(path: &Path) -> io::Result<(File, PathBuf)> {
    let name = path.file_name().ok_or(ErrorKind::InvalidFilename)?.to_string_lossy();
    let short: String = name.chars().take(40).collect();
    let beside = path.with_file_name(format!(".{short}.{}.part", std::process::id()));
    let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    Ok((file, beside))
}

/// Gives a finished file its name, which nobody else may have taken meanwhile.
fn put(beside: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(beside, path) {
        // where files have one name only (FAT), renaming must do
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.exists() => fs::rename(beside, path),
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_once_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("村.toml");
        whole(&path, b"a = 1").expect("it can be written");
        assert_eq!(whole(&path, b"b = 2").map_err(|error| error.kind()), Err(ErrorKind::AlreadyExists));
        assert_eq!(fs::read(&path).expect("it is there"), b"a = 1");
        assert!(whole(&folder.path().join("none/x.toml"), b"").is_err());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_full_disk_says_what_to_do() {
        let text = remedy(&ErrorKind::StorageFull.into());
        assert!(text.en.contains("free some space") && text.zh.contains("删去"), "{text:?}");
    }
}
