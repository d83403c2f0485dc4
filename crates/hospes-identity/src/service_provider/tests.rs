use crate::error::Error;
use crate::testing::Fixture;

#[tokio::test]
async fn the_first_certificate_signs_and_the_next_when_it_is_activated() {
    let fixture = Fixture::new().await;
    let contoso = fixture.system(fixture.contoso().await.id);
    let identity = &fixture.identity;
    let signer = async || identity.service_signer(contoso.tenant).await.unwrap();
    let keys = async || {
        identity
            .service_decryption_keys(contoso.tenant)
            .await
            .unwrap()
    };
    assert!(signer().await.is_none() && keys().await.is_empty());
    let first = identity.add_service_certificate(&contoso).await.unwrap();
    let next = identity.add_service_certificate(&contoso).await.unwrap();
    let published = || identity.published_service_certificates(contoso.tenant);
    let before = published().await.unwrap();
    assert_eq!(signer().await.unwrap().certificate(), &before[0]);
    assert_eq!(keys().await.len(), 2);
    let refused = identity.remove_service_certificate(&contoso, first).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    let activated = identity.activate_service_certificate(&contoso, next);
    activated.await.unwrap();
    let after = published().await.unwrap();
    assert_eq!(after[0], before[1]);
    assert_eq!(signer().await.unwrap().certificate(), &after[0]);
    let removed = identity.remove_service_certificate(&contoso, first);
    removed.await.unwrap();
    assert_eq!(published().await.unwrap(), after[..1]);
    for _ in 0..3 {
        identity.add_service_certificate(&contoso).await.unwrap();
    }
    let refused = identity.add_service_certificate(&contoso).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
}
