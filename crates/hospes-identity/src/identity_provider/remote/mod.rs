//! What providers say: got over the network, never with a transaction open.

mod cache;
mod logout;
mod oauth;
mod problem;
mod saml;
mod sign_out;

use hospes_protocol::apple;
use hospes_protocol::jose::UpstreamKeys;
use hospes_protocol::oauth::{
    ClientProof, ClientProofMethod, Once, Proven, SentSecret, TokenResponse,
};
use hospes_protocol::oidc::{
    Answer, EmailVerified, ExpectedIdToken, IdTokenError, ProviderAddress, ProviderMetadata,
    UpstreamClaims, UpstreamUrl, verify_id_token,
};
use hospes_protocol::saml::PartnerMetadata;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{AddError, AppleKey, IdentityProvider, OpenIdConnect};
use crate::Identity;
use crate::actor::Actor;
use crate::env::{FetchReply, FetchRequest, Payload, Span, Timestamp};
use crate::error::Error;
use crate::ids::TenantId;
use crate::limit::Limit;
use crate::session::{DeviceClaims, How, Upstream};
use crate::user::ClaimedNames;
use cache::{Age, Cache};
pub use problem::Problem;
pub(crate) use saml::Request as SamlRequest;
pub(crate) use sign_out::SignOutHint;

/// The provider's clock may be off by so much.
const LEEWAY_SECONDS: i64 = 60;
const JSON: &str = "application/json";
/// The claim in which Entra ID, and other servers of this kind, say something of the device.
const SIGNIN_STATE: &str = "signin_state";
/// So often an hour the administrators of a tenant may have a URL looked at.
const LOOKS: u32 = 100;

/// What providers said before.
#[derive(Default)]
pub(crate) struct Remote {
    metadata: Cache<std::sync::Arc<ProviderMetadata>>,
    keys: Cache<UpstreamKeys>,
    saml_metadata: Cache<std::sync::Arc<PartnerMetadata>>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remote").finish_non_exhaustive()
    }
}

/// What this server promised a provider that speaks OpenID Connect to bring.
pub(crate) struct Proof<'a> {
    pub(crate) nonce: &'a str,
    pub(crate) verifier: &'a SentSecret,
    pub(crate) redirect_uri: &'a str,
}

/// What a provider says of somebody, whatever it speaks. All texts are hostile.
pub(crate) struct Said {
    /// The person: for a provider of many tenants with the tenant before them.
    pub(crate) subject: String,
    /// The mail address.
    pub(crate) email: Option<String>,
    /// Whether it says that this address is theirs.
    pub(crate) is_email_verified: bool,
    /// What it calls them.
    pub(crate) names: ClaimedNames,
    /// Its session, and how they signed in there.
    pub(crate) upstream: Upstream,
    /// How the session here ends with the one there.
    pub(crate) end: End,
    /// All of it.
    pub(crate) claims: Map<String, Value>,
}

/// How a session here ends with the one at the provider.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    /// Until when the one there lasts, if that is said.
    pub(crate) at: Option<Timestamp>,
    /// What the provider has to be told to end it.
    pub(crate) hint: Option<SignOutHint>,
}

impl Identity {
    /// Gets the metadata of a provider for an administrator who adds it, by its issuer or their URL; with the address
    /// under which they are to be got again.
    pub async fn read_metadata(
        &self,
        actor: &Actor,
        given: &str,
    ) -> Result<(ProviderAddress, ProviderMetadata), AddError> {
        actor.require(crate::Permission::ManageIdentityProviders)?;
        let address = ProviderAddress::parse(given.trim())
            .map_err(|why| Error::invalid("metadataUrl", url_reason(why)))?;
        let limit = Limit::new("provider-metadata", "", LOOKS, Span::hours(1));
        self.take_leased(actor.tenant, &limit).await?;
        let metadata = self.fetch_metadata(actor.tenant, &address).await?;
        // Whoever adds a provider once more, because something was wrong in them, means these.
        let (now, kept) = (self.env.clock.now(), std::sync::Arc::new(metadata.clone()));
        self.remote.metadata.put(given.trim(), now, kept).await;
        Ok((address, metadata))
    }

    /// The metadata of a provider, as they were within the last hour, or day if it does not answer.
    pub(crate) async fn metadata_of(
        &self,
        (provider, us): (&IdentityProvider, &OpenIdConnect),
    ) -> Result<std::sync::Arc<ProviderMetadata>, Problem> {
        let address = ProviderAddress::parse(&us.metadata_url)
            .map_err(|_| Problem::Metadata("the URL can't be read".to_owned()))?;
        let now = self.env.clock.now();
        self.env
            .fetch
            .check(provider.tenant, address.discovery().url())?;
        let wanted = (us.metadata_url.as_str(), Age::Usual);
        let get = || async {
            let got = self.fetch_metadata(provider.tenant, &address).await;
            got.map(std::sync::Arc::new)
        };
        let metadata = self.remote.metadata.get(wanted, now, get).await?;
        // Guests are bound to the issuer as it was when the provider was added.
        if metadata.issuer != provider.issuer {
            return Err(Problem::IssuerChanged(metadata.issuer.clone()));
        }
        Ok(metadata)
    }

