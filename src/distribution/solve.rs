//! Roots of monotone functions.

/// The smallest x in [low, high] with `f(x) >= 0`, for an f that never falls and is `>= 0` at `high` (taken for granted).
///
/// Chandrupatla 1997, *A new hybrid quadratic/bisection algorithm*, Advances in Engineering Software 28, kept inside the
/// bracket; where f jumps or is infinite it bisects. Stops when the bracket is two floats wide and returns its upper end.
pub(super) fn first_reaching(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let mut f_low = f(low);
    if f_low >= 0.0 || low >= high {
        return low;
    }
    let mut f_high = f(high);
    let mut share: f64 = 0.5;
    for step in 0..2200 {
        let width = high - low;
        let smallest = 2.0 * f64::EPSILON * low.abs().max(high.abs()).max(f64::MIN_POSITIVE);
        if width <= smallest {
            break;
        }
        let edge = (0.5 * smallest / width).min(0.5);
        let x = if step % 24 == 23 { middle_of_floats(low, high) } else { low + share.clamp(edge, 1.0 - edge) * width };
        if x <= low || x >= high {
            break;
        }
        let value = f(x);
        // the end that is dropped is the third point of the quadratic
        let (old, f_old);
        if value >= 0.0 {
            (old, f_old) = (high, f_high);
            (high, f_high) = (x, value);
        } else {
            (old, f_old) = (low, f_low);
            (low, f_low) = (x, value);
        }
        share = inverse_quadratic(low, f_low, high, f_high, old, f_old).unwrap_or(0.5);
    }
    high
}

/// Where between low (0) and high (1) the inverse parabola through three points crosses 0, if it may be trusted.
fn inverse_quadratic(low: f64, f_low: f64, high: f64, f_high: f64, old: f64, f_old: f64) -> Option<f64> {
    let xi = (low - high) / (old - high);
    let phi = (f_low - f_high) / (f_old - f_high);
    let outside = if old > high { (high - low) / (old - low) } else { xi };
    let phi_outside = if old > high { (f_high - f_low) / (f_old - f_low) } else { phi };
    if !(phi_outside * phi_outside < outside && (1.0 - phi_outside) * (1.0 - phi_outside) < 1.0 - outside) {
        return None;
    }
    // Lagrange: x at f = 0 through (f_low, low), (f_high, high), (f_old, old), as a share of high − low
    let at_high = f_low / (f_low - f_high) * (f_old / (f_old - f_high)) * (high - low);
    let at_old = f_low / (f_low - f_old) * (f_high / (f_high - f_old)) * (old - low);
    let share = (at_high + at_old) / (high - low);
    share.is_finite().then_some(share)
}

/// The float halfway between two floats by count, not by value: ends a search over many orders of magnitude.
fn middle_of_floats(low: f64, high: f64) -> f64 {
    let order = |x: f64| {
        let bits = x.to_bits().cast_signed();
        if bits < 0 { i64::MIN - bits } else { bits }
    };
    let middle = order(low).midpoint(order(high));
    f64::from_bits(if middle < 0 { i64::MIN - middle } else { middle }.cast_unsigned())
}

/// Halley's method for a monotone concave function of y, which it approaches from any start.
///
/// `f(y)` gives value, slope and second derivative; the root lies in [low, high]. ln of a log-concave cumulative
/// distribution is such a function, which is why gamma and beta quantiles are found this way: Newton's step alone
/// converges from everywhere, Halley's factor, kept between ⅝ and 1.6, makes it cubic. `precision` is the step after
/// which the error, its cube, is below rounding.
pub(super) fn halley(start: f64, low: f64, high: f64, precision: f64, f: impl Fn(f64) -> (f64, f64, f64)) -> f64 {
    let mut y = start.clamp(low, high);
    for _ in 0..200 {
        let (value, slope, curvature) = f(y);
        let newton = value / slope;
        let step = newton / (1.0 - 0.5 * newton * (curvature / slope)).clamp(0.625, 1.6);
        if !step.is_finite() {
            break;
        }
        let next = (y - step).clamp(low, high);
        let moved = (next - y).abs();
        y = next;
        if moved <= precision {
            break;
        }
    }
    y
}

