//! What can be wrong with a file as a whole, and its words. All of it stops the run.

use super::encoding::BadText;
use super::problem::DataProblem;
use crate::diagnostic::Words;
use std::io::{Error, ErrorKind};
use std::sync::Arc;

/// Why no table could be taken from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileTrouble {
    NotFound,
    /// Another program holds it, or there is no right to read it.
    Locked,
    Unreadable(String),
    Empty,
    NotATable,
    /// The line at which the bytes are no text of any known encoding.
    Encoding(u32),
    BrokenWorkbook,
    Encrypted,
    TooLarge,
    /// A web page (or its XML cousin) under the name of a workbook.
    WebPage,
    /// What the JSON reader says, and where.
    Json {
        line: usize,
        column: usize,
        detail: String,
    },
    /// JSON that is not 表名 → rows.
    JsonShape(Words),
    OpenQuote(u32),
    BrokenParquet,
    EncryptedParquet,
    /// A Parquet file that uses something that is not read: what, in Chinese and English.
    ParquetKind(String, String),
}

impl From<BadText> for FileTrouble {
    fn from(bad: BadText) -> Self {
        match bad {
            BadText::Binary => FileTrouble::NotATable,
            BadText::Line(line) => FileTrouble::Encoding(line),
        }
    }
}

impl From<&Error> for FileTrouble {
    fn from(error: &Error) -> Self {
        // Windows answers 32 or 33 while Excel holds the file open for writing.
        let held = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
        match error.kind() {
            ErrorKind::NotFound => FileTrouble::NotFound,
            ErrorKind::PermissionDenied => FileTrouble::Locked,
            _ if held => FileTrouble::Locked,
            _ => FileTrouble::Unreadable(error.to_string()),
        }
    }
}

impl FileTrouble {
    /// Some bytes in the middle of a file cannot be had.
    pub fn of_part(error: &Error) -> Self {
        if error.kind() == ErrorKind::UnexpectedEof { FileTrouble::BrokenParquet } else { FileTrouble::from(error) }
    }

    pub fn problem(&self, file: &Arc<str>) -> DataProblem {
        let problem = DataProblem::new(self.code(), true, self.message(), self.help()).in_file(file);
        match self {
            FileTrouble::Encoding(line) | FileTrouble::OpenQuote(line) => {
                DataProblem { rows: super::grid::Rows::Lines, ..problem.at_row(*line) }
            }
            FileTrouble::NotFound
            | FileTrouble::Locked
            | FileTrouble::Unreadable(_)
            | FileTrouble::Empty
            | FileTrouble::NotATable
            | FileTrouble::BrokenWorkbook
            | FileTrouble::Encrypted
            | FileTrouble::TooLarge
            | FileTrouble::WebPage
            | FileTrouble::Json { .. }
            | FileTrouble::JsonShape(_)
            | FileTrouble::BrokenParquet
            | FileTrouble::EncryptedParquet
            | FileTrouble::ParquetKind(..) => problem,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            FileTrouble::NotFound | FileTrouble::Locked | FileTrouble::Unreadable(_) => "JY0401",
            FileTrouble::Empty | FileTrouble::NotATable => "JY0402",
            FileTrouble::Encoding(_) => "JY0403",
            FileTrouble::BrokenWorkbook | FileTrouble::BrokenParquet => "JY0404",
            FileTrouble::Encrypted | FileTrouble::EncryptedParquet => "JY0405",
            FileTrouble::TooLarge => "JY0406",
            FileTrouble::WebPage => "JY0407",
            FileTrouble::Json { .. } | FileTrouble::JsonShape(_) => "JY0408",
            FileTrouble::OpenQuote(_) => "JY0409",
            FileTrouble::ParquetKind(..) => "JY0410",
        }
    }

