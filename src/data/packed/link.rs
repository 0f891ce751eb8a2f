//! Where references lead: from the words of a column to the rows of another table.

use crate::ir::ids::RelationId;
use crate::ir::packed::{PRESENT, Packed, PackedTable, Shape};
use crate::ir::schema::{Reference, TableSchema};
use crate::ir::spread::SpreadMap;

/// A reference that leads nowhere because its value is absent.
const NOTHING: u32 = u32::MAX;

/// The rows of a table by their key.
#[derive(Debug)]
pub struct Target {
    pub relation: RelationId,
    /// The referring column.
    from: usize,
    rows: ByKey,
}

#[derive(Debug)]
enum ByKey {
    /// By the number of a text; `NOTHING` for texts that are no key.
    Numbered(Vec<u32>),
    Sparse(SpreadMap<i64, u32>),
}

impl ByKey {
    fn of(keys: &Packed) -> ByKey {
        let pairs = (0..keys.len()).filter_map(|row| keys.word(row)).zip(0u32..);
        if !matches!(keys.shape, Shape::Text(_)) {
            return ByKey::Sparse(pairs.collect());
        }
        let most = pairs.clone().map(|(word, _)| word).max().and_then(|most| usize::try_from(most).ok());
        let mut rows = vec![NOTHING; most.map_or(0, |most| most + 1)];
        for (word, row) in pairs {
            if let Some(place) = usize::try_from(word).ok().and_then(|word| rows.get_mut(word)) {
                *place = row;
            }
        }
        ByKey::Numbered(rows)
    }

    fn get(&self, word: i64) -> Option<u32> {
        match self {
            ByKey::Numbered(rows) => rows.get(usize::try_from(word).ok()?).copied().filter(|row| *row != NOTHING),
            ByKey::Sparse(rows) => rows.get(&word).copied(),
        }
    }
}

impl Target {
    /// The target of a reference, which has its rows; `None` where the ordinary reader has to look.
    pub fn new(reference: &Reference, own: &[Shape], schema: &TableSchema, table: &PackedTable) -> Option<Target> {
        let ([from], [to]) = (reference.columns.as_slice(), schema.keys.as_slice()) else { return None };
        let keys = table.columns.get(*to)?;
        let same = match (own.get(*from)?, &keys.shape) {
            (Shape::Number { scale }, Shape::Number { scale: other }) => scale == other,
            (Shape::Text(_), Shape::Text(_)) | (Shape::Day, Shape::Day) => true,
            (
                Shape::Number { .. } | Shape::Ratio { .. } | Shape::Bool | Shape::Text(_) | Shape::Day,
                Shape::Number { .. } | Shape::Ratio { .. } | Shape::Bool | Shape::Text(_) | Shape::Day,
            ) => false,
        };
        same.then(|| Target { relation: reference.relation, from: *from, rows: ByKey::of(keys) })
    }

    /// Where the rows with these columns lead; `None` where one leads to no row.
    pub fn follow(&self, columns: &[Packed], links: &mut Vec<u32>) -> Option<()> {
        let from = columns.get(self.from)?;
        links.clear();
        let mut last = (0, NOTHING);
        let full: Vec<i64>;
        let words = match &from.narrow {
            Some(narrow) => {
                full = (0..narrow.len()).filter_map(|row| narrow.get(row)).collect();
                &full
            }
            None => &from.words,
        };
        for (row, word) in words.iter().enumerate() {
            if from.states.get(row).copied().unwrap_or(PRESENT) != PRESENT {
                links.push(NOTHING);
                continue;
            }
            if last.0 != *word || last.1 == NOTHING {
                last = (*word, self.rows.get(*word)?);
            }
            links.push(last.1);
        }
        Some(())
    }
}