/// The root of a function that is nearly a straight line, of a slope between the two given: a few steps from any start.
/// `None` where they leave the range or do not settle.
pub(super) fn secant(
    start: f64,
    slope: f64,
    (least, most): (f64, f64),
    (low, high): (f64, f64),
    f: impl Fn(f64) -> f64,
) -> Option<f64> {
    let (mut at, mut slope) = (start.clamp(low, high), slope);
    let mut value = f(at);
    for _ in 0..24 {
        let next = (at - value / slope).clamp(low, high);
        if !(next > low && next < high) {
            return None;
        }
        let moved = next - at;
        // the error left is far below the step
        if moved.abs() <= 1e-11 * at.abs().max(1.0) {
            return Some(next);
        }
        let then = f(next);
        // near the root the difference is rounding: keep the slope that was found
        let found = (then - value) / moved;
        if moved.abs() > 1e-7 && found.is_finite() {
            slope = found.clamp(least, most);
        }
        (at, value) = (next, then);
    }
    None
}

/// The smallest whole number k in [low, high] with `reached(k)`, searched outwards from a guess.
///
/// `reached` never turns from true to false; it is taken for granted at `high`.
pub(super) fn first_whole(guess: f64, low: f64, high: f64, reached: impl Fn(f64) -> bool) -> f64 {
    let guess = if guess.is_finite() { guess.floor().clamp(low, high) } else { low };
    let (mut below, mut at) = (low - 1.0, high);
    let mut stride = 1.0;
    if reached(guess) {
        at = guess;
        while at > low {
            let next = (at - stride).max(low);
            if !reached(next) {
                below = next;
                break;
            }
            at = next;
            stride *= 2.0;
        }
    } else {
        below = guess;
        while below < high {
            let next = (below + stride).min(high);
            if next >= high || reached(next) {
                at = next;
                break;
            }
            below = next;
            stride *= 2.0;
        }
    }
    while at - below > 1.0 {
        let middle = (below + (at - below) / 2.0).floor();
        if reached(middle) {
            at = middle;
        } else {
            below = middle;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{first_reaching, first_whole, halley, secant};

    #[test]
    fn smooth_roots_are_found_to_the_last_place() {
        let root = first_reaching(0.0, 10.0, |x| x * x * x - 2.0);
        assert!((root - 2f64.cbrt()).abs() <= 4.0 * f64::EPSILON);
        let far = first_reaching(1e-300, 1e300, |x: f64| x.ln() - 1.0);
        assert!((far / std::f64::consts::E - 1.0).abs() <= 8.0 * f64::EPSILON, "{far}");
    }

    #[test]
    fn jumps_and_infinities_are_found_too() {
        let root = first_reaching(-5.0, 7.0, |x| if x < 3.0 { f64::NEG_INFINITY } else { 1.0 });
        assert!((root - 3.0).abs() <= 8.0 * f64::EPSILON);
        assert_eq!(first_reaching(2.0, 9.0, |_| 1.0), 2.0);
    }

    #[test]
    fn few_evaluations_suffice() {
        let calls = std::cell::Cell::new(0);
        first_reaching(-10.0, 10.0, |x: f64| {
            calls.set(calls.get() + 1);
            x.exp() - 3.0
        });
        assert!(calls.get() <= 25, "{} evaluations", calls.get());
    }

    #[test]
    fn halley_on_a_concave_function_needs_no_good_start() {
        let root = halley(50.0, -100.0, 100.0, 1e-5, |y: f64| (-(-y).exp() + 2.0, (-y).exp(), -(-y).exp()));
        assert!((root + 2f64.ln()).abs() < 1e-12, "{root}");
    }

    #[test]
    fn secants_on_a_nearly_straight_line_settle_soon_or_say_that_they_do_not() {
        let calls = std::cell::Cell::new(0);
        let f = |x: f64| {
            calls.set(calls.get() + 1);
            x + 0.1 * x.sin() - 2.0
        };
        let root = secant(-30.0, 1.0, (0.8, 1.2), (-50.0, 50.0), f).unwrap();
        assert!(f(root).abs() < 1e-12, "{root}");
        assert!(calls.get() < 12, "{} evaluations", calls.get());
        assert_eq!(secant(0.0, 1.0, (0.8, 1.2), (-50.0, 1.0), f), None);
        assert_eq!(secant(0.0, 1.0, (0.8, 1.2), (-50.0, 50.0), |_| f64::NAN), None);
    }

    #[test]
    fn whole_numbers_are_found_from_any_guess() {
        for guess in [-5.0, 0.0, 41.0, 42.0, 43.0, 1e6, f64::NAN] {
            assert_eq!(first_whole(guess, 0.0, 1e6, |k| k >= 42.0), 42.0);
            assert_eq!(first_whole(guess, 0.0, 1e6, |_| true), 0.0);
            assert_eq!(first_whole(guess, 0.0, 1e6, |_| false), 1e6);
        }
    }
}
