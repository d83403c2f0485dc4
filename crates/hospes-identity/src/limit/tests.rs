use super::*;
use crate::testing::Fixture;

async fn take_once(fixture: &Fixture, tenant: TenantId, limit: &Limit) -> Result<()> {
    fixture
        .identity
        .retrying(|| async {
            let mut tx = fixture.identity.write().await?;
            take(&mut tx, tenant, limit).await?;
            Ok(tx.commit().await?)
        })
        .await
}

#[tokio::test]
async fn a_cap_holds_against_64_at_once_and_ends_with_its_window() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let limit = Limit::new("test", "x", 10, Span::hours(1));
    let jobs = (0..64).map(|_| take_once(&fixture, tenant, &limit));
    let results = futures_util::future::join_all(jobs).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 10);
    let refused = take_once(&fixture, tenant, &limit).await.unwrap_err();
    assert!(
        matches!(
            refused,
            Error::TooMany {
                retry_after_seconds: 3600
            }
        ),
        "{refused:?}"
    );
    fixture.clock.advance(Span::hours(1));
    take_once(&fixture, tenant, &limit).await.unwrap();
    assert_eq!(
        fixture
            .identity
            .forget_old_counters()
            .await
            .unwrap()
            .changed,
        1
    );
    assert_eq!(
        fixture
            .identity
            .forget_old_counters()
            .await
            .unwrap()
            .changed,
        0
    );
}

#[tokio::test]
async fn a_leased_cap_is_used_up_exactly() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    for cap in [3, 250] {
        let limit = Limit::new("leased", &cap.to_string(), cap, Span::hours(1));
        let jobs = (0..300).map(|_| fixture.identity.take_leased(tenant, &limit));
        let results = futures_util::future::join_all(jobs).await;
        let taken = results.iter().filter(|result| result.is_ok()).count();
        // Never more; and what several callers leased at once is all spent in the end.
        let more = (0..300).map(|_| fixture.identity.take_leased(tenant, &limit));
        let more = futures_util::future::join_all(more).await;
        let taken = taken + more.iter().filter(|result| result.is_ok()).count();
        assert_eq!(taken, cap as usize);
    }
}

#[tokio::test]
async fn zero_means_no_limit() {
    let fixture = Fixture::new().await;
    let tenant = fixture.contoso().await.id;
    let limit = Limit::new("test", "x", 0, Span::hours(1));
    for _ in 0..20 {
        take_once(&fixture, tenant, &limit).await.unwrap();
        fixture.identity.take_leased(tenant, &limit).await.unwrap();
    }
}
