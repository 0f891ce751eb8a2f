//! Problems drawn by miette through a handler of our own: our words in either language, columns counted in characters, carets
//! under double-width characters, nothing but ASCII for lines.

use super::problems::{Item, Look};
use crate::diagnostic::{Lang, Severity};
use crate::report::text::Ambiguous;
use crate::source::Source;
use miette::{Diagnostic, LabeledSpan, MietteError, ReportHandler, SourceCode, SourceSpan, SpanContents};
use std::fmt::{self, Display, Formatter};
use unicode_width::UnicodeWidthChar;

/// Lines wider than this are shown in part, around their label.
const WIDEST: usize = 160;
/// How much is shown before the label then.
const BEFORE: usize = 60;

/// A problem drawn, with a line end behind it.
pub fn text(item: &Item, look: &Look) -> String {
    let handler = Handler { look: *look };
    Drawn(&handler, &Part::whole(item, look.lang)).to_string()
}

struct Drawn<'a>(&'a Handler, &'a dyn Diagnostic);

impl Display for Drawn<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.debug(self.1, f)
    }
}

/// The part of a problem that lies in one text, in one language: what miette's protocol carries.
#[derive(Debug)]
struct Part {
    code: String,
    severity: Severity,
    message: String,
    help: Option<String>,
    place: Option<String>,
    text: Option<Text>,
    labels: Vec<LabeledSpan>,
    /// The parts in other texts.
    others: Vec<Part>,
}

impl Part {
    fn of(item: &Item, text: Option<Text>, labels: Vec<LabeledSpan>) -> Part {
        Part {
            code: item.diagnostic.code.to_owned(),
            severity: item.diagnostic.severity,
            message: String::new(),
            help: None,
            place: None,
            text,
            labels,
            others: Vec::new(),
        }
    }

    fn whole(item: &Item, lang: Lang) -> Part {
        let diagnostic = &item.diagnostic;
        let mut groups: Vec<(Text, Vec<LabeledSpan>)> = Vec::new();
        for (index, (label, source)) in diagnostic.labels.iter().zip(&item.sources).enumerate() {
            let Some(source) = source else { continue };
            let words = Some(label.words.get(lang).to_owned()).filter(|words| !words.is_empty());
            let (start, length) = (label.span.start, label.span.end.saturating_sub(label.span.start));
            let span = SourceSpan::new((start as usize).into(), length as usize);
            let marked = if index == 0 {
                LabeledSpan::new_primary_with_span(words, span)
            } else {
                LabeledSpan::new_with_span(words, span)
            };
            match groups.iter_mut().find(|(text, _)| text.is(source)) {
                Some((_, labels)) => labels.push(marked),
                None => groups.push((Text(source.clone()), vec![marked])),
            }
        }
        let mut groups = groups.into_iter();
        let (text, labels) = match groups.next() {
            Some((text, labels)) => (Some(text), labels),
            None => (None, Vec::new()),
        };
        let mut whole = Part::of(item, text, labels);
        whole.message = diagnostic.message.get(lang).to_owned();
        whole.help = diagnostic.help.as_ref().map(|help| help.get(lang).to_owned());
        whole.place = item.place.as_ref().map(|place| place.get(lang).to_owned());
        whole.others = groups.map(|(text, labels)| Part::of(item, Some(text), labels)).collect();
        whole
    }
}

impl Display for Part {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Part {}

impl Diagnostic for Part {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    /// Where it is, for what has no text to show (a workbook).
    fn url<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.place.as_ref().map(|place| Box::new(place) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.text.as_ref().map(|text| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.others.iter().map(|part| part as &dyn Diagnostic)))
    }
}

/// A text that gives whole lines by its own index of line starts.
#[derive(Clone, Debug)]
struct Text(Source);

