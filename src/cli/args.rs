//! What can be typed: verbs and their options. The words of the help stand in `help`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell as CompletionShell;
use std::path::PathBuf;

#[derive(Parser, Debug)]
#[command(
    name = "jieyu",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[arg(long, global = true, value_enum, value_name = "语言")]
    pub lang: Option<Language>,
    #[arg(long, global = true, value_enum, value_name = "格式", default_value_t = ErrorFormat::Text)]
    pub error_format: ErrorFormat,
    #[arg(long, global = true, value_enum, value_name = "何时", default_value_t = Colour::Auto)]
    pub color: Colour,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Subcommand, Debug)]
pub enum Verb {
    Check(CheckArgs),
    Run(RunArgs),
    Eval(EvalArgs),
    Explain(ExplainArgs),
    Notice(NoticeArgs),
    Whatif(WhatifArgs),
    Report(ReportArgs),
    Diff(DiffArgs),
    Template(TemplateArgs),
    Sample(SampleArgs),
    Cases(CasesArgs),
    Plan(PlanArgs),
    Consolidate(ConsolidateArgs),
    List(ListArgs),
    Fmt(FmtArgs),
    Doc(DocArgs),
    New(NewArgs),
    Repl(ReplArgs),
    Lsp,
    Verify(VerifyArgs),
    Test(TestArgs),
    Review(ReviewArgs),
    Completions(CompletionsArgs),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ErrorFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Never,
    Always,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Text,
    Csv,
    Json,
}

/// What every verb that reads a policy takes besides its path.
#[derive(Args, Debug, Clone, Default)]
pub struct Choices {
    #[arg(long, value_name = "名=值")]
    pub set: Vec<String>,
    #[arg(long, value_name = "日期")]
    pub as_of: Option<String>,
    #[arg(long, value_name = "日期")]
    pub known_on: Option<String>,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    #[arg(required = true, value_name = "政策文件")]
    pub policies: Vec<PathBuf>,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct RunArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, required = true, value_name = "文件或文件夹")]
    pub data: Vec<PathBuf>,
    #[command(flatten)]
    pub choices: Choices,
    #[arg(long, value_enum, value_name = "格式")]
    pub format: Option<TableFormat>,
    #[arg(long, value_name = "结果文件")]
    pub out: Option<PathBuf>,
    #[arg(long, value_name = "表名")]
    pub output: Vec<String>,
    #[arg(long)]
    pub no_bom: bool,
    #[arg(long, value_name = "台账文件")]
    pub ledger: Option<PathBuf>,
    #[arg(long, value_name = "公示文件")]
    pub publish: Option<PathBuf>,
    #[command(flatten)]
    pub desk: Desk,
    #[arg(long, value_enum, value_name = "方式")]
    pub engine: Option<EngineName>,
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    Rows,
    Columns,
}

#[derive(Args, Debug)]
pub struct PlanArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct EvalArgs {
    #[arg(required = true, value_name = "算式", allow_hyphen_values = true)]
    pub expr: Vec<String>,
    #[arg(long, value_name = "政策文件")]
    pub policy: Option<PathBuf>,
    #[arg(long, value_name = "文件或文件夹", requires = "policy")]
    pub data: Vec<PathBuf>,
    #[arg(long, value_name = "键", requires = "data")]
    pub row: Option<String>,
    #[arg(long, value_name = "表", requires = "policy")]
    pub table: Option<String>,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct ExplainArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, required = true, value_name = "文件或文件夹")]
    pub data: Vec<PathBuf>,
    #[arg(long, value_name = "键")]
    pub row: Option<String>,
    #[arg(long, value_name = "公式")]
    pub of: Vec<String>,
    #[arg(long, value_name = "表")]
    pub table: Option<String>,
    #[arg(long, id = "shown_rows", value_name = "行数")]
    pub rows: Option<usize>,
    #[arg(long, id = "explain_format", value_enum, value_name = "格式", default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaperFormat {
    Html,
    Docx,
    Json,
}

