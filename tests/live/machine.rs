//! The machine that the tests share: whether it has an engine, and who may run beside whom.
//!
//! Whoever judges by when things happen has the machine to himself: two drills on two processors
//! disturb each other's timing. So does whoever looks at all that is on it. Tests that are right
//! however long things take run beside others of their kind.

use crate::docker;
use firedrill::engine::Engine;
use firedrill::pack;
use firedrill::stack::images::{Images, Policy, prepare};
use firedrill::storage::bundled_pack;
use std::sync::{OnceLock, PoisonError, RwLock};

static MACHINE: RwLock<()> = RwLock::new(());

/// Runs a test while no other is at work.
pub fn alone(test: impl FnOnce()) {
    if is_left_out() {
        return;
    }
    let _alone = MACHINE.write().unwrap_or_else(PoisonError::into_inner);
    has_an_engine();
    test();
}

/// Runs a test beside others that do not mind it either.
pub fn beside_others(test: impl FnOnce()) {
    if is_left_out() {
        return;
    }
    let _shared = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    has_an_engine();
    test();
}

/// Whether tests that need an engine are left out, which is said.
fn is_left_out() -> bool {
    let left_out = std::env::var("FIREDRILL_NO_ENGINE").is_ok_and(|value| value == "1");
    if left_out {
        println!("skipped: FIREDRILL_NO_ENGINE=1 says that there is no engine");
    }
    left_out
}

fn has_an_engine() {
    docker::answers().unwrap_or_else(|why| {
        panic!("there is no engine ({why}); FIREDRILL_NO_ENGINE=1 skips these tests")
    });
}

/// The bundled pack's images, made if they are not there. On a fresh machine that takes minutes; no
/// test's patience is for it.
pub fn images() -> &'static Images {
    static IMAGES: OnceLock<Images> = OnceLock::new();
    IMAGES.get_or_init(|| {
        on_a_runtime(async {
            let engine = Engine::connect().await.unwrap();
            let files = bundled_pack();
            let compose =
                pack::read(&files).unwrap().compose(&pack::check_variables(None)).unwrap();
            prepare(&engine, &compose, &files, Policy::Auto, &|_| {}).await.unwrap()
        })
    })
}

/// Does asynchronous work to its end, on a runtime of its own.
pub fn on_a_runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}
