//! Backups that are made more rarely than the objective for lost data allows.

mod last_copy;
mod measured;
mod promise;

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{View, is_objective, said};
use super::Rule;
use crate::document::figures;
use crate::reading::{Backup, Fact, Mark, Meaning, Name, Stands, Time, Topic};
use crate::words::Span;
use std::collections::{BTreeMap, HashMap};

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
        "Less data may be lost than lies between two backups, or than a scenario or a drill loses; \
         or it is promised that nothing is lost, and some may be."
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
        let backups = view.reading.backups.iter().filter(|one| is_of_copies(view, one));
        let copies: Vec<Copy<'_>> = backups.map(|one| Copy::of(one, view)).collect();
        let mut found: Vec<Finding> = Vec::new();
        for (limit, of) in &limits(view) {
            // A cache that may lose nothing at all is not what backups are for.
            if limit.span == Span::ZERO {
                continue;
            }
            let often = often(&copies, of).filter(|often| limit.span < often.span);
            found.extend(often.map(|often| self.missed(limit, often).about(of)));
        }
        found.extend(self.lost(view));
        found.extend(self.old(view));
        found.extend(self.kinds(view));
        found.extend(last_copy::found(self, view));
        found.extend(measured::found(self, view));
        found.extend(promise::found(self, view));
        found
    }
}

/// Whether a line is of copies of data, and not of how many instances run, of how far they lag
/// behind, of another document, or of what a version control system keeps.
fn is_of_copies(view: &View<'_>, backup: &Backup) -> bool {
    const OTHER: [&str; 10] = [
        "replicas=",
        "replication-factor",
        "replication.factor",
        "replication factor",
        "under-replicated",
        "under_replicated",
        "multiple replicas",
        "multi-replica",
        "replicas per",
        "git ",
    ];
    let lower = backup.words.text.to_lowercase();
    let is_link = backup.words.marks.iter().any(|(_, mark)| matches!(mark, Mark::Link(_)));
    let of_git = lower.contains("git)") || lower.contains("(git") || lower.ends_with("git");
    // A command that restores to a point in time says nothing of what it restores from.
    let line = backup.words.place.line;
    let is_command =
        view.lines_between(line, line).any(|line| matches!(line.stands, Stands::Commands));
    let is_point = is_command && (lower.contains("point-in-time") || lower.contains("pitr"));
    if is_point && backup.every.is_none() {
        return false;
    }
    backup.every.is_some() || !(is_link || of_git || OTHER.iter().any(|word| lower.contains(word)))
}

/// Whether a row is of what users would miss, and not of settings, logs or one of several copies.
fn is_of_data(of: &str) -> bool {
    const DATA: [&str; 8] = [
        "object storage",
        "file storage",
        "uploads",
        "user files",
        "user data",
        "media",
        "blob",
        "documents",
    ];
    let lower = of.to_lowercase();
    DATA.iter().any(|word| lower.contains(word))
}

/// `--from-backup daily-$(date -d yesterday)`
fn is_day_old(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(&["backup", "snapshot", "dump", "recoverypoint", "recovery-point"])
        && has(&[
            "yesterday",
            "last night",
            "24 hours ago",
            "1 day ago",
            "previous day",
            "previous night",
        ])
}

/// How often something is copied.
struct Copy<'a> {
    every: Option<&'a Time>,
    of: Vec<Name>,
}

impl<'a> Copy<'a> {
    fn of(backup: &'a Backup, view: &View<'_>) -> Self {
        let named = backup.of.as_ref().unwrap_or(&backup.words);
        Self { every: backup.every.as_ref(), of: view.things.called(&named.text) }
    }
}

/// How much may be lost, and of what.
fn limits(view: &View<'_>) -> Vec<(Time, Vec<Name>)> {
    let objectives = view.objectives(Topic::DataLoss).map(|objective| {
        let of = objective.of.iter().map(|of| view.things.one(&of.name));
        // What is no service, as `ordering`, may have its data anywhere.
        (objective.time.clone(), of.filter(|name| view.things.can_fail(name)).collect())
    });
    let facts = view.scenarios.iter().flat_map(|scenario| {
        let facts = scenario.facts(Topic::DataLoss).filter(|fact| is_objective(fact));
        facts.filter_map(|fact| Some((promised(fact)?, scenario.of.clone())))
    });
    objectives.chain(facts).collect()
}

/// The length of time that an objective names, whatever else it says: `Up to the last backup
/// (typically less than 5 minutes)`.
fn promised(fact: &Fact) -> Option<Time> {
    match &fact.means {
        Meaning::Time(time) => Some(time.clone()),
        Meaning::Untestable(_) => {
            let [words] = fact.value.as_slice() else { return None };
            let all = figures(&words.text);
            let [figure] = all.as_slice() else { return None };
            Some(Time { span: figure.span, about: true, words: words.part(figure.place.clone()) })
        }
        _ => None,
    }
}

