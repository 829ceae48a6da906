//! A team's failure document becomes a pack: what was understood is written down as services,
//! dependencies and scenarios, each with its line, and what only a person can know as a TODO.
//!
//! Nothing is dropped in silence: a failure is in a scenario or in `not_drilled`, a dependency in
//! the pack, in a TODO or in what was left out. Every guess says that it is one.
//!
//! Pure: this room is handed the texts of files and gives back texts of files.

mod again;
mod compose;
mod drills;
mod human;
mod index;
mod looks;
mod model;
mod needs;
mod places;
mod profiles;
mod services;
mod summary;
mod watchers;
mod written;
mod yaml;

#[cfg(test)]
mod tests;

pub use again::{Change, ChangeKind, changes};
pub use compose::NoCompose;
pub use human::{Layout, human};
pub use model::{Becomes, Import, Input, Understood};
pub use places::compose_named;

use crate::pack::PACK_FILE;
use crate::reading::{self, Reading};
use model::{Found, LeftOut};
use needs::Dependencies;
use places::Places;
use services::Services;
use std::collections::BTreeMap;
use written::Parts;

/// What a pack is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The pack's name.
    pub name: &'a str,
    /// The document.
    pub document: Input<'a>,
    /// The Compose file, where there is one.
    pub compose: Option<Input<'a>>,
    /// The YAML files of the pack that is there already, by name: what its `pack.yaml` says of where
    /// things run is believed, and what its people drill themselves is theirs.
    pub there: &'a BTreeMap<String, String>,
}

/// Makes a pack of a document.
pub fn import(sources: Sources<'_>) -> Result<Import, NoCompose> {
    let Sources { name, document, compose, there } = sources;
    let reading = reading::read(document.text);
    let broken: Vec<_> = reading.failures.iter().map(reading::breaks).collect();
    let said: Vec<_> = broken.iter().flatten().cloned().collect();
    let of_compose = compose.map(|file| compose::services(file.text)).transpose()?;
    let places = there.get(PACK_FILE).map(|pack| Places::read(pack)).unwrap_or_default();
    let read = (&reading, document.text);
    let services = Services::of(read, &said, of_compose.as_deref(), &places);
    let dependencies = Dependencies::of(&reading, &services);
    let mut drills = drills::drills(&reading.failures, &broken, &services, compose.is_some());
    drills::leave_to_people(&mut drills, &again::own_scenarios(there));
    let left_out = left_out(&reading, &dependencies);
    let parts = Parts {
        name,
        document,
        compose,
        droplet: places.droplet.as_deref(),
        reading: &reading,
        services: &services,
        dependencies: &dependencies,
        profiles: &profiles::profiles(&reading),
        drills: &drills,
        left_out: &left_out,
    };
    let scenarios = drills.iter().filter_map(|drill| drill.write(document));
    let (mut files, mut todos) = (Vec::new(), Vec::new());
    for file in std::iter::once(parts.write()).chain(scenarios) {
        let (file, to_do) = file.finish();
        files.push(file);
        todos.extend(to_do);
    }
    let failures = drills.iter().map(summary::understood).collect();
    let services = services.all.iter().map(found).collect();
    Ok(Import { files, failures, services, left_out, todos })
}

fn found(service: &services::Service) -> Found {
    Found {
        name: service.id.to_string(),
        line: service.lines.first().copied(),
        container: service.compose.as_ref().map(|compose| compose.name.clone()),
    }
}

/// What the pack takes nothing from.
fn left_out(reading: &Reading, dependencies: &Dependencies) -> Vec<LeftOut> {
    let strangers = dependencies.strangers.iter().map(|(text, lines)| LeftOut {
        what: format!("'{text}'"),
        lines: lines.iter().copied().collect(),
        why: "nothing else tells that it is a service".to_owned(),
    });
    let trees = reading.trees.iter().map(|tree| LeftOut {
        what: format!("the decision tree '{}'", tree.title.text.trim()),
        lines: vec![tree.title.place.line],
        why: "no drill follows from it".to_owned(),
    });
    let objectives = reading.objectives.iter().map(|objective| LeftOut {
        what: format!("the objective '{}'", objective.time.words.text.trim()),
        lines: vec![objective.time.words.place.line],
        why: "it is of no failure alone; `firedrill lint` holds it against the recoveries"
            .to_owned(),
    });
    let listings = reading.listings.iter().map(|listing| LeftOut {
        what: format!("'{}'", listing.title.text.trim()),
        lines: listing.items.iter().map(|item| item.what.place.line).collect(),
        why: if listing.is_better {
            "what would be better cannot be drilled".to_owned()
        } else {
            "what is weak shows in the drills".to_owned()
        },
    });
    let mut left: Vec<LeftOut> = strangers.chain(trees).chain(objectives).chain(listings).collect();
    left.sort_by(|one, other| (&one.lines, &one.what).cmp(&(&other.lines, &other.what)));
    left
}
