use super::*;
use crate::audit::AuditQuery;
use crate::env::Span;
use crate::group::NewGroup;
use crate::ids::TenantId;
use crate::page::{From, Page, PageRequest};
use crate::patch::Patch;
use crate::role::Role;
use crate::testing::Fixture;
use crate::{Actor, Error, Permission};

fn named(name: &str) -> NewApplication {
    NewApplication {
        display_name: name.to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: true,
        visible: true,
    }
}

async fn contoso() -> (Fixture, Actor) {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    (fixture, system)
}

#[tokio::test]
async fn an_application_is_added_changed_and_deleted() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let made = identity
        .create_application(&actor, &named(" Time\tsheets "))
        .await
        .unwrap();
    assert_eq!(made.display_name, "Time sheets");
    let patch = ApplicationPatch {
        display_name: Some("Hours".to_owned()),
        description: Patch::Set("Where the time goes".to_owned()),
        home_page_url: Patch::Set(" https://hours.contoso.example ".to_owned()),
        assignment_required: Some(false),
        visible: Some(false),
    };
    let changed = identity
        .update_application(&actor, made.id, &patch)
        .await
        .unwrap();
    assert_eq!(
        changed.home_page_url.as_deref(),
        Some("https://hours.contoso.example/")
    );
    assert_eq!(
        identity.application(&actor, made.id).await.unwrap(),
        changed
    );
    let cleared = ApplicationPatch {
        description: Patch::Clear,
        home_page_url: Patch::Clear,
        ..ApplicationPatch::default()
    };
    let cleared = identity
        .update_application(&actor, made.id, &cleared)
        .await
        .unwrap();
    assert_eq!((cleared.description, cleared.home_page_url), (None, None));
    assert!(!cleared.visible);
    identity.delete_application(&actor, made.id).await.unwrap();
    let gone = identity.application(&actor, made.id).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));
    let query = AuditQuery {
        target: Some(made.id.0),
        ..AuditQuery::all(PageRequest::first(10))
    };
    let log = identity.audit_events(&actor, &query).await.unwrap().rows;
    let changes: Vec<(&str, &str)> = log[2].targets[0]
        .changes
        .iter()
        .map(|change| (change.old.as_str(), change.new.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("Time sheets", "Hours"),
            ("", "Where the time goes"),
            ("", "https://hours.contoso.example/"),
            ("true", "false"),
            ("true", "false"),
        ]
    );
}

#[tokio::test]
async fn a_tile_leads_to_a_web_address_only() {
    let (fixture, actor) = contoso().await;
    for url in ["javascript:alert(1)", "ftp://x.example", "x", "https:///"] {
        let new = NewApplication {
            home_page_url: Some(url.to_owned()),
            ..named("X")
        };
        let refused = fixture.identity.create_application(&actor, &new).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{url}");
    }
    let nameless = fixture
        .identity
        .create_application(&actor, &named(" "))
        .await;
    assert!(matches!(nameless, Err(Error::Invalid { .. })));
}

async fn tiles(fixture: &Fixture, actor: &Actor, user: UserId) -> Vec<String> {
    let tiles = fixture.identity.applications_of(actor, user).await.unwrap();
    tiles.into_iter().map(|tile| tile.display_name).collect()
}

/// Sam has Hours, and Kim has it by the project; of the project is also the wiki, which Kim has twice.
struct Given {
    sam: UserId,
    kim: UserId,
    project: GroupId,
    hours: ApplicationId,
    wiki: ApplicationId,
}

async fn given(fixture: &Fixture, actor: &Actor) -> Given {
    let identity = &fixture.identity;
    let sam = fixture.member(actor, "sam").await.id;
    let kim = fixture.member(actor, "kim").await.id;
    let new_group = NewGroup {
        display_name: "Project".to_owned(),
        description: Some("All of the project".to_owned()),
        mail_nickname: None,
    };
    let project = identity.create_group(actor, &new_group).await.unwrap().id;
    identity.add_member(actor, project, kim).await.unwrap();
    let create = async |new: NewApplication| {
        let made = identity.create_application(actor, &new).await;
        made.unwrap().id
    };
    let (hours, wiki) = (create(named("Hours")).await, create(named("Wiki")).await);
    let hidden = create(NewApplication {
        visible: false,
        ..named("Hidden")
    });
    for (application, principal) in [
        (hours, Principal::User(sam)),
        (hours, Principal::Group(project)),
        (wiki, Principal::Group(project)),
        (wiki, Principal::User(kim)),
        (hidden.await, Principal::User(sam)),
    ] {
        identity
            .assign_application(actor, application, principal)
            .await
            .unwrap();
        let twice = identity
            .assign_application(actor, application, principal)
            .await;
        assert!(matches!(twice, Err(Error::Conflict { .. })));
    }
    Given {
        sam,
        kim,
        project,
        hours,
        wiki,
    }
}

