//! A decision tree leads to what brings all back.

use super::Check;
use crate::judge::context::{Finding, JudgeContext, documented_recovery};
use crate::judge::recovery::{self, Recovered};
use crate::judge::walk::walked;
use crate::observe::Observed;
use crate::pack::claim::{End, Leaf, Walk, Walked};
use crate::timeline::ActionKind;
use crate::words::{Moment, Verdict};

impl Check for Walk {
    // It is walked when all has been watched.
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, back: &Recovered) -> Finding {
        judged(context, back, self)
    }

    // What its remedy brought back has stayed only for who watched it.
    fn rests_on_all_of_it(&self) -> bool {
        true
    }

    fn judged_on(
        &self,
        context: &JudgeContext<'_>,
        back: &Recovered,
        verdict: Verdict,
    ) -> (Moment, Moment) {
        let windows = &context.windows;
        if verdict == Verdict::Confirmed {
            (windows.recover, back.watched_until(windows))
        } else {
            (windows.fault.0, windows.end)
        }
    }
}

fn judged(context: &JudgeContext<'_>, back: &Recovered, walk: &Walk) -> Finding {
    let Some(walked) = walked(context.observed, walk) else {
        let why = "the drill ended before the tree was walked";
        return Finding::undetermined(why, vec![context.observed.last.0]);
    };
    let evidence = walked.evidence();
    let leaf = match &walked.end {
        End::Leaf(leaf) => *leaf,
        End::Open { .. } => return Finding::undetermined(walked.to_string(), evidence),
        End::Circle(_) | End::Nowhere { .. } => {
            return Finding::contradicted(walked.to_string(), evidence);
        }
    };
    let (documented, _) = documented_recovery(context.header);
    if !documented.is_empty() && leaf.commands != documented {
        return Finding::contradicted(led_past(walk, &walked, &documented), evidence);
    }
    if let Some(why) = not_carried_out(context, leaf) {
        return Finding::undetermined(format!("{walked}; {why}"), evidence);
    }
    let found = recovery::judge(context, back, None);
    let reason = format!("{walked}; {}", found.reason);
    Finding { reason, evidence: [evidence, found.evidence].concat(), ..found }
}

/// Where the tree has what brings the failure back, and the walk ended elsewhere.
fn led_past(walk: &Walk, walked: &Walked<'_>, documented: &[String]) -> String {
    let Some((question, reply, leaf)) = walk.leaf_of(documented) else {
        let documented = documented.join("; ");
        return format!("{walked}; the document recovers this by another: {documented}");
    };
    let came = walked.path.iter().any(|taken| taken.question == question);
    let how = if came { "was answered otherwise" } else { "was not come to" };
    format!(
        "{walked}; what brings this back stands behind {reply} to question {} (line {}), which \
         {how}",
        question.number, leaf.line
    )
}

/// Why the leaf's remedy was not what was done, where it was not.
fn not_carried_out(context: &JudgeContext<'_>, leaf: &Leaf) -> Option<String> {
    if leaf.commands.is_empty() {
        return Some(leaf.open.clone().unwrap_or_else(|| "nothing carries it out".to_owned()));
    }
    let acts = || context.observed.acts.iter().filter(|act| act.kind == ActionKind::Recovery);
    let other = acts().find(|act| !leaf.commands.contains(&act.what))?;
    Some(format!("the drill ran `{}` instead", other.what))
}
