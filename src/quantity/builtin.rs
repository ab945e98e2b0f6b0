//! The units of the language, with their names in both languages.

/// Base units: Chinese and English symbol. Area of land (亩) is its own base, not metres squared; power and energy
/// are separate bases, since a yield is stated as kWh per kW.
pub(super) const BASES: &[(&str, &str)] = &[
    ("元", "yuan"),
    ("kW", "kW"),
    ("kWh", "kWh"),
    ("h", "h"),
    ("亩", "mu"),
    ("kg", "kg"),
    ("m", "m"),
    ("户", "household"),
    ("人", "person"),
    ("天", "day"),
    ("月", "month"),
    ("头", "head"),
];

/// A unit of the language.
pub struct Builtin {
    /// As written in formulas and named on the language page.
    pub name: &'static str,
    /// As reports write it in Chinese.
    pub zh: &'static str,
    /// As reports write it in English.
    pub en: &'static str,
    /// Other ways to write it.
    pub also: &'static [&'static str],
    /// Base units in one.
    pub scale: f64,
    /// Base and exponent; empty for pure numbers.
    pub base: Option<(&'static str, f64)>,
}

const fn unit(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    also: &'static [&'static str],
    scale: f64,
    base: &'static str,
    exponent: f64,
) -> Builtin {
    Builtin { name, zh, en, also, scale, base: Some((base, exponent)) }
}

/// Every unit. 1 亩 = 1/15 公顷 and 1 斤 = 0.5 kg: the market system (市制) as the State Council's order of 1959 on a
/// uniform system of measures fixed it.
pub const UNITS: &[Builtin] = &[
    unit("元", "元", "yuan", &[], 1.0, "元", 1.0),
    unit("万元", "万元", "10k yuan", &[], 1e4, "元", 1.0),
    unit("亿元", "亿元", "100M yuan", &[], 1e8, "元", 1.0),
    Builtin { name: "%", zh: "%", en: "%", also: &["％"], scale: 0.01, base: None },
    Builtin { name: "year", zh: "年", en: "year", also: &["years"], scale: 1.0, base: None },
    unit("kW", "千瓦", "kW", &[], 1.0, "kW", 1.0),
    unit("MW", "兆瓦", "MW", &[], 1e3, "kW", 1.0),
    unit("kWh", "度", "kWh", &["千瓦时"], 1.0, "kWh", 1.0),
    unit("MWh", "兆瓦时", "MWh", &[], 1e3, "kWh", 1.0),
    unit("h", "小时", "h", &["hour", "hours"], 1.0, "h", 1.0),
    unit("亩", "亩", "mu", &[], 1.0, "亩", 1.0),
    unit("ha", "公顷", "ha", &[], 15.0, "亩", 1.0),
    unit("g", "克", "g", &[], 0.001, "kg", 1.0),
    unit("斤", "斤", "jin", &[], 0.5, "kg", 1.0),
    unit("kg", "公斤", "kg", &["千克"], 1.0, "kg", 1.0),
    unit("t", "吨", "t", &[], 1e3, "kg", 1.0),
    unit("m", "米", "m", &[], 1.0, "m", 1.0),
    unit("km", "公里", "km", &["千米"], 1e3, "m", 1.0),
    unit("m2", "平方米", "m2", &["m²"], 1.0, "m", 2.0),
    unit("m3", "立方米", "m3", &["m³"], 1.0, "m", 3.0),
    unit("L", "升", "L", &["l"], 0.001, "m", 3.0),
    unit("户", "户", "household", &["households"], 1.0, "户", 1.0),
    unit("人", "人", "person", &["persons", "people"], 1.0, "人", 1.0),
    unit("天", "天", "day", &["days"], 1.0, "天", 1.0),
    unit("月", "个月", "month", &["months"], 1.0, "月", 1.0),
    unit("头", "头", "head", &[], 1.0, "头", 1.0),
];
