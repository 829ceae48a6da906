//! The words that keys are made of.

use crate::reading::model::Topic;

/// Keys that are understood as a whole. A comma is between them.
pub(super) const PHRASES: [(Topic, &str); 15] = [
    (
        Topic::Failure,
        "what fails, what failed, what happened, when to use, when to use this, when to use \
         this runbook, use when, when, triggered by, caused by, failure mode, scenario, \
         situation, failing component, failed component, likely causes, common causes, what \
         triggers this alert, what triggers this, reason for failure",
    ),
    (
        Topic::Impact,
        "what happens, what breaks, what stops working, what stops, what users see, what \
         happens if it fails, what happens when it fails, what happens when it is down, blast \
         radius, if down, if it fails, if unavailable, when down, on failure, user \
         experience, behavior when down, what you will see, what you see, default on failure, \
         result on users",
    ),
    (
        Topic::Cascade,
        "affected services, affected components, affected systems, services affected, \
         components affected, systems affected, impacted services, impacted components, \
         impacted systems, services impacted, affected, affects, also affects, also affected, \
         what else fails, what else breaks, dependent services, dependent services affected, \
         downstream impact, downstream effects, downstream effect, downstream impacts, knock \
         on effects, knock on effect, ripple effects, cascading effects, cascading effect, \
         cascade effects, ripple effect, secondary failures, secondary effects, takes down, \
         propagation",
    ),
    (
        Topic::Detection,
        "how detected, how do we know, how we know, how do you know, how you know, how will \
         we know, how to notice, how to tell, noticed by, who notices, first sign, first \
         signs, early warning, early warnings, warning signs, health check, health checks, \
         healthcheck, alert name, alert names, mttd, time to detect, mean time to detect, \
         detected by, detected via, observed by, observability, operator checks, \
         metrics to monitor, metrics to watch, what to monitor",
    ),
    (
        Topic::Recovery,
        "what to do, how to fix, how to fix it, how to recover, how to restore, to fix, to \
         recover, immediate action, immediate actions, first response, restart command, \
         manual intervention, if it happens, auto healing, self healing, bring back, bring it \
         back, triage and mitigation, instructions to fix, how to respond",
    ),
    (
        Topic::RecoveryTime,
        "estimated recovery, expected recovery, estimated time, expected time, estimated \
         downtime, expected downtime, max downtime, maximum downtime, maximum tolerable \
         downtime, max tolerable downtime, tolerable downtime, mtd, mtpd, mttr, outage \
         duration, expected outage, back in, back up in, time required, time needed, takes",
    ),
    (
        Topic::DataLoss,
        "rpo, recovery point, recovery point objective, data at risk, loss of data, lost \
         data, what is lost, data lost, data impact",
    ),
    (
        Topic::Graceful,
        "what still works, still works, what works, what continues, what continues to work, \
         what keeps working, keeps working, works without, works without it, unaffected, not \
         affected, unaffected services, degraded mode, degraded behavior, degraded behaviour, \
         reduced functionality",
    ),
    (
        Topic::Dependencies,
        "depends on, depend on, depended on by, dependent on, required by, requires, required \
         for, used by, needed by, needs, upstream, downstream",
    ),
    (
        Topic::Severity,
        "critical service, critical services, rpn, risk priority number, risk level, how bad",
    ),
    (Topic::Likelihood, "mtbf, how often, how likely"),
    (
        Topic::Prevention,
        "how to prevent, how to prevent it, how to avoid, how to avoid it, long term fix, \
         permanent fix, long term solution, long term resolution, long term mitigation, long \
         term actions",
    ),
    (
        Topic::Other,
        "expected outcome, expected outcomes, expected result, expected results, expected, \
         success criteria, response time, response times, response team, recovery team, next \
         step, next steps, post recovery, post recovery steps, post incident, post incident \
         actions, post mortem, after recovery, after the fact, recovery owner, normal \
         behavior, normal behaviour, description, overview, summary, definition, note, notes, \
         warning, important, tip, rto rpo, alert channel, alert channels, recovery tier, \
         recovery priority, recovery targets, recovery target, fund risk",
    ),
    (
        Topic::Other,
        "option, options, sla, slo, known issues, known issue, error message, error messages, \
         error codes, error response",
    ),
    (Topic::Failure, "root cause, root causes, cause, possible cause"),
];

