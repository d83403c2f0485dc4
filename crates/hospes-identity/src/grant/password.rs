//! The password grant (RFC 6749, section 4.3): for tools without a browser, where an organisation allows it.

use hospes_protocol::address::Address;

use super::exchange::{Client, GrantError, Issued, Next, SHORTEST_GRANT};
use super::log::{reason_of, signed_in};
use super::{SignedInAs, TokenNames};
use crate::Identity;
use crate::actor::Circumstances;
use crate::application::{Proof, registration};
use crate::error::Result;
use crate::ids::{GrantId, TenantId};
use crate::session::{DeviceClaims, How, Method};
use crate::sign_in::SignInError;
use crate::sign_in_log::Reason;
use crate::tenant;
use crate::user::{self, Issuer, User};

impl Identity {
    /// Exchanges the name and the password of a member for tokens. RFC 9700, section 2.4, warns of it, so the
    /// organisation has to allow it, and an application that can't prove itself has to be registered for it.
    pub async fn password_grant(
        &self,
        (client, tenant): (&Client, TenantId),
        (username, password, scope): (&str, &str, &str),
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Issued, GrantError> {
        self.takes_passwords(client, tenant).await?;
        let user = self
            .member(tenant, (username, password), circumstances)
            .await?;
        let as_whom = SignedInAs {
            tenant,
            user: user.id,
            application: client.application.id,
            app_id: client.application.app_id,
            issuer: Issuer::Tenant(tenant).to_text(),
            subject: user.id.to_string(),
            method: Method::Password.as_str().to_owned(),
            second_factor: None,
            second_factor_of: None,
            how: How::default(),
            devices: DeviceClaims::default(),
            authenticated_at: self.env.clock.now(),
            scope: scope.to_owned(),
            platform: if client.proof == Proof::None {
                "publicClient"
            } else {
                "web"
            }
            .to_owned(),
            nonce: None,
            session: None,
            parent: None,
        };
        let exchanged = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let id: GrantId = tx.new_id();
                super::store::insert(&mut tx, id, &as_whom, SHORTEST_GRANT).await?;
                let next = (id, Next::First);
                let found = self
                    .exchanged(&mut tx, next, (as_whom.clone(), client), names)
                    .await?;
                if found.is_ok() {
                    user::set_signed_in(&mut tx, tenant, user.id).await?;
                    signed_in(&mut tx, client, &user, &as_whom, circumstances).await?;
                    tx.commit().await?;
                }
                Ok(found)
            })
            .await?;
        if let Err(refused) = &exchanged
            && let Some(reason) = reason_of(refused, Reason::WrongPassword)
        {
            self.note_once(client, (&as_whom, reason), circumstances)
                .await?;
        }
        self.sign(exchanged?, client, names).await
    }

    /// Whether the organisation and the application's registration allow it.
    async fn takes_passwords(&self, client: &Client, tenant: TenantId) -> Result<(), GrantError> {
        let mut tx = self.read().await?;
        let registered = registration::find(&mut tx, tenant, client.application.id).await?;
        let settings = tenant::sign_in_settings_of(&mut tx, tenant).await;
        let settings = settings.map_err(crate::Error::from)?;
        if client.proof == Proof::None && !registered.is_fallback_public_client {
            return Err(GrantError::MustProve);
        }
        if !settings.password_grant {
            return Err(GrantError::Policy);
        }
        Ok(())
    }

    /// The member whose password it is.
    async fn member(
        &self,
        tenant: TenantId,
        (username, password): (&str, &str),
        circumstances: &Circumstances,
    ) -> Result<User, GrantError> {
        let address = Address::parse(username).map_err(|_| GrantError::WrongPassword)?;
        let mut tx = self.read().await?;
        let home = tenant::tenant_of_domain(&mut tx, address.domain()).await;
        let home = home.map_err(crate::Error::from)?;
        drop(tx);
        // Which domain belongs to whom is no secret; whether an account is there is one.
        if home != Some(tenant) {
            return Err(GrantError::NotHere);
        }
        match self
            .verify_password(&address, password, circumstances)
            .await
        {
            Ok((_, user)) if user.must_change_password => {
                self.note_change(&address, (tenant, user.id), circumstances)
                    .await?;
                Err(GrantError::MustChangePassword)
            }
            Ok((_, user)) => Ok(user),
            Err(SignInError::Other(error)) => Err(GrantError::Other(error)),
            Err(SignInError::Wrong | SignInError::TooLate) => Err(GrantError::WrongPassword),
        }
    }
}
