//! Redirect URIs: which may be registered, and which one a request means.
//!
//! A registered URI is compared as a string and never normalised (RFC 9700, section 2.1): what
//! two parsers read differently is then simply another URI.

use url::Url;

/// The longest redirect URI that may be registered, in characters.
const MAX_CHARS: usize = 256;

/// The kind of application that a redirect URI is registered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// A web server.
    Web,
    /// A single-page application: its code runs in a browser.
    Spa,
    /// A mobile, desktop or command-line application.
    Public,
}

impl Platform {
    /// The name of Graph: the member of the application that has the redirect URIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Spa => "spa",
            Self::Public => "publicClient",
        }
    }

    /// Reads the name of Graph.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "web" => Some(Self::Web),
            "spa" => Some(Self::Spa),
            "publicClient" => Some(Self::Public),
            _ => None,
        }
    }
}

/// Why a redirect URI cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// More than 256 characters.
    #[error("a redirect URI must have at most 256 characters")]
    TooLong,
    /// A fragment, even an empty one (RFC 6749, section 3.1.2).
    #[error("a redirect URI must not have a fragment")]
    Fragment,
    /// A `*`, which is a wildcard elsewhere and would only seem to be one here.
    #[error("a redirect URI must not have a wildcard")]
    Wildcard,
    /// A character that RFC 3986 does not have, such as a blank or a backslash.
    #[error(
        "a redirect URI must have no blanks, backslashes or other characters than those of a URI"
    )]
    Characters,
    /// No scheme, no host, or otherwise unreadable.
    #[error("a redirect URI must be an absolute URI")]
    NotAbsolute,
    /// A user name before the host, which makes the host hard to see.
    #[error("a redirect URI must not have a user name or password")]
    UserInfo,
    /// `http` to another host than this computer.
    #[error("a redirect URI with http must be of localhost, 127.0.0.1 or [::1]")]
    NotLoopback,
    /// A scheme that the platform may not have.
    #[error(
        "a redirect URI must have the scheme https, or, for a public client, one of its own that \
         has a dot or begins with msal or msauth"
    )]
    Scheme,
}

/// A redirect URI as it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedirectUri {
    platform: Platform,
    uri: String,
}

impl RedirectUri {
    /// Reads a redirect URI that somebody wants to register.
    ///
    /// Web and single-page applications have `https`, or `http` to this computer. Public clients
    /// may also have a scheme of their own, which must be the name of a domain turned around
    /// (RFC 8252, section 7.1) or one of MSAL's. So no scheme that runs or shows something in the
    /// browser is among them (`javascript`, `data`, `file`, `vbscript`, `blob`, `about`), and
    /// `urn:ietf:wg:oauth:2.0:oob` is not either.
    pub fn parse(platform: Platform, text: &str) -> Result<Self, RedirectUriError> {
        check_characters(text)?;
        let (_, rest) = text.split_once(':').ok_or(RedirectUriError::NotAbsolute)?;
        // Found by hand, because the parser reads `https:host` and `https:///host` as well.
        let authority = rest
            .strip_prefix("//")
            .and_then(|rest| rest.split(['/', '?']).next());
        let url = Url::parse(text).map_err(|_| RedirectUriError::NotAbsolute)?;
        if authority.is_some_and(|authority| authority.contains('@')) {
            return Err(RedirectUriError::UserInfo);
        }
        match url.scheme() {
            "https" | "http" if authority.is_none_or(str::is_empty) => {
                return Err(RedirectUriError::NotAbsolute);
            }
            "https" => {}
            "http" if loopback(text).is_some() => {}
            "http" => return Err(RedirectUriError::NotLoopback),
            own if platform != Platform::Public || !is_own_scheme(own) => {
                return Err(RedirectUriError::Scheme);
            }
            _ if rest.is_empty() => return Err(RedirectUriError::NotAbsolute),
            _ => {}
        }
        Ok(Self {
            platform,
            uri: text.to_owned(),
        })
    }

