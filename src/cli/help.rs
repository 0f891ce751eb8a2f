//! The words of the help in both languages, put over what clap makes of `args`.

use crate::diagnostic::{Lang, Words};
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::args::Cli;
use super::help_writing;

/// What a verb is for, how it is called, and an example.
pub(super) struct Page {
    pub(super) verb: &'static str,
    pub(super) about: (&'static str, &'static str),
    pub(super) usage: (&'static str, &'static str),
    pub(super) example: (&'static str, &'static str),
}

const PAGES: &[Page] = &[
    Page {
        verb: "",
        about: (
            "结余 jieyu：按医保政策精确结算，并说明每一分钱的来历",
            "jieyu: settles medical-insurance policies exactly, and explains every cent",
        ),
        usage: ("jieyu [选项] <命令>", "jieyu [OPTIONS] <COMMAND>"),
        example: (
            "例：\n  jieyu run 政策.policy --data 数据.xlsx\n  jieyu run --help            查看一个命令的用法\n\n退出码：0 正常；1 政策或数据有问题；2 命令写错；3 已完成，但有些行有错误",
            "example:\n  jieyu run my.policy --data data.xlsx\n  jieyu run --help            how a command is used\n\nexit codes: 0 fine; 1 problems of policy or data; 2 usage; 3 done, but some rows have errors",
        ),
    },
    Page {
        verb: "check",
        about: ("检查政策：一次列出全部问题", "checks policies: all problems in one go"),
        usage: ("jieyu check [选项] <政策文件>...", "jieyu check [OPTIONS] <POLICY>..."),
        example: (
            "例：\n  jieyu check policies/shenzhen/demo.policy",
            "example:\n  jieyu check policies/shenzhen/demo.policy",
        ),
    },
    Page {
        verb: "run",
        about: ("按政策结算数据，列出结果、合计和摘要", "settles data by a policy: result, totals and summary"),
        usage: (
            "jieyu run [选项] --data <文件或文件夹> <政策文件>",
            "jieyu run [OPTIONS] --data <FILE|FOLDER> <POLICY>",
        ),
        example: (
            "例：\n  jieyu run 政策.policy --data 数据.xlsx --set 支付比例=70% --out 结果.xlsx\n  jieyu run 政策.policy --data 数据文件夹 --as-of 2021-12-31 --format csv --output 医疗机构",
            "example:\n  jieyu run my.policy --data data.xlsx --set share=70% --out result.xlsx\n  jieyu run my.policy --data folder --as-of 2021-12-31 --format csv --output hospitals",
        ),
    },
    Page {
        verb: "eval",
        about: ("精确计算一个算式", "computes an expression exactly"),
        usage: ("jieyu eval [选项] <算式>", "jieyu eval [OPTIONS] <EXPR>"),
        example: (
            "例：\n  jieyu eval \"1000 ÷ 48 × 3 × 75% 四舍五入到 2位\"\n  jieyu eval --policy 政策.policy --data 数据.xlsx --row H001 \"结余 ÷ 采购总金额\"",
            "example:\n  jieyu eval \"1000 / 48 * 3 * 75% round-half-up to 2 places\"\n  jieyu eval --policy my.policy --data data.xlsx --row H001 \"savings / spending\"",
        ),
    },
    Page {
        verb: "explain",
        about: ("说明一行的结果是怎样算出来的", "explains how the values of a row came about"),
        usage: (
            "jieyu explain [选项] --data <文件或文件夹> --row <键> <政策文件>",
            "jieyu explain [OPTIONS] --data <FILE|FOLDER> --row <KEYS> <POLICY>",
        ),
        example: (
            "例：\n  jieyu explain 政策.policy --data 数据.xlsx --row H001 --of 结余留用金额\n  jieyu explain 政策.policy --data 数据.xlsx --table 集采品种 --row H001,氨氯地平,片剂",
            "example:\n  jieyu explain my.policy --data data.xlsx --row H001 --of retained\n  jieyu explain my.policy --data data.xlsx --table drugs --row H001,amlodipine,tablet",
        ),
    },
    Page {
        verb: "diff",
        about: (
            "比较两份政策：逐条说明变化，并测算对金额的影响",
            "compares two policies: every change, and what it does to amounts",
        ),
        usage: ("jieyu diff [选项] <原政策> <新政策>", "jieyu diff [OPTIONS] <BEFORE> <AFTER>"),
        example: (
            "只改排版、次序、全角半角、关键字的中英文，不算变化。\n退出码：0 已比较；1 政策或数据有问题，或者写了 --exit-code 而两份政策有变化；3 已比较，但有些行有错误\n\n例：\n  jieyu diff 原.policy 新.policy\n  jieyu diff 原.policy 新.policy --data 数据.xlsx --of 结余留用金额 --out 影响.html",
            "Layout, order, width of signs and the language of keywords are no change.\nexit codes: 0 compared; 1 problems of policy or data, or changes where --exit-code is given; 3 compared, but some rows have errors\n\nexample:\n  jieyu diff old.policy new.policy\n  jieyu diff old.policy new.policy --data data.xlsx --of retained --out effect.html",
        ),
    },
    Page {
        verb: "template",
        about: ("生成政策所需数据的空表（Excel）", "makes the empty workbook that a policy expects"),
        usage: ("jieyu template [选项] --out <空表文件> <政策文件>", "jieyu template [OPTIONS] --out <BLANK> <POLICY>"),
        example: (
            "例：\n  jieyu template 政策.policy --out 空表.xlsx\n  jieyu template 政策.policy --cases --out 政策.cases.xlsx",
            "example:\n  jieyu template my.policy --out blank.xlsx\n  jieyu template my.policy --cases --out my.cases.xlsx",
        ),
    },
    Page {
        verb: "cases",
        about: (
            "提出案例：输入取在每个界限上，期望算好，供核对",
            "proposes cases: inputs at every edge, values computed, to be confirmed",
        ),
        usage: ("jieyu cases suggest [选项] <政策文件>", "jieyu cases suggest [OPTIONS] <POLICY>"),
        example: (
            "政策旁边已有案例的，以它们为起点；没有的，各表编一行。到不了的界限会列出来\n\n例：\n  jieyu cases suggest 政策.policy --out 政策.界限.cases.xlsx\n  jieyu cases suggest 政策.policy --format policy",
            "starts from the cases beside the policy, else from made-up rows; what cannot be reached is told\n\nexample:\n  jieyu cases suggest my.policy --out my.edges.cases.xlsx\n  jieyu cases suggest my.policy --format policy",
        ),
    },
    Page {
        verb: "sample",
        about: (
            "按政策造一套样例数据：合乎表、键、引用和校验，并掺入边界情形",
            "makes sample data that fit a policy: tables, keys, references and checks, with edge cases mixed in",
        ),
        usage: (
            "jieyu sample [选项] --out <文件夹或 .xlsx> <政策文件>",
            "jieyu sample [OPTIONS] --out <FOLDER|XLSX> <POLICY>",
        ),
        example: (
            "数据都是编造的，可以带出单位；同样的政策、行数和种子总是造出同样的数据。\n\n例：\n  jieyu sample 政策.policy --rows 1000 --out 样例\n  jieyu sample 政策.policy --rows 200 --rows 医疗机构=5 --seed 7 --edges 30% --out 样例.xlsx",
            "All data are made up and may leave the house; equal policy, rows and seed give equal data.\n\nexample:\n  jieyu sample my.policy --rows 1000 --out sample\n  jieyu sample my.policy --rows 200 --rows hospitals=5 --seed 7 --edges 30% --out sample.xlsx",
        ),
    },
    Page {
        verb: "consolidate",
        about: (
            "输出合并文本：把政策和它所继承的各层合成一份，每行注明出自哪一层",
            "prints the consolidated text: a policy and all it extends as one, each line marked with its layer",
        ),
        usage: ("jieyu consolidate [选项] <政策文件>", "jieyu consolidate [OPTIONS] <POLICY>"),
        example: (
            "例：\n  jieyu consolidate policies/shenzhen/demo.policy\n  jieyu consolidate policies/shenzhen/demo.policy --as-of 2021-06-30 --out 合并.policy",
            "example:\n  jieyu consolidate policies/shenzhen/demo.policy\n  jieyu consolidate policies/shenzhen/demo.policy --as-of 2021-06-30 --out one.policy",
        ),
    },
    Page {
        verb: "list",
        about: (
            "列出政策的层级：版本、日期、还没有给定的参数",
            "shows the tree of policies: versions, dates, what is still open",
        ),
        usage: ("jieyu list [选项] [文件夹]", "jieyu list [OPTIONS] [FOLDER]"),
        example: (
            "例：\n  jieyu list policies\n  jieyu list policies --format json",
            "example:\n  jieyu list policies\n  jieyu list policies --format json",
        ),
    },
    Page {
        verb: "fmt",
        about: (
            "整理政策文件的排版：对齐表格、统一缩进和空格，意思不变",
            "lays policies out: tables aligned, indents and spaces in one way; what they say stays",
        ),
        usage: ("jieyu fmt [选项] <路径>...", "jieyu fmt [OPTIONS] <PATH>..."),
        example: (
            "读不懂的声明保持原样。\n退出码：0 已整理，或者排版规范；1 有问题，或者写了 --check 而有文件要整理\n\n例：\n  jieyu fmt policies\n  jieyu fmt policies --check\n  jieyu fmt 政策.policy --keywords zh --width half",
            "Declarations that cannot be read stay as they are.\nexit codes: 0 laid out; 1 problems, or files to lay out where --check is given\n\nexample:\n  jieyu fmt policies\n  jieyu fmt policies --check\n  jieyu fmt my.policy --keywords en --width half",
        ),
    },
    Page {
        verb: "lsp",
        about: (
            "为编辑器提供语言服务（LSP）：边写边检查、提示、跳转、改名",
            "serves editors by the language server protocol: checks, hints, jumps, renames as you write",
        ),
        usage: ("jieyu lsp", "jieyu lsp"),
        example: (
            "由编辑器启动，用标准输入和标准输出通信；各编辑器怎样设置见 docs/writing.md\n\n例：\n  jieyu lsp",
            "started by an editor, over standard input and output; docs/writing.md says how to set editors up\n\nexample:\n  jieyu lsp",
        ),
    },
    Page {
        verb: "verify",
        about: (
            "按回执重新计算：相同，或者说出哪里不同",
            "recomputes what a receipt stands for: equal, or what differs",
        ),
        usage: ("jieyu verify [选项] <回执或文件夹>...", "jieyu verify [OPTIONS] <RECEIPT|FOLDER>..."),
        example: (
            "例：\n  jieyu verify 结果.xlsx.receipt.json\n  jieyu verify 结算档案",
            "example:\n  jieyu verify result.xlsx.receipt.json\n  jieyu verify archive",
        ),
    },
    Page {
        verb: "test",
        about: ("运行案例：检验政策算得对不对", "tries the cases of policies"),
        usage: ("jieyu test [选项] [路径]...", "jieyu test [OPTIONS] [PATH]..."),
        example: (
            "路径是政策、案例文件（同名.cases.policy）或文件夹，缺省是 policies\n\n例：\n  jieyu test policies\n  jieyu test policies/shenzhen --filter 完成率\n  jieyu test policies --format junit --out 结果.xml",
            "a path is a policy, a file of cases (NAME.cases.policy) or a folder, `policies` by default\n\nexample:\n  jieyu test policies\n  jieyu test policies/shenzhen --filter completion\n  jieyu test policies --format junit --out result.xml",
        ),
    },
    Page {
        verb: "notice",
        about: (
            "出具结算通知书：一行一份，写明结果、计算过程、依据和异议办法",
            "writes the settlement notice of a row: result, calculation step by step, bases, how to object",
        ),
        usage: ("jieyu notice [选项] <政策文件> --data <数据>", "jieyu notice [OPTIONS] <POLICY> --data <DATA>"),
        example: (
            "通知书按模板填写；--write-template 写出随附的模板，改好后用 --template 指定\n\n例：\n  jieyu notice policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --row 03001 --out 通知书.docx\n  jieyu notice policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --all --out 通知书 --fill 单位=某市医疗保障局\n  jieyu notice --write-template 我的模板.md",
            "notices are filled into a template; --write-template writes the one that comes with jieyu\n\nexample:\n  jieyu notice policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --row 03001 --out notice.docx\n  jieyu notice policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --all --out notices\n  jieyu notice --write-template template.md",
        ),
    },
    Page {
        verb: "whatif",
        about: (
            "差一点：哪一个数再改多少，结果就越过一道界限；或者一个参数换个值，整批差多少",
            "how little one number would have to change for a row's result to cross a limit; or what a parameter does to all",
        ),
        usage: (
            "jieyu whatif [选项] <政策文件> --data <数据> --row <键> | --set <名=值,值>",
            "jieyu whatif [OPTIONS] <POLICY> --data <DATA> --row <KEYS> | --set <NAME=VALUE,VALUE>",
        ),
        example: (
            "每一处改动都代入全部数据重新核算过；--set 里写几个值，就以第一个值为准比较\n\n例：\n  jieyu whatif policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --row 03001\n  jieyu whatif policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --set 负结余处理=相抵,逐品种计零\n  jieyu whatif policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --choices",
            "every change that is told was computed again on all of the data; of several values of --set the first is the yardstick\n\nexample:\n  jieyu whatif policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --row 03001\n  jieyu whatif policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --set 负结余处理=相抵,逐品种计零\n  jieyu whatif policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --choices",
        ),
    },
    Page {
        verb: "report",
        about: (
            "结算报告：一个网页，有总计、分布、排除少计的金额、最高最低，可以逐个查找并展开推导",
            "a settlement as one web page: totals, charts, what exclusions cost, and every row with its derivation",
        ),
        usage: (
            "jieyu report [选项] <政策文件> --data <数据> --out <网页>",
            "jieyu report [OPTIONS] <POLICY> --data <DATA> --out <PAGE>",
        ),
        example: (
            "网页是一个文件，不需要网络，可以直接发给别人\n\n例：\n  jieyu report policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --out 报告.html",
            "the page is one file that needs no network\n\nexample:\n  jieyu report policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --out report.html",
        ),
    },
    Page {
        verb: "review",
        about: ("审核变了的快照：接受、拒绝或跳过", "reviews changed snapshots: accept, reject or skip"),
        usage: ("jieyu review [选项] [路径]...", "jieyu review [OPTIONS] [PATH]..."),
        example: (
            "例：\n  jieyu review\n  jieyu review policies --list\n  jieyu review policies --accept",
            "example:\n  jieyu review\n  jieyu review policies --list\n  jieyu review policies --accept",
        ),
    },
    Page {
        verb: "plan",
        about: (
            "列出政策会怎样计算：成批的步骤、逐行的步骤和原因",
            "shows how a policy is computed: what in columns, what by rows, and why",
        ),
        usage: ("jieyu plan [选项] <政策文件>", "jieyu plan [OPTIONS] <POLICY>"),
        example: (
            "例：\n  jieyu plan policies/shenzhen/demo.policy",
            "example:\n  jieyu plan policies/shenzhen/demo.policy",
        ),
    },
    Page {
        verb: "completions",
        about: ("输出命令补全脚本", "prints the completion script of a shell"),
        usage: ("jieyu completions <SHELL>", "jieyu completions <SHELL>"),
        example: (
            "SHELL 可以是 bash、zsh、fish、powershell、elvish\n\n例：\n  jieyu completions bash > ~/.local/share/bash-completion/completions/jieyu",
            "SHELL is one of bash, zsh, fish, powershell, elvish\n\nexample:\n  jieyu completions bash > ~/.local/share/bash-completion/completions/jieyu",
        ),
    },
];

