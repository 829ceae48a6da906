//! Which image a throw-away container is made of: the bundled pack's own.

use crate::machine;
use testcontainers::GenericImage;

/// The image that plays a service.
pub fn image(service: &str) -> GenericImage {
    let image = machine::images().of(service).expect("the bundled pack has such a service");
    let (name, tag) = image.reference.rsplit_once(':').expect("a tag");
    GenericImage::new(name, tag)
}
