mod convert;
mod grants;
mod known;
mod life;
mod reset_many;

use hospes_protocol::address::Domain;

use super::*;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, AuditEvent, AuditQuery};
use crate::env::Span;
use crate::limit::Limits;
use crate::outbox::Mail;
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::redemption::{Landing, RedeemError, Refusal};
use crate::role::Role;
use crate::tenant::{Restriction, SettingsPatch};
use crate::testing::{Fixture, REDIRECT, address};
use crate::user::{ProfilePatch, Sponsor, UserPatch, UserType};

const PAT: &str = "pat@partner.example";

async fn contoso() -> (Fixture, Actor) {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    (fixture, system)
}

fn of(to: &str) -> NewInvitation {
    NewInvitation::of(address(to), REDIRECT)
}

async fn newest(fixture: &Fixture, actor: &Actor, activity: Activity) -> AuditEvent {
    let query = AuditQuery {
        activity: Some(activity),
        ..AuditQuery::all(PageRequest::first(1))
    };
    let system = fixture.system(actor.tenant);
    let found = fixture.identity.audit_events(&system, &query).await;
    found.unwrap().rows.into_iter().next().unwrap()
}

async fn state(fixture: &Fixture, actor: &Actor, invited: &Invited) -> InvitationState {
    let system = fixture.system(actor.tenant);
    let detail = fixture
        .identity
        .invitation_of(&system, invited.user.id)
        .await;
    let detail = detail.unwrap().unwrap();
    let user = fixture.identity.user(&system, invited.user.id).await;
    // The guest's row says the same, but for what the sweep has not seen yet.
    if detail.state == detail.invitation.state {
        assert_eq!(user.unwrap().invitation_state, Some(detail.state));
    }
    detail.state
}

/// What the link of an invitation leads to.
async fn opens(fixture: &Fixture, actor: &Actor, invited: &Invited) -> Result<Landing, Refusal> {
    let flow = fixture.flow(actor.tenant, invited);
    match fixture.identity.landing(&flow).await {
        Ok(landing) => Ok(landing),
        Err(RedeemError::Refused { refusal, .. }) => Err(refusal),
        Err(RedeemError::Other(error)) => panic!("{error}"),
    }
}

fn is_invalid<T: std::fmt::Debug>(result: &Result<T, InviteError>) -> bool {
    matches!(result, Err(InviteError::Other(Error::Invalid { .. })))
}

#[tokio::test]
async fn an_invitation_makes_a_guest_who_waits() {
    let (fixture, system) = contoso().await;
    let ivy = fixture
        .with_role(system.tenant, "ivy", Role::GuestInviter)
        .await;
    let identity = &fixture.identity;
    let now = identity.env().clock.now();
    let new = NewInvitation {
        send_message: true,
        display_name: Some(" Pat\tSmith ".to_owned()),
        message: Some("Welcome\r\nto the project".to_owned()),
        cc: Some(address("boss@partner.example")),
        ..of("Pat.S@Partner.example")
    };
    let invited = identity.invite(&ivy, &new).await.unwrap();
    assert_eq!(
        (invited.outcome, invited.mailed),
        (Outcome::Created, Mailed::Queued)
    );
    let user = identity.user(&system, invited.user.id).await.unwrap();
    assert_eq!(user, invited.user);
    assert_eq!(
        user.user_principal_name,
        "Pat.S_partner.example#EXT#@contoso.example"
    );
    assert_eq!(user.display_name, "Pat Smith");
    assert_eq!(user.mail.as_deref(), Some("Pat.S@Partner.example"));
    assert_eq!(user.other_mails, ["Pat.S@Partner.example"]);
    assert!(user.is_guest() && user.account_enabled && !user.has_password());
    assert_eq!(
        user.invitation_state,
        Some(InvitationState::PendingAcceptance)
    );
    assert_eq!(user.invitation_state_changed_at, Some(now));
    assert_eq!(user.invited_by, Some(ivy.user().unwrap().0));
    let detail = identity.user_detail(&system, user.id).await.unwrap();
    assert_eq!(detail.sponsors[0].0, Sponsor::User(ivy.user().unwrap()));
    assert!(detail.identities.is_empty());

    let invitation = &invited.invitation;
    assert_eq!(invitation.expires_at, Some(now.plus(Span::days(30))));
    assert_eq!(invitation.redirect_url, REDIRECT);
    let mails = fixture.deliver().await;
    let [Mail::Invitation(mail)] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert_eq!(mail.to, "Pat.S@Partner.example");
    assert_eq!(mail.cc.as_deref(), Some("boss@partner.example"));
    assert_eq!(mail.inviter, "ivy");
    assert_eq!(mail.reply_to.as_deref(), Some("ivy@contoso.example"));
    assert_eq!(mail.message.as_deref(), Some("Welcome\nto the project"));
    assert_eq!(mail.expires_at, invitation.expires_at);
    assert_eq!(mail.organization.name, "Contoso");
    assert_eq!(mail.ticket, invited.ticket.as_ref().unwrap().reveal());
    let landing = opens(&fixture, &ivy, &invited).await.unwrap();
    assert_eq!(landing.about.user, user.id);
    let event = newest(&fixture, &system, Activity::InviteExternalUser).await;
    assert_eq!(event.initiator.id, Some(ivy.user().unwrap().0));
    assert_eq!(event.targets[0].id, Some(user.id.0));
}

