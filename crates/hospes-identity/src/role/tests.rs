use std::fmt::Write as _;

use futures_util::future::join;

use super::*;
use crate::application::GraphPermission;
use crate::audit::{Activity, AuditQuery};
use crate::env::Span;
use crate::ids::{TenantId, UserId};
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::testing::Fixture;
use crate::user::{PasswordReset, UserPatch};
use crate::{Actor, Error, Result};

#[test]
fn the_policy_table() {
    let mut table = String::new();
    for permission in Permission::ALL {
        let name = format!("{permission:?}");
        let mut line = format!("{name:<22}");
        for role in Role::ALL {
            let mark = if role.permissions().has(*permission) {
                "x"
            } else {
                "."
            };
            write!(line, " {mark:<10}").unwrap();
        }
        writeln!(table, "{}", line.trim_end()).unwrap();
    }
    let headings: String = Role::ALL.iter().copied().map(heading).collect();
    insta::assert_snapshot!(format!("{:<22} {}\n{table}", "", headings.trim_end()));
}

/// `gl-ad` for the Global Administrator.
fn heading(role: Role) -> String {
    let words = role
        .key()
        .split('-')
        .map(|word| word.get(..2).unwrap_or(word));
    let letters: Vec<&str> = words.collect();
    format!("{:<11}", letters.join("-"))
}

#[test]
fn the_names_of_the_roles() {
    let mut list = String::new();
    for role in Role::ALL {
        writeln!(
            list,
            "{} {} {}: {}",
            role.template_id(),
            role.key(),
            role.display_name(),
            role.summary()
        )
        .unwrap();
        assert_eq!(Role::from_key(role.key()), Some(*role));
        assert_eq!(Role::from_template(role.template_id()), Some(*role));
    }
    insta::assert_snapshot!(list);
    assert_eq!(Role::from_key("owner"), None);
    assert_eq!(Role::from_template(Uuid::nil()), None);
}

#[tokio::test]
async fn who_may_act_upon_whom() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let mut people = Vec::new();
    for role in Role::ALL {
        people.push((*role, fixture.with_role(tenant, role.key(), *role).await));
    }
    let mut table = String::new();
    for (acting, actor) in &people {
        write!(table, "{:<41}", acting.display_name()).unwrap();
        for (_, target) in &people {
            let id = target.user().unwrap();
            let mut tx = fixture.identity.read().await.unwrap();
            let may = may_manage(&mut tx, actor, id).await.is_ok();
            write!(table, " {:<10}", if may { "x" } else { "." }).unwrap();
        }
        table = format!("{}\n", table.trim_end());
    }
    let headings: String = Role::ALL.iter().copied().map(heading).collect();
    insta::assert_snapshot!(format!("{:<41} {}\n{table}", "", headings.trim_end()));
}

async fn count(fixture: &Fixture, tenant: TenantId, activity: Activity) -> usize {
    let query = AuditQuery {
        activity: Some(activity),
        ..AuditQuery::all(PageRequest::first(50))
    };
    let events = fixture
        .identity
        .audit_events(&fixture.system(tenant), &query)
        .await
        .unwrap();
    events.rows.len()
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_until_it_is_taken() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let sam = fixture.member(&system, "sam").await;
    let identity = &fixture.identity;
    let before = fixture.acting(tenant, &sam).await;
    assert!(!before.may(Permission::CreateUsers));

    identity
        .assign_role(&system, sam.id, Role::UserAdministrator)
        .await
        .unwrap();
    identity
        .assign_role(&system, sam.id, Role::UserAdministrator)
        .await
        .unwrap();
    assert!(
        fixture
            .acting(tenant, &sam)
            .await
            .may(Permission::CreateUsers)
    );
    let roles = identity.roles_of(&before, sam.id).await.unwrap();
    assert_eq!(roles, [Role::UserAdministrator]);
    assert_eq!(count(&fixture, tenant, Activity::AddMemberToRole).await, 1);

    identity
        .unassign_role(&system, sam.id, Role::UserAdministrator)
        .await
        .unwrap();
    identity
        .unassign_role(&system, sam.id, Role::UserAdministrator)
        .await
        .unwrap();
    let after = fixture.acting(tenant, &sam).await;
    assert_eq!(after.permissions, before.permissions);
    assert_eq!(
        count(&fixture, tenant, Activity::RemoveMemberFromRole).await,
        1
    );
}

