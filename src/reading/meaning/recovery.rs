//! What brings something back: steps with their commands, how long that takes, or that nobody needs
//! to do anything.

mod automatic;
mod building;

use super::Understood;
use super::anchors::Anchors;
use super::commands::is_endless;
use super::placeholders::placeholders;
use super::prose::{is_none, joined, split_lines};
use super::times::{single, tells_how_soon, times};
use crate::reading::model::{Fact, Meaning, Recovery, Untestable};
use crate::reading::words::Words;
use automatic::is_nothing_to_do;
use building::Building;

const ADD: &str = "the command that brings it back, in back-ticks or in a code block";

/// Reads what brings it back.
pub(super) fn recovery(anchors: &Anchors<'_>, fact: &Fact) -> Understood {
    let lines: Vec<Words> = fact.value.iter().flat_map(split_lines).collect();
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
    lines.iter().for_each(|words| building.line(words, None));
    building.blocks(&fact.blocks, 0);
    judged(building, fact)
}

/// What was built, judged: whether it can be tested as it is written.
fn judged(building: Building<'_, '_>, fact: &Fact) -> Understood {
    let Building { mut steps, times: all, total, automatic, mut guess, elsewhere, .. } = building;
    // What only leads up to the steps is none: `Follow these:`.
    steps.retain(|step| !step.commands.is_empty() || !step.words.text.trim_end().ends_with(':'));
    for step in &mut steps {
        let (endless, commands) = std::mem::take(&mut step.commands)
            .into_iter()
            .partition(|one: &Words| is_endless(&one.text));
        step.commands = commands;
        let endless: Vec<Words> = endless;
        if let Some(one) = endless.first() {
            guess.push(format!(
                "'{}' is left out: it ends by nobody's hand but a person's",
                one.text
            ));
        }
    }
    let of_key = || single(std::slice::from_ref(&fact.key)).ok().map(|(time, _)| time);
    let within = match all.as_slice() {
        _ if total.is_some() => total,
        [] => of_key(),
        [one] => Some(one.clone()),
        several => {
            let told: Vec<&str> =
                several.iter().take(4).map(|time| time.words.text.as_str()).collect();
            guess.push(format!("of several times none is taken: {}", told.join(", ")));
            None
        }
    };
    let has_commands = steps.iter().any(|step| !step.commands.is_empty());
    let by_hand: Vec<&str> = steps
        .iter()
        .filter(|step| step.commands.is_empty())
        .map(|step| step.words.text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    if has_commands && !by_hand.is_empty() {
        let told: Vec<String> =
            by_hand.iter().take(3).map(|text| format!("'{}'", short(text))).collect();
        guess.push(format!("no command stands with {}", told.join(", ")));
    }
    if automatic && has_commands {
        guess.push("it is said to come back by itself, and commands stand there too".to_owned());
    }
    let commands = steps.iter().flat_map(|step| &step.commands).map(|one| one.text.as_str());
    let open = placeholders(commands);
    let recovery = Recovery { steps, within, automatic };
    if !open.is_empty() {
        let why = format!("its commands have placeholders: {}", open.join(", "));
        return untestable(why, "commands that can be run as they are written", recovery);
    }
    if has_commands || automatic {
        return Understood { means: Meaning::Recovery(recovery), guess: super::told(guess) };
    }
    if let Some(target) = elsewhere {
        let why = format!("its steps stand elsewhere: {target}");
        return untestable(why, ADD, recovery);
    }
    if recovery.steps.is_empty() {
        return untestable("nothing stands there that brings it back".to_owned(), ADD, recovery);
    }
    untestable("the recovery is prose".to_owned(), ADD, recovery)
}

fn untestable(why: String, add: &str, recovery: Recovery) -> Understood {
    let untestable = Untestable { why, add: add.to_owned(), recovery: Some(recovery) };
    Understood::sure(Meaning::Untestable(untestable))
}

fn one_time(lines: &[Words]) -> Option<crate::reading::model::Time> {
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
