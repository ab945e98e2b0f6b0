//! Folders of project kinds: `--kinds`.

use std::path::Path;

use clap::ArgMatches;

use super::files::DiskFiles;
use crate::diagnostic::{Text, refusal};
use crate::report::text::for_terminal;
use crate::scenario::decode;
use crate::scenario::files::FileSource;

/// What is wrong with a folder of `--kinds`, if anything.
pub(super) fn wrong(matches: &ArgMatches) -> Option<Text> {
    let mut folders = matches.try_get_many::<String>("kinds").ok().flatten()?;
    folders.find_map(|folder| wrong_folder(folder))
}

fn wrong_folder(folder: &str) -> Option<Text> {
    let shown = for_terminal(folder);
    let path = Path::new(folder);
    if !path.is_dir() {
        return Some(if path.exists() {
            Text::new(
                format!("--kinds 要一个文件夹，“{shown}”是文件；写它所在的文件夹"),
                format!("--kinds names a folder, and `{shown}` is a file: give the folder it stands in"),
            )
        } else {
            Text::new(
                format!("--kinds 的文件夹“{shown}”不存在；检查拼写和所在位置，或删去这个选项"),
                format!("the folder `{shown}` of --kinds does not exist: check its name and place, or drop the option"),
            )
        });
    }
    if let Err(error) = std::fs::read_dir(path) {
        let Text { zh, en } = refusal(&error);
        return Some(Text::new(
            format!("--kinds 的文件夹“{shown}”读不出来：{zh}；检查它的权限，或删去这个选项"),
            format!("the folder `{shown}` of --kinds cannot be read: {en}; check its permissions, or drop the option"),
        ));
    }
    files_of(folder).is_empty().then(|| {
        Text::new(
            format!("--kinds 的文件夹“{shown}”里没有项目类型（有 [kind] 一节的 .toml 文件）；检查是不是别的文件夹，或删去这个选项"),
            format!(
                "there is no kind (a .toml file with a section [kind]) in the folder `{shown}` of --kinds: \
                check whether another folder is meant, or drop the option"
            ),
        )
    })
}

/// The kinds of a folder, as paths; a file that cannot be read may be one.
pub(super) fn files_of(folder: &str) -> Vec<String> {
    toml_files(folder).filter(|path| DiskFiles.read(path).is_err() || is_kind(path)).collect()
}

/// The `.toml` files of a folder, as paths; those of the working folder where it is empty.
pub(super) fn toml_files(folder: &str) -> impl Iterator<Item = String> {
    let files = DiskFiles.list(folder).into_iter().filter(|file| file.ends_with(".toml"));
    files.map(move |file| match folder.is_empty() {
        true => file,
        false => format!("{}/{file}", folder.trim_end_matches(['/', '\\'])),
    })
}

/// A file with a `[kind]` section; what cannot be read is left to the reader of scenarios to complain about.
pub(super) fn is_kind(path: &str) -> bool {
    let small = DiskFiles.size(path).is_ok_and(|size| size <= decode::LARGEST_FILE);
    let bytes = if small { DiskFiles.read(path).ok() } else { None };
    let text = bytes.and_then(|bytes| decode::decode(&bytes).ok()).unwrap_or_default();
    let head = |line: &str| {
        let line: String = line.split('#').next().unwrap_or("").chars().filter(|c| !c.is_whitespace()).collect();
        line == "[kind]" || line == "[kind"
    };
    text.lines().any(head)
}