#[tokio::test]
async fn a_ticket_is_kept_nowhere_but_sealed() {
    let (fixture, system) = contoso().await;
    let invited = fixture.invite(&system, PAT).await;
    let ticket = invited.ticket.unwrap().reveal();
    for (table, row) in fixture.dump().await {
        assert!(!row.iter().any(|text| text.contains(&ticket)), "{table}");
    }
}

#[tokio::test]
async fn a_guest_without_a_name_is_called_by_first_and_last_name_or_by_the_address() {
    let (fixture, system) = contoso().await;
    let named = |first: Option<&str>, last: Option<&str>| {
        let set = |text: Option<&str>| Patch::from_option(text.map(str::to_owned));
        ProfilePatch {
            given_name: set(first),
            surname: set(last),
            ..ProfilePatch::default()
        }
    };
    for (number, first, last, expected) in [
        (1, Some("Pat"), Some("Smith"), "Pat Smith"),
        (2, None, Some("Smith"), "Smith"),
        (3, None, None, "pat+3"),
    ] {
        let new = NewInvitation {
            display_name: Some(" ".to_owned()),
            profile: named(first, last),
            ..of(&format!("pat+{number}@partner.example"))
        };
        let invited = fixture.identity.invite(&system, &new).await.unwrap();
        // Plus-addresses are addresses of their own.
        assert_eq!(invited.outcome, Outcome::Created);
        assert_eq!(invited.user.display_name, expected);
    }
}

