//! Backups that are made more rarely than the objective for lost data allows.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::{Time, Topic};
use crate::words::Span;

/// See [`Rule::summary`].
pub struct RpoMissed;

impl Rule for RpoMissed {
    fn id(&self) -> &'static str {
        "rpo-missed"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "Less data may be lost than lies between two backups."
    }

    fn why(&self) -> &'static str {
        "Whatever was written since the last backup is lost with the original. Nothing is found \
         where the document also speaks of a replica, an archive of the log, or recovery to a \
         point in time."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "RPO: 15 minutes\n…\nBackups: every 6 hours",
            "RPO: 15 minutes\n…\nBackups: every 6 hours, the log archived every 5 minutes",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let every: Option<Vec<&Time>> =
            view.reading.backups.iter().map(|backup| backup.every.as_ref()).collect();
        let often = every.unwrap_or_default().into_iter().min_by_key(|time| time.span);
        let Some(often) = often else { return Vec::new() };
        let objectives = view.reading.objectives.iter();
        let objectives = objectives.filter(|objective| objective.topic == Topic::DataLoss);
        let objectives = objectives.map(|objective| {
            (&objective.time, objective.of.iter().map(|of| view.things.one(&of.name)).collect())
        });
        let facts = view.scenarios.iter().flat_map(|scenario| {
            let times = scenario.times(Topic::DataLoss);
            let rpo = times.filter(|(fact, _)| fact.key.text.to_lowercase().contains("rpo"));
            rpo.map(|(_, time)| (time, scenario.of.clone()))
        });
        let missed = objectives.chain(facts).filter(|(time, _): &(&Time, Vec<_>)| {
            // A cache that may lose nothing at all is not what backups are for.
            time.span > Span::ZERO && time.span < often.span
        });
        missed.map(|(time, of)| self.missed(time, often).about(&of)).collect()
    }
}

impl RpoMissed {
    fn missed(&self, limit: &Time, often: &Time) -> Finding {
        let message = format!(
            "data of {} may be lost, and the most frequent backup is made {}",
            limit.words.text.trim(),
            often.words.text.trim()
        );
        let spots = vec![
            Spot::at(&limit.words, format!("at most {}", limit.span)),
            Spot::at(&often.words, format!("up to {} are lost", often.span)),
        ];
        Finding::new(self, message, spots)
    }
}
