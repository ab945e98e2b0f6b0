//! What is wrong with a file, where, why, and what to do: in Chinese and English.

use std::fmt;

mod render;
mod snippet;
mod system;

pub use render::render;
pub use snippet::visible;
pub use system::refusal;

/// The language of everything a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 简体中文
    Chinese,
    /// English
    #[default]
    English,
}

/// The same text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize)]
pub struct Text {
    /// 简体中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Text {
    /// Both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text { zh: zh.into(), en: en.into() }
    }
    /// One text for both languages (a name, a number).
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Text { zh: text.clone(), en: text }
    }
    /// The text in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
    /// True where neither language says anything.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
    /// The text, or a name where neither language says anything.
    #[must_use]
    pub fn or_name(&self, name: &str) -> Self {
        if self.is_empty() { Text::same(name) } else { self.clone() }
    }
}

/// A file of the input: index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u16);

/// A range of bytes in the decoded text of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that holds both; `self`'s file counts.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value with the place it was written at.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// One decoded input file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as the user gave it, or `builtin:kinds/<name>.toml`.
    pub path: String,
    /// The text after decoding, always UTF-8.
    pub text: String,
    /// SHA-256 of the bytes on disk, in hexadecimal.
    pub sha256: String,
}

/// Every file that was read, so that spans can be shown.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The files; [`FileId`] indexes it.
    pub files: Vec<SourceFile>,
}

/// The kinds of mistake; each has a number that users can look up, and a broken file under `tests/errors/`.
macro_rules! codes {
    ($($name:ident = $number:literal, $zh:literal, $en:literal;)*) => {
        /// What sort of mistake it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $en] $name = $number,)* }
        impl Code {
            /// Every code, in order of number.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];
            /// What the code means, in both languages.
            pub fn title(self) -> Text {
                match self { $(Code::$name => Text::new($zh, $en),)* }
            }
        }
    };
}

codes! {
    FileUnreadable = 101, "文件读不出来", "file cannot be read";
    FileEncoding = 102, "文件编码不认识", "file encoding not recognised";
    TomlSyntax = 103, "TOML 写法有误", "not valid TOML";
    UnknownKey = 104, "没有这个键", "unknown key";
    WrongType = 105, "值的类型不对", "value of the wrong type";
    MissingKey = 106, "缺少必需的键", "required key is missing";
    BadName = 107, "名称不合规则", "not a valid name";
    DuplicateName = 108, "名称重复", "name used twice";
    OutOfRange = 109, "数值超出范围", "value out of range";
    LimitExceeded = 110, "超过上限", "limit exceeded";
    ConflictingKeys = 111, "互相矛盾的键", "keys that exclude each other";
    KindNotFound = 112, "找不到项目类型", "project kind not found";
    DataFile = 113, "数据文件有误", "data file is not usable";
    FormulaSyntax = 201, "公式写法有误", "formula cannot be parsed";
    UnknownName = 202, "没有这个名称", "unknown name";
    UnknownFunction = 203, "没有这个函数", "unknown function";
    Arguments = 204, "函数的参数不对", "wrong arguments for a function";
    UnknownUnit = 205, "不认识的单位", "unknown unit";
    UnitMismatch = 206, "单位不一致", "units do not fit";
    TypeMismatch = 207, "类型不一致", "types do not fit";
    ShapeMismatch = 208, "形状不一致", "shapes do not fit";
    Circular = 209, "循环定义", "circular definition";
    UnknownState = 210, "没有这个状态", "unknown state";
    IncompleteCase = 211, "case 不完整", "case is not complete";
    MissingYears = 212, "有年份没有给值", "years without a value";
    UnknownDistribution = 301, "没有这个分布", "unknown distribution";
    DistributionParameters = 302, "分布的参数不对", "distribution parameters are wrong";
    Correlation = 303, "相关矩阵不成立", "correlations that cannot be";
    Weights = 304, "权重不对", "weights are wrong";
    Override = 401, "--set 不成立", "--set cannot be applied";
    RosterFile = 501, "名册文件用不了", "household list is not usable";
    RosterColumn = 502, "名册的列有误", "column of a household list is wrong";
    RosterCell = 503, "名册里有填错的格", "cell of a household list is wrong";
    RosterPersonal = 504, "名册里有身份证号、卡号或手机号", "household list holds personal numbers";
}

/// One mistake (or warning) in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What sort of mistake.
    pub code: Code,
    /// Where; `None` for mistakes that stand nowhere (a missing file).
    pub span: Option<Span>,
    /// What is wrong, with the names and values concerned.
    pub message: Text,
    /// What to do about it.
    pub remedy: Text,
    /// Other places that matter, each with a short word.
    pub related: Vec<(Span, Text)>,
}

impl Diagnostic {
    /// A mistake at a place.
    pub fn at(code: Code, span: Span, message: Text, remedy: Text) -> Self {
        Diagnostic { code, span: Some(span), message, remedy, related: Vec::new() }
    }
    /// A mistake of the whole input.
    pub fn general(code: Code, message: Text, remedy: Text) -> Self {
        Diagnostic { code, span: None, message, remedy, related: Vec::new() }
    }
    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, note: Text) -> Self {
        self.related.push((span, note));
        self
    }
}

/// Mistakes collected on the way; all are reported at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagnostics {
    /// In the order found.
    pub list: Vec<Diagnostic>,
    /// Further mistakes that were counted but not kept.
    pub more: usize,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }
    /// True where nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.list {
            writeln!(f, "E{}: {}", diagnostic.code as u16, diagnostic.message.en)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
