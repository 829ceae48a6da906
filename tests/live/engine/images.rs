//! Images of a small pack: built once, found again, and told apart by what they are made from.

use super::bench::{Bench, on_a_bench};
use firedrill::pack::PackFiles;
use firedrill::pack::compose::{Build, Compose, ComposeService};
use firedrill::stack::images::prepare;
use firedrill::stack::{Images, Policy, Progress, StackError};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Two services on one stage. Their stages' names have the run's digits, so that no two tests share
/// an image.
fn pack(bench: &Bench, text: &str) -> (Compose, PackFiles, [String; 3]) {
    let digits = &bench.run.as_str()[9..15];
    let names = ["all", "one", "two"].map(|name| format!("t{digits}{name}"));
    let [all, one, two] = &names;
    let dockerfile = format!(
        "ARG BASE=nothing\nFROM ${{BASE}} AS {all}\nRUN echo shared > /shared\n\
         FROM {all} AS {one}\nCOPY config/one /one\nFROM {all} AS {two}\nRUN echo two > /two\n"
    );
    let files = [
        ("images/Dockerfile", dockerfile.as_str()),
        ("config/one", text),
        ("pack.yaml", "name: x"),
    ];
    let service = |target: &String| ComposeService {
        image: format!("firedrill/{target}:dev"),
        build: Some(Build {
            context: ".".to_owned(),
            dockerfile: "images/Dockerfile".to_owned(),
            target: Some(target.clone()),
            args: BTreeMap::from([(
                "BASE".to_owned(),
                format!("firedrill/test-base:{}", bench.run),
            )]),
        }),
        ..ComposeService::default()
    };
    let services = BTreeMap::from([("one".into(), service(one)), ("two".into(), service(two))]);
    let compose = Compose { services, ..Compose::default() };
    (compose, files.into_iter().map(|(path, text)| (path, text.as_bytes())).collect(), names)
}

/// Prepares, and gives what was done for it.
async fn prepared(
    bench: &Bench,
    text: &str,
    policy: Policy,
) -> (Result<Images, StackError>, Vec<String>) {
    let (compose, files, _) = pack(bench, text);
    let done = Mutex::new(Vec::new());
    let note = |progress: Progress| {
        if let Progress::Image { doing } = progress {
            done.lock().unwrap().push(doing.split(':').next().unwrap_or_default().to_owned());
        }
    };
    let result = prepare(&bench.engine, &compose, &files, policy, &note).await;
    (result, done.into_inner().unwrap())
}

#[test]
fn images_are_built_once_and_found_as_long_as_they_are_made_from_the_same() {
    on_a_bench(|bench| async move {
        let base = format!("firedrill/test-base:{}", bench.run);
        bench.engine.tag_image(&bench.image, &base).await.unwrap();
        let names = pack(&bench, "").2;
        let told = |name: &String| format!("building firedrill/{name}");

        let (missing, _) = prepared(&bench, "1", Policy::Local).await;
        let missing = missing.unwrap_err();
        assert!(
            missing.is_the_machine() && missing.hint().unwrap().contains("--images auto"),
            "{missing}"
        );

        let (first, done) = prepared(&bench, "1", Policy::Build).await;
        let first = first.unwrap();
        assert_eq!(done, [told(&names[2]), told(&names[1])], "the lowest target comes first");
        assert_ne!(first.of("one").unwrap().digest, first.of("two").unwrap().digest);
        assert_eq!(first.infos()[0].origin, format!("built from Debian packages on {base}"));

        for policy in [Policy::Build, Policy::Auto, Policy::Local] {
            let (again, done) = prepared(&bench, "1", policy).await;
            assert_eq!((again.unwrap(), done.len()), (first.clone(), 0), "{policy:?}");
        }

        let (other, _) = prepared(&bench, "2", Policy::Auto).await;
        let other = other.unwrap();
        assert_ne!(other.of("one").unwrap().digest, first.of("one").unwrap().digest);

        for images in [&first, &other] {
            for service in ["one", "two"] {
                bench.engine.remove_image(&images.of(service).unwrap().reference).await.unwrap();
            }
        }
        bench.engine.remove_image(&base).await.unwrap();
    });
}
