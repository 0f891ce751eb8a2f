//! Values: what a policy computes with.
//!
//! Takes: literals and cells already cut out of their text.
//! Gives: exact numbers, dates, units, types and the dynamic [`value::Value`].
//! Never knows: sources, spans, diagnostics, programs, files or the clock. Operations that have no
//! answer return `None`; the caller knows which rule was running and makes the fault.

pub mod date;
pub mod decimal;
pub mod lookalike;
pub mod measure;
pub mod number;
pub mod op;
pub mod rounding;
pub mod types;
pub mod unit;
#[allow(clippy::module_inception, reason = "the room and its main noun share a name")]
pub mod value;
