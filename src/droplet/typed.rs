//! Reads the words typed after `docker` and `docker-compose`, with Docker's own words where they
//! are wrong.

use super::shim::{PlainName, Refusal, ShimCall};
use crate::words::Span;
use std::iter::Peekable;
use std::slice::Iter;

const DOCKER: &str = "restart, start, stop, exec, ps, port, container, compose";
const CONTAINER: &str = "restart, start, stop, exec, port, ls";
const COMPOSE: &str = "restart, start, stop, up -d, exec, ps";

impl ShimCall {
    /// Reads what was typed, the program's name first.
    pub fn parse(argv: &[String]) -> Result<Self, Refusal> {
        let mut words = argv.iter().peekable();
        match words.next().map(|program| program.rsplit('/').next().unwrap_or(program)) {
            Some("docker") => match words.next().map_or("", String::as_str) {
                "compose" => compose("docker compose", words),
                "container" => {
                    let typed = CommandLine::new(
                        "docker container",
                        words.next().map_or("", String::as_str),
                    );
                    let verb = if matches!(typed.verb, "ls" | "list") { "ps" } else { typed.verb };
                    docker(verb, typed, CONTAINER, words)
                }
                verb => docker(verb, CommandLine::new("docker", verb), DOCKER, words),
            },
            Some("docker-compose") => compose("docker-compose", words),
            _ => {
                let text = "only docker and docker-compose are let through to firedrill";
                Err(Refusal::of_firedrill(1, text.to_owned()))
            }
        }
    }
}

fn docker(
    verb: &str,
    typed: CommandLine<'_>,
    allowed: &str,
    words: Words<'_>,
) -> Result<ShimCall, Refusal> {
    match verb {
        "restart" => {
            let (names, options) = typed.names(words, &[TIME])?;
            Ok(ShimCall::Restart {
                names: typed.some(names)?,
                grace: CommandLine::grace(&options)?,
            })
        }
        "start" => Ok(ShimCall::Start { names: typed.some(typed.names(words, &[])?.0)? }),
        "stop" => {
            let (names, options) = typed.names(words, &[TIME])?;
            Ok(ShimCall::Stop { names: typed.some(names)?, grace: CommandLine::grace(&options)? })
        }
        "exec" => {
            let (name, argv, options) = typed.command(words, &[INTERACTIVE, TTY, USER])?;
            Ok(ShimCall::Exec {
                name,
                argv,
                user: options.value("-u"),
                terminal: options.has("-t"),
            })
        }
        "ps" => {
            let options = typed
                .names(words, &[ALL, QUIET])
                .and_then(|(names, options)| typed.none(&names, options))?;
            Ok(ShimCall::Ps { all: options.has("-a"), quiet: options.has("-q") })
        }
        "port" => {
            let (names, _) = typed.names(words, &[])?;
            match typed.some(names)?.as_slice() {
                [name] => Ok(ShimCall::Port { name: name.clone() }),
                _ => Err(Refusal::of_firedrill(
                    1,
                    "docker port: firedrill tells all ports of one container".to_owned(),
                )),
            }
        }
        _ => Err(typed.unknown(allowed)),
    }
}

fn compose(program: &'static str, mut words: Words<'_>) -> Result<ShimCall, Refusal> {
    let verb = words.next().map_or("", String::as_str);
    let typed = CommandLine::new(program, verb);
    match verb {
        "restart" => {
            let (services, options) = typed.names(words, &[TIMEOUT])?;
            Ok(ShimCall::ComposeRestart { services, grace: CommandLine::grace(&options)? })
        }
        "start" => Ok(ShimCall::ComposeStart { services: typed.names(words, &[])?.0 }),
        "up" => {
            let (services, options) = typed.names(words, &[DETACH, NO_DEPS])?;
            if !options.has("-d") {
                return Err(Refusal::of_firedrill(
                    1,
                    format!("{program} up: firedrill does only 'up -d'"),
                ));
            }
            Ok(ShimCall::ComposeUp { services, dependencies: !options.has(NO_DEPS.short) })
        }
        "stop" => {
            let (services, options) = typed.names(words, &[TIMEOUT])?;
            Ok(ShimCall::ComposeStop { services, grace: CommandLine::grace(&options)? })
        }
        "exec" => {
            let (service, argv, options) = typed.command(words, &[NO_TTY, USER])?;
            Ok(ShimCall::ComposeExec {
                service,
                argv,
                user: options.value("-u"),
                terminal: !options.has("-T"),
            })
        }
        "ps" => {
            let (services, options) = typed.names(words, &[QUIET])?;
            Ok(ShimCall::ComposePs { services, quiet: options.has("-q") })
        }
        _ => Err(typed.unknown(COMPOSE)),
    }
}

