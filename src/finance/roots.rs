//! All positive roots of a polynomial in a range, without missing any that double precision can tell.
//!
//! In the Bernstein basis of an interval the number of sign changes of the coefficients bounds the number of roots inside
//! and differs from it by an even number; 0 and 1 are exact. Intervals with more are halved by de Casteljau's algorithm,
//! which only averages and so loses nothing (Lane & Riesenfeld 1981, *Bounds on a polynomial*, BIT 21; Farouki & Rajan
//! 1987, *On the numerical condition of polynomials in Bernstein form*, CAGD 4). Roots above 1 are sought as roots below
//! 1 of the reversed polynomial, so that no power overflows however many periods there are.

/// Halvings of an interval that still shows several roots, after which it is left: 2⁻⁴⁰ is below what coefficients in
/// double precision can tell apart.
const DEEPEST: u32 = 40;

/// One side of 1: a polynomial on (0, 1].
struct Side {
    /// Ascending powers, the largest of size 1, the first not 0.
    coefficients: Vec<f64>,
    /// Roots found so far, in no order, some perhaps twice.
    found: Vec<f64>,
}

/// Rates r = 1/x − 1, rising, for the roots x in `[low, high]` of Σ `flows[k]` xᵏ, `low` < 1 < `high`.
///
/// Roots between which the polynomial stays below its rounding error are one. Nothing for flows that are not finite or
/// all 0.
pub(super) fn positive_roots(flows: &[f64], low: f64, high: f64) -> Vec<f64> {
    let size = flows.iter().fold(0.0, |size: f64, flow| size.max(flow.abs()));
    if flows.iter().any(|flow| !flow.is_finite()) || size == 0.0 {
        return Vec::new();
    }
    // powers of x in front change no positive root, and neither does the scale
    let is_zero = |flow: &&f64| **flow == 0.0;
    let (front, back) = (flows.iter().take_while(is_zero).count(), flows.iter().rev().take_while(is_zero).count());
    let coefficients: Vec<f64> = flows[front..flows.len() - back].iter().map(|flow| flow / size).collect();
    if changes(&coefficients) == 0 {
        return Vec::new();
    }
    let mut below = Side { coefficients, found: Vec::new() };
    let mut above = Side { coefficients: below.coefficients.iter().rev().copied().collect(), found: Vec::new() };
    let at_one = below.vanishes_at(1.0);
    below.search(low, at_one);
    above.search(1.0 / high, at_one);

    let mut rates: Vec<f64> = above.merged().into_iter().map(|y| y - 1.0).collect();
    rates.extend(below.merged().into_iter().rev().map(|x| 1.0 / x - 1.0));
    if at_one {
        // a root at 1 itself, unless a side found the same one beside it
        let same = |rate: &f64| {
            let (side, x) = if *rate < 0.0 { (&above, 1.0 + rate) } else { (&below, 1.0 / (1.0 + rate)) };
            !side.vanishes_at((1.0 + x) / 2.0)
        };
        rates.retain(same);
        let place = rates.partition_point(|rate| *rate < 0.0);
        rates.insert(place, 0.0);
    }
    rates
}

/// Sign changes, zeros skipped.
fn changes(coefficients: &[f64]) -> usize {
    let mut last = 0.0;
    let mut count = 0;
    for c in coefficients.iter().filter(|c| **c != 0.0) {
        count += usize::from(last * c.signum() < 0.0);
        last = c.signum();
    }
    count
}

/// Bernstein coefficients on [0, 1]: b_j = Σ_{i ≤ j} C(j, i) / C(n, i) c_i, every weight at most 1.
fn bernstein(coefficients: &[f64]) -> Vec<f64> {
    let n = coefficients.len() - 1;
    let inverse: Vec<f64> = (0..n).map(|i| 1.0 / (n - i) as f64).collect();
    (0..=n)
        .map(|j| {
            let mut weight = 1.0;
            let mut sum = coefficients[0];
            for i in 0..j {
                weight *= (j - i) as f64 * inverse[i];
                sum += weight * coefficients[i + 1];
            }
            sum
        })
        .collect()
}

/// Halves an interval: `right` becomes the coefficients of the right half, the left ones are returned.
fn halve(right: &mut [f64]) -> Vec<f64> {
    let n = right.len();
    let mut left = Vec::with_capacity(n);
    for round in 0..n {
        left.push(right[0]);
        // the entries before n − round still average with their right neighbour
        for j in 0..n - round - 1 {
            right[j] = 0.5 * (right[j] + right[j + 1]);
        }
    }
    left
}

/// Sets the polynomial to 0 at ends that are roots: whoever made the end counts that root.
fn mark(b: &mut [f64], at_start: bool, at_end: bool) {
    if let (true, Some(first)) = (at_start, b.first_mut()) {
        *first = 0.0;
    }
    if let (true, Some(last)) = (at_end, b.last_mut()) {
        *last = 0.0;
    }
}

impl Side {
    /// Value, derivative, and bound of the rounding error of the value at x in (0, 1].
    fn value(&self, x: f64) -> (f64, f64, f64) {
        let (mut value, mut slope, mut size) = (0.0, 0.0, 0.0);
        for c in self.coefficients.iter().rev() {
            slope = slope * x + value;
            value = value * x + c;
            size = size * x + c.abs();
        }
        (value, slope, self.margin() * size)
    }

