//! The whole pack: `pack.yaml`, then what it names, then the scenario files beside it.

use super::compose::compose;
use super::documented::Readings;
use super::keys::PACK;
use super::known::{Known, Refuses};
use super::lock::{self, LOCK_FILE};
use super::named::file_named;
use super::quotes::{QuotedBy, Quoting};
use super::scenario::{Pack as Around, scenario};
use super::{detectors, parts, rates, steady, trees, undrilled, waivers, warnings};
use crate::document::Document;
use crate::pack::claim::SERVICES;
use crate::pack::compose::{Compose, ComposeFile};
use crate::pack::facts::DocumentInfo;
use crate::pack::files::{NoText, PackFiles};
use crate::pack::interpolate::Variables;
use crate::pack::look::Endpoint;
use crate::pack::model::{Drift, Droplet, Pack, Profile, Runs, Scenario};
use crate::pack::problem::{Problem, ProblemKind, once};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{Key, Mark, Node};
use crate::reading;
use crate::words::{NameError, ServiceName, hex};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Where a pack begins.
pub const PACK_FILE: &str = "pack.yaml";

/// Variables that every run gives the Compose file, with values to check it by: the first three
/// bytes of the run's network, the tag of its images, and the password that is made for it.
pub const RUN_VARIABLES: [(&str, &str); 3] =
    [("FIREDRILL_NET", "172.29.45"), ("FIREDRILL_TAG", "check"), ("POSTGRES_PASSWORD", "check")];

/// Reads a pack. Drift alone does not fail it: it is in [`Pack::drift`]. With any error, all
/// problems are returned, those of drift too, sorted by file and line.
pub fn read(files: &PackFiles) -> Result<Pack, Vec<Problem>> {
    read_with(files, None)
}

/// The same, with warnings about commands that are refused.
pub fn read_with(files: &PackFiles, refuses: Option<Refuses>) -> Result<Pack, Vec<Problem>> {
    let text = match files.text(PACK_FILE) {
        Ok(text) => text,
        Err(why) => return Err(vec![unreadable(PACK_FILE, why)]),
    };
    let source = Source::new(PACK_FILE, text);
    let mut problems = Vec::new();
    let pack =
        source.tree().and_then(|tree| read_tree(&source, &tree, (files, refuses), &mut problems));
    problems.extend(source.into_problems());
    let bad = problems.iter().any(|problem| problem.kind == ProblemKind::Error);
    match pack {
        // None of these is an error.
        Some(pack) if !bad => Ok(Pack { warnings: once(problems), ..pack }),
        pack => {
            problems
                .extend(pack.into_iter().flat_map(|pack| pack.drift).map(|drift| drift.problem));
            // They would bury the errors, and are told once these are mended.
            problems.retain(|problem| problem.kind != ProblemKind::Warning);
            Err(once(problems))
        }
    }
}

pub(super) fn unreadable(path: &str, why: NoText) -> Problem {
    let (message, hint) = match why {
        NoText::Missing => (
            "this file is not in the pack",
            "a pack is a folder with a pack.yaml; 'firedrill schema reference' tells what stands \
             in it",
        ),
        NoText::NotUtf8 => ("this file is not UTF-8 text", "save it as UTF-8"),
    };
    Problem {
        kind: ProblemKind::Error,
        file: path.to_owned(),
        line: 1,
        column: 1,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
        excerpt: None,
        related: None,
    }
}

/// Which service each container is; what is wrong with a service is told when it is read.
fn find_containers(source: &Source<'_>, fields: &Fields<'_>, known: &mut Known) {
    for (key, node) in entries(source, fields, "services") {
        let quiet = Source::new(PACK_FILE, "");
        let runs = quiet
            .fields(node, "a service", &[])
            .and_then(|fields| fields.get("runs").map(|node| parts::runs(&quiet, known, node)));
        if let (Some(Runs::Container(container)), Ok(service)) =
            (runs, ServiceName::parse(&key.text))
        {
            known.in_container.insert(container, service);
        }
    }
}

/// The container that plays the document's server, and where the authority lies in it.
fn droplet(source: &Source<'_>, fields: &Fields<'_>) -> Option<Droplet> {
    // What is no text is told, and not what needs it as well.
    let text = |key| fields.get(key).map(|_| fields.text(key).unwrap_or_default());
    match (text("droplet"), fields.get("authority")) {
        (Some(container), _) => {
            Some(Droplet { container: container.into(), authority: text("authority") })
        }
        (None, Some(authority)) => {
            Known::default().in_droplet(source, authority.mark, "an authority");
            None
        }
        (None, None) => None,
    }
}

