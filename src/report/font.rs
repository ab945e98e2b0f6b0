//! The embedded font: Chinese text in charts on machines without any font.

use std::sync::{Arc, OnceLock};

use plotters::style::{FontStyle, register_font};
use resvg::usvg::fontdb;

/// A subset of Noto Sans CJK SC Regular (SIL Open Font License 1.1); see `assets/fonts/README.md`.
pub static FONT: &[u8] = include_bytes!("../../assets/fonts/NotoSansCJKsc-Regular-subset.otf");

/// The name of the embedded font.
pub const FONT_NAME: &str = "Noto Sans CJK SC";

/// Written into the SVG: the embedded font first, then what browsers of the common systems have.
pub const FONT_STACK: &str = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif";

/// Tells plotters about the font, once; afterwards text can be measured.
pub fn register() {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    REGISTERED.get_or_init(|| {
        // the font is part of the program: a test shows that it parses, and without it only widths would be missing
        let _ = register_font(FONT_STACK, FontStyle::Normal, FONT);
    });
}

/// The font for drawing SVG as PNG, parsed once.
pub fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    DATABASE
        .get_or_init(|| {
            let mut database = fontdb::Database::new();
            database.load_font_source(fontdb::Source::Binary(Arc::new(FONT)));
            for set in [
                fontdb::Database::set_sans_serif_family,
                fontdb::Database::set_serif_family,
                fontdb::Database::set_monospace_family,
            ] {
                set(&mut database, FONT_NAME.to_string());
            }
            Arc::new(database)
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_font_is_one_face_with_its_name() {
        let database = database();
        let faces: Vec<_> = database.faces().collect();
        assert_eq!(faces.len(), 1);
        assert_eq!(faces[0].families[0].0, FONT_NAME);
        assert!(register_font("test", FontStyle::Normal, FONT).is_ok());
    }
}
