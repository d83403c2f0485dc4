//! The rules of signing people in by SAML.

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
async fn a_request_that_is_not_right_is_refused_for_what_is_wrong() {
    let world = World::new().await;
    let wrong = |from: &'static str, to: &'static str| request(&[(from, to)]);
    let answer = world
        .receive(&wrong("sp.example/metadata", "evil.example"))
        .await;
    assert!(matches!(answer, Err(SamlError::Unknown(id)) if id == "https://evil.example"));
    let answer = world
        .receive(&wrong(ENDPOINT, "https://evil.example/saml2"))
        .await;
    assert!(matches!(answer, Err(SamlError::Destination)));
    // ACS confusion: registered is compared as a string, and by place.
    for url in [
        "https://evil.example/acs",
        "https://sp.example/acs/",
        "https://sp.example/ACS",
        "javascript:alert(1)",
    ] {
        let text = request(&[(
            "Version",
            &format!("AssertionConsumerServiceURL=\"{url}\" Version"),
        )]);
        assert!(
            matches!(world.receive(&text).await, Err(SamlError::AcsUrl(sent, _)) if sent == url)
        );
    }
    let text = wrong("Version", "AssertionConsumerServiceIndex=\"2\" Version");
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::AcsUrl(..))
    ));
    let text = wrong("Version", "AssertionConsumerServiceIndex=\"1\" Version");
    assert_eq!(
        world.receive(&text).await.unwrap().acs_url,
        "https://sp.example/acs2"
    );
}

#[tokio::test]
async fn a_request_that_wants_what_there_is_not_is_refused() {
    let world = World::new().await;
    let wrong = |from: &'static str, to: &'static str| request(&[(from, to)]);
    let text = wrong(
        "Version",
        "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\" Version",
    );
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::Binding(_))
    ));
    for instant in ["2025-12-31T23:40:00Z", "2026-01-01T00:06:00Z"] {
        let text = request(&[("2026-01-01T00:00:00Z", instant)]);
        assert!(
            matches!(world.receive(&text).await, Err(SamlError::Expired)),
            "{instant}"
        );
    }
    let text = wrong("2026-01-01T00:00:00Z", "2026-01-01");
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::Message(Refused::Content(_)))
    ));
    let text = wrong(
        "</a:Issuer>",
        "</a:Issuer><p:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos\"/>",
    );
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::NameIdFormat(_))
    ));
}

#[tokio::test]
async fn signature_stripping_does_not_help_where_requests_are_signed() {
    let world = World::new().await;
    let key = keys();
    let certificate = key.certificate().clone();
    world
        .set(|settings| {
            settings.requests_signed = true;
            settings.signing_certificates = vec![certificate.clone()];
        })
        .await
        .unwrap();
    assert!(matches!(
        world.receive(&request(&[])).await,
        Err(SamlError::Unsigned)
    ));
    let query = key
        .sign_query("SAMLRequest", &request(&[]), Some("here"))
        .unwrap();
    let endpoints = [ENDPOINT.to_owned()];
    let identity = &world.fixture.identity;
    for (query, is_good) in [
        (query.clone(), true),
        (query.replace("RelayState=here", "RelayState=there"), false),
        (
            keys()
                .sign_query("SAMLRequest", &request(&[]), None)
                .unwrap(),
            false,
        ),
    ] {
        let query = hospes_protocol::saml::Query::parse(&query, "SAMLRequest")
            .unwrap()
            .unwrap();
        let document = Document::from_redirect(&query.message).unwrap();
        let received = Received {
            document: &document,
            query: Some(&query),
            relay_state: query.relay_state.as_deref(),
            endpoints: &endpoints,
        };
        let answer = identity.receive_saml_request(world.tenant, received).await;
        assert_eq!(answer.is_ok(), is_good);
        if !is_good {
            assert!(matches!(answer, Err(SamlError::Unsigned)));
        }
    }
}

