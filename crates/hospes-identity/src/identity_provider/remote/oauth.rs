//! Services that speak OAuth 2.0 alone: a code is exchanged, and their own API says who brought it.

use hospes_protocol::oauth::{ClientProof, SentSecret, TokenResponse};
use hospes_protocol::social::{self, Person, Service};
use url::Url;

use super::{End, JSON, Problem, Said};
use crate::Identity;
use crate::env::{FetchReply, FetchRequest, Payload};
use crate::identity_provider::{IdentityProvider, OAuth};
use crate::ids::TenantId;
use crate::session::Upstream;
use crate::user::ClaimedNames;

impl Identity {
    /// Exchanges a code, and asks the service who brought it. Of another provider's code the service knows nothing under
    /// this redirect URI, which no other provider has.
    pub(crate) async fn ask_service(
        &self,
        (provider, us): (&IdentityProvider, &OAuth),
        code: &SentSecret,
        (verifier, redirect_uri): (&SentSecret, &str),
    ) -> Result<Said, Problem> {
        let secret = self.provider_secret(provider).await.map_err(|error| {
            tracing::error!(%error, "a client secret could not be read");
            Problem::Here
        })?;
        let secret = secret.map(SentSecret::from).ok_or(Problem::NoSecret)?;
        let endpoint = us.service.token_endpoint();
        let proven = ClientProof::Post(&secret)
            .prove(&us.client_id, endpoint)
            .map_err(|_| Problem::NoSecret)?;
        let mut form = proven.fields;
        for (name, value) in [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier.expose()),
        ] {
            form.push((name.to_owned(), value.to_owned()));
        }
        let reply = self
            .call_service((provider.tenant, endpoint), Some(form), None)
            .await?;
        let response = TokenResponse::read(reply.status, &reply.body)
            .map_err(|why| Problem::Token(why.to_string()))?;
        let (tenant, token) = (provider.tenant, &response.access_token);
        let person = match us.service {
            Service::GitHub => {
                let user = self.says((tenant, social::GITHUB_USER), token).await?;
                let emails = self.says((tenant, social::GITHUB_EMAILS), token).await?;
                social::github(&user, &emails)
            }
            Service::Facebook => {
                let url = social::facebook_me(&secret, token);
                social::facebook(&self.says((tenant, &url), token).await?)
            }
        };
        person
            .map(said)
            .map_err(|why| Problem::UserInfo(why.to_string()))
    }

    /// What the API of a service answers to whoever has the token.
    async fn says(&self, whence: (TenantId, &str), token: &SentSecret) -> Result<Vec<u8>, Problem> {
        let bearer = SentSecret::new(&format!("Bearer {}", token.expose()));
        let reply = self.call_service(whence, None, Some(bearer)).await?;
        if reply.status != 200 {
            return Err(Problem::Status(reply.status));
        }
        Ok(reply.body)
    }

    async fn call_service(
        &self,
        (tenant, url): (TenantId, &str),
        form: Option<Vec<(String, String)>>,
        authorization: Option<SentSecret>,
    ) -> Result<FetchReply, Problem> {
        let request = FetchRequest {
            tenant,
            // All of them stand in the code.
            url: Url::parse(url).map_err(|_| Problem::Here)?,
            payload: form.map_or(Payload::None, Payload::Form),
            authorization,
            certificate: None,
            accept: JSON,
        };
        Ok(self.env.fetch.fetch(&request).await?)
    }
}

fn said(person: Person) -> Said {
    let (given_name, family_name) = (person.given_name.as_deref(), person.family_name.as_deref());
    Said {
        subject: person.id,
        email: person.email,
        is_email_verified: person.is_email_verified,
        names: ClaimedNames::new(person.name.as_deref(), given_name, family_name),
        // These services know neither the name of a session nor say how somebody signed in.
        upstream: Upstream::default(),
        end: End::default(),
        claims: person.all,
    }
}
