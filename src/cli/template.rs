//! `jieyu template`: the empty workbook that a policy expects, for data or for cases.

use super::args::TemplateArgs;
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell};
use crate::diagnostic::Words;
use crate::report::sheet::SheetError;
use crate::report::{save, template, template_cases};
use crate::session::Loaded;
use crate::trial::{self, suggest::Proposal};

pub fn run(args: &TemplateArgs, shell: &mut Shell) -> Exit {
    match make(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn make(args: &TemplateArgs, shell: &mut Shell) -> Result<(), Exit> {
    let ends = |wanted: &str| args.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(wanted));
    if !(ends("xlsx") || args.cases && ends("csv")) {
        shell.fail(
            "JY1013",
            Words::new("空表要保存为 .xlsx 文件", "a template is saved as .xlsx"),
            Words::new("例如：--out 空表.xlsx", "for example: --out blank.xlsx"),
        );
        return Err(Exit::Usage);
    }
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = sound(&chosen, &args.policy, shell)?;
    let bytes = if args.cases { for_cases(&loaded, ends("csv"), shell)? } else { for_data(&loaded, shell)? };
    save::save(&args.out, &bytes).map_err(|error| {
        shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
        Exit::Problems
    })?;
    let name = args.out.display();
    shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
    if args.cases && trial::ending(&args.out.to_string_lossy()).is_none() {
        let stem = args.policy.file_stem().unwrap_or_default().to_string_lossy();
        shell.remark(&Words::new(
            format!("填好以后放在政策旁边，改名为 {stem}.cases.xlsx，jieyu test 就会运行它"),
            format!("once filled in, put it beside the policy as {stem}.cases.xlsx, where jieyu test finds it"),
        ));
    }
    Ok(())
}

fn for_data(loaded: &Loaded, shell: &mut Shell) -> Result<Vec<u8>, Exit> {
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    template::write(&program.name, &program.schemas).map_err(|error| unwritten(&error, shell))
}

fn for_cases(loaded: &Loaded, csv: bool, shell: &mut Shell) -> Result<Vec<u8>, Exit> {
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    if !csv {
        let blank = Proposal::default();
        return template_cases::write(program, &loaded.open, &blank).map_err(|error| unwritten(&error, shell));
    }
    template_cases::csv(program, &loaded.open).ok_or_else(|| {
        shell.fail(
            "JY1013",
            Words::new(
                "这份政策有几张数据表，一个 CSV 文件放不下",
                "the policy has several tables: a CSV file holds one",
            ),
            Words::new("保存为 .xlsx：--out 政策.cases.xlsx", "save it as .xlsx: --out NAME.cases.xlsx"),
        );
        Exit::Usage
    })
}

fn unwritten(error: &SheetError, shell: &mut Shell) -> Exit {
    shell.fail("JY1014", error.words(), Words::new("请缩短表名、列名或说明", "shorten the names of tables or columns"));
    Exit::Problems
}
