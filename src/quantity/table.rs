//! Unit texts: from `元/亩` to a unit, and from one language to the other.

use std::borrow::Cow;
use std::collections::HashMap;

use super::builtin::UNITS;
use super::unit::{Base, NamedUnit, Unit};
use crate::diagnostic::{Language, Span};
use crate::formula::expression::Node;
use crate::formula::suggest::did_you_mean;
use crate::formula::{is_name, parse};

/// The largest power in a unit text; m^3 is the largest anyone uses.
const LARGEST_POWER: f64 = 9.0;

/// What Chinese writes before a unit for so many of it, longer ones first, and how it reads in English.
const MULTIPLES: [(&str, f64, &str); 5] = [
    ("百万", 1e6, "million"),
    ("千万", 1e7, "10 million"),
    ("千", 1e3, "thousand"),
    ("万", 1e4, "10k"),
    ("亿", 1e8, "100 million"),
];

/// A part of a unit text that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitError {
    /// The part as written; empty where one is missing, as in `元//t`.
    pub name: String,
    /// Where it stands in the text, in bytes.
    pub offset: usize,
    /// A known unit that was probably meant.
    pub suggestion: Option<String>,
}

/// Why a unit of `[units]` cannot be declared.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclareError {
    /// The name does not begin with a letter, or holds something else than letters, digits and `_`.
    BadName,
    /// The name is a unit already.
    Taken,
    /// The definition is neither `new` nor a number with a unit; the number must be above 0.
    NotAnAmount,
    /// The unit in the definition is not known; the offset is within the definition.
    Unknown(UnitError),
}

/// The units that a scenario can use.
#[derive(Debug, Clone)]
pub struct UnitTable {
    /// What each way of writing means, and how it reads in Chinese and English.
    known: HashMap<String, Known>,
    /// The ways of writing in a fixed order, for suggestions.
    names: Vec<String>,
}

#[derive(Debug, Clone)]
struct Known {
    unit: NamedUnit,
    zh: String,
    en: String,
}

impl Default for UnitTable {
    fn default() -> Self {
        Self::new()
    }
}

impl UnitTable {
    /// The units of the language.
    pub fn new() -> Self {
        let mut table = UnitTable { known: HashMap::new(), names: Vec::new() };
        // `1/户`; not among the names, for nobody mistypes it
        let one = Known { unit: NamedUnit::NONE, zh: "1".to_owned(), en: "1".to_owned() };
        table.known.insert("1".to_owned(), one);
        for builtin in UNITS {
            let unit =
                builtin.base.map_or(Unit::NONE, |(base, exponent)| Unit::base(Base(base.into())).power(exponent));
            let unit = NamedUnit { unit, scale: builtin.scale };
            let known = Known { unit, zh: builtin.zh.to_owned(), en: builtin.en.to_owned() };
            for name in [builtin.name, builtin.zh, builtin.en].iter().chain(builtin.also) {
                table.add(name, known.clone());
            }
        }
        table
    }

    fn add(&mut self, name: &str, known: Known) {
        if self.known.insert(name.to_owned(), known).is_none() {
            self.names.push(name.to_owned());
        }
    }

    /// Adds a unit: `definition` is an amount such as `50 kg`, or `new` for a kind of thing of its own.
    ///
    /// # Errors
    /// [`DeclareError`]; the table is then as before.
    pub fn declare(&mut self, name: &str, definition: &str) -> Result<(), DeclareError> {
        if !is_name(name) {
            return Err(DeclareError::BadName);
        }
        if self.known.contains_key(name) {
            return Err(DeclareError::Taken);
        }
        let unit = if definition.trim() == "new" {
            NamedUnit { unit: Unit::base(Base::new(name)), scale: 1.0 }
        } else {
            self.amount(definition)?
        };
        self.add(name, Known { unit, zh: name.to_owned(), en: name.to_owned() });
        Ok(())
    }

    /// Adds several units, which may be defined by each other in any order. Returns those that could not be added, by
    /// their position in `units`.
    pub fn declare_all(&mut self, units: &[(&str, &str)]) -> Vec<(usize, DeclareError)> {
        let mut waiting: Vec<usize> = (0..units.len()).collect();
        loop {
            let mut failed = Vec::new();
            for &place in &waiting {
                if let Some((name, definition)) = units.get(place)
                    && let Err(error) = self.declare(name, definition)
                {
                    failed.push((place, error));
                }
            }
            // a further round helps only where something was added, and only to units defined by others
            let added = failed.len() < waiting.len();
            waiting = failed.iter().map(|(place, _)| *place).collect();
            if !added || waiting.is_empty() {
                return failed;
            }
        }
    }

