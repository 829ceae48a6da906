use super::*;
use crate::reading::words::Words;

fn name(text: &str) -> Option<String> {
    named(&Words::plain(text, 1, 1)).map(|one| one.words.text)
}

#[test]
fn a_name_ends_where_something_is_said_of_it() {
    for (text, expected) in [
        ("🔴 Redis Cache (for sessions)", "Redis Cache"),
        ("PostgreSQL - orders", "PostgreSQL"),
        ("[Nginx]", "Nginx"),
        ("Orders API: Go", "Orders API"),
        ("Kafka for events", "Kafka"),
        ("mail-worker,", "mail-worker"),
    ] {
        assert_eq!(name(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "https://example.com/x",
        "10.0.0.1:80",
        "/var/www",
        "<id>",
        "Is it up?",
        "The service each one of them watches",
        "---",
        "",
    ] {
        assert_eq!(name(text), None, "{text}");
    }
}

#[test]
fn things_are_told_from_data_orders_and_people() {
    let thing = |text: &str| {
        let one = named(&Words::plain(text, 1, 1)).unwrap();
        is_thing(&one.words.text, &one.name)
    };
    for text in
        ["Redis", "Order Service", "billing-db", "API Gateway", "shop.example.com", "PostgreSQL 16"]
    {
        assert!(thing(text), "{text}");
    }
    for text in [
        "Redis metrics",
        "Restart the API",
        "The service",
        "Layer 2 services",
        "Weather",
        "Redis down",
    ] {
        assert!(!thing(text), "{text}");
    }
    for text in ["the support team", "All services", "Website access"] {
        assert!(is_everybody(text), "{text}");
    }
}

#[test]
fn lists_are_taken_apart_outside_of_brackets() {
    let words = Words::plain(
        "A running Redis (v7, hot), MySQL + Kafka and none / N/A; disk to spool",
        1,
        1,
    );
    let found: Vec<_> =
        list(&words).into_iter().map(|(one, says)| (one.words.text, says)).collect();
    let plain = |text: &str| (text.to_owned(), String::new());
    assert_eq!(
        found,
        [("Redis".to_owned(), "v7, hot".to_owned()), plain("MySQL"), plain("Kafka"), plain("disk")]
    );
}
