//! What the tests of this stage share.

/// Compares with a file of `tests/golden`; writes it instead where `UPDATE_GOLDEN` is set.
pub(crate) fn check_golden(name: &str, found: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, format!("{}\n", found.trim_end())).expect("writes");
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(found.trim_end(), agreed.trim_end(), "{name}; UPDATE_GOLDEN=1 writes it");
}
