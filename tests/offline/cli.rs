//! The command line as people and scripts meet it, as far as it needs no stack: exit statuses,
//! errors, and what stands on which stream. `packs.rs` and `timelines.rs` have what it says of
//! those, `unusable.rs` what happens where there is no engine to be had, `tests/live/stack.rs` the
//! rest.

use crate::common::recorded::{of_a_false_document, recorded};
use crate::common::{Folder, Said};
use std::process::Stdio;

// ---- the command line itself
// -------------------------------------------------------------------------------------

#[test]
fn help_and_version_are_results() {
    let folder = Folder::new();
    for args in
        [&["--help"][..], &["-h"], &["help", "run"], &["run", "--help"], &["judge", "--help"]]
    {
        let said = folder.without_engine(args.iter().copied()).ends(0);
        assert!(said.out.contains("Usage: firedrill") && said.err.is_empty(), "{args:?}: {said:?}");
    }
    let said = folder.without_engine(["--version"]).ends(0);
    assert_eq!(said.out, concat!("firedrill ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_wrong_command_line_is_status_2_and_nothing_on_standard_output() {
    let folder = Folder::new();
    for args in [
        &["frobnicate"][..],
        &[],
        &["run", "--images", "stolen"],
        &["run", "--timeout", "soon"],
        &["run", "--fail-on", "everything"],
        &["run", "--jobs", "0"],
        &["run", "--repeat", "0"],
        &["list", "-q", "-v"],
        &["show", "redis-stops", "--claim", "impact"],
        &["show", "redis-stops", "--run", "yesterday"],
        &["judge"],
    ] {
        let said = folder.without_engine(args.iter().copied()).ends(2);
        assert!(said.out.is_empty() && !said.err.is_empty(), "{args:?}: {said:?}");
    }
}

#[test]
fn an_unknown_scenario_is_told_with_the_known_ones() {
    let folder = Folder::new();
    for command in ["run", "plan"] {
        let known = "nginx-crashes, postgresql-stops, redis-stops";
        let said = folder.without_engine([command, "redis-stops", "redis-sleeps"]).ends(2);
        said.complains(&["no scenario 'redis-sleeps'", known, "firedrill list"]);
    }
    folder
        .without_engine(["show", "redis-sleeps"])
        .ends(2)
        .complains(&["'redis-sleeps'", "firedrill list"]);
}

#[test]
fn an_unknown_profile_is_told_with_the_known_ones() {
    let folder = Folder::new();
    for command in ["run", "plan", "up"] {
        let said = folder.without_engine([command, "--profile", "django"]).ends(2);
        said.complains(&["no profile 'django'", "static, flask", "--profile"]);
    }
    for args in [&["list"][..], &["show", "redis-stops"]] {
        let said =
            folder.without_engine(args.iter().copied().chain(["--profile", "django"])).ends(2);
        said.complains(&["no profile 'django'", "static, flask"]);
    }
}

#[test]
fn a_profile_that_is_chosen_is_the_only_one_shown() {
    let folder = Folder::new();
    let shown = folder.without_engine(["show", "redis-stops", "--profile", "flask"]).ends(0).out;
    assert!(shown.contains("profile flask") && !shown.contains("profile static"), "{shown}");
    let listed = folder.without_engine(["list", "--profile", "flask"]).ends(0).out;
    assert!(listed.contains("(flask)") && !listed.contains("static,"), "{listed}");
}

// ---- what stands on which stream
// -------------------------------------------------------------------------------------

#[test]
fn json_is_one_document_on_standard_output_and_nothing_else() {
    let folder = Folder::new();
    let timeline = folder.write("nginx-crashes.static.jsonl", &recorded("nginx-crashes.static"));
    for args in [
        &["list"][..],
        &["show", "redis-stops"],
        &["plan"],
        &["plan", "redis-stops", "--profile", "flask"],
        &["validate"],
        &["judge", &timeline],
    ] {
        let said = folder.without_engine(args.iter().copied().chain(["--format", "json"])).ends(0);
        assert!(said.err.is_empty(), "{args:?}: {}", said.err);
        let document = said.json();
        assert!(document.is_array() || document.is_object(), "{args:?}");
    }
    let said = folder.without_engine(["plan", "redis-sleeps", "--format", "json"]).ends(2);
    assert!(said.out.is_empty(), "an error is no result");
}

#[test]
fn list_names_what_can_be_run() {
    let folder = Folder::new();
    let list = folder.without_engine(["list", "--format", "json"]).ends(0).json();
    let ids: Vec<_> =
        list.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert!(
        ["nginx-crashes", "postgresql-stops", "redis-stops"].iter().all(|id| ids.contains(id)),
        "{ids:?}"
    );
    folder.without_engine(["plan"].into_iter().chain(ids)).ends(0);
}

#[test]
fn plan_touches_nothing() {
    let folder = Folder::new();
    let said = folder.without_engine(["plan"]).ends(0);
    assert!(said.out.contains("Nothing is touched now"), "{}", said.out);
    assert_eq!(folder.names(""), Vec::<String>::new());
}

#[test]
fn a_plan_shows_every_step() {
    let said = Folder::new().without_engine(["plan", "redis-stops", "--profile", "static"]).ends(0);
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_scenario_is_shown_with_its_claims_and_their_lines() {
    let said = Folder::new().without_engine(["show", "redis-stops"]).ends(0);
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_closed_standard_output_is_no_error() {
    let folder = Folder::new();
    let timeline = folder.write("redis-stops.static.jsonl", &of_a_false_document());
    for (args, status) in
        [(&["list"][..], 0), (&["plan"], 0), (&["--help"], 0), (&["judge", &timeline], 1)]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.firedrill(args.iter().copied());
        let child =
            command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        drop(command);
        let said = Said::from(child.wait_with_output().unwrap()).ends(status);
        assert!(said.err.is_empty(), "{args:?}: {}", said.err);
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = Folder::new();
    let show = |args: &[&str], no_colour: bool| {
        let mut command =
            folder.firedrill(["show", "redis-stops"].into_iter().chain(args.iter().copied()));
        if no_colour {
            command.env("NO_COLOR", "1");
        }
        Said::of(&mut command).ends(0).out
    };
    let plain = show(&[], false);
    assert!(!plain.contains('\u{1b}'), "a pipe is no terminal");
    assert_eq!(show(&["--color", "never"], false), plain);
    assert_eq!(show(&[], true), plain);
    let coloured = show(&["--color", "always"], false);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(show(&["--color", "always"], true), coloured, "who types an option means it");
    assert_eq!(console::strip_ansi_codes(&coloured), plain, "colour is all that differs");
}

#[test]
fn what_is_printed_fits_the_columns_that_there_are() {
    let folder = Folder::new();
    let mut command = folder.firedrill(["show", "redis-stops"]);
    let said = Said::of(command.env("COLUMNS", "60")).ends(0);
    let longest = said.out.lines().map(console::measure_text_width).max().unwrap();
    assert!(longest <= 60, "{longest} columns:\n{}", said.out);
}
