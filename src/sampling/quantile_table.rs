//! Quantile functions as tables: any smooth distribution at the price of a polynomial.
//!
//! With w = min(u, 1 − u), each half of (0, 1) is cut into octaves 2^−k−1 ≤ w < 2^−k, because quantile functions change
//! on a logarithmic scale towards their ends. The octaves down to 2^−13 are cut into 4 (if need be 8, 16 or 32) equal
//! cells with a polynomial of degree 6 each; the few draws beyond (1 in 4,096) take a polynomial of degree 12 for their
//! octave (if need be half or quarter octave), down to w = 2^−53. The cell is read off the exponent and the first
//! fraction bits of w, the place in the cell off the other bits.
//!
//! The polynomials interpolate at Chebyshev–Lobatto points, which include the ends of the cell, so the table is
//! continuous. Between those points, where the error of an interpolation peaks, building compares with the exact
//! function: |error| ≤ 10⁻⁹ · max(scale, |value − median|), and near a finite end of the support also 10⁻⁶ of the distance
//! from that end, and the values rise from point to point. A function for which finer cells do not reach that (it jumps,
//! has a kink, or crowds at an end of its support) gets no table, and the caller uses the function itself. What comes out
//! is kept within the support, so that rounding leaves it nowhere.

use crate::numeric::elementary::cos;
use crate::numeric::operation::whole_power;

/// Largest error, in units of the scale or of the distance from the median, whichever is greater.
pub const TOLERANCE: f64 = 1e-9;
/// Largest error, in units of the distance from a finite end of the support.
const NEAR_END: f64 = 1e-6;
/// Rounding of a value and its polynomial, in units of the value.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// Coefficients of a near cell, padded to a cache line.
const NEAR_TERMS: usize = 7;
const NEAR_STRIDE: usize = 8;
/// Coefficients of a far cell.
const FAR_TERMS: usize = 13;
/// The near octaves: 2^−13 ≤ w < 2^−1.
const NEAR_OCTAVES: usize = 12;
/// The far octaves: 2^−53 ≤ w < 2^−13.
const FAR_OCTAVES: usize = 40;
/// Cells per near octave are 2^2 … 2^5, per far octave 2^0 … 2^2: fraction bits that choose the cell.
const NEAR_BITS: std::ops::RangeInclusive<u32> = 2..=5;
const FAR_BITS: std::ops::RangeInclusive<u32> = 0..=2;

const FRACTION_BITS: u32 = 52;
const FRACTION: u64 = (1 << FRACTION_BITS) - 1;
const ONE: u64 = 0x3ff0_0000_0000_0000;
/// 2⁻¹³, where the near cells begin.
const NEAR_START: f64 = 1.0 / 8192.0;
/// 2⁻⁵³, the least u of the designs.
const LEAST: f64 = f64::EPSILON / 2.0;
/// The greatest number below one half.
const BELOW_HALF: f64 = 0.5 - f64::EPSILON / 4.0;
/// Draws looked up together.
const CHUNK: usize = 64;

/// A quantile function as piecewise polynomials; see the module's text.
#[derive(Debug, Clone)]
pub struct QuantileTable {
    near_bits: u32,
    /// Lower half's cells by rising w, then the upper half's.
    near: Vec<[f64; NEAR_STRIDE]>,
    far_bits: u32,
    far: Vec<[f64; FAR_TERMS]>,
    /// The support.
    low: f64,
    high: f64,
}

impl QuantileTable {
    /// The table of a continuous distribution, or `None` if no table reaches [`TOLERANCE`] or a value is not finite.
    ///
    /// `quantile(u)` is asked for 0 < u ≤ 1/2, `upper_quantile(v)`, the value that is exceeded with probability v, for
    /// 0 < v ≤ 1/2; `scale` is the size below which an error does not matter, such as the standard deviation or, where
    /// there is none, the interquartile range. For the same bits on every machine the two functions must be made of
    /// [`crate::numeric::elementary`], not of the standard library's `exp` and `ln`. Takes 3,000 to
    /// 5,500 calls of the two functions for a smooth one.
    #[must_use]
    pub fn build(quantile: impl Fn(f64) -> f64, upper_quantile: impl Fn(f64) -> f64, scale: f64) -> Option<Self> {
        Self::within(quantile, upper_quantile, scale, (f64::NEG_INFINITY, f64::INFINITY), 0.0)
    }

