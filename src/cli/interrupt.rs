//! Ctrl-C: what is half written goes away, what stood there stays, and the user is told so.

use super::shell::complain;
use crate::diagnostic::{Lang, Words};
use crate::report::save;

/// What a shell says of a program that Ctrl-C ended.
const EXIT: i32 = 130;

/// Listens for Ctrl-C (and for the end of the session) from now on. A system that cannot tell ends the program by itself.
pub fn listen(lang: Lang, quiet: bool) {
    let words = Words::new(
        "已中断。没有写完的文件已经删除，原来的文件没有改动。",
        "Interrupted. Files that were not finished are gone; what stood there is unchanged.",
    );
    let _ = ctrlc::set_handler(move || {
        let nothing_is_written_from_now_on = save::abandon();
        if !quiet {
            complain(&format!("\n{}", words.get(lang)));
        }
        std::mem::forget(nothing_is_written_from_now_on);
        std::process::exit(EXIT);
    });
}
