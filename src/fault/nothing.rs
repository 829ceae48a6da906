//! Nothing is broken, and nothing is taken back.

use super::{Act, Doing};
use crate::journal::Undo;
use crate::pack::Nothing;
use crate::site::Site;
use crate::stack::Stack;
use crate::words::ServiceName;

impl Act for Nothing {
    fn inject<'a>(&'a self, _: &'a Site, _: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(async { Ok(String::new()) })
    }

    fn undo<'a>(&'a self, _: &'a Site, _: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(async { Ok(String::new()) })
    }

    fn undo_steps(&self, _: &Stack, _: &Site, _: &[ServiceName]) -> Vec<Undo> {
        Vec::new()
    }
}