    /// What it is registered for.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// The URI, as it was registered.
    ///
    /// It may hold `'`, `&`, `;` and `,`, so it has to be escaped in HTML, and a content security
    /// policy can name its origin at most.
    pub fn as_str(&self) -> &str {
        &self.uri
    }

    /// Whether a request means this URI.
    ///
    /// They must be the same string (RFC 9700, section 2.1), with one exception: an application
    /// that listens on this computer takes whatever port is free (RFC 8252, section 7.3). So the
    /// port is not compared for `http://localhost`, and, for public clients, for `http://127.0.0.1`
    /// and `http://[::1]`.
    pub fn matches(&self, requested: &str) -> bool {
        if requested == self.uri {
            return true;
        }
        let (Some(registered), Some(requested)) = (loopback(&self.uri), loopback(requested)) else {
            return false;
        };
        registered == requested
            && (registered.host == "localhost" || self.platform == Platform::Public)
    }

    /// A URI that a request means, with parameters behind those it has (RFC 6749, sections 3.1.2
    /// and 4.1.2).
    pub fn with_query<N: AsRef<str>, V: AsRef<str>>(requested: &str, pairs: &[(N, V)]) -> String {
        let glue = if requested.contains('?') { '&' } else { '?' };
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("{requested}{glue}{query}")
    }
}

/// An `http` URI of this computer without its port.
#[derive(PartialEq, Eq)]
struct Loopback<'a> {
    host: &'static str,
    /// Path and query.
    rest: &'a str,
}

/// Reads an `http` URI of this computer, in exactly this spelling.
///
/// `None` for whatever a browser could take for another host.
fn loopback(uri: &str) -> Option<Loopback<'_>> {
    let after_scheme = uri.strip_prefix("http://")?;
    ["localhost", "127.0.0.1", "[::1]"]
        .into_iter()
        .find_map(|host| {
            let after_host = after_scheme.strip_prefix(host)?;
            let rest = match after_host.strip_prefix(':') {
                None => after_host,
                Some(after_colon) => {
                    let rest =
                        after_colon.trim_start_matches(|letter: char| letter.is_ascii_digit());
                    let port = after_colon.strip_suffix(rest)?;
                    // Also refuses that there is no port.
                    port.parse::<u16>().ok()?;
                    rest
                }
            };
            (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(Loopback { host, rest })
        })
}

/// What is refused before anything is parsed.
fn check_characters(text: &str) -> Result<(), RedirectUriError> {
    if text.chars().nth(MAX_CHARS).is_some() {
        return Err(RedirectUriError::TooLong);
    }
    if text.contains('#') {
        return Err(RedirectUriError::Fragment);
    }
    if text.contains('*') {
        return Err(RedirectUriError::Wildcard);
    }
    // RFC 3986, section 2: these are all there are.
    let is_of_a_uri =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()+,;=%".contains(&byte);
    if !text.bytes().all(is_of_a_uri) {
        return Err(RedirectUriError::Characters);
    }
    Ok(())
}

