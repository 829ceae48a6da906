//! In which order services start, by the document: a drill that starts all of them so, and one for
//! each that is said to depend on another, which starts it first.

use super::Pack;
use super::claim::{Assertion, BootStep, Boots, StartsAfter};
use super::fault::{Fault, FaultKind, Kill};
use super::model::{Bounds, Profile, Runs, Scenario, ScenarioClaim, Service};
use super::tables::{Line, Tables, unknown};
use crate::document::call_matches;
use crate::reading::{Name, Named, Reading, StartOrder, StartStep, Words};
use crate::words::{ScenarioId, ServiceName, Span};

/// How long what is started early is watched, and how long all may take once the rest is there: a
/// pool tries again to log in after fifteen seconds.
const BOUNDS: Bounds = Bounds {
    steady: Span::secs(30),
    inject: Span::secs(5),
    observe: Span::secs(3),
    recover: Span::secs(30),
    settle: Span::secs(30),
};

/// A step that names a service of the pack's.
struct Step<'r> {
    service: ServiceName,
    read: &'r StartStep,
    /// What it is said to depend on.
    after: Vec<ServiceName>,
}

/// The drills of an order; `nth` is 1 for the document's first.
pub(super) fn drills(
    tables: &mut Tables,
    read: &Reading,
    order: &StartOrder,
    nth: usize,
) -> Vec<Scenario> {
    let mut steps = Vec::new();
    for step in &order.steps {
        let Some(service) = tables.called(&step.starts) else {
            tables.leave_open(&line(&step.starts.words), &unknown(&step.starts));
            continue;
        };
        let after = after(tables, read, step);
        steps.push(Step { service, read: step, after });
    }
    let mut made = boots(&tables.pack, order, &steps, nth);
    for step in &steps {
        for other in &step.after {
            let drill = early(tables, step, other);
            let known = |drill: &Scenario| made.iter().any(|one| one.id == drill.id);
            made.extend(drill.filter(|drill| !known(drill)).into_iter().collect::<Vec<_>>());
        }
    }
    made
}

fn line(words: &Words) -> Line<'_> {
    Line { words, text: words.text.clone() }
}

/// What a step is said to depend on, as services; what is none is left open.
fn after(tables: &mut Tables, read: &Reading, step: &StartStep) -> Vec<ServiceName> {
    let mut found = Vec::new();
    for named in &step.after {
        if let Some(service) = tables.called(named).or_else(|| tables.called(&single(named))) {
            found.push(service);
        } else {
            let text = depends(step, named);
            tables.leave_open(&Line { words: &named.words, text }, &unknown(named));
        }
    }
    if let Some(kind) = everybody(&tables.pack.document_text, step) {
        let all = of_layer(&tables.pack, read, &kind);
        if all.is_empty() {
            let text = format!("{} depends on all {kind}", step.starts.words.text.trim());
            let why = format!("no layer of the document says which '{kind}' are");
            tables.leave_open(&Line { words: &step.starts.words, text }, &why);
        }
        found.extend(all);
    }
    let own = tables.called(&step.starts);
    found.retain(|service| Some(service) != own.as_ref());
    found
}

/// `SSL certs` in the singular.
fn single(named: &Named) -> Named {
    let text = named.words.text.trim().trim_end_matches('s');
    Named { name: Name::of(text).unwrap_or_else(|| named.name.clone()), ..named.clone() }
}

fn depends(step: &StartStep, on: &Named) -> String {
    format!("{} depends on {}", step.starts.words.text.trim(), on.words.text.trim())
}

/// Of `(depends on all data services)` the words `data services`.
fn everybody(text: &str, step: &StartStep) -> Option<String> {
    let at = usize::try_from(step.starts.words.place.line).ok()?.checked_sub(1)?;
    let line = text.lines().nth(at)?.to_lowercase();
    let signs = ["depends on all ", "needs all ", "requires all ", "waits for all ", "after all "];
    let from = signs.iter().find_map(|sign| Some(line.find(sign)? + sign.len()))?;
    let rest = line.get(from..)?.trim_start_matches("the ");
    let end = rest.find([')', ';', '.', ',']).unwrap_or(rest.len());
    Some(rest.get(..end)?.trim().to_owned()).filter(|kind| !kind.is_empty())
}

/// The services that the layer of this kind has headings for: of `data services` those of the
/// `Data Layer`.
fn of_layer(pack: &Pack, read: &Reading, kind: &str) -> Vec<ServiceName> {
    let Some(word) = kind.split(' ').next() else { return Vec::new() };
    let mut found: Vec<ServiceName> = Vec::new();
    let is_it = |title: &str| title.to_lowercase().split(' ').any(|one| one == word);
    let layers = read.layers.iter().filter(|layer| is_it(&layer.title.text));
    for words in layers.flat_map(|layer| layer.facts.iter().filter_map(|(under, _)| under.as_ref()))
    {
        let text = words.text.to_lowercase();
        for service in call_matches(&text, pack.called_services()).into_iter().take(1) {
            if !found.contains(service) {
                found.push(service.clone());
            }
        }
    }
    found
}

