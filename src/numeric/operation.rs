//! The elementwise operations of formulas: one definition for folding constants and for the trial loop.

use crate::numeric::elementary;

/// Functions of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unary {
    /// `-a`
    Negate,
    /// `not a`
    Not,
    /// Absolute value.
    Absolute,
    /// −1, 0 or 1.
    Sign,
    /// Square root.
    SquareRoot,
    /// e to the power.
    Exponential,
    /// Natural logarithm.
    Logarithm,
    /// Logarithm to base 10.
    Logarithm10,
    /// Sine of radians.
    Sine,
    /// Cosine of radians.
    Cosine,
    /// Tangent of radians.
    Tangent,
    /// Hyperbolic tangent.
    HyperbolicTangent,
    /// Nearest whole number, halves away from zero.
    Round,
    /// Largest whole number not above.
    Floor,
    /// Smallest whole number not below.
    Ceiling,
    /// Standard normal distribution function.
    NormalCdf,
    /// Standard normal quantile.
    NormalQuantile,
}

/// Functions of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a ^ b`
    Power,
    /// The smaller.
    Minimum,
    /// The larger.
    Maximum,
    /// Remainder with the sign of `b`.
    Modulo,
    /// `a < b` as 1 or 0, and so on.
    Less,
    /// `a <= b`
    LessEqual,
    /// 1 if a < b, 0 if not, missing where either is.
    LessOrMissing,
    /// 1 if a <= b, 0 if not, missing where either is.
    LessEqualOrMissing,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// Both are 1.
    And,
    /// At least one is 1.
    Or,
}

impl Unary {
    /// The value; booleans are 1 and 0.
    #[inline(always)]
    pub fn apply(self, a: f64) -> f64 {
        match self {
            Unary::Negate => -a,
            Unary::Not => 1.0 - a,
            Unary::Absolute => a.abs(),
            Unary::Sign => sign(a),
            Unary::SquareRoot => a.sqrt(),
            Unary::Exponential => elementary::exp(a),
            Unary::Logarithm => elementary::ln(a),
            Unary::Logarithm10 => elementary::log10(a),
            Unary::Sine => elementary::sin(a),
            Unary::Cosine => elementary::cos(a),
            Unary::Tangent => elementary::sin(a) / elementary::cos(a),
            Unary::HyperbolicTangent => elementary::tanh(a),
            Unary::Round => round(a),
            Unary::Floor => a.floor(),
            Unary::Ceiling => a.ceil(),
            Unary::NormalCdf => elementary::normal_cdf(a),
            Unary::NormalQuantile => elementary::normal_quantile(a),
        }
    }
}

/// −1, 0 or 1; NaN stays NaN.
#[inline(always)]
pub fn sign(a: f64) -> f64 {
    if a > 0.0 {
        1.0
    } else if a < 0.0 {
        -1.0
    } else {
        a
    }
}

/// Nearest whole number, halves away from zero.
#[inline(always)]
pub fn round(a: f64) -> f64 {
    // adding the largest number below one half: 0.49999999999999994 must not become 1
    let shifted = (a.abs() + 0.499_999_999_999_999_94).floor();
    if a.is_nan() { a } else { shifted.copysign(a) }
}

/// `b` where the condition is 0, `a` elsewhere. By bits, because the compiler would turn a choice between two loads into
/// a choice between two addresses.
#[inline(always)]
pub fn choice(condition: f64, a: f64, b: f64) -> f64 {
    let otherwise = u64::from(condition == 0.0).wrapping_neg();
    f64::from_bits(a.to_bits() ^ ((a.to_bits() ^ b.to_bits()) & otherwise))
}

/// 1 for true, 0 for false.
#[inline(always)]
pub fn flag(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// `a ^ n` for a whole number n with |n| at most 1024, by repeated squaring.
#[inline(always)]
pub fn whole_power(a: f64, n: i32) -> f64 {
    let mut result = 1.0;
    let mut base = a;
    let mut rest = n.unsigned_abs();
    while rest > 0 {
        if rest & 1 == 1 {
            result *= base;
        }
        base *= base;
        rest >>= 1;
    }
    if n < 0 { 1.0 / result } else { result }
}

/// 10 to a whole power: the nearest number, whichever machine asks.
pub fn power_of_ten(exponent: i32) -> f64 {
    // reading a decimal number rounds correctly everywhere, multiplying tens does not
    format!("1e{exponent}").parse().unwrap_or(f64::NAN)
}

/// The whole number that stands for a year: the nearest one within 1e-9, because 2.1 / 0.7 is meant to be 3; NaN for
/// anything else.
#[inline(always)]
pub fn whole_year(value: f64) -> f64 {
    let nearest = (value + 0.5).floor();
    if (value - nearest).abs() <= 1e-9 { nearest } else { f64::NAN }
}

/// The whole exponent that [`whole_power`] takes, if `b` is one.
#[inline(always)]
pub fn whole_exponent(b: f64) -> Option<i32> {
    // every lane decides for itself, so that a block and a single trial agree bit for bit
    if b.abs() <= 1024.0 && b == b.trunc() { Some(b as i32) } else { None }
}

/// `a ^ b`.
#[inline(always)]
pub fn power(a: f64, b: f64) -> f64 {
    match whole_exponent(b) {
        // a power of something missing is missing, whatever the other side is
        _ if a.is_nan() || b.is_nan() => f64::NAN,
        Some(n) => whole_power(a, n),
        None => elementary::pow(a, b),
    }
}

impl Binary {
    /// The value; booleans are 1 and 0; a comparison with NaN is false.
    #[inline(always)]
    pub fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            Binary::Add => a + b,
            Binary::Subtract => a - b,
            Binary::Multiply => a * b,
            Binary::Divide => a / b,
            Binary::Power => power(a, b),
            Binary::Minimum => minimum(a, b),
            Binary::Maximum => maximum(a, b),
            Binary::Modulo => modulo(a, b),
            Binary::Less => flag(a < b),
            Binary::LessEqual => flag(a <= b),
            Binary::LessOrMissing => known(a < b, a >= b),
            Binary::LessEqualOrMissing => known(a <= b, a > b),
            Binary::Equal => flag(a == b),
            Binary::NotEqual => flag(a != b),
            Binary::And => a * b,
            Binary::Or => maximum(a, b),
        }
    }
}

/// 1 where it holds, 0 where its opposite does, missing where neither is known.
#[inline(always)]
fn known(holds: bool, opposite: bool) -> f64 {
    if holds {
        1.0
    } else if opposite {
        0.0
    } else {
        f64::NAN
    }
}

/// The smaller; NaN wins, so that nothing is hidden.
#[inline(always)]
pub fn minimum(a: f64, b: f64) -> f64 {
    let smaller = if b < a { b } else { a };
    if b.is_nan() { b } else { smaller }
}

/// The larger; NaN wins.
#[inline(always)]
pub fn maximum(a: f64, b: f64) -> f64 {
    let larger = if b > a { b } else { a };
    if b.is_nan() { b } else { larger }
}

/// Remainder with the sign of `b`, as spreadsheets have it.
#[inline(always)]
pub fn modulo(a: f64, b: f64) -> f64 {
    a - b * (a / b).floor()
}
