//! What an entry of `claims:` says, key by key.

use super::claims::{Context, SERVICES, Stated};
use super::detectors::kind;
use super::keys::{GRACEFUL, RECOVERY, WARNED};
use crate::pack::fault::Step;
use crate::pack::source::{Fields, suggest};
use crate::pack::yaml::{Key, Node, Value};
use crate::timeline::{Assertion, CascadeEntry, Falls};
use crate::words::Impact;

/// How many services are several.
const SEVERAL: u32 = 2;

impl Context<'_> {
    /// All that an entry says.
    pub fn assertions(&self, fields: &Fields<'_>) -> Vec<Stated> {
        let mut read = Vec::new();
        let alone = |mark, assertion| Stated::new(mark, assertion, Vec::new());
        if let Some(node) = fields.get("impact") {
            read.extend(self.source.entries(node, "impact").iter().filter_map(|(key, node)| self.fares(key, node)));
        }
        read.extend(self.cascade(fields));
        read.extend(self.detected(fields));
        read.extend(fields.get("warned").and_then(|node| self.warned(node)));
        if let Some(fields) = fields.get("graceful").and_then(|node| self.source.object(node, &GRACEFUL)) {
            let journey = fields.need("journey").and_then(|node| self.known.journey(self.source, node));
            let graceful = journey.zip(fields.need_text("fallback"));
            let mark = fields.get("fallback").map_or(fields.mark, |node| node.mark);
            read.extend(graceful.map(|(journey, fallback)| alone(mark, Assertion::Graceful { journey, fallback })));
        }
        for node in fields.items("slower") {
            let journey = self.known.journey(self.source, node);
            read.extend(journey.map(|journey| alone(node.mark, Assertion::Slower { journey })));
        }
        read.extend(fields.get("recovery").and_then(|node| self.recovery(node)));
        read
    }

    /// `website: outage`, or `services: several`.
    fn fares(&self, key: &Key, node: &Node) -> Option<Stated> {
        if key.text == SERVICES {
            let several = self.source.text(node, "how many services")? == "several";
            if !several {
                let hint = "name single services in a cascade: cascade: [postgres, redis]";
                self.source.error_with(node.mark, "an impact on services is 'several'", hint);
            }
            return several.then(|| Stated::new(key.mark, Assertion::Several { least: SEVERAL }, vec![node.mark]));
        }
        let name = Node { mark: key.mark, value: Value::Text(key.text.clone()) };
        let (journey, expected) = (self.known.journey(self.source, &name), self.impact(node));
        let (journey, expected) = journey.zip(expected)?;
        Some(Stated::new(key.mark, Assertion::Impact { journey, expected }, vec![node.mark]))
    }

    /// A warning so many days ahead; `with` and a number of days is the command that brings the fault so near.
    fn warned(&self, node: &Node) -> Option<Stated> {
        let fields = self.source.object(node, &WARNED)?;
        let by = fields.need("by");
        let detector = by.and_then(|node| kind(self.source, node));
        let days_node = fields.need("days");
        let days: Option<u32> = days_node.and_then(|node| self.source.parsed(node, "a number of days", "30"));
        let container = fields.need("in").and_then(|node| self.known.container(self.source, node));
        let with = fields.need_text("with");
        let (days_node, days, container, with) = (days_node?, days?, container?, with?);
        let (Some(far), Some(near)) = (days.checked_add(1), days.checked_sub(1)) else {
            self.source.error(days_node.mark, format!("a warning {days} days ahead cannot be tried a day off it"));
            return None;
        };
        let step = |days: u32| Step { container: container.clone(), run: format!("{with} {days}") };
        let assertion = Assertion::Warned { detector: detector?, days };
        let stated = Stated::new(by?.mark, assertion, vec![days_node.mark]);
        Some(Stated { approach: Some([step(far), step(near)]), ..stated })
    }

    /// The document's commands in `run`; in `by` commands that carry out its prose.
    fn recovery(&self, node: &Node) -> Option<Stated> {
        let fields = self.source.object(node, &RECOVERY)?;
        let (how, prose) = match (fields.get("run"), fields.get("by")) {
            (None, Some(by)) => (by, true),
            (Some(_), Some(by)) => {
                let hint = "'run' is the document's own command, 'by' are commands that carry out its prose";
                self.source.error_with(by.mark, "a recovery has 'run' or 'by', not both", hint);
                return None;
            }
            (Some(run), None) => (run, false),
            (None, None) => {
                let hint =
                    "write run: … with the document's own command, or by: … with commands that carry out its prose";
                self.source.error_with(fields.mark, "a recovery needs 'run' or 'by'", hint);
                return None;
            }
        };
        let commands = self.source.texts(how, "a command");
        let within = fields.get("within").map(|node| (node.mark, self.source.span(node, "within")));
        let unreadable = matches!(within, Some((_, None)));
        let parts = within.iter().map(|(mark, _)| *mark).collect();
        let assertion = Assertion::Recovery { commands, prose, within: within.and_then(|(_, within)| within) };
        (!unreadable).then(|| Stated::new(how.mark, assertion, parts))
    }

    fn impact(&self, node: &Node) -> Option<Impact> {
        let text = self.source.text(node, "an impact")?;
        let all = [Impact::None, Impact::Degraded, Impact::Outage];
        let found = all.into_iter().find(|impact| impact.to_string() == text);
        if found.is_none() {
            let hint = suggest(text, ["none", "degraded", "outage"]);
            self.source.error_with(node.mark, format!("there is no impact '{text}'"), hint);
        }
        found
    }

    /// `[alert, health-check]`, or with times: `{alert: 10s, health-check: 5s}`.
    fn detected(&self, fields: &Fields<'_>) -> Vec<Stated> {
        let Some(node) = fields.get("detected_by") else { return Vec::new() };
        let one = |(name, within): (Node, Option<&Node>)| {
            let detector = kind(self.source, &name)?;
            let given = within.filter(|node| node.says_something());
            let within = given.map(|node| self.source.span(node, "the time of a detection"));
            // What cannot be read is told, and no claim without a time.
            (within != Some(None)).then(|| {
                let assertion = Assertion::DetectedBy { detector, within: within.flatten() };
                Stated::new(name.mark, assertion, given.iter().map(|node| node.mark).collect())
            })
        };
        named(node).into_iter().filter_map(one).collect()
    }

    /// `none`, `[redis, flask]`, or with how they fall: `{redis: fails, flask: degrades}`.
    fn cascade(&self, fields: &Fields<'_>) -> Option<Stated> {
        let Some(node) = fields.get("cascade") else {
            if let Some((key, _)) = fields.entry("ordered") {
                self.source
                    .error(key.mark, "'ordered' says that a cascade comes in its order, and there is no cascade here");
            }
            return None;
        };
        let ordered = fields.get("ordered").and_then(|node| self.source.flag(node, "ordered")).unwrap_or(false);
        let nobody = matches!(&node.value, Value::Text(text) if text == "none");
        let named = if nobody { Vec::new() } else { named(node) };
        let entry = |(name, falls): &(Node, Option<&Node>)| {
            let service = self.known.service(self.source, name)?;
            let falls = falls.filter(|node| node.says_something()).map(|node| self.falls(node));
            (falls != Some(None)).then(|| CascadeEntry { service, falls: falls.flatten().unwrap_or_default() })
        };
        let services: Vec<CascadeEntry> = named.iter().filter_map(entry).collect();
        let parts = named.iter().map(|(name, _)| name.mark).collect();
        let all = services.len() == named.len();
        all.then(|| Stated::new(node.mark, Assertion::Cascade { services, ordered }, parts))
    }

    fn falls(&self, node: &Node) -> Option<Falls> {
        match self.source.text(node, "how a service falls")? {
            "fails" => Some(Falls::Fails),
            "degrades" => Some(Falls::Degrades),
            other => {
                let hint = suggest(other, ["fails", "degrades"]);
                self.source.error_with(node.mark, format!("a service does not fall by '{other}'"), hint);
                None
            }
        }
    }
}

/// Names, each with what is said of it where they are the keys of a map.
fn named(node: &Node) -> Vec<(Node, Option<&Node>)> {
    let name = |key: &Key| Node { mark: key.mark, value: Value::Text(key.text.clone()) };
    match &node.value {
        Value::Map(entries) => entries.iter().map(|(key, node)| (name(key), Some(node))).collect(),
        _ => node.items().iter().map(|node| (node.clone(), None)).collect(),
    }
}
