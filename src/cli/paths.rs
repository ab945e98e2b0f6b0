//! Paths as people type them behind a command.

/// A path in quotes where a shell would take it apart, and never as an option: in a command to be copied.
pub(super) fn typed(path: &str) -> String {
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | ':' | ',' | '+' | '\\' | '~');
    if !path.is_empty() && path.chars().all(plain) {
        return path;
    }
    // both quotes work in the shells of Unix; that of Windows knows the double ones only, which its paths cannot hold
    if path.contains(['"', '$', '`', '!']) && !cfg!(windows) {
        return format!("'{}'", path.replace('\'', "'\\''"));
    }
    format!("\"{path}\"")
}

/// The folder that a path stands in; `.` for the working folder.
pub(super) fn folder_to_type(path: &str) -> String {
    let folder = crate::scenario::files::folder_of(path);
    if folder.is_empty() { ".".to_owned() } else { folder.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_shell() {
        for (path, shown) in [
            ("my-village.toml", "my-village.toml"),
            ("村/招元.toml", "村/招元.toml"),
            ("my village.toml", "\"my village.toml\""),
            ("it's.toml", "\"it's.toml\""),
            ("-x.toml", "./-x.toml"),
        ] {
            assert_eq!(typed(path), shown);
        }
        assert_eq!(folder_to_type("mine.toml"), ".");
        assert_eq!(folder_to_type("kk/mine.toml"), "kk");
    }
}
