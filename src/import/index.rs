//! Which service a name is of.

use crate::reading::Name;
use std::collections::HashMap;

/// Where more names end alike than so many, a longer one can be any of them.
const ALIKE: usize = 64;

/// The names of services.
#[derive(Debug, Default)]
pub struct Index {
    by_name: HashMap<Name, usize>,
    /// Names of several words by the last of them.
    by_last: HashMap<String, Vec<Name>>,
}

impl Index {
    /// Takes a name for that of a service, unless it is another's already.
    pub fn learn(&mut self, name: &Name, service: usize) {
        if self.knows(name) {
            return;
        }
        self.by_name.insert(name.clone(), service);
        if let Some((_, last)) = name.as_str().rsplit_once(' ') {
            self.by_last.entry(last.to_owned()).or_default().push(name.clone());
        }
    }

    /// Whether it is the name of a service.
    pub fn knows(&self, name: &Name) -> bool {
        self.by_name.contains_key(name)
    }

    /// The service of a name. `Let's Encrypt SSL certificate` has the words of the SSL certificate
    /// in it and ends as that does, and so it is that, as long as it can be no other. One word
    /// would be too few: a Redis exporter is no exporter of everything.
    pub fn find(&self, name: &Name) -> Option<usize> {
        if let Some(service) = self.by_name.get(name) {
            return Some(*service);
        }
        let last = name.as_str().rsplit(' ').next().unwrap_or_default();
        let alike = self.by_last.get(last).filter(|alike| alike.len() <= ALIKE)?;
        let mut longer = alike.iter().filter(|known| has_words(name, known));
        let service = self.by_name.get(longer.next()?)?;
        let is_it = |other: &Name| self.by_name.get(other) == Some(service);
        longer.all(is_it).then_some(*service)
    }
}

/// Whether the words of a known name stand in another one in their order.
fn has_words(name: &Name, known: &Name) -> bool {
    let mut words = name.as_str().split(' ');
    known.as_str().split(' ').all(|word| words.any(|other| other == word))
}
