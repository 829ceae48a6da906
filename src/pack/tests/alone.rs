//! A pack of a document alone, without a stack or without a server in it; and files that it names
//! beyond its folder.

use super::{edited, readable, small};
use crate::pack::compose::Build;
use crate::pack::{
    NoCompose, PackFiles, Runs, Variables, beyond, built_beyond, from_the_pack, read, within,
};
use crate::plan::{Choice, plan};
use proptest::prelude::*;

const DOCUMENT: &str = "../docs/failures.md";
const COMPOSE: &str = "../deploy/compose.yaml";

const PACK: &str = "\
name: alone
document: ../docs/failures.md
profiles:
  today: {}
  shop: {}
services:
  shop: {alive: {http: GET /, at: shop:80}}
  cache: {runs: {container: cache}, alive: {redis: ping, at: cache:6379}}
";

const SCENARIO: &str = "\
id: cache-stops
title: The cache stops
fault: {kill: cache, quote: \"Failure: The cache has crashed\"}
claims:
  - quote: \"Cascade: The shop gets slower\"
    cascade: [shop]
not_tested:
  - {quote: \"Today: 🟢 No impact\", reason: nobody looks}
  - {quote: \"With the shop: 🟡 Slower\", reason: nobody looks}
  - {quote: \"Detection: Health checks\", reason: there is none}
  - {quote: \"Recovery: docker restart cache (10 seconds)\", reason: there is no server}
  - {quote: \"Graceful: The shop works without the cache\", reason: nobody looks}
  - {quote: \"Prevention: Watch memory\", reason: advice}
";

/// A pack of nothing but a document that lies beyond it.
fn alone() -> PackFiles {
    PackFiles::from_iter([
        ("pack.yaml", PACK),
        ("cache-stops.yaml", SCENARIO),
        (DOCUMENT, include_str!("../fixture/failures.md")),
    ])
}

/// The same with a Compose file beyond it.
fn with_stack(text: &str) -> PackFiles {
    let mut files =
        edited(alone(), "pack.yaml", "profiles:", "compose: ../deploy/compose.yaml\nprofiles:");
    files.insert(COMPOSE, text);
    files
}

/// What is wrong, a line each, with its place and what to do.
fn wrong(files: &PackFiles) -> Vec<String> {
    read(files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_document_alone_is_a_pack_that_can_be_planned_and_not_started() {
    let pack = readable(&alone());
    assert!(pack.drift.is_empty() && pack.droplet.is_none() && pack.authority().is_none());
    assert_eq!(pack.document.path, DOCUMENT);
    assert_eq!(pack.services[1].runs, Runs::Container("cache".into()), "nobody can tell otherwise");
    assert!(pack.read_from().contains(DOCUMENT));
    assert_eq!(plan(&pack, &Choice::default()).unwrap().stacks.len(), 2);
    let why = pack.compose(&Variables::new()).unwrap_err();
    assert!(matches!(why, NoCompose::Unnamed), "{why}");
}

#[test]
fn what_needs_the_server_where_there_is_none_is_an_error_at_its_place() {
    let hint = "name the Compose service that plays it in pack.yaml: droplet: SERVICE";
    let look = |look: &str| edited(alone(), "pack.yaml", "{http: GET /, at: shop:80}", look);
    let detector = "detectors: {ping: {watches: cache, run: redis-cli PING}}\nservices:";
    let by_commands = "claims:\n  - quote: \"Recovery: docker restart cache (10 seconds)\"\n    \
                       recovery: {run: docker restart cache, within: 10s}";
    for (files, place) in [
        (look("{file: /run/shop}"), "pack.yaml:7:17: this look"),
        (look("{process: shop}"), "pack.yaml:7:17: this look"),
        (look("{space: /var}"), "pack.yaml:7:17: this look"),
        (look("{grows: /var/log/shop}"), "pack.yaml:7:17: this look"),
        (
            edited(alone(), "pack.yaml", "{container: cache}", "{process: redis}"),
            "pack.yaml:8:17: a process",
        ),
        (edited(alone(), "pack.yaml", "services:", detector), "pack.yaml:6:41: a command"),
        (
            edited(alone(), "pack.yaml", "profiles:", "authority: /etc/ca.pem\nprofiles:"),
            "pack.yaml:3:12: an authority",
        ),
        (
            edited(alone(), "cache-stops.yaml", "claims:", by_commands),
            "cache-stops.yaml:6:21: a recovery by commands",
        ),
    ] {
        let said = wrong(&files);
        let wanted =
            format!("{place} needs the document's server, and the pack names none ({hint})");
        assert!(said.iter().any(|one| one.contains(&wanted)), "{wanted}: {said:#?}");
    }
    // A kill of a container needs nobody in the server, as the pack itself shows; nor do these.
    let exec = "{exec: redis-cli PING, in: cache}";
    assert_eq!(wrong(&look(exec)), Vec::<String>::new());
}

#[test]
fn what_is_over_tls_needs_somebody_to_trust() {
    let small = edited(small(), "pack.yaml", "authority: /etc/ca.pem\n", "");
    let said = wrong(&small);
    let wanted = "pack.yaml:14:1: journeys are over TLS, and the pack does not say whom to trust";
    assert!(said.iter().any(|one| one.contains(wanted)), "{said:#?}");
    let tls =
        edited(alone(), "pack.yaml", "{http: GET /, at: shop:80}", "{tls: shop, at: shop:443}");
    let said = wrong(&tls);
    assert!(said.len() == 1 && said[0].contains("this look is over TLS"), "{said:#?}");
}

#[test]
fn a_named_file_is_on_any_machine_and_there() {
    for (named, message, hint) in [
        ("/srv/failures.md", "'/srv/failures.md' is a path of this machine", "../docs/failures.md"),
        ("../docs/failure.md", "there is no file '../docs/failure.md'", "from the folder of pack"),
        ("failure.md", "the pack has no file 'failure.md'", "cache-stops.yaml, pack.yaml"),
    ] {
        let said = wrong(&edited(alone(), "pack.yaml", DOCUMENT, named));
        let told = |one: &String| {
            one.contains("pack.yaml:2:11: ") && one.contains(message) && one.contains(hint)
        };
        assert!(said.iter().any(told), "{named}: {said:#?}");
    }
    let roundabout = edited(alone(), "pack.yaml", DOCUMENT, "./sub/../../docs//failures.md");
    assert_eq!(readable(&roundabout).document.path, DOCUMENT);
}

#[test]
fn a_stack_beyond_the_pack_is_built_from_folders_beside_its_compose_file() {
    let service = |build: &str| {
        format!(
            "services:\n  cache:\n    image: x/cache\n{build}    ports: [\"127.0.0.1:1:6379\"]\n  \
             shop: {{image: x/shop, ports: [\"127.0.0.1:2:80\"]}}\n"
        )
    };
    let plain = with_stack(&service(""));
    readable(&plain);
    assert_eq!(Vec::from_iter(beyond(&plain)), [COMPOSE, DOCUMENT]);
    assert!(built_beyond(&plain).is_empty() && built_beyond(&alone()).is_empty());

    let built =
        with_stack(&service("    build: {context: \"./${APP:-app}\", dockerfile: in/File}\n"));
    let compose = readable(&built).compose(&Variables::new()).unwrap();
    let (context, dockerfile) = ("../deploy/app".to_owned(), "in/File".to_owned());
    let wanted = Build { context, dockerfile, ..Build::default() };
    assert_eq!(compose.services["cache"].build, Some(wanted));
    assert_eq!(Vec::from_iter(built_beyond(&built)), ["../deploy/app"]);
    for context in ["..", "../docs", "/", "../deploy/../.."] {
        let said = wrong(&with_stack(&service(&format!("    build: {context}\n"))));
        let wanted =
            format!("'{context}' is neither in the Compose file's folder nor in the pack's");
        assert!(said.len() == 1 && said[0].contains(&wanted), "{said:#?}");
    }
    // A name of the pack that the Compose file does not know is an error again.
    let said = wrong(&with_stack("services:\n  other: {image: x}\n"));
    assert!(said.iter().any(|one| one.contains("no service 'cache'")), "{said:#?}");
}

proptest! {
    #[test]
    fn a_path_from_the_pack_has_its_way_up_at_its_beginning(folder in "[a./]{0,6}", written in "[ab./]{0,9}") {
        let Some(path) = from_the_pack(&folder, &written) else {
            prop_assert!(written.starts_with('/'));
            return Ok(());
        };
        let down = path.trim_start_matches("../");
        prop_assert!(path == "." || path == ".." || down == ".." || down.split('/').all(|part| !["", ".", ".."].contains(&part)), "{path}");
        prop_assert_eq!(from_the_pack(".", &path), Some(path.clone()), "once is enough");
        prop_assert_eq!(within(".", &path).is_some(), path != ".." && down == path);
        prop_assert_eq!(within(&path, &path), Some("."));
    }

    #[test]
    fn what_is_within_a_folder_is_named_by_the_rest_of_its_way(folder in "(\\.\\./){0,2}[ab]{1,2}", rest in "[ab]{1,2}(/[ab]{1,2})?") {
        let path = from_the_pack(&folder, &rest).unwrap();
        prop_assert_eq!(within(&folder, &path), Some(&*rest));
        let above = from_the_pack(&folder, "..").unwrap();
        prop_assert_eq!(within(&folder, &above), None);
    }
}
