//! What becomes of each failure: a scenario, where it is known what breaks, how, and where that
//! runs; else a reason why it is not drilled, and what would change that.

use super::model::Input;
use super::services::{Services, is_of_a_service, numbered, slug};
use super::yaml::{Writer, list, scalar};
use crate::reading::{Break, Breaks, Failure, Meaning, Topic};
use crate::words::{ScenarioId, ServiceName};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a failure.
#[derive(Debug)]
pub struct Drill<'a> {
    /// The failure.
    pub failure: &'a Failure,
    /// The id that its scenario has, or would have.
    pub id: ScenarioId,
    /// The file of it.
    pub file: String,
    /// The fault, or why there is none.
    pub fault: Result<Fault, NotDrilled>,
    /// The line where a failure of the same title begins, which stands before and is the one that
    /// counts: a table may tell in short what a chapter tells at length.
    pub before: Option<u32>,
    /// The file by which people drill it themselves.
    pub own: Option<String>,
    /// Why it is a guess what breaks, and how.
    pub guess: Option<String>,
}

/// A fault.
#[derive(Debug)]
pub struct Fault {
    /// Its kind: `kill`, `pause`.
    pub kind: &'static str,
    /// What breaks.
    pub targets: Vec<ServiceName>,
}

impl Fault {
    /// `{kill: redis}`
    pub fn yaml(&self) -> String {
        match self.targets.as_slice() {
            [one] => format!("{{{}: {one}}}", self.kind),
            several => {
                format!("{{{}: {}}}", self.kind, list(several.iter().map(ServiceName::as_str)))
            }
        }
    }

    /// `kill redis`
    pub fn told(&self) -> String {
        let targets: Vec<&str> = self.targets.iter().map(ServiceName::as_str).collect();
        format!("{} {}", self.kind, targets.join(", "))
    }
}

/// Why a failure is not drilled.
#[derive(Debug)]
pub struct NotDrilled {
    /// Why.
    pub reason: String,
    /// What a person can do, where nothing else has to be done first.
    pub todo: Option<String>,
    /// The fault as it might be written.
    pub fault: String,
}

/// What becomes of the failures of a document; `broken` says of each what breaks, `has_compose`
/// whether a Compose file says what runs.
pub fn drills<'a>(
    failures: &'a [Failure],
    broken: &[Option<Breaks>],
    services: &Services,
    has_compose: bool,
) -> Vec<Drill<'a>> {
    let width = failures.len().to_string().len().max(2);
    let mut ids = BTreeSet::new();
    let mut titles: BTreeMap<&str, u32> = BTreeMap::new();
    let mut drills = Vec::new();
    for (at, (failure, breaks)) in failures.iter().zip(broken).enumerate() {
        let wanted = slug(&failure.title.text, "failure");
        let mut free = numbered(&wanted).filter_map(|id| ScenarioId::parse(&id).ok());
        let Some(id) = free.find(|id| !ids.contains(id)) else { continue };
        ids.insert(id.clone());
        let title = failure.title.text.trim();
        let before = titles.get(title).copied();
        titles.entry(title).or_insert(failure.lines.0);
        let fault = fault(breaks.as_ref(), services, has_compose);
        let file = format!("{:0width$}-{id}.yaml", at + 1);
        let guess = breaks.as_ref().and_then(|breaks| breaks.guess.clone());
        drills.push(Drill { failure, id, file, fault, before, own: None, guess });
    }
    drills
}