impl Text {
    fn is(&self, source: &Source) -> bool {
        self.0.name() == source.name() && std::ptr::eq(self.0.written(), source.written())
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let source = &self.0;
        let offset = |at: usize| u32::try_from(at.min(source.written().len())).unwrap_or(u32::MAX);
        let end = span.offset().checked_add(span.len()).ok_or(MietteError::OutOfBounds)?;
        let first = source.line_of(offset(span.offset())).saturating_sub(before);
        let last = source.line_of(offset(end)).saturating_add(after);
        let start = source.line_start(first) as usize;
        let stop =
            (source.line_start(last) as usize).min(source.written().len()).saturating_add(source.line(last).len());
        let data = source.written().as_bytes().get(start..stop).ok_or(MietteError::OutOfBounds)?;
        let covered = SourceSpan::new(start.into(), data.len());
        Ok(Box::new(Lines { name: source.name(), data, covered, first, count: last.abs_diff(first).saturating_add(1) }))
    }
}

/// Whole lines of a text.
struct Lines<'a> {
    name: &'a str,
    data: &'a [u8],
    covered: SourceSpan,
    first: usize,
    count: usize,
}

impl<'a> SpanContents<'a> for Lines<'a> {
    fn data(&self) -> &'a [u8] {
        self.data
    }

    fn span(&self) -> &SourceSpan {
        &self.covered
    }

    fn name(&self) -> Option<&str> {
        Some(self.name)
    }

    fn line(&self) -> usize {
        self.first
    }

    fn column(&self) -> usize {
        0
    }

    fn line_count(&self) -> usize {
        self.count
    }
}

/// The look of a problem.
struct Handler {
    look: Look,
}

impl ReportHandler for Handler {
    fn debug(&self, error: &dyn Diagnostic, f: &mut Formatter<'_>) -> fmt::Result {
        let severity = error.severity().unwrap_or(miette::Severity::Error);
        let code = error.code().map(|code| code.to_string()).unwrap_or_default();
        let (word, colour) = self.word(severity);
        let colon = self.pick("：", ": ");
        writeln!(f, "{}{colon}{}", self.paint(&format!("{word} {code}"), colour), self.bold(&error.to_string()))?;
        if let Some(place) = error.url() {
            writeln!(f, "  --> {place}")?;
        }
        self.excerpt(error, colour, f)?;
        for other in error.related().into_iter().flatten() {
            self.excerpt(other, colour, f)?;
        }
        if let Some(help) = error.help() {
            let label = self.pick("建议：", "help: ");
            let help = help.to_string();
            let mut lines = help.lines();
            writeln!(f, "  {}{}", self.paint(label, "32"), lines.next().unwrap_or(""))?;
            for line in lines {
                writeln!(f, "    {line}")?;
            }
        }
        Ok(())
    }
}

/// A label on its line.
struct Mark {
    line: usize,
    text: String,
    /// Display columns from 0: where the caret starts, and how many there are.
    column: usize,
    width: usize,
    words: String,
    primary: bool,
    place: String,
}

impl Handler {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.look.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn word(&self, severity: miette::Severity) -> (&'static str, &'static str) {
        match severity {
            miette::Severity::Error => (self.pick("错误", "error"), "1;31"),
            miette::Severity::Warning => (self.pick("提示", "warning"), "1;33"),
            miette::Severity::Advice => (self.pick("说明", "note"), "1;36"),
        }
    }

