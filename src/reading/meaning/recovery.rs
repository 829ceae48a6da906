//! What brings something back: steps with their commands, how long that takes, or that nobody needs
//! to do anything.

mod automatic;
mod building;
mod judged;

use super::Understood;
use super::anchors::Anchors;
use super::prose::{is_none, joined, split_lines};
use super::times::{alone, of_only, tells_how_soon, times};
use crate::reading::model::{Fact, Meaning, Recovery, Time};
use crate::reading::words::Words;
use automatic::is_nothing_to_do;
use building::Building;
use judged::judged;

/// Reads what brings it back.
pub(super) fn recovery(anchors: &Anchors<'_>, fact: &Fact) -> Understood {
    let lines: Vec<Words> = fact.value.iter().flat_map(split_lines).collect();
    if let Some(time) = alone(&lines, &of_only(&lines)).filter(|_| fact.blocks.is_empty()) {
        return Understood::sure(Meaning::Time(time));
    }
    let text = joined(lines.get(..lines.len().min(20)).unwrap_or_default());
    if fact.blocks.is_empty() && is_nothing_to_do(&text) {
        let recovery =
            Recovery { automatic: true, within: one_time(&lines), ..Recovery::default() };
        return Understood::sure(Meaning::Recovery(recovery));
    }
    if fact.blocks.is_empty() && is_none(&text, &["recovery", "fix", "workaround", "mitigation"]) {
        return Understood::sure(Meaning::Nothing);
    }
    let mut building = Building::new(anchors);
    for words in &lines {
        building.line(words, None);
    }
    building.blocks(&fact.blocks, 0);
    judged(building, fact)
}

fn one_time(lines: &[Words]) -> Option<Time> {
    let fitting = |words: &Words| {
        let fits = times(words).into_iter().filter(|one| tells_how_soon(&words.text, one, true));
        fits.map(|one| one.time).collect::<Vec<_>>()
    };
    let mut all = lines.iter().flat_map(fitting);
    all.next().filter(|_| all.next().is_none())
}

/// The beginning of a long text.
fn short(text: &str) -> String {
    let kept: String = text.chars().take(60).collect();
    if kept.len() < text.len() { format!("{}…", kept.trim_end()) } else { kept }
}
