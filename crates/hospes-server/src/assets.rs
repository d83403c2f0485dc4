//! Static files. Their URLs carry a hash of their content, so browsers keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "assets/"]
struct Assets;

/// One hash over all files: a page of one version asks for the files of that version.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut all = Vec::new();
    for name in Assets::iter() {
        all.extend_from_slice(name.as_bytes());
        if let Some(file) = Assets::get(&name) {
            all.extend_from_slice(&file.metadata.sha256_hash());
        }
    }
    let hash = hospes_identity::secret::sha256(&all);
    hash.iter()
        .take(8)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
});

/// The URL of a file.
pub(crate) fn url(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// `GET /assets/{version}/{name}`.
pub(crate) async fn show(Path((version, name)): Path<(String, String)>) -> Response {
    let Some(file) = Assets::get(&name) else {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    };
    // A page from before an upgrade gets today's file, but nobody keeps it under that name.
    let kept = if version == *VERSION {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let EmbeddedFile { data, .. } = file;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(content_type(&name)),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
    ];
    (headers, data).into_response()
}

/// `GET /favicon.ico`, which browsers ask for whatever the page says.
pub(crate) async fn favicon() -> Response {
    show(Path((VERSION.clone(), "favicon.svg".to_owned()))).await
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some(_) | None => "application/octet-stream",
    }
}
