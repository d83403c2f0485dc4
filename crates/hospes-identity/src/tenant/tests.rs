use hospes_protocol::address::Domain;

use super::*;
use crate::application::GraphPermission;
use crate::audit::{Activity, AuditQuery, Change};
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::role::Role;
use crate::testing::{Fixture, address};
use crate::{Actor, Error, Permission};

fn domain(text: &str) -> Domain {
    Domain::parse(text).unwrap()
}

fn new(name: &str, of: &str) -> NewTenant {
    NewTenant {
        display_name: name.to_owned(),
        domain: domain(of),
    }
}

#[tokio::test]
async fn a_tenant_is_found_by_its_id_and_by_its_domain_in_any_spelling() {
    let fixture = Fixture::new().await;
    let identity = &fixture.identity;
    let made = identity
        .create_tenant(&new("  Bücher &\n Söhne ", "BÜCHER.example"))
        .await
        .unwrap();
    assert_eq!(made.display_name, "Bücher & Söhne");
    assert_eq!(made.initial_domain, "xn--bcher-kva.example");
    assert_eq!(made.domains, ["xn--bcher-kva.example"]);
    let id = made.id.to_string();
    for name in [
        id.as_str(),
        "bücher.example",
        "BÜCHER.EXAMPLE",
        "xn--bcher-kva.example",
    ] {
        assert_eq!(identity.find_tenant(name).await.unwrap(), made, "{name}");
    }
    for name in ["b.example", "not a domain", "", "common"] {
        let error = identity.find_tenant(name).await.unwrap_err();
        assert!(matches!(error, Error::NotFound { .. }), "{name}");
    }
    assert_eq!(identity.tenant_ids().await.unwrap(), [made.id]);
}

#[tokio::test]
async fn a_domain_belongs_to_one_tenant_also_when_two_are_created_at_once() {
    let fixture = Fixture::new().await;
    let wanted = new("Contoso", "contoso.example");
    let jobs = (0..8).map(|_| fixture.identity.create_tenant(&wanted));
    let results = futures_util::future::join_all(jobs).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let refused = results.into_iter().filter_map(Result::err);
    assert!(
        refused
            .into_iter()
            .all(|error| matches!(error, Error::Conflict { what: "domain" }))
    );
    assert_eq!(fixture.identity.tenant_ids().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_tenant_needs_a_name() {
    let fixture = Fixture::new().await;
    let refused = fixture
        .identity
        .create_tenant(&new(" \u{200B} ", "contoso.example"))
        .await
        .unwrap_err();
    assert!(matches!(
        refused,
        Error::Invalid {
            field: "displayName",
            ..
        }
    ));
}

#[tokio::test]
async fn a_new_tenant_lets_everyone_invite_for_thirty_days() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let settings = fixture
        .identity
        .settings(&fixture.system(tenant))
        .await
        .unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(settings.allow_invites_from, AllowInvitesFrom::Everyone);
    assert_eq!(settings.guest_access, GuestAccess::Limited);
    assert_eq!(settings.invitation_days, Some(30));
}

fn everything() -> SettingsPatch {
    SettingsPatch {
        allow_invites_from: Some(AllowInvitesFrom::AdminsAndGuestInviters),
        guest_access: Some(GuestAccess::Restricted),
        restriction: Some((
            Restriction::Deny,
            vec![
                domain("b.example"),
                domain("a.example"),
                domain("B.example"),
            ],
        )),
        invitation_days: Patch::Set(7),
        guests_may_leave: Some(false),
        self_service_sign_up: None,
        privacy_statement_url: Patch::Set("https://contoso.example/privacy".to_owned()),
        privacy_contact: Patch::Set(" privacy@contoso.example\n".to_owned()),
        notification_language: Patch::Set("de".to_owned()),
    }
}

#[tokio::test]
async fn every_setting_changes_and_the_log_says_from_what_to_what() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let identity = &fixture.identity;
    let changed = identity
        .update_settings(&system, &everything())
        .await
        .unwrap();
    assert_eq!(identity.settings(&system).await.unwrap(), changed);
    assert_eq!(
        changed.restricted_domains,
        [domain("a.example"), domain("b.example")]
    );
    assert_eq!(
        changed.privacy_contact.as_deref(),
        Some("privacy@contoso.example")
    );
    let query = AuditQuery {
        activity: Some(Activity::UpdatePolicy),
        ..AuditQuery::all(PageRequest::first(10))
    };
    let events = identity.audit_events(&system, &query).await.unwrap().rows;
    let change = |name: &str, old: &str, new: &str| Change {
        name: name.to_owned(),
        old: old.to_owned(),
        new: new.to_owned(),
    };
    assert_eq!(
        events[0].targets[0].changes,
        [
            change("AllowInvitesFrom", "everyone", "adminsAndGuestInviters"),
            change("GuestUserRole", "limited", "restricted"),
            change("Restriction", "any", "deny"),
            change("Domains", "", "a.example, b.example"),
            change("InvitationDays", "30", "7"),
            change("AllowExternalIdentitiesToLeave", "true", "false"),
            change("PrivacyStatementUrl", "", "https://contoso.example/privacy"),
            change("PrivacyContact", "", "privacy@contoso.example"),
            change("NotificationLanguage", "", "de"),
        ]
    );
    // What a change does not name stays.
    let patch = SettingsPatch {
        invitation_days: Patch::Clear,
        privacy_contact: Patch::Clear,
        ..SettingsPatch::default()
    };
    let after = identity.update_settings(&system, &patch).await.unwrap();
    let expected = Settings {
        invitation_days: None,
        privacy_contact: None,
        ..changed
    };
    assert_eq!(after, expected);
}