type Words<'a> = Peekable<Iter<'a, String>>;

/// An option that is let through.
#[derive(Debug, Clone, Copy)]
struct Known {
    short: &'static str,
    long: &'static str,
    takes_value: bool,
}

const TIME: Known = Known { short: "-t", long: "--time", takes_value: true };
const TIMEOUT: Known = Known { short: "-t", long: "--timeout", takes_value: true };
const INTERACTIVE: Known = Known { short: "-i", long: "--interactive", takes_value: false };
const TTY: Known = Known { short: "-t", long: "--tty", takes_value: false };
const NO_TTY: Known = Known { short: "-T", long: "--no-TTY", takes_value: false };
const USER: Known = Known { short: "-u", long: "--user", takes_value: true };
const ALL: Known = Known { short: "-a", long: "--all", takes_value: false };
const QUIET: Known = Known { short: "-q", long: "--quiet", takes_value: false };
const DETACH: Known = Known { short: "-d", long: "--detach", takes_value: false };
/// It has no short form.
const NO_DEPS: Known = Known { short: "--no-deps", long: "--no-deps", takes_value: false };

impl Known {
    fn is_letter(self, letter: char) -> bool {
        self.short.strip_prefix('-').is_some_and(|short| short.strip_prefix(letter) == Some(""))
    }
}

