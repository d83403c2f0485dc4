//! The server: HTTP, pages, mail, background work, configuration, and the program itself.
//!
//! What is decided is decided in `hospes-identity`; handlers here translate.

mod app;
mod assets;
pub mod cli;
mod config;
mod extract;
mod fetch;
mod files;
mod graph;
mod health;
mod mail;
mod oidc;
mod pages;
mod routes;
mod serve;
mod telemetry;
#[cfg(test)]
#[expect(
    clippy::too_many_lines,
    clippy::string_slice,
    reason = "a scenario is told from its beginning to its end, and cuts only what it knows"
)]
mod tests;
mod texts;
mod worker;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_request};
use axum::routing::any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{self, AllowHeaders, CorsLayer};

use app::App;
use routes::{Route, Routes};

use crate::extract::form;
use crate::pages::error::PageError;

/// No body of Graph or of a token request is longer.
const LONGEST_BODY: usize = 1024 * 1024;

/// The router with all its layers, and the table of its routes.
pub(crate) fn server(app: &App) -> (Router, Arc<[Route]>) {
    let mut table = Vec::new();
    let mut take = |routes: Routes| {
        let (router, part) = routes.finish();
        table.extend_from_slice(&part);
        router
    };
    let people = take(routes::people())
        .merge(take(routes::to_applications()))
        .merge(take(routes::security()))
        .merge(take(routes::admin()))
        .merge(take(routes::inbox()))
        .fallback(not_found);
    let people = to_people(app, people);
    let graph = take(routes::graph())
        .route("/v1.0", any(graph::unknown))
        .route("/v1.0/{*rest}", any(graph::unknown));
    let graph = to_graph(app, graph);
    let manager = to_graph(app, take(routes::resource_manager()));
    let platform = to_platform(app, take(routes::identity_platform()));
    let userinfo = to_platform(app, take(routes::userinfo())).layer(any_origin());
    let plain = take(routes::plain());
    let router = people
        .merge(graph)
        .merge(manager)
        .merge(platform)
        .merge(userinfo)
        .merge(plain)
        .layer(from_fn_with_state(app.clone(), telemetry::observe))
        .layer(from_fn_with_state(app.clone(), pages::headers::secure))
        .layer(from_fn_with_state(
            app.clone(),
            extract::circumstances::number,
        ))
        // Those above answer as their callers read; this one is for the layers between.
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .with_state(app.clone());
    // Outside the router, because it changes what is routed.
    let outer = Router::new()
        .fallback_service(router)
        .layer(map_request(graph::path::rewrite));
    (outer, table.into())
}

/// What answers people: failures are pages.
fn to_people(app: &App, router: Router<App>) -> Router<App> {
    router
        .layer(DefaultBodyLimit::max(form::LONGEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app.clone(), pages::error::render))
        .layer(from_fn_with_state(app.clone(), pages::frame))
}

/// What answers as Microsoft Graph: failures are in its envelope.
fn to_graph(app: &App, router: Router<App>) -> Router<App> {
    router
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app.clone(), graph::error::render))
        .layer(any_origin())
}

/// A token and not a cookie says who asks, so pages of every origin may.
fn any_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(cors::Any)
        .allow_methods(cors::Any)
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(cors::Any)
}

/// What answers as the Microsoft identity platform: failures are those of OAuth.
fn to_platform(app: &App, router: Router<App>) -> Router<App> {
    router
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app.clone(), oidc::error::render))
}

/// What is on no line of the table.
async fn not_found() -> PageError {
    PageError::NotFound
}