    /// `50 kg` as a unit; `m3` is `1 m3`.
    fn amount(&self, definition: &str) -> Result<NamedUnit, DeclareError> {
        match parse(definition, Span::default()).map(|expression| expression.node) {
            Ok(Node::Number { value, unit: Some(unit) }) if value > 0.0 => {
                let error = |error: UnitError| UnitError { offset: error.offset + unit.span.start as usize, ..error };
                let named = self.resolve(&unit.text).map_err(|e| DeclareError::Unknown(error(e)))?;
                let scale = value * named.scale;
                let usable = scale.is_finite() && scale > 0.0;
                if usable { Ok(NamedUnit { unit: named.unit, scale }) } else { Err(DeclareError::NotAnAmount) }
            }
            // a unit alone is another name for it; a bare number is none
            Ok(Node::Number { .. }) => Err(DeclareError::NotAnAmount),
            _ if definition.trim().is_empty() => Err(DeclareError::NotAnAmount),
            _ => self.resolve(definition).map_err(|_| DeclareError::NotAnAmount),
        }
    }

    /// The unit that a text such as `元/t`, `kWh/kW`, `m^2`, `万元` or `元/户/月` means. Blanks around `/` and `*` do no
    /// harm here; an empty text and `1` mean a pure number.
    ///
    /// # Errors
    /// The first part that is not known.
    pub fn resolve(&self, text: &str) -> Result<NamedUnit, UnitError> {
        let mut unit = NamedUnit::NONE;
        if text.trim().is_empty() {
            return Ok(unit);
        }
        for part in parts(text) {
            unit = unit.combined(&self.part(&part)?.unit, part.exponent);
        }
        // a product of very many large units has no finite size
        if !(unit.scale.is_finite() && unit.scale > 0.0) {
            return Err(UnitError { name: text.to_owned(), offset: 0, suggestion: None });
        }
        Ok(unit)
    }

    /// A unit text in a language: `元/亩` ↔ `yuan/mu`, `万元` ↔ `10k yuan`. What is not known stays as written.
    pub fn symbol(&self, text: &str, language: Language) -> String {
        let mut out = String::new();
        let parts = parts(text);
        let alone = parts.len() == 1;
        for part in parts {
            let known = self.known(part.name);
            let name = match (&known, language) {
                (Some(known), Language::Chinese) => known.zh.as_str(),
                (Some(known), Language::English) => known.en.as_str(),
                (None, _) => part.name,
            };
            // an amount of months is 3 个月, but “per month” is 元/月
            let name = if name == "个月" && !alone { "月" } else { name };
            out.push_str(part.joint);
            out.push_str(name);
            out.push_str(part.power);
        }
        out
    }

    /// A unit by one of its names, or a multiple of it in Chinese: `万度`, `千元`, `万亩`.
    fn known(&self, name: &str) -> Option<Cow<'_, Known>> {
        if let Some(known) = self.known.get(name) {
            return Some(Cow::Borrowed(known));
        }
        let (multiple, unit) =
            MULTIPLES.iter().find_map(|multiple| Some((multiple, name.strip_prefix(multiple.0)?)))?;
        let known = self.known.get(unit).filter(|_| !matches!(unit, "1" | "%" | "％" | "‰"))?;
        let (zh, scale, en) = multiple;
        let unit = NamedUnit { unit: known.unit.unit.clone(), scale: known.unit.scale * scale };
        Some(Cow::Owned(Known { unit, zh: format!("{zh}{}", known.zh), en: format!("{en} {}", known.en) }))
    }

    fn part(&self, part: &Part<'_>) -> Result<Cow<'_, Known>, UnitError> {
        if part.readable
            && let Some(known) = self.known(part.name)
        {
            return Ok(known);
        }
        let name = if part.readable { part.name } else { part.written };
        let suggestion = did_you_mean(name, self.names.iter().map(String::as_str)).map(str::to_owned);
        Err(UnitError { name: name.to_owned(), offset: part.offset, suggestion })
    }
}

/// One factor of a unit text.
struct Part<'a> {
    /// `/` or `*` before it; nothing before the first.
    joint: &'static str,
    /// The factor as it stands, without blanks around it.
    written: &'a str,
    name: &'a str,
    /// `^2`, or nothing.
    power: &'a str,
    /// With the sign that a `/` before it gives.
    exponent: f64,
    /// Byte offset of the name.
    offset: usize,
    /// False where what stands behind `^` is no number, or none that a unit can have.
    readable: bool,
}

