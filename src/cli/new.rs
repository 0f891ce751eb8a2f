//! `jieyu new`: a folder to begin with, in which a policy checks, its cases pass and a blank workbook waits for data.

use super::args::NewArgs;
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell};
use crate::diagnostic::{Lang, Words};
use crate::report::{save, template};
use std::io::ErrorKind;
use std::path::Path;

/// The longest name: with a few folders above it, a path on Windows holds no more than 260 letters.
const LONGEST: usize = 60;
/// Names that Windows keeps for itself, whatever stands behind a point.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// What the folder begins with, in one language.
struct Kit {
    policy: &'static str,
    cases: &'static str,
    readme: &'static str,
    workbook: &'static str,
}

const CHINESE: Kit = Kit {
    policy: include_str!("../../templates/new.zh.policy"),
    cases: include_str!("../../templates/new.zh.cases.policy"),
    readme: include_str!("../../templates/new.zh.md"),
    workbook: "空表.xlsx",
};

const ENGLISH: Kit = Kit {
    policy: include_str!("../../templates/new.en.policy"),
    cases: include_str!("../../templates/new.en.cases.policy"),
    readme: include_str!("../../templates/new.en.md"),
    workbook: "blank.xlsx",
};

/// Where the name stands in a kit.
const NAME: &str = "@name@";

pub fn run(args: &NewArgs, shell: &mut Shell) -> Exit {
    match start(&args.name, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn start(name: &str, shell: &mut Shell) -> Result<(), Exit> {
    if let Some((message, help)) = objection(name) {
        shell.fail("JY1065", message, help);
        return Err(Exit::Usage);
    }
    let folder = Path::new(name);
    if let Err(error) = std::fs::create_dir(folder) {
        let (message, help) = if error.kind() == ErrorKind::AlreadyExists {
            (
                Words::new(
                    format!("“{name}”已经存在，没有改动它"),
                    format!("{name} is there already and was not touched"),
                ),
                Words::new("换一个名称，或者先把它改名", "take another name, or rename what is there"),
            )
        } else {
            (
                Words::new(
                    format!("不能建立文件夹 {name}（{error}）"),
                    format!("cannot make the folder {name} ({error})"),
                ),
                Words::new("换一个可以写入的文件夹再运行", "run it in a folder that can be written to"),
            )
        };
        shell.fail("JY1066", message, help);
        return Err(Exit::Problems);
    }
    let kit = match shell.lang {
        Lang::Zh => &CHINESE,
        Lang::En => &ENGLISH,
    };
    // 「…」 keeps signs together that a bare name could not have.
    let quoted = format!("「{name}」");
    let bare = name.chars().all(char::is_alphanumeric) && name.chars().next().is_some_and(char::is_alphabetic);
    let own = if bare && !crate::syntax::is_keyword(name) { name } else { &quoted };
    let policy = folder.join(format!("{name}.policy"));
    let files = [
        (policy.clone(), kit.policy.replace(NAME, own)),
        (folder.join(format!("{name}.cases.policy")), kit.cases.replace(NAME, name)),
        (folder.join("README.md"), kit.readme.replace(NAME, name)),
    ];
    for (path, text) in &files {
        keep(path, text.as_bytes(), shell)?;
    }
    let chosen = Chosen::kept(Vec::new(), None, None);
    let loaded = sound(&chosen, &policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let bytes = template::write(&program.name, &program.schemas).map_err(|error| {
        shell.fail("JY1014", error.words(), Words::new("政策和案例已经写好", "the policy and its cases are there"));
        Exit::Problems
    })?;
    keep(&folder.join(kit.workbook), &bytes, shell)?;
    let workbook = kit.workbook;
    shell.remark(&Words::new(
        format!(
            "已建立文件夹 {name}：\n  {name}.policy        政策，从这里改起\n  {name}.cases.policy  案例，改规则以前先写\n  {workbook}  空表，填数用\n  README.md  下一步做什么"
        ),
        format!(
            "made the folder {name}:\n  {name}.policy        the policy: begin here\n  {name}.cases.policy  its cases: write them first\n  {workbook}  a blank workbook for data\n  README.md  what to do next"
        ),
    ));
    Ok(())
}

fn keep(path: &Path, bytes: &[u8], shell: &mut Shell) -> Result<(), Exit> {
    save::save(path, bytes).map_err(|error| {
        shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
        Exit::Problems
    })
}

/// Why a name cannot be that of a folder on every desk.
fn objection(name: &str) -> Option<(Words, Words)> {
    let help = || {
        Words::new("用汉字、字母、数字，例如：jieyu new 结余留用", "use letters and digits, as in: jieyu new retention")
    };
    let odd = name.chars().find(|c| c.is_control() || "<>:\"/\\|?*「」『』".contains(*c));
    if let Some(odd) = odd {
        let odd = if odd.is_control() { '?' } else { odd };
        return Some((
            Words::new(format!("文件夹的名称里不能有“{odd}”"), format!("the name of a folder cannot hold {odd}")),
            help(),
        ));
    }
    let first = name.split('.').next().unwrap_or("").trim_end().to_lowercase();
    let numbered = NUMBERED.iter().any(|word| {
        first
            .strip_prefix(word)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    });
    if RESERVED.contains(&first.as_str()) || numbered {
        return Some((
            Words::new(format!("“{name}”是 Windows 留用的名称"), format!("Windows keeps the name {name} for itself")),
            help(),
        ));
    }
    let edges = name.trim() != name || name.ends_with('.') || name.starts_with(['.', '-']) || name.is_empty();
    if edges || name.chars().count() > LONGEST {
        return Some((
            Words::new(
                format!("名称要有 1 到 {LONGEST} 个字，开头不是点或减号，结尾不是点或空格"),
                format!(
                    "a name has 1 to {LONGEST} letters, begins with no point or hyphen, and ends in no point or blank"
                ),
            ),
            help(),
        ));
    }
    None
}
