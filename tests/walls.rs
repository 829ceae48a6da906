//! The walls of the house: pure rooms import no edge. Lints hold the rest (clippy.toml).
#![expect(clippy::disallowed_methods, reason = "the test reads the sources")]
#![expect(clippy::unwrap_used, reason = "sources that cannot be read fail the test")]

use std::path::{Path, PathBuf};

const PURE: [&str; 8] = ["words", "document", "topology", "timeline", "pack", "plan", "judge", "report"];
const EDGES: [&str; 10] =
    ["cli", "droplet", "engine", "fault", "journal", "probe", "recover", "stack", "wall", "world"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// All sources, with the room that each is of: `src/judge.rs` and `src/judge/cascade.rs` are `judge`.
fn rooms() -> Vec<(String, PathBuf)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    let room = |path: &PathBuf| {
        let first = path.strip_prefix(&src).unwrap().components().next().unwrap().as_os_str().to_str().unwrap();
        first.trim_end_matches(".rs").to_owned()
    };
    // Tests of a pure room may drive it with what an edge makes.
    let is_test = |path: &PathBuf| path.components().any(|part| part.as_os_str().to_string_lossy().contains("tests"));
    let relative = |path: &PathBuf| path.strip_prefix(&src).unwrap().to_owned();
    found.into_iter().filter(|path| !is_test(&relative(path))).map(|path| (room(&path), path)).collect()
}

#[test]
fn pure_rooms_import_no_edge_and_no_effect() {
    for (room, path) in rooms().into_iter().filter(|(room, _)| PURE.contains(&room.as_str())) {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for edge in EDGES {
            assert!(!code.contains(&format!("crate::{edge}::")), "{} ({room}) imports {edge}", path.display());
        }
        for effect in ["tokio::", "bollard::", "std::fs", "std::net::Tcp", "std::time::Instant", "std::env::"] {
            assert!(!code.contains(effect), "{} ({room}) has an effect: {effect}", path.display());
        }
    }
}

/// Nothing of somebody else's project is ever removed: the files that know one have no word for it.
#[test]
fn only_the_engine_and_stacks_of_our_own_remove_anything() {
    let calls = ["remove_container(", "remove_network(", "remove_volume("];
    // The fake is an engine of its own, in tests.
    let may =
        ["engine/container.rs", "engine/network.rs", "engine/fake/things.rs", "stack/remove.rs", "stack/start.rs"];
    let mut users = 0;
    for (_, path) in rooms() {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let own = may.iter().any(|file| path.ends_with(file));
        let call = calls.iter().find(|call| code.contains(**call));
        users += usize::from(call.is_some());
        assert!(own || call.is_none(), "{} calls {call:?}", path.display());
        let theirs = ["stack/project", "cli/run/project"].iter().any(|place| path.to_string_lossy().contains(place));
        assert!(!theirs || !code.contains("remove_stack(") && !code.contains("remove("), "{}", path.display());
    }
    assert!(users >= 4, "the calls that are looked for are not called so any more");
}

#[test]
fn every_room_is_known_to_be_pure_or_an_edge() {
    // The drill machine is pure and drives a world, which is why it is neither.
    let known = |room: &str| PURE.contains(&room) || EDGES.contains(&room) || ["drill", "lib", "main"].contains(&room);
    for (room, path) in rooms() {
        assert!(known(&room), "{}: is the room {room} pure, or an edge?", path.display());
    }
}
