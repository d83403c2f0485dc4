//! What belongs to one tenant does not exist for an actor of another, whatever they may do at home.

mod things;

use std::collections::BTreeSet;
use std::pin::Pin;

use hospes_protocol::address::Domain;

use self::things::{
    ROLE, Things, again, city, connector, leaked, names, one_of_each, pat, saml_settings,
    user_patch,
};
use crate::access_request::{DecideError, Decision};
use crate::application::registration::RegistrationPatch;
use crate::application::{ApplicationPatch, GraphPermission, Principal};
use crate::cross_tenant_access::{Intended, PartnerPatch};
use crate::declared::declared;
use crate::group::GroupPatch;
use crate::identity_provider::{ProviderPatch, SignInChoice};
use crate::ids::{
    AccessRequestId, AppCollectionId, ApplicationId, GroupId, ProviderId, TenantId, UserFlowId,
    UserId,
};
use crate::invitation::InviteError;
use crate::my_apps::AppCollectionPatch;
use crate::page::PageRequest;
use crate::role::Role;
use crate::sign_in::DepartError;
use crate::testing::{Fixture, REDIRECT};
use crate::user::{PasswordReset, Sponsor, UserPatch};
use crate::user_flow::{Approval, LabelsError, Move, Step};
use crate::{Actor, Error, Identity, Patch, Permissions, Result, Who};

/// Operations of an actor that take no id: what they find is the actor's own tenant's. Keep it short.
const WITHOUT_ID: [&str; 47] = [
    "access_requests",
    "add_cross_tenant_partner",
    "add_identity_provider",
    "add_service_certificate",
    "allow_passcode",
    "allows_passcode",
    "app_collections",
    "applications",
    "audit_events",
    "count_undelivered",
    "count_users",
    "create_app_collection",
    "create_application",
    "create_group",
    "create_known_application",
    "create_user",
    "create_user_flow",
    "cross_tenant_defaults",
    "cross_tenant_partners",
    "deleted_users",
    "described_identity_providers",
    "federations",
    "find_cross_tenant_partner",
    "groups",
    "identity_providers",
    "invitation_contact",
    "leave_organization",
    "locking_out",
    "mails",
    "owned_applications",
    "read_metadata",
    "requests_to_decide",
    "redemption_order",
    "reset_cross_tenant_defaults",
    "resources",
    "service_certificates",
    "set_redemption_order",
    "settings",
    "sign_in_settings",
    "sign_ins",
    "update_cross_tenant_defaults",
    "update_settings",
    "update_sign_in_settings",
    "user_by_name",
    "user_flows",
    "users",
    "what_if",
];

type Operation<'a> = (&'static str, Call<'a>);
type Call<'a> = Box<dyn Fn(&'a Actor) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>> + 'a>;

macro_rules! operations {
    ($($name:ident($($argument:expr),*);)*) => {
        |identity, things| vec![$((
            stringify!($name),
            Box::new(move |actor| Box::pin(async move {
                let done = identity.$name(actor, $($argument(things)),*).await;
                done.map(drop).map_err(Error::from)
            })),
        )),*]
    };
}

impl From<InviteError> for Error {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Other(error) => error,
            InviteError::NotAllowed
            | InviteError::OwnDomain
            | InviteError::DomainBlocked
            | InviteError::AccessBlocked(_)
            | InviteError::AlreadyUser { .. }
            | InviteError::Blocked { .. }
            | InviteError::ConvertedToInternal { .. }
            | InviteError::AddressMismatch => panic!("{error}"),
        }
    }
}

impl From<DecideError> for Error {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Other(error) => error,
            DecideError::Over(_) | DecideError::Impossible(_) => panic!("{error}"),
        }
    }
}

impl From<LabelsError> for Error {
    fn from(error: LabelsError) -> Self {
        match error {
            LabelsError::Other(error) => error,
            LabelsError::Wrong(_) => panic!("{error}"),
        }
    }
}

impl From<DepartError> for Error {
    fn from(error: DepartError) -> Self {
        match error {
            DepartError::Other(error) => error,
            DepartError::Provider { .. } => panic!("{error}"),
        }
    }
}

