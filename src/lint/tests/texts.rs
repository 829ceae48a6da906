//! Rules that look at more than failures and tables, on short documents.

use crate::lint::{Severity, lint};
use crate::reading::read;

/// The lines of what a rule finds in a document, worse than a note or as one.
fn lines(rule: &str, text: &str) -> Vec<Vec<u32>> {
    let found = lint(&read(text), Some(jiff::civil::date(2026, 3, 4)));
    found.into_iter().filter(|one| one.rule == rule).map(|one| one.lines()).collect()
}

fn severities(rule: &str, text: &str) -> Vec<Severity> {
    let found = lint(&read(text), None);
    found.into_iter().filter(|one| one.rule == rule).map(|one| one.severity).collect()
}

fn none() -> Vec<Vec<u32>> {
    Vec::new()
}

#[test]
fn commands_that_need_what_they_stopped_are_found() {
    let rule = "recovery-needs-what-is-down";
    let script = |lines: &str| format!("# Vault\n\n## Restore\n\n```bash\n{lines}\n```\n");
    let stopped = "kubectl scale statefulset/vault --replicas=0";
    let copied = "kubectl cp a.db desk/vault-0:/data/a.db";
    assert_eq!(lines(rule, &script(&format!("{stopped}\n{copied}"))), [[6, 7]]);
    let joined = "kubectl exec -it vault-0 -n desk -- \\\n  unpack a.db";
    assert_eq!(lines(rule, &script(&format!("{stopped}\n# now\n{joined}"))), [[6, 8]]);
    for fine in [
        format!("{stopped}\nkubectl scale statefulset/vault --replicas=1\n{copied}"),
        format!("{copied}\n{stopped}"),
        format!("{stopped}\nkubectl cp a.db desk/vault-backup-0:/data/a.db"),
        format!("# {stopped}\n{copied}"),
        format!("{stopped}\nkubectl apply -f .\n{copied}"),
        format!("{stopped}\n```\n\n```bash\n{copied}"),
        format!("kubectl scale statefulset/vault --replicas=1\n{stopped}\n{copied}"),
    ] {
        assert_eq!(lines(rule, &script(&fine)), none(), "{fine}");
    }
}

#[test]
fn steps_that_take_too_long_together_are_found() {
    let rule = "objective-missed";
    let steps = |one: &str, other: &str| {
        format!(
            "# Plan\n\n## Objectives\n\n- **RTO**: 1 hour\n\n## Scenario 1: Vault lost\n\n\
             **Impact:** outage\n\n**Step 1: Look** ({one})\n\n**Step 2: Restore** ({other})\n"
        )
        .replace("** (", " (")
        .replace(")\n", ")**\n")
    };
    assert_eq!(lines(rule, &steps("20 minutes", "50 minutes")), [[5, 11, 13]]);
    assert_eq!(lines(rule, &steps("20 minutes", "40 minutes")), none());
    assert_eq!(lines(rule, &steps("0-30 min", "30-50 min")), none(), "each goes on from the last");
    assert_eq!(lines(rule, &steps("0-30 min", "30-90 min")), [[5, 11, 13]]);
    assert_eq!(lines(rule, &steps("at once", "50 minutes after the call")), none());
}

#[test]
fn what_is_said_in_passing_of_a_restore_is_held_against_the_objective() {
    let rule = "objective-missed";
    let plan = |said: &str| {
        format!("# Plan\n\n## Objectives\n\n- **RTO**: 2 hours\n\n## Restore\n\n{said}\n")
    };
    assert_eq!(lines(rule, &plan("It took 3 hours in spring.")), [[5, 9]]);
    assert_eq!(lines(rule, &plan("It took 2 hours in spring.")), none());
    assert_eq!(lines(rule, &plan("Copies of 3 hours are kept.")), none());
    let of_one = "# Plan\n\n| Service | RTO |\n|---|---|\n| Vault | 1 hour |\n| Desk | 1 day |\n\n\
                  ## Copies\n\nA restore of the Vault\ntakes 3 hours.\n";
    assert_eq!(lines(rule, of_one), [[5, 11]]);
    assert_eq!(lines(rule, &of_one.replace("Vault\n", "Desk\n")), none());
    assert_eq!(lines(rule, &of_one.replace("Vault\n", "Vault and Desk\n")), none());
}

