//! Who falls in a recorded timeline: from when after the fault, with what symptom, and until when.

use super::{KILL, Record, Trouble, services};
use crate::timeline::{Outcome, ProbeInfo, ProbeSubject};

impl Record {
    /// The fault: these services are killed; every probe of them fails until they are back.
    pub fn kill(mut self, names: &[&str], symptom: &str) -> Self {
        self.header.targets = services(names);
        self.killed = true;
        let targets = self.header.targets.clone();
        let hit = |probe: &ProbeInfo| matches!(&probe.subject, ProbeSubject::Service(name) if targets.contains(name));
        let probes: Vec<String> =
            self.header.probes.iter().filter(|probe| hit(probe)).map(|probe| probe.name.to_string()).collect();
        probes.iter().fold(self, |record, probe| record.fails(probe, KILL.1, symptom))
    }

    /// A fault that lets these services go on with a warning.
    pub fn degrade(mut self, names: &[&str], symptom: &str) -> Self {
        self.header.targets = services(names);
        names.iter().fold(self, |record, name| record.degrades(&format!("{name}.alive"), KILL.1, symptom))
    }

    /// The fault does nothing to this target.
    pub fn spares(mut self, name: &str) -> Self {
        self.spared = Some(name.to_owned());
        self.troubles.retain(|trouble| !trouble.probe.starts_with(name));
        self
    }

    /// A probe fails for so long, so long after the fault.
    pub fn fails_once(mut self, probe: &str, after: u64, lasts: u64, symptom: &str) -> Self {
        let outcome = Outcome::Failed { symptom: symptom.to_owned() };
        self.blips.push((probe.to_owned(), after, lasts, outcome));
        self
    }

    /// A probe gets no answer for so long, so long after the fault.
    pub fn silent_once(mut self, probe: &str, after: u64, lasts: u64) -> Self {
        let outcome = Outcome::Silent { symptom: "no answer within 250 ms".to_owned() };
        self.blips.push((probe.to_owned(), after, lasts, outcome));
        self
    }

    fn trouble(mut self, probe: &str, from: u64, outcome: Outcome) -> Self {
        self.troubles.push(Trouble { probe: probe.to_owned(), from, to: Some(800), outcome });
        self
    }

    /// A probe sees its subject failed from so long after the fault, until 800 ms after the start of the recovery.
    pub fn fails(self, probe: &str, after: u64, symptom: &str) -> Self {
        self.trouble(probe, after, Outcome::Failed { symptom: symptom.to_owned() })
    }

    /// The same with an answer that says something is amiss.
    pub fn degrades(self, probe: &str, after: u64, symptom: &str) -> Self {
        self.trouble(probe, after, Outcome::Degraded { symptom: symptom.to_owned() })
    }

    /// The same with no answer at all.
    pub fn falls_silent(self, probe: &str, after: u64, symptom: &str) -> Self {
        self.trouble(probe, after, Outcome::Silent { symptom: symptom.to_owned() })
    }

    fn troubles_of<'a>(&'a mut self, probe: &'a str) -> impl Iterator<Item = &'a mut Trouble> {
        self.troubles.iter_mut().filter(move |trouble| trouble.probe == probe)
    }

    /// The same probe's trouble begins so long after the fault instead.
    pub fn begins(mut self, probe: &str, after: u64) -> Self {
        self.troubles_of(probe).for_each(|trouble| trouble.from = after);
        self
    }

    /// The same probe's trouble ends so long after the start of the recovery.
    pub fn back(mut self, probe: &str, after: u64) -> Self {
        self.troubles_of(probe).for_each(|trouble| trouble.to = Some(after));
        self
    }

    /// Its trouble never ends.
    pub fn never_back(mut self, probe: &str) -> Self {
        self.troubles_of(probe).for_each(|trouble| trouble.to = None);
        self
    }
}
