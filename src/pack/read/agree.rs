//! Whether a claim says what its quote says: symbols, figures, services and commands.

use super::claims::{Context, Stated};
use super::quotes::Quote;
use crate::document::{self, call_matches, figures, symbols};
use crate::pack::yaml::Mark;
use crate::timeline::Assertion;
use crate::words::{DetectorKind, Impact, JourneyName, ServiceName, Span};

/// Notes where a claim and its quote differ.
pub fn check(context: &Context<'_>, quote: &Quote, stated: &Stated) {
    match &stated.assertion {
        Assertion::Impact { expected, .. } => impact(context, quote, stated.part(0), *expected),
        Assertion::Cascade { services, .. } => cascade(context, quote, stated, services),
        Assertion::Recovery { commands, within, .. } => {
            command(context, quote, stated.mark, commands);
            figure(context, quote, stated.part(0), *within);
        }
        Assertion::DetectedBy { detector } => detected_by(context, stated.mark, *detector),
        Assertion::Graceful { journey, fallback } => graceful(context, stated.mark, journey, fallback),
        Assertion::Several { .. }
        | Assertion::Warned { .. }
        | Assertion::ToldApart { .. }
        | Assertion::Slower { .. }
        | Assertion::Unaffected => {}
    }
}

const AGREE: &str = "the claim must say what its quote says; change one of them";

fn impact(context: &Context<'_>, quote: &Quote, mark: Mark, expected: Impact) {
    let said = symbols(&quote.text);
    if !said.is_empty() && !said.contains(&expected) {
        let said: Vec<String> = said.iter().map(|impact| format!("{} ({impact})", impact.symbol())).collect();
        let message = format!("the quote says {}, the claim says {expected}", said.join(" and "));
        context.source.error_with(mark, message, AGREE);
    }
}

fn cascade(context: &Context<'_>, quote: &Quote, stated: &Stated, services: &[ServiceName]) {
    let called =
        context.services.iter().flat_map(|service| service.called.iter().map(|words| (&service.name, words.as_str())));
    let named = call_matches(&quote.text, called);
    for (index, service) in services.iter().enumerate().filter(|(_, service)| !named.contains(service)) {
        let called =
            context.services.iter().find(|known| known.name == *service).map(|known| known.called.join("', '"));
        let message = format!("the quote does not name '{service}'");
        let hint = format!("it is called '{}'; see 'called' in pack.yaml", called.unwrap_or_default());
        context.source.error_with(stated.part(index), message, hint);
    }
    let mut words = quote.text.split(|c: char| !c.is_alphanumeric());
    if services.is_empty() && !words.any(|word| ["none", "no"].contains(&word.to_lowercase().as_str())) {
        let message = "the claim says that nothing else fails, and its quote does not say 'none'";
        context.source.error_with(stated.mark, message, "name the services that the quote names");
    }
}

/// The command must be the quote's, whole.
fn command(context: &Context<'_>, quote: &Quote, mark: Mark, commands: &[String]) {
    let said = document::command(&quote.text);
    let claimed = commands.join("; ").split_whitespace().collect::<Vec<_>>().join(" ");
    if said != claimed {
        let message = format!("the quote's command is '{said}', the claim runs '{claimed}'");
        context.source.error_with(mark, message, "the documented command is run word for word; change one of them");
    }
}

/// The time must be the quote's, and there where the quote gives one.
fn figure(context: &Context<'_>, quote: &Quote, mark: Mark, within: Option<Span>) {
    let figures = figures(&quote.text);
    let said = figures.iter().map(|figure| figure.text.as_str()).collect::<Vec<_>>().join(" and ");
    match within {
        None if figures.is_empty() => {}
        None => {
            let message = format!("the quote says {said}, the claim gives no time");
            context.source.error_with(mark, message, format!("add within: {said}"));
        }
        Some(within) if figures.is_empty() => {
            let message = format!("the claim says within {within}, the quote gives no time");
            context.source.error_with(mark, message, AGREE);
        }
        Some(within) if figures.iter().any(|figure| figure.span == within) => {}
        Some(within) => {
            let message = format!("the quote says {said}, the claim says within {within}");
            context.source.error_with(mark, message, AGREE);
        }
    }
}

/// Nobody could notice where nothing watches.
fn detected_by(context: &Context<'_>, mark: Mark, kind: DetectorKind) {
    let targets = context.fault.targets();
    let watched = |name: &ServiceName| {
        context.detectors.iter().any(|detector| detector.kind == kind && detector.watches == *name)
    };
    if !targets.is_empty() && !targets.iter().any(watched) {
        let names: Vec<&str> = targets.iter().map(ServiceName::as_str).collect();
        let message = format!("no detector of kind '{kind}' watches {}", names.join(" or "));
        context.source.error_with(mark, message, "add one under 'detectors' in pack.yaml");
    }
}

/// The journey must be able to say so.
fn graceful(context: &Context<'_>, mark: Mark, journey: &JourneyName, fallback: &str) {
    let Some(journey) = context.journeys.iter().find(|known| known.name == *journey) else { return };
    let said = |(header, value): &(String, String)| fallback == header || fallback == format!("{header}: {value}");
    if !journey.degraded_when.iter().any(said) {
        let known: Vec<String> =
            journey.degraded_when.iter().map(|(header, value)| format!("'{header}: {value}'")).collect();
        let message = format!("no answer of '{}' says '{fallback}'", journey.name);
        let hint = if known.is_empty() {
            "give the journey 'degraded_when' in pack.yaml".to_owned()
        } else {
            format!("its 'degraded_when' has {}", known.join(", "))
        };
        context.source.error_with(mark, message, hint);
    }
}
