//! How people of an organisation sign in, and what applications may get by their consent.

use super::{store, words};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::error::Result;

words! {
    /// Whether people may agree by themselves to what concerns only them.
    UserConsent {
        /// To every application of the organisation.
        Allowed = "allowed",
        /// To those an administrator vouches for.
        VerifiedOnly = "verifiedOnly",
        /// To none: administrators agree for them.
        Never = "never",
    }
}

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the page"
)]
pub struct SignInSettings {
    /// Whether people may agree by themselves.
    pub user_consent: UserConsent,
    /// Whether applications may send passwords of members (the password grant).
    pub password_grant: bool,
    /// Whether members need a second factor.
    pub second_factor_members: bool,
    /// Whether guests need one.
    pub second_factor_guests: bool,
    /// Whether holders of a role need one.
    pub second_factor_administrators: bool,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            user_consent: UserConsent::Allowed,
            password_grant: false,
            second_factor_members: false,
            second_factor_guests: false,
            second_factor_administrators: false,
        }
    }
}

impl Identity {
    /// The settings.
    pub async fn sign_in_settings(&self, actor: &Actor) -> Result<SignInSettings> {
        actor.require(Permission::ReadSettings)?;
        Ok(store::sign_in_settings_of(&mut self.read().await?, actor.tenant).await?)
    }

    /// Sets them, all at once.
    pub async fn update_sign_in_settings(
        &self,
        actor: &Actor,
        after: &SignInSettings,
    ) -> Result<()> {
        actor.require(Permission::ManageSignIn)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::sign_in_settings_of(&mut tx, actor.tenant).await?;
            store::save_sign_in_settings(&mut tx, actor.tenant, after).await?;
            let mut target = Target::other("Policy", actor.tenant.0, "Sign-in settings");
            for ((name, old), (_, new)) in described(before).into_iter().zip(described(*after)) {
                if old != new {
                    target = target.change(name, &old, &new);
                }
            }
            Entry::new(Activity::UpdatePolicy)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

fn described(settings: SignInSettings) -> [(&'static str, String); 5] {
    [
        ("UserConsent", settings.user_consent.as_str().to_owned()),
        ("PasswordGrant", settings.password_grant.to_string()),
        (
            "SecondFactorMembers",
            settings.second_factor_members.to_string(),
        ),
        (
            "SecondFactorGuests",
            settings.second_factor_guests.to_string(),
        ),
        (
            "SecondFactorAdministrators",
            settings.second_factor_administrators.to_string(),
        ),
    ]
}