#[tokio::test]
async fn names_come_in_the_format_that_is_asked_for() {
    let world = World::new().await;
    let (user, session) = world.member().await;
    let mut seen = Vec::new();
    for (number, (format, is_same)) in [
        (name_id_format::EMAIL_ADDRESS, true),
        (name_id_format::PERSISTENT, true),
        (name_id_format::PERSISTENT, true),
        (name_id_format::TRANSIENT, false),
    ]
    .into_iter()
    .enumerate()
    {
        let policy = format!("</a:Issuer><p:NameIDPolicy Format=\"{format}\"/>");
        let id = format!("_n{number}");
        let text = request(&[("</a:Issuer>", &policy), ("_1", &id)]);
        let ask = world.receive(&text).await.unwrap();
        let xml = world.response(&session, &ask).await;
        let (_, rest) = xml
            .split_once(&format!("<saml:NameID Format=\"{format}\">"))
            .unwrap();
        let name = rest.split_once("</saml:NameID>").unwrap().0.to_owned();
        assert!(!name.contains(&user.id.to_string()));
        seen.push((name, is_same));
    }
    assert_eq!(seen[0].0, user.user_principal_name);
    assert_eq!(seen[1].0, seen[2].0);
    assert!(seen[3].0.starts_with('_') && seen[3].0 != seen[1].0);
}

#[tokio::test]
async fn ways_to_sign_in_are_compared_exactly() {
    let world = World::new().await;
    let (_, session) = world.member().await;
    let asking = |class: &str, comparison: &str| {
        let asked = format!(
            "</a:Issuer><p:RequestedAuthnContext Comparison=\"{comparison}\">\
             <a:AuthnContextClassRef>{class}</a:AuthnContextClassRef></p:RequestedAuthnContext>"
        );
        request(&[("</a:Issuer>", &asked)])
    };
    let text = asking(context_class::PASSWORD_PROTECTED_TRANSPORT, "exact");
    let ask = world.receive(&text).await.unwrap();
    let xml = world.response(&session, &ask).await;
    assert!(xml.contains(context_class::PASSWORD_PROTECTED_TRANSPORT));
    let (_, guest) = world
        .fixture
        .guest(&world.system, "pat@partner.example")
        .await;
    let text = text.replace("_1", "_2");
    let ask = world.receive(&text).await.unwrap();
    let xml = world.response(&guest, &ask).await;
    assert!(xml.contains(context_class::PASSWORD_PROTECTED_TRANSPORT));
    let text = asking("urn:oasis:names:tc:SAML:2.0:ac:classes:X509", "exact");
    let ask = world.receive(&text).await.unwrap();
    assert!(matches!(
        world.answer(&session, &ask).await,
        SignedOn::OtherMethod("password", _)
    ));
    let text = asking(context_class::PASSWORD, "minimum");
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::Comparison("minimum"))
    ));
}

#[tokio::test]
async fn a_forced_sign_in_has_to_come_after_the_request() {
    let world = World::new().await;
    let (_, session) = world.member().await;
    world.fixture.clock.advance(Span::seconds(1));
    let ask = world
        .receive(&request(&[("Version", "ForceAuthn=\"1\" Version")]))
        .await
        .unwrap();
    assert!(!ask.takes_sign_in_of(session.authenticated_at));
    assert!(ask.takes_sign_in_of(world.fixture.identity.env().clock.now()));
}

