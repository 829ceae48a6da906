//! Of whom a clause says how something fares, and what it says beyond the table of words.

use super::{ALL, HARM, has_share};
use crate::document::{Saying, Sayings, sayings};
use crate::reading::hasher::Quick;
use crate::reading::meaning::prose::tokens;
use crate::words::{Impact, Lower};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Of whom a clause speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Users, or the system as a whole.
    Whole,
    /// Some users, or a part of the system.
    Part,
    /// What users do not see.
    Unseen,
}

/// What a clause says.
pub(super) struct Claim {
    pub of: Of,
    pub levels: Vec<Impact>,
    /// The words that say it.
    pub words: String,
}

/// Words of the whole, and words that say of nobody else. A clause with any other word is said of a
/// part: what this list lacks is guessed at most, and never taken for sure.
static GENERAL: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "a about absolute access accessible across after again all also although always an and any \
     api apis app application applications apps are as at availability available be been being \
     both broken but by can cannot catastrophic clients come complete completely connect \
     consumers continue continues could critical customer customer-facing customers degradation \
     degraded direct disruption disruptions does doesn't don't down downtime due during effect \
     end end-user end-users entire entirely error errors every everybody everyone everything \
     expected experience experienced experiencing external facing fail failed failing failover \
     fails fallback fine for from full fully global globally gone had has have healthy high \
     higher homepage however http https impact impacted in inaccessible increase increased \
     increases interruption interruptions is it its just keep keeps latency less little load \
     loads longer lose loses loss lost low lower major medium minimal minor moderate more much \
     must negligible no nobody none normally not nothing notice noticeable now of off offline \
     on once one only operate operates operation operations or other our out outage outages \
     overall page pages people perceived performance platform plus product production public \
     reach reachable reached receive receives remain remains request requests respond response \
     responses result results return returned returning returns run running runs same see sees \
     serve served service services severe severely severity should show shown shows significant \
     significantly since site site-wide sites slight slightly slow slower slowly slowness so \
     still stop stopped stops system system-wide systems temporarily temporary than that the \
     their them then there they this though time times to total totally traffic transparent \
     unaffected unavailable under until unusable up usable use used user user-facing users uses \
     usual very via visible visit visitor visitors was web webpage webpages website websites \
     were whereas while whole will with within without work working works worldwide would yet \
     you your"
        .split(' ')
        .collect()
});

/// Words that make it some of many, or now and then.
const LIMITS: [&str; 28] = [
    "some",
    "few",
    "several",
    "many",
    "most",
    "subset",
    "partial",
    "partially",
    "partly",
    "certain",
    "individual",
    "single",
    "intermittent",
    "intermittently",
    "occasional",
    "occasionally",
    "sometimes",
    "new",
    "may",
    "might",
    "could",
    "possible",
    "possibly",
    "potential",
    "potentially",
    "existing",
    "part",
    "parts",
];

/// What only those see who run the system.
const UNSEEN: [&str; 44] = [
    "monitoring",
    "metrics",
    "metric",
    "dashboard",
    "dashboards",
    "alerts",
    "alerting",
    "alert",
    "logs",
    "logging",
    "backup",
    "backups",
    "observability",
    "telemetry",
    "traces",
    "tracing",
    "visibility",
    "ci",
    "cd",
    "build",
    "builds",
    "deploy",
    "deploys",
    "deployments",
    "reporting",
    "exporter",
    "exporters",
    "prometheus",
    "grafana",
    "kibana",
    "jaeger",
    "loki",
    "alertmanager",
    "scraping",
    "scrape",
    "audit",
    "operators",
    "ops",
    "engineers",
    "oncall",
    "on-call",
    "developers",
    "pipeline",
    "pipelines",
];

/// Verbs of using something that the table of words has not.
const USES: [&str; 8] =
    ["access", "visit", "use", "reach", "connect", "proceed", "function", "operate"];

/// Words of little harm, behind which it may as well be none.
const SMALL: [&str; 6] = ["minimal", "negligible", "little", "slight", "slightly", "minor"];

/// What a clause says of how something fares, and of whom; nothing where it says nothing that is
/// known.
pub(super) fn claim(text: &str) -> Option<Claim> {
    let tokens = tokens(text);
    let (levels, words) = levels(text, &tokens)?;
    Some(Claim { of: of(text, &tokens), levels, words })
}

