mod delete;
mod list;

use super::*;
use crate::actor::Actor;
use crate::audit::{Activity, AuditEvent, AuditQuery};
use crate::env::Span;
use crate::error::Error;
use crate::group::NewGroup;
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::testing::{Fixture, address};

async fn contoso() -> (Fixture, Actor) {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    (fixture, system)
}

fn new_user(name: &str) -> NewUser {
    NewUser {
        user_principal_name: address(&format!("{name}@contoso.example")),
        display_name: name.to_owned(),
        mail_nickname: None,
        password: None,
        must_change_password: true,
        account_enabled: true,
        profile: ProfilePatch::default(),
    }
}

async fn newest(fixture: &Fixture, actor: &Actor, activity: Activity) -> AuditEvent {
    let query = AuditQuery {
        activity: Some(activity),
        ..AuditQuery::all(PageRequest::first(1))
    };
    let found = fixture.identity.audit_events(actor, &query).await.unwrap();
    found.rows.into_iter().next().unwrap()
}

fn block(enabled: bool) -> UserPatch {
    UserPatch {
        account_enabled: Some(enabled),
        ..UserPatch::default()
    }
}

#[tokio::test]
async fn a_new_user_gets_a_password_that_is_shown_once() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let new = NewUser {
        display_name: "  Megan\nBowen ".to_owned(),
        ..new_user("Megan.B")
    };
    let created = identity.create_user(&actor, &new).await.unwrap();
    let (user, password) = (created.user, created.password.unwrap());
    assert_eq!(user.display_name, "Megan Bowen");
    assert_eq!(user.user_principal_name, "Megan.B@contoso.example");
    assert_eq!(user.mail_nickname, "Megan.B");
    assert_eq!(user.user_type, UserType::Member);
    assert_eq!((user.creation_type, user.invitation_state), (None, None));
    assert_eq!(identity.user(&actor, user.id).await.unwrap(), user);
    for name in ["megan.b@contoso.example", "MEGAN.B@CONTOSO.EXAMPLE"] {
        assert_eq!(identity.user_by_name(&actor, name).await.unwrap(), user);
    }
    let identities = identity.identities_of(&actor, user.id).await.unwrap();
    assert_eq!(identities.len(), 1);
    assert_eq!(identities[0].issuer, Issuer::Tenant(actor.tenant));
    let rows = fixture.dump().await;
    assert!(!rows.iter().any(|(_, row)| row.contains(&password)));
    let event = newest(&fixture, &actor, Activity::AddUser).await;
    assert_eq!(event.targets[0].id, Some(user.id.0));
}

#[tokio::test]
async fn a_user_belongs_to_a_domain_of_the_tenant() {
    let (fixture, actor) = contoso().await;
    fixture.tenant("Fabrikam", "fabrikam.example").await;
    for name in [
        "x@fabrikam.example",
        "x@elsewhere.example",
        "x@sub.contoso.example",
    ] {
        let new = NewUser {
            user_principal_name: address(name),
            ..new_user("x")
        };
        let refused = fixture.identity.create_user(&actor, &new).await;
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "userPrincipalName",
                    ..
                })
            ),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_new_user_must_be_whole() {
    let (fixture, actor) = contoso().await;
    let nameless = NewUser {
        display_name: "\u{200B}".to_owned(),
        ..new_user("x")
    };
    let weak = NewUser {
        password: Some("1234567".to_owned()),
        ..new_user("x")
    };
    for new in [nameless, weak] {
        let refused = fixture.identity.create_user(&actor, &new).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })));
    }
}