/// The factors of a unit text.
fn parts(text: &str) -> Vec<Part<'_>> {
    const JOINTS: [char; 4] = ['/', '*', '／', '＊'];
    let mut parts = Vec::new();
    let (mut offset, mut joint) = (0, "");
    // a joint at the end, as in `元/`, is followed by an empty piece: a part is missing there
    for piece in text.split(JOINTS) {
        let written = piece.trim();
        let (name, power) = written.find('^').map_or((written, ""), |at| written.split_at(at));
        let number = power.strip_prefix('^').map_or(Some(1.0), |power| power.parse::<f64>().ok());
        let readable = number.is_some_and(|number| number.abs() <= LARGEST_POWER);
        let sign = if joint == "/" { -1.0 } else { 1.0 };
        let start = offset + (piece.len() - piece.trim_start().len());
        let exponent = sign * number.unwrap_or(1.0);
        parts.push(Part { joint, written, name: name.trim_end(), power, exponent, offset: start, readable });
        offset += piece.len();
        let next = text.get(offset..).and_then(|rest| rest.chars().next());
        joint = if matches!(next, Some('/' | '／')) { "/" } else { "*" };
        offset += next.map_or(0, char::len_utf8);
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::quantity::is_money;

    const LANGUAGE: &str = include_str!("../../docs/language.md");

    /// Base symbols and scale of a text that must be right.
    fn resolve(text: &str) -> (String, f64) {
        let named = UnitTable::new().resolve(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        (named.unit.to_string(), named.scale)
    }

    #[test]
    fn texts_mean_what_they_say() {
        for (text, unit, scale) in [
            ("元", "元", 1.0),
            ("yuan", "元", 1.0),
            ("万元", "元", 10_000.0),
            ("10k yuan", "元", 10_000.0),
            ("亿元", "元", 100_000_000.0),
            ("千元", "元", 1_000.0),
            ("百万元/户", "元/户", 1e6),
            ("万度", "kWh", 10_000.0),
            ("万千瓦时", "kWh", 10_000.0),
            ("千克", "kg", 1.0),
            ("万斤/亩", "kg/亩", 5_000.0),
            ("元/t", "元/kg", 0.001),
            ("元/斤", "元/kg", 2.0),
            ("kWh/kW", "kWh/kW", 1.0),
            ("度", "kWh", 1.0),
            ("MWh/MW", "kWh/kW", 1.0),
            ("kg/ha", "kg/亩", 1.0 / 15.0),
            ("m^2", "m^2", 1.0),
            ("m2", "m^2", 1.0),
            ("km^2", "m^2", 1e6),
            ("m^-1", "1/m", 1.0),
            ("L", "m^3", 0.001),
            ("元/year", "元", 1.0),
            ("%", "1", 0.01),
            ("%/年", "1", 0.01),
            ("元/户/月", "元/户/月", 1.0),
            ("1/户", "1/户", 1.0),
            ("kW*h", "h*kW", 1.0),
            ("元 / 亩", "元/亩", 1.0),
            ("元／亩", "元/亩", 1.0),
            ("", "1", 1.0),
            ("1", "1", 1.0),
        ] {
            assert_eq!(resolve(text), (unit.to_owned(), scale), "{text}");
        }
    }

    #[test]
    fn the_text_of_a_unit_resolves_to_it() {
        let table = UnitTable::new();
        for text in ["元/户/月", "kg/亩", "1/m", "m^2/kW", "1", "kW*h", "度/千瓦"] {
            let named = table.resolve(text).expect("known units");
            for language in [Language::Chinese, Language::English] {
                let again = table.resolve(&named.unit.text(language)).expect("base symbols are known");
                assert!(again.unit.fits(&named.unit) && again.scale == 1.0, "{text}");
            }
        }
    }

    #[test]
    fn what_is_unknown_is_named_placed_and_put_right() {
        let table = UnitTable::new();
        for (text, name, offset, suggestion) in [
            ("元/KWH", "KWH", 4, Some("kWh")),
            ("元/ househlod", "househlod", 5, Some("household")),
            ("筐", "筐", 0, None),
            ("元//t", "", 4, None),
            ("元/", "", 4, None),
            ("/t", "", 0, None),
            ("m^x", "m^x", 0, None),
            ("元/m^99", "m^99", 4, None),
            ("元/t*公项", "公项", 6, Some("公顷")),
        ] {
            let error = table.resolve(text).expect_err(text);
            assert_eq!(
                (error.name.as_str(), error.offset, error.suggestion.as_deref()),
                (name, offset, suggestion),
                "{text}"
            );
        }
    }

    #[test]
    fn unit_texts_go_from_one_language_to_the_other_and_back() {
        let table = UnitTable::new();
        for (zh, en) in [
            ("元/亩", "yuan/mu"),
            ("万元", "10k yuan"),
            ("亿元", "100M yuan"),
            ("度/千瓦", "kWh/kW"),
            ("元/户/月", "yuan/household/month"),
            ("个月", "month"),
            ("%", "%"),
            ("吨", "t"),
            ("米^2", "m^2"),
            ("1/户", "1/household"),
            ("", ""),
        ] {
            assert_eq!(table.symbol(zh, Language::English), en);
            assert_eq!(table.symbol(en, Language::Chinese), zh);
            assert_eq!(table.symbol(zh, Language::Chinese), zh);
            assert_eq!(table.symbol(en, Language::English), en);
        }
        assert_eq!(table.symbol("担/户", Language::English), "担/household", "unknown parts stay");
    }

    #[test]
    fn both_names_of_every_unit_mean_the_same() {
        for unit in UNITS {
            for other in [unit.zh, unit.en].iter().chain(unit.also) {
                assert_eq!(resolve(unit.name), resolve(other), "{} and {other}", unit.name);
            }
        }
    }

    #[test]
    fn a_scenario_declares_units_of_its_own() {
        let mut table = UnitTable::new();
        // 筐 is defined by a unit that stands below it
        let failed =
            table.declare_all(&[("筐", "0.5 担"), ("担", "50 kg"), ("树", "new"), ("票价", "120 元/人"), ("方", "m3")]);
        assert_eq!(failed, []);
        let resolve = |text: &str| table.resolve(text).map(|named| (named.unit.to_string(), named.scale));
        assert_eq!(resolve("筐/树"), Ok(("kg/树".to_owned(), 25.0)));
        assert_eq!(resolve("票价"), Ok(("元/人".to_owned(), 120.0)));
        assert_eq!(resolve("方/亩"), resolve("m3/亩"));
        assert!(is_money(&table.resolve("票价*人").expect("known").unit));
        assert_eq!(table.symbol("kg/树", Language::English), "kg/树");
    }

    #[test]
    fn a_unit_that_cannot_be_declared_leaves_the_table_as_it_was() {
        let mut table = UnitTable::new();
        let unknown = UnitError { name: "kq".to_owned(), offset: 3, suggestion: None };
        for (name, definition, error) in [
            ("2担", "50 kg", DeclareError::BadName),
            ("where", "50 kg", DeclareError::BadName),
            ("kg", "50 g", DeclareError::Taken),
            ("吨", "50 kg", DeclareError::Taken),
            ("担", "50", DeclareError::NotAnAmount),
            ("担", "0 kg", DeclareError::NotAnAmount),
            ("担", "kq", DeclareError::NotAnAmount),
            ("担", "-1 kg", DeclareError::NotAnAmount),
            ("担", "", DeclareError::NotAnAmount),
            ("担", "50 kq", DeclareError::Unknown(unknown)),
        ] {
            assert_eq!(table.declare(name, definition), Err(error), "{name} = {definition}");
        }
        assert!(table.resolve("担").is_err());
        let circle = table.declare_all(&[("a", "2 b"), ("b", "3 a"), ("c", "4 kg")]);
        assert_eq!(
            circle.iter().map(|(place, _)| *place).collect::<Vec<_>>(),
            [0, 1],
            "a circle is refused, the rest is not"
        );
    }

    #[test]
    fn the_language_page_mentions_every_unit_and_no_other() {
        let from = LANGUAGE.find("**Units.**").expect("the units");
        let length = LANGUAGE[from..].find("combined with").expect("the end of the list");
        let list = &LANGUAGE[from..from + length];
        let codes: Vec<&str> = list.split('`').skip(1).step_by(2).filter(|code| *code != "[units]").collect();
        for code in &codes {
            resolve(code);
        }
        for unit in UNITS.iter().filter(|unit| unit.name != "year") {
            assert!(codes.contains(&unit.name), "{} is not in docs/language.md", unit.name);
        }
        assert!(LANGUAGE.contains("`year` (`年`)"));
    }

    #[test]
    fn a_size_beyond_all_numbers_is_refused() {
        let text = vec!["亿元"; 40].join("*");
        assert_eq!(UnitTable::new().resolve(&text).map_err(|error| error.name), Err(text));
        assert_eq!(UnitTable::new().declare("大", "1e300 亿元^9"), Err(DeclareError::NotAnAmount));
    }

    proptest! {
        #[test]
        fn any_text_is_a_unit_or_refused_at_a_place_inside_it(
            text in prop_oneof![".{0,20}", "[元kg/*^%年2 -]{0,12}"]
        ) {
            let table = UnitTable::new();
            match table.resolve(&text) {
                Ok(named) => {
                    let shown = table.symbol(&text, Language::English);
                    prop_assert_eq!(table.resolve(&shown), Ok(named), "{} became {}", text, shown);
                }
                Err(error) => prop_assert!(text.get(error.offset..).is_some_and(|rest| rest.starts_with(&error.name))),
            }
        }
    }
}
