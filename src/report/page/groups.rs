//! What was planned beside what was spent, by drug or whatever the rows of another output are about: the first two amounts of
//! an output, added up by the first of its table's keys that does not lead to the headline's table.

use super::super::headline::is_money;
use super::Page;
use super::charts::{self, Bar};
use super::facts::{BARS, cents};
use super::parts::{Cell, figure, folded, quiet, section, table};
use super::spread::brief;
use crate::diagnostic::Words;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::Output;
use crate::value::number::Number;
use crate::value::value::Value;
use crate::wording::value::bare;
use std::collections::BTreeMap;

/// The sums of one group.
#[derive(Default)]
struct Group {
    rows: usize,
    /// Rows that lack one of the amounts.
    lacking: usize,
    sums: [Number; 2],
}

impl Page<'_, '_> {
    pub(super) fn groups(&self) -> Result<String, Words> {
        let mut text = String::new();
        for (index, output) in self.run.program().outputs.iter().enumerate() {
            let Some(of) = output.table.filter(|of| *of != self.headline.table) else { continue };
            if let (Some(key), Some(pair)) = (self.grouping(of), self.pair(output)) {
                text.push_str(&self.group(index, output, (key, pair))?);
            }
        }
        Ok(text)
    }

    /// The first key of a table that is no part of its reference to the headline's table.
    fn grouping(&self, of: TableId) -> Option<SlotId> {
        let program = self.run.program();
        let shape = program.table(of)?;
        let leading = shape.relations.iter().filter_map(|id| program.relation(*id));
        let leading: Vec<SlotId> = leading
            .filter(|relation| relation.to == self.headline.table)
            .flat_map(|relation| relation.columns.iter().copied())
            .collect();
        shape.keys.iter().copied().find(|key| !leading.contains(key)).filter(|_| !leading.is_empty())
    }

    /// The first two amounts of an output.
    fn pair(&self, output: &Output) -> Option<[usize; 2]> {
        let money = output.items.iter().enumerate().filter(|(_, item)| is_money(self.run.program(), item.value));
        let mut money = money.map(|(at, _)| at);
        Some([money.next()?, money.next()?])
    }

    fn group(&self, index: usize, output: &Output, (key, pair): (SlotId, [usize; 2])) -> Result<String, Words> {
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for out in self.run.output(index) {
            let name = self.run.value(key, out.row).map(|value| bare(&value)).unwrap_or_default();
            let group = groups.entry(name).or_default();
            group.rows = group.rows.saturating_add(1);
            let cells = pair.map(|at| match out.cells.get(at) {
                Some(Ok(Value::Number(number))) => Some(number),
                Some(Ok(_) | Err(_)) | None => None,
            });
            let [Some(one), Some(other)] = cells else {
                group.lacking = group.lacking.saturating_add(1);
                continue;
            };
            let [first, second] = &group.sums;
            group.sums = [first + one, second + other];
        }
        let mut groups: Vec<(String, Group)> = groups.into_iter().collect();
        groups.sort_by(|(_, one), (_, other)| other.sums.cmp(&one.sums));
        let names = pair.map(|at| output.items.get(at).map_or("", |item| item.heading.trim()));
        let by = self.run.program().slot(key).map_or("", |slot| &*slot.name);
        let title = match self.pick("", "en") {
            "" => format!("{}与{}，按{by}", names[0], names[1]),
            _ => format!("{} beside {}, by {by}", names[0], names[1]),
        };
        let bar = |(name, group): &(String, Group)| Bar {
            words: name.clone(),
            lengths: group.sums.iter().map(|sum| (sum.clone(), brief(sum, self.lang))).collect(),
        };
        let bars: Vec<Bar> = groups.iter().take(BARS).map(bar).collect();
        let legend = format!(
            "<p class=\"legend\"><i class=\"one\"></i>{}<i class=\"two\"></i>{}</p>\n",
            super::parts::escaped(names[0]),
            super::parts::escaped(names[1])
        );
        let mut body = legend + &figure(&charts::bars(&bars)?, &title);
        if groups.len() > BARS {
            let words = self.pick("图中只有金额最大的 {n} 个，共 {m} 个", "the chart shows the {n} largest of {m}");
            body.push_str(&quiet(&words.replace("{n}", &BARS.to_string()).replace("{m}", &groups.len().to_string())));
        }
        let lacking: usize = groups.iter().map(|(_, group)| group.lacking).sum();
        if lacking > 0 {
            body.push_str(&quiet(&format!(
                "{lacking}{}",
                self.pick(" 行有错误，没有计入", " rows with errors are left out")
            )));
        }
        body.push_str(&folded(self.pick("全部列出", "all of them"), &self.listing(&groups, by, names)));
        Ok(section(&format!("group{index}"), &title, &body))
    }

    fn listing(&self, groups: &[(String, Group)], by: &str, names: [&str; 2]) -> String {
        let line = |(name, group): &(String, Group)| {
            let [first, second] = &group.sums;
            vec![
                Cell::Text(name.clone()),
                Cell::Figure(group.rows.to_string()),
                Cell::Figure(cents(first)),
                Cell::Figure(cents(second)),
                Cell::Figure(cents(&(first - second))),
            ]
        };
        let lines: Vec<Vec<Cell>> = groups.iter().map(line).collect();
        let money = |name: &str| format!("{name}{}", self.pick("（元）", " (元)"));
        let heads = [
            by.to_owned(),
            self.pick("行数", "rows").to_owned(),
            money(names[0]),
            money(names[1]),
            money(self.pick("差额", "difference")),
        ];
        table(&heads, &lines)
    }
}
