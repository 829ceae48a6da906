//! A drill in a row's cells.

use crate::judge::{DetectionFound, Drill, ImpactFound, Judged};
use crate::report::Layout;
use crate::report::layout::{figure, range};
use crate::words::{ClaimId, DetectorKind, Impact, JourneyName, ServiceName, Verdict, stated};

/// The columns' headings.
pub(in crate::report) const HEADINGS: [&str; 7] =
    ["drill", "profile", "impact", "cascade", "detected", "recovered", "claims"];

/// The same where the profile stands under the drill's name.
pub(in crate::report) const NARROW_HEADINGS: [&str; 6] =
    ["drill", "impact", "cascade", "detected", "recovered", "claims"];

/// A detector's kind that is longer than `health-check`.
const LONG_NAME: usize = 12;

/// A drill's cells; a cell can have several lines.
pub(in crate::report) struct Cells<'a> {
    drill: &'a Drill,
    layout: Layout,
    shape: Shape,
}

/// How much width a row takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// What belongs together is on one line.
    Flat,
    /// Long names are broken, or stand above what is said of them.
    Tight,
    /// The same of all names.
    Tall,
}

impl<'a> Cells<'a> {
    pub fn of(drill: &'a Drill, layout: Layout) -> Self {
        Self { drill, layout, shape: Shape::Flat }
    }

