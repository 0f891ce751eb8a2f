//! Derivations in little room: rows in parcels, each text once in a parcel, the parcels deflated. The page's script opens the
//! parcel of the row that is looked at.

use super::super::explain_text;
use crate::diagnostic::Lang;
use crate::explain::{Explanation, Node};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;

/// Rows in a parcel: enough to share their words, few enough to be opened at once.
pub(super) const PARCEL: usize = 25;

/// A parcel that is being filled.
#[derive(Default)]
pub(super) struct Parcel {
    texts: Vec<String>,
    known: HashMap<String, usize>,
    rows: Vec<Value>,
}

impl Parcel {
    /// Puts in a row: the cells of its output, and what they came from. A node is `[head, [line, …], [node, …]]`.
    pub fn put(&mut self, cells: Vec<String>, explanation: &Explanation, lang: Lang) {
        let origin = explanation.origin.as_ref().map(|origin| origin.words().get(lang).to_owned()).unwrap_or_default();
        let cells: Vec<usize> = cells.into_iter().map(|cell| self.text(cell)).collect();
        let origin = self.text(origin);
        let nodes: Vec<Value> = explanation.nodes.iter().map(|node| self.node(node, lang)).collect();
        self.rows.push(json!([cells, origin, nodes]));
    }

    fn node(&mut self, node: &Node, lang: Lang) -> Value {
        let head = self.text(explain_text::head(node, lang));
        let colon = match lang {
            Lang::Zh => "：",
            Lang::En => ": ",
        };
        let lines = explain_text::lines(node, lang);
        let lines: Vec<usize> =
            lines.into_iter().map(|(label, words)| self.text(format!("{}{colon}{words}", label.get(lang)))).collect();
        let below: Vec<Value> = node.children.iter().map(|child| self.node(child, lang)).collect();
        json!([head, lines, below])
    }

    fn text(&mut self, text: String) -> usize {
        let next = self.texts.len();
        *self.known.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }

    /// The parcel as raw deflate in base64; `None` if it cannot be written.
    pub fn close(self) -> Option<String> {
        let text = json!({ "texts": self.texts, "rows": self.rows }).to_string();
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text.as_bytes()).ok()?;
        encoder.finish().ok().map(|bytes| base64(&bytes))
    }
}

/// Bytes in sixty-four signs.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let all = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (place, shift) in [18u32, 12, 6, 0].into_iter().enumerate() {
            let sign = usize::try_from(all >> shift & 63).ok().and_then(|at| SIGNS.get(at));
            out.push(if place <= three.len() { sign.map_or('=', |sign| char::from(*sign)) } else { '=' });
        }
    }
    out
}
