//! `predict`: what the dependencies alone imply.

use super::args::{Common, Format};
use super::console::Console;
use super::error::{Failure, Status};
use super::{listing, packs};
use crate::pack::{Pack, Profile};
use crate::predict::format::{self, Prediction};
use crate::predict::{Cascade, Graph, Id, falls};
use crate::words::{ServiceName, suggest};
use clap::Args;
use std::collections::BTreeMap;

/// `firedrill predict`
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// What fails; several fail together
    #[arg(value_name = "SERVICE", required_unless_present = "cut_sets")]
    pub services: Vec<String>,
    /// The smallest sets of failures that bring each journey down, and all at once, of at most so
    /// many services each; with services, those that one of these is in [default: 2]
    #[arg(
        long,
        value_name = "ORDER",
        num_args = 0..=1,
        default_missing_value = "2",
        value_parser = clap::value_parser!(u8).range(1..)
    )]
    pub cut_sets: Option<u8>,
    /// Only this journey; may be given again [default: all of a profile's]
    #[arg(long = "journey", value_name = "NAME")]
    pub journeys: Vec<String>,
    /// How likely a service is down, from 0 to 1, for how likely journeys are down; may be given
    /// again. Services that are not named count as never down
    #[arg(
        long = "probability",
        value_name = "SERVICE=P",
        requires = "cut_sets",
        value_parser = likely
    )]
    pub probabilities: Vec<(String, f64)>,
}

fn likely(text: &str) -> Result<(String, f64), String> {
    let wrong = || format!("'{text}' is not like redis=0.001, with a probability from 0 to 1");
    let (service, probability) = text.split_once('=').ok_or_else(wrong)?;
    let probability: f64 = probability.parse().map_err(|_| wrong())?;
    if (0.0..=1.0).contains(&probability) {
        Ok((service.to_owned(), probability))
    } else {
        Err(wrong())
    }
}

/// `firedrill predict`
pub fn predict(args: &PredictArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let pack = packs::load(common.pack.as_deref(), console)?;
    listing::check_profiles(&pack, common)?;
    let asked = Asked::of(args, &pack)?;
    let profiles: Vec<&Profile> =
        pack.profiles.iter().filter(|profile| common.chooses(&profile.name)).collect();
    let mut predictions = Vec::new();
    for profile in &profiles {
        predictions.extend(asked.prediction(args, &pack, profile, console)?);
    }
    if predictions.is_empty() {
        let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
        let services = args.services.join(", ");
        let message = format!("not all of {services} are in any profile of {}", names.join(", "));
        return Err(Failure::new(Status::Wrong, message)
            .hint("choose a profile that has them with --profile"));
    }
    match console.format {
        Format::Human => console.result(&format::human(&predictions)),
        Format::Mermaid => console.plain(&format::mermaid(&predictions)),
        Format::Dot => console.plain(&format::dot(&predictions)),
        Format::Svg => console.plain(&format::svg(&predictions)),
        Format::Json | Format::Sarif => console.json(&format::json(&predictions)),
    }
    Ok(Status::Good)
}

/// What was typed, as names that the pack knows.
struct Asked {
    services: Vec<ServiceName>,
    likely: Vec<(ServiceName, f64)>,
}

impl Asked {
    fn of(args: &PredictArgs, pack: &Pack) -> Result<Self, Failure> {
        let known = || pack.journeys.iter().map(|journey| journey.name.as_str());
        if let Some(wanted) = args.journeys.iter().find(|one| known().all(|name| name != *one)) {
            let message =
                format!("the pack has no journey '{wanted}': {}", suggest(wanted, known()));
            return Err(Failure::new(Status::Wrong, message));
        }
        let services = args.services.iter().map(|one| service(pack, one));
        let likely = args.probabilities.iter().map(|(one, p)| Ok((service(pack, one)?, *p)));
        Ok(Self {
            services: services.collect::<Result<_, _>>()?,
            likely: likely.collect::<Result<_, Failure>>()?,
        })
    }

    /// Of one profile; nothing where not all of the services are in it, which is told.
    fn prediction(
        &self,
        args: &PredictArgs,
        pack: &Pack,
        profile: &Profile,
        console: &Console,
    ) -> Result<Option<Prediction>, Failure> {
        let wanted = |name: &str| {
            args.journeys.is_empty() || args.journeys.iter().any(|journey| journey == name)
        };
        let graph = Graph::of_profile(pack, profile).only(|journey| wanted(journey.as_str()));
        let mut failed: Vec<Id> = Vec::new();
        for name in &self.services {
            let Some(id) = graph.id(name) else {
                console.voice.say(&format!("{} has no {name}, and is left out", profile.name));
                return Ok(None);
            };
            failed.push(id);
        }
        let cascade = (!failed.is_empty()).then(|| Cascade::of(&graph, &failed));
        let likely: BTreeMap<Id, f64> =
            self.likely.iter().filter_map(|(name, p)| Some((graph.id(name)?, *p))).collect();
        let falls = match args.cut_sets {
            None => None,
            Some(order) => {
                let found = falls(&graph, usize::from(order), &likely);
                let mut found = found.map_err(|error| Failure::new(Status::Wrong, error))?;
                for fall in found.iter_mut().filter(|_| !failed.is_empty()) {
                    fall.sets.retain(|set| failed.iter().any(|one| set.contains(one)));
                }
                Some(found)
            }
        };
        Ok(Some(Prediction { profile: profile.name.clone(), graph, cascade, falls }))
    }
}

fn service(pack: &Pack, wanted: &str) -> Result<ServiceName, Failure> {
    let known = || pack.services.iter().map(|service| &service.name);
    known().find(|name| name.as_str() == wanted).cloned().ok_or_else(|| {
        let meant = suggest(wanted, known().map(ServiceName::as_str));
        Failure::new(Status::Wrong, format!("the pack has no service '{wanted}': {meant}"))
            .hint("name a service as pack.yaml does")
    })
}
