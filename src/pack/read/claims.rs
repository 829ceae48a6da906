//! `claims:` of a scenario file → claims, one for each journey, detector and profile that an entry speaks of.

use super::agree;
use super::detectors::kind;
use super::known::Known;
use super::quotes::{Quote, Quotes};
use crate::pack::fault::{Fault, Step};
use crate::pack::model::{Detector, Journey, Profile, ScenarioClaim, Service};
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::{Key, Mark, Node, Value};
use crate::timeline::{Assertion, CascadeEntry};
use crate::words::{ClaimId, Impact, ProfileName, ServiceName};
use std::collections::BTreeMap;

/// What claims are read with.
pub struct Context<'a> {
    /// The scenario file.
    pub source: &'a Source<'a>,
    /// The names of the pack.
    pub known: &'a Known,
    /// The pack's profiles.
    pub profiles: &'a [Profile],
    /// The pack's services.
    pub services: &'a [Service],
    /// The pack's journeys.
    pub journeys: &'a [Journey],
    /// The pack's detectors.
    pub detectors: &'a [Detector],
    /// The profiles that the scenario is drilled in.
    pub drilled: &'a [ProfileName],
    /// The scenario's quotes.
    pub quotes: &'a Quotes<'a>,
    /// The scenario's fault.
    pub fault: &'a Fault,
}

/// What an entry says, with the places of its parts in the scenario file.
pub struct Stated {
    /// What is to be seen.
    pub assertion: Assertion,
    /// Where it is said.
    pub mark: Mark,
    /// Where its parts are said: an impact's value, each service of a cascade, the time of a recovery or a warning.
    pub parts: Vec<Mark>,
    /// How a fault that is warned of is brought near.
    approach: Option<[Step; 2]>,
}

impl Stated {
    fn new(mark: Mark, assertion: Assertion, parts: Vec<Mark>) -> Self {
        Self { assertion, mark, parts, approach: None }
    }

    /// Where a part is said.
    pub fn part(&self, index: usize) -> Mark {
        self.parts.get(index).copied().unwrap_or(self.mark)
    }
}

/// A claim for one profile, with its place in the scenario file.
pub struct Placed {
    /// The claim.
    pub claim: ScenarioClaim,
    /// The profile.
    pub profile: ProfileName,
    /// Where it is said.
    pub mark: Mark,
    approach: Option<[Step; 2]>,
}

/// What `claims:` says.
pub struct Read {
    /// The claims.
    pub claims: Vec<ScenarioClaim>,
    /// How the fault is brought near, where a claim says that it is warned of.
    pub approach: Option<[Step; 2]>,
}

/// The keys of an entry, besides those that make a claim.
const AROUND: [&str; 3] = ["quote", "profile", "ordered"];

/// The keys that make a claim.
const KINDS: [&str; 7] = ["impact", "cascade", "detected_by", "warned", "graceful", "slower", "recovery"];

/// In place of a journey: several services, whichever they are.
pub const SERVICES: &str = "services";

/// How many services are several.
const SEVERAL: u32 = 2;

