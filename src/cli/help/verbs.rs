//! What each verb is for, in both languages; the first page is that of the program.

use super::Page;

pub(super) const PAGES: &[Page] = &[
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
    Page {
        verb: "doc",
        about: (
            "把各层政策做成网页：左边条文，右边规则，名称互相链接，附现值、改动和案例",
            "renders policies as pages: official text left, rule right, names linked, with values, changes and cases",
        ),
        usage: ("jieyu doc [选项] <政策或文件夹> --out <文件夹>", "jieyu doc [OPTIONS] <POLICY|FOLDER> --out <FOLDER>"),
        example: (
            "给一份政策，就做它和它继承的各层，各处显示这份政策的值；给文件夹，就做其中全部政策，各显示自己的值。\n不用联网也能看。\n\n例：\n  jieyu doc policies --out 政策网页\n  jieyu doc policies/shenzhen/demo.policy --out 演示网页\n  jieyu doc policies --format md --out 政策文档",
            "A policy gives it and all that it extends, with its values everywhere; a folder gives all policies in it, each with its own.\nThe pages need no network.\n\nexample:\n  jieyu doc policies --out site\n  jieyu doc policies/shenzhen/demo.policy --out demo\n  jieyu doc policies --format md --out pages",
        ),
    },
    Page {
        verb: "new",
        about: (
            "新建一个政策文件夹：政策、案例、空表和说明，可以直接检查和运行",
            "starts a folder with a policy, its cases, a blank workbook and a note, all of which works at once",
        ),
        usage: ("jieyu new <名称>", "jieyu new <NAME>"),
        example: (
            "已有的文件夹不会被改动\n\n例：\n  jieyu new 结余留用",
            "a folder that is there is never touched\n\nexample:\n  jieyu new retention",
        ),
    },
    Page {
        verb: "repl",
        about: (
            "在终端里试算：一行一个算式，可以站在某一行数据上",
            "a playground: expressions line by line, at a row of the data if wanted",
        ),
        usage: ("jieyu repl [选项] <政策文件>", "jieyu repl [OPTIONS] <POLICY>"),
        example: (
            "进去以后输入 ：帮助 看有哪些命令；Tab 补全名称，上下键翻看输入过的\n\n例：\n  jieyu repl policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --row 03001",
            ":help tells the commands; Tab completes names, up and down go through what was typed\n\nexample:\n  jieyu repl policies/shenzhen/demo.policy --data examples/shenzhen-demo.xlsx --row 03001",
        ),
    },
];
