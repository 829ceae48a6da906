//! `trees:` of `pack.yaml`: whatever it takes from the document and does not stand there (any more) is
//! told, and says nothing.

use super::keys::{ANSWER, ASPECTS, REMEDY, TREE};
use super::known::Known;
use super::warnings;
use crate::pack::claim::Reply;
use crate::pack::facts::ProbeAspect;
use crate::pack::fault::Fault;
use crate::pack::model::{AnsweredBy, Pack, Tree, TreeAnswer, TreeRemedy};
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::Node;
use crate::reading::{DecisionTree, Words};

/// Reads them, once the scenarios are known.
pub fn trees(
    source: &Source<'_>,
    fields: &Fields<'_>,
    known: &Known,
    documented: &[DecisionTree],
    (pack, all_read): (&Pack, bool),
) -> Vec<Tree> {
    let reader = Reader { source, known, documented, pack, all_read };
    let mut read: Vec<Tree> = Vec::new();
    for node in fields.items("trees") {
        let Some(tree) = reader.tree(node) else { continue };
        if read.iter().any(|other| other.line == tree.line) {
            let message = format!("the tree '{}' is listed twice", tree.title);
            source.error_with(node.mark, message, "put both entries into one");
            continue;
        }
        read.push(tree);
    }
    read
}

struct Reader<'a> {
    source: &'a Source<'a>,
    known: &'a Known,
    documented: &'a [DecisionTree],
    pack: &'a Pack,
    /// Whether every scenario could be read.
    all_read: bool,
}

