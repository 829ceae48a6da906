//! GitHub Actions: workflow commands that annotate the document's lines. The job's page gets the
//! comment, see `markdown`.

use super::exit::why_idle;
use super::files::Material;
use super::{FailOn, clean};
use crate::words::Verdict;
use std::fmt::Write; // to a string, which cannot fail

/// A workflow command a line for every claim that is not confirmed, each quote that drifted, each
/// drill without its fault, and a run without any software: an error where it fails the run, a
/// warning where it does not, a notice where it is waived. GitHub shows the first ten of each kind,
/// so that the contradicted ones come first. `document` is the document's path in the repository,
/// where it is in there.
pub fn annotations(material: &Material<'_>, document: Option<&str>) -> String {
    let run = &clean::run(material.run);
    let level = |what: FailOn| if material.fail_on.contains(&what) { "error" } else { "warning" };
    let mut commands: Vec<(Verdict, String)> = Vec::new();
    for (drill, claim) in run.claims() {
        let level = match (claim.verdict, &claim.waived_until) {
            (Verdict::Confirmed, _) => continue,
            (_, Some(_)) => "notice",
            (Verdict::Contradicted, None) => level(FailOn::Contradicted),
            (Verdict::Undetermined, None) => level(FailOn::Undetermined),
        };
        let title = format!("{}, {}: {} {}", drill.id, drill.profile, claim.id, claim.verdict);
        let waived = claim
            .waived_until
            .as_ref()
            .map(|until| format!("\nwaived until {until}"))
            .unwrap_or_default();
        let next = run.show_claim(drill, claim);
        let text =
            format!("\"{}\"\n{}: {}{waived}\n{next}", claim.text, claim.verdict, claim.reason);
        commands.push((claim.verdict, command(level, document, claim.line, &title, &text)));
    }
    for drift in &run.drift {
        let title = format!("{}: the document has changed", drift.quoted_by());
        let text = drift.told(|words| format!("\"{words}\""));
        let told = command(level(FailOn::Drift), document, drift.line, &title, &text);
        commands.push((Verdict::Contradicted, told));
    }
    for drill in run.idle() {
        let title = format!("{}, {}: nothing was broken", drill.id, drill.profile);
        let text = format!("{}\n{}", why_idle(drill), run.show_drill(drill));
        commands.push((
            Verdict::Contradicted,
            command("error", document, drill.source.line, &title, &text),
        ));
    }
    for planned in &run.not_drilled {
        let text =
            format!("{}, {} was not drilled: the run ended before", planned.id, planned.profile);
        commands.push((Verdict::Contradicted, format!("::error::{}\n", data(&text))));
    }
    if let Some(why) = run.unsaid() {
        commands.push((Verdict::Contradicted, format!("::error::{}\n", data(why))));
    }
    if run.is_simulated() {
        let text = format!("{}: no software ran, nothing real was drilled", run.engine);
        commands.push((
            Verdict::Contradicted,
            format!("::{}::{}\n", level(FailOn::Simulated), data(&text)),
        ));
    }
    commands.sort_by_key(|(verdict, _)| std::cmp::Reverse(*verdict));
    commands.into_iter().map(|(_, command)| command).collect()
}

fn command(level: &str, document: Option<&str>, line: u32, title: &str, text: &str) -> String {
    let mut out = format!("::{level} ");
    if let Some(document) = document {
        let _ = write!(out, "file={},line={line},", property(document));
    }
    let _ = writeln!(out, "title={}::{}", property(title), data(text));
    out
}

/// Text as a workflow command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as a property of one.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        let told = command("error", Some("docs/a,b:c.md"), 7, "50%: x", "one\ntwo, 100%\r");
        assert_eq!(
            told,
            "::error file=docs/a%2Cb%3Ac.md,line=7,title=50%25%3A x::one%0Atwo, 100%25%0D\n"
        );
        assert_eq!(command("notice", None, 7, "t", "m"), "::notice title=t::m\n");
    }
}
