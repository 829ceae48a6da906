//! A scenario that names a failure of the document: the document makes its claims.

use super::{Pack, PackFiles, Problem, drift_of, edited, readable, render, small};
use crate::pack::{NotTested, lock, read};
use proptest::prelude::*;

/// The failure in the forms of different teams.
const FORMS: [(&str, &str); 7] = [
    (
        "lines of a block",
        "## 1. Cache stops\n```\nFailure: The cache has crashed\nImpact: 🟡 Buying degraded\n\
         Cascade: The shop gets slower\nDetection: Health checks\n\
         Recovery: docker restart cache (10 seconds)\nPrevention: Watch memory\n```\n",
    ),
    (
        "bullets with bold keys",
        "## Scenario A: Cache stops\n- **Failure**: The cache has crashed\n- **Impact**: 🟡 Buying degraded\n\
         - **Cascade**: The shop gets slower\n- **Detection**: Health checks\n\
         - **Recovery**: Run `docker restart cache` (10 seconds)\n- **Prevention**: Watch memory\n",
    ),
    (
        "headings below the failure's own",
        "## Cache stops\n### Impact\n🟡 Buying degraded\n### Cascade\nThe shop gets slower\n\
         ### Detection\nHealth checks\n### Recovery\n```bash\n# bring it back\ndocker restart cache\n```\n\
         **Recovery time:** 10 seconds\n### Prevention\nWatch memory\n",
    ),
    (
        "a row of a table",
        "## Failure modes\n\n| Failure | Impact | Cascade | Detection | Recovery | RTO |\n|---|---|---|---|---|---|\n\
         | Cache stops | 🟡 Buying degraded | The shop gets slower | Health checks | `docker restart cache` | 10 seconds |\n",
    ),
    (
        "a table of attributes",
        "## FM-1: Cache stops\n\n| Attribute | Value |\n|---|---|\n| Trigger | The cache has crashed |\n\
         | Impact | 🟡 Buying degraded |\n| Cascade | The shop gets slower |\n| Detection | Health checks |\n\
         | Recovery | `docker restart cache` |\n| RTO | 10 s |\n",
    ),
    (
        "plain paragraphs as keys",
        "## Cache stops\n\nImpact: 🟡 Buying degraded\n\nCascade: The shop gets slower\n\nDetection: Health checks\n\n\
         Recovery:\n1. `docker restart cache`\n\nRecovery time: 10 seconds\n",
    ),
    (
        "windows line ends and a mark",
        "## Cache stops\r\n- **Impact:** 🟡 Buying degraded\r\n- **Cascade:** The shop gets slower\r\n\
         - **Detection:** Health checks\r\n- **Recovery:** `docker restart cache` (~10 s)\r\n",
    ),
];

/// A document of which this is the failure: with a byte order mark where its lines end as on Windows.
fn document_of(failure: &str) -> String {
    if failure.contains('\r') {
        return format!("\u{feff}{}{failure}", BEFORE.replace('\n', "\r\n"));
    }
    format!("{BEFORE}{failure}")
}

fn document(form: usize) -> String {
    document_of(FORMS[form].1)
}

const SCENARIO: &str = "id: cache-stops\nfailure: Cache stops\nfault: {kill: cache}\n";

/// What stands before the failure in each document.
const BEFORE: &str = "# Failures of a small shop\n\n## Layers\nShop → Cache\n\
                      **Health Check:** `docker exec cache redis-cli PING`\n\n";

/// The small pack with another document, of which the scenario names the failure.
fn files(document: &str) -> PackFiles {
    let mut files = small();
    let pack = files.text("pack.yaml").unwrap();
    let pack = pack
        .replace(
            "buy: {http: POST https://example.com/buy, status: 201,",
            "buy: {http: POST https://example.com/buy, status: 201, called: [buying], through: [nginx, shop],",
        )
        .replace("/}\n  buy", "/, through: [nginx]}\n  buy");
    files.insert("pack.yaml", pack);
    files.insert("failures.md", document);
    files.insert("document.lock", lock(document));
    files.insert("cache-stops.yaml", SCENARIO);
    files
}

fn claims(pack: &Pack) -> Vec<String> {
    let scenario = &pack.scenarios[0];
    let in_shop = scenario.profiles.iter().find(|profile| profile.as_str() == "shop").unwrap();
    let mut told: Vec<String> = scenario
        .claims_in(in_shop)
        .iter()
        .map(|claim| format!("{}: {}", claim.id, claim.as_kind().told()))
        .collect();
    told.sort();
    told
}

fn warnings(pack: &Pack) -> Vec<&Problem> {
    // Of the fixture's own image nobody knows whether the agent runs in it.
    pack.warnings.iter().filter(|problem| problem.message.starts_with("line ")).collect()
}