    fn paint(&self, text: &str, colour: &str) -> String {
        if self.look.colour { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.paint(text, "1")
    }

    fn excerpt(&self, error: &dyn Diagnostic, colour: &str, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(source) = error.source_code() else { return Ok(()) };
        let mut marks: Vec<Mark> =
            error.labels().into_iter().flatten().filter_map(|label| self.mark(source, &label)).collect();
        let Some(first) = marks.first() else { return Ok(()) };
        writeln!(f, "  --> {}", first.place)?;
        marks.sort_by_key(|mark| mark.line);
        let gutter = marks.last().map_or(1, |mark| mark.line.to_string().len());
        let empty = " ".repeat(gutter);
        let bar = self.paint("|", "34");
        writeln!(f, "  {empty} {bar}")?;
        let mut above: Option<usize> = None;
        for mark in &marks {
            if above != Some(mark.line) {
                if above.is_some_and(|above| above.saturating_add(1) < mark.line) {
                    writeln!(f, "  {} {bar}", ".".repeat(gutter))?;
                }
                writeln!(f, "  {} {bar} {}", self.paint(&format!("{:>gutter$}", mark.line), "34"), mark.text)?;
            }
            above = Some(mark.line);
            let carets = if mark.primary { "^" } else { "-" }.repeat(mark.width);
            let pad = " ".repeat(mark.column);
            let colour = if mark.primary { colour } else { "34" };
            let label = format!("{carets} {}", mark.words);
            writeln!(f, "  {empty} {bar} {pad}{}", self.paint(label.trim_end(), colour))?;
        }
        Ok(())
    }

    fn mark(&self, source: &dyn SourceCode, label: &LabeledSpan) -> Option<Mark> {
        let at = SourceSpan::new(label.offset().into(), 0);
        let contents = source.read_span(&at, 0, 0).ok()?;
        let line = std::str::from_utf8(contents.data()).ok()?;
        let inside = label.offset().saturating_sub(contents.span().offset()).min(line.len());
        let before = line.get(..inside)?;
        let marked = line.get(inside..inside.saturating_add(label.len()).min(line.len())).unwrap_or("");
        // A line may end in two characters.
        let goes_on = inside.saturating_add(label.len()) > line.len().saturating_add(2);
        let number = contents.line().saturating_add(1);
        let mut words = label.label().unwrap_or("").replace(['\n', '\r'], " ");
        if goes_on {
            let end = SourceSpan::new(label.offset().saturating_add(label.len()).saturating_sub(1).into(), 0);
            let last = source.read_span(&end, 0, 0).ok()?.line().saturating_add(1);
            match self.look.lang {
                Lang::Zh => words.push_str(&format!("（直到第 {last} 行）")),
                Lang::En => words.push_str(&format!(" (down to line {last})")),
            }
        }
        let place = format!("{}:{number}:{}", contents.name()?, before.chars().count().saturating_add(1));
        let (text, column, width) = self.window(line, before, marked);
        Some(Mark { line: number, text, column, width: width.max(1), words, primary: label.primary(), place })
    }

    /// The line as shown, and where its mark stands: the whole line, or what is around the mark.
    fn window(&self, line: &str, before: &str, marked: &str) -> (String, usize, usize) {
        let (column, width) = (self.width(before), self.width(marked));
        if self.width(line) <= WIDEST {
            return (self.clean(line.trim_end()), column, width);
        }
        let mut shown = String::new();
        let mut skipped = 0usize;
        let from = column.saturating_sub(BEFORE);
        let mut used = 0usize;
        for c in line.chars() {
            let own = self.char_width(c);
            if skipped < from {
                skipped = skipped.saturating_add(own);
                continue;
            }
            used = used.saturating_add(own);
            if used > WIDEST {
                shown.push_str(" ...");
                break;
            }
            shown.push(c);
        }
        let lead = if from > 0 { "... " } else { "" };
        let column = column.saturating_sub(skipped).saturating_add(lead.len());
        (format!("{lead}{}", self.clean(&shown)), column, width.min(WIDEST.saturating_sub(column.min(WIDEST))))
    }

    fn width(&self, text: &str) -> usize {
        text.chars().map(|c| self.char_width(c)).fold(0, usize::saturating_add)
    }

    fn char_width(&self, c: char) -> usize {
        match (c, self.look.ambiguous) {
            ('\t', _) => 4,
            (c, Ambiguous::Narrow) => c.width().unwrap_or(1),
            (c, Ambiguous::Wide) => c.width_cjk().unwrap_or(1),
        }
    }

    /// Tabs as four blanks, and nothing that could move the cursor.
    fn clean(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\t' => clean.push_str("    "),
                c if c.is_control() => clean.push('?'),
                c => clean.push(c),
            }
        }
        clean
    }
}
