use super::*;
use crate::application::{NewApplication, Principal};
use crate::audit::{Activity, AuditQuery};
use crate::ids::UserId;
use crate::page::{From, PageRequest};
use crate::testing::Fixture;
use crate::user::{Sponsor, UserPatch};
use crate::{Actor, Error};

fn named(name: &str) -> NewGroup {
    NewGroup {
        display_name: name.to_owned(),
        description: None,
        mail_nickname: None,
    }
}

async fn contoso() -> (Fixture, Actor) {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    (fixture, system)
}

#[tokio::test]
async fn a_group_is_made_changed_and_deleted() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let group = identity
        .create_group(&actor, &named(" Project\tX  (2026) "))
        .await
        .unwrap();
    assert_eq!(group.display_name, "Project X (2026)");
    assert_eq!(group.mail_nickname, "ProjectX2026");
    let patch = GroupPatch {
        display_name: Some("Project Y".to_owned()),
        description: Some("What comes next".to_owned()),
    };
    let changed = identity
        .update_group(&actor, group.id, &patch)
        .await
        .unwrap();
    assert_eq!(identity.group(&actor, group.id).await.unwrap(), changed);
    assert_eq!(changed.description.as_deref(), Some("What comes next"));
    let cleared = GroupPatch {
        display_name: None,
        description: Some(String::new()),
    };
    let cleared = identity
        .update_group(&actor, group.id, &cleared)
        .await
        .unwrap();
    assert_eq!(
        (cleared.display_name.as_str(), cleared.description),
        ("Project Y", None)
    );
    identity.delete_group(&actor, group.id).await.unwrap();
    let gone = identity.group(&actor, group.id).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound { what: "group" }));
    let query = AuditQuery {
        target: Some(group.id.0),
        ..AuditQuery::all(PageRequest::first(10))
    };
    let log = identity.audit_events(&actor, &query).await.unwrap().rows;
    let activities: Vec<&str> = log.iter().map(|event| event.activity.as_str()).collect();
    assert_eq!(
        activities,
        ["Delete group", "Update group", "Update group", "Add group"]
    );
    let changes: Vec<&str> = log[2].targets[0]
        .changes
        .iter()
        .map(|change| change.old.as_str())
        .collect();
    assert_eq!(changes, ["Project X (2026)", ""]);
}

#[tokio::test]
async fn a_group_needs_a_name() {
    let (fixture, actor) = contoso().await;
    let refused = fixture.identity.create_group(&actor, &named("  ")).await;
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "displayName",
            ..
        })
    ));
}

async fn names_of(
    fixture: &Fixture,
    actor: &Actor,
    group: GroupId,
    page: PageRequest,
) -> Vec<String> {
    let members = fixture.identity.members(actor, group, &page).await.unwrap();
    let names = members.rows.into_iter().map(|user| user.display_name);
    names.collect()
}

#[tokio::test]
async fn members_come_and_go() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let group = identity.create_group(&actor, &named("X")).await.unwrap();
    let sam = fixture.member(&actor, "sam").await;
    identity.add_member(&actor, group.id, sam.id).await.unwrap();
    let twice = identity.add_member(&actor, group.id, sam.id).await;
    assert!(matches!(twice, Err(Error::Conflict { what: "member" })));
    let all = PageRequest::first(10);
    assert_eq!(
        names_of(&fixture, &actor, group.id, all.clone()).await,
        ["sam"]
    );
    assert_eq!(
        identity.groups_of(&actor, sam.id).await.unwrap(),
        std::slice::from_ref(&group)
    );
    identity
        .remove_member(&actor, group.id, sam.id)
        .await
        .unwrap();
    let twice = identity.remove_member(&actor, group.id, sam.id).await;
    assert!(matches!(twice, Err(Error::NotFound { what: "member" })));
    assert!(names_of(&fixture, &actor, group.id, all).await.is_empty());
    let query = AuditQuery {
        activity: Some(Activity::RemoveMemberFromGroup),
        ..AuditQuery::all(PageRequest::first(10))
    };
    let log = identity.audit_events(&actor, &query).await.unwrap().rows;
    assert_eq!((log.len(), log[0].targets[0].id), (1, Some(sam.id.0)));
}

