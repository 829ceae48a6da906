//! Reports of runs that were hostile, or are somebody else's.

use super::{HOSTILE, hostile_pack, steers_no_terminal};
use crate::common::recorded::of_a_false_document;
use crate::common::{Folder, Said};
use serde_json::Value;

/// Puts the hostile text wherever a timeline has a text that is no name.
fn spoil(value: &mut Value, key: &str) {
    const FREE: [&str; 17] = [
        "because", "what", "output", "symptom", "detail", "text", "how", "settings", "title",
        "pack", "engine", "tool", "path", "digest", "origin", "why", "sha256",
    ];
    match value {
        Value::String(text) if FREE.contains(&key) => *text = format!("{text} {HOSTILE}"),
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, key)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
            // Of an image's service and of an event of the engine: the only services that are free
            // texts.
            let images = key == "images";
            spoil(value, key);
            if images {
                for image in value.as_array_mut().unwrap() {
                    image["service"] = HOSTILE.into();
                }
            }
        }),
        _ => {}
    }
}

/// A run whose containers, document and pack all said the hostile text.
fn hostile_run(folder: &Folder) -> String {
    let spoilt: Vec<String> = of_a_false_document()
        .lines()
        .map(|line| {
            let mut value: Value = serde_json::from_str(line).unwrap();
            spoil(&mut value, "");
            if value["event"] == "engine" {
                value["service"] = HOSTILE.into();
                value["action"] = HOSTILE.into();
            }
            format!("{value}\n")
        })
        .collect();
    std::fs::create_dir_all(folder.path().join("run")).unwrap();
    folder.write("run/redis-stops.static.jsonl", &spoilt.concat());
    folder.at("run")
}

#[test]
fn no_report_of_a_hostile_run_has_markup_escapes_or_lines_of_its_making() {
    let folder = Folder::new();
    let run = hostile_run(&folder);
    let said = folder.without_engine(["report", &run]).ends(1);
    assert!(said.out.contains("alert(1)"), "it is shown, as text: {}", said.out);
    steers_no_terminal(&said.out);
    steers_no_terminal(&said.err);
    let read = |file: &str| std::fs::read_to_string(folder.path().join("run").join(file)).unwrap();

    let html = read("report.html");
    assert!(html.contains("&lt;script&gt;alert(1)"), "it is shown, as text");
    let own = folder.without_engine(["report", &clean_run(&folder)]);
    assert_eq!(own.status, Some(1), "{}", own.err);
    let clean = std::fs::read_to_string(folder.path().join("clean/report.html")).unwrap();
    for tag in ["<script", "<img", "<style", "<iframe"] {
        assert_eq!(html.matches(tag).count(), clean.matches(tag).count(), "{tag}");
    }
    for link in html.split("<a ").skip(1) {
        assert!(
            link.split('>').next().unwrap().contains("href=\"#"),
            "it leads elsewhere: {link:.100}"
        );
    }
    assert!(!html.contains("javascript:alert(1)\"") && !html.contains("href=\"https://pwned"));
    steers_no_terminal(&html);

    let junit = read("junit.xml");
    let parsed = roxmltree::Document::parse(&junit).unwrap();
    let known = [
        "testsuites",
        "testsuite",
        "properties",
        "property",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
        "system-err",
    ];
    for element in parsed.descendants().filter(roxmltree::Node::is_element) {
        assert!(known.contains(&element.tag_name().name()), "{}", element.tag_name().name());
    }

    for line in read("metrics.prom").lines() {
        assert!(line.starts_with("# ") || line.starts_with("firedrill_"), "{line}");
        assert!(
            !line.starts_with("firedrill_pwned") && !line.starts_with("# TYPE firedrill_pwned"),
            "{line}"
        );
    }
    for file in ["comment.md", "impact-report.md"] {
        is_harmless_markdown(file, &read(file));
    }
    // JSON carries what was said, all of it: whoever reads it escapes it for where it goes.
    let json: Value = serde_json::from_str(&read("report.json")).unwrap();
    assert!(json["drills"][0]["title"].as_str().unwrap().ends_with(HOSTILE));
}

