//! A reading built by hand. Each thing that is added stands in a line of its own, from 1.

use crate::document::figures;
use crate::reading::*;
use crate::words::{Impact, Span};

pub const OUT: &[Impact] = &[Impact::Outage];
pub const SLOW: &[Impact] = &[Impact::Degraded];
pub const WELL: &[Impact] = &[Impact::None];

#[derive(Debug, Default)]
pub struct Doc {
    pub reading: Reading,
    pub line: u32,
}

/// The facts of a scenario that is being built.
pub struct Facts<'a> {
    failure: Failure,
    line: &'a mut u32,
}

pub fn named(text: &str, line: u32, column: u32) -> Named {
    let words = Words::plain(text, line, column);
    Named { name: Name::of(text).unwrap(), words }
}

/// `A, B`; nothing where it is `None`.
fn list(text: &str, line: u32, column: u32) -> Vec<Named> {
    let names = text.split(", ").filter(|name| *name != "None");
    (column..).zip(names).map(|(column, name)| named(name, line, column)).collect()
}

/// The length of time of some words.
pub fn time(text: &str, line: u32) -> Time {
    let span = figures(text).first().map_or(Span::ZERO, |figure| figure.span);
    Time { span, about: false, words: Words::plain(text, line, 9) }
}

pub fn fact(topic: Topic, key: &str, value: &[&str], line: u32, means: Meaning) -> Fact {
    let lines = (line..).zip(value);
    Fact {
        topic,
        key: Words::plain(key, line, 1),
        under: None,
        value: lines.map(|(line, text)| Words::plain(text, line, 11)).collect(),
        blocks: Vec::new(),
        means,
        guess: None,
    }
}

impl Doc {
    pub fn new() -> Self {
        Self::default()
    }

    fn next(&mut self) -> u32 {
        self.line += 1;
        self.line
    }

    /// A row of a table with all columns; `needs` and `needed_by` as lists, `-` for no such column.
    pub fn row(mut self, service: &str, needs: &str, by: &str, impact: &str) -> Self {
        let line = self.next();
        let column = |text, at| (text != "-").then(|| list(text, line, at));
        let said: Vec<_> = crate::document::sayings(impact).words;
        let symbol = said.iter().find(|saying| saying.symbol).or_else(|| said.first());
        let levels = symbol.map(|saying| saying.levels.to_vec()).unwrap_or_default();
        self.reading.services.push(ServiceRow {
            service: named(service, line, 3),
            needs: column(needs, 30),
            needed_by: column(by, 60),
            impact: (impact != "-").then(|| (Words::plain(impact, line, 90), levels)),
        });
        self
    }

    /// An edge, in a line of its own.
    pub fn edge(mut self, from: &str, to: &str, kind: Option<Need>, drawn: Drawn) -> Self {
        let line = self.next();
        let place = Place { line, column: 1, length: 10 };
        let (from, to) = (named(from, line, 1), named(to, line, 20));
        self.reading.edges.push(Edge { from, to, kind, drawn, place });
        self
    }

    pub fn critical(mut self, under: &str, level: Impact, services: &[&str]) -> Self {
        let under = Words::plain(under, self.next(), 1);
        let services = services.iter().map(|name| named(name, self.next(), 4)).collect();
        self.reading.criticality.push(CriticalList { under, level, services });
        self
    }

    /// A start order, each step `(what, after)`.
    pub fn order(mut self, steps: &[(&str, &str)]) -> Self {
        let title = Words::plain("Start order", self.next(), 1);
        let steps = steps.iter().map(|(what, after)| {
            let line = self.next();
            StartStep { starts: named(what, line, 4), after: list(after, line, 30) }
        });
        let steps = steps.collect();
        self.reading.orders.push(StartOrder { title, steps });
        self
    }

    /// A layer of one fact.
    pub fn layer(mut self, title: &str, sub: Option<&str>, key: &str, value: &str) -> Self {
        let first = self.next();
        let sub = sub.map(|sub| Words::plain(sub, self.next(), 6));
        let topic = if key.contains("Impact") { Topic::Impact } else { Topic::Other };
        let fact = fact(topic, key, &[value], self.next(), Meaning::Remark);
        self.reading.layers.push(Layer {
            title: Words::plain(title, first, 5),
            number: Some("2".to_owned()),
            facts: vec![(sub, fact)],
            lines: (first, self.line),
        });
        self
    }

    pub fn objective(mut self, of: &str, topic: Topic, text: &str) -> Self {
        let line = self.next();
        let of = (!of.is_empty()).then(|| named(of, line, 1));
        self.reading.objectives.push(Objective { of, topic, time: time(text, line) });
        self
    }

    pub fn backup(mut self, text: &str) -> Self {
        let line = self.next();
        let every = (!figures(text).is_empty()).then(|| time(text, line));
        let words = Words::plain(text, line, 1);
        self.reading.backups.push(Backup { words, of: None, every });
        self
    }