impl Context<'_> {
    /// Reads all entries. Claims that follow from silence are added: one for each profile in which the document
    /// names what fails.
    pub fn claims(&self, entries: &[Node]) -> Read {
        let placed: Vec<Placed> = entries.iter().flat_map(|entry| self.entry(entry)).collect();
        self.refuse_twins(&placed);
        agree::check_watchers(self, &placed);
        let approach = placed.iter().find_map(|placed| placed.approach.clone());
        // Where the document only says that several services fail, those that do are not against it.
        let open = |profile: &&ProfileName| {
            placed
                .iter()
                .any(|one| one.profile == **profile && matches!(one.claim.assertion, Assertion::Several { .. }))
        };
        let closed = self.drilled.iter().filter(|profile| !open(profile));
        let silence = closed.map(|profile| self.silence(profile, &placed));
        let silence: Vec<(ProfileName, ScenarioClaim)> = silence.collect();
        let spoken = placed.into_iter().map(|placed| (placed.profile, placed.claim));
        Read { claims: self.gather(spoken.chain(silence).collect()), approach }
    }

    fn entry(&self, node: &Node) -> Vec<Placed> {
        let Some(fields) = self.source.fields(node, "a claim", &[&AROUND[..], &KINDS].concat()) else {
            return Vec::new();
        };
        let Some(quote) = fields.need("quote").and_then(|node| self.quotes.find(node)) else { return Vec::new() };
        let only: Vec<ProfileName> = self.only(&fields);
        let assertions = self.assertions(&fields);
        if !KINDS.iter().any(|kind| fields.get(kind).is_some_and(Node::says_something)) {
            let hint = format!("say what is to be seen ({}), or move it to not_tested", KINDS.join(", "));
            self.source.error_with(fields.mark, "this entry claims nothing", hint);
        }
        let mut placed = Vec::new();
        for stated in assertions {
            agree::check(self, &quote, &stated);
            placed.extend(self.for_profiles(&quote, &stated, &only));
        }
        let ids: Vec<ClaimId> = placed.iter().map(|placed| id(&placed.claim.assertion, &placed.profile)).collect();
        self.quotes.settle(&quote, &ids);
        placed
    }

    fn only(&self, fields: &Fields<'_>) -> Vec<ProfileName> {
        let named = fields.items("profile");
        let mut only = Vec::new();
        for node in named {
            let Some(profile) = self.known.profile(self.source, node) else { continue };
            if !self.drilled.contains(&profile) {
                let hint = suggest(profile.as_str(), self.drilled.iter().map(ProfileName::as_str));
                self.source.error_with(node.mark, format!("the scenario is not drilled in profile '{profile}'"), hint);
            }
            only.push(profile);
        }
        only
    }

    /// One claim for each profile that it can hold in.
    fn for_profiles(&self, quote: &Quote, stated: &Stated, only: &[ProfileName]) -> Vec<Placed> {
        let wanted = if only.is_empty() { self.drilled } else { only };
        let there: Vec<Placed> = wanted
            .iter()
            .filter_map(|profile| Some((profile, self.in_profile(&stated.assertion, profile)?)))
            .map(|(profile, assertion)| Placed {
                claim: ScenarioClaim { quote: quote.text.clone(), line: quote.line, profile: None, assertion },
                profile: profile.clone(),
                mark: stated.mark,
                approach: stated.approach.clone(),
            })
            .collect();
        if there.is_empty() && !wanted.is_empty() {
            let where_: Vec<&str> = wanted.iter().map(ProfileName::as_str).collect();
            let message = format!("what this speaks of is not there in {}", where_.join(" and "));
            self.source.error_with(stated.mark, message, "see 'without' of the profiles in pack.yaml");
        }
        there
    }

    /// The assertion as it holds in a profile: without what is not there; nothing where nothing is left of it.
    fn in_profile(&self, assertion: &Assertion, profile: &ProfileName) -> Option<Assertion> {
        let profile = self.profiles.iter().find(|known| known.name == *profile)?;
        match assertion {
            Assertion::Cascade { services, ordered } => {
                let there = |entry: &&CascadeEntry| !profile.without_services.contains(&entry.service);
                let left: Vec<CascadeEntry> = services.iter().filter(there).cloned().collect();
                let nothing_left = left.is_empty() && !services.is_empty();
                let ordered = *ordered && left.len() > 1;
                if nothing_left { None } else { Some(Assertion::Cascade { services: left, ordered }) }
            }
            Assertion::Impact { journey, .. } | Assertion::Graceful { journey, .. } | Assertion::Slower { journey }
                if profile.without_journeys.contains(journey) =>
            {
                None
            }
            _ => Some(assertion.clone()),
        }
    }

    fn assertions(&self, fields: &Fields<'_>) -> Vec<Stated> {
        let mut read = Vec::new();
        let alone = |mark, assertion| Stated::new(mark, assertion, Vec::new());
        if let Some(node) = fields.get("impact") {
            read.extend(self.source.entries(node, "impact").iter().filter_map(|(key, node)| self.fares(key, node)));
        }
        read.extend(self.cascade(fields));
        for node in fields.items("detected_by") {
            read.extend(
                kind(self.source, node)
                    .map(|detector| alone(node.mark, Assertion::DetectedBy { detector, within: None })),
            );
        }
        read.extend(fields.get("warned").and_then(|node| self.warned(node)));
        if let Some(fields) =
            fields.get("graceful").and_then(|node| self.source.fields(node, "graceful", &["journey", "fallback"]))
        {
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
        let fields = self.source.fields(node, "a warning", &["by", "days", "with", "in"])?;
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
        let fields = self.source.fields(node, "recovery", &["run", "by", "within"])?;
        let (how, prose) = match (fields.get("run"), fields.get("by")) {
            (None, Some(by)) => (by, true),
            (Some(_), Some(by)) => {
                let hint = "'run' is the document's own command, 'by' are commands that carry out its prose";
                self.source.error_with(by.mark, "a recovery has 'run' or 'by', not both", hint);
                return None;
            }
            (_, None) => (fields.need("run")?, false),
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
        let named = if nobody { &[] } else { node.items() };
        let services: Vec<ServiceName> =
            named.iter().filter_map(|node| self.known.service(self.source, node)).collect();
        let parts = named.iter().map(|node| node.mark).collect();
        let all = services.len() == named.len();
        let services = services.into_iter().map(CascadeEntry::from).collect();
        all.then(|| Stated::new(node.mark, Assertion::Cascade { services, ordered }, parts))
    }

    /// What the document does not name stays well: follows from the cascade, or from there being none.
    fn silence(&self, profile: &ProfileName, placed: &[Placed]) -> (ProfileName, ScenarioClaim) {
        let cascade = placed
            .iter()
            .find(|placed| placed.profile == *profile && matches!(placed.claim.assertion, Assertion::Cascade { .. }));
        let line = cascade.map_or(self.quotes.chapter_line(), |placed| placed.claim.line);
        let quote = "What the document does not name here stays as it was".to_owned();
        (profile.clone(), ScenarioClaim { quote, line, profile: None, assertion: Assertion::Unaffected })
    }

    /// In one profile a claim can be made once.
    fn refuse_twins(&self, placed: &[Placed]) {
        let mut seen: BTreeMap<ClaimId, &Placed> = BTreeMap::new();
        let mut told: Vec<Mark> = Vec::new();
        for placed in placed {
            let id = id(&placed.claim.assertion, &placed.profile);
            if let Some(first) = seen.get(&id) {
                if !told.contains(&placed.mark) {
                    let message = format!("'{id}' is claimed twice; the first is on line {}", first.mark.line);
                    let hint = "keep one of them, or say for which 'profile' each is";
                    self.source.error_with(placed.mark, message, hint);
                    told.push(placed.mark);
                }
            } else {
                seen.insert(id, placed);
            }
        }
    }

    /// A claim that is the same in every profile is one claim for all of them.
    fn gather(&self, claims: Vec<(ProfileName, ScenarioClaim)>) -> Vec<ScenarioClaim> {
        let mut gathered: Vec<(Vec<ProfileName>, ScenarioClaim)> = Vec::new();
        for (profile, claim) in claims {
            let same = |other: &ScenarioClaim| {
                (&other.quote, other.line, &other.assertion) == (&claim.quote, claim.line, &claim.assertion)
            };
            match gathered.iter_mut().find(|(_, other)| same(other)) {
                Some((profiles, _)) => profiles.push(profile),
                None => gathered.push((vec![profile], claim)),
            }
        }
        let everywhere = |profiles: &[ProfileName]| self.drilled.iter().all(|profile| profiles.contains(profile));
        let spread = gathered.into_iter().flat_map(|(profiles, claim)| {
            let only: Vec<Option<ProfileName>> =
                if everywhere(&profiles) { vec![None] } else { profiles.into_iter().map(Some).collect() };
            only.into_iter().map(move |profile| ScenarioClaim { profile, ..claim.clone() })
        });
        spread.collect()
    }
}

fn id(assertion: &Assertion, profile: &ProfileName) -> ClaimId {
    ClaimId::new(assertion.kind(), assertion.subject().as_deref(), profile)
}