fn read_tree(
    source: &Source<'_>,
    tree: &Node,
    (files, refuses): (&PackFiles, Option<Refuses>),
    problems: &mut Vec<Problem>,
) -> Option<Pack> {
    let fields = source.object(tree, &PACK)?;
    let mut known = Known {
        services: names(source, fields.need("services"), "services"),
        journeys: names(source, fields.get("journeys"), "journeys"),
        profiles: names(source, fields.need("profiles"), "profiles"),
        droplet: droplet(source, &fields),
        refuses,
        ..Known::default()
    };
    one_name_one_thing(source, &fields, &known);
    let profiles: Vec<Profile> =
        each(source, &fields, "profiles", |key, node| parts::profile(source, &known, key, node));
    let document =
        fields.need("document").and_then(|node| file_named(source, node, files, "document"));
    // Where there is none, that was told; in an empty one no quote stands any more, as in any other
    // that has changed.
    let has_document = document.is_some();
    let (document_path, document_text) = document.unwrap_or_default();
    let named = fields.get("compose").and_then(|node| file_named(source, node, files, "compose"));
    let compose_file = named.map(|(path, text)| ComposeFile { path, text });
    known.compose = compose_file.as_ref().and_then(|file| composed(file, &profiles, problems));
    if let Some(node) = fields.get("droplet") {
        known.container(source, node);
    }
    find_containers(source, &fields, &mut known);
    known.prometheus =
        fields.get("prometheus").and_then(|node| parts::prometheus(source, &known, node));
    let mut pack = Pack {
        name: fields.need_text("name").unwrap_or_default(),
        document: DocumentInfo {
            sha256: hex(&Sha256::digest(&document_text)),
            path: document_path,
        },
        document_text,
        compose_file,
        profiles,
        droplet: known.droplet.clone(),
        ..things(source, &fields, &known)
    };
    if has_document {
        pack.facts = each(source, &fields, "facts", |key, node| {
            steady::fact(source, &known, &pack.document_text, (key, node))
        });
    }
    let document = Document::read(&pack.document_text);
    let now = reading::read(&pack.document_text);
    let then = lock::accepted(files, &pack.document_text, problems);
    let readings = Readings { then: then.as_ref(), now: &now };
    let names_failures = scenarios(&mut pack, &known, (&document, readings), files, problems);
    // A scenario that could not be read may be the one that tests a health check.
    let all_read = problems.iter().all(|problem| problem.kind != ProblemKind::Error);
    if has_document {
        health_checks(&mut pack, &document, source, &fields, all_read);
    } else {
        pack.drift.clear();
    }
    let locked = names_failures.then(|| files.bytes(LOCK_FILE).is_some());
    undrilled::check(source, &fields, (&mut pack, &now), locked);
    pack.trees = trees::trees(source, &fields, &known, &now.trees, (&pack, all_read));
    pack.waivers = waivers::waivers(source, &fields, &pack.scenarios);
    warnings::pack(source, &fields, &pack, &known);
    Some(pack)
}

/// What `pack.yaml` lists.
fn things(source: &Source<'_>, fields: &Fields<'_>, known: &Known) -> Pack {
    let resolvers = fields.items("resolvers");
    if let (Some((key, _)), None) = (fields.entry("journeys"), fields.get("resolvers")) {
        let hint = "name them once for all: resolvers: [resolver-1:53]";
        source.error_with(
            key.mark,
            "journeys begin with DNS, and the pack names no resolvers",
            hint,
        );
    }
    if let Some((key, _)) = fields.entry("journeys") {
        known.is_trusting(source, key.mark, "journeys are");
    }
    let resolvers: Vec<Endpoint> =
        resolvers.iter().filter_map(|node| known.endpoint(source, node, true)).collect();
    Pack {
        name: String::new(),
        document: DocumentInfo { path: String::new(), sha256: String::new() },
        document_text: String::new(),
        compose_file: None,
        profiles: Vec::new(),
        services: each(source, fields, "services", |key, node| {
            parts::service(source, known, key, node)
        }),
        journeys: each(source, fields, "journeys", |key, node| {
            parts::journey(source, known, &resolvers, key, node)
        }),
        topology: fields
            .get("dependencies")
            .map(|node| parts::topology(source, known, node))
            .unwrap_or_default(),
        rates: rates::rates(source, known, fields, false),
        copies: rates::copies(source, known, fields),
        detectors: each(source, fields, "detectors", |key, node| {
            detectors::detector(source, known, key, node)
        }),
        thresholds: fields
            .get("thresholds")
            .map(|node| parts::thresholds(source, node))
            .unwrap_or_default(),
        addresses: fields
            .get("addresses")
            .map(|node| parts::addresses(source, known, node))
            .unwrap_or_default(),
        droplet: None,
        stand_ins: fields
            .get("stand_ins")
            .map(|node| parts::stand_ins(source, node))
            .unwrap_or_default(),
        scenarios: Vec::new(),
        not_drilled: Vec::new(),
        not_tested: Vec::new(),
        facts: Vec::new(),
        trees: Vec::new(),
        waivers: Vec::new(),
        drift: Vec::new(),
        moved: BTreeSet::new(),
        warnings: Vec::new(),
    }
}

