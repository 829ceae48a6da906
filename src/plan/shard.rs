//! A part of a plan, for one of several jobs of a pipeline.

use super::{Plan, StackPlan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Which part of how many: `1/4` is the first of four.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Shard {
    /// Counted from 1.
    #[schemars(range(min = 1))]
    pub number: u32,
    /// How many parts there are.
    #[schemars(range(min = 1))]
    pub of: u32,
}

/// Why a text is no shard, or a plan has no such part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// Of another shape.
    #[error("'{0}' is no part of a run; write it like 1/4, the first of four")]
    Shape(String),
    /// More parts than drills: one would have nothing to do, and that looks like a job that lost
    /// its drills.
    #[error("there are {drills} drills; they cannot be split into {of} parts")]
    TooMany {
        /// How many drills there are.
        drills: usize,
        /// How many parts were asked for.
        of: u32,
    },
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let read = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match read {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err(ShardError::Shape(text.to_owned())),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.number, self.of)
    }
}

impl Shard {
    /// Which of so many drills are in it. Neighbours stay together and no part has more than one
    /// drill above another.
    fn range(self, drills: usize) -> Range<usize> {
        let (number, of) = (self.number as usize, self.of as usize);
        ((number - 1) * drills / of)..(number * drills / of)
    }

    /// This part of a plan. The drills are counted stack by stack, in the pack's order, whatever
    /// order they were asked for in: the same choice is split in the same way everywhere, and as
    /// few parts as can be need a second stack.
    pub fn of(self, plan: &Plan) -> Result<Plan, ShardError> {
        let drills = plan.stacks.iter().map(|stack| stack.drills.len()).sum();
        if self.of as usize > drills {
            return Err(ShardError::TooMany { drills, of: self.of });
        }
        let (range, mut at) = (self.range(drills), 0);
        let mut stacks = Vec::new();
        for stack in &plan.stacks {
            let mut mine = Vec::new();
            for drill in &stack.drills {
                if range.contains(&at) {
                    mine.push(drill.clone());
                }
                at += 1;
            }
            if !mine.is_empty() {
                stacks.push(StackPlan { profile: stack.profile.clone(), drills: mine });
            }
        }
        Ok(Plan { stacks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Choice, plan};
    use proptest::prelude::*;

    fn names(plan: &Plan) -> Vec<String> {
        let drills = plan.stacks.iter().flat_map(|stack| &stack.drills);
        drills.map(|drill| format!("{}.{}", drill.scenario, drill.profile)).collect()
    }

    fn whole() -> Plan {
        plan(&crate::pack::read(&crate::storage::bundled_pack()).unwrap(), &Choice::default())
            .unwrap()
    }

    #[test]
    fn a_part_is_written_as_its_number_of_how_many() {
        assert_eq!("2/4".parse(), Ok(Shard { number: 2, of: 4 }));
        assert_eq!(Shard { number: 2, of: 4 }.to_string(), "2/4");
        for bad in ["", "2", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1 / 4"] {
            assert_eq!(bad.parse::<Shard>(), Err(ShardError::Shape(bad.to_owned())));
        }
    }

    #[test]
    fn more_parts_than_drills_are_refused_in_every_part() {
        let whole = whole();
        let drills = names(&whole).len();
        let of = u32::try_from(drills).unwrap() + 1;
        for number in 1..=of {
            assert_eq!(
                Shard { number, of }.of(&whole).unwrap_err(),
                ShardError::TooMany { drills, of }
            );
        }
    }

    #[test]
    fn two_halves_of_two_profiles_start_one_stack_each() {
        let whole = whole();
        for number in 1..=2 {
            let sizes: Vec<usize> = whole.stacks.iter().map(|stack| stack.drills.len()).collect();
            if let [one, other] = sizes[..]
                && one == other
            {
                assert_eq!(Shard { number, of: 2 }.of(&whole).unwrap().stacks.len(), 1);
            }
        }
    }

    proptest! {
        #[test]
        fn all_parts_together_are_the_whole_in_its_order_and_start_few_stacks(sizes in prop::collection::vec(1..20_usize, 1..4), of in 1..12_u32) {
            let whole = whole();
            let (stack, drill) = (&whole.stacks[0], &whole.stacks[0].drills[0]);
            let mut number = 0;
            let made: Vec<StackPlan> = sizes.iter().map(|size| StackPlan {
                profile: stack.profile.clone(),
                drills: (0..*size).map(|_| {
                    number += 1;
                    let mut drill = drill.clone();
                    drill.scenario = crate::words::ScenarioId::parse(&format!("drill-{number}")).unwrap();
                    drill
                }).collect(),
            }).collect();
            let made = Plan { stacks: made };
            let parts: Result<Vec<Plan>, _> = (1..=of).map(|number| Shard { number, of }.of(&made)).collect();
            let drills = names(&made).len();
            if of as usize > drills {
                prop_assert!(parts.is_err());
                return Ok(());
            }
            let parts = parts.unwrap();
            let together: Vec<String> = parts.iter().flat_map(names).collect();
            prop_assert_eq!(together, names(&made));
            let counts: Vec<usize> = parts.iter().map(|part| names(part).len()).collect();
            prop_assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1);
            let stacks: usize = parts.iter().map(|part| part.stacks.len()).sum();
            prop_assert!(stacks < sizes.len() + of as usize);
        }
    }
}
