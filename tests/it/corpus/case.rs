//! One bad policy: its text, the command that shows its problem, and how it is mended.
//!
//! Comments of the policy say what is not plain: `# 命令：jieyu …` is typed instead of the usual command, `# 改前：…` and
//! `# 改后：…` replace one piece of the policy, `# 改前 文件：…` one of a file of data, and `# 改后命令：jieyu …` is a better
//! command. Several lines of one kind are lines of one piece. `# 放大：次数：文字` (or `# 放大 文件：…`) repeats a piece
//! of text before the policy is run, so that what is too large need not be kept.

use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub const BAD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/bad");

pub struct Case {
    /// `check/unit-yuan-plus-points`.
    pub name: String,
    pub folder: PathBuf,
    pub stem: String,
    /// The name of the policy, plain or Markdown.
    file: String,
    /// The policy as it stands.
    pub text: String,
    pub command: String,
    /// What is typed behind it, as `# 输入：…` says line by line.
    input: String,
    pub mend: Option<Mend>,
    /// The file, how often, and the piece that is repeated.
    magnify: Option<(String, usize, String)>,
}

pub enum Mend {
    /// One piece of a file in place of another.
    Piece { file: String, old: String, new: String },
    /// Another command.
    Command(String),
}

/// What the program said and how it ended.
pub struct Said {
    pub text: String,
    pub exit: i32,
}

impl Said {
    /// The codes of the problems, in the order in which they are told, as text or JSON.
    pub fn codes(&self) -> Vec<String> {
        let code = |line: &str| {
            let heads = ["错误 JY", "提示 JY", "说明 JY", "{\"code\":\"JY"];
            let rest = heads.iter().find_map(|head| line.strip_prefix(head))?;
            Some(format!("JY{}", rest.get(..4)?))
        };
        self.text.lines().filter_map(code).collect()
    }
}

/// All cases, by name, each with what is said of it.
pub fn all() -> &'static [(Case, Said)] {
    static ALL: OnceLock<Vec<(Case, Said)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let cases = read();
        let said = in_parallel(&cases, Case::run);
        cases.into_iter().zip(said).collect()
    })
}

/// What `work` gives for each of some things, in their order.
pub fn in_parallel<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let share = things.len().div_ceil(4).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let parts: Vec<_> =
            things.chunks(share).map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>())).collect();
        parts.into_iter().flat_map(|part| part.join().expect("the work is done")).collect()
    })
}

