//! The scopes that a user's sign-in or a refresh token is asked for: RFC 6749, section 3.3.
//!
//! A scope of a resource is written `<resource>/<value>`; a value alone is Graph's. Whether the
//! resource and its values exist, and whether somebody consented to them, is not decided here.

use std::cmp::Reverse;
use std::fmt;

use super::OAuthError;

/// The scopes of one request: those of OpenID Connect, and those of at most one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "OpenID Connect has four scopes of its own, each there or not"
)]
pub struct RequestedScopes {
    /// An `id_token` is wanted.
    pub openid: bool,
    /// The user's names are wanted.
    pub profile: bool,
    /// The user's address is wanted.
    pub email: bool,
    /// A refresh token is wanted.
    pub offline_access: bool,
    /// The resource as it was written. `None` if no scope of a resource was asked for.
    ///
    /// Graph's is that one of the audiences which the request had, so that the token can have it
    /// as its audience; the first of them if only values without a resource were asked for.
    pub resource: Option<String>,
    /// Whether each value was written without its resource, as only those of Graph may be.
    pub is_bare: bool,
    /// The values of the resource, each once, in the order of the request.
    pub values: Vec<String>,
}

impl RequestedScopes {
    /// Reads the parameter `scope`.
    ///
    /// `graph_audiences` are all names of Graph, which count as one resource. Two of them may
    /// differ in a slash at the end: `https://graph.example//.default` is of the one that has it.
    pub fn parse(text: &str, graph_audiences: &[&str]) -> Result<Self, OAuthError> {
        let mut scopes = Self::default();
        let mut has_bare = false;
        let mut is_empty = true;
        for word in words(text) {
            is_empty = false;
            if !is_scope_token(word) {
                return Err(OAuthError::invalid_scope(text));
            }
            if scopes.take_openid(word) {
                continue;
            }
            let (resource, value) = match graph_scope(word, graph_audiences) {
                // Some clients write Graph's name before the scopes of OpenID Connect as well.
                Some((_, value)) if scopes.take_openid(value) => continue,
                Some(found) => found,
                None if word.contains('/') => {
                    split(word).ok_or_else(|| OAuthError::invalid_scope(text))?
                }
                None => {
                    has_bare = true;
                    scopes.add(word);
                    continue;
                }
            };
            match &scopes.resource {
                None => scopes.resource = Some(resource.to_owned()),
                Some(other) if is_same(other, resource, graph_audiences) => {}
                Some(_) => return Err(OAuthError::several_resources(text)),
            }
            scopes.add(value);
        }
        if is_empty {
            return Err(OAuthError::invalid_scope(text));
        }
        if has_bare {
            scopes.add_graph(text, graph_audiences)?;
        }
        // `.default` stands for all that was granted before, so nothing can stand beside it.
        if scopes.is_default() && scopes.values.len() > 1 {
            return Err(OAuthError::invalid_scope(text));
        }
        Ok(scopes)
    }

    /// Whether all that was granted before is asked for, by `.default`.
    pub fn is_default(&self) -> bool {
        self.values.iter().any(|value| value == ".default")
    }

    /// The scopes as the answer with the token names them.
    ///
    /// Those of OpenID Connect come first, then the values in their order, each behind its
    /// resource unless they were asked for without. To name what was granted instead of what was
    /// asked for, change [`values`](Self::values) before.
    pub fn granted_text(&self) -> String {
        self.to_string()
    }

    /// Notes a scope of OpenID Connect. False if it is none.
    fn take_openid(&mut self, word: &str) -> bool {
        let flag = match word {
            "openid" => &mut self.openid,
            "profile" => &mut self.profile,
            "email" => &mut self.email,
            "offline_access" => &mut self.offline_access,
            // Of OpenID Connect as well (Core, section 5.4). Nobody has what they stand for here, and many libraries ask
            // for all of them.
            "address" | "phone" => return true,
            _ => return false,
        };
        *flag = true;
        true
    }

