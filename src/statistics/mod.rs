//! Quantiles, moments, standard errors.
