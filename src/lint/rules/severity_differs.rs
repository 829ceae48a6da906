//! One service, and several severities: in a table, a scenario, a critical list, a layer.

mod said;
mod scale;

use super::super::finding::{Finding, Severity};
use super::super::view::View;
use super::Rule;
use crate::reading::Name;
use said::{From, Said, by_service};

/// See [`Rule::summary`].
pub struct SeverityDiffers;

impl Rule for SeverityDiffers {
    fn id(&self) -> &'static str {
        "severity-differs"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "Two parts of the document say differently how bad it is when a service fails."
    }

    fn why(&self) -> &'static str {
        "Whoever is woken at night decides by the severity what can wait until the morning. \
         Compared are tables, scenarios, lists of what is critical, and layers; scenarios and \
         lists with profiles, as 'Current' and 'Future', profile by profile. A failure that is \
         told twice, or whose id stands in a summary, is compared word by word: 'High', 'P1'."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "CRITICAL: Nginx, PgBouncer\n…\n| PgBouncer | 🟡 Connections are slower |",
            "CRITICAL: Nginx\nIMPORTANT: PgBouncer\n…\n| PgBouncer | 🟡 Connections are slower |",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let all = by_service(view);
        let of_services = all.iter().filter_map(|(name, said)| differing(self, name, said));
        of_services.chain(scale::differing(self, view)).collect()
    }
}

/// More that is said of one service is not compared, each with each.
const COMPARED: usize = 60;

fn differing(rule: &SeverityDiffers, name: &Name, said: &[Said]) -> Option<Finding> {
    let said = said.get(..COMPARED.min(said.len()))?;
    let mut involved = vec![false; said.len()];
    let mut sure = false;
    for (at, one) in said.iter().enumerate() {
        for (other_at, other) in said.iter().enumerate().skip(at + 1) {
            if contradicts(one, other, said) {
                sure |= one.sure && other.sure;
                for at in [at, other_at] {
                    if let Some(it) = involved.get_mut(at) {
                        *it = true;
                    }
                }
            }
        }
    }
    let of_it: Vec<&Said> =
        said.iter().zip(involved).filter(|(_, it)| *it).map(|(said, _)| said).collect();
    let first = of_it.first()?;
    let message = format!("{} is {}", first.written, in_words(&of_it));
    let spots = of_it.iter().map(|said| said.spot.clone()).collect();
    let severity = if sure { Severity::Warning } else { Severity::Note };
    Some(Finding::new(rule, message, spots).about([name]).rated(severity))
}

/// Whether two parts cannot both be right. What is said for a profile is compared with what is said
/// for the same one, and what is said for none with the worst of the other's.
fn contradicts(one: &Said, other: &Said, all: &[Said]) -> bool {
    if one.levels.iter().any(|level| other.levels.contains(level)) {
        return false;
    }
    let comparable = match (one.from, other.from) {
        // A service that has several rows in one table has one for each way to fail.
        (From::Table, From::Table) => one.table != other.table,
        (From::List, From::List) => one.is_of_the_same_list(other),
        // Two scenarios are two failures.
        (from, other) if from == other => false,
        _ => {
            let counts = |one: &Said, other: &Said| match (&one.profile, &other.profile) {
                (Some(profile), Some(_)) => other.is_closest_to(profile, all),
                (Some(_), None) => one.is_worst_of(all),
                _ => true,
            };
            counts(one, other) && counts(other, one)
        }
    };
    // Of prose an outage may be one of the service alone.
    let weak = |said: &Said, other: &Said| !said.sure && said.is_worse_than(other);
    comparable && !weak(one, other) && !weak(other, one)
}

/// `critical in 'Future' (line 3), yet degraded (🟡) in the table (line 9) and …`
fn in_words(said: &[&Said]) -> String {
    let mut said = said.to_vec();
    said.sort_by_key(|one| (std::cmp::Reverse(one.levels.last().copied()), one.spot.place));
    let mut text = String::new();
    let mut before: Option<&Said> = None;
    for one in said {
        let place = format!("{} (line {})", one.part, one.spot.place.line);
        match before {
            Some(before) if before.called == one.called => text += " and ",
            Some(_) => text = text + ", yet " + &one.called + " ",
            None => text = one.called.clone() + " ",
        }
        text += &place;
        before = Some(one);
    }
    text
}
