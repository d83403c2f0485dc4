//! An identity provider of somebody else that speaks SAML, which a test makes say what it wants.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a provider that is asked in another way than it should be fails the test"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hospes_protocol::address::Domain;
use hospes_protocol::jose::{Algorithm, SigningKey};
use hospes_protocol::saml::{
    Attribute, AuthnRequest, Certificate, Document, IdentityProvider, LogoutRequest, NameId,
    NewAssertion, NewLogoutRequest, NewLogoutResponse, NewRefusal, Query, Signer, name_id_format,
    refusal, response, status,
};
use url::Url;

use super::fetch::FakeFetch;
use crate::Identity;
use crate::env::{FetchReply, Span, Timestamp};
use crate::identity_provider::{Kind, NewProtocol, NewProvider, NewSaml, SamlExpected, SamlSource};

const EMAIL: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";

/// A provider that speaks SAML.
#[derive(Clone)]
pub struct FakeSamlProvider {
    /// Its entity ID, where its metadata are.
    pub entity_id: String,
    signer: Arc<Mutex<Arc<Signer>>>,
    count: Arc<Mutex<u32>>,
    fetch: Arc<FakeFetch>,
}

/// What it says of somebody.
#[derive(Clone)]
pub struct SamlPerson {
    /// The `NameID`.
    pub name: String,
    /// Its format.
    pub format: &'static str,
    /// The address, if it is said.
    pub email: Option<String>,
    /// What it says besides: attributes, and their values.
    pub attributes: Vec<(&'static str, Vec<&'static str>)>,
    /// The class of the sign-in.
    pub context_class: &'static str,
    /// The session there.
    pub session_index: String,
    /// Whom the assertion is encrypted for.
    pub encrypt_to: Option<Certificate>,
    /// In the place of the issuer, the audience and the request that it should name.
    pub instead: [Option<String>; 3],
}

impl SamlPerson {
    /// Somebody with a lasting name and an address.
    pub fn new(name: &str, email: &str) -> Self {
        Self {
            name: name.to_owned(),
            format: name_id_format::PERSISTENT,
            email: Some(email.to_owned()),
            attributes: Vec::new(),
            context_class: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
            session_index: "session-1".to_owned(),
            encrypt_to: None,
            instead: [None, None, None],
        }
    }
}

/// What it answers to a request to sign somebody out.
#[derive(Clone, Copy)]
pub struct SamlSignedOut<'a> {
    /// The request.
    pub in_response_to: &'a str,
    /// How it went, and a second code.
    pub status: (&'a str, Option<&'a str>),
    /// In the place of its entity ID.
    pub issuer: Option<&'a str>,
    /// What comes beside it.
    pub relay_state: Option<&'a str>,
}

impl<'a> SamlSignedOut<'a> {
    /// That it is done.
    pub fn done(in_response_to: &'a str) -> Self {
        Self {
            in_response_to,
            status: (status::SUCCESS, None),
            issuer: None,
            relay_state: None,
        }
    }
}

/// A request, with what came beside it.
pub struct SamlAsked {
    /// The request.
    pub request: AuthnRequest,
    /// Its `RelayState`.
    pub relay_state: String,
    /// Whether it is signed.
    pub is_signed: bool,
}

impl FakeSamlProvider {
    /// A provider whose metadata are at its entity ID from now on.
    pub fn new(fetch: &Arc<FakeFetch>, entity_id: &str) -> Self {
        let provider = Self {
            entity_id: entity_id.to_owned(),
            signer: Arc::new(Mutex::new(Arc::new(signer()))),
            count: Arc::default(),
            fetch: fetch.clone(),
        };
        provider.publish();
        provider
    }

    /// The same provider, with its key, as another server sees it.
    #[must_use]
    pub fn elsewhere(&self, fetch: &Arc<FakeFetch>) -> Self {
        let provider = Self {
            fetch: fetch.clone(),
            ..self.clone()
        };
        provider.publish();
        provider
    }

    fn signer(&self) -> Arc<Signer> {
        self.signer.lock().unwrap().clone()
    }

    /// Its certificate, in PEM.
    pub fn certificate(&self) -> String {
        self.signer().certificate().to_pem()
    }

