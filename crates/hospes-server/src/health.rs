//! What whoever runs the server asks it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::extract::circumstances::Here;
use crate::telemetry::causes;

/// `GET /healthz`: the process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers, so requests can be sent here.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    match app.identity.ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(error = %causes(&error), "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// `GET /metrics`, for Prometheus: with the token, or without one from this machine.
pub(crate) async fn figures(
    State(app): State<App>,
    Here(here): Here,
    headers: HeaderMap,
) -> Response {
    let allowed = if let Some(token) = &app.metrics_token {
        let sent = headers
            .get(header::AUTHORIZATION)
            .map(HeaderValue::as_bytes);
        let expected = format!("Bearer {token}");
        sent.is_some_and(|sent| sent.ct_eq(expected.as_bytes()).into())
    } else {
        // A proxy on this machine forwards strangers, and says so.
        let forwarded =
            headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
        !forwarded && here.ip.is_some_and(|ip| ip.is_loopback())
    };
    if !allowed {
        return (
            StatusCode::FORBIDDEN,
            "set metrics.token and send it as a bearer token\n",
        )
            .into_response();
    }
    measure_outbox(&app).await;
    let text = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    (text, app.metrics.render()).into_response()
}

/// Counted when somebody looks: wherever the worker runs, each server tells the same.
async fn measure_outbox(app: &App) {
    match app.identity.outbox_depth().await {
        #[expect(clippy::cast_precision_loss, reason = "gauges are floats")]
        Ok((waiting, deferred)) => {
            metrics::gauge!("hospes_outbox_waiting").set(waiting as f64);
            metrics::gauge!("hospes_outbox_deferred").set(deferred as f64);
        }
        Err(error) => {
            tracing::error!(
                error = %causes(&error),
                "the outbox cannot be counted"
            );
        }
    }
}