#[test]
fn a_service_that_is_to_be_back_before_what_it_needs_is_found() {
    let rule = "objective-missed";
    let table = |kind: &str, rto: &str| {
        format!(
            "| Service | {kind} | RTO |\n|---|---|---|\n| Desk | Vault | 5 minutes |\n\
             | Vault | - | {rto} |\n"
        )
    };
    assert_eq!(lines(rule, &table("Depends on", "1 hour")), [[3, 4]]);
    assert_eq!(lines(rule, &table("Depends on", "5 minutes")), none());
    assert_eq!(lines(rule, &table("Soft dependencies", "1 hour")), none());
}

#[test]
fn backups_are_held_against_what_is_promised() {
    let rule = "rpo-missed";
    let plan = |rest: &str| {
        format!("# Plan\n\n## Objectives\n\n- **RPO**: 1 hour\n\n## Backup\n\n{rest}\n")
    };
    let daily = "- Full backup: daily";
    assert_eq!(lines(rule, &plan(daily)), [[5, 9]]);
    for other in [
        "```bash\nkubectl scale deploy/desk --replicas=0\n```",
        "- Desk runs with multiple replicas",
        "- Configuration: continuous (Git commits)",
        "- [Replication](replication.md)",
    ] {
        assert_eq!(lines(rule, &plan(&format!("{daily}\n\n{other}"))), [[5, 9]], "{other}");
    }
    for stream in ["- WAL archiving", "- Streaming replication to a standby"] {
        assert_eq!(lines(rule, &plan(&format!("{daily}\n{stream}"))), none(), "{stream}");
    }
    let old = "```bash\n./restore.sh backup-$(date -d yesterday +%F)\n```";
    assert_eq!(lines(rule, &plan(old)), [[5, 10]]);
    assert_eq!(lines(rule, &plan(old).replace("1 hour", "24 hours")), none());
    let production = "# Plan\n\n## Objectives\n\n| Metric | Test | Production |\n|---|---|---|\n\
                      | RPO | 24 hours | 1 hour |\n\n## Backup\n\n- Full backup: daily\n";
    assert_eq!(lines(rule, production), [[7, 11]]);
}

#[test]
fn rows_of_data_are_held_against_what_is_promised_for_everything() {
    let doc = |of: &str, often: &str| {
        format!(
            "## Objectives\n\n- **RPO**: 15 minutes\n\n## Backup\n\n| What | Frequency |\n\
             |---|---|\n| Database | Daily, WAL archiving |\n| {of} | {often} |\n"
        )
    };
    let rule = "rpo-missed";
    assert_eq!(lines(rule, &doc("Object storage", "Daily")), [[3, 10]]);
    assert_eq!(severities(rule, &doc("Object storage", "Daily")), [Severity::Note]);
    assert_eq!(lines(rule, &doc("Object storage", "Every 5 minutes")), none());
    assert_eq!(lines(rule, &doc("Configuration", "Daily")), none());
}

#[test]
fn what_is_drawn_and_not_named_in_the_row_is_a_note() {
    let doc = |chain: &str| {
        format!(
            "## Dependencies\n\n```\n{chain}\n```\n\n| Service | Depends on |\n|---|---|\n\
             | Gate | Desk |\n| Desk | Ledger |\n| Ledger | Vault |\n| Vault | None |\n\
             | Mailer | Vault |\n"
        )
    };
    let rule = "missing-in-drawing";
    let chain = "Gate → Desk → Ledger → Vault";
    assert_eq!(lines(rule, &doc(&format!("{chain}\nDesk → Mailer → Vault"))), [[5, 11]]);
    assert_eq!(lines(rule, &doc(chain)), none());
    assert_eq!(lines(rule, &doc(&format!("{chain}\nGate → Ledger → Vault"))), none(), "a way");
}