#[tokio::test]
async fn only_those_who_may_assign_roles_assign_them() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let sam = fixture.member(&fixture.system(tenant), "sam").await;
    for role in Role::ALL {
        let actor = fixture.with_role(tenant, role.key(), *role).await;
        let may = matches!(
            role,
            Role::GlobalAdministrator | Role::PrivilegedRoleAdministrator
        );
        let identity = &fixture.identity;
        let assigned = identity
            .assign_role(&actor, sam.id, Role::GuestInviter)
            .await;
        assert_eq!(assigned.is_ok(), may, "{role:?}");
        let taken = identity
            .unassign_role(&actor, sam.id, Role::GuestInviter)
            .await;
        assert_eq!(taken.is_ok(), may, "{role:?}");
    }
}

#[tokio::test]
async fn a_deleted_user_gets_no_role_and_keeps_those_they_had_for_a_restore() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let sam = fixture.member(&system, "sam").await;
    let identity = &fixture.identity;
    identity
        .assign_role(&system, sam.id, Role::GuestInviter)
        .await
        .unwrap();
    identity.delete_user(&system, sam.id).await.unwrap();
    let refused = identity
        .assign_role(&system, sam.id, Role::GlobalReader)
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::NotFound { what: "user" }));
    identity.restore_user(&system, sam.id).await.unwrap();
    let roles = identity.roles_of(&system, sam.id).await.unwrap();
    assert_eq!(roles, [Role::GuestInviter]);
}

/// A way to stop being an administrator.
#[derive(Clone, Copy, Debug)]
enum Way {
    Unassign,
    Block,
    Delete,
    End,
}

const WAYS: [Way; 4] = [Way::Unassign, Way::Block, Way::Delete, Way::End];

async fn remove(fixture: &Fixture, actor: &Actor, user: UserId, way: Way) -> Result<()> {
    let identity = &fixture.identity;
    let role = Role::GlobalAdministrator;
    let end = identity.env().clock.now().plus(Span::days(1));
    match way {
        Way::Unassign => identity.unassign_role(actor, user, role).await,
        Way::Delete => identity.delete_user(actor, user).await,
        Way::Block => {
            let patch = UserPatch {
                account_enabled: Some(false),
                ..UserPatch::default()
            };
            identity.update_user(actor, user, &patch).await.map(drop)
        }
        Way::End => {
            let patch = UserPatch {
                access_ends_at: Patch::Set(end),
                ..UserPatch::default()
            };
            identity.update_user(actor, user, &patch).await.map(drop)
        }
    }
}

#[tokio::test]
async fn the_last_global_administrator_stays_whatever_is_tried() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let admin = fixture
        .with_role(tenant, "ada", Role::GlobalAdministrator)
        .await;
    let ada = admin.user().unwrap();
    // A second one counts only who can sign in.
    let bob = fixture.member(&system, "bob").await;
    let identity = &fixture.identity;
    identity
        .assign_role(&system, bob.id, Role::GlobalAdministrator)
        .await
        .unwrap();
    for make_useless in [Way::Block, Way::End] {
        remove(&fixture, &system, bob.id, make_useless)
            .await
            .unwrap();
        for way in WAYS {
            let refused = remove(&fixture, &system, ada, way).await.unwrap_err();
            assert!(
                matches!(refused, Error::Invalid { field: "user", .. }),
                "{make_useless:?} {way:?}: {refused:?}"
            );
        }
        let patch = UserPatch {
            account_enabled: Some(true),
            access_ends_at: Patch::Clear,
            ..UserPatch::default()
        };
        identity.update_user(&system, bob.id, &patch).await.unwrap();
    }
    // A guest who has not accepted yet cannot sign in either.
    let guest = fixture.invite(&system, "pat@partner.example").await;
    identity
        .assign_role(&system, guest.user.id, Role::GlobalAdministrator)
        .await
        .unwrap();
    remove(&fixture, &admin, bob.id, Way::Unassign)
        .await
        .unwrap();
    for way in WAYS {
        remove(&fixture, &system, ada, way).await.unwrap_err();
    }
    // Somebody who cannot sign in is no loss.
    identity.delete_user(&system, guest.user.id).await.unwrap();
    let roles = identity.roles_of(&system, ada).await.unwrap();
    assert_eq!(roles, [Role::GlobalAdministrator]);
}

