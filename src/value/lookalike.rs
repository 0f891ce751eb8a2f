//! Letters that look like digits, and stand among them by a slip of the hand: `1O0` for 100, `l00` for 100.

/// A number with a letter in place of a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// The first such letter.
    pub letter: char,
    /// The digit that it looks like.
    pub digit: char,
    /// The whole text with digits for letters.
    pub written: String,
}

fn digit(letter: char) -> Option<char> {
    match letter {
        'O' | 'o' | 'Ｏ' | 'ｏ' | '〇' | '○' => Some('0'),
        'l' | 'I' | 'ｌ' | 'Ｉ' => Some('1'),
        _ => None,
    }
}

impl Lookalike {
    /// A text in which such letters stand; whether it is a number with digits for them is the caller's to see.
    pub fn of(text: &str) -> Option<Lookalike> {
        let (letter, first) = text.chars().find_map(|c| Some((c, digit(c)?)))?;
        let written = text.chars().map(|c| digit(c).unwrap_or(c)).collect();
        Some(Lookalike { letter, digit: first, written })
    }

    /// The letter as it is called in Chinese.
    pub fn called(&self) -> String {
        if matches!(self.letter, '〇' | '○') {
            format!("“{}”", self.letter)
        } else {
            format!("字母“{}”", self.letter)
        }
    }
}

/// The start of a text that could be a number if letters were digits, and what follows it.
pub fn parted(text: &str) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Whether a character could stand in such a number.
pub fn belongs(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９' | '.' | '．' | '_' | '＿') || digit(c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_from_digits() {
        for (text, letter, written) in
            [("1O0", 'O', "100"), ("l00元", 'l', "100元"), ("2〇.5", '〇', "20.5"), ("1oI", 'o', "101")]
        {
            let found = Lookalike::of(text).map(|found| (found.letter, found.written));
            assert_eq!(found, Some((letter, written.to_owned())), "{text}");
        }
        assert_eq!(Lookalike::of("100元"), None);
        assert_eq!(parted("O0.5元"), ("O0.5", "元"));
        assert_eq!(parted("元"), ("", "元"));
    }
}
