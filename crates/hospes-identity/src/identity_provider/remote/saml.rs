//! What providers say that speak SAML: of themselves, and of people.

use std::sync::Arc;

use hospes_protocol::oidc::UpstreamUrl;
use hospes_protocol::saml::{
    Assertion, Attribute, Document, Expectation, PartnerMetadata, ResponseRefused, name_id_format,
    verify_response,
};
use hospes_protocol::text::single_line;
use serde_json::{Map, Value, json};

use super::cache::Age;
use super::{End, LOOKS, Problem, Said, SignOutHint};
use crate::Identity;
use crate::actor::Actor;
use crate::audit::{Activity, Entry};
use crate::env::{FetchRequest, Payload, Span, Timestamp};
use crate::error::Result;
use crate::identity::SWEEP_ROWS;
use crate::identity_provider::protocol::Protocol;
use crate::identity_provider::saml::{self, NewSaml, OTHER_NAMES, Saml, SamlSource};
use crate::identity_provider::{AddError, IdentityProvider, Trust, crud, store};
use crate::ids::{CorrelationId, TenantId};
use crate::limit::Limit;
use crate::secret::sha256;
use crate::session::{DeviceClaim, DeviceClaims, How, Upstream};
use crate::user::ClaimedNames;
use crate::{Error, SweepReport};

/// The clocks of partners may be off by so much.
const LEEWAY_SECONDS: i64 = 180;
/// So often metadata are got again, and so long nobody asks again after a failure.
const DAILY: Span = Span::hours(24);
const AGAIN: Span = Span::hours(1);
/// The attribute in which Entra ID and AD FS say how somebody signed in.
const METHODS: &str = "http://schemas.microsoft.com/claims/authnmethodsreferences";
/// The attributes in which they say something of the device, which are `true` or `false`.
const COMPLIANT: &str = "http://schemas.microsoft.com/2014/09/devicecontext/claims/iscompliant";
const MANAGED: &str = "http://schemas.microsoft.com/2012/01/devicecontext/claims/ismanaged";
const XML: &str = "application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8";
/// The longest value that the test page shows, in characters.
const LONGEST_SHOWN: usize = 1_000;

/// What this server asked for, and where.
pub(crate) struct Request<'a> {
    pub(crate) id: &'a str,
    pub(crate) entity_id: &'a str,
    pub(crate) acs_url: &'a str,
}

impl Identity {
    /// What a new provider is, by whatever describes it.
    pub(in crate::identity_provider) async fn read_saml(
        &self,
        actor: &Actor,
        new: &NewSaml,
    ) -> Result<(String, Protocol), AddError> {
        let now = self.env.clock.now();
        let (metadata, url) = match &new.source {
            SamlSource::Url(url) => {
                let url = saml::metadata_url(url)?;
                let limit = Limit::new("provider-metadata", "", LOOKS, Span::hours(1));
                self.take_leased(actor.tenant, &limit).await?;
                let found = self.fetch_saml_metadata(actor.tenant, &url).await?;
                (found, Some(url))
            }
            SamlSource::Document(text) => (saml::read_document(text)?, None),
            SamlSource::Parts {
                entity_id,
                sign_on_url,
                certificates,
            } => {
                let us = Saml {
                    metadata_url: None,
                    sign_on: saml::SamlEndpoint {
                        url: saml::sign_on_url(sign_on_url)?,
                        is_post: false,
                    },
                    logout: None,
                    single_logout: None,
                    certificates: saml::certificates(certificates)?,
                    signs_requests: new.signs_requests,
                    takes_other_name_ids: new.takes_other_name_ids,
                    claims: saml::usual_names(),
                    trust: Trust::default(),
                    next_look_at: now,
                };
                let entity_id = crud::line("entityId", entity_id)?;
                return Ok((entity_id, Protocol::Saml(us)));
            }
        };
        if metadata
            .valid_until
            .is_some_and(|end| end <= now.as_seconds())
        {
            return Err(Problem::Metadata("they are not valid any more".to_owned()).into());
        }
        new.expected.check(&metadata)?;
        let how = (url.as_ref().map(UpstreamUrl::as_str), new);
        let us = Saml::described_by(&metadata, how, now.plus(DAILY));
        let us = us.ok_or_else(|| Problem::Metadata("nobody can be sent there".to_owned()))?;
        Ok((metadata.entity_id, Protocol::Saml(us)))
    }

