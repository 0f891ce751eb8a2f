//! The pest grammar, and the two ways into it.

use pest::Parser;
use pest::error::Error;
use pest::iterators::Pair;
use std::fmt::{self, Write};
use std::num::NonZeroUsize;
use std::sync::Once;

#[derive(pest_derive::Parser)]
#[grammar = "grammar/expr.pest"]
#[grammar = "grammar/policy.pest"]
#[grammar = "grammar/cases.pest"]
pub struct PolicyParser;

/// Calls that one declaration may cost: far above any real rule, far below what a person would wait for.
const CALLS: NonZeroUsize = NonZeroUsize::new(60_000_000).unwrap();
static LIMIT: Once = Once::new();

fn parse(rule: Rule, text: &str) -> Result<Pair<'_, Rule>, Box<Error<Rule>>> {
    LIMIT.call_once(|| pest::set_call_limit(Some(CALLS)));
    let mut pairs = PolicyParser::parse(rule, text).map_err(Box::new)?;
    let empty = || {
        let message = "empty".to_owned();
        let variant = pest::error::ErrorVariant::CustomError { message };
        Box::new(Error::new_from_pos(variant, pest::Position::from_start(text)))
    };
    pairs.next().and_then(|whole| whole.into_inner().next()).ok_or_else(empty)
}

/// One declaration, whole.
pub fn declaration(text: &str) -> Result<Pair<'_, Rule>, Box<Error<Rule>>> {
    parse(Rule::declaration, text)
}

/// Whether a rule is a keyword. Its name says so, read without making a text of it: every pair of a tree is asked.
pub fn is_keyword(rule: Rule) -> bool {
    struct Start(bool);
    impl Write for Start {
        fn write_str(&mut self, name: &str) -> fmt::Result {
            self.0 = name.starts_with("kw_");
            Err(fmt::Error)
        }
    }
    let mut start = Start(false);
    let _ = write!(start, "{rule:?}");
    start.0
}

/// Whether a declaration is a case or what cases share.
pub fn is_case(pair: &Pair<'_, Rule>) -> bool {
    matches!(pair.as_rule(), Rule::case_decl | Rule::shared_decl)
}

/// One expression and nothing else.
pub fn lone_expr(text: &str) -> Result<Pair<'_, Rule>, Box<Error<Rule>>> {
    parse(Rule::lone_expr, text)
}

/// One table row and nothing else.
pub fn lone_row(text: &str) -> Result<Pair<'_, Rule>, Box<Error<Rule>>> {
    parse(Rule::lone_row, text)
}