    /// The same for a distribution with this support: no value leaves it, and near its finite ends the error is small
    /// against the distance from them; errors below `grain` are rounding, also there.
    #[must_use]
    pub fn within(
        quantile: impl Fn(f64) -> f64,
        upper_quantile: impl Fn(f64) -> f64,
        scale: f64,
        (low, high): (f64, f64),
        grain: f64,
    ) -> Option<Self> {
        let median = quantile(0.5);
        if !(scale > 0.0 && scale.is_finite() && median.is_finite()) {
            return None;
        }
        let allowed = |value: f64| {
            let plain = TOLERANCE * (value - median).abs().max(scale);
            // infinite where that end is
            let from_end = NEAR_END * (value - low).min(high - value).max(0.0);
            plain.min(from_end.max(ROUNDING * value.abs()).max(grain))
        };
        let halves: [&dyn Fn(f64) -> f64; 2] = [&quantile, &upper_quantile];
        let (near_bits, near) = NEAR_BITS.into_iter().find_map(|bits| {
            let cells = cells::<NEAR_TERMS>(halves, -1 - NEAR_OCTAVES as i32, NEAR_OCTAVES, bits, &allowed, grain)?;
            Some((bits, cells.into_iter().map(pad).collect()))
        })?;
        let (far_bits, far) = FAR_BITS.into_iter().find_map(|bits| {
            let first = -1 - (NEAR_OCTAVES + FAR_OCTAVES) as i32;
            Some((bits, cells::<FAR_TERMS>(halves, first, FAR_OCTAVES, bits, &allowed, grain)?))
        })?;
        Some(Self { near_bits, near, far_bits, far, low, high })
    }

    #[inline(always)]
    fn inside(&self, value: f64) -> f64 {
        let value = if value < self.low { self.low } else { value };
        if value > self.high { self.high } else { value }
    }

    /// The quantile of one `u`.
    #[must_use]
    pub fn value(&self, u: f64) -> f64 {
        let mut value = [0.0];
        self.fill(&[u], &mut value);
        value[0]
    }