/// How often that is copied, at best: none where it is copied all the time, or never that anybody
/// says.
fn often<'a>(copies: &[Copy<'a>], of: &[Name]) -> Option<&'a Time> {
    let counts = |copy: &&Copy<'_>| {
        of.is_empty() || copy.of.is_empty() || copy.of.iter().any(|name| of.contains(name))
    };
    // More are not gone through for each objective.
    let every: Option<Vec<&Time>> =
        copies.iter().take(200).filter(counts).map(|copy| copy.every).collect();
    every?.into_iter().min_by_key(|time| time.span)
}

impl RpoMissed {
    /// Kinds of data that a table of backups has in rows of their own, each against what holds for
    /// everything: that another one is copied all the time is no help to it.
    fn kinds(&self, view: &View<'_>) -> Vec<Finding> {
        let all = view.objectives(Topic::DataLoss).filter(|it| it.of.is_none());
        let Some(limit) = all.map(|it| &it.time).max_by_key(|time| time.span) else {
            return Vec::new();
        };
        let mut rows: BTreeMap<u32, Vec<&Backup>> = BTreeMap::new();
        for backup in &view.reading.backups {
            if backup.of.as_ref().is_some_and(|of| is_of_data(&of.text)) {
                rows.entry(backup.words.place.line).or_default().push(backup);
            }
        }
        let found = rows.values().filter_map(|row| {
            let every: Option<Vec<&Time>> = row.iter().map(|it| it.every.as_ref()).collect();
            let often = every?.into_iter().min_by_key(|time| time.span)?;
            let rare = limit.span > Span::ZERO && limit.span < often.span;
            rare.then(|| self.missed(limit, often).rated(Severity::Note))
        });
        found.collect()
    }

    /// A restore of a copy that is a day old, where no data may be lost for as long.
    fn old(&self, view: &View<'_>) -> Option<Finding> {
        const DAY: Span = Span::secs(24 * 60 * 60);
        let most = view.objectives(Topic::DataLoss).max_by_key(|one| one.time.span)?;
        let line = view.reading.lines.iter().find(|line| {
            let is_step = matches!(line.stands, Stands::Commands | Stands::Prose);
            is_step && is_day_old(&line.words.text)
        });
        let line = line.filter(|_| most.time.span < DAY)?;
        let message = format!(
            "a backup of the day before is restored, and no more than data of {} may be lost",
            said(&most.time)
        );
        let spots = vec![
            Spot::at(&line.words, "up to a day old"),
            Spot::at(&most.time.words, format!("at most {}", said(&most.time))),
        ];
        Some(Finding::new(self, message, spots))
    }

    fn missed(&self, limit: &Time, often: &Time) -> Finding {
        let message = format!(
            "data of {} may be lost, and the most frequent backup is made {}",
            said(limit),
            often.words.text.trim().to_lowercase()
        );
        let spots = vec![
            Spot::at(&limit.words, format!("at most {}", said(limit))),
            Spot::at(&often.words, "what came after the last one is lost"),
        ];
        Finding::new(self, message, spots)
    }

    /// Scenarios that lose more than their service may.
    fn lost(&self, view: &View<'_>) -> Vec<Finding> {
        let mut limits: HashMap<Option<Name>, &Time> = HashMap::new();
        for objective in view.objectives(Topic::DataLoss) {
            let of = objective.of.as_ref().map(|of| view.things.one(&of.name));
            let kept = limits.entry(of).or_insert(&objective.time);
            // Of several the most generous one is held against a scenario.
            if kept.span < objective.time.span {
                *kept = &objective.time;
            }
        }
        let strictest = limits.values().filter(|time| time.span > Span::ZERO);
        let strictest = strictest.min_by_key(|time| time.span).copied();
        let of_scenario = view.scenarios.iter().filter_map(|scenario| {
            let (limit, severity) = match &*scenario.of {
                [name] => {
                    let own = limits.get(&Some(name.clone()));
                    (*own.or_else(|| limits.get(&None))?, Severity::Warning)
                }
                [] if limits.contains_key(&None) => (*limits.get(&None)?, Severity::Warning),
                // Where everything is lost, so is what may lose least.
                [] if scenario.is_of_everything() => (strictest?, Severity::Note),
                _ => return None,
            };
            let lost = scenario.times(Topic::DataLoss).map(|(_, time)| time);
            let lost = lost.max_by_key(|time| time.span).filter(|lost| lost.span > limit.span)?;
            let message = format!(
                "{} loses data of {}, and {} may be lost",
                scenario.quoted(),
                said(lost),
                said(limit)
            );
            let spots = vec![
                Spot::at(&lost.words, "is lost"),
                Spot::at(&limit.words, format!("at most {}", said(limit))),
            ];
            Some(Finding::new(self, message, spots).about(&scenario.of).rated(severity))
        });
        of_scenario.collect()
    }
}
