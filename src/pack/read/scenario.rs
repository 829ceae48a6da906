//! A scenario file.

use super::claims::{ClaimContext, Read};
use super::documented::{self, Documented, Found, Notes, Readings, Sought};
use super::heard::{self, Part};
use super::keys::{BOUNDS, NOT_TESTED, SCENARIO};
use super::known::Known;
use super::quotes::{QuotedBy, Quotes, Quoting, Standing};
use super::{fault, warnings};
use crate::document::Document;
use crate::pack::fault::{Fault, FaultKind, Kill};
use crate::pack::model::{
    Bounds, Detector, Drift, Journey, NotTested, Profile, Scenario, ScenarioClaim, Service,
};
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{Key, Node, Value};
use crate::words::{ProfileName, ScenarioId};

/// What a scenario file is read with: the pack around it.
pub struct Pack<'a> {
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
    /// The document, and its path.
    pub document: (&'a Document, &'a str),
    /// What was read of it.
    pub readings: Readings<'a>,
}

/// What a scenario file says.
#[derive(Default)]
pub struct ScenarioFile {
    /// The scenario; nothing where the file is wrong, or the failure that it is of is gone.
    pub scenario: Option<Scenario>,
    /// What no longer stands in the document.
    pub drift: Vec<Drift>,
    /// Lines of the document that are the same and stand elsewhere.
    pub moved: Vec<(u32, u32)>,
    /// It names the failure that it is of.
    pub names_failure: bool,
}

/// Reads one scenario; what is wrong becomes the source's problems.
pub fn scenario(source: &Source<'_>, pack: &Pack<'_>) -> ScenarioFile {
    let mut file = ScenarioFile::default();
    file.scenario = read(source, pack, &mut file);
    file
}

fn read(source: &Source<'_>, pack: &Pack<'_>, file: &mut ScenarioFile) -> Option<Scenario> {
    let tree = source.tree()?;
    let fields = source.object(&tree, &SCENARIO)?;
    let entries = Entries::of(&fields);
    let id = fields.need("id").and_then(|node| source.name(node, "an id"));
    let title = fields.text("title");
    let id: ScenarioId = id?;
    file.names_failure = fields.get("failure").is_some();
    if !file.names_failure {
        fields.need("title");
        fields.need("claims");
    }
    let failure = match fields.get("failure") {
        Some(node) => Some((failure(source, pack, node)?, node.mark)),
        None => None,
    };
    let documented = failure.map(|(Found { then, now }, mark)| {
        Documented::new(then, now, mark).without(&entries.quotes(), &entries.keys())
    });
    let quoting = quoting(source, pack);
    let quotes = if let (Some(documented), Some((found, _))) = (&documented, failure) {
        Quotes::of_failure(quoting, id.clone(), found.now, documented)
    } else {
        let failures = &pack.readings.now.failures;
        Quotes::new(quoting, id.clone(), fields.get("chapter"), &entries.quotes(), failures)
    };
    let drilled = drilled(source, pack, &fields);
    let around = Around { source, pack, quotes: &quotes, documented: documented.as_ref() };
    let Said { fault, claims: Read { claims, approach }, not_tested } =
        around.said(&entries, &drilled);
    let bounds = fields.get("bounds").map(|node| bounds(source, node)).unwrap_or_default();
    waited_for(source, &fields, &bounds, &claims);
    let targets = fault.as_ref().map(Fault::targets).unwrap_or_default();
    let known = (pack.detectors, pack.known);
    warnings::scenario(source, &fields, known, &bounds, targets, &claims);
    if let Some(documented) = &documented {
        documented.new_lines().iter().for_each(|line| quotes.add_new(line, documented.mark()));
        file.moved.extend(documented.moved());
    } else {
        quotes.complain_of_silence(fields.entry("claims").map_or(fields.mark, |(key, _)| key.mark));
    }
    let line = quotes.chapter_line();
    let title = title.or_else(|| failure.map(|(found, _)| found.then.title.text.clone()));
    file.drift.extend(quotes.into_drift());
    Some(Scenario {
        id,
        title: title?,
        file: source.file().to_owned(),
        line,
        fault: fault?,
        approach,
        by_name: is_by_name(source, &fields),
        profiles: drilled,
        bounds,
        claims,
        not_tested,
    })
}

