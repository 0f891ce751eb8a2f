//! The rows of one file, block by block, for one reader or several.

use super::column::{Column, shape};
use super::cuts::Cuts;
use super::feed::{Feed, Piece};
use super::file::File;
use super::keys::Keys;
use super::link::Target;
use super::paged::Groups;
use super::plain::Plain;
use crate::ir::batch::SourceName;
use crate::ir::block::{Blocks, Halt, Supply};
use crate::ir::ids::RelationId;
use crate::ir::packed::{Packed, PackedTable, Shape, Texts};
use crate::ir::schema::TableSchema;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

/// Rows of a block: their words stay in the cache from the reader to the last operation.
const BLOCK: usize = 1024;

/// A row of fewer cells may be a note below the table.
const LEAST: usize = 3;

pub struct Stream<'a> {
    file: File<'a>,
    schema: &'a TableSchema,
    targets: Vec<Target>,
    /// Whether keys are looked at while the rows go by.
    unique: bool,
    texts: Mutex<Texts>,
    /// The lines that nobody has taken.
    feed: Mutex<Option<Feed<'a>>>,
    /// The first group that nobody has taken.
    group: AtomicUsize,
    read: Mutex<Read>,
}

/// What the readers that are through have had.
#[derive(Default)]
struct Read {
    rows: usize,
    keys: Option<Keys>,
    readers: usize,
    through: usize,
}

impl<'a> Stream<'a> {
    /// The rows of a file by its layout; references lead to the rows of `targets`.
    pub fn new(file: File<'a>, schema: &'a TableSchema, targets: Vec<Target>, unique: bool) -> Stream<'a> {
        let (texts, feed, read) = (Mutex::default(), Mutex::new(None), Mutex::default());
        Stream { file, schema, targets, unique, texts, feed, group: AtomicUsize::new(0), read }
    }

    /// All texts that have a number by now.
    pub fn texts(self) -> Texts {
        self.texts.into_inner().unwrap_or_default()
    }

    /// A table of the file without any rows.
    pub fn empty(&self) -> Option<PackedTable> {
        let shapes = self.schema.columns.iter().map(shape).collect::<Option<Vec<Shape>>>()?;
        let source = SourceName { file: self.file.sheet().file.clone(), sheet: None };
        let columns = shapes.into_iter().map(|shape| Packed::new(shape, 0)).collect();
        let links: Vec<(RelationId, Arc<Vec<u32>>)> =
            self.targets.iter().map(|target| (target.relation, Arc::default())).collect();
        Some(PackedTable {
            rows: 0,
            piece: 0,
            columns,
            source,
            first_line: self.file.first(),
            links,
            narrow: Vec::new(),
        })
    }

    fn new_reader(&self) -> Option<Reader<'_, 'a>> {
        let rows = match &self.file {
            File::Lines(plain) => Rows::Lines(self.lines_of(plain)?),
            File::Groups(paged) => Rows::Groups(Groups::new(paged, self.schema, &self.texts, LEAST)?),
        };
        let block = self.empty()?;
        let shapes: Vec<Shape> = block.columns.iter().map(|column| column.shape.clone()).collect();
        let keys = if self.unique { Keys::new(self.schema, &shapes) } else { Keys::None };
        self.read.lock().ok()?.readers += 1;
        Some(Reader { stream: self, from: rows, block, keys, rows: 0, through: false })
    }

    fn lines_of(&self, plain: &Plain<'a>) -> Option<Lines<'_>> {
        // By column of the file: what reads the table's column that stands there.
        let mut columns: Vec<Column<'_>> = (0..plain.layout.width).map(|_| Column::Passed).collect();
        for (index, column) in self.schema.columns.iter().enumerate() {
            let at = plain.layout.columns.get(index).copied().flatten()? as usize;
            let leads = self.schema.keys.contains(&index) || at == 0;
            *columns.get_mut(at)? = Column::new(index, column, leads, &self.texts)?;
        }
        // A total or a note would stand in the first column.
        if matches!(columns.first(), None | Some(Column::Passed)) {
            return None;
        }
        // A row with few cells may be a note, but for a table that has no more of them.
        let least = if self.schema.columns.len() < LEAST { columns.len() } else { LEAST };
        Some(Lines { columns, least, piece: Piece::new(), cuts: Cuts::default(), at: 0 })
    }
}

