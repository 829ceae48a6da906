//! The end of a run's stacks, or of one of them: everything with its label goes.

use crate::engine::{
    ContainerFacts, Engine, EngineError, EngineErrorKind, RUN_LABEL, STACK_LABEL, run_label,
    stack_label,
};
use crate::words::{RunId, StackId};
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;
use tokio::time::Instant;

/// How long the removal may take in all; it is not part of any drill's time.
pub const REMOVE_BUDGET: Duration = Duration::from_secs(60);
/// A network that is still in use so long after the last container has gone has ends that only the
/// engine believes in, and will be in use until the engine is restarted.
const MISCOUNTED: Duration = Duration::from_secs(8);
/// How long to wait after a round in which something failed; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// What the engine was asked to do by somebody who did not wait for it is done by then: it makes a
/// container in less than 0.2 s, twelve at a time, and a network in 0.1 s; on a machine without
/// time to spare in ten times as long.
pub const LATE: Duration = Duration::from_secs(3);

/// What is known of the engine calls of whoever made what is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// All of them have been answered.
    Answered,
    /// Some may be under way still: the caller is gone, was dropped, or waited too long. The engine
    /// does what it was asked to do all the same.
    MayBeUnderWay,
}

/// What came of a removal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removal {
    /// How many containers, networks and volumes were removed.
    pub removed: usize,
    /// What could not be removed, and why. Empty: nothing of the run is left.
    pub remains: Vec<Remain>,
}

/// Something that could not be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remain {
    /// What it is: `container 20261124-074512-a3f0_enterprisescanner_redis`.
    pub what: String,
    /// Why not.
    pub why: EngineError,
}

/// With what can be done about it, where there is something to be said.
impl fmt::Display for Remain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, why } = self;
        write!(out, "{what}: {why}")?;
        why.hint().map_or(Ok(()), |hint| write!(out, " ({hint})"))
    }
}

/// Removes all that carries a run's label: containers, then networks and volumes. A failed step
/// does not keep it from the next; what fails is tried again until `budget` is over
/// ([`REMOVE_BUDGET`] is a good one). It is done only when a look at the engine finds nothing any
/// more, and, where calls may be under way, another look a little later does too.
pub async fn remove(engine: &Engine, run: &RunId, calls: Calls, budget: Duration) -> Removal {
    remove_labelled(engine, &run_label(run), &format!("all of run {run}"), calls, budget).await
}

/// The same for one stack; the others of its run stay.
pub async fn remove_stack(engine: &Engine, stack: &StackId, budget: Duration) -> Removal {
    remove_labelled(
        engine,
        &stack_label(stack),
        &format!("all of stack {stack}"),
        Calls::Answered,
        budget,
    )
    .await
}

