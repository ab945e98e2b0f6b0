//! The manifest of a run: everything that is needed to run it again and to check that nothing has changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What ran. Written as `manifest.json` with the list of files of the folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Manifest {
    /// Version of this program.
    pub version: String,
    /// The scenario file.
    pub scenario: Fingerprint,
    /// Each project kind, and where it was found (`builtin` or a path).
    pub kinds: Vec<KindUsed>,
    /// Data files that the scenario reads.
    pub data: Vec<Fingerprint>,
    /// Seed.
    pub seed: u64,
    /// Trials.
    pub trials: u64,
    /// `stratified` or `independent`.
    pub design: String,
    /// Wall time of reading, compiling and running, in seconds.
    pub duration_seconds: f64,
    /// Threads.
    pub threads: usize,
    /// Instruction set of the kernels: `avx2`, `neon`, `baseline`, …; the numbers do not depend on it.
    pub instruction_set: String,
    /// The options given, as on a command line: `--set solar.capacity=100 kW`.
    pub options: Vec<String>,
    /// The command that repeats the run.
    pub command: String,
}

/// A file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fingerprint {
    /// As the user gave it.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A project kind that was used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindUsed {
    /// The word after `kind =`.
    pub name: String,
    /// `builtin` or the path.
    pub found: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Marks a folder as one that this program wrote and may replace.
pub const PROGRAM: &str = "fengnian";

/// What was written into a file, by which it is seen whether somebody changed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

#[derive(Serialize)]
struct OnDisk<'a> {
    program: &'static str,
    #[serde(flatten)]
    manifest: &'a Manifest,
    files: &'a [String],
    contents: &'a BTreeMap<String, Content>,
}

/// The bytes of `manifest.json`: the manifest, the files of the folder (with `/` between folders), and what was written into
/// them.
///
/// # Errors
/// Where serde cannot write it.
pub fn manifest_json(
    manifest: &Manifest,
    files: &[String],
    contents: &BTreeMap<String, Content>,
) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(&OnDisk { program: PROGRAM, manifest, files, contents })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The files that a manifest lists, each with what was written into it where the manifest says so; `None` where the bytes are
/// no manifest of this program.
pub fn files_of(manifest_json: &[u8]) -> Option<BTreeMap<String, Option<Content>>> {
    let value: serde_json::Value = serde_json::from_slice(manifest_json).ok()?;
    if value.get("program")?.as_str()? != PROGRAM {
        return None;
    }
    let content = |file: &str| serde_json::from_value(value.get("contents")?.get(file)?.clone()).ok();
    let files = value.get("files")?.as_array()?.iter().filter_map(serde_json::Value::as_str);
    Some(files.map(|file| (file.to_owned(), content(file))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_recognised_and_lists_its_files() {
        let files = vec!["summary.json".to_string(), "charts/图.svg".to_string()];
        let content = Content { bytes: 3, sha256: "ab".to_owned() };
        let contents = BTreeMap::from([(files[0].clone(), content.clone())]);
        let manifest = Manifest { seed: u64::MAX, ..Manifest::default() };
        let bytes = manifest_json(&manifest, &files, &contents).expect("json");
        assert_eq!(files_of(&bytes), Some([(files[0].clone(), Some(content)), (files[1].clone(), None)].into()));
        assert!(String::from_utf8(bytes).expect("utf-8").contains("18446744073709551615"));
        assert_eq!(files_of(b"{\"program\":\"other\",\"files\":[]}"), None);
        assert_eq!(files_of(b"not json"), None);
    }
}
