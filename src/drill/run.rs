//! Drives the machine over a world: wait, apply, write, ask.

use super::{Drill, Ending, Reply};
use crate::timeline::Recorded;
use crate::world::World;

/// Runs a drill to its end. Each event is given to `record` before the world is asked for anything
/// that follows from it; an error of `record` (a full disk) ends the drill as an interruption does,
/// once, and is returned when all is undone.
pub async fn drive<W: World, E>(
    world: &mut W,
    drill: &mut Drill,
    begin: Reply,
    mut record: impl FnMut(&Recorded, &Drill) -> Result<(), E>,
) -> Result<Ending, E> {
    let mut failed = None;
    let mut reply = begin;
    loop {
        let mut wants_an_end = false;
        for recorded in &reply.records {
            if failed.is_none()
                && let Err(error) = record(recorded, drill)
            {
                failed = Some(error);
                wants_an_end = true;
            }
        }
        for request in reply.requests {
            world.ask(request);
        }
        if let Some(ending) = drill.ending() {
            return failed.map_or_else(|| Ok(ending.clone()), Err);
        }
        let heard =
            if wants_an_end { crate::world::Heard::Interrupted } else { world.hear().await };
        reply = drill.apply(world.now(), heard);
    }
}
