//! What every kind of look says of itself.

use super::Endpoint;
use crate::pack::read::Known;
use crate::pack::shape::{Key, Shape};
use crate::pack::source::{Fields, Source};
use crate::words::{ComposeName, Span};
use std::fmt;

/// Twenty looks a second, where nothing else is said; as the reference tells it.
pub(in crate::pack) const EVERY: &str = "50ms";
/// What is asked of the droplet's disk changes more slowly, and five looks a second are told
/// quickly enough.
pub(super) const EVERY_ON_DISK: &str = "200ms";

/// A kind of look, apart from how it looks. Its `Display` says what it does, in few words.
pub trait Kind: fmt::Debug + fmt::Display {
    /// Who is asked.
    fn asks(&self) -> Asked<'_>;

    /// What it costs whom it looks at.
    fn cost(&self) -> Cost;

    /// The port that is asked; none where nobody is asked over the network.
    fn at(&self) -> Option<&Endpoint> {
        match self.asks() {
            Asked::Port(at) => Some(at),
            Asked::Agent | Asked::Engine => None,
        }
    }

    /// Whether it takes firedrill's agent in the droplet.
    fn needs_agent(&self) -> bool {
        match self.asks() {
            Asked::Agent => true,
            Asked::Port(_) | Asked::Engine => false,
        }
    }

    /// Whether it stores something, so that it sees whether its subject can.
    fn stores(&self) -> bool {
        false
    }

    /// What it sees.
    fn sees(&self) -> Sees {
        Sees::Service
    }

    /// Whether it is asked of somebody who looks at the subject for it, so that an answer takes
    /// longer.
    fn is_secondhand(&self) -> bool {
        match self.asks() {
            Asked::Agent | Asked::Engine => true,
            Asked::Port(_) => false,
        }
    }

    /// The Prometheus that it asks, whose answers are as old as its last scrape.
    fn scraped_by(&self) -> Option<&Endpoint> {
        None
    }

    /// `(header, value)` pairs of an answer that say its subject is on a fallback.
    fn signs_of_fallback(&self) -> &[(String, String)] {
        &[]
    }
}

/// Who is asked what a look wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'k> {
    /// Whoever answers on this port, over the network.
    Port(&'k Endpoint),
    /// firedrill's agent in the droplet.
    Agent,
    /// The engine.
    Engine,
}

/// What a look costs whom it looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Hardly anything: as many may be under way as a service that hangs leaves open.
    Little,
    /// A login: few are under way at once, and there are no more of them than a claim needs.
    Login,
    /// So much, or it changes something, that none is sent while another is under way.
    OneByOne,
    /// The same, and there are no more of them than a claim needs.
    Dear,
}

impl Cost {
    /// So many may be under way at once.
    pub const fn at_once(self) -> u32 {
        match self {
            Self::Little => 16,
            Self::Login => 4,
            Self::OneByOne | Self::Dear => 1,
        }
    }

    /// Whether there should be no more of them than a claim needs.
    pub const fn is_much(self) -> bool {
        matches!(self, Self::Login | Self::Dear)
    }
}

/// What a look sees of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// Whether it works.
    Service,
    /// How much room there is.
    Room,
    /// The certificate that it shows.
    Certificate,
}

/// So many keys does every look have besides its own; `every` is the first of them.
const COMMON: usize = 4;

/// How often a look with these keys looks where nothing else is said.
pub(super) const fn usually_every(keys: &[Key]) -> Span {
    let Some(usually) = keys[keys.len() - COMMON].usually else { panic!("a look has a cadence") };
    millis(usually)
}

/// The time at the beginning of a default, as it is written: `50ms`.
pub(in crate::pack) const fn millis(usually: &str) -> Span {
    let (text, mut at, mut millis) = (usually.as_bytes(), 0, 0);
    while text[at].is_ascii_digit() {
        millis = 10 * millis + (text[at] - b'0') as u64;
        at += 1;
    }
    assert!(text[at] == b'm' && text[at + 1] == b's', "a cadence is given in milliseconds");
    Span::millis(millis)
}

/// A kind's own keys, its own name first, and those that every look has.
pub(super) const fn with_common<const OWN: usize, const ALL: usize>(
    own: [Key; OWN],
    every: &'static str,
) -> [Key; ALL] {
    let common: [Key; COMMON] = [
        Key::may("every", Shape::Span, "How often it is looked.").or(every),
        Key::may("timeout", Shape::Span, "An answer that takes longer is none.").or("1s"),
        Key::may("resolution", Shape::Span, "How old what it sees can be."),
        Key::may("through", Shape::Many(&Shape::Name), "The services that the way leads through."),
    ];
    assert!(OWN + COMMON == ALL, "the number of keys is not that of the list");
    let mut all = [common[0]; ALL];
    let mut index = 0;
    while index < ALL {
        all[index] = if index < OWN { own[index] } else { common[index - OWN] };
        index += 1;
    }
    all
}

/// What a kind is read with.
pub struct Reading<'r, 's> {
    /// The file, and where problems go.
    pub source: &'r Source<'s>,
    /// The names of the pack.
    pub known: &'r Known,
    /// The keys and values.
    pub fields: &'r Fields<'r>,
}

impl Reading<'_, '_> {
    /// A text that must be there.
    pub fn text(&self, key: &'static str) -> Option<String> {
        self.fields.need_text(key)
    }

    /// `at`, a port that is published over TCP.
    pub fn at(&self) -> Option<Endpoint> {
        self.known.endpoint(self.source, self.fields.need("at")?, false)
    }

    /// `at`, a port that is published over UDP.
    pub fn udp_at(&self) -> Option<Endpoint> {
        self.known.endpoint(self.source, self.fields.need("at")?, true)
    }

    /// The Compose service that is the droplet, for a look into it.
    pub fn in_droplet(&self) -> Option<ComposeName> {
        self.known.in_droplet(self.source, self.fields.mark, "this look")
    }

    /// An absolute path.
    pub fn path(&self, key: &'static str) -> Option<String> {
        let path = self.text(key)?;
        if !path.starts_with('/') {
            self.source.error(self.fields.mark, format!("'{path}' is no absolute path"));
        }
        Some(path)
    }
}

/// Makes [`super::Look`] out of the list of kinds, each of which is a file and a type in it.
macro_rules! list {
    ($($file:ident::$kind:ident),* $(,)?) => {
        $(mod $file;)*
        $(pub use $file::$kind;)*

        /// One way to look at a service.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Look {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind),)*
        }

        $(impl From<$kind> for Look {
            fn from(kind: $kind) -> Self {
                Self::$kind(kind)
            }
        })*

        impl Look {
            /// How each kind is written, its own key first, in the order in which they are told to
            /// people.
            pub const KINDS: &'static [Object] = &[$($kind::OBJECT),*];

            /// What it says of itself.
            pub fn as_kind(&self) -> &dyn Kind {
                match self { $(Self::$kind(kind) => kind),* }
            }

            /// How often it looks where nothing else is said.
            pub(in crate::pack) const fn usually_every(&self) -> crate::words::Span {
                match self { $(Self::$kind(_) => const { kinds::usually_every($kind::OBJECT.keys) }),* }
            }

            /// Reads the kind with this key; what is wrong with it becomes the source's problems.
            pub(in crate::pack) fn read(key: &str, reading: &Reading<'_, '_>) -> Option<Self> {
                $(if key == $kind::OBJECT.keys[0].name { return $kind::read(reading).map(Self::$kind); })*
                None
            }
        }
    };
}
pub(super) use list;
