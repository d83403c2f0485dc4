use super::*;
use crate::Permission;
use crate::actor::Actor;
use crate::application::{Caller, GraphPermission, NewApplication};
use crate::error::Error;
use crate::invitation::{InviteError, NewInvitation};
use crate::patch::Patch;
use crate::tenant::{AllowInvitesFrom, SettingsPatch};
use crate::testing::{Fixture, address, token_names as names};

fn graph(audience: &str) -> Resource {
    let audience = audience.to_owned();
    Resource::Graph { audience }
}

/// An application that may invite, as it proved to be itself.
async fn caller(fixture: &Fixture, system: &Actor) -> Caller {
    let new = NewApplication {
        display_name: "Automation".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: false,
    };
    let identity = &fixture.identity;
    let made = identity.create_application(system, &new).await.unwrap();
    let secret = identity
        .add_secret(system, made.id, None, None)
        .await
        .unwrap();
    for permission in [
        GraphPermission::UserInviteAll,
        GraphPermission::AuditLogReadAll,
    ] {
        identity
            .grant_permission(system, made.id, permission)
            .await
            .unwrap();
    }
    identity
        .authenticate_application(system.tenant, made.app_id, &secret.text)
        .await
        .unwrap()
}

async fn token(fixture: &Fixture, system: &Actor, names: &TokenNames) -> String {
    let caller = caller(fixture, system).await;
    let audience = &names.graph_audiences[0];
    fixture
        .identity
        .issue_app_token(system.tenant, (&caller, "1"), names, &graph(audience))
        .await
        .unwrap()
}

async fn come_back(
    fixture: &Fixture,
    token: &str,
    names: &TokenNames,
) -> Result<Actor, TokenError> {
    fixture
        .identity
        .authenticate_token(token, names, &fixture.circumstances())
        .await
}

#[tokio::test]
async fn a_token_comes_back_as_its_application_with_its_rights_until_it_ends() {
    let fixture = Fixture::new().await;
    let system = fixture.system(fixture.contoso().await.id);
    let caller = caller(&fixture, &system).await;
    let names = names();
    let audience = &names.graph_audiences[1];
    let token = fixture
        .identity
        .issue_app_token(system.tenant, (&caller, "1"), &names, &graph(audience))
        .await
        .unwrap();
    let actor = come_back(&fixture, &token, &names).await.unwrap();
    assert_eq!(actor.tenant, system.tenant);
    assert!(actor.is_application());
    assert_eq!(actor.display_name(), "Automation");
    let expected = [Permission::InviteGuests, Permission::ReadAudit];
    assert_eq!(actor.permissions, crate::Permissions::of(&expected));

    fixture.clock.advance(TOKEN_LIFE);
    come_back(&fixture, &token, &names).await.unwrap();
    // Clocks may differ by a minute.
    fixture.clock.advance(Span::seconds(60));
    let late = come_back(&fixture, &token, &names).await;
    assert!(matches!(late, Err(TokenError::Expired)), "{late:?}");
}

#[tokio::test]
async fn a_token_for_another_audience_or_from_another_server_is_refused() {
    let fixture = Fixture::new().await;
    let system = fixture.system(fixture.contoso().await.id);
    let token = token(&fixture, &system, &names()).await;
    let other_audience = TokenNames {
        graph_audiences: vec!["https://other.example".to_owned()],
        ..names()
    };
    let refused = come_back(&fixture, &token, &other_audience).await;
    assert!(matches!(refused, Err(TokenError::Audience)), "{refused:?}");
    let other_root = TokenNames {
        root: "https://other.example".to_owned(),
        ..names()
    };
    let refused = come_back(&fixture, &token, &other_root).await;
    assert!(matches!(refused, Err(TokenError::Invalid)), "{refused:?}");
    let elsewhere = Fixture::new().await;
    elsewhere.contoso().await;
    let refused = come_back(&elsewhere, &token, &names()).await;
    assert!(matches!(refused, Err(TokenError::Invalid)), "{refused:?}");
}

#[tokio::test]
async fn a_token_that_was_changed_is_refused() {
    let fixture = Fixture::new().await;
    let system = fixture.system(fixture.contoso().await.id);
    let names = names();
    let token = token(&fixture, &system, &names).await;
    let parts: Vec<&str> = token.split('.').collect();
    let (left, right) = (parts[0], parts[2]);
    for changed in [
        String::new(),
        "x".to_owned(),
        format!("{left}.{}", parts[1]),
        format!("{left}.{}.", parts[1]),
        format!("{left}.{}A.{right}", parts[1]),
        format!("{left}.{}.{}", parts[1], right.to_uppercase()),
    ] {
        let refused = come_back(&fixture, &changed, &names).await;
        assert!(matches!(refused, Err(TokenError::Invalid)), "{changed}");
    }
}

#[tokio::test]
async fn a_token_of_one_tenant_reads_nothing_of_another() {
    let fixture = Fixture::new().await;
    let contoso = fixture.system(fixture.contoso().await.id);
    let fabrikam = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let names = names();
    let token = token(&fixture, &contoso, &names).await;
    let actor = come_back(&fixture, &token, &names).await.unwrap();
    assert_ne!(actor.tenant, fabrikam);
    // Each tenant's tokens name their own issuer.
    assert_ne!(names.issuer(contoso.tenant), names.issuer(fabrikam));
    let sam = fixture.member(&fixture.system(fabrikam), "sam").await;
    let history = fixture
        .identity
        .history_of_user(&actor, sam.id, crate::page::PageRequest::first(5))
        .await;
    assert!(history.is_err());
}

#[tokio::test]
async fn the_setting_takes_the_right_to_invite_from_an_application_that_has_a_token_already() {
    let fixture = Fixture::new().await;
    let system = fixture.system(fixture.contoso().await.id);
    let names = names();
    let token = token(&fixture, &system, &names).await;
    for (setting, may) in [
        (AllowInvitesFrom::None, false),
        (AllowInvitesFrom::AdminsAndGuestInviters, false),
        (AllowInvitesFrom::AdminsGuestInvitersAndAllMembers, true),
        (AllowInvitesFrom::Everyone, true),
    ] {
        let patch = SettingsPatch {
            allow_invites_from: Some(setting),
            invitation_days: Patch::Keep,
            ..SettingsPatch::default()
        };
        fixture
            .identity
            .update_settings(&system, &patch)
            .await
            .unwrap();
        let actor = come_back(&fixture, &token, &names).await.unwrap();
        let new = NewInvitation::of(address("pat@partner.example"), "https://app.example/");
        match fixture.identity.invite(&actor, &new).await {
            Ok(_) => assert!(may, "{setting:?}"),
            Err(InviteError::Other(Error::Forbidden { permission })) => {
                assert_eq!(
                    (may, permission),
                    (false, Permission::InviteGuests),
                    "{setting:?}"
                );
            }
            Err(error) => panic!("{setting:?}: {error}"),
        }
        assert!(actor.may(Permission::ReadAudit));
    }
}
