//! The rules of signing people in by SAML.

mod configuration;
mod logout;
mod requests;

use hospes_protocol::saml::{
    Certificate, Document, Refused, Signer, context_class, name_id_format,
};

use super::*;
use crate::application::{ApplicationPatch, NewApplication, Principal};
use crate::grant::TokenNames;
use crate::ids::TenantId;
use crate::role::Role;
use crate::session::Session;
use crate::testing::{Fixture, saml_settings};
use crate::user::User;
use crate::{Actor, Result};

const SP: &str = "https://sp.example/metadata";
const ENDPOINT: &str = "https://hospes.example/t/saml2";

struct World {
    fixture: Fixture,
    tenant: TenantId,
    system: Actor,
    application: Application,
}

fn names() -> TokenNames {
    TokenNames {
        root: "https://hospes.example".to_owned(),
        graph_audiences: Vec::new(),
    }
}

fn request(changes: &[(&str, &str)]) -> String {
    let mut text = format!(
        "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
         xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_1\" Version=\"2.0\" \
         IssueInstant=\"2026-01-01T00:00:00Z\" Destination=\"{ENDPOINT}\"><a:Issuer>{SP}</a:Issuer>\
         </p:AuthnRequest>"
    );
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

impl World {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let tenant = fixture.contoso().await.id;
        let system = fixture.system(tenant);
        let new = NewApplication {
            display_name: "Expenses".to_owned(),
            description: None,
            home_page_url: None,
            assignment_required: false,
            visible: true,
        };
        let identity = &fixture.identity;
        let application = identity.create_application(&system, &new).await.unwrap();
        let settings = saml_settings(SP);
        let set = identity.set_saml_settings(&system, application.id, &settings);
        set.await.unwrap();
        Self {
            fixture,
            tenant,
            system,
            application,
        }
    }

    async fn set(&self, change: impl FnOnce(&mut Settings)) -> Result<()> {
        let mut settings = saml_settings(SP);
        change(&mut settings);
        let identity = &self.fixture.identity;
        identity
            .set_saml_settings(&self.system, self.application.id, &settings)
            .await
    }

    async fn receive(&self, text: &str) -> Result<Ask, SamlError> {
        let document = Document::from_text(text).unwrap();
        let endpoints = [ENDPOINT.to_owned()];
        let received = Received {
            document: &document,
            query: None,
            relay_state: None,
            endpoints: &endpoints,
        };
        let identity = &self.fixture.identity;
        identity.receive_saml_request(self.tenant, received).await
    }

    async fn answer(&self, session: &Session, ask: &Ask) -> SignedOn {
        let here = self.fixture.circumstances();
        let identity = &self.fixture.identity;
        identity
            .answer_saml(session, (self.tenant, ask), &names(), &here)
            .await
            .unwrap()
    }

    async fn response(&self, session: &Session, ask: &Ask) -> String {
        let answer = self.answer(session, ask).await;
        let SignedOn::Response(xml) = answer else {
            panic!("{answer:?}");
        };
        xml
    }

    async fn member(&self) -> (User, Session) {
        let user = self.fixture.member(&self.system, "megan").await;
        let session = self.fixture.sign_in(&user).await.session;
        (user, session)
    }

    async fn certificates(&self) -> Vec<crate::certificate::SigningCertificate> {
        let identity = &self.fixture.identity;
        let all = identity.saml_certificates(&self.system, self.application.id);
        all.await.unwrap()
    }
}

fn keys() -> Signer {
    let key = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048)
        .unwrap();
    let params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let certificate = Certificate::from_der(certificate.der()).unwrap();
    Signer::new(&key.serialize_der(), certificate)
}

#[tokio::test]
async fn a_member_is_let_in_with_what_entra_says_of_people() {
    let world = World::new().await;
    let (user, session) = world.member().await;
    let ask = world.receive(&request(&[])).await.unwrap();
    let xml = world.response(&session, &ask).await;
    let soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
    let entra = "http://schemas.microsoft.com/identity/claims";
    for part in [
        format!(">{}</saml:NameID>", user.user_principal_name),
        format!("Format=\"{}\"", name_id_format::EMAIL_ADDRESS),
        "InResponseTo=\"_1\"".to_owned(),
        "Recipient=\"https://sp.example/acs\"".to_owned(),
        format!("<saml:Audience>{SP}</saml:Audience>"),
        format!(
            "<saml:Issuer>https://hospes.example/{}/</saml:Issuer>",
            world.tenant
        ),
        "AuthnInstant=\"2026-01-01T00:00:00Z\"".to_owned(),
        context_class::PASSWORD.to_owned(),
        format!("{soap}/name\""),
        format!("{entra}/tenantid\""),
        format!("<saml:AttributeValue>{}</saml:AttributeValue>", user.id),
        format!(
            "<saml:AttributeValue>https://hospes.example/{}/</saml:AttributeValue>",
            world.tenant
        ),
    ] {
        assert!(xml.contains(&part), "{part} in {xml}");
    }
    // A claim without a value is left out: megan has no first name and no last name.
    assert!(!xml.contains("givenname") && !xml.contains("surname"));
    let log = world.fixture.dump().await;
    assert!(log.iter().any(|(table, row)| table == "audit_events"
        && row.iter().any(|column| column.contains("SAML 2.0"))));
}

