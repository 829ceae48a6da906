//! Whether a claim of how somebody fares is said by its quote.

use super::is_target;
use crate::document::Saying;
use crate::pack::read::claims::{AGREE, ClaimContext, Entry, Stated};
use crate::pack::read::heard::{Clause, Heard, Thing};
use crate::words::Impact;

/// Notes each claim of an entry that its quote does not say, and whether there was one.
pub fn unsupported(context: &ClaimContext<'_>, entry: &Entry) -> bool {
    let fares = |stated: &&Stated| !stated.assertion.as_bound().fares().is_empty();
    if !entry.stated.iter().any(|stated| fares(&stated)) {
        return false;
    }
    let heard = Heard::lines(context, &entry.quote.lines);
    let against = |stated| {
        let stated: &Stated = stated;
        Some((stated, stated.assertion.as_bound().against(context, &heard)?))
    };
    let told: Vec<(&Stated, String)> =
        entry.stated.iter().filter(fares).filter_map(against).collect();
    for (stated, message) in &told {
        let none = stated.assertion.as_kind().says_nothing_else_falls();
        let hint = if none {
            "say 'none' in the document, or name the services that the quote names"
        } else {
            AGREE
        };
        context.source.error_with(stated.part(0), message, hint);
    }
    !told.is_empty()
}

/// What a claim needs of its quote.
pub struct Wanted<'a> {
    /// Any of these.
    pub levels: &'a [Impact],
    /// The quote has words for it; other claims only must not be against its words.
    pub said: bool,
    /// What it claims, in words.
    pub claimed: &'a str,
}

impl Wanted<'_> {
    /// What is said of a journey, or of nobody by name, or of services where no journey is named.
    pub fn of_journey(
        &self,
        context: &ClaimContext<'_>,
        heard: &Heard,
        journey: &Thing,
    ) -> Option<String> {
        let speaks = |clause: &&Clause| !clause.words.is_empty() || clause.emptied;
        let own: Vec<&Clause> = heard.about(|thing| thing == journey).filter(speaks).collect();
        if !own.is_empty() {
            return self.of(&own);
        }
        let names_journey = |clause: &&Clause| {
            clause.about.iter().flatten().any(|thing| matches!(thing, Thing::Journey(_)))
        };
        let speaking: Vec<&Clause> = heard.clauses.iter().filter(speaks).collect();
        let general: Vec<&Clause> =
            speaking.iter().copied().filter(|clause| clause.about.is_empty()).collect();
        let others = speaking.iter().copied().find(names_journey);
        match others {
            Some(others) if general.is_empty() => {
                let named =
                    others.about.iter().flatten().find(|thing| matches!(thing, Thing::Journey(_)));
                let named = named.map(ToString::to_string).unwrap_or_default();
                Some(format!(
                    "the quote speaks of '{named}' and not of '{journey}', the claim says {}",
                    self.claimed
                ))
            }
            Some(_) => self.of(&general),
            // Of what the fault breaks it says what is known.
            None => {
                let known = |clause: &&Clause| {
                    !clause.about.is_empty()
                        && clause.about.iter().flatten().any(|thing| is_target(context, thing))
                };
                self.of_some(
                    speaking.iter().flat_map(|clause| {
                        let known = known(clause);
                        clause.words.iter().filter(move |word| word.symbol || !known)
                    }),
                    &speaking,
                )
            }
        }
    }

    /// What these clauses say.
    pub fn of(&self, clauses: &[&Clause]) -> Option<String> {
        self.of_some(clauses.iter().flat_map(|clause| &clause.words), clauses)
    }

    fn of_some<'c>(
        &self,
        words: impl Iterator<Item = &'c Saying>,
        clauses: &[&Clause],
    ) -> Option<String> {
        // That nothing goes on is not that it goes on.
        let nobody = |word: &&Saying| {
            self.levels.contains(&Impact::Degraded) && word.text.eq_ignore_ascii_case("none")
        };
        let words: Vec<&Saying> = words.filter(|word| !nobody(word)).collect();
        if words.iter().any(|word| word.levels.iter().any(|level| self.levels.contains(level))) {
            return None;
        }
        let claimed = self.claimed;
        if words.is_empty() && clauses.iter().any(|clause| clause.emptied) {
            return Some(format!(
                "all that the quote says of it is not tested, the claim says {claimed}"
            ));
        }
        if words.is_empty() {
            return self
                .said
                .then(|| format!("the quote has no words for it, the claim says {claimed}"));
        }
        let said: Vec<String> = words.iter().map(ToString::to_string).collect();
        Some(format!("the quote says {}, the claim says {claimed}", said.join(" and ")))
    }
}
