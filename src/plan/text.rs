//! A plan as people read it: every step, in its order.

use super::{DrillPlan, Plan, StackPlan};
use std::fmt;

impl fmt::Display for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let drills: usize = self.stacks.iter().map(|stack| stack.drills.len()).sum();
        let count = |n: usize, what: &str| {
            if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
        };
        let (drills, stacks) = (count(drills, "drill"), count(self.stacks.len(), "stack"));
        writeln!(out, "{drills} on {stacks}, one after the other. Nothing is touched now.")?;
        self.stacks.iter().try_for_each(|stack| write!(out, "\n{stack}"))
    }
}

impl fmt::Display for StackPlan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "stack {}: {}", self.profile.name, self.profile.title)?;
        writeln!(
            out,
            "  build the images that are missing; make a network, a volume and the containers; \
             start them;"
        )?;
        writeln!(out, "  wait until every service and journey is in its steady state")?;
        self.drills.iter().try_for_each(|drill| write!(out, "\n{drill}"))?;
        writeln!(out, "\n  take the stack down: containers, volume, network")
    }
}

impl fmt::Display for DrillPlan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = self.bounds;
        writeln!(out, "  drill {} ({}), line {}", self.scenario, self.profile, self.line)?;
        let watched = format!(
            "{} probes and {} detectors well and quiet",
            self.probes.len(),
            self.detectors.len()
        );
        step(out, "steady state", &watched, bounds.steady)?;
        if self.fault.is_nothing() {
            writeln!(
                out,
                "    {:<13} what each claim asks, by a command; nothing is broken",
                "ask"
            )?;
        } else {
            self.breaking(out)?;
        }
        for claim in &self.claims {
            writeln!(out, "      line {:>4}  {:<28} {}", claim.line, claim.id, claim.text)?;
        }
        Ok(())
    }
}

impl DrillPlan {
    /// The steps from the fault to its end.
    fn breaking(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = self.bounds;
        for near in &self.approach {
            step(out, "bring near", &near.to_string(), bounds.inject)?;
        }
        step(out, "inject", &self.fault.to_string(), bounds.inject)?;
        let claims = format!("{} claims, until each can be judged", self.claims.len());
        step(out, "observe", &claims, bounds.observe)?;
        if let Some(service) = &self.early {
            step(out, "start early", service.as_str(), bounds.observe)?;
        }
        for command in &self.commands {
            step(out, "recover", command, bounds.recover)?;
        }
        for service in &self.starts {
            step(out, "start", service.as_str(), bounds.recover)?;
        }
        for undo in &self.fault.undo {
            step(out, "take back", &undo.to_string(), bounds.settle)?;
        }
        step(out, "settle", "until all is as it was", bounds.settle)
    }
}

/// A plan for programs.
pub fn as_json(plan: &Plan) -> serde_json::Value {
    let drill = |drill: &DrillPlan| {
        serde_json::json!({
            "scenario": drill.scenario, "profile": drill.profile, "line": drill.line,
            "approach": drill.approach.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "fault": drill.fault.to_string(), "recovery": drill.commands,
            "early": drill.early, "starts": drill.starts,
            "undo": drill.fault.undo.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "claims": drill.claims, "probes": drill.probes, "detectors": drill.detectors,
        })
    };
    let stack = |stack: &StackPlan| {
        serde_json::json!({
            "profile": stack.profile.name, "drills": stack.drills.iter().map(drill).collect::<Vec<_>>(),
        })
    };
    serde_json::json!({ "stacks": plan.stacks.iter().map(stack).collect::<Vec<_>>() })
}

fn step(
    out: &mut fmt::Formatter<'_>,
    phase: &str,
    what: &str,
    bound: crate::words::Span,
) -> fmt::Result {
    writeln!(out, "    {phase:<13} {what} (at most {bound})")
}
