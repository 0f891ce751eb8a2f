//! What is asked of declarations of any kind: their class, what they are called, the file that they name.

use super::{DeclKind, ListSource, Name};
use std::sync::Arc;

/// How a declaration stands among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Header,
    /// Opens a scope: `每个 T：`, `整体：`.
    Scope,
    /// Stands on its own and ends a scope.
    Top,
    /// Belongs to the scope in which it stands.
    Scoped,
    /// Stands on its own and leaves a scope open.
    Output,
    /// Changes a declaration of a layer below.
    Edit,
}

impl DeclKind {
    pub fn class(&self) -> Class {
        match self {
            DeclKind::Policy(_) => Class::Header,
            DeclKind::Each(_) | DeclKind::Whole => Class::Scope,
            DeclKind::Unit { .. }
            | DeclKind::Param(_)
            | DeclKind::Enum { .. }
            | DeclKind::List { .. }
            | DeclKind::Lookup(_)
            | DeclKind::Table(_)
            | DeclKind::Derived(_)
            | DeclKind::Assessment(_)
            | DeclKind::Allocate(_) => Class::Top,
            DeclKind::Formula { .. }
            | DeclKind::Except { .. }
            | DeclKind::Exclude(_)
            | DeclKind::Reinstate { .. }
            | DeclKind::Assert { .. }
            | DeclKind::Oblige { .. } => Class::Scoped,
            DeclKind::Output(_) => Class::Output,
            DeclKind::Given(_)
            | DeclKind::Amend { .. }
            | DeclKind::Retire { .. }
            | DeclKind::Lock(_)
            | DeclKind::Extend { .. } => Class::Edit,
        }
    }

    /// Whether a declaration stands in a `每个` scope.
    pub fn is_scoped(&self) -> bool {
        self.class() == Class::Scoped
    }

    /// The keyword of the declaration, Chinese and English.
    pub fn keyword(&self) -> (&'static str, &'static str) {
        match self {
            DeclKind::Policy(_) => ("政策", "policy"),
            DeclKind::Unit { .. } => ("单位", "unit"),
            DeclKind::Param(_) => ("参数", "parameter"),
            DeclKind::Enum { .. } => ("枚举", "enum"),
            DeclKind::List { .. } => ("名单", "list"),
            DeclKind::Lookup(_) => ("对照表", "lookup"),
            DeclKind::Table(_) => ("表", "table"),
            DeclKind::Derived(_) => ("派生表", "derived table"),
            DeclKind::Each(_) => ("每个", "each"),
            DeclKind::Whole => ("整体", "overall"),
            DeclKind::Formula { .. } => ("公式", "formula"),
            DeclKind::Assessment(_) => ("考核", "assessment"),
            DeclKind::Except { .. } => ("例外", "exception"),
            DeclKind::Exclude(_) => ("排除", "exclusion"),
            DeclKind::Reinstate { .. } => ("恢复", "reinstatement"),
            DeclKind::Allocate(_) => ("分配", "allocation"),
            DeclKind::Assert { .. } => ("断言", "assertion"),
            DeclKind::Oblige { .. } => ("约束", "obligation"),
            DeclKind::Output(_) => ("输出", "output"),
            DeclKind::Given(_) => ("给定", "given"),
            DeclKind::Amend { .. } => ("修改", "amend"),
            DeclKind::Retire { .. } => ("停用", "retire"),
            DeclKind::Lock(_) => ("锁定", "lock"),
            DeclKind::Extend { .. } => ("增加", "extend"),
        }
    }

    /// What the declaration is called, if it has a name; an output without a title is called after its table.
    pub fn name(&self) -> Option<Arc<str>> {
        Some(match self {
            DeclKind::Unit { name, .. }
            | DeclKind::Enum { name, .. }
            | DeclKind::List { name, .. }
            | DeclKind::Formula { name, .. }
            | DeclKind::Except { name, .. }
            | DeclKind::Reinstate { name, .. } => name.text.clone(),
            DeclKind::Param(param) => param.name.text.clone(),
            DeclKind::Lookup(lookup) => lookup.name.text.clone(),
            DeclKind::Table(table) => table.name.text.clone(),
            DeclKind::Derived(derived) => derived.name.text.clone(),
            DeclKind::Assessment(assessment) => assessment.name.text.clone(),
            DeclKind::Exclude(exclude) => exclude.name.text.clone(),
            DeclKind::Allocate(allocate) => allocate.name.text.clone(),
            DeclKind::Assert { name, .. } | DeclKind::Oblige { name, .. } => name.as_ref()?.text.clone(),
            DeclKind::Output(output) => match (&output.title, &output.table) {
                (Some(title), _) => title.clone(),
                (None, Some(table)) => table.text.clone(),
                (None, None) => "整体".into(),
            },
            DeclKind::Policy(_)
            | DeclKind::Each(_)
            | DeclKind::Whole
            | DeclKind::Given(_)
            | DeclKind::Amend { .. }
            | DeclKind::Retire { .. }
            | DeclKind::Lock(_)
            | DeclKind::Extend { .. } => return None,
        })
    }

    /// The file that a list or a lookup stands in, as written.
    pub fn file(&self) -> Option<&Name> {
        if let DeclKind::List { values: ListSource::File { path, .. }, .. } = self {
            Some(path)
        } else if let DeclKind::Lookup(lookup) = self {
            lookup.file.as_ref()
        } else {
            None
        }
    }

    pub fn file_mut(&mut self) -> Option<&mut Name> {
        if let DeclKind::List { values: ListSource::File { path, .. }, .. } = self {
            Some(path)
        } else if let DeclKind::Lookup(lookup) = self {
            lookup.file.as_mut()
        } else {
            None
        }
    }
}
