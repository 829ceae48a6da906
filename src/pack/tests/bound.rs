//! A claim is held to the whole of its quote: what of a quoted line no claim binds is refused, or
//! stands under `not_tested`.

use super::{bundled, edited, readable, small};
use crate::pack::claim;
use crate::pack::{PackFiles, read};
use crate::timeline::{Assertion, Falls};
use crate::words::{DetectorKind, Span};

const DOCUMENT: &str = "failures.md";
const SCENARIO: &str = "cache-stops.yaml";
pub(super) const CASCADE: &str = "Cascade: The shop gets slower";
pub(super) const DETECTION: &str = "Detection: Health checks";
pub(super) const IMPACT: &str = "With the shop: 🟡 Slower";
const TODAY: &str = "Today: 🟢 No impact";
pub(super) const RECOVERY: &str = "Recovery: docker restart cache (10 seconds)";

/// The small pack with a line of the document and its quote changed, and then the scenario.
pub(super) fn quoting(line: &str, now: &str, edits: &[(&str, &str)]) -> PackFiles {
    let files = edited(edited(small(), DOCUMENT, line, now), SCENARIO, line, now);
    edits.iter().fold(files, |files, (from, to)| edited(files, SCENARIO, from, to))
}

pub(super) fn refusals(files: &PackFiles) -> Vec<String> {
    read(files).map_or_else(
        |problems| problems.into_iter().map(|one| one.message).collect(),
        |_| Vec::new(),
    )
}

#[track_caller]
fn refuses(line: &str, now: &str, edits: &[(&str, &str)], message: &str) {
    assert_eq!(refusals(&quoting(line, now, edits)), [message], "{now}");
}

#[track_caller]
fn accepts(line: &str, now: &str, edits: &[(&str, &str)]) {
    assert_eq!(refusals(&quoting(line, now, edits)), Vec::<String>::new(), "{now}");
}

#[test]
fn a_figure_is_bound_by_a_claim_of_its_line() {
    refuses(
        DETECTION,
        "Detection: Health checks within 1 millisecond",
        &[],
        "'within 1 millisecond' is bound by no claim",
    );
    refuses(
        CASCADE,
        "Cascade: The shop gets slower, for at least 3 hours",
        &[],
        "'at least 3 hours' is bound by no claim",
    );
    refuses(
        IMPACT,
        "With the shop: 🟡 Slower (5 % of requests)",
        &[],
        "'5 %' is bound by no claim",
    );
    let timed = |time: &'static str| [("detected_by: [health-check]", time)];
    accepts(
        DETECTION,
        "Detection: Health checks within 1 minute",
        &timed("detected_by: {health-check: 60s}"),
    );
    let other = "the quote says 1 minute, the claim says within 10 s";
    refuses(
        DETECTION,
        "Detection: Health checks within 1 minute",
        &timed("detected_by: {health-check: 10s}"),
        other,
    );
    let none = "the claim says within 10 s, the quote gives no time";
    refuses(DETECTION, DETECTION, &timed("detected_by: {health-check: 10s}"), none);
    let key = "Recovery (10 seconds): docker restart cache";
    accepts(RECOVERY, key, &[]);
    refuses("Cascade: The", "Cascade (for 3 hours): The", &[], "'3 hours' is bound by no claim");
    let least = "Recovery: docker restart cache (at least 10 seconds)";
    refuses(RECOVERY, least, &[], "'at least 10 seconds' is bound by no claim");
}

#[test]
fn figures_of_several_lines_are_told_at_once() {
    let files = quoting(DETECTION, "Detection: Health checks (5 s)", &[]);
    let now = "Cascade: The shop gets slower for 3 hours";
    let files = edited(edited(files, DOCUMENT, CASCADE, now), SCENARIO, CASCADE, now);
    assert_eq!(refusals(&files), ["'3 hours' and '5 s' are bound by no claim"]);
}

#[test]
fn a_detection_has_a_time_where_its_quote_gives_one() {
    let edit = [("detected_by: [health-check]", "detected_by: {health-check: 60s}")];
    let pack = readable(&quoting(DETECTION, "Detection: Health checks within 1 minute", &edit));
    let timed = Assertion::DetectedBy(claim::DetectedBy {
        detector: DetectorKind::HealthCheck,
        within: Some(Span::secs(60)),
    });
    assert!(pack.scenarios[0].claims.iter().any(|claim| claim.assertion == timed));
}

#[test]
fn a_part_that_is_not_tested_needs_a_reason_and_must_stand_in_the_line() {
    let part = |words: &str| {
        let entry =
            format!("not_tested:\n  - quote: \"{words}\"\n    reason: nobody measures it\n");
        quoting(
            CASCADE,
            "Cascade: The shop gets slower, for at least 3 hours",
            &[("not_tested:\n", &entry)],
        )
    };
    let pack = readable(&part("for at least 3 hours"));
    let untested = &pack.scenarios[0].not_tested[0];
    assert_eq!((untested.quote.as_str(), untested.line), ("for at least 3 hours", 13));
    assert!(pack.drift.is_empty());
    let other = refusals(&part("for at least 3 days"));
    assert!(other.contains(&"'at least 3 hours' is bound by no claim".to_owned()), "{other:?}");
    let whole = refusals(&part("Cascade: The shop gets slower, for at least 3 hours"));
    assert!(
        whole.iter().any(|message| message.contains("cannot be untested as well")),
        "{whole:?}"
    );
}