fn read() -> Vec<Case> {
    let mut cases = Vec::new();
    for lens in ["syntax", "check", "run", "data"] {
        for entry in std::fs::read_dir(Path::new(BAD).join(lens)).expect("the corpus is there") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name.ends_with(".policy") || name.ends_with(".policy.md") {
                cases.push(Case::read(lens, &path, &name));
            }
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

impl Case {
    fn read(lens: &str, path: &Path, own: &str) -> Case {
        let stem = own.trim_end_matches(".md").trim_end_matches(".policy").to_owned();
        let bytes = std::fs::read(path).expect("the policy can be read");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let usual = match lens {
            "syntax" | "check" => format!("jieyu check {own}"),
            _ => format!("jieyu run {own} --data {stem}"),
        };
        let command = said(&text, "命令").map_or(usual, |(_, command)| command);
        let piece = |(file, old): (String, String), (_, new): (String, String)| {
            let file = if file.is_empty() { own.to_owned() } else { format!("{stem}/{file}") };
            Mend::Piece { file, old, new }
        };
        let pieces = said(&text, "改前").zip(said(&text, "改后")).map(|(old, new)| piece(old, new));
        let mend = pieces.or_else(|| said(&text, "改后命令").map(|(_, command)| Mend::Command(command)));
        let magnify = said(&text, "放大").and_then(|(file, rest)| {
            let (times, piece) = rest.split_once('：')?;
            let file = if file.is_empty() { own.to_owned() } else { format!("{stem}/{file}") };
            Some((file, times.parse().ok()?, piece.to_owned()))
        });
        let folder = path.parent().expect("a folder").to_owned();
        let file = own.to_owned();
        let input = said(&text, "输入").map_or_else(String::new, |(_, lines)| lines + "\n");
        Case { name: format!("{lens}/{stem}"), folder, stem, file, text, command, input, mend, magnify }
    }

    /// Its place as seen from `docs/`.
    pub fn link(&self) -> String {
        format!("../tests/corpus/bad/{}/{}", self.name.split('/').next().unwrap_or(""), self.file)
    }

    fn run(&self) -> Said {
        self.run_in("zh")
    }

    pub fn run_english(&self) -> Said {
        self.run_in("en")
    }

    /// The problems in English as JSON; what is told besides them is left out.
    pub fn run_english_as_json(&self) -> String {
        let json = if self.command.contains("--error-format") { "" } else { " --error-format json" };
        let said = self.run_command(&format!("{}{json}", self.command), "en").text;
        said.lines().filter(|line| line.starts_with(['[', ']', '{', ','])).collect::<Vec<_>>().join("\n")
    }

    /// Whatever Chinese the person wrote: the policy, the data and their names, the command.
    pub fn own_texts(&self) -> String {
        let mut own = format!("{}\n{}\n{}\n", self.name, self.text, self.command);
        let mut folders = vec![self.folder.join(&self.stem)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                own.push_str(&path.display().to_string());
                own.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()));
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        own
    }

    fn run_in(&self, lang: &str) -> Said {
        self.run_command(&self.command, lang)
    }

    fn run_command(&self, command: &str, lang: &str) -> Said {
        let Some((file, times, piece)) = &self.magnify else { return run(command, &self.input, &self.folder, lang) };
        let place = tempfile::tempdir().expect("a folder");
        self.copy_to(place.path());
        let path = place.path().join(file);
        let text = body(&std::fs::read_to_string(&path).expect("the text"));
        std::fs::write(&path, text.replacen(piece, &piece.repeat(*times), 1)).expect("the magnified text");
        run(command, &self.input, place.path(), lang)
    }

    /// What is said after the mend; `None` where the piece to be mended does not stand there exactly once.
    pub fn run_mended(&self) -> Option<Said> {
        match self.mend.as_ref()? {
            Mend::Command(command) => Some(run(command, &self.input, &self.folder, "zh")),
            Mend::Piece { file, old, new } => {
                let place = tempfile::tempdir().expect("a folder");
                self.copy_to(place.path());
                let path = place.path().join(file);
                let text = std::fs::read_to_string(&path).ok()?;
                let body = body(&text);
                if body.matches(old.as_str()).count() != 1 {
                    return None;
                }
                std::fs::write(&path, body.replace(old.as_str(), new)).expect("the mended file");
                Some(run(&self.command, &self.input, place.path(), "zh"))
            }
        }
    }

    /// The policy and its folder of data.
    fn copy_to(&self, place: &Path) {
        std::fs::copy(self.folder.join(&self.file), place.join(&self.file)).expect("the policy is copied");
        let data = self.folder.join(&self.stem);
        if data.is_dir() {
            std::fs::create_dir(place.join(&self.stem)).expect("a folder");
            for entry in std::fs::read_dir(data).expect("the data") {
                let from = entry.expect("an entry").path();
                let to = place.join(&self.stem).join(from.file_name().expect("a name"));
                std::fs::copy(from, to).expect("the data are copied");
            }
        }
    }
}

/// A text without the comments that are meant for this test.
fn body(text: &str) -> String {
    let told = |line: &&str| ["# 改", "# 命令", "# 放大", "# 输入"].iter().any(|head| line.starts_with(head));
    text.split_inclusive('\n').filter(|line| !told(line)).collect()
}

/// The file and the lines behind `# 命令：` and the like; `None` where there are none.
fn said(text: &str, what: &str) -> Option<(String, String)> {
    let mut file = String::new();
    let mut lines = Vec::new();
    for line in text.lines() {
        let Some((head, piece)) = line.strip_prefix("# ").and_then(|line| line.split_once('：')) else { continue };
        let named = head.strip_prefix(what).filter(|rest| rest.is_empty() || rest.starts_with(' '));
        if let Some(named) = named {
            file = named.trim().to_owned();
            lines.push(piece);
        }
    }
    (!lines.is_empty()).then(|| (file, lines.join("\n")))
}

fn run(command: &str, input: &str, folder: &Path, lang: &str) -> Said {
    let words = words(command);
    let mut typed = tempfile::tempfile().expect("a file for what is typed");
    typed.write_all(input.as_bytes()).and_then(|()| typed.rewind()).expect("what is typed");
    let output = Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(folder)
        .args(words.iter().skip(1))
        .env("JIEYU_LANG", lang)
        .env("NO_COLOR", "1")
        .stdin(typed)
        .output()
        .expect("the program starts");
    Said { text: String::from_utf8_lossy(&output.stderr).into_owned(), exit: output.status.code().unwrap_or(-1) }
}

/// The words of a command; quotes keep blanks together.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words
}
