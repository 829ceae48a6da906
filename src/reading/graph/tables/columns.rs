//! What the columns of a table are, by their heads.

use crate::reading::blocks::Table;
use crate::reading::graph::things;
use crate::reading::model::Need;

/// What a column says of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Which service.
    Service,
    /// What it needs.
    Needs(Option<Need>),
    /// Who needs it.
    NeededBy,
    /// What its failure does.
    Impact,
    /// How critical it is, by a word of a scale.
    Level,
    /// Whether it is critical.
    Critical,
    /// How it is needed: hard, optional.
    Kind,
    Rto,
    Rpo,
    /// RTO and RPO in one.
    Both,
    /// At which place it starts.
    Order,
    Other,
}

/// The columns of a table about services.
#[derive(Debug)]
pub(super) struct Columns {
    pub kinds: Vec<Column>,
    pub service: usize,
    /// Its rows are what one service depends on.
    pub of_dependencies: bool,
}

const SERVICES: [&str; 30] = [
    "service",
    "services",
    "component",
    "components",
    "system",
    "systems",
    "application",
    "app",
    "microservice",
    "container",
    "service name",
    "component name",
    "service component",
    "resource",
    "database",
    "data store",
    "datastore",
    "node",
    "server",
    "asset",
    "critical service",
    "service system",
    "external service",
    "workload",
    "name",
    "subsystem",
    "system component",
    "infrastructure component",
    "tier",
    "service tier",
];

const DEPENDENCIES: [&str; 8] = [
    "dependency",
    "dependencies",
    "external dependency",
    "service dependency",
    "upstream dependency",
    "upstream service",
    "dependency name",
    "internal dependency",
];

const NEEDS: [&str; 13] = [
    "depends on",
    "dependent on",
    "dependencies",
    "dependency",
    "requires",
    "needs",
    "relies on",
    "upstream dependencies",
    "service dependencies",
    "depends upon",
    "direct dependencies",
    "dependencies depends on",
    "internal dependencies",
];

const HARD: [&str; 7] = [
    "hard",
    "hard dependencies",
    "hard dependency",
    "critical dependencies",
    "hard deps",
    "required dependencies",
    "hard depends on",
];

const SOFT: [&str; 8] = [
    "soft",
    "soft dependencies",
    "soft dependency",
    "optional",
    "optional dependencies",
    "soft deps",
    "degrades without",
    "soft depends on",
];

const STARTUP: [&str; 5] =
    ["startup dependencies", "starts after", "start after", "waits for", "needed at startup"];

const NEEDED_BY: [&str; 17] = [
    "affected services",
    "services affected",
    "affected components",
    "required by",
    "depended on by",
    "dependents",
    "used by",
    "needed by",
    "consumed by",
    "consumers",
    "dependent services",
    "depended upon by",
    "services depending on it",
    "downstream consumers",
    "downstream services",
    "who depends on it",
    "is required by",
];

const IMPACTS: [&str; 20] = [
    "failure impact",
    "impact",
    "if down",
    "impact if down",
    "when down",
    "impact of failure",
    "if it fails",
    "effect",
    "impact on failure",
    "impact when down",
    "if unavailable",
    "impact if unavailable",
    "user impact",
    "business impact",
    "on failure",
    "when it fails",
    "failure effect",
    "impact if lost",
    "if this fails",
    "blast radius",
];

const LEVELS: [&str; 9] = [
    "criticality",
    "severity",
    "priority",
    "importance",
    "critical level",
    "impact level",
    "tier",
    "criticality level",
    "recovery priority",
];

const ORDERS: [&str; 9] = [
    "start order",
    "startup order",
    "boot order",
    "start up order",
    "start sequence",
    "startup sequence",
    "starting order",
    "order",
    "recovery order",
];

const RTOS: [&str; 8] = [
    "rto",
    "recovery time objective",
    "rto target",
    "target rto",
    "max downtime",
    "maximum downtime",
    "recovery time objective rto",
    "rto recovery time objective",
];

const RPOS: [&str; 6] = [
    "rpo",
    "recovery point objective",
    "rpo target",
    "target rpo",
    "recovery point objective rpo",
    "max data loss",
];

/// Heads of tables whose rows are no services.
const OTHERS: [&str; 29] = [
    "task",
    "feature",
    "phase",
    "chunk",
    "story",
    "requirement",
    "package",
    "step",
    "issue",
    "ticket",
    "milestone",
    "epic",
    "scenario",
    "failure",
    "incident",
    "disaster",
    "strategy",
    "event",
    "risk",
    "alert",
    "test",
    "trigger",
    "mode",
    "metric",
    "crate",
    "library",
    "file",
    "role",
    "action",
];

