//! The language server as a client meets it: messages in, messages out.

mod client;
mod features;
mod session;