    async fn fetch_saml_metadata(
        &self,
        tenant: TenantId,
        url: &UpstreamUrl,
    ) -> Result<PartnerMetadata, Problem> {
        let request = FetchRequest {
            tenant,
            url: url.url().clone(),
            payload: Payload::None,
            authorization: None,
            certificate: None,
            accept: XML,
        };
        let reply = self.env.fetch.fetch(&request).await?;
        if reply.status != 200 {
            return Err(Problem::Status(reply.status));
        }
        let unusable = |why: String| Problem::Metadata(why);
        let text = String::from_utf8(reply.body).map_err(|_| unusable("not UTF-8".to_owned()))?;
        let document = Document::from_metadata(text.trim()).map_err(|e| unusable(e.to_string()))?;
        PartnerMetadata::read(&document).map_err(|e| unusable(e.to_string()))
    }

    /// The metadata of a provider as they are now: asked for at most once a minute.
    async fn newest_saml_metadata(
        &self,
        provider: &IdentityProvider,
        url: &str,
    ) -> Result<Arc<PartnerMetadata>, Problem> {
        let parsed = UpstreamUrl::parse(url);
        let parsed = parsed.map_err(|_| Problem::Metadata("the URL can't be read".to_owned()))?;
        let now = self.env.clock.now();
        let get = || async {
            let got = self.fetch_saml_metadata(provider.tenant, &parsed).await;
            got.map(Arc::new)
        };
        self.env.fetch.check(provider.tenant, parsed.url())?;
        let wanted = (url, Age::Newest);
        let metadata = self.remote.saml_metadata.get(wanted, now, get).await?;
        if metadata.entity_id != provider.issuer {
            let found = single_line(&metadata.entity_id, LONGEST_SHOWN);
            return Err(Problem::IssuerChanged(found));
        }
        Ok(metadata)
    }

    /// Reads what a provider says of whoever brought a response. A certificate that is not known yet is looked for in the
    /// metadata, which are got over TLS that was verified: a partner may change it at any time.
    pub(crate) async fn ask_saml(
        &self,
        (provider, us): (&IdentityProvider, &Saml),
        document: &Document,
        request: Request<'_>,
    ) -> Result<Said, Problem> {
        let here = |error: Error| {
            tracing::error!(%error, "what is kept of a SAML provider could not be read or written");
            Problem::Here
        };
        let keys = if document.is_encrypted() {
            let keys = self.service_decryption_keys(provider.tenant).await;
            keys.map_err(here)?
        } else {
            Vec::new()
        };
        let mut expected = Expectation {
            issuer: &provider.issuer,
            certificates: &us.certificates,
            audience: request.entity_id,
            recipient: request.acs_url,
            request_id: request.id,
            now_seconds: self.env.clock.now().as_seconds(),
            leeway_seconds: LEEWAY_SECONDS,
            decryption_keys: &keys,
        };
        let verified = match (verify_response(document, &expected), &us.metadata_url) {
            (
                Err(
                    ResponseRefused::OtherCertificate(_)
                    | ResponseRefused::Signature
                    | ResponseRefused::ResponseSignature,
                ),
                Some(url),
            ) => {
                let metadata = self.newest_saml_metadata(provider, url).await?;
                expected.certificates = &metadata.signing_certificates;
                let verified = verify_response(document, &expected);
                if verified.is_ok() {
                    self.learn(provider, &metadata).await.map_err(here)?;
                }
                verified
            }
            (verified, _) => verified,
        };
        let assertion = verified.map_err(|why| Problem::Response(Box::new(why)))?;
        let taken = self.take_assertion(provider, &assertion).await;
        if !taken.map_err(here)? {
            return Err(Problem::Replayed);
        }
        said(us, &assertion)
    }