/// What every verb that fills a template takes.
#[derive(Args, Debug, Clone, Default)]
pub struct Desk {
    #[arg(long, value_name = "模板文件")]
    pub template: Option<PathBuf>,
    #[arg(long, value_name = "名=值")]
    pub fill: Vec<String>,
}

#[derive(Args, Debug)]
pub struct NoticeArgs {
    #[arg(value_name = "政策文件", required_unless_present = "write_template")]
    pub policy: Option<PathBuf>,
    #[arg(long, value_name = "文件或文件夹", required_unless_present = "write_template")]
    pub data: Vec<PathBuf>,
    #[arg(long, value_name = "键", conflicts_with = "all")]
    pub row: Option<String>,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_name = "表")]
    pub table: Option<String>,
    #[arg(long, id = "notice_of", value_name = "列")]
    pub of: Option<String>,
    #[arg(long, id = "notice_out", value_name = "文件或文件夹")]
    pub out: Option<PathBuf>,
    #[arg(long, id = "paper_format", value_enum, value_name = "格式")]
    pub format: Option<PaperFormat>,
    #[command(flatten)]
    pub desk: Desk,
    #[arg(long, value_name = "模板文件")]
    pub write_template: Option<PathBuf>,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct ReportArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, required = true, value_name = "文件或文件夹")]
    pub data: Vec<PathBuf>,
    #[arg(long, value_name = "表")]
    pub table: Option<String>,
    #[arg(long, id = "report_of", value_name = "列")]
    pub of: Option<String>,
    #[arg(long, id = "report_rows", value_name = "行数", default_value_t = 5)]
    pub rows: usize,
    #[arg(long, required = true, id = "report_out", value_name = "网页文件")]
    pub out: PathBuf,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct WhatifArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, required = true, value_name = "文件或文件夹")]
    pub data: Vec<PathBuf>,
    #[arg(long, value_name = "键")]
    pub row: Option<String>,
    #[arg(long, value_name = "表")]
    pub table: Option<String>,
    #[arg(long, id = "whatif_of", value_name = "公式")]
    pub of: Option<String>,
    #[arg(long = "choices", id = "all_choices", conflicts_with = "row")]
    pub all_choices: bool,
    #[arg(long = "all", id = "all_near", requires = "row")]
    pub all_near: bool,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SplitBy {
    #[default]
    Auto,
    Shapley,
    Sequential,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    Text,
    Json,
}

#[derive(Args, Debug)]
pub struct DiffArgs {
    #[arg(value_name = "原政策", display_order = 1)]
    pub before: PathBuf,
    #[arg(value_name = "新政策", display_order = 2)]
    pub after: PathBuf,
    #[arg(long, value_name = "文件或文件夹")]
    pub data: Vec<PathBuf>,
    #[command(flatten)]
    pub choices: Choices,
    #[arg(long = "of", id = "column", value_name = "列", requires = "data")]
    pub of: Option<String>,
    #[arg(long, value_enum, value_name = "方法", default_value_t = SplitBy::Auto)]
    pub split: SplitBy,
    #[arg(long, id = "diff_format", value_enum, value_name = "格式", default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,
    #[arg(long, id = "diff_out", value_name = "结果文件")]
    pub out: Option<PathBuf>,
    #[arg(long)]
    pub exit_code: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CasesAction {
    Suggest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CasesFormat {
    Sheet,
    Policy,
}

#[derive(Args, Debug)]
pub struct CasesArgs {
    #[arg(value_enum, value_name = "suggest", id = "action")]
    pub action: CasesAction,
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, id = "cases_format", value_enum, value_name = "格式")]
    pub format: Option<CasesFormat>,
    #[arg(long, value_name = "案例文件")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct TemplateArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long)]
    pub cases: bool,
    #[arg(long, required = true, value_name = "空表文件")]
    pub out: PathBuf,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct SampleArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, value_name = "行数或 表=行数")]
    pub rows: Vec<String>,
    #[arg(long, value_name = "整数", default_value_t = 1)]
    pub seed: u64,
    #[arg(long, value_name = "百分数", default_value = "10%")]
    pub edges: String,
    #[arg(long, required = true, value_name = "文件夹或 .xlsx")]
    pub out: PathBuf,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct ConsolidateArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, value_name = "文件")]
    pub out: Option<PathBuf>,
    #[arg(long)]
    pub no_marks: bool,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct ListArgs {
    #[arg(value_name = "文件夹", default_value = "policies")]
    pub folder: PathBuf,
    #[arg(long, id = "list_format", value_enum, value_name = "格式", default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WidthName {
    Half,
    Full,
}

