//! The rules, one file each.

mod alert_after_recovery;
mod answer_leads_nowhere;
mod both_directions;
mod cascade_misses_dependent;
mod cascade_names_stranger;
mod circle;
mod depends_on_nothing;
mod destroys_what_is_kept;
mod differing_figures;
mod gap;
mod layer_denied;
mod link_leads_nowhere;
mod missing_detection;
mod missing_figure;
mod missing_impact;
mod missing_in_drawing;
mod missing_recovery;
mod missing_scenario;
mod named_on_one_side;
mod never_tested;
mod objective_missed;
mod outage_under_two_symbols;
mod placeholder;
mod question_unreached;
mod recovery_needs_what_is_down;
mod restarts_stranger;
mod review_overdue;
mod rpo_missed;
mod severity_differs;
mod starts_too_early;
mod waiver_unknown_rule;
mod waiver_without_reason;

use super::finding::{Finding, Severity};
use super::view::View;

/// Something that a document can say against itself, or leave open.
pub trait Rule: Sync {
    /// Its name, as comments and `--explain` call it: `severity-differs`.
    fn id(&self) -> &'static str;

    /// How bad its findings are, where nothing makes them weaker.
    fn severity(&self) -> Severity;

    /// What it looks for, in one sentence.
    fn summary(&self) -> &'static str;

    /// Why that matters, in plain words.
    fn why(&self) -> &'static str;

    /// Lines of a document that it finds something in, and the same lines put right.
    fn example(&self) -> (&'static str, &'static str);

    /// What it finds.
    fn check(&self, view: &View<'_>) -> Vec<Finding>;

    /// All that there is to say of it: what, why, and an example of the wrong and the right.
    fn explain(&self) -> String {
        let (wrong, right) = self.example();
        let lines = |text: &str| format!("    {}\n", text.replace('\n', "\n    "));
        format!(
            "{} ({})\n\n{}\n\n{}\n\n  Wrong:\n{}\n  Right:\n{}",
            self.id(),
            self.severity(),
            self.summary(),
            self.why(),
            lines(wrong),
            lines(right)
        )
    }
}

/// All rules, by what they are about: severities, dependencies, times, recoveries, what is missing,
/// orders and trees, and the document itself.
pub static RULES: [&dyn Rule; 31] = [
    &severity_differs::SeverityDiffers,
    &outage_under_two_symbols::OutageUnderTwoSymbols,
    &layer_denied::LayerDenied,
    &named_on_one_side::NamedOnOneSide,
    &depends_on_nothing::DependsOnNothing,
    &missing_in_drawing::MissingInDrawing,
    &both_directions::BothDirections,
    &cascade_names_stranger::CascadeNamesStranger,
    &cascade_misses_dependent::CascadeMissesDependent,
    &objective_missed::ObjectiveMissed,
    &rpo_missed::RpoMissed,
    &alert_after_recovery::AlertAfterRecovery,
    &differing_figures::DifferingFigures,
    &recovery_needs_what_is_down::RecoveryNeedsWhatIsDown,
    &restarts_stranger::RestartsStranger,
    &destroys_what_is_kept::DestroysWhatIsKept,
    &missing_scenario::MissingScenario,
    &missing_detection::MissingDetection,
    &missing_recovery::MissingRecovery,
    &missing_impact::MissingImpact,
    &missing_figure::MissingFigure,
    &starts_too_early::StartsTooEarly,
    &circle::Circle,
    &question_unreached::QuestionUnreached,
    &answer_leads_nowhere::AnswerLeadsNowhere,
    &placeholder::Placeholder,
    &link_leads_nowhere::LinkLeadsNowhere,
    &review_overdue::ReviewOverdue,
    &never_tested::NeverTested,
    &waiver_without_reason::WaiverWithoutReason,
    &waiver_unknown_rule::WaiverUnknownRule,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static dyn Rule> {
    RULES.into_iter().find(|rule| rule.id() == id)
}
