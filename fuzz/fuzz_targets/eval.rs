//! Any bytes, taken as an expression: it is refused with problems, or computed to a value or a fault.
#![no_main]

use jieyu::check::Lone;
use jieyu::ir::batch::Batch;
use jieyu::rows;
use jieyu::session::lone;
use jieyu::source::{Source, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut sources = Sources::default();
    match lone(&mut sources, Source::new("expression", &*text)) {
        Ok(Lone { program, expr: id, .. }) => {
            let run = rows::run(&program, Batch::default());
            let _ = run.eval(id, &run.env(None, None)).map(|value| format!("{value:?}"));
        }
        Err(problems) => assert!(!problems.is_empty()),
    }
});