    /// Size of the coefficients in memory, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.near.as_slice()) + size_of_val(self.far.as_slice())
    }

    /// Writes the quantiles of `u` to `out` (as many as the shorter one has).
    #[inline(always)]
    pub fn fill(&self, u: &[f64], out: &mut [f64]) {
        self.fill_then(u, out, |value| value);
    }

    /// Puts quantiles in the place of uniforms, with something done to every quantile before it is written.
    #[inline(always)]
    pub fn replace_then(&self, values: &mut [f64], then: impl Fn(f64) -> f64) {
        let (chunks, rest) = values.as_chunks_mut::<CHUNK>();
        for values in chunks {
            let u = *values;
            self.chunk(&u, values, &then);
        }
        for value in rest {
            *value = then(self.value(*value));
        }
    }

    /// The same with something done to every quantile before it is written.
    #[inline(always)]
    pub fn fill_then(&self, u: &[f64], out: &mut [f64], then: impl Fn(f64) -> f64) {
        let count = u.len().min(out.len());
        let (chunks, rest) = out[..count].as_chunks_mut::<CHUNK>();
        let (u_chunks, u_rest) = u[..count].as_chunks::<CHUNK>();
        for (values, u) in chunks.iter_mut().zip(u_chunks) {
            self.chunk(u, values, &then);
        }
        if !rest.is_empty() {
            let (mut u, mut values) = ([0.25; CHUNK], [0.0; CHUNK]);
            u[..rest.len()].copy_from_slice(u_rest);
            self.chunk(&u, &mut values, &then);
            rest.copy_from_slice(&values[..rest.len()]);
        }
    }

    /// Two passes: places and cells, which vectorises; then the polynomials, one draw after the other, because loading
    /// a cell's coefficients is quicker than gathering each from many cells. A u outside [2⁻⁵³, 1 − 2⁻⁵³] counts as the
    /// nearer end.
    #[inline(always)]
    fn chunk(&self, u: &[f64; CHUNK], values: &mut [f64; CHUNK], then: impl Fn(f64) -> f64) {
        let half = self.near.len() / 2;
        let shift = FRACTION_BITS - self.near_bits;
        let base = NEAR_START.to_bits() >> shift;
        let mut cell = [0_u32; CHUNK];
        let mut place = [0.0; CHUNK];
        let mut far = 0_u64;
        for i in 0..CHUNK {
            let u = u[i];
            let v = 1.0 - u;
            let w = if u < v { u } else { v };
            let side = if u < v { 0 } else { half as u64 };
            let near = if w > NEAR_START { w } else { NEAR_START };
            let near = if near < BELOW_HALF { near } else { BELOW_HALF };
            let bits = near.to_bits();
            far |= u64::from(w < NEAR_START);
            cell[i] = ((bits >> shift) - base + side) as u32;
            place[i] = f64::from_bits((bits << self.near_bits) & FRACTION | ONE) - 1.5;
        }
        let cells = self.near.as_slice();
        // the price of keeping to the support is paid only where there is an end to keep to
        if self.low > f64::NEG_INFINITY || self.high < f64::INFINITY {
            for ((value, &cell), &t) in values.iter_mut().zip(&cell).zip(&place) {
                *value = then(self.inside(near_value(cells, cell, t)));
            }
        } else {
            for ((value, &cell), &t) in values.iter_mut().zip(&cell).zip(&place) {
                *value = then(near_value(cells, cell, t));
            }
        }
        if far != 0 {
            for (value, &u) in values.iter_mut().zip(u) {
                let upper = u > 0.5;
                let w = if upper { 1.0 - u } else { u };
                if w < NEAR_START {
                    *value = then(self.inside(self.far_value(w, upper)));
                }
            }
        }
    }

    /// The quantile of a draw beyond the near cells.
    #[cold]
    #[inline(never)]
    fn far_value(&self, w: f64, upper: bool) -> f64 {
        let bits = if w > LEAST { w } else { LEAST }.to_bits();
        let shift = FRACTION_BITS - self.far_bits;
        let cell = (bits >> shift) - (LEAST.to_bits() >> shift);
        let side = if upper { self.far.len() / 2 } else { 0 };
        let t = f64::from_bits((bits << self.far_bits) & FRACTION | ONE) - 1.5;
        self.far.get(cell as usize + side).map_or(f64::NAN, |c| c.iter().rev().fold(0.0, |sum, c| sum * t + c))
    }
}

/// The polynomial of a near cell: even and odd powers side by side, which two-wide vectors compute together.
#[inline(always)]
fn near_value(cells: &[[f64; NEAR_STRIDE]], cell: u32, t: f64) -> f64 {
    let Some(c) = cells.get(cell as usize) else {
        // the places above keep within the table
        return f64::NAN;
    };
    let s = t * t;
    let s2 = s * s;
    let low = [c[0] + c[2] * s, c[1] + c[3] * s];
    let high = [c[4] + c[6] * s, c[5] + c[7] * s];
    let [even, odd] = [low[0] + high[0] * s2, low[1] + high[1] * s2];
    even + odd * t
}

fn pad(terms: [f64; NEAR_TERMS]) -> [f64; NEAR_STRIDE] {
    std::array::from_fn(|i| terms.get(i).copied().unwrap_or(0.0))
}