    async fn fetch_metadata(
        &self,
        tenant: TenantId,
        address: &ProviderAddress,
    ) -> Result<ProviderMetadata, Problem> {
        let reply = self.get(tenant, address.discovery(), None).await?;
        if reply.status != 200 {
            return Err(Problem::Status(reply.status));
        }
        ProviderMetadata::read(&reply.body, address)
            .map_err(|why| Problem::Metadata(why.to_string()))
    }

    async fn get(
        &self,
        tenant: TenantId,
        url: &UpstreamUrl,
        authorization: Option<SentSecret>,
    ) -> Result<FetchReply, Problem> {
        let request = FetchRequest {
            tenant,
            url: url.url().clone(),
            payload: Payload::None,
            authorization,
            certificate: None,
            accept: JSON,
        };
        Ok(self.env.fetch.fetch(&request).await?)
    }

    async fn keys_of(
        &self,
        (tenant, metadata): (TenantId, &ProviderMetadata),
        age: Age,
    ) -> Result<UpstreamKeys, Problem> {
        let url = &metadata.jwks_uri;
        let now = self.env.clock.now();
        let get = || async {
            let reply = self.get(tenant, url, None).await?;
            if reply.status != 200 {
                return Err(Problem::Status(reply.status));
            }
            UpstreamKeys::parse(&reply.body).map_err(|why| Problem::Keys(why.to_string()))
        };
        self.env.fetch.check(tenant, url.url())?;
        self.remote.keys.get((url.as_str(), age), now, get).await
    }

    /// Exchanges a code, and reads what the provider says of whoever brought it.
    pub(crate) async fn ask_openid(
        &self,
        (provider, us): (&IdentityProvider, &OpenIdConnect),
        (answer, code): (&Answer, &SentSecret),
        proof: Proof<'_>,
    ) -> Result<Said, Problem> {
        let metadata = self.metadata_of((provider, us)).await?;
        // RFC 9207: an answer of another provider, brought here, must not be exchanged here.
        if !answer.is_of(&metadata) {
            return Err(Problem::MixedUp);
        }
        let us_there = (provider, us);
        let response = self.exchange(us_there, &metadata, (code, &proof)).await?;
        let id_token = response.id_token.as_ref().ok_or(Problem::NoIdToken)?;
        let mut claims = self
            .verify_upstream((provider, us), &metadata, (id_token.expose(), proof.nonce))
            .await?;
        if !claims.all.contains_key(&us.claims.email)
            && let Some(url) = &metadata.userinfo_endpoint
        {
            let token = format!("Bearer {}", response.access_token.expose());
            let token = SentSecret::new(&token);
            let reply = self.get(provider.tenant, url, Some(token)).await?;
            if reply.status != 200 {
                return Err(Problem::Status(reply.status));
            }
            claims = claims
                .with_userinfo(&reply.body)
                .map_err(|why| Problem::UserInfo(why.to_string()))?;
        }
        let mut said = said(&metadata, us, claims);
        said.end.hint = SignOutHint::of_token(id_token.expose());
        Ok(said)
    }

