//! The files that `pack.yaml` names: the document and the Compose file, in the pack's folder or
//! beyond it.

use super::compose::compose;
use super::keys::PACK;
use super::known::Known;
use super::parts;
use super::whole::{PACK_FILE, check_variables, entries};
use crate::pack::files::{NoText, PackFiles, from_the_pack, is_beyond};
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::Node;
use std::collections::BTreeSet;

/// The path and text of a file that `pack.yaml` names.
pub fn file_named(
    source: &Source<'_>,
    node: &Node,
    files: &PackFiles,
    key: &'static str,
) -> Option<(String, String)> {
    let written = source.text(node, key)?;
    let Some(path) = from_the_pack(".", written) else {
        let message = format!("'{written}' is a path of this machine, and the pack is for any");
        let hint = "write the way from the folder of pack.yaml: ../docs/failures.md";
        source.error_with(node.mark, message, hint);
        return None;
    };
    match files.text(&path) {
        Ok(text) => return Some((path, text.to_owned())),
        Err(NoText::Missing) if is_beyond(&path) => {
            let hint = "write the way from the folder of pack.yaml; neither links nor hidden \
                        files are read";
            source.error_with(node.mark, format!("there is no file '{written}'"), hint);
        }
        Err(NoText::Missing) => {
            let hint = suggest(&path, files.paths());
            source.error_with(node.mark, format!("the pack has no file '{written}'"), hint);
        }
        Err(NoText::NotUtf8) => {
            source.error(node.mark, format!("'{written}' is not UTF-8 text"));
        }
    }
    None
}

/// The files beyond the pack's folder that its `pack.yaml` names.
pub fn beyond(files: &PackFiles) -> BTreeSet<String> {
    let named = |_: &Source<'_>, fields: &Fields<'_>| {
        let paths = ["document", "compose"].into_iter().filter_map(|key| named(fields, key));
        paths.filter(|path| is_beyond(path)).collect()
    };
    of_pack(files, named)
}

/// The folders beyond the pack's that images are built from, once the files that it names are there.
pub fn built_beyond(files: &PackFiles) -> BTreeSet<String> {
    let built = |source: &Source<'_>, fields: &Fields<'_>| {
        // One in the pack builds nothing beyond it.
        let path = named(fields, "compose").filter(|path| is_beyond(path)).unwrap_or_default();
        let Ok(text) = files.text(&path) else { return BTreeSet::new() };
        let names = Known::default();
        let profiles = entries(source, fields, "profiles")
            .iter()
            .filter_map(|(key, node)| parts::profile(source, &names, key, node));
        let composed = profiles.filter_map(|profile| {
            compose(&Source::new(&path, text), &check_variables(Some(&profile)))
        });
        composed
            .flat_map(|compose| compose.services.into_values())
            .filter_map(|service| Some(service.build?.context))
            .filter(|context| is_beyond(context))
            .collect()
    };
    of_pack(files, built)
}

/// What is found in `pack.yaml`; what is wrong with it is told when it is read.
fn of_pack(
    files: &PackFiles,
    find: impl Fn(&Source<'_>, &Fields<'_>) -> BTreeSet<String>,
) -> BTreeSet<String> {
    let Ok(text) = files.text(PACK_FILE) else { return BTreeSet::new() };
    let source = Source::new(PACK_FILE, text);
    let tree = source.tree();
    let fields = tree.as_ref().and_then(|tree| source.object(tree, &PACK));
    fields.map(|fields| find(&source, &fields)).unwrap_or_default()
}

fn named(fields: &Fields<'_>, key: &'static str) -> Option<String> {
    from_the_pack(".", &fields.text(key)?)
}
