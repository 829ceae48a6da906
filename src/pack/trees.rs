//! The document's decision trees: each is put to the drills whose symptom it is, to be walked under
//! their faults.
//!
//! Where a scenario's own recovery is a leaf of the tree, the tree is a claim of that drill: the
//! recovery shows whether the leaf brings all back, and a walk that ends elsewhere was led past it.
//! Everywhere else the drill recovers by what the walk ends with: a drill of its own, or one that
//! the document gives no recovery for.

mod bind;

use super::Pack;
use super::claim::{Asked, Walk};
use super::fault::Fault;
use super::model::{Bounds, NotTested, Profile, Scenario, ScenarioClaim, Tree};
use crate::reading::{self, DecisionTree};
use crate::words::{ProfileName, ScenarioId, ServiceName, Span};

/// A remedy that has not brought all back within this time is none: the document gives none.
const CURED_WITHIN: Span = Span::secs(30);

/// All decision trees of the document, as they are walked in a profile.
pub fn bound_trees(pack: &Pack, profile: &Profile) -> Vec<Walk> {
    let read = reading::read(&pack.document_text);
    read.trees.iter().map(|tree| bind::bind(pack, profile, tree, said(pack, tree))).collect()
}

/// The same pack, with its document's trees as claims. What cannot be tested of them is in
/// [`Pack::not_tested`], with the reason.
pub(super) fn with_trees(mut pack: Pack, documented: &[DecisionTree]) -> Pack {
    for tree in documented {
        let (title, line) = (tree.title.text.trim().to_owned(), tree.title.place.line);
        let Some(said) = said(&pack, tree).cloned() else {
            let why = "the pack does not say which failures the tree is for (trees: in pack.yaml)";
            leave_open(&mut pack, &title, line, why);
            continue;
        };
        let bound: Vec<(ProfileName, Walk)> = pack
            .profiles
            .iter()
            .map(|profile| (profile.name.clone(), bind::bind(&pack, profile, tree, Some(&said))))
            .collect();
        for fault in &said.faults {
            if let Err(why) = place(&mut pack, fault, &bound, line) {
                leave_open(&mut pack, &title, line, &why);
            }
        }
        for (words, line, why) in untested(&bound) {
            leave_open(&mut pack, &words, line, &why);
        }
    }
    pack
}

fn said<'p>(pack: &'p Pack, tree: &DecisionTree) -> Option<&'p Tree> {
    pack.trees.iter().find(|said| said.line == tree.title.place.line)
}

/// Questions that nothing answers in any profile, and leaves that nothing carries out.
fn untested(bound: &[(ProfileName, Walk)]) -> Vec<(String, u32, String)> {
    let open = |walk: &Walk| {
        let questions = walk.questions.iter().filter_map(|question| match &question.asked {
            Asked::Nothing { why } => Some((question.words.clone(), question.line, why.clone())),
            Asked::Probes { .. } | Asked::Command { .. } => None,
        });
        let leaves = walk
            .leaves()
            .filter_map(|(_, _, leaf)| Some((leaf.words.clone(), leaf.line, leaf.open.clone()?)));
        questions.chain(leaves).collect::<Vec<_>>()
    };
    let Some(((_, first), others)) = bound.split_first() else { return Vec::new() };
    let everywhere = |line: u32| {
        others.iter().all(|(_, walk)| open(walk).iter().any(|(_, other, _)| *other == line))
    };
    open(first).into_iter().filter(|(_, line, _)| everywhere(*line)).collect()
}

/// Puts a tree to the drill of a fault, in each profile. An error says why there is none.
fn place(
    pack: &mut Pack,
    fault: &str,
    bound: &[(ProfileName, Walk)],
    line: u32,
) -> Result<(), String> {
    let at = match pack.scenarios.iter().position(|one| one.id.as_str() == fault) {
        Some(at) => at,
        None => alone(pack, fault, line)?,
    };
    let mut apart = Vec::new();
    for (profile, walk) in bound {
        let Some(scenario) = pack.scenarios.get_mut(at) else { continue };
        if !scenario.profiles.contains(profile) {
            continue;
        }
        let claim = claim(profile, walk, line);
        if suits(scenario, profile, walk) {
            scenario.claims.push(claim);
        } else {
            apart.push(claim);
        }
    }
    // A tree says the same of every profile: a drill of its own is drilled once, in the last that
    // has it.
    let Some(claim) = apart.pop() else { return Ok(()) };
    let (Some(of), Some((_, walk))) = (pack.scenarios.get(at), bound.first()) else {
        return Ok(());
    };
    let id = ScenarioId::parse(&format!("{}-by-{}", of.id, walk.slug()))
        .map_err(|error| format!("a drill of its own for {fault} cannot be named: {error}"))?;
    if pack.scenarios.iter().any(|other| other.id == id) {
        return Ok(()); // named twice
    }
    let made = Scenario {
        id,
        title: format!("{}, and '{}' is followed", of.title, walk.title),
        file: super::PACK_FILE.to_owned(),
        line,
        fault: of.fault.clone(),
        approach: None,
        by_name: false,
        profiles: claim.profile.iter().cloned().collect(),
        bounds: Bounds { recover: of.bounds.recover.min(CURED_WITHIN), ..of.bounds },
        claims: vec![claim],
        not_tested: Vec::new(),
    };
    pack.scenarios.push(made);
    Ok(())
}

/// Whether the tree can be walked in this drill itself: its recovery is one of the tree's leaves,
/// or it has none of its own and no other tree's.
fn suits(scenario: &Scenario, profile: &ProfileName, walk: &Walk) -> bool {
    let claims = scenario.claims_in(profile);
    let recovery = claims.iter().find_map(|claim| claim.as_kind().recovery());
    let walked = || claims.iter().any(|claim| claim.as_kind().walk().is_some());
    !scenario.by_name
        && match recovery {
            Some(recovery) => walk.leaf_of(&recovery.commands).is_some(),
            None => !walked(),
        }
}

fn claim(profile: &ProfileName, walk: &Walk, line: u32) -> ScenarioClaim {
    ScenarioClaim {
        quote: walk.title.clone(),
        line,
        profile: Some(profile.clone()),
        assertion: walk.clone().into(),
        guess: None,
    }
}

/// Makes the drill that breaks a service alone, where no table asked for it. An error says why it
/// cannot be had.
fn alone(pack: &mut Pack, id: &str, line: u32) -> Result<usize, String> {
    let none = || format!("no drill is called {id}");
    let name = id.strip_suffix("-alone").ok_or_else(none)?;
    let service = ServiceName::parse(name).map_err(|_| none())?;
    let fault = pack.service(&service).and_then(Fault::alone).ok_or_else(none)?;
    let there = |profile: &&Profile| !profile.without_services.contains(&service);
    let profiles = pack.profiles.iter().filter(there).map(|profile| profile.name.clone());
    let made = Scenario {
        id: ScenarioId::parse(id).map_err(|error| error.to_string())?,
        title: format!("{service} fails, and nothing else"),
        file: super::PACK_FILE.to_owned(),
        line,
        fault,
        approach: None,
        by_name: false,
        profiles: profiles.collect(),
        bounds: Bounds::default(),
        claims: Vec::new(),
        not_tested: Vec::new(),
    };
    pack.scenarios.push(made);
    Ok(pack.scenarios.len() - 1)
}

fn leave_open(pack: &mut Pack, words: &str, line: u32, why: &str) {
    let open = NotTested { quote: words.to_owned(), line, reason: why.to_owned() };
    if !pack.not_tested.contains(&open) {
        pack.not_tested.push(open);
    }
}
