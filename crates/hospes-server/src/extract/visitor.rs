//! Whoever asks for a page: their session, their language, and the frame of the page.

use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::ids::TenantId;
use hospes_identity::session::{Membership, OrganizationOfPerson, Session};
use hospes_identity::{Circumstances, Error};
use serde::{Deserialize, Serialize};

use super::circumstances::circumstances;
use super::cookies::{self, Name};
use crate::app::App;
use crate::assets;
use crate::pages::error::PageError;
use crate::pages::layout::{Layout, Notice, Organization, OrganizationChoice, Person, Tone};
use crate::texts::Texts;

/// The organization switcher has so many lines at most.
const MOST_CHOICES: usize = 12;

/// Whoever asks for a page.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Their session, if they are signed in.
    pub(crate) session: Option<Session>,
    /// Where the request comes from.
    pub(crate) circumstances: Circumstances,
    /// The language of their browser.
    pub(crate) texts: Texts,
    /// The token for forms, bound to a cookie of this browser.
    pub(crate) csrf: String,
    /// Path and query of the page.
    pub(crate) here: String,
    /// The request's headers, for the cookies that some pages need.
    pub(crate) headers: HeaderMap,
    notice: Option<Notice>,
}

/// The value of the form cookie of a browser that has none yet, for the rest of the request.
#[derive(Debug, Clone)]
pub(crate) struct NewFormCookie(pub(crate) String);

/// Where the request says in which organization somebody acted, for the cookie that remembers it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ActedIn(pub(crate) Arc<OnceLock<TenantId>>);

impl FromRequestParts<App> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let session = match cookies::get(&parts.headers, app, Name::Session) {
            Some(cookie) => app.identity.session(&cookie).await?,
            None => None,
        };
        let accept = parts
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok());
        let here = parts.extensions.get::<OriginalUri>().map_or_else(
            || "/".to_owned(),
            |uri| {
                uri.path_and_query()
                    .map_or_else(|| "/".to_owned(), ToString::to_string)
            },
        );
        Ok(Self {
            session,
            circumstances: circumstances(parts, app),
            texts: accept.map_or_else(Texts::english, Texts::negotiate),
            csrf: token(app, &form_cookie(parts, app)),
            here,
            notice: cookies::get_sealed::<Said>(&parts.headers, app, Name::Notice).map(Said::say),
            headers: parts.headers.clone(),
        })
    }
}

/// What form tokens of this browser are bound to: its cookie, or the one it is about to get.
fn form_cookie(parts: &Parts, app: &App) -> String {
    cookies::get(&parts.headers, app, Name::Form)
        .or_else(|| {
            parts
                .extensions
                .get::<NewFormCookie>()
                .map(|new| new.0.clone())
        })
        .unwrap_or_default()
}

/// The token that goes into forms. It tells nothing of the cookie.
pub(crate) fn token(app: &App, cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.identity.env().keyring.mac("form", &[cookie.as_bytes()]))
}

/// Whether a token belongs to a cookie.
pub(crate) fn token_matches(app: &App, cookie: &str, token: &str) -> bool {
    let Ok(mac) = URL_SAFE_NO_PAD.decode(token) else {
        return false;
    };
    !cookie.is_empty()
        && app
            .identity
            .env()
            .keyring
            .mac_matches("form", &[cookie.as_bytes()], &mac)
}

/// A notice on its way to the next page.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    is_good: bool,
    text: String,
}

impl Said {
    fn say(self) -> Notice {
        Notice {
            tone: if self.is_good { Tone::Good } else { Tone::Bad },
            text: self.text,
        }
    }
}

/// A cookie with a sentence that the next page says: what was done.
pub(crate) fn notice(app: &App, text: &str) -> HeaderValue {
    let said = Said {
        is_good: true,
        text: text.to_owned(),
    };
    cookies::set(app, Name::Notice, &cookies::seal(app, Name::Notice, &said))
}

/// The same for what could not be done.
pub(crate) fn complaint(app: &App, text: &str) -> HeaderValue {
    let said = Said {
        is_good: false,
        text: text.to_owned(),
    };
    cookies::set(app, Name::Notice, &cookies::seal(app, Name::Notice, &said))
}

/// The lines of the organization switcher: where the person is, their home, and those they chose last. The page that
/// the switcher links to has them all.
fn switcher(mut all: Vec<OrganizationOfPerson>, current: &Membership) -> Vec<OrganizationChoice> {
    all.sort_by_key(|found| {
        let is_current = found.tenant == current.tenant.id;
        (!is_current, !found.is_home, Reverse(found.chosen_at))
    });
    all.truncate(MOST_CHOICES);
    let choice = |found: OrganizationOfPerson| OrganizationChoice {
        is_current: found.tenant == current.tenant.id,
        tenant: found.tenant.to_string(),
        organization: Organization::new(&found.display_name, &found.domain),
    };
    all.into_iter().map(choice).collect()
}

impl Visitor {
    /// The frame of a guest page: words in the browser's language, and nobody's organisation.
    pub(crate) fn layout(&self, app: &App) -> Layout {
        let mut layout = Layout::new(self.texts, assets::url);
        layout.csrf.clone_from(&self.csrf);
        layout.server_name.clone_from(&app.server_name);
        layout.operator_mail.clone_from(&app.contact);
        layout.reference = self.circumstances.correlation.to_string();
        layout.here.clone_from(&self.here);
        layout.has_inbox = app.inbox.is_some();
        layout.notice.clone_from(&self.notice);
        if let Some(session) = &self.session {
            layout.person = Some(Person::new(&session.display_name, &session.address));
        }
        layout
    }

    /// The frame of a page of an organisation.
    pub(crate) async fn layout_in(&self, app: &App, current: &Membership) -> Result<Layout, Error> {
        let mut layout = self.layout(app);
        let organization = |found: &Membership| {
            Organization::new(&found.tenant.display_name, &found.tenant.initial_domain)
        };
        if let Some(session) = &self.session {
            let all = app.identity.organizations(session).await?;
            layout.organizations = switcher(all, current);
            layout.person = Some(Person::new(&current.user.display_name, &session.address));
        }
        layout.organization = Some(organization(current));
        layout.may_administer = !current.roles.is_empty();
        if !layout.may_administer {
            let owned = app.identity.owned_applications(&current.actor).await?;
            layout.owns_applications = !owned.is_empty();
        }
        Ok(layout)
    }
}
