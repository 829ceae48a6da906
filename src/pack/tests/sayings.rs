//! Sentences: those that say otherwise than the claim are refused, and honest ones are read.

use super::bound::{CASCADE, DETECTION, IMPACT, RECOVERY, quoting, refusals};
use crate::pack::PackFiles;
use proptest::prelude::*;

const CLAIM: &str = "    cascade: [shop]\n    slower: [buy]\n";
const FAILURE: &str = "Failure: The cache has crashed";
const GRACEFUL: &str = "Graceful: The shop works without the cache";

fn impact(now: &str, claim: &str) -> PackFiles {
    quoting(IMPACT, now, &[("{buy: degraded}", claim)])
}

fn cascade(now: &str, claim: &str) -> PackFiles {
    quoting(CASCADE, &format!("Cascade: {now}"), &[(CLAIM, &format!("    {claim}\n"))])
}

fn detection(now: &str) -> PackFiles {
    let edits: &[(&str, &str)] =
        if now.to_lowercase().contains("alert") { &[("[health-check]", "[alert]")] } else { &[] };
    let files = quoting(DETECTION, now, edits);
    let alert = "\n  cache-alert: {watches: cache, alert: Down}\n";
    let pack = format!("{}{alert}", files.text("pack.yaml").unwrap());
    let pack = pack.replace(
        "resolvers:",
        "prometheus: {at: \"cache:6379\", scrape: 1s, evaluation: 1s}\nresolvers:",
    );
    let mut files = files;
    files.insert("pack.yaml", pack);
    files
}

fn untested(files: PackFiles, words: &str) -> PackFiles {
    super::edited(
        files,
        "cache-stops.yaml",
        "not_tested:\n",
        &format!("not_tested:\n  - {{quote: \"{words}\", reason: x}}\n"),
    )
}

#[track_caller]
fn refused(files: &PackFiles, what: &str) {
    assert_ne!(refusals(files), Vec::<String>::new(), "{what}");
}

#[track_caller]
fn read(files: &PackFiles, what: &str) {
    assert_eq!(refusals(files), Vec::<String>::new(), "{what}");
}

#[test]
fn a_symbol_is_of_whom_its_clause_is_about() {
    for (now, claim) in [
        ("With the shop: website 🔴, buy 🟢", "{buy: outage, website: none}"),
        ("With the shop: 🟢 no impact on the website", "{buy: none}"),
        ("Impact (website): 🟢 No impact", "{buy: none}"),
        ("Website: none", "{buy: none}"),
        ("With the shop: 🟡 buy, 🔴 website", "{buy: outage, website: degraded}"),
        ("With the shop: 🟢 buy, 🟠 website", "{buy: none, website: none}"),
        ("With the shop: 🔴 website and buy down", "{buy: outage}"),
        ("With the shop: 🔴 website, buy", "{buy: none, website: outage}"),
    ] {
        refused(&impact(now, claim), now);
    }
    for (now, claim) in [
        ("With the shop: website 🔴, buy 🟢", "{buy: none, website: outage}"),
        ("With the shop: 🔴 buy down, website still works", "{buy: outage, website: none}"),
        ("With the shop: 🔴 buy down, website still works", "{buy: outage}"),
        ("With the shop: 🟡 buy slower, website unaffected", "{buy: degraded, website: none}"),
        (
            "With the shop: 🔴 Nobody can reach the website, the buy",
            "{buy: outage, website: outage}",
        ),
        ("With the shop: 🔴 Total outage", "{buy: outage, website: outage}"),
        ("Impact (buy): 🔴 Total outage", "{buy: outage}"),
    ] {
        read(&impact(now, claim), now);
    }
}