#[test]
fn one_failure_with_two_grades_is_found() {
    let rule = "severity-differs";
    let doc = |own: &str, summary: &str| {
        format!(
            "# Register\n\n## FM-VLT-1: Vault lost\n\n| Attribute | Value |\n|---|---|\n\
             | **Severity** | {own} |\n| **Impact** | outage |\n\n## Summary\n\n\
             | Priority | Failures |\n|---|---|\n| {summary} | FM-VLT-1, FM-VLT-10 |\n"
        )
    };
    assert_eq!(lines(rule, &doc("High", "P1 (Critical)")), [[7, 14]]);
    for (own, summary) in [
        ("Critical", "P1 (Critical)"),
        ("High", "P1"),
        ("P1", "SEV1"),
        ("High", "every Monday"),
        ("High for some", "Critical"),
    ] {
        assert_eq!(lines(rule, &doc(own, summary)), none(), "{own}, {summary}");
    }
}

#[test]
fn two_thresholds_for_one_thing_are_found() {
    let rule = "differing-figures";
    let doc = |one: &str, other: &str| {
        format!(
            "# Alerts\n\n## Metrics\n\n- {one}\n\n## Rules\n\n| Alert | Threshold |\n\
             |---|---|\n| {other} |\n"
        )
    };
    let lag = "`pg_replication_lag_seconds > 30`";
    assert_eq!(lines(rule, &doc(lag, "PostgresReplicationLag | > 60s")), [[5, 11]]);
    for (one, other) in [
        (lag, "PostgresReplicationLag | > 30s"),
        (lag, "PostgresReplicationLag | < 60s"),
        (lag, "RedisReplicationLag | > 60s"),
        (lag, "PostgresReplicationLag | > 60 errors in 5m"),
        ("Warning: disk space below 20%", "Critical disk space | < 10%"),
    ] {
        assert_eq!(lines(rule, &doc(one, other)), none(), "{one}, {other}");
    }
}

#[test]
fn overall_objectives_that_differ_are_found() {
    let rule = "differing-figures";
    let doc = |title: &str| {
        format!(
            "# Plan\n\n## Recovery objectives\n\n- **RTO**: 1 hour\n\n## {title}\n\n\
             - **RTO**: 4 hours\n"
        )
    };
    assert_eq!(lines(rule, &doc("RTO and RPO targets")), [[5, 9]]);
    assert_eq!(lines(rule, &doc("Vault")), none(), "that of a part");
}

#[test]
fn settings_with_two_figures_are_found() {
    let rule = "differing-figures";
    let doc = |other: &str| {
        format!("## A\n\n- Within one scrape interval (10 seconds).\n\n## B\n\n- {other}\n")
    };
    assert_eq!(lines(rule, &doc("Within one scrape interval (15 seconds).")), [[3, 7]]);
    assert_eq!(lines(rule, &doc("Within one scrape interval (10 s).")), none());
    assert_eq!(lines(rule, &doc("After a scrape interval it took 15 seconds.")), none());
}

#[test]
fn a_review_that_is_due_by_how_often_it_is_to_be_is_found() {
    let rule = "review-overdue";
    let doc = |cycle: &str, rest: &str| {
        format!("**Last updated:** 2025-08-26\n**Review cycle:** {cycle}\n{rest}")
    };
    assert_eq!(lines(rule, &doc("Every 6 months", "")), [[1, 2]]);
    assert_eq!(lines(rule, &doc("Quarterly", "")), [[1, 2]]);
    for (cycle, rest) in [
        ("Annually", ""),
        ("after each incident", ""),
        ("Quarterly", "**Next review:** 2026-09-01\n"),
    ] {
        assert_eq!(lines(rule, &doc(cycle, rest)), none(), "{cycle}");
    }
}

