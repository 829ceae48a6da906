//! The words by which a title is one of a failure, of a chapter about failures, or of neither.

use crate::reading::hasher::Quick;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word says of the title that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reading::failures) enum Sign {
    /// Something fails.
    Failing,
    /// Its sections are about failures.
    Chapter,
    /// They are about failures and nothing else.
    Failures,
    /// More than one failure, or failing as such: a chapter.
    Several,
    /// With one of the next two, about failing as such.
    About,
    /// What is looked at as a whole: `Failure analysis`.
    AsAWhole,
    /// What answers a failure: `Database failure response`.
    Answers,
    /// Does not yet say what fails.
    Any,
    /// About a whole, and no failure by itself.
    General,
    /// As its first word: a part of something, or about something else.
    Part,
    /// As its first word: what somebody does on purpose.
    Tries,
    /// Nothing below it is a failure.
    Elsewhere,
    /// Steps below it bring back what fails.
    Runbook,
    /// It watches, tests or keeps; lines below it are no failures.
    Watched,
    /// It is about decisions.
    Decides,
    /// Lines below it may be a failure each, without a key.
    Lines,
    /// Nothing in a document with it in its title is a failure.
    Never,
}

/// Several signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::reading::failures) struct Signs(u32);

impl Signs {
    /// Whether a sign is one of them.
    pub const fn has(self, sign: Sign) -> bool {
        self.0 & (1 << sign as u32) != 0
    }

    /// These, and a sign where that holds.
    pub const fn with(self, sign: Sign, holds: bool) -> Self {
        Self(self.0 | ((holds as u32) << sign as u32))
    }

    /// These without a sign.
    pub const fn without(self, sign: Sign) -> Self {
        Self(self.0 & !(1 << sign as u32))
    }

    /// These and others.
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

/// What a word says, in lower case.
pub(super) fn signs(word: &str) -> Signs {
    BY_WORD.get(word).copied().unwrap_or_default()
}

static BY_WORD: LazyLock<HashMap<&str, Signs, Quick>> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, Signs, Quick> = HashMap::default();
    for (sign, words) in WORDS {
        for word in words.split(' ') {
            let signs = by_word.entry(word).or_default();
            *signs = signs.with(sign, true);
        }
    }
    by_word
});

const WORDS: [(Sign, &str); 17] = [
    (
        Sign::Lines,
        "scenario scenarios failure failures breakdown breakdowns die dies disaster disasters \
         outage outages incidents \
         emergencies wrong faults fmea breaks degradation degraded fallback fallbacks \
         contingencies",
    ),
    (Sign::Never, "changelog glossary faq retrospective roadmap postmortem"),
    (
        Sign::Failing,
        "attack backlog blocked breach broken compromise compromised corrupt corrupted \
         corruption crash crashed crashes crashing crashloop crashlooping dead deadlock \
         degraded deleted deletion destroyed died dies disappears disconnect disconnected \
         disconnects down error errors evicted exceeded exceeds exhausted exhaustion \
         expiration expire expired \
         expires expiring expiry fail failed failing fails failure flooded gone hang hangs \
         hung interrupted interruption killed lag leak lose loses loss lost misconfiguration \
         misconfigured missing offline oom oomkilled outage overload overloaded panic \
         partition partitioned ransomware rejected saturated saturation slow spike stopped \
         stops storm stuck timeout timeouts unavailability unavailable unhealthy unreachable \
         unresolvable unresponsive",
    ),
    (
        Sign::Chapter,
        "availability breakdown breakdowns breaks die dies chaos contingencies contingency \
         continuity degradation degraded \
         disaster disasters dr emergencies emergency failure failures fallback fallbacks \
         fault faults fmea fmeca incident incidents issues outage outages playbook playbooks \
         problems recovery redundancy resilience resiliency runbook runbooks scenario \
         scenarios troubleshooting wrong",
    ),
    (
        Sign::Failures,
        "breakdown breakdowns breaks die dies contingencies disaster disasters emergencies \
         emergency failure failures fault \
         faults fmea incidents outage outages scenario scenarios wrong",
    ),
    (
        Sign::Several,
        "alerts attacks breakdowns disasters emergencies failures faults incidents issues \
         modes outages playbooks problems risks runbooks scenarios ",
    ),
    (Sign::About, "alert disaster emergency error failure fault incident outage"),
    (
        Sign::AsAWhole,
        "analysis budget catalog catalogue classification codes detection domains drill \
         drills effects handling injection isolation management matrix mode overview \
         philosophy points policy prevention summary testing tolerance types",
    ),
    (
        Sign::Answers,
        "history impact plan playbook procedure procedures process recovery response runbook \
         strategies strategy tree",
    ),
    (
        Sign::Any,
        "and cascade cascading common component general infrastructure known major our \
         service services system the typical",
    ),
    (
        Sign::General,
        "architecture backup backups changelog deployment design documentation guide handbook \
         infrastructure installation manual monitoring operations plan policy procedures \
         process readme reference report roadmap security setup spec specification strategy \
         template testing",
    ),
    (
        Sign::Part,
        "adr appendix day drill example examples exercise experiment layer level milestone \
         month option p0 p1 p2 p3 p4 phase priority question sev sev0 sev1 sev2 sev3 sev4 \
         severity sprint stage step tabletop task test tests tier week",
    ),
    (
        Sign::Tries,
        "about add assess avoid check configure confirm create define deploy detect disable \
         document enable ensure handle identify inject install investigate maximise maximize \
         minimise minimize \
         monitor no notify prevent reduce \
         review set setup simulate test trigger use verify watch why zero",
    ),
    (
        Sign::Elsewhere,
        "abbreviations acronyms bugfix bugfixes changelog contact contacts definition \
         definitions drills escalation exercises faq \
         fixed glossary history legend postmortem postmortems responsibilities retrospective \
         roadmap roles template templates terminology terms",
    ),
    (
        Sign::Runbook,
        "alert alerts emergency fixes mitigation mitigations playbook playbooks recovery \
         remediation restart restoration runbook runbooks",
    ),
    (
        Sign::Watched,
        "alerting alerts backup backups causes checklist checklists checks dashboard \
         dashboards deployment logging metrics monitoring prerequisites retention schedule \
         test testing tests",
    ),
    (Sign::Decides, "decision diagnosis diagnostic flowchart tree"),
];
