//! Special functions behind the distributions, accurate to about 1e-14 relative in both tails.
//!
//! Each incomplete function returns both tails and their logarithms, because a quantile at 1e-15 from either end needs
//! the small one without subtracting from 1.

pub mod beta;
pub mod elementary;
pub mod gamma;
pub mod normal;

/// Both tails of a cumulative distribution at one point.
#[derive(Debug, Clone, Copy)]
pub struct Tails {
    /// P(X ≤ x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
    /// ln P(X ≤ x), finite where `lower` underflows.
    pub ln_lower: f64,
    /// ln P(X > x), finite where `upper` underflows.
    pub ln_upper: f64,
    /// ln of the density of the variable Newton's method works on: ln x for gamma, logit x for beta.
    pub ln_density: f64,
}

/// Smallest shape parameter (gamma, Weibull, beta): below it most of the distribution underflows to 0.
pub const SMALLEST_SHAPE: f64 = 1e-3;

/// Largest shape parameter (gamma, beta, degrees of freedom, Poisson mean, binomial n): the continued fractions take
/// about the square root of it in steps. Beyond it the normal distribution differs by less than 1e-4 sd.
pub const LARGEST_SHAPE: f64 = 1e9;