#[test]
fn the_same_failure_makes_the_same_claims_in_every_form() {
    for (form, text) in FORMS {
        let pack = readable(&files(&document_of(text)));
        assert!(pack.drift.is_empty(), "{form}: {}", render(&drift_of(&pack), false));
        assert!(warnings(&pack).is_empty(), "{form}: {}", render(&pack.warnings, false));
        let told = claims(&pack);
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        assert_eq!(
            told,
            [
                "cascade.shop: these fail or degrade, in any order: shop (degrades)",
                "detected.health-check.shop: a detector of the kind health-check notices before \
                 the recovery begins",
                "impact.buy.shop: the journey buy fares: degraded 🟡",
                "recovery.shop: all that is claimed is back within 10 s, after the document's \
                 commands: docker restart cache",
                "slower.buy.shop: the journey buy answers slower than in the steady state",
                "unaffected.shop: every service outside the cascade, and every journey without a \
                 claim of its own, stays well",
            ],
            "{form}"
        );
    }
}

/// The facts of the last form, one of them replaced: its claims but for the others', and what is
/// not tested of it.
fn with(fact: &str) -> (Vec<String>, Vec<NotTested>) {
    let text = format!("{BEFORE}## Cache stops\n- **Prevention**: Watch memory\n- {fact}\n");
    let pack = readable(&files(&text));
    let mut told = claims(&pack);
    told.retain(|claim| !claim.starts_with("unaffected") && !claim.starts_with("check"));
    let mut open = pack.scenarios[0].not_tested.clone();
    open.retain(|one| !one.quote.starts_with("Prevention"));
    (told, open)
}

#[test]
fn what_cannot_be_bound_is_not_tested_and_says_why() {
    for (fact, why) in [
        ("**Impact**: Somebody may be sad", "no words in it say how users fare"),
        ("**Impact**: 🟡 or 🔴, depending", "say different things"),
        ("**Cascade**: The warehouse burns", "no name stands in it"),
        ("**Detection**: Users call us", "people who tell"),
        ("**Detection**: Alerts fire", "no detector of kind 'alert' watches cache"),
        ("**Detection**: No health check notices it", ""),
        ("**Recovery**: Ask the operator", "prose"),
        ("**Recovery**: `docker restart cache` (10 seconds, but it never works)", "never works"),
        ("**Recovery**: `docker restart cache` in at least 10 seconds", "10 seconds"),
        ("**Recovery**: Docker restarts it automatically (10 seconds)", ""),
        ("**RPO**: 5 minutes", "what data is lost"),
        ("**Graceful**: The shop works without the cache", "what an answer looks like"),
    ] {
        let (told, open) = with(fact);
        assert!(told.is_empty(), "{fact}: {told:?}");
        assert!(open.len() == 1 && open[0].reason.contains(why), "{fact}: {open:?}");
        assert_eq!(open[0].line, 9, "{fact}");
    }
}

#[test]
fn where_no_command_can_be_run_the_recovery_is_not_tested() {
    let text = document(1);
    let with_stack = files(&text);
    let alone = ["failures.md", "document.lock", "cache-stops.yaml"];
    let mut files: PackFiles =
        alone.into_iter().map(|path| (path, with_stack.text(path).unwrap())).collect();
    files.insert(
        "pack.yaml",
        "name: small\ndocument: failures.md\nprofiles: {shop: {title: With the shop}}\n\
         services:\n  cache: {runs: {container: cache}}\n  shop: {runs: {container: shop}}\n",
    );
    let pack = readable(&files);
    let told = claims(&pack);
    assert!(told.iter().all(|claim| !claim.starts_with("recovery")), "{told:?}");
    assert!(told.iter().any(|claim| claim.starts_with("cascade.shop: these")), "{told:?}");
    let open: Vec<&str> =
        pack.scenarios[0].not_tested.iter().map(|one| one.reason.as_str()).collect();
    assert!(open.iter().any(|why| why.contains("the pack names none")), "{open:?}");
}

#[test]
fn a_scenario_says_what_the_document_leaves_open() {
    let own = "claims:\n  - {key: graceful, graceful: {journey: buy, fallback: \"X-Cache: error\"}}\n\
               not_tested:\n  - {key: Detection, reason: another scenario tests it}\n  \
               - {quote: and wait, reason: nobody waits}\n";
    let text = format!(
        "{BEFORE}## Cache stops\n- **Detection**: Health checks\n- **Graceful**: The shop works without the cache\n\
         - **Recovery**: `docker restart cache` and wait\n"
    );
    let mut files = files(&text);
    files.insert("cache-stops.yaml", format!("{SCENARIO}{own}"));
    let pack = readable(&files);
    let told = claims(&pack);
    assert!(told.iter().any(|claim| claim.starts_with("graceful.buy")), "{told:?}");
    assert!(!told.iter().any(|claim| claim.starts_with("detected")), "{told:?}");
    let open: Vec<&str> =
        pack.scenarios[0].not_tested.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(open, ["another scenario tests it", "nobody waits"]);
    files.insert(
        "cache-stops.yaml",
        format!("{SCENARIO}claims:\n  - {{key: Detecton, cascade: none}}\n"),
    );
    let problems = read(&files).unwrap_err();
    assert!(problems[0].to_string().contains("did you mean 'Detection'"), "{}", problems[0]);
}

