//! Timelines that were recorded: those of the sample in `reports/sample/`, a run of the bundled
//! pack on the real stack, which `make sample` drills anew. Tests may rely on what the document
//! says being true of them, and on no figure.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "files of the project are read, and a test without them cannot go on"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where samples lie, from the root of the project.
pub const SAMPLE: &str = "reports/sample";

/// The folder of the sample's run: the only one there.
pub fn sample() -> PathBuf {
    let there = Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE);
    let entries = std::fs::read_dir(&there).expect("there is a sample");
    let folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("it can be listed").path()).collect();
    let [folder] = folders.as_slice() else {
        panic!("{} has one folder, not {folders:?}", there.display())
    };
    folder.clone()
}

/// The timeline of a drill, named as its file without the end: `redis-stops.static`.
pub fn recorded(name: &str) -> String {
    let plain = unpacked(&sample().join(format!("{name}.jsonl.gz")));
    String::from_utf8(plain).expect("a timeline is text")
}

/// The same timeline, as if another run had recorded it.
pub fn by_run(timeline: &str, run: &str) -> String {
    let sampled = sample();
    let sampled =
        sampled.file_name().and_then(|name| name.to_str()).expect("it is named by its run");
    timeline.replace(sampled, run)
}

/// What is in a file that was packed with gzip.
pub fn unpacked(file: &Path) -> Vec<u8> {
    let output = Command::new("gzip").arg("-dc").arg(file).output().expect("there is gzip");
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// The recorded drill of Redis in profile `static`, of a document that says falsely that Node
/// Exporter fails as well: its cascade is contradicted, and nothing else.
pub fn of_a_false_document() -> String {
    let cascade = |service: &str| format!(r#"{{"service":"{service}","falls":"fails"}}"#);
    let (truth, timeline) = (cascade("redis-exporter"), recorded("redis-stops.static"));
    assert_eq!(timeline.matches(&truth).count(), 1, "where the cascade is claimed");
    timeline.replace(&truth, &format!("{truth},{}", cascade("node-exporter")))
}
