//! Files: found, measured, read, decoded, parsed.

use super::super::decode::{self, LARGEST_FILE, NotText};
use super::super::document::{self, Document};
use super::super::files::{FileProblem, folder_of};
use super::super::mistakes::{self, short};
use super::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, SourceFile, Span, Text};
use crate::formula::suggest::did_you_mean;

impl Reader<'_> {
    /// Reads a file into the sources; `None` and a mistake where that fails. `named` is where its name was written.
    pub(super) fn load(&mut self, path: &str, named: Option<Span>) -> Option<FileId> {
        let bytes = match self.bytes(path, named) {
            Ok(bytes) => bytes,
            Err(mistake) => {
                self.log.push(*mistake);
                return None;
            }
        };
        match decode::decode(&bytes) {
            Ok(text) => self.add_source(path.to_owned(), text, decode::fingerprint(&bytes)),
            Err(problem) => {
                self.log.push(not_text(path, &bytes, &problem, named));
                None
            }
        }
    }

    pub(super) fn add_source(&mut self, path: String, text: String, sha256: String) -> Option<FileId> {
        let Ok(id) = u16::try_from(self.sources.files.len()) else {
            let what = Text::new("文件个数", "the number of files");
            self.log.push(mistakes::limit(&what, "65536", "65535", None));
            return None;
        };
        self.sources.files.push(SourceFile { path, text, sha256 });
        Some(FileId(id))
    }

    /// The bytes of a file that the scenario names; `None` and a mistake where that fails.
    pub(super) fn bytes_of(&mut self, path: &str, named: Span) -> Option<Vec<u8>> {
        match self.bytes(path, Some(named)) {
            Ok(bytes) => Some(bytes),
            Err(mistake) => {
                self.log.push(*mistake);
                None
            }
        }
    }

    fn bytes(&self, path: &str, named: Option<Span>) -> Result<Vec<u8>, Box<Diagnostic>> {
        let size = self.files.size(path).map_err(|problem| Box::new(self.unreadable(path, &problem, named)))?;
        if size > LARGEST_FILE {
            return Err(Box::new(too_large(path, size, named)));
        }
        let bytes = self.files.read(path).map_err(|problem| Box::new(self.unreadable(path, &problem, named)))?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(Box::new(too_large(path, bytes.len() as u64, named)));
        }
        Ok(bytes)
    }

    fn unreadable(&self, path: &str, problem: &FileProblem, named: Option<Span>) -> Diagnostic {
        let shown = short(path);
        let remedy = match problem {
            FileProblem::NotFound => self.near_file(path),
            FileProblem::Folder => Text::new("请给出文件夹里的一个文件", "name a file in it"),
            FileProblem::NotAFile => Text::new("请给出一个普通文件", "name a plain file"),
            FileProblem::Forbidden => Text::new(
                "检查文件的权限；数据文件要放在情景文件所在的文件夹里",
                "check its permissions; keep data files in the scenario's folder",
            ),
            FileProblem::Other(_) => Text::new(
                "检查磁盘和文件是否被别的程序占用",
                "check the disk, and whether another program holds the file",
            ),
        };
        let Text { zh, en } = problem.text();
        let message = Text::new(format!("文件“{shown}”读不出来：{zh}"), format!("cannot read `{shown}`: {en}"));
        Diagnostic { code: Code::FileUnreadable, span: named, message, remedy, related: Vec::new() }
    }

    /// A file of a similar name in the same folder.
    fn near_file(&self, path: &str) -> Text {
        let folder = folder_of(path);
        let names = self.files.list(folder);
        let wanted = path.rsplit(['/', '\\']).next().unwrap_or(path);
        match did_you_mean(wanted, names.iter().map(String::as_str)) {
            Some(near) => Text::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
            None => Text::new("检查文件名和所在文件夹", "check the name and the folder"),
        }
    }

    /// Parses a source file. The mistakes of TOML go to the log.
    pub(super) fn document(&mut self, file: FileId) -> Document {
        // a copy, because the tree is read while further sources are added
        let text = self.sources.files.get(usize::from(file.0)).map(|source| source.text.clone()).unwrap_or_default();
        document::parse(&text, file, &mut self.log)
    }

    /// Reads a tree with `work`; where TOML itself was wrong, what follows from it is not reported on top.
    pub(super) fn reading<T>(
        &mut self,
        file: FileId,
        document: &Document,
        work: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let syntax: Vec<Span> =
            self.log.list.iter().filter_map(|found| found.span).filter(|span| span.file == file).collect();
        if document.broken {
            return None;
        }
        let before = std::mem::take(&mut self.log);
        let result = work(self);
        let found = std::mem::replace(&mut self.log, before);
        let text = self.sources.files.get(usize::from(file.0)).map_or("", |source| source.text.as_str());
        let same_line = |span: Span| {
            syntax.iter().any(|mistake| {
                let (from, to) = (mistake.start.min(span.start) as usize, mistake.start.max(span.start) as usize);
                text.get(from..to).is_some_and(|between| !between.contains('\n'))
            })
        };
        let follows = |found: &Diagnostic| found.span.is_some_and(|span| span.file == file && same_line(span));
        let Diagnostics { list, more } = found;
        self.log.more += more;
        self.log.list.extend(list.into_iter().filter(|found| syntax.is_empty() || !follows(found)));
        result
    }
}

