use super::*;
use crate::report::png::png;
use crate::report::samples;

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

/// Every chart of every sample, empty, constant and not finite ones too.
fn all_charts() -> Vec<(String, String)> {
    let mut drawn = Vec::new();
    for (name, findings) in samples::all() {
        for chart in charts(&findings) {
            for language in LANGUAGES {
                let svg = chart.svg(&findings, language).expect("draws");
                drawn.push((format!("{name}: {}", chart.stem(&findings)), svg));
            }
        }
    }
    drawn
}

#[test]
fn every_chart_of_every_sample_is_well_formed_svg_without_broken_numbers() {
    let drawn = all_charts();
    assert!(drawn.len() > 40);
    for (name, svg) in drawn {
        let tree = resvg::usvg::Tree::from_str(&svg, &resvg::usvg::Options::default());
        assert!(tree.is_ok(), "{name}: {:?}", tree.err());
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
        assert!(svg.starts_with("<svg width=\"900\" height=\"520\""), "{name}: {}", &svg[..80]);
        assert!(!svg.contains("2147483647") && !svg.contains("-2147483648"), "{name}: a coordinate overflowed");
    }
}

#[test]
fn user_text_cannot_break_out_of_the_svg() {
    let findings = samples::hostile();
    for chart in charts(&findings) {
        let svg = chart.svg(&findings, Language::Chinese).expect("draws");
        assert!(!svg.contains("<script") && svg.matches("</svg>").count() == 1, "{}", chart.stem(&findings));
        assert!(svg.chars().all(|character| !character.is_control() || character == '\n'));
    }
}

#[test]
fn chinese_shows_without_any_font_of_the_system() {
    let findings = samples::solar();
    let chart = charts(&findings)[0];
    let with_text = png(&chart.svg(&findings, Language::Chinese).expect("draws")).expect("renders");
    assert!(with_text.starts_with(b"\x89PNG"));
    // the same sheet with characters that the font lacks differs from the one with the title
    let title = &findings.bands[0].label.zh;
    let mut other = findings.clone();
    other.bands[0].label.zh = title.chars().map(|_| '\u{10ffff}').collect();
    let without = png(&chart.svg(&other, Language::Chinese).expect("draws")).expect("renders");
    assert_ne!(with_text, without);
}

/// Writes the pictures of the samples to the folder named by `FENGNIAN_CHARTS`, to be looked at.
#[test]
#[ignore = "for looking at the charts; needs FENGNIAN_CHARTS"]
fn write_pictures() {
    let Some(folder) = std::env::var_os("FENGNIAN_CHARTS") else { return };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).expect("folder");
    for (name, findings) in samples::all() {
        for chart in charts(&findings) {
            for (language, tag) in LANGUAGES.into_iter().zip(["zh", "en"]) {
                let svg = chart.svg(&findings, language).expect("draws");
                let stem = crate::report::file_name::safe_file_name(&format!("{name}-{}-{tag}", chart.stem(&findings)));
                std::fs::write(folder.join(format!("{stem}.png")), png(&svg).expect("renders")).expect("writes");
                std::fs::write(folder.join(format!("{stem}.svg")), svg).expect("writes");
            }
        }
    }
}
