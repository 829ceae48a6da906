//! Steps of an undo, each of which can be taken twice.

use super::case::{THEIRS, theirs};
use crate::engine::Engine;
use crate::engine::fake::{Course, Fake, Life, Troubles};
use crate::journal::Undo;
use crate::recover::{outside, take_back};
use crate::words::RunId;
use std::sync::Arc;

async fn engine() -> (Fake, Engine) {
    let fake = Fake::new(theirs(), Arc::new(Course::new(1, Troubles::NONE)));
    let engine = fake.connect().await.unwrap();
    (fake, engine)
}

fn steps() -> Vec<Undo> {
    let container = || THEIRS[0].to_owned();
    let network = || "shop".to_owned();
    vec![
        Undo::Unpause { container: container() },
        Undo::Start { container: container() },
        Undo::Disconnect { container: container(), network: network() },
        Undo::Connect {
            container: container(),
            network: network(),
            address: [10, 9, 9, 2].into(),
            aliases: Vec::new(),
        },
        Undo::Run { container: container(), command: "mend it".to_owned() },
    ]
}

#[tokio::test(start_paused = true)]
async fn each_step_can_be_taken_where_there_is_nothing_to_take_back() {
    let (fake, engine) = engine().await;
    for step in steps() {
        for time in 1..=2 {
            let mut notes = Vec::new();
            let failed = take_back(&engine, vec![&step], &mut notes).await;
            assert_eq!((failed, notes), (Vec::new(), Vec::new()), "{step}, time {time}");
        }
    }
    assert_eq!(fake.things().differs(&theirs()), None);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_removed_is_noted_and_no_failure() {
    let (fake, engine) = engine().await;
    fake.things().containers.remove(THEIRS[0]);
    let (all, mut notes) = (steps(), Vec::new());
    let failed = take_back(&engine, all.iter().collect(), &mut notes).await;
    assert_eq!((failed.len(), notes.len()), (0, all.len()), "{failed:?}");
    assert!(
        notes[0].contains("nothing left to take back") && notes[0].contains("No such container"),
        "{}",
        notes[0]
    );
}

#[tokio::test(start_paused = true)]
async fn a_step_that_fails_keeps_no_other_from_being_taken_and_is_named_with_the_reason() {
    let (fake, engine) = engine().await;
    for (name, life) in [(THEIRS[0], Life::Exited), (THEIRS[1], Life::Paused)] {
        fake.things().containers.get_mut(name).unwrap().life = life;
    }
    let stuck = Undo::Run { container: THEIRS[0].to_owned(), command: "mend it".to_owned() };
    let other = Undo::Unpause { container: THEIRS[1].to_owned() };
    let failed = take_back(&engine, vec![&stuck, &other], &mut Vec::new()).await;
    assert_eq!(failed.len(), 1);
    assert!(
        failed[0].starts_with("docker exec -u root shop-db")
            && failed[0].contains("is not running"),
        "{failed:?}"
    );
    assert_eq!(fake.things().containers[THEIRS[1]].life, Life::Running);
}

#[tokio::test(start_paused = true)]
async fn a_step_is_tried_again_for_as_long_as_there_is_time() {
    let troubles = Troubles { percent: 100, most: 6 };
    let fake = Fake::new(theirs(), Arc::new(Course::new(3, troubles)));
    fake.things().containers.get_mut(THEIRS[1]).unwrap().life = Life::Paused;
    let engine = fake.connect().await.unwrap();
    let undo = Undo::Unpause { container: THEIRS[1].to_owned() };
    let failed = take_back(&engine, vec![&undo], &mut Vec::new()).await;
    assert!(failed.is_empty() || failed[0].contains(THEIRS[1]), "{failed:?}");
    assert_eq!(failed.is_empty(), fake.things().containers[THEIRS[1]].life == Life::Running);
}

#[test]
fn only_what_has_the_runs_own_name_goes_with_it() {
    let run = RunId::parse("20261124-074512-a3f0").unwrap();
    let start = |container: &str| Undo::Start { container: container.to_owned() };
    let steps = vec![
        start("20261124-074512-a3f0.1_redis"),
        start("20261124-074512-a3f0x-db"),
        start("shop-db"),
    ];
    let all = Undo::All { steps: steps.clone() };
    assert_eq!(outside(&all, &run), [&steps[1], &steps[2]]);
}