#[tokio::test]
async fn two_administrators_who_remove_each_other_at_once_leave_one() {
    let fixture = Fixture::new().await;
    let mut round = 0;
    for left in WAYS {
        for right in WAYS {
            round += 1;
            let domain = format!("contoso{round}.example");
            let tenant = fixture.tenant("Contoso", &domain).await.id;
            let role = Role::GlobalAdministrator;
            let ada = fixture.with_role(tenant, "ada", role).await;
            let bob = fixture.with_role(tenant, "bob", role).await;
            let (one, other) = join(
                remove(&fixture, &ada, bob.user().unwrap(), left),
                remove(&fixture, &bob, ada.user().unwrap(), right),
            )
            .await;
            let done = usize::from(one.is_ok()) + usize::from(other.is_ok());
            assert_eq!(done, 1, "{left:?} {one:?}, {right:?} {other:?}");
        }
    }
}

#[tokio::test]
async fn a_user_administrator_cannot_act_upon_a_global_administrator() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let role = Role::GlobalAdministrator;
    let (ada, bob) = (
        fixture.with_role(tenant, "ada", role).await,
        fixture.with_role(tenant, "bob", role).await,
    );
    let actor = fixture
        .with_role(tenant, "uma", Role::UserAdministrator)
        .await;
    refuses_to_act(&fixture, &actor, ada.user().unwrap()).await;
    fixture
        .identity
        .delete_user(&system, bob.user().unwrap())
        .await
        .unwrap();
    refuses_to_bring_back(&fixture, &actor, bob.user().unwrap()).await;
}

#[tokio::test]
async fn an_application_cannot_act_upon_anybody_with_a_role() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let actor = fixture.application(tenant, GraphPermission::ALL);
    // Not even upon one whose role allows less than the application may.
    let inviter = fixture.with_role(tenant, "ivy", Role::GuestInviter).await;
    refuses_to_act(&fixture, &actor, inviter.user().unwrap()).await;
    let other = fixture.with_role(tenant, "ian", Role::GuestInviter).await;
    let other = other.user().unwrap();
    fixture.identity.delete_user(&system, other).await.unwrap();
    refuses_to_bring_back(&fixture, &actor, other).await;
    // Upon others it can.
    let sam = fixture.member(&system, "sam").await;
    fixture
        .identity
        .update_user(&actor, sam.id, &UserPatch::default())
        .await
        .unwrap();
}

fn is_forbidden<T>(result: &Result<T>) -> bool {
    matches!(
        result,
        Err(Error::Forbidden {
            permission: Permission::ManageAdministrators
        })
    )
}

async fn refuses_to_act(fixture: &Fixture, actor: &Actor, target: UserId) {
    let identity = &fixture.identity;
    let reset = PasswordReset {
        password: None,
        must_change: true,
    };
    assert!(is_forbidden(
        &identity
            .update_user(actor, target, &UserPatch::default())
            .await
    ));
    assert!(is_forbidden(
        &identity.reset_password(actor, target, &reset).await
    ));
    assert!(is_forbidden(&identity.revoke_sessions(actor, target).await));
    assert!(is_forbidden(&identity.delete_user(actor, target).await));
}

async fn refuses_to_bring_back(fixture: &Fixture, actor: &Actor, target: UserId) {
    let identity = &fixture.identity;
    assert!(is_forbidden(&identity.restore_user(actor, target).await));
    assert!(is_forbidden(
        &identity.delete_user_permanently(actor, target).await
    ));
}
