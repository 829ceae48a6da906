//! Facts in lists.

use super::shapes::{flat, is_known};
use super::{Facts, fact, has_parts};
use crate::reading::blocks::{Block, Item, List};
use crate::reading::dates;
use crate::reading::failures::pairs::{Pair, lines_of, pairs};
use crate::reading::model::{Fact, Topic};

impl Facts {
    /// A list, below a fact or below none.
    pub(super) fn list(&mut self, list: &List) {
        let keyed = list.items.iter().filter(|item| is_known(item)).count();
        let Some(open) = &self.open else { return self.free_list(list, keyed) };
        let said = !open.fact.value.is_empty() || !open.fact.blocks.is_empty();
        let inline = !open.heading && said;
        // Steps below a line that says what fails are no part of it.
        let steps = list.numbered && !matches!(open.fact.topic, Topic::Recovery | Topic::Other);
        if inline && steps {
            self.close();
            return self.free_list(list, keyed);
        }
        if inline && keyed * 2 >= list.items.len() && keyed > 0 && !list.numbered {
            self.close();
            return self.free_list(list, keyed);
        }
        let mut rest = List { numbered: list.numbered, items: Vec::new() };
        for item in &list.items {
            self.item(list.numbered, item, &mut rest);
        }
        self.rest(rest);
    }

    /// An item of a list below a fact.
    fn item(&mut self, numbered: bool, item: &Item, rest: &mut List) {
        let Some(open) = &self.open else { return };
        let (topic, key, under) = (open.fact.topic, open.fact.key.clone(), open.fact.under.clone());
        let mut found = item.lines.first().map(pairs).unwrap_or_default();
        let first = found.first();
        let known = first.and_then(|pair| pair.known);
        let other = known.is_some_and(|known| {
            let own = matches!(topic, Topic::Recovery | Topic::Prevention | Topic::Other)
                || known.weak && topic == Topic::Detection;
            let figure = matches!(
                known.topic,
                Topic::RecoveryTime | Topic::DataLoss | Topic::Severity | Topic::Likelihood
            );
            !numbered && (!own && known.topic != Topic::Other || figure)
        });
        if other {
            self.hold(|facts| facts.keyed(found, item));
        } else if known.is_none_or(|known| known.topic == Topic::Other)
            && has_parts(topic)
            && first.is_some_and(|pair| !pair.value.is_empty() || !item.blocks.is_empty())
        {
            let pair = found.remove(0);
            let under = under.or(Some(pair.key));
            let value = lines_of(&pair.value).into_iter().filter(|line| !line.is_empty());
            let value = value.chain(item.lines.iter().skip(1).cloned()).collect();
            self.hold(|facts| {
                facts.open(Fact { under, value, ..fact(topic, key) }, true);
                facts.blocks(&item.blocks);
            });
        } else {
            rest.items.push(item.clone());
        }
    }

    /// The items that are what the open fact says.
    fn rest(&mut self, rest: List) {
        let Some(open) = &mut self.open else { return };
        if rest.items.is_empty() {
        } else if matches!(open.fact.topic, Topic::Recovery | Topic::Other) {
            open.fact.blocks.push(Block::List(rest));
        } else {
            for item in rest.items {
                flat(item, &mut open.fact);
            }
        }
    }

    /// A list below no fact.
    fn free_list(&mut self, list: &List, keyed: usize) {
        if keyed == 0 || list.numbered && keyed * 2 < list.items.len() {
            return self.orphan(&Block::List(list.clone()));
        }
        let mut rest = List { numbered: list.numbered, items: Vec::new() };
        for item in &list.items {
            let found = item.lines.first().map(pairs).unwrap_or_default();
            match found.first() {
                Some(pair) if dates::is_date(&pair.key.text) => {}
                Some(pair) if pair.known.is_some() || pair.strong => self.keyed(found, item),
                _ => rest.items.push(item.clone()),
            }
        }
        if !rest.items.is_empty() {
            self.orphan(&Block::List(rest));
        }
    }

    /// An item with a key, and what stands below it.
    fn keyed(&mut self, found: Vec<Pair>, item: &Item) {
        for pair in found {
            self.pair(pair);
        }
        if let Some(open) = &mut self.open {
            open.heading = true;
            open.fact.value.extend(item.lines.iter().skip(1).flat_map(lines_of));
        }
        self.blocks(&item.blocks);
        self.close();
    }
}