#[tokio::test]
async fn an_address_belongs_to_one_user_whoever_asks_first() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (left, right) = (new_user("sam"), new_user("SAM"));
    let jobs = (0..8).map(|number| {
        let new = if number % 2 == 0 { &left } else { &right };
        identity.create_user(&actor, new)
    });
    let results = futures_util::future::join_all(jobs).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    for refused in results.into_iter().filter_map(Result::err) {
        let expected = Error::Conflict {
            what: "userPrincipalName",
        };
        assert_eq!(refused.to_string(), expected.to_string());
    }
    // Aliases count, in every spelling, and those of deleted users too.
    let kim = fixture.member(&actor, "kim").await;
    let sam = identity
        .user_by_name(&actor, "sam@contoso.example")
        .await
        .unwrap();
    let alias = |text: &str| UserPatch {
        other_mails: Some(vec![address(text)]),
        ..UserPatch::default()
    };
    let taken = alias("Sam@contoso.example");
    let refused = identity.update_user(&actor, kim.id, &taken).await;
    assert!(matches!(refused, Err(Error::Conflict { what: "address" })));
    identity
        .update_user(&actor, sam.id, &alias("samuel@contoso.example"))
        .await
        .unwrap();
    identity.delete_user(&actor, sam.id).await.unwrap();
    let refused = identity.create_user(&actor, &new_user("samuel")).await;
    assert!(matches!(refused, Err(Error::Conflict { .. })));
    identity
        .delete_user_permanently(&actor, sam.id)
        .await
        .unwrap();
    identity
        .create_user(&actor, &new_user("samuel"))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_address_that_is_given_up_is_free() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (sam, kim) = (
        fixture.member(&actor, "sam").await,
        fixture.member(&actor, "kim").await,
    );
    let mail = |mail| UserPatch {
        mail,
        ..UserPatch::default()
    };
    let shared = Patch::Set(address("desk@contoso.example"));
    identity
        .update_user(&actor, sam.id, &mail(shared.clone()))
        .await
        .unwrap();
    identity
        .update_user(&actor, kim.id, &mail(shared.clone()))
        .await
        .unwrap_err();
    identity
        .update_user(&actor, sam.id, &mail(Patch::Clear))
        .await
        .unwrap();
    identity
        .update_user(&actor, kim.id, &mail(shared))
        .await
        .unwrap();
    let found = identity
        .user_by_name(&actor, "desk@contoso.example")
        .await
        .unwrap();
    assert_eq!(found.id, kim.id);
    // The name to sign in with stays theirs.
    let found = identity
        .user_by_name(&actor, "sam@contoso.example")
        .await
        .unwrap();
    assert_eq!((found.id, found.mail), (sam.id, None));
}

fn value_of(wire: &str) -> &'static str {
    match wire {
        "employeeHireDate" => "2026-01-31",
        "ageGroup" => "Adult",
        "consentProvidedForMinor" => "NotRequired",
        "usageLocation" => "DE",
        "preferredLanguage" => "de-AT",
        _ => "a value",
    }
}

/// A change of everything that can be changed.
fn everything(other: UserId, end: Timestamp) -> UserPatch {
    let mut profile = ProfilePatch::default();
    for (wire, _) in Profile::default().entries() {
        assert!(profile.set(wire, Patch::Set(value_of(wire).to_owned())));
    }
    UserPatch {
        display_name: Some("Sam Dupont".to_owned()),
        mail: Patch::Set(address("s.dupont@contoso.example")),
        other_mails: Some(vec![address("sam@home.example")]),
        mail_nickname: Some("sdupont".to_owned()),
        user_type: Some(UserType::Guest),
        account_enabled: Some(false),
        manager: Patch::Set(other),
        access_ends_at: Patch::Set(end),
        sponsors: Some(vec![Sponsor::User(other)]),
        profile,
    }
}

