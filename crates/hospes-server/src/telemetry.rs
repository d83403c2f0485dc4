//! Logs and metrics. Labels of metrics are routes and words of ours: never tenants, users or paths.

use std::io::IsTerminal as _;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tracing::Instrument as _;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::app::App;
use crate::config::{Log, LogFormat};
use crate::extract::circumstances::Reference;

/// Seconds, for requests that take from a millisecond to ten seconds.
const BUCKETS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// Sets up logging for the process. Logs go to standard error; standard output belongs to commands.
pub(crate) fn init_logs(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter)
        .map_err(|error| anyhow::anyhow!("the setting `log.filter` is not valid: {error}"))?;
    let registry = tracing_subscriber::registry().with(filter);
    let pretty = match log.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    if pretty {
        registry
            .with(layer.with_target(false).compact())
            .try_init()?;
    } else {
        let json = layer.json().flatten_event(true).with_span_list(false);
        registry.with(json).try_init()?;
    }
    Ok(())
}

/// Sets up metrics for the process.
pub(crate) fn init_metrics() -> Result<PrometheusHandle, BuildError> {
    let recorder = PrometheusBuilder::new()
        .set_buckets(BUCKETS)?
        .build_recorder();
    let handle = recorder.handle();
    // A second server in the same process (tests) keeps a recorder of its own.
    let _ = metrics::set_global_recorder(recorder);
    describe();
    Ok(handle)
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!(
        "hospes_http_requests_total",
        "Requests answered, by route and status."
    );
    describe_histogram!(
        "hospes_http_request_seconds",
        "How long requests took, by route."
    );
    describe_counter!("hospes_mails_total", "Mails tried, by outcome.");
    describe_gauge!("hospes_outbox_waiting", "Mails that wait to be sent.");
    describe_gauge!(
        "hospes_outbox_deferred",
        "Mails that wait after a failed attempt."
    );
    describe_counter!(
        "hospes_sweep_rows_total",
        "Rows that sweeps changed, by sweep."
    );
    describe_counter!("hospes_sweep_errors_total", "Sweeps that failed, by sweep.");
}

/// An error with everything behind it, for the log.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        // Some errors repeat what is behind them.
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}

/// Measures and logs every request; what is logged meanwhile has its reference number.
pub(crate) async fn observe(State(_): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let reference = request
        .extensions()
        .get::<Reference>()
        .map(ToString::to_string);
    let span = tracing::info_span!("request", reference);
    let response = next.run(request).instrument(span).await;
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    let labels = [
        ("method", method.to_string()),
        ("route", route.clone()),
        ("status", status.to_string()),
    ];
    metrics::counter!("hospes_http_requests_total", &labels).increment(1);
    metrics::histogram!("hospes_http_request_seconds", "route" => route.clone())
        .record(elapsed.as_secs_f64());
    // The route, not the path: paths hold tickets and names.
    tracing::info!(
        target: "hospes::request",
        %method,
        route,
        status,
        milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        reference,
        "request"
    );
    response
}
