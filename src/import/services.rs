//! Who is who: the services of the Compose file and those of the document, each once, however they
//! are called.

use super::compose;
use super::index::Index;
use super::places::{Places, Runs};
use crate::reading::{Break, Breaks, Drawn, Name, Named, Reading, Words};
use crate::words::ServiceName;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A service of the pack.
#[derive(Debug)]
pub struct Service {
    /// Its name in the pack.
    pub id: ServiceName,
    /// Its service of the Compose file, where it has one.
    pub compose: Option<compose::Service>,
    /// What it runs as; none where that is not known.
    pub runs: Option<Runs>,
    /// The lines of the document that name it where it says what there is.
    pub lines: BTreeSet<u32>,
    /// How the document and the Compose file write it, in small letters.
    written: Vec<String>,
    names: Vec<Name>,
}

impl Service {
    /// What the document calls it, besides its name in the pack.
    pub fn called(&self) -> Vec<&str> {
        let id = self.id.as_str().replace('-', " ");
        let is_known = |text: &str| has_words(&text.replace('-', " "), &id);
        let shorter = |text: &String| {
            self.written.iter().any(|other| other != text && has_words(text, other))
        };
        let kept = self.written.iter().filter(|text| !is_known(text) && !shorter(text));
        kept.map(String::as_str).collect()
    }
}

/// All of them, those that the document names first in its order.
#[derive(Debug, Default)]
pub struct Services {
    /// The services.
    pub all: Vec<Service>,
    index: Index,
    ids: HashSet<ServiceName>,
}

impl Services {
    /// The services of a document and of a Compose file. `broken` are what fails, in the document's
    /// order, `places` what a person said before of where things run. `text` is the document's.
    pub fn of(
        (reading, text): (&Reading, &str),
        broken: &[Breaks],
        compose: Option<&[compose::Service]>,
        places: &Places,
    ) -> Self {
        let mut services = Self::default();
        services.take_compose(compose.unwrap_or_default(), &text.to_lowercase());
        for row in &reading.services {
            services.mention(&row.service, true);
        }
        // Drawings name much that is no service. They are believed where nothing else says what
        // there is.
        let only_drawn = reading.services.is_empty() && compose.is_none();
        for edge in &reading.edges {
            let makes = only_drawn && edge.drawn != Drawn::Line;
            services.mention(&edge.from, makes);
            services.mention(&edge.to, makes);
        }
        for named in reading.mentioned() {
            services.mention(named, false);
        }
        for breaks in broken {
            services.mention_broken(breaks);
        }
        services.sort();
        for service in services.all.iter_mut().filter(|service| service.runs.is_none()) {
            service.runs = places.of(service.id.as_str());
        }
        services
    }

    /// Of their names, those count as written that the document has somewhere.
    fn take_compose(&mut self, compose: &[compose::Service], text: &str) {
        let shared = shared_word(compose);
        for service in compose {
            let own = [Some(&service.name), service.container_name.as_ref()];
            let own = own.into_iter().flatten().map(|name| name.to_lowercase());
            let mut written: Vec<String> = own.collect();
            let short = shared.as_ref().and_then(|shared| {
                let rest = service.name.strip_prefix(shared.as_str())?;
                Some(rest.trim_start_matches(['-', '_']).to_lowercase())
            });
            written.extend(short);
            let names: Vec<Name> = written.iter().flat_map(|text| names_of(text)).collect();
            let free = |name: &Name| !self.index.knows(name);
            let names: Vec<Name> = names.into_iter().filter(free).collect();
            written.retain(|name| text.contains(name.as_str()));
            let id = self.free_id(&service.name);
            self.add(Service {
                id,
                compose: Some(service.clone()),
                runs: Some(Runs::Container(service.name.clone())),
                lines: BTreeSet::new(),
                written,
                names,
            });
        }
        self.take_images();
    }

    /// A service is called by its software too, where no other runs the same.
    fn take_images(&mut self) {
        let mut by_image: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        for (at, service) in self.all.iter().enumerate() {
            let image = service.compose.as_ref().and_then(|compose| compose.image.as_deref());
            let image = image.filter(|image| !LANGUAGES.contains(image));
            if let Some(name) = image.and_then(Name::of) {
                by_image.entry(name).or_default().push(at);
            }
        }
        for (name, of) in by_image {
            if let ([at], false) = (of.as_slice(), self.index.knows(&name)) {
                self.index.learn(&name, *at);
                if let Some(service) = self.all.get_mut(*at) {
                    service.names.push(name);
                }
            }
        }
    }

    fn add(&mut self, service: Service) -> usize {
        let at = self.all.len();
        for name in &service.names {
            self.index.learn(name, at);
        }
        self.ids.insert(service.id.clone());
        self.all.push(service);
        at
    }

    /// Something that the document names; `makes` where it is a service if there is none yet.
    fn mention(&mut self, named: &Named, makes: bool) {
        self.mention_words(&named.name, &named.words, makes);
    }

    fn mention_words(&mut self, name: &Name, words: &Words, makes: bool) {
        let found = self.find(name);
        let Some(at) = found.or_else(|| makes.then(|| self.make(name))) else { return };
        let Some(service) = self.all.get_mut(at) else { return };
        service.lines.insert(words.place.line);
        let text = shortest(&words.text, name);
        if !text.is_empty() && !service.written.contains(&text) {
            service.written.push(text);
        }
    }

