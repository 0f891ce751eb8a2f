//! The TextMate grammar, made of the lexicon. `JIEYU_WRITE_DOCS=1 cargo test --test it editors::` writes it anew.

use jieyu::builtin::FUNCTIONS;
use jieyu::lexicon::{AGGREGATES, KEYWORDS, TYPES, Word};
use jieyu::syntax::declarations;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What goes on a word, and what ends one.
const BEFORE: &str = r"(?<![\p{L}\p{N}_·])(?<![A-Za-z]-)";
const BEHIND: &str = r"(?![\p{L}\p{N}_·]|-[A-Za-z])";
const NAME: &str = r"[\p{L}][\p{L}\p{N}_·]*|[「『][^」』\n]+[」』]";
const DIGITS: &str = "[0-9０-９][0-9０-９_＿]*";

const VALUES: &[&str] = &["是", "否", "缺失", "不适用", "任意", "同上", "待定"];
const BRANCHES: &[&str] = &["若", "如果", "则", "那么", "否则", "按", "当", "除非"];
const OPERATORS: &[&str] = &[
    "且",
    "或",
    "或者",
    "非",
    "属于",
    "不属于",
    "在",
    "不在",
    "内",
    "之内",
    "不低于",
    "不高于",
    "缺失时取",
    "不适用时取",
    "于",
];
const ROUNDINGS: &[&str] = &["四舍五入", "四舍六入五成双", "舍去", "进一", "向下取整", "向上取整"];
const ROWS: &[&str] = &["本行", "上级", "取值", "满分"];
/// Words that only an edit of a layer knows; elsewhere they name columns.
const EDITS: &[&str] = &["行", "类型", "范围", "取整", "性质", "标题"];
/// Words that name what stands inside a declaration.
const PARTS: &[&str] = &["键", "列", "校验", "关键指标", "参考指标", "指标"];
/// What is declared, and how its name is coloured.
const NAMED: &[(&[&str], &str)] = &[
    (&["政策"], "entity.name.namespace"),
    (&["枚举", "单位"], "entity.name.type"),
    (&["表", "派生表", "每个"], "entity.name.class"),
    (&["参数", "名单"], "variable.other.constant"),
    (&["公式", "对照表", "考核", "例外", "排除", "恢复", "分配"], "entity.name.function"),
];

/// Both spellings of some words, the longest first, so that 不属于 is not read as 不 and 属于.
fn either(words: &[&Word]) -> String {
    let mut all: Vec<&str> = words.iter().flat_map(|word| [word.zh, word.en]).filter(|text| !text.is_empty()).collect();
    all.sort_by_key(|text| (std::cmp::Reverse(text.chars().count()), *text));
    all.dedup();
    all.join("|")
}

fn known(words: &[&str]) -> Vec<&'static Word> {
    let find = |zh: &&str| KEYWORDS.iter().find(|word| word.zh == *zh).unwrap_or_else(|| panic!("{zh} is no keyword"));
    words.iter().map(find).collect()
}

fn whole(words: &str) -> String {
    format!("{BEFORE}(?:{words}){BEHIND}")
}

fn scope(name: &str) -> String {
    format!("{name}.jieyu")
}

fn one(name: &str, regex: String) -> Value {
    json!({ "name": scope(name), "match": regex })
}

/// Keywords by what they do; none is left out, as the rest is a group of its own.
fn keywords() -> Vec<Value> {
    let heads: Vec<&Word> = declarations().iter().flat_map(|zh| known(&[*zh])).collect();
    let groups = [
        ("constant.language", known(VALUES)),
        ("keyword.control", known(BRANCHES)),
        ("keyword.operator.word", known(OPERATORS)),
        ("variable.language", known(ROWS)),
        ("storage.type", heads),
    ];
    let mut taken: BTreeSet<&str> = groups.iter().flat_map(|(_, words)| words).map(|word| word.zh).collect();
    taken.extend(ROUNDINGS.iter().chain(EDITS));
    let rest: Vec<&Word> = KEYWORDS.iter().filter(|word| !taken.contains(word.zh)).collect();
    let roundings = either(&known(ROUNDINGS));
    let mut out = vec![
        // 四舍五入到 分 and 否则若 are written without a blank.
        json!({
            "match": format!(r"{BEFORE}({roundings})\s*(到|to)?"),
            "captures": { "1": { "name": scope("keyword.operator.rounding") }, "2": { "name": scope("keyword.operator.rounding") } },
        }),
        one("keyword.control", format!("{BEFORE}(?:否则|else)(?=若|如果|if)")),
    ];
    out.extend(groups.iter().map(|(name, words)| one(name, whole(&either(words)))));
    out.push(one("keyword.other", whole(&either(&rest))));
    out
}

