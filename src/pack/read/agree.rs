//! Whether a claim says what its quote says: symbols, figures, services and commands.

use super::claims::{Context, Placed, Stated};
use super::heard::left_of;
use super::quotes::Quote;
use crate::document::{self, Figure, calls, figures};
use crate::pack::yaml::Mark;
use crate::timeline::Assertion;
use crate::words::{JourneyName, ProfileName, ServiceName, Span};

/// Notes where a claim and its quote differ. What the rest of the line says is checked line by line, see [`super::bound`].
pub fn check(context: &Context<'_>, quote: &Quote, stated: &Stated) {
    let lines = quote.lines.iter().map(|line| left_of(context.parts, &document::plain(&line.text)));
    let text = lines.collect::<Vec<_>>().join("; ");
    match &stated.assertion {
        Assertion::Cascade { services, ordered } => {
            let services: Vec<ServiceName> = services.iter().map(|entry| entry.service.clone()).collect();
            cascade(context, &text, stated, (&services, *ordered));
        }
        Assertion::Recovery { commands, prose, within } => {
            let mut times = figures(&left_of(context.parts, &document::key(&quote.text)));
            times.extend(if *prose {
                is_prose(context, quote, stated.mark);
                figures(&left_of(context.parts, &document::value(&quote.text)))
            } else {
                command(context, quote, stated.mark, commands);
                figures(&left_of(context.parts, &document::given(&quote.text).rest))
            });
            figure(context, &times, stated.part(0), *within);
        }
        Assertion::Several { .. } => several(context, &text, stated.mark),
        Assertion::Warned { days, .. } => ahead(context, &text, stated.part(0), *days),
        Assertion::Graceful { journey, fallback } => graceful(context, stated.mark, journey, fallback),
        // Who notices depends on what else the scenario claims: see `check_watchers`.
        Assertion::Impact { .. }
        | Assertion::DetectedBy { .. }
        | Assertion::ToldApart { .. }
        | Assertion::Slower { .. }
        | Assertion::Unaffected => {}
    }
}

/// What to do where a claim and its quote differ.
pub const AGREE: &str = "the claim must say what its quote says; change one of them";

fn cascade(context: &Context<'_>, text: &str, stated: &Stated, (services, ordered): (&[ServiceName], bool)) {
    let named = in_order(context, text);
    for (index, service) in services.iter().enumerate().filter(|(_, service)| !named.contains(service)) {
        let called =
            context.services.iter().find(|known| known.name == *service).map(|known| known.called.join("', '"));
        let message = format!("the quote does not name '{service}'");
        let hint = format!("it is called '{}'; see 'called' in pack.yaml", called.unwrap_or_default());
        context.source.error_with(stated.part(index), message, hint);
    }
    let said: Vec<&ServiceName> = named.into_iter().filter(|service| services.contains(service)).collect();
    if ordered && said.len() == services.len() && !said.iter().copied().eq(services) {
        let said: Vec<&str> = said.into_iter().map(ServiceName::as_str).collect();
        let message = format!("the quote's order is {}, the claim has another", said.join(", "));
        context.source.error_with(stated.mark, message, AGREE);
    }
}

/// Words between two names behind which who came before is named.
const AFTER: [&str; 5] = ["after", "once", "following", "behind", "because"];

/// The services that a quote names, each once, as one falls after the other.
fn in_order<'a>(context: &Context<'a>, text: &str) -> Vec<&'a ServiceName> {
    let called =
        context.services.iter().flat_map(|service| service.called.iter().map(|words| (&service.name, words.as_str())));
    let mut order: Vec<&ServiceName> = Vec::new();
    let mut end = 0;
    for one in calls(text, called) {
        let between = text.get(end..one.place.start).unwrap_or_default().to_lowercase();
        let after =
            !order.is_empty() && between.split(|c: char| !c.is_alphanumeric()).any(|word| AFTER.contains(&word));
        end = one.place.end;
        if !order.contains(&one.thing) {
            order.insert(if after { order.len() - 1 } else { order.len() }, one.thing);
        }
    }
    order
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

