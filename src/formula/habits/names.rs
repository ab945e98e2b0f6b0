//! Names and units of other languages.

use crate::diagnostic::Text;

/// Units that people write behind a number in characters.
const COUNTED: &[&str] =
    &["元", "亩", "户", "人", "天", "月", "个月", "年", "头", "吨", "斤", "公斤", "千克", "度", "米", "小时"];

/// What to write for a name that other languages have and a scenario has not.
pub fn name_instead(name: &str) -> Option<Text> {
    Some(match name {
        "t" | "time" | "i" | "k" | "j" | "period" | "tt" | "Index" | "INDEX" => Text::new(
            "年的序号写 index（0、1……horizon），日历年写 year",
            "the number of the year is index (0, 1, … horizon); the calendar year is year",
        ),
        "T" | "N" | "years" | "periods" | "n_years" => {
            Text::new("最后一年的序号写 horizon", "the index of the last year is horizon")
        }
        "None" | "null" | "NULL" | "none" | "NaN" | "nan" | "NA" | "nil" | "np.nan" | "numpy.nan" | "math.nan"
        | "Null" => Text::new(
            "没有的金额是 0；要一个缺失的值，写 0 / 0；只在一些年份有的，写 active = \"1..5\" 或 if(条件, 值, 0)",
            "an amount that is not there is 0; a missing value is 0 / 0; for some years only, write active = \"1..5\" or if(condition, value, 0)",
        ),
        "inf" | "Inf" | "Infinity" | "np.inf" | "numpy.inf" | "math.inf" => Text::new(
            "只有一边的限制请写 max(x, 0) 或 min(x, 1)；真要无穷大，写 1 / 0",
            "for one limit write max(x, 0) or min(x, 1); an infinity is 1 / 0",
        ),
        "True" | "TRUE" | "yes" | "Yes" | "是" | "真" => super::write("true"),
        "False" | "FALSE" | "no" | "No" | "否" | "假" => super::write("false"),
        "np.pi" | "numpy.pi" | "math.pi" | "Math.PI" | "PI" => super::write("pi"),
        "e" | "np.e" | "math.e" => super::write("exp(1)"),
        "rate" | "r" | "wacc" | "WACC" | "discount" => {
            Text::new("情景的折现率写 discount_rate", "the scenario's rate is discount_rate")
        }
        _ => return in_digits(name),
    })
}

/// `六万元`: a number in Chinese characters, with its unit perhaps.
fn in_digits(name: &str) -> Option<Text> {
    let end = name.find(|c| digit(c).is_none() && place(c).is_none()).unwrap_or(name.len());
    let (number, unit) = name.split_at_checked(end)?;
    let value = chinese_number(number)?;
    if !(unit.is_empty() || COUNTED.contains(&unit)) {
        return None;
    }
    let plain = format!("{value} {unit}");
    let large = value >= 1e4 && !unit.is_empty();
    Some(match large {
        true => {
            let in_wan = format!("{} 万{unit}", value / 1e4);
            Text::new(
                format!("数字用阿拉伯数字：写 {plain} 或 {in_wan}"),
                format!("use digits: write {plain} or {in_wan}"),
            )
        }
        false => Text::new(
            format!("数字用阿拉伯数字：写 {}", plain.trim_end()),
            format!("use digits: write {}", plain.trim_end()),
        ),
    })
}

fn digit(c: char) -> Option<f64> {
    let digits = ["零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    digits.iter().zip(0_u8..).find(|(same, _)| same.contains(c)).map(|(_, value)| f64::from(value))
}

fn place(c: char) -> Option<f64> {
    Some(match c {
        '十' | '拾' => 10.0,
        '百' | '佰' => 100.0,
        '千' | '仟' => 1000.0,
        '万' => 1e4,
        '亿' => 1e8,
        _ => return None,
    })
}

/// `三十五万` is 350,000; `None` where it begins with no digit (`万` alone is a unit) or is no such number.
fn chinese_number(text: &str) -> Option<f64> {
    let first = text.chars().next()?;
    if digit(first).is_none() && first != '十' {
        return None;
    }
    // what is complete, what stands below the next 万 or 亿, and the digit that waits for its place
    let (mut whole, mut low, mut waiting) = (0.0, 0.0, None::<f64>);
    for c in text.chars() {
        match (digit(c), place(c)) {
            // 二〇一八 is a year, digit by digit
            (Some(value), _) => waiting = Some(waiting.unwrap_or(0.0) * 10.0 + value),
            (None, Some(size)) if size < 1e4 => low += waiting.take().unwrap_or(1.0) * size,
            (None, Some(size)) => {
                let part = low + waiting.take().unwrap_or(0.0);
                // 一万亿: the 亿 multiplies all that was said
                let all = size > 1e4 && whole > 0.0 && whole < size;
                whole = if all { (whole + part) * size } else { whole + part * size };
                low = 0.0;
            }
            (None, None) => return None,
        }
    }
    Some(whole + low + waiting.unwrap_or(0.0))
}

/// What to write for a unit that is not built in.
pub fn unit_instead(name: &str) -> Option<Text> {
    Some(match name.to_lowercase().as_str() {
        "万" | "w" | "万块" | "万人民币" => super::write("万元"),
        "亿" => super::write("亿元"),
        "rmb" | "cny" | "人民币" | "块" | "块钱" | "元整" => super::write("元"),
        "usd" | "dollar" | "dollars" | "eur" | "euro" | "euros" | "gbp" | "hkd" | "jpy" | "美元" | "欧元" | "港币" => {
            Text::new(
                format!("外币请在 [units] 里按汇率写明，例如 {name} = \"7 元\""),
                format!("declare another currency in [units] at its rate, as in {name} = \"7 元\""),
            )
        }
        "kw·h" | "kilowatt" => super::write("kWh"),
        "ton" | "tons" | "tonne" | "tonnes" => super::write("t"),
        "hour" | "hours" | "hr" | "hrs" => super::write("h"),
        "acre" | "acres" | "英亩" => {
            Text::new("请在 [units] 里写 acre = \"6.07 亩\"", "write acre = \"6.07 亩\" in [units]")
        }
        "ppl" | "persons" | "capita" | "head_count" => super::write("人"),
        "percent" | "pct" => super::write("%"),
        "k" | "thousand" | "千" => Text::new("请把数写全，例如 5000", "write the number out, as in 5000"),
        "million" | "m元" | "mn" => Text::new("请写 5e6 元 或 500 万元", "write 5e6 元 or 500 万元"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_characters_are_read() {
        for (text, value) in [
            ("六万", 6e4),
            ("三十五万", 35e4),
            ("一亿二千万", 1.2e8),
            ("十二", 12.0),
            ("二〇一八", 2018.0),
            ("两千零五", 2005.0),
            ("一万五千", 15000.0),
        ] {
            assert_eq!(chinese_number(text), Some(value), "{text}");
        }
        assert_eq!(chinese_number("万"), None);
        let remedy = |name: &str| name_instead(name).map(|text| text.en);
        assert_eq!(remedy("六万元").as_deref(), Some("use digits: write 60000 元 or 6 万元"));
        assert_eq!(remedy("五百户").as_deref(), Some("use digits: write 500 户"));
        assert_eq!(remedy("三").as_deref(), Some("use digits: write 3"));
        assert_eq!(remedy("一等奖"), None);
        assert_eq!(remedy("是").as_deref(), Some("write true"));
    }
}