#[test]
fn none_needs_words_for_it() {
    for said in [
        "Total data loss",
        "It is out",
        "Timeout",
        "HTTP answers",
        "lags",
        "hardly usable",
        "🟠",
        "❌",
        "⛔",
    ] {
        refused(&impact(&format!("With the shop: {said}"), "{buy: none}"), said);
    }
    for said in [
        "🟢",
        "Users notice nothing",
        "🟢 Zero impact",
        "No impact",
        "buy keeps running",
        "buy does not need it",
    ] {
        read(&impact(&format!("With the shop: {said}"), "{buy: none}"), said);
    }
    read(&impact("With the shop: 🔴 Nothing works", "{buy: outage}"), "nothing works");
    read(&impact("With the shop: 🟡 Some requests fail", "{buy: degraded}"), "some fail");
    for said in [
        "no doubt all fail",
        "None besides the shop",
        "None 🟠",
        "There is no way",
        "The shop is fine",
        "❌ None",
    ] {
        refused(&cascade(said, "cascade: none"), said);
    }
    for said in [
        "None",
        "Nothing else fails",
        "Everything else keeps running",
        "None (the shop does not depend on the cache)",
    ] {
        read(&cascade(said, "cascade: none"), said);
    }
    refused(&quoting(GRACEFUL, "Graceful: Nothing", &[]), "graceful");
    refused(&quoting(GRACEFUL, "Graceful: None", &[]), "graceful");
    refused(&cascade("The shop is faster", "cascade: [shop]\n    slower: [buy]"), "faster");
}

#[test]
fn exceptions_and_lost_subjects_are_read() {
    for (said, claim) in [
        ("Everything but the shop fails", "cascade: {shop: fails}"),
        ("Everything fails except for the shop", "cascade: {shop: fails}"),
        (
            "Nginx fails, the shop gets slower, then crashes",
            "cascade: {nginx: fails, shop: degrades}",
        ),
        ("The shop (and Nginx) fail", "cascade: [shop]"),
    ] {
        refused(&cascade(said, claim), said);
    }
    for (now, claim) in [
        ("With the shop: Only the website is down", "{buy: outage, website: outage}"),
        ("With the shop: Everything is down except the website", "{buy: outage, website: outage}"),
        ("With the shop: Everything except the buy is down", "{buy: outage, website: outage}"),
    ] {
        refused(&impact(now, claim), now);
    }
    read(
        &impact(
            "With the shop: Everything is down except the website",
            "{buy: outage, website: none}",
        ),
        "except",
    );
    for (said, claim) in [
        ("None besides the shop", "cascade: [shop]"),
        ("The shop does not crash, but gets slower", "cascade: {shop: degrades}"),
        ("The shop gets slower, Nginx is fine", "cascade: [shop]"),
    ] {
        read(&cascade(said, claim), said);
    }
}

#[test]
fn an_order_is_the_quotes() {
    let claim = |order: &str| format!("cascade: [{order}]\n    ordered: true");
    for (said, right, wrong) in [
        ("Nginx fails first, then the shop", "nginx, shop", "shop, nginx"),
        ("The shop fails after Nginx", "nginx, shop", "shop, nginx"),
        ("The shop fails before Nginx", "shop, nginx", "nginx, shop"),
    ] {
        read(&cascade(said, &claim(right)), said);
        refused(&cascade(said, &claim(wrong)), said);
    }
}

#[test]
fn a_key_is_read_as_its_line_is() {
    refused(
        &quoting(
            CASCADE,
            "Cascade (the shop and Nginx crash): None",
            &[(CLAIM, "    cascade: none\n")],
        ),
        "cascade",
    );
    refused(
        &quoting(RECOVERY, "Recovery (does not work): docker restart cache (10 seconds)", &[]),
        "recovery",
    );
    refused(&quoting(IMPACT, "With the shop (50 % of users): 🟡 Slower", &[]), "impact");
    refused(&quoting(DETECTION, "Detection (not by these): Health checks", &[]), "detection");
}

#[test]
fn a_detection_that_does_not_come_is_none() {
    for said in [
        "Alerts are silent",
        "Alerts fail to fire",
        "Alerts are disabled",
        "Unnoticed by alerts",
        "Alerts miss it",
        "Alerts do not fire",
        "Alerting is broken",
        "Hardly noticed by alerts",
        "Goes unnoticed (alerts)",
        "No alerts",
    ] {
        refused(&detection(&format!("Detection: {said}")), said);
    }
    for said in [
        "Alerts",
        "Alert when the cache is not reachable",
        "Health checks fail",
        "The cache is not running (health check)",
        "Connection errors, alerts",
    ] {
        read(&detection(&format!("Detection: {said}")), said);
    }
}

#[test]
fn a_fault_is_what_its_quote_says() {
    for said in [
        "The cache has not crashed",
        "The cache never fails",
        "The cache loses 50 % of its keys",
        "The cache is not affected",
    ] {
        refused(&quoting(FAILURE, &format!("Failure: {said}"), &[]), said);
    }
    for said in
        ["The cache is gone", "The cache was not renewed", "The cache has no disk space left"]
    {
        read(&quoting(FAILURE, &format!("Failure: {said}"), &[]), said);
    }
}

