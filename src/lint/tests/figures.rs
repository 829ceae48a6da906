//! Rules about lengths of time and lost data, on short documents.

use crate::lint::lint;
use crate::reading::read;

/// The lines of what a rule finds in a document.
fn lines(rule: &str, text: &str) -> Vec<Vec<u32>> {
    let found = lint(&read(text), None);
    found.into_iter().filter(|one| one.rule == rule).map(|one| one.lines()).collect()
}

fn none() -> Vec<Vec<u32>> {
    Vec::new()
}

#[test]
fn parts_of_an_objective_that_take_longer_than_it_are_found() {
    let rule = "objective-missed";
    let doc = |last: &str, test: &str| {
        format!(
            "# Ferry\n\n## Recovery Time Objective (RTO)\n\n**Target: 2 hours**\n\n\
             - Detection: 15 minutes\n- Repair: {last}\n- {test}: 15 minutes\n"
        )
    };
    assert_eq!(lines(rule, &doc("1-2 hours", "Verification")), [[5, 7, 8, 9]]);
    assert_eq!(lines(rule, &doc("90 minutes", "Verification")), none());
    // Without a beginning and an end they may be things of their own.
    assert_eq!(lines(rule, &doc("1-2 hours", "Harbour")), none());
    let two =
        doc("1-2 hours", "Verification").replace("Target: 2", "RTO: 9 hours**\n\n**Target: 2");
    assert_eq!(lines(rule, &two), none(), "nobody can tell which of the two it is");
}

#[test]
fn a_drill_that_took_longer_or_lost_more_than_it_may_is_found() {
    let doc = |key: &str, of: &str| {
        format!(
            "# Ferry\n\n| Service | RTO | RPO |\n|---|---|---|\n\
             | MariaDB | 1 hour | 30 minutes |\n| Redis | 4 hours | 9 hours |\n\n\
             ## Drill of March\n\n**Scenario:** {of} lost\n\n**{key}:** 2 hours (as hoped)\n"
        )
    };
    assert_eq!(lines("objective-missed", &doc("RTO achieved", "MariaDB")), [[5, 12]]);
    assert_eq!(lines("objective-missed", &doc("RTO achieved", "Redis")), none());
    assert_eq!(lines("objective-missed", &doc("RTO achieved", "MariaDB and Redis")), none());
    assert_eq!(lines("objective-missed", &doc("Preparation", "MariaDB")), none());
    assert_eq!(lines("rpo-missed", &doc("Data loss window", "MariaDB")), [[5, 12]]);
    assert_eq!(lines("rpo-missed", &doc("Data loss window", "Redis")), none());
    assert_eq!(lines("rpo-missed", &doc("Data loss window", "MariaDB and Redis")), none());
    assert_eq!(lines("rpo-missed", &doc("Data kept", "MariaDB")), none());
}

#[test]
fn a_promise_that_nothing_is_lost_is_held_against_the_objective() {
    let doc = |promise: &str, rpo: &str| {
        format!("# Recovery objectives\n\n**RPO:** {rpo}\n\n{promise}\n")
    };
    let promise = "Our guarantee: zero data loss.";
    assert_eq!(lines("rpo-missed", &doc(promise, "6 hours")), [[3, 5]]);
    assert_eq!(lines("rpo-missed", &doc(promise, "0 seconds")), none());
    for fine in [
        "We guarantee no data loss beyond the objective.",
        "We guarantee no data loss for committed orders.",
        "- [ ] No data loss",
        "There is no guarantee of zero data loss if the disk burns.",
        "No data loss was seen.",
    ] {
        assert_eq!(lines("rpo-missed", &doc(fine, "6 hours")), none(), "{fine}");
    }
}

#[test]
fn failures_of_nothing_in_particular_are_held_against_what_holds_for_everything() {
    let doc = |limit: &str| {
        format!(
            "# Ferry\n\n- **Be quick**: achieve an RPO (recovery point objective) of < {limit}\n\n\
             | Disaster | RTO | RPO | Recovery |\n|---|---|---|---|\n\
             | Storm flood | 2 hours | 2 hours | move |\n| Strike | 2 hours | 10 minutes | wait |\n"
        )
    };
    assert_eq!(lines("rpo-missed", &doc("1 hour")), [[3, 7]]);
    assert_eq!(lines("rpo-missed", &doc("2 hours")), none());
}

#[test]
fn phases_that_end_after_the_objective_are_found() {
    let rule = "objective-missed";
    let doc = |title: &str, objective: &str, last: &str| {
        format!(
            "# Ferry\n\n## Objectives\n\n**Recovery Time Objective (RTO):**\n\n{objective}\n\n\
             ## Scenario 1: {title}\n\n**Impact:** no tickets\n\n\
             1. **Look (0-15 minutes)**\n2. **Restore ({last} minutes)**\n"
        )
    };
    let title = "Complete loss of the harbour";
    let of_all = "- Target: 1 hour";
    assert_eq!(lines(rule, &doc(title, of_all, "15-90")), [[7, 13, 14]]);
    assert_eq!(lines(rule, &doc(title, of_all, "15-60")), none());
    assert_eq!(lines(rule, &doc(title, of_all, "30-90")), none(), "something is left out");
    // Of a service only what takes down everything is its failure too.
    let of_one = "- Ticketing service: 1 hour";
    assert_eq!(lines(rule, &doc(title, of_one, "15-90")), [[7, 13, 14]]);
    assert_eq!(lines(rule, &doc("Loss of a gate", of_one, "15-90")), none());
}