/// Words that say what a key is about, and whether they do so only where other signs agree.
pub(super) const HEADS: [(Topic, bool, &str); 23] = [
    (Topic::Failure, false, "trigger, triggers, cause, causes"),
    (
        Topic::Failure,
        true,
        "failure, failures, scenario, fault, problem, problems, issue, issues, error, \
         condition, conditions, reason, reasons, incident, outage, meaning",
    ),
    (Topic::Impact, false, "impact, impacts, effect, effects, symptom, symptoms"),
    (Topic::Impact, true, "behavior, behaviour, behaviors, consequence, consequences"),
    (Topic::Cascade, false, "cascade, cascades, cascading"),
    (Topic::Detection, false, "detection, detect, detected, detects"),
    (
        Topic::Detection,
        true,
        "alert, alerts, alerting, alarm, alarms, monitoring, monitor, signal, signals, \
         indicator, indicators",
    ),
    (
        Topic::Recovery,
        false,
        "recovery, recover, recoveries, mitigation, mitigations, mitigate, remediation, \
         remediate, resolution, resolve, restoration, restore, containment, runbook",
    ),
    (
        Topic::Recovery,
        true,
        "fix, fixes, response, solution, solutions, repair, failover, failback, rollback, \
         playbook, action, actions, step, steps, procedure, procedures, command, commands, \
         workaround, workarounds, handling, instructions, restart, countermeasure, \
         countermeasures",
    ),
    (Topic::RecoveryTime, false, "rto, ttr"),
    (Topic::RecoveryTime, true, "downtime"),
    (Topic::DataLoss, false, "rpo"),
    (Topic::Graceful, false, "graceful, degradation, fallback, fallbacks, degraded"),
    (Topic::Dependencies, true, "dependencies, dependency, dependents, dependent, depends"),
    (Topic::Severity, true, "severity, priority, criticality, sev, risk, tier, urgency"),
    (Topic::Likelihood, true, "likelihood, probability, frequency, occurrence, chance"),
    (
        Topic::Prevention,
        true,
        "prevention, preventive, preventative, prevent, avoidance, preventions",
    ),
    (
        Topic::Other,
        true,
        "owner, owners, status, verification, validation, escalation, diagnosis, diagnostics, \
         investigation, testing, test, tests, communication, contact, contacts, logs, \
         example, examples, references, objective, objectives, lessons, followup, rationale, \
         reasoning, assumptions, triage, tooling, dashboard, dashboards, metrics, drill, \
         experiment, score, version, author, audience, purpose",
    ),
    (Topic::Other, true, "team, teams, checks"),
    (Topic::Other, true, "confirmation, evidence"),
    (Topic::Other, true, "postmortem, review, prerequisites"),
    (Topic::Other, true, "outcome, outcomes, result, results"),
    (Topic::Other, true, "comment, comments, remark, remarks"),
];

/// What makes of any key one of a length of time, wherever it stands in it.
pub(super) const TIMES: [(Topic, &str); 4] = [
    (
        Topic::RecoveryTime,
        "recovery time, recover time, time to recover, time to recovery, time to restore, \
         time to resolve, time to resolution, time to fix, time to repair, time to mitigate, \
         restore time, restoration time, resolution time, repair time, failover time, \
         downtime, recovery duration, mitigation time, recovery window",
    ),
    (Topic::Detection, "detection time, time to detect, time to detection"),
    (Topic::DataLoss, "data loss, recovery point"),
    (Topic::Other, "response time, recovery objectives, recovery objective"),
];

/// Words that may stand with those above in a key.
pub(super) const WITH: &str = "user users customer customers client clients business service \
    services system systems application app technical operational data loss immediate automatic \
    automatically auto automated manual possible potential likely estimated expected actual \
    typical target targets max maximum min minimum mean average worst best case initial first \
    long short term quick common primary secondary main root direct full complete total partial \
    overall current time times objective point goal level levels how what who when where why to \
    the a an of on for if is are it this that we you they do does can will with without in by \
    during after before and or not no down fails fail failing happens occurs goes unavailable \
    seen visible see sees observed observable affected method methods mechanism mechanisms \
    strategy strategies plan plans process protocol path paths detail details info information \
    assessment analysis name names source sources type scope window rate number id area areas \
    mode modes list required needed our your their its state external internal key side \
    downstream upstream other verified approach order sequence duration tool tools on off \
    tolerable acceptable financial revenue security compliance infrastructure component \
    components platform website site api worker end public production prod live \
    emergency post pre safe next step-by-step via from at all any level1 level2 guide design \
    site reliability sre dev ops devops oncall on-call engineer operator quick-start quickly \
    performance availability functional end-user global local planned recommended suggested \
    proposed inspect watch look corrective reactive proactive defensive built-in client-side \
    server-side temporary \
    permanent measures alternative alternatives preferred different standard basic \
    advanced further additional general specific extended detailed known usual sla slo";

/// Words behind which a key goes on about something else: `Impact on recovery`.
pub(super) const BEHIND: [&str; 17] = [
    "on", "of", "for", "if", "when", "in", "by", "during", "with", "without", "and", "or", "from",
    "via", "after", "before", "while",
];

/// Words that say only that there is something to do.
pub(super) const STEPS: [&str; 11] = [
    "action",
    "actions",
    "step",
    "steps",
    "procedure",
    "procedures",
    "command",
    "commands",
    "instructions",
    "handling",
    "tools",
];

/// What may fail as a whole.
pub(super) const THINGS: [&str; 17] = [
    "service",
    "services",
    "system",
    "systems",
    "application",
    "app",
    "api",
    "site",
    "website",
    "platform",
    "worker",
    "infrastructure",
    "component",
    "components",
    "dependency",
    "complete",
    "total",
];

/// A key that begins so says how something else is tried.
pub(super) const TRIES: [&str; 9] =
    ["verify", "verifying", "validate", "test", "testing", "check", "confirm", "post", "after"];
