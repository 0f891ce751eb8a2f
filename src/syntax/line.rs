//! Slips in the lines of a declaration: of a table, an exclusion, a case.

use super::hint::{Advice, Hint};
use super::slip::Stop;
use super::split::first_word;
use crate::diagnostic::{Lead, Words};

/// A line of a table that says neither 键 nor 列.
pub fn column(stop: &Stop<'_>) -> Option<Hint> {
    let name = first_word(stop.rest);
    let typed = stop.rest.strip_prefix(name)?.trim_start().starts_with([':', '：']);
    let table = matches!(first_word(stop.before), "表" | "table");
    (table && typed && !name.is_empty() && !super::form::is_keyword(name)).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(
                format!("“{name}”前面没有写“键”或“列”"),
                format!("neither `key` nor `column` stands before {name}"),
            ),
            label: Words::new("每一列都要写明是键还是列", "each column is a key or not"),
            help: Words::new(
                format!("区分各行的编号写：键 {name} : …；其余的写：列 {name} : …"),
                format!("what tells the rows apart is: key {name} : …; all else is: column {name} : …"),
            ),
            leads: vec![Lead::Before("键 ".to_owned()), Lead::Before("列 ".to_owned())],
        }))
    })
}

/// What a column of a table is said to be in words of a database or of prose.
pub fn option(stop: &Stop<'_>) -> Option<Hint> {
    const OPTIONAL: &[&str] =
        &["可空", "可为空", "可以为空", "允许为空", "可不填", "可以不填", "选填", "非必填", "可缺失"];
    let line = stop.before.rsplit('\n').next().unwrap_or("");
    let column = matches!(first_word(line.trim_start()), "列" | "键" | "column" | "key");
    let word = first_word(stop.rest);
    let told = |message: Words, help: Words, lead: Option<String>| {
        let label = Words::new("读到这里读不下去", "reading stops here");
        let leads = lead.map(Lead::Instead).into_iter().collect();
        Some(Hint::Advised(Box::new(Advice { message, label, help, leads })))
    };
    if !column {
        return None;
    }
    if OPTIONAL.contains(&word) {
        return told(
            Words::new(format!("“{word}”要写成“可缺”"), format!("write optional for {word}")),
            Words::new("可以不填的列写“可缺”；不写就是每一行都要填", "a column that may be empty is optional"),
            Some("可缺".to_owned()),
        );
    }
    if matches!(word, "必填" | "必须填写" | "不能为空" | "不可空" | "非空") {
        return told(
            Words::new(format!("“{word}”不用写"), format!("{word} is not written")),
            Words::new(
                "删掉它：没有写“可缺”的列，每一行都要填",
                "delete it: a column that is not optional must be filled",
            ),
            None,
        );
    }
    if let Some(unit) = word.strip_prefix('以').and_then(|rest| rest.strip_suffix('计')).filter(|unit| !unit.is_empty())
    {
        return told(
            Words::new(format!("“{word}”连成了一个词"), format!("{word} runs together")),
            Words::new(format!("空开写成：以 {unit} 计"), format!("write: measured-in {unit}")),
            Some(format!("以 {unit} 计")),
        );
    }
    let typed = line
        .rsplit([':', '：'])
        .next()
        .map(str::trim)
        .filter(|typed| first_word(typed) == *typed && line.contains([':', '：']));
    if let Some(first) = typed.filter(|typed| !typed.is_empty())
        && stop.rest.starts_with(['/', '／', '、'])
        && stop.rest.chars().nth(1).is_some_and(char::is_alphabetic)
    {
        return told(
            Words::new("固定的几个值要先声明成枚举", "a fixed set of values is declared as an enum first"),
            Words::new(
                format!("在前面写：枚举 名称 = {first}, …；这里写：列 … : 名称"),
                format!("write before: enum name = {first}, …; and here: column … : name"),
            ),
            None,
        );
    }
    let choice = ["是/否", "是／否", "是或否", "是、否"].iter().any(|form| stop.rest.starts_with(form));
    (choice && stop.due.name).then(|| {
        told(
            Words::new("只填“是”或“否”的列，类型写“是否”", "the type of yes and no is bool"),
            Words::new("写成：列 名称 : 是否", "write: column name : bool"),
            None,
        )
    })?
}

/// What an exclusion or exception sets, on a line without 则.
pub fn effect(stop: &Stop<'_>) -> Option<Hint> {
    let name = first_word(stop.rest);
    let set = stop.rest.strip_prefix(name)?.trim_start().starts_with(['=', '＝']);
    let declares = matches!(first_word(stop.before), "排除" | "例外" | "exclude" | "exception");
    (declares && set && !name.is_empty() && !super::form::is_keyword(name)).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new(format!("“{name} = …”前面没有写“则”"), format!("no `then` stands before {name} = …")),
            label: Words::new("这是结果", "this is the result"),
            help: Words::new(format!("写成：则 {name} = …"), format!("write: then {name} = …")),
            leads: vec![Lead::Before("则 ".to_owned())],
        }))
    })
}

/// `期望 人(甲).税额`: the key of a row in round brackets.
pub fn expected(stop: &Stop<'_>) -> Option<Hint> {
    let line = stop.before.rsplit('\n').next().unwrap_or("").trim();
    let table = line.strip_prefix("期望").or_else(|| line.strip_prefix("expect"))?.trim();
    let bracket = stop.rest.starts_with(['(', '（']);
    (bracket && first_word(table) == table && !table.is_empty()).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new("行的键要写在方括号里", "the key of a row stands in square brackets"),
            label: Words::new("这里要的是“[”", "`[` is due here"),
            help: Words::new(
                format!("写成：期望 {table}[\"键\"].列 = 值；几个键用逗号隔开"),
                format!("write: expect {table}[\"key\"].column = value; several keys with commas"),
            ),
            leads: Vec::new(),
        }))
    })
}

/// The order of an output's rows in words of prose.
pub fn sorted(stop: &Stop<'_>) -> Option<Hint> {
    let output = matches!(first_word(stop.before), "输出" | "output");
    let word = first_word(stop.rest);
    let falling = ["从大到小", "从高到低", "由大到小", "由高到低", "降序", "倒序"].contains(&word);
    let rising = ["从小到大", "从低到高", "由小到大", "由低到高", "升序"].contains(&word);
    (output && !stop.line_start && (falling || rising || matches!(word, "按" | "按照"))).then(|| {
        Hint::Advised(Box::new(Advice {
            message: Words::new("各行的顺序用“排序”写", "the order of the rows is written with order-by"),
            label: Words::new("读到这里读不下去", "reading stops here"),
            help: Words::new(
                "在各项后面写：排序 名称 降序（从大到小）或 排序 名称 升序（从小到大），前面不加逗号",
                "write behind the items: order-by name descending, or ascending, without a comma before it",
            ),
            leads: Vec::new(),
        }))
    })
}