    async fn exchange(
        &self,
        (provider, us): (&IdentityProvider, &OpenIdConnect),
        metadata: &ProviderMetadata,
        (code, proof): (&SentSecret, &Proof<'_>),
    ) -> Result<TokenResponse, Problem> {
        let endpoint = &metadata.token_endpoint;
        let proven = self.prove_us((provider, us), endpoint.as_str()).await?;
        let mut form = proven.fields;
        for (name, value) in [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", proof.redirect_uri),
            ("code_verifier", proof.verifier.expose()),
        ] {
            form.push((name.to_owned(), value.to_owned()));
        }
        let request = FetchRequest {
            tenant: provider.tenant,
            url: endpoint.url().clone(),
            payload: Payload::Form(form),
            authorization: proven.authorization,
            certificate: None,
            accept: JSON,
        };
        let reply = self.env.fetch.fetch(&request).await?;
        TokenResponse::read(reply.status, &reply.body)
            .map_err(|why| Problem::Token(why.to_string()))
    }

    /// What proves this server to the token endpoint of a provider.
    async fn prove_us(
        &self,
        (provider, us): (&IdentityProvider, &OpenIdConnect),
        endpoint: &str,
    ) -> Result<Proven, Problem> {
        let failed = |error| {
            tracing::error!(%error, "what proves this server to a provider could not be read");
            Problem::Here
        };
        let secret = self.provider_secret(provider).await.map_err(failed)?;
        let secret = secret.map(SentSecret::from);
        if let Some(apple) = &us.apple {
            let secret = secret.ok_or(Problem::NoSecret)?;
            let secret = self.apple_secret((us, apple), &secret)?;
            let proven = ClientProof::Post(&secret).prove(&us.client_id, endpoint);
            return proven.map_err(|_| Problem::NoSecret);
        }
        let key = self.provider_signing_key(provider).await.map_err(failed)?;
        let jti = self.env.new_id::<Uuid>().to_string();
        let once = Once {
            jti: &jti,
            now_seconds: self.env.clock.now().as_seconds(),
        };
        let proof = match (us.client_authentication, &secret, &key) {
            (ClientProofMethod::Basic, Some(secret), _) => ClientProof::Basic(secret),
            (ClientProofMethod::Post, Some(secret), _) => ClientProof::Post(secret),
            (ClientProofMethod::SecretJwt, Some(secret), _) => ClientProof::SecretJwt(secret, once),
            (ClientProofMethod::PrivateKeyJwt, _, Some(key)) => {
                ClientProof::PrivateKeyJwt(key, once)
            }
            (ClientProofMethod::None, _, _) => ClientProof::None,
            (
                ClientProofMethod::Basic
                | ClientProofMethod::Post
                | ClientProofMethod::SecretJwt
                | ClientProofMethod::PrivateKeyJwt,
                _,
                _,
            ) => return Err(Problem::NoSecret),
        };
        let proven = proof.prove(&us.client_id, endpoint);
        proven.map_err(|_| Problem::NoSecret)
    }

    /// The client secret that Apple takes now, signed with the private key that it gave.
    fn apple_secret(
        &self,
        (us, apple): (&OpenIdConnect, &AppleKey),
        pem: &SentSecret,
    ) -> Result<SentSecret, Problem> {
        let key = apple::private_key(pem.expose()).map_err(|_| Problem::NoSecret)?;
        let ids = (apple.team_id.as_str(), apple.key_id.as_str());
        let now = self.env.clock.now().as_seconds();
        apple::client_secret(key, ids, &us.client_id, now).map_err(|_| Problem::NoSecret)
    }

    /// Verifies an ID token, with newer keys if the one it names isn't there.
    async fn verify_upstream(
        &self,
        (provider, us): (&IdentityProvider, &OpenIdConnect),
        metadata: &ProviderMetadata,
        (token, nonce): (&str, &str),
    ) -> Result<UpstreamClaims, Problem> {
        let expected = ExpectedIdToken {
            issuer: &metadata.issuer,
            client_id: &us.client_id,
            nonce,
            now_seconds: self.env.clock.now().as_seconds(),
            leeway_seconds: LEEWAY_SECONDS,
        };
        let whose = (provider.tenant, metadata);
        let keys = self.keys_of(whose, Age::Usual).await?;
        let verified = match verify_id_token(token, &keys, &expected) {
            Err(IdTokenError::UnknownKey) => {
                let keys = self.keys_of(whose, Age::Newest).await?;
                verify_id_token(token, &keys, &expected)
            }
            other => other,
        };
        verified.map_err(Problem::IdToken)
    }
}

/// What of it counts here. Only of the claim `email` is it said whether it is verified. Whom Microsoft's own claim verifies
/// is verified, too. A text that says `true` counts for nothing but from Apple, and where the claim is missing, nobody is.
fn said(metadata: &ProviderMetadata, us: &OpenIdConnect, claims: UpstreamClaims) -> Said {
    let names = &us.claims;
    let is_verified = match claims.email_verified {
        Some(EmailVerified::Bool(is_verified)) => is_verified,
        // Apple writes it so at times, and only Apple is taken by that word.
        Some(EmailVerified::Text(text)) if us.apple.is_some() => text,
        Some(EmailVerified::Text(_)) | None => claims.xms_edov == Some(true),
    };
    let text = |name: &str| claims.all.get(name).and_then(Value::as_str);
    let (given_name, family_name) = (text(&names.given_name), text(&names.family_name));
    Said {
        subject: subject_of(metadata, claims.tid.as_deref(), claims.sub),
        upstream: Upstream {
            session: claims.sid,
            how: How::new(&claims.amr, claims.acr.as_deref()),
            devices: DeviceClaims::of_claim(claims.all.get(SIGNIN_STATE)),
        },
        email: text(&names.email).map(str::to_owned),
        is_email_verified: names.email == "email" && is_verified,
        names: ClaimedNames::new(text(&names.name), given_name, family_name),
        end: End::default(),
        claims: claims.all,
    }
}

/// The person at a provider: at one of many tenants with the tenant before them.
fn subject_of(metadata: &ProviderMetadata, tid: Option<&str>, sub: String) -> String {
    match tid {
        Some(tid) if metadata.is_of_all_tenants() => format!("{tid}/{sub}"),
        Some(_) | None => sub,
    }
}

/// What is wrong with a URL of a provider, as part of a sentence.
pub(super) fn url_reason(why: hospes_protocol::oidc::UpstreamUrlError) -> &'static str {
    use hospes_protocol::oidc::UpstreamUrlError as Why;
    match why {
        Why::TooLong => "it is longer than 2,048 characters",
        Why::Characters => "it is no URL",
        Why::NotHttps => "it does not begin with https://",
        Why::Host => "its host is none",
        Why::UserInfo => "it has a user name in it",
        Why::Fragment => "it has a fragment",
        Why::Query => "it has a query",
    }
}
