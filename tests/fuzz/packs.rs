//! What people write: the document, and the files of a pack.

use super::driver::{kind, mix};
use firedrill::document::{Document, call_matches, command, figures, symbols};
use firedrill::pack::{PackFiles, beyond, check_variables, read, render};
use firedrill::plan::{Choice, plan};
use firedrill::reading::{Meaning, read as read_document};

/// Reads a document, and asks it what scenarios ask it.
pub fn document(input: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(input);
    let document = Document::read(&text);
    let names = [("redis", "redis"), ("exporter", "redis exporter")];
    let mut hash = document.chapters().len().min(20) as u64;
    for chapter in document.chapters().iter().take(40) {
        assert!(document.line(chapter.line).is_some() && chapter.end >= chapter.line);
        document.chapter(&chapter.title);
        for fact in chapter.facts.iter().take(20) {
            let quote = fact.quote();
            document.find_quote(Some(chapter), &quote);
            document.find_changed_quote(Some(chapter), &quote);
            hash = mix(hash, u64::from(fact.key.is_empty()) + 2 * u64::from(fact.under.is_some()));
        }
    }
    for line in text.lines().take(60) {
        let found = figures(line).len()
            + symbols(line).len()
            + call_matches(line, names.iter().map(|(a, b)| (a, *b))).len();
        hash = mix(hash, found.min(4) as u64);
        command(line);
    }
    hash % 5_000
}

/// Reads a document of another team.
pub fn reading(input: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(input);
    let lines = u32::try_from(text.lines().count()).unwrap().max(1);
    let reading = read_document(&text);
    let mut hash = reading.failures.len().min(10) as u64;
    for failure in &reading.failures {
        assert!(failure.lines.0 <= failure.lines.1 && failure.lines.1 <= lines);
        for fact in failure.facts.iter().take(20) {
            assert!(fact.key.place.line <= lines, "it stands where nothing is");
            let means = match &fact.means {
                Meaning::Impact(_) => 1,
                Meaning::Cascade(_) => 2,
                Meaning::Detection(_) => 3,
                Meaning::Recovery(_) => 4,
                Meaning::Time(_) => 5,
                Meaning::Untestable(_) => 6,
                _ => 7,
            };
            hash = mix(hash, 16 * fact.topic as u64 + means);
        }
    }
    let graph = [
        reading.edges.len(),
        reading.services.len(),
        reading.orders.len(),
        reading.criticality.len(),
        reading.trees.len(),
        reading.layers.len(),
        reading.objectives.len(),
        reading.placeholders.len(),
    ];
    graph.into_iter().fold(hash, |hash, count| mix(hash, count.min(4) as u64)) % 5_000
}

macro_rules! fixture {
    ($folder:literal: $($file:literal),*) => {
        [$(($file, include_str!(concat!("../../src/pack/fixture/", $folder, $file)))),*]
    };
}

/// Reads a pack one of whose files is the input; where it reads, plans it and reads its Compose
/// file as a run does.
pub fn reader(part: &'static str) -> impl FnMut(&[u8]) -> u64 {
    let small = fixture!("": "pack.yaml", "compose.yaml", "failures.md", "cache-stops.yaml");
    let disk = fixture!("disk/": "pack.yaml", "compose.yaml", "failures.md", "1-full.yaml", "2-hangs.yaml");
    // `disk/` before a file that both packs have picks the larger one's.
    let (of_small, part) = match part.strip_prefix("disk/") {
        Some(part) => (false, part),
        None => (small.iter().any(|(file, _)| *file == part), part),
    };
    let files = if of_small { PackFiles::from_iter(small) } else { PackFiles::from_iter(disk) };
    move |input| {
        let mut files = files.clone();
        files.insert(part, input);
        assert!(beyond(&files).iter().all(|path| path.starts_with("..")), "it is a way out");
        let pack = match read(&files) {
            Ok(pack) => pack,
            Err(problems) => {
                assert!(!problems.is_empty(), "an error is always told");
                assert!(problems.iter().all(|problem| problem.line > 0 && problem.column > 0));
                let shown = render(&problems[..problems.len().min(20)], false);
                assert!(
                    !shown.chars().any(|c| c.is_control() && c != '\n'),
                    "it would steer a terminal: {shown:?}"
                );
                return problems
                    .iter()
                    .take(3)
                    .fold(1, |hash, problem| mix(hash, kind(&problem.message)));
            }
        };
        let planned = plan(&pack, &Choice::default());
        for profile in &pack.profiles {
            let composed = pack.compose(&check_variables(Some(profile)));
            assert!(
                composed.is_ok() || pack.compose_file.is_none(),
                "a pack that reads has a Compose file that reads: {composed:?}"
            );
        }
        mix(
            pack.scenarios.iter().map(|one| one.claims.len() as u64).sum(),
            planned.map_or(0, |plan| plan.to_string().len() as u64 / 64),
        )
    }
}
