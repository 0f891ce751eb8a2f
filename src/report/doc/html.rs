//! A site as HTML files that need nothing else.

use super::prose;
use super::site::{Left, Mention, Notes, Page, Piece, Row, Site, Target, Unit};
use super::style::STYLE;
use crate::diagnostic::Words;
use crate::report::paper::html::escape;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Cases that are named at once; the others can be unfolded.
const SHOWN: usize = 3;

/// The files of a site by name.
pub(super) fn files(site: &Site) -> Vec<(String, String)> {
    let mut out = vec![("index.html".to_owned(), index(site))];
    for (at, page) in site.pages.iter().enumerate() {
        out.push((format!("{}.html", page.stem), Drawing { site, at, out: String::new() }.page(page)));
    }
    out
}

fn shell(site: &Site, title: &str, body: &str) -> String {
    let lang = site.pick("zh-CN", "en");
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head><body>\n{body}</body></html>\n",
        escape(title)
    )
}

/// The tree of policies and an index of all names.
fn index(site: &Site) -> String {
    let title = site.pick("政策文档", "Policies");
    let mut out = format!("<nav><b>{title}</b></nav>\n<main><h1>{title}</h1>\n");
    let hint = site.pick(
        "一层继承一层：左边是条文与依据，右边是规则；名称可以点到它的声明，规则下面是它的值、谁改过它、哪些案例检验它。",
        "One layer extends another. Left stands the official text, right the rule; a name leads to where it is declared, and below a rule stand its value, who changed it and which cases try it.",
    );
    let _ = writeln!(out, "<p>{hint}</p>\n<ul class=\"tree\">");
    for page in &site.pages {
        let depth = page.depth * 24;
        let _ = writeln!(
            out,
            "<li style=\"padding-left:{depth}px\"><a href=\"{}.html\">{}</a> <span class=\"d\">{} {}</span></li>",
            page.stem,
            escape(&page.title),
            escape(&page.about.join(" · ")),
            escape(&page.path),
        );
    }
    out.push_str("</ul>\n");
    let mut kinds: BTreeMap<&str, Vec<(&str, &Target)>> = BTreeMap::new();
    for (kind, name, target) in site.pages.iter().flat_map(|page| &page.names) {
        kinds.entry(kind).or_default().push((name, target));
    }
    let _ = writeln!(out, "<h2>{}</h2>", site.pick("名称索引", "Names"));
    for (kind, mut names) in kinds {
        names.sort();
        let _ = writeln!(out, "<details><summary>{}（{}）</summary><ul class=\"names\">", escape(kind), names.len());
        for (name, target) in names {
            let whose = site.pages.get(target.page).map_or("", |page| page.title.as_str());
            let _ = writeln!(
                out,
                "<li><a href=\"{}\">{}</a> <span class=\"d\">{}</span></li>",
                href(site, None, target),
                escape(name),
                escape(whose)
            );
        }
        out.push_str("</ul></details>\n");
    }
    out.push_str("</main>\n");
    shell(site, title, &out)
}

/// Where a link leads, seen from a page.
fn href(site: &Site, from: Option<usize>, target: &Target) -> String {
    let page = site.pages.get(target.page).filter(|_| from != Some(target.page));
    page.map_or_else(|| format!("#{}", target.anchor), |page| format!("{}.html#{}", page.stem, target.anchor))
}

struct Drawing<'s> {
    site: &'s Site,
    at: usize,
    out: String,
}

