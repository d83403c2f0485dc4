//! What the operations are tried on: a tenant with one of each thing, and what they are given.

use hospes_protocol::oauth::ClientProofMethod;
use uuid::Uuid;

use crate::access_request::{Asked, Done, Submission};
use crate::application::NewApplication;
use crate::application::registration::{AppRole, Change, Manifest, RegistrationPatch};
use crate::audit::AuditQuery;
use crate::cross_tenant_access::PartnerPatch;
use crate::env::Span;
use crate::grant::TokenNames;
use crate::group::NewGroup;
use crate::ids::{
    AccessRequestId, AppCollectionId, ApplicationId, AuditEventId, GroupId, KeyId, MailId,
    ProviderId, SessionId, SignInId, TenantId, UserFlowId, UserId,
};
use crate::invitation::NewInvitation;
use crate::my_apps::NewAppCollection;
use crate::outbox::Failure;
use crate::page::PageRequest;
use crate::sign_in_log::SignInQuery;
use crate::testing::{FakeProvider, Fixture, KeyHolder, REDIRECT, address, new_openid};
use crate::user::UserPatch;
use crate::user_flow::{
    Approval, Input, NewAttribute, NewAuthentication, NewConnector, Step, ValueKind,
};
use crate::{Actor, Identity};

/// One of everything in a tenant.
pub(super) struct Things {
    pub(super) guest: UserId,
    pub(super) member: UserId,
    pub(super) deleted: UserId,
    pub(super) group: GroupId,
    pub(super) application: ApplicationId,
    pub(super) provider: ProviderId,
    pub(super) flow: UserFlowId,
    pub(super) request: AccessRequestId,
    /// An organisation that has settings of its own.
    pub(super) partner: TenantId,
    pub(super) collection: AppCollectionId,
    pub(super) key: KeyId,
    pub(super) certificate: KeyId,
    pub(super) pem: String,
    /// The next one that signs for the application in SAML.
    pub(super) saml_certificate: KeyId,
    /// The one that signs.
    pub(super) first_saml_certificate: KeyId,
    /// The next one of the organisation as a service provider, and the one that signs.
    pub(super) service_certificate: KeyId,
    pub(super) first_service_certificate: KeyId,
    pub(super) mail: MailId,
    pub(super) event: AuditEventId,
    pub(super) manifest: Manifest,
    pub(super) sign_in: SignInId,
    pub(super) session: SessionId,
}

/// What is borrowed for as long as the test runs.
pub(super) fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(super) fn user_patch() -> &'static UserPatch {
    leaked(UserPatch::default())
}

/// A role of the application.
pub(super) const ROLE: Uuid = Uuid::from_u128(0x0907);

pub(super) fn names() -> &'static TokenNames {
    leaked(TokenNames {
        root: "https://hospes.example".to_owned(),
        graph_audiences: vec!["https://hospes.example".to_owned()],
    })
}

pub(super) fn city() -> NewAttribute {
    NewAttribute {
        name: "city".to_owned(),
        kind: ValueKind::String,
        input: Input::TextBox,
        label: None,
        is_required: false,
        options: Vec::new(),
    }
}

pub(super) fn connector() -> NewConnector {
    NewConnector {
        step: Step::BeforeCreation,
        url: "https://api.contoso.example/".to_owned(),
        authentication: NewAuthentication::Basic {
            username: "hospes".to_owned(),
            password: Some("secret".to_owned()),
        },
    }
}

/// A user flow of an application, and a request that waits.
async fn asked(
    fixture: &Fixture,
    actor: &Actor,
    application: ApplicationId,
) -> (UserFlowId, AccessRequestId) {
    let (identity, here) = (&fixture.identity, fixture.circumstances());
    let on = crate::tenant::SettingsPatch {
        self_service_sign_up: Some(true),
        ..Default::default()
    };
    identity.update_settings(actor, &on).await.unwrap();
    let flow = identity
        .create_user_flow(actor, ("Partners", Approval::None))
        .await
        .unwrap()
        .id;
    identity
        .attach_application(actor, flow, application)
        .await
        .unwrap();
    identity
        .set_approval(actor, flow, (Approval::Owners, &[]))
        .await
        .unwrap();
    let quinn = address("quinn@partner.example");
    let asked = Asked {
        tenant: actor.tenant,
        application,
        address: &quinn,
    };
    identity
        .send_code_to_ask(&asked, None, &here)
        .await
        .unwrap();
    let code = fixture.passcode().await;
    let opened = identity
        .prove_mailbox_to_ask(&asked, &code, &here)
        .await
        .unwrap();
    let said = Submission {
        given: &[],
        redirect_url: REDIRECT,
        language: None,
    };
    let done = identity
        .ask_for_access(&asked, (&opened.session, &said), &here)
        .await;
    match done.unwrap() {
        Done::Waiting(request) => (flow, request.id),
        other @ (Done::Denied(_) | Done::Invited(_) | Done::HasAccount) => panic!("{other:?}"),
    }
}