    /// The same in this shape.
    pub fn shaped(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    /// In the order of the headings; `gap` stands between a recovery time and the documented one.
    pub fn row(&self, gap: &str) -> [String; 7] {
        let (drill, profile) = (self.drill.id.to_string(), self.drill.profile.to_string());
        [
            drill,
            profile,
            self.impact(),
            self.cascade(),
            self.detected(),
            self.recovered(gap),
            self.claims(),
        ]
    }

    /// The same for the narrow headings.
    pub fn narrow_row(&self) -> [String; 6] {
        let [drill, profile, impact, cascade, detected, recovered, claims] = self.row("\n");
        let drill = match (self.shape, drill.split_once('.')) {
            (Shape::Tight | Shape::Tall, Some((scenario, form))) => format!("{scenario}\n.{form}"),
            _ => drill,
        };
        [format!("{drill}\n{profile}"), impact, cascade, detected, recovered, claims]
    }

    /// The same, each on one line: of several, what says most.
    pub fn brief_row(&self) -> [String; 7] {
        let name = format!("{} {}", self.layout.mark(self.drill.verdict), self.drill.id);
        let profile = self.drill.profile.to_string();
        [
            name,
            profile,
            self.one_impact(),
            self.cascade().replace("\n+", " +").replace(" unnamed", ""),
            self.first_detected(),
            self.recovered(" "),
            self.claims(),
        ]
    }

    /// The journey that fared otherwise than documented, or else worst, and how many others there
    /// are.
    fn one_impact(&self) -> String {
        if let Some(all) = self.impact_of_all() {
            return all;
        }
        let verdict = |journey: &JourneyName| {
            let id = ClaimId::new("impact", Some(journey.as_str()), &self.drill.profile);
            self.drill.claims.iter().find(|claim| claim.id == id).map(|claim| claim.verdict)
        };
        let told = |(journey, found): &(&JourneyName, &ImpactFound)| {
            found.expected.is_some()
                || found.observed > Some(Impact::None)
                || verdict(journey).is_some()
        };
        let journeys: Vec<_> = self.drill.impact.iter().filter(told).collect();
        let worst =
            journeys.iter().max_by_key(|(journey, found)| (verdict(journey), found.observed));
        let Some((journey, found)) = worst else { return "–".to_owned() };
        let seen = found.observed.map_or("unknown".to_owned(), |impact| impact.to_string());
        let plus = if found.expected.is_none() { "+ " } else { "" };
        let more =
            if journeys.len() > 1 { format!(" +{}", journeys.len() - 1) } else { String::new() };
        format!("{plus}{journey} {seen}{}{more}", self.mark("impact", Some(journey.as_str())))
    }

    /// When the first detector noticed, with the worst verdict of all that is claimed of detectors.
    fn first_detected(&self) -> String {
        let found = &self.drill.detection;
        let first = found.iter().filter_map(|one| one.after).min_by_key(|after| after.at_most());
        let claims = self
            .drill
            .claims
            .iter()
            .filter(|claim| ["detected", "warned"].iter().any(|kind| claim.id.matches(kind)));
        let worst = claims.max_by_key(|claim| (claim.waived_until.is_none(), claim.verdict));
        let mark = worst.map_or(String::new(), |claim| format!(" {}", self.mark_of(claim)));
        match first {
            Some(first) => format!("{}{mark}", figure(first)),
            None if found.iter().any(|one| one.detected) => format!("noticed{mark}"),
            None if found.is_empty() && mark.is_empty() => "–".to_owned(),
            None => format!("never{mark}"),
        }
    }

    fn mark_of(&self, claim: &Judged) -> String {
        if claim.waived_until.is_some() { "~".to_owned() } else { self.layout.mark(claim.verdict) }
    }

    /// The mark of a claim, behind a space; nothing where there is none.
    fn mark(&self, kind: &str, subject: Option<&str>) -> String {
        let id = ClaimId::new(kind, subject, &self.drill.profile);
        let claim = self.drill.claims.iter().find(|claim| claim.id == id);
        claim.map_or(String::new(), |claim| format!(" {}", self.mark_of(claim)))
    }

    fn impact(&self) -> String {
        if let Some(all) = self.impact_of_all() {
            return all;
        }
        let line = |(journey, found): (&JourneyName, &ImpactFound)| {
            let seen = found.observed.map_or("unknown".to_owned(), |impact| impact.to_string());
            match (found.expected, found.observed) {
                (Some(expected), Some(observed)) if expected != observed => {
                    let mark = self.mark("impact", Some(journey.as_str()));
                    Some(format!("{journey} {seen}{mark}\n  said: {expected}"))
                }
                (Some(_), _) => {
                    Some(format!("{journey} {seen}{}", self.mark("impact", Some(journey.as_str()))))
                }
                // What is not claimed and not hurt goes without saying.
                (None, None | Some(Impact::None)) => None,
                (None, Some(_)) => Some(format!("+ {journey} {seen}")),
            }
        };
        or_dash(&self.drill.impact.iter().filter_map(line).collect::<Vec<_>>())
    }

    /// Where every journey fared alike and as claimed, that is all there is to say.
    fn impact_of_all(&self) -> Option<String> {
        let mut journeys = self.drill.impact.iter();
        let (first, found) = journeys.next().filter(|_| self.drill.impact.len() > 1)?;
        let (observed, mark) = (found.observed?, self.mark("impact", Some(first.as_str())));
        let alike = |(journey, other): (&JourneyName, &ImpactFound)| {
            other.observed == Some(observed)
                && other.expected == Some(observed)
                && self.mark("impact", Some(journey.as_str())) == mark
        };
        (found.expected == Some(observed) && journeys.all(alike))
            .then(|| format!("all {observed}{mark}"))
    }

    fn cascade(&self) -> String {
        let found = &self.drill.cascade;
        let mark = self.mark("cascade", None);
        let fell = |service: &&ServiceName| {
            found.observed.iter().any(|fallen| fallen.service == **service)
        };
        let named = found.expected.as_ref().map(|expected| match expected.len() {
            0 => format!("none{mark}"),
            all => format!("{} of {all}{mark}", expected.iter().filter(fell).count()),
        });
        let more = match found.undocumented.len() {
            0 => None,
            more => Some(format!("+{more} unnamed")),
        };
        or_dash(&named.into_iter().chain(more).collect::<Vec<_>>())
    }

    fn detected(&self) -> String {
        let mut kinds: Vec<DetectorKind> =
            self.drill.detection.iter().map(|one| one.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let line = |kind: DetectorKind| {
            let of_kind = self.drill.detection.iter().filter(|one| one.kind == kind);
            let first = of_kind
                .filter_map(|one: &DetectionFound| one.after)
                .min_by_key(|after| after.at_most());
            let when = first.map_or("never".to_owned(), figure);
            let name = kind.to_string();
            let breaks = match self.shape {
                Shape::Flat => false,
                Shape::Tight => name.len() > LONG_NAME,
                Shape::Tall => true,
            };
            let marks = ["detected", "warned"].map(|claim| self.mark(claim, Some(&name))).concat();
            format!("{name}{}{when}{marks}", if breaks { "\n  " } else { " " })
        };
        or_dash(&kinds.into_iter().map(line).collect::<Vec<_>>())
    }

    fn recovered(&self, gap: &str) -> String {
        let found = &self.drill.recovery;
        let mark = self.mark("recovery", None);
        let of = found
            .documented
            .map_or(String::new(), |documented| format!("{gap}of {}", stated(documented)));
        let seen = match (found.observed, &found.not_recovered_because) {
            (Some(observed), _) => figure(observed),
            (None, Some(_)) => "never".to_owned(),
            (None, None) if found.commands.is_empty() => return "–".to_owned(),
            (None, None) => "unknown".to_owned(),
        };
        let spread = found.spread.filter(|_| self.drill.repeats > 1);
        let spread = spread
            .map_or(String::new(), |spread| format!("{gap}({})", range(spread.least, spread.most)));
        format!("{seen}{mark}{spread}{of}")
    }

    fn claims(&self) -> String {
        let of = |verdict: Verdict| {
            self.drill
                .claims
                .iter()
                .filter(|claim| claim.verdict == verdict && claim.waived_until.is_none())
                .count()
        };
        let waived = self.drill.claims.iter().filter(|claim| claim.waived_until.is_some()).count();
        let verdicts =
            [Verdict::Confirmed, Verdict::Contradicted, Verdict::Undetermined].into_iter();
        let mut told: Vec<String> = verdicts
            .filter(|verdict| of(*verdict) > 0)
            .map(|verdict| format!("{} {}", of(verdict), self.layout.mark(verdict)))
            .collect();
        if waived > 0 {
            told.push(format!("{waived} ~"));
        }
        told.join(" ")
    }
}

fn or_dash(lines: &[String]) -> String {
    if lines.is_empty() { "–".to_owned() } else { lines.join("\n") }
}
