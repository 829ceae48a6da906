//! Docker's world, held to what every world promises to a drill; the simulated one is held to the
//! same in the crate's own tests.

use crate::common::Folder;
use crate::contract;
use crate::machine;
use crate::runs::on_the_stack;
use firedrill::engine::{Engine, Secret};
use firedrill::journal::Journal;
use firedrill::pack;
use firedrill::plan::{self, Choice, DrillPlan};
use firedrill::shutdown::Shutdown;
use firedrill::site::{Opening, READY_WITHIN, Site};
use firedrill::stack;
use firedrill::storage::bundled_pack;
use firedrill::words::{RunId, StackId};
use firedrill::world::docker::Docker;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

/// A stack of the bundled pack, for worlds without a drill.
struct Standing {
    site: Arc<Site>,
    plan: DrillPlan,
    shutdown: Shutdown,
    interrupt: Box<dyn Fn()>,
}

impl contract::Stack for Standing {
    type World = Docker;

    fn plan(&self) -> &DrillPlan {
        &self.plan
    }

    fn world(&self) -> Docker {
        Docker::new(&self.site, &self.plan, self.shutdown.clone())
    }

    fn interrupt(&self) {
        (self.interrupt)();
    }

    /// Each of a world's tasks holds the site.
    async fn is_at_rest(&self) -> bool {
        for _ in 0..200 {
            if Arc::strong_count(&self.site) == 1 {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

/// Opens a stack, and holds its world to what every world promises.
async fn held_to_the_contract(folder: &Folder, run: &RunId, engine: &Engine) {
    let pack = Arc::new(pack::read(&bundled_pack()).unwrap());
    let choice =
        Choice { scenarios: vec!["redis-stops".to_owned()], profiles: vec!["static".to_owned()] };
    let mut stack = plan::plan(&pack, &choice).unwrap().stacks.remove(0);
    let (_stop, mut stop) = tokio::sync::watch::channel(false);
    let opening = Opening {
        engine: engine.clone(),
        id: StackId::new(run.clone(), 1),
        pack: Arc::clone(&pack),
        profile: stack.profile.clone(),
        images: Arc::new(machine::images().clone()),
        journal: Arc::new(Journal::create(&folder.path().join("state/firedrill"), run).unwrap()),
        password: Secret::new("a-password-for-tests"),
        progress: Arc::new(|_| {}),
        stop: stop.clone(),
    };
    let site = Site::open(opening).await.unwrap();
    let probes = plan::probes(&pack, &stack.profile);
    site.until_well(&probes, READY_WITHIN, &mut stop, || {}).await.unwrap();
    // Not by signals: those are of the whole process, which has other tests.
    let (shutdown, trigger) = Shutdown::new();
    let interrupt = Box::new(move || trigger.request());
    contract::holds(&Standing { site, plan: stack.drills.remove(0), shutdown, interrupt }).await;
}

#[test]
fn the_world_of_containers_keeps_what_every_world_promises() {
    on_the_stack(|folder| {
        let run =
            RunId::parse(&format!("20261124-000000-{:04x}", std::process::id() & 0xffff)).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let engine = runtime.block_on(Engine::connect()).unwrap();
        let held = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(held_to_the_contract(folder, &run, &engine));
        }));
        let removal = runtime.block_on(stack::remove(
            &engine,
            &run,
            stack::Calls::Answered,
            stack::REMOVE_BUDGET,
        ));
        assert!(removal.remains.is_empty(), "{:?}", removal.remains);
        held.unwrap_or_else(|panic| resume_unwind(panic));
    });
}
