//! The one integration binary.

mod data;