    /// Its metadata.
    pub fn metadata(&self) -> String {
        let metadata = IdentityProvider {
            entity_id: &self.entity_id,
            sign_on_url: &format!("{}/sso", self.entity_id),
            logout_url: &format!("{}/slo", self.entity_id),
            certificates: &[self.signer().certificate().clone()],
            wants_signed_requests: false,
        };
        metadata.to_xml()
    }

    /// Publishes them.
    pub fn publish(&self) {
        let reply = FetchReply {
            status: 200,
            content_type: Some("application/samlmetadata+xml".to_owned()),
            body: self.metadata().into_bytes(),
        };
        self.fetch.reply(&self.entity_id, reply);
    }

    /// Signs with another key from now on, which is not published yet.
    pub fn rotate_key(&self) {
        *self.signer.lock().unwrap() = Arc::new(signer());
    }

    /// As an administrator adds it, by the URL of its metadata.
    pub fn new_provider(&self, identity: &Identity, domains: &[&str]) -> NewProvider {
        NewProvider {
            id: identity.env().new_id(),
            kind: Kind::Saml,
            display_name: "University".to_owned(),
            protocol: NewProtocol::Saml(NewSaml {
                source: SamlSource::Url(self.entity_id.clone()),
                signs_requests: true,
                takes_other_name_ids: false,
                expected: SamlExpected::default(),
            }),
            is_for_everybody: false,
            domains: domains
                .iter()
                .map(|domain| Domain::parse(domain).unwrap())
                .collect(),
            trusts_domains: true,
        }
    }

    /// Reads where somebody was sent, in the Redirect binding.
    pub fn asked(&self, departure: &str) -> SamlAsked {
        assert!(departure.starts_with(&format!("{}/sso?", self.entity_id)));
        let url = Url::parse(departure).unwrap();
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let document = Document::from_redirect(&query["SAMLRequest"]).unwrap();
        SamlAsked {
            request: AuthnRequest::read(&document).unwrap(),
            relay_state: query["RelayState"].clone(),
            is_signed: query.contains_key("Signature"),
        }
    }

    /// Signs somebody in who was sent here; the fields of the form that the browser brings back.
    pub fn sign_in(
        &self,
        departure: &str,
        now: Timestamp,
        person: &SamlPerson,
    ) -> [(String, String); 2] {
        let asked = self.asked(departure);
        let xml = self.response(&asked.request, now, person);
        form(&xml, &asked.relay_state)
    }

    /// A response to a request.
    pub fn response(&self, asked: &AuthnRequest, now: Timestamp, person: &SamlPerson) -> String {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        let at = |span: i64| now.plus(Span::seconds(span)).to_rfc3339();
        let [issuer, audience, request] = &person.instead;
        let email = person.email.iter().map(|address| Attribute {
            name: EMAIL.to_owned(),
            values: vec![address.clone()],
        });
        let others = person.attributes.iter().map(|(name, values)| Attribute {
            name: (*name).to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        });
        let attributes: Vec<Attribute> = email.chain(others).collect();
        let new = NewAssertion {
            ids: (&format!("_r{count}"), &format!("_a{count}")),
            issuer: issuer.as_deref().unwrap_or(&self.entity_id),
            acs_url: asked.acs_url.as_deref().unwrap(),
            audience: audience.as_deref().unwrap_or(&asked.issuer),
            in_response_to: Some(request.as_deref().unwrap_or(&asked.id)),
            issued_at: &at(0),
            not_before: &at(-60),
            confirm_until: &at(300),
            not_on_or_after: &at(3_600),
            authenticated_at: &at(0),
            session_ends_at: &at(3_600),
            session_index: &person.session_index,
            context_class: person.context_class,
            name_id: &NameId::new(person.format, &person.name),
            attributes: &attributes,
        };
        response(&new, &self.signer(), (false, person.encrypt_to.as_ref())).unwrap()
    }

    /// Sends somebody back without signing them in.
    pub fn refuse(&self, departure: &str, now: Timestamp) -> [(String, String); 2] {
        let asked = self.asked(departure);
        let new = NewRefusal {
            id: "_refused",
            issuer: &self.entity_id,
            acs_url: asked.request.acs_url.as_deref().unwrap(),
            in_response_to: Some(&asked.request.id),
            issued_at: &now.to_rfc3339(),
            code: status::RESPONDER,
            reason: status::AUTHN_FAILED,
        };
        let xml = refusal(&new, &self.signer()).unwrap();
        form(&xml, &asked.relay_state)
    }

