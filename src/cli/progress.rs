//! A bar for work that takes long: on a terminal only, on stderr, and not before two seconds have passed.

use super::shell::Shell;
use crate::data::gather::Found;
use crate::data::packed::Content;
use crate::diagnostic::Words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// Nobody needs a bar for what is done by then.
const PATIENCE: Duration = Duration::from_secs(2);

const TICK: Duration = Duration::from_millis(200);

/// A bar that comes up by itself when the work takes long, and is gone when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Dropped with the bar, so that the thread that waits to show it ends.
    done: Option<Sender<()>>,
    waiting: Option<JoinHandle<()>>,
}

impl Progress {
    /// Bytes of files that are read, perhaps several times.
    pub fn of_bytes(total: u64, shell: &Shell, quiet: bool) -> Progress {
        let words = Words::new(
            "{msg} [{bar:20}] {percent}%，{bytes_per_sec}，约剩 {eta}",
            "{msg} [{bar:20}] {percent} %, {bytes_per_sec}, about {eta} left",
        );
        Progress::begin(total, &words, shell, quiet)
    }

    /// Steps of one work, whose number is told with each.
    pub fn of_steps(shell: &Shell, quiet: bool) -> Progress {
        let words = Words::new(
            "{msg} [{bar:20}] {pos}/{len}，{per_sec}，约剩 {eta}",
            "{msg} [{bar:20}] {pos}/{len}, {per_sec}, about {eta} left",
        );
        Progress::begin(0, &words, shell, quiet)
    }

    /// So many steps of so many are done.
    pub fn reach(&self, done: usize, all: usize) {
        self.bar.set_length(all as u64);
        self.bar.set_position(done as u64);
    }

    fn begin(total: u64, words: &Words, shell: &Shell, quiet: bool) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if quiet || !io::stderr().is_terminal() {
            return Progress { bar, done: None, waiting: None };
        }
        if let Ok(style) = ProgressStyle::with_template(shell.say(words)) {
            bar.set_style(style.progress_chars("##."));
        }
        let (done, wait) = mpsc::channel::<()>();
        let shown = bar.clone();
        let waiting = std::thread::spawn(move || {
            if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Progress { bar, done: Some(done), waiting: Some(waiting) }
    }

    /// What is being done.
    pub fn say(&self, words: &Words, shell: &Shell) {
        self.bar.set_message(shell.say(words).to_owned());
    }

    /// From here on nobody knows how long it takes: only the time that has passed is shown.
    pub fn endless(&self, words: &Words, shell: &Shell) {
        if self.waiting.is_none() {
            return;
        }
        let template = Words::new("{msg} {spinner} 已用 {elapsed}", "{msg} {spinner} {elapsed} so far");
        if let Ok(style) = ProgressStyle::with_template(shell.say(&template)) {
            self.bar.set_style(style.tick_chars("|/-\\ "));
        }
        self.say(words, shell);
    }

    /// A file whose reading moves the bar.
    pub fn watch<'a>(&'a self, file: &'a Found) -> Watched<'a> {
        Watched { file, bar: &self.bar, opened: AtomicBool::new(false) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(waiting) = self.waiting.take() {
            let _ = waiting.join();
        }
        self.bar.finish_and_clear();
    }
}

/// A file whose reading moves a bar; each reading after the first makes the way longer.
#[derive(Debug)]
pub struct Watched<'a> {
    file: &'a Found,
    bar: &'a ProgressBar,
    opened: AtomicBool,
}

impl Content for Watched<'_> {
    fn name(&self) -> &str {
        self.file.name()
    }

    fn size(&self) -> u64 {
        self.file.size()
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        if self.opened.swap(true, Ordering::Relaxed) {
            self.bar.inc_length(self.size());
        }
        Ok(Box::new(self.bar.wrap_read(self.file.open()?)))
    }

    fn append(&self, at: u64, length: usize, out: &mut Vec<u8>) -> io::Result<()> {
        if at == 0 && self.opened.swap(true, Ordering::Relaxed) {
            self.bar.inc_length(self.size());
        }
        self.bar.inc(length as u64);
        self.file.append(at, length, out)
    }
}
