//! How spans and measured times stand in `report.json`: as milliseconds, in fields whose names end
//! in `_ms`. Each type here is named in `serde(with = …)`, which writes and reads by it, and is
//! what the schema says of such a field.
#![expect(dead_code, reason = "the schema is made of the fields; what is written is a span")]
#![allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]

use crate::words::{Measured, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Whole microseconds survive: three decimals are exact for all times that a drill can last.
fn to_ms(span: Span) -> f64 {
    span.as_millis()
}

/// What is negative or no number becomes nothing, what is too large the most.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast from float saturates, as meant"
)]
fn from_ms(ms: f64) -> Span {
    Span::micros((ms * 1_000.0).round() as u64)
}

/// A length of time in milliseconds; three decimals, which are microseconds, count.
#[derive(JsonSchema)]
pub struct Milliseconds(#[schemars(range(min = 0))] f64);

impl Milliseconds {
    /// Writes it.
    pub fn serialize<S: Serializer>(span: &Span, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(to_ms(*span))
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Span, D::Error> {
        f64::deserialize(from).map(from_ms)
    }
}

/// A length of time that may be missing, as milliseconds or null.
#[derive(JsonSchema)]
#[schemars(inline)]
pub struct MaybeMilliseconds(Option<Milliseconds>);

impl MaybeMilliseconds {
    /// Writes it.
    pub fn serialize<S: Serializer>(span: &Option<Span>, to: S) -> Result<S::Ok, S::Error> {
        span.map(to_ms).serialize(to)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Span>, D::Error> {
        Option::<f64>::deserialize(from).map(|ms| ms.map(from_ms))
    }
}

/// A length of time as a document would give it and `Span::parse` reads it: `15s`, `1500ms`.
#[derive(JsonSchema)]
#[schemars(inline)]
pub struct Written(#[schemars(regex(pattern = "^[0-9]+(s|ms)$"))] Option<String>);

impl Written {
    /// Writes it.
    pub fn serialize<S: Serializer>(span: &Option<Span>, to: S) -> Result<S::Ok, S::Error> {
        let text = |span: Span| match span.as_micros() {
            whole if whole % 1_000_000 == 0 => format!("{}s", whole / 1_000_000),
            micros => format!("{}ms", micros.div_ceil(1_000)),
        };
        span.map(text).serialize(to)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Span>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| Span::parse(&text)).transpose().map_err(de::Error::custom)
    }
}

/// A measured time, flattened into two fields that are null together.
macro_rules! measured {
    ($(#[$doc:meta])* $name:ident: $value:ident ($what:literal), $uncertainty:ident) => {
        $(#[$doc])*
        #[derive(Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            #[doc = $what]
            #[schemars(with = "Option<Milliseconds>")]
            $value: Option<f64>,
            /// How far off that can be, either way; null where there is no time.
            #[schemars(with = "Option<Milliseconds>")]
            $uncertainty: Option<f64>,
        }

        impl $name {
            /// Writes it.
            pub fn serialize<S: Serializer>(
                measured: &Option<Measured>,
                to: S,
            ) -> Result<S::Ok, S::Error> {
                let $value = measured.map(|measured| to_ms(measured.value));
                let $uncertainty = measured.map(|measured| to_ms(measured.uncertainty));
                Serialize::serialize(&Self { $value, $uncertainty }, to)
            }

            /// Reads it.
            pub fn deserialize<'de, D: Deserializer<'de>>(
                from: D,
            ) -> Result<Option<Measured>, D::Error> {
                let Self { $value, $uncertainty } = Deserialize::deserialize(from)?;
                let uncertainty = from_ms($uncertainty.unwrap_or_default());
                Ok($value.map(|value| Measured { value: from_ms(value), uncertainty }))
            }
        }
    };
}

measured!(
    /// As `after_ms` and `uncertainty_ms`.
    After: after_ms ("How long after what it is counted from; null where it did not happen."),
    uncertainty_ms
);
measured!(
    /// As `observed_ms` and `uncertainty_ms`.
    Observed: observed_ms (
        "From the start of the first command until all that is claimed was back; null where it \
         never was."
    ),
    uncertainty_ms
);
measured!(
    /// As `outage_ms` and `outage_uncertainty_ms`.
    Outage: outage_ms (
        "From the fault until the journeys were back; null where none was away, or one never came \
         back."
    ),
    outage_uncertainty_ms
);