    fn add(&mut self, value: &str) {
        if !self.values.iter().any(|known| known == value) {
            self.values.push(value.to_owned());
        }
    }

    /// Notes that there are values without a resource, which are Graph's.
    fn add_graph(&mut self, text: &str, graph_audiences: &[&str]) -> Result<(), OAuthError> {
        let graph = graph_audiences
            .first()
            .ok_or_else(|| OAuthError::invalid_scope(text))?;
        match &self.resource {
            None => {
                self.is_bare = true;
                self.resource = Some((*graph).to_owned());
            }
            Some(other) if is_same(other, graph, graph_audiences) => {}
            Some(_) => return Err(OAuthError::several_resources(text)),
        }
        Ok(())
    }
}

impl fmt::Display for RequestedScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        for (is_there, word) in [
            (self.openid, "openid"),
            (self.profile, "profile"),
            (self.email, "email"),
            (self.offline_access, "offline_access"),
        ] {
            if is_there {
                write!(f, "{gap}{word}")?;
                gap = " ";
            }
        }
        for value in &self.values {
            match &self.resource {
                Some(resource) if !self.is_bare => write!(f, "{gap}{resource}/{value}")?,
                _ => write!(f, "{gap}{value}")?,
            }
            gap = " ";
        }
        Ok(())
    }
}

/// The scopes of a parameter, which single blanks should separate.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|word| !word.is_empty())
}