/// Leaves those to people that they drill by files of their own, each given with its title.
pub fn leave_to_people(drills: &mut [Drill<'_>], own: &[(String, String)]) {
    for drill in drills {
        let title = drill.failure.title.text.trim();
        let is_of = |(of, _): &&(String, String)| of.trim().eq_ignore_ascii_case(title);
        drill.own = own.iter().find(is_of).map(|(_, file)| file.clone());
    }
}

fn fault(
    breaks: Option<&Breaks>,
    services: &Services,
    has_compose: bool,
) -> Result<Fault, NotDrilled> {
    let Some(breaks) = breaks else {
        return Err(NotDrilled {
            reason: "it is not known which service breaks, and how".to_owned(),
            todo: Some(
                "name both in the document's title ('Redis stops') and import again, or write the \
                 scenario"
                    .to_owned(),
            ),
            fault: "{kill: SERVICE}".to_owned(),
        });
    };
    let kind = if breaks.how == Break::Hangs { "pause" } else { "kill" };
    if !is_of_a_service(breaks.how) {
        return Err(by_commands(breaks, services));
    }
    let what = breaks.what.text.trim();
    let targets = services.several(what);
    let found: Vec<_> = targets.iter().filter_map(|at| services.all.get(*at)).collect();
    let ids: Vec<ServiceName> = found.iter().map(|service| service.id.clone()).collect();
    if ids.is_empty() {
        return Err(NotDrilled {
            reason: format!("'{what}' is no service that is known"),
            todo: Some("write the scenario, with the services that break".to_owned()),
            fault: format!("{{{kind}: SERVICE}}"),
        });
    }
    let fault = Fault { kind, targets: ids };
    let nowhere = found.iter().find(|service| service.runs.is_none());
    nowhere.map_or(Ok(()), |service| {
        Err(NotDrilled {
            reason: format!("it is not known where {} runs", service.id),
            todo: has_compose.then(|| {
                format!(
                    "say under services.{} what it runs as, import again with --update, and take \
                     this entry out",
                    service.id
                )
            }),
            fault: fault.yaml(),
        })
    })?;
    Ok(fault)
}

/// What is no service breaks by commands, which no document gives.
fn by_commands(breaks: &Breaks, services: &Services) -> NotDrilled {
    let (what, run, undo) = match breaks.how {
        Break::DiskFull => ("fills the disk", "fallocate -l 1G /PATH/fill", "rm -f /PATH/fill"),
        Break::CertificateExpires => {
            ("makes the certificate expire", "COMMAND", "COMMAND that puts a valid one back")
        }
        Break::Partition => ("parts the network", "COMMAND", "COMMAND that joins it again"),
        Break::NameResolution => {
            ("makes names unresolvable", "COMMAND", "COMMAND that makes them resolve again")
        }
        Break::Crashes | Break::Stops | Break::Hangs => ("breaks it", "COMMAND", "COMMAND"),
    };
    let at = services.several(&breaks.what.text).first().copied();
    let service = at.and_then(|at| services.all.get(at));
    let target = service.map_or("SERVICE", |service| service.id.as_str());
    let container = service.and_then(|service| service.compose.as_ref());
    let container = container.map_or("CONTAINER", |compose| compose.name.as_str());
    let step = |run: &str| format!("[{{in: {}, run: {}}}]", scalar(container), scalar(run));
    NotDrilled {
        reason: format!("no service ends in it, and what {what} here is not known"),
        todo: Some(format!(
            "write the scenario with a command that {what}, and one that takes it back"
        )),
        fault: format!("{{run: {}, targets: [{target}], undo: {}}}", step(run), step(undo)),
    }
}

impl Drill<'_> {
    /// Writes the scenario's file; there is none without a fault.
    pub fn write(&self, document: Input<'_>) -> Option<Writer> {
        // What people changed is compared with what would be written.
        let is_theirs = self.own.as_ref().is_some_and(|own| *own != self.file);
        let fault = self.fault.as_ref().ok().filter(|_| self.before.is_none() && !is_theirs)?;
        let mut file = Writer::new(&self.file);
        let line = self.failure.lines.0;
        file.comment(0, &format!("Line {line} of {}; its claims are read there.", document.path));
        self.write_head(&mut file, |file, text| file.line(0, text));
        if let Some(guess) = &self.guess {
            file.comment(0, &format!("guess: {guess}"));
        }
        file.line(0, &format!("fault: {}", fault.yaml()));
        self.write_untestable(&mut file);
        Some(file)
    }

    fn write_head(&self, file: &mut Writer, line: impl Fn(&mut Writer, &str)) {
        line(file, &format!("id: {}", self.id));
        line(file, &format!("failure: {}", scalar(self.failure.title.text.trim())));
    }

    /// What of the failure's facts cannot be tested as it is written.
    fn write_untestable(&self, file: &mut Writer) {
        for fact in &self.failure.facts {
            let Meaning::Untestable(untestable) = &fact.means else { continue };
            let line = super::summary::line_of(fact);
            let key = if fact.key.is_empty() { "it" } else { fact.key.text.trim() };
            let is_prose = untestable.recovery.is_some();
            if fact.topic == Topic::Recovery && is_prose {
                let why = format!("line {line}: {}", untestable.why);
                file.todo(0, "give the commands that carry the recovery out", &why);
                file.example(0, "claims:");
                file.example(0, &format!("  - key: {}", scalar(key)));
                file.example(0, "    recovery: {by: [COMMAND]}");
            } else {
                let add = Some(&untestable.add).filter(|add| !add.is_empty());
                let add = add.map(|add| format!(" To add: {add}.")).unwrap_or_default();
                let why = &untestable.why;
                file.comment(
                    0,
                    &format!("Not testable as written, line {line}, {key}: {why}.{add}"),
                );
            }
        }
    }

    /// Whether it has an entry under `not_drilled`.
    pub const fn is_not_drilled(&self) -> bool {
        self.fault.is_err() && self.before.is_none() && self.own.is_none()
    }

    /// Writes its entry under `not_drilled`, with the scenario as it might be.
    pub fn write_not_drilled(&self, file: &mut Writer) {
        let (Err(not), None, None) = (&self.fault, self.before, &self.own) else { return };
        let title = self.failure.title.text.trim();
        if let Some(todo) = &not.todo {
            file.todo(2, &format!("{title}: {todo}"), &not.reason);
            file.example(2, &format!("{}:", self.file));
            self.write_head(file, |file, text| file.example(2, &format!("  {text}")));
            file.example(2, &format!("  fault: {}", not.fault));
        }
        file.line(2, &format!("- failure: {}", scalar(title)));
        file.line(4, &format!("reason: {}", scalar(&not.reason)));
    }
}
