//! The canonical form of a piece of policy text: two pieces with one form say the same.

use crate::syntax::fold;

/// Without blanks and comments, in half width, with one spelling for each operator and quotation mark.
pub fn canon(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut quoted = false;
        for c in fold(line).chars() {
            let quote = matches!(c, '"' | '“' | '”');
            quoted ^= quote;
            match c {
                '#' if !quoted => break,
                _ if quote => out.push('"'),
                _ if quoted => out.push(c),
                c if c.is_whitespace() || c == '_' => {}
                '−' | '–' | '﹣' => out.push('-'),
                '×' | '✕' => out.push('*'),
                '÷' => out.push('/'),
                '≤' | '⩽' | '≦' => out.push_str("<="),
                '≥' | '⩾' | '≧' => out.push_str(">="),
                '≠' => out.push_str("!="),
                '→' => out.push_str("->"),
                '、' => out.push(','),
                '【' => out.push('['),
                '】' => out.push(']'),
                '「' | '」' | '『' | '』' => {}
                other => out.push(other),
            }
        }
    }
    // The bars that close a row are not part of what it says.
    out.trim_end_matches('|').to_owned()
}
