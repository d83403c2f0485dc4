use super::*;
use crate::application::{ApplicationPatch, NewApplication, Principal};
use crate::audit::{Activity, AuditQuery};
use crate::ids::UserId;
use crate::page::PageRequest;
use crate::role::Role;
use crate::testing::Fixture;
use crate::user::User;
use crate::{Actor, Error, Patch, Permission};

/// Contoso, the server acting in it, and Megan, who has these applications.
struct World {
    fixture: Fixture,
    system: Actor,
    megan: User,
    me: Actor,
}

impl World {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let tenant = fixture.contoso().await.id;
        let system = fixture.system(tenant);
        let megan = fixture.member(&system, "megan").await;
        let me = fixture.acting(tenant, &megan).await;
        Self {
            fixture,
            system,
            megan,
            me,
        }
    }

    async fn application(&self, name: &str) -> ApplicationId {
        let new = NewApplication {
            display_name: name.to_owned(),
            description: None,
            home_page_url: None,
            assignment_required: true,
            visible: true,
        };
        let made = self.fixture.identity.create_application(&self.system, &new);
        made.await.unwrap().id
    }

    /// An application that Megan has.
    async fn given(&self, name: &str) -> ApplicationId {
        let id = self.application(name).await;
        let principal = Principal::User(self.megan.id);
        let assigned = self
            .fixture
            .identity
            .assign_application(&self.system, id, principal);
        assigned.await.unwrap();
        id
    }

    async fn collection(&self, name: &str, applications: &[ApplicationId]) -> AppCollectionId {
        let identity = &self.fixture.identity;
        let new = NewAppCollection {
            display_name: name.to_owned(),
            position: None,
        };
        let made = identity.create_app_collection(&self.system, &new);
        let id = made.await.unwrap().id;
        for application in applications {
            let added = identity.add_to_app_collection(&self.system, id, *application);
            assert!(added.await.unwrap());
        }
        id
    }

    async fn names(&self) -> Vec<String> {
        let found = self.fixture.identity.my_apps(&self.me, self.megan.id).await;
        let apps = found.unwrap().apps;
        apps.into_iter()
            .map(|app| app.application.display_name)
            .collect()
    }

    /// The collections that Megan sees, each with how many of its applications.
    async fn collections(&self) -> Vec<(String, usize)> {
        let found = self.fixture.identity.my_apps(&self.me, self.megan.id).await;
        let all = found.unwrap().collections;
        all.into_iter()
            .map(|one| (one.collection.display_name, one.applications.len()))
            .collect()
    }

    async fn last_activity(&self) -> String {
        let query = AuditQuery::all(PageRequest::first(1));
        let events = self.fixture.identity.audit_events(&self.system, &query);
        events.await.unwrap().rows[0].activity.clone()
    }

    /// How many rows of a table there are.
    async fn rows(&self, table: &str) -> usize {
        let all = self.fixture.dump().await;
        all.iter().filter(|(name, _)| name == table).count()
    }
}

#[tokio::test]
async fn what_is_pinned_comes_first_and_both_parts_are_by_name() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    for name in ["Atlas", "Board", "Café"] {
        world.given(name).await;
    }
    let (travel, desk) = (world.given("Travel").await, world.given("Desk").await);
    for id in [travel, desk, travel] {
        let pinned = identity.pin_application(&world.me, world.megan.id, id);
        pinned.await.unwrap();
    }
    assert_eq!(
        world.names().await,
        ["Desk", "Travel", "Atlas", "Board", "Café"]
    );
    assert_eq!(world.last_activity().await, Activity::PinApplication.name());
    assert_eq!(world.rows("pinned_applications").await, 2);
    let unpinned = identity.unpin_application(&world.me, world.megan.id, travel);
    unpinned.await.unwrap();
    let again = identity.unpin_application(&world.me, world.megan.id, travel);
    again.await.unwrap();
    assert_eq!(
        world.names().await,
        ["Desk", "Atlas", "Board", "Café", "Travel"]
    );
    assert_eq!(
        world.last_activity().await,
        Activity::UnpinApplication.name()
    );
}

#[tokio::test]
async fn nobody_pins_what_they_do_not_have_or_cannot_see() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (other, hidden) = (
        world.application("Payroll").await,
        world.given("Hidden").await,
    );
    let patch = ApplicationPatch {
        visible: Some(false),
        ..ApplicationPatch::default()
    };
    let changed = identity.update_application(&world.system, hidden, &patch);
    changed.await.unwrap();
    for id in [other, hidden] {
        let answer = identity
            .pin_application(&world.me, world.megan.id, id)
            .await;
        assert!(matches!(answer, Err(Error::NotFound { .. })), "{answer:?}");
    }
    assert_eq!(world.rows("pinned_applications").await, 0);
}

#[tokio::test]
async fn what_others_see_in_their_my_apps_is_theirs() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let travel = world.given("Travel").await;
    let other = world.fixture.member(&world.system, "other").await;
    let tenant = world.system.tenant;
    let stranger = world.fixture.acting(tenant, &other).await;
    let forbidden = |error| matches!(error, Error::Forbidden { .. });
    let answer = identity.my_apps(&stranger, world.megan.id).await;
    assert!(forbidden(answer.unwrap_err()));
    let answer = identity.pin_application(&stranger, world.megan.id, travel);
    assert!(forbidden(answer.await.unwrap_err()));
    let answer = identity.unpin_application(&stranger, world.megan.id, travel);
    assert!(forbidden(answer.await.unwrap_err()));
}

