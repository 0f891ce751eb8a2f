//! The cases of one file and the policy that they try.

use crate::diagnostic::{Diagnostic, Words};
use crate::session::{Loaded, Session, World};
use crate::source::Span;
use crate::syntax::ast::{Case, DeclKind};

/// How the names of files of cases end.
pub const ENDING: &str = ".cases.policy";

/// Cases with the policy that they try.
#[derive(Debug)]
pub struct Suite {
    /// The file in which the cases stand.
    pub path: String,
    pub policy: String,
    /// The policy as it stands, with nothing given; its sources hold the cases too.
    pub base: Loaded,
    pub cases: Vec<Case>,
    /// 共用 给定.
    pub shared: Vec<Case>,
    /// What is wrong with the file of cases itself.
    pub problems: Vec<Diagnostic>,
}

/// The policies that cases at a path may be for, the likeliest first: x.policy beside x.cases.policy, then beside
/// x.more.cases.policy.
pub fn policy_of(path: &str) -> Vec<String> {
    let Some(stem) = path.strip_suffix(ENDING) else { return vec![path.to_owned()] };
    let mut found = vec![format!("{stem}.policy")];
    let folder = stem.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let mut end = stem.len();
    while let Some(dot) = stem.get(folder..end).and_then(|name| name.rfind('.')) {
        end = folder + dot;
        found.extend(stem.get(..end).map(|shorter| format!("{shorter}.policy")));
    }
    found
}

/// Reads cases and their policy. A file of cases that is a policy itself (it begins with 政策 and 继承) tries itself.
pub fn open(world: &dyn World, path: &str) -> Suite {
    let session = Session { world, as_of: None, known_on: None, settings: &[] };
    if !path.ends_with(ENDING) {
        return alone(session.load(path), path);
    }
    let candidates = policy_of(path);
    let policy = candidates.iter().find(|policy| world.read(policy).is_ok());
    let Some(policy) = policy else {
        let own = session.load(path);
        if own.has_errors() {
            let problem = no_policy(path, candidates.first().map_or("", String::as_str));
            return Suite { problems: vec![problem], ..alone(Loaded::default(), path) };
        }
        return alone(own, path);
    };
    let mut base = session.load(policy);
    let (file, mut problems) = match session.cases(path, &mut base.sources) {
        Ok(read) => read,
        Err(problem) => (crate::syntax::ast::File::default(), vec![problem]),
    };
    if file.decls.iter().any(|decl| matches!(decl.kind, DeclKind::Policy(_))) {
        return alone(session.load(path), path);
    }
    problems.extend(file.decls.first().map(|decl| foreign(decl.span)));
    let (shared, cases) = file.cases.into_iter().partition(|case: &Case| case.name.is_none());
    Suite { path: path.to_owned(), policy: policy.clone(), base, cases, shared, problems }
}

fn alone(mut base: Loaded, path: &str) -> Suite {
    let (shared, cases) = std::mem::take(&mut base.cases).into_iter().partition(|case: &Case| case.name.is_none());
    Suite { path: path.to_owned(), policy: path.to_owned(), base, cases, shared, problems: Vec::new() }
}

fn no_policy(path: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(
        "JY1201",
        Words::new(format!("{path}：找不到要检验的政策"), format!("{path}: there is no policy to try")),
    )
    .help(Words::new(
        format!("把案例文件放在政策旁边，名称对应：{wanted}"),
        format!("put the cases beside their policy and name them alike: {wanted}"),
    ))
}

fn foreign(span: Span) -> Diagnostic {
    Diagnostic::error("JY1202", Words::new("案例文件里只写案例", "a file of cases holds cases only"))
        .at(span, Words::new("这不是案例", "this is no case"))
        .help(Words::new(
            "规则写在政策文件里；这里只写“案例”和“共用 给定”",
            "rules belong into the policy; write `case` and `shared given` here",
        ))
}
