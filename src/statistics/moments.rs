//! Sums, means and variances in a fixed tree.

/// Values summed in one leaf of the tree.
const LEAF: usize = 256;
/// Running sums side by side within a leaf.
const SUMS: usize = 8;

/// Sum of f(value) as a fixed tree over the index: leaves of 256 values, each as eight running sums, joined pairwise.
///
/// Rounding error grows with the logarithm of the number of values (Higham 2002, *Accuracy and Stability of Numerical
/// Algorithms*, section 4.2), and the tree depends on nothing but the length.
pub(super) fn tree_sum(values: &[f64], f: impl Fn(f64) -> f64 + Copy) -> f64 {
    if values.len() <= LEAF {
        let (chunks, rest) = values.as_chunks::<SUMS>();
        let mut sums = [0.0; SUMS];
        for chunk in chunks {
            for (sum, value) in sums.iter_mut().zip(chunk) {
                *sum += f(*value);
            }
        }
        for (sum, value) in sums.iter_mut().zip(rest) {
            *sum += f(*value);
        }
        let [a, b, c, d, e, g, h, i] = sums;
        return ((a + b) + (c + d)) + ((e + g) + (h + i));
    }
    // the left part is the largest power of two of whole leaves that leaves something over
    let left = LEAF << (values.len() - 1).ilog2().saturating_sub(LEAF.ilog2());
    let (left, right) = values.split_at(left);
    tree_sum(left, f) + tree_sum(right, f)
}

/// Sum of values in a fixed tree; see [`Moments`].
pub fn sum(values: &[f64]) -> f64 {
    tree_sum(values, |value| value)
}

/// Count, mean and squared deviations of a set of values; sets can be joined.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// How many values.
    pub count: u64,
    /// Their mean; 0 for none.
    pub mean: f64,
    /// Sum of squared deviations from the mean, in the square of the values' unit.
    pub squares: f64,
}

impl Moments {
    /// Of values in memory, in two passes: the mean, then the deviations from it.
    pub fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Moments::default();
        }
        let mean = sum(values) / values.len() as f64;
        let squares = tree_sum(values, |value| (value - mean) * (value - mean));
        Moments { count: values.len() as u64, mean, squares }
    }

    /// Of two sets together.
    ///
    /// Source: Chan, Golub & LeVeque 1983, *Algorithms for computing the sample variance*, The American Statistician 37,
    /// formula (2.1).
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let count = self.count + other.count;
        if count == 0 {
            return self;
        }
        let (n, m) = (self.count as f64, other.count as f64);
        let apart = other.mean - self.mean;
        Moments {
            count,
            mean: self.mean + apart * (m / (n + m)),
            squares: self.squares + other.squares + apart * apart * (n * m / (n + m)),
        }
    }

    /// Of many sets together, joined pairwise in a fixed tree over their order: whoever computed them, and on however many
    /// threads, the bits are the same as long as the sets are.
    pub fn join_all(sets: &[Moments]) -> Self {
        match sets {
            [] => Moments::default(),
            [one] => *one,
            _ => {
                let (left, right) = sets.split_at(1 << (sets.len() - 1).ilog2());
                Moments::join_all(left).join(Moments::join_all(right))
            }
        }
    }

    /// Variance with divisor n − 1; NaN below two values.
    pub fn variance(&self) -> f64 {
        if self.count < 2 { f64::NAN } else { self.squares / (self.count - 1) as f64 }
    }

    /// Standard deviation with divisor n − 1; NaN below two values.
    pub fn sd(&self) -> f64 {
        self.variance().sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_large_offset_does_not_spoil_the_variance() {
        // variance of 0, 1, …, n − 1 is n (n + 1) / 12
        let values: Vec<f64> = (0..100_000).map(|i| 1e9 + f64::from(i)).collect();
        let n = 1e5;
        assert!((Moments::of(&values).variance() / (n * (n + 1.0) / 12.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn few_values_have_no_variance() {
        assert!(Moments::of(&[]).variance().is_nan());
        assert!(Moments::of(&[4.0]).sd().is_nan());
        assert_eq!(Moments::of(&[4.0]).mean, 4.0);
    }

    proptest! {
        #[test]
        fn joined_sets_equal_the_whole(values in prop::collection::vec(-1e3..1e3f64, 0..3000), size in 1usize..500) {
            let whole = Moments::of(&values);
            let parts: Vec<Moments> = values.chunks(size).map(Moments::of).collect();
            let joined = Moments::join_all(&parts);
            prop_assert_eq!(joined.count, whole.count);
            // depth of the trees below 30, values below 1000
            prop_assert!((joined.mean - whole.mean).abs() <= 60.0 * f64::EPSILON * 1e3);
            prop_assert!((joined.squares - whole.squares).abs() <= 200.0 * f64::EPSILON * 1e6 * values.len().max(1) as f64);
        }

        #[test]
        fn the_tree_adds_whole_numbers_exactly(values in prop::collection::vec(-1000i32..1000, 0..5000)) {
            let floats: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            prop_assert_eq!(sum(&floats), f64::from(values.iter().sum::<i32>()));
        }
    }
}