/// Each option: its name, its value as shown in English (empty for none), and its words.
const OPTIONS: &[(&str, &str, &str, &str)] = &[
    (
        "lang",
        "LANG",
        "界面语言：zh 或 en；也可以用环境变量 JIEYU_LANG",
        "language: zh or en; also by the variable JIEYU_LANG",
    ),
    ("error_format", "FORMAT", "问题的格式：text（缺省）或 json", "format of problems: text (default) or json"),
    ("color", "WHEN", "颜色：auto（缺省）、never 或 always", "colours: auto (default), never or always"),
    ("policies", "POLICY", "政策文件，可以有几个", "one or more policies"),
    ("policy", "POLICY", "政策文件（.policy，UTF-8）", "the policy (.policy, UTF-8)"),
    (
        "data",
        "FILE|FOLDER",
        "数据：.xlsx、.xls、.csv、.json、.parquet，或放这些文件的文件夹；可以写几次",
        "data: .xlsx, .xls, .csv, .json, .parquet, or a folder of them; may be repeated",
    ),
    (
        "set",
        "NAME=VALUE",
        "给定一个参数的值，例如 --set 支付比例=70%；可以写几次",
        "gives a parameter its value, as in --set share=70%; may be repeated",
    ),
    (
        "as_of",
        "DATE",
        "按哪一天取有时效的参数，例如 2021-12-31；缺省用政策的基准日",
        "the day at which dated parameters are read; the policy's own by default",
    ),
    (
        "known_on",
        "DATE",
        "只计入这一天以前印发的文件，用来按当时的规定重算；缺省全部计入",
        "count only what had been issued by that day, to recompute a past settlement; everything by default",
    ),
    (
        "format",
        "FORMAT",
        "屏幕上结果的格式：text（缺省）、csv 或 json",
        "format of the result on the screen: text (default), csv or json",
    ),
    (
        "out",
        "FILE",
        "保存到文件：.xlsx、.csv、.json，或一个文件夹（每张表一个 CSV）",
        "saves to .xlsx, .csv, .json, or a folder (a CSV for each table)",
    ),
    ("no_marks", "", "不注明各行出自哪一层", "no marks of layers"),
    ("folder", "FOLDER", "政策文件夹，缺省是 policies", "the folder of policies, `policies` by default"),
    ("receipts", "RECEIPT|FOLDER", "回执文件，或者放回执的文件夹", "receipts, or folders of them"),
    ("output", "TABLE", "只要这张输出表；可以写几次", "this output only; may be repeated"),
    ("no_bom", "", "CSV 文件开头不写 BOM（Excel 靠它认出 UTF-8）", "no byte order mark in CSV files (Excel needs it)"),
    (
        "engine",
        "ENGINE",
        "怎样计算：rows 逐行，columns 成批；缺省按数据多少自动选，结果完全相同",
        "how to compute: rows or columns; by the size of the data by default, with the same result",
    ),
    ("quiet", "", "不输出摘要和提示", "no summary and no remarks"),
    (
        "ledger",
        "FILE",
        "把每一次取整记成舍入台账，并与总数对账：.xlsx、.json，或一个文件夹",
        "writes every rounding and how they explain the totals: .xlsx, .json, or a folder",
    ),
    (
        "publish",
        "FILE",
        "写公示表：.xlsx、.docx 或 .html；缺省用第一张输出表，用 --output 选别的",
        "writes the publication table: .xlsx, .docx or .html; the first output, or that of --output",
    ),
    (
        "template",
        "FILE",
        "按这个模板填写（Markdown，UTF-8）；缺省用随附的模板",
        "the template (Markdown, UTF-8); that of jieyu by default",
    ),
    (
        "fill",
        "NAME=VALUE",
        "模板里“填”的内容，例如 --fill 单位=某市医疗保障局；可以写几次",
        "what the template's own fields hold: the name of a field and its text; may be repeated",
    ),
    ("write_template", "FILE", "把随附的模板写到这里，供修改", "writes the template that comes with jieyu"),
    ("all", "", "每一行出一份，放到 --out 的文件夹", "one for every row, into the folder --out"),
    (
        "notice_of",
        "COLUMN",
        "通知哪一项结果；缺省是第一张输出表的最后一个金额列",
        "the result that is told; the last amount of the first output by default",
    ),
    (
        "notice_out",
        "FILE|FOLDER",
        "保存到 .html、.docx 或 .json 文件；--all 时是文件夹",
        "saves to .html, .docx or .json; a folder with --all",
    ),
    (
        "whatif_of",
        "NAME",
        "看哪一项结果；缺省是第一张输出表的最后一个金额",
        "the result that is looked at; the last amount of the first output by default",
    ),
    (
        "report_of",
        "COLUMN",
        "报告哪一项结果；缺省是第一张输出表的最后一个金额列",
        "the result that is reported; the last amount of the first output by default",
    ),
    (
        "report_rows",
        "COUNT",
        "推导里合计等各列出前几行（缺省 5）",
        "rows of an aggregate that are shown in a derivation (5 by default)",
    ),
    ("report_out", "PAGE", "保存到这个网页（.html）", "the page to write (.html)"),
    (
        "all_choices",
        "",
        "政策里每一处选择（枚举和是否的参数）都换成别的值各算一遍，与现在的值比较",
        "settles the batch with every other value of every choice (parameters that are names or yes/no)",
    ),
    ("all_near", "", "列出全部改动，不只最近的十处", "tells every change that was found, not only the ten nearest"),
    ("paper_format", "FORMAT", "html（缺省）、docx 或 json", "html (default), docx or json"),
    (
        "shown_rows",
        "COUNT",
        "合计等各列出前几行；缺省 5 行，json 全部列出",
        "rows of an aggregate that are shown; 5 by default, all of them in json",
    ),
    (
        "list_format",
        "FORMAT",
        "格式：text（缺省）或 json（给别的程序，例如编辑器里的政策树）",
        "format: text (default), or json for other programs such as the tree in an editor",
    ),
    ("explain_format", "FORMAT", "格式：text（缺省）或 json", "format: text (default) or json"),
    ("expr", "EXPR", "算式，放在引号里", "the expression, in quotes"),
    ("row", "KEYS", "哪一行：依次写出各个键，用逗号隔开", "which row: its keys, parted by commas"),
    ("table", "TABLE", "哪张表的行", "the table of the row"),
    ("of", "NAME", "只说明这个公式；可以写几次", "this value only; may be repeated"),
    ("paths", "PATH", "文件或文件夹，可以有几个", "files or folders"),
    ("filter", "TEXT", "只要名称含这些文字的案例", "only cases whose names contain this"),
    ("verbose", "", "通过的案例也列出来", "lists the cases that passed, too"),
    (
        "coverage",
        "",
        "列出案例没有碰到的规则、分支、表格行、例外和比较",
        "lists the rules, branches, rows, exceptions and comparisons that no case touches",
    ),
    ("threshold", "PERCENT", "覆盖率低于这个百分数时退出码为 1", "exit code 1 below this coverage in percent"),
    ("html", "FILE", "把覆盖情况写成一个网页，未碰到的地方标出来", "writes the coverage as one web page"),
    (
        "mutate",
        "",
        "逐处改动政策，看案例有没有察觉，列出没有察觉的改动",
        "changes the policy here and there and lists what no case notices",
    ),
    ("watch", "", "案例或政策一保存就重新运行", "runs again whenever a case or policy is saved"),
    ("check", "", "只检查，不改动文件", "only checks, changes no file"),
    ("stdin", "", "从标准输入读，写到标准输出（供编辑器使用）", "from standard input to standard output (for editors)"),
    (
        "stdin-name",
        "FILE",
        "标准输入里的文字叫什么文件名：以 .policy.md 结尾的当作 Markdown，只整理其中的政策；不读这个文件",
        "what the text of standard input is called: of a .policy.md only the blocks are laid out; the file itself is not read",
    ),
    (
        "keywords",
        "LANG",
        "关键字、类型和函数一律写成中文（zh）或英文（en）；缺省保持原样",
        "keywords, types and functions in Chinese (zh) or English (en); as written by default",
    ),
    (
        "width",
        "WIDTH",
        "标点一律写成半角（half）或全角（full）；缺省保持原样",
        "punctuation in half width or full width; as written by default",
    ),
    ("accept", "", "全部接受，不询问", "accepts all without asking"),
    ("reject", "", "全部拒绝，不询问", "rejects all without asking"),
    ("list", "", "只列出等待审核的快照和变化", "lists what waits and what changed"),
    ("before", "BEFORE", "原政策（.policy）", "the policy as it was (.policy)"),
    ("after", "AFTER", "新政策（.policy）", "the policy as it is now (.policy)"),
    (
        "column",
        "COLUMN",
        "拆分哪一列的差额，可以写成 输出表.列；缺省是第一张输出表的最后一个金额列",
        "the column whose differences are split, also as OUTPUT.COLUMN; the last amount of the first output by default",
    ),
    (
        "split",
        "METHOD",
        "差额怎样分给各项变化：auto（缺省，算得不多就用 shapley）、shapley（最多 12 项）、sequential（按新政策的次序逐项）",
        "how differences are split: auto (default: shapley unless that takes too many runs), shapley (up to 12 changes), sequential",
    ),
    ("diff_format", "FORMAT", "屏幕上的格式：text（缺省）或 json", "format on the screen: text (default) or json"),
    (
        "diff_out",
        "FILE",
        "保存到文件：.html（带图的网页）、.xlsx 或 .json",
        "saves to .html (a page with a chart), .xlsx or .json",
    ),
    ("exit_code", "", "有变化时退出码为 1", "exit with 1 where there are changes"),
    (
        "rows",
        "N|TABLE=N",
        "最细的表各有多少行（缺省 100），被引用的表按比例少一些；写 表=行数 指定一张表，可以写几次",
        "rows of the finest tables (100 by default), fewer of those they refer to; TABLE=N sets one table, may be repeated",
    ),
    ("seed", "N", "随机种子（缺省 1）：换一个就换一套数据", "the seed (1 by default): another gives other data"),
    (
        "edges",
        "PERCENT",
        "多少单元格取边界情形：范围的两端、零、缺失、与上一行相同、政策所比较的数（缺省 10%）",
        "how many cells are edge cases: ends of ranges, zeros, missing, ties, what the policy compares with (10% by default)",
    ),
    ("action", "suggest", "写 suggest：提出案例", "suggest: proposes cases"),
    (
        "cases_format",
        "FORMAT",
        "sheet（Excel 案例表）或 policy（案例文本）；缺省按文件名的结尾",
        "sheet (a workbook) or policy (text); by the name of the file by default",
    ),
    ("cases", "", "案例的空表：一行一个案例，左边是数据，右边是期望", "a blank workbook for cases instead of data"),
    ("shell", "SHELL", "哪一种命令行", "which shell"),
];

