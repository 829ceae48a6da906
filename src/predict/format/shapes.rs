//! What every drawing of the graph has: journeys, services and groups, marked by how they fare, and
//! who needs whom.

use super::Prediction;
use crate::predict::{Edge, Graph, Id};
use crate::topology::DependencyKind;
use crate::words::Impact;

/// Something that is drawn.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// Its id in the drawing of its profile.
    pub id: String,
    /// What stands in it.
    pub name: String,
    /// How it fares.
    pub mark: Mark,
    /// What it is.
    pub form: Form,
}

/// What something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Journey,
    Service,
    /// Services of which some are enough.
    Group,
}

/// How something fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    None,
    Degraded,
    Outage,
    /// It failed by itself.
    Failed,
}

impl Mark {
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Degraded => "degraded",
            Self::Outage => "outage",
            Self::Failed => "failed",
        }
    }
}

impl From<Impact> for Mark {
    fn from(impact: Impact) -> Self {
        match impact {
            Impact::None => Self::None,
            Impact::Degraded => Self::Degraded,
            Impact::Outage => Self::Outage,
        }
    }
}

/// Journeys first, then services, then groups.
pub(super) fn shapes(prediction: &Prediction) -> Vec<Shape> {
    let cascade = prediction.cascade.as_ref();
    let of_service = |id: Id| match cascade {
        Some(cascade) if cascade.failed.contains(&id) => Mark::Failed,
        Some(cascade) => cascade.impact(id).into(),
        None => Mark::None,
    };
    let graph = &prediction.graph;
    let ways = graph.ways().iter().enumerate().map(|(place, way)| Shape {
        id: format!("j{place}"),
        name: way.journey.to_string(),
        mark: cascade.map_or(Mark::None, |cascade| cascade.journey(way).0.into()),
        form: Form::Journey,
    });
    let services = (0..).zip(graph.services()).map(|(id, name)| Shape {
        id: format!("s{id}"),
        name: name.to_string(),
        mark: of_service(id),
        form: Form::Service,
    });
    let groups = graph.groups().iter().enumerate().map(|(place, group)| Shape {
        id: format!("g{place}"),
        name: format!("{} of {}", group.least, group.of.len()),
        mark: cascade.map_or(Mark::None, |cascade| cascade.group(group).into()),
        form: Form::Group,
    });
    ways.chain(services).chain(groups).collect()
}

/// Every dependency, those of journeys first: from, to, kind. A group stands between who needs it
/// and its services.
pub(super) fn arrows(graph: &Graph) -> Vec<(String, String, DependencyKind)> {
    let of_ways = graph.ways().iter().enumerate().flat_map(|(place, way)| {
        let hard = DependencyKind::Hard;
        way.through.iter().map(move |to| (format!("j{place}"), format!("s{to}"), hard))
    });
    let edge = |edge: &Edge| {
        let from = edge.group.map_or(format!("s{}", edge.from), |group| format!("g{group}"));
        (from, format!("s{}", edge.to), edge.kind)
    };
    let groups = graph.groups().iter().enumerate();
    let of_groups =
        groups.map(|(place, group)| (format!("s{}", group.from), format!("g{place}"), group.kind));
    of_ways.chain(graph.edges().iter().map(edge)).chain(of_groups).collect()
}
