//! File names made from names that users gave.

/// Longest stem in bytes; with extension and the marks of an unfinished folder it stays below the 255 of common disks.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices, with or without extension.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A file or folder name from any text: letters and digits of every script, `-`, `_`, `.` inside and spaces inside are
/// kept, all else becomes `_`. Never empty, never `.` or `..`, never a device of Windows, never with a separator, at most
/// 120 bytes (cut texts end in a fingerprint, so that two long names stay different).
pub fn safe_file_name(text: &str) -> String {
    let replaced: String =
        text.chars()
            .map(|character| {
                if character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ' ') { character } else { '_' }
            })
            .collect();
    let trimmed = replaced.trim_matches(|character: char| character == '.' || character.is_whitespace());
    let name = if trimmed.is_empty() { "unnamed" } else { trimmed };
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let name = if is_device(stem) { format!("_{name}") } else { name.to_string() };
    shorten(&name, text)
}

fn is_device(stem: &str) -> bool {
    let upper = stem.to_uppercase();
    let numbered = upper.strip_prefix("COM").or_else(|| upper.strip_prefix("LPT"));
    DEVICES.contains(&upper.as_str())
        || numbered.is_some_and(|rest| {
            rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
        })
}

fn shorten(name: &str, original: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_string();
    }
    // FNV-1a (Fowler, Noll, Vo), 64 bits: enough to keep names of one report apart
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in original.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut end = LONGEST - 17;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{hash:016x}", &name[..end])
}

/// Makes names of one folder different where they differ only by case or were the same: `a`, `A_2`.
#[derive(Debug, Default)]
pub struct UniqueNames {
    taken: std::collections::HashSet<String>,
    tells_case: bool,
}

impl UniqueNames {
    /// For the columns of a table, where `a` and `A` are two names.
    pub fn of_columns() -> UniqueNames {
        UniqueNames { tells_case: true, ..UniqueNames::default() }
    }

    /// The name, with `_2`, `_3`, … if it is taken (disks of Windows and macOS do not tell case apart).
    pub fn claim(&mut self, name: &str) -> String {
        let mut candidate = name.to_string();
        let mut count = 2u32;
        while !self.taken.insert(if self.tells_case { candidate.clone() } else { candidate.to_lowercase() }) {
            candidate = format!("{name}_{count}");
            count += 1;
        }
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_stays_and_paths_do_not() {
        assert_eq!(safe_file_name("招元村光伏"), "招元村光伏");
        assert_eq!(safe_file_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe_file_name("a\\b:c*?"), "a_b_c__");
        assert_eq!(safe_file_name(".."), "unnamed");
        assert_eq!(safe_file_name(""), "unnamed");
        assert_eq!(safe_file_name("quarry.npv"), "quarry.npv");
    }

    #[test]
    fn devices_of_windows_are_no_file_names() {
        for name in ["CON", "con", "aux.txt", "COM1", "lpt9.csv", "nul .x"] {
            assert!(safe_file_name(name).starts_with('_'), "{name}");
        }
        assert_eq!(safe_file_name("CONTRACT"), "CONTRACT");
        assert_eq!(safe_file_name("COMA"), "COMA");
    }

    #[test]
    fn long_names_stay_short_and_different() {
        let a = safe_file_name(&"村".repeat(500));
        let b = safe_file_name(&"村".repeat(501));
        assert!(a.len() <= LONGEST && b.len() <= LONGEST);
        assert_ne!(a, b);
    }

    #[test]
    fn names_that_differ_by_case_only_are_kept_apart() {
        let mut names = UniqueNames::default();
        assert_eq!(names.claim("NPV"), "NPV");
        assert_eq!(names.claim("npv"), "npv_2");
        assert_eq!(names.claim("Npv"), "Npv_3");
        let mut columns = UniqueNames::of_columns();
        assert_eq!(["NPV", "npv", "npv"].map(|name| columns.claim(name)), ["NPV", "npv", "npv_2"]);
    }

    proptest! {
        #[test]
        fn every_text_gives_one_plain_component(text in any::<String>()) {
            let name = safe_file_name(&text);
            prop_assert!(!name.is_empty() && name.len() <= LONGEST + 1);
            prop_assert_eq!(std::path::Path::new(&name).components().count(), 1);
            prop_assert!(!name.contains(['/', '\\', ':', '\0']) && name != "." && name != "..");
            prop_assert!(!name.ends_with('.') && !name.ends_with(' '));
        }
    }
}
