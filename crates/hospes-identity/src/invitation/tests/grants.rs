//! What comes with an invitation.

use super::*;
use crate::application::NewApplication;
use crate::group::NewGroup;
use crate::ids::{ApplicationId, GroupId};

async fn group(fixture: &Fixture, actor: &Actor) -> GroupId {
    let new = NewGroup {
        display_name: "Project".to_owned(),
        description: None,
        mail_nickname: None,
    };
    fixture.identity.create_group(actor, &new).await.unwrap().id
}

async fn application(fixture: &Fixture, actor: &Actor) -> ApplicationId {
    let new = NewApplication {
        display_name: "Hours".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: true,
        visible: true,
    };
    let made = fixture.identity.create_application(actor, &new).await;
    made.unwrap().id
}

#[tokio::test]
async fn groups_roles_applications_sponsors_and_the_end_come_with_the_invitation() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let (group, application) = (
        group(&fixture, &system).await,
        application(&fixture, &system).await,
    );
    let (ada, bob) = (
        fixture.member(&system, "ada").await,
        fixture.member(&system, "bob").await,
    );
    let end = identity.env().clock.now().plus(Span::days(90));
    let new = NewInvitation {
        groups: vec![group, group],
        roles: vec![Role::GuestInviter],
        applications: vec![application],
        sponsors: Some(vec![Sponsor::User(bob.id), Sponsor::Group(group)]),
        manager: Some(ada.id),
        access_ends_at: Some(end),
        ..of(PAT)
    };
    for round in 0..2 {
        let invited = identity.invite(&system, &new).await.unwrap();
        let id = invited.user.id;
        let detail = identity.user_detail(&system, id).await.unwrap();
        let sponsors: Vec<&str> = detail
            .sponsors
            .iter()
            .map(|(_, name)| name.as_str())
            .collect();
        assert_eq!(sponsors, ["bob", "Project"], "{round}");
        assert_eq!(detail.manager, Some((ada.id, "ada".to_owned())));
        assert_eq!(detail.user.access_ends_at, Some(end));
        let groups = identity.groups_of(&system, id).await.unwrap();
        assert_eq!(groups[0].id, group);
        let roles = identity.roles_of(&system, id).await.unwrap();
        assert_eq!(roles, [Role::GuestInviter]);
        let tiles = identity.applications_of(&system, id).await.unwrap();
        assert_eq!(tiles[0].id, application);
    }
}

#[tokio::test]
async fn what_the_inviter_may_not_give_does_not_come_with_the_invitation() {
    let (fixture, system) = contoso().await;
    let (group, application) = (
        group(&fixture, &system).await,
        application(&fixture, &system).await,
    );
    let inviter = fixture
        .with_role(system.tenant, "ivy", Role::GuestInviter)
        .await;
    let cases = [
        (
            NewInvitation {
                groups: vec![group],
                ..of(PAT)
            },
            Permission::ManageMemberships,
        ),
        (
            NewInvitation {
                roles: vec![Role::GlobalAdministrator],
                ..of(PAT)
            },
            Permission::AssignRoles,
        ),
        (
            NewInvitation {
                applications: vec![application],
                ..of(PAT)
            },
            Permission::AssignApplications,
        ),
    ];
    for (new, needed) in cases {
        let refused = fixture.identity.invite(&inviter, &new).await;
        assert!(matches!(
            refused,
            Err(InviteError::Other(Error::Forbidden { permission })) if permission == needed
        ));
    }
    // Not even a User Administrator makes an administrator this way.
    let uma = fixture
        .with_role(system.tenant, "uma", Role::UserAdministrator)
        .await;
    let new = NewInvitation {
        roles: vec![Role::GuestInviter],
        ..of(PAT)
    };
    fixture.identity.invite(&uma, &new).await.unwrap_err();
}

#[tokio::test]
async fn an_invitation_with_something_that_is_not_there_leaves_nothing_behind() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let elsewhere = fixture.tenant("Woodgrove", "woodgrove.example").await.id;
    let elsewhere = fixture.system(elsewhere);
    let theirs = group(&fixture, &elsewhere).await;
    let with = |groups, applications| NewInvitation {
        send_message: true,
        groups,
        applications,
        ..of(PAT)
    };
    for new in [
        with(vec![GroupId(Uuid::nil())], Vec::new()),
        with(vec![theirs], Vec::new()),
        with(Vec::new(), vec![ApplicationId(Uuid::nil())]),
    ] {
        let refused = identity.invite(&system, &new).await;
        assert!(matches!(
            refused,
            Err(InviteError::Other(Error::NotFound { .. }))
        ));
        assert!(fixture.deliver().await.is_empty());
        let nobody = identity.user_by_name(&system, PAT).await;
        assert!(matches!(nobody, Err(Error::NotFound { .. })));
    }
}

#[tokio::test]
async fn an_application_invites_without_becoming_a_sponsor() {
    let (fixture, system) = contoso().await;
    let application = fixture.application(
        system.tenant,
        &[crate::application::GraphPermission::UserInviteAll],
    );
    let invited = fixture.invite(&application, PAT).await;
    let detail = fixture
        .identity
        .user_detail(&system, invited.user.id)
        .await
        .unwrap();
    assert!(detail.sponsors.is_empty());
    assert_eq!(invited.invitation.inviter_name, "Automation");
    assert_eq!(invited.invitation.inviter_mail, None);
}

#[tokio::test]
async fn a_new_guest_can_have_more_addresses_and_a_nickname() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let new = NewInvitation {
        other_mails: vec![address("p.smith@partner.example"), address(PAT)],
        mail_nickname: Some(" Patty ".to_owned()),
        ..of(PAT)
    };
    let user = identity.invite(&system, &new).await.unwrap().user;
    assert_eq!(user.other_mails, [PAT, "p.smith@partner.example"]);
    assert_eq!(user.mail_nickname, "Patty");
    let again = identity
        .invite(&system, &of("p.smith@partner.example"))
        .await;
    assert_eq!(again.unwrap().user.id, user.id, "they are found by it");
    let taken = NewInvitation {
        other_mails: vec![address("p.smith@partner.example")],
        ..of("kim@partner.example")
    };
    let refused = identity.invite(&system, &taken).await;
    assert!(matches!(
        refused,
        Err(InviteError::Other(Error::Conflict { what: "otherMails" }))
    ));
}

#[tokio::test]
async fn who_only_invites_gives_nobody_more_addresses() {
    let (fixture, system) = contoso().await;
    // Whoever invites that address later would find this guest, and give them what is for another.
    let inviter = fixture.with_role(system.tenant, "ina", Role::GuestInviter);
    let new = NewInvitation {
        other_mails: vec![address("boss@partner.example")],
        ..of(PAT)
    };
    let refused = fixture.identity.invite(&inviter.await, &new).await;
    let permission = Permission::UpdateUsers;
    assert!(matches!(
        refused,
        Err(InviteError::Other(Error::Forbidden { permission: found })) if found == permission
    ));
}