#[derive(Args, Debug)]
pub struct FmtArgs {
    #[arg(required_unless_present_any = ["stdin", "stdin_name"], value_name = "路径")]
    pub paths: Vec<PathBuf>,
    #[arg(long)]
    pub check: bool,
    #[arg(long, conflicts_with = "paths")]
    pub stdin: bool,
    #[arg(long, conflicts_with = "paths", value_name = "文件名")]
    pub stdin_name: Option<String>,
    #[arg(long, value_enum, value_name = "语言")]
    pub keywords: Option<Language>,
    #[arg(long, value_enum, value_name = "宽度")]
    pub width: Option<WidthName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocFormat {
    Html,
    Md,
}

#[derive(Args, Debug)]
pub struct DocArgs {
    #[arg(value_name = "政策或文件夹")]
    pub path: PathBuf,
    #[arg(long, required = true, value_name = "文件夹")]
    pub out: PathBuf,
    #[arg(long, id = "doc_format", value_enum, value_name = "格式", default_value_t = DocFormat::Html)]
    pub format: DocFormat,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct NewArgs {
    #[arg(value_name = "名称")]
    pub name: String,
}

#[derive(Args, Debug)]
pub struct ReplArgs {
    #[arg(value_name = "政策文件")]
    pub policy: PathBuf,
    #[arg(long, value_name = "文件或文件夹")]
    pub data: Vec<PathBuf>,
    #[arg(long, value_name = "键", requires = "data")]
    pub row: Option<String>,
    #[arg(long, value_name = "表", requires = "row")]
    pub table: Option<String>,
    #[command(flatten)]
    pub choices: Choices,
}

#[derive(Args, Debug)]
pub struct VerifyArgs {
    #[arg(required = true, value_name = "回执或文件夹")]
    pub receipts: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TrialFormat {
    Text,
    Json,
    Junit,
}

#[derive(Args, Debug)]
pub struct TestArgs {
    #[arg(value_name = "路径", default_value = "policies")]
    pub paths: Vec<PathBuf>,
    #[arg(long, value_name = "文字")]
    pub filter: Option<String>,
    #[arg(long, value_enum, value_name = "格式", default_value_t = TrialFormat::Text)]
    pub format: TrialFormat,
    #[arg(long, value_name = "文件")]
    pub out: Option<PathBuf>,
    #[arg(long, short)]
    pub verbose: bool,
    #[arg(long)]
    pub coverage: bool,
    #[arg(long, value_name = "百分数", requires = "coverage", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub threshold: Option<u32>,
    #[arg(long, value_name = "文件", requires = "coverage")]
    pub html: Option<PathBuf>,
    #[arg(long)]
    pub mutate: bool,
    #[arg(long)]
    pub watch: bool,
}

#[derive(Args, Debug)]
pub struct ReviewArgs {
    #[arg(value_name = "路径", default_value = ".")]
    pub paths: Vec<PathBuf>,
    #[arg(long, value_name = "文字")]
    pub filter: Option<String>,
    #[arg(long, conflicts_with = "reject")]
    pub accept: bool,
    #[arg(long)]
    pub reject: bool,
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    pub list: bool,
}

#[derive(Args, Debug)]
pub struct CompletionsArgs {
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: CompletionShell,
}