#[tokio::test]
async fn two_addresses_that_make_one_name_make_two() {
    let (fixture, system) = contoso().await;
    // The same letters in composed and in full-width form are one address, so it takes a rename.
    let first = fixture.invite(&system, PAT).await;
    let other = UserPatch {
        mail: Patch::Set(address("new@partner.example")),
        other_mails: Some(Vec::new()),
        ..UserPatch::default()
    };
    fixture
        .identity
        .update_user(&system, first.user.id, &other)
        .await
        .unwrap();
    let second = fixture.invite(&system, PAT).await;
    assert_eq!(second.outcome, Outcome::Created);
    assert_eq!(
        second.user.user_principal_name,
        "pat_partner.example1#EXT#@contoso.example"
    );
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_before_anything_is_written() {
    let (fixture, system) = contoso().await;
    let before = fixture.dump().await;
    let past = fixture.identity.env().clock.now();
    let redirect = |url: &str| NewInvitation {
        redirect_url: url.to_owned(),
        ..of(PAT)
    };
    let refused = [
        redirect(""),
        redirect("javascript:alert(1)"),
        redirect("data:text/html,x"),
        redirect("/relative"),
        redirect("https://user:password@apps.example/"),
        redirect(&format!("https://apps.example/{}", "x".repeat(2_048))),
        NewInvitation {
            message: Some("x".repeat(1_001)),
            ..of(PAT)
        },
        NewInvitation {
            language: Some("not a tag".to_owned()),
            ..of(PAT)
        },
        NewInvitation {
            lifetime: Lifetime::Days(0),
            ..of(PAT)
        },
        NewInvitation {
            lifetime: Lifetime::Days(3_651),
            ..of(PAT)
        },
        NewInvitation {
            access_ends_at: Some(past),
            ..of(PAT)
        },
        NewInvitation {
            manager: Some(UserId(Uuid::nil())),
            ..of(PAT)
        },
        NewInvitation {
            sponsors: Some(vec![Sponsor::User(UserId(Uuid::nil()))]),
            ..of(PAT)
        },
        NewInvitation {
            roles: vec![Role::GuestInviter; 21],
            ..of(PAT)
        },
    ];
    for new in refused {
        let answer = fixture.identity.invite(&system, &new).await;
        assert!(is_invalid(&answer), "{new:?}: {answer:?}");
    }
    let counters = |rows: Vec<(String, Vec<String>)>| {
        let rows = rows
            .into_iter()
            .filter(|(table, _)| table != "limit_counters");
        rows.collect::<Vec<_>>()
    };
    assert_eq!(counters(fixture.dump().await), counters(before));
}

#[tokio::test]
async fn an_address_of_the_organisations_own_is_not_invited() {
    let (fixture, system) = contoso().await;
    fixture.member(&system, "megan").await;
    for to in ["megan@contoso.example", "new@CONTOSO.example"] {
        let refused = fixture.identity.invite(&system, &of(to)).await;
        assert!(matches!(refused, Err(InviteError::OwnDomain)), "{to}");
    }
    // A sub-domain is another domain.
    fixture.invite(&system, "x@sub.contoso.example").await;
}

#[tokio::test]
async fn the_list_of_domains_allows_or_denies_exactly_what_it_names() {
    let cases = [
        (Restriction::Any, [true, true, true]),
        (Restriction::Deny, [false, true, true]),
        (Restriction::Allow, [true, false, false]),
    ];
    for (restriction, expected) in cases {
        let (fixture, system) = contoso().await;
        let listed = vec![Domain::parse("partner.example").unwrap()];
        let patch = SettingsPatch {
            restriction: Some((restriction, listed)),
            ..SettingsPatch::default()
        };
        let identity = &fixture.identity;
        identity.update_settings(&system, &patch).await.unwrap();
        let to = [
            "x@PARTNER.example",
            "x@sub.partner.example",
            "x@other.example",
        ];
        for (to, allowed) in to.into_iter().zip(expected) {
            match identity.invite(&system, &of(to)).await {
                Ok(_) => assert!(allowed, "{restriction:?} {to}"),
                Err(InviteError::DomainBlocked) => assert!(!allowed, "{restriction:?} {to}"),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[tokio::test]
async fn members_are_invited_only_by_administrators() {
    let (fixture, system) = contoso().await;
    for role in Role::ALL {
        let actor = fixture.with_role(system.tenant, role.key(), *role).await;
        let new = NewInvitation {
            user_type: UserType::Member,
            ..of(&format!("{}@partner.example", role.key()))
        };
        let may = matches!(role, Role::GlobalAdministrator | Role::UserAdministrator);
        match fixture.identity.invite(&actor, &new).await {
            Ok(invited) => {
                assert!(may, "{role:?}");
                assert_eq!(invited.user.user_type, UserType::Member);
                assert!(invited.user.invitation_state.is_some());
            }
            Err(InviteError::Other(Error::Forbidden { permission })) => {
                assert!(!may && permission == Permission::InviteMembers, "{role:?}");
            }
            Err(error) => panic!("{role:?} {error}"),
        }
    }
}

#[tokio::test]
async fn the_language_is_that_of_the_invitation_then_the_guest_then_their_organisation_then_ours() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let notification = SettingsPatch {
        notification_language: Patch::Set("fr".to_owned()),
        ..SettingsPatch::default()
    };
    let german = ProfilePatch {
        preferred_language: Patch::Set("de".to_owned()),
        ..ProfilePatch::default()
    };
    let language = async |new: NewInvitation| {
        identity.invite(&system, &new).await.unwrap();
        let mails = fixture.deliver().await;
        let [Mail::Invitation(mail)] = mails.as_slice() else {
            panic!("{mails:?}");
        };
        mail.language.clone()
    };
    let new = |number: u32, profile: &ProfilePatch, language: Option<&str>| NewInvitation {
        send_message: true,
        profile: profile.clone(),
        language: language.map(str::to_owned),
        ..of(&format!("x{number}@partner.example"))
    };
    let none = ProfilePatch::default();
    assert_eq!(language(new(1, &none, None)).await, None);
    identity
        .update_settings(&system, &notification)
        .await
        .unwrap();
    assert_eq!(language(new(2, &none, None)).await.unwrap(), "fr");
    assert_eq!(language(new(3, &german, None)).await.unwrap(), "de");
    assert_eq!(
        language(new(4, &german, Some("es-MX"))).await.unwrap(),
        "es-MX"
    );
    assert_eq!(language(new(5, &none, Some(" "))).await.unwrap(), "fr");

    // An organisation on this server, at first without a language of its own.
    let home = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let sam = |profile: &ProfilePatch, name: &str| NewInvitation {
        send_message: true,
        profile: profile.clone(),
        ..of(&format!("{name}@fabrikam.example"))
    };
    assert_eq!(language(sam(&none, "sam")).await.unwrap(), "fr");
    let arabic = SettingsPatch {
        notification_language: Patch::Set("ar".to_owned()),
        ..SettingsPatch::default()
    };
    let there = fixture.system(home);
    identity.update_settings(&there, &arabic).await.unwrap();
    assert_eq!(language(sam(&none, "kim")).await.unwrap(), "ar");
    assert_eq!(language(sam(&german, "max")).await.unwrap(), "de");
}

async fn invite_many(fixture: &Fixture, actor: &Actor, prefix: &str, many: u32) -> Vec<u32> {
    let mut refused = Vec::new();
    for number in 0..many {
        let new = of(&format!("{prefix}{number}@partner.example"));
        match fixture.identity.invite(actor, &new).await {
            Ok(_) => {}
            Err(InviteError::Other(Error::TooMany {
                retry_after_seconds,
            })) => refused.push(retry_after_seconds),
            Err(error) => panic!("{error}"),
        }
    }
    refused
}

#[tokio::test]
async fn an_inviter_and_a_tenant_invite_so_many_an_hour() {
    let mut limits = Limits::default();
    limits.invitations_per_inviter = 5;
    limits.invitations_per_tenant = 8;
    let fixture = Fixture::with_limits(limits).await;
    let tenant = fixture.contoso().await.id;
    let (ada, bob) = (
        fixture.with_role(tenant, "ada", Role::GuestInviter).await,
        fixture.with_role(tenant, "bob", Role::GuestInviter).await,
    );
    fixture.clock.advance(Span::minutes(20));
    assert_eq!(invite_many(&fixture, &ada, "a", 7).await, [2_400, 2_400]);
    assert_eq!(invite_many(&fixture, &bob, "b", 4).await, [2_400]);
    let other = fixture.tenant("Woodgrove", "woodgrove.example").await.id;
    let carl = fixture.with_role(other, "carl", Role::GuestInviter).await;
    assert!(invite_many(&fixture, &carl, "c", 5).await.is_empty());
    fixture.clock.advance(Span::minutes(40));
    assert!(invite_many(&fixture, &ada, "d", 5).await.is_empty());
}

#[tokio::test]
async fn a_recipient_gets_so_many_mails_a_day_from_one_organisation() {
    let mut limits = Limits::default();
    limits.mails_per_recipient = 3;
    let fixture = Fixture::with_limits(limits).await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let identity = &fixture.identity;
    let with_mail = NewInvitation {
        send_message: true,
        ..of(PAT)
    };
    let invited = identity.invite(&system, &with_mail).await.unwrap();
    identity.invite(&system, &with_mail).await.unwrap();
    let kept = identity
        .resend_invitation(&system, invited.user.id)
        .await
        .unwrap();
    let refused = identity.invite(&system, &with_mail).await;
    assert!(matches!(
        refused,
        Err(InviteError::Other(Error::TooMany { .. }))
    ));
    let refused = identity.resend_invitation(&system, invited.user.id).await;
    assert!(matches!(refused, Err(Error::TooMany { .. })));
    // Who was refused did not kill the link that is out there.
    opens(&fixture, &system, &kept).await.unwrap();
    // Without a mail there is nothing to limit.
    identity.invite(&system, &of(PAT)).await.unwrap();
    fixture.clock.advance(Span::days(1));
    identity.invite(&system, &with_mail).await.unwrap();
}

#[tokio::test]
async fn one_address_invited_64_times_at_once_is_one_guest_with_one_link_that_works() {
    let fixture = Fixture::with_limits(Limits::none()).await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let spellings = [
        NewInvitation {
            send_message: true,
            ..of("pat@partner.example")
        },
        of("PAT@Partner.Example"),
    ];
    let jobs = (0..64).map(|number| fixture.identity.invite(&system, &spellings[number % 2]));
    let all: Vec<Invited> = futures_util::future::join_all(jobs)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let created = all
        .iter()
        .filter(|invited| invited.outcome == Outcome::Created);
    assert_eq!(created.count(), 1);
    let first = &all[0];
    let mut works = 0;
    for invited in &all {
        assert_eq!(invited.user.id, first.user.id);
        assert_eq!(invited.invitation.id, first.invitation.id);
        match opens(&fixture, &system, invited).await {
            Ok(_) => works += 1,
            // Only the last 32 old ones are remembered.
            Err(refusal) => assert!(matches!(refusal, Refusal::Superseded | Refusal::Unknown)),
        }
    }
    assert_eq!(works, 1);
    let detail = fixture
        .identity
        .invitation_of(&system, first.user.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(detail.invitation.generation, 64);
    // Of all the mails at most the newest is left: the others would carry dead links.
    assert!(fixture.deliver().await.len() <= 1);
}