#[test]
fn a_recovery_of_everything_is_held_against_who_is_to_be_back_first() {
    let rule = "objective-missed";
    let doc = |title: &str, rto: &str| {
        format!(
            "| Service | RTO |\n|---|---|\n| Desk | 1 hour |\n| Vault | 1 day |\n\n\
             ## Scenario 1: {title}\n\n**Impact:** outage\n\n**RTO:** {rto}\n"
        )
    };
    assert_eq!(lines(rule, &doc("Complete region loss", "4 hours")), [[3, 10]]);
    assert_eq!(severities(rule, &doc("Complete region loss", "4 hours")), [Severity::Note]);
    assert_eq!(lines(rule, &doc("Complete region loss", "1 hour")), none());
    assert_eq!(lines(rule, &doc("Printer loss", "4 hours")), none());
}

#[test]
fn drills_that_nobody_has_done_are_found() {
    let rule = "never-tested";
    let table =
        "## Drill results\n\n| Drill | Date |\n|---|---|\n| Vault | TBD |\n| Desk | TBD |\n";
    assert_eq!(lines(rule, table), [[5, 6]]);
    assert_eq!(lines(rule, &table.replace("Drill results", "Drill schedule")), none());
    assert_eq!(lines(rule, "**Last tested:** [date of the last drill]\n"), [[1]]);
    assert_eq!(lines(rule, "## Restore drills\n\n**Not yet performed.** One is due.\n"), [[3]]);
    assert_eq!(lines(rule, "## Restore\n\nNot yet performed steps are marked.\n"), none());
}

#[test]
fn arrows_count_against_a_row_that_needs_nothing_where_they_say_what_the_table_says() {
    let rule = "depends-on-nothing";
    let doc = |chain: &str| {
        format!(
            "## Dependencies\n\n```\n{chain}\n```\n\n| Service | Depends on |\n|---|---|\n\
             | Gate | None |\n| Desk | Ledger |\n| Ledger | Vault |\n| Vault | Depot |\n\
             | Depot | None |\n"
        )
    };
    assert_eq!(lines(rule, &doc("Gate → Desk → Ledger → Vault → Depot")), [[4, 9]]);
    assert_eq!(lines(rule, &doc("Desk → Ledger → Vault → Depot")), none());
    assert_eq!(lines(rule, &doc("Depot → Vault → Ledger → Desk → Gate")), none(), "who sends");
}

#[test]
fn sections_that_name_a_dependency_on_one_side_are_found() {
    let rule = "named-on-one-side";
    let doc = "# Parts\n\n## 1. DeskService\n\n**Dependencies:** VaultService\n\n\
               ## 2. VaultService\n\n**Dependencies:** None\n**Used By:** DeskService\n\n\
               ## 3. MailService\n\n**Dependencies:** VaultService\n**Used By:** DeskService\n";
    assert_eq!(lines(rule, doc), [[3, 15], [7, 14]]);
    let all = doc.replace("**Used By:** DeskService", "**Used By:** All services");
    assert_eq!(lines(rule, &all), none());
}

#[test]
fn data_of_a_service_that_may_lose_nothing_is_not_to_be_destroyed() {
    let rule = "destroys-what-is-kept";
    let doc = |rpo: &str| {
        format!(
            "| Service | RPO |\n|---|---|\n| Kafka | {rpo} |\n\n## Rebuild\n\n```bash\n\
             kubectl delete pvc -l app=kafka\n```\n"
        )
    };
    assert_eq!(lines(rule, &doc("0")), [[3, 8]]);
    assert_eq!(lines(rule, &doc("1 hour")), none());
}

