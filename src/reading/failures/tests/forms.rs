//! Small documents, each in a form of its own.

use super::{lines, titles, told};
use crate::reading::model::Form;
use crate::reading::read;

#[track_caller]
fn says(text: &str, expected: &[&str]) {
    assert_eq!(told(text), expected, "{text}");
}

#[test]
fn bold_keys_in_bullets() {
    says(
        "# Failures\n\n## Queue goes down\n\n- **Detection**: alert after 2 minutes\n\
         - **Impact**: 🟡 mails are late\n- Cascade: none\n- **Recovery**:\n  ```bash\n  \
         docker restart queue\n  ```\n- **RTO:** 5 min | **RPO:** 0\n",
        &[
            "|Queue goes down",
            "Detection Detection = alert after 2 minutes",
            "Impact Impact = 🟡 mails are late",
            "Cascade Cascade = none",
            "Recovery Recovery =  [code 1]",
            "RecoveryTime RTO = 5 min",
            "DataLoss RPO = 0",
        ],
    );
}

#[test]
fn bold_keys_in_paragraphs() {
    says(
        "## Failure scenarios\n\n### Scenario A: Cache lost\n\n**Trigger:** The node reboots\n\
         **Impact:** Pages are slow\nfor a while\n\n**Recovery:**\n\n1. Start it:\n   ```sh\n   \
         systemctl start cache\n   ```\n2. Look at it\n\n**Time to Recovery**: ~5-10 minutes\n",
        &[
            "A|Cache lost",
            "Failure Trigger = The node reboots",
            "Impact Impact = Pages are slow / for a while",
            "Recovery Recovery =  [list 2]",
            "RecoveryTime Time to Recovery = ~5-10 minutes",
        ],
    );
}

#[test]
fn one_line_each() {
    let text = "# Resilience\n\n## Graceful degradation\n\n**Redis down:** caching disabled\n\
                **Mail server unreachable** – mails wait\n\n- **Search crashes**: restart it by \
                `docker restart search`\n";
    says(
        text,
        &[
            "|Redis down",
            "Impact  = caching disabled ?",
            "|Mail server unreachable",
            "Impact  = mails wait ?",
            "|Search crashes",
            "Recovery  = restart it by docker restart search ?",
        ],
    );
    assert!(read(text).failures.iter().all(|one| one.form == Form::Line));
}

#[test]
fn plain_paragraphs_as_keys_with_bullets() {
    says(
        "# What can go wrong\n\n## 1) Redis down\n\nExpected behavior:\n\n- logins go on\n\
         - the cart is empty\n\nRecovery:\n\n- `docker start redis`\n",
        &[
            "1|Redis down",
            "Impact Expected behavior = logins go on / the cart is empty",
            "Recovery Recovery =  [list 1]",
        ],
    );
}

#[test]
fn sub_headings_as_keys() {
    says(
        "# Failures\n## Redis stops\n### Impact\nPages are slow.\n#### Batch jobs\nThey wait.\n\
         ### Recovery\n1. `docker stop redis`\n2. `docker start redis`\n\n**RTO:** 15 min\n\
         #### Verification\n`redis-cli ping`\n",
        &[
            "|Redis stops",
            "Impact Impact = Pages are slow.",
            "Impact Impact ^Batch jobs = They wait.",
            "Recovery Recovery =  [list 2]",
            "RecoveryTime RTO = 15 min",
            "Other Verification = redis-cli ping",
        ],
    );
}

#[test]
fn a_runbook_with_options() {
    let text = "# Runbook: ApiDown\n\n**Alert name:** ApiDown\n**When to use:** the api answers \
                503\n\n## Option A: Restart\n\n```bash\ndocker restart api\n```\n\n**Expected \
                outcome:** 200 within a minute\n\n## Option B: Roll back\n\nAsk the team.\n";
    says(
        text,
        &[
            "|ApiDown",
            "Detection Alert name = ApiDown",
            "Failure When to use = the api answers 503",
            "Recovery Option A: Restart =  [code 1]",
            "Other Expected outcome ^Option A: Restart = 200 within a minute",
            "Recovery Option B: Roll back = Ask the team.",
        ],
    );
    assert_eq!(read(text).failures[0].form, Form::Runbook);
}

#[test]
fn one_failure_a_row() {
    let text = "## Failure modes\n\n| ID | Component | Failure mode | Customer impact | Detection \
                | Runbook | RTO | RPO |\n|---|---|---|---|---|---|---|---|\n| FM-1 | db | Primary \
                crashes | no orders | alert<br>logs | `pg_ctl promote` | < 2 min | 0 |\n\n| FM-2 \
                |  | Disk full | no writes | - | | 1 h | N/A |\n";
    says(
        text,
        &[
            "FM-1|Primary crashes",
            "Failure Component = db",
            "Impact Customer impact = no orders",
            "Detection Detection = alert / logs",
            "Recovery Runbook = pg_ctl promote",
            "RecoveryTime RTO = < 2 min",
            "DataLoss RPO = 0",
            "FM-2|Disk full",
            "Failure Component = db",
            "Impact Customer impact = no writes",
            "Detection Detection = -",
            "RecoveryTime RTO = 1 h",
            "DataLoss RPO = N/A",
        ],
    );
}