/// The options given, by their short names.
#[derive(Debug, Default)]
struct Options(Vec<(&'static str, String)>);

impl Options {
    fn has(&self, short: &str) -> bool {
        self.0.iter().any(|(given, _)| *given == short)
    }

    /// The last one given counts, as with Docker.
    fn value(&self, short: &str) -> Option<String> {
        self.0.iter().rev().find(|(given, _)| *given == short).map(|(_, value)| value.clone())
    }
}

/// The command as it was typed, for messages.
#[derive(Debug, Clone, Copy)]
struct CommandLine<'a> {
    program: &'static str,
    verb: &'a str,
}

impl<'a> CommandLine<'a> {
    const fn new(program: &'static str, verb: &'a str) -> Self {
        Self { program, verb }
    }

    /// Names and options in any order.
    fn names(
        self,
        mut words: Words<'_>,
        known: &[Known],
    ) -> Result<(Vec<PlainName>, Options), Refusal> {
        let (mut names, mut options) = (Vec::new(), Options::default());
        while let Some(word) = words.next() {
            if word == "--" {
                for word in words.by_ref() {
                    names.push(self.name(word)?);
                }
            } else if word.starts_with('-') {
                self.option(word, &mut words, known, &mut options)?;
            } else {
                names.push(self.name(word)?);
            }
        }
        Ok((names, options))
    }

    /// Options, then a name, then a command whose own options are its own.
    fn command(
        self,
        mut words: Words<'_>,
        known: &[Known],
    ) -> Result<(PlainName, Vec<String>, Options), Refusal> {
        let mut options = Options::default();
        while let Some(word) = words.next_if(|word| word.starts_with('-')) {
            if word == "--" {
                break;
            }
            self.option(word, &mut words, known, &mut options)?;
        }
        let name = words.next().map(|word| self.name(word)).transpose()?;
        let argv: Vec<String> = words.cloned().collect();
        match name {
            Some(name) if !argv.is_empty() => Ok((name, argv, options)),
            _ => Err(self.wants("at least 2 arguments")),
        }
    }

    /// Reads one word of options: `--long`, `--long=value`, `-s value`, `-svalue`, `-it`.
    fn option(
        self,
        word: &str,
        words: &mut Words<'_>,
        known: &[Known],
        into: &mut Options,
    ) -> Result<(), Refusal> {
        if let Some(long) = word.strip_prefix("--") {
            let (long, value) =
                long.split_once('=').map_or((long, None), |(long, value)| (long, Some(value)));
            let option = known
                .iter()
                .find(|option| &option.long[2..] == long && (option.takes_value || value.is_none()))
                .ok_or_else(|| self.unknown_option(word, known))?;
            let value = value.map(str::to_owned);
            let value =
                if option.takes_value { Some(self.value(word, value, words)?) } else { None };
            into.0.push((option.short, value.unwrap_or_default()));
            return Ok(());
        }
        if word == "-" {
            return Err(self.unknown_option(word, known));
        }
        for (at, letter) in word.char_indices().skip(1) {
            let option = known
                .iter()
                .find(|option| option.is_letter(letter))
                .ok_or_else(|| self.unknown_option(word, known))?;
            if option.takes_value {
                let rest = word[at + letter.len_utf8()..].trim_start_matches('=');
                let value = self.value(word, (!rest.is_empty()).then(|| rest.to_owned()), words)?;
                into.0.push((option.short, value));
                return Ok(());
            }
            into.0.push((option.short, String::new()));
        }
        Ok(())
    }

    fn value(
        self,
        option: &str,
        given: Option<String>,
        words: &mut Words<'_>,
    ) -> Result<String, Refusal> {
        let text = || {
            format!(
                "flag needs an argument: {option}\nSee '{} {} --help'.",
                self.program, self.verb
            )
        };
        given.or_else(|| words.next().cloned()).ok_or_else(|| Refusal::of_docker(125, text()))
    }

    fn grace(options: &Options) -> Result<Option<Span>, Refusal> {
        let Some(text) = options.value("-t") else { return Ok(None) };
        if let Ok(seconds) = text.parse::<u32>() {
            return Ok(Some(Span::secs(u64::from(seconds))));
        }
        let why = format!("invalid argument \"{text}\" for -t: whole seconds");
        // To newer Dockers a negative one means: however long it takes.
        let is_number = text.parse::<i64>().is_ok();
        Err(if is_number { Refusal::of_firedrill(125, why) } else { Refusal::of_docker(125, why) })
    }

    fn name(self, word: &str) -> Result<PlainName, Refusal> {
        let text = || {
            format!(
                "{} {}: '{word}' is no plain name (letters, digits, '_', '.', '-'); firedrill \
                 lets nothing else through",
                self.program, self.verb
            )
        };
        PlainName::parse(word).ok_or_else(|| {
            // The engine's own names for containers begin so; no other that is not plain is one.
            if word.starts_with('/') {
                Refusal::of_firedrill(1, text())
            } else {
                Refusal::of_docker(1, text())
            }
        })
    }

    fn some(self, names: Vec<PlainName>) -> Result<Vec<PlainName>, Refusal> {
        if names.is_empty() { Err(self.wants("at least 1 argument")) } else { Ok(names) }
    }

    fn none(self, names: &[PlainName], options: Options) -> Result<Options, Refusal> {
        if names.is_empty() { Ok(options) } else { Err(self.wants("no arguments")) }
    }

    fn wants(self, what: &str) -> Refusal {
        Refusal::of_docker(1, format!("\"{} {}\" requires {what}.", self.program, self.verb))
    }

    fn unknown(self, allowed: &str) -> Refusal {
        let Self { program, verb } = self;
        let text =
            format!("{program}: '{verb}' is not let through to firedrill; allowed are: {allowed}");
        Refusal::of_firedrill(1, text)
    }

    fn unknown_option(self, word: &str, known: &[Known]) -> Refusal {
        let Self { program, verb } = self;
        let allowed: Vec<_> =
            known.iter().map(|option| format!("{} ({})", option.short, option.long)).collect();
        let allowed = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
        let text = format!(
            "unknown flag: {word}\n{program} {verb}: firedrill lets through no options but these: \
             {allowed}"
        );
        Refusal::of_firedrill(125, text)
    }
}
