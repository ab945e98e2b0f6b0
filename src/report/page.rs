//! One page for people, in Chinese and English, that needs nothing beside itself: no script, no font, no request.

mod conclusion;
mod html;
mod sections;
mod variants;
mod village;

use super::charts::{Chart, ChartError};
use super::manifest::Manifest;
use super::text::for_html;
use super::words;
use crate::analysis::findings::Findings;
use crate::diagnostic::Language;

const STYLE: &str = include_str!("page/style.css");

/// The charts of a page, drawn in both languages.
pub struct ChartPair {
    /// The sort of chart: `fan`, `heat-map`.
    pub kind: &'static str,
    /// It shows households, and stands in their section.
    pub village: bool,
    /// SVG with Chinese text.
    pub zh: String,
    /// SVG with English text.
    pub en: String,
}

impl ChartPair {
    /// Draws a chart in both languages.
    ///
    /// # Errors
    /// Where plotters cannot draw.
    pub fn draw(chart: Chart, findings: &Findings) -> Result<ChartPair, ChartError> {
        let (zh, en) = (chart.svg(findings, Language::Chinese)?, chart.svg(findings, Language::English)?);
        Ok(ChartPair { kind: chart.kind(), village: chart.is_of_village(), zh, en })
    }

    fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// The page. `language` is the one shown first; the other is one click away. All text of users is escaped; a content
/// security policy forbids scripts and requests besides.
pub fn page(findings: &Findings, charts: &[ChartPair], manifest: &Manifest, language: Language) -> String {
    let drawn: usize = charts.iter().map(|chart| chart.zh.len() + chart.en.len()).sum();
    let mut html = String::with_capacity(drawn + 64 * 1024);
    let (code, checked_zh, checked_en) = match language {
        Language::Chinese => ("zh-CN", " checked", ""),
        Language::English => ("en", "", " checked"),
    };
    html.push_str(&format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n\
         <input class=\"pick\" type=\"radio\" name=\"language\" id=\"zh\"{checked_zh}>\n\
         <input class=\"pick\" type=\"radio\" name=\"language\" id=\"en\"{checked_en}>\n\
         <nav><label for=\"zh\">中文</label><label for=\"en\">English</label></nav>\n<main>\n",
        for_html(words::title(findings, language))
    ));
    for (language, code) in [(Language::Chinese, "zh-CN"), (Language::English, "en")] {
        html.push_str(&format!("<section lang=\"{code}\">\n"));
        sections::all(&mut html, findings, charts, manifest, language);
        html.push_str("</section>\n");
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

#[cfg(test)]
mod tests;
