//! Cholesky factor of a small matrix.

/// A matrix that is no correlation or covariance matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indefinite {
    /// Not `size` × `size`, or an entry is not finite, or row and column disagree, at this entry (counted from 0).
    Malformed(usize, usize),
    /// The first so many rows and columns (counted from 1) cannot be together: the determinant of this leading minor is
    /// negative. Appending rows never repairs it.
    LeadingMinor(usize),
}

/// Lower triangle L with L Lᵀ = matrix, row by row (`L[i * size + j]`, 0 above the diagonal).
///
/// Row i depends on rows 0…i only, so that a member appended to a list of correlated inputs changes no earlier draw.
/// Matrices on the edge (a correlation of exactly 1) are accepted: a pivot within rounding of 0 counts as 0 and its column
/// must then be 0 within rounding too. Cholesky–Banachiewicz order; Golub & Van Loan, *Matrix Computations*, section 4.2.
///
/// # Errors
/// A matrix that is not square, not symmetric or not positive semidefinite; it says where.
pub fn cholesky(matrix: &[f64], size: usize) -> Result<Vec<f64>, Indefinite> {
    if matrix.len() != size * size {
        return Err(Indefinite::Malformed(0, 0));
    }
    for i in 0..size {
        for j in 0..=i {
            let (here, mirrored) = (matrix[i * size + j], matrix[j * size + i]);
            if !here.is_finite() || here != mirrored {
                return Err(Indefinite::Malformed(i, j));
            }
        }
    }
    let mut factor = vec![0.0; size * size];
    for i in 0..size {
        // rounding error of a pivot: i products, each at most the diagonal entry (Higham 2002, theorem 10.3)
        let margin = (4 * i + 4) as f64 * f64::EPSILON;
        for j in 0..=i {
            let products: f64 = (0..j).map(|k| factor[i * size + k] * factor[j * size + k]).sum();
            let rest = matrix[i * size + j] - products;
            if i == j {
                let diagonal = matrix[i * size + i];
                if diagonal < 0.0 || rest < -margin * diagonal {
                    return Err(Indefinite::LeadingMinor(i + 1));
                }
                factor[i * size + i] = if rest <= margin * diagonal { 0.0 } else { rest.sqrt() };
            } else {
                let pivot = factor[j * size + j];
                let scale = (matrix[i * size + i] * matrix[j * size + j]).abs().sqrt();
                if pivot > 0.0 {
                    factor[i * size + j] = rest / pivot;
                } else if rest.abs() > margin.sqrt() * scale {
                    // member j is fixed by the ones before it, yet member i follows it otherwise
                    return Err(Indefinite::LeadingMinor(i + 1));
                }
            }
        }
    }
    Ok(factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_error_names_the_first_minor_that_fails() {
        #[rustfmt::skip]
        let matrix = [
            1.0, 0.9, -0.9, 0.0,
            0.9, 1.0, 0.9, 0.0,
            -0.9, 0.9, 1.0, 0.0,
            0.0, 0.0, 0.0, 1.0,
        ];
        assert_eq!(cholesky(&matrix, 4), Err(Indefinite::LeadingMinor(3)));
        assert_eq!(cholesky(&[1.0, 1.1, 1.1, 1.0], 2), Err(Indefinite::LeadingMinor(2)));
        assert_eq!(cholesky(&[1.0, 0.5, 0.4, 1.0], 2), Err(Indefinite::Malformed(1, 0)));
        assert_eq!(cholesky(&[1.0, f64::NAN, f64::NAN, 1.0], 2), Err(Indefinite::Malformed(1, 0)));
        assert_eq!(cholesky(&[1.0], 2), Err(Indefinite::Malformed(0, 0)));
    }

    #[test]
    fn certain_correlations_are_accepted() {
        assert_eq!(cholesky(&[1.0, -1.0, -1.0, 1.0], 2), Ok(vec![1.0, 0.0, -1.0, 0.0]));
        // the third goes with the first, so it must not go otherwise with the second, which equals the first
        assert_eq!(cholesky(&[1.0, 1.0, 0.5, 1.0, 1.0, 0.4, 0.5, 0.4, 1.0], 3), Err(Indefinite::LeadingMinor(3)));
        assert!(cholesky(&[1.0, 1.0, 0.5, 1.0, 1.0, 0.5, 0.5, 0.5, 1.0], 3).is_ok());
    }

    proptest! {
        #[test]
        fn the_factor_gives_the_matrix_back_and_rows_do_not_change_when_one_is_added(
            size in 1usize..8, entries in prop::collection::vec(-1.0..1.0f64, 64),
        ) {
            // A Aᵀ is a covariance matrix, symmetric to the bit when filled from one side
            let mut matrix = vec![0.0; size * size];
            for i in 0..size {
                for j in 0..=i {
                    let entry = (0..8).map(|k| entries[i * 8 + k] * entries[j * 8 + k]).sum();
                    (matrix[i * size + j], matrix[j * size + i]) = (entry, entry);
                }
            }
            let factor = cholesky(&matrix, size);
            prop_assert!(factor.is_ok());
            let factor = factor.unwrap_or_default();
            for i in 0..size {
                for j in 0..=i {
                    let back: f64 = (0..size).map(|k| factor[i * size + k] * factor[j * size + k]).sum();
                    // backward error bound of theorem 10.3, entries at most 8
                    prop_assert!((back - matrix[i * size + j]).abs() <= 20.0 * f64::EPSILON * 8.0);
                }
            }
            let smaller: Vec<f64> = (0..size - 1).flat_map(|i| matrix[i * size..i * size + size - 1].to_vec()).collect();
            let small = cholesky(&smaller, size - 1).unwrap_or_default();
            for i in 0..size - 1 {
                prop_assert_eq!(&small[i * (size - 1)..(i + 1) * (size - 1)], &factor[i * size..i * size + size - 1]);
            }
        }
    }
}
