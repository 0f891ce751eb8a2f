//! Texts as people type them, made comparable: full and half width, spaces and letter case are one.

/// The half-width form of a full-width character; others stay.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{2212}' => '-',
        '\u{ffe5}' => '¥',
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character takes no part in a text: white space of any width and marks that cannot be seen.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\0')
}

/// The text without blanks at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Narrow, without any blanks, in lower case: equal for texts that a reader takes for the same.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let kept = text.bytes().map(char::from).filter(|c| !is_blank(*c));
        return kept.map(|c| c.to_ascii_lowercase()).collect();
    }
    text.chars().map(narrow).filter(|c| !is_blank(*c)).flat_map(char::to_lowercase).collect()
}

/// Narrow and without blanks at its ends: a cell as its parsers want it.
pub fn narrow_text(text: &str) -> String {
    trim(text).chars().map(narrow).collect()
}

/// The text on one line, cut to what fits in a message.
pub fn excerpt(text: &str) -> String {
    let line: String = trim(text).split(is_blank).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 40 {
        return line;
    }
    let mut short: String = line.chars().take(40).collect();
    short.push('…');
    short
}
