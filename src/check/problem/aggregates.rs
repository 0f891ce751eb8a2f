//! Aggregates and ranks.

use super::{both, error, list, listed, w};
use crate::diagnostic::{Diagnostic, Lead, Words, counted};
use crate::ir::expr::AggregateOp;
use crate::source::Span;
use std::sync::Arc;

/// The word of an aggregate in both languages.
fn name(op: AggregateOp) -> (&'static str, &'static str) {
    match op {
        AggregateOp::Sum => ("合计", "sum"),
        AggregateOp::Count => ("计数", "count"),
        AggregateOp::Mean => ("平均", "mean"),
        AggregateOp::WeightedMean => ("加权平均", "weighted-mean"),
        AggregateOp::Max => ("最大", "max"),
        AggregateOp::Min => ("最小", "min"),
        AggregateOp::Exists => ("存在", "exists"),
        AggregateOp::All => ("全部", "all"),
        AggregateOp::CountDistinct => ("去重计数", "count-distinct"),
        AggregateOp::ListOut => ("列出", "list-out"),
        AggregateOp::Only => ("唯一", "only"),
        AggregateOp::Rank { .. } => ("名次", "rank"),
        AggregateOp::Percentile { .. } => ("百分位", "percentile"),
    }
}

pub fn only_for_rank(span: Span) -> Diagnostic {
    error(
        "JY0811",
        w("“升序、降序、并列、定义”只用于名次和百分位", "order, ties and definition belong to rank and percentile"),
        (span, w("这里是汇总", "this is an aggregate")),
        w("去掉它们", "delete them"),
    )
    .lead(Lead::Gone)
}

pub fn aggregate_arity(span: Span, op: AggregateOp, found: usize) -> Diagnostic {
    let (op, op_en) = name(op);
    error(
        "JY0812",
        w(format!("“{op}”的参数个数不对（给了 {found} 个）"), format!("`{op_en}` got {}", counted(found, "argument"))),
        (span, w("一次汇总一个值；加权平均是值和权两个", "one value; weighted means take a value and a weight")),
        match op {
            "最大" | "最小" => {
                w("几个值相比写：较大(a, b)、较小(a, b)", "to compare some values write greater(a, b), smaller(a, b)")
            }
            _ => w(
                "例如：合计(订单.数量 当 是否中选)、加权平均(订单.单价, 订单.数量)",
                "for example: sum(orders.amount when chosen), weighted-mean(orders.price, orders.amount)",
            ),
        },
    )
}

pub fn needs_value(span: Span, table: &str) -> Diagnostic {
    error(
        "JY0813",
        w("没有说明汇总哪一列", "which column to aggregate is not stated"),
        (span, w(format!("“{table}”是一张表"), format!("{table} is a table"))),
        w(
            format!("写成 {table}.列名；数行数用 计数({table})"),
            format!("write {table}.column; count rows with count({table})"),
        ),
    )
}

pub fn weight_not_number(span: Span) -> Diagnostic {
    error(
        "JY0814",
        w("加权平均的权要是数", "the weight of a weighted mean is a number"),
        (span, w("第二项不是数", "the second argument is no number")),
        w("例如：加权平均(订单.单价, 订单.数量)", "for example: weighted-mean(orders.price, orders.amount)"),
    )
}

pub fn count_takes_rows(span: Span, op: AggregateOp) -> Diagnostic {
    let (op, op_en) = name(op);
    error(
        "JY0814",
        w(format!("“{op}”要的是一张表和条件"), format!("`{op_en}` takes a table and a condition")),
        (span, w("这里给的是一个值", "a value is given here")),
        w(
            format!("例如：{op}(订单 当 订单.数量 > 0件)；数不同的值用 去重计数"),
            format!("for example: {op_en}(orders when orders.amount > 0)"),
        ),
    )
}

pub fn aggregate_of_wrong_kind(span: Span, op: AggregateOp, found: &Words) -> Diagnostic {
    let ((op, op_en), (found, found_en)) = (name(op), both(found));
    error(
        "JY0815",
        w(format!("“{op}”不能用在{found}上"), format!("`{op_en}` does not work on {found_en}")),
        (span, w(format!("这是{found}"), format!("this is {found_en}"))),
        w(
            "合计、平均要数；最大、最小要数或日期；存在、全部要条件；列出要文字",
            "sum and mean take numbers, max and min numbers or dates, exists and all conditions, list-out texts",
        ),
    )
}

