//! ID tokens: who signed in, for the application (OIDC Core, section 2).

use hospes_protocol::jose::Algorithm;
use hospes_protocol::oauth::RequestedScopes;
use hospes_protocol::oidc::{IdTokenClaims, half_hash};
use uuid::Uuid;

use super::access_token::{account_name, idp, subject};
use super::{SignedInAs, TOKEN_LIFE, TokenNames};
use crate::Identity;
use crate::error::{Error, Result};
use crate::user::User;

impl Identity {
    pub(super) async fn issue_id_token(
        &self,
        as_whom: &SignedInAs,
        (user, _wids): (&User, &[String]),
        access_token: &str,
        (names, scopes): (&TokenNames, &RequestedScopes),
    ) -> Result<String> {
        let keys = self.signing_keys().await?;
        let now = self.env.clock.now();
        let profile = |value: Option<&String>| value.filter(|_| scopes.profile).cloned();
        let claims = IdTokenClaims {
            iss: names.issuer_v2(as_whom.tenant),
            sub: subject(as_whom),
            aud: as_whom.app_id.to_string(),
            exp: now.plus(TOKEN_LIFE).as_seconds(),
            iat: now.as_seconds(),
            nbf: now.as_seconds(),
            auth_time: Some(as_whom.authenticated_at.as_seconds()),
            nonce: as_whom.nonce.clone(),
            oid: as_whom.user.to_string(),
            tid: as_whom.tenant.to_string(),
            name: profile(Some(&user.display_name)),
            given_name: profile(user.profile.given_name.as_ref()),
            family_name: profile(user.profile.surname.as_ref()),
            preferred_username: profile(Some(&account_name(user))),
            // Of guests always, as in the original: it is what an application knows them by.
            email: user
                .mail
                .clone()
                .filter(|_| scopes.email || user.is_guest()),
            idp: user.is_guest().then(|| idp(names, as_whom)),
            acct: Some(u8::from(user.is_guest())),
            at_hash: Some(half_hash(access_token)),
            uti: Some(self.env.new_id::<Uuid>().simple().to_string()),
        };
        keys.current(Algorithm::Rs256)
            .sign(&claims)
            .map_err(|e| Error::corrupt("a signing key", e))
    }
}