#[test]
fn a_table_of_attributes_for_each_failure() {
    let text = "# Failures\n\n## FM-PG-001: Primary lost\n\n| Attribute | Value |\n|---|---|\n\
                | Impact | 🔴 no writes |\n| **Detection** | alert |\n| Owner | the db team |\n\
                | Recovery | `pg_ctl promote` |\n\n## FM-PG-002: Replica lost\n\n\
                | Impact | none |\n|---|---|\n| Recovery time | 1h30 |\n";
    says(
        text,
        &[
            "FM-PG-001|Primary lost",
            "Impact Impact = 🔴 no writes",
            "Detection Detection = alert",
            "Other Owner = the db team",
            "Recovery Recovery = pg_ctl promote",
            "FM-PG-002|Replica lost",
            "Impact Impact = none",
            "RecoveryTime Recovery time = 1h30",
        ],
    );
    assert!(read(text).failures.iter().all(|one| one.form == Form::Attributes));
}

#[test]
fn bold_lines_that_stand_for_headings() {
    says(
        "# Outages\n\n**Scenario 1: Disk full**\n\nImpact: no uploads\nRecovery: delete logs\n\n\
         **Scenario 2: Power lost**\n- Impact: all down\n- RTO: 1 day\n",
        &[
            "1|Disk full",
            "Impact Impact = no uploads",
            "Recovery Recovery = delete logs",
            "2|Power lost",
            "Impact Impact = all down",
            "RecoveryTime RTO = 1 day",
        ],
    );
}

#[test]
fn nested_bullets() {
    says(
        "## Failure modes\n\n1. **FM-1 – Queue full**\n   - Trigger: a slow worker\n   - \
         Mitigation: add workers\n2. **Worker dies**\n   - Detection: no heartbeat\n   - \
         Recovery: automatic\n",
        &[
            "FM-1|Queue full",
            "Failure Trigger = a slow worker",
            "Recovery Mitigation = add workers",
            "|Worker dies",
            "Detection Detection = no heartbeat",
            "Recovery Recovery = automatic",
        ],
    );
}

#[test]
fn steps_alone_below_a_failure_of_a_runbook() {
    says(
        "# Runbooks\n\n## Alert: InstanceDown (severity: critical)\n\n1. Look\n2. `docker start x`\n",
        &[
            "|InstanceDown (severity: critical)",
            "Severity severity = critical",
            "Recovery  =  [list 2] ?",
        ],
    );
    says(
        "# Disaster recovery\n\n## Database lost\n\n```bash\nrestore.sh\n```\n",
        &["|Database lost", "Recovery  =  [code 1] ?"],
    );
}

#[test]
fn a_failure_with_a_few_words_and_no_key_is_kept() {
    says(
        "# Failure scenarios\n\n## Postgres failure\n\nThe site is read-only.\n",
        &["|Postgres failure", "Other  = The site is read-only."],
    );
}

#[test]
fn prose_of_any_language_with_english_keys() {
    says(
        "\u{feff}# Störungen\r\n\r\n## 🔴 Scenario 2 – Datenbank weg\r\n\r\n> **Impact:** niemand \
         kann bestellen\r\n> **Recovery:** `docker restart db` (etwa 30 s)\r\n",
        &[
            "2|Datenbank weg",
            "Impact Impact = niemand kann bestellen",
            "Recovery Recovery = docker restart db (etwa 30 s)",
        ],
    );
}

#[test]
fn placeholders_stay_in_the_words() {
    says(
        "## Failures\n\n### API down\n\n**Recovery:** docker restart <container> or [TODO]\n",
        &["|API down", "Recovery Recovery = docker restart <container> or [TODO]"],
    );
}

#[test]
fn a_section_and_its_parent_are_not_both_failures() {
    let parent = "# Redis failures\n\n## Redis down\n\n### Node lost\n**Impact:** a\n\
                  **Recovery:** b\n### Disk full\n**Impact:** c\n**Recovery:** d\n";
    assert_eq!(titles(parent), ["Node lost", "Disk full"]);
    let runbook = "# Runbook: Database connection failure\n\n## Symptoms\nErrors.\n\n## \
                   Resolution\n\n### If the replica is down\n\n```bash\nrestart.sh\n```\n";
    assert_eq!(titles(runbook), ["Database connection failure"]);
}

#[test]
fn what_is_no_failure_is_none() {
    for text in [
        "# Guide\n\n## Table of contents\n\n1. [Redis down](#redis-down)\n2. [Impact](#impact)\n",
        "# Changelog\n\n## 1.2\n\n- Fixed: crash on start\n- Impact: none\n",
        "# Plan\n\n## Contacts\n\n- **Recovery**: Ann\n- **Impact**: Bob\n",
        "# Plan\n\n## Recovery procedures\n\n1. Stop it\n2. Start it\n",
        "# Plan\n\n## Recovery objectives\n\n- **RTO:** 1 h\n- **RPO:** 5 min\n",
        "# Service\n\n## Monitoring\n\nWe watch it.\n\n## Rollback\n\nWe roll back.\n",
        "# Map\n\n## Cache\n\n**Dependencies:** Docker\n**Failure Impact:** slow\n**Monitoring:** x\n",
        "# Severity levels\n\n## SEV1: outage\n\n**Impact:** all\n**Response:** 5 min\n",
        "# Runbook\n\n## Decision tree: site down\n\n1. Does it ping?\n   - NO: call\n",
        "# Alerts\n\n## Prometheus alerts\n\n- **Service down**: `up == 0`\n",
        "| Service | Depends on | Failure impact |\n|---|---|---|\n| a | b | 🔴 down |\n",
        "| Date | Author | Impact |\n|---|---|---|\n| May | Ann | none |\n",
    ] {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn lines_are_those_of_the_section() {
    let text = "# Failures\n\n## A down\nImpact: x\nRecovery: y\n\n## B down\nImpact: z\n";
    let found = read(text).failures;
    assert_eq!(found.iter().map(|one| one.lines).collect::<Vec<_>>(), [(3, 6), (7, 8)]);
    assert_eq!(lines(&found[1]), ["|B down", "Impact Impact = z"]);
}