fn names() -> Vec<Value> {
    let all: Vec<&Word> = KEYWORDS.iter().filter(|word| !EDITS.contains(&word.zh)).collect();
    let free = format!("(?!(?:{}){BEHIND})", either(&all));
    let mut out: Vec<Value> = NAMED
        .iter()
        .map(|(words, name)| {
            json!({
                "match": format!(r"^\s*({})\s+({free}(?:{NAME}))", either(&known(words))),
                "captures": { "1": { "name": scope("storage.type") }, "2": { "name": scope(name) } },
            })
        })
        .collect();
    out.push(json!({
        "match": format!(r"{BEFORE}({})\s+({free}(?:{NAME}))", either(&known(PARTS))),
        "captures": { "1": { "name": scope("keyword.other") }, "2": { "name": scope("variable.other.property") } },
    }));
    out
}

fn functions() -> Vec<Value> {
    let builtins = FUNCTIONS.iter().flat_map(|entry| [entry.zh, entry.en]);
    let mut all: Vec<&str> = builtins.chain(AGGREGATES.iter().flat_map(|word| [word.zh, word.en])).collect();
    all.retain(|text| !text.is_empty());
    all.sort_by_key(|text| (std::cmp::Reverse(text.chars().count()), *text));
    let sums = either(&AGGREGATES.iter().collect::<Vec<_>>());
    vec![
        one("support.function", format!(r"{BEFORE}(?:{})(?=\s*[(（])", all.join("|"))),
        // 汇总 采购量 合计, 原价 最大
        one("support.function", format!(r"(?<=[\p{{L}}\p{{N}}_」』]\s){BEFORE}(?:{sums})(?=\s*(?:$|[,，、#＃]))")),
    ]
}

fn literals() -> Vec<Value> {
    let keyword = format!("(?!(?:{}){BEHIND})", either(&KEYWORDS.iter().collect::<Vec<_>>()));
    let unit = r"[\p{L}][\p{L}\p{N}·]*";
    let near = "元|角|分|天|位|件|盒|片|支|瓶|袋|粒|人次|人|万元|亿元";
    vec![
        one(
            "constant.numeric.date",
            format!("{BEFORE}[0-9０-９]{{4}}[-－−][0-9０-９]{{1,2}}[-－−][0-9０-９]{{1,2}}(?![0-9０-９])"),
        ),
        one("constant.numeric.date", format!("{BEFORE}[0-9０-９]{{4}}年[0-9０-９]{{1,2}}月[0-9０-９]{{1,2}}日")),
        json!({
            "match": format!(
                r"{BEFORE}({DIGITS}(?:[.．]{DIGITS})?)(\s*[%％‰]|{keyword}{unit}(?:[/／]{unit}(?!\s*[(（]))?|[ \t]+(?:{near}){BEHIND})?"
            ),
            "captures": { "1": { "name": scope("constant.numeric") }, "2": { "name": scope("keyword.other.unit") } },
        }),
    ]
}

/// The grammar of a policy.
fn policy() -> Value {
    let types = either(&TYPES.iter().collect::<Vec<_>>());
    let edits = either(&known(EDITS));
    let edit = either(&known(&["修改", "停用", "锁定", "增加"]));
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "jieyu",
        "scopeName": "source.jieyu",
        "fileTypes": ["policy"],
        "patterns": [{ "include": "#edit" }, { "include": "#plain" }],
        "repository": {
            "edit": {
                "begin": format!(r"^\s*(?={edit}{BEHIND})").replace(&edit, &format!("(?:{edit})")),
                "end": "$",
                "patterns": [
                    { "include": "#aside" },
                    one("keyword.other", format!("{}(?!\\s*[.．])", whole(&edits))),
                    { "include": "#plain" },
                ],
            },
            "plain": { "patterns": [
                { "include": "#aside" }, { "include": "#names" }, { "include": "#literals" }, { "include": "#member" },
                { "include": "#types" }, { "include": "#functions" }, { "include": "#keywords" }, { "include": "#signs" },
            ] },
            "aside": { "patterns": [
                one("comment.line.number-sign", "[#＃].*$".to_owned()),
                {
                    "match": format!(r"{BEFORE}({}){BEHIND}([^#＃\n]*)", either(&known(&["依据"]))),
                    "captures": { "1": { "name": scope("keyword.other.basis") }, "2": { "name": scope("string.unquoted.basis") } },
                },
                one("string.quoted.double", r#"["“”＂][^"“”＂\n]*["“”＂]"#.to_owned()),
            ] },
            "names": { "patterns": names() },
            "literals": { "patterns": literals() },
            "member": { "patterns": [
                {
                    "match": format!(r"([.．])\s*({NAME})"),
                    "captures": { "1": { "name": scope("punctuation.accessor") }, "2": { "name": scope("variable.other.property") } },
                },
                one("variable.other.quoted", r"[「『][^」』\n]+[」』]".to_owned()),
            ] },
            "types": { "patterns": [
                {
                    "match": format!(r"([:：])\s*({types}){BEHIND}(?!\s*[.．(（×÷*])"),
                    "captures": { "1": { "name": scope("punctuation.separator") }, "2": { "name": scope("support.type") } },
                },
                {
                    "match": format!(r"{BEFORE}({}){BEHIND}\s*({types}){BEHIND}", either(&known(&["得", "类型"]))),
                    "captures": { "1": { "name": scope("keyword.other") }, "2": { "name": scope("support.type") } },
                },
                // 金额(4位)
                one("support.type", format!(r"(?<=[:：]|[:：] ){BEFORE}(?:{types})(?=[(（])")),
            ] },
            "functions": { "patterns": functions() },
            "keywords": { "patterns": keywords() },
            "signs": { "patterns": [
                one("keyword.operator.arrow", "→|->|－＞".to_owned()),
                one("keyword.operator.comparison", "[≤≥≠⩽⩾≦≧]|[<＜>＞!！=＝][=＝]|<>|＜＞|[<＜>＞=＝]".to_owned()),
                one("keyword.operator.arithmetic", "[+＋\\-−－–﹣×*＊✕÷/／]".to_owned()),
                one("punctuation.separator.table", "[|｜│]".to_owned()),
                one("punctuation.separator", "[,，、:：]".to_owned()),
                one("punctuation.section.brackets", "[()（）\\[\\]［］【】]".to_owned()),
            ] },
        },
    })
}