#[tokio::test]
async fn a_collection_shows_what_somebody_has_of_it_and_gives_nothing() {
    let world = World::new().await;
    let (travel, payroll) = (
        world.given("Travel").await,
        world.application("Payroll").await,
    );
    world.collection("Finance", &[payroll]).await;
    world.collection("On the road", &[travel, payroll]).await;
    world.collection("Empty", &[]).await;
    assert_eq!(world.names().await, ["Travel"]);
    assert_eq!(
        world.collections().await,
        [("On the road".to_owned(), 1)],
        "one without anything of theirs is not told of"
    );
}

#[tokio::test]
async fn collections_are_in_the_order_of_their_places() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let travel = world.given("Travel").await;
    for name in ["Work", "Rest"] {
        world.collection(name, &[travel]).await;
    }
    let third = world.collection("Everything", &[travel]).await;
    let names = || async {
        let all = world.collections().await;
        all.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["Work", "Rest", "Everything"]);
    let patch = |position| AppCollectionPatch {
        display_name: Some("All that we have".to_owned()),
        position,
    };
    let first = patch(Patch::Set(1));
    let moved = identity.update_app_collection(&world.system, third, &first);
    moved.await.unwrap();
    assert_eq!(
        names().await,
        ["All that we have", "Work", "Rest"],
        "two with the same place are by name"
    );
    assert_eq!(
        world.last_activity().await,
        Activity::UpdateAppCollection.name()
    );
    let last = patch(Patch::Clear);
    let moved = identity.update_app_collection(&world.system, third, &last);
    assert_eq!(moved.await.unwrap().position, 3);
    assert_eq!(names().await, ["Work", "Rest", "All that we have"]);
}

#[tokio::test]
async fn a_collection_has_a_name_and_a_place_that_is_one() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    for (name, position, field) in [
        ("", None, "displayName"),
        (&"x".repeat(61), None, "displayName"),
        ("Work", Some(0), "position"),
        ("Work", Some(10_000), "position"),
    ] {
        let new = NewAppCollection {
            display_name: name.to_owned(),
            position,
        };
        let answer = identity.create_app_collection(&world.system, &new).await;
        assert!(
            matches!(answer, Err(Error::Invalid { field: wrong, .. }) if wrong == field),
            "{name} {position:?}: {answer:?}"
        );
    }
    assert_eq!(world.rows("app_collections").await, 0);
}

#[tokio::test]
async fn who_may_not_manage_applications_makes_no_collections() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let id = world.collection("Work", &[]).await;
    let reader = world.fixture.with_role(
        world.system.tenant,
        "reader",
        Role::ApplicationAdministrator,
    );
    let mut reader = reader.await;
    reader.permissions = reader.permissions.without(Permission::ManageApplications);
    assert_eq!(identity.app_collections(&reader).await.unwrap().len(), 1);
    let new = NewAppCollection {
        display_name: "Mine".to_owned(),
        position: None,
    };
    let answer = identity.create_app_collection(&reader, &new).await;
    assert!(matches!(answer, Err(Error::Forbidden { .. })));
    let answer = identity.delete_app_collection(&reader, id).await;
    assert!(matches!(answer, Err(Error::Forbidden { .. })));
    let answer = identity.app_collections(&world.me).await;
    assert!(matches!(answer, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn what_is_deleted_leaves_neither_pins_nor_places_in_collections() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (travel, desk) = (world.given("Travel").await, world.given("Desk").await);
    let work = world.collection("Work", &[travel, desk]).await;
    for id in [travel, desk] {
        let pinned = identity.pin_application(&world.me, world.megan.id, id);
        pinned.await.unwrap();
    }
    identity
        .delete_application(&world.system, travel)
        .await
        .unwrap();
    let (_, applications) = identity.app_collection(&world.system, work).await.unwrap();
    assert_eq!(applications.len(), 1);
    assert_eq!(world.rows("pinned_applications").await, 1);
    identity
        .delete_app_collection(&world.system, work)
        .await
        .unwrap();
    assert_eq!(world.rows("app_collection_items").await, 0);
    assert_eq!(world.names().await, ["Desk"], "the application stays");
    let gone: UserId = world.megan.id;
    identity.delete_user(&world.system, gone).await.unwrap();
    assert_eq!(
        world.rows("pinned_applications").await,
        1,
        "it comes back with them"
    );
    let deleted = identity.delete_user_permanently(&world.system, gone);
    deleted.await.unwrap();
    assert_eq!(world.rows("pinned_applications").await, 0);
}

#[tokio::test]
async fn an_application_goes_into_a_collection_once_and_out_of_it() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let travel = world.given("Travel").await;
    let work = world.collection("Work", &[travel]).await;
    let again = identity.add_to_app_collection(&world.system, work, travel);
    assert!(!again.await.unwrap());
    for _ in 0..2 {
        let removed = identity.remove_from_app_collection(&world.system, work, travel);
        removed.await.unwrap();
    }
    assert!(world.collections().await.is_empty());
}
