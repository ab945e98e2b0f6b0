//! Names and units of other languages.

use crate::diagnostic::Text;

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
            "没有空值：没有的金额是 0；只在一些年份有的，写 active = \"1..5\" 或 if(条件, 值, 0)",
            "there is no empty value: an amount that is not there is 0; for some years only, write active = \"1..5\" or if(condition, value, 0)",
        ),
        "inf" | "Inf" | "Infinity" | "np.inf" | "numpy.inf" | "math.inf" => Text::new(
            "没有无穷大：只有一边的限制请写 max(x, 0) 或 min(x, 1)",
            "there is no infinity: for one limit write max(x, 0) or min(x, 1)",
        ),
        "True" | "TRUE" | "yes" | "Yes" => super::write("true"),
        "False" | "FALSE" | "no" | "No" => super::write("false"),
        "np.pi" | "numpy.pi" | "math.pi" | "Math.PI" | "PI" => super::write("pi"),
        "e" | "np.e" | "math.e" => super::write("exp(1)"),
        "rate" | "r" | "wacc" | "WACC" | "discount" => {
            Text::new("情景的折现率写 discount_rate", "the scenario's rate is discount_rate")
        }
        _ => return None,
    })
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