    /// Says that somebody signed out there, in the Redirect binding: the query.
    pub fn logout(&self, to: &str, now: Timestamp, who: (&str, &[String])) -> String {
        let xml = self.logout_request(to, now, who);
        let query = self.signer().sign_query("SAMLRequest", &xml, Some("back"));
        query.unwrap()
    }

    /// The same in the POST binding: the value of the form's `SAMLRequest`.
    pub fn logout_form(&self, to: &str, now: Timestamp, who: (&str, &[String])) -> String {
        let xml = self.logout_request(to, now, who);
        self.signer().sign_form(&xml).unwrap()
    }

    /// Publishes metadata that take logouts in the POST binding alone.
    pub fn publish_logout_by_form(&self) {
        let by_query =
            "<SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\"";
        let metadata = self.metadata();
        let (before, rest) = metadata.split_once(by_query).unwrap();
        let (_, after) = rest.split_once("/>").unwrap();
        let reply = FetchReply {
            status: 200,
            content_type: Some("application/samlmetadata+xml".to_owned()),
            body: format!("{before}{after}").into_bytes(),
        };
        self.fetch.reply(&self.entity_id, reply);
    }

    /// Where somebody was sent to sign out here, in the Redirect binding: the request, if one of these keys signed it.
    pub fn asked_to_sign_out(&self, departure: &str, keys: &[Certificate]) -> LogoutRequest {
        let (to, query) = departure.split_once('?').unwrap();
        assert_eq!(to, format!("{}/slo", self.entity_id));
        let query = Query::parse(query, "SAMLRequest").unwrap().unwrap();
        assert_eq!(query.verify(keys), Ok(true));
        let document = Document::from_redirect(&query.message).unwrap();
        LogoutRequest::read(&document).unwrap()
    }

    /// Answers a request to sign somebody out, in the Redirect binding: the query.
    pub fn signed_out(&self, to: &str, now: Timestamp, answer: &SamlSignedOut<'_>) -> String {
        let xml = self.logout_response(to, now, answer);
        let query = self
            .signer()
            .sign_query("SAMLResponse", &xml, answer.relay_state);
        query.unwrap()
    }

    /// The same in the POST binding: the value of the form's `SAMLResponse`.
    pub fn signed_out_form(&self, to: &str, now: Timestamp, answer: &SamlSignedOut<'_>) -> String {
        let xml = self.logout_response(to, now, answer);
        self.signer().sign_form(&xml).unwrap()
    }

    fn logout_response(&self, to: &str, now: Timestamp, answer: &SamlSignedOut<'_>) -> String {
        let response = NewLogoutResponse {
            id: "_signed-out",
            issuer: answer.issuer.unwrap_or(&self.entity_id),
            destination: to,
            in_response_to: answer.in_response_to,
            issued_at: &now.to_rfc3339(),
            status: answer.status,
        };
        response.to_xml()
    }

    fn logout_request(
        &self,
        to: &str,
        now: Timestamp,
        (name, session): (&str, &[String]),
    ) -> String {
        let request = NewLogoutRequest {
            id: "_logout",
            issuer: &self.entity_id,
            destination: to,
            issued_at: &now.to_rfc3339(),
            not_on_or_after: &now.plus(Span::minutes(5)).to_rfc3339(),
            name_id: &NameId::new(name_id_format::PERSISTENT, name),
            session_indexes: session,
        };
        request.to_xml()
    }
}

fn form(xml: &str, relay_state: &str) -> [(String, String); 2] {
    [
        ("SAMLResponse".to_owned(), STANDARD.encode(xml)),
        ("RelayState".to_owned(), relay_state.to_owned()),
    ]
}

fn signer() -> Signer {
    let (key, pkcs8) = SigningKey::generate(Algorithm::Rs256).unwrap();
    let der = key.self_signed("Test provider", (1_700_000_000, 1_000_000_000));
    Signer::new(&pkcs8, Certificate::from_der(&der.unwrap()).unwrap())
}
