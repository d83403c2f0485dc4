//! Who may read and change which providers.
//!
//! Those that speak SAML are federations with organisations elsewhere, and may be left to somebody who sees no others.
//! Whoever may change any may change these; whoever may read any may read these.

use super::crud;
use super::provider::{IdentityProvider, Kind};
use crate::actor::{Actor, Permission};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::ProviderId;

/// What somebody wants of a provider.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    Read,
    Change,
}

impl Wish {
    /// What it needs, of a provider of a kind.
    const fn needs(self, kind: Kind) -> Permission {
        match (self, kind) {
            (Self::Read, Kind::Saml) => Permission::ReadFederations,
            (Self::Change, Kind::Saml) => Permission::ManageFederations,
            (
                Self::Read,
                Kind::OpenIdConnect
                | Kind::Google
                | Kind::MicrosoftAccount
                | Kind::GitHub
                | Kind::Facebook
                | Kind::Apple,
            ) => Permission::ReadIdentityProviders,
            (
                Self::Change,
                Kind::OpenIdConnect
                | Kind::Google
                | Kind::MicrosoftAccount
                | Kind::GitHub
                | Kind::Facebook
                | Kind::Apple,
            ) => Permission::ManageIdentityProviders,
        }
    }

    /// Refuses whoever may not, of a provider of a kind.
    pub(super) fn allowed_of(self, actor: &Actor, kind: Kind) -> Result<()> {
        actor.require(self.needs(kind))
    }

    /// Refuses whoever may not of any provider. Before anything is read.
    pub(super) fn allowed_of_some(self, actor: &Actor) -> Result<()> {
        self.allowed_of(actor, Kind::Saml)
    }
}

/// A provider that is not deleted, for whoever may do this with it. To whom only the others are left, it is not there.
pub(super) async fn find_for(
    tx: &mut Tx,
    actor: &Actor,
    (id, wish): (ProviderId, Wish),
) -> Result<IdentityProvider> {
    wish.allowed_of_some(actor)?;
    let found = crud::find_present(tx, actor.tenant, id).await?;
    visible(actor, (&found, wish))?;
    Ok(found)
}

/// Refuses whoever may do this with some providers and not with this one.
pub(super) fn visible(actor: &Actor, (found, wish): (&IdentityProvider, Wish)) -> Result<()> {
    wish.allowed_of(actor, found.kind)
        .map_err(|_| Error::NotFound {
            what: "identity provider",
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Permissions;
    use crate::application::GraphPermission;
    use crate::role::Role;

    #[test]
    fn whoever_may_do_it_with_any_may_do_it_with_federations() {
        let implies = [
            (
                Permission::ReadIdentityProviders,
                Permission::ReadFederations,
            ),
            (
                Permission::ManageIdentityProviders,
                Permission::ManageFederations,
            ),
            (
                Permission::ManageIdentityProviders,
                Permission::ReadIdentityProviders,
            ),
            (Permission::ManageFederations, Permission::ReadFederations),
        ];
        let roles = Role::ALL.iter().map(|role| role.permissions());
        let granted = GraphPermission::ALL.iter().map(|one| one.permissions());
        let all: Vec<Permissions> = roles.chain(granted).collect();
        for permissions in &all {
            for (more, less) in implies {
                assert!(
                    !permissions.has(more) || permissions.has(less),
                    "{more:?} {less:?}"
                );
            }
        }
        assert!(
            all.iter()
                .any(|one| one.has(Permission::ManageIdentityProviders))
        );
    }
}
