//! What holds of every policy, every expression and all data, tried on random ones; and that nothing, however large,
//! deep or broken, makes the library panic or hang.

mod allocate;
mod capital;
mod cover;
mod endure;
mod eval;
pub mod kit;
mod made;
mod oracle;
mod order;
mod spell;
mod width;
mod words;
