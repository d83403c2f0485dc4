use super::*;
use crate::db::sql;
use crate::ids::TenantId;
use crate::page::PageRequest;
use crate::testing::Fixture;
use crate::{Actor, Identity};

async fn filled() -> (Fixture, Actor) {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await;
    let actor = fixture.system(tenant.id);
    for number in 0..5 {
        fixture.member(&actor, &format!("user{number}")).await;
    }
    fixture.identity.seal_audit_events().await.unwrap();
    (fixture, actor)
}

async fn tamper(identity: &Identity, statement: &'static str, tenant: TenantId) {
    let mut tx = identity.write().await.unwrap();
    assert_eq!(
        sql(statement).bind(tenant).execute(&mut tx).await.unwrap(),
        1,
        "{statement}"
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_untouched_chain_verifies_and_sealing_twice_changes_nothing() {
    let (fixture, actor) = filled().await;
    let first = fixture.identity.verify_audit(actor.tenant).await.unwrap();
    assert_eq!((first.sealed, first.waiting, &first.problem), (6, 0, &None));
    assert_eq!(
        fixture.identity.seal_audit_events().await.unwrap().changed,
        0
    );
    assert_eq!(
        fixture.identity.verify_audit(actor.tenant).await.unwrap(),
        first
    );
    fixture.member(&actor, "late").await;
    assert_eq!(
        fixture
            .identity
            .verify_audit(actor.tenant)
            .await
            .unwrap()
            .waiting,
        1
    );
}

#[tokio::test]
async fn every_way_to_change_the_past_is_found() {
    let cases: &[(&'static str, Problem)] = &[
        (
            "UPDATE audit_events SET result_reason = 'x' WHERE tenant_id = $1 AND sequence = 3",
            Problem::Changed { sequence: 3 },
        ),
        (
            "UPDATE audit_events SET actor_id = NULL, details = '[{\"key\":\"a\",\"value\":\"b\"}]'
             WHERE tenant_id = $1 AND sequence = 1",
            Problem::Changed { sequence: 1 },
        ),
        (
            "DELETE FROM audit_events WHERE tenant_id = $1 AND sequence = 4",
            Problem::Missing { sequence: 4 },
        ),
        (
            "DELETE FROM audit_events WHERE tenant_id = $1 AND sequence = 6",
            Problem::Shortened {
                last: 5,
                expected: 6,
            },
        ),
        (
            "UPDATE audit_events SET at = at + 1 WHERE tenant_id = $1 AND sequence = 6",
            Problem::Changed { sequence: 6 },
        ),
    ];
    for (statement, expected) in cases {
        let (fixture, actor) = filled().await;
        tamper(&fixture.identity, statement, actor.tenant).await;
        let found = fixture.identity.verify_audit(actor.tenant).await.unwrap();
        assert_eq!(found.problem.as_ref(), Some(expected), "{statement}");
    }
}

#[tokio::test]
async fn two_events_that_change_places_are_found() {
    let (fixture, actor) = filled().await;
    let swap = [
        "UPDATE audit_events SET sequence = 100 WHERE tenant_id = $1 AND sequence = 2",
        "UPDATE audit_events SET sequence = 2 WHERE tenant_id = $1 AND sequence = 3",
        "UPDATE audit_events SET sequence = 3 WHERE tenant_id = $1 AND sequence = 100",
    ];
    for statement in swap {
        tamper(&fixture.identity, statement, actor.tenant).await;
    }
    let found = fixture.identity.verify_audit(actor.tenant).await.unwrap();
    assert_eq!(found.problem, Some(Problem::Changed { sequence: 2 }));
}

#[tokio::test]
async fn the_log_pages_in_both_directions_and_filters() {
    let (fixture, actor) = filled().await;
    let mut query = AuditQuery::all(PageRequest::first(4));
    let first = fixture.identity.audit_events(&actor, &query).await.unwrap();
    assert_eq!((first.rows.len(), first.before.is_none()), (4, true));
    query.page.from = crate::page::From::After(first.after.clone().unwrap());
    let second = fixture.identity.audit_events(&actor, &query).await.unwrap();
    assert_eq!((second.rows.len(), second.after.is_none()), (2, true));
    query.page.from = crate::page::From::Before(second.before.clone().unwrap());
    let back = fixture.identity.audit_events(&actor, &query).await.unwrap();
    assert_eq!(back.rows, first.rows);
    let query = AuditQuery {
        activity: Some(Activity::CreateCompany),
        ..AuditQuery::all(PageRequest::first(10))
    };
    assert_eq!(
        fixture
            .identity
            .audit_events(&actor, &query)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
}

#[tokio::test]
async fn an_end_that_was_kept_elsewhere_is_found_in_a_longer_chain_and_no_other_is() {
    let (fixture, actor) = filled().await;
    let identity = &fixture.identity;
    let kept = identity.verify_audit(actor.tenant).await.unwrap().head;
    fixture.member(&actor, "late").await;
    identity.seal_audit_events().await.unwrap();
    let contains = async |head: &str| identity.audit_chain_contains(actor.tenant, head).await;
    assert!(contains(&kept).await.unwrap());
    let now = identity.verify_audit(actor.tenant).await.unwrap().head;
    assert_ne!(now, kept);
    assert!(contains(&now).await.unwrap());
    assert!(!contains(&"ab".repeat(32)).await.unwrap());
    // The end that a chain without events has: every chain begins there.
    assert!(contains(&"00".repeat(32)).await.unwrap());
    for nonsense in ["", "00", "é", &"zz".repeat(32)] {
        contains(nonsense).await.unwrap_err();
    }
}
