use super::*;
use crate::diagnostic::Text;
use crate::report::png::png;
use crate::report::samples;
use plotters::style::IntoFont;

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

/// Where a text begins and ends, by the width of its characters in the embedded font.
fn text_ends(element: &str, corner: Option<(f64, f64)>, size: Option<f64>) -> Vec<(f64, f64)> {
    let (Some((x, y)), Some(size), Some((attributes, text))) = (corner, size, element.split_once('>')) else {
        return Vec::new();
    };
    let text = text
        .trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
    let style = (crate::report::font::FONT_STACK, size * 1.448).into_font();
    let width = f64::from(style.box_size(&text).expect("measures").0);
    let from = match () {
        () if attributes.contains("text-anchor=\"end\"") => x - width,
        () if attributes.contains("text-anchor=\"middle\"") => x - width / 2.0,
        () => x,
    };
    vec![(from, y), (from + width, y)]
}

/// The points of every shape of an SVG by plotters, in parts of a shown pixel; of texts the point they hang on.
fn points(svg: &str) -> Vec<(f64, f64)> {
    let number = |text: &str, name: &str| -> Option<f64> {
        text.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.parse().ok()
    };
    let mut found = Vec::new();
    for element in svg.split('<').filter(|element| !element.starts_with("svg")) {
        let corner = number(element, "x").zip(number(element, "y"));
        let size = number(element, "width").zip(number(element, "height"));
        if let (Some(corner), Some(size)) = (corner, size) {
            found.push((corner.0 + size.0, corner.1 + size.1));
        }
        found.extend(corner);
        found.extend(text_ends(element, corner, number(element, "font-size")));
        if let Some(list) = element.split(" points=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            let pair = |point: &str| {
                let (x, y) = point.split_once(',')?;
                x.parse().ok().zip(y.parse().ok())
            };
            found.extend(list.split_whitespace().filter_map(pair));
        }
    }
    found
}

#[test]
fn nothing_is_drawn_outside_the_sheet() {
    let (width, height) = (f64::from(WIDTH) * 4.0, f64::from(HEIGHT) * 4.0);
    let villages = [(1, 1), (1, 11), (104, 1), (104, 11), (1_200, 1), (1_200, 11), (5_000, 31), (21, 31)];
    let mut drawn = all_charts();
    for (households, years) in villages {
        let findings = Findings { village: Some(samples::village(households, years)), ..samples::zhaoyuan() };
        for chart in charts(&findings).into_iter().filter(Chart::is_of_village) {
            for language in LANGUAGES {
                let name = format!("{households} households, {years} years: {}", chart.stem(&findings));
                drawn.push((name, chart.svg(&findings, language).expect("draws")));
            }
        }
    }
    for (name, svg) in drawn {
        let points = points(&svg);
        assert!(points.len() > 4, "{name}");
        for (x, y) in points {
            assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{name}: ({x}, {y})");
        }
    }
}

#[test]
fn households_beyond_the_named_ones_stand_in_bands_sorted_by_risk() {
    let findings = samples::large_village();
    let chart = charts(&findings).into_iter().find(|chart| chart.stem(&findings).starts_with("heat-map")).expect("one");
    let svg = chart.svg(&findings, Language::Chinese).expect("draws");
    let village = findings.village.as_ref().expect("a village");
    let sorted = crate::report::households::by_risk(village);
    for (place, household) in sorted.iter().enumerate().take(40) {
        let shown = svg.contains(&format!("\n{}\n", household.id));
        assert_eq!(shown, place < 20, "{} at place {place}", household.id);
    }
    assert!(svg.contains("右：全部 1,200 户，每行为相邻 11 户的平均"), "the sub-title says what a line is");
}

#[test]
fn payments_show_the_village_before_others_and_no_supplier() {
    let findings = samples::zhaoyuan();
    let drawn = charts(&findings);
    let chart = drawn.iter().find(|chart| chart.stem(&findings) == "payments-by-recipient").expect("one");
    let svg = chart.svg(&findings, Language::Chinese).expect("draws");
    let place = |label: &str| svg.find(&format!("\n{label}\n"));
    assert!(place("村集体") < place("可开发户") && place("无劳力户") < place("务工村民"));
    assert!(place("村集体").is_some());
    for nobody_of_the_village in ["市场（买卖方）", "政府", "银行", "经营方"] {
        assert!(place(nobody_of_the_village).is_none(), "{nobody_of_the_village}");
    }
}

