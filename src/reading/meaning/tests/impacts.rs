use super::check;
use crate::reading::model::Topic;

#[test]
fn symbols_count_before_words() {
    check(
        Topic::Impact,
        &[
            ("🔴 TOTAL OUTAGE - nobody can reach the shop", "outage"),
            ("🟢 No impact", "none"),
            ("🟡 Performance degraded - nothing is cached", "degraded"),
            ("🟡 Security warnings in the browser", "degraded"),
            ("🟠 Search is gone", "degraded"),
            ("⛔ Checkout", "outage"),
            ("🟢 Metrics cannot be seen, but services work as usual", "none"),
            ("🔴 Keine Bestellungen möglich", "outage"),
            ("🔴 Site works as usual", "outage ?"),
            ("🔴 in production, 🟢 in staging", "untestable"),
            ("✅ reads\n❌ writes", "untestable"),
        ],
    );
}

#[test]
fn words_that_speak_of_the_whole_are_taken() {
    check(
        Topic::Impact,
        &[
            ("No impact", "none"),
            ("None", "none"),
            ("None.", "none"),
            ("None for users", "none"),
            ("no user impact", "none"),
            ("No customer-facing impact (monitoring only)", "none"),
            ("Transparent to users", "none"),
            ("Users notice nothing", "none"),
            ("Total outage", "outage"),
            ("Full service outage", "outage"),
            ("Complete outage of the platform", "outage"),
            ("The whole website is down", "outage"),
            ("API unavailable", "outage"),
            ("Nobody can reach the website", "outage"),
            ("Users cannot access the site", "outage"),
            ("Application unavailable or degraded", "degraded|outage"),
            ("Service unavailable, user requests failing", "outage"),
            ("503 for all requests", "outage"),
            ("All requests return HTTP 502", "outage"),
            ("Critical - the entire application is unusable", "outage"),
            ("Degraded performance", "degraded"),
            ("Slower response times", "degraded"),
            ("Increased latency", "degraded"),
            ("App works, only slower", "degraded"),
            ("Minimal impact", "none|degraded"),
            ("The system keeps working", "none|degraded"),
            ("**User impact**: none\n**Business impact**: revenue is lost", "none"),
            ("Users: cannot reach the site\nTechnical: pods crash", "outage"),
        ],
    );
}

#[test]
fn words_of_a_part_are_a_guess() {
    check(
        Topic::Impact,
        &[
            ("Search is down", "degraded|outage ?"),
            ("Users cannot log in", "degraded|outage ?"),
            ("New tenants cannot be created", "degraded|outage ?"),
            ("Some users cannot reach the site", "degraded|outage ?"),
            ("50% of requests fail", "degraded|outage ?"),
            ("API returns 503", "degraded|outage"),
            ("Emails are delayed", "degraded ?"),
            ("Checkout fails, everything else is slower", "degraded ?"),
            ("The site works, but search is down", "degraded ?"),
            ("All writes fail; reads continue to work", "degraded|outage ?"),
            ("Requests may fail", "degraded|outage ?"),
            ("Requests fail", "degraded|outage"),
            ("Increased errors", "degraded|outage"),
            ("None until the standby is needed", "none ?"),
            ("Checks hit the database (slower)", "degraded ?"),
            ("Intermittent 502 errors", "degraded|outage ?"),
        ],
    );
}

#[test]
fn what_says_nothing_of_users_is_not_taken() {
    check(
        Topic::Impact,
        &[
            ("There was nothing to repair, only to notice", "untestable"),
            ("", "untestable"),
            ("High", "untestable"),
            ("Critical", "untestable"),
            ("P1", "untestable"),
            ("Low impact, High severity", "untestable"),
            ("No dashboards, metrics are lost", "untestable"),
            ("Loss of monitoring visibility", "untestable"),
            ("Backups fail", "untestable"),
            ("Latency (target: p95 < 500ms)", "untestable"),
            ("Business impact assessed", "untestable"),
            ("Gradual scale-down", "untestable"),
            ("There is no persistent data", "untestable"),
            ("Rate limiting becomes permissive", "untestable"),
            ("Site is down, site is fine", "untestable"),
            ("TODO", "untestable"),
            ("[describe the impact]", "untestable"),
            ("???", "untestable"),
            ("Die Seite ist langsam", "untestable"),
            ("Le site est down", "untestable"),
            ("Сайт недоступен, down", "untestable"),
            ("None, but the site is down", "untestable"),
        ],
    );
}

#[test]
fn severities_are_levels_only_where_they_speak_of_users() {
    check(
        Topic::Severity,
        &[
            ("Critical", "remark"),
            ("P1", "remark"),
            ("SEV-2", "remark"),
            ("High", "remark"),
            ("🔴", "outage ?"),
            ("🔴 Critical", "outage ?"),
            ("🟡 Important", "degraded ?"),
            ("Critical (total outage)", "remark"),
            ("Critical - total outage", "outage ?"),
            ("5/5", "remark"),
        ],
    );
}

#[test]
fn what_goes_on_is_a_level_where_the_words_agree() {
    check(
        Topic::Graceful,
        &[
            ("App works without the cache too, only slower", "degraded ?"),
            ("The app keeps working", "none|degraded"),
            ("None", "nothing"),
            ("No fallback", "nothing"),
            ("Queue writes locally for later replay", "remark ?"),
            ("Writes fail, reads are served", "remark ?"),
            ("🟡", "degraded"),
        ],
    );
}
