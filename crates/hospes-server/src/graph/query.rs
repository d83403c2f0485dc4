//! Query strings: `$select`, `$filter`, paging.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hospes_identity::page::{Cursor, From, PageRequest};
use hospes_protocol::odata::QueryOptions;

use super::error::GraphError;

/// The default size of a page, and the largest.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 999;

/// What a request asks for.
#[derive(Debug)]
pub(crate) struct Query {
    /// The options.
    pub(super) options: QueryOptions,
    /// Whether it says `ConsistencyLevel: eventual`, now or when the first page was asked for.
    pub(super) eventual: bool,
    /// Which page.
    pub(super) page: PageRequest,
    /// The options as they were sent, without the token: what the next page repeats.
    repeated: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
        let options = QueryOptions::parse(&pairs)?;
        let header = parts
            .headers
            .get("consistencylevel")
            .and_then(|value| value.to_str().ok());
        let mut eventual = header.is_some_and(|level| level.eq_ignore_ascii_case("eventual"));
        let size = options.top.unwrap_or(PAGE);
        if size > LARGEST_PAGE {
            return Err(GraphError::Unsupported(
                "The limit of '999' for $top query has been exceeded.",
            ));
        }
        let mut from = From::Start;
        if let Some(token) = &options.skip_token {
            // Page iterators repeat the URL and drop the header: the token remembers it.
            let (remembered, cursor) = token
                .split_at_checked(1)
                .and_then(|(mark, rest)| Some((mark == "e", Cursor::decode(rest)?)))
                .ok_or(GraphError::Unsupported(
                    "The page token is not valid or has expired.",
                ))?;
            eventual |= remembered;
            from = From::After(cursor);
        }
        let repeated = pairs
            .into_iter()
            .filter(|(name, _)| {
                !name
                    .trim_start_matches('$')
                    .eq_ignore_ascii_case("skiptoken")
            })
            .collect();
        Ok(Self {
            options,
            eventual,
            page: PageRequest { from, size },
            repeated,
        })
    }
}

impl Query {
    /// Where the next page is.
    pub(super) fn next_link(&self, collection: &str, after: &Cursor) -> String {
        let mark = if self.eventual { "e" } else { "-" };
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.repeated.iter())
            .append_pair("$skiptoken", &format!("{mark}{}", after.encode()))
            .finish();
        // `$` is plain in a query, and clients look for it.
        format!("{collection}?{}", query.replace("%24", "$"))
    }
}
