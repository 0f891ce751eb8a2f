//! A template with its fields put in. What is put in is text: it never becomes markup, whatever it holds.

use crate::diagnostic::Words;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

/// The templates that come with the program.
pub const NOTICE: &str = include_str!("../../../templates/notice.md");
pub const PUBLICATION: &str = include_str!("../../../templates/publication.md");

/// A template that has been read.
pub struct Template<'t> {
    environment: Environment<'t>,
}

const NAME: &str = "template";

impl<'t> Template<'t> {
    /// # Errors
    /// What is wrong with the template, and in which line.
    pub fn read(text: &'t str) -> Result<Self, Words> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_formatter(|out, _, value| {
            if value.is_undefined() {
                return Err(Error::from(ErrorKind::UndefinedError));
            }
            let text = value.to_string();
            let text = if value.is_safe() { text } else { escape(&text) };
            std::fmt::Write::write_str(out, &text).map_err(Error::from)
        });
        environment.add_function("表格", |table: Value| self::table(&table).map(Value::from_safe_string));
        environment.add_filter("略", |text: String| brief(&text));
        environment.add_template(NAME, text).map_err(|error| words(&error))?;
        Ok(Template { environment })
    }

    /// The text with the fields of `data`.
    ///
    /// # Errors
    /// A field that is not there, and in which line it is asked for.
    pub fn fill(&self, data: &serde_json::Value) -> Result<String, Words> {
        let filled = self.environment.get_template(NAME).and_then(|found| found.render(Value::from(Serde(data))));
        filled.map_err(|error| words(&error))
    }
}

/// Nothing in a text is markup: every sign that could be is escaped, and a line is one line.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_ascii_punctuation() {
            safe.push('\\');
        }
        safe.push(if c.is_control() { ' ' } else { c });
    }
    safe
}

/// Digits behind the point that a notice shows of a number that has more.
const PLACES: usize = 4;

/// A text whose numbers have at most four digits behind the point; `…` stands for those that were left out.
fn brief(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    // How many digits have been met behind a point; `None` where no number is being read.
    let mut behind: Option<usize> = None;
    let mut before = ' ';
    for c in text.chars() {
        behind = match (behind, c) {
            (None, '.') if before.is_ascii_digit() => Some(0),
            (Some(met), c) if c.is_ascii_digit() => Some(met.saturating_add(1)),
            (_, _) => None,
        };
        before = c;
        match behind {
            Some(met) if met == PLACES.saturating_add(1) => short.push('…'),
            Some(met) if met > PLACES => {}
            Some(_) => short.push(c),
            // The words say already that the number goes on.
            None if c == '…' && short.ends_with('…') => {}
            None => short.push(c),
        }
    }
    short
}

/// A table of a document as Markdown: `列`, `右`, `行`, and `合计` where there are totals.
fn table(table: &Value) -> Result<String, Error> {
    let cells = |row: &Value| -> Result<Vec<String>, Error> {
        Ok(row.try_iter()?.map(|cell| escape(&cell.to_string())).collect())
    };
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = String::from("\n");
    text.push_str(&line(cells(&table.get_attr("列")?)?));
    text.push('|');
    for right in table.get_attr("右")?.try_iter()? {
        text.push_str(if right.is_true() { "---:|" } else { "---|" });
    }
    text.push('\n');
    for row in table.get_attr("行")?.try_iter()? {
        text.push_str(&line(cells(&row)?));
    }
    let totals = table.get_attr("合计")?;
    if totals.is_true() {
        let bold = |cell: String| if cell.is_empty() { cell } else { format!("**{cell}**") };
        text.push_str(&line(cells(&totals)?.into_iter().map(bold).collect()));
    }
    Ok(text)
}

fn words(error: &Error) -> Words {
    let line = error.line().unwrap_or(0);
    let detail = error.detail().map(|detail| format!("（{detail}）")).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::SyntaxError => "写法有误",
        ErrorKind::UndefinedError => "用到了没有的字段",
        ErrorKind::UnknownFilter => "用到了没有的过滤器",
        ErrorKind::UnknownFunction => "用到了没有的函数",
        ErrorKind::InvalidOperation => "这样的运算做不了",
        _ => "不能填写",
    };
    Words::new(format!("模板第 {line} 行{what}{detail}"), format!("line {line} of the template: {error}"))
}