#[test]
fn a_project_that_pays_much_in_one_year_is_named_and_one_or_two_are_no_rest() {
    let mut findings = samples::zhaoyuan();
    let shown = |findings: &Findings| {
        let drawn = charts(findings);
        let chart = drawn.iter().find(|chart| chart.stem(findings) == "payments-by-project").expect("one");
        chart.svg(findings, Language::Chinese).expect("draws")
    };
    let village = findings.village.as_mut().expect("a village");
    village.recipients.truncate(1);
    let years = village.years.len();
    let project = |place: u8, amounts: Vec<f64>| (format!("p{place}"), Text::same(format!("p{place}")), amounts);
    let steady = (0..8).map(|place| project(place, vec![10.0 + f64::from(place); years]));
    let mut once = vec![0.0; years];
    once[1] = 60.0;
    village.recipients[0].from = steady.chain([project(8, once)]).collect();
    let svg = shown(&findings);
    let has = |svg: &str, label: &str| svg.contains(&format!("\n{label}\n"));
    assert!(has(&svg, "p8") && has(&svg, "其他") && !has(&svg, "p0"), "the highest block is named");
    findings.village.as_mut().expect("a village").recipients[0].from.remove(0);
    let svg = shown(&findings);
    assert!((1..=8).all(|place| has(&svg, &format!("p{place}"))) && !has(&svg, "其他"));
}

#[test]
fn income_that_no_source_lists_is_drawn_as_such() {
    let mut findings = samples::zhaoyuan();
    let drawn = |findings: &Findings| {
        let drawn = charts(findings);
        let chart = drawn.iter().find(|chart| chart.kind() == "waterfall").expect("one");
        chart.svg(findings, Language::English).expect("draws")
    };
    let village = findings.village.as_mut().expect("a village");
    village.list.iter_mut().for_each(|household| household.receives = vec![0.0; household.receives.len()]);
    let svg = drawn(&findings);
    assert!(svg.contains("\nother, less own medical bills\n") && !svg.contains("and the like\n"), "{svg}");
}

/// The characters of a font, from its `cmap` of format 4 (OpenType specification).
fn characters(font: &[u8]) -> std::collections::HashSet<u32> {
    let short = |at: usize| u16::from_be_bytes([font[at], font[at + 1]]);
    let place = |at: usize| usize::from(short(at)) * 65_536 + usize::from(short(at + 2));
    let mut tables = (0..usize::from(short(4))).map(|table| 12 + 16 * table);
    let cmap = place(tables.find(|&at| &font[at..at + 4] == b"cmap").expect("a cmap") + 8);
    let mut forms = (0..usize::from(short(cmap + 2))).map(|form| cmap + place(cmap + 8 + 8 * form));
    let form = forms.find(|&form| short(form) == 4).expect("format 4");
    let twice = usize::from(short(form + 6));
    let mut found = std::collections::HashSet::new();
    for segment in (0..twice).step_by(2) {
        let [end, start, delta] = [14, 16 + twice, 16 + 2 * twice].map(|column| short(form + column + segment));
        let offset_at = form + 16 + 3 * twice + segment;
        let offset = usize::from(short(offset_at));
        for character in start..=end.min(0xfffe) {
            let glyph = match offset {
                0 => character.wrapping_add(delta),
                offset => short(offset_at + offset + 2 * usize::from(character - start)),
            };
            if glyph != 0 {
                found.insert(u32::from(character));
            }
        }
    }
    found
}

#[test]
fn the_font_has_every_character_of_the_charts() {
    let known = characters(crate::report::font::FONT);
    assert!(known.contains(&u32::from('丰')) && !known.contains(&0x10_ffff));
    for findings in [samples::zhaoyuan(), samples::large_village(), samples::one_household(), samples::quarry()] {
        for chart in charts(&findings) {
            for language in LANGUAGES {
                let svg = chart.svg(&findings, language).expect("draws");
                let missing: String = svg.chars().filter(|&c| c != '\n' && !known.contains(&u32::from(c))).collect();
                assert!(missing.is_empty(), "{}: {missing}", chart.stem(&findings));
            }
        }
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
