//! What tokens say about a person: gathered in the transaction, signed after it.

use hospes_protocol::oauth::RequestedScopes;
use uuid::Uuid;

use super::resource::{self, Resource, Wanted, role_values};
use super::{SignedInAs, TokenNames};
use crate::application::registration::{self, GroupClaims, Registration};
use crate::application::{self, Application};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ApplicationId, GrantId, TenantId, UserId};
use crate::session::DeviceClaims;
use crate::user::{Issuer, ProviderKey, User};
use crate::{group, identity_provider, role};

/// So many groups a token names; beyond that it says where to ask.
const MOST_GROUPS: usize = 200;

/// The groups that a token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Groups {
    /// These; perhaps none.
    Listed(Vec<String>),
    /// More than fit into a token.
    TooMany,
}

/// What a token says of a person at one application.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) registration: Registration,
    pub(super) roles: Vec<String>,
    pub(super) groups: Groups,
}

/// Everything that tokens of a sign-in say.
#[derive(Debug)]
pub(super) struct About {
    pub(super) as_whom: SignedInAs,
    /// The grant, if there is one: tokens that come straight from the authorization endpoint have none.
    pub(super) grant: Option<GrantId>,
    pub(super) user: User,
    /// The issuer of the identity provider that vouched for them, if one did.
    pub(super) provider: Option<String>,
    pub(super) client: Application,
    pub(super) wids: Vec<String>,
    pub(super) wanted: Wanted,
    /// At the client, for its ID token.
    pub(super) at_client: At,
    /// At the resource, for the access token; of Graph there is nothing to say.
    pub(super) at_resource: Option<At>,
}

impl About {
    pub(super) fn scopes(&self) -> &RequestedScopes {
        &self.wanted.scopes
    }
}

/// Gathers what tokens say of somebody who is let in.
pub(super) async fn gather(
    tx: &mut Tx,
    mut as_whom: SignedInAs,
    grant: Option<GrantId>,
    (user, client, wanted): (User, Application, Wanted),
) -> Result<About> {
    let tenant = as_whom.tenant;
    let at_client = at(tx, tenant, client.id, user.id).await?;
    let at_resource = match &wanted.resource {
        Resource::Graph { .. } | Resource::Manager { .. } => None,
        Resource::Application(found) if found.application.id == client.id => {
            Some(at_client.clone())
        }
        Resource::Application(found) => Some(at(tx, tenant, found.application.id, user.id).await?),
    };
    // What isn't believed is told to no application.
    if !as_whom.devices.is_empty() {
        let trust = identity_provider::trust(tx, as_whom.issuer()?, tenant).await?;
        if !trust.devices {
            as_whom.devices = DeviceClaims::default();
        }
    }
    let provider = match Issuer::parse(&as_whom.issuer) {
        Some(Issuer::Provider(ProviderKey { tenant, id })) => {
            Some(identity_provider::find(tx, tenant, id).await?.issuer)
        }
        Some(Issuer::Mail | Issuer::Tenant(_)) | None => None,
    };
    let roles = role::of_user(tx, tenant, user.id).await?;
    let wids = roles.iter().map(|role| role.template_id().to_string());
    Ok(About {
        wids: wids.collect(),
        as_whom,
        grant,
        user,
        provider,
        client,
        wanted,
        at_client,
        at_resource,
    })
}

async fn at(tx: &mut Tx, tenant: TenantId, id: ApplicationId, user: UserId) -> Result<At> {
    let registration = registration::find(tx, tenant, id).await?;
    let roles = if registration.app_roles.is_empty() {
        Vec::new()
    } else {
        let ids = registration::assigned_roles(tx, tenant, id, user).await?;
        role_values(&registration, &ids, |role| role.is_for_users)
    };
    let groups: Vec<Uuid> = match registration.group_membership_claims {
        GroupClaims::None => Vec::new(),
        GroupClaims::SecurityGroup => {
            let all = group::of_user(tx, tenant, user).await?;
            all.into_iter().map(|group| group.id.0).collect()
        }
        GroupClaims::ApplicationGroup => application::groups_of(tx, tenant, id, user).await?,
    };
    let groups = if groups.len() > MOST_GROUPS {
        Groups::TooMany
    } else {
        Groups::Listed(groups.iter().map(Uuid::to_string).collect())
    };
    Ok(At {
        registration,
        roles,
        groups,
    })
}

/// Looks up the scopes that were granted once; an error if they are not there any more.
pub(crate) async fn wanted_again(
    tx: &mut Tx,
    (tenant, client): (TenantId, &Application),
    names: &TokenNames,
    scope: &str,
) -> Result<Option<Wanted>> {
    let Ok(scopes) = names.scopes(scope) else {
        return Ok(None);
    };
    Ok(resource::wanted(tx, (tenant, client), names, scopes)
        .await?
        .ok())
}