#[tokio::test]
async fn a_change_of_the_kind_of_list_throws_the_other_list_away() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let restrict = async |restriction, domains: &[&str]| {
        let domains = domains.iter().copied().map(domain).collect();
        let patch = SettingsPatch {
            restriction: Some((restriction, domains)),
            ..SettingsPatch::default()
        };
        fixture.identity.update_settings(&system, &patch).await
    };
    restrict(Restriction::Deny, &["bad.example"]).await.unwrap();
    let allowed = restrict(Restriction::Allow, &["good.example"])
        .await
        .unwrap();
    assert_eq!(allowed.restricted_domains, [domain("good.example")]);
    let any = restrict(Restriction::Any, &["good.example"]).await.unwrap();
    assert!(any.restricted_domains.is_empty());
    // An empty list to allow would let nobody in, which is what "none may invite" is for.
    restrict(Restriction::Allow, &[]).await.unwrap_err();
    restrict(Restriction::Deny, &[]).await.unwrap();
    let long: Vec<String> = (0..2_000).map(|n| format!("d{n}.long.example")).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    restrict(Restriction::Deny, &long).await.unwrap_err();
}

#[tokio::test]
async fn a_setting_cannot_hold_nonsense() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let url = |text: &str| SettingsPatch {
        privacy_statement_url: Patch::Set(text.to_owned()),
        ..SettingsPatch::default()
    };
    let days = |days| SettingsPatch {
        invitation_days: Patch::Set(days),
        ..SettingsPatch::default()
    };
    for patch in [
        url("javascript:alert(1)"),
        url("data:text/html,x"),
        url("/privacy"),
        url(&format!("https://contoso.example/{}", "x".repeat(2_048))),
        days(0),
        days(3_651),
    ] {
        let refused = fixture.identity.update_settings(&system, &patch).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{patch:?}");
    }
}

