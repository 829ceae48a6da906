//! Comments that waive findings: `<!-- firedrill: allow RULE – reason -->`.

use super::finding::Finding;
use crate::reading::Waived;
use std::collections::BTreeMap;

/// Rules about waivers themselves, which no comment waives.
const NEVER: &str = "waiver";

/// Marks what is waived, with the reason. A comment holds for its section; a finding is
/// waived where any of its lines is.
pub fn apply(waived: &[Waived], found: &mut [Finding]) {
    let mut by_rule: BTreeMap<&str, Vec<&Waived>> = BTreeMap::new();
    for one in waived {
        by_rule.entry(&one.rule).or_default().push(one);
    }
    // Sorted by where they begin, with the furthest end so far, so that many comments cost no more
    // than a search each.
    let by_rule: BTreeMap<&str, Vec<(u32, u32, &str)>> = by_rule
        .into_iter()
        .map(|(rule, mut all)| {
            all.sort_by_key(|one| one.from);
            let mut end = (0, "");
            let reach = |one: &&'_ Waived| (one.from, one.until.max(one.place.line));
            let reaching = all.iter().map(|one| {
                let (line, until) = reach(one);
                if until >= end.0 {
                    end = (until, one.reason.as_str());
                }
                (line, end.0, end.1)
            });
            (rule, reaching.collect())
        })
        .collect();
    for finding in found.iter_mut().filter(|finding| !finding.rule.starts_with(NEVER)) {
        let Some(all) = by_rule.get(finding.rule) else { continue };
        finding.waived = finding.lines().into_iter().find_map(|line| {
            let before = all.partition_point(|(from, ..)| *from <= line);
            let (_, until, reason) = all.get(before.checked_sub(1)?)?;
            (line <= *until).then(|| (*reason).to_owned())
        });
    }
}
