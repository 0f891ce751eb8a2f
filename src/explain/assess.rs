//! Assessments: the total from the scores, a score from its value.

use super::tree::{Node, NodeKind, Rounded, StepKind};
use super::walk::{Trail, Walk};
use crate::diagnostic::Words;
use crate::ir::ids::AssessmentId;
use crate::ir::program::{Combine, Indicator, MissingRule};
use crate::rows::Env;
use crate::value::value::Value;
use crate::wording::value::bare;

impl<'p> Walk<'_, 'p> {
    pub fn indicator(&self, id: AssessmentId, index: usize) -> Option<&'p Indicator> {
        self.program.assessment(id)?.indicators.get(index)
    }

    pub fn indicator_score(&mut self, node: &mut Node, id: AssessmentId, index: usize, env: &Env) {
        let Some(indicator) = self.indicator(id, index) else { return };
        node.title = Words::new(format!("{} 得分", indicator.name), format!("score of {}", indicator.name));
        node.bases.clone_from(&indicator.bases);
        node.layers = self.indicator_layers(indicator);
        let full = Value::Number(indicator.full.clone());
        let value = self.run.value(indicator.value_slot, env.row(0));
        let mut taken = self.leaf(
            NodeKind::Indicator,
            Words::new(format!("{} 取值", indicator.name), format!("value of {}", indicator.name)),
            self.told(indicator.value, env),
        );
        if self.first(indicator.value_slot, env.row(0)) {
            self.expression(indicator.value, env, &mut taken);
        } else {
            taken.repeated = true;
        }
        let rule = match &value {
            Ok(Value::Missing) => indicator.missing.as_ref(),
            Ok(Value::NotApplicable) => indicator.inapplicable.as_ref(),
            Ok(Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Bool(_)) | Err(_) => None,
        };
        match (rule, value) {
            (Some(rule), _) => node.step(StepKind::Absent, absent(rule)),
            (None, Ok(value)) => {
                let inner = self.run.bind_local(env, indicator.value_local, value);
                self.expression(indicator.score, &inner, node);
            }
            (None, Err(_)) => {}
        }
        node.step(
            StepKind::Remark,
            Words::new(format!("满分 {}分", bare(&full)), format!("full marks {}", bare(&full))),
        );
        node.children.insert(0, taken);
    }

    pub fn assessment_score(&mut self, node: &mut Node, id: AssessmentId, env: &Env) {
        let Some(assessment) = self.program.assessment(id) else { return };
        node.title = Words::new(format!("{} 得分", assessment.name), format!("score of {}", assessment.name));
        let row = env.row(0);
        let mut parts = Vec::new();
        let mut left_out = false;
        for indicator in &assessment.indicators {
            let score = self.run.value(indicator.score_slot, row);
            let shown = self.slot_words(indicator.score_slot, row).unwrap_or_else(|words| words.zh);
            let weight = indicator.weight.and_then(|weight| self.shown(weight, env).ok());
            match (&score, assessment.combine) {
                (Ok(Value::Number(_)), Combine::Weighted) => {
                    parts.push(format!("{} {shown} × {}", indicator.name, weight.unwrap_or_default()));
                }
                (Ok(Value::Number(_)), Combine::Points) => {
                    parts.push(format!("{} {shown}", indicator.name));
                }
                (Ok(_) | Err(_), Combine::Weighted | Combine::Points) => {
                    left_out = true;
                    parts.push(format!("{} {shown}", indicator.name));
                }
            }
            if let Some(weight) = indicator.weight {
                let mut trail = Trail::default();
                self.walk(weight, env, &mut trail);
                node.adopt(std::mem::take(&mut trail.children));
            }
            let child = self.slot(indicator.score_slot, row, false);
            node.children.push(child);
        }
        node.formula = Some(parts.join(" + "));
        if left_out {
            node.step(
                StepKind::Remark,
                Words::new("有指标不计入，按其余指标的权重折算", "indicators were left out; the rest is scaled up"),
            );
        }
        let rounded = match (self.run.unrounded_score(id, env), self.run.value(assessment.score, row)) {
            (Ok(Value::Number(before)), Ok(Value::Number(after))) => Some((before, after)),
            (_, _) => None,
        };
        if let (Some((mode, quantum)), Some((total, after_exact))) = (&assessment.rounding, rounded) {
            let after = node.value.clone().unwrap_or_default();
            let rounded = Rounded { mode: *mode, quantum: quantum.clone(), before: total.clone(), after: after_exact };
            let (before, to) = (bare(&Value::Number(total)), bare(&Value::Number(quantum.clone())));
            node.rounded(
                Words::new(
                    format!("{}到 {to}分：{before}分 → {}", mode.zh(), after.zh),
                    format!("{} to {to}: {before} → {}", mode.en(), after.en),
                ),
                rounded,
            );
        }
    }
}

fn absent(rule: &MissingRule) -> Words {
    match rule {
        MissingRule::Rescale => Words::new("没有取值，按权重折算，不计入", "no value: left out, the rest is scaled up"),
        MissingRule::FullMarks => Words::new("没有取值，得满分", "no value: full marks"),
        MissingRule::Marks(marks) => {
            let marks = bare(&Value::Number(marks.clone()));
            Words::new(format!("没有取值，得 {marks}分"), format!("no value: {marks} marks"))
        }
        MissingRule::NoScore => Words::new("没有取值，整个考核不予计算", "no value: the whole assessment has no score"),
    }
}
