//! As much of a Dockerfile as says which stages there are, what they stand on and which files they
//! take. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// A Dockerfile's stages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dockerfile {
    /// Build arguments before the first stage, with their defaults.
    args: BTreeMap<String, String>,
    stages: Vec<Stage>,
    /// Paths of the context that are copied; `None` where it is not known which (`.`, patterns,
    /// variables).
    sources: Option<BTreeSet<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Stage {
    name: String,
    from: String,
}

impl Dockerfile {
    /// Reads it. What is not understood is no error here: the engine will say so.
    pub(super) fn read(text: &str) -> Self {
        let mut read = Self { sources: Some(BTreeSet::new()), ..Self::default() };
        for line in instructions(text) {
            let mut words = line.split_whitespace();
            let Some(instruction) = words.next() else { continue };
            let words: Vec<_> = words
                .filter(|word| !word.starts_with("--") || word.starts_with("--from="))
                .collect();
            match instruction.to_ascii_uppercase().as_str() {
                "ARG" if read.stages.is_empty() => {
                    read.args.extend(words.iter().map(|word| default(word)));
                }
                "FROM" => read.stages.extend(stage(&words)),
                "COPY" | "ADD" => read.copied(&line, &words),
                _ => {}
            }
        }
        read
    }

    fn copied(&mut self, line: &str, words: &[&str]) {
        if words.first().is_some_and(|word| word.starts_with("--from=")) {
            return;
        }
        let sources = words.split_last().map(|(_, sources)| sources).unwrap_or_default();
        let clear = |word: &&str| {
            !word.contains(['*', '?', '$', '"', '<']) && !matches!(*word, "." | "./" | "/")
        };
        if line.contains('[') || !sources.iter().all(clear) {
            self.sources = None;
        }
        if let Some(known) = &mut self.sources {
            known.extend(
                sources
                    .iter()
                    .map(|path| path.trim_start_matches("./").trim_matches('/').to_owned()),
            );
        }
    }

    /// Whether a file of the context can be in an image.
    pub(super) fn takes(&self, path: &str) -> bool {
        let within = |source: &String| {
            path.strip_prefix(source.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.sources.as_ref().is_none_or(|sources| sources.iter().any(within))
    }

    /// Where a name leads with these build arguments: through our stages, in their order, to an
    /// image of somebody else.
    pub(super) fn lineage(&self, target: Option<&str>, args: &BTreeMap<String, String>) -> Lineage {
        let mut lineage = Lineage::default();
        let mut at = match target {
            Some(name) => self.stages.iter().rposition(|stage| stage.name == name),
            None => self.stages.len().checked_sub(1),
        };
        while let Some(position) = at {
            let stage = &self.stages[position];
            lineage.stages.push(stage.name.clone());
            lineage.image = self.filled_in(&stage.from, args);
            lineage.argument = variable(&stage.from).map(str::to_owned);
            // A stage stands on an earlier one or on an image; never on itself.
            at = self.stages[..position].iter().rposition(|earlier| earlier.name == lineage.image);
        }
        lineage
    }

    /// How far down a target stands: how many stages are above it.
    pub(super) fn depth(&self, target: Option<&str>) -> usize {
        let named =
            target.and_then(|name| self.stages.iter().rposition(|stage| stage.name == name));
        named.unwrap_or(self.stages.len())
    }

    fn filled_in(&self, from: &str, args: &BTreeMap<String, String>) -> String {
        let value = variable(from).map(|name| {
            args.get(name).or_else(|| self.args.get(name)).cloned().unwrap_or_default()
        });
        value.unwrap_or_else(|| from.to_owned())
    }
}

/// What a stage stands on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lineage {
    /// Our stages, the nearest first.
    pub stages: Vec<String>,
    /// The image of somebody else at the end.
    pub image: String,
    /// The build argument that names it, where one does.
    pub argument: Option<String>,
}

/// Instructions, with continued lines joined and comments taken out.
fn instructions(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut open = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let continued = line.strip_suffix('\\');
        open += continued.unwrap_or(line);
        open.push(' ');
        if continued.is_none() {
            all.push(std::mem::take(&mut open));
        }
    }
    all.push(open);
    all
}

fn default(word: &str) -> (String, String) {
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    (name.to_owned(), value.trim_matches('"').to_owned())
}

fn stage(words: &[&str]) -> Option<Stage> {
    let from = (*words.first()?).to_owned();
    let named = words.get(1).is_some_and(|word| word.eq_ignore_ascii_case("as"));
    let name = words.get(2).filter(|_| named).copied().unwrap_or_default().to_owned();
    Some(Stage { name, from })
}

/// The name in `${NAME}` or `$NAME`.
fn variable(from: &str) -> Option<&str> {
    let name = from.strip_prefix('$')?;
    Some(name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "ARG BASE=debian:bookworm-slim\nARG REDIS=packages\n\n\
                        FROM ${BASE} AS packages\nRUN apt-get \\\n# a comment within\n  update\n\
                        FROM ${REDIS} AS redis\nCOPY config/redis/redis.conf /etc/\nCOPY --from=packages /x /y\n\
                        FROM packages AS droplet\nCOPY --chown=1:1 app/site /var/www/\nADD ./config/nginx/ /etc/nginx/\n";

    fn args(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_target_stands_on_our_stages_and_in_the_end_on_an_image() {
        let file = Dockerfile::read(TEXT);
        let built = file.lineage(Some("redis"), &args(&[]));
        assert_eq!(built.stages, ["redis", "packages"]);
        assert_eq!(
            (built.image.as_str(), built.argument.as_deref()),
            ("debian:bookworm-slim", Some("BASE"))
        );
        let upstream = file.lineage(Some("redis"), &args(&[("REDIS", "redis:7")]));
        assert_eq!(
            (upstream.stages, upstream.image.as_str()),
            (vec!["redis".to_owned()], "redis:7")
        );
        assert_eq!(file.lineage(None, &args(&[("BASE", "own")])).image, "own");
    }

    #[test]
    fn only_files_that_are_copied_count() {
        let file = Dockerfile::read(TEXT);
        for path in ["config/redis/redis.conf", "app/site/index.html", "config/nginx/nginx.conf"] {
            assert!(file.takes(path), "{path}");
        }
        for path in ["pack.yaml", "app/siteb", "config/redis/redis.conf.old", "x"] {
            assert!(!file.takes(path), "{path}");
        }
    }

    #[test]
    fn where_it_is_not_clear_what_is_copied_every_file_counts() {
        for line in [
            "COPY . /app",
            "COPY *.py /app",
            "COPY [\"a b\", \"/c\"]",
            "ADD $WHAT /x",
            "COPY <<EOF /x",
        ] {
            assert!(Dockerfile::read(&format!("FROM x\n{line}\n")).takes("pack.yaml"), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_read(text in "(FROM|ARG|COPY|ADD|AS|x|\\$|\\{|\\}|=|\\\\|#|\n| ){0,60}") {
            let file = Dockerfile::read(&text);
            let _ = (file.lineage(None, &BTreeMap::new()), file.lineage(Some("x"), &BTreeMap::new()), file.takes("x"));
        }
    }
}