/// What the entries of a scenario file are read with.
struct Around<'a> {
    source: &'a Source<'a>,
    pack: &'a Pack<'a>,
    quotes: &'a Quotes<'a>,
    documented: Option<&'a Documented<'a>>,
}

/// What the entries of a scenario file say, and the document of its failure.
struct Said {
    fault: Option<Fault>,
    claims: Read,
    not_tested: Vec<NotTested>,
}

impl Around<'_> {
    fn said(&self, entries: &Entries<'_>, drilled: &[ProfileName]) -> Said {
        let Self { source, pack, quotes, documented } = *self;
        let fault_quote = entries.fault.and_then(|node| fault::quote(source, quotes, node));
        let fault = entries
            .fault
            .and_then(|node| fault::fault(source, pack, (quotes, fault_quote.as_ref()), node));
        let (parts, mut untested) = entries.parts(quotes, documented);
        let names = heard::names(pack.services, pack.journeys);
        let nobody = Fault { targets: Vec::new(), kind: FaultKind::Kill(Kill), undo: Vec::new() };
        let mut context = ClaimContext {
            source,
            known: pack.known,
            profiles: pack.profiles,
            services: pack.services,
            journeys: pack.journeys,
            detectors: pack.detectors,
            drilled,
            quotes,
            fault: fault.as_ref().unwrap_or(&nobody),
            fault_quote: fault_quote.as_ref(),
            parts: &parts,
            names: &names,
        };
        let written =
            entries.claims.iter().filter_map(|node| context.entry(node, documented)).collect();
        let entry = |node| not_tested(source, (quotes, &parts), documented, node);
        untested.extend(entries.not_tested.iter().filter_map(entry));
        let mut notes = Notes { source, quotes, not_tested: untested };
        let of_its_own = documented.filter(|_| fault.is_some() && fault_quote.is_none());
        let broken = of_its_own
            .and_then(|documented| documented::fault_quote(documented, pack, &context, &mut notes));
        context.fault_quote = context.fault_quote.or(broken.as_ref());
        let claims = context.claims(written, documented, &mut notes);
        let mut not_tested = notes.not_tested;
        not_tested.sort_by_key(|one| one.line);
        Said { fault, claims, not_tested }
    }
}

fn quoting<'a>(source: &'a Source<'a>, pack: &'a Pack<'a>) -> Quoting<'a> {
    let (document, path) = pack.document;
    Quoting { source, document, path, by: QuotedBy::Scenario }
}

/// The failure that a scenario is of.
fn failure<'a>(source: &Source<'_>, pack: &Pack<'a>, node: &Node) -> Option<Found<'a>> {
    let title = source.text(node, "a failure")?;
    let nearest = match documented::find(pack.readings, title) {
        Sought::There(found) => return Some(found),
        Sought::Gone(nearest) => nearest,
    };
    let related = nearest.map(|failure| Related {
        file: pack.document.1.to_owned(),
        line: failure.lines.0,
        text: failure.title.text.clone(),
        label: "is this it?".to_owned(),
    });
    let message = format!("the document has no failure '{title}'");
    let hint = "write its title as it stands in the document, or take this file out";
    let kind = ProblemKind::Error;
    source.note(source.problem(kind, node.mark, message, Some(hint.to_owned()), related));
    None
}

/// What a scenario file says of the document's words.
struct Entries<'n> {
    fault: Option<&'n Node>,
    claims: &'n [Node],
    not_tested: &'n [Node],
}

impl<'n> Entries<'n> {
    fn of(fields: &Fields<'n>) -> Self {
        Self {
            fault: fields.need("fault"),
            claims: fields.items("claims"),
            not_tested: fields.items("not_tested"),
        }
    }

