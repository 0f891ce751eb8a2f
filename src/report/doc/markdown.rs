//! A site as Markdown files, for platforms that show such pages: prose, then the rule, then what is known of it.

use super::site::{Left, Mention, Notes, Page, Row, Site, Target, Unit};
use crate::diagnostic::Words;
use std::fmt::Write;

/// The files of a site by name.
pub(super) fn files(site: &Site) -> Vec<(String, String)> {
    let mut out = vec![("index.md".to_owned(), index(site))];
    for (at, page) in site.pages.iter().enumerate() {
        out.push((format!("{}.md", page.stem), Drawing { site, at, out: String::new() }.page(page)));
    }
    out
}

fn index(site: &Site) -> String {
    let mut out = format!("# {}\n\n", site.pick("政策文档", "Policies"));
    for page in &site.pages {
        let indent = "  ".repeat(page.depth);
        let about = escape(&page.about.join(" · "));
        let _ = writeln!(out, "{indent}- [{}]({}.md) {about}", escape(&page.title), page.stem);
    }
    out
}

/// Signs that Markdown would read, made plain.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

struct Drawing<'s> {
    site: &'s Site,
    at: usize,
    out: String,
}

impl Drawing<'_> {
    fn page(mut self, page: &Page) -> String {
        let _ = writeln!(
            self.out,
            "[{}](index.md)\n\n# {}\n\n{}\n",
            self.site.pick("政策文档", "Policies"),
            escape(&page.title),
            escape(&self.site.about(page))
        );
        for row in &page.rows {
            self.row(row);
        }
        self.out
    }

    fn row(&mut self, row: &Row) {
        for left in &row.left {
            let _ = match left {
                Left::Markdown(text) => writeln!(self.out, "{}\n", text.replace('\r', "").trim_end()),
                Left::Remark(lines) => {
                    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
                    writeln!(self.out, "{}\n", lines.join("  \n"))
                }
                Left::Basis(text) => writeln!(self.out, "> {}\n", escape(text)),
            };
        }
        for unit in &row.units {
            self.unit(unit);
        }
    }

    fn unit(&mut self, unit: &Unit) {
        let code: String = unit.code.iter().map(|piece| piece.text.as_str()).collect();
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let _ = write!(self.out, "<a id=\"{}\"></a>", unit.anchor);
        for anchor in unit.code.iter().filter_map(|piece| piece.anchor.as_ref()) {
            let _ = write!(self.out, "<a id=\"{anchor}\"></a>");
        }
        let _ = writeln!(self.out, "\n\n{fence}policy\n{}\n{fence}\n", code.trim_end());
        let mut links: Vec<Mention> = Vec::new();
        for piece in &unit.code {
            if let Some(target) = &piece.link {
                let mention = Mention { words: piece.text.clone(), target: Some(target.clone()) };
                if !links.contains(&mention) {
                    links.push(mention);
                }
            }
        }
        self.notes(&unit.notes, &links);
    }

    fn notes(&mut self, notes: &Notes, links: &[Mention]) {
        let mut lines = Vec::new();
        let mut add = |zh: &str, en: &str, text: String| lines.push(format!("- {}{text}", self.site.pick(zh, en)));
        if let Some(value) = &notes.value {
            add("现值：", "value: ", escape(value));
        }
        if notes.retired {
            add("已停用", "retired", String::new());
        }
        if !notes.now.is_empty() {
            let text: String = notes.now.iter().map(|(text, _)| text.as_str()).collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            add("合并后：", "now: ", escape(&text));
        }
        if !notes.changed.is_empty() {
            add("改动：", "changed by: ", self.mentions(&notes.changed));
        }
        if notes.parts > 0 {
            let count = Words::new(
                format!("{} 处，案例触及 {} 处", notes.parts, notes.touched),
                format!("{} of {} places touched by cases", notes.touched, notes.parts),
            );
            let cases =
                if notes.cases.is_empty() { String::new() } else { format!(" — {}", self.mentions(&notes.cases)) };
            add("检验：", "tried: ", format!("{}{cases}", self.site.say(&count)));
        }
        for lacking in &notes.lacking {
            add("未触及：", "not met: ", escape(lacking));
        }
        if !links.is_empty() {
            add("名称：", "names: ", self.mentions(links));
        }
        if !lines.is_empty() {
            let _ = writeln!(self.out, "{}\n", lines.join("\n"));
        }
    }

    fn mentions(&self, all: &[Mention]) -> String {
        let one = |mention: &Mention| match &mention.target {
            Some(target) => format!("[{}]({})", escape(&mention.words), self.href(target)),
            None => escape(&mention.words),
        };
        all.iter().map(one).collect::<Vec<_>>().join(self.site.pick("、", ", "))
    }

    fn href(&self, target: &Target) -> String {
        let page = self.site.pages.get(target.page).filter(|_| target.page != self.at);
        page.map_or_else(|| format!("#{}", target.anchor), |page| format!("{}.md#{}", page.stem, target.anchor))
    }
}