#[tokio::test]
async fn a_certificate_is_rolled_over_without_a_gap() {
    let world = World::new().await;
    let (_, session) = world.member().await;
    let (identity, id) = (&world.fixture.identity, world.application.id);
    let before = world.certificates().await;
    let [first] = before.as_slice() else {
        panic!("{before:?}")
    };
    assert!(first.is_active);
    assert_eq!(first.ends_at.to_rfc3339(), "2028-12-31T00:00:00Z");
    world.fixture.clock.advance(Span::seconds(1));
    let next = identity
        .add_saml_certificate(&world.system, id)
        .await
        .unwrap();
    // Both are in the metadata, the one that signs first.
    let (_, published) = identity
        .saml_metadata(world.tenant, world.application.app_id)
        .await
        .unwrap();
    assert_eq!(published.len(), 2);
    assert_eq!(published[0], first.certificate);
    let refused = identity
        .remove_saml_certificate(&world.system, id, first.id)
        .await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    identity
        .activate_saml_certificate(&world.system, id, next)
        .await
        .unwrap();
    let ask = world.receive(&request(&[])).await.unwrap();
    let xml = world.response(&session, &ask).await;
    let after = world.certificates().await;
    assert!(xml.contains(after[1].certificate.as_base64()));
    assert!(!xml.contains(first.certificate.as_base64()));
    identity
        .remove_saml_certificate(&world.system, id, first.id)
        .await
        .unwrap();
    assert_eq!(world.certificates().await.len(), 1);
    // What has expired does not sign.
    world.fixture.clock.advance(Span::days(1_100));
    let late = identity
        .activate_saml_certificate(&world.system, id, next)
        .await;
    assert!(matches!(late, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn nobody_finds_the_key_of_a_certificate_in_the_database() {
    let world = World::new().await;
    let dump = format!("{:?}", world.fixture.dump().await);
    assert!(!dump.contains("PRIVATE KEY"));
    let system = &world.system;
    let reader = world
        .fixture
        .with_role(world.tenant, "reader", Role::GlobalReader)
        .await;
    let identity = &world.fixture.identity;
    let id = world.application.id;
    assert!(identity.saml_settings(&reader, id).await.unwrap().is_some());
    assert!(matches!(
        identity.add_saml_certificate(&reader, id).await,
        Err(Error::Forbidden { .. })
    ));
    let settings = saml_settings(SP);
    let answer = identity.set_saml_settings(&reader, id, &settings).await;
    assert!(matches!(answer, Err(Error::Forbidden { .. })));
    identity.delete_application(system, id).await.unwrap();
    let left = world.fixture.dump().await;
    assert!(!left.iter().any(|(table, _)| table.starts_with("saml_")));
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused() {
    type Change = fn(&mut Settings);
    let world = World::new().await;
    let table: &[(&str, Change)] = &[
        ("entityId", |s| s.entity_id.clear()),
        ("entityId", |s| s.entity_id = "a b".to_owned()),
        ("acsUrls", |s| s.acs_urls.clear()),
        ("acsUrls", |s| {
            s.acs_urls.push("http://sp.example/acs".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("javascript:alert(1)".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("https://sp.example/#a".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("https://u:p@sp.example/".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("https://sp.example/acs".to_owned());
        }),
        ("logoutUrl", |s| {
            s.logout_url = Some("data:text/html,x".to_owned());
        }),
        ("claims", |s| s.claims[0].name = "a b".to_owned()),
        ("claims", |s| s.claims.push(s.claims[0].clone())),
        ("claims", |s| {
            s.claims[0].name = "http://schemas.microsoft.com/identity/claims/tenantid".to_owned();
        }),
        ("signingCertificates", |s| s.requests_signed = true),
    ];
    for (field, change) in table {
        let answer = world.set(*change).await;
        assert!(
            matches!(&answer, Err(Error::Invalid { field: found, .. }) if found == field),
            "{field}: {answer:?}"
        );
    }
    world
        .set(|s| s.acs_urls = vec!["http://localhost:8080/acs".to_owned()])
        .await
        .unwrap();
    // An entity ID names one application of a tenant.
    let other = NewApplication {
        display_name: "Hours".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: true,
    };
    let identity = &world.fixture.identity;
    let other = identity
        .create_application(&world.system, &other)
        .await
        .unwrap();
    let settings = saml_settings(SP);
    let answer = identity
        .set_saml_settings(&world.system, other.id, &settings)
        .await;
    assert!(matches!(answer, Err(Error::Conflict { .. })));
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "three logouts in a row, each with its answer"
)]
async fn a_logout_ends_the_session_that_it_means_and_no_other() {
    let world = World::new().await;
    let (user, session) = world.member().await;
    let ask = world.receive(&request(&[])).await.unwrap();
    let xml = world.response(&session, &ask).await;
    let index = xml
        .split_once("SessionIndex=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0
        .to_owned();
    let identity = &world.fixture.identity;
    let here = world.fixture.circumstances();
    let endpoints = [ENDPOINT.to_owned()];
    for (name, index, expected) in [
        ("somebody@else.example", index.as_str(), LoggedOut::Another),
        (
            user.user_principal_name.as_str(),
            "_other",
            LoggedOut::Another,
        ),
        (
            user.user_principal_name.as_str(),
            index.as_str(),
            LoggedOut::Everywhere,
        ),
    ] {
        let text = format!(
            "<p:LogoutRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_l\" Version=\"2.0\" \
             IssueInstant=\"2026-01-01T00:00:00Z\" Destination=\"{ENDPOINT}\">\
             <a:Issuer xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{SP}</a:Issuer>\
             <a:NameID xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{name}</a:NameID>\
             <p:SessionIndex>{index}</p:SessionIndex></p:LogoutRequest>"
        );
        let document = Document::from_text(&text).unwrap();
        let received = Received {
            document: &document,
            query: None,
            relay_state: Some("back"),
            endpoints: &endpoints,
        };
        let ask = identity
            .receive_saml_logout(world.tenant, received)
            .await
            .unwrap();
        assert!(!ask.is_signed);
        let done = identity.log_out_by_saml(Some(&session), (world.tenant, &ask), &here);
        assert_eq!(done.await.unwrap(), expected);
        let names = names();
        let url = identity.saml_logout_answer((world.tenant, &ask), expected, &names);
        let url = url.await.unwrap().unwrap();
        let (to, query) = url.split_once('?').unwrap();
        assert_eq!(to, "https://sp.example/logout");
        let query = hospes_protocol::saml::Query::parse(query, "SAMLResponse")
            .unwrap()
            .unwrap();
        assert_eq!(query.relay_state.as_deref(), Some("back"));
        let active = world.certificates().await[0].certificate.clone();
        assert_eq!(query.verify(&[active]), Ok(true));
        let document = Document::from_redirect(&query.message).unwrap();
        let answer = hospes_protocol::saml::LogoutResponse::read(&document).unwrap();
        assert_eq!(answer.in_response_to, "_l");
        assert_eq!(answer.is_success, expected == LoggedOut::Everywhere);
    }
    let has = |rows: Vec<(String, Vec<String>)>, name: &str| rows.iter().any(|row| row.0 == name);
    assert!(!has(world.fixture.dump().await, "sessions"));
    // The sign-in is known until it would have ended, so that others could still be told.
    assert!(has(world.fixture.dump().await, "saml_sessions"));
    world.fixture.clock.advance(Span::hours(24));
    identity.forget_old_saml_sessions().await.unwrap();
    assert!(!has(world.fixture.dump().await, "saml_sessions"));
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

#[test]
fn lines_of_claims_are_read_as_they_are_written() {
    for line in [
        "http://schemas.example/a?b=c = user.mail",
        "Role = \"a = b\"",
        "groups = user.groups",
    ] {
        assert_eq!(Claim::parse_line(line).unwrap().to_line(), line);
    }
    assert_eq!(
        Claim::parse_line("mail=User.Mail").unwrap().to_line(),
        "mail = user.mail"
    );
    for line in ["mail", "mail = user.password", "mail = \"a", ""] {
        assert!(Claim::parse_line(line).is_none(), "{line}");
    }
}