#[tokio::test]
async fn only_a_global_administrator_changes_settings_but_leaving_has_its_own_role() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let leaving = SettingsPatch {
        guests_may_leave: Some(false),
        self_service_sign_up: None,
        ..SettingsPatch::default()
    };
    for role in Role::ALL {
        let actor = fixture.with_role(tenant, role.key(), *role).await;
        let changed = fixture
            .identity
            .update_settings(&actor, &everything())
            .await;
        assert_eq!(
            changed.is_ok(),
            *role == Role::GlobalAdministrator,
            "{role:?}"
        );
        let changed = fixture.identity.update_settings(&actor, &leaving).await;
        let may = matches!(
            role,
            Role::GlobalAdministrator | Role::ExternalIdentityProviderAdministrator
        );
        assert_eq!(changed.is_ok(), may, "{role:?}");
    }
}

/// A member, a guest, an inviter, an administrator, and applications with and without the permission.
async fn kinds(fixture: &Fixture, tenant: TenantId) -> Vec<(&'static str, Actor)> {
    let system = fixture.system(tenant);
    let identity = &fixture.identity;
    let member = fixture.member(&system, "megan").await;
    let (_, guest) = fixture.guest(&system, "pat@partner.example").await;
    let inviter = fixture.with_role(tenant, "ivy", Role::GuestInviter).await;
    let administrator = fixture
        .with_role(tenant, "ada", Role::GlobalAdministrator)
        .await;
    let membership = async |actor: &Actor| {
        // Rights are asked anew with each request.
        let user = identity.user(&system, actor.user().unwrap()).await.unwrap();
        fixture.acting(tenant, &user).await
    };
    let circumstances = fixture.circumstances();
    let guest = identity.membership(&guest, tenant, &circumstances).await;
    vec![
        ("administrator", membership(&administrator).await),
        ("inviter", membership(&inviter).await),
        ("member", fixture.acting(tenant, &member).await),
        ("guest", guest.unwrap().unwrap().actor),
        (
            "application",
            fixture.application(tenant, &[GraphPermission::UserInviteAll]),
        ),
        (
            "reader",
            fixture.application(tenant, &[GraphPermission::UserReadAll]),
        ),
    ]
}

#[tokio::test]
async fn who_may_invite_is_what_the_setting_says() {
    let cases = [
        (AllowInvitesFrom::None, &[][..]),
        (
            AllowInvitesFrom::AdminsAndGuestInviters,
            &["administrator", "inviter"],
        ),
        (
            AllowInvitesFrom::AdminsGuestInvitersAndAllMembers,
            &["administrator", "inviter", "member", "application"],
        ),
        (
            AllowInvitesFrom::Everyone,
            &["administrator", "inviter", "member", "guest", "application"],
        ),
    ];
    for (setting, expected) in cases {
        let fixture = Fixture::new().await;
        let tenant = fixture.contoso().await.id;
        let before = Box::pin(kinds(&fixture, tenant)).await;
        let patch = SettingsPatch {
            allow_invites_from: Some(setting),
            ..SettingsPatch::default()
        };
        fixture
            .identity
            .update_settings(&fixture.system(tenant), &patch)
            .await
            .unwrap();
        let mut may = Vec::new();
        for (kind, actor) in &before {
            let to = address(&format!("{kind}@elsewhere.example"));
            let new = crate::invitation::NewInvitation::of(to, crate::testing::REDIRECT);
            if fixture.identity.invite(actor, &new).await.is_ok() {
                may.push(*kind);
            }
        }
        assert_eq!(may, expected, "{setting:?}");
    }
}

#[tokio::test]
async fn a_session_shows_the_right_to_invite_only_where_the_setting_gives_it() {
    for (setting, expected) in [
        (AllowInvitesFrom::None, [false, false]),
        (AllowInvitesFrom::AdminsAndGuestInviters, [true, false]),
        (AllowInvitesFrom::Everyone, [true, true]),
    ] {
        let fixture = Fixture::new().await;
        let tenant = fixture.contoso().await.id;
        let system = fixture.system(tenant);
        let ada = fixture.member(&system, "ada").await;
        let megan = fixture.member(&system, "megan").await;
        let identity = &fixture.identity;
        identity
            .assign_role(&system, ada.id, Role::GlobalAdministrator)
            .await
            .unwrap();
        let patch = SettingsPatch {
            allow_invites_from: Some(setting),
            ..SettingsPatch::default()
        };
        identity.update_settings(&system, &patch).await.unwrap();
        for (user, may) in [&ada, &megan].into_iter().zip(expected) {
            let actor = fixture.acting(tenant, user).await;
            assert_eq!(
                actor.may(Permission::InviteGuests),
                may,
                "{setting:?} {}",
                user.display_name
            );
        }
    }
}