/// ```` ```policy ```` in Markdown.
fn markdown() -> Value {
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "scopeName": "markdown.jieyu.codeblock",
        "injectionSelector": "L:text.html.markdown",
        "patterns": [{ "include": "#block" }],
        "repository": { "block": {
            "begin": r"(^|\G)(\s*)(`{3,}|~{3,})\s*(?i:(policy|jieyu)((\s+|:|,|\{|\?)[^`]*)?$)",
            "end": r"(^|\G)(\2|\s{0,3})(\3)\s*$",
            "name": "markup.fenced_code.block.markdown",
            "beginCaptures": {
                "3": { "name": "punctuation.definition.markdown" },
                "4": { "name": "fenced_code.block.language.markdown" },
                "5": { "name": "fenced_code.block.language.attributes.markdown" },
            },
            "endCaptures": { "3": { "name": "punctuation.definition.markdown" } },
            "patterns": [{
                "begin": r"(^|\G)(\s*)(.*)",
                "while": r"(^|\G)(?!\s*([`~]{3,})\s*$)",
                "contentName": "meta.embedded.block.jieyu",
                "patterns": [{ "include": "source.jieyu" }],
            }],
        } },
    })
}

/// Every word of the language in a line that has it: what the extension's own test holds the grammar against.
fn words() -> Value {
    let mut out = Vec::new();
    let mut add = |kind: &str, word: &Word, line: &dyn Fn(&str) -> String| {
        for text in [word.zh, word.en].into_iter().filter(|text| !text.is_empty()) {
            out.push(json!({ "kind": kind, "word": text, "line": line(text) }));
        }
    };
    for word in KEYWORDS {
        if EDITS.contains(&word.zh) {
            add("edit", word, &|text| format!("修改 表 甲.乙 {text} 由 丙 为 丁"));
        } else {
            add("keyword", word, &|text| format!("  {text} 甲"));
        }
    }
    for word in TYPES {
        add("type", word, &|text| format!("  列 甲 : {text}"));
    }
    for word in AGGREGATES {
        add("function", word, &|text| format!("公式 甲 = {text}(乙.丙)"));
    }
    for entry in FUNCTIONS {
        for text in [entry.zh, entry.en] {
            out.push(json!({ "kind": "function", "word": text, "line": format!("公式 甲 = {text}(乙, 丙)") }));
        }
    }
    Value::from(out)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editors")
}

#[test]
fn the_grammar_is_made_of_the_lexicon() {
    for (name, value) in [
        ("textmate/jieyu.tmLanguage.json", policy()),
        ("textmate/jieyu.markdown.tmLanguage.json", markdown()),
        ("textmate/words.json", words()),
    ] {
        let path = folder().join(name);
        let due = format!("{value:#}\n");
        if std::env::var_os("JIEYU_WRITE_DOCS").is_some() {
            fs::write(&path, &due).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(kept == due, "editors/{name} is not what the lexicon makes: JIEYU_WRITE_DOCS=1 writes it anew");
    }
}
