//! ID tokens: who signed in, for the application (OIDC Core, section 2).

use hospes_protocol::jose::Algorithm;
use hospes_protocol::oidc::{IdTokenClaims, half_hash};
use uuid::Uuid;

use super::about::{About, Groups};
use super::access_token::{account_name, amr, idp, optional_upn, overage, signin_state, subject};
use super::front_channel::sid;
use super::{TOKEN_LIFE, TokenNames};
use crate::Identity;
use crate::application::registration::SigningAlgorithm;
use crate::error::{Error, Result};

impl Identity {
    /// An ID token, beside the access token and the code that it vouches for.
    pub(super) async fn issue_id_token(
        &self,
        about: &About,
        (access_token, code): (Option<&str>, Option<&str>),
        names: &TokenNames,
    ) -> Result<String> {
        let (keys, algorithm) = (self.signing_keys().await?, algorithm(about));
        let now = self.env.clock.now();
        let (as_whom, user, scopes) = (&about.as_whom, &about.user, about.scopes());
        let profile = |value: Option<&String>| value.filter(|_| scopes.profile).cloned();
        let mut claims = IdTokenClaims {
            iss: names.issuer_v2(as_whom.tenant),
            sub: subject(as_whom.tenant, as_whom.app_id, as_whom.user),
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
            idp: user.is_guest().then(|| idp(names, about)),
            acct: Some(u8::from(user.is_guest())),
            at_hash: access_token.map(|text| half_hash(text, algorithm)),
            c_hash: code.map(|text| half_hash(text, algorithm)),
            roles: about.at_client.roles.clone(),
            sid: as_whom.session.map(|id| sid(id, as_whom.app_id)),
            amr: amr(as_whom),
            uti: Some(self.env.new_id::<Uuid>().simple().to_string()),
            ..IdTokenClaims::default()
        };
        add_registered(&mut claims, about, names);
        keys.current(algorithm)
            .sign(&claims)
            .map_err(|e| Error::corrupt("a signing key", e))
    }
}

/// How the application registered that its ID tokens are signed.
fn algorithm(about: &About) -> Algorithm {
    match about.at_client.registration.id_token_signing_alg {
        SigningAlgorithm::Rs256 => Algorithm::Rs256,
        SigningAlgorithm::Es256 => Algorithm::Es256,
        SigningAlgorithm::EdDsa => Algorithm::EdDsa,
    }
}

/// What the application registered that it wants to know.
fn add_registered(claims: &mut IdTokenClaims, about: &About, names: &TokenNames) {
    match &about.at_client.groups {
        Groups::Listed(groups) => claims.groups.clone_from(groups),
        Groups::TooMany => {
            let (claim_names, sources) = overage(names, &about.as_whom);
            claims.claim_names = Some(claim_names);
            claims.claim_sources = Some(sources);
        }
    }
    let user = &about.user;
    for claim in &about.at_client.registration.optional_claims.id_token {
        match claim.name.as_str() {
            "email" => claims.email.clone_from(&user.mail),
            "family_name" => claims.family_name.clone_from(&user.profile.surname),
            "given_name" => claims.given_name.clone_from(&user.profile.given_name),
            "login_hint" => claims.login_hint = Some(account_name(user)),
            "preferred_username" => claims.preferred_username = Some(account_name(user)),
            "signin_state" => claims.signin_state = signin_state(&about.as_whom),
            "upn" => claims.upn = Some(optional_upn(user, claim)),
            // The others are always there.
            _ => {}
        }
    }
}
