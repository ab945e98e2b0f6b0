//! Which language the user reads: `--lang`, else `FENGNIAN_LANG`, else the system's.

use std::ffi::OsString;

use crate::diagnostic::Language;

/// Name of the environment variable.
pub(super) const VARIABLE: &str = "FENGNIAN_LANG";

/// The language, found before the command line is read in full, because help and mistakes are written in it.
pub(super) fn of(arguments: &[OsString]) -> Language {
    let variable = std::env::var(VARIABLE).ok();
    given(arguments)
        .or_else(|| variable.as_deref().and_then(parse))
        .or_else(|| sys_locale::get_locale().as_deref().and_then(parse))
        .unwrap_or_default()
}

/// The last `--lang` before `--`.
fn given(arguments: &[OsString]) -> Option<Language> {
    let words: Vec<&str> =
        arguments.iter().map(|word| word.to_str().unwrap_or("")).take_while(|word| *word != "--").collect();
    let apart = words.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let joined = words.iter().filter_map(|word| word.strip_prefix("--lang="));
    apart.chain(joined).filter_map(parse).next_back()
}

/// `zh`, `zh-CN`, `zh_CN.UTF-8`, `中文`; `en`, `en_GB`, `English`. Other languages read English.
pub(super) fn parse(word: &str) -> Option<Language> {
    let word = word.trim().to_lowercase();
    match word.as_str() {
        "" => None,
        _ if word.starts_with("zh") || word.starts_with("chinese") || word.starts_with("中文") => {
            Some(Language::Chinese)
        }
        _ => Some(Language::English),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_is_found_in_both_spellings_and_the_locale_is_read() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(given(&words("fengnian run x --lang zh")), Some(Language::Chinese));
        assert_eq!(given(&words("fengnian --lang=zh run x")), Some(Language::Chinese));
        assert_eq!(given(&words("fengnian --lang")), None);
        assert_eq!(given(&words("fengnian run -- --lang zh")), None);
        for (locale, language) in [
            ("zh-CN", Some(Language::Chinese)),
            ("zh_TW.UTF-8", Some(Language::Chinese)),
            ("中文", Some(Language::Chinese)),
            ("en_GB", Some(Language::English)),
            ("C", Some(Language::English)),
            ("", None),
        ] {
            assert_eq!(parse(locale), language, "{locale}");
        }
    }
}
