//! The command line: one file a command, and the one place where errors become messages and exit
//! statuses.

mod args;
mod ask;
mod compare;
mod console;
mod diagnose;
mod doctor;
mod environment;
mod error;
mod github;
mod import;
mod judge;
mod lint;
mod listing;
mod packs;
mod predict;
mod progress;
mod publish;
mod recover;
mod report;
mod run;
mod runs;
mod sanitize;
mod schema;
mod show;
mod simulate;
mod stacks;

use args::{Arguments, Command, Format};
use error::{Failure, Status};

use clap::Parser as _;
use console::Console;
use std::process::ExitCode;

/// Does what the arguments of this process say, and returns its exit status.
pub fn main() -> ExitCode {
    crate::wall::now(); // read once, before anything can take time
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are results; everything else is a wrong command line. A closed
            // stream is calm.
            if !error.use_stderr() {
                let _ = error.print();
                return Status::Good.into();
            }
            console::wrong_command_line(&error);
            return Status::Wrong.into();
        }
    };
    let console = Console::new(&arguments.common);
    if arguments.common.verbose > 1 {
        let filter = tracing_subscriber::EnvFilter::new("firedrill=debug,bollard=info");
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .log_internal_errors(false)
            .init();
    }
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                console.voice.complain(&format!("error: cannot start the async runtime: {error}"));
                return Status::Unable.into();
            }
        };
    match runtime.block_on(carry_out(&arguments, &console)) {
        Ok(status) if console.has_lost_results() => status.max(Status::Aborted).into(),
        Ok(status) => status.into(),
        Err(failure) => {
            console.voice.complain(&failure.to_string());
            failure.status.into()
        }
    }
}

/// Why a command does not print in a format that is of another alone. Those that print at all in
/// more than words have JSON.
const fn refusal(format: Format, command: &Command) -> Option<&'static str> {
    match (format, command) {
        (Format::Human | Format::Json, _)
        | (Format::Sarif, Command::Lint(_))
        | (Format::Mermaid | Format::Dot | Format::Svg, Command::Predict(_)) => None,
        (Format::Sarif, _) => Some("only `firedrill lint` prints SARIF"),
        (Format::Mermaid | Format::Dot | Format::Svg, _) => Some("only `firedrill predict` draws"),
    }
}

async fn carry_out(arguments: &Arguments, console: &Console) -> Result<Status, Failure> {
    let common = &arguments.common;
    if let Some(why) = refusal(common.format, &arguments.command) {
        return Err(Failure::new(Status::Wrong, why).hint("choose --format human or --format json"));
    }
    match &arguments.command {
        Command::Run(args) => Box::pin(run::run(args, common, console)).await,
        Command::List => listing::list(common, console),
        Command::Show(args) => show::show(args, common, console),
        Command::Validate { path } => listing::validate(path.as_deref(), common, console),
        Command::Plan(args) => listing::plan(args, common, console),
        Command::Up(args) => stacks::up(args, common, console).await,
        Command::Down { run } => stacks::down(run.as_deref(), console).await,
        Command::Status => stacks::status(console).await,
        Command::Judge { timeline, fails } => {
            judge::judge(timeline, &fails.fails_on(), common, console)
        }
        Command::Report(args) => report::report(args, common, console),
        Command::Compare(args) => compare::compare(args, common, console),
        Command::Schema { subject } => Ok(schema::schema(*subject, console)),
        Command::Import(args) => import::import(args, common, console),
        Command::Lint(args) => lint::lint(args, common, console),
        Command::Predict(args) => predict::predict(args, common, console),
        Command::Simulate(args) => simulate::simulate(args, common, console),
        Command::Diagnose(args) => Box::pin(diagnose::diagnose(args, common, console)).await,
        Command::Doctor => doctor::doctor(common, console).await,
        Command::Recover => recover::recover(console).await,
    }
}
