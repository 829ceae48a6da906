//! Whether a line says that something comes back by itself.

use crate::reading::meaning::prose::tokens;
use crate::words::Lower;

/// What denies it, or bids somebody to bring it about.
const DENIES: [&str; 32] = [
    "no",
    "not",
    "never",
    "without",
    "cannot",
    "can't",
    "doesn't",
    "don't",
    "won't",
    "isn't",
    "manual",
    "manually",
    "disable",
    "disabled",
    "verify",
    "check",
    "ensure",
    "confirm",
    "configure",
    "enable",
    "consider",
    "implement",
    "build",
    "add",
    "create",
    "setup",
    "introduce",
    "develop",
    "nicht",
    "kein",
    "keine",
    "pas",
];

/// What comes back by itself behind `automatic` or `automated`.
const OF: [&str; 22] = [
    "restart",
    "restarts",
    "recovery",
    "failover",
    "reconnect",
    "reconnects",
    "reconnection",
    "retry",
    "retries",
    "renewal",
    "via",
    "by",
    "when",
    "once",
    "after",
    "through",
    "with",
    "within",
    "healing",
    "rescheduling",
    "promotion",
    "switchover",
];

/// What else may be automatic.
const NOT_OF: [&str; 10] = [
    "backup",
    "backups",
    "snapshot",
    "snapshots",
    "alert",
    "alerts",
    "script",
    "deployment",
    "generated",
    "created",
];

/// Words that say it as they are.
const SELF: [&str; 22] = [
    "self-healing",
    "self-heals",
    "self-heal",
    "self-recovers",
    "self-recovery",
    "self-recovering",
    "auto-restart",
    "auto-restarts",
    "auto-recovery",
    "auto-recovers",
    "auto-heal",
    "auto-heals",
    "auto-healing",
    "auto-reconnect",
    "auto-reconnects",
    "auto-restarted",
    "auto-failover",
    "auto-recover",
    "auto-resolves",
    "self-resolves",
    "autoheal",
    "auto-heal",
];

/// Whether a line says that it comes back by itself.
pub(super) fn is_automatic(text: &str) -> bool {
    if is_nothing_to_do(text) {
        return true;
    }
    // All words for it begin so, and most lines have none of them.
    let says =
        |four: &[u8]| four.eq_ignore_ascii_case(b"auto") || four.eq_ignore_ascii_case(b"self");
    if !text.as_bytes().windows(4).any(says) {
        return false;
    }
    let mut sentences = text.split(['.', ';', '\n']);
    // `Restart the server. It reconnects automatically.`: somebody has to begin.
    let bids = |first: &str| {
        let first_word = tokens(first).into_iter().next().unwrap_or_default();
        BIDS.contains(&first_word.as_str()) && !clauses(first).any(is_said)
    };
    if sentences.clone().next().is_some_and(bids) {
        return false;
    }
    sentences.any(|sentence| {
        let mut clauses = clauses(sentence).peekable();
        // What follows by itself on something that comes back does not bring that back.
        let waits = clauses.peek().is_some_and(|first| is_return(first) && !is_said(first));
        !waits && clauses.any(is_said)
    })
}

/// What bids somebody to bring it back.
const BIDS: [&str; 14] = [
    "restart", "start", "restore", "rebuild", "redeploy", "reboot", "switch", "promote", "roll",
    "rollback", "replace", "recreate", "renew", "revert",
];

fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    let parts = sentence.split(['(', ')', ',', ':', '–', '—']);
    parts.flat_map(|part| part.split(" - "))
}

/// `Once the database is reachable again`.
fn is_return(clause: &str) -> bool {
    let words = tokens(clause);
    let begins = words.first().is_some_and(|first| {
        matches!(first.as_str(), "once" | "when" | "after" | "as" | "if" | "upon" | "on")
    });
    begins && words.iter().any(|word| RETURNS.contains(&word.as_str()))
}

/// What says that something is there again.
const RETURNS: [&str; 13] = [
    "again",
    "back",
    "returns",
    "return",
    "recovers",
    "recovered",
    "restored",
    "reachable",
    "available",
    "online",
    "restarts",
    "restarted",
    "healthy",
];

/// Whether a clause says so.
fn is_said(clause: &str) -> bool {
    let words = tokens(clause);
    let denied = |at: usize| {
        let before = words.get(..at).unwrap_or_default();
        before.iter().any(|word| DENIES.contains(&word.as_str()))
    };
    words.iter().enumerate().any(|(at, word)| {
        let next = words.get(at + 1).map(Lower::as_str);
        let said = match word.as_str() {
            "automatically" | "automatisch" | "automatiquement" | "automáticamente"
            | "automatisk" | "automatycznie" | "automaticamente" => true,
            "automatic" | "automated" | "auto" | "automatique" | "automático" => {
                let behind = words.get(at + 1..).unwrap_or_default();
                next.is_none_or(|next| !NOT_OF.contains(&next))
                    && (next.is_none() || behind.iter().any(|word| OF.contains(&word.as_str())))
            }
            word => SELF.contains(&word),
        };
        said && !denied(at) && next.is_none_or(|next| !NOT_OF.contains(&next))
    })
}

/// `No action needed`, `None required`, `no manual intervention`.
pub(super) fn is_nothing_to_do(text: &str) -> bool {
    // `no`, `none`, `not`, `nothing`: most lines begin otherwise.
    let begin = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !begin.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("no")) {
        return false;
    }
    let words = tokens(text);
    let words: Vec<&str> = words.iter().take(6).map(Lower::as_str).collect();
    let needed = |words: &[&str]| {
        words.iter().any(|word| matches!(*word, "needed" | "required" | "necessary" | "requires"))
    };
    match words.as_slice() {
        ["no", "action" | "intervention", ..]
        | [
            "no",
            "manual" | "operator" | "human" | "further" | "user",
            "action" | "intervention" | "steps",
            ..,
        ] => true,
        ["none" | "nothing", rest @ ..] => rest.first().is_some_and(|first| {
            needed(&[first]) || matches!(*first, "to") && rest.get(1) == Some(&"do")
        }),
        ["not", second, ..] => needed(&[second]),
        _ => false,
    }
}
