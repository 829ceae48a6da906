//! The page in a real browser: it opens, its script runs, and nothing in it complains.

use crate::common::recorded::recorded;
use firedrill::judge::judge;
use firedrill::report::{Material, Run, Spent, Timelines, html, json};
use firedrill::timeline::Timeline;
use firedrill::words::{Span, Verdict};
use std::collections::BTreeSet;
use std::process::Command;

fn page() -> String {
    let timeline = Timeline::read(recorded("redis-stops.flask")).unwrap();
    let mut drill = judge(&timeline);
    drill.timeline = Some("redis-stops.flask.jsonl".to_owned());
    let header = timeline.header.clone();
    let run = Run {
        schema_version: json::SCHEMA_VERSION,
        tool: header.tool,
        run: header.run,
        started_at: header.started_at,
        duration: Span::secs(12),
        pack: header.pack,
        document: header.document,
        engine: header.engine,
        images: header.images,
        stand_ins: header.stand_ins,
        spent: Spent::default(),
        verdict: Verdict::Confirmed,
        drift: Vec::new(),
        drills: vec![drill],
        shard: None,
        whole: None,
        not_drilled: Vec::new(),
        waivers: Vec::new(),
        not_tested: Vec::new(),
        report_dir: None,
    };
    let timelines: Timelines =
        [("redis-stops.flask.jsonl".to_owned(), timeline)].into_iter().collect();
    let material = Material {
        run: &run.summed_up(),
        timelines: &timelines,
        fail_on: &BTreeSet::new(),
        document: None,
    };
    html::render(&material)
}

/// The page after its script has run, and what the browser had to say.
fn opened(browser: &str, address: &str, profile: &str) -> Option<(String, String)> {
    let flags = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        "--dump-dom",
    ];
    let profile = format!("--user-data-dir={profile}");
    let output = Command::new(browser).args(flags).arg(profile).arg(address).output().ok()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Some((text(output.stdout), text(output.stderr)))
}

#[test]
fn the_page_opens_in_a_browser_and_its_console_stays_empty() {
    let folder = crate::common::Folder::new();
    let path = folder.write("report.html", &page());
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    let seen = browsers
        .iter()
        .find_map(|one| opened(one, &format!("file://{path}"), &folder.at("profile")));
    let Some((dom, said)) = seen else {
        println!("left out: there is no Chromium here");
        return;
    };
    let complaints: Vec<&str> = said.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    // Said by the script, which has shown the filters first.
    assert!(dom.contains("in 1 drill of 1</output>"), "the script did not run");
    assert!(dom.contains("<form class=\"filters scripted\" role=\"search\">"));
}
