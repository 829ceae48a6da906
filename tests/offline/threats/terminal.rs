//! Escapes that would steer a terminal.

use super::{HOSTILE, hostile_pack, steers_no_terminal, without_colours};
use crate::common::{DOCUMENT, Folder, PackCopy, REDIS};

#[test]
fn nothing_that_a_pack_says_steers_a_terminal() {
    let folder = Folder::new();
    let pack = hostile_pack(&folder);
    let path = pack.path().to_owned();
    for args in [
        &["list"][..],
        &["plan"],
        &["plan", "redis-stops"],
        &["show", "redis-stops"],
        &["validate"],
    ] {
        let said = folder.without_engine(args.iter().copied().chain(["--pack", &path])).ends(0);
        assert!(
            said.out.contains("alert(1)") || *args == ["show", "redis-stops"],
            "{args:?}: {}",
            said.out
        );
        steers_no_terminal(&said.out);
        steers_no_terminal(&said.err);
        let said = folder
            .without_engine(args.iter().copied().chain(["--pack", &path, "--color", "always"]))
            .ends(0);
        steers_no_terminal(&without_colours(&said.out));
        let said = folder
            .without_engine(args.iter().copied().chain(["--pack", &path, "--format", "json"]))
            .ends(0);
        steers_no_terminal(&said.out);
        said.json();
    }
}

#[test]
fn nothing_that_is_wrong_with_a_pack_steers_a_terminal() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(REDIS, "", "fault:", "\"x\\e[2J\\u009b\\u202e\\n::error::y\": 1\nfault:");
    pack.edit(
        DOCUMENT,
        "Scenario 3: Redis",
        "Recovery: docker",
        "Recovery: \u{1b}[2J\u{9b}\u{202e} docker",
    );
    std::fs::write(pack.folder.join("x\u{1b}[2J\u{202e}.yaml"), "id: 1\u{1b}[2J").unwrap();
    for more in [&[][..], &["--color", "always"], &["--format", "json"]] {
        let said = folder
            .without_engine(["validate", pack.path()].into_iter().chain(more.iter().copied()))
            .ends(2);
        steers_no_terminal(&without_colours(&said.out));
        let said = folder
            .without_engine(["list", "--pack", pack.path()].into_iter().chain(more.iter().copied()))
            .ends(2);
        steers_no_terminal(&said.err);
    }
}

#[test]
fn nothing_that_is_typed_steers_a_terminal() {
    let folder = Folder::new();
    for args in [
        &["show", HOSTILE][..],
        &["run", HOSTILE],
        &["plan", HOSTILE],
        &[HOSTILE],
        &["run", "--images", HOSTILE],
        &["list", "--profile", HOSTILE],
        &["judge", HOSTILE],
        &["report", HOSTILE],
        &["list", "--pack", HOSTILE],
        &["run", "--shard", HOSTILE],
        &["compare", HOSTILE, HOSTILE],
    ] {
        let said = folder.without_engine(args.iter().copied()).ends(2);
        steers_no_terminal(&said.err);
        assert!(said.err.contains("alert(1)"), "it is shown, as text: {}", said.err);
    }
}
