//! Prometheus' alert rules: the state of each, and how late each can be, in Prometheus' own words.

use super::prometheus::get;
use super::symptom;
use super::ways::{Transport, Ways};
use crate::pack::{Detector, DetectorHow, Endpoint};
use crate::timeline::Says;
use crate::words::{DetectorName, Span};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

const RULES: &str = "/api/v1/rules?type=alert";
const TARGETS: &str = "/api/v1/targets?state=active";

/// How late an alert can be, beyond what it watches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How often what its rule speaks of is scraped; the slowest of them.
    pub scrape: Span,
    /// How often the rule is evaluated.
    pub evaluation: Span,
    /// How long its condition must last first: its `for`.
    pub wait: Span,
}

impl Pace {
    /// The longest that one part of it waits for another.
    pub fn longest(self) -> Span {
        self.scrape + self.evaluation + self.wait
    }
}

/// What is known of the rules of every Prometheus that was asked. It has a list of all of them in
/// each answer, so that detectors which ask at the same moment share one.
#[derive(Debug, Default)]
pub(super) struct Books(Mutex<BTreeMap<SocketAddr, Arc<Book>>>);

#[derive(Debug, Default)]
struct Book {
    /// How many requests were begun.
    begun: AtomicU64,
    latest: tokio::sync::Mutex<Option<Latest>>,
}

/// The answer to the request of this number.
#[derive(Debug)]
struct Latest {
    number: u64,
    rules: Result<Arc<[Rule]>, String>,
}

impl Books {
    /// The rules, by an answer to a request that was sent after this was called: an older one says
    /// nothing of now.
    async fn rules(&self, address: SocketAddr, at: &Endpoint) -> Result<Arc<[Rule]>, String> {
        let book = {
            let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(books.entry(address).or_default())
        };
        let before = book.begun.load(Ordering::SeqCst);
        let mut latest = book.latest.lock().await;
        if let Some(latest) = latest.as_ref().filter(|latest| latest.number > before) {
            return latest.rules.clone();
        }
        let number = book.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let rules = get::<Rules>(address, at, RULES).await.map(Rules::alerting);
        *latest = Some(Latest { number, rules: rules.clone() });
        rules
    }
}

/// The part of `/api/v1/rules` that is needed.
#[derive(Debug, Deserialize)]
struct Rules {
    groups: Vec<Group>,
}

#[derive(Debug, Deserialize)]
struct Group {
    /// Seconds.
    interval: f64,
    rules: Vec<Written>,
}

