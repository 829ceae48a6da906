//! `recovery: {run: …, within: 10s}`: the documented commands bring all back.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::document::{self, Figure, figures};
use crate::pack::read::{AGREE, ClaimContext, Quote, Stated};
use crate::pack::shape::{Key, Object, Rule, Shape};
use crate::pack::source::Fields;
use crate::pack::yaml::{Mark, Node};
use crate::words::{Span, stated};
use serde::{Deserialize, Serialize};

/// The documented commands bring the steady state back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// The commands, one a line, as run in the droplet's shell: the document's, word for word, or
    /// what carries out its prose.
    pub commands: Vec<String>,
    /// The document has prose in place of commands, and these are the scenario's own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prose: bool,
    /// In what time, where the document gives one.
    pub within: Option<Span>,
}

impl Kind for Recovery {
    fn family(&self) -> &'static str {
        "recovery"
    }

    fn subject(&self) -> Option<String> {
        None
    }

    fn told(&self) -> String {
        let limit = self.within.map_or("; the time is measured".to_owned(), |within| {
            format!(" within {}", stated(within))
        });
        let whose = if self.prose {
            "the scenario's own commands for it"
        } else {
            "the document's commands"
        };
        format!("all that is claimed is back{limit}, after {whose}: {}", self.commands.join("; "))
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        self.commands.iter().map(|line| RestsOn::Command(line)).collect()
    }

    fn recovery(&self) -> Option<&Recovery> {
        Some(self)
    }
}

const RECOVERY: Object = Object::new(
    "recovery",
    "What brings all back: 'run' or 'by', one of the two.",
    &[
        Key::may("run", Shape::Many(&Shape::Text), "The document's commands, word for word."),
        Key::may("by", Shape::Many(&Shape::Text), "Commands that carry out the document's prose."),
        Key::may("within", Shape::Span, "In what time."),
    ],
)
.by(Rule::OneOf(&[&["run"], &["by"]]));

impl Written for Recovery {
    const KEYS: &'static [Key] =
        &[Key::may("recovery", Shape::Object(&RECOVERY), "What brings all back.")];

    fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Vec<Stated> {
        fields.get("recovery").and_then(|node| read(context, node)).into_iter().collect()
    }
}

/// The document's commands in `run`; in `by` commands that carry out its prose.
fn read(context: &ClaimContext<'_>, node: &Node) -> Option<Stated> {
    let source = context.source;
    let fields = source.object(node, &RECOVERY)?;
    let (how, prose) = match (fields.get("run"), fields.get("by")) {
        (None, Some(by)) => (by, true),
        (Some(_), Some(by)) => {
            let hint = "'run' is the document's own command, 'by' are commands that carry out its \
                        prose";
            source.error_with(by.mark, "a recovery has 'run' or 'by', not both", hint);
            return None;
        }
        (Some(run), None) => (run, false),
        (None, None) => {
            let hint = "write run: … with the document's own command, or by: … with commands that \
                        carry out its prose";
            source.error_with(fields.mark, "a recovery needs 'run' or 'by'", hint);
            return None;
        }
    };
    let commands = source.texts(how, "a command");
    let within = fields.get("within").map(|node| (node.mark, source.span(node, "within")));
    let unreadable = matches!(within, Some((_, None)));
    let parts = within.iter().map(|(mark, _)| *mark).collect();
    let claim = Recovery { commands, prose, within: within.and_then(|(_, within)| within) };
    (!unreadable).then(|| Stated::new(how.mark, claim, parts))
}

impl Bound for Recovery {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, context: &ClaimContext<'_>, quote: &Quote, stated: &Stated) {
        context.known.in_droplet(context.source, stated.mark, "a recovery by commands");
        let left = |text: &str| context.left_of(text);
        let spoken = quote.spoken();
        let mut times = figures(&left(&document::key(&spoken)));
        times.extend(if self.prose {
            is_prose(context, &spoken, stated.mark);
            figures(&left(&document::value(&spoken)))
        } else {
            self.command(context, &spoken, stated.mark);
            figures(&left(&document::given(&spoken).rest))
        });
        self.figure(context, &times, stated.part(0));
    }

    fn times(&self) -> Vec<Span> {
        self.within.into_iter().collect()
    }
}

impl Recovery {
    /// The command must be the quote's, whole.
    fn command(&self, context: &ClaimContext<'_>, spoken: &str, mark: Mark) {
        let said = document::command(spoken);
        let claimed = self.commands.join("; ").split_whitespace().collect::<Vec<_>>().join(" ");
        if said != claimed {
            let message = format!("the quote's command is '{said}', the claim runs '{claimed}'");
            context.source.error_with(
                mark,
                message,
                "the documented command is run word for word; change one of them",
            );
        }
    }

    /// The time must be the quote's, and there where the quote gives one.
    fn figure(&self, context: &ClaimContext<'_>, figures: &[Figure], mark: Mark) {
        let said =
            figures.iter().map(|figure| figure.text.as_str()).collect::<Vec<_>>().join(" and ");
        match self.within {
            None if figures.is_empty() => {}
            None => {
                let message = format!("the quote says {said}, the claim gives no time");
                let readable = |figure: &&Figure| Span::parse(&figure.text) == Ok(figure.span);
                let written = figures.iter().find(readable).map(|figure| figure.text.clone());
                let written =
                    written.or_else(|| figures.first().map(|figure| figure.span.to_string()));
                context.source.error_with(
                    mark,
                    message,
                    format!("add within: {}", written.unwrap_or_default()),
                );
            }
            Some(within) if figures.is_empty() => {
                let message = format!("the claim says within {within}, the quote gives no time");
                context.source.error_with(mark, message, AGREE);
            }
            Some(within) if figures.iter().any(|figure| figure.span == within) => {}
            Some(within) => {
                let message = format!("the quote says {said}, the claim says within {within}");
                context.source.error_with(mark, message, AGREE);
            }
        }
    }
}

/// What the document gives as a command is run word for word, and not replaced.
fn is_prose(context: &ClaimContext<'_>, spoken: &str, mark: Mark) {
    let said = document::command(spoken);
    // Sentences begin with a capital letter, programs do not.
    if spoken.contains('`') || !said.starts_with(char::is_uppercase) {
        let message =
            format!("the quote gives a command, '{said}', and the claim has others of its own");
        context.source.error_with(
            mark,
            message,
            "run the document's command word for word: recovery: {run: …}",
        );
    }
}
