//! How long the bundled stack takes to start and to go. Measured on request:
//! `cargo test --test live -- --ignored`.

use super::bench::{Bench, on_a_bench_alone};
use firedrill::engine::Secret;
use firedrill::journal::Journal;
use firedrill::pack::{Pack, PackFiles};
use firedrill::stack::images::prepare;
use firedrill::stack::{self, Calls, Policy, Progress, REMOVE_BUDGET, Stack, Start};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The bundled pack, from its folder.
fn files(folder: &Path, within: &str, into: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let path = if within.is_empty() { name } else { format!("{within}/{name}") };
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), &path, into);
        } else {
            into.insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
}

async fn once(
    bench: &Bench,
    pack: &Pack,
    files: &PackFiles,
    measured: &Mutex<Vec<(String, Duration)>>,
) {
    let variables = |net: &str| {
        let pairs = [
            ("FIREDRILL_NET", net),
            ("SITE_PROFILE", "flask"),
            ("POSTGRES_PASSWORD", "0123456789abcdef"),
        ];
        pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    let any = pack.compose(&variables("10.0.0")).unwrap();
    let begun = Instant::now();
    let images = prepare(&bench.engine, &any, files, Policy::Auto, &|_| ()).await.unwrap();
    let note = |what: &str, since: Instant| {
        measured.lock().unwrap().push((what.to_owned(), since.elapsed()));
    };
    note("images looked up", begun);
    let journal = Journal::create(&bench.folder, &bench.run).unwrap();
    let (_keep, stop) = watch::channel(false);
    let begun = Instant::now();
    let start = Start {
        engine: &bench.engine,
        id: &bench.stack(),
        images: &images,
        journal: &journal,
        password: Secret::new("0123456789abcdef"),
        first: &["prometheus", "droplet"],
        ready: &|_, _| Box::pin(std::future::ready(true)),
        progress: &|progress| match progress {
            Progress::Network(_) => note("  network", begun),
            Progress::Started { service, .. }
                if ["prometheus", "droplet"].contains(&service.as_str()) =>
            {
                note(&format!("  {service} started"), begun);
            }
            _ => (),
        },
        stop,
    };
    Stack::start(start, |net| {
        pack.compose(&variables(&net.to_string())).map_err(|problems| format!("{problems:?}"))
    })
    .await
    .unwrap();
    note("all started", begun);
    let begun = Instant::now();
    let removal = stack::remove(&bench.engine, &bench.run, Calls::Answered, REMOVE_BUDGET).await;
    note("removed", begun);
    assert_eq!(removal.remains, []);
    journal.close().unwrap();
}

#[test]
#[ignore = "a measurement: it takes the images, and the machine for itself"]
fn the_bundled_stack_starts_and_goes_in_seconds() {
    on_a_bench_alone(|bench| async move {
        let mut all = PackFiles::new();
        files(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/enterprise-scanner"),
            "",
            &mut all,
        );
        let pack = firedrill::pack::read(&all).unwrap();
        let measured = Mutex::new(Vec::new());
        for _ in 0..5 {
            once(&bench, &pack, &all, &measured).await;
        }
        let mut by_name = BTreeMap::<String, Vec<Duration>>::new();
        for (what, took) in measured.into_inner().unwrap() {
            by_name.entry(what).or_default().push(took);
        }
        for (what, mut took) in by_name {
            took.sort();
            println!(
                "{what:24} median {:4} ms ({}–{})",
                took[2].as_millis(),
                took[0].as_millis(),
                took[4].as_millis()
            );
        }
    });
}