fn is_harmless_markdown(file: &str, text: &str) {
    steers_no_terminal(text);
    for event in pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::all()) {
        match event {
            pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => {
                // The comment by which the next one replaces this has the pack's name, in harmless
                // letters.
                let name = html
                    .trim()
                    .strip_prefix("<!-- firedrill-")
                    .and_then(|rest| rest.strip_suffix(" -->"));
                let letters =
                    |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                let harms = ["script", "img", "onerror"].iter().any(|harm| html.contains(harm));
                assert!(name.is_some_and(letters) || !harms, "{file}: {html}");
            }
            pulldown_cmark::Event::Start(
                pulldown_cmark::Tag::Link { dest_url: to, .. }
                | pulldown_cmark::Tag::Image { dest_url: to, .. },
            ) => {
                assert!(
                    !to.contains("javascript") && !to.contains("pwned"),
                    "{file} leads to {to}"
                );
            }
            _ => {}
        }
    }
}

fn clean_run(folder: &Folder) -> String {
    std::fs::create_dir_all(folder.path().join("clean")).unwrap();
    folder.write("clean/redis-stops.static.jsonl", &of_a_false_document());
    folder.at("clean")
}

#[test]
fn no_text_commands_githubs_runner() {
    let folder = Folder::new();
    let run = hostile_run(&folder);
    let pack = hostile_pack(&folder);
    let on_github = |args: &[&str]| {
        let summary = folder.at("summary.md");
        let mut command = folder.firedrill(args.iter().copied());
        command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").env("GITHUB_ACTIONS", "true");
        Said::of(command.env("GITHUB_STEP_SUMMARY", summary))
    };
    let commands = |text: &str| -> Vec<String> {
        let is_command = |line: &&str| line.trim_start().starts_with("::") || line.contains("##[");
        text.lines().filter(is_command).map(str::to_owned).collect()
    };
    let said = on_github(&["report", &run]).ends(1);
    assert_eq!(commands(&said.out), Vec::<String>::new());
    let own = commands(&said.err);
    assert!(!own.is_empty(), "what is red is annotated: {}", said.err);
    for command in own {
        // One of ours, whole: its level, its properties, and a message without a line end.
        let (properties, _) = command[2..].split_once("::").unwrap();
        let level = properties.split(' ').next().unwrap();
        assert!(["error", "warning", "notice"].contains(&level), "{command}");
        assert!(!properties.contains("file=x"), "{command}");
    }
    for args in [
        &["list"][..],
        &["plan"],
        &["validate"],
        &["show", "redis-stops"],
        &["plan", "--format", "json"],
    ] {
        let said =
            on_github(&args.iter().copied().chain(["--pack", pack.path()]).collect::<Vec<_>>())
                .ends(0);
        assert_eq!(commands(&said.out), Vec::<String>::new(), "{args:?}");
        assert_eq!(commands(&said.err), Vec::<String>::new(), "{args:?}");
    }
    for typed in ["::add-mask::x", "  ::stop-commands::x", "a ##[error]x", "a\n::error::x"] {
        for args in [
            &["show", typed][..],
            &[typed],
            &["run", typed],
            &["judge", typed],
            &["run", "--images", typed],
        ] {
            let said = on_github(args).ends(2);
            assert_eq!(commands(&said.err), Vec::<String>::new(), "{args:?}");
        }
    }
}

#[test]
fn a_report_of_somebody_elses_leads_nowhere_and_suggests_no_command() {
    let folder = Folder::new();
    let run = clean_run(&folder);
    folder.without_engine(["report", &run]).ends(1);
    let path = folder.path().join("clean/report.json");
    let good = std::fs::read_to_string(&path).unwrap();
    let mut report: Value = serde_json::from_str(&good).unwrap();
    for (place, bad, why) in [
        ("/drills/0/claims/0/id", "impact.x; rm -rf ~", "is not the id of a claim"),
        ("/drills/0/claims/0/id", "\u{1b}[2J", "is not the id of a claim"),
        ("/drills/0/timeline", "../../../etc/passwd", "is no timeline's file"),
        ("/drills/0/timelines/0", "/dev/zero", "is no timeline's file"),
        ("/drills/0/id", "../x", "is not the id of a scenario"),
        ("/run", "../../x", "is not the id of a run"),
    ] {
        let was = std::mem::replace(report.pointer_mut(place).unwrap(), bad.into());
        std::fs::write(&path, report.to_string()).unwrap();
        let said = folder.without_engine(["report", &run]).ends(2).complains(&[why]);
        steers_no_terminal(&said.err);
        *report.pointer_mut(place).unwrap() = was;
    }
}