/// Every operation that takes an id, with ids of the tenant of `things`. In an order in which they work.
#[expect(clippy::too_many_lines, reason = "a table")]
fn operations<'a>(identity: &'a Identity, things: &'a Things) -> Vec<Operation<'a>> {
    fn guest(things: &Things) -> UserId {
        things.guest
    }
    fn flow(things: &Things) -> UserFlowId {
        things.flow
    }
    fn request(things: &Things) -> AccessRequestId {
        things.request
    }
    fn group(things: &Things) -> GroupId {
        things.group
    }
    fn application(things: &Things) -> ApplicationId {
        things.application
    }
    fn collection(things: &Things) -> AppCollectionId {
        things.collection
    }
    fn provider(things: &Things) -> ProviderId {
        things.provider
    }
    fn partner(things: &Things) -> TenantId {
        things.partner
    }
    fn pem(things: &Things) -> &[u8] {
        things.pem.as_bytes()
    }
    fn principal(things: &Things) -> Principal {
        Principal::User(things.guest)
    }
    fn role(_: &Things) -> Role {
        Role::GuestInviter
    }
    fn page(_: &Things) -> PageRequest {
        PageRequest::first(5)
    }
    static GROUP_PATCH: GroupPatch = GroupPatch {
        display_name: None,
        description: None,
    };
    static COLLECTION_PATCH: AppCollectionPatch = AppCollectionPatch {
        display_name: None,
        position: Patch::Keep,
    };
    let table: fn(&'a Identity, &'a Things) -> Vec<Operation<'a>> = operations! {
        user_flow(flow);
        set_approval(flow, |_| (Approval::Owners, &[][..]));
        add_flow_attribute(flow, |_| leaked(city()));
        move_flow_attribute(flow, |_| ("city", Move::Up));
        set_attribute_labels(flow, |_| ("city", &[][..]));
        remove_flow_attribute(flow, |_| "city");
        set_api_connector(flow, |_| leaked(connector()));
        prepare_connector_certificate(flow, |_| Step::BeforeCreation);
        use_next_connector_certificate(flow, |_| Step::BeforeCreation);
        discard_next_connector_certificate(flow, |_| Step::BeforeCreation);
        remove_api_connector(flow, |_| Step::BeforeCreation);
        access_requests_of(guest);
        request_to_decide(request);
        decide_request(request, |_| leaked(Decision::Deny { reason: String::new() }));
        detach_application(flow, application);
        attach_application(flow, application);
        delete_user_flow(flow);
        user(guest);
        user_detail(guest);
        identities_of(guest);
        roles_of(guest);
        groups_of(guest);
        applications_of(guest);
        my_apps(guest);
        application_origins(guest);
        invitation_of(guest);
        guest_access_block(guest);
        redemption_trace(guest);
        history_of_user(guest, page);
        audit_event((|things: &Things| things.event));
        sign_in_entry((|things: &Things| things.sign_in));
        sign_ins_of_user(guest, page);
        sign_ins_of_application(application, page);
        decline_consent(application);
        group(group);
        members(group, (|_| &FIRST));
        application(application);
        applications_of_group(group);
        assignments(application);
        count_assignments(application);
        secrets(application);
        certificates(application);
        granted(application);
        granted_for_everybody(application);
        update_user(guest, (|_| user_patch()));
        reset_password((|things: &Things| things.member), (|_| &RESET));
        update_user_and_password((|things: &Things| things.member), (|_| (user_patch(), &RESET)));
        revoke_sessions(guest);
        reset_authenticators(guest);
        sessions_of_user((|things: &Things| things.member));
        end_session_of_user((|things: &Things| things.member), (|things: &Things| things.session));
        sign_in_choice(guest);
        set_sign_in_choice(guest, (|_| Some(SignInChoice::Passcode)));
        converted_to_internal_at(guest);
        assign_role(guest, role);
        unassign_role(guest, role);
        update_group(group, (|_| &GROUP_PATCH));
        add_member(group, guest);
        remove_member(group, guest);
        redirect_uris(application);
        set_redirect_uris(application, (|_| &[]));
        consent(guest, application, (|_| &[]));
        consents(guest);
        consent_to_required(application, (|_| (&[][..], &[][..])));
        consent_for_everybody(application, (|_| &[]), (|_| &[]));
        wanted_for_everybody(application, (|_| leaked(crate::testing::token_names())), (|_| crate::testing::token_names().scopes("User.Read").unwrap()));
        withdraw_consent(guest, application);
        update_application(application, (|_| leaked(ApplicationPatch::default())));
        registration(application);
        update_registration(application, (|_| leaked(RegistrationPatch::default())), (|_| names()));
        manifest(application);
        import_manifest(application, (|things: &Things| leaked(things.manifest.clone())), (|_| names()));
        owners(application);
        add_owner(application, (|things: &Things| things.member));
        remove_owner(application, (|things: &Things| things.member));
        roles_of_assignments(application);
        granted_app_roles(application);
        grant_app_role(application, application, (|_| ROLE));
        revoke_app_role(application, application, (|_| ROLE));
        assign_application_with_roles(application, principal, (|_| &[ROLE]));
        consents_of_application(application);
        withdraw_consent_to(application, (|things: &Things| Some(things.guest)));
        saml_settings(application);
        set_saml_settings(application, (|_| saml_settings()));
        saml_certificates(application);
        add_saml_certificate(application);
        activate_saml_certificate(application, (|things: &Things| things.saml_certificate));
        remove_saml_certificate(application, (|things: &Things| things.first_saml_certificate));
        remove_saml_settings(application);
        activate_service_certificate((|things: &Things| things.service_certificate));
        remove_service_certificate((|things: &Things| things.first_service_certificate));
        identity_provider(provider);
        described_identity_provider(provider);
        provider_domains(provider);
        add_provider_domain(provider, (|_| leaked(Domain::parse("other.example").unwrap())));
        remove_provider_domain(provider, (|_| leaked(Domain::parse("other.example").unwrap())));
        look_after_saving_domains(provider);
        provider_keys(provider);
        rotate_provider_key(provider);
        locked_out_by(provider, (|_| &FIRST));
        reset_locked_out(provider, (|_| (crate::page::From::Start, None)), (|_| REDIRECT));
        update_identity_provider(provider, (|_| leaked(ProviderPatch::default())));
        trust_provider_domain(provider, (|_| leaked(Domain::parse("partner.example").unwrap())));
        set_provider_domains(provider, (|_| (&[] as &[Domain], false)));
        look_for_domain_records(provider);
        depart_to_test(provider, (|_| ("https://hospes.example", "a browser")));
        delete_identity_provider(provider, (|_| 0));
        cross_tenant_partner(partner);
        kept_out_by((|things: &Things| Intended::Removal(things.partner)));
        update_cross_tenant_partner(partner, (|_| leaked(PartnerPatch::default())));
        remove_cross_tenant_partner(partner);
        add_secret(application, (|_| None), (|_| None));
        add_certificate(application, (|_| None), pem);
        grant_permission(application, (|_| GraphPermission::UserReadAll));
        revoke_permission(application, (|_| GraphPermission::UserReadAll));
        remove_secret(application, (|things: &Things| things.key));
        remove_certificate(application, (|things: &Things| things.certificate));
        assign_application(application, principal);
        pin_application(guest, application);
        unpin_application(guest, application);
        app_collection(collection);
        update_app_collection(collection, (|_| &COLLECTION_PATCH));
        add_to_app_collection(collection, application);
        remove_from_app_collection(collection, application);
        delete_app_collection(collection);
        unassign_application(application, principal);
        send_mail_again((|things: &Things| things.mail));
        resend_invitation(guest);
        revoke_invitation(guest);
        reset_redemption(guest, (|_| pat()), (|_| REDIRECT));
        invite((|things: &Things| again(things.guest)));
        convert_to_internal(guest, (|_| leaked(crate::testing::internal_account())));
        restore_user((|things: &Things| things.deleted));
        delete_user(guest);
        delete_user_permanently(guest);
        delete_application(application);
        delete_group(group);
    };
    table(identity, things)
}