    fn make(&mut self, name: &Name) -> usize {
        let id = self.free_id(name.as_str());
        let service = Service {
            id,
            compose: None,
            runs: None,
            lines: BTreeSet::new(),
            written: Vec::new(),
            names: vec![name.clone()],
        };
        self.add(service)
    }

    /// What fails is a service, unless it was guessed, or another thing than a service fails.
    fn mention_broken(&mut self, breaks: &Breaks) {
        if !is_of_a_service(breaks.how) {
            return;
        }
        let known = self.several(&breaks.what.text);
        for at in &known {
            if let Some(service) = self.all.get_mut(*at) {
                service.lines.insert(breaks.what.place.line);
            }
        }
        if let Some(name) = Name::of(&breaks.what.text) {
            let makes = known.is_empty() && breaks.guess.is_none();
            self.mention_words(&name, &breaks.what, makes);
        }
    }

    /// The service of this name.
    pub fn find(&self, name: &Name) -> Option<usize> {
        self.index.find(name)
    }

    /// The services that some words name: `Prometheus/Grafana`; none where one of the words is no
    /// service.
    pub fn several(&self, text: &str) -> Vec<usize> {
        let find = |part: &str| Name::of(part).and_then(|name| self.find(&name));
        if let Some(at) = find(text) {
            return vec![at];
        }
        let parts = text.split(['/', '&', '+', ',']).flat_map(|part| part.split(" and "));
        let mut found: Vec<usize> = Vec::new();
        for part in parts.filter(|part| !part.trim().is_empty()) {
            match find(part) {
                Some(at) if found.contains(&at) => {}
                Some(at) => found.push(at),
                None => return Vec::new(),
            }
        }
        found
    }

    /// The name of a service in the pack.
    pub fn id(&self, at: usize) -> Option<&ServiceName> {
        self.all.get(at).map(|service| &service.id)
    }

    /// A name that no service has yet.
    fn free_id(&self, text: &str) -> ServiceName {
        let wanted = slug(text, "service");
        let is_free = |id: &ServiceName| !self.ids.contains(id);
        numbered(&wanted)
            .filter_map(|text| ServiceName::parse(&text).ok())
            .find(is_free)
            // There are more numbers than services.
            .unwrap_or_else(|| unreachable!("a slug with a number is a name"))
    }

    /// Those that the document names come first, in its order.
    fn sort(&mut self) {
        self.all.sort_by_key(|service| service.lines.first().copied().unwrap_or(u32::MAX));
        self.index = Index::default();
        for (at, service) in self.all.iter().enumerate() {
            for name in &service.names {
                self.index.learn(name, at);
            }
        }
    }
}

/// Images that say in what a service is written, and not what it is.
const LANGUAGES: [&str; 16] = [
    "alpine",
    "amazoncorretto",
    "busybox",
    "debian",
    "distroless",
    "dotnet",
    "eclipse-temurin",
    "golang",
    "node",
    "openjdk",
    "php",
    "python",
    "ruby",
    "rust",
    "scratch",
    "ubuntu",
];

/// Whether what breaks so is a service.
pub const fn is_of_a_service(how: Break) -> bool {
    matches!(how, Break::Crashes | Break::Stops | Break::Hangs)
}

/// A text as a name of the pack: `Redis Container` is `redis-container`. Where nothing of it can
/// stand in one, `other` is.
pub fn slug(text: &str, other: &str) -> String {
    const LONGEST: usize = 56;
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() && c != '\'' {
            slug.push('-');
        }
    }
    let mut slug = slug.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).to_owned();
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { other.to_owned() } else { slug.to_owned() }
}

/// A text, and the same with a number behind it.
pub fn numbered(text: &str) -> impl Iterator<Item = String> {
    let more = (2_u32..).map({
        let text = text.to_owned();
        move |number| format!("{text}-{number}")
    });
    std::iter::once(text.to_owned()).chain(more)
}

/// The names of what a Compose file calls so. A database is written in two ways.
fn names_of(text: &str) -> Vec<Name> {
    let also = match text {
        "db" => Some("database"),
        "database" => Some("db"),
        _ => None,
    };
    [Some(text), also].into_iter().flatten().filter_map(Name::of).collect()
}

/// The word that all names of a Compose file begin with, as that of a project.
fn shared_word(compose: &[compose::Service]) -> Option<String> {
    let first = |service: &compose::Service| {
        service.name.split_once(['-', '_']).map(|(first, _)| first.to_owned())
    };
    let mut firsts = compose.iter().map(first);
    let word = firsts.next()??;
    (compose.len() > 1 && firsts.all(|other| other.as_deref() == Some(word.as_str())))
        .then_some(word)
}

/// How a thing is written, in small letters and without the words around its name: of `**Redis
/// Container** (port 6379)`, `redis`.
fn shortest(text: &str, name: &Name) -> String {
    let outside = text.split(" (").next().unwrap_or_default().to_lowercase();
    let mut words: Vec<&str> = outside.split_whitespace().collect();
    let is_same = |words: &[&str]| Name::of(&words.join(" ")).as_ref() == Some(name);
    while words.len() > 1 && is_same(words.get(1..).unwrap_or_default()) {
        words.remove(0);
    }
    while words.len() > 1 && is_same(words.get(..words.len() - 1).unwrap_or_default()) {
        words.pop();
    }
    words.join(" ")
}

/// Whether these words stand in a text, one behind the other and whole.
fn has_words(text: &str, words: &str) -> bool {
    let (text, words): (Vec<&str>, Vec<&str>) =
        (text.split(' ').collect(), words.split(' ').collect());
    text.windows(words.len()).any(|window| window == words)
}
