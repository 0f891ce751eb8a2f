//! The program `jieyu`; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    jieyu::cli::main()
}
