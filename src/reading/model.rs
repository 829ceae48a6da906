//! What was read of a document.

mod graph;

pub use graph::*;

use super::blocks::Block;
use super::words::{Place, Words};
use crate::words::{Impact, Span};

/// All that was read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The document's title.
    #[cfg_attr(not(feature = "rooms"), expect(dead_code, reason = "no rule asks for it"))]
    pub title: Option<Words>,
    /// What can fail, in the document's order.
    pub failures: Vec<Failure>,
    /// The rows of tables that say of services what they need, who needs them and how bad their
    /// failure is.
    pub services: Vec<ServiceRow>,
    /// What depends on what, as often as it is said.
    pub edges: Vec<Edge>,
    /// Lists that say in which order things start.
    pub orders: Vec<StartOrder>,
    /// Lists of what is critical and what is not.
    pub criticality: Vec<CriticalList>,
    /// Decision trees.
    pub trees: Vec<DecisionTree>,
    /// Layers, each with what it says of its services.
    pub layers: Vec<Layer>,
    /// Objectives for the whole, or for a service: RTO, RPO.
    pub objectives: Vec<Objective>,
    /// How often copies of the data are made, wherever the document says so.
    pub backups: Vec<Backup>,
    /// Lists of what is weak, and of what would be better.
    pub listings: Vec<Listing>,
    /// What was written down as a date: last updated, next review, last test.
    pub dates: Vec<Dated>,
    /// Every line that is not empty, with where it stands.
    pub lines: Vec<Line>,
    /// Placeholders that nobody filled in: `[TODO]`, `<id>`, `TBD`.
    pub placeholders: Vec<Words>,
    /// Links within the document that lead to no section of it.
    pub broken_links: Vec<Words>,
    /// Findings of the linter that a comment in the document waives.
    pub waived: Vec<Waived>,
}

impl Reading {
    /// What tables, lists of what is critical and start orders name besides the rows' own services,
    /// as often as they do.
    pub fn mentioned(&self) -> impl Iterator<Item = &Named> {
        let needs = self
            .services
            .iter()
            .flat_map(|row| row.needs.iter().flatten().chain(row.needed_by.iter().flatten()));
        let listed = self.criticality.iter().flat_map(|list| &list.services);
        let steps = self.orders.iter().flat_map(|order| &order.steps);
        let steps = steps.flat_map(|step| std::iter::once(&step.starts).chain(&step.after));
        needs.chain(listed).chain(steps)
    }
}

/// How a failure is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A heading, and facts below it.
    Chapter,
    /// A row of a table with one failure a row.
    Row,
    /// A table of attributes and values.
    Attributes,
    /// One line or bullet: `**Redis down:** caching disabled`.
    Line,
    /// A runbook of an alert.
    Runbook,
}

/// Something that can fail.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Its title, without number: `Nginx Crashes`.
    pub title: Words,
    /// Its number or id, as it is written: `3`, `A`, `FM-PG-001`.
    pub number: Option<String>,
    /// How it is written down.
    pub form: Form,
    /// Its first and last line.
    pub lines: (u32, u32),
    /// What is said of it, in the document's order.
    pub facts: Vec<Fact>,
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// What fails: `Failure`, `Trigger`, `Cause`.
    Failure,
    /// How users fare: `Impact`, `Effect`, `Symptoms`.
    Impact,
    /// What fails with it.
    Cascade,
    /// Who notices: `Detection`, `Alert`, `Monitoring`.
    Detection,
    /// What brings it back: `Recovery`, `Mitigation`, `Fix`, `Runbook`.
    Recovery,
    /// How long the recovery may take: `RTO`, `Time to recovery`.
    RecoveryTime,
    /// How much data may be lost, in time: `RPO`; or what is lost.
    DataLoss,
    /// What goes on without it: `Graceful degradation`, `Fallback`.
    Graceful,
    /// What it needs, or who needs it.
    Dependencies,
    /// How bad it is: `Severity`, `Priority`, `Criticality`.
    Severity,
    /// How often it happens.
    Likelihood,
    /// Advice against it: `Prevention`.
    Prevention,
    /// Anything else that has a key.
    Other,
}

/// One thing that is said of a failure.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What it is about.
    pub topic: Topic,
    /// Its key as it is written: `Impact`, a table's head, a heading; empty where a line has none.
    pub key: Words,
    /// The label that it stands under, as a profile's: `Current (Static Site)`.
    pub under: Option<Words>,
    /// What is said, line by line; the items of a plain list too, a line each.
    pub value: Vec<Words>,
    /// What stands below its lines and belongs to it: code, tables, and of a recovery its lists
    /// and further paragraphs. Nothing is both here and in the lines.
    pub blocks: Vec<Block>,
    /// What it means, where that is understood.
    pub means: Meaning,
    /// Why the meaning is a guess; none where it is certain.
    pub guess: Option<String>,
}