fn registration_with_role() -> RegistrationPatch {
    RegistrationPatch {
        app_roles: Change::Put(AppRole {
            id: ROLE,
            value: "Reader".to_owned(),
            display_name: "Reader".to_owned(),
            description: "Reads".to_owned(),
            is_for_users: true,
            is_for_applications: true,
            is_enabled: true,
        }),
        ..RegistrationPatch::default()
    }
}

pub(super) fn saml_settings() -> &'static crate::saml::Settings {
    leaked(crate::testing::saml_settings("https://sp.example/metadata"))
}

pub(super) fn pat() -> &'static hospes_protocol::address::Address {
    leaked(address("pat@partner.example"))
}

pub(super) fn again(guest: UserId) -> &'static NewInvitation {
    leaked(NewInvitation {
        reset: Some(guest),
        ..NewInvitation::of(pat().clone(), REDIRECT)
    })
}

pub(super) async fn one_of_each(fixture: &Fixture, actor: &Actor) -> Things {
    let identity = &fixture.identity;
    let guest = fixture.invite(actor, "pat@partner.example").await;
    let mail = identity.lease_mail(1, Span::minutes(1)).await.unwrap();
    let never = Failure::Permanent("550".to_owned());
    identity.mail_failed(&mail[0], &never).await.unwrap();
    let deleted = fixture.member(actor, "gone").await.id;
    identity.delete_user(actor, deleted).await.unwrap();
    let log = AuditQuery::all(PageRequest::first(1));
    let log = identity.audit_events(actor, &log).await.unwrap();
    let application = application_of(identity, actor).await;
    let secret = identity.add_secret(actor, application, None, None).await;
    let collection = NewAppCollection {
        display_name: "Work".to_owned(),
        position: None,
    };
    let collection = identity.create_app_collection(actor, &collection).await;
    let patch = registration_with_role();
    let registered = identity.update_registration(actor, application, &patch, names());
    registered.await.unwrap();
    let holder = |life| KeyHolder::new(identity.env().clock.now(), life);
    let registered = holder(Span::days(30)).der;
    let registered = identity.add_certificate(actor, application, None, &registered);
    let member = fixture.member(actor, "megan").await;
    let session = fixture.sign_in(&member).await.session.id;
    let sign_ins = SignInQuery::all(PageRequest::first(1));
    let sign_ins = identity.sign_ins(actor, &sign_ins).await.unwrap();
    let (first_saml_certificate, saml_certificate) = saml(identity, actor, application).await;
    let first_service_certificate = identity.add_service_certificate(actor).await.unwrap();
    let service_certificate = identity.add_service_certificate(actor).await.unwrap();
    let (flow, request) = asked(fixture, actor, application).await;
    Things {
        flow,
        request,
        service_certificate,
        first_service_certificate,
        manifest: identity.manifest(actor, application).await.unwrap(),
        certificate: registered.await.unwrap().key_id,
        pem: holder(Span::days(30)).pem(),
        guest: guest.user.id,
        member: member.id,
        deleted,
        group: group_of(identity, actor).await,
        application,
        provider: provider(fixture, actor).await,
        partner: partner(fixture, actor).await,
        collection: collection.unwrap().id,
        key: secret.unwrap().kept.key_id,
        saml_certificate,
        first_saml_certificate,
        mail: mail[0].id,
        event: log.rows[0].id,
        sign_in: sign_ins.rows[0].id,
        session,
    }
}

async fn application_of(identity: &Identity, actor: &Actor) -> ApplicationId {
    let new = NewApplication {
        display_name: "Hours".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: true,
        visible: true,
    };
    identity.create_application(actor, &new).await.unwrap().id
}

async fn group_of(identity: &Identity, actor: &Actor) -> GroupId {
    let group = NewGroup {
        display_name: "Project".to_owned(),
        description: None,
        mail_nickname: None,
    };
    identity.create_group(actor, &group).await.unwrap().id
}

/// An organisation that has settings of its own.
async fn partner(fixture: &Fixture, actor: &Actor) -> TenantId {
    let domain = format!("partner-{}.example", actor.tenant.0.simple());
    let partner = fixture.tenant("Partner", &domain).await.id;
    let patch = PartnerPatch::default();
    let added = fixture
        .identity
        .add_cross_tenant_partner(actor, partner, &patch);
    added.await.unwrap().tenant
}

/// A provider that answers.
async fn provider(fixture: &Fixture, actor: &Actor) -> ProviderId {
    let fake = FakeProvider::new(&fixture.fetch, "https://idp.uni.example");
    let mut new = fake.new_provider(&fixture.identity, &["partner.example"]);
    new_openid(&mut new).client_authentication = ClientProofMethod::PrivateKeyJwt;
    new.trusts_domains = false;
    let added = fixture.identity.add_identity_provider(actor, &new).await;
    added.unwrap().id
}

/// Turns SAML on; gives the certificate that signs, and the next one.
async fn saml(identity: &Identity, actor: &Actor, application: ApplicationId) -> (KeyId, KeyId) {
    let set = identity.set_saml_settings(actor, application, saml_settings());
    set.await.unwrap();
    let next = identity.add_saml_certificate(actor, application).await;
    let all = identity.saml_certificates(actor, application).await;
    (all.unwrap()[0].id, next.unwrap())
}
