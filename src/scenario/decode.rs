//! Bytes of a file to text. Notepad and Excel save Chinese text as UTF-8 (with or without a byte order mark), UTF-16 or
//! GBK; all are read, anything else is refused rather than guessed.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use sha2::{Digest, Sha256};

/// Largest file that is read: 16 MiB.
pub const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotText {
    /// Pictures, workbooks, programs; what sort it looks like, if known (`xlsx`, `pdf`, …).
    Binary(Option<&'static str>),
    /// UTF-8 with damaged bytes: the first one, from 0.
    DamagedUtf8(usize),
    /// UTF-16 with an odd length or broken pairs.
    DamagedUtf16,
}

/// The text of a file, without byte order mark, with line ends as they stand (a text with only the old Macintosh
/// line end gets `\n`).
///
/// # Errors
/// The bytes are not text in UTF-8, UTF-16 or GB18030.
pub fn decode(bytes: &[u8]) -> Result<String, NotText> {
    if let Some(sort) = signature(bytes) {
        return Err(NotText::Binary(Some(sort)));
    }
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, UTF_16LE)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, UTF_16BE)?,
        _ if bytes.contains(&0) => {
            let encoding = utf16_by_zeros(bytes).ok_or(NotText::Binary(None))?;
            utf16(bytes, encoding).map_err(|_| NotText::Binary(None))?
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => gb18030(bytes)?,
        },
    };
    // a text file has tabs and line ends, no other control characters
    let is_odd =
        |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{1b}' | '\u{85}');
    if text.chars().any(|c| c == '\0') || text.chars().filter(|c| is_odd(*c)).count() * 50 > text.chars().count() {
        return Err(NotText::Binary(None));
    }
    Ok(if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n") } else { text })
}

/// SHA-256 of the bytes on disk, in hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn utf8(bytes: &[u8]) -> Result<String, NotText> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(NotText::DamagedUtf8(error.valid_up_to())),
    }
}

fn utf16(bytes: &[u8], encoding: &'static Encoding) -> Result<String, NotText> {
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    decoded.map(std::borrow::Cow::into_owned).ok_or(NotText::DamagedUtf16)
}

/// UTF-16 without a byte order mark: in a scenario most characters are ASCII, so every second byte is zero, on one
/// side only. At least a fifth of the pairs must show it.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = bytes.len() / 10;
    match (even, odd) {
        (0, odd) if odd > enough => Some(UTF_16LE),
        (even, 0) if even > enough => Some(UTF_16BE),
        _ => None,
    }
}

/// GBK and its superset GB18030. Nearly any bytes decode as that, so the result must look like writing, and a file that
/// is UTF-8 but for a few bytes is called damaged.
fn gb18030(bytes: &[u8]) -> Result<String, NotText> {
    let (mut good, mut bad, mut first_bad) = (0_usize, 0_usize, None);
    for chunk in bytes.utf8_chunks() {
        // by chance GBK has many pairs of bytes that are UTF-8, but hardly a group of three
        good += chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
        if !chunk.invalid().is_empty() {
            bad += 1;
            first_bad.get_or_insert(chunk.valid().as_ptr() as usize - bytes.as_ptr() as usize + chunk.valid().len());
        }
    }
    if good > bad {
        return Err(NotText::DamagedUtf8(first_bad.unwrap_or(0)));
    }
    let binary = || NotText::Binary(None);
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(binary)?;
    let foreign: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
    let usual = foreign.iter().filter(|c| is_usual(**c)).count();
    if usual * 10 >= foreign.len() * 9 { Ok(text.into_owned()) } else { Err(binary()) }
}

/// Characters that stand in Chinese office texts: Chinese characters, punctuation, full-width forms, Latin, Greek, signs.
fn is_usual(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{17f}' | '\u{370}'..='\u{3ff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
        | '\u{20a0}'..='\u{22ff}' | '\u{2460}'..='\u{24ff}' | '\u{2500}'..='\u{26ff}' | '\u{3000}'..='\u{312f}'
        | '\u{3200}'..='\u{33ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ffee}')
}

/// What a file that is not text begins like.
fn signature(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "xlsx/docx/zip"),
        (b"\xd0\xcf\x11\xe0", "xls/doc"),
        (b"%PDF", "pdf"),
        (b"\x89PNG", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"PAR1", "parquet"),
        (b"\x1f\x8b", "gz"),
        (b"Rar!", "rar"),
    ];
    KNOWN.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "title = \"招元村光伏电站\"\r\ncapex = \"600000 元\"\r\n";

    fn utf16_bytes(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_that_notepad_and_excel_write_gives_the_same_text() {
        let mut with_mark = vec![0xef, 0xbb, 0xbf];
        with_mark.extend_from_slice(TEXT.as_bytes());
        let files = [
            TEXT.as_bytes().to_vec(),
            with_mark,
            utf16_bytes(TEXT, true, true),
            utf16_bytes(TEXT, false, true),
            utf16_bytes(TEXT, true, false),
            utf16_bytes(TEXT, false, false),
            GB18030.encode(TEXT).0.into_owned(),
        ];
        for (index, bytes) in files.iter().enumerate() {
            assert_eq!(decode(bytes).as_deref(), Ok(TEXT), "file {index}");
        }
        assert_eq!(decode(b""), Ok(String::new()));
        assert_eq!(decode(b"a = 1\rb = 2\r"), Ok("a = 1\nb = 2\n".into()));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04\x14\x00\x06\x00\x08"), Err(NotText::Binary(Some("xlsx/docx/zip"))));
        assert_eq!(decode(b"a\0b"), Err(NotText::Binary(None)));
        // a fixed pseudo-random block with no zero byte: not UTF-8, and not like Chinese writing
        let mut state = 1_u32;
        let noise: Vec<u8> = (0..4000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((state >> 24) as u8).max(1)
            })
            .collect();
        assert!(matches!(decode(&noise), Err(NotText::Binary(_))));
        assert_eq!(decode(&[0xff, 0xfe, 0x41]), Err(NotText::DamagedUtf16));
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_gbk() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.truncate(bytes.iter().rposition(|byte| !byte.is_ascii()).unwrap_or(0));
        let place = std::str::from_utf8(&bytes).map_err(|error| error.valid_up_to());
        assert_eq!(decode(&bytes), Err(NotText::DamagedUtf8(place.unwrap_err())));
    }

    #[test]
    fn fingerprint_is_the_published_one() {
        // FIPS 180-2, appendix B.1
        assert_eq!(fingerprint(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
