//! The words of the help for what policies are written with: pages, projects, the playground.

use super::help::Page;

pub(super) const PAGES: &[Page] = &[
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

/// Options that other verbs do not have.
pub(super) const OPTIONS: &[(&str, &str, &str, &str)] = &[
    ("path", "POLICY|FOLDER", "政策文件，或者放政策的文件夹", "a policy, or a folder of them"),
    ("doc_format", "FORMAT", "html（缺省）或 md", "html (default) or md"),
    ("name", "NAME", "文件夹的名称，也是政策文件的名称", "the name of the folder and of the policy in it"),
];