/// A drill for each profile: all that runs in it is killed at once, and started in this order.
fn boots(pack: &Pack, order: &StartOrder, steps: &[Step<'_>], nth: usize) -> Vec<Scenario> {
    let of_profile = |profile: &Profile| {
        let runs = |service: &ServiceName| {
            !profile.without_services.contains(service) && is_started(pack, service)
        };
        let here: Vec<&Step<'_>> = steps.iter().filter(|step| runs(&step.service)).collect();
        let names = here.iter().map(|step| step.read.starts.words.text.trim().to_owned());
        let names: Vec<String> = names.collect();
        let step = |step: &&Step<'_>| BootStep {
            service: step.service.clone(),
            after: step.after.iter().filter(|one| runs(one)).cloned().collect(),
        };
        let boots = Boots { order: here.iter().map(step).collect() };
        let targets: Vec<ServiceName> = here.iter().map(|step| step.service.clone()).collect();
        let several = if nth == 1 { String::new() } else { format!("-{nth}") };
        let id = ScenarioId::parse(&format!("boot{several}.{}", profile.name)).ok()?;
        let title = "everything starts anew, in the documented order".to_owned();
        let claim = claim(profile, order.title.place.line, names.join(", "), boots.into());
        (here.len() > 1).then(|| scenario(id, title, targets, profile, claim))
    };
    pack.profiles.iter().filter_map(of_profile).collect()
}

/// A drill that starts a service while what it is said to depend on is down: once, in the last
/// profile that has both, since the order says the same of all.
fn early(tables: &mut Tables, step: &Step<'_>, on: &ServiceName) -> Option<Scenario> {
    let service = &step.service;
    let words = &step.read.starts.words;
    let text = format!("{} depends on {on}", words.text.trim());
    let place = Line { words, text: text.clone() };
    if let Some(not) = [service, on].into_iter().find(|one| !is_started(&tables.pack, one)) {
        let why = format!("{not} is no container and no process, so that nothing starts it");
        tables.leave_open(&place, &why);
        return None;
    }
    let has = |profile: &&Profile, one| !profile.without_services.contains(one);
    let both = |profile: &&Profile| has(profile, service) && has(profile, on);
    let Some(profile) = tables.pack.profiles.iter().rfind(both).cloned() else {
        tables.leave_open(&place, "no profile has both of them");
        return None;
    };
    let assertion = StartsAfter { service: service.clone(), on: on.clone() };
    let claim = claim(&profile, words.place.line, text, assertion.into());
    let id = ScenarioId::parse(&format!("{service}-before-{on}")).ok()?;
    let title = format!("{service} is started while {on} is down");
    Some(scenario(id, title, vec![service.clone(), on.clone()], &profile, claim))
}

fn is_started(pack: &Pack, service: &ServiceName) -> bool {
    let runs = |service: &Service| matches!(service.runs, Runs::Container(_) | Runs::Process(_));
    pack.service(service).is_some_and(runs)
}

fn claim(profile: &Profile, line: u32, quote: String, assertion: Assertion) -> ScenarioClaim {
    ScenarioClaim { quote, line, profile: Some(profile.name.clone()), assertion, guess: None }
}

fn scenario(
    id: ScenarioId,
    title: String,
    targets: Vec<ServiceName>,
    profile: &Profile,
    claim: ScenarioClaim,
) -> Scenario {
    Scenario {
        id,
        title,
        file: super::PACK_FILE.to_owned(),
        line: claim.line,
        fault: Fault { targets, kind: FaultKind::Kill(Kill), undo: Vec::new() },
        approach: None,
        by_name: false,
        profiles: vec![profile.name.clone()],
        bounds: BOUNDS,
        claims: vec![claim],
        not_tested: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{Pack, with_tables};

    fn told(pack: &Pack) -> Vec<String> {
        let of_order = |one: &&crate::pack::Scenario| {
            one.id.as_str().starts_with("boot") || one.id.as_str().contains("-before-")
        };
        let mut told = Vec::new();
        for scenario in pack.scenarios.iter().filter(of_order) {
            for profile in &scenario.profiles {
                let claims = scenario.claims_in(profile);
                told.extend(claims.iter().map(|claim| {
                    let (id, text) = (&claim.id, &claim.text);
                    let (fault, told) = (&scenario.fault, claim.as_kind().told());
                    format!(
                        "{}: {fault}\n  {id} line {}: {text}\n  {told}",
                        scenario.id, claim.line
                    )
                }));
            }
        }
        let open = pack.not_tested.iter().filter(|one| (436..460).contains(&one.line));
        told.extend(open.map(|one| format!("- line {}: {}: {}", one.line, one.quote, one.reason)));
        told
    }

    #[test]
    fn the_bundled_order_is_a_boot_of_each_profile_and_a_drill_for_each_dependency() {
        let pack = with_tables(crate::pack::read(&crate::storage::bundled_pack()).unwrap());
        insta::assert_snapshot!(told(&pack).join("\n"));
    }
}
