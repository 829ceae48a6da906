//! A decision tree of the document, bound to the services of the pack: what answers its questions,
//! and what carries out its leaves.

use crate::document::call_matches;
use crate::pack::claim::{Asked, Leaf, Reply, Then, TreeQuestion, Walk};
use crate::pack::facts::ProbeAspect;
use crate::pack::model::{AnsweredBy, Pack, Profile, Tree};
use crate::reading::{self, Answer, DecisionTree};
use crate::words::{ProbeName, ServiceName};

/// What a question asks of a service's own state.
const ALIVE: [&str; 3] = ["running", "alive", "started"];
/// What it asks of what the service's users get.
const WORKS: [&str; 16] = [
    "respond",
    "responds",
    "responding",
    "responsive",
    "answer",
    "answers",
    "valid",
    "present",
    "there",
    "work",
    "works",
    "working",
    "connect",
    "reachable",
    "available",
    "accessible",
];
/// What it asks that no look says.
const OTHERWISE: [&str; 14] = [
    "not",
    "no",
    "low",
    "high",
    "full",
    "saturated",
    "exhausted",
    "slow",
    "down",
    "failing",
    "failed",
    "expired",
    "missing",
    "stopped",
];

/// The tree as it is walked in a profile; `said` is what the pack says of it.
pub fn bind(pack: &Pack, profile: &Profile, tree: &DecisionTree, said: Option<&Tree>) -> Walk {
    let binder = Binder { pack, profile, said };
    Walk {
        title: tree.title.text.trim().to_owned(),
        questions: tree.questions.iter().map(|question| binder.question(question)).collect(),
    }
}

struct Binder<'a> {
    pack: &'a Pack,
    profile: &'a Profile,
    said: Option<&'a Tree>,
}

impl Binder<'_> {
    fn question(&self, question: &reading::Question) -> TreeQuestion {
        let then = |reply: Reply| {
            let answer = question.answers.iter().find(|one| reply_of(&one.on.text) == Some(reply));
            answer.and_then(|answer| self.then(answer))
        };
        TreeQuestion {
            number: question.number.clone(),
            words: question.words.text.trim().to_owned(),
            line: question.words.place.line,
            asked: self.asked(question),
            yes: then(Reply::Yes),
            no: then(Reply::No),
        }
    }

    /// What the pack says answers it; where it says nothing, what its words name.
    fn asked(&self, question: &reading::Question) -> Asked {
        let line = question.words.place.line;
        let mut answers = self.said.iter().flat_map(|tree| &tree.answers);
        let text = question.words.text.trim();
        let Some(answer) = answers.find(|answer| answer.line == line) else {
            return self.by_words(text);
        };
        match &answer.by {
            AnsweredBy::Command { run, service } => {
                let (run, service, well) = (run.clone(), service.clone(), answer.well);
                Asked::Command { run, service, well }
            }
            AnsweredBy::Nothing(why) => Asked::Nothing { why: why.clone() },
            AnsweredBy::Service { service, looks } if looks.is_empty() => {
                let aspects = aspects(text);
                let aspects = if aspects.is_empty() { vec![ProbeAspect::Works] } else { aspects };
                self.looks(service, &aspects, answer.well)
            }
            AnsweredBy::Service { service, looks } => self.looks(service, looks, answer.well),
        }
    }

    fn by_words(&self, text: &str) -> Asked {
        let called = self.pack.services.iter().flat_map(|service| {
            service.called.iter().map(move |words| (&service.name, words.as_str()))
        });
        let mut found = call_matches(text, called);
        found.dedup();
        let aspects = aspects(text);
        match found.as_slice() {
            [service] if !aspects.is_empty() => self.looks(service, &aspects, Reply::Yes),
            [_, _, ..] => {
                let names: Vec<&str> = found.iter().map(|name| name.as_str()).collect();
                let names = names.join(", ");
                open(format!("it names several services ({names}), and the pack gives no answer"))
            }
            [] => open("it names no service of the pack, and the pack gives no answer".to_owned()),
            [_] => open("no look says what it asks, and the pack gives no answer".to_owned()),
        }
    }

    fn looks(&self, service: &ServiceName, aspects: &[ProbeAspect], well: Reply) -> Asked {
        if self.profile.without_services.contains(service) {
            return open(format!("there is no {service} in the profile {}", self.profile.name));
        }
        let has = |aspect: ProbeAspect| {
            let found = self.pack.service(service);
            found.is_some_and(|found| found.probes().any(|(other, _)| other == aspect))
        };
        let or = |aspect: ProbeAspect| {
            let other = match aspect {
                ProbeAspect::Alive => ProbeAspect::Works,
                ProbeAspect::Works | ProbeAspect::Writes => ProbeAspect::Alive,
            };
            [aspect, other].into_iter().find(|one| has(*one))
        };
        let mut probes: Vec<ProbeName> = Vec::new();
        for aspect in aspects.iter().filter_map(|aspect| or(*aspect)) {
            let probe = ProbeName::of_service(service, aspect.as_str());
            if !probes.contains(&probe) {
                probes.push(probe);
            }
        }
        if probes.is_empty() {
            return open(format!("the pack has no look at {service}"));
        }
        Asked::Probes { service: service.clone(), probes, well }
    }

    fn then(&self, answer: &Answer) -> Option<Then> {
        if let Some(number) = &answer.goto {
            return Some(Then::Question(number.clone()));
        }
        let words = answer.then.text.trim();
        if words.is_empty() {
            return None;
        }
        let line = answer.then.place.line;
        let mut remedies = self.said.iter().flat_map(|tree| &tree.remedies);
        let (commands, open) = match remedies.find(|one| one.line == line).map(|one| &one.by) {
            Some(Ok(commands)) => (commands.clone(), None),
            Some(Err(why)) => (Vec::new(), Some(why.clone())),
            None => {
                let commands = reading::commands(&answer.then);
                let why = "it is no command, and the pack does not say what carries it out";
                let open = commands.is_empty().then(|| why.to_owned());
                (commands, open)
            }
        };
        Some(Then::Leaf(Leaf { words: words.to_owned(), line, commands, open }))
    }
}

const fn open(why: String) -> Asked {
    Asked::Nothing { why }
}

/// What a question's words ask for, where they ask for what looks say.
fn aspects(text: &str) -> Vec<ProbeAspect> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    if any(&OTHERWISE) {
        return Vec::new();
    }
    let asked = [(ProbeAspect::Alive, any(&ALIVE)), (ProbeAspect::Works, any(&WORKS))];
    asked.into_iter().filter(|(_, asked)| *asked).map(|(aspect, _)| aspect).collect()
}

/// The answer that `YES`, `If not` or `false` is.
fn reply_of(on: &str) -> Option<Reply> {
    let lower = on.trim().to_lowercase();
    match lower.as_str() {
        "yes" | "y" | "true" | "if yes" | "if so" => Some(Reply::Yes),
        "no" | "n" | "false" | "if no" | "if not" => Some(Reply::No),
        _ => None,
    }
}