pub fn rank_form(span: Span) -> Diagnostic {
    error(
        "JY0816",
        w("“名次”没有写全", "the rank is incomplete"),
        (
            span,
            w(
                "每个值后面要写升序或降序，最后写并列怎么办",
                "state the order behind each value, and what becomes of ties",
            ),
        ),
        w(
            "例如：名次(增长率 升序 同 机构级别 并列取小)；先后比几项的写 名次(得分 降序, 投诉数 升序 并列取小)；并列取小、并列取大、并列取平均、不许并列",
            "for example: rank(rate ascending same level ties-lowest), or by several values: rank(score descending, complaints ascending ties-lowest)",
        ),
    )
}

pub fn not_ranked(span: Span, found: &Words) -> Diagnostic {
    let (found, found_en) = both(found);
    error(
        "JY0816",
        w(format!("不能按{found}排名"), format!("{found_en} cannot be ranked by")),
        (span, w(format!("这是{found}"), format!("this is {found_en}"))),
        w(
            "按数、日期或文字来排；枚举和是否先换成数，例如：若 是重点 则 1 否则 0",
            "rank by numbers, dates or texts; turn an enum or a yes or no into a number first: if urgent then 1 else 0",
        ),
    )
}

pub fn rank_needs_row(span: Span) -> Diagnostic {
    error(
        "JY0816",
        w(
            "名次要在“每个 表：”下面，对本表的列来排",
            "a rank needs a row: put it under `each table:` and rank that table's values",
        ),
        (span, w("这里没有要排名的行", "no row to rank here")),
        w("先在那张表上写一个名次公式，再引用它", "write the rank as a formula of that table and refer to it"),
    )
}

pub fn percentile_form(span: Span) -> Diagnostic {
    error(
        "JY0817",
        w("“百分位”没有写全", "the percentile is incomplete"),
        (span, w("要写明比例和定义", "state the share and the definition")),
        w(
            "例如：百分位(增长率, 75% 定义 线性)，或“定义 最近秩”",
            "for example: percentile(rate, 75% definition linear), or nearest-rank",
        ),
    )
}

pub fn percentile_share(span: Span) -> Diagnostic {
    error(
        "JY0817",
        w(
            "百分位的比例要是 0 到 100% 的常数，最多三位小数的百分数",
            "the share is a constant from 0 to 100% with at most three digits",
        ),
        (span, w("这里不是", "this is not")),
        w("例如 75%、99.5%", "such as 75% or 99.5%"),
    )
}

pub fn no_table(span: Span) -> Diagnostic {
    error(
        "JY0818",
        w("没有说明汇总哪张表的行", "whose rows to aggregate is not stated"),
        (span, w("这里没有表名", "no table is named here")),
        w("写上表名，例如：合计(医疗机构.结余留用金额)", "name the table: sum(hospital.amount)"),
    )
}

pub fn several_tables(span: Span, names: &[Arc<str>]) -> Diagnostic {
    error(
        "JY0818",
        w("汇总里有几张互不相关的表", "several unrelated tables in one aggregate"),
        (span, w(format!("有：{}", list(names)), listed(names))),
        w(
            "先用“派生表 … 取自 甲 联 乙”把它们并起来，或者分开汇总",
            "join them with `derive … rows a join b`, or aggregate them one by one",
        ),
    )
}

/// Rows of a table that has nothing to do with the row at hand, all of them.
pub fn unrelated(span: Span, inner: &str, outer: &str) -> Diagnostic {
    error(
        "JY0820",
        w(format!("“{inner}”的行不属于“{outer}”"), format!("the rows of {inner} do not belong to {outer}")),
        (
            span,
            w(
                format!("每个{outer}都会得到全部“{inner}”的结果"),
                format!("each row of {outer} would take all rows of {inner}"),
            ),
        ),
        w(
            format!(
                "写明取哪些行，例如：当 {inner}.列 = {outer}的列，或者给“{inner}”写“键 … → {outer}”；如果就是要全部，在“整体：”下面写一个公式再引用它"
            ),
            format!(
                "say which rows: when {inner}.column = …, or relate the tables; if all are meant, write a formula under `overall:` and refer to it"
            ),
        ),
    )
}

pub fn belongs_twice(span: Span, inner: &str, (outer, key): (&str, &str), columns: &[Arc<str>]) -> Diagnostic {
    error(
        "JY0819",
        w(format!("“{inner}”有几列都指向“{outer}”"), format!("several columns of {inner} refer to {outer}")),
        (span, w(format!("经过哪一列：{}？", list(columns)), format!("by which: {}?", listed(columns)))),
        w(
            format!("用条件写明，例如：当 {inner}.{} = {key}", columns.first().map_or("列", |column| column)),
            format!(
                "state it by a condition: when {inner}.{} = {key}",
                columns.first().map_or("column", |column| column)
            ),
        ),
    )
}
