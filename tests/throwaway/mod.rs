//! Which image a throw-away container is made of: the bundled pack's own, made if it is not there yet.
//!
//! Where `FIREDRILL_NO_ENGINE=1` is set, tests that need an engine are left out, and say so. Otherwise a missing engine
//! fails them.
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]
#![expect(clippy::disallowed_methods, reason = "the tests read their environment")]
#![expect(clippy::expect_used, reason = "what is missing here fails the test, with this message")]

use firedrill::engine::Engine;
use firedrill::pack::{check_variables, read};
use firedrill::stack::images::{Images, Policy, prepare};
use testcontainers::GenericImage;
use tokio::sync::OnceCell;

static IMAGES: OnceCell<Images> = OnceCell::const_new();

/// The image that plays a service; none where the test has to be left out.
pub async fn image(service: &str) -> Option<GenericImage> {
    if std::env::var("FIREDRILL_NO_ENGINE").is_ok_and(|value| value == "1") {
        eprintln!("left out, as FIREDRILL_NO_ENGINE=1 is set: {service} in a container");
        return None;
    }
    let image = IMAGES.get_or_init(all).await.of(service).expect("the bundled pack has such a service");
    let (name, tag) = image.reference.rsplit_once(':').expect("a tag");
    Some(GenericImage::new(name, tag))
}

async fn all() -> Images {
    let engine = Engine::connect().await.expect("an engine; FIREDRILL_NO_ENGINE=1 leaves these tests out");
    let files = firedrill::cli::bundled_pack();
    let pack = read(&files).expect("the bundled pack is right");
    let compose = pack.compose(&check_variables(None)).expect("its Compose file is right");
    prepare(&engine, &compose, &files, Policy::Auto, &|_| {}).await.expect("images")
}