static FIRST: PageRequest = PageRequest {
    from: crate::page::From::Start,
    size: 5,
};
static RESET: PasswordReset = PasswordReset {
    password: None,
    must_change: true,
};

/// Somebody of another tenant who may do everything there.
async fn stranger(fixture: &Fixture) -> Actor {
    let tenant = fixture.tenant("Evil", "evil.example").await.id;
    somebody(fixture, (tenant, "mallory")).await
}

/// Somebody who may do everything in a tenant.
async fn somebody(fixture: &Fixture, (tenant, name): (TenantId, &str)) -> Actor {
    let member = fixture.member(&fixture.system(tenant), name).await;
    let mut actor = fixture.acting(tenant, &member).await;
    actor.permissions = Permissions::all();
    assert!(matches!(actor.who, Who::User { .. }));
    actor
}

#[tokio::test]
async fn nothing_of_a_tenant_exists_for_an_actor_of_another() {
    let fixture = Fixture::new().await;
    let contoso = fixture.contoso().await.id;
    let own = somebody(&fixture, (contoso, "alex")).await;
    let things = Box::pin(one_of_each(&fixture, &own)).await;
    let stranger = stranger(&fixture).await;
    let before = fixture.dump().await;
    let operations = operations(&fixture.identity, &things);
    for (name, operation) in &operations {
        let answer = operation(&stranger).await;
        assert!(
            matches!(answer, Err(Error::NotFound { .. })),
            "{name}: {answer:?}"
        );
    }
    // Nor did anything change but what is counted against the stranger.
    let owned = |rows: Vec<(String, Vec<String>)>| {
        let rows = rows
            .into_iter()
            .filter(|(table, _)| table != "limit_counters");
        rows.collect::<Vec<_>>()
    };
    assert_eq!(owned(fixture.dump().await), owned(before));
    // For the tenant's own they all work, so it was not for another reason.
    for (name, operation) in &operations {
        let answer = operation(&own).await;
        let known = !matches!(answer, Err(Error::NotFound { .. }));
        // Each of these has been withdrawn by the one before it.
        let conflict = matches!(answer, Err(Error::Conflict { .. }));
        assert!(known && (answer.is_ok() || conflict), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn my_apps_mixes_nothing_of_a_tenant_with_things_of_another() {
    let fixture = Fixture::new().await;
    let own = fixture.system(fixture.contoso().await.id);
    let theirs = Box::pin(one_of_each(&fixture, &own)).await;
    let stranger = stranger(&fixture).await;
    let mine = Box::pin(one_of_each(&fixture, &fixture.system(stranger.tenant))).await;
    let identity = &fixture.identity;
    let before = fixture.dump().await;
    let into_mine = identity.add_to_app_collection(&stranger, mine.collection, theirs.application);
    let into_theirs =
        identity.add_to_app_collection(&stranger, theirs.collection, mine.application);
    let pinned = identity.pin_application(&stranger, mine.guest, theirs.application);
    for answer in [
        into_mine.await.map(drop),
        into_theirs.await.map(drop),
        pinned.await.map(drop),
    ] {
        assert!(matches!(answer, Err(Error::NotFound { .. })), "{answer:?}");
    }
    assert_eq!(fixture.dump().await, before);
}

#[tokio::test]
async fn nothing_of_a_tenant_is_mixed_with_things_of_another() {
    let fixture = Fixture::new().await;
    let own = fixture.system(fixture.contoso().await.id);
    let theirs = Box::pin(one_of_each(&fixture, &own)).await;
    let stranger = stranger(&fixture).await;
    let mine = Box::pin(one_of_each(&fixture, &fixture.system(stranger.tenant))).await;
    let identity = &fixture.identity;
    let before = fixture.dump().await;
    let patch = |sponsors, manager| UserPatch {
        manager,
        sponsors,
        ..UserPatch::default()
    };
    let user = Principal::User(theirs.guest);
    let group = Principal::Group(theirs.group);
    let answers = [
        identity
            .add_member(&stranger, mine.group, theirs.guest)
            .await,
        identity
            .add_member(&stranger, theirs.group, mine.guest)
            .await,
        identity
            .assign_application(&stranger, mine.application, user)
            .await,
        identity
            .assign_application(&stranger, mine.application, group)
            .await,
        identity
            .update_user(
                &stranger,
                mine.guest,
                &patch(Some(vec![Sponsor::User(theirs.guest)]), Patch::Keep),
            )
            .await
            .map(drop),
        identity
            .update_user(
                &stranger,
                mine.guest,
                &patch(Some(vec![Sponsor::Group(theirs.group)]), Patch::Keep),
            )
            .await
            .map(drop),
        identity
            .update_user(
                &stranger,
                mine.guest,
                &patch(None, Patch::Set(theirs.guest)),
            )
            .await
            .map(drop),
    ];
    for (index, answer) in answers.into_iter().enumerate() {
        assert!(
            matches!(answer, Err(Error::NotFound { .. } | Error::Invalid { .. })),
            "{index}: {answer:?}"
        );
    }
    assert_eq!(fixture.dump().await, before);
}

#[tokio::test]
async fn every_operation_is_in_one_of_the_two_lists() {
    let fixture = Fixture::new().await;
    let own = fixture.system(fixture.contoso().await.id);
    let things = Box::pin(one_of_each(&fixture, &own)).await;
    let tested = operations(&fixture.identity, &things);
    let listed = tested.iter().map(|(name, _)| *name).chain(WITHOUT_ID);
    let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
    let declared = declared();
    assert!(declared.len() > 50, "the sources were not read");
    assert_eq!(declared, listed);
}