#[test]
fn a_heading_with_an_objective_that_nothing_else_has_is_found() {
    let rule = "differing-figures";
    let doc = |rto: &str| {
        format!(
            "# Ferry\n\n| Service | RTO | RPO |\n|---|---|---|\n\
             | MariaDB | 2 hours | 30 minutes |\n| Redis | 4 hours | 9 hours |\n\n\
             ## MariaDB recovery ({rto})\n\nCall the harbour.\n"
        )
    };
    assert_eq!(lines(rule, &doc("RTO: 1 hour")), [[5, 8]]);
    assert_eq!(lines(rule, &doc("RTO: 120 minutes")), none());
    assert_eq!(lines(rule, &doc("about 1 hour")), none());
    assert_eq!(lines(rule, &doc("RPO: 1 hour")), [[5, 8]]);
    let both = doc("RTO: 1 hour").replace("## MariaDB", "## MariaDB and Redis");
    assert_eq!(lines(rule, &both), none());
}

#[test]
fn what_people_can_do_without_at_most_is_no_objective_beside_one() {
    let doc = |head: &str, rto: &str| {
        format!(
            "# Ferry\n\n| Component | Impact if down | {head} |\n|---|---|---|\n\
             | MariaDB | no tickets | 9 hours |\n\n\
             | Component | RTO |\n|---|---|\n| MariaDB | {rto} |\n\n\
             ## Scenario 1: MariaDB lost\n\n**Impact:** no tickets\n\n**RTO:** 4 hours\n"
        )
    };
    assert_eq!(lines("objective-missed", &doc("Max Downtime", "3 hours")), [[9, 15]]);
    assert_eq!(lines("objective-missed", &doc("Max Downtime", "4 hours")), none());
    assert_eq!(lines("objective-missed", &doc("RTO", "3 hours")), none(), "the most generous");
    assert_eq!(lines("differing-figures", &doc("Max Downtime", "3 hours")), none());
    assert_eq!(lines("differing-figures", &doc("RTO", "3 hours")), [[5, 9]]);
}

#[test]
fn a_procedure_whose_phases_end_after_the_objective_is_found() {
    let rule = "objective-missed";
    let doc = |title: &str, last: &str| {
        format!(
            "# Ferry\n\n## Objectives\n\n- **RTO**: 1 hour\n\n\
             ## {title}\n\n1. **Look (0-15 minutes)**\n2. **Restore ({last} minutes)**\n"
        )
    };
    assert_eq!(lines(rule, &doc("Complete system recovery", "15-90")), [[5, 9, 10]]);
    assert_eq!(lines(rule, &doc("Complete system recovery", "15-60")), none());
    assert_eq!(lines(rule, &doc("Complete system recovery", "20-90")), none());
    assert_eq!(lines(rule, &doc("Recovery of a gate", "15-90")), none(), "a part may take longer");
    assert_eq!(lines(rule, &doc("Complete recovery drill", "15-90")), none());
}

#[test]
fn an_objective_that_rests_on_a_copy_that_is_rarer_is_found() {
    let doc = |which: &str, often: &str| {
        format!(
            "# Ferry\n\n## Scenario 1: Harbour lost\n\n**Impact:** no tickets\n\n\
             **RPO:** 6 hours (last {which} backup)\n\n\
             ## Local backups\n\n- **Frequency**: hourly\n\n\
             ## Offsite backups\n\n- **Frequency**: {often}\n"
        )
    };
    assert_eq!(lines("rpo-missed", &doc("offsite", "daily")), [[7, 15]]);
    assert_eq!(lines("rpo-missed", &doc("off-site", "daily")), [[7, 15]]);
    assert_eq!(lines("rpo-missed", &doc("offsite", "every 3 hours")), none());
    assert_eq!(lines("rpo-missed", &doc("clean", "daily")), none());
}

#[test]
fn steps_below_a_heading_that_take_longer_than_it_says_are_found() {
    let rule = "objective-missed";
    let doc = |rto: &str| {
        format!(
            "# Ferry\n\n### Moving to the other harbour ({rto})\n\n\
             #### Step 1: Decide (30 minutes)\n\n\
             Call the crew.\n\n#### Step 2: Move (90 minutes)\n\n### Mooring (5 hours)\n"
        )
    };
    assert_eq!(lines(rule, &doc("RTO: 1 hour")), [[3, 5, 9]]);
    assert_eq!(lines(rule, &doc("RTO: 2 hours")), none());
    assert_eq!(lines(rule, &doc("RPO: 1 hour")), none());
    assert_eq!(lines(rule, &doc("1 hour")), none());
}
