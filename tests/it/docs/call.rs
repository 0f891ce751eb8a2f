//! Runs the program as a reader types it.

use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command shows on the screen, problems and results in their order, and its exit code.
pub fn screen(args: &[String], folder: &Path) -> (String, i32) {
    let mut screen = tempfile::tempfile().expect("a file for the screen");
    let handle = |file: &std::fs::File| Stdio::from(file.try_clone().expect("a second handle"));
    let mut command = command(args, folder);
    let status = command.stdout(handle(&screen)).stderr(handle(&screen)).status().expect("the program starts");
    let mut text = String::new();
    screen.rewind().expect("the screen can be read");
    screen.read_to_string(&mut text).expect("the screen shows text");
    (text, status.code().unwrap_or(-1))
}

/// The result that a command gives to other programs.
pub fn result(args: &[String], folder: &Path) -> String {
    let output = command(args, folder).output().expect("the program starts");
    String::from_utf8(output.stdout).expect("the result is text")
}

fn command(args: &[String], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(folder).args(args).env_remove("JIEYU_LANG").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    command
}

/// The words of a typed line; quotes keep words together.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(end), _) if letter == end => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}
