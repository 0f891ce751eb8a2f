//! The corpus seen through its lenses. `good/**` is sound; `bad/**` shows its problems beside its source; every code of the
//! program is reached, and `docs/diagnostics.md` says how to mend each.

mod bad;
mod case;
mod codes;
mod document;
mod english;
mod good;