#[test]
fn half_a_list_is_no_list() {
    let named = "the quote also names 'nginx', and the claim does not";
    refuses(CASCADE, "Cascade: The shop gets slower, Nginx fails", &[], named);
    refuses(CASCADE, "Cascade: The shop and Nginx get slower", &[], named);
    accepts(CASCADE, "Cascade: The shop gets slower, Nginx keeps running", &[]);
    accepts(
        CASCADE,
        "Cascade: The shop and Nginx get slower",
        &[("cascade: [shop]", "cascade: [shop, nginx]")],
    );
    let failed = "the quote also names 'nginx', which the fault does not break";
    refuses(
        "Failure: The cache has crashed",
        "Failure: The cache and Nginx have crashed",
        &[],
        failed,
    );
    let kinds = "the quote also names 'alerts', and no claim says detected_by: alert";
    refuses(DETECTION, "Detection: Health checks, alerts", &[], kinds);
}

#[test]
fn words_of_severity_agree_with_the_claim() {
    let plain = [];
    refuses(TODAY, "Today: Total outage", &plain, "the quote says 'outage', the claim says none");
    refuses(
        TODAY,
        "Today: Not unaffected",
        &plain,
        "the quote says 'Not unaffected', the claim says none",
    );
    accepts(TODAY, "Today: The website is not affected", &plain);
    refuses(
        IMPACT,
        "With the shop: 🟡 Slower, 🔴 at times",
        &[],
        "the quote says 🔴 (outage), and no claim says so",
    );
    refuses(
        IMPACT,
        "With the shop: 🟡 Slower, nothing can be bought, and the website is down",
        &[],
        "the quote says 'down' of 'website', and no claim says so",
    );
}

#[test]
fn how_a_service_falls_follows_from_its_quote_and_agrees_with_it() {
    let fall_of = |files: &PackFiles| {
        let pack = readable(files);
        let cascade = pack.scenarios[0].claims.iter().find_map(|claim| match &claim.assertion {
            Assertion::Cascade(claim::Cascade { services, .. }) => Some(services[0].falls),
            _ => None,
        });
        cascade.unwrap()
    };
    let alone = [("    slower: [buy]\n", "")];
    assert_eq!(fall_of(&small()), Falls::Degrades);
    assert_eq!(fall_of(&quoting(CASCADE, "Cascade: The shop crashes", &alone)), Falls::Fails);
    assert_eq!(fall_of(&quoting(CASCADE, "Cascade: Shop", &alone)), Falls::Either);
    let fails = [("    slower: [buy]\n", ""), ("cascade: [shop]", "cascade: {shop: fails}")];
    assert_eq!(fall_of(&quoting(CASCADE, "Cascade: Shop", &fails)), Falls::Fails);
    let other =
        refusals(&quoting(CASCADE, CASCADE, &[("cascade: [shop]", "cascade: {shop: fails}")]));
    assert!(
        other[0].starts_with(
            "the quote says 'slower' of 'shop', which degrades; the claim says that it fails"
        ),
        "{other:?}"
    );
}

#[test]
fn a_negation_is_reflected_or_refused() {
    let alone = [("    slower: [buy]\n", "")];
    refuses(
        CASCADE,
        "Cascade: The shop does not care",
        &alone,
        "the quote says 'not care', which no claim reflects",
    );
    refuses(
        DETECTION,
        "Detection: No health checks",
        &[],
        "the quote says 'No', which no claim of its detection reflects",
    );
    accepts(CASCADE, "Cascade: The shop no longer answers", &alone);
    for (said, words) in [("is never affected", "never affected"), ("does not crash", "not crash")]
    {
        let message = format!("the quote says '{words}' of 'shop', the claim says that it falls");
        refuses(CASCADE, &format!("Cascade: The shop {said}"), &alone, &message);
    }
    let never = "Recovery: docker restart cache (10 seconds, but it never works)";
    refuses(
        RECOVERY,
        never,
        &[],
        "the quote says 'never works', which no claim of its recovery reflects",
    );
    let down = "Recovery: docker restart cache (10 seconds; it stays down)";
    refuses(RECOVERY, down, &[], "the quote says 'down', and no claim says so");
}

#[test]
fn the_bundled_cascades_fall_as_their_words_say() {
    let pack = readable(&bundled());
    let said: Vec<String> = pack
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.claims.iter().map(move |claim| (scenario, claim)))
        .filter_map(|(scenario, claim)| match &claim.assertion {
            Assertion::Cascade(claim::Cascade { services, .. }) if !services.is_empty() => {
                let services: Vec<String> = services
                    .iter()
                    .map(|entry| format!("{} {}", entry.service, entry.falls))
                    .collect();
                Some(format!("{}: {}", scenario.id, services.join(", ")))
            }
            _ => None,
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}