#[tokio::test]
async fn pages_of_members_are_full_and_leave_out_who_is_deleted() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let group = identity.create_group(&actor, &named("X")).await.unwrap();
    let mut ids: Vec<UserId> = Vec::new();
    for number in 0..9 {
        let user = fixture.member(&actor, &format!("user{number}")).await;
        identity
            .add_member(&actor, group.id, user.id)
            .await
            .unwrap();
        ids.push(user.id);
    }
    for gone in [1, 2, 5] {
        identity.delete_user(&actor, ids[gone]).await.unwrap();
    }
    let left = ["user0", "user3", "user4", "user6", "user7", "user8"];
    let mut page = PageRequest::first(2);
    let mut walked = Vec::new();
    loop {
        let found = identity.members(&actor, group.id, &page).await.unwrap();
        assert_eq!(found.rows.len(), 2);
        walked.extend(found.rows.into_iter().map(|user| user.display_name));
        match found.after {
            Some(cursor) => page.from = From::After(cursor),
            None => break,
        }
    }
    assert_eq!(walked, left);
    let last = PageRequest {
        from: From::End,
        size: 4,
    };
    assert_eq!(names_of(&fixture, &actor, group.id, last).await, left[2..]);
    let query = GroupQuery {
        search: None,
        page: PageRequest::first(10),
    };
    let list = identity.groups(&actor, &query).await.unwrap();
    assert_eq!(list.rows[0].members, 6);
    // Deleted users are members again once they are back.
    identity.restore_user(&actor, ids[1]).await.unwrap();
    assert_eq!(
        names_of(&fixture, &actor, group.id, PageRequest::first(2)).await,
        ["user0", "user1"]
    );
}

#[tokio::test]
async fn a_deleted_user_joins_no_group() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let group = identity.create_group(&actor, &named("X")).await.unwrap();
    let sam = fixture.member(&actor, "sam").await;
    identity.delete_user(&actor, sam.id).await.unwrap();
    let refused = identity.add_member(&actor, group.id, sam.id).await;
    assert!(matches!(refused, Err(Error::NotFound { what: "user" })));
}

#[tokio::test]
async fn what_names_a_deleted_group_forgets_it() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let group = identity.create_group(&actor, &named("X")).await.unwrap();
    let sam = fixture.member(&actor, "sam").await;
    identity.add_member(&actor, group.id, sam.id).await.unwrap();
    let application = identity
        .create_application(
            &actor,
            &NewApplication {
                display_name: "Timesheets".to_owned(),
                description: None,
                home_page_url: None,
                assignment_required: true,
                visible: true,
            },
        )
        .await
        .unwrap();
    identity
        .assign_application(&actor, application.id, Principal::Group(group.id))
        .await
        .unwrap();
    let patch = UserPatch {
        sponsors: Some(vec![Sponsor::Group(group.id)]),
        ..UserPatch::default()
    };
    identity.update_user(&actor, sam.id, &patch).await.unwrap();
    assert_eq!(
        identity
            .applications_of(&actor, sam.id)
            .await
            .unwrap()
            .len(),
        1
    );

    identity.delete_group(&actor, group.id).await.unwrap();
    assert!(identity.groups_of(&actor, sam.id).await.unwrap().is_empty());
    assert!(
        identity
            .applications_of(&actor, sam.id)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        identity
            .assignments(&actor, application.id)
            .await
            .unwrap()
            .is_empty()
    );
    let detail = identity.user_detail(&actor, sam.id).await.unwrap();
    assert!(detail.sponsors.is_empty());
    let id = group.id.to_string();
    let left = fixture.dump().await.into_iter().filter(|(table, row)| {
        table != "audit_events" && row.iter().any(|column| column.contains(&id))
    });
    assert_eq!(left.count(), 0);
}

#[tokio::test]
async fn groups_are_listed_by_name_searched_and_paged_both_ways() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let names = ["beta", "Alpha", "élan", "Beta", "alpine", "Zoo", "beta"];
    for name in names {
        identity.create_group(&actor, &named(name)).await.unwrap();
    }
    let list = async |search: Option<&str>, from, size| {
        let query = GroupQuery {
            search: search.map(str::to_owned),
            page: PageRequest { from, size },
        };
        identity.groups(&actor, &query).await.unwrap()
    };
    let names = |page: &crate::page::Page<GroupSummary>| {
        let names = page.rows.iter().map(|row| row.group.display_name.clone());
        names.collect::<Vec<_>>()
    };
    let all = names(&list(None, From::Start, 50).await);
    assert_eq!(
        all,
        ["Alpha", "alpine", "beta", "Beta", "beta", "Zoo", "élan"]
    );
    let first = list(None, From::Start, 3).await;
    let second = list(None, From::After(first.after.clone().unwrap()), 3).await;
    let third = list(None, From::After(second.after.clone().unwrap()), 3).await;
    assert_eq!([names(&first), names(&second), names(&third)].concat(), all);
    assert!(third.after.is_none());
    let back = list(None, From::Before(third.before.unwrap()), 3).await;
    assert_eq!(names(&back), names(&second));
    let end = list(None, From::End, 3).await;
    assert_eq!(names(&end), all[4..]);
    assert_eq!(
        names(&list(Some("ALP"), From::Start, 9).await),
        ["Alpha", "alpine"]
    );
    assert!(names(&list(Some("lph"), From::Start, 9).await).is_empty());
}
