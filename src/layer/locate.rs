//! Where in a declaration's text an edit takes hold: what reads as quoted, and where something new can stand.

use super::woven::{Piece, Woven};
use crate::source::SourceId;
use crate::syntax::ast::{Clause, ExprKind};
use crate::syntax::{Part, canon, parse_expr, parts};
use std::ops::Range;

/// What was found.
#[derive(Clone, Debug)]
pub struct Spot {
    pub clause: Clause,
    /// What the quoted text says.
    pub body: Range<usize>,
    /// The same with its keyword.
    pub whole: Range<usize>,
}

/// Why nothing was found.
pub enum Miss {
    /// The base reads otherwise at these places.
    Otherwise(Vec<Range<usize>>),
    /// Several places read so.
    Several(Vec<Range<usize>>),
    /// The clause must be named; these are there.
    Unnamed(Vec<Clause>),
    /// There is no such clause; these are there.
    Absent(Vec<Clause>),
}

/// The one place that says what is quoted.
pub fn quoted(text: &Woven, owner: Option<&str>, clause: Option<Clause>, quoted: &str) -> Result<Spot, Miss> {
    let all = of(&parts(&text.text()), owner);
    let asked = |part: &&Part| clause.map_or(part.clause.is_plain(), |clause| holds(clause, part.clause));
    let candidates: Vec<&Part> = all.iter().filter(asked).collect();
    if candidates.is_empty() {
        let there = clauses(&all);
        return Err(if clause.is_some() { Miss::Absent(there) } else { Miss::Unnamed(there) });
    }
    let mut found: Vec<Spot> = Vec::new();
    for spot in windows(&candidates, quoted) {
        if !found.iter().any(|other| other.body == spot.body) && says(text, &spot, quoted) {
            found.push(spot);
        }
    }
    match found.len() {
        1 => found.pop().ok_or_else(|| Miss::Otherwise(Vec::new())),
        0 => Err(Miss::Otherwise(candidates.iter().map(|part| part.body.clone()).collect())),
        _ => Err(Miss::Several(found.into_iter().map(|spot| spot.body).collect())),
    }
}

/// Whether a part can be meant where a clause is named: 赋分 holds its rows.
fn holds(clause: Clause, part: Clause) -> bool {
    clause == part || clause == Clause::Score && part == Clause::Row
}

/// The parts of an owner; entries and what is rolled up can be named without theirs.
fn of(all: &[Part], owner: Option<&str>) -> Vec<Part> {
    let loose = |part: &Part| owner.is_none() && matches!(part.clause, Clause::Entry | Clause::RollUp);
    all.iter().filter(|part| part.owner.as_deref() == owner || loose(part)).cloned().collect()
}

fn clauses(parts: &[Part]) -> Vec<Clause> {
    let mut all: Vec<Clause> = Vec::new();
    for part in parts.iter().filter(|part| !part.clause.words().0.is_empty()) {
        if !all.contains(&part.clause) {
            all.push(part.clause);
        }
    }
    all
}

/// Each part, and as many neighbouring rows or entries as are quoted.
fn windows(candidates: &[&Part], quoted: &str) -> Vec<Spot> {
    let lines = quoted.lines().filter(|line| line.trim_start().starts_with(['|', '｜', '│'])).count();
    let entries = quoted.matches([',', '，', '、']).count() + 1;
    let mut spots: Vec<Spot> = Vec::new();
    for (at, part) in candidates.iter().enumerate() {
        let many = match part.clause {
            Clause::Row => lines.max(1),
            Clause::Entry => entries,
            _ => 1,
        };
        for count in [1, many] {
            let last = candidates.get(at..at + count).and_then(<[_]>::last);
            if let Some(last) = last.filter(|last| last.clause == part.clause) {
                let spot = Spot {
                    clause: part.clause,
                    body: part.body.start..last.body.end,
                    whole: part.whole.start..last.whole.end,
                };
                spots.push(spot);
            }
            if many == 1 {
                break;
            }
        }
    }
    spots
}

/// Whether a place says what is quoted: alone where that can be told, else by putting the one for the other.
fn says(text: &Woven, spot: &Spot, quoted: &str) -> bool {
    let all = text.text();
    let present = all.get(spot.body.clone()).unwrap_or("");
    if let (Some(present), Some(quoted)) = (alone(spot.clause, present), alone(spot.clause, quoted)) {
        return present == quoted;
    }
    let piece = Piece { text: quoted.to_owned(), at: crate::source::Span::default(), verbatim: false, layer: 0 };
    match (text.read(), text.with(&spot.body, vec![piece]).read()) {
        (Ok(now), Ok(then)) => canon::decl(&now) == canon::decl(&then),
        (_, _) => false,
    }
}

