//! Lists damaged at random: a list or mistakes, never a panic, and never a name or a card's number in what is said.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::super::{MOST_MEMBERS, SOURCES, read_roster};

/// The same damage in every run. `DAMAGE=50000` in the environment tries so many.
const CASES: u32 = 1000;

const LIST: &str = "# 合成名册\n户编号,户主姓名,户主身份证号,家庭人口（人）,劳动力,在校生,老人,贫困户属性,监测类别,\
工资性收入（万元）,出租土地（亩）,公益岗位,果树（株）,是否危房\n\
H1,欧阳锋,441621198001011234,4,2,1,1,一般,脱贫不稳定户,1.2,3,是,\"1,200\",否\n\
H2,慕容复,44162119800101123X,1,0,0,1,五保户,,0,-,,20,是\n合计,,,5,2,1,2,,,1.2,3,,1220,\n";

fn runner() -> TestRunner {
    let cases = std::env::var("DAMAGE").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]))
}

#[test]
fn damaged_lists_never_panic() {
    let snippets = [
        ",",
        "\n",
        "\"",
        "\t",
        ";",
        "　",
        "1e308",
        "-1",
        "９９",
        "万",
        "NaN",
        "=1+1",
        "\u{0}",
        "\u{202e}",
        "家庭人口",
        "是",
        "低保",
        "2018-1-1",
        "0x1F",
        "1,2",
        "（",
        "）",
        "#",
        "\u{feff}",
        "99999999999999999999",
        "合计",
        "人",
        "\r",
    ];
    let damage = proptest::collection::vec((any::<u32>(), 0..8_usize, 0..snippets.len()), 1..6);
    let result = runner().run(&(damage, any::<bool>()), |(places, gbk)| {
        let mut text = LIST.to_owned();
        for (place, cut, snippet) in places {
            let at = text.floor_char_boundary(place as usize % (text.len() + 1));
            let end = text.ceil_char_boundary((at + cut).min(text.len()));
            text.replace_range(at..end, snippets[snippet]);
        }
        let bytes = if gbk { encoding_rs::GB18030.encode(&text).0.into_owned() } else { text.into_bytes() };
        match read_roster(&bytes, "list.csv", &SOURCES) {
            Ok(roster) => {
                prop_assert!(roster.households() > 0);
                let members = roster.numbers("members").unwrap_or_default();
                prop_assert!(members.iter().all(|count| (1.0..=f64::from(MOST_MEMBERS)).contains(count)));
                for column in &roster.columns {
                    if let super::super::RosterValues::Numbers(values) = &column.values {
                        prop_assert!(
                            values.len() == roster.households() && values.iter().all(|value| value.is_finite())
                        );
                    }
                }
            }
            Err(log) => prop_assert!(!log.is_empty()),
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn bytes_of_any_sort_never_panic() {
    let result = runner().run(&proptest::collection::vec(any::<u8>(), 0..300), |mut bytes| {
        for start in [&b""[..], b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbfmembers\n"] {
            let mut all = start.to_vec();
            all.extend(&bytes);
            let _ = read_roster(&all, "list.csv", &SOURCES);
        }
        bytes.retain(u8::is_ascii);
        let _ = read_roster(&bytes, "list.csv", &SOURCES);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// Cells moved to other columns, as careless pasting does: what is said never repeats a name or a number of a card.
#[test]
fn cells_in_the_wrong_column_are_never_repeated() {
    const SECRETS: [&str; 4] = ["欧阳锋", "441621198001011234", "13812345678", "44162119800101123X"];
    let heads = ["户编号", "家庭人口", "劳动力", "贫困户属性", "监测类别", "工资性收入", "公益岗位", "果树", "备注"];
    let good = ["7", "3", "1", "一般", "无", "9000", "否", "5", "好"];
    for secret in SECRETS {
        for column in 0..heads.len() {
            let mut cells = good;
            cells[column] = secret;
            let text = format!("{}\n{}\n{}\n", heads.join(","), good.join(",").replacen('7', "6", 1), cells.join(","));
            let said = match read_roster(text.as_bytes(), "list.csv", &SOURCES) {
                Ok(roster) => format!("{roster:?}"),
                Err(log) => format!("{log:?}"),
            };
            assert!(!said.contains(secret), "{}: {said}", heads[column]);
        }
    }
}
