//! The text of a file as it is put together from declarations and what stands between them.

/// The text as it grows, and whether a blank line is due before what comes next.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
    blank: bool,
}

impl Page {
    pub(super) fn block(&mut self, text: &str) {
        if self.blank && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.text.push('\n');
        self.blank = false;
    }

    /// Text outside any declaration: comments before the first, words that belong nowhere.
    pub(super) fn aside(&mut self, text: &str) {
        let mut breaks = 0;
        for (index, line) in text.split('\n').enumerate() {
            breaks += usize::from(index > 0);
            self.blank = breaks > 1;
            if !line.trim().is_empty() {
                let is_comment = line.trim_start().starts_with(['#', '＃']);
                self.block(if is_comment { line.trim() } else { line.trim_end() });
                breaks = 0;
            }
        }
    }
}
