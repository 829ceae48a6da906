//! What the document says of the stack as it is.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::Fact;
use crate::timeline::{ActionKind, Happening};
use crate::words::Moment;

impl Check for Fact {
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        judged(context.observed, self)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }
}

/// By the answer to its question, whatever else was seen.
pub(super) fn judged(observed: &Observed, claim: &Fact) -> Finding {
    let ask = &claim.ask;
    let ended = observed.acts.iter().rfind(|act| {
        act.kind == ActionKind::Question
            && act.what == *ask
            && !matches!(act.happening, Happening::Begun)
    });
    let Some(act) = ended else {
        return Finding::undetermined(
            format!("`{ask}` had no answer before the drill ended"),
            vec![observed.last.0],
        );
    };
    let evidence = vec![act.n];
    match &act.happening {
        Happening::NotRun { why } => Finding::undetermined(why.clone(), evidence),
        Happening::Done { exit: Some(exit), output }
        | Happening::Failed { exit: Some(exit), output } => {
            answered(claim, *exit, output, evidence)
        }
        Happening::Done { output, .. } | Happening::Failed { output, .. } => {
            Finding::undetermined(format!("`{ask}`: {output}"), evidence)
        }
        Happening::Begun => Finding::undetermined("it was asked, and not answered", evidence),
    }
}

fn answered(claim: &Fact, exit: i64, output: &str, evidence: Vec<u64>) -> Finding {
    let ask = &claim.ask;
    let ended = if output.trim().is_empty() {
        format!("`{ask}` printed nothing and ended with exit status {exit}")
    } else {
        format!("`{ask}` ended with exit status {exit}: {}", first_line(output))
    };
    let Some(said) = &claim.said else {
        return if exit == 0 {
            Finding::confirmed(ended, evidence)
        } else {
            Finding::contradicted(ended, evidence)
        };
    };
    if exit != 0 || output.trim().is_empty() {
        return Finding::undetermined(ended, evidence);
    }
    let printed = first_line(output);
    let holds = match claim.within {
        Some(within) => {
            let (Some(said), Some(printed)) = (number(said), number(printed)) else {
                let reason = format!("{printed} and {said} are not both numbers: `{ask}`");
                return Finding::undetermined(reason, evidence);
            };
            (said - printed).abs() <= f64::from(within)
        }
        None => output.lines().any(|line| line.trim() == said.trim()),
    };
    let reason = format!("{printed} (documented: {said}): `{ask}`");
    if holds {
        Finding::confirmed(reason, evidence)
    } else {
        Finding::contradicted(reason, evidence)
    }
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default().trim()
}

/// The number that a text begins with: of `80%` 80.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text.get(..end)?.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{FactName, Verdict};

    fn fact(said: Option<&str>, within: Option<u32>) -> Fact {
        let name = FactName::parse("gzip").unwrap();
        Fact { name, ask: "measure".to_owned(), said: said.map(str::to_owned), within }
    }

    #[track_caller]
    fn gives(claim: &Fact, (exit, output): (i64, &str), wanted: Verdict) {
        let finding = answered(claim, exit, output, vec![7]);
        assert_eq!(finding.verdict, wanted, "{}", finding.reason);
        assert_eq!(finding.evidence, [7]);
    }

    #[test]
    fn a_number_is_held_against_the_documented_one_within_its_bound() {
        let claim = fact(Some("80"), Some(10));
        gives(&claim, (0, "78.4\n"), Verdict::Confirmed);
        gives(&claim, (0, "90%"), Verdict::Confirmed);
        gives(&claim, (0, "69.9"), Verdict::Contradicted);
        gives(&claim, (0, "none"), Verdict::Undetermined);
        gives(&claim, (7, "curl: (7)"), Verdict::Undetermined);
    }

    #[test]
    fn a_text_is_one_of_the_lines_printed() {
        let claim = fact(Some("/var/log/nginx/error.log"), None);
        gives(
            &claim,
            (0, "/var/log/nginx/access.log\n/var/log/nginx/error.log\n"),
            Verdict::Confirmed,
        );
        gives(&claim, (0, "/var/log/nginx/error.log.1"), Verdict::Contradicted);
        gives(&claim, (0, ""), Verdict::Undetermined);
    }

    #[test]
    fn without_a_text_the_exit_status_says_it() {
        let claim = fact(None, None);
        gives(&claim, (0, ""), Verdict::Confirmed);
        gives(&claim, (1, "no such header"), Verdict::Contradicted);
    }
}