    /// All that it quotes, before anything of it is checked.
    fn quotes(&self) -> Vec<&'n str> {
        let all = self.fault.into_iter().chain(self.claims).chain(self.not_tested);
        all.flat_map(quotes_of).collect()
    }

    /// The document's keys that it names.
    fn keys(&self) -> Vec<&'n str> {
        let keys = self.claims.iter().chain(self.not_tested).flat_map(|node| match &node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Nothing | Value::Text(_) | Value::List(_) => &[],
        });
        let named = keys.filter(|(key, _)| key.text == "key");
        let text = |(_, node): &'n (Key, Node)| match &node.value {
            Value::Text(text) => Some(text.as_str()),
            Value::Nothing | Value::List(_) | Value::Map(_) => None,
        };
        named.filter_map(text).collect()
    }

    /// The parts of lines that are not tested, and what of them nobody has written down.
    fn parts(
        &self,
        quotes: &Quotes<'_>,
        documented: Option<&Documented<'_>>,
    ) -> (Vec<Part>, Vec<NotTested>) {
        let lines: Vec<&Standing> = documented.into_iter().flat_map(Documented::lines).collect();
        let claiming = self.fault.into_iter().chain(self.claims);
        let held: Vec<&str> = claiming
            .flat_map(quotes_of)
            .chain(lines.iter().map(|line| line.text.as_str()))
            .collect();
        let mut parts = quotes.parts(self.not_tested, &held);
        let (own, untested): (Vec<Part>, Vec<NotTested>) =
            documented.map(Documented::parts).unwrap_or_default().into_iter().unzip();
        parts.extend(own);
        (parts, untested)
    }
}

fn is_by_name(source: &Source<'_>, fields: &Fields<'_>) -> bool {
    fields.get("by_name").and_then(|node| source.flag(node, "by_name")).unwrap_or(false)
}

/// A recovery is watched for as long as it is claimed to take.
fn waited_for(source: &Source<'_>, fields: &Fields<'_>, bounds: &Bounds, claims: &[ScenarioClaim]) {
    for claim in claims {
        if let Some(within) =
            claim.assertion.as_kind().recovery().and_then(|recovery| recovery.within)
            && within > bounds.recover
        {
            let message = format!(
                "the recovery is claimed within {within}, and is watched for {} only",
                bounds.recover
            );
            let mark = fields.entry("bounds").map_or(fields.mark, |(key, _)| key.mark);
            source.error_with(
                mark,
                message,
                "set bounds: {recover: …} to more than what is claimed",
            );
            break;
        }
    }
}

/// The lines that an entry quotes, before anything of it is checked.
pub fn quotes_of(node: &Node) -> Vec<&str> {
    let texts = quote_nodes(node).filter_map(|node| match &node.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Where they stand.
pub fn quote_nodes(node: &Node) -> impl Iterator<Item = &Node> {
    let entries: &[(Key, Node)] = if let Value::Map(entries) = &node.value { entries } else { &[] };
    entries.iter().filter(|(key, _)| key.text == "quote").flat_map(|(_, node)| node.items())
}

/// The profiles it is drilled in: all where none is named.
fn drilled(source: &Source<'_>, pack: &Pack<'_>, fields: &Fields<'_>) -> Vec<ProfileName> {
    let Some(node) = fields.get("profiles") else { return pack.known.profiles.clone() };
    let mut named: Vec<ProfileName> = Vec::new();
    for node in node.items() {
        let Some(profile) = pack.known.profile(source, node) else { continue };
        if named.contains(&profile) {
            source.error(node.mark, format!("'{profile}' is here twice"));
        } else {
            named.push(profile);
        }
    }
    named
}

fn bounds(source: &Source<'_>, node: &Node) -> Bounds {
    let usual = Bounds::default();
    let Some(fields) = source.object(node, &BOUNDS) else { return usual };
    Bounds {
        steady: fields.span("steady").unwrap_or(usual.steady),
        inject: fields.span("inject").unwrap_or(usual.inject),
        observe: fields.span("observe").unwrap_or(usual.observe),
        recover: fields.span("recover").unwrap_or(usual.recover),
        settle: fields.span("settle").unwrap_or(usual.settle),
    }
}

fn not_tested(
    source: &Source<'_>,
    (quotes, parts): (&Quotes<'_>, &[Part]),
    documented: Option<&Documented<'_>>,
    node: &Node,
) -> Option<NotTested> {
    let fields = source.object(node, &NOT_TESTED)?;
    let reason = fields.need_text("reason");
    let quote = match fields.get("key") {
        Some(_) => quotes.named(&fields, documented),
        None => fields.need("quote").and_then(|node| quotes.find_untested(node, parts)),
    }?;
    quotes.settle(&quote, &[]);
    Some(NotTested { quote: quote.text, line: quote.line, reason: reason? })
}
