//! Files that are no tables: each gets a clear word, none a panic.

use super::kit::*;
use jieyu::data::{gather, read};

fn told(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let outcome = read(&[file(name, bytes)], &[hospitals()]);
    assert!(outcome.is_fatal());
    assert_eq!(outcome.problems.len(), 1, "{:?}", outcome.problems);
    said(&outcome)
}

fn good() -> Vec<u8> {
    book("医疗机构", |sheet| {
        sheet.write_row(0, 0, ["机构编码", "机构名称", "采购金额"]).unwrap();
        sheet.write_row(1, 0, ["1", "甲", "2"]).unwrap();
    })
}

#[test]
fn an_old_workbook_cut_short() {
    let bytes = include_bytes!("old.xls");
    for length in (8..bytes.len()).step_by(100) {
        let _ = read(&[file("a.xls", &bytes[..length])], &[hospitals()]);
    }
}

#[test]
fn a_workbook_cut_short() {
    let bytes = good();
    for length in [4, 30, bytes.len() / 2, bytes.len() - 30] {
        assert!(told("a.xlsx", &bytes[..length]).contains("已损坏或不完整"), "{length}");
    }
    assert!(told("a.xlsx", "").contains("已损坏或不完整"));
    assert!(told("a.csv", "").contains("文件是空的"));
}

#[test]
fn every_flipped_byte_is_survived() {
    for bytes in [good(), include_bytes!("old.xls").to_vec()] {
        for at in (0..bytes.len()).step_by(5) {
            let mut bad = bytes.clone();
            bad[at] ^= 0x55;
            let _ = read(&[file("a.xlsx", bad)], &[hospitals()]);
        }
    }
}

/// A container with a root and one empty stream.
fn container(stream: &str) -> Vec<u8> {
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    header[30] = 9;
    header[44] = 1;
    header[48] = 1;
    header[57] = 0x10;
    header[68..72].fill(0xff);
    header[80..].fill(0xff);
    let mut table = vec![0xffu8; 512];
    table[..8].copy_from_slice(&[0xfd, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff]);
    let mut directory = vec![0u8; 512];
    for (at, (name, kind)) in [("Root Entry", 5), (stream, 2)].into_iter().enumerate() {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        directory[at * 128..][..units.len()].copy_from_slice(&units);
        directory[at * 128 + 64] = u8::try_from(units.len() + 2).unwrap();
        directory[at * 128 + 66] = kind;
        directory[at * 128 + 116..][..4].fill(0xfe);
    }
    [header, table, directory].concat()
}

#[test]
fn encrypted_workbooks() {
    assert!(told("a.xlsx", container("EncryptedPackage")).contains("设了打开密码"));
    assert!(told("a.doc", container("WordDocument")).contains("不是数据表文件"));
    assert!(told("a.xls", container("Workbook")).contains("已损坏或不完整"));
}

#[test]
fn web_pages_named_xls() {
    let page = "<html><body><table><tr><td>机构编码</td></tr></table></body></html>";
    assert!(told("导出.xls", page).contains("内容却是网页"));
    assert!(told("导出.xls", "\u{feff}\n<?xml version=\"1.0\"?><Workbook/>").contains("内容却是网页"));
}

#[test]
fn other_files() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
    assert!(told("a.zip", zip.finish().unwrap().into_inner()).contains("不是数据表文件"));
    assert!(told("a.csv", [0x89, b'P', b'N', b'G', 0, 0, 0, 13]).contains("不是数据表文件"));
    assert!(
        told("a.csv", [b"a,b\n1,2\n".as_slice(), &[0xff, 0xff, b'\n']].concat())
            .contains("第 3 行：从这一行起文字无法识别")
    );
    assert!(told("a.xls", [0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]).contains("已损坏或不完整"));
    assert!(
        told("a.csv", "机构编码,机构名称,采购金额\n1,\"甲,2\n2,乙,3\n")
            .contains("第 2 行：从这一行开始的英文引号没有配对")
    );
}

#[test]
fn json_of_another_shape() {
    assert!(told("a.json", "{\"医疗机构\": [").contains("JSON 写法有误，在第 1 行"));
    assert!(told("a.json", "{\"医疗机构\": 3}").contains("“医疗机构”的内容不是记录列表"));
    assert!(told("a.json", "{\"医疗机构\": [1]}").contains("“医疗机构”第 1 条记录不是"));
    assert!(told("a.json", "{\"医疗机构\": [{\"a\": 1, \"a\": 2}]}").contains("“a”出现了两次"));
    assert!(told("a.json", "[".repeat(100_000)).contains("JSON"));
}

#[test]
fn a_broken_file_does_not_hide_the_others() {
    let orders = table(1, "订单", &[], vec![column("数量", "数量")]);
    let outcome = read(&[file("医疗机构.xlsx", "PK\u{3}\u{4}"), file("订单.csv", "数量\nx\n")], &[hospitals(), orders]);
    assert_eq!(codes(&outcome), ["JY0404", "JY0432"]);
}

#[test]
fn files_of_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["乙.csv", "甲.csv", "~$甲.xlsx", ".隐藏.csv", "读我.docx"] {
        std::fs::write(folder.path().join(name), "a\n").unwrap();
    }
    let names: Vec<String> = gather::gather(folder.path()).unwrap().into_iter().map(|file| file.name).collect();
    assert_eq!(names, ["乙.csv", "甲.csv"]);
    let path = folder.path().join("无.csv");
    let error = gather::gather(&path).unwrap_err();
    assert!(gather::problem(&path, &error).message.zh.contains("找不到这个文件"));
}
