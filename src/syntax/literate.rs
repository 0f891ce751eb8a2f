//! A whole file → tree, be it plain or Markdown with blocks of policy; what is wrong with the blocks themselves.

use super::problem::Problem;
use super::read::{Parse, parse};
use crate::diagnostic::{Diagnostic, Words};
use crate::source::{Block, Source, SourceId, Span};

/// What is wrong with the blocks of a policy in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A block goes on to the end of the file, or up to the next one.
    Unclosed,
    /// There is no block at all.
    None,
    /// A word behind the fence that is nearly the right one.
    Doubtful(String),
}

/// Reads a file. Never fails: what cannot be read becomes a problem, and the rest is read all the same.
pub fn parse_file(id: SourceId, source: &Source) -> Parse {
    let mut parse = parse(id, source.text());
    let Some(blocks) = source.blocks() else { return parse };
    // What stands behind a block without an end may be prose: it cannot be held against the author.
    let unclosed: Vec<&Block> = blocks.iter().filter(|block| !block.closed && block.doubtful.is_none()).collect();
    parse.problems.retain(|problem| {
        let at = problem.diagnostic().span().map_or(0, |span| span.start as usize);
        !unclosed.iter().any(|block| block.whole.contains(&at))
    });
    let flaws = blocks.iter().filter_map(|block| Some((span(id, block), flaw(block)?)));
    parse.problems.extend(flaws.map(|(span, flaw)| Problem::Markdown { span, flaw }));
    if blocks.is_empty() {
        let first = source.written().lines().next().unwrap_or("").trim_end().len();
        parse.problems.push(Problem::Markdown { span: Span::new(id, 0, first), flaw: Flaw::None });
    }
    parse
}

fn span(id: SourceId, block: &Block) -> Span {
    Span::new(id, block.fence.start, block.fence.end)
}

fn flaw(block: &Block) -> Option<Flaw> {
    match &block.doubtful {
        Some(word) => Some(Flaw::Doubtful(word.clone())),
        None => (!block.closed).then_some(Flaw::Unclosed),
    }
}

impl Flaw {
    pub(super) fn diagnostic(&self, span: Span) -> Diagnostic {
        match self {
            Flaw::Unclosed => {
                Diagnostic::error("JY0116", Words::new("这一段政策没有结束", "this block of policy has no end"))
                    .at(
                        span,
                        Words::new(
                            "从这里开始，后面没有单独一行的 ```",
                            "it starts here, and no line with ``` alone ends it",
                        ),
                    )
                    .help(Words::new(
                        "在这一段政策的最后另起一行，写 ```",
                        "write ``` on a line of its own behind the policy",
                    ))
            }
            Flaw::None => Diagnostic::error(
                "JY0117",
                Words::new("这份 Markdown 里没有政策", "there is no policy in this Markdown"),
            )
            .at(span, Words::new("整个文件都是说明文字", "all of the file is prose"))
            .help(Words::new(
                "政策写在单独一行的 ```policy 与单独一行的 ``` 之间",
                "a policy stands between a line with ```policy and a line with ```",
            )),
            Flaw::Doubtful(word) => Diagnostic::error(
                "JY0118",
                Words::new(
                    format!("“{word}”是不是想写 policy？这样写，这一段不算政策"),
                    format!("does `{word}` mean policy? as it stands, this block is no policy"),
                ),
            )
            .at(span, Words::new("不认识的标记", "an unknown mark"))
            .help(Words::new(
                "写成 ```policy；不是政策的，换一个标记",
                "write ```policy; for anything else use another mark",
            )),
        }
    }
}