#[tokio::test]
async fn a_tile_appears_for_whom_an_application_is_assigned_to_and_goes_with_it() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let given = given(&fixture, &actor).await;
    assert_eq!(tiles(&fixture, &actor, given.sam).await, ["Hours"]);
    assert_eq!(tiles(&fixture, &actor, given.kim).await, ["Hours", "Wiki"]);
    let sam = Principal::User(given.sam);
    identity
        .unassign_application(&actor, given.hours, sam)
        .await
        .unwrap();
    let twice = identity
        .unassign_application(&actor, given.hours, sam)
        .await;
    assert!(matches!(twice, Err(Error::NotFound { .. })));
    assert!(tiles(&fixture, &actor, given.sam).await.is_empty());
    // Kim still has the other application in her own name.
    identity
        .unassign_application(&actor, given.wiki, Principal::Group(given.project))
        .await
        .unwrap();
    assert_eq!(tiles(&fixture, &actor, given.kim).await, ["Hours", "Wiki"]);
}

#[tokio::test]
async fn an_application_lists_whom_it_is_assigned_to_and_a_user_by_what_they_have_it() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let given = given(&fixture, &actor).await;
    let list = identity.assignments(&actor, given.hours).await.unwrap();
    let mut list: Vec<(&str, &str)> = list
        .iter()
        .map(|one| (one.name.as_str(), one.detail.as_str()))
        .collect();
    list.sort_unstable();
    assert_eq!(
        list,
        [
            ("Project", "All of the project"),
            ("sam", "sam@contoso.example")
        ]
    );
    let count = identity.count_assignments(&actor, given.hours);
    assert_eq!(count.await.unwrap(), 2);
    let origins = identity.application_origins(&actor, given.kim).await;
    let mut origins: Vec<(String, Vec<String>)> = origins
        .unwrap()
        .into_iter()
        .map(|(application, groups)| (application.display_name, groups))
        .collect();
    origins.sort();
    let project = vec!["Project".to_owned()];
    assert_eq!(
        origins,
        [("Hours".to_owned(), project), ("Wiki".to_owned(), vec![])]
    );
    let of_group = identity
        .applications_of_group(&actor, given.project)
        .await
        .unwrap();
    assert_eq!(of_group.len(), 2);
}

#[tokio::test]
async fn a_deleted_user_is_not_listed_and_gets_nothing_but_has_it_all_after_a_restore() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let sam = fixture.member(&actor, "sam").await;
    let hours = identity
        .create_application(&actor, &named("Hours"))
        .await
        .unwrap();
    let principal = Principal::User(sam.id);
    identity
        .assign_application(&actor, hours.id, principal)
        .await
        .unwrap();
    identity.delete_user(&actor, sam.id).await.unwrap();
    let list = identity.assignments(&actor, hours.id).await.unwrap();
    assert!(list.is_empty());
    let wiki = identity
        .create_application(&actor, &named("Wiki"))
        .await
        .unwrap();
    let refused = identity
        .assign_application(&actor, wiki.id, principal)
        .await;
    assert!(matches!(refused, Err(Error::NotFound { what: "user" })));
    identity.restore_user(&actor, sam.id).await.unwrap();
    assert_eq!(tiles(&fixture, &actor, sam.id).await, ["Hours"]);
}

