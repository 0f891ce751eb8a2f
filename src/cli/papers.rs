//! Documents to hand out: templates from disk, forms by their ending, and the publication of a run.

use super::args::{Desk, PaperFormat, RunArgs};
use super::shell::{Exit, Shell};
use crate::diagnostic::Words;
use crate::report::paper::{docx, html, markdown, template};
use crate::report::publication::Publication;
use crate::report::table::ResultTable;
use crate::report::{publication_sheet, save};
use crate::session::Loaded;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What the desk itself puts into a template: `名=值`.
///
/// # Errors
/// `Exit::Usage` after a field without an equals sign has been told.
pub fn filled(desk: &Desk, shell: &mut Shell) -> Result<BTreeMap<String, String>, Exit> {
    let mut fill = BTreeMap::new();
    for text in &desk.fill {
        let Some((name, value)) = text.split_once(['=', '＝']) else {
            shell.fail(
                "JY1061",
                Words::new(format!("--fill 后面的“{text}”里没有等号"), format!("there is no = in --fill {text}")),
                Words::new(
                    "写成 --fill 名=值，例如：--fill 单位=某市医疗保障局",
                    "write --fill NAME=VALUE, as in: --fill 单位=NAME",
                ),
            );
            return Err(Exit::Usage);
        };
        fill.insert(name.trim().to_owned(), value.trim().to_owned());
    }
    Ok(fill)
}

/// The template of the desk, or the one that comes with the program.
///
/// # Errors
/// `Exit::Problems` after an unreadable file has been told.
pub fn text(desk: &Desk, own: &str, shell: &mut Shell) -> Result<String, Exit> {
    let Some(path) = &desk.template else { return Ok(own.to_owned()) };
    let name = path.display();
    let read = std::fs::read(path).map_err(|error| {
        Words::new(format!("模板 {name} 读不出来（{error}）"), format!("{name} cannot be read ({error})"))
    });
    let text = read.and_then(|bytes| {
        let text = String::from_utf8(bytes);
        text.map_err(|_| Words::new(format!("模板 {name} 不是 UTF-8 文本"), format!("{name} is no UTF-8 text")))
    });
    text.map(|text| text.trim_start_matches('\u{feff}').to_owned()).map_err(|words| {
        shell.fail(
            "JY1062",
            words,
            Words::new(
                "用 jieyu notice --write-template 写出随附的模板，在它上面改，保存为 UTF-8",
                "start from the template that jieyu notice --write-template writes, saved as UTF-8",
            ),
        );
        Exit::Problems
    })
}

/// Tells what is wrong with a template.
pub fn refuse(words: Words, shell: &mut Shell) -> Exit {
    shell.fail(
        "JY1062",
        words,
        Words::new(
            "用 jieyu notice --write-template 写出随附的模板，对照它的字段改正",
            "compare its fields with those of the template that jieyu notice --write-template writes",
        ),
    );
    Exit::Problems
}

/// The form that a path asks for by its ending.
///
/// # Errors
/// `Exit::Usage` after an ending that is not known has been told.
pub fn form(path: &Path, sheet: bool, shell: &mut Shell) -> Result<Option<PaperFormat>, Exit> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => Ok(Some(PaperFormat::Html)),
        Some("docx") => Ok(Some(PaperFormat::Docx)),
        Some("json") => Ok(Some(PaperFormat::Json)),
        Some("xlsx") if sheet => Ok(None),
        Some(_) | None => {
            let all = if sheet { ".xlsx、.docx、.html" } else { ".html、.docx、.json" };
            shell.fail(
                "JY1016",
                Words::new(
                    format!("不能保存为 {}", path.display()),
                    format!("nothing can be saved as {}", path.display()),
                ),
                Words::new(format!("文件名用 {all} 结尾"), format!("end the name in {}", all.replace('、', ", "))),
            );
            Err(Exit::Usage)
        }
    }
}

/// A filled template in a form.
///
/// # Errors
/// What is wrong with the template.
pub fn draw(
    template: &template::Template<'_>,
    fields: &Value,
    form: PaperFormat,
    landscape: bool,
) -> Result<Vec<u8>, Words> {
    if form == PaperFormat::Json {
        let text = serde_json::to_string_pretty(fields).unwrap_or_default();
        return Ok(format!("{text}\n").into_bytes());
    }
    let paper = markdown::read(&template.fill(fields)?, landscape);
    match form {
        PaperFormat::Docx => docx::write(&paper).map_err(|error| {
            Words::new(format!("文档写不出来（{error}）"), format!("the document cannot be written ({error})"))
        }),
        PaperFormat::Html | PaperFormat::Json => Ok(html::write(&paper).into_bytes()),
    }
}

/// Saves one document and says so.
///
/// # Errors
/// `Exit::Problems` after the disk's refusal has been told.
pub fn save_one(path: &Path, bytes: &[u8], shell: &mut Shell) -> Result<(), Exit> {
    save::save(path, bytes).map_err(|error| {
        shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
        Exit::Problems
    })?;
    let name = path.display();
    shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
    Ok(())
}

/// Writes the publication of a run: of the outputs that were chosen the first.
///
/// # Errors
/// The exit code, after the problem has been told.
pub fn publish(
    path: &Path,
    args: &RunArgs,
    loaded: &Loaded,
    tables: &[ResultTable],
    shell: &mut Shell,
) -> Result<(), Exit> {
    let form = form(path, true, shell)?;
    let (Some(program), Some(table)) = (&loaded.program, tables.first()) else { return Ok(()) };
    let fill = filled(&args.desk, shell)?;
    let publication = Publication::new((program, &loaded.merged), table, &fill);
    let Some(form) = form else {
        let bytes = publication_sheet::write(&publication, program, &fill).map_err(|error| {
            shell.fail("JY1014", error.words(), Words::new("请改用 .html 或 .docx", "use .html or .docx instead"));
            Exit::Problems
        })?;
        return save_one(path, &bytes, shell);
    };
    let text = text(&args.desk, template::PUBLICATION, shell)?;
    let template = template::Template::read(&text).map_err(|words| refuse(words, shell))?;
    let bytes = draw(&template, publication.fields(), form, true).map_err(|words| refuse(words, shell))?;
    save_one(path, &bytes, shell)
}
