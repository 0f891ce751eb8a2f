//! A settlement as one page for a screen: totals, how amounts and scores are spread, what exclusions cost, what was planned
//! beside what was spent, the highest and the lowest, and every row with its derivation. One file, nothing from a network.

mod charts;
mod facts;
mod groups;
mod pack;
mod parts;
mod spread;

use super::headline::Headline;
use super::results;
use super::summary::{Summary, summarize};
use super::table::ResultTable;
use crate::diagnostic::{Lang, Words};
use crate::layer::Merged;
use crate::rows::Evaluation;
use crate::source::Sources;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the page is drawn from.
#[derive(Debug)]
pub struct Page<'a, 'p> {
    run: &'a Evaluation<'p>,
    sources: &'a Sources,
    merged: &'a Merged,
    headline: Headline,
    tables: Vec<ResultTable>,
    summary: Summary,
    /// How many rows of a sum are listed in a derivation.
    rows: usize,
    lang: Lang,
}

impl<'a, 'p> Page<'a, 'p> {
    /// A page that tells the result `headline`; `rows` of each sum are listed.
    pub fn new(
        (run, sources, merged): (&'a Evaluation<'p>, &'a Sources, &'a Merged),
        headline: Headline,
        rows: usize,
        lang: Lang,
    ) -> Self {
        let (tables, summary) = (results::tables(run, lang), summarize(run));
        Page { run, sources, merged, headline, tables, summary, rows, lang }
    }

    /// The HTML.
    ///
    /// # Errors
    /// A chart that cannot be drawn.
    pub fn write(&self) -> Result<String, Words> {
        let mut body = self.head();
        body.push_str(&self.totals());
        body.push_str(&self.amounts()?);
        body.push_str(&self.scores()?);
        body.push_str(&self.exclusions()?);
        body.push_str(&self.groups()?);
        body.push_str(&self.ends());
        body.push_str(&self.search());
        body.push_str(&self.foot());
        let code = self.pick("zh-CN", "en");
        let title = parts::escaped(&self.run.program().name);
        Ok(format!(
            "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
             <body>\n<main>\n{body}</main>\n{}<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
            self.data()
        ))
    }

    fn pick<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
