//! Findings as cells that could be written: the rows that a table lacks, and what is left of a row where another answers too.

use super::axis::{Axis, Stretch};
use super::partition::Region;
use super::{CellSet, Part};

/// Rows that are written out at most; where more are missing, none is.
const ROWS: usize = 24;

/// The rows that answer just the inputs of some regions, each cell as it could be written; none where that takes too many.
pub fn rows(axes: &[Axis], regions: &[Region]) -> Vec<Vec<CellSet>> {
    let mut rows = Vec::new();
    for region in regions {
        let mut product: Vec<Vec<CellSet>> = vec![Vec::new()];
        for (axis, stretches) in axes.iter().zip(region) {
            let cells = axis.cells(stretches);
            product = product
                .iter()
                .flat_map(|row| cells.iter().map(|cell| row.iter().chain([cell]).cloned().collect()))
                .collect();
            if product.len() > ROWS {
                return Vec::new();
            }
        }
        rows.extend(product);
        if rows.len() > ROWS {
            return Vec::new();
        }
    }
    rows
}

/// How two rows that answer one input can be kept apart: either without what the other has, where they differ in one key.
pub fn parts(axes: &[Axis], regions: &[Region], one: usize, other: usize) -> Vec<Part> {
    [(one, other), (other, one)].into_iter().filter_map(|(row, by)| part(axes, regions, row, by)).collect()
}

fn part(axes: &[Axis], regions: &[Region], row: usize, by: usize) -> Option<Part> {
    let (own, taken) = (regions.get(row)?, regions.get(by)?);
    let left: Vec<Vec<Stretch>> = own.iter().zip(taken).map(|(own, taken)| without(own, taken)).collect();
    let mut wider = left.iter().enumerate().filter(|(_, left)| !left.is_empty());
    match (wider.next(), wider.next()) {
        (Some((key, left)), None) => Some(Part { row, key, cells: axes.get(key)?.cells(left) }),
        (None, _) => Some(Part { row, key: 0, cells: Vec::new() }),
        (Some(_), Some(_)) => None,
    }
}

/// The atoms of some stretches that lie in none of the others; both ascend and do not touch.
fn without(own: &[Stretch], taken: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    for (start, end) in own {
        let mut from = *start;
        for (low, high) in taken {
            if *low > from {
                left.push((from, (*low).min(*end)));
            }
            from = from.max(*high);
        }
        left.push((from, *end));
    }
    left.retain(|(start, end)| start < end);
    left
}
