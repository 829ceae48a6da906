//! What can be typed. This stage checks shapes only; the commands see every option together with
//! the pack.

use super::compare::CompareArgs;
use super::diagnose::DiagnoseArgs;
use super::environment;
use super::import::ImportArgs;
use super::lint::LintArgs;
use super::predict::PredictArgs;
use super::report::ReportArgs;
use super::schema::Subject;
use super::simulate::SimulateArgs;
use crate::plan::Shard;
use crate::report;
use crate::run::{self, Folders};
use crate::stack::Policy;
use crate::words::{ProfileName, RunId, Span};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Turns a failure document into drills, and says claim by claim whether it is true.
///
/// firedrill starts the stack that the document describes in containers of its own, breaks it in
/// each documented way, watches every service and user journey many times a second, and takes
/// everything down again.
#[derive(Debug, Parser)]
#[command(
    name = "firedrill",
    version,
    max_term_width = 100,
    after_help = "\
Exit status: 0 every claim confirmed or waived; 1 a claim contradicted, a drill without its \
fault, or what else --fail-on names; 2 the command line or a file is wrong; 3 this machine cannot \
run it; 4 interrupted or aborted, all undone; 5 something could not be undone."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options that every command takes.
    #[command(flatten)]
    pub common: Common,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The pack: a folder with pack.yaml, a Compose file, a document and scenarios [default: the
    /// bundled pack]
    #[arg(long, global = true, value_name = "DIR")]
    pub pack: Option<PathBuf>,
    /// Only this profile; may be given again [default: all of a scenario's]
    #[arg(long = "profile", global = true, value_name = "NAME")]
    pub profiles: Vec<String>,
    /// What to print on standard output
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Where runs leave their reports
    #[arg(long, global = true, value_name = "DIR", default_value = REPORTS)]
    pub report_dir: PathBuf,
    /// Colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Say less while working
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more while working; twice for the log
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// Where reports go unless something else is said.
pub const REPORTS: &str = "reports";

impl Common {
    /// Whether a profile is one of those chosen: any is where none was named.
    pub fn chooses(&self, profile: &ProfileName) -> bool {
        self.profiles.is_empty() || self.profiles.iter().any(|name| name == profile.as_str())
    }

    /// Where runs leave what they leave.
    pub fn folders(&self) -> Folders {
        Folders {
            reports: self.report_dir.clone(),
            state: environment::state_folder(),
            cache: environment::cache_folder(),
        }
    }
}

/// What standard output carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people.
    Human,
    /// One JSON document and nothing else.
    Json,
    /// One SARIF 2.1.0 log, of `lint` alone.
    Sarif,
    /// A Mermaid flowchart, of `predict` alone.
    Mermaid,
    /// A graph for Graphviz, of `predict` alone.
    Dot,
    /// A picture (SVG), of `predict` alone.
    Svg,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where images come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ImagePolicy {
    /// What is local, else upstream's where a registry answers, else built
    #[default]
    Auto,
    /// Only what is local
    Local,
    /// Upstream's
    Pull,
    /// Built from Debian's packages
    Build,
}

impl From<ImagePolicy> for Policy {
    fn from(policy: ImagePolicy) -> Self {
        match policy {
            ImagePolicy::Auto => Self::Auto,
            ImagePolicy::Local => Self::Local,
            ImagePolicy::Pull => Self::Pull,
            ImagePolicy::Build => Self::Build,
        }
    }
}

/// What the drills of a run stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EngineChoice {
    /// Real containers
    Docker,
    /// No engine at all: the pack's topology in virtual time, labelled as such in every report
    Simulated,
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum FailOn {
    /// A claim that was seen to be otherwise.
    Contradicted,
    /// A claim that could not be observed.
    Undetermined,
    /// Quoted words that no longer stand in the document.
    Drift,
    /// A run in which no software ran: a rehearsal is no proof
    Simulated,
}

impl Fails {
    /// What makes the run fail, as reports know it.
    pub fn fails_on(&self) -> BTreeSet<report::FailOn> {
        let word = |what: &FailOn| match what {
            FailOn::Contradicted => report::FailOn::Contradicted,
            FailOn::Undetermined => report::FailOn::Undetermined,
            FailOn::Drift => report::FailOn::Drift,
            FailOn::Simulated => report::FailOn::Simulated,
        };
        self.fail_on.iter().map(word).collect()
    }
}

impl Gate {
    /// The same, of a whole run.
    pub fn fails_on(&self) -> BTreeSet<report::FailOn> {
        self.fails.fails_on()
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the stack, drill, judge, report, take the stack down
    Run(RunArgs),
    /// The pack's scenarios
    List,
    /// One scenario, with its claims and their lines in the document; or with --run, what a run
    /// found, with its evidence
    Show(ShowArgs),
    /// Check a pack: every error with file, line, column and a hint
    Validate {
        /// The pack's folder [default: --pack, or the bundled pack]
        path: Option<PathBuf>,
    },
    /// What `run` would do, step by step; touches nothing
    Plan(PlanArgs),
    /// Start the stack and leave it running
    Up(UpArgs),
    /// Take down stacks that `up` or `run --keep` left
    Down {
        /// Only this run's [default: all that are left on purpose]
        run: Option<String>,
    },
    /// The stacks that are running, and how their services are
    Status,
    /// Judge a timeline again, from the file alone; or with --pack, by that pack's claims
    Judge {
        /// The drill's JSON Lines file
        timeline: PathBuf,
        /// When it is red
        #[command(flatten)]
        fails: Fails,
    },
    /// A run's reports again, from what it left in its folder; with --merge, several parts as one
    Report(ReportArgs),
    /// What got worse between two runs, or with --profiles between two profiles of one
    Compare(CompareArgs),
    /// The JSON Schema of report.json, of pack.yaml or of a scenario file
    Schema {
        /// Of which
        subject: Subject,
    },
    /// A pack of a team's failure document: what is understood becomes scenarios, services and
    /// dependencies, and what only a person can know a TODO
    Import(ImportArgs),
    /// What a failure document says against itself, or leaves open
    Lint(LintArgs),
    /// What fails with a service, by the dependencies alone; or with --cut-sets, which failures bring
    /// a journey down
    Predict(PredictArgs),
    /// How long journeys are down in a year, by chance: today, and with each improvement that the
    /// document lists
    Simulate(SimulateArgs),
    /// Walk the document's decision trees in a stack that is up, question by question, to what is to
    /// be done
    Diagnose(DiagnoseArgs),
    /// What this machine can run, and what to do about the rest
    Doctor,
    /// Undo what a killed run left
    Recover,
}

/// When a run withholds recoveries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ControlWhen {
    /// Where it was not tried yet with the same pack and images.
    #[default]
    First,
    /// In every drill.
    Always,
    /// In none.
    Never,
}

impl From<ControlWhen> for run::ControlWhen {
    fn from(when: ControlWhen) -> Self {
        match when {
            ControlWhen::First => Self::First,
            ControlWhen::Always => Self::Always,
            ControlWhen::Never => Self::Never,
        }
    }
}

/// `firedrill run`
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Scenarios [default: all]
    pub scenarios: Vec<String>,
    /// All that the document says of single services, and not its failures alone: what its tables
    /// say of each, and its lists of what is critical. A service that no scenario breaks alone is
    /// killed in a drill of its own
    #[arg(long, conflicts_with = "project")]
    pub all: bool,
    /// What the drills run on
    #[arg(long, value_enum, default_value_t = EngineChoice::Docker, value_name = "ENGINE")]
    pub engine: EngineChoice,
    /// What a simulated run follows from: the same seed gives the same run [default: one by chance,
    /// which is told]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Where images come from [default: auto]
    #[arg(long, value_enum, value_name = "FROM")]
    pub images: Option<ImagePolicy>,
    /// So many stacks side by side; each wants a processor of its own, or what can be seen blurs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: u16,
    /// Drill the whole set so many times, each time on fresh stacks
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub repeat: u32,
    /// When a drill's fault is injected once more without the recovery, to see what heals by
    /// itself: first: where that was not tried yet with the same pack and images; always; never
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub control: ControlWhen,
    /// Leave the last stack up at the end; `firedrill down` takes it down
    #[arg(long)]
    pub keep: bool,
    /// Drill this Compose project, which is up already, instead of a stack of firedrill's own. What
    /// will be broken in it is shown and asked about first; containers are killed or frozen, and
    /// put back, and nothing is ever removed
    #[arg(long, value_name = "NAME", conflicts_with_all = ["keep", "images", "jobs"])]
    pub project: Option<String>,
    /// Do not ask before a project is broken
    #[arg(long, requires = "project")]
    pub yes: bool,
    /// The whole run may take this long; then all is undone, status 4
    #[arg(long, value_parser = Span::parse, value_name = "DURATION")]
    pub timeout: Option<Span>,
    /// When it is red
    #[command(flatten)]
    pub gate: Gate,
    /// Only this part of the drills, as in 1/4; `report --merge` joins the parts
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
}

