//! The workbook of a settlement: its sheets, and its live formulas recomputed by LibreOffice where there is one.

use crate::batches::batch;
use crate::batches::settle::{DATA, closed};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// The demo settled into a workbook, once for all.
fn settled(folder: &Path) -> std::path::PathBuf {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let out = folder.join("结果.xlsx");
    let bytes = BYTES.get_or_init(|| settle(&out));
    std::fs::write(&out, bytes).unwrap();
    out
}

fn settle(out: &Path) -> Vec<u8> {
    settle_on("policies/shenzhen/demo.policy", "examples/shenzhen-demo.xlsx", &[], out);
    std::fs::read(out).unwrap()
}

fn settle_on(policy: &str, data: &str, options: &[String], out: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", policy, "--data", data, "--quiet", "--out"])
        .arg(out)
        .args(options)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("JIEYU_LANG")
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0), "{policy}");
}

/// The same workbook with 0 stored as the value of every formula: what it shows then, was recomputed.
fn forget(path: &Path, to: &Path) {
    let mut old = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut new = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    for index in 0..old.len() {
        let mut part = old.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).unwrap();
            let mut pieces = text.split("</f><v>");
            let mut kept = pieces.next().unwrap().to_owned();
            for piece in pieces {
                kept.push_str("</f><v>0");
                kept.push_str(&piece[piece.find("</v>").unwrap()..]);
            }
            bytes = kept.into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&bytes).unwrap();
    }
    new.finish().unwrap();
}

/// Headings and rows of a sheet.
fn read(path: &Path, sheet: &str) -> (Vec<String>, Vec<Vec<Data>>) {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let mut rows = range.rows().map(<[Data]>::to_vec);
    let head = rows.next().unwrap().iter().map(ToString::to_string).collect();
    (head, rows.collect())
}

/// All live numbers of the audit sheets: where, the number, the mark.
fn live(path: &Path) -> Vec<(String, f64, String)> {
    let mut all = Vec::new();
    let book: Xlsx<_> = open_workbook(path).unwrap();
    for sheet in book.sheet_names().iter().filter(|name| name.starts_with("核对 ")) {
        let (head, rows) = read(path, sheet);
        for (at, heading) in
            head.iter().enumerate().filter(|(at, _)| head.get(at + 2).is_some_and(|mark| mark == "差异"))
        {
            for (line, row) in rows.iter().enumerate() {
                let Data::Float(number) = row[at] else { panic!("{sheet} {heading} {line}: {:?}", row[at]) };
                all.push((format!("{sheet}!{heading} {}", line + 2), number, row[at + 2].to_string()));
            }
        }
    }
    all
}

#[test]
fn a_settlement_is_one_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let path = settled(folder.path());
    let book: Xlsx<_> = open_workbook(&path).unwrap();
    let names = book.sheet_names();
    for wanted in [
        "摘要",
        "公示表",
        "品种明细",
        "总计",
        "排除明细",
        "舍入汇总",
        "舍入对账",
        "舍入台账",
        "核对 医疗机构",
        "核对 集采品种",
        "政策文本",
        "回执",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{wanted} is not among {names:?}");
    }
    let (_, excluded) = read(&path, "排除明细");
    assert_eq!(excluded.len(), 37, "21 drugs and 16 reasons of institutions");
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let formulas = book.worksheet_formula("核对 医疗机构").unwrap();
    let texts: Vec<String> = formulas.used_cells().map(|(_, _, text)| text.clone()).collect();
    assert!(texts.iter().any(|text| text.contains("SUMIFS(") && text.contains("核对 集采品种")), "{:?}", texts.first());
    assert!(texts.iter().any(|text| text.contains("ROUND(") && text.contains("IF(")), "{:?}", texts.last());
}

#[test]
fn what_is_shown_is_what_was_settled_unless_marked() {
    let folder = tempfile::tempdir().unwrap();
    let path = settled(folder.path());
    let (head, rows) = read(&path, "核对 医疗机构");
    let at = head.iter().position(|heading| heading == "结余留用金额").unwrap();
    let mut seen = 0;
    for row in &rows {
        let (Data::Float(live), Data::String(exact)) = (&row[at], &row[at + 1]) else { panic!("{row:?}") };
        if row[at + 2] != "≠" {
            assert_eq!(format!("{live:.2}"), format!("{:.2}", exact.parse::<f64>().unwrap()));
            seen += 1;
        }
    }
    assert_eq!(seen, 49);
}

/// Workbooks recomputed by another program: by the same names, those that it saved again. `None`, and said so, where it is
/// not there.
fn recomputed(books: &[std::path::PathBuf], folder: &Path) -> Option<Vec<std::path::PathBuf>> {
    let profile = folder.join("profile");
    std::fs::create_dir_all(profile.join("user")).unwrap();
    // Without this it would show the numbers that are stored.
    let always = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\"><prop oor:name=\"OOXMLRecalcMode\" oor:op=\"fuse\">\
         <value>0</value></prop></item></oor:items>";
    std::fs::write(profile.join("user/registrymodifications.xcu"), always).unwrap();
    let (empty, again) = (folder.join("empty"), folder.join("again"));
    std::fs::create_dir_all(&empty).unwrap();
    let place = |folder: &Path, book: &Path| folder.join(book.file_name().unwrap());
    for book in books {
        forget(book, &place(&empty, book));
    }
    let converted = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&again)
        .args(books.iter().map(|book| place(&empty, book)))
        .output();
    let all: Vec<_> = books.iter().map(|book| place(&again, book)).collect();
    if !converted.is_ok_and(|output| output.status.success() && all.iter().all(|book| book.exists())) {
        eprintln!("SKIPPED: no LibreOffice here (soffice), so nobody recomputed the audit sheets");
        return None;
    }
    Some(all)
}

/// Holds the shown numbers of a workbook against those that were recomputed; gives how many there are.
fn agree(book: &Path, again: &Path) -> usize {
    let (ours, theirs) = (live(book), live(again));
    assert_eq!(ours.len(), theirs.len());
    for ((place, own, mark), (other_place, other, _)) in ours.iter().zip(&theirs) {
        assert_eq!(place, other_place);
        // The same in the fifteen digits that a cell has, or in the shown ones where the mark says that digits are lost.
        let same = format!("{own:.6}") == format!("{other:.6}") || format!("{own:.12e}") == format!("{other:.12e}");
        assert!(same || mark == "≠", "{place}: {own} is {other} in LibreOffice ({mark})");
    }
    ours.len()
}

#[test]
fn libreoffice_recomputes_the_shown_values() {
    let folder = tempfile::tempdir().unwrap();
    let demo = settled(folder.path());
    let mut books = vec![demo];
    for (name, options) in closed() {
        let out = folder.path().join(format!("{name}.xlsx"));
        settle_on(&batch(name), DATA, &options, &out);
        books.push(out);
    }
    let Some(again) = recomputed(&books, folder.path()) else { return };
    let counts: Vec<usize> = books.iter().zip(&again).map(|(book, again)| agree(book, again)).collect();
    assert!(counts[0] > 1_000 && counts[1..].iter().all(|count| *count > 10), "{counts:?}");
}
