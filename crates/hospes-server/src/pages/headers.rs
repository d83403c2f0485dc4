//! Headers that every answer carries: what browsers may do with it.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use url::Url;

use crate::app::App;

/// Nothing from elsewhere, nothing inline, nobody around it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'self'";

/// The policy of a page whose form leads to another site, which the inviter chose.
pub(crate) fn policy_with_form_target(url: &str) -> Option<HeaderValue> {
    let url = Url::parse(url).ok()?;
    let origin = url.origin();
    // The origin of a URL with a host is scheme, host and port: no character of a policy's syntax.
    let target = if origin.is_tuple() {
        origin.ascii_serialization()
    } else if matches!(url.scheme(), "data" | "blob" | "javascript" | "file") {
        return None;
    } else {
        // Of an application on a device: a scheme of its own.
        format!("{}:", url.scheme())
    };
    format!("{POLICY} {target}").try_into().ok()
}

/// The policy of a page that opens URLs in frames, which applications registered, and whose form leads to another
/// site, if it does.
pub(crate) fn policy_with_frames(frames: &[String], form: Option<&str>) -> Option<HeaderValue> {
    let policy = match form {
        Some(url) => policy_with_form_target(url)?,
        None => HeaderValue::from_static(POLICY),
    };
    let origins = frames.iter().filter_map(|url| {
        let origin = Url::parse(url).ok()?.origin();
        origin.is_tuple().then(|| origin.ascii_serialization())
    });
    let origins: Vec<String> = origins.collect();
    let framed = format!("frame-src 'self' {}", origins.join(" "));
    let policy = policy
        .to_str()
        .ok()?
        .replace("frame-src 'self'", framed.trim_end());
    policy.try_into().ok()
}

/// The policy of an answer that pages of another site have in a frame.
pub(crate) fn policy_in_frames_of(url: &str) -> Option<HeaderValue> {
    let origin = Url::parse(url).ok()?.origin();
    if !origin.is_tuple() {
        return None;
    }
    let ancestors = format!("frame-ancestors {}", origin.ascii_serialization());
    let policy = POLICY.replace("frame-ancestors 'none'", &ancestors);
    policy.try_into().ok()
}

/// Sets the headers that a handler has not set itself.
pub(crate) async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let defaults = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Other sites learn nothing; our own forms still say where they come from.
        (header::REFERRER_POLICY, "same-origin"),
        // Pages are about people: neither proxies nor the back button keep them.
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in defaults {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // A browser would keep it for every port of the name: who develops on this machine has others.
    if app.root.is_https() && !app.root.is_local() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(year);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_lead_to_the_origin_of_its_target_and_nothing_more() {
        let policy = policy_with_form_target("https://apps.host.example:8443/a?b=c;script-src *");
        let policy = policy.unwrap();
        assert!(
            policy
                .to_str()
                .unwrap()
                .ends_with("form-action 'self' https://apps.host.example:8443")
        );
        assert!(policy_with_form_target("data:text/html,x").is_none());
        assert!(policy_with_form_target("nonsense").is_none());
    }
}