// What makes a run or a drill red. Documented like this for the same reason as `Gate`.
#[allow(missing_docs)]
#[derive(Debug, Args)]
pub struct Fails {
    /// What makes the run fail. A drill in which nothing was broken does in any case
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "LIST",
        default_value = "contradicted,undetermined,drift,simulated"
    )]
    pub fail_on: Vec<FailOn>,
}

// What makes a run red, and where a pipeline reads it: the same wherever a run is reported.
// Documented like this, since clap would print a doc comment here in place of the command's own
// description.
#[allow(missing_docs)]
#[derive(Debug, Args)]
pub struct Gate {
    /// What makes it fail
    #[command(flatten)]
    pub fails: Fails,
    /// Write a JUnit file here too
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

/// `firedrill plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Scenarios [default: all]
    pub scenarios: Vec<String>,
    /// As `run --all`
    #[arg(long)]
    pub all: bool,
    /// Only this part of the drills, as in 1/4
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
}

/// `firedrill up`
#[derive(Debug, Args)]
pub struct UpArgs {
    /// Where images come from
    #[arg(long, value_enum, default_value_t = ImagePolicy::Auto, value_name = "FROM")]
    pub images: ImagePolicy,
}

/// `firedrill show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The scenario
    pub scenario: String,
    /// What this run found, instead of what the pack says
    #[arg(long, value_parser = RunId::parse, value_name = "ID")]
    pub run: Option<RunId>,
    /// Only this claim, or these by the beginning of their id, with the events behind it
    #[arg(long, value_name = "ID", requires = "run")]
    pub claim: Option<String>,
}
