//! `claims:` of a scenario file → claims, one for each journey, detector and profile that an entry
//! speaks of.

use super::documented::{Documented, Notes};
use super::heard::{Heard, Part, Thing, left_of};
use super::keys::{CLAIM, KINDS};
use super::known::Known;
use super::quotes::{Quote, Quotes};
use super::{bound, watchers};
use crate::pack::claim::{Assertion, Unaffected};
use crate::pack::fault::{Fault, Step};
use crate::pack::model::{Detector, Journey, Profile, ScenarioClaim, Service};
use crate::pack::problem::Problem;
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::{Key, Mark, Node, Value};
use crate::words::{ClaimId, ProfileName};
use std::collections::BTreeMap;

/// What claims are read with.
pub struct ClaimContext<'a> {
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
    /// What its fault quotes.
    pub fault_quote: Option<&'a Quote>,
    /// Parts of quoted lines that are not tested.
    pub parts: &'a [Part],
    /// What services and journeys are called.
    pub names: &'a [(Thing, String)],
}

/// An entry of `claims:`.
pub struct Entry {
    /// What it quotes.
    pub quote: Quote,
    /// What it says.
    pub stated: Vec<Stated>,
    /// The profiles that it names; for all where it names none.
    pub only: Vec<ProfileName>,
    /// All of it could be read.
    pub whole: bool,
}

/// What an entry says, with the places of its parts in the scenario file.
pub struct Stated {
    /// What is to be seen.
    pub assertion: Assertion,
    /// Where it is said.
    pub mark: Mark,
    /// Where its parts are said: an impact's value, each service of a cascade, the time of a
    /// recovery or a warning.
    pub parts: Vec<Mark>,
    /// How a fault that is warned of is brought near.
    pub approach: Option<[Step; 2]>,
    /// Why it is a guess that its quote says it; none where it is certain, or a person's word.
    pub guess: Option<String>,
}

impl Stated {
    /// A statement without more to it.
    pub fn new(mark: Mark, claim: impl Into<Assertion>, parts: Vec<Mark>) -> Self {
        Self { assertion: claim.into(), mark, parts, approach: None, guess: None }
    }

    /// Where a part is said.
    pub fn part(&self, index: usize) -> Mark {
        self.parts.get(index).copied().unwrap_or(self.mark)
    }
}

/// What is against an entry that nobody wrote.
pub struct Against {
    /// Why it does not hold.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
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

/// What to do where a claim and its quote differ.
pub const AGREE: &str = "the claim must say what its quote says; change one of them";

impl ClaimContext<'_> {
    /// What of a text is tested.
    pub fn left_of(&self, text: &str) -> String {
        left_of(self.parts, text)
    }

    /// Puts all entries together with what the document itself says of the failure. Claims that
    /// follow from silence are added: one for each profile in which the document names what fails.
    pub fn claims(
        &self,
        mut entries: Vec<Entry>,
        documented: Option<&Documented<'_>>,
        notes: &mut Notes<'_>,
    ) -> Read {
        self.check(&mut entries);
        let mut placed: Vec<Placed> = entries.iter().flat_map(|entry| self.place(entry)).collect();
        if let Some(documented) = documented {
            documented.claims(self, &mut placed, notes);
            placed.sort_by_key(|placed| placed.claim.line);
        }
        let all: Vec<&Placed> = placed.iter().collect();
        self.refuse_twins(&all);
        watchers::check(self, &all);
        let approach = placed.iter().find_map(|placed| placed.approach.clone());
        // Where the document only says that several services fail, those that do are not against
        // it.
        let leaves_open = |one: &Placed| one.claim.assertion.as_kind().leaves_open_who_falls();
        let open = |profile: &&ProfileName| {
            placed.iter().any(|one| one.profile == **profile && leaves_open(one))
        };
        let closed = self.drilled.iter().filter(|profile| !open(profile));
        let silence = closed.map(|profile| self.silence(profile, &placed));
        let silence: Vec<(ProfileName, ScenarioClaim)> = silence.collect();
        let spoken = placed.into_iter().map(|placed| (placed.profile, placed.claim));
        Read { claims: self.gather(spoken.chain(silence).collect()), approach }
    }

    /// Whether entries say what they quote, and all of it.
    fn check(&self, entries: &mut [Entry]) {
        for entry in &mut *entries {
            self.infer(entry);
        }
        for (entry, stated) in
            entries.iter().flat_map(|entry| entry.stated.iter().map(move |stated| (entry, stated)))
        {
            stated.assertion.as_bound().agree(self, &entry.quote, stated);
        }
        bound::check(self, entries);
    }

    /// The claims of an entry that nobody wrote, beside those that there are; or what is against it.
    pub fn try_entry(&self, entry: &mut Entry, beside: &[Placed]) -> Result<Vec<Placed>, Against> {
        let source = Source::new(self.source.file(), "");
        let trial = ClaimContext { source: &source, fault_quote: None, ..*self };
        trial.check(std::slice::from_mut(entry));
        let placed = trial.place(entry);
        let all: Vec<&Placed> = beside.iter().chain(&placed).collect();
        trial.refuse_twins(&all);
        watchers::check(&trial, &all);
        let against = source.into_problems().into_iter().next();
        against.map_or(Ok(placed), |Problem { message, hint, .. }| Err(Against { message, hint }))
    }

