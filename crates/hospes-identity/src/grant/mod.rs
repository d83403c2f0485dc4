//! Grants: people sign in to applications, and applications get tokens.
//!
//! A person's sign-in to an application is a *grant*: it begins with an authorization code, and all tokens
//! that come of that code belong to it. A code that comes a second time ends the grant (RFC 6749, section
//! 4.1.2), and so does a refresh token that comes back long after it was exchanged (RFC 9700, section
//! 4.14.2). The code itself is sealed and not stored: sending somebody to an application changes nothing.

mod about;
mod access_token;
mod authorize;
mod bearer;
mod code;
mod consent;
mod consent_admin;
mod exchange;
mod front_channel;
mod id_token;
mod log;
mod on_behalf_of;
mod password;
mod purge;
mod resource;
mod resource_manager;
mod store;
#[cfg(test)]
mod tests;

use hospes_protocol::oauth::{Platform, RequestedScopes};
use serde::{Deserialize, Serialize};

use crate::env::{Span, Timestamp};
use crate::error::Error;
use crate::ids::{AppId, ApplicationId, GrantId, SessionId, TenantId, UserId};
use crate::session::{DeviceClaims, How};
use crate::user::Issuer;

pub(crate) use about::wanted_again;
pub use authorize::{Asked, Decision, Straight};
pub(crate) use authorize::{Terms, admitted, blocked_guest};
pub use bearer::TokenError;
pub use consent::{Consent, ConsentScope, graph_scopes};
pub use consent_admin::GivenConsent;
pub(crate) use exchange::check_client;
pub use exchange::{Client, GrantError, Issued};
pub use front_channel::IdTokenHint;
pub use resource::{ApplicationResource, Resource, ScopeError, Wanted};
pub use resource_manager::{OwnOrganization, USER_IMPERSONATION};
pub(crate) use store::find as find_grant;
pub(crate) use store::{consented_by_anybody, delete_for_application, delete_for_user};

/// So long an access token counts.
pub const TOKEN_LIFE: Span = Span::seconds(3_599);

/// The names of this server in tokens; they come from the configuration, never from a request.
#[derive(Debug, Clone)]
pub struct TokenNames {
    /// The root of the identity platform, without a slash at its end.
    pub root: String,
    /// Every audience that means Graph; the first is put into tokens.
    pub graph_audiences: Vec<String>,
}

impl TokenNames {
    /// The root of Graph, where applications ask for what does not fit into a token.
    pub fn graph_root(&self) -> &str {
        self.graph_audiences
            .first()
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// The issuer of v1 tokens of a tenant.
    pub fn issuer(&self, tenant: TenantId) -> String {
        format!("{}/{tenant}/", self.root)
    }

    /// The issuer of v2 tokens of a tenant.
    pub fn issuer_v2(&self, tenant: TenantId) -> String {
        format!("{}/{tenant}/v2.0", self.root)
    }

    /// Reads scopes; all names of Graph are one resource.
    pub fn scopes(
        &self,
        text: &str,
    ) -> Result<RequestedScopes, hospes_protocol::oauth::OAuthError> {
        let audiences: Vec<&str> = self.graph_audiences.iter().map(String::as_str).collect();
        RequestedScopes::parse(text, &audiences)
    }

    /// The audience of a resource, if it is Graph: as the client wrote it.
    pub fn graph_audience<'a>(&'a self, resource: Option<&'a str>) -> Option<&'a str> {
        let first = self.graph_audiences.first()?;
        let Some(resource) = resource else {
            return Some(first);
        };
        let known = self.graph_audiences.iter().any(|known| known == resource);
        known.then_some(resource)
    }
}

/// What all tokens of a grant have in common. It travels in the code, and is kept with the grant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SignedInAs {
    pub(crate) tenant: TenantId,
    pub(crate) user: UserId,
    pub(crate) application: ApplicationId,
    pub(crate) app_id: AppId,
    /// Who authenticated the person, in its stored form.
    pub(crate) issuer: String,
    /// The person at that issuer.
    pub(crate) subject: String,
    /// How.
    pub(crate) method: String,
    /// What else they proved.
    #[serde(default)]
    pub(crate) second_factor: Option<String>,
    /// Where they proved it, if not in this tenant.
    #[serde(default)]
    pub(crate) second_factor_of: Option<TenantId>,
    /// What a provider said of the sign-in, where that is the second factor.
    #[serde(default, skip_serializing_if = "How::is_nothing")]
    pub(crate) how: How,
    /// What the provider said of the device, whether it is trusted in that or not.
    #[serde(default, skip_serializing_if = "DeviceClaims::is_empty")]
    pub(crate) devices: DeviceClaims,
    /// When.
    pub(crate) authenticated_at: Timestamp,
    /// What was asked for and agreed to.
    pub(crate) scope: String,
    /// Where answers go: what kind of application it is.
    pub(crate) platform: String,
    pub(crate) nonce: Option<String>,
    /// The browser's session that it came of, if the application is told when that ends.
    #[serde(default)]
    pub(crate) session: Option<SessionId>,
    /// The grant that it came of by on-behalf-of, and ends with.
    #[serde(default)]
    pub(crate) parent: Option<GrantId>,
}

impl SignedInAs {
    /// The tenant in which they proved a second factor, the factor, and what a provider said of it; if they did.
    fn proved(&self) -> Option<(TenantId, &str, &How)> {
        let of = self.second_factor_of.unwrap_or(self.tenant);
        let factor = self.second_factor.as_deref();
        factor.map(|factor| (of, factor, &self.how))
    }

    /// Who they are where they signed in.
    fn issuer(&self) -> Result<Issuer, Error> {
        Issuer::parse(&self.issuer).ok_or_else(|| Error::corrupt("a grant", "its issuer is none"))
    }

    fn platform(&self) -> Result<Platform, Error> {
        Platform::parse(&self.platform)
            .ok_or_else(|| Error::corrupt("a grant", "its platform is none"))
    }
}