impl Reader<'_> {
    fn tree(&self, node: &Node) -> Option<Tree> {
        let fields = self.source.object(node, &TREE)?;
        let title = fields.need("title")?;
        let text = self.source.text(title, "a title")?;
        let is = |tree: &&DecisionTree| same(&tree.title.text, text);
        let Some(tree) = self.documented.iter().find(is) else {
            let titles = self.documented.iter().map(|tree| tree.title.text.trim());
            let message =
                format!("the document has no decision tree '{text}', so that none is walked");
            self.source.warn(title.mark, message, &suggest(text, titles));
            return None;
        };
        let faults = fields.items("for").iter().filter_map(|node| self.fault(node)).collect();
        let questions: Vec<&Words> = tree.questions.iter().map(|one| &one.words).collect();
        let answers = tree.questions.iter().flat_map(|one| &one.answers);
        let leaves: Vec<&Words> =
            answers.filter(|answer| answer.goto.is_none()).map(|answer| &answer.then).collect();
        let answer = |node: &Node| self.answer(node, &questions);
        let remedy = |node: &Node| self.remedy(node, &leaves);
        Some(Tree {
            title: tree.title.text.trim().to_owned(),
            line: tree.title.place.line,
            faults,
            answers: fields.items("answers").iter().filter_map(answer).collect(),
            remedies: fields.items("remedies").iter().filter_map(remedy).collect(),
        })
    }

    /// A scenario, or the drill that breaks a service alone.
    fn fault(&self, node: &Node) -> Option<String> {
        let text = self.source.text(node, "a scenario")?;
        let scenarios = || self.pack.scenarios.iter().map(|scenario| scenario.id.as_str());
        let breakable = |name: &str| {
            let mut services = self.pack.services.iter();
            services.any(|one| one.name.as_str() == name && Fault::alone(one).is_some())
        };
        let alone = text.strip_suffix("-alone").is_some_and(breakable);
        if !alone && !scenarios().any(|id| id == text) {
            // One that could not be read was told.
            if !self.all_read {
                return None;
            }
            let hint = suggest(text, scenarios());
            let message = format!("the pack has no scenario '{text}'");
            self.source.error_with(node.mark, message, hint);
            return None;
        }
        Some(text.to_owned())
    }

    fn answer(&self, node: &Node, questions: &[&Words]) -> Option<TreeAnswer> {
        let fields = self.source.object(node, &ANSWER)?;
        let line = self.standing(fields.need("question")?, "question", questions)?;
        let service = fields.get("service").and_then(|node| self.known.service(self.source, node));
        let looks: Vec<ProbeAspect> =
            fields.items("looks").iter().filter_map(|node| self.aspect(node)).collect();
        let well = match fields.text("well").as_deref() {
            None | Some("yes") => Reply::Yes,
            Some("no") => Reply::No,
            Some(_) => {
                let mark = fields.get("well").map_or(node.mark, |node| node.mark);
                self.source.error(mark, "the answer while all is well is yes or no");
                return None;
            }
        };
        let by = match (fields.get("run"), service, fields.text("reason")) {
            (Some(run), service, None) => {
                self.known.in_droplet(self.source, run.mark, "a question's command");
                let then = "a walk that comes to the question ends there";
                warnings::commands(self.source, self.known, run, then);
                let run = self.source.text(run, "a command")?.to_owned();
                AnsweredBy::Command { run, service }
            }
            (None, Some(service), None) => AnsweredBy::Service { service, looks },
            (None, None, Some(reason)) => AnsweredBy::Nothing(reason),
            _ if fields.get("service").is_some() && fields.get("reason").is_none() => return None,
            _ => {
                let hint = "write run: …, or service: …, or reason: … why nothing answers it";
                self.source.error_with(
                    fields.mark,
                    "a question is answered by a command or by a service, or it is not, with the \
                     reason",
                    hint,
                );
                return None;
            }
        };
        Some(TreeAnswer { line, by, well })
    }

    fn aspect(&self, node: &Node) -> Option<ProbeAspect> {
        let text = self.source.text(node, "a look")?;
        let all = [ProbeAspect::Alive, ProbeAspect::Works, ProbeAspect::Writes];
        let found = all.into_iter().find(|aspect| aspect.as_str() == text);
        if found.is_none() {
            let hint = suggest(text, ASPECTS);
            self.source.error_with(node.mark, format!("no look is called '{text}'"), hint);
        }
        found
    }

    fn remedy(&self, node: &Node, leaves: &[&Words]) -> Option<TreeRemedy> {
        let fields = self.source.object(node, &REMEDY)?;
        let line = self.standing(fields.need("leaf")?, "leaf", leaves)?;
        let by = match (fields.get("run"), fields.text("reason")) {
            (Some(run), None) => {
                self.known.in_droplet(self.source, run.mark, "a remedy by commands");
                warnings::commands(self.source, self.known, run, "the leaf stays undone");
                Ok(self.source.texts(run, "a command"))
            }
            (None, Some(reason)) => Err(reason),
            _ => {
                let hint = "write run: … with commands, or reason: … why there are none";
                let message = "a remedy has 'run' or 'reason', one of the two";
                self.source.error_with(fields.mark, message, hint);
                return None;
            }
        };
        Some(TreeRemedy { line, by })
    }

    /// The line of the one that has these words; none, with a warning, where the document has them no
    /// more.
    fn standing(&self, node: &Node, what: &str, all: &[&Words]) -> Option<u32> {
        let text = self.source.text(node, &format!("a {what}"))?;
        let wanted = plain(text);
        let mut found = all.iter().filter(|one| plain(&one.text).contains(&wanted));
        match (found.next(), found.next()) {
            (Some(one), None) if !wanted.is_empty() => Some(one.place.line),
            (Some(one), Some(other)) if !wanted.is_empty() => {
                let message = format!("'{text}' stands in more than one {what} of the tree");
                let lines = (one.place.line, other.place.line);
                let hint = format!("take more of the words of line {} or {}", lines.0, lines.1);
                self.source.error_with(node.mark, message, hint);
                None
            }
            _ => {
                let hint = suggest(text, all.iter().map(|one| one.text.trim()));
                let message = format!("the tree has no {what} '{text}', so that this says nothing");
                self.source.warn(node.mark, message, &hint);
                None
            }
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// In lower case, with one space between words.
fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