#[test]
fn a_recovery_may_say_that_nothing_is_lost() {
    for rest in [
        "no data is lost, 10 seconds",
        "10 seconds, without data loss",
        "10 seconds, nothing is lost",
    ] {
        read(&quoting(RECOVERY, &format!("Recovery: docker restart cache ({rest})"), &[]), rest);
    }
    for rest in ["10 seconds, to no avail", "10 seconds, rarely works", "10 seconds, 🔴"] {
        refused(&quoting(RECOVERY, &format!("Recovery: docker restart cache ({rest})"), &[]), rest);
    }
}

#[test]
fn what_is_not_tested_makes_no_line_say_otherwise() {
    let alone = |said: &str, falls: &str| cascade(said, &format!("cascade: {{shop: {falls}}}"));
    for part in ["not", "does not", "not crash", "does not crash"] {
        refused(&untested(alone("The shop does not crash", "fails"), part), part);
    }
    for part in ["Total outage", "outage"] {
        for claim in ["none", "outage"] {
            refused(
                &untested(
                    impact("With the shop: Total outage", &format!("{{buy: {claim}}}")),
                    part,
                ),
                part,
            );
        }
    }
    refused(&untested(impact("With the shop: No total outage", "{buy: outage}"), "No"), "No");
    // It is of the first line that has it, and of no other.
    let two = quoting(IMPACT, "With the shop: 🟡 Slower for 3 hours", &[]);
    let two =
        super::edited(two, "failures.md", CASCADE, "Cascade: The shop gets slower for 3 hours");
    let two = super::edited(
        two,
        "cache-stops.yaml",
        CASCADE,
        "Cascade: The shop gets slower for 3 hours",
    );
    let two = untested(two, "for 3 hours");
    assert_eq!(refusals(&two), ["'3 hours' is bound by no claim"]);
    read(&untested(two, "for 3 hours"), "once for each line");
    read(
        &untested(cascade("The shop fails, Nginx fails", "cascade: {shop: fails}"), "Nginx fails"),
        "Nginx fails",
    );
}

#[test]
fn figures_of_every_line_of_a_list_are_bound() {
    let files = quoting(
        RECOVERY,
        "Recovery: Restart the cache within 10 seconds\nDowntime: at most 3 hours, 5 ms",
        &[],
    );
    let text = files.text("cache-stops.yaml").unwrap();
    let quote =
        "[\"Recovery: Restart the cache within 10 seconds\", \"Downtime: at most 3 hours, 5 ms\"]";
    let text = text.replace(
        "\"Recovery: Restart the cache within 10 seconds\nDowntime: at most 3 hours, 5 ms\"",
        quote,
    );
    let mut files = files;
    files.insert("cache-stops.yaml", text.replace("{run: docker", "{by: docker"));
    assert_eq!(refusals(&files), ["'at most 3 hours, 5 ms' is bound by no claim"]);
}

#[test]
fn a_line_that_stands_twice_is_quoted_once() {
    read(
        &super::edited(super::small(), "failures.md", CASCADE, &format!("{CASCADE}\n{CASCADE}")),
        "twice",
    );
}

#[test]
fn a_health_check_says_nothing_that_is_not_bound() {
    let now = |rest: &str| {
        let line = "**Health Check:** `docker exec cache redis-cli PING`";
        let quote = format!(
            "watches: cache, quote: \"Health Check: `docker exec cache redis-cli PING`{rest}\""
        );
        let files = super::edited(super::small(), "failures.md", line, &format!("{line}{rest}"));
        super::edited(files, "pack.yaml", "watches: cache", &quote)
    };
    for rest in ["", ", plus others"] {
        read(&now(rest), rest);
    }
    for rest in [" (fails within 1 ms)", " 🔴", " (50 %)", ", never by alerts"] {
        refused(&now(rest), rest);
    }
}

proptest! {
    /// Whatever part is left out: a line that says an outage is never read as none.
    #[test]
    fn no_part_makes_an_outage_none(from in 0_usize..5, length in 1_usize..5) {
        let words = ["Total", "outage", "of", "the", "buy"];
        let part = words[from..(from + length).min(words.len())].join(" ");
        let files = untested(impact("With the shop: Total outage of the buy", "{buy: none}"), &part);
        prop_assert!(!refusals(&files).is_empty(), "{}", part);
    }
}
