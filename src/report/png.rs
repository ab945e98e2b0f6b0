//! An SVG chart as PNG, with the embedded font: the picture is the same on every machine.

use resvg::{tiny_skia, usvg};

use super::charts::ChartError;
use super::font;

/// Pixels of the PNG for one unit of the SVG: twice, so that it stays sharp when printed.
pub const SCALE: f32 = 2.0;

/// Draws `svg` at [`SCALE`].
///
/// # Errors
/// [`ChartError::Png`] where the SVG cannot be parsed or the picture would not fit into memory.
pub fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    let options = usvg::Options {
        fontdb: font::database(),
        font_family: font::FONT_NAME.to_string(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| ChartError::Png(error.to_string()))?;
    let size = tree.size();
    let failed = || ChartError::Png("no memory for the picture".to_string());
    // a picture has some thousand pixels at most
    let (width, height) = ((size.width() * SCALE).ceil() as u32, (size.height() * SCALE).ceil() as u32);
    let mut picture = tiny_skia::Pixmap::new(width, height).ok_or_else(failed)?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| ChartError::Png(error.to_string()))
}
