use super::*;
use crate::testing::Fixture;
use crate::user_flow::{Approval, Input, NewAttribute, ValueKind};

async fn flow(fixture: &Fixture) -> (Actor, UserFlowId) {
    let actor = fixture.system(fixture.contoso().await.id);
    let identity = &fixture.identity;
    let made = identity.create_user_flow(&actor, ("Partners", Approval::None));
    let id = made.await.unwrap().id;
    add(identity, &actor, id).await;
    (actor, id)
}

async fn add(identity: &Identity, actor: &Actor, id: UserFlowId) {
    let new = NewAttribute {
        name: "color".to_owned(),
        kind: ValueKind::String,
        input: Input::Radio,
        label: Some("Color".to_owned()),
        is_required: false,
        options: vec!["red".to_owned(), "blue".to_owned()],
    };
    identity.add_flow_attribute(actor, id, &new).await.unwrap();
}

fn labels(language: &str, label: &str, options: &[&str]) -> NewLabels {
    NewLabels {
        language: language.to_owned(),
        label: label.to_owned(),
        options: options.iter().map(|text| (*text).to_owned()).collect(),
    }
}

#[tokio::test]
async fn labels_take_the_place_of_those_before_and_go_with_their_attribute() {
    let fixture = Fixture::new().await;
    let (actor, id) = flow(&fixture).await;
    let identity = &fixture.identity;
    let set = async |new: &[NewLabels]| {
        let set = identity.set_attribute_labels(&actor, id, ("color", new));
        set.await.unwrap();
        identity.user_flow(&actor, id).await.unwrap().labels
    };
    let found = set(&[
        labels("de", " Farbe\u{202e} ", &["rot", "", "blau "]),
        labels("fr", "", &[]),
        labels("zh-Hans", "颜色", &[]),
    ])
    .await;
    let german = AttributeLabels {
        attribute: "color".to_owned(),
        language: "de".to_owned(),
        label: Some("Farbe".to_owned()),
        options: vec!["rot".to_owned(), "blau".to_owned()],
    };
    assert_eq!(found[0], german);
    assert_eq!(
        (found.len(), found[1].language.as_str()),
        (2, "zh-hans"),
        "nothing is said in French"
    );
    let found = set(&[labels("de", "", &["rot", "blau"])]).await;
    assert_eq!((found.len(), found[0].label.as_deref()), (1, None));
    let removed = identity.remove_flow_attribute(&actor, id, "color").await;
    removed.unwrap();
    add(identity, &actor, id).await;
    let detail = identity.user_flow(&actor, id).await.unwrap();
    assert_eq!(detail.labels, []);
    set(&[labels("de", "Farbe", &[])]).await;
    identity.delete_user_flow(&actor, id).await.unwrap();
    let dump = fixture.dump().await;
    assert!(!dump.iter().any(|(table, _)| table == "attribute_labels"));
}

#[tokio::test]
async fn all_that_is_wrong_with_labels_is_said_at_once_and_nothing_is_saved() {
    let fixture = Fixture::new().await;
    let (actor, id) = flow(&fixture).await;
    let identity = &fixture.identity;
    let long = "x".repeat(10_000);
    let wrong = [
        labels("de", &long, &["rot"]),
        labels("fr", "Couleur", &["rouge", &long]),
        labels("es", "Color", &["rojo", "rojo"]),
        labels("ja", "色", &["赤", "青"]),
    ];
    let set = identity.set_attribute_labels(&actor, id, ("color", &wrong));
    let Err(LabelsError::Wrong(faults)) = set.await else {
        panic!("they are wrong");
    };
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| (fault.language.as_str(), fault.of, fault.reason))
        .collect();
    assert_eq!(
        faults,
        [
            (
                "de",
                Labelled::Attribute,
                "it is longer than 256 characters"
            ),
            (
                "de",
                Labelled::Options,
                "there are not as many as the attribute has"
            ),
            ("fr", Labelled::Options, "one is longer than 256 characters"),
            ("es", Labelled::Options, "two of them are the same"),
        ]
    );
    for wrong in [
        vec![labels("d\u{fc}", "x", &[])],
        vec![labels("", "x", &[])],
        vec![labels("de", "x", &[]), labels("DE", "y", &[])],
        vec![labels("de", "x", &[]); 51],
    ] {
        let set = identity.set_attribute_labels(&actor, id, ("color", &wrong));
        let error = set.await.unwrap_err();
        let field = "language";
        assert!(
            matches!(&error, LabelsError::Other(Error::Invalid { field: found, .. }) if *found == field),
            "{error:?}"
        );
    }
    let unknown = identity.set_attribute_labels(&actor, id, ("city", &[]));
    assert!(matches!(
        unknown.await,
        Err(LabelsError::Other(Error::NotFound { .. }))
    ));
    let detail = identity.user_flow(&actor, id).await.unwrap();
    assert_eq!(detail.labels, []);
}
