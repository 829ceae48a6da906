//! A claim with its evidence, and a scenario with its claims and their lines.

mod event;

pub use event::event;
pub(super) use event::{moment, offset, words_of};

use super::layout::{numbers, quoted, verdict_of};
use super::terminal::told as effect_told;
use super::{Layout, clean};
use crate::judge::{Drill, Judged};
use crate::pack::{Claim, NotDrilled, Pack, Scenario, ScenarioClaim};
use crate::timeline::{ActionKind, Event, Timeline, is_simulated};
use crate::words::{Moment, ScenarioId, stated};
use std::fmt::Write; // to a string, which cannot fail

/// What a run found of the claims that `wanted` names (all, where it names none): each with its
/// reason and, where the timeline of the repeat that it is of is at hand, the events that decided
/// it. Where all is wanted, effects follow. The second part is whether any claim was found.
pub fn findings<'t>(
    drill: &Drill,
    timeline_of: impl Fn(u32) -> Option<&'t Timeline>,
    wanted: Option<&str>,
    layout: Layout,
) -> (String, bool) {
    let drill = &clean::drill(drill);
    let named = |claim: &&Judged| wanted.is_none_or(|wanted| claim.id.matches(wanted));
    let claims: Vec<&Judged> = drill.claims.iter().filter(named).collect();
    let times =
        if drill.repeats > 1 { format!(" ({} times)", drill.repeats) } else { String::new() };
    let head = format!("{}, {}: {}{times}", drill.id, drill.profile, drill.title);
    let mut out = layout.strong(&layout.wrap(&head, 0, 2));
    out.push('\n');
    for claim in &claims {
        out.push('\n');
        out.push_str(&finding(drill, claim, timeline_of(claim.repeat), layout));
    }
    if wanted.is_none() && !drill.effects.is_empty() {
        out.push_str(&effects(drill, timeline_of(1).filter(|_| drill.repeats == 1), layout));
    }
    (out, !claims.is_empty())
}

/// What else happened. Of several repeats an effect does not say whose events show it.
fn effects(drill: &Drill, timeline: Option<&Timeline>, layout: Layout) -> String {
    let mut out = format!("\n{}\n", layout.strong("what else happened"));
    for effect in &drill.effects {
        let known = if effect.documented { "as the document says" } else { "not in the document" };
        let _ =
            writeln!(out, "  {}", layout.wrap(&format!("{known}: {}", effect_told(effect)), 2, 4));
        if let Some(timeline) = timeline {
            out.push_str(&events(&effect.evidence, timeline, layout));
        }
    }
    out
}

fn finding(drill: &Drill, claim: &Judged, timeline: Option<&Timeline>, layout: Layout) -> String {
    let mark = layout.mark(claim.verdict);
    let said = quoted(&claim.id, &claim.text);
    let head = format!("{}, {} line {}: {said}", claim.id, drill.source.document, claim.line);
    let mut out = format!("{mark} {}\n", layout.wrap(&head, 2, 2));
    out.push_str(&layout.paragraph(&format!("{}: {}", verdict_of(drill, claim), claim.reason), 2));
    if let Some(until) = &claim.waived_until {
        out.push_str(&layout.paragraph(&format!("waived until {until}"), 2));
    }
    let Some(timeline) = timeline else {
        if !claim.evidence.is_empty() {
            out.push_str(&layout.paragraph(&format!("events {}", numbers(&claim.evidence)), 2));
        }
        return out;
    };
    out.push_str(&events(&claim.evidence, timeline, layout));
    out
}

/// Events by their numbers, one after the other.
fn events(numbers: &[u64], timeline: &Timeline, layout: Layout) -> String {
    let (mut out, fault) = (String::new(), fault_begun(timeline));
    for n in numbers {
        if let Some(recorded) = timeline.event(*n) {
            let told = clean::text(&event(recorded, fault));
            let _ = writeln!(out, "  {n:>7}  {}", layout.wrap(&told, 11, 11));
        }
    }
    out
}