/// The cells of `octaves` octaves from 2^`first` upwards, lower half then upper half, each octave cut into 2^`bits`;
/// `None` as soon as one misses the allowed error.
fn cells<const TERMS: usize>(
    halves: [&dyn Fn(f64) -> f64; 2],
    first: i32,
    octaves: usize,
    bits: u32,
    allowed: &dyn Fn(f64) -> f64,
    grain: f64,
) -> Option<Vec<[f64; TERMS]>> {
    let fit = Interpolation::<TERMS>::new(grain);
    let per_octave = 1_usize << bits;
    let mut cells = Vec::with_capacity(2 * octaves * per_octave);
    for function in halves {
        let mut at_start = function(whole_power(2.0, first));
        // from the middle outwards would fail sooner where it fails, but this order lets neighbours share their ends
        for octave in 0..octaves {
            let octave_start = whole_power(2.0, first + octave as i32);
            let width = octave_start / per_octave as f64;
            for part in 0..per_octave {
                let start = octave_start + width * part as f64;
                let (cell, at_end) = fit.cell(function, start, width, at_start, allowed)?;
                cells.push(cell);
                at_start = at_end;
            }
        }
    }
    Some(cells)
}

/// Interpolation at the Chebyshev–Lobatto points of [−1/2, 1/2], to powers of t.
struct Interpolation<const TERMS: usize> {
    points: [f64; TERMS],
    /// `inverse[power][point]`: the inverse of the Vandermonde matrix.
    inverse: [[f64; TERMS]; TERMS],
    /// Where the error peaks: between the points.
    checks: Vec<f64>,
    /// What falls by less does not fall.
    grain: f64,
}

impl<const TERMS: usize> Interpolation<TERMS> {
    fn new(grain: f64) -> Self {
        let last = (TERMS - 1) as f64;
        let at = |k: f64| -0.5 * cos(std::f64::consts::PI * k / last);
        let mut points = std::array::from_fn(|k| at(k as f64));
        points[0] = -0.5;
        points[TERMS - 1] = 0.5;
        let checks = (0..TERMS - 1).map(|k| at(k as f64 + 0.5)).collect();
        let mut inverse = [[0.0; TERMS]; TERMS];
        for point in 0..TERMS {
            // the Lagrange polynomial of this point, multiplied out factor by factor
            let mut product = [0.0; TERMS];
            product[0] = 1.0;
            for other in (0..TERMS).filter(|&other| other != point) {
                let divisor: f64 = points[point] - points[other];
                for power in (0..TERMS).rev() {
                    let lower = if power == 0 { 0.0 } else { product[power - 1] };
                    product[power] = (lower - points[other] * product[power]) / divisor;
                }
            }
            for power in 0..TERMS {
                inverse[power][point] = product[power];
            }
        }
        Self { points, inverse, checks, grain }
    }

    /// The polynomial on [start, start + width] and the function's value at the end.
    fn cell(
        &self,
        function: &dyn Fn(f64) -> f64,
        start: f64,
        width: f64,
        at_start: f64,
        allowed: &dyn Fn(f64) -> f64,
    ) -> Option<([f64; TERMS], f64)> {
        let at = |t: f64| function(start + width * (t + 0.5));
        // differences from the start keep the rounding of the sums below relative to the change within the cell
        let mut values = [0.0; TERMS];
        for (value, &point) in values.iter_mut().zip(&self.points).skip(1) {
            *value = at(point) - at_start;
        }
        let mut terms: [f64; TERMS] =
            std::array::from_fn(|power| self.inverse[power].iter().zip(&values).map(|(a, b)| a * b).sum());
        let at_end = at_start + values[TERMS - 1];
        terms[0] += at_start;
        let value = |t: f64| terms.iter().rev().fold(0.0, |sum, c| sum * t + c);
        let good = |&t: &f64| {
            let exact = at(t);
            let error = (value(t) - exact).abs();
            // a comparison that is false for values that are not finite
            error <= 0.5 * allowed(exact)
        };
        let accurate = at_end.is_finite() && self.checks.iter().all(good);
        // the lower half rises with w, the upper half falls; the sign of the whole change tells which
        let direction = values[TERMS - 1].signum();
        let steady = || {
            let between = self.points.windows(2).zip(&self.checks).flat_map(|(ends, &check)| [ends[0], check]);
            let places: Vec<f64> = between.chain([0.5]).map(value).collect();
            places.windows(2).all(|pair| direction * (pair[1] - pair[0]) >= -(ROUNDING * pair[0].abs()).max(self.grain))
        };
        (accurate && steady()).then_some((terms, at_end))
    }
}

#[cfg(test)]
mod tests;
