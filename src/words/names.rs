//! Names: parsed once where they enter, carried as their own types afterwards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not {what}: {why}")]
pub struct NameError {
    /// What was to be named, with its article.
    pub what: &'static str,
    /// The text as it was given.
    pub text: String,
    /// What is wrong with it.
    pub why: &'static str,
}

const LONGEST: usize = 64;

/// What a name is, as the regular expression of a JSON Schema.
pub const NAME_PATTERN: &str = "^[a-z][a-z0-9-]{0,63}$";

/// The same where dots may stand in it.
pub const DOTTED_PATTERN: &str = "^[a-z][a-z0-9.-]{0,63}$";

/// The same of names joined with dots.
pub(super) const JOINED_PATTERN: &str = "^[a-z0-9.-]{1,192}$";

const fn pattern(dots: bool) -> &'static str {
    if dots { DOTTED_PATTERN } else { NAME_PATTERN }
}

/// Lower-case letters, digits and hyphens, a letter first; 64 at most, so that names fit file and
/// host names.
fn check(what: &'static str, text: &str, dots: bool) -> Result<(), NameError> {
    let fits =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || (dots && c == '.');
    let why = if text.is_empty() {
        "it is empty"
    } else if text.len() > LONGEST {
        "it is longer than 64 characters"
    } else if !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        "a name begins with a lower-case letter"
    } else if !text.chars().all(fits) {
        "a name has only lower-case letters, digits and hyphens"
    } else {
        return Ok(());
    };
    Err(NameError { what, text: text.to_owned(), why })
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $what:literal, dots: $dots:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(extend("pattern" = pattern($dots)))]
        pub struct $type(String);

        impl $type {
            /// Reads a name; the error says what is wrong with the text.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                check($what, text, $dots).map(|()| Self(text.to_owned()))
            }

            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> String {
                name.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }
    };
}

name!(
    /// A part of the stack that the document speaks of: `nginx`, `postgres`, `redis-exporter`.
    ServiceName, "the name of a service", dots: false
);
name!(
    /// What a user does: `website`, `api`, `dashboards`.
    JourneyName, "the name of a journey", dots: false
);
name!(
    /// One shape of the stack with its own expectations: `static`, `flask`.
    ProfileName, "the name of a profile", dots: false
);
name!(
    /// A scenario, and after a dot its form where it has several: `dns-fails.silent`.
    ScenarioId, "the id of a scenario", dots: true
);
name!(
    /// Something that the document says of the stack as it is.
    FactName, "the name of a fact", dots: false
);
name!(
    /// Something of the stack's own that notices failures.
    DetectorName, "the name of a detector", dots: false
);

/// Names joined with dots, as claims and probes have them. Only checked where they come from a
/// file: the others are made of names.
pub(super) fn check_joined(what: &'static str, text: &str) -> Result<(), NameError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if !text.is_empty() && text.len() <= 3 * LONGEST && text.chars().all(fits) {
        return Ok(());
    }
    let why = "it has only lower-case letters, digits, hyphens and dots";
    Err(NameError { what, text: text.to_owned(), why })
}

/// A periodic look: the service or journey it is at and, for a service, what it looks for:
/// `redis.alive`, `website`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ProbeName(String);

impl TryFrom<String> for ProbeName {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        check_joined("the name of a probe", &text).map(|()| Self(text))
    }
}

impl ProbeName {
    /// The probe that looks at a service for this aspect.
    pub fn of_service(service: &ServiceName, aspect: &str) -> Self {
        Self(format!("{service}.{aspect}"))
    }

    /// The probe that makes a journey.
    pub fn of_journey(journey: &JourneyName) -> Self {
        Self(journey.to_string())
    }

    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProbeName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// Names one run: UTC time to the second and four random hexadecimal digits, as in
/// `20261124-074512-a3f0`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$"))]
pub struct RunId(String);

impl RunId {
    /// Reads a run id; anything of another shape is refused, so that it is safe in paths, labels
    /// and names.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let shape =
            |c: char| if c.is_ascii_hexdigit() && !c.is_ascii_uppercase() { '0' } else { c };
        let digits =
            text.get(..15).is_some_and(|time| time.chars().all(|c| c.is_ascii_digit() || c == '-'));
        if digits && text.chars().map(shape).collect::<String>() == "00000000-000000-0000" {
            Ok(Self(text.to_owned()))
        } else {
            let why = "a run id looks like 20261124-074512-a3f0";
            Err(NameError { what: "the id of a run", text: text.to_owned(), why })
        }
    }