fn of(text: &str, tokens: &[Lower<'_>]) -> Of {
    if tokens.iter().any(|word| UNSEEN.contains(&word.as_str())) {
        return Of::Unseen;
    }
    if tokens.iter().any(|word| LIMITS.contains(&word.as_str())) || has_share(text) {
        return Of::Part;
    }
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let general = |word: &Lower<'_>| GENERAL.contains(word.as_str()) || number(word);
    if tokens.iter().all(general) { Of::Whole } else { Of::Part }
}

fn levels(text: &str, tokens: &[Lower<'_>]) -> Option<(Vec<Impact>, String)> {
    let has = |word: &str| tokens.iter().any(|other| other == word);
    let plain = |levels: &[Impact], said: &str| Some((levels.to_vec(), said.to_owned()));
    let small = SMALL.into_iter().find(|word| has(word));
    if let Some(small) = small.filter(|_| has("impact") || has("effect")) {
        return plain(&[Impact::None, Impact::Degraded], small);
    }
    if has("transparent") && !has("not") {
        return plain(&[Impact::None], "transparent");
    }
    if let Some(code) = tokens.iter().find(|word| is_server_error(word)) {
        let all = ["all", "every", "everything", "any"].into_iter().any(has);
        return plain(if all { &[Impact::Outage] } else { &HARM }, code);
    }
    let Sayings { words, open, .. } = sayings(text);
    by_table(text, words, tokens).or_else(|| {
        if nobody_can(tokens) {
            return plain(&HARM, "nobody can");
        }
        let (said, _) = open.first()?;
        if USES.into_iter().any(has) {
            return plain(&[Impact::Outage], said);
        }
        // `new orders cannot be placed`: that it is harm is sure, and of how much is not.
        let cannot = ["cannot", "can't", "unable", "couldn't"].into_iter().any(has);
        plain(&HARM, said).filter(|_| cannot)
    })
}

/// `nobody can order`, `no user can pay`: of how much it is harm is open.
fn nobody_can(tokens: &[Lower<'_>]) -> bool {
    let can = tokens.iter().position(|word| word == "can" || word == "could");
    let before = can.and_then(|can| tokens.get(can.saturating_sub(2)..can)).unwrap_or_default();
    before.iter().any(|word| matches!(word.as_str(), "nobody" | "no" | "none"))
}

/// Words of failing that are said of some requests as well as of all.
const SOFT: [&str; 11] = [
    "error", "errors", "fail", "fails", "failed", "failing", "failure", "failures", "stuck",
    "rejected", "break",
];

/// What makes all of it.
const ALL_OF: [&str; 12] = [
    "all",
    "every",
    "everything",
    "everyone",
    "everybody",
    "total",
    "totally",
    "complete",
    "completely",
    "entire",
    "entirely",
    "whole",
];

/// What a length of time is that is longer than before.
const MORE: [&str; 14] = [
    "increased",
    "increase",
    "increases",
    "high",
    "higher",
    "elevated",
    "added",
    "more",
    "spikes",
    "spike",
    "additional",
    "extra",
    "worse",
    "longer",
];

/// What the words of the table agree with. A clause that contradicts itself says that there is
/// harm, of which kind is open.
fn by_table(text: &str, words: Vec<Saying>, tokens: &[Lower<'_>]) -> Option<(Vec<Impact>, String)> {
    let any = |all: &[&str]| tokens.iter().any(|word| all.contains(&word.as_str()));
    let (all, more) = (any(&ALL_OF), any(&MORE));
    let counts = |saying: &Saying| {
        let said = Lower::of(&saying.text);
        // An article of another language is no `die`; `scale-down` is nothing that is down.
        let joined = text.get(..saying.place.start).is_some_and(|text| text.ends_with(['-', '_']))
            || text.get(saying.place.end..).is_some_and(|text| text.starts_with(['-', '_']));
        let article = saying.place.start == 0 && said == "die";
        // `latency` alone is a quantity, and `impact` alone what is asked for.
        let name = said == "impact" || said == "latency" && !more;
        // `Nothing to repair, only to notice` says of nobody that he does.
        let before = text.get(..saying.place.start).unwrap_or_default().trim_end();
        let aim = said == "notice" && Lower::of(before).ends_with("to");
        !saying.symbol && !joined && !article && !name && !aim
    };
    let words: Vec<Saying> = words.into_iter().filter(counts).collect();
    let mut levels = ALL.to_vec();
    for saying in &words {
        let soft = SOFT.contains(&Lower::of(&saying.text).as_str()) && !all;
        let said = if soft { &HARM[..] } else { saying.levels };
        levels.retain(|level| said.contains(level));
    }
    // `unavailable or degraded` leaves open which.
    if levels.is_empty() || tokens.iter().any(|word| word == "or") && levels == [Impact::Outage] {
        levels = HARM.to_vec();
    }
    let told = words.iter().map(|saying| saying.text.as_str()).collect::<Vec<_>>().join(" … ");
    (!words.is_empty()).then_some((levels, told))
}

/// `503`, `5xx`, `HTTP 502s`.
fn is_server_error(word: &str) -> bool {
    let word = word.strip_suffix('s').unwrap_or(word);
    word == "5xx" || word.len() == 3 && matches!(word.parse(), Ok(500..=599_u32))
}
