//! Any bytes, taken as a policy: parsed and checked, and run on no data where it is sound.
#![no_main]

use jieyu::ir::batch::{Batch, TableData};
use jieyu::rows;
use jieyu::session::{Memory, Session};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), text.into_bytes())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("a.policy");
    match &loaded.program {
        Some(program) => {
            let empty = |columns: usize| TableData { columns: vec![Vec::new(); columns], ..TableData::default() };
            let tables = program.schemas.iter().map(|schema| empty(schema.columns.len())).collect();
            let _ = rows::run(program, Batch { tables });
        }
        None => assert!(!loaded.diagnostics.is_empty()),
    }
});
