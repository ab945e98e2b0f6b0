//! What is wrong with a command line, in the language of the user.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::console::Console;
use super::{Exit, VERBS};
use crate::diagnostic::{Language, Text};
use crate::report::text::for_terminal;

/// Prints help, version, or what is wrong with the command line.
pub(super) fn usage(error: &Error, console: &Console) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => console.out(&error.render().to_string()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            console.note(&error.render().to_string());
            Exit::WrongUsage
        }
        _ => {
            let text = match console.language {
                Language::English => english(error),
                Language::Chinese => chinese(error),
            } + &whose_option(error, console.language);
            let safe: Vec<String> = text.lines().map(for_terminal).collect();
            console.note(&format!("{}\n", safe.join("\n").trim_end()));
            Exit::WrongUsage
        }
    }
}

/// An argument that is no UTF-8, as names of files from an old disk are: paths stand in the manifest, in commands to be copied and
/// in messages, all of which are text.
pub(super) fn not_utf8(arguments: &[OsString]) -> Option<Text> {
    let found = arguments.iter().find(|argument| argument.to_str().is_none())?;
    let shown = for_terminal(&escaped(found.as_encoded_bytes()));
    // names that Chinese Windows wrote, unless they are cut
    let (read, _, wrong) = encoding_rs::GB18030.decode(found.as_encoded_bytes());
    let (zh, en) = match wrong {
        true => Default::default(),
        false => {
            let read = for_terminal(&read);
            (format!("（按 GBK 读是“{read}”）"), format!(" (`{read}` if it is GBK)"))
        }
    };
    Some(Text::new(
        format!("“{shown}”{zh}不是 UTF-8 文字；请先给文件或文件夹改名，再写新名"),
        format!("`{shown}`{en} is no text in UTF-8: rename the file or folder, then give its new name"),
    ))
}

/// Bytes as text; those that are none as `\xd5`.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
    }
    text
}

/// The words of clap, without its advice to pass an option as a value: no verb takes it so.
fn english(error: &Error) -> String {
    let text = error.render().to_string();
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("tip: to pass '")).collect();
    // nothing but empty lines stands where the advice stood
    let mut text = kept.join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

/// Which verbs have an option that this one does not have.
fn whose_option(error: &Error, language: Language) -> String {
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else { return String::new() };
    if error.kind() != ErrorKind::UnknownArgument {
        return String::new();
    }
    let wanted = argument.trim_start_matches('-').split('=').next().unwrap_or_default();
    let whole = super::command(language);
    let has = |verb: &&clap::Command| verb.get_arguments().any(|known| known.get_long() == Some(wanted));
    let verbs: Vec<&str> = whole.get_subcommands().filter(has).map(clap::Command::get_name).collect();
    if verbs.is_empty() || !argument.starts_with("--") {
        return String::new();
    }
    match language {
        Language::Chinese => format!("\n“--{wanted}”用在 {}", verbs.join("、")),
        Language::English => format!("\n`--{wanted}` belongs to: {}", verbs.join(", ")),
    }
}

/// The words of clap for the mistakes that people make; what is rarer comes behind a Chinese first line.
fn chinese(error: &Error) -> String {
    let of = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        _ => String::new(),
    };
    let argument = of(ContextKind::InvalidArg);
    let value = of(ContextKind::InvalidValue);
    let mut text = match error.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            format!("错误：多了“{argument}”：这里不再接别的文件或名称，选项以 -- 开头，见下面的用法")
        }
        ErrorKind::UnknownArgument => format!("错误：没有选项“{argument}”"),
        ErrorKind::InvalidSubcommand => {
            let names: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
            format!("错误：没有命令“{}”；命令有 {}", of(ContextKind::InvalidSubcommand), names.join("、"))
        }
        ErrorKind::MissingRequiredArgument => format!("错误：还缺 {argument}"),
        ErrorKind::MissingSubcommand => "错误：还缺命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("错误：“{argument}”后面还缺一个值"),
        ErrorKind::InvalidValue => {
            format!("错误：“{argument}”不能取“{value}”；可以写 {}", of(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(|why| format!("：{why}")).unwrap_or_default();
            format!("错误：“{argument}”的值“{value}”不能用{why}")
        }
        ErrorKind::TooManyValues => format!("错误：“{argument}”多了一个值“{value}”"),
        ErrorKind::ArgumentConflict if of(ContextKind::PriorArg) == argument => {
            format!("错误：“{argument}”写了不止一次，只留一个")
        }
        ErrorKind::ArgumentConflict => format!("错误：“{argument}”不能与“{}”同用", of(ContextKind::PriorArg)),
        ErrorKind::InvalidUtf8 => "错误：命令行里有认不出的文字".to_owned(),
        _ => format!("错误：命令行的写法不对\n{}", error.render()),
    };
    let suggestions =
        [of(ContextKind::SuggestedArg), of(ContextKind::SuggestedSubcommand), of(ContextKind::SuggestedValue)];
    if let Some(suggestion) = suggestions.into_iter().find(|text| !text.is_empty()) {
        text.push_str(&format!("\n是不是“{suggestion}”？"));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        text.push_str(&format!("\n\n用法：{}", usage.trim_start_matches("Usage:").trim()));
    }
    text.push_str("\n\n说明见 --help");
    text
}
