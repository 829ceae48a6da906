//! Sections whose titles do not say that they are failures, and those that only seem to be some.

use super::{titles, told};

#[test]
fn what_is_written_like_a_failure_beside_it_is_one() {
    let text = "# Failure modes\n\n## Broker down\n\nExpected behavior:\n\n- orders wait\n\n\
                Operator checks:\n\n- the queue's graph rises\n\nRecovery:\n\n\
                - start the broker\n\n\
                ## Odd orders\n\nExpected behavior:\n\n- they are put aside\n\n\
                Operator actions:\n\n1. read what is put aside\n\n## About this document\n\n\
                It is kept by the shop's team.\n";
    assert_eq!(titles(text), ["Broker down", "Odd orders"]);
    let text = "# Runbooks\n\n## Warning alerts\n\n### ShopQueueDepthHigh\n**Grade**: low\n\
                **Resolution**: more workers\n\n### ShopCreditWarning\n**Grade**: low\n\
                **Resolution**: buy credit\n";
    assert_eq!(titles(text), ["ShopQueueDepthHigh", "ShopCreditWarning"]);
}

#[test]
fn how_it_is_handled_is_a_key() {
    let text = "# Failure scenarios\n\n## 1. Bank does not answer\n\n### Scenario\nCalls to the \
                bank run into their limit.\n\n### How the till handles it\n\n**Detection**:\n\
                - the till's log\n\n**Recovery**:\n1. it calls again\n";
    assert_eq!(
        told(text),
        [
            "1|Bank does not answer",
            "Failure Scenario = Calls to the bank run into their limit.",
            "Detection Detection = the till's log",
            "Recovery Recovery =  [list 1]",
        ]
    );
}

#[test]
fn one_of_many_lines_that_speaks_of_failing_is_none() {
    let text = "# What can go wrong\n\n## How to read the graphs\n\n- **Slow first byte**: the \
                shop waits\n- **Fast first byte**: fine\n- **Search index lost**: the line is \
                flat\n- **No line at all**: look again\n";
    assert!(titles(text).is_empty(), "{:?}", titles(text));
    let table = "# Failure runbook\n\n## Which playbook when\n\n\
                 | Situation | Playbook |\n|---|---|\n\
                 | A server is back | `back.yml` |\n| A look at all | `look.yml` |\n";
    assert!(titles(table).is_empty(), "{:?}", titles(table));
    let radius = "# Failure impact\n\n## High blast radius (5 and more)\n\n- None\n\n\
                  ## Low blast radius\n\n- **Search**: 1\n";
    assert!(titles(radius).is_empty(), "{:?}", titles(radius));
}

#[test]
fn conditions_with_steps_are_ways_out() {
    let text = "# Runbook: Queue lost\n\n## Detection\n\n- an alert\n\n## If the disk is full\n\n\
                ```bash\nqueuectl purge\n```\n\n## If nobody knows why\n\nAsk the team.\n";
    assert_eq!(
        told(text),
        [
            "|Queue lost",
            "Detection Detection = an alert",
            "Recovery If the disk is full =  [code 1]",
            "Other If nobody knows why = Ask the team.",
        ]
    );
}

#[test]
fn comments_are_no_steps_and_brackets_no_keys() {
    let text = "# Queue runbook\n\n## How bad it is\n\n### Memory exhaustion\n\n```bash\n\
                # look at the console\n```\n";
    assert!(titles(text).is_empty(), "{:?}", titles(text));
    let text = "# Failures\n\n## Broker down\n\n**Impact:**\n- none\n\n**Recovery:**\n\
                - No data loss (copies = 3)\n\n**Observed failure before the fix:** it hung\n";
    assert_eq!(
        told(text),
        [
            "|Broker down",
            "Impact Impact = none",
            "Recovery Recovery =  [list 1]",
            "Failure Observed failure before the fix = it hung",
        ]
    );
}

#[test]
fn an_emphasised_key_beside_a_recovery_is_one_of_its_own() {
    let text = "# Failure modes\n\n## Ledger down\n\n**Symptoms:** no totals\n\n\
                **System response:** it tries again\n\n**Operator action:** start the ledger\n\n\
                ## Dependency failure (mailer down)\n\nExpected impact:\n- late mails\n\n\
                Signals to inspect:\n- the mailer's graph\n\n## Pre-failure check\n\n1. look\n";
    assert_eq!(
        told(text),
        [
            "|Ledger down",
            "Impact Symptoms = no totals",
            "Recovery System response = it tries again",
            "Recovery Operator action = start the ledger",
            "|Dependency failure (mailer down)",
            "Impact Expected impact = late mails",
            "Detection Signals to inspect = the mailer's graph",
        ]
    );
}

#[test]
fn tables_of_impacts_are_no_attributes() {
    let text = "# Failure modes\n\n## Proxy down\n\n| Attribute | Value |\n|---|---|\n\
                | Detection | a probe |\n| Recovery Target | 30 seconds |\n\n### Impact\n\n\
                | Impact | Severity |\n|---|---|\n| Pages | gone |\n| Monitoring | goes on |\n";
    assert_eq!(
        told(text),
        [
            "|Proxy down",
            "Detection Detection = a probe",
            "RecoveryTime Recovery Target = 30 seconds",
            "Impact Impact =  [table 2]",
        ]
    );
}

#[test]
fn two_objectives_of_a_key_are_two_facts() {
    let text = "# Disaster recovery\n\n| Scenario | Impact | Target RTO/RPO | Recovery |\n\
                |---|---|---|---|\n| Rack lost | no orders | 2h / 5m | restore |\n\
                | Site lost | no orders | 4h / 24h or 2h / 5m | restore |\n";
    assert_eq!(
        told(text),
        [
            "|Rack lost",
            "Impact Impact = no orders",
            "RecoveryTime Target RTO/RPO = 2h",
            "DataLoss Target RTO/RPO = 5m",
            "Recovery Recovery = restore",
            "|Site lost",
            "Impact Impact = no orders",
            "Other Target RTO/RPO = 4h / 24h or 2h / 5m",
            "Recovery Recovery = restore",
        ]
    );
}

#[test]
fn a_note_goes_with_the_steps_around_it() {
    let text = "# Disaster recovery\n\n## Scenario 1: Files encrypted\n\n\
                **Symptoms:** odd names\n\n### Response\n\n\
                **IMPORTANT: pay nobody**\n\n**Step 1: Isolate**\n```bash\nnetctl down\n```\n\n\
                ## Operator error\n\n**Symptoms:** a hole\n\n### Response\n\n1. restore\n";
    assert_eq!(
        told(text),
        [
            "1|Files encrypted",
            "Impact Symptoms = odd names",
            "Recovery Response = IMPORTANT: pay nobody / Step 1: Isolate [code 1]",
            "|Operator error",
            "Impact Symptoms = a hole",
            "Recovery Response =  [list 1]",
        ]
    );
}
