//! `jieyu cases suggest`: proposes cases at the edges of a policy, as a sheet or as text, to be confirmed.

use super::args::{CasesArgs, CasesFormat};
use super::disk::Disk;
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell, print};
use crate::diagnostic::Words;
use crate::report::{save, template_cases};
use crate::session::{self, Loaded};
use crate::trial::suggest::{self, Proposal};
use crate::trial::{self, Suite};
use std::path::{Path, PathBuf};

/// Edges that were not reached and are told on the screen; a file of cases lists all.
const TOLD: usize = 20;

pub fn run(args: &CasesArgs, shell: &mut Shell) -> Exit {
    match propose(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn propose(args: &CasesArgs, shell: &mut Shell) -> Result<(), Exit> {
    let sheet = is_sheet(args, shell)?;
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = sound(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let suite = trial::open(&Disk, &beside(&args.policy).to_string_lossy());
    let day = chosen.days().0;
    let kin = kin(&suite);
    let proposal = suggest::suggest(&Disk, (&suite, &kin), chosen.settings(), day).map_err(|problems| {
        // The values that were made up for open parameters do not go together: nobody wrote what is blamed.
        match session::problem::open(program, &loaded.open) {
            Some(problem) => shell.report(&[problem], &loaded.sources),
            None => shell.report(&problems, &suite.base.sources),
        }
        Exit::Problems
    })?;
    let bytes = if sheet {
        template_cases::write(program, &loaded.open, &proposal).map_err(|error| {
            shell.fail("JY1014", error.words(), Words::new("改用 --format policy", "use --format policy"));
            Exit::Problems
        })?
    } else {
        suggest::text(program, &proposal).into_bytes()
    };
    match &args.out {
        None => print(&bytes),
        Some(path) => {
            save::save(path, &bytes).map_err(|error| {
                shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
                Exit::Problems
            })?;
            let name = path.display();
            shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
        }
    }
    tell(&proposal, &suite, &loaded, shell);
    Ok(())
}

/// Whether a workbook is to be written.
fn is_sheet(args: &CasesArgs, shell: &mut Shell) -> Result<bool, Exit> {
    let ending =
        args.out.as_ref().and_then(|path| path.extension()).map(|ending| ending.to_string_lossy().to_lowercase());
    let sheet = match (args.format, ending.as_deref()) {
        (Some(CasesFormat::Sheet), Some("xlsx")) | (None, Some("xlsx")) => true,
        (Some(CasesFormat::Policy), Some("policy") | None) | (None, Some("policy") | None) => false,
        (Some(CasesFormat::Sheet), None) => {
            shell.fail(
                "JY1226",
                Words::new("案例表要保存到文件", "a workbook has to be saved"),
                Words::new("加上 --out 政策.cases.xlsx", "add --out NAME.cases.xlsx"),
            );
            return Err(Exit::Usage);
        }
        (Some(_) | None, Some(_)) => {
            shell.fail(
                "JY1226",
                Words::new("文件名的结尾与格式不符", "the name of the file does not fit the format"),
                Words::new(
                    "案例表写 .cases.xlsx，案例文本写 .cases.policy",
                    "a sheet ends in .cases.xlsx, a text in .cases.policy",
                ),
            );
            return Err(Exit::Usage);
        }
    };
    Ok(sheet)
}

/// The cases beside a policy, which are the best starting points; else the policy itself.
fn beside(policy: &Path) -> PathBuf {
    let cases = PathBuf::from(format!("{}{}", trial::stem(&policy.to_string_lossy()), trial::ENDING));
    if cases.is_file() { cases } else { policy.to_owned() }
}

/// The cases beside the layers of a policy, other than its own: what is to be had of data like its own.
fn kin(suite: &Suite) -> Vec<Suite> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for path in suite.base.chain.iter().rev() {
        let folder = Path::new(path).parent().unwrap_or(Path::new("")).to_owned();
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    let own = [suite.path.as_str(), suite.policy.as_str()];
    let mut paths: Vec<String> = Vec::new();
    for folder in folders {
        let files = std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { &folder });
        let names = files.into_iter().flatten().flatten().map(|file| folder.join(file.file_name()));
        let mut beside: Vec<String> = names.map(|path| path.to_string_lossy().into_owned()).collect();
        // Excel keeps a file of this name while a workbook is open.
        let locked = |path: &str| path.rsplit(['/', '\\']).next().is_some_and(|name| name.starts_with("~$"));
        beside.retain(|path| trial::ending(path).is_some() && !locked(path) && !own.contains(&path.as_str()));
        beside.sort();
        paths.extend(beside);
    }
    paths.iter().map(|path| trial::open(&Disk, path)).collect()
}

fn tell(proposal: &Proposal, suite: &Suite, loaded: &Loaded, shell: &Shell) {
    if proposal.made_up {
        let open = loaded.open.len();
        shell.remark(&Words::new(
            format!("没有现成的案例可作起点：数据各编一行，{open} 个待定参数各取一个值，请改成合理的再核对"),
            format!(
                "no cases to start from: one row was made up for each table, and a value for {open} open parameters"
            ),
        ));
    } else {
        let path = &suite.path;
        shell.remark(&Words::new(format!("以 {path} 的案例为起点"), format!("started from the cases in {path}")));
    }
    if !proposal.kin.is_empty() {
        let (zh, en) = (proposal.kin.join("、"), proposal.kin.join(", "));
        shell.remark(&Words::new(
            format!("自己的数据到不了的，借用了相关案例的数据：{zh}"),
            format!("where its own data did not reach, data of related cases were taken: {en}"),
        ));
    }
    for edge in &proposal.impossible {
        shell.remark(&Words::new(format!("  不可能完全到达 {}", edge.zh), format!("  cannot be reached: {}", edge.en)));
    }
    for lack in proposal.unreached.iter().take(TOLD) {
        shell.remark(&Words::new(format!("  没有完全到达 {}", lack.zh), format!("  not fully reached: {}", lack.en)));
    }
    let more = proposal.unreached.len().saturating_sub(TOLD);
    if more > 0 {
        shell.remark(&Words::new(format!("  ……另有 {more} 处"), format!("  … and {more} more")));
    }
    let (cases, reached, impossible) = (proposal.cases.len(), proposal.reached, proposal.impossible.len());
    let all = reached + impossible + proposal.unreached.len();
    let percent = (reached * 100).checked_div(all - impossible).unwrap_or(100);
    let (bounded, laws, left) = (proposal.bounded, proposal.laws, proposal.unreached.len());
    shell.remark(&Words::new(
        format!(
            "提出 {cases} 个案例。{all} 处界限，{impossible} 处不可能完全到达；其余的到达 {reached} 处（{percent}%，其中 {bounded} 处有一侧不在数据的取值范围之内），没有到达 {left} 处，其中断言 {laws} 处。期望是算出来的，请逐个核对"
        ),
        format!(
            "{cases} cases proposed. Of {all} edges {impossible} cannot be reached; {reached} of the others are ({percent}%, {bounded} with a side that no data can have), {left} are not, {laws} of these in assertions. Their values were computed: confirm each"
        ),
    ));
}