/// What a fact means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// Users fare like this: what agrees with the words.
    Impact(Vec<Impact>),
    /// These fail with it; none does where it is empty. The names as they are written.
    Cascade(Vec<Words>),
    /// It is noticed so.
    Detection(Vec<Way>),
    /// It is brought back so.
    Recovery(Recovery),
    /// So long, and where it is written.
    Time(Time),
    /// What it needs, or who needs it; nobody where it is empty. The names as they are written.
    Names(Vec<Words>),
    /// That there is none of it: no data is lost, nothing goes on without it.
    Nothing,
    /// Words that say nothing which can be tested: advice, likelihood.
    Remark,
    /// Not testable as it is written.
    Untestable(Untestable),
}

/// Why something cannot be tested, and what would make it so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Untestable {
    /// Why.
    pub why: String,
    /// What to add to the document.
    pub add: String,
    /// What was understood of a recovery nevertheless: its steps, and how long it takes.
    pub recovery: Option<Recovery>,
}

impl Untestable {
    /// Why something cannot be tested, and what to add.
    pub fn new(why: impl Into<String>, add: impl Into<String>) -> Self {
        Self { why: why.into(), add: add.into(), recovery: None }
    }
}

/// A length of time of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// How long; of a range its upper end.
    pub span: Span,
    /// It is not exact: `~2 min`, `within seconds`.
    pub about: bool,
    /// As it is written, and where.
    pub words: Words,
}

/// Who notices a failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// As it is written.
    pub words: Words,
    /// What that is.
    pub by: DetectedBy,
    /// How soon.
    pub within: Option<Time>,
}

/// What notices a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetectedBy {
    /// A health check, a command, a status page of the service itself.
    HealthCheck,
    /// A watch on the process itself.
    Process,
    /// An alert of the monitoring.
    Alert,
    /// A probe from outside.
    External,
    /// Logs or a dashboard that somebody must look at.
    Looking,
    /// Users, who tell.
    People,
    /// Something else.
    Other,
}

/// What brings something back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recovery {
    /// The steps, in their order; none where it is automatic.
    pub steps: Vec<Step>,
    /// How long it takes.
    pub within: Option<Time>,
    /// Nobody needs to do anything.
    pub automatic: bool,
}

/// A step of a recovery.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The step as it is written.
    pub words: Words,
    /// Its commands, one a line, continued lines joined; none where it is prose.
    pub commands: Vec<Words>,
}

/// What a failure is of, and how that breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaks {
    /// What breaks, as it is written, without the words that say how: `Redis Container`.
    pub what: Words,
    /// How.
    pub how: Break,
    /// Why that is a guess; none where the words say it.
    pub guess: Option<String>,
}

/// How something breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Break {
    /// Its process ends by itself: `crashes`, `dies`, is killed for its memory.
    Crashes,
    /// It is not there: `stops`, `down`, `unavailable`, `outage`.
    Stops,
    /// It is there and does not answer: `hangs`, `unresponsive`, `timeouts`.
    Hangs,
    /// There is no space left on its disk.
    DiskFull,
    /// A certificate is no longer valid.
    CertificateExpires,
    /// The network between it and others is gone.
    Partition,
    /// Names are no longer resolved.
    NameResolution,
}

/// A line of the document, or a cell of one.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its words.
    pub words: Words,
    /// In what it stands.
    pub stands: Stands,
    /// The line of the heading that it stands below; 0 before the first. A heading's is its own.
    pub section: u32,
    /// Which of the document's blocks it is of, so that those of one block are known.
    pub block: usize,
}

/// In what a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It is a heading.
    Title,
    /// In a paragraph or a list.
    Prose,
    /// In a table, as one of its cells.
    Cell,
    /// In a block of code that a shell runs.
    Commands,
    /// In any other block of code: a drawing, a template, a program.
    Code,
}

/// A list of what is weak, or of what would be better: bottlenecks, single points of failure,
/// improvements.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Its heading.
    pub title: Words,
    /// Whether it lists what would be better.
    pub is_better: bool,
    /// What it lists.
    pub items: Vec<Listed>,
}

/// An item of such a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What it is: `Single Server`.
    pub what: Words,
    /// What is said of it.
    pub why: Option<Words>,
}

/// Something with a date.
#[derive(Debug, Clone)]
pub struct Dated {
    /// What: `Last Updated`, `Next Review`, `Last Tested`.
    pub key: Words,
    /// The date as it is written: `October 16, 2025`, `never`.
    pub value: Words,
}

/// A finding that the document waives: `<!-- firedrill: allow RULE – reason -->`.
#[derive(Debug, Clone)]
pub struct Waived {
    /// Which rule.
    pub rule: String,
    /// Why; empty where none is given, which is a finding itself.
    pub reason: String,
    /// Where the comment stands.
    pub place: Place,
    /// The first line that it holds for: the heading of the section that it stands in, or its own
    /// where it is the last thing before a heading, and so about what is below that.
    pub from: u32,
    /// The last line that it holds for: the end of that section.
    pub until: u32,
}
