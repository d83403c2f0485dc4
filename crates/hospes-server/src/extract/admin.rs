//! Somebody who may open the admin center: signed in, with a role.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hospes_identity::{Actor, Error};

use super::signed_in::SignedIn;
use crate::app::App;
use crate::pages::error::PageError;
use crate::pages::layout::Layout;
use crate::texts::Texts;

/// An administrator of any kind.
#[derive(Debug, Clone)]
pub(crate) struct Admin(pub(crate) SignedIn);

impl FromRequestParts<App> for Admin {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if signed_in.membership.roles.is_empty() {
            return Err(PageError::NoAccess);
        }
        Ok(Self(signed_in))
    }
}

impl Admin {
    /// They as somebody who acts.
    pub(crate) fn actor(&self) -> &Actor {
        &self.0.membership.actor
    }

    /// The frame of the admin center, which is English.
    pub(crate) async fn layout(&self, app: &App) -> Result<Layout, Error> {
        let mut layout = self.0.layout(app).await?;
        layout.texts = Texts::english();
        Ok(layout)
    }
}
