//! Stage 4, draw: seed, path, trial and year become uniforms, and uniforms become values.
//!
//! ```text
//! path, row ──address──▶ key ─┐
//! seed, year, first trial ────┴─uniform──▶ block of u in (0, 1) ──quantile_table──▶ block of values
//!                                 ├ independent: philox
//!                                 └ stratified:  scrambled radical inverse
//! ```
//!
//! Everything here gives the same bits on every machine and every instruction set: only `+ − × ÷ √`, bit operations,
//! and no reduction whose order depends on the data or the vector width. `numeric::elementary` holds the functions
//! (exp, ln, …) that the trial path may use; the standard library's differ between platforms in their last bits.
//! `instruction_set` compiles such loops for wider vectors and picks the widest at run time.

pub mod philox;
pub mod quantile_table;
pub mod uniform;