/// A rule as Prometheus writes it; one that only records has neither state nor duration.
#[derive(Debug, Deserialize)]
struct Written {
    name: String,
    query: String,
    state: Option<AlertState>,
    /// Its `for`, in seconds.
    #[serde(default)]
    duration: f64,
    health: Health,
    #[serde(default, rename = "lastError")]
    last_error: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AlertState {
    Inactive,
    Pending,
    Firing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    Ok,
    Err,
    /// It was not evaluated yet.
    #[serde(other)]
    Unknown,
}

#[derive(Debug)]
struct Rule {
    name: String,
    query: String,
    state: AlertState,
    health: Health,
    last_error: String,
    evaluation: Span,
    wait: Span,
}

impl Rules {
    fn alerting(self) -> Arc<[Rule]> {
        let rules = |group: Group| {
            let evaluation = seconds(group.interval);
            group.rules.into_iter().filter_map(move |written| {
                let Written { name, query, state, duration, health, last_error } = written;
                Some(Rule {
                    name,
                    query,
                    state: state?,
                    health,
                    last_error,
                    evaluation,
                    wait: seconds(duration),
                })
            })
        };
        self.groups.into_iter().flat_map(rules).collect()
    }
}

/// Asks what an alert rule says. The error is why nothing is known of it.
pub(super) async fn state(ways: &Ways, at: &Endpoint, rule: &str) -> Result<Says, String> {
    let rules = rules(ways, at).await?;
    let found: Vec<&Rule> = rules.iter().filter(|one| one.name == rule).collect();
    let evaluated = |one: &&&Rule| one.health == Health::Ok;
    let worst = found.iter().filter(evaluated).map(|one| one.state).max();
    let unsound = found.iter().find(|one| one.health != Health::Ok);
    match (worst, unsound) {
        (None, None) => Err(no_rule(rule)),
        (Some(AlertState::Firing), _) => Ok(Says::Noticed),
        (_, Some(one)) if one.health == Health::Err => Err(format!(
            "Prometheus cannot evaluate the rule {rule}: {}",
            symptom::cut(&one.last_error)
        )),
        (_, Some(_)) => Err(format!("Prometheus has not evaluated the rule {rule} yet")),
        (Some(AlertState::Pending), None) => Ok(Says::Pending),
        (Some(AlertState::Inactive), None) => Ok(Says::Quiet),
    }
}

fn no_rule(rule: &str) -> String {
    format!("Prometheus has no rule {rule}")
}

async fn rules(ways: &Ways, at: &Endpoint) -> Result<Arc<[Rule]>, String> {
    let address = ways.to(Transport::Tcp, at).map_err(|no_way| unasked(&no_way.to_string()))?;
    ways.books().rules(address, at).await.map_err(|symptom| unasked(&symptom))
}

pub(super) fn unasked(symptom: &str) -> String {
    format!("Prometheus cannot be asked: {symptom}")
}

/// What a Prometheus says of its rules and of what it scrapes.
type Told = (Arc<[Rule]>, Vec<Target>);

/// What a running Prometheus says of how late each of these alerts can be; the others of the
/// detectors are left out. An error is why it says nothing of one.
pub async fn paces(
    ways: &Ways,
    detectors: &[Detector],
) -> BTreeMap<DetectorName, Result<Pace, String>> {
    let mut told: BTreeMap<&Endpoint, Result<Told, String>> = BTreeMap::new();
    let mut paces = BTreeMap::new();
    for detector in detectors {
        let DetectorHow::Alert { at, rule } = &detector.how else { continue };
        if !told.contains_key(at) {
            let asked = async { Ok((rules(ways, at).await?, targets(ways, at).await?)) };
            let answer = tokio::time::timeout(super::watch::BOUND.as_duration(), asked).await;
            told.insert(
                at,
                answer.unwrap_or_else(|_| Err(unasked(&symptom::silence(super::watch::BOUND)))),
            );
        }
        let pace = match told.get(at) {
            Some(Ok((rules, targets))) => pace(rule, rules, targets),
            Some(Err(why)) => Err(why.clone()),
            None => continue,
        };
        paces.insert(detector.name.clone(), pace);
    }
    paces
}

/// The slowest where several rules have the name.
fn pace(name: &str, rules: &[Rule], targets: &[Target]) -> Result<Pace, String> {
    let found = rules.iter().filter(|rule| rule.name == name);
    let paces = found.map(|rule| {
        let scrape = scrape_of(&rule.query, targets)
            .ok_or("Prometheus says of no target how often it is scraped")?;
        Ok(Pace { scrape, evaluation: rule.evaluation, wait: rule.wait })
    });
    let paces: Result<Vec<Pace>, String> = paces.collect();
    paces?.into_iter().max_by_key(|pace| pace.longest()).ok_or_else(|| no_rule(name))
}

/// A target of `/api/v1/targets`.
#[derive(Debug, Deserialize)]
struct Target {
    labels: Labels,
    #[serde(rename = "scrapeInterval")]
    interval: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Labels {
    #[serde(default)]
    job: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Targets {
    active_targets: Vec<Target>,
}

async fn targets(ways: &Ways, at: &Endpoint) -> Result<Vec<Target>, String> {
    let address = ways.to(Transport::Tcp, at).map_err(|no_way| unasked(&no_way.to_string()))?;
    let targets =
        get::<Targets>(address, at, TARGETS).await.map_err(|symptom| unasked(&symptom))?;
    Ok(targets.active_targets)
}

/// The longest scrape interval of the jobs that a query names; of all targets where it names none
/// that is there.
fn scrape_of(query: &str, targets: &[Target]) -> Option<Span> {
    let jobs = jobs_in(query);
    let interval = |target: &Target| target.interval.as_deref().and_then(duration);
    let named = targets.iter().filter(|target| jobs.contains(&target.labels.job.as_str()));
    named.filter_map(interval).max().or_else(|| targets.iter().filter_map(interval).max())
}

/// The values of `job="…"` in a query. Other ways of naming jobs name none here.
fn jobs_in(query: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut jobs = Vec::new();
    for (at, word) in query.match_indices("job") {
        let before = query[..at].chars().next_back();
        let value = query[at + word.len()..].trim_start().strip_prefix('=').map(str::trim_start);
        let value = value
            .and_then(|value| value.strip_prefix('"'))
            .and_then(|value| value.split('"').next());
        if !before.is_some_and(is_name) {
            jobs.extend(value);
        }
    }
    jobs
}

/// Reads a duration as Prometheus writes it: `1m30s`, `500ms`.
fn duration(text: &str) -> Option<Span> {
    const UNITS: [(&str, u64); 7] = [
        ("ms", 1_000),
        ("s", 1_000_000),
        ("m", 60_000_000),
        ("h", 3_600_000_000),
        ("d", 86_400_000_000),
        ("w", 604_800_000_000),
        ("y", 31_536_000_000_000),
    ];
    let (mut micros, mut rest) = (0_u64, text);
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let (unit, next) =
            after.split_at(after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len()));
        let (_, length) = UNITS.iter().find(|(name, _)| *name == unit)?;
        micros = micros.checked_add(number.parse::<u64>().ok()?.checked_mul(*length)?)?;
        rest = next;
    }
    (!text.is_empty()).then(|| Span::micros(micros))
}

/// Prometheus' seconds; what is no length of time is none.
fn seconds(seconds: f64) -> Span {
    std::time::Duration::try_from_secs_f64(seconds).map_or(Span::ZERO, Span::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn target(job: &str, interval: &str) -> Target {
        Target { labels: Labels { job: job.to_owned() }, interval: Some(interval.to_owned()) }
    }

    #[test]
    fn the_jobs_that_a_query_names_give_the_scrape_interval() {
        let targets = [target("redis", "1s"), target("pg", "1m30s"), target("web", "500ms")];
        for (query, interval) in [
            (r#"up{job="redis"} == 0"#, Span::secs(1)),
            (r#"up{instance="x",job = "web"} == 0"#, Span::millis(500)),
            (r#"up{job="redis"} == 0 and up{job="pg"} == 1"#, Span::secs(90)),
            (r#"up{exported_job="web"} == 0"#, Span::secs(90)),
            (r#"up{job=~"web|redis"} == 0"#, Span::secs(90)),
            (r#"up{job="elsewhere"} == 0"#, Span::secs(90)),
            ("vector(1)", Span::secs(90)),
        ] {
            assert_eq!(scrape_of(query, &targets), Some(interval), "{query}");
        }
        assert_eq!(
            scrape_of("up", &[Target { labels: Labels { job: String::new() }, interval: None }]),
            None
        );
    }

    #[test]
    fn durations_are_read_as_prometheus_writes_them() {
        for (text, span) in [
            ("15s", Some(Span::secs(15))),
            ("1m30s", Some(Span::secs(90))),
            ("1h0m500ms", Some(Span::millis(3_600_500))),
            ("0s", Some(Span::ZERO)),
            ("", None),
            ("15", None),
            ("s", None),
            ("1x", None),
            ("99999999999999999999s", None),
        ] {
            assert_eq!(duration(text), span, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_query_and_no_duration_is_too_strange(query in ".{0,60}", text in "[0-9a-z]{0,12}") {
            let _ = (jobs_in(&query), duration(&text));
            let job = query.replace('"', "");
            let quoted = format!("up{{job=\"{job}\"}}");
            prop_assert_eq!(jobs_in(&quoted).first().copied(), Some(job.as_str()));
        }
    }
}
