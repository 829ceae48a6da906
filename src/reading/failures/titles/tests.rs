//! Titles, and what is read of them.

use super::*;

fn title(text: &str) -> Title {
    Title::of(&Words::plain(text, 1, 1))
}

#[test]
fn numbers_and_labels_are_no_part_of_a_title() {
    for (text, number, words, labelled) in [
        ("Scenario 1: Nginx Crashes", Some("1"), "Nginx Crashes", true),
        ("🔴 Scenario A - Disk full", Some("A"), "Disk full", true),
        ("6.1 Scenario 2: Region lost", Some("2"), "Region lost", true),
        ("FM-PG-001: Primary down", Some("FM-PG-001"), "Primary down", true),
        ("[FM-01] Primary down", Some("FM-01"), "Primary down", true),
        ("1) Redis down", Some("1"), "Redis down", false),
        ("2. Redis down", Some("2"), "Redis down", false),
        ("3️⃣ Redis down", Some("3"), "Redis down", false),
        ("5.2.1 Redis down", Some("5.2.1"), "Redis down", false),
        ("Failure Mode #4 — Queue full", Some("4"), "Queue full", true),
        ("Runbook: Redis down", None, "Redis down", true),
        (
            "Alert: InstanceDown (severity: critical)",
            None,
            "InstanceDown (severity: critical)",
            true,
        ),
        ("S3: bucket unavailable", None, "S3: bucket unavailable", false),
        ("P1: Everything is down", None, "P1: Everything is down", false),
        ("3 nodes down", None, "3 nodes down", false),
        ("Failure Detection", None, "Failure Detection", false),
        ("Scenario B", Some("B"), "Scenario B", true),
        ("Redis: cache lost", None, "Redis: cache lost", false),
    ] {
        let found = title(text);
        assert_eq!(
            (found.number.as_deref(), found.words.text.as_str(), found.labelled),
            (number, words, labelled),
            "{text}"
        );
    }
}

#[test]
fn a_title_says_whether_something_fails() {
    for text in ["Nginx Crashes", "HighErrorRate", "Disk Space Full", "DNS Resolution Fails"] {
        assert!(title(text).is(Sign::Failing), "{text}");
    }
    for text in ["Failure Modes", "Failure Scenarios & Impact", "Redis", "Database Failures"] {
        assert!(!title(text).is(Sign::Failing), "{text}");
    }
    assert!(title("Failure Modes").is(Sign::Chapter) && title("Runbooks").is(Sign::Chapter));
    assert!(title("Step 1: Redis failed?").is(Sign::Part) && title("SEV1 outage").is(Sign::Part));
    assert!(title("Option A: Restart").option && !title("Options").option);
}

#[test]
fn no_title_is_too_odd() {
    for text in ["", ":", "1", "1.", "Scenario", "Scenario :", "[", "#", "é1", "FM-", "１：x"] {
        title(text);
    }
}