impl Supply for Stream<'_> {
    fn begin(&mut self, texts: Texts) -> Result<(), Halt> {
        let feed = match &self.file {
            File::Lines(plain) => {
                let content = plain.content.open().map_err(|_| Halt)?;
                Some(Feed::new(content, plain.skip).ok_or(Halt)?)
            }
            File::Groups(_) => None,
        };
        self.texts = Mutex::new(texts);
        self.feed = Mutex::new(feed);
        self.group = AtomicUsize::new(0);
        self.read = Mutex::default();
        Ok(())
    }

    fn reader(&self) -> Result<Box<dyn Blocks + '_>, Halt> {
        Ok(Box::new(self.new_reader().ok_or(Halt)?))
    }

    fn end(&mut self) -> Result<usize, Halt> {
        let read = std::mem::take(self.read.get_mut().map_err(|_| Halt)?);
        let unique = read.keys.is_none_or(Keys::are_unique);
        let whole = read.readers == read.through && read.rows > 0;
        if unique && whole { Ok(read.rows) } else { Err(Halt) }
    }
}

/// Reads pieces of the file as long as there are any.
struct Reader<'s, 'a> {
    stream: &'s Stream<'a>,
    from: Rows<'s, 'a>,
    block: PackedTable,
    keys: Keys,
    rows: usize,
    through: bool,
}

enum Rows<'s, 'a> {
    Lines(Lines<'s>),
    Groups(Groups<'s, 'a>),
}

struct Lines<'s> {
    columns: Vec<Column<'s>>,
    /// So many cells of a line are filled, or the ordinary reader has to look.
    least: usize,
    piece: Piece,
    cuts: Cuts,
    /// The next line of the piece.
    at: usize,
}

impl Blocks for Reader<'_, '_> {
    fn next(&mut self) -> Result<Option<&PackedTable>, Halt> {
        if self.through {
            return Ok(None);
        }
        for column in &mut self.block.columns {
            column.words.clear();
            column.states.clear();
        }
        let found = match &mut self.from {
            Rows::Lines(lines) => lines.more(self.stream, &mut self.block),
            Rows::Groups(groups) => groups.more(&self.stream.group, &mut self.block, BLOCK),
        };
        let Some(piece) = found.ok_or(Halt)? else {
            self.end().ok_or(Halt)?;
            return Ok(None);
        };
        for (target, (_, links)) in self.stream.targets.iter().zip(&mut self.block.links) {
            target.follow(&self.block.columns, Arc::make_mut(links)).ok_or(Halt)?;
        }
        self.keys.add(&self.block, piece).ok_or(Halt)?;
        self.block.piece = piece;
        self.rows += self.block.rows;
        Ok(Some(&self.block))
    }
}

impl Reader<'_, '_> {
    /// Leaves what it has had to the stream.
    fn end(&mut self) -> Option<()> {
        self.through = true;
        let mut read = self.stream.read.lock().ok()?;
        read.through += 1;
        read.rows += self.rows;
        let keys = std::mem::replace(&mut self.keys, Keys::None);
        match &mut read.keys {
            None => read.keys = Some(keys),
            Some(known) => known.join(keys),
        }
        Some(())
    }
}

impl Lines<'_> {
    /// Puts the next lines into a block; gives the number of their piece, `Some(None)` behind the last.
    fn more(&mut self, stream: &Stream<'_>, block: &mut PackedTable) -> Option<Option<usize>> {
        if self.at >= self.cuts.rows() {
            let more = stream.feed.lock().ok()?.as_mut()?.fill(&mut self.piece)?;
            self.at = 0;
            if !more {
                return Some(None);
            }
            self.cuts.find(&self.piece, self.columns.len())?;
        }
        let rows = BLOCK.min(self.cuts.rows() - self.at);
        let mut cells = self.cuts.cells(self.piece.bytes(), self.at, rows);
        (!self.cuts.lacks(cells, self.least)).then_some(())?;
        for (place, column) in self.columns.iter_mut().enumerate() {
            cells.place = place;
            match column {
                Column::Figures(figures) => figures.take(cells, block.columns.get_mut(figures.index())?)?,
                Column::Spelled(spelled) => spelled.take(cells, block.columns.get_mut(spelled.index())?)?,
                Column::Passed => {}
            }
        }
        self.at += rows;
        block.rows = rows;
        Some(Some(self.piece.number))
    }
}
