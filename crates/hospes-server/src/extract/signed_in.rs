//! Somebody who is signed in and acts in an organisation.

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use hospes_identity::Error;
use hospes_identity::authenticator::Need;
use hospes_identity::ids::TenantId;
use hospes_identity::session::{Membership, Session};

use super::visitor::{ActedIn, Visitor};
use crate::app::App;
use crate::pages::error::{ErrorKind, PageError};
use crate::pages::layout::Layout;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    /// The request.
    pub(crate) visitor: Visitor,
    /// Their session.
    pub(crate) session: Session,
    /// Who they are in the organisation they act in.
    pub(crate) membership: Membership,
}

/// Somebody who is signed in with their first factor, whatever else the organisation asks for. For the pages of
/// that step, and for no others.
#[derive(Debug, Clone)]
pub(crate) struct Arriving(pub(crate) SignedIn);

impl FromRequestParts<App> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Arriving(found) = Arriving::from_request_parts(parts, app).await?;
        if found.membership.second_factor == Need::No {
            return Ok(found);
        }
        let here = (parts.method == Method::GET).then_some(found.visitor.here.as_str());
        Err(PageError::second_factor(&found.membership, here))
    }
}

impl FromRequestParts<App> for Arriving {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let Some(session) = visitor.session.clone() else {
            return Err(PageError::sign_in(&visitor.here, &parts.method));
        };
        // A link may name the organisation: `?tenantid=` of My Apps.
        let wanted = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .find(|(name, _)| name.eq_ignore_ascii_case("tenantid"))
            .map(|(_, value)| value.into_owned());
        let wanted = match wanted {
            None => None,
            Some(wanted) => match app.identity.find_tenant(&wanted).await {
                Ok(tenant) => Some(tenant.id),
                Err(Error::NotFound { .. }) => return Err(PageError::NoAccess),
                Err(error) => return Err(error.into()),
            },
        };
        let here = &visitor.circumstances;
        let found = match wanted {
            None => app.identity.current_membership(&session, here).await?,
            Some(tenant) => app.identity.membership(&session, tenant, here).await?,
        };
        let Some(membership) = found else {
            return Err(not_let_in(app, &visitor, (&session, wanted)).await?);
        };
        if let Some(ActedIn(at)) = parts.extensions.get() {
            // It is said once for each request.
            let _ = at.set(membership.tenant.id);
        }
        Ok(Self(SignedIn {
            visitor,
            session,
            membership,
        }))
    }
}

/// Why somebody is not let into an organisation: whose settings say so, for a guest of it; else nothing of it.
pub(crate) async fn not_let_in(
    app: &App,
    visitor: &Visitor,
    (session, wanted): (&Session, Option<TenantId>),
) -> Result<PageError, Error> {
    let here = &visitor.circumstances;
    let other = app.identity.current_membership(session, here).await?;
    let is_elsewhere = other.is_some();
    let kind = match app.identity.kept_out(session, wanted).await? {
        Some(kept_out) => ErrorKind::kept_out(kept_out, is_elsewhere),
        None if is_elsewhere => ErrorKind::NoAccess,
        None => ErrorKind::Nowhere {
            contact: app.identity.contact_outside(session, wanted).await?,
        },
    };
    Ok(PageError::NotLetIn(kind))
}

impl SignedIn {
    /// The frame of their pages.
    pub(crate) async fn layout(&self, app: &App) -> Result<Layout, Error> {
        self.visitor.layout_in(app, &self.membership).await
    }
}
