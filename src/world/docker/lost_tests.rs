//! An engine whose stream of events breaks is told as one that is gone.

use super::Docker;
use crate::engine::Secret;
use crate::engine::fake::{Course, Fake, Troubles};
use crate::journal::Journal;
use crate::plan::{Choice, plan};
use crate::recover::tests::case::{Case, theirs};
use crate::shutdown::Shutdown;
use crate::site::{Opening, Site};
use crate::words::StackId;
use crate::world::{Heard, World as _};
use std::sync::Arc;
use tokio::sync::watch;

#[tokio::test(start_paused = true)]
async fn a_stream_of_events_that_breaks_is_an_engine_that_is_lost() {
    let case = Case::of(0);
    let course = Arc::new(Course::new(0, Troubles::NONE));
    let fake = Fake::new(theirs(), Arc::clone(&course));
    let folder = std::env::temp_dir().join(format!("firedrill-lost-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let (_stop, stop) = watch::channel(false);
    let opening = Opening {
        engine: fake.connect().await.unwrap(),
        id: StackId::new(case.run.clone(), 1),
        pack: Arc::clone(&case.pack),
        profile: case.pack.profiles[0].clone(),
        images: Arc::clone(&case.images),
        journal: Arc::new(Journal::create(&folder, &case.run).unwrap()),
        password: Secret::new("hunter22"),
        progress: Arc::new(|_| {}),
        stop,
    };
    let site = Site::open(opening).await.unwrap();
    let drill = plan(&case.pack, &Choice::default()).unwrap().stacks.remove(0).drills.remove(0);
    let (shutdown, _ask) = Shutdown::new();
    let mut world = Docker::new(&site, &drill, shutdown);
    course.break_events();
    let why = loop {
        if let Heard::Lost { why } = world.hear().await {
            break why;
        }
    };
    assert!(why.contains("events"), "{why}");
    std::fs::remove_dir_all(&folder).unwrap();
}
