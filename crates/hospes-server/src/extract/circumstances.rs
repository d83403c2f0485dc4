//! Where a request comes from, and the number under which it can be found again.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use hospes_identity::Circumstances;
use hospes_identity::ids::CorrelationId;
use hospes_protocol::text::single_line;

use crate::app::App;

/// The reference number of a request: in its answer, in its log lines, in the audit log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reference(pub(crate) CorrelationId);

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Gives every request its reference number.
pub(crate) async fn number(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let reference = Reference(app.identity.env().new_id());
    request.extensions_mut().insert(reference);
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::try_from(reference.to_string()) {
        response.headers_mut().insert("request-id", value);
    }
    response
}

/// The circumstances of the request a handler answers.
pub(crate) struct Here(pub(crate) Circumstances);

impl FromRequestParts<App> for Here {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(circumstances(parts, app)))
    }
}

/// The circumstances of a request.
pub(crate) fn circumstances(parts: &Parts, app: &App) -> Circumstances {
    let correlation = parts
        .extensions
        .get::<Reference>()
        .map_or_else(|| app.identity.env().new_id(), |reference| reference.0);
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let agent = parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Circumstances {
        correlation,
        ip: client_ip(peer, &parts.headers, &app.trusted_proxies),
        user_agent: single_line(agent.unwrap_or_default(), 200),
    }
}

/// The last address that no trusted proxy added by itself. Whoever is no trusted proxy can write what
/// they like into X-Forwarded-For, and is not believed.
fn client_ip(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let mut client = peer?.to_canonical();
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        if !trusted.iter().any(|proxy| proxy.to_canonical() == client) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(ip) => client = ip.to_canonical(),
            Err(_) => break,
        }
    }
    Some(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn seen(peer: &str, forwarded: &str) -> Option<IpAddr> {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_str(forwarded).unwrap());
        client_ip(Some(ip(peer)), &headers, &[ip("10.0.0.1"), ip("10.0.0.2")])
    }

    #[test]
    fn a_stranger_cannot_say_who_they_are() {
        assert_eq!(seen("203.0.113.9", "198.51.100.1"), Some(ip("203.0.113.9")));
    }

    #[test]
    fn trusted_proxies_are_believed_as_far_as_they_reach() {
        assert_eq!(seen("10.0.0.1", "198.51.100.1"), Some(ip("198.51.100.1")));
        assert_eq!(
            seen("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2"),
            Some(ip("198.51.100.1"))
        );
        assert_eq!(seen("10.0.0.1", "nonsense"), Some(ip("10.0.0.1")));
        assert_eq!(
            seen("::ffff:10.0.0.1", "198.51.100.1"),
            Some(ip("198.51.100.1"))
        );
    }
}