async fn remove_labelled(
    engine: &Engine,
    label: &str,
    all: &str,
    mut calls: Calls,
    budget: Duration,
) -> Removal {
    let mut state = Rounds { removed: BTreeSet::new(), failed: BTreeMap::new() };
    let mut pause = FIRST_PAUSE;
    let mut in_use_since = None;
    let rounds = async {
        loop {
            let before = state.removed.len();
            match state.round(engine, label).await {
                Ok(true) if calls == Calls::MayBeUnderWay => {
                    tokio::time::sleep(LATE).await;
                    calls = Calls::Answered;
                }
                Ok(true) => return,
                Ok(false) if state.failed.is_empty() && state.removed.len() > before => {}
                Ok(false) if state.only_networks_in_use() => {
                    if in_use_since.get_or_insert_with(Instant::now).elapsed() >= MISCOUNTED {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                _ => {
                    in_use_since = None;
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
            }
        }
    };
    let in_time = tokio::time::timeout(budget, rounds).await.is_ok();
    if !in_time && state.failed.is_empty() {
        let why = format!("it took longer than {} s", budget.as_secs_f64());
        state.failed.insert(
            all.to_owned(),
            EngineError::new(EngineErrorKind::TimedOut, format!("remove {all}"), why),
        );
    }
    let remains = state.failed.into_iter().map(|(what, why)| Remain { what, why }).collect();
    Removal { removed: state.removed.len(), remains }
}

struct Rounds {
    removed: BTreeSet<String>,
    failed: BTreeMap<String, EngineError>,
}

impl Rounds {
    /// One round; true where there was nothing left to remove.
    async fn round(&mut self, engine: &Engine, label: &str) -> Result<bool, EngineError> {
        let containers = self.listed(engine.containers(label).await)?;
        let gone =
            join_all(containers.iter().map(|found| engine.remove_container(&found.id))).await;
        self.note(containers.iter().map(|found| format!("container {}", found.name)), gone);
        let networks = self.listed(engine.networks(Some(label)).await)?;
        let volumes = self.listed(engine.volumes(label).await)?;
        let nets = join_all(networks.iter().map(|found| engine.remove_network(&found.id)));
        let disks = join_all(volumes.iter().map(|name| engine.remove_volume(name)));
        let (nets, disks) = tokio::join!(nets, disks);
        self.note(networks.iter().map(|found| format!("network {}", found.name)), nets);
        self.note(volumes.iter().map(|name| format!("volume {name}")), disks);
        let nothing_is_left = containers.is_empty() && networks.is_empty() && volumes.is_empty();
        if nothing_is_left {
            // What could not be removed is gone all the same: somebody else was at it, as a
            // `recover` that was killed.
            self.failed.clear();
        }
        Ok(nothing_is_left)
    }

    /// Whether nothing is left but networks that the engine calls used.
    fn only_networks_in_use(&self) -> bool {
        !self.failed.is_empty()
            && self.failed.values().all(|why| why.kind == EngineErrorKind::StillInUse)
    }

    fn listed<T>(&mut self, list: Result<Vec<T>, EngineError>) -> Result<Vec<T>, EngineError> {
        const WHAT: &str = "whatever the engine could not list";
        match &list {
            Ok(_) => self.failed.remove(WHAT),
            Err(error) => self.failed.insert(WHAT.to_owned(), error.clone()),
        };
        list
    }

    fn note(&mut self, names: impl Iterator<Item = String>, results: Vec<Result<(), EngineError>>) {
        for (name, result) in names.zip(results) {
            match result {
                Ok(()) => {
                    self.failed.remove(&name);
                    self.removed.insert(name);
                }
                Err(error) => drop(self.failed.insert(name, error)),
            }
        }
    }
}

/// The stacks of which something is on the engine, and each one's containers.
pub async fn standing(
    engine: &Engine,
) -> Result<BTreeMap<StackId, Vec<ContainerFacts>>, EngineError> {
    let mut found: BTreeMap<StackId, Vec<ContainerFacts>> = BTreeMap::new();
    let stack_of = |labels: &BTreeMap<String, String>| {
        let stack = labels.get(STACK_LABEL).and_then(|label| StackId::parse(label));
        // What bears a run's label alone is to be seen, and to be removed, all the same.
        stack.or_else(|| Some(StackId::new(RunId::parse(labels.get(RUN_LABEL)?).ok()?, 0)))
    };
    let (networks, containers) =
        tokio::try_join!(engine.networks(Some(RUN_LABEL)), engine.containers(RUN_LABEL))?;
    for stack in networks.iter().filter_map(|network| stack_of(&network.labels)) {
        found.entry(stack).or_default();
    }
    for container in containers {
        if let Some(stack) = stack_of(&container.labels) {
            found.entry(stack).or_default().push(container);
        }
    }
    Ok(found)
}

/// The runs of which something is on the engine.
pub async fn runs(engine: &Engine) -> Result<BTreeSet<RunId>, EngineError> {
    Ok(standing(engine).await?.into_keys().map(|stack| stack.run().clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mock::{Answer, Mock, refusal};
    use std::sync::atomic::{AtomicUsize, Ordering};

    const CONTAINERS: &str =
        r#"[{"Id":"a1","Names":["/one"],"Labels":{}},{"Id":"b2","Names":["/two"],"Labels":{}}]"#;

    fn run() -> RunId {
        RunId::parse("20261124-074512-a3f0").unwrap()
    }

    /// An engine with two containers, a network and a volume, of which each is there until it was
    /// removed.
    async fn with_things(
        fails: impl Fn(&str, usize) -> bool + Send + Sync + 'static,
    ) -> (Mock, Engine) {
        let gone = std::sync::Mutex::new(BTreeSet::<String>::new());
        let calls = AtomicUsize::new(0);
        Mock::engine(move |request| {
            let call = calls.fetch_add(1, Ordering::Relaxed);
            let path = request.split(['?', ' ']).nth(1).unwrap_or_default().to_owned();
            if fails(request, call) {
                return refusal(500, "no");
            }
            if request.starts_with("DELETE") {
                gone.lock().unwrap().insert(path);
                return Answer::Json(204, String::new());
            }
            let there = |path: &str, list: &str, empty: &str| {
                let is_gone = gone.lock().unwrap().contains(path);
                Answer::Json(200, if is_gone { empty } else { list }.to_owned())
            };
            match path.as_str() {
                "/containers/json" => there("/containers/b2", CONTAINERS, "[]"),
                "/networks" => there("/networks/n1", r#"[{"Id":"n1","Name":"site"}]"#, "[]"),
                _ => there("/volumes/disk", r#"{"Volumes":[{"Name":"disk","Driver":"local","Mountpoint":"","Labels":{},"Scope":"local","Options":{}}]}"#, r#"{"Volumes":[]}"#),
            }
        })
        .await
    }

    #[tokio::test]
    async fn everything_with_the_label_goes_and_a_last_look_finds_nothing() {
        let (mock, engine) = with_things(|_, _| false).await;
        let removal = remove(&engine, &run(), Calls::Answered, REMOVE_BUDGET).await;
        assert_eq!(removal, Removal { removed: 4, remains: Vec::new() });
        let asked = mock.asked();
        assert!(asked.iter().all(
            |request| !request.starts_with("GET /containers/json") || request.contains("a3f0")
        ));
        assert!(asked.last().unwrap().starts_with("GET"), "{asked:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_step_that_fails_is_tried_again_and_does_not_keep_it_from_the_next() {
        let (_mock, engine) =
            with_things(|request, call| request.starts_with("DELETE /containers/b2") && call < 12)
                .await;
        let removal = remove(&engine, &run(), Calls::Answered, REMOVE_BUDGET).await;
        assert_eq!(removal.remains, []);
        assert_eq!(removal.removed, 4);
    }

    /// The engine was told to make a network by a firedrill that was killed then, and makes it when
    /// nobody waits any more.
    #[tokio::test(start_paused = true)]
    async fn what_comes_late_is_waited_for_where_calls_may_be_under_way() {
        let there = |lists: &AtomicUsize| (1..=2).contains(&lists.fetch_add(1, Ordering::Relaxed));
        let engine = async || {
            let lists = AtomicUsize::new(0);
            Mock::engine(move |request| {
                let late = r#"[{"Id":"n1","Name":"site"}]"#;
                match request.split(['?', ' ']).nth(1).unwrap_or_default() {
                    "/networks" if there(&lists) => Answer::Json(200, late.to_owned()),
                    "/containers/json" | "/networks" => Answer::Json(200, "[]".to_owned()),
                    "/volumes" => Answer::Json(200, r#"{"Volumes":[]}"#.to_owned()),
                    _ => Answer::Json(204, String::new()),
                }
            })
            .await
        };
        let (_mock, one) = engine().await;
        assert_eq!(
            remove(&one, &run(), Calls::Answered, REMOVE_BUDGET).await.removed,
            0,
            "all was answered"
        );
        let (_mock, one) = engine().await;
        let removal = remove(&one, &run(), Calls::MayBeUnderWay, REMOVE_BUDGET).await;
        assert_eq!(removal, Removal { removed: 1, remains: Vec::new() });
    }

    /// A `recover` that was killed has told the engine to remove a container, and it is still at
    /// it.
    #[tokio::test(start_paused = true)]
    async fn what_the_engine_is_removing_already_is_waited_for_and_does_not_remain() {
        let lists = AtomicUsize::new(0);
        let (mock, engine) = Mock::engine(move |request| {
            let path = request.split(['?', ' ']).nth(1).unwrap_or_default();
            match path {
                "/containers/json" if lists.fetch_add(1, Ordering::Relaxed) < 2 => {
                    Answer::Json(200, CONTAINERS.to_owned())
                }
                "/containers/json" | "/networks" => Answer::Json(200, "[]".to_owned()),
                "/volumes" => Answer::Json(200, r#"{"Volumes":[]}"#.to_owned()),
                _ => refusal(409, "removal of container a1 is already in progress"),
            }
        })
        .await;
        let removal = remove(&engine, &run(), Calls::Answered, REMOVE_BUDGET).await;
        assert_eq!(removal.remains, []);
        assert!(
            mock.asked().iter().filter(|request| request.starts_with("DELETE")).count() >= 4,
            "{:?}",
            mock.asked()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_removed_is_named_with_the_reason() {
        let (_mock, engine) =
            with_things(|request, _| request.starts_with("DELETE /containers/b2")).await;
        let removal = remove(&engine, &run(), Calls::Answered, Duration::from_secs(5)).await;
        let remains: Vec<_> = removal.remains.iter().map(|remain| remain.what.as_str()).collect();
        assert_eq!(remains, ["container two"]);
        assert_eq!(removal.removed, 3);
    }

    /// Docker 20.10 can lose count of a network's ends: nothing but a restart of it helps then, and
    /// no patience.
    #[tokio::test(start_paused = true)]
    async fn a_network_that_the_engine_miscounts_is_named_soon() {
        let begun = Instant::now();
        let (_mock, engine) =
            Mock::engine(|request| match request.split(['?', ' ']).nth(1).unwrap_or_default() {
                "/networks" => Answer::Json(200, r#"[{"Id":"n1","Name":"site"}]"#.to_owned()),
                "/containers/json" => Answer::Json(200, "[]".to_owned()),
                "/volumes" => Answer::Json(200, r#"{"Volumes":[]}"#.to_owned()),
                _ => refusal(403, "network site id n1 has active endpoints"),
            })
            .await;
        let removal = remove(&engine, &run(), Calls::Answered, REMOVE_BUDGET).await;
        assert_eq!(
            removal.remains.first().map(|remain| remain.what.as_str()),
            Some("network site")
        );
        assert!(removal.remains[0].to_string().contains("restart"), "{}", removal.remains[0]);
        assert!(begun.elapsed() < REMOVE_BUDGET / 3, "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn an_engine_that_hangs_ends_with_the_budget_and_is_no_success() {
        let (_mock, engine) = Mock::engine(|_| Answer::Silence).await;
        let removal = remove(&engine, &run(), Calls::Answered, Duration::from_secs(5)).await;
        assert_eq!(removal.removed, 0);
        assert!(!removal.remains.is_empty());
    }
}