    /// The id as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RunId {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<RunId> for String {
    fn from(id: RunId) -> String {
        id.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// Names a Compose project, as in `docker-compose -p shop`: lower-case letters, digits, `-` and
/// `_`, one of the first two at the beginning. So it can be no option, no pattern and no second
/// filter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectName(String);

impl ProjectName {
    /// Reads a name; the error says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let why = if text.is_empty() {
            "it is empty"
        } else if !text.starts_with(fits) {
            "it begins with a lower-case letter or a digit"
        } else if !text.chars().all(|c| fits(c) || matches!(c, '-' | '_')) {
            "it has only lower-case letters, digits, '-' and '_'"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(NameError { what: "the name of a Compose project", text: text.to_owned(), why })
    }

    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProjectName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// Names one stack of a run: the run's id and the stack's number in it, from 1, as in
/// `20261124-074512-a3f0.2`. All that a stack has on the engine begins with it, so that the stacks
/// of a run have nothing in common there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StackId {
    run: RunId,
    number: u32,
}

impl StackId {
    /// The stack of this number.
    pub const fn new(run: RunId, number: u32) -> Self {
        Self { run, number }
    }

    /// Reads an id as it is printed.
    pub fn parse(text: &str) -> Option<Self> {
        let (run, number) = text.split_once('.')?;
        Some(Self { run: RunId::parse(run).ok()?, number: number.parse().ok()? })
    }

    /// The run it is of.
    pub const fn run(&self) -> &RunId {
        &self.run
    }

    /// Its number in the run.
    pub const fn number(&self) -> u32 {
        self.number
    }
}

impl fmt::Display for StackId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.run, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_project_is_named_as_compose_does() {
        for good in ["shop", "7shop", "my_shop-2"] {
            assert_eq!(ProjectName::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "Shop", "-shop", "_shop", "a b", "a=b", "a/b", "shöp", "a\u{1b}[2J"] {
            assert!(ProjectName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn names_are_refused_with_the_reason() {
        assert!(ServiceName::parse("redis-exporter").is_ok());
        assert!(ScenarioId::parse("dns-fails.silent").is_ok());
        for bad in [
            "",
            "Redis",
            "1redis",
            "redis_exporter",
            "../etc",
            "a b",
            "dns.silent",
            &"a".repeat(65),
        ] {
            let error = ServiceName::parse(bad).unwrap_err();
            assert!(error.to_string().contains("is not the name of a service"), "{error}");
        }
    }

    #[test]
    fn run_ids_have_one_shape() {
        assert!(RunId::parse("20261124-074512-a3f0").is_ok());
        for bad in [
            "",
            "latest",
            "20261124-074512",
            "20261124-074512-A3F0",
            "2026112a-074512-a3f0",
            "../../../../etc/pass",
        ] {
            assert!(RunId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_stack_is_read_as_it_is_printed() {
        let stack = StackId::new(RunId::parse("20261124-074512-a3f0").unwrap(), 12);
        assert_eq!(
            (stack.to_string().as_str(), StackId::parse(&stack.to_string())),
            ("20261124-074512-a3f0.12", Some(stack))
        );
        assert_eq!(StackId::parse("20261124-074512-a3f0"), None);
    }

    /// What is read as a name is one by the schemas too, and nothing else.
    fn agrees<T: JsonSchema + serde::de::DeserializeOwned>(text: &str) -> bool {
        let schema = jsonschema::validator_for(schemars::schema_for!(T).as_value()).unwrap();
        schema.is_valid(&text.into()) == serde_json::from_value::<T>(text.into()).is_ok()
    }

    #[test]
    fn schemas_know_names_as_they_are_read() {
        let long = ["a".repeat(64), "a".repeat(65), "a".repeat(192), "a".repeat(193)];
        let texts = [
            "",
            "redis",
            "7shop",
            "Redis",
            "dns-fails.silent",
            "redis_exporter",
            "a b",
            "a\n",
            "../etc",
            "é",
        ];
        let runs =
            ["20261124-074512-a3f0", "20261124-074512-A3F0", "2026112a-074512-a3f0", "latest"];
        for text in long.iter().map(String::as_str).chain(texts).chain(runs) {
            assert!(agrees::<ServiceName>(text) && agrees::<ScenarioId>(text), "{text:?}");
            assert!(agrees::<RunId>(text) && agrees::<crate::words::ClaimId>(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_name_that_leaves_its_folder(text in ".{0,80}") {
            for name in [ScenarioId::parse(&text).map(String::from), RunId::parse(&text).map(String::from)].into_iter().flatten() {
                prop_assert!(!name.contains('/') && !name.starts_with('.') && !name.contains('\\'));
            }
        }
    }
}