#[test]
fn parameters_of_commands_are_one_note_and_blanks_of_templates_none() {
    let rule = "placeholder";
    let commands =
        "```bash\nkubectl delete pod <pod>\n```\n\nThen `docker stop <name>`, as GET `/x/<id>`.\n";
    assert_eq!(lines(rule, commands), [[2, 5]]);
    assert_eq!(severities(rule, commands), [Severity::Note]);
    let contacts = "## Contacts\n\n| Role | Name |\n|---|---|\n| Lead | [Name] |\n\
                    | DBA | [Name] |\n\
                    | Ops | _fill in_ |\n";
    assert_eq!(lines(rule, contacts), [[5, 6, 7]]);
    assert_eq!(severities(rule, contacts), [Severity::Warning]);
    for template in [
        "```\nSubject: outage of [service]\n```\n",
        "| At once | \"We look into [what]. ETA: [time]\" |\n|---|---|\n",
        "### Review template\n\n- Date: [date]\n",
        "Files are called `db-YYYY-MM-DD.gz`, by YYYY-MM-DD.\n",
    ] {
        assert_eq!(lines(rule, template), none(), "{template}");
    }
    assert_eq!(severities(rule, "```bash\n# TODO: the command\n```\n"), [Severity::Warning]);
}

#[test]
fn what_prose_tells_is_not_missing() {
    let keyed = "**Impact:** pages are slower\n\n**Detection:** alert, in 1 minute\n\n\
                 **Recovery:** `docker restart desk` (1 minute)\n";
    let doc = |other: &str| {
        format!(
            "# Failures\n\n## Desk crashes\n\n{keyed}\n## Vault crashes\n\n{keyed}\n\
             ## Disk full\n\n{other}\n"
        )
    };
    let found = |other: &str| {
        let text = doc(other);
        let rules = ["missing-detection", "missing-impact", "missing-recovery"];
        rules.into_iter().filter(|rule| !lines(rule, &text).is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(
        found("**Impact:** outage\n\n**Recovery:** `rm -r /tmp/x` (1 minute)"),
        ["missing-detection"]
    );
    assert_eq!(
        found("**Impact:** outage\n\nThe alert DiskFull fires.\n\n**Recovery:** `rm -r /tmp/x`"),
        Vec::<&str>::new()
    );
    assert_eq!(
        found("**Symptoms:** writes fail\n\n**Recovery:** `rm -r /tmp/x`"),
        Vec::<&str>::new()
    );
    assert_eq!(found("Writes fail.\n\n**Mitigation:** clear `/tmp`"), Vec::<&str>::new());
}

#[test]
fn a_drawing_that_tries_again_leads_somewhere() {
    let doc = |back: &str| {
        format!(
            "# Ferry\n\n## Gate stuck\n\n```mermaid\ngraph TD\n  \
             A[Gate stuck] --> B{{Is it open?}}\n  \
             B -->|Yes| C[Go home]\n  B -->|No| {back}\n```\n"
        )
    };
    let rule = "answer-leads-nowhere";
    assert_eq!(lines(rule, &doc("D[Push it]\n  D --> B")), none());
    assert_eq!(lines(rule, &doc("B")), [[7]]);
}

#[test]
fn a_table_without_a_column_is_not_measured_by_another_table() {
    let text = "# Ferry\n\n## Quick fixes\n\n| Symptom | Quick fix |\n|---|---|\n\
        | Tickets timeout | Restart MariaDB |\n| Gate errors | Restart Redis |\n\n\
        ## Known failures\n\n| Failure | Symptoms | Fix |\n|---|---|---|\n\
        | Printer down | No paper comes out | Restart CUPS |\n\
        | Horn fails | No sound is heard | Restart the horn |\n\
        | Radar down | The screen is black | Restart the radar |\n";
    assert_eq!(lines("missing-detection", text), none());
    assert_eq!(lines("missing-impact", text), none());
}

#[test]
fn a_form_for_each_drill_is_no_drill_that_never_was() {
    let doc = |key: &str, date: &str| format!("# Ferry\n\n## Drill results\n\n**{key}**: {date}\n");
    assert_eq!(lines("never-tested", &doc("Date", "never")), [[5]]);
    assert_eq!(lines("never-tested", &doc("Date", "____________")), none());
    assert_eq!(lines("never-tested", &doc("Last drill", "____________")), [[5]]);
}
