//! What the system says when it refuses, in both languages.

use std::io::{Error, ErrorKind};

use super::Text;

/// Why the system refused. What has no words here comes as the system says it.
pub fn refusal(error: &Error) -> Text {
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("没有这个文件或文件夹", "there is no such file or folder"),
        ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
        ErrorKind::ReadOnlyFilesystem => ("这个磁盘只能读", "the disk is read-only"),
        ErrorKind::AlreadyExists => ("已经存在", "it exists already"),
        ErrorKind::IsADirectory => ("它是文件夹", "it is a folder"),
        ErrorKind::NotADirectory => ("路径里有一段不是文件夹", "a part of the path is not a folder"),
        ErrorKind::DirectoryNotEmpty => ("文件夹不是空的", "the folder is not empty"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ("磁盘满了", "the disk is full"),
        ErrorKind::FileTooLarge => ("文件太大", "the file is too large"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => ("正被别的程序占用", "another program is using it"),
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => ("名称不能用", "the name cannot be used"),
        ErrorKind::TimedOut => ("等得太久", "it took too long"),
        ErrorKind::BrokenPipe => ("接收的程序已经退出", "the receiving program has gone"),
        ErrorKind::Interrupted => ("被打断", "it was interrupted"),
        ErrorKind::OutOfMemory => ("内存不够", "there is not enough memory"),
        _ => return Text::new(format!("系统报告 {error}"), format!("the system says: {error}")),
    };
    Text::new(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_refusals_are_said_in_both_languages() {
        for kind in [ErrorKind::NotFound, ErrorKind::PermissionDenied, ErrorKind::IsADirectory, ErrorKind::StorageFull]
        {
            let text = refusal(&kind.into());
            assert!(!text.zh.contains(|c: char| c.is_ascii_alphabetic()) && text.en.is_ascii(), "{text:?}");
        }
        let words = refusal(&Error::from_raw_os_error(2));
        assert_eq!(words.zh, "没有这个文件或文件夹");
    }
}