    pub fn dated(mut self, key: &str, value: &str) -> Self {
        let line = self.next();
        let (key, value) = (Words::plain(key, line, 1), Words::plain(value, line, 20));
        self.reading.dates.push(Dated { key, value });
        self
    }

    /// A placeholder, below a heading of its own.
    pub fn placeholder(mut self, text: &str) -> Self {
        let words = Words::plain(text, self.next(), 5);
        self.reading.lines.push(Line {
            words: Words::plain("Part", self.line, 1),
            stands: Stands::Title,
            section: self.line,
            block: 0,
        });
        self.reading.placeholders.push(words);
        self
    }

    /// A comment that holds for so many lines.
    pub fn waived(mut self, rule: &str, reason: &str, lines: u32) -> Self {
        let line = self.next();
        self.reading.waived.push(Waived {
            rule: rule.to_owned(),
            reason: reason.to_owned(),
            place: Place { line, column: 1, length: 20 },
            from: line,
            until: line + lines,
        });
        self
    }

    /// A decision tree: questions, each with answers `(on, then, goto)`.
    pub fn tree(mut self, questions: &[&[(&str, &str, Option<&str>)]]) -> Self {
        let title = Words::plain("Site is down", self.next(), 1);
        let mut all = Vec::new();
        for (at, answers) in questions.iter().enumerate() {
            let words = Words::plain("Is it up?", self.next(), 4);
            let answers = answers.iter().map(|(on, then, goto)| {
                let line = self.next();
                let (on, then) = (Words::plain(on, line, 4), Words::plain(then, line, 10));
                Answer { on, then, goto: goto.map(str::to_owned) }
            });
            let answers = answers.collect();
            all.push(Question { number: (at + 1).to_string(), words, answers });
        }
        self.reading.trees.push(DecisionTree { title, questions: all });
        self
    }

    pub fn scenario(self, title: &str, add: impl FnOnce(Facts<'_>) -> Facts<'_>) -> Self {
        self.scenario_as(Form::Chapter, title, add)
    }

    pub fn scenario_as(
        mut self,
        form: Form,
        title: &str,
        add: impl FnOnce(Facts<'_>) -> Facts<'_>,
    ) -> Self {
        let first = self.next();
        let title = Words::plain(title, first, 5);
        let failure =
            Failure { title, number: None, form, lines: (first, first), facts: Vec::new() };
        let mut failure = add(Facts { failure, line: &mut self.line }).failure;
        failure.lines.1 = self.line;
        self.reading.failures.push(failure);
        self
    }
}

impl Facts<'_> {
    pub fn add(mut self, topic: Topic, key: &str, value: &str, means: Meaning) -> Self {
        *self.line += 1;
        self.failure.facts.push(fact(topic, key, &[value], *self.line, means));
        self
    }

    fn under(mut self, under: &str) -> Self {
        let line = *self.line;
        if let Some(last) = self.failure.facts.last_mut().filter(|_| !under.is_empty()) {
            last.under = Some(Words::plain(under, line, 5));
        }
        self
    }

    pub fn impact(self, value: &str, levels: &[Impact]) -> Self {
        self.add(Topic::Impact, "Impact", value, Meaning::Impact(levels.to_vec()))
    }

    pub fn impact_under(self, under: &str, value: &str, levels: &[Impact]) -> Self {
        self.impact(value, levels).under(under)
    }

    pub fn cascade(self, value: &str, names: &[&str]) -> Self {
        let line = *self.line + 1;
        let names = names.iter().map(|name| Words::plain(name, line, 11)).collect();
        self.add(Topic::Cascade, "Cascade", value, Meaning::Cascade(names))
    }

    /// A detection with a time where the words have one.
    pub fn detection(self, value: &str, by: DetectedBy) -> Self {
        let line = *self.line + 1;
        let within = (!figures(value).is_empty()).then(|| time(value, line));
        let way = Way { words: Words::plain(value, line, 11), by, within };
        self.add(Topic::Detection, "Detection", value, Meaning::Detection(vec![way]))
    }

    /// A recovery of commands, with a time where there is one.
    pub fn recovery(self, commands: &[&str], within: &str) -> Self {
        let line = *self.line + 1;
        let step = |command: &&str| Step {
            words: Words::plain(command, line, 11),
            commands: vec![Words::plain(command, line, 11)],
        };
        let within = (!within.is_empty()).then(|| time(within, line));
        let steps = commands.iter().map(step).collect();
        let recovery = Recovery { steps, within, automatic: false };
        let value = commands.join("; ");
        self.add(Topic::Recovery, "Recovery", &value, Meaning::Recovery(recovery))
    }

    pub fn time(self, topic: Topic, key: &str, value: &str) -> Self {
        let line = *self.line + 1;
        self.add(topic, key, value, Meaning::Time(time(value, line)))
    }

    /// A scenario that lacks nothing.
    pub fn whole(self) -> Self {
        self.impact("🟡 slower", SLOW)
            .detection("alert within 10 seconds", DetectedBy::Alert)
            .recovery(&["true"], "20 seconds")
    }
}
