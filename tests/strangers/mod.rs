//! Models of many trades, written by an analyst who had the language page and nothing else; each is computed twice, by
//! the engine and by plain loops from the same draws.

mod farms_and_shops;
mod insurance;
mod inventory;
mod irrigation;
mod priority;
mod reserves;
mod revolving_fund;
mod rules;
mod switching;
mod warranty;
