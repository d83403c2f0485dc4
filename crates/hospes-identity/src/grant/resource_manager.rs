//! The resource manager: what command-line tools ask which organisations a person belongs to, before they ask
//! Graph anything. It has tokens of its own, which Graph refuses, and refuses Graph's.

use hospes_protocol::oauth::RequestedScopes;

use super::access_token::Claims;
use super::{TokenError, TokenNames};
use crate::Identity;
use crate::actor::Circumstances;
use crate::error::Error;
use crate::ids::TenantId;
use crate::tenant::{self, Tenant};
use crate::user;

/// The one scope of the resource manager: to list the organisations of the person.
pub const USER_IMPERSONATION: &str = "user_impersonation";

/// An organisation of a token's person.
#[derive(Debug)]
pub struct OwnOrganization {
    /// The organisation.
    pub tenant: Tenant,
    /// Whether it is the one that the person's account is of.
    pub is_home: bool,
}

impl TokenNames {
    /// The name of the resource manager, with its slash: the root of the identity platform. Where Graph goes by
    /// that name, a path below it, since no token may be good for both.
    pub fn resource_manager(&self) -> String {
        let is_graphs = |name: &str| self.graph_audiences.iter().any(|known| known == name);
        let root = format!("{}/", self.root);
        if is_graphs(&root) || is_graphs(&self.root) {
            format!("{root}management/")
        } else {
            root
        }
    }

    /// Whether a resource is the resource manager, with or without the slash at its end.
    pub fn is_resource_manager(&self, resource: &str) -> bool {
        let name = self.resource_manager();
        resource == name || Some(resource) == name.strip_suffix('/')
    }

    /// The audience of tokens for a resource, if there is such a one: as the client wrote it.
    pub(super) fn audience<'a>(&'a self, resource: Option<&'a str>) -> Option<&'a str> {
        self.graph_audience(resource)
            .or_else(|| resource.filter(|name| self.is_resource_manager(name)))
    }

    /// Whether what is asked for now is for the resource that was agreed to, or for none.
    pub(super) fn is_for_the_same(
        &self,
        agreed: &RequestedScopes,
        asked: &RequestedScopes,
    ) -> bool {
        let is_manager = |scopes: &RequestedScopes| {
            let resource = scopes.resource.as_deref();
            resource.is_some_and(|name| self.is_resource_manager(name))
        };
        self.audience(asked.resource.as_deref()).is_some()
            && (asked.resource.is_none() || is_manager(agreed) == is_manager(asked))
    }
}

impl Identity {
    /// The organisations of the person whom a token for the resource manager is of, home first. Whoever has
    /// such a token may know.
    pub async fn organizations_of_token(
        &self,
        token: &str,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Vec<OwnOrganization>, TokenError> {
        let name = names.resource_manager();
        let audiences = [name.as_str(), name.trim_end_matches('/')];
        let claims: Claims = self.read_claims(token, &names.root, &audiences).await?;
        if !claims.has_scope(USER_IMPERSONATION) {
            return Err(TokenError::Scope);
        }
        self.person_of(&claims, circumstances).await?;
        let (issuer, subject) = claims.identity().ok_or(TokenError::Invalid)?;
        let mut tx = self.read().await?;
        let now = tx.now();
        let mut all = Vec::new();
        let known = user::memberships_of(&mut tx, issuer, subject);
        for (id, user) in known.await.map_err(Error::from)? {
            if user::find(&mut tx, id, user).await?.is_active(now) {
                let is_home = issuer == user::Issuer::Tenant(id);
                let tenant = tenant::find(&mut tx, id).await?;
                all.push(OwnOrganization { tenant, is_home });
            }
        }
        let order = |one: &OwnOrganization| -> (bool, String, TenantId) {
            let name = one.tenant.display_name.to_lowercase();
            (!one.is_home, name, one.tenant.id)
        };
        all.sort_by_cached_key(order);
        Ok(all)
    }
}
