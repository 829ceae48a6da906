//! Which image a throw-away container is made of, and whether it can be made here.
//!
//! `FIREDRILL_TEST_<SERVICE>_IMAGE` names the image that plays a service (`redis:7` will do for Redis); without it, it is
//! `firedrill/<service>:dev`, the bundled pack's Dockerfile built by hand. Where there is no engine or no such image a test
//! says so and passes; whoever wants it tested sets `FIREDRILL_TEST_DOCKER=1`, and then that is a failure.
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]
#![expect(clippy::disallowed_methods, reason = "the tests read their environment")]

use testcontainers::GenericImage;
use testcontainers::core::client::docker_client_instance;

/// The image that plays a service; none where the test has to be left out. An image that is missing is never pulled, as
/// testcontainers by itself would.
pub async fn image(service: &str) -> Option<GenericImage> {
    let variable = format!("FIREDRILL_TEST_{}_IMAGE", service.to_uppercase());
    let image = std::env::var(variable).unwrap_or_else(|_| format!("firedrill/{service}:dev"));
    let found = match docker_client_instance().await {
        Ok(docker) => docker.inspect_image(&image).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let Err(why) = found else {
        let (name, tag) = image.rsplit_once(':').unwrap_or((&image, "latest"));
        return Some(GenericImage::new(name, tag));
    };
    assert!(std::env::var("FIREDRILL_TEST_DOCKER").is_err(), "{image}: {why}");
    eprintln!("not tested, {image} cannot be run here: {why}");
    None
}