/// RFC 6749, section 3.3: printable ASCII but the quotation mark and the backslash.
pub(super) fn is_scope_token(word: &str) -> bool {
    word.bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

/// The audience and the value, if the scope is one of Graph with its resource.
fn graph_scope<'a>(word: &'a str, graph_audiences: &[&'a str]) -> Option<(&'a str, &'a str)> {
    graph_audiences
        .iter()
        .filter_map(|audience| {
            let value = word.strip_prefix(audience)?.strip_prefix('/')?;
            (!value.is_empty() && !value.contains('/')).then_some((*audience, value))
        })
        // One audience can be the beginning of another.
        .min_by_key(|(audience, _)| Reverse(audience.len()))
}

/// The resource and the value of a scope. `None` if it has not both.
///
/// The last slash stands between them. A slash before it is the resource's own: azure-cli sends
/// that, and wants the audience with the slash.
fn split(word: &str) -> Option<(&str, &str)> {
    let (resource, value) = word.rsplit_once('/')?;
    // In `https://graph.example` the last slash is none of a value.
    let has_name = match resource.split_once(':') {
        Some((_, after)) => !after.trim_matches('/').is_empty(),
        None => !resource.trim_matches('/').is_empty(),
    };
    (has_name && !value.is_empty()).then_some((resource, value))
}

fn is_same(one: &str, other: &str, graph_audiences: &[&str]) -> bool {
    one == other || (graph_audiences.contains(&one) && graph_audiences.contains(&other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GRAPH: [&str; 4] = [
        "https://graph.example:8443",
        "https://graph.example:8443/",
        "https://graph.example",
        "00000003-0000-0000-c000-000000000000",
    ];

    fn parse(text: &str) -> Result<RequestedScopes, OAuthError> {
        RequestedScopes::parse(text, &GRAPH)
    }

    #[test]
    fn the_scopes_of_openid_connect_name_no_resource() {
        let scopes = parse(" offline_access  openid ").unwrap();
        assert_eq!(
            scopes,
            RequestedScopes {
                openid: true,
                offline_access: true,
                ..RequestedScopes::default()
            }
        );
        assert_eq!(scopes.granted_text(), "openid offline_access");
        let scopes = parse("https://graph.example/email profile").unwrap();
        assert!(scopes.email && scopes.profile && scopes.resource.is_none());
    }

    #[test]
    fn a_scope_belongs_to_its_resource() {
        for (text, resource, value) in [
            ("User.Read", "https://graph.example:8443", "User.Read"),
            (".default", "https://graph.example:8443", ".default"),
            (
                "https://graph.example/User.Read",
                "https://graph.example",
                "User.Read",
            ),
            (
                "https://graph.example:8443/.default",
                "https://graph.example:8443",
                ".default",
            ),
            (
                "https://graph.example:8443//.default",
                "https://graph.example:8443/",
                ".default",
            ),
            (
                "00000003-0000-0000-c000-000000000000/.default",
                "00000003-0000-0000-c000-000000000000",
                ".default",
            ),
            ("api://id/x", "api://id", "x"),
            ("api://id/a/b/x", "api://id/a/b", "x"),
            (
                "https://login.example//.default",
                "https://login.example/",
                ".default",
            ),
            (
                "0c9b2f6e-1111-2222-3333-444455556666/.default",
                "0c9b2f6e-1111-2222-3333-444455556666",
                ".default",
            ),
            ("urn:x:y/z", "urn:x:y", "z"),
            (
                "https://graph.example.evil/x",
                "https://graph.example.evil",
                "x",
            ),
        ] {
            let scopes = parse(&format!("openid {text}")).unwrap();
            assert_eq!(scopes.resource.as_deref(), Some(resource), "{text}");
            assert_eq!(scopes.values, [value], "{text}");
            assert_eq!(scopes.is_default(), value == ".default");
            assert_eq!(scopes.granted_text(), format!("openid {text}"));
        }
    }

    #[test]
    fn all_names_of_graph_are_one_resource_and_the_first_written_one_counts() {
        let scopes = parse(
            "Mail.Read https://graph.example/User.Read profile \
             https://graph.example:8443/User.Read Mail.Read",
        )
        .unwrap();
        assert_eq!(scopes.resource.as_deref(), Some("https://graph.example"));
        assert_eq!(scopes.values, ["Mail.Read", "User.Read"]);
        assert_eq!(
            scopes.granted_text(),
            "profile https://graph.example/Mail.Read https://graph.example/User.Read"
        );
    }

    #[test]
    fn two_resources_at_once_are_refused() {
        for text in [
            "api://a/x api://b/x",
            "User.Read api://a/x",
            "api://a/x User.Read",
            "https://graph.example/User.Read api://a/.default",
            "api://a/x api://a//x",
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.code.as_str(), error.aadsts),
                ("invalid_scope", 28_000),
                "{text}"
            );
        }
    }

    #[test]
    fn default_stands_alone_among_the_values() {
        for text in [
            "User.Read .default",
            "https://graph.example/.default User.Read",
            "api://a/.default api://a/x",
        ] {
            assert_eq!(parse(text).unwrap_err().aadsts, 70_011, "{text}");
        }
        parse("openid profile offline_access email api://a/.default").unwrap();
        parse("https://graph.example/.default .default").unwrap();
    }

    #[test]
    fn what_is_no_scope_is_refused() {
        for text in [
            "",
            "  ",
            "/x",
            "//x",
            "x/",
            "https://graph.example",
            "https://graph.example/",
            "https://",
            "api:///x",
            "a\tb",
            "a\"b",
            "a\\b",
            "User.Read\u{A0}Mail.Read",
        ] {
            assert_eq!(parse(text).unwrap_err().aadsts, 70_011, "{text}");
        }
        let error = RequestedScopes::parse("User.Read", &[]).unwrap_err();
        assert_eq!(error.aadsts, 70_011);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = parse(&text);
        }

        #[test]
        fn what_is_written_is_what_is_read(
            words in prop::collection::vec(
                "(openid|email|User.Read|x|https://graph.example(:8443)?/{1,2}[a-c]|api://a/[a-c]|[a:/.]{1,6})",
                1..5,
            ),
        ) {
            if let Ok(scopes) = parse(&words.join(" ")) {
                prop_assert_eq!(parse(&scopes.granted_text()), Ok(scopes));
            }
        }
    }
}