    /// Reads an entry of `claims:`.
    pub fn entry(&self, node: &Node, documented: Option<&Documented<'_>>) -> Option<Entry> {
        let before = self.source.count();
        let fields = self.source.object(node, &CLAIM)?;
        let quote = self.quotes.named(&fields, documented)?;
        let only: Vec<ProfileName> = self.only(&fields);
        let stated = Assertion::read(self, &fields);
        if !KINDS.iter().any(|kind| fields.get(kind).is_some_and(Node::says_something)) {
            let hint =
                format!("say what is to be seen ({}), or move it to not_tested", KINDS.join(", "));
            self.source.error_with(fields.mark, "this entry claims nothing", hint);
        }
        Some(Entry { quote, stated, only, whole: self.source.count() == before })
    }

    /// Fills in what the quote says and a claim leaves open.
    fn infer(&self, entry: &mut Entry) {
        let heard = Heard::lines(self, &entry.quote.lines);
        let before = self.source.count();
        for Stated { assertion, mark, parts, .. } in &mut entry.stated {
            assertion
                .as_bound_mut()
                .infer(self, &heard, &|index| parts.get(index).copied().unwrap_or(*mark));
        }
        // What is told here needs not be told again, line by line.
        entry.whole &= self.source.count() == before;
    }

    /// An entry's claims, for each profile that they can hold in.
    fn place(&self, entry: &Entry) -> Vec<Placed> {
        let placed: Vec<Placed> = entry
            .stated
            .iter()
            .flat_map(|stated| self.for_profiles(&entry.quote, stated, &entry.only))
            .collect();
        let ids: Vec<ClaimId> = placed
            .iter()
            .map(|placed| placed.claim.assertion.as_kind().id(&placed.profile))
            .collect();
        self.quotes.settle(&entry.quote, &ids);
        placed
    }

    fn only(&self, fields: &Fields<'_>) -> Vec<ProfileName> {
        let named = fields.items("profile");
        let mut only = Vec::new();
        for node in named {
            let Some(profile) = self.known.profile(self.source, node) else { continue };
            if !self.drilled.contains(&profile) {
                let hint = suggest(profile.as_str(), self.drilled.iter().map(ProfileName::as_str));
                self.source.error_with(
                    node.mark,
                    format!("the scenario is not drilled in profile '{profile}'"),
                    hint,
                );
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
                claim: ScenarioClaim {
                    quote: quote.text.clone(),
                    line: quote.line,
                    profile: None,
                    assertion,
                    guess: stated.guess.clone(),
                },
                profile: profile.clone(),
                mark: stated.mark,
                approach: stated.approach.clone(),
            })
            .collect();
        if there.is_empty() && !wanted.is_empty() {
            let where_: Vec<&str> = wanted.iter().map(ProfileName::as_str).collect();
            let message = format!("what this speaks of is not there in {}", where_.join(" and "));
            self.source.error_with(
                stated.mark,
                message,
                "see 'without' of the profiles in pack.yaml",
            );
        }
        there
    }

    /// The assertion as it holds in a profile: without what is not there; nothing where nothing is
    /// left of it.
    fn in_profile(&self, assertion: &Assertion, profile: &ProfileName) -> Option<Assertion> {
        let profile = self.profiles.iter().find(|known| known.name == *profile)?;
        let mut here = assertion.clone();
        here.as_bound_mut().narrow_to(profile).then_some(here)
    }

    /// What the document does not name stays well: follows from the cascade, or from there being
    /// none.
    fn silence(&self, profile: &ProfileName, placed: &[Placed]) -> (ProfileName, ScenarioClaim) {
        let cascade = placed.iter().find(|placed| {
            placed.profile == *profile && placed.claim.assertion.as_kind().cascade().is_some()
        });
        let line = cascade.map_or(self.quotes.chapter_line(), |placed| placed.claim.line);
        let quote = "What the document does not name here stays as it was".to_owned();
        (
            profile.clone(),
            ScenarioClaim {
                assertion: Unaffected {}.into(),
                quote,
                line,
                profile: None,
                guess: None,
            },
        )
    }

    /// In one profile a claim can be made once.
    fn refuse_twins(&self, placed: &[&Placed]) {
        let mut seen: BTreeMap<ClaimId, &Placed> = BTreeMap::new();
        let mut told: Vec<Mark> = Vec::new();
        for &placed in placed {
            let id = placed.claim.assertion.as_kind().id(&placed.profile);
            if let Some(first) = seen.get(&id) {
                if !told.contains(&placed.mark) {
                    let message = format!(
                        "'{id}' is claimed twice; the first is on line {}",
                        first.mark.line
                    );
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
                (&other.quote, other.line, &other.assertion)
                    == (&claim.quote, claim.line, &claim.assertion)
            };
            match gathered.iter_mut().find(|(_, other)| same(other)) {
                Some((profiles, _)) => profiles.push(profile),
                None => gathered.push((vec![profile], claim)),
            }
        }
        let everywhere = |profiles: &[ProfileName]| {
            self.drilled.iter().all(|profile| profiles.contains(profile))
        };
        let spread = gathered.into_iter().flat_map(|(profiles, claim)| {
            let only: Vec<Option<ProfileName>> = if everywhere(&profiles) {
                vec![None]
            } else {
                profiles.into_iter().map(Some).collect()
            };
            only.into_iter().map(move |profile| ScenarioClaim { profile, ..claim.clone() })
        });
        spread.collect()
    }
}

/// Names, each with what is said of it where they are the keys of a map.
pub fn named(node: &Node) -> Vec<(Node, Option<&Node>)> {
    let name = |key: &Key| Node { mark: key.mark, value: Value::Text(key.text.clone()) };
    match &node.value {
        Value::Map(entries) => entries.iter().map(|(key, node)| (name(key), Some(node))).collect(),
        _ => node.items().iter().map(|node| (node.clone(), None)).collect(),
    }
}
