pub mod cover;
pub mod range;
