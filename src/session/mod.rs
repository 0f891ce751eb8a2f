//! From a policy's path to its checked program, and from files of data to a finished run. Takes files through `World`
//! and every choice as an argument; never touches the disk, the clock or the terminal.

mod cases;
mod chain;
mod files;
mod policy;
pub mod problem;
mod settings;
mod settle;
mod world;

pub use self::cases::{ENDING, SHEETS, ending, policy_of, stem};
pub use self::chain::{base_path, tidy};
pub use self::policy::{Loaded, Session, cases_in, lone};
pub use self::settings::nearest;
pub use self::settle::{Engine, Settled, is_large, settle, settle_by, settle_passing, threads};
pub use self::world::{Memory, World};