/// What a change of the document is told as.
fn drift(form: usize, from: &str, to: &str) -> (Pack, Vec<String>) {
    let text = document(form);
    let pack = readable(&edited(files(&text), "failures.md", from, to));
    let told = pack.drift.iter().map(|drift| drift.problem.message.clone()).collect();
    (pack, told)
}

#[test]
fn a_document_that_changed_is_drift_and_its_claims_stay() {
    let before: Vec<Vec<String>> =
        FORMS.iter().map(|(_, text)| claims(&readable(&files(&document_of(text))))).collect();
    for (form, from, to, message) in [
        (0, "(10 seconds)", "(20 seconds)", "line 13 now says 20 seconds, and said 10 seconds"),
        (0, "🟡", "🔴", "line 10 now says 🔴, and said 🟡"),
        (1, "Health checks", "Nobody", "line 11 no longer says what it said"),
        (2, "docker restart cache", "docker start cache", "line 17 no longer says what it said"),
        (3, "| 10 seconds |", "| 1 hour |", "line 11 now says 1 hour, and said 10 seconds"),
        (1, "- **Cascade**: The shop gets slower\n", "", "these words no longer stand in"),
        (1, "- **Detection**", "- **RPO**: 1 h\n- **Detection**", "line 11 is new"),
    ] {
        let (pack, told) = drift(form, from, to);
        assert!(told.iter().any(|told| told.starts_with(message)), "{from} → {to}: {told:?}");
        assert_eq!(claims(&pack), before[form], "{from} → {to}");
    }
}

#[test]
fn a_failure_that_moved_or_has_a_new_title_is_found_again() {
    let (pack, told) = drift(1, "# Failures", "Three\n\nnew\n\n# Failures");
    assert_eq!((told.len(), pack.scenarios[0].line), (0, 11), "{told:?}");
    assert!(pack.moved.contains(&(8, 12)), "{:?}", pack.moved);
    let (pack, told) = drift(1, "Cache stops", "The cache is gone");
    assert!(told.is_empty() && pack.scenarios[0].line == 7, "{told:?}");
}

#[test]
fn of_a_document_without_the_failure_every_line_is_drift() {
    for text in ["# Nothing fails any more\n", "", "\u{feff}", "| a |\n|---|\n"] {
        let mut files = files(&document(1));
        let before = claims(&readable(&files));
        files.insert("failures.md", text);
        let pack = readable(&files);
        assert_eq!(pack.drift.len(), 6, "{text:?}: {}", render(&drift_of(&pack), false));
        assert!(pack.drift.iter().all(|drift| drift.line == 1 && drift.is.is_none()), "{text:?}");
        assert_eq!(claims(&pack), before, "{text:?}");
    }
}

#[test]
fn a_failure_that_nobody_drills_is_listed_or_told() {
    let text = format!("{BEFORE}{}\n## Shop crashes\n- **Impact**: 🔴 Total outage\n", FORMS[1].1);
    let warned = |files: &PackFiles| {
        let pack = readable(files);
        pack.warnings.iter().any(|one| one.message.contains("'Shop crashes' (line 1"))
    };
    let listed = |text: &str| {
        let listed = format!("name: small\nnot_drilled:\n  - {{failure: {text}, reason: later}}");
        edited(
            files(&format!(
                "{BEFORE}{}\n## Shop crashes\n- **Impact**: 🔴 Total outage\n",
                FORMS[1].1
            )),
            "pack.yaml",
            "name: small",
            &listed,
        )
    };
    assert!(warned(&files(&text)));
    assert!(!warned(&listed("Shop crashes")));
    let problems = read(&listed("Shop crashs")).unwrap_err();
    assert!(problems[0].message.contains("no failure 'Shop crashs'"), "{}", problems[0]);
    let mut without_lock = files(&text);
    without_lock.insert("document.lock", text.clone());
    assert!(readable(&without_lock).drift.is_empty(), "the document itself is as good");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever becomes of the document, the claims that were taken from it stay as they were, and
    /// what they rest on is there or told.
    #[test]
    fn no_change_of_the_document_changes_a_claim_unseen(
        form in 0..FORMS.len(),
        line in 6..20_usize,
        to in "[a-zA-Z🔴🟢0-9 |:`*-]{0,24}",
    ) {
        let text = document(form);
        let before = files(&text);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = line.min(lines.len() - 1);
        lines[at] = to;
        let mut after = before.clone();
        after.insert("failures.md", lines.join("\n"));
        let (before, after) = (readable(&before), readable(&after));
        prop_assert_eq!(claims(&before), claims(&after));
        for claim in after.scenarios[0].claims.iter().filter(|claim| claim.line == number(at)) {
            let told = after.drift.iter().any(|drift| drift.line == claim.line);
            let same = lines[at].contains(claim.quote.split(": ").last().unwrap());
            prop_assert!(told || same || claim.quote.starts_with("What"), "{:?}", claim);
        }
    }
}

/// The number of a line that was counted from 0.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap() + 1
}
