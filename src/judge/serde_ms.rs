//! How spans and measured times stand in `report.json`: as milliseconds, in fields whose names end
//! in `_ms`.
#![allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]

use crate::words::Span;

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

/// A span as milliseconds.
pub mod ms {
    use super::Span;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes it.
    pub fn serialize<S: Serializer>(span: &Span, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(super::to_ms(*span))
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Span, D::Error> {
        f64::deserialize(from).map(super::from_ms)
    }
}

/// A span that may be missing, as milliseconds or null.
pub mod ms_option {
    use super::Span;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes it.
    pub fn serialize<S: Serializer>(span: &Option<Span>, to: S) -> Result<S::Ok, S::Error> {
        span.map(super::to_ms).serialize(to)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Span>, D::Error> {
        Option::<f64>::deserialize(from).map(|ms| ms.map(super::from_ms))
    }
}

/// A span as a document would give it and `Span::parse` reads it: `15s`, `90s`, `1500ms`.
pub mod written {
    use super::Span;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
        text.map(|text| Span::parse(&text)).transpose().map_err(serde::de::Error::custom)
    }
}

/// A measured time, flattened into two fields that are null together.
macro_rules! measured {
    ($(#[$doc:meta])* $module:ident, $value:literal, $uncertainty:literal) => {
        $(#[$doc])*
        pub mod $module {
            use crate::words::Measured;
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            #[derive(Serialize, Deserialize)]
            struct Wire {
                #[serde(rename = $value)]
                value: Option<f64>,
                #[serde(rename = $uncertainty)]
                uncertainty: Option<f64>,
            }

            /// Writes it.
            pub fn serialize<S: Serializer>(measured: &Option<Measured>, to: S) -> Result<S::Ok, S::Error> {
                let value = measured.map(|measured| super::to_ms(measured.value));
                let uncertainty = measured.map(|measured| super::to_ms(measured.uncertainty));
                Wire { value, uncertainty }.serialize(to)
            }

            /// Reads it.
            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Measured>, D::Error> {
                let Wire { value, uncertainty } = Wire::deserialize(from)?;
                let uncertainty = super::from_ms(uncertainty.unwrap_or_default());
                Ok(value.map(|value| Measured { value: super::from_ms(value), uncertainty }))
            }
        }
    };
}

measured!(
    /// As `after_ms` and `uncertainty_ms`.
    after, "after_ms", "uncertainty_ms"
);
measured!(
    /// As `observed_ms` and `uncertainty_ms`.
    observed, "observed_ms", "uncertainty_ms"
);
measured!(
    /// As `outage_ms` and `outage_uncertainty_ms`.
    outage, "outage_ms", "outage_uncertainty_ms"
);