fn too_large(path: &str, size: u64, named: Option<Span>) -> Diagnostic {
    let shown = short(path);
    let what = Text::new(format!("文件“{shown}”的大小"), format!("the size of `{shown}`"));
    let mebibytes = size as f64 / (1024.0 * 1024.0);
    let mut found = mistakes::limit(&what, &format!("{mebibytes:.1} MiB"), "16 MiB", named);
    found.remedy = Text::new(
        "只保留要用的行和列，或者拆成几个文件",
        "keep only the rows and columns that are used, or split the file",
    );
    found
}

fn not_text(path: &str, bytes: &[u8], problem: &NotText, named: Option<Span>) -> Diagnostic {
    let shown = short(path);
    let line = |at: usize| bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    let (zh, en, remedy) = match problem {
        NotText::Binary(Some("xlsx/docx/zip" | "xls/doc")) => (
            "它是 Excel 或 Word 文件，不是文本".to_owned(),
            "it is a workbook or a Word file, not text".to_owned(),
            Text::new(
                "在 Excel 里“另存为”，类型选“CSV UTF-8（逗号分隔）”",
                "in Excel choose “Save as”, type “CSV UTF-8 (comma delimited)”",
            ),
        ),
        NotText::Binary(sort) => {
            let sort = sort.map_or(String::new(), |sort| format!(" ({sort})"));
            (
                format!("它不是文本文件{sort}"),
                format!("it is not a text file{sort}"),
                Text::new("请给出用记事本能打开的文本文件，编码选 UTF-8", "give a text file, saved as UTF-8"),
            )
        }
        NotText::DamagedUtf8(at) => (
            format!("第 {} 行（第 {} 字节）起有损坏的 UTF-8 字符", line(*at), at + 1),
            format!("line {} (byte {}) holds damaged UTF-8", line(*at), at + 1),
            Text::new("重新打这一行的字，或用记事本另存为 UTF-8", "type that line again, or save the file as UTF-8"),
        ),
        NotText::DamagedUtf16 => (
            "UTF-16 内容不完整".to_owned(),
            "its UTF-16 text is damaged".to_owned(),
            Text::new("用记事本打开，另存为 UTF-8", "open it in an editor and save it as UTF-8"),
        ),
    };
    let message =
        Text::new(format!("文件“{shown}”认不出文字编码：{zh}"), format!("cannot read the text of `{shown}`: {en}"));
    Diagnostic { code: Code::FileEncoding, span: named, message, remedy, related: Vec::new() }
}
