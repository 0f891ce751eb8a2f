//! Why a step is computed by rows.

use crate::diagnostic::Words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Kind,
    Digits,
    Dated,
    Frame,
    Function,
    Long,
    Sums,
    Empty,
    Absent,
    Aggregate,
    Later,
    Whole,
    Derived,
    Allocation,
}

impl Refusal {
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Refusal::Kind => ("值的种类不合适", "a kind of value that does not pack"),
            Refusal::Digits => ("小数位数太多", "too many digits"),
            Refusal::Dated => ("按日期取值的参数", "a parameter read on a day"),
            Refusal::Frame => ("用到外面一行的值", "a value of an outer row"),
            Refusal::Function => ("这个函数只能逐行计算", "a function that is computed by row"),
            Refusal::Long => ("对照表太长", "a long lookup"),
            Refusal::Sums => ("对照表的各行累加", "a lookup whose rows add up"),
            Refusal::Empty => ("对照表里没有可比较的内容", "a lookup with nothing to compare"),
            Refusal::Absent => ("对照表判断缺失", "a lookup that tests for absence"),
            Refusal::Aggregate => ("这种汇总只能逐行计算", "an aggregate that is computed by row"),
            Refusal::Later => ("要等后面的步骤", "it waits for a later step"),
            Refusal::Whole => ("整体只有一个值", "one value of the whole"),
            Refusal::Derived => ("派生表", "a derived table"),
            Refusal::Allocation => ("分配", "an allocation"),
        };
        Words::new(zh.to_owned(), en.to_owned())
    }
}
