//! Stage 7, show: findings become tables, charts and files.
//!
//! [`table::terminal_table`] is what the screen shows, [`write::write_report`] makes the output folder: `summary.json`,
//! the manifest, per-trial outcomes, yearly bands, charts, one self-contained page, and where there are households a
//! workbook and a list of them. Only [`mod@write`] touches the disk;
//! everything else returns text or bytes.

pub mod charts;
pub mod file_name;
pub mod font;
pub mod frames;
pub mod households;
pub mod list;
pub mod manifest;
pub mod number;
pub mod page;
pub mod png;
pub mod size;
pub mod summary;
pub mod table;
pub mod tables;
pub mod text;
pub mod words;
pub mod workbook;
pub mod write;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
