//! New files: what is there already is not touched.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use crate::cli::Exit;
use crate::cli::console::Console;
use crate::diagnostic::{Text, refusal};
use crate::report::text::for_terminal;

/// Writes a file that does not exist yet and says `done`; a file that exists is a mistake.
pub(in crate::cli) fn write_new(path: &str, bytes: &[u8], done: &Text, console: &Console) -> Exit {
    let written = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(bytes));
    let shown = for_terminal(path);
    match written {
        Ok(()) => console.out(&format!("{}\n", done.get(console.language))),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => console.wrong(&Text::new(
            format!("文件“{shown}”已存在，不会覆盖；请换一个文件名"),
            format!("the file `{shown}` exists and is not overwritten: give another name"),
        )),
        Err(error) => {
            let Text { zh, en } = refusal(&error);
            console.wrong(&Text::new(
                format!("写不了“{shown}”：{zh}；检查文件夹和写入权限"),
                format!("cannot write `{shown}`: {en}; check the folder and its permissions"),
            ))
        }
    }
}