    /// Rounding error of a sum of our terms, relative to the sum of their sizes: Horner's rule makes 2n roundings (Higham
    /// 2002, *Accuracy and Stability of Numerical Algorithms*, section 5.1), scaling one more.
    fn margin(&self) -> f64 {
        (2 * self.coefficients.len() + 2) as f64 * f64::EPSILON
    }

    /// True where the value cannot be told from 0.
    fn vanishes_at(&self, x: f64) -> bool {
        let (value, _, error) = self.value(x);
        value.abs() <= error
    }

    /// Finds the roots in (from, 1); `root_at_one` says that 1 is one, which is not counted here.
    fn search(&mut self, from: f64, root_at_one: bool) {
        let mut whole = bernstein(&self.coefficients);
        if let (true, Some(last)) = (root_at_one, whole.last_mut()) {
            *last = 0.0;
        }
        match changes(&whole) {
            0 => return,
            1 => {
                let starts_positive = whole[0] > 0.0;
                // the root may lie below `from`, where the range was cut
                if (self.value(from).0 > 0.0) == starts_positive {
                    self.one_root(from, 1.0, starts_positive);
                }
                return;
            }
            _ => {}
        }
        // octave by octave, (1/2, 1), (1/4, 1/2), …: scaled anew, so that each is as accurate as its own terms allow
        let mut scaled = self.coefficients.clone();
        let mut top = 1.0;
        let mut root_at_top = root_at_one;
        while top > from {
            let mut right = bernstein(&scaled);
            halve(&mut right);
            let middle = top / 2.0;
            let root_at_middle = self.vanishes_at(middle);
            mark(&mut right, root_at_middle, root_at_top);
            self.divide(right, middle, top, 0);
            if root_at_middle {
                self.found.push(middle);
            }
            let mut power = 1.0;
            for c in &mut scaled {
                *c *= power;
                power *= 0.5;
            }
            (top, root_at_top) = (middle, root_at_middle);
        }
        self.found.retain(|x| *x > from);
    }

    /// Finds the roots inside (low, high), on which the Bernstein coefficients are `right`.
    fn divide(&mut self, mut right: Vec<f64>, low: f64, high: f64, depth: u32) {
        match changes(&right) {
            0 => return,
            1 => {
                let starts_positive = right.iter().find(|b| **b != 0.0).is_some_and(|b| *b > 0.0);
                return self.one_root(low, high, starts_positive);
            }
            _ => {}
        }
        let error = self.value(high).2;
        if right.iter().all(|b| b.abs() <= error) {
            // 0 as far as can be told: a multiple root, or roots too close to separate
            self.found.push(self.flattest(low, high));
            return;
        }
        if depth == DEEPEST {
            return;
        }
        let middle = 0.5 * (low + high);
        let root_at_middle = self.vanishes_at(middle);
        let mut left = halve(&mut right);
        mark(&mut left, false, root_at_middle);
        mark(&mut right, root_at_middle, false);
        self.divide(left, low, middle, depth + 1);
        if root_at_middle {
            self.found.push(middle);
        }
        self.divide(right, middle, high, depth + 1);
    }

    /// The one root in (low, high), by Newton's method kept inside a shrinking bracket.
    fn one_root(&mut self, mut low: f64, mut high: f64, starts_positive: bool) {
        let mut x = 0.5 * (low + high);
        let mut last_move = high - low;
        for _ in 0..200 {
            let (value, slope, _) = self.value(x);
            if value == 0.0 {
                break;
            }
            if (value > 0.0) == starts_positive {
                low = x;
            } else {
                high = x;
            }
            let newton = x - value / slope;
            let fast = newton > low && newton < high && (newton - x).abs() < 0.5 * last_move;
            let next = if fast { newton } else { 0.5 * (low + high) };
            last_move = (next - x).abs();
            x = next;
            if last_move <= f64::EPSILON * x {
                break;
            }
        }
        self.found.push(x);
    }

    /// Where the polynomial is flattest in an interval on which it cannot be told from 0: the place of a double root.
    fn flattest(&self, mut low: f64, mut high: f64) -> f64 {
        let starts_rising = self.value(low).1 > 0.0;
        if starts_rising != (self.value(high).1 > 0.0) {
            for _ in 0..60 {
                let middle = 0.5 * (low + high);
                if (self.value(middle).1 > 0.0) == starts_rising {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        }
        0.5 * (low + high)
    }

    /// The roots found, rising, those that cannot be told apart as one.
    fn merged(&self) -> Vec<f64> {
        let mut found = self.found.clone();
        found.sort_by(f64::total_cmp);
        let mut merged: Vec<f64> = Vec::new();
        let mut start = 0;
        for end in 1..=found.len() {
            let same = end < found.len() && self.vanishes_at(0.5 * (found[end - 1] + found[end]));
            if !same {
                merged.push(if end == start + 1 { found[start] } else { self.flattest(found[start], found[end - 1]) });
                start = end;
            }
        }
        merged
    }
}
