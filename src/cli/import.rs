//! `import`: a failure document becomes a pack.

use super::args::{Common, Format};
use super::console::Console;
use super::error::{Failure, Status};
use crate::import::{
    Becomes, Change, ChangeKind, Import, Input, Layout, Sources, Understood, changes,
    compose_named, human, import as made_of,
};
use crate::pack::{self, LOCK_FILE, PACK_FILE};
use crate::storage;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `firedrill import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The document: a Markdown file
    pub document: PathBuf,
    /// The pack's folder, which is made where it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The Compose file of the stack [default: that of the pack, where there is one already]
    #[arg(long, value_name = "FILE")]
    pub compose: Option<PathBuf>,
    /// Write again what nobody changed since an import wrote it; the rest is kept
    #[arg(long)]
    pub update: bool,
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    import: &'a Import,
    files: &'a [Change],
    written: bool,
    next: &'a str,
}

/// `firedrill import`
pub fn import(args: &ImportArgs, _: &Common, console: &Console) -> Result<Status, Failure> {
    let folder = &args.out;
    if folder.exists() && !folder.is_dir() {
        let message = format!("{} is no folder", folder.display());
        return Err(Failure::new(Status::Wrong, message).hint("name a folder with --out DIR"));
    }
    let text = storage::document(&args.document)?;
    let document = storage::seen_from(folder, &args.document)?;
    let there = storage::yaml_files(folder)?;
    let known = there.get(PACK_FILE).and_then(|pack| compose_named(pack));
    let compose_path = args.compose.clone().or_else(|| known.map(|path| folder.join(path)));
    let compose = compose_path.as_deref().map(|path| read_compose(folder, path)).transpose()?;
    let name = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
    let name = name.file_name().map(|name| name.to_string_lossy().into_owned());
    let sources = Sources {
        name: name.as_deref().unwrap_or("pack"),
        document: Input { path: &document, text: &text },
        compose: compose.as_ref().map(|(path, text)| Input { path, text }),
        there: &there,
    };
    let import = made_of(sources).map_err(|error| {
        let path = compose_path.as_deref().unwrap_or(Path::new(""));
        let message = format!("{} is no Compose file: {error}", path.display());
        Failure::new(Status::Wrong, message).hint("name the stack's Compose file with --compose")
    })?;
    if import.failures.is_empty() {
        let message = format!("{} tells of no failure that can be read", args.document.display());
        return Err(Failure::new(Status::Wrong, message).hint(
            "give each failure a heading that says what fails ('Redis stops'), with lines such as \
             'Impact: …' and 'Recovery: …' below it",
        ));
    }
    let lock = pack::lock(&text);
    let mut changes = what_changes(&import, &there);
    // The first import has nothing to keep.
    let is_first = changes.iter().all(|change| change.kind == ChangeKind::New);
    let writes = args.update || is_first;
    changes.push(change_of_lock(folder, &lock)?);
    if writes {
        write(folder, (&import, &lock), &changes)?;
    }
    let next = next(args, &changes, writes);
    let layout = Layout { width: console.width, colour: console.colour };
    if console.format == Format::Human {
        let paths = (&*args.document.to_string_lossy(), &*folder.to_string_lossy());
        console.result(&human(&import, (&changes, writes), paths, &next, layout));
    } else {
        console.json(&Told { import: &import, files: &changes, written: writes, next: &next });
    }
    Ok(Status::Good)
}

/// What becomes of each file. What people drill themselves is theirs, whatever it is called.
fn what_changes(import: &Import, there: &BTreeMap<String, String>) -> Vec<Change> {
    let mut changes = changes(&import.files, there);
    changes.retain(|change| {
        let is_own = |one: &Understood| {
            matches!(&one.becomes, Becomes::Own { file } if *file == change.path)
        };
        change.kind != ChangeKind::GoneKept || !import.failures.iter().any(is_own)
    });
    changes
}

/// What becomes of the document that is kept with the pack.
fn change_of_lock(folder: &Path, lock: &str) -> Result<Change, Failure> {
    let kind = match storage::kept(&folder.join(LOCK_FILE))? {
        None => ChangeKind::New,
        Some(kept) if kept == lock => ChangeKind::Same,
        Some(_) => ChangeKind::Changed,
    };
    Ok(Change { path: LOCK_FILE.to_owned(), kind, diff: String::new() })
}

/// The path and text of the Compose file.
fn read_compose(folder: &Path, path: &Path) -> Result<(String, String), Failure> {
    let text = storage::document(path)?;
    Ok((storage::seen_from(folder, path)?, text))
}

fn write(
    folder: &Path,
    (import, lock): (&Import, &str),
    changes: &[Change],
) -> Result<(), Failure> {
    storage::make_folder(folder)?;
    for change in changes.iter().filter(|change| change.kind.is_update()) {
        let path = folder.join(&change.path);
        match import.files.iter().find(|file| file.path == change.path) {
            Some(file) => storage::write(&path, &file.text)?,
            None if change.path == LOCK_FILE => storage::write(&path, lock)?,
            None => storage::remove(&path)?,
        }
    }
    Ok(())
}

/// What to type now.
fn next(args: &ImportArgs, changes: &[Change], written: bool) -> String {
    let folder = quoted(&args.out);
    let is_open = changes.iter().any(|change| change.kind != ChangeKind::Same);
    if written || !is_open {
        return format!("firedrill validate {folder}");
    }
    let compose = args.compose.as_deref().map(|path| format!(" --compose {}", quoted(path)));
    let compose = compose.unwrap_or_default();
    format!("firedrill import {} --out {folder}{compose} --update", quoted(&args.document))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || "-_./+,@:".contains(c);
    if path.chars().all(is_plain) && !path.is_empty() {
        return path.into_owned();
    }
    crate::words::quoted(&path)
}