    fn message(&self) -> Words {
        match self {
            FileTrouble::NotFound => Words::new("找不到这个文件", "the file does not exist"),
            FileTrouble::Locked => {
                Words::new("文件打不开：正被其他程序占用，或者没有读取权限", "the file is in use or may not be read")
            }
            FileTrouble::Unreadable(why) => {
                Words::new(format!("文件读不出来（{why}）"), format!("the file cannot be read ({why})"))
            }
            FileTrouble::Empty => Words::new("文件是空的", "the file is empty"),
            FileTrouble::NotATable => Words::new("这不是数据表文件", "this is not a file of tables"),
            FileTrouble::Encoding(_) => Words::new(
                "从这一行起文字无法识别：既不是 UTF-8，也不是 GB18030（GBK）编码",
                "from this line on the text is neither UTF-8 nor GB18030",
            ),
            FileTrouble::BrokenWorkbook => {
                Words::new("工作簿已损坏或不完整（可能没有下载完）", "the workbook is damaged or cut short")
            }
            FileTrouble::Encrypted => Words::new("工作簿设了打开密码，无法读取", "the workbook is encrypted"),
            FileTrouble::TooLarge => {
                Words::new("文件展开后过大，不像正常的数据表", "the file unpacks to more than a real table could hold")
            }
            FileTrouble::WebPage => Words::new(
                "扩展名是 Excel，内容却是网页（系统导出的“假 Excel”）",
                "the file is a web page under the name of a workbook",
            ),
            FileTrouble::Json { line, column, detail } => Words::new(
                format!("JSON 写法有误，在第 {line} 行第 {column} 个字符附近"),
                format!("the JSON is malformed near line {line}, character {column} ({detail})"),
            ),
            FileTrouble::JsonShape(words) => words.clone(),
            FileTrouble::OpenQuote(_) => Words::new(
                "从这一行开始的英文引号没有配对，后面的内容都被当成了一个单元格",
                "a quote that opens here is never closed",
            ),
            FileTrouble::BrokenParquet => {
                Words::new("Parquet 文件已损坏或不完整（可能没有下载完）", "the Parquet file is damaged or cut short")
            }
            FileTrouble::EncryptedParquet => {
                Words::new("Parquet 文件加了密，无法读取", "the Parquet file is encrypted")
            }
            FileTrouble::ParquetKind(zh, en) => Words::new(
                format!("Parquet 文件用了 {zh}，读不了"),
                format!("the Parquet file uses {en}, which is not read"),
            ),
        }
    }

    fn help(&self) -> Words {
        match self {
            FileTrouble::NotFound => Words::new("请核对文件名和所在文件夹", "check the name and the folder"),
            FileTrouble::Locked => {
                Words::new("请先在 Excel 中关闭该文件，再重新运行", "close the file in Excel and run again")
            }
            FileTrouble::Unreadable(_) => Words::new(
                "请确认磁盘或网络盘可用，或把文件复制到本机后再试",
                "check the disk, or copy the file to this computer",
            ),
            FileTrouble::Empty => Words::new("请确认选对了文件", "check that this is the right file"),
            FileTrouble::NotATable => Words::new(
                "可以使用 .xlsx、.xls、.csv、.json、.parquet 文件；请用 Excel 打开后另存为 .xlsx",
                "use .xlsx, .xls, .csv, .json or .parquet; open it in Excel and save it as .xlsx",
            ),
            FileTrouble::Encoding(_) => Words::new(
                "请用 Excel 打开后另存为“CSV UTF-8（逗号分隔）”或 .xlsx",
                "open it in Excel and save it as CSV UTF-8 or .xlsx",
            ),
            FileTrouble::BrokenWorkbook => Words::new(
                "请重新取得这个文件；若 Excel 能打开，请另存为新的 .xlsx 后再试",
                "get the file again; if Excel opens it, save it as a new .xlsx",
            ),
            FileTrouble::Encrypted => Words::new(
                "请在 Excel 中打开，“文件→信息→保护工作簿→用密码进行加密”里清空密码后保存",
                "open it in Excel and remove the password",
            ),
            FileTrouble::TooLarge => Words::new(
                "请核对文件来源；若确是大表，请按机构或月份拆成几个文件",
                "check where it comes from; if it is real, split it into several files",
            ),
            FileTrouble::WebPage => Words::new(
                "请用 Excel 打开，选“另存为”，类型选“Excel 工作簿（.xlsx）”",
                "open it in Excel and save it as an Excel workbook (.xlsx)",
            ),
            FileTrouble::Json { .. } => {
                Words::new("请让提供数据的系统重新导出", "ask the system that wrote it to export again")
            }
            FileTrouble::JsonShape(_) => Words::new(
                "应当是 {\"表名\": [{\"列名\": 值, …}, …]}",
                "it should be {\"table\": [{\"column\": value, …}, …]}",
            ),
            FileTrouble::OpenQuote(_) => Words::new(
                "请在该行补上另一半英文引号，或者用 Excel 打开核对后另存为 .xlsx",
                "close the quote on that line, or open the file in Excel and save it as .xlsx",
            ),
            FileTrouble::BrokenParquet => Words::new(
                "请重新取得这个文件；若别的程序能打开，请重新导出，或导出为 CSV",
                "get the file again; if other programs open it, export it again, or as CSV",
            ),
            FileTrouble::EncryptedParquet => Words::new(
                "请让提供数据的系统导出不加密的文件",
                "ask the system that wrote it to export it without encryption",
            ),
            FileTrouble::ParquetKind(..) => Words::new(
                "请用 SNAPPY、GZIP 或 ZSTD 压缩（或不压缩）和通常的编码重新导出，也可以导出为 CSV",
                "export it again with SNAPPY, GZIP, ZSTD or no compression and the usual encodings, or as CSV",
            ),
        }
    }
}
