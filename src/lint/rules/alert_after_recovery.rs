//! An alert that comes later than the recovery should be done.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View, is_objective, said};
use super::Rule;
use crate::reading::{DetectedBy, Meaning, Time, Topic, Way};

/// See [`Rule::summary`].
pub struct AlertAfterRecovery;

impl Rule for AlertAfterRecovery {
    fn id(&self) -> &'static str {
        "alert-after-recovery"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "An alert comes later than the recovery that it should start is said to be done."
    }

    fn why(&self) -> &'static str {
        "Nobody begins before the alert. An objective that ends before it cannot be met; where \
         only the command's own time is given, users wait longer for the alert than for the \
         recovery, which is a note."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Detection: alert after 10 minutes\nRTO: 5 minutes",
            "Detection: alert after 1 minute\nRTO: 5 minutes",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.scenarios.iter().filter_map(|scenario| self.late(scenario)).collect()
    }
}

impl AlertAfterRecovery {
    fn late(&self, scenario: &Scenario<'_>) -> Option<Finding> {
        let ways = scenario.facts(Topic::Detection).filter_map(|fact| match &fact.means {
            Meaning::Detection(ways) => Some(ways),
            _ => None,
        });
        // The first who tells starts it. Who has no time may be that one, unless somebody looks.
        let ways: Vec<&Way> = ways.flatten().collect();
        let untimed = |way: &&Way| {
            let asks = matches!(
                way.by,
                DetectedBy::HealthCheck | DetectedBy::External | DetectedBy::Process
            );
            way.within.is_none() && asks
        };
        let unsure = ways.iter().any(untimed);
        let timed = ways.iter().filter(|way| !is_ahead(&way.words.text));
        // `within minutes` is no figure that could be held against another.
        let exact = |time: &&Time| time.words.text.contains(|c: char| c.is_ascii_digit());
        let alert = timed.filter_map(|way| way.within.as_ref()).filter(exact);
        let alert = alert.min_by_key(|time| time.span)?;
        let stated = scenario.times(Topic::RecoveryTime).max_by_key(|(_, time)| time.span);
        // What recovers by itself waits for nobody.
        if scenario.recoveries().any(|recovery| recovery.automatic) {
            return None;
        }
        let own = scenario.recoveries().filter_map(|recovery| recovery.within.as_ref());
        let (recovery, severity) = match stated {
            Some((fact, time)) if is_objective(fact) => (time, Severity::Warning),
            Some((_, time)) => (time, Severity::Note),
            None => (own.max_by_key(|time| time.span)?, Severity::Note),
        };
        if alert.span <= recovery.span || (unsure && severity == Severity::Note) {
            return None;
        }
        Some(self.finding(scenario, alert, recovery, severity))
    }

    fn finding(
        &self,
        scenario: &Scenario<'_>,
        alert: &Time,
        recovery: &Time,
        severity: Severity,
    ) -> Finding {
        let than = match severity {
            Severity::Note => "longer than its recovery takes,",
            _ => "and is to be over after",
        };
        let message = format!(
            "{} is noticed after {}, {than} {}",
            scenario.quoted(),
            said(alert),
            said(recovery)
        );
        let spots = vec![
            Spot::at(&alert.words, format!("noticed after {}", said(alert))),
            Spot::at(&recovery.words, format!("done after {}", said(recovery))),
        ];
        Finding::new(self, message, spots).about(&scenario.of).rated(severity)
    }
}

/// `30 days ahead` is before the failure, `every 5 minutes for 30 days` is no wait.
fn is_ahead(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["ahead", "before", "prior", "in advance", "early", "day", "week"]
        .iter()
        .any(|word| lower.contains(word))
}