#[tokio::test]
async fn a_guest_is_named_as_elsewhere_and_says_where_they_come_from() {
    let world = World::new().await;
    let (guest, session) = world
        .fixture
        .guest(&world.system, "pat@partner.example")
        .await;
    world
        .set(|settings| settings.name_id_source = NameIdSource::UserPrincipalName)
        .await
        .unwrap();
    let ask = world.receive(&request(&[])).await.unwrap();
    let xml = world.response(&session, &ask).await;
    // Whoever signs in with a code has no name elsewhere; whoever has an account there goes by their address.
    assert!(xml.contains(&format!(">{}</saml:NameID>", guest.user_principal_name)));
    assert!(xml.contains("<saml:AttributeValue>mail</saml:AttributeValue>"));
    assert!(xml.contains(context_class::UNSPECIFIED));
    assert!(xml.contains("<saml:AttributeValue>pat@partner.example</saml:AttributeValue>"));
}

#[tokio::test]
async fn a_replayed_request_is_answered_once() {
    let world = World::new().await;
    let (_, session) = world.member().await;
    let ask = world.receive(&request(&[])).await.unwrap();
    world.response(&session, &ask).await;
    let again = world.receive(&request(&[])).await.unwrap();
    assert!(matches!(
        world.answer(&session, &again).await,
        SignedOn::Used
    ));
    // The id of another request is another.
    let other = world.receive(&request(&[("_1", "_2")])).await.unwrap();
    world.response(&session, &other).await;
    // By the time it is forgotten, it is too old.
    world.fixture.clock.advance(Span::hours(3));
    world
        .fixture
        .identity
        .forget_old_saml_sessions()
        .await
        .unwrap();
    assert!(matches!(
        world.receive(&request(&[])).await,
        Err(SamlError::Expired)
    ));
}

#[tokio::test]
async fn who_may_not_is_not_let_in() {
    let world = World::new().await;
    let (user, session) = world.member().await;
    let ask = world.receive(&request(&[])).await.unwrap();
    let identity = &world.fixture.identity;
    let patch = ApplicationPatch {
        assignment_required: Some(true),
        ..Default::default()
    };
    let id = world.application.id;
    identity
        .update_application(&world.system, id, &patch)
        .await
        .unwrap();
    assert!(matches!(
        world.answer(&session, &ask).await,
        SignedOn::NotAssigned
    ));
    let to = Principal::User(user.id);
    identity
        .assign_application(&world.system, id, to)
        .await
        .unwrap();
    world.response(&session, &ask).await;
    // Somebody of another organisation, who is no guest here.
    let other = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let stranger = world
        .fixture
        .member(&world.fixture.system(other.id), "sam")
        .await;
    let stranger = world.fixture.sign_in(&stranger).await.session;
    assert!(matches!(
        world.answer(&stranger, &ask).await,
        SignedOn::NotHere
    ));
    identity
        .remove_saml_settings(&world.system, id)
        .await
        .unwrap();
    assert!(matches!(world.answer(&session, &ask).await, SignedOn::Gone));
}

#[tokio::test]
async fn an_ask_is_good_for_an_hour_and_for_its_tenant() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let ask = world.receive(&request(&[])).await.unwrap();
    let sealed = identity.seal_saml_ask(world.tenant, &ask);
    assert_eq!(identity.open_saml_ask(world.tenant, &sealed), Some(ask));
    let other = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    assert_eq!(identity.open_saml_ask(other.id, &sealed), None);
    assert_eq!(identity.open_saml_ask(world.tenant, "nonsense"), None);
    assert!(identity.open_saml_logout(world.tenant, &sealed).is_none());
    world.fixture.clock.advance(Span::hours(1));
    assert_eq!(identity.open_saml_ask(world.tenant, &sealed), None);
}
