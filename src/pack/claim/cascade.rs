//! `cascade: [redis, flask]`, or `cascade: none`: which services fall.

mod falls;
mod order;

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::model::Profile;
use crate::pack::read::{AGREE, ClaimContext, Clause, Heard, Quote, Stated, Thing, Wanted, named};
use crate::pack::shape::{Key, Shape};
use crate::pack::source::{Fields, suggest};
use crate::pack::yaml::{Mark, Node, Value};
use crate::words::{Impact, ServiceName};
use serde::{Deserialize, Serialize};

pub use falls::{CascadeEntry, Falls};

/// These services fail or degrade after the fault. An empty list is the claim "none".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cascade {
    /// The services named, in the document's order, each with how it is said to fall.
    pub services: Vec<CascadeEntry>,
    /// Whether the order is claimed too.
    pub ordered: bool,
}

impl Kind for Cascade {
    fn family(&self) -> &'static str {
        "cascade"
    }

    fn subject(&self) -> Option<String> {
        None
    }

    fn told(&self) -> String {
        if self.services.is_empty() {
            return "no other service fails or degrades".to_owned();
        }
        let name = |entry: &CascadeEntry| match entry.falls {
            Falls::Either => entry.service.to_string(),
            falls => format!("{} ({falls})", entry.service),
        };
        let names: Vec<String> = self.services.iter().map(name).collect();
        let order = if self.ordered { "in this order" } else { "in any order" };
        format!("these fail or degrade, {order}: {}", names.join(", "))
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        // None named: any could fall, those that cannot be seen too.
        if self.services.is_empty() {
            return vec![RestsOn::EveryProbe];
        }
        self.services.iter().map(|entry| RestsOn::Service(&entry.service)).collect()
    }

    fn cascade(&self) -> Option<&[CascadeEntry]> {
        Some(&self.services)
    }

    fn says_nothing_else_falls(&self) -> bool {
        self.services.is_empty()
    }
}

const FALLS: Shape = Shape::Word(&["fails", "degrades"]);

impl Written for Cascade {
    const KEYS: &'static [Key] = &[
        Key::may(
            "cascade",
            Shape::Either(&[
                Shape::Many(&Shape::Name),
                Shape::Named(&Shape::Either(&[FALLS, Shape::Nothing])),
            ]),
            "Which services fall, or none; as keys with how each falls, where the quote does not \
             say.",
        ),
        Key::may("ordered", Shape::Flag, "They fall in this order.").or("false"),
    ];

    fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Vec<Stated> {
        read(context, fields).into_iter().collect()
    }
}

/// `none`, `[redis, flask]`, or with how they fall: `{redis: fails, flask: degrades}`.
fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Option<Stated> {
    let source = context.source;
    let Some(node) = fields.get("cascade") else {
        if let Some((key, _)) = fields.entry("ordered") {
            source.error(
                key.mark,
                "'ordered' says that a cascade comes in its order, and there is no cascade here",
            );
        }
        return None;
    };
    let ordered =
        fields.get("ordered").and_then(|node| source.flag(node, "ordered")).unwrap_or(false);
    let nobody = matches!(&node.value, Value::Text(text) if text == "none");
    let named = if nobody { Vec::new() } else { named(node) };
    let entry = |(name, falls): &(Node, Option<&Node>)| {
        let service = context.known.service(source, name)?;
        let falls =
            falls.filter(|node| node.says_something()).map(|node| written_fall(context, node));
        (falls != Some(None))
            .then(|| CascadeEntry { service, falls: falls.flatten().unwrap_or_default() })
    };
    let services: Vec<CascadeEntry> = named.iter().filter_map(entry).collect();
    let parts = named.iter().map(|(name, _)| name.mark).collect();
    let all = services.len() == named.len();
    all.then(|| Stated::new(node.mark, Cascade { services, ordered }, parts))
}

fn written_fall(context: &ClaimContext<'_>, node: &Node) -> Option<Falls> {
    match context.source.text(node, "how a service falls")? {
        "fails" => Some(Falls::Fails),
        "degrades" => Some(Falls::Degrades),
        other => {
            let hint = suggest(other, ["fails", "degrades"]);
            context.source.error_with(
                node.mark,
                format!("a service does not fall by '{other}'"),
                hint,
            );
            None
        }
    }
}

impl Bound for Cascade {
    fn fares(&self) -> Vec<Fares> {
        if self.services.is_empty() {
            return vec![Fares { of: None, levels: &[Impact::None] }];
        }
        let entry = |entry: &CascadeEntry| Fares {
            of: Some(Thing::Service(entry.service.clone())),
            levels: entry.falls.levels(),
        };
        self.services.iter().map(entry).collect()
    }

    /// The quote names each service, in this order where one is claimed.
    fn agree(&self, context: &ClaimContext<'_>, quote: &Quote, stated: &Stated) {
        let text = quote.tested(context);
        let named = order::in_order(context, &text);
        let services: Vec<&ServiceName> =
            self.services.iter().map(|entry| &entry.service).collect();
        for (index, service) in
            services.iter().enumerate().filter(|(_, service)| !named.contains(service))
        {
            let called = context.services.iter().find(|known| known.name == **service);
            let called = called.map(|known| known.called.join("', '")).unwrap_or_default();
            let message = format!("the quote does not name '{service}'");
            let hint = format!("it is called '{called}'; see 'called' in pack.yaml");
            context.source.error_with(stated.part(index), message, hint);
        }
        let said: Vec<&ServiceName> =
            named.into_iter().filter(|service| services.contains(service)).collect();
        if self.ordered && said.len() == services.len() && said != services {
            let said: Vec<&str> = said.into_iter().map(ServiceName::as_str).collect();
            let message =
                format!("the quote's order is {}, the claim has another", said.join(", "));
            context.source.error_with(stated.mark, message, AGREE);
        }
    }

    fn against(&self, _: &ClaimContext<'_>, heard: &Heard) -> Option<String> {
        if self.services.is_empty() {
            let wanted =
                Wanted { levels: &[Impact::None], said: true, claimed: "that nothing else fails" };
            return wanted.of(&heard
                .clauses
                .iter()
                .filter(|clause| clause.about.is_empty())
                .collect::<Vec<_>>());
        }
        let emptied = |entry: &CascadeEntry| {
            let own: Vec<&Clause> =
                heard.about(|thing| *thing == Thing::Service(entry.service.clone())).collect();
            let emptied =
                own.iter().any(|one| one.emptied) && own.iter().all(|one| one.words.is_empty());
            let why = "is not tested, and a claim rests on it";
            emptied.then(|| format!("all that the quote says of '{}' {why}", entry.service))
        };
        self.services.iter().find_map(emptied)
    }

    fn infer(&mut self, context: &ClaimContext<'_>, heard: &Heard, part: &dyn Fn(usize) -> Mark) {
        for (index, entry) in self.services.iter_mut().enumerate() {
            falls::infer(context, heard, entry, part(index));
        }
    }

    fn narrow_to(&mut self, profile: &Profile) -> bool {
        let nobody = self.services.is_empty();
        self.services.retain(|entry| !profile.without_services.contains(&entry.service));
        self.ordered &= self.services.len() > 1;
        nobody || !self.services.is_empty()
    }
}