impl Drawing<'_> {
    fn page(mut self, page: &Page) -> String {
        let home = self.site.pick("政策文档", "Policies");
        let _ = write!(self.out, "<nav><a href=\"index.html\">{home}</a><b>{}</b>", escape(&page.title));
        for other in self.site.pages.iter().filter(|other| other.stem != page.stem && !other.is_cases) {
            let _ = write!(self.out, "<a href=\"{}.html\">{}</a>", other.stem, escape(&other.title));
        }
        let _ = writeln!(self.out, "</nav>\n<main><h1>{}</h1>", escape(&page.title));
        let _ = writeln!(self.out, "<p class=\"about\">{}</p>", escape(&self.site.about(page)));
        for row in &page.rows {
            self.row(row);
        }
        self.out.push_str("</main>\n");
        shell(self.site, &page.title, &self.out)
    }

    fn row(&mut self, row: &Row) {
        self.out.push_str("<div class=\"row\"><div class=\"left\">");
        for left in &row.left {
            match left {
                Left::Markdown(text) => self.out.push_str(&prose::html(text)),
                Left::Remark(lines) => {
                    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
                    let _ = write!(self.out, "<p>{}</p>", lines.join("<br>"));
                }
                Left::Basis(text) => {
                    let _ = write!(self.out, "<p class=\"basis\">{}</p>", escape(text));
                }
            }
        }
        self.out.push_str("</div><div class=\"right\">\n");
        for unit in &row.units {
            self.unit(unit);
        }
        self.out.push_str("</div></div>\n");
    }

    fn unit(&mut self, unit: &Unit) {
        let (anchor, line) = (&unit.anchor, unit.line);
        let _ = write!(
            self.out,
            "<section class=\"unit\" id=\"{anchor}\"><div class=\"code\"><a class=\"ln\" href=\"#{anchor}\">{line}</a><pre>"
        );
        for piece in &unit.code {
            self.piece(piece);
        }
        self.out.push_str("</pre></div>\n");
        self.notes(&unit.notes);
        self.out.push_str("</section>\n");
    }

    fn piece(&mut self, piece: &Piece) {
        let text = escape(&piece.text);
        let id = piece.anchor.as_ref().map_or_else(String::new, |anchor| format!(" id=\"{anchor}\""));
        let told = piece.value.as_ref().map(|value| format!(" title=\"{}\"", escape(value)));
        let id = id + told.as_deref().unwrap_or("");
        let class = if piece.class.is_empty() { String::new() } else { format!(" class=\"{}\"", piece.class) };
        let _ = match &piece.link {
            Some(target) if piece.anchor.as_ref() != Some(&target.anchor) => {
                write!(self.out, "<a{class}{id} href=\"{}\">{text}</a>", href(self.site, Some(self.at), target))
            }
            Some(_) | None if class.is_empty() && id.is_empty() => write!(self.out, "{text}"),
            Some(_) | None => write!(self.out, "<span{class}{id}>{text}</span>"),
        };
    }

    fn notes(&mut self, notes: &Notes) {
        let mut list = String::new();
        let mut add = |zh: &str, en: &str, text: String| {
            let _ = write!(list, "<dt>{}</dt><dd>{text}</dd>", self.site.pick(zh, en));
        };
        if let Some(value) = &notes.value {
            add("现值", "value", escape(value));
        }
        if notes.retired {
            add("现状", "now", self.site.pick("已停用", "retired").to_owned());
        }
        if !notes.now.is_empty() {
            let piece = |(text, layer): &(String, Option<String>)| match layer {
                Some(layer) => format!("<ins title=\"{}\">{}</ins>", escape(layer), escape(text)),
                None => escape(text),
            };
            let pieces: String = notes.now.iter().map(piece).collect();
            add("合并后", "now", format!("<pre>{pieces}</pre>"));
        }
        if !notes.changed.is_empty() {
            add("改动", "changed by", self.mentions(&notes.changed));
        }
        if notes.parts > 0 {
            let count = Words::new(
                format!("{} 处，案例触及 {} 处", notes.parts, notes.touched),
                format!("{} of {} places touched by cases", notes.touched, notes.parts),
            );
            let count = escape(&self.site.say(&count));
            let joint = if notes.cases.is_empty() { "" } else { self.site.pick("：", ": ") };
            add("检验", "tried", format!("{count}{joint}{}", self.mentions(&notes.cases)));
        }
        if !notes.lacking.is_empty() {
            let items: Vec<String> = notes.lacking.iter().map(|one| format!("<li>{}</li>", escape(one))).collect();
            add("未触及", "not met", format!("<ul class=\"plain lack\">{}</ul>", items.concat()));
        }
        if !list.is_empty() {
            let _ = writeln!(self.out, "<dl>{list}</dl>");
        }
    }

    fn mentions(&self, all: &[Mention]) -> String {
        let one = |mention: &Mention| match &mention.target {
            Some(target) => {
                format!("<a href=\"{}\">{}</a>", href(self.site, Some(self.at), target), escape(&mention.words))
            }
            None => escape(&mention.words),
        };
        let joint = self.site.pick("、", ", ");
        let (first, rest) = all.split_at(all.len().min(SHOWN));
        let mut out = first.iter().map(one).collect::<Vec<_>>().join(joint);
        if !rest.is_empty() {
            let more = Words::new(format!("另外 {} 个", rest.len()), format!("{} more", rest.len()));
            let rest = rest.iter().map(one).collect::<Vec<_>>().join(joint);
            let _ = write!(out, "<details><summary>{}</summary>{rest}</details>", self.site.say(&more));
        }
        out
    }
}
