//! One token, many spellings: Chinese or English, full or half width, with or without space. What is chosen comes from
//! a tape of random numbers, so that a failure shrinks to a short tape.

/// A tape of choices; where it ends, the first choice is taken ever after.
pub struct Tape {
    choices: Vec<u32>,
    at: usize,
}

impl Tape {
    pub fn new(choices: Vec<u32>) -> Tape {
        Tape { choices, at: 0 }
    }

    pub fn pick(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        choice as usize % count
    }

    pub fn one<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> &'t T {
        of[self.pick(of.len())]
    }

    pub fn is_done(&self) -> bool {
        self.at >= self.choices.len()
    }

    /// Space that must be there.
    pub fn space(&mut self) -> &'static str {
        self.one(&[" ", " ", "　", "  ", "\t", "\n", " # 注：) 5 否则\n", "\r\n"])
    }

    /// Space that may be there.
    pub fn gap(&mut self) -> &'static str {
        if self.pick(2) == 0 { " " } else { self.one(&["", "", "　", "\n  "]) }
    }

    /// A keyword with the space that sets it off.
    pub fn word(&mut self, zh: &'static str, en: &'static str) -> String {
        let word = if self.pick(3) == 0 { en } else { zh };
        format!("{}{word}{}", self.space(), self.space())
    }

    /// The spelling of punctuation and operators, with optional space.
    pub fn sign(&mut self, sign: &str) -> String {
        let spelt: &[&str] = match sign {
            "(" => &["(", "（"],
            ")" => &[")", "）"],
            "[" => &["[", "［", "【"],
            "]" => &["]", "］", "】"],
            "," => &[",", "，", "、"],
            "+" => &["+", "＋"],
            "-" => &["-", "−", "－"],
            "*" => &["*", "×", "＊"],
            "/" => &["÷", "/", "／"],
            "=" => &["=", "＝"],
            "≠" => &["≠", "!=", "<>", "！＝"],
            "<" => &["<", "＜"],
            "≤" => &["≤", "<=", "＜＝", "⩽"],
            ">" => &[">", "＞"],
            "≥" => &["≥", ">=", "＞＝", "≧"],
            other => panic!("no spelling of {other}"),
        };
        let spelt = self.one(spelt);
        // Four digits, a minus and one or two digits may be a date; `元/` begins a unit such as 元/件.
        let before = if matches!(sign, "-" | "/") { self.space() } else { self.gap() };
        format!("{before}{spelt}{}", self.gap())
    }

    /// Digits, each in either width.
    pub fn digits(&mut self, text: &str) -> String {
        let wide = self.pick(4) == 0;
        text.chars().map(|c| if wide { widened(c) } else { c }).collect()
    }
}

/// The full-width form of an ASCII sign or digit.
pub fn widened(c: char) -> char {
    match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
        other => other,
    }
}
