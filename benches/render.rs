//! How long it takes to render all reports of a run with 18 drills, beside reading their timelines:
//! what the first is a part of the second holds on every machine.
#![expect(clippy::expect_used, reason = "a fixture that does not read is to end the bench")]

#[path = "../tests/common/recorded.rs"]
mod recorded;

use criterion::{Criterion, criterion_group, criterion_main};
use firedrill::judge::judge;
use firedrill::report::{FORMATS, Material, Run, Spent, Timelines, json};
use firedrill::timeline::Timeline;
use firedrill::words::{Span, Verdict};
use std::collections::BTreeSet;
use std::hint::black_box;

const RECORDED: [&str; 3] = ["nginx-crashes.static", "redis-stops.static", "redis-stops.flask"];
const DOCUMENT: &str = include_str!("../scenarios/enterprise-scanner/service-dependencies.md");

/// Each recorded drill six times.
fn eighteen(recorded: &[String]) -> (Run, Timelines) {
    let read = |text: &String| Timeline::read(text).expect("the fixture reads");
    let timelines: Vec<Timeline> = recorded.iter().map(read).collect();
    let all = || timelines.iter().cycle().take(18).zip(1..);
    let drills = all().map(|(timeline, n)| {
        let mut drill = judge(timeline);
        drill.timeline = Some(format!("{n}.jsonl"));
        drill
    });
    let header = &timelines[0].header;
    let run = Run {
        schema_version: json::SCHEMA_VERSION,
        tool: header.tool.clone(),
        run: header.run.clone(),
        started_at: header.started_at.clone(),
        duration: Span::secs(140),
        pack: header.pack.clone(),
        document: header.document.clone(),
        engine: header.engine.clone(),
        images: header.images.clone(),
        stand_ins: header.stand_ins.clone(),
        spent: Spent::default(),
        verdict: Verdict::Confirmed,
        drift: Vec::new(),
        drills: drills.collect(),
        shard: None,
        whole: None,
        not_drilled: Vec::new(),
        waivers: Vec::new(),
        not_tested: Vec::new(),
        report_dir: None,
    };
    (run.summed_up(), all().map(|(timeline, n)| (format!("{n}.jsonl"), timeline.clone())).collect())
}

fn bench(criterion: &mut Criterion) {
    let recorded = RECORDED.map(recorded::recorded);
    let (run, timelines) = eighteen(&recorded);
    let fail_on = BTreeSet::new();
    let material =
        Material { run: &run, timelines: &timelines, fail_on: &fail_on, document: Some(DOCUMENT) };
    let mut group = criterion.benchmark_group("a run of 18 drills");
    group.bench_function("read the timelines", |bencher| {
        let texts = || recorded.iter().cycle().take(18);
        bencher.iter(|| texts().filter_map(|text| Timeline::read(black_box(text)).ok()).count());
    });
    group.bench_function("render all formats", |bencher| {
        bencher.iter(|| {
            FORMATS.iter().map(|format| (format.render)(black_box(&material)).len()).sum::<usize>()
        });
    });
    for format in FORMATS {
        group.bench_function(format.file, |bencher| {
            bencher.iter(|| (format.render)(black_box(&material)));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = bench
}
criterion_main!(benches);
