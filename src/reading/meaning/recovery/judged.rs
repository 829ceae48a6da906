//! Whether a recovery that was read can be tested as it is written.

use super::building::Building;
use super::short;
use crate::reading::meaning::Understood;
use crate::reading::meaning::commands::is_endless;
use crate::reading::meaning::looking::only_looks;
use crate::reading::meaning::placeholders::placeholders;
use crate::reading::meaning::prose::tokens;
use crate::reading::meaning::times::single;
use crate::reading::meaning::told;
use crate::reading::model::{Fact, Meaning, Recovery, Step, Time, Untestable};
use crate::reading::words::Words;

const ADD: &str = "the command that brings it back, in back-ticks or in a code block";

/// What was built, judged: whether it can be tested as it is written.
pub(super) fn judged(mut building: Building<'_, '_>, fact: &Fact) -> Understood {
    let mut guess = std::mem::take(&mut building.guess);
    let mut steps = std::mem::take(&mut building.steps);
    // What only leads up to the steps is none: `Follow these:`.
    steps.retain(|step| !step.commands.is_empty() || !step.words.text.trim_end().ends_with(':'));
    guess.extend(without_endless(&mut steps));
    let acting = steps.iter().filter(|step| step.commands.iter().any(acts)).count();
    let within = within(&mut building, acting, &mut guess).or_else(|| key_time(&fact.key));
    let recovery = Recovery { steps, within, automatic: building.automatic };
    if let Some(why) = why_not(&recovery, acting, building.elsewhere.as_deref()) {
        let (why, add) = why;
        let untestable = Untestable { why, add: add.to_owned(), recovery: Some(recovery) };
        return Understood::sure(Meaning::Untestable(untestable));
    }
    guess.extend(doubts(&recovery, fact, building.elsewhere.as_deref()));
    Understood { means: Meaning::Recovery(recovery), guess: told(&guess) }
}

fn acts(command: &Words) -> bool {
    !only_looks(&command.text)
}

/// Takes the commands away that do not end by themselves, and says which.
fn without_endless(steps: &mut [Step]) -> Option<String> {
    let mut left = None;
    for step in steps {
        step.commands.retain(|command| {
            let endless = is_endless(&command.text);
            if endless && left.is_none() {
                left = Some(format!("'{}' is left out: it does not end by itself", command.text));
            }
            !endless
        });
    }
    left
}

/// How long it takes: a time that is labelled as that of the whole, or the one that stands there. A
/// time at one of several steps is of that step.
fn within(building: &mut Building<'_, '_>, acting: usize, guess: &mut Vec<String>) -> Option<Time> {
    if let Some(total) = building.total.take() {
        return Some(total);
    }
    let mut all = std::mem::take(&mut building.times);
    if all.is_empty() {
        all.append(&mut building.step_times);
        if acting > 1 && !all.is_empty() {
            guess.push(format!("no time is taken of those at its steps: {}", texts(&all)));
            return None;
        }
    }
    if all.len() > 1 {
        guess.push(format!("of several times none is taken: {}", texts(&all)));
        return None;
    }
    all.pop()
}

fn texts(times: &[Time]) -> String {
    let told: Vec<&str> = times.iter().take(4).map(|time| time.words.text.as_str()).collect();
    told.join(", ")
}

/// Why a recovery cannot be tested, and what to add; nothing where it can.
fn why_not(
    recovery: &Recovery,
    acting: usize,
    elsewhere: Option<&str>,
) -> Option<(String, &'static str)> {
    let commands = recovery.steps.iter().flat_map(|step| &step.commands);
    let open = placeholders(commands.clone().map(|one| one.text.as_str()));
    if !open.is_empty() {
        let why = format!("its commands have placeholders: {}", open.join(", "));
        return Some((why, "commands that can be run as they are written"));
    }
    if acting > 0 || recovery.automatic {
        return None;
    }
    let why = if commands.count() > 0 {
        "its commands only look, and none brings anything back".to_owned()
    } else if let Some(target) = elsewhere {
        format!("its steps stand elsewhere: {target}")
    } else if recovery.steps.is_empty() {
        "nothing stands there that brings it back".to_owned()
    } else {
        "the recovery is prose".to_owned()
    };
    Some((why, ADD))
}

/// Why a recovery is a guess though it can be tested.
fn doubts(recovery: &Recovery, fact: &Fact, elsewhere: Option<&str>) -> Vec<String> {
    let mut doubts = Vec::new();
    let has_commands = recovery.steps.iter().any(|step| !step.commands.is_empty());
    let by_hand = recovery.steps.iter().filter(|step| step.commands.is_empty());
    let by_hand: Vec<String> =
        by_hand.take(3).map(|step| format!("'{}'", short(step.words.text.trim()))).collect();
    if has_commands && !by_hand.is_empty() {
        doubts.push(format!("no command stands with {}", by_hand.join(", ")));
    }
    if recovery.automatic && has_commands {
        doubts.push("it is said to come back by itself, and commands stand there too".to_owned());
    }
    let key = fact.key.text.trim();
    if key.to_lowercase().starts_with("if ") {
        doubts.push(format!("it holds under a condition: '{}'", short(key)));
    }
    if has_commands && is_of_diagnosis(key) {
        doubts.push(format!("'{}' speaks of finding the cause", short(key)));
    }
    doubts.extend(elsewhere.map(|target| format!("more of it stands elsewhere: {target}")));
    doubts
}

/// Whether a key is about finding the cause, and not about bringing it back.
fn is_of_diagnosis(key: &str) -> bool {
    tokens(key).iter().any(|word| {
        ["diagnos", "investigat", "triage", "verif", "check", "assess", "troubleshoot"]
            .iter()
            .any(|begin| word.starts_with(begin))
    })
}

/// The time in a key: `Recovery (~5 min)`. In `Immediate response (0-15 minutes)` it is when to do
/// what stands there.
fn key_time(key: &Words) -> Option<Time> {
    const PHASES: [&str; 6] = ["immediate", "response", "first", "actions", "action", "phase"];
    const OF: [&str; 10] = [
        "recovery",
        "recover",
        "fix",
        "restore",
        "resolution",
        "failover",
        "mitigation",
        "restart",
        "rto",
        "remediation",
    ];
    let words = tokens(&key.text);
    let of = words.iter().any(|word| OF.contains(&word.as_str()));
    let (time, _) = single(std::slice::from_ref(key)).ok()?;
    let phase = time.words.text.trim_start().starts_with('0')
        || words.iter().any(|word| PHASES.contains(&word.as_str()));
    (of && !phase).then_some(time)
}
