//! `--out result.xlsx`: the whole settlement in one file, from the summary to the receipt.

use super::args::RunArgs;
use super::shell::{Exit, Shell};
use crate::diagnostic::Words;
use crate::explain;
use crate::layer::consolidate;
use crate::report::receipt::Receipt;
use crate::report::summary::Summary;
use crate::report::table::ResultTable;
use crate::report::{ledger, save, workbook};
use crate::session::{Loaded, Settled};
use std::path::Path;

/// Rows of data up to which the ledger and the live formulas are worth their time.
const MOST: usize = 200_000;

/// Saves the workbook of a run.
///
/// # Errors
/// The exit code, after the problem has been told.
pub fn save(
    path: &Path,
    (settled, loaded, receipt): (&Settled<'_>, &Loaded, &Receipt),
    (tables, summary): (&[ResultTable], &Summary),
    args: &RunArgs,
    shell: &mut Shell,
) -> Result<(), Exit> {
    let run = &settled.run;
    let rows: usize = summary.tables.iter().map(|(_, rows)| rows).sum();
    let small = rows <= MOST;
    let mut after = vec![workbook::exclusions(run, shell.lang)];
    if small {
        after.extend(ledger::tables(run, &explain::ledger(run, &loaded.sources), shell.lang));
    } else if !args.quiet {
        shell.remark(&Words::new(
            format!("数据有 {rows} 行，工作簿里不放舍入台账和核对公式；台账用 --ledger 另存"),
            format!("with {rows} rows the workbook has no ledger and no live formulas; --ledger saves the ledger"),
        ));
    }
    let text = consolidate(&loaded.merged, &loaded.sources, true);
    let content = workbook::Content {
        summary: workbook::summary(run.program(), &loaded.merged, (summary, tables), shell.lang),
        results: tables,
        after,
        audit: small.then_some((run, &loaded.sources)),
        last: vec![workbook::lines(&text, shell.lang), workbook::receipt(receipt, shell.lang)],
    };
    let bytes = workbook::write(&content).map_err(|error| {
        shell.fail("JY1014", error.words(), Words::new("请改用文件夹或 .csv", "use a folder or .csv instead"));
        Exit::Problems
    })?;
    save::save(path, &bytes).map_err(|error| {
        shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
        Exit::Problems
    })?;
    if !args.quiet {
        let name = path.display();
        shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
    }
    Ok(())
}
