//! Documents of other teams are read as a careful reader has them: `tests/documents`.
//!
//! Beside each document stands what is to be read of it, written from the document alone. Nothing
//! counts in part: what is not read, what is read otherwise and what is read and not there fails,
//! each with its line.

mod broken;
mod compare;
mod expected;

use compare::compare;
use expected::Expected;
use firedrill::reading::read;
use std::fmt::Write;
use std::path::PathBuf;

/// A document that other teams could have written.
struct Document {
    name: String,
    text: String,
}

fn documents() -> Vec<Document> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let is_document = |path: &PathBuf| path.extension().is_some_and(|end| end == "md");
    let mut paths: Vec<PathBuf> = files.filter(is_document).collect();
    paths.sort();
    let document = |path: PathBuf| Document {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    };
    paths.into_iter().map(document).collect()
}

fn expected(document: &Document) -> Expected {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents");
    let path = format!("{folder}/{}.expected.yaml", document.name);
    let text = std::fs::read_to_string(&path).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn documents_are_read_as_a_careful_reader_has_them() {
    let mut differences = String::new();
    let (mut documents_read, mut facts) = (0, 0);
    for document in documents() {
        let expected = expected(&document);
        facts += expected.failures.iter().map(|failure| failure.facts.len()).sum::<usize>();
        documents_read += 1;
        for (line, what) in compare(&expected, &read(&document.text)) {
            let name = &document.name;
            let text = line.checked_sub(1).and_then(|at| document.text.lines().nth(at as usize));
            let text = text.map(|text| format!("\n      | {text}")).unwrap_or_default();
            writeln!(differences, "{name}.md:{line}: {what}{text}").unwrap();
        }
    }
    assert!(documents_read >= 15 && facts >= 200, "{documents_read} documents, {facts} facts");
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn expected_readings_speak_of_lines_that_are_there() {
    for document in documents() {
        let lines: Vec<&str> = document.text.lines().collect();
        for contradiction in expected(&document).contradictions {
            assert!(!contradiction.about.is_empty() && !contradiction.lines.is_empty());
            for line in contradiction.lines {
                let said = lines.get(line as usize - 1).is_some_and(|line| !line.trim().is_empty());
                assert!(said, "{}.md:{line}: nothing is written there", document.name);
            }
        }
    }
}