impl Columns {
    /// The columns of a table; none where it is not about services.
    pub fn of(table: &Table) -> Option<Self> {
        let heads: Vec<String> = table.head.iter().map(|head| normal(&head.text)).collect();
        let first = heads.first()?;
        if first.split(' ').any(|word| OTHERS.contains(&word)) {
            return None;
        }
        let mut kinds: Vec<Column> = heads.iter().map(|head| column(head)).collect();
        let is = |head: &String, words: &[&str]| words.contains(&head.as_str());
        let tier = |head: &String| head.contains("tier");
        let service = heads.iter().position(|head| is(head, &SERVICES) && !tier(head));
        let service = service.or_else(|| heads.iter().position(|head| is(head, &SERVICES)));
        let dependency = heads.iter().position(|head| is(head, &DEPENDENCIES));
        let alone = service.is_none_or(|at| dependency.is_some_and(|other| other < at));
        let (service, of_dependencies) = match (service, dependency) {
            (_, Some(at)) if alone && at < 2 => (at, true),
            (Some(at), _) => (at, false),
            _ if kinds.first() == Some(&Column::Other) => (0, false),
            _ => return None,
        };
        *kinds.get_mut(service)? = Column::Service;
        if of_dependencies {
            // What such a table's other columns list is of the dependency.
            for kind in kinds.iter_mut().filter(|kind| matches!(kind, Column::Needs(_))) {
                *kind = Column::Other;
            }
        }
        flags(table, &mut kinds);
        // Beside what is optional stands what is not.
        if kinds.contains(&Column::Needs(Some(Need::Soft))) {
            for kind in kinds.iter_mut().filter(|kind| **kind == Column::Needs(None)) {
                *kind = Column::Needs(Some(Need::Hard));
            }
        }
        let named = |wanted: fn(&Column) -> bool| kinds.iter().any(wanted);
        let linked = named(|kind| matches!(kind, Column::Needs(_) | Column::NeededBy));
        let graded = named(|kind| {
            matches!(kind, Column::Level | Column::Critical | Column::Rto | Column::Rpo)
                || matches!(kind, Column::Impact | Column::Both | Column::Kind | Column::Order)
        });
        let said = heads.get(service).is_some_and(|head| is(head, &SERVICES)) || of_dependencies;
        (linked || (graded && said)).then_some(Self { kinds, service, of_dependencies })
    }
}

/// Columns of hard and soft needs that hold ticks instead of names say how, and not what.
fn flags(table: &Table, kinds: &mut [Column]) {
    for (at, kind) in kinds.iter_mut().enumerate() {
        if !matches!(kind, Column::Needs(Some(_))) {
            continue;
        }
        let mut cells = table.rows.iter().filter_map(|row| row.get(at));
        let flag = |text: &str| {
            things::is_nothing(text)
                || matches!(text.trim().to_lowercase().as_str(), "yes" | "x" | "true" | "false")
        };
        if cells.all(|cell| flag(&cell.text)) {
            *kind = Column::Other;
        }
    }
}

fn column(head: &str) -> Column {
    let is = |words: &[&str]| words.contains(&head);
    if is(&HARD) {
        Column::Needs(Some(Need::Hard))
    } else if is(&SOFT) {
        Column::Needs(Some(Need::Soft))
    } else if is(&STARTUP) {
        Column::Needs(Some(Need::Startup))
    } else if is(&NEEDS) {
        Column::Needs(None)
    } else if is(&NEEDED_BY) {
        Column::NeededBy
    } else if is(&IMPACTS) {
        Column::Impact
    } else if is(&LEVELS) {
        Column::Level
    } else if asks_what_then(head) {
        Column::Impact
    } else if is(&["critical", "is critical", "business critical"]) {
        Column::Critical
    } else if is(&["type", "dependency type", "kind", "hard soft", "required"]) {
        Column::Kind
    } else if is(&RTOS) {
        Column::Rto
    } else if is(&RPOS) {
        Column::Rpo
    } else if is(&["rto rpo"]) {
        Column::Both
    } else if is(&ORDERS) {
        Column::Order
    } else {
        Column::Other
    }
}

/// `When it is down`, `What happens if it fails`.
fn asks_what_then(head: &str) -> bool {
    let asks = ["when ", "if ", "what happens ", "impact when ", "impact if "];
    let fails = ["down", "fails", "unavailable", "lost", "missing", "gone"];
    asks.iter().any(|begin| head.starts_with(begin)) && fails.iter().any(|end| head.ends_with(end))
}

/// A head in lower case without marks: `Impact (if down)` is `impact if down`.
fn normal(head: &str) -> String {
    let kept: String = head.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    kept.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
