//! The room as a whole.

mod again;
mod bundled;
mod needs;
mod packs;
mod random;

use super::model::File;
use super::{Import, Input, Sources, import};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The import of a document, with a Compose file.
fn with_compose(document: &str, compose: &str) -> Import {
    let (document, compose) = (
        Input { path: "failures.md", text: document },
        Input { path: "compose.yaml", text: compose },
    );
    let sources =
        Sources { name: "shop", document, compose: Some(compose), there: &BTreeMap::new() };
    import(sources).unwrap()
}

/// The import of a document alone.
fn of(document: &str) -> Import {
    let document = Input { path: "failures.md", text: document };
    import(Sources { name: "shop", document, compose: None, there: &BTreeMap::new() }).unwrap()
}

/// A file of an import.
fn file<'a>(import: &'a Import, path: &str) -> &'a File {
    import.files.iter().find(|file| file.path == path).unwrap()
}

/// A file as what it says.
fn yaml(file: &File) -> Value {
    serde_saphyr::from_str(&file.text).unwrap_or_else(|error| panic!("{error}\n{}", file.text))
}

/// The documents that teams might have written, by name.
#[expect(clippy::disallowed_methods, reason = "they are files")]
fn documents() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    assert!(found.len() >= 15);
    found
}
