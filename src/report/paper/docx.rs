//! A page as DOCX: the five parts that Word and WPS need, in a ZIP archive that depends on nothing but its content.
//! Every style names an East Asian font: without one Word takes whatever the desk has.

use super::html::escape;
use super::{Block, Grid, Paper, Text};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"#;

const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

const LINKS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

const FOOTER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">第 </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> 页</w:t></w:r></w:p></w:ftr>"#;

/// The bytes of a file; equal pages give equal bytes.
///
/// # Errors
/// Those of the archive, which is made in memory.
pub fn write(paper: &Paper) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", ROOT.to_owned()),
        ("word/document.xml", document(paper)),
        ("word/styles.xml", styles()),
        ("word/footer1.xml", FOOTER.to_owned()),
        ("word/_rels/document.xml.rels", LINKS.to_owned()),
    ];
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn document(paper: &Paper) -> String {
    let mut body = String::new();
    for block in &paper.blocks {
        match block {
            Block::Title(text) => body.push_str(&paragraph("Title", "", text)),
            Block::Heading(text) => body.push_str(&paragraph("Heading1", "", text)),
            Block::Lead(text) => body.push_str(&paragraph("Lead", "", text)),
            Block::Body(text) => body.push_str(&paragraph("Normal", "", text)),
            Block::Item(mark, text) => body.push_str(&paragraph("Lead", mark, text)),
            Block::Signature(text) => body.push_str(&paragraph("Signature", "", text)),
            Block::Table(grid) => body.push_str(&table(grid, text_width(paper))),
            Block::Break => body.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
    }
    let (width, height, turned, margin) =
        if paper.landscape { (16838, 11906, " w:orient=\"landscape\"", 794) } else { (11906, 16838, "", 794) };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>{body}<w:sectPr>\
         <w:footerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"{turned}/>\
         <w:pgMar w:top=\"{margin}\" w:right=\"{margin}\" w:bottom=\"{margin}\" w:left=\"{margin}\" w:header=\"567\" \
         w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

/// Between the margins, in twentieths of a point.
fn text_width(paper: &Paper) -> usize {
    if paper.landscape { 16838 - 2 * 794 } else { 11906 - 2 * 794 }
}

fn paragraph(style: &str, mark: &str, text: &Text) -> String {
    let mark = if mark.is_empty() { String::new() } else { run(mark, false) };
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{mark}{}</w:p>", runs(text))
}

fn runs(text: &Text) -> String {
    text.iter().map(|piece| run(&piece.text, piece.bold)).collect()
}

fn run(text: &str, bold: bool) -> String {
    let look = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    let lines: Vec<String> =
        text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(line))).collect();
    format!("<w:r>{look}{}</w:r>", lines.join("<w:br/>"))
}

fn table(grid: &Grid, whole: usize) -> String {
    let widths = grid.widths(whole);
    let line = "w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"555555\"";
    let mut text = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:tblBorders><w:top {line}/><w:left {line}/>\
         <w:bottom {line}/><w:right {line}/><w:insideH {line}/><w:insideV {line}/></w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"40\" w:type=\"dxa\"/>\
         <w:right w:w=\"40\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
    );
    for width in &widths {
        text.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    text.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (index, cell) in grid.head.iter().enumerate() {
        text.push_str(&self::cell(cell, widths.get(index).copied(), Some("center"), true));
    }
    text.push_str("</w:tr>");
    for row in &grid.rows {
        text.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (index, cell) in row.iter().enumerate() {
            let side = grid.right.get(index).copied().unwrap_or(false).then_some("right");
            text.push_str(&self::cell(cell, widths.get(index).copied(), side, false));
        }
        text.push_str("</w:tr>");
    }
    // Two tables without a paragraph between them would be one.
    text.push_str("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr></w:p>");
    text
}

fn cell(text: &Text, width: Option<usize>, side: Option<&str>, head: bool) -> String {
    let shade = if head { "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EEF2F6\"/>" } else { "" };
    let side = side.map(|side| format!("<w:jc w:val=\"{side}\"/>")).unwrap_or_default();
    let width = width.unwrap_or(0);
    let words: String = text.iter().map(|piece| run(&piece.text, piece.bold || head)).collect();
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}<w:vAlign w:val=\"center\"/></w:tcPr>\
         <w:p><w:pPr><w:pStyle w:val=\"Cell\"/>{side}</w:pPr>{words}</w:p></w:tc>"
    )
}

fn styles() -> String {
    // Name, font, half points, what stands in the paragraph, whether bold.
    let all = [
        (
            "Normal",
            "仿宋",
            21,
            "<w:spacing w:line=\"300\" w:lineRule=\"auto\"/><w:ind w:firstLineChars=\"200\" w:firstLine=\"420\"/><w:jc w:val=\"both\"/>",
            false,
        ),
        ("Title", "宋体", 34, "<w:spacing w:after=\"160\"/><w:jc w:val=\"center\"/>", true),
        (
            "Heading1",
            "黑体",
            23,
            "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"40\"/><w:outlineLvl w:val=\"0\"/>",
            false,
        ),
        ("Lead", "仿宋", 21, "<w:spacing w:line=\"300\" w:lineRule=\"auto\"/>", false),
        (
            "Signature",
            "仿宋",
            21,
            "<w:keepLines/><w:spacing w:line=\"320\" w:lineRule=\"auto\"/><w:jc w:val=\"right\"/>",
            false,
        ),
        ("Cell", "宋体", 15, "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>", false),
    ];
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\" w:cs=\"Times New Roman\"/>\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>",
    );
    for (name, font, size, shape, bold) in all {
        let default = if name == "Normal" { " w:default=\"1\"" } else { "" };
        let bold = if bold { "<w:b/>" } else { "" };
        text.push_str(&format!(
            "<w:style w:type=\"paragraph\"{default} w:styleId=\"{name}\"><w:name w:val=\"{name}\"/><w:pPr>{shape}</w:pPr>\
             <w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{font}\"/>{bold}\
             <w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>"
        ));
    }
    text.push_str("</w:styles>");
    text
}