#[tokio::test]
async fn every_property_changes_and_the_log_says_from_what_to_what() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (sam, ada) = (
        fixture.member(&actor, "sam").await,
        fixture.member(&actor, "ada").await,
    );
    let end = identity.env().clock.now().plus(Span::days(90));
    let patch = everything(ada.id, end);
    let after = identity.update_user(&actor, sam.id, &patch).await.unwrap();
    assert_eq!(identity.user(&actor, sam.id).await.unwrap(), after);
    for (wire, value) in after.profile.entries() {
        assert_eq!(value, Some(value_of(wire)), "{wire}");
    }
    let detail = identity.user_detail(&actor, sam.id).await.unwrap();
    assert_eq!(detail.manager, Some((ada.id, "ada".to_owned())));
    assert_eq!(detail.sponsors, [(Sponsor::User(ada.id), "ada".to_owned())]);

    let event = newest(&fixture, &actor, Activity::DisableAccount).await;
    let changes = event.targets[0].changes.iter();
    let mut changes: Vec<(&str, &str, &str)> = changes
        .map(|one| (one.name.as_str(), one.old.as_str(), one.new.as_str()))
        .collect();
    let (id, end) = (ada.id.to_string(), end.to_rfc3339());
    let mut expected = vec![
        ("displayName", "sam", "Sam Dupont"),
        ("mail", "sam@contoso.example", "s.dupont@contoso.example"),
        ("otherMails", "", "sam@home.example"),
        ("mailNickname", "sam", "sdupont"),
        ("userType", "Member", "Guest"),
        ("accountEnabled", "true", "false"),
        ("manager", "", id.as_str()),
        ("accessEndsAt", "", end.as_str()),
        ("Sponsors", "", id.as_str()),
    ];
    let none = Profile::default();
    let names = none.entries();
    expected.extend(names.iter().map(|(wire, _)| (*wire, "", value_of(wire))));
    changes.sort_unstable();
    expected.sort_unstable();
    assert_eq!(changes, expected);
}

#[tokio::test]
async fn every_property_that_can_be_cleared_clears_and_what_is_not_named_stays() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (sam, ada) = (
        fixture.member(&actor, "sam").await,
        fixture.member(&actor, "ada").await,
    );
    let end = identity.env().clock.now().plus(Span::days(90));
    let patch = everything(ada.id, end);
    identity.update_user(&actor, sam.id, &patch).await.unwrap();
    let mut profile = ProfilePatch::default();
    for (wire, _) in Profile::default().entries() {
        profile.set(wire, Patch::Clear);
    }
    let clear = UserPatch {
        mail: Patch::Clear,
        other_mails: Some(Vec::new()),
        manager: Patch::Clear,
        access_ends_at: Patch::Clear,
        sponsors: Some(Vec::new()),
        profile,
        ..UserPatch::default()
    };
    let cleared = identity.update_user(&actor, sam.id, &clear).await.unwrap();
    assert_eq!(cleared.profile, Profile::default());
    assert_eq!((cleared.mail, cleared.manager), (None, None));
    assert_eq!(cleared.access_ends_at, None);
    assert_eq!(cleared.display_name, "Sam Dupont");
    assert_eq!(cleared.user_type, UserType::Guest);
    assert!(!cleared.account_enabled);
    let detail = identity.user_detail(&actor, sam.id).await.unwrap();
    assert!(detail.sponsors.is_empty() && detail.manager.is_none());
}