/// Options that every verb has.
const COMMON: [&str; 3] = ["lang", "error_format", "color"];

fn pages() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().chain(help_writing::PAGES)
}

/// The whole command with its help in a language.
pub fn command(lang: Lang) -> Command {
    let mut command = dress(Cli::command(), "", lang);
    for page in pages().filter(|page| !page.verb.is_empty()) {
        command = command.mut_subcommand(page.verb, |verb| dress(verb, page.verb, lang));
    }
    let help = Words::new("显示用法", "shows how to use this");
    let version = Words::new("显示版本", "shows the version");
    command
        .arg(extra("help", 'h', ArgAction::Help, &help, lang).global(true))
        .arg(extra("version", 'V', ArgAction::Version, &version, lang))
        .subcommand_help_heading(pick(lang, ("命令", "Commands")))
}

fn pick(lang: Lang, (zh, en): (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn extra(name: &'static str, short: char, action: ArgAction, help: &Words, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .short(short)
        .action(action)
        .help(help.get(lang).to_owned())
        .help_heading(pick(lang, ("通用选项", "Common options")))
}

fn dress(command: Command, verb: &str, lang: Lang) -> Command {
    let Some(page) = pages().find(|page| page.verb == verb) else { return command };
    let names: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let mut command = command
        .about(pick(lang, page.about))
        .override_usage(pick(lang, page.usage))
        .after_help(pick(lang, page.example))
        .help_template(pick(
            lang,
            (
                "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
                "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
            ),
        ));
    for name in names {
        let Some((_, value, zh, en)) = OPTIONS.iter().chain(help_writing::OPTIONS).find(|(option, ..)| *option == name)
        else {
            continue;
        };
        command = command.mut_arg(&name, |arg| {
            let heading = match (arg.is_positional(), COMMON.contains(&&*name)) {
                (true, _) => ("参数", "Arguments"),
                (false, true) => ("通用选项", "Common options"),
                (false, false) => ("选项", "Options"),
            };
            let own = out_of_template(verb, &name).unwrap_or((zh, en));
            let arg = arg.help(pick(lang, own)).help_heading(pick(lang, heading));
            if !arg.get_action().takes_values() {
                return arg;
            }
            let arg = arg.hide_possible_values(true).hide_default_value(true);
            let is_named = lang == Lang::En || arg.get_value_names().is_none();
            if is_named && !value.is_empty() { arg.value_name(*value) } else { arg }
        });
    }
    command
}

/// `--out` of a template is another thing than that of a run.
fn out_of_template(verb: &str, name: &str) -> Option<(&'static str, &'static str)> {
    match (verb, name) {
        ("sample", "out") => Some((
            "保存到哪里：文件夹（每张表一个 CSV 文件）或 .xlsx",
            "where to save: a folder (one CSV file a table) or an .xlsx file",
        )),
        ("doc", "out") => Some(("网页放到哪个文件夹", "the folder of the pages")),
        ("template", "out") => Some((
            "空表保存到哪里（.xlsx；案例的空表也可以是 .csv）",
            "where to save the workbook (.xlsx; .csv for cases)",
        )),
        ("cases", "out") => Some((
            "案例保存到哪里：.cases.xlsx 或 .cases.policy；缺省输出到屏幕",
            "where to save the cases (.cases.xlsx or .cases.policy); the screen by default",
        )),
        ("test", "out") => Some(("结果保存到哪里", "where to save the outcome")),
        ("test", "format") => {
            Some(("结果的格式：text（缺省）、json 或 junit", "format: text (default), json or junit"))
        }
        ("consolidate", "out") => Some(("合并文本保存到哪里（.policy）", "where to save the text (.policy)")),
        _ => None,
    }
}