/// What the document gives as a command is run word for word, and not replaced.
fn is_prose(context: &Context<'_>, quote: &Quote, mark: Mark) {
    let said = document::command(&quote.text);
    // Sentences begin with a capital letter, programs do not.
    if quote.text.contains('`') || !said.starts_with(char::is_uppercase) {
        let message = format!("the quote gives a command, '{said}', and the claim has others of its own");
        context.source.error_with(mark, message, "run the document's command word for word: recovery: {run: …}");
    }
}

fn several(context: &Context<'_>, text: &str, mark: Mark) {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    if !words.any(|word| ["several", "multiple", "many"].contains(&word.to_lowercase().as_str())) {
        let message = "the claim says that several services fail, and its quote does not say 'several'";
        context.source.error_with(mark, message, AGREE);
    }
}

/// The days must be the quote's.
fn ahead(context: &Context<'_>, text: &str, mark: Mark, days: u32) {
    let figures = figures(text);
    let claimed = Span::secs(u64::from(days) * 86_400);
    if !figures.iter().any(|figure| figure.span == claimed) {
        let said = figures.iter().map(|figure| figure.text.as_str()).collect::<Vec<_>>().join(" and ");
        let said = if said.is_empty() { "gives no time" } else { &format!("says {said}") };
        context.source.error_with(mark, format!("the quote {said}, the claim says {days} days ahead"), AGREE);
    }
}

/// The time must be the quote's, and there where the quote gives one.
fn figure(context: &Context<'_>, figures: &[Figure], mark: Mark, within: Option<Span>) {
    let said = figures.iter().map(|figure| figure.text.as_str()).collect::<Vec<_>>().join(" and ");
    match within {
        None if figures.is_empty() => {}
        None => {
            let message = format!("the quote says {said}, the claim gives no time");
            let readable = |figure: &&Figure| Span::parse(&figure.text) == Ok(figure.span);
            let written = figures.iter().find(readable).map(|figure| figure.text.clone());
            let written = written.or_else(|| figures.first().map(|figure| figure.span.to_string())).unwrap_or_default();
            context.source.error_with(mark, message, format!("add within: {written}"));
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

/// Nobody could notice where nothing watches: a target, or else what the scenario claims to fall with it. A warning comes
/// before anything falls.
pub fn check_watchers(context: &Context<'_>, placed: &[Placed]) {
    let targets = context.fault.targets();
    let mut told: Vec<Mark> = Vec::new();
    for claim in placed {
        let (kind, others) = match claim.claim.assertion {
            Assertion::DetectedBy { detector, .. } => (detector, cascade_in(&claim.profile, placed)),
            Assertion::Warned { detector, .. } => (detector, Vec::new()),
            _ => continue,
        };
        let mut kinds = context.detectors.iter().filter(|detector| detector.kind == kind);
        let watched = kinds.any(|one| targets.contains(&one.watches) || others.contains(&&one.watches));
        if !targets.is_empty() && !watched && !told.contains(&claim.mark) {
            let names: Vec<&str> = targets.iter().map(ServiceName::as_str).collect();
            let message = format!("no detector of kind '{kind}' watches {}", names.join(" or "));
            context.source.error_with(claim.mark, message, "add one under 'detectors' in pack.yaml");
            told.push(claim.mark);
        }
    }
}

fn cascade_in<'a>(profile: &ProfileName, placed: &'a [Placed]) -> Vec<&'a ServiceName> {
    let here = placed.iter().filter(|placed| placed.profile == *profile);
    let named = here.filter_map(|placed| match &placed.claim.assertion {
        Assertion::Cascade { services, .. } => Some(services),
        _ => None,
    });
    named.flatten().map(|entry| &entry.service).collect()
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
