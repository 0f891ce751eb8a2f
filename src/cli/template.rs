//! `jieyu template`: the empty workbook that a policy expects.

use super::args::TemplateArgs;
use super::policy::{Chosen, sound};
use super::shell::{Exit, Shell};
use crate::diagnostic::Words;
use crate::report::{save, template};

pub fn run(args: &TemplateArgs, shell: &mut Shell) -> Exit {
    match make(args, shell) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn make(args: &TemplateArgs, shell: &mut Shell) -> Result<(), Exit> {
    let xlsx = args.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if !xlsx {
        shell.fail(
            "JY1013",
            Words::new("空表要保存为 .xlsx 文件", "a template is saved as .xlsx"),
            Words::new("例如：--out 空表.xlsx", "for example: --out blank.xlsx"),
        );
        return Err(Exit::Usage);
    }
    let chosen = Chosen::read(&args.choices, shell)?;
    let loaded = sound(&chosen, &args.policy, shell)?;
    let Some(program) = &loaded.program else { return Err(Exit::Problems) };
    let bytes = template::write(&program.name, &program.schemas).map_err(|error| {
        shell.fail(
            "JY1014",
            error.words(),
            Words::new("请缩短表名、列名或说明", "shorten the names of tables or columns"),
        );
        Exit::Problems
    })?;
    save::save(&args.out, &bytes).map_err(|error| {
        shell.fail("JY1015", error.words(), Words::new("原来的文件没有改动", "what stood there is unchanged"));
        Exit::Problems
    })?;
    let name = args.out.display();
    shell.remark(&Words::new(format!("已写入 {name}"), format!("wrote {name}")));
    Ok(())
}