#[tokio::test]
async fn applications_are_listed_by_name_searched_and_paged_both_ways() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    for name in ["wiki", "Mail", "mailing", "Apps", "Zeta"] {
        identity
            .create_application(&actor, &named(name))
            .await
            .unwrap();
    }
    let list = async |search: Option<&str>, from, size| {
        let query = ApplicationQuery {
            search: search.map(str::to_owned),
            page: PageRequest { from, size },
        };
        identity.applications(&actor, &query).await.unwrap()
    };
    let names = |page: &Page<Application>| {
        let names = page.rows.iter().map(|row| row.display_name.clone());
        names.collect::<Vec<_>>()
    };
    let all = ["Apps", "Mail", "mailing", "wiki", "Zeta"];
    assert_eq!(names(&list(None, From::Start, 9).await), all);
    let first = list(None, From::Start, 2).await;
    let second = list(None, From::After(first.after.clone().unwrap()), 2).await;
    assert_eq!(names(&second), all[2..4]);
    let back = list(None, From::Before(second.before.unwrap()), 2).await;
    assert_eq!(names(&back), names(&first));
    assert_eq!(names(&list(None, From::End, 1).await), all[4..]);
    assert_eq!(
        names(&list(Some("MAIL"), From::Start, 9).await),
        ["Mail", "mailing"]
    );
}

async fn with_secret(fixture: &Fixture, actor: &Actor) -> (Application, NewSecret) {
    let made = fixture
        .identity
        .create_application(actor, &named("Automation"))
        .await
        .unwrap();
    let secret = fixture
        .identity
        .add_secret(actor, made.id, Some("first"), None)
        .await
        .unwrap();
    (made, secret)
}

#[tokio::test]
async fn a_secret_proves_the_application_until_it_ends_and_is_kept_nowhere() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (made, secret) = with_secret(&fixture, &actor).await;
    identity
        .grant_permission(&actor, made.id, GraphPermission::UserInviteAll)
        .await
        .unwrap();
    let try_with = async |tenant: TenantId, app_id, text: &str| {
        identity
            .authenticate_application(tenant, app_id, text)
            .await
    };
    let caller = try_with(actor.tenant, made.app_id, &secret.text)
        .await
        .unwrap();
    assert_eq!(caller.roles, ["User.Invite.All"]);
    let wrong = try_with(actor.tenant, made.app_id, "hsp_x").await;
    assert!(matches!(wrong, Err(ClientError::WrongSecret)));
    let elsewhere = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let unknown = try_with(elsewhere, made.app_id, &secret.text).await;
    assert!(matches!(unknown, Err(ClientError::Unknown)));

    let hint = secret.text.strip_prefix("hsp_").unwrap();
    assert!(hint.starts_with(&secret.kept.hint) && secret.kept.hint.len() == 3);
    let kept = identity.secrets(&actor, made.id).await.unwrap();
    assert_eq!(kept, [secret.kept]);
    let shown = format!("{kept:?}");
    assert!(!shown.contains(&secret.text));
    let rows = fixture.dump().await;
    let holds = |row: &Vec<String>| row.iter().any(|column| column.contains(&secret.text));
    assert!(!rows.iter().any(|(_, row)| holds(row)));

    fixture.clock.advance(Span::days(730));
    let late = try_with(actor.tenant, made.app_id, &secret.text).await;
    assert!(matches!(late, Err(ClientError::ExpiredSecret)));
}