/// Whether a scheme, in lower case, can be one of a single application.
fn is_own_scheme(scheme: &str) -> bool {
    scheme.contains('.') || scheme.starts_with("msal") || scheme.starts_with("msauth")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Platform; 3] = [Platform::Web, Platform::Spa, Platform::Public];

    fn registered(platform: Platform, text: &str) -> RedirectUri {
        RedirectUri::parse(platform, text).unwrap()
    }

    #[test]
    fn a_platform_has_the_name_of_graph() {
        for platform in ALL {
            assert_eq!(Platform::parse(platform.as_str()), Some(platform));
        }
        assert_eq!(Platform::parse("Web"), None);
    }

    #[test]
    fn each_platform_may_have_https_and_http_to_this_computer() {
        for platform in ALL {
            for text in [
                "https://app.example/cb",
                "https://app.example",
                "https://app.example:8443/cb?tenant=a&x=%20",
                "http://localhost",
                "http://localhost:3000/cb",
                "http://127.0.0.1:3000/cb",
                "http://[::1]/cb",
            ] {
                assert_eq!(registered(platform, text).as_str(), text);
                assert_eq!(registered(platform, text).platform(), platform);
            }
        }
    }

    #[test]
    fn only_a_public_client_may_have_a_scheme_of_its_own() {
        for text in [
            "com.example.app:/cb",
            "com.example.app://auth",
            "msauth.com.example.app://auth",
            "msal0c9b2f6e-1111-2222-3333-444455556666://auth",
            "msauth://com.example/abc%3D",
        ] {
            registered(Platform::Public, text);
            for platform in [Platform::Web, Platform::Spa] {
                assert_eq!(
                    RedirectUri::parse(platform, text),
                    Err(RedirectUriError::Scheme)
                );
            }
        }
    }

    #[test]
    fn a_scheme_that_runs_or_shows_something_in_the_browser_is_refused() {
        for text in [
            "javascript:alert(1)",
            "JavaScript://app.example/%0Aalert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "blob:https://app.example/1",
            "about:blank",
            "ftp://app.example/",
            "ws://app.example/",
            "mailto:a@app.example",
            "myapp://cb",
            "urn:ietf:wg:oauth:2.0:oob",
        ] {
            for platform in ALL {
                assert_eq!(
                    RedirectUri::parse(platform, text),
                    Err(RedirectUriError::Scheme),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn what_hides_where_it_leads_is_refused() {
        use RedirectUriError::{
            Characters, Fragment, NotAbsolute, NotLoopback, TooLong, UserInfo, Wildcard,
        };
        let long = format!("https://app.example/{}", "a".repeat(237));
        for (text, error) in [
            ("", NotAbsolute),
            ("/cb", NotAbsolute),
            ("//app.example/cb", NotAbsolute),
            ("app.example/cb", NotAbsolute),
            ("https:", NotAbsolute),
            ("https:app.example", NotAbsolute),
            ("https:/app.example", NotAbsolute),
            ("https://", NotAbsolute),
            ("https:///app.example", NotAbsolute),
            ("https://app.example:99999/", NotAbsolute),
            ("com.example.app:", NotAbsolute),
            ("https://app.example/#", Fragment),
            ("https://app.example/cb#x", Fragment),
            ("https://*.app.example/", Wildcard),
            ("https://app.example/*", Wildcard),
            ("https://app.example\\@evil.example/", Characters),
            ("https://app.example/a b", Characters),
            (" https://app.example/", Characters),
            ("https://app.example/\r\nx", Characters),
            ("https://app.example/\"", Characters),
            ("https://äpp.example/", Characters),
            ("https://app.example\u{202E}/", Characters),
            ("https://user@app.example/", UserInfo),
            ("https://@app.example/", UserInfo),
            ("https://a:b@app.example/", UserInfo),
            ("com.example.app://a@b/", UserInfo),
            ("http://app.example/", NotLoopback),
            ("http://localhost.evil.example/", NotLoopback),
            ("http://127.0.0.1.evil.example/", NotLoopback),
            ("http://127.1/", NotLoopback),
            ("http://2130706433/", NotLoopback),
            ("http://LOCALHOST/", NotLoopback),
            ("http://[::ffff:127.0.0.1]/", NotLoopback),
            (&long, TooLong),
        ] {
            assert_eq!(
                RedirectUri::parse(Platform::Public, text),
                Err(error),
                "{text}"
            );
        }
        registered(Platform::Web, long.strip_suffix('a').unwrap());
    }

    #[test]
    fn a_request_has_to_name_the_very_same_uri() {
        let uri = registered(Platform::Web, "https://app.example/cb?x=1");
        assert!(uri.matches("https://app.example/cb?x=1"));
        for other in [
            "",
            "https://app.example/cb",
            "https://app.example/cb?x=1&y=2",
            "https://app.example/cb/?x=1",
            "https://app.example/CB?x=1",
            "https://APP.example/cb?x=1",
            "https://app.example:443/cb?x=1",
            "https://app.example/./cb?x=1",
            "https://app.example/%63b?x=1",
            "http://app.example/cb?x=1",
            "https://app.example/cb?x=1#",
            " https://app.example/cb?x=1",
        ] {
            assert!(!uri.matches(other), "{other}");
        }
    }

    #[test]
    fn parameters_come_behind_those_that_are_there() {
        let pairs = [("state", "a&b=c d#")];
        for (uri, expected) in [
            (
                "https://app.example/cb",
                "https://app.example/cb?state=a%26b%3Dc+d%23",
            ),
            (
                "https://app.example/cb?x=1",
                "https://app.example/cb?x=1&state=a%26b%3Dc+d%23",
            ),
        ] {
            assert_eq!(RedirectUri::with_query(uri, &pairs), expected);
        }
    }

    #[test]
    fn any_port_of_localhost_is_the_same() {
        for platform in ALL {
            let uri = registered(platform, "http://localhost");
            assert!(uri.matches("http://localhost:54321"));
            assert!(!uri.matches("http://localhost:54321/"));
            let uri = registered(platform, "http://localhost:3000/cb?x=1");
            assert!(uri.matches("http://localhost/cb?x=1"));
            assert!(uri.matches("http://localhost:1/cb?x=1"));
            for other in [
                "https://localhost:3000/cb?x=1",
                "http://localhost:3000/cb",
                "http://localhost:3000/cb?x=2",
                "http://127.0.0.1:3000/cb?x=1",
                "http://localhost:/cb?x=1",
                "http://localhost:99999/cb?x=1",
                "http://localhost:+80/cb?x=1",
                "http://localhost:80:80/cb?x=1",
                "http://localhost:80@evil.example/cb?x=1",
                "http://localhost@evil.example/cb?x=1",
                "http://localhost.evil.example/cb?x=1",
                "http://localhost:80\\.evil.example/cb?x=1",
                "http://localhost:3000/cb?x=1#y",
                "HTTP://localhost:3000/cb?x=1",
            ] {
                assert!(!uri.matches(other), "{other}");
            }
        }
    }

    #[test]
    fn any_port_of_a_loopback_address_is_the_same_for_a_public_client_only() {
        for host in ["127.0.0.1", "[::1]"] {
            let text = format!("http://{host}:3000/cb");
            let other = format!("http://{host}:4000/cb");
            assert!(registered(Platform::Public, &text).matches(&other));
            assert!(!registered(Platform::Web, &text).matches(&other));
            assert!(!registered(Platform::Spa, &text).matches(&other));
        }
    }

    #[test]
    fn the_port_of_another_host_is_compared() {
        let uri = registered(Platform::Public, "https://localhost:3000/cb");
        assert!(!uri.matches("https://localhost:4000/cb"));
    }

    proptest! {
        #[test]
        fn no_text_makes_a_redirect_uri_panic(
            text in "(https?|com.example):(//)?(localhost|\\[::1\\]|a)?:?[0-9]{0,6}\\PC{0,8}",
            other in any::<String>(),
        ) {
            for platform in ALL {
                if let Ok(uri) = RedirectUri::parse(platform, &text) {
                    prop_assert!(uri.matches(&text));
                    prop_assert_eq!(RedirectUri::parse(platform, uri.as_str()), Ok(uri));
                }
            }
            registered(Platform::Public, "http://localhost").matches(&text);
            let _ = RedirectUri::parse(Platform::Public, &other);
        }

        #[test]
        fn what_matches_leads_to_the_same_host(port in any::<u16>(), tail in "[/?@:a-z.\\\\#]{0,8}") {
            let requested = format!("http://localhost:{port}{tail}");
            if registered(Platform::Public, "http://localhost/cb").matches(&requested) {
                let url = Url::parse(&requested).unwrap();
                prop_assert_eq!(url.host_str(), Some("localhost"));
                prop_assert_eq!(url.path(), "/cb");
            }
        }
    }
}
