//! What a careful reader has of a document: the files `tests/documents/*.expected.yaml`.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// All that is to be read of a document. What is not named is not to be read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub title: String,
    #[serde(default)]
    pub failures: Vec<Failure>,
    #[serde(default)]
    pub services: Vec<Service>,
    /// `a -> b`, `a -> b hard`: what is no kind there may be hard, yet neither soft nor for the
    /// start only.
    #[serde(default)]
    pub edges: Vec<String>,
    /// Edges that one careful reader would draw, and another would not.
    #[serde(default)]
    pub edges_maybe: Vec<String>,
    #[serde(default)]
    pub orders: Vec<Order>,
    #[serde(default)]
    pub criticality: Vec<Critical>,
    #[serde(default)]
    pub trees: Vec<Tree>,
    #[serde(default)]
    pub layers: Vec<Layer>,
    #[serde(default)]
    pub objectives: Vec<Objective>,
    #[serde(default)]
    pub dates: BTreeMap<String, String>,
    #[serde(default)]
    pub placeholders: Vec<Placeholder>,
    #[serde(default)]
    pub waived: Vec<Waived>,
    /// What the document says against itself.
    #[serde(default)]
    pub contradictions: Vec<Contradiction>,
    /// What nobody would take for what it looks like.
    #[serde(default)]
    pub not: Vec<Not>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    pub title: String,
    pub number: Option<String>,
    pub line: u32,
    /// `chapter`, `row`, `attributes`, `line`, `runbook`; several where each will do.
    pub form: String,
    pub facts: Vec<Fact>,
}

/// Its line, the label that it stands `under`, the service `of` a layer, and under the name of its
/// topic what it means. Several topics, as in `failure|other`, where each will do.
///
/// | meaning | |
/// | --- | --- |
/// | `said` | it is there; what it means is left open |
/// | `unsure` | nothing that is certain |
/// | `untestable` | not testable as it is written |
/// | `outage of a part` | an outage, though whether of all is open |
/// | `nothing` | there is none, as of data that is lost |
/// | `[outage]` | an impact: the levels that agree |
/// | `[A, B]` | a cascade: the names |
/// | `[alert within 2m, people]` | a detection: by what, and how soon; `soon` without a number |
/// | `{run: [COMMAND], within: 30s, automatic: true}` | a recovery |
/// | `5m`, `~5m` | a length of time |
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Fact(BTreeMap<String, Value>);

impl Fact {
    pub fn line(&self) -> u32 {
        let line = self.0.get("line").and_then(Value::as_u64).expect("a fact has a line");
        u32::try_from(line).unwrap()
    }

    pub fn under(&self) -> Option<&str> {
        self.0.get("under").and_then(Value::as_str)
    }

    pub fn of(&self) -> Option<&str> {
        self.0.get("of").and_then(Value::as_str)
    }

    /// The topics, and the meaning.
    pub fn said(&self) -> (&str, &Value) {
        let mut others =
            self.0.iter().filter(|(key, _)| !["line", "under", "of"].contains(&key.as_str()));
        let (topic, meaning) = others.next().expect("a fact has a topic");
        assert!(others.next().is_none(), "a fact has one topic: {self:?}");
        (topic, meaning)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub line: u32,
    pub name: String,
    pub needs: Option<Vec<String>>,
    pub needed_by: Option<Vec<String>>,
    pub impact: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub line: Option<u32>,
    /// `B after A`, `A after nothing`; what `A` alone comes after is left open.
    pub steps: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Critical {
    pub level: String,
    pub services: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    pub title: String,
    pub line: u32,
    /// `1 NO -> 2`, and `end` where it leads to no question.
    pub leads: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    pub title: String,
    pub number: Option<String>,
    pub line: u32,
    pub facts: Vec<Fact>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Objective {
    pub of: Option<String>,
    pub recovery_time: Option<String>,
    pub data_loss: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placeholder {
    pub line: u32,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waived {
    pub line: u32,
    pub rule: String,
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    pub lines: Vec<u32>,
    pub about: String,
}

/// On this line is none of these, there is no such edge, or this is no command.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Not {
    pub line: Option<u32>,
    /// `failure`, `fact`, `service`, or a topic.
    pub is: Option<String>,
    pub edge: Option<String>,
    pub command: Option<String>,
}
