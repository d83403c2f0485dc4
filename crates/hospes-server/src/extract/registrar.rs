//! Somebody who may open app registrations: an administrator, or an owner of an application.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::admin::Admin;
use super::signed_in::SignedIn;
use crate::app::App;
use crate::pages::error::PageError;

/// Somebody with a role, or who owns an application. Of which ones they may see what, the product decides.
#[derive(Debug, Clone)]
pub(crate) struct Registrar(pub(crate) Admin);

impl FromRequestParts<App> for Registrar {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let membership = &signed_in.membership;
        if membership.roles.is_empty() {
            let owned = app.identity.owned_applications(&membership.actor).await?;
            if owned.is_empty() {
                return Err(PageError::NoAccess);
            }
        }
        Ok(Self(Admin(signed_in)))
    }
}