/// The canonical form of an expression or of rows that need nothing around them.
fn alone(clause: Clause, text: &str) -> Option<String> {
    let lone = |text: &str| {
        let (expr, problems) = parse_expr(SourceId::default(), text);
        expr.filter(|_| problems.is_empty())
    };
    match clause {
        Clause::Value
        | Clause::Entry
        | Clause::When
        | Clause::Unless
        | Clause::Then
        | Clause::Take
        | Clause::Weight
        | Clause::Pool
        | Clause::By => lone(text).map(|expr| canon::expr(&expr)),
        Clause::Row => match lone(&format!("按 取值\n{text}"))?.kind {
            ExprKind::Table { rows, .. } => Some(canon::rows(&rows)),
            _ => None,
        },
        _ => None,
    }
}

/// A way in which something new can stand.
pub struct Room {
    pub at: usize,
    pub before: &'static str,
    pub after: &'static str,
}

/// Where a new part can stand: the grammar decides, by reading the text with it.
pub fn room(text: &Woven, owner: Option<&str>, clause: Clause, new: &str) -> Option<Room> {
    let whole = text.text();
    let known = parts(&whole);
    for at in places(&whole, &known, owner, clause) {
        for (before, after) in ways(clause) {
            let behind = whole.get(at..).unwrap_or("");
            // A row and a basis end with their line.
            let goes_on =
                !behind.trim().is_empty() && !behind.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
            let after = match *after {
                "\n" if goes_on => "\n  ",
                "\n" => "",
                other => other,
            };
            let tried = format!("{}{before}{new}{after}{behind}", whole.get(..at).unwrap_or(""));
            if fits(&known, &parts(&tried), owner, clause) {
                return Some(Room { at, before, after });
            }
        }
    }
    None
}

/// Signs and blanks before and behind a new part.
fn ways(clause: Clause) -> &'static [(&'static str, &'static str)] {
    match clause {
        Clause::Entry => &[(", ", ""), (" = ", "")],
        Clause::Item => &[(", ", "")],
        Clause::Type => &[(" : ", "")],
        Clause::Heading => &[(" ", "")],
        Clause::Basis => &[("\n  ", "\n")],
        Clause::Row => &[("\n  ", "\n")],
        _ => &[("\n  ", ""), ("\n  ", "\n"), (" ", " ")],
    }
}

/// Where to try: behind the last of its like, at the end of its owner, behind each clause of its owner, before all parts.
fn places(text: &str, known: &[Part], owner: Option<&str>, clause: Clause) -> Vec<usize> {
    let own: Vec<&Part> = known.iter().filter(|part| part.owner.as_deref() == owner).collect();
    let like = known.iter().filter(|part| part.clause == clause && (owner.is_none() || part.owner.as_deref() == owner));
    let mut all: Vec<usize> = like.map(|part| part.whole.end).max().into_iter().collect();
    all.extend(if owner.is_some() { own.iter().map(|part| part.whole.end).max() } else { Some(text.len()) });
    let mut ends: Vec<usize> = own.iter().map(|part| part.whole.end).collect();
    ends.sort_unstable();
    all.extend(ends.into_iter().rev());
    let mut others: Vec<usize> = known.iter().map(|part| part.whole.end).collect();
    others.sort_unstable();
    all.extend(others.into_iter().rev());
    let first = known.iter().map(|part| part.whole.start).min().unwrap_or(text.len());
    all.push(text.get(..first).unwrap_or("").trim_end().len());
    all
}

/// Whether all that was there still is, and what has come is of the clause and the owner.
fn fits(before: &[Part], after: &[Part], owner: Option<&str>, clause: Clause) -> bool {
    // An item of an output goes by its heading.
    let named = |part: &Part| if clause == Clause::Heading { None } else { part.owner.clone() };
    let owner = if clause == Clause::Heading { None } else { owner };
    let mut rest: Vec<(Option<String>, Clause)> = after.iter().map(|part| (named(part), part.clause)).collect();
    for part in before {
        let known = (named(part), part.clause);
        let Some(at) = rest.iter().position(|one| *one == known) else { return false };
        rest.remove(at);
    }
    let new = |clause: Clause| {
        matches!(
            clause,
            Clause::Column | Clause::Check | Clause::Indicator | Clause::Item | Clause::Entry | Clause::RollUp
        )
    };
    let one = |(of, what): &(Option<String>, Clause)| match clause {
        Clause::Entry => *what == Clause::Entry || *what == Clause::Value && of.as_deref() == owner,
        clause if new(clause) => *what == clause,
        clause => *what == clause && of.as_deref() == owner,
    };
    rest.iter().any(one)
}