pub(super) fn fault_begun(timeline: &Timeline) -> Option<Moment> {
    let fault = |event: &Event| matches!(event, Event::Action { action: ActionKind::Fault, .. });
    timeline.events.iter().find(|recorded| fault(&recorded.event)).map(|recorded| recorded.at)
}

/// The line above what was found in a simulated drill; nothing where there was an engine.
pub fn simulated(engine: &str) -> String {
    if is_simulated(engine) { format!("{}\n\n", clean::text(engine)) } else { String::new() }
}

/// A scenario: what it does, and every claim with its line, its quote and what is to be seen if it
/// is true.
pub fn scenario(pack: &Pack, scenario: &Scenario, layout: Layout) -> String {
    let mut out = layout.strong(&clean::text(&format!("{}: {}", scenario.id, scenario.title)));
    out.push('\n');
    let place = format!("{}; {} line {}", scenario.file, pack.document.path, scenario.line);
    out.push_str(&layout.paragraph(&clean::text(&place), 2));
    out.push_str(&layout.paragraph(&clean::text(&format!("fault: {}", scenario.fault)), 2));
    let bounds = scenario.bounds;
    let text = format!(
        "bounds: steady {}, inject {}, observe {}, recover {}, settle {}",
        stated(bounds.steady),
        stated(bounds.inject),
        stated(bounds.observe),
        stated(bounds.recover),
        stated(bounds.settle)
    );
    out.push_str(&layout.paragraph(&text, 2));
    for profile in &scenario.profiles {
        let _ = writeln!(out, "\n{}", layout.strong(&format!("profile {profile}")));
        for claim in scenario.claims_in(profile) {
            let head =
                format!("{}, line {}: {}", claim.id, claim.line, quoted(&claim.id, &claim.text));
            let _ = writeln!(out, "  {}", layout.wrap(&clean::text(&head), 2, 4));
            out.push_str(&layout.paragraph(&clean::text(&claim.as_kind().told()), 4));
            if let Some(guess) = guess_of(scenario, &claim) {
                out.push_str(&layout.paragraph(&clean::text(&format!("a guess: {guess}")), 4));
            }
        }
    }
    if !scenario.not_tested.is_empty() {
        let _ = writeln!(out, "\n{}", layout.strong("not tested"));
        for line in &scenario.not_tested {
            let text = format!("line {}: \"{}\": {}", line.line, line.quote, line.reason);
            let _ = writeln!(out, "  {}", layout.wrap(&clean::text(&text), 2, 4));
        }
    }
    out
}

/// Why it is a guess that the document says this.
fn guess_of<'s>(scenario: &'s Scenario, claim: &Claim) -> Option<&'s str> {
    let same = |one: &&ScenarioClaim| one.line == claim.line && one.assertion == claim.assertion;
    scenario.claims.iter().find(same)?.guess.as_deref()
}

/// The scenarios of a pack, one a line: id, title and profiles.
pub fn scenarios(pack: &Pack, layout: Layout) -> String {
    let ids: Vec<&ScenarioId> = pack.scenarios.iter().map(|scenario| &scenario.id).collect();
    let widest = ids.iter().map(|id| id.as_str().len()).max().unwrap_or(0);
    let line = |scenario: &Scenario| {
        let profiles: Vec<String> = scenario.profiles.iter().map(ToString::to_string).collect();
        let text = clean::text(&format!("{} ({})", scenario.title, profiles.join(", ")));
        format!("{:<widest$}  {}\n", scenario.id, layout.wrap(&text, widest + 2, widest + 2))
    };
    let mut out: String = pack.scenarios.iter().map(line).collect();
    for NotDrilled { title, line, reason } in &pack.not_drilled {
        let text = clean::text(&format!("not drilled: {title} (line {line}): {reason}"));
        let _ = writeln!(out, "{}", layout.wrap(&text, 0, 2));
    }
    out
}
