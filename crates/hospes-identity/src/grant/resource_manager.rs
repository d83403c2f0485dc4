//! The resource manager: what command-line tools ask which organisations a person belongs to, before they ask
//! Graph anything. It has tokens of its own, which Graph refuses, and refuses Graph's.

use super::bearer::identity;
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
}

impl Identity {
    /// The organisations of the person whom a token for the resource manager is of, home first: all of them with a
    /// token of their home, and with one of an organisation whose guest they are that one alone.
    pub async fn organizations_of_token(
        &self,
        token: &str,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Vec<OwnOrganization>, TokenError> {
        let name = names.resource_manager();
        let audiences = [name.as_str(), name.trim_end_matches('/')];
        // The issuer names the tenant of the `tid` claim, for which the signature vouches.
        let issuer = format!("{}/{{tenantid}}/", names.root);
        let claims = self.read_token_for(token, &[&issuer], &audiences).await?;
        let scopes = claims.scp.as_deref().unwrap_or_default();
        let scopes: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
        if !scopes.iter().any(|scope| scope == USER_IMPERSONATION) {
            return Err(TokenError::Scope);
        }
        self.person_of(&claims, &scopes, circumstances).await?;
        let (issuer, subject) = identity(&claims).ok_or(TokenError::Invalid)?;
        let mut tx = self.read().await?;
        let now = tx.now();
        let mut all = Vec::new();
        let known = user::memberships_of(&mut tx, issuer, subject);
        // Where else a guest belongs is no business of the organisation that the token is of.
        let is_at_home = issuer == user::Issuer::Tenant(claims.tenant());
        for (id, user) in known.await.map_err(Error::from)? {
            if !is_at_home && id != claims.tenant() {
                continue;
            }
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