    /// Notes that an assertion was taken; `false` when it was before.
    async fn take_assertion(
        &self,
        provider: &IdentityProvider,
        assertion: &Assertion,
    ) -> Result<bool> {
        let hash = sha256(assertion.id.as_bytes());
        let ends_at = Timestamp::from_millis(assertion.expires_at_seconds.saturating_mul(1_000));
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let key = (provider.tenant, provider.id);
            let is_new = store::take_assertion(&mut tx, key, hash, ends_at).await?;
            tx.commit().await?;
            Ok(is_new)
        })
        .await
    }

    /// Writes down what a provider says of itself now. Whoever is away comes back as if nothing had changed.
    async fn learn(&self, provider: &IdentityProvider, metadata: &PartnerMetadata) -> Result<()> {
        let correlation: CorrelationId = self.env.new_id();
        let actor = Actor::system(provider.tenant, "SAML metadata", correlation);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut after = store::find(&mut tx, provider.tenant, provider.id).await?;
            let next = tx.now().plus(DAILY);
            let Protocol::Saml(us) = &mut after.protocol else {
                return Ok(());
            };
            let before = us.clone();
            us.learn(metadata, next);
            let (old, new) = (before.thumbprints(), us.thumbprints());
            let (old_url, new_url) = (before.sign_on.url, us.sign_on.url.clone());
            store::save(&mut tx, &after).await?;
            if old != new || old_url != new_url {
                let target = after.target().change("Certificates", &old, &new);
                Entry::new(Activity::UpdateIdentityProvider)
                    .target(target.change("SignOnUrl", &old_url, &new_url))
                    .record(&mut tx, &actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sweep: gets the metadata of SAML providers again, each once a day; after a failure, in an hour.
    pub async fn refresh_saml_metadata(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| self.refresh_saml_metadata_of(tenant))
            .await
    }

    async fn refresh_saml_metadata_of(&self, tenant: TenantId) -> Result<u64> {
        let now = self.env.clock.now();
        let all = store::list(&mut self.read().await?, tenant).await?;
        let mut looked = 0;
        for provider in all.iter().filter(|provider| provider.is_enabled) {
            let Protocol::Saml(us) = &provider.protocol else {
                continue;
            };
            let Some(url) = us
                .metadata_url
                .as_deref()
                .filter(|_| us.next_look_at <= now)
            else {
                continue;
            };
            looked += 1;
            match self.newest_saml_metadata(provider, url).await {
                Ok(metadata) => self.learn(provider, &metadata).await?,
                Err(problem) => {
                    tracing::warn!(%problem, provider = %provider.id, "SAML metadata could not be got");
                    self.look_later(provider).await?;
                }
            }
        }
        Ok(looked)
    }

    async fn look_later(&self, provider: &IdentityProvider) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut after = store::find(&mut tx, provider.tenant, provider.id).await?;
            let next = tx.now().plus(AGAIN);
            if let Protocol::Saml(us) = &mut after.protocol {
                us.next_look_at = next;
            }
            store::save(&mut tx, &after).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sweep: forgets assertions that nobody would take any more.
    pub async fn forget_taken_assertions(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::forget_assertions(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}

/// What of an assertion counts here. Whoever is named for one visit only could not be recognised at the next, and only of
/// a persistent name is it promised that it never passes to somebody else (SAML Core, section 8.3.7). Its provider vouches
/// for the address, as far as it may speak for the domain.
fn said(us: &Saml, assertion: &Assertion) -> Result<Said, Problem> {
    let (names, name_id) = (&us.claims, &assertion.name_id);
    match name_id.format.as_str() {
        name_id_format::PERSISTENT => {}
        name_id_format::TRANSIENT => return Err(Problem::Transient),
        _ if us.takes_other_name_ids => {}
        other => return Err(Problem::NameIdFormat(single_line(other, LONGEST_SHOWN))),
    }
    let attribute = |name: &str| {
        let found = assertion.attributes.iter().find(|one| one.name == name);
        found.and_then(|one| one.values.first()).cloned()
    };
    let wanted = [
        &names.email,
        &names.name,
        &names.given_name,
        &names.family_name,
    ];
    let [email, name, given_name, family_name] = [0, 1, 2, 3].map(|place: usize| {
        let named = wanted.get(place).and_then(|name| attribute(name));
        let others = OTHER_NAMES.get(place).into_iter().flatten();
        named.or_else(|| others.copied().find_map(attribute))
    });
    let is_address = name_id.format == name_id_format::EMAIL_ADDRESS;
    let email = email.or_else(|| is_address.then(|| name_id.value.clone()));
    let methods = assertion.attributes.iter().find(|one| one.name == METHODS);
    let methods = methods.map(|one| one.values.clone()).unwrap_or_default();
    Ok(Said {
        is_email_verified: email.is_some(),
        email,
        names: ClaimedNames::new(
            name.as_deref(),
            given_name.as_deref(),
            family_name.as_deref(),
        ),
        subject: name_id.value.clone(),
        upstream: Upstream {
            session: assertion.session_index.clone(),
            how: How::new(&methods, assertion.authn_context.as_deref()),
            devices: devices(&assertion.attributes),
        },
        end: End {
            at: assertion
                .session_not_on_or_after
                .map(|at| Timestamp::from_millis(at.saturating_mul(1_000))),
            hint: Some(SignOutHint::of_name(name_id)),
        },
        claims: shown(assertion),
    })
}

/// What attributes say of the device. What is said both ways is not said.
fn devices(attributes: &[Attribute]) -> DeviceClaims {
    let is_true = |name: &str| {
        let named = attributes.iter().filter(|one| one.name == name);
        let mut values = named.flat_map(|one| &one.values).peekable();
        values.peek().is_some() && values.all(|value| value.eq_ignore_ascii_case("true"))
    };
    DeviceClaims::of(|claim| match claim {
        DeviceClaim::Compliant => is_true(COMPLIANT),
        DeviceClaim::Managed => is_true(MANAGED),
        DeviceClaim::DomainJoined | DeviceClaim::ManagedByApp => false,
    })
}

/// All of it, for whoever tests the provider.
fn shown(assertion: &Assertion) -> Map<String, Value> {
    let mut all = Map::new();
    let line = |text: &str| single_line(text, LONGEST_SHOWN);
    all.insert("Issuer".to_owned(), line(&assertion.issuer).into());
    all.insert("NameID".to_owned(), line(&assertion.name_id.value).into());
    let format = line(&assertion.name_id.format);
    all.insert("NameID format".to_owned(), format.into());
    if let Some(context) = &assertion.authn_context {
        all.insert("AuthnContextClassRef".to_owned(), line(context).into());
    }
    if let Some(index) = &assertion.session_index {
        all.insert("SessionIndex".to_owned(), line(index).into());
    }
    for attribute in &assertion.attributes {
        let values: Vec<String> = attribute.values.iter().map(|value| line(value)).collect();
        let value = match values.as_slice() {
            [one] => json!(one),
            many => json!(many),
        };
        all.insert(line(&attribute.name), value);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(attributes: &[(&str, &[&str])]) -> String {
        let attributes = attributes.iter().map(|(name, values)| Attribute {
            name: (*name).to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        });
        let attributes: Vec<Attribute> = attributes.collect();
        devices(&attributes).words().join(" ")
    }

    #[test]
    fn an_attribute_says_something_of_the_device_if_it_has_this_name_and_is_true() {
        let other = "http://schemas.microsoft.com/2012/01/devicecontext/claims/iscompliant";
        let many = vec!["true"; 10_000];
        for (attributes, expected) in [
            (
                &[(COMPLIANT, &["true"][..]), (MANAGED, &["TRUE"])][..],
                "dvc_mngd dvc_cmp",
            ),
            (&[(MANAGED, &["True"])], "dvc_mngd"),
            (&[(COMPLIANT, &many)], "dvc_cmp"),
            (&[(COMPLIANT, &["false"]), (MANAGED, &["true"])], "dvc_mngd"),
            // Said both ways, in one attribute or in two.
            (&[(COMPLIANT, &["true", "false"])], ""),
            (&[(COMPLIANT, &["true"]), (COMPLIANT, &["false"])], ""),
            (&[(COMPLIANT, &["1"]), (MANAGED, &[" true"])], ""),
            (&[(COMPLIANT, &[]), (MANAGED, &[""])], ""),
            (&[(other, &["true"]), ("iscompliant", &["true"])], ""),
            (&[(&COMPLIANT.to_uppercase(), &["true"])], ""),
            (&[("signin_state", &["dvc_cmp"])], ""),
            (&[], ""),
        ] {
            assert_eq!(on(attributes), expected, "{:?}", &attributes.first());
        }
    }
}