#[tokio::test]
async fn a_guest_sees_the_directory_only_with_the_access_of_members() {
    for (access, sees) in [
        (GuestAccess::Member, true),
        (GuestAccess::Limited, false),
        (GuestAccess::Restricted, false),
    ] {
        let fixture = Fixture::new().await;
        let tenant = fixture.contoso().await.id;
        let system = fixture.system(tenant);
        let (_, session) = fixture.guest(&system, "pat@partner.example").await;
        let patch = SettingsPatch {
            guest_access: Some(access),
            ..SettingsPatch::default()
        };
        let identity = &fixture.identity;
        identity.update_settings(&system, &patch).await.unwrap();
        let circumstances = fixture.circumstances();
        let found = identity.membership(&session, tenant, &circumstances).await;
        let actor = found.unwrap().unwrap().actor;
        assert_eq!(actor.may(Permission::ReadDirectory), sees, "{access:?}");
        // Oneself is always in sight.
        identity.user(&actor, actor.user().unwrap()).await.unwrap();
    }
}

#[tokio::test]
async fn sign_in_settings_are_kept_and_each_change_is_in_the_log() {
    let fixture = Fixture::new().await;
    let identity = &fixture.identity;
    let tenant = fixture.contoso().await.id;
    let admin = fixture.with_role(tenant, "boss", Role::GlobalAdministrator);
    let admin = admin.await;
    let before = identity.sign_in_settings(&admin).await.unwrap();
    assert_eq!(before, SignInSettings::default());
    let after = SignInSettings {
        user_consent: UserConsent::VerifiedOnly,
        password_grant: true,
        second_factor_members: false,
        second_factor_guests: true,
        second_factor_administrators: true,
    };
    for settings in [after, after, before] {
        let saved = identity.update_sign_in_settings(&admin, &settings);
        saved.await.unwrap();
        assert_eq!(identity.sign_in_settings(&admin).await.unwrap(), settings);
    }
    let query = AuditQuery {
        activity: Some(Activity::UpdatePolicy),
        ..AuditQuery::all(PageRequest::first(10))
    };
    let events = identity.audit_events(&admin, &query).await.unwrap().rows;
    let changes: Vec<usize> = events
        .iter()
        .map(|event| event.targets[0].changes.len())
        .collect();
    assert_eq!(changes, [4, 0, 4], "newest first");
    // Those of another organisation are others.
    let other = fixture.system(fixture.tenant("Fabrikam", "fabrikam.example").await.id);
    let saved = identity.update_sign_in_settings(&other, &after);
    saved.await.unwrap();
    assert_eq!(identity.sign_in_settings(&admin).await.unwrap(), before);
}

#[tokio::test]
async fn only_who_manages_sign_in_changes_how_people_sign_in() {
    let fixture = Fixture::new().await;
    let identity = &fixture.identity;
    let tenant = fixture.contoso().await.id;
    for role in Role::ALL {
        let actor = fixture.with_role(tenant, role.key(), *role).await;
        let read = identity.sign_in_settings(&actor).await;
        assert_eq!(
            read.is_ok(),
            actor.may(Permission::ReadSettings),
            "{role:?}"
        );
        let saved = identity
            .update_sign_in_settings(&actor, &SignInSettings::default())
            .await;
        let may = *role == Role::GlobalAdministrator;
        assert_eq!(saved.is_ok(), may, "{role:?} {saved:?}");
    }
}
