//! The walls of the house: rooms stand on one another in one order, and pure ones have no effect.
//! Lints hold the rest (clippy.toml).

use std::path::{Path, PathBuf};

/// The rooms from the ground up: each knows those before it, and none behind it.
const ORDER: [&str; 32] = [
    "words", "document", "reading", "lint", "topology", "pack", "import", "predict", "diagnose",
    "timeline", "plan", "observe", "judge", "report", "simulate", "wall", "storage", "engine",
    "journal", "droplet", "probe", "shutdown", "stack", "site", "fault", "world", "drill",
    "recover", "run", "cli", "lib", "main",
];

/// Those without I/O, clock, async or chance.
const PURE: [&str; 15] = [
    "words", "document", "reading", "lint", "topology", "pack", "import", "predict", "diagnose",
    "timeline", "plan", "observe", "judge", "report", "simulate",
];

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

/// All sources, with the room that each is of: `src/judge.rs` and `src/judge/cascade.rs` are
/// `judge`.
fn rooms() -> Vec<(String, PathBuf)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    let room = |path: &PathBuf| {
        let first = path
            .strip_prefix(&src)
            .unwrap()
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        first.trim_end_matches(".rs").to_owned()
    };
    // Tests of a pure room may drive it with what an edge makes.
    let is_test = |path: &PathBuf| {
        path.components().any(|part| part.as_os_str().to_string_lossy().contains("tests"))
    };
    let relative = |path: &PathBuf| path.strip_prefix(&src).unwrap().to_owned();
    found
        .into_iter()
        .filter(|path| !is_test(&relative(path)))
        .map(|path| (room(&path), path))
        .collect()
}

/// What a file has besides its tests and its comments.
fn code_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn height(room: &str) -> usize {
    ORDER
        .iter()
        .position(|known| *known == room)
        .unwrap_or_else(|| panic!("where does the room {room} stand?"))
}

/// The rooms whose names stand behind `crate::`.
fn known_to(code: &str) -> Vec<String> {
    let names = code.split("crate::").skip(1);
    let name = |rest: &str| {
        rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>()
    };
    names.map(name).filter(|name| ORDER.contains(&name.as_str())).collect()
}

#[test]
fn no_room_knows_one_that_stands_on_it() {
    let mut up = Vec::new();
    for (room, path) in rooms() {
        let known = known_to(&code_of(&path));
        up.extend(
            known
                .into_iter()
                .filter(|known| height(known) > height(&room))
                .map(|known| format!("{} ({room}) knows {known}", path.display())),
        );
    }
    assert_eq!(up, Vec::<String>::new());
}

#[test]
fn pure_rooms_have_no_effect() {
    for (room, path) in rooms().into_iter().filter(|(room, _)| PURE.contains(&room.as_str())) {
        let code = code_of(&path);
        for effect in
            ["tokio::", "bollard::", "std::fs", "std::net::Tcp", "std::time::Instant", "std::env::"]
        {
            assert!(!code.contains(effect), "{} ({room}) has an effect: {effect}", path.display());
        }
    }
}

/// Whoever prints, asks or reads arguments is the command line; everything else tells it what there
/// is to say.
#[test]
fn only_the_command_line_speaks_to_people() {
    for (room, path) in
        rooms().into_iter().filter(|(room, _)| !["cli", "lib", "main"].contains(&room.as_str()))
    {
        let code = code_of(&path);
        for word in ["clap", "indicatif", "stdin()", "stdout()", "stderr()", "is_terminal"] {
            assert!(!code.contains(word), "{} ({room}) speaks to people: {word}", path.display());
        }
    }
}

/// Nothing of somebody else's project is ever removed: the files that know one have no word for it.
#[test]
fn only_the_engine_and_stacks_of_our_own_remove_anything() {
    let calls = ["remove_container(", "remove_network(", "remove_volume("];
    // The fake is an engine of its own, in tests.
    let may = [
        "engine/container.rs",
        "engine/network.rs",
        "engine/fake/things.rs",
        "engine/fake/things/networks.rs",
        "stack/remove.rs",
        "stack/start.rs",
        "stack/start/networks.rs",
    ];
    let mut users = 0;
    for (_, path) in rooms() {
        let code = code_of(&path);
        let own = may.iter().any(|file| path.ends_with(file));
        let call = calls.iter().find(|call| code.contains(**call));
        users += usize::from(call.is_some());
        assert!(own || call.is_none(), "{} calls {call:?}", path.display());
        let theirs = ["stack/project", "run/project"]
            .iter()
            .any(|place| path.to_string_lossy().contains(place));
        assert!(
            !theirs || !code.contains("remove_stack(") && !code.contains("remove("),
            "{}",
            path.display()
        );
    }
    assert!(users >= 4, "the calls that are looked for are not called so any more");
}
