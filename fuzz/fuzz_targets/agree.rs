//! Any bytes, taken as the choices that write a policy and its data: both engines come to the same.
#![no_main]

use jieyu::sample::{Wish, sample};
use jieyu::session::{Memory, Session};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

#[path = "../../tests/it/agree/compare.rs"]
mod compare;
#[path = "../../tests/it/agree/write.rs"]
mod write;

fuzz_target!(|bytes: &[u8]| {
    let (choices, rest) = bytes.split_at(bytes.len() / 2);
    let text = write::policy(write::Dice::of(choices));
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), text.clone().into_bytes())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("a.policy");
    let Some(program) = &loaded.program else { return };
    let mut dice = write::Dice::of(rest);
    let (parents, children) = (1 + dice.roll(6) as usize, dice.roll(30) as usize);
    let batch = match dice.roll(3) {
        0 => sample(program, &Wish { rows: children, tables: Vec::new(), seed: dice.roll(256), edges: 500 }).batch,
        _ => write::batch(&mut dice, parents, children),
    };
    let threads = 1 + dice.roll(2) as usize;
    let (found, _) = compare::differences(program, &batch, threads);
    assert!(found.is_empty(), "{text}\n{}", found.join("\n"));
});
