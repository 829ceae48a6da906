//! How the services of a start order came up, in the report.

use crate::judge::serde_ms;
use crate::words::{ServiceName, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A boot: everything was down, and was started one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BootFound {
    /// From the first start until all served; null where one never did.
    #[serde(rename = "took_ms", with = "serde_ms::MaybeMilliseconds")]
    pub took: Option<Span>,
    /// Each service that was started, in that order.
    pub services: Vec<BootedFound>,
    /// The chain of services that it waited for, each of which the next one needs; the last is the
    /// one that served last.
    pub critical_path: Vec<ServiceName>,
}

/// How one service came up; times are from the first start of all, at the latest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BootedFound {
    /// Which.
    pub service: ServiceName,
    /// When it was started.
    #[serde(rename = "begun_ms", with = "serde_ms::Milliseconds")]
    pub begun: Span,
    /// When whoever starts it said that it runs; null where it could not be started.
    #[serde(rename = "started_ms", with = "serde_ms::MaybeMilliseconds")]
    pub started: Option<Span>,
    /// When it lived; null where nothing shows it.
    #[serde(rename = "alive_ms", with = "serde_ms::MaybeMilliseconds")]
    pub alive: Option<Span>,
    /// When it served; null where it never did.
    #[serde(rename = "works_ms", with = "serde_ms::MaybeMilliseconds")]
    pub works: Option<Span>,
    /// What was said where it could not be started.
    pub refused: Option<String>,
}