#[tokio::test]
async fn a_secret_that_would_be_over_or_is_named_too_long_is_none() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (made, _) = with_secret(&fixture, &actor).await;
    let now = identity.env().clock.now();
    let long = "x".repeat(121);
    for (name, ends_at, wrong) in [
        (None, Some(now), "endDateTime"),
        (Some(long.as_str()), None, "displayName"),
    ] {
        let refused = identity.add_secret(&actor, made.id, name, ends_at).await;
        assert!(
            matches!(refused, Err(Error::Invalid { field, .. }) if field == wrong),
            "{wrong}"
        );
    }
    let unnamed = identity.add_secret(&actor, made.id, Some(" "), None).await;
    assert_eq!(unnamed.unwrap().kept.display_name, None);
    assert_eq!(identity.secrets(&actor, made.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn two_secrets_count_side_by_side_and_a_deleted_application_has_none() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (made, first) = with_secret(&fixture, &actor).await;
    let end = identity.env().clock.now().plus(Span::days(1));
    let second = identity
        .add_secret(&actor, made.id, None, Some(end))
        .await
        .unwrap();
    for secret in [&first, &second] {
        identity
            .authenticate_application(actor.tenant, made.app_id, &secret.text)
            .await
            .unwrap();
    }
    fixture.clock.advance(Span::days(1));
    identity
        .authenticate_application(actor.tenant, made.app_id, &first.text)
        .await
        .unwrap();
    identity
        .authenticate_application(actor.tenant, made.app_id, &second.text)
        .await
        .unwrap_err();
    identity.delete_application(&actor, made.id).await.unwrap();
    let gone = identity
        .authenticate_application(actor.tenant, made.app_id, &first.text)
        .await;
    assert!(matches!(gone, Err(ClientError::Unknown)));
}

#[tokio::test]
async fn nobody_gives_an_application_more_than_they_have() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let admin = fixture
        .with_role(system.tenant, "ann", Role::ApplicationAdministrator)
        .await;
    let (made, _) = with_secret(&fixture, &admin).await;
    let refused = identity
        .grant_permission(&admin, made.id, GraphPermission::UserReadWriteAll)
        .await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    // What they have themselves they may give, and once is enough.
    for _ in 0..2 {
        identity
            .grant_permission(&admin, made.id, GraphPermission::ApplicationReadAll)
            .await
            .unwrap();
    }
    assert_eq!(
        identity.granted(&admin, made.id).await.unwrap(),
        ["Application.Read.All"]
    );
    identity
        .add_secret(&admin, made.id, None, None)
        .await
        .unwrap();
    // Nor do they get it by a secret of an application to which somebody else gave it.
    identity
        .grant_permission(&system, made.id, GraphPermission::UserReadWriteAll)
        .await
        .unwrap();
    let refused = identity.add_secret(&admin, made.id, None, None).await;
    assert!(matches!(
        refused,
        Err(Error::Forbidden {
            permission: Permission::CreateUsers
        })
    ));
}

#[tokio::test]
async fn what_was_given_to_an_application_can_be_taken_from_it() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (made, secret) = with_secret(&fixture, &actor).await;
    let invite = GraphPermission::UserInviteAll;
    let granted = identity.grant_permission(&actor, made.id, invite).await;
    granted.unwrap();
    let roles = async || {
        let tried = identity.authenticate_application(actor.tenant, made.app_id, &secret.text);
        tried.await.map(|caller| caller.roles)
    };
    assert_eq!(roles().await.unwrap(), ["User.Invite.All"]);

    // Once, or twice: it is gone, and the log has it once.
    for _ in 0..2 {
        let revoked = identity.revoke_permission(&actor, made.id, invite).await;
        revoked.unwrap();
    }
    assert!(roles().await.unwrap().is_empty());
    let events = async |activity: &str| {
        let all = AuditQuery::all(PageRequest::first(50));
        let all = identity.audit_events(&actor, &all).await.unwrap().rows;
        all.iter()
            .filter(|event| event.activity == activity)
            .count()
    };
    assert_eq!(
        events("Remove app role assignment from service principal").await,
        1
    );

    let key = secret.kept.key_id;
    identity.remove_secret(&actor, made.id, key).await.unwrap();
    assert!(matches!(roles().await, Err(ClientError::WrongSecret)));
    let again = identity.remove_secret(&actor, made.id, key).await;
    assert!(matches!(again, Err(Error::NotFound { what: "secret" })));
    let secrets = "Update application – Certificates and secrets management";
    assert_eq!(events(secrets).await, 2);

    let reader = fixture
        .with_role(actor.tenant, "reader", Role::GlobalReader)
        .await;
    let refused = identity.remove_secret(&reader, made.id, key).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let refused = identity.revoke_permission(&reader, made.id, invite).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
}

#[test]
fn no_permission_of_graph_lets_an_application_make_administrators() {
    let all: Vec<String> = GraphPermission::ALL
        .iter()
        .map(|permission| permission.value().to_owned())
        .collect();
    let most = permissions_of(&all);
    for never in [
        Permission::AssignRoles,
        Permission::ManageAdministrators,
        Permission::ManageCollaboration,
        Permission::InviteMembers,
    ] {
        assert!(!most.has(never), "{never:?}");
    }
    for permission in GraphPermission::ALL {
        assert_eq!(
            GraphPermission::parse(permission.value()),
            Some(*permission)
        );
    }
    let unknown = ["Mail.Send".to_owned(), "user.invite.all".to_owned()];
    assert_eq!(permissions_of(&unknown), crate::Permissions::NONE);
}
