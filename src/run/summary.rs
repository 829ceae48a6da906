//! What a run found, summed up.

use super::Assignment;
use super::backend::{Backend, MadeOf};
use super::waivers::waivers;
use crate::judge::{self, Drill};
use crate::pack::Pack;
use crate::plan::{DrillPlan, Plan};
use crate::report::{self, Drift, Planned, Run, Spent};
use crate::words::{ClaimId, RunId, ScenarioId, Span, Verdict};
use std::collections::BTreeMap;

/// What the drills found so far; it is kept whatever ends the run.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Each with its place in the report and its repeat, in the order in which they ended.
    pub(super) drills: Vec<(usize, u32, Drill)>,
    /// Where the run's time went besides.
    pub(super) spent: Spent,
}

impl Found {
    /// All of it as a report has it; none where no drill came to an end.
    pub(super) fn summed_up(
        self,
        facts: Facts,
        assignment: Assignment,
        duration: Span,
    ) -> Option<Run> {
        if self.drills.is_empty() {
            return None;
        }
        let Assignment { pack, plan, whole, shard, .. } = assignment;
        let (not_drilled, spent) = (not_drilled(&plan, &self), self.spent);
        let drills = self.merged();
        let run = Run {
            schema_version: report::json::SCHEMA_VERSION,
            tool: crate::timeline::TOOL.to_owned(),
            run: facts.run,
            started_at: facts.started_at,
            duration,
            pack: pack.name.clone(),
            document: pack.document.clone(),
            engine: facts.engine,
            images: facts.made_of.images,
            stand_ins: facts.made_of.stand_ins,
            verdict: Verdict::Undetermined,
            drift: drift(&pack, &drills),
            shard,
            whole: Some(whole),
            not_drilled,
            waivers: waivers(&pack, &drills),
            not_tested: not_tested(&pack, &drills),
            spent,
            drills,
            report_dir: None,
        };
        Some(run.summed_up())
    }

    /// The drills in the report's order, the repeats of each as one.
    fn merged(mut self) -> Vec<Drill> {
        self.drills.sort_by_key(|(place, repeat, _)| (*place, *repeat));
        let mut places: BTreeMap<usize, Vec<Drill>> = BTreeMap::new();
        for (place, _, drill) in self.drills {
            places.entry(place).or_default().push(drill);
        }
        places.into_values().filter_map(judge::merge).collect()
    }
}

/// What is known of the run besides what it found.
pub(super) struct Facts {
    run: RunId,
    started_at: String,
    engine: String,
    made_of: MadeOf,
}

impl Facts {
    /// Those of a run that is over, and not closed yet.
    pub(super) fn of(backend: &impl Backend) -> Self {
        let context = backend.context();
        Self {
            run: context.run.clone(),
            started_at: context.started_at.clone(),
            engine: backend.engine(),
            made_of: backend.made_of(),
        }
    }
}

/// What was planned and is not among what was found.
fn not_drilled(plan: &Plan, found: &Found) -> Vec<Planned> {
    let planned = plan.stacks.iter().flat_map(|stack| &stack.drills);
    let there =
        |one: &DrillPlan, drill: &Drill| drill.id == one.scenario && drill.profile == one.profile;
    let missing = |one: &&DrillPlan| !found.drills.iter().any(|(_, _, drill)| there(one, drill));
    let named =
        |one: &DrillPlan| Planned { id: one.scenario.clone(), profile: one.profile.clone() };
    planned.filter(missing).map(named).collect()
}

/// The words that what was drilled rests on and that no longer stand in the document: an entry for
/// each claim, and one where no claim rests on them, since a fault is of the document too.
fn drift(pack: &Pack, drills: &[Drill]) -> Vec<Drift> {
    let drilled =
        |drift: &&crate::pack::Drift| drills.iter().any(|drill| drill.id == drift.scenario);
    let told = |drift: &crate::pack::Drift| {
        let entry = |claim: Option<&ClaimId>| Drift {
            scenario: Some(drift.scenario.clone()),
            claim: claim.cloned(),
            line: drift.line,
            was: drift.was.clone(),
            is: drift.is.clone().unwrap_or_default(),
        };
        let judged = |claim: &&ClaimId| {
            let own = drills.iter().filter(|drill| drill.id == drift.scenario);
            own.flat_map(|drill| &drill.claims).any(|judged| judged.id == **claim)
        };
        let claims: Vec<Drift> = drift.claims.iter().filter(judged).map(Some).map(entry).collect();
        if claims.is_empty() { vec![entry(None)] } else { claims }
    };
    pack.drift.iter().filter(drilled).flat_map(told).collect()
}

/// What the document says of what was drilled, and no claim tests.
fn not_tested(pack: &Pack, drills: &[Drill]) -> Vec<report::NotTested> {
    let drilled =
        |scenario: &&crate::pack::Scenario| drills.iter().any(|drill| drill.id == scenario.id);
    let told = |scenario: Option<&ScenarioId>, line: &crate::pack::NotTested| report::NotTested {
        scenario: scenario.cloned(),
        line: line.line,
        quote: line.quote.clone(),
        reason: line.reason.clone(),
    };
    let scenarios = pack.scenarios.iter().filter(drilled);
    let lines = scenarios.flat_map(|one| one.not_tested.iter().map(|line| (Some(&one.id), line)));
    let others = pack.not_tested.iter().map(|line| (None, line));
    lines.chain(others).map(|(scenario, line)| told(scenario, line)).collect()
}