/// Every other YAML file of the pack's own folder is a scenario. Says whether one names the failure
/// that it is of.
fn scenarios(
    pack: &mut Pack,
    known: &Known,
    (document, readings): (&Document, Readings<'_>),
    files: &PackFiles,
    problems: &mut Vec<Problem>,
) -> bool {
    let (mut scenarios, mut drift): (Vec<Scenario>, Vec<Drift>) = (Vec::new(), Vec::new());
    let mut moved: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut names_failures = false;
    let yaml = |path: &&str| {
        let path = std::path::Path::new(path);
        path.extension().is_some_and(|end| end == "yaml" || end == "yml")
            && path.components().count() == 1
    };
    let compose_path = pack.compose_file.as_ref().map(|file| file.path.as_str());
    let ours = [Some(PACK_FILE), compose_path];
    for path in files.paths().filter(yaml).filter(|path| !ours.contains(&Some(*path))) {
        let text = match files.text(path) {
            Ok(text) => text,
            Err(why) => {
                problems.push(unreadable(path, why));
                continue;
            }
        };
        let source = Source::new(path, text);
        let around = Around {
            known,
            profiles: &pack.profiles,
            services: &pack.services,
            journeys: &pack.journeys,
            detectors: &pack.detectors,
            document: (document, &pack.document.path),
            readings,
        };
        let read = scenario(&source, &around);
        drift.extend(read.drift);
        moved.extend(read.moved);
        names_failures |= read.names_failure;
        if let Some(read) = read.scenario {
            if let Some(other) = scenarios.iter().find(|other| other.id == read.id) {
                let message = format!("the id '{}' is that of {} too", read.id, other.file);
                source.error_with(
                    Mark { line: 1, column: 1, length: 1 },
                    message,
                    "give each scenario an id of its own",
                );
            }
            scenarios.push(read);
        }
        problems.extend(source.into_problems());
    }
    pack.drift = drift;
    pack.moved = moved;
    pack.scenarios = scenarios;
    names_failures
}

/// What the document says of the detectors, once the scenarios that test them are known.
fn health_checks(
    pack: &mut Pack,
    document: &Document,
    source: &Source<'_>,
    fields: &Fields<'_>,
    all_read: bool,
) {
    let path = pack.document.path.as_str();
    let quoting = Quoting { source, document, path, by: QuotedBy::Pack };
    for (key, node) in entries(source, fields, "detectors") {
        if let Some(detector) =
            pack.detectors.iter_mut().find(|detector| detector.name.as_str() == key.text)
        {
            let check = detectors::Check { quoting, node, all_read };
            pack.drift.extend(check.place(detector, &mut pack.scenarios, &pack.profiles));
        }
    }
}

/// The variables to read the Compose file with where there is no run: to check it, or to see what
/// is in it.
pub fn check_variables(profile: Option<&Profile>) -> Variables {
    let given = RUN_VARIABLES.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    given.chain(profile.map(|profile| profile.set.clone()).unwrap_or_default()).collect()
}

/// The Compose file as one of the profiles has it; it must be readable for each.
fn composed(
    file: &ComposeFile,
    profiles: &[Profile],
    problems: &mut Vec<Problem>,
) -> Option<Compose> {
    let mut read = None;
    for profile in profiles {
        let source = Source::new(&file.path, &file.text);
        let one = compose(&source, &check_variables(Some(profile)));
        read = read.or(one);
        problems.extend(source.into_problems());
    }
    read
}

pub(super) fn entries<'n>(
    source: &'n Source<'_>,
    fields: &Fields<'n>,
    key: &'static str,
) -> &'n [(Key, Node)] {
    fields.get(key).map(|node| source.entries(node, key)).unwrap_or_default()
}

fn each<T>(
    source: &Source<'_>,
    fields: &Fields<'_>,
    key: &'static str,
    read: impl Fn(&Key, &Node) -> Option<T>,
) -> Vec<T> {
    entries(source, fields, key).iter().filter_map(|(key, node)| read(key, node)).collect()
}

fn names<T: TryFrom<String, Error = NameError>>(
    source: &Source<'_>,
    node: Option<&Node>,
    key: &'static str,
) -> Vec<T> {
    let Some(node) = node else { return Vec::new() };
    source
        .entries(node, key)
        .iter()
        .filter_map(|(key, _)| source.name_of(&key.text, key.mark))
        .collect()
}

/// Probes are named after services and journeys, and `without` speaks of both.
fn one_name_one_thing(source: &Source<'_>, fields: &Fields<'_>, known: &Known) {
    for (key, _) in entries(source, fields, "journeys") {
        if known.services.iter().any(|service| service.as_str() == key.text) {
            source.error(
                key.mark,
                format!("'{}' is a service too; a journey needs a name of its own", key.text),
            );
        }
        if key.text == SERVICES {
            let message =
                format!("a journey cannot be called '{SERVICES}': impacts on several services are");
            source.error(key.mark, message);
        }
    }
}