#[tokio::test]
async fn a_property_cannot_hold_nonsense() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let sam = fixture.member(&actor, "sam").await;
    let profile = |wire: &str, value: &str| {
        let mut profile = ProfilePatch::default();
        assert!(profile.set(wire, Patch::Set(value.to_owned())));
        UserPatch {
            profile,
            ..UserPatch::default()
        }
    };
    let others = (0..251).map(|n| address(&format!("x{n}@home.example")));
    let refused = [
        profile("ageGroup", "Old"),
        profile("consentProvidedForMinor", "Maybe"),
        profile("usageLocation", "Germany"),
        profile("usageLocation", "D1"),
        profile("employeeHireDate", "31.1.2026"),
        profile("givenName", &"x".repeat(65)),
        UserPatch {
            display_name: Some(" ".to_owned()),
            ..UserPatch::default()
        },
        UserPatch {
            mail_nickname: Some(String::new()),
            ..UserPatch::default()
        },
        UserPatch {
            other_mails: Some(others.collect()),
            ..UserPatch::default()
        },
        UserPatch {
            manager: Patch::Set(sam.id),
            ..UserPatch::default()
        },
        UserPatch {
            manager: Patch::Set(UserId(Uuid::nil())),
            ..UserPatch::default()
        },
        UserPatch {
            sponsors: Some(vec![Sponsor::User(UserId(Uuid::nil()))]),
            ..UserPatch::default()
        },
        UserPatch {
            sponsors: Some(vec![Sponsor::User(sam.id); 6]),
            ..UserPatch::default()
        },
    ];
    for patch in refused {
        let answer = identity.update_user(&actor, sam.id, &patch).await;
        assert!(matches!(answer, Err(Error::Invalid { .. })), "{patch:?}");
    }
    assert_eq!(identity.user(&actor, sam.id).await.unwrap(), sam);
    assert!(!ProfilePatch::default().set("shoeSize", Patch::Clear));
    let lower = identity
        .update_user(&actor, sam.id, &profile("usageLocation", "de"))
        .await
        .unwrap();
    assert_eq!(lower.profile.usage_location.as_deref(), Some("DE"));
}

#[tokio::test]
async fn who_is_deleted_is_nobodys_manager_or_sponsor() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (sam, ada) = (
        fixture.member(&actor, "sam").await,
        fixture.member(&actor, "ada").await,
    );
    let by_ada = UserPatch {
        manager: Patch::Set(ada.id),
        sponsors: Some(vec![Sponsor::User(ada.id)]),
        ..UserPatch::default()
    };
    identity.update_user(&actor, sam.id, &by_ada).await.unwrap();
    identity.delete_user(&actor, ada.id).await.unwrap();
    let detail = identity.user_detail(&actor, sam.id).await.unwrap();
    assert!(detail.manager.is_none() && detail.sponsors.is_empty());
    identity
        .update_user(&actor, sam.id, &by_ada)
        .await
        .unwrap_err();
    // A restore brings that back as well.
    identity.restore_user(&actor, ada.id).await.unwrap();
    let detail = identity.user_detail(&actor, sam.id).await.unwrap();
    assert!(detail.manager.is_some() && detail.sponsors.len() == 1);
}

#[tokio::test]
async fn the_age_group_and_the_consent_make_the_classification() {
    let cases = [
        (None, None, None),
        (Some("Adult"), None, Some("Adult")),
        (Some("NotAdult"), Some("Denied"), Some("NotAdult")),
        (
            Some("Minor"),
            Some("Granted"),
            Some("MinorWithParentalConsent"),
        ),
        (
            Some("Minor"),
            Some("NotRequired"),
            Some("MinorNoParentalConsentRequired"),
        ),
        (Some("Minor"), None, Some("MinorWithoutParentalConsent")),
    ];
    for (age, consent, expected) in cases {
        let profile = Profile {
            age_group: age.map(str::to_owned),
            consent_provided_for_minor: consent.map(str::to_owned),
            ..Profile::default()
        };
        assert_eq!(profile.legal_age_group(), expected);
    }
}

#[tokio::test]
async fn blocking_and_unblocking_have_events_of_their_own_and_nobody_blocks_themselves() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let sam = fixture.member(&actor, "sam").await;
    let session = fixture.sign_in(&sam).await;
    fixture.clock.advance(Span::millis(1));
    identity
        .update_user(&actor, sam.id, &block(false))
        .await
        .unwrap();
    assert!(identity.session(&session.cookie).await.unwrap().is_none());
    newest(&fixture, &actor, Activity::DisableAccount).await;
    identity
        .update_user(&actor, sam.id, &block(true))
        .await
        .unwrap();
    newest(&fixture, &actor, Activity::EnableAccount).await;
    let admin = fixture
        .with_role(actor.tenant, "ada", crate::role::Role::GlobalAdministrator)
        .await;
    let own = identity
        .update_user(&admin, admin.user().unwrap(), &block(false))
        .await;
    assert!(matches!(own, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_and_the_old_password() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let sam = fixture.member(&actor, "sam").await;
    let session = fixture.sign_in(&sam).await;
    fixture.clock.advance(Span::millis(1));
    let reset = PasswordReset {
        password: None,
        must_change: false,
    };
    let made_up = identity
        .reset_password(&actor, sam.id, &reset)
        .await
        .unwrap()
        .unwrap();
    assert!(identity.session(&session.cookie).await.unwrap().is_none());
    let name = address("sam@contoso.example");
    let circumstances = fixture.circumstances();
    identity
        .sign_in_with_password(&name, crate::testing::PASSWORD, &circumstances)
        .await
        .unwrap_err();
    identity
        .sign_in_with_password(&name, &made_up, &circumstances)
        .await
        .unwrap();
    // A guest's password is kept at home.
    let (pat, _) = fixture.guest(&actor, "pat@partner.example").await;
    let refused = identity.reset_password(&actor, pat.id, &reset).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn everybody_may_end_their_own_sessions() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (sam, kim) = (
        fixture.member(&actor, "sam").await,
        fixture.member(&actor, "kim").await,
    );
    let own = fixture.acting(actor.tenant, &sam).await;
    fixture.clock.advance(Span::hours(1));
    identity.revoke_sessions(&own, sam.id).await.unwrap();
    let after = identity.user(&actor, sam.id).await.unwrap();
    assert_eq!(after.sessions_valid_from, identity.env().clock.now());
    let refused = identity.revoke_sessions(&own, kim.id).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn the_sweep_ends_access_on_its_day_and_not_before() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (pat, session) = fixture.guest(&actor, "pat@partner.example").await;
    let end = identity.env().clock.now().plus(Span::hours(10));
    let patch = UserPatch {
        access_ends_at: Patch::Set(end),
        ..UserPatch::default()
    };
    identity.update_user(&actor, pat.id, &patch).await.unwrap();
    fixture.clock.advance(Span::millis(10 * 3_600_000 - 1));
    assert_eq!(identity.end_guest_access().await.unwrap().changed, 0);
    fixture.clock.advance(Span::millis(1));
    // It ends on time, whenever the sweep comes.
    let circumstances = fixture.circumstances();
    let found = identity
        .membership(&session, actor.tenant, &circumstances)
        .await
        .unwrap();
    assert!(found.is_none());
    assert_eq!(identity.end_guest_access().await.unwrap().changed, 1);
    assert_eq!(identity.end_guest_access().await.unwrap().changed, 0);
    let after = identity.user(&actor, pat.id).await.unwrap();
    assert!(!after.account_enabled);
    let event = newest(&fixture, &actor, Activity::EndGuestAccess).await;
    assert_eq!(event.initiator.kind, "system");
}

#[tokio::test]
async fn changes_at_once_lose_nothing() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let sam = fixture.member(&actor, "sam").await;
    let fields = [
        "givenName",
        "surname",
        "jobTitle",
        "city",
        "department",
        "country",
    ];
    let patches: Vec<UserPatch> = fields
        .iter()
        .map(|wire| {
            let mut profile = ProfilePatch::default();
            profile.set(wire, Patch::Set((*wire).to_owned()));
            UserPatch {
                profile,
                ..UserPatch::default()
            }
        })
        .collect();
    let jobs = patches
        .iter()
        .map(|patch| identity.update_user(&actor, sam.id, patch));
    for result in futures_util::future::join_all(jobs).await {
        result.unwrap();
    }
    let after = identity.user(&actor, sam.id).await.unwrap();
    for (wire, value) in after.profile.entries() {
        let expected = fields.contains(&wire).then_some(wire);
        assert_eq!(value, expected);
    }
}
