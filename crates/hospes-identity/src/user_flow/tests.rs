use super::*;
use crate::testing::Fixture;
use crate::{Error, Result};

fn attribute(name: &str, kind: ValueKind, input: Input, options: &[&str]) -> NewAttribute {
    NewAttribute {
        name: name.to_owned(),
        kind,
        input,
        label: Some(name.to_owned()),
        is_required: false,
        options: options.iter().map(|text| (*text).to_owned()).collect(),
    }
}

fn reason<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_name_gets_the_prefix_and_is_there_once() {
    let fixture = Fixture::new().await;
    let actor = fixture.system(fixture.contoso().await.id);
    let identity = &fixture.identity;
    let made = identity
        .create_user_flow(&actor, ("Partners", Approval::None))
        .await
        .unwrap();
    assert_eq!(made.name, "B2X_1_Partners");
    let again = identity
        .create_user_flow(&actor, ("b2x_1_Partners", Approval::None))
        .await;
    assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");
    for wrong in ["", "B2X_1_", "a b", "ä", &"a".repeat(61)] {
        reason(
            identity
                .create_user_flow(&actor, (wrong, Approval::None))
                .await,
        );
    }
}

#[tokio::test]
async fn attributes_are_added_moved_and_removed() {
    let fixture = Fixture::new().await;
    let actor = fixture.system(fixture.contoso().await.id);
    let identity = &fixture.identity;
    let id = identity
        .create_user_flow(&actor, ("Partners", Approval::None))
        .await
        .unwrap()
        .id;
    for new in [
        attribute("city", ValueKind::String, Input::TextBox, &[]),
        attribute("level", ValueKind::Int, Input::Dropdown, &["1", "2"]),
        attribute("terms", ValueKind::Boolean, Input::Checkbox, &[]),
    ] {
        identity.add_flow_attribute(&actor, id, &new).await.unwrap();
    }
    let names = |flow: &UserFlow| -> Vec<String> {
        flow.attributes.iter().map(|one| one.name.clone()).collect()
    };
    let moved = identity
        .move_flow_attribute(&actor, id, ("terms", Move::Up))
        .await;
    assert_eq!(names(&moved.unwrap()), ["city", "terms", "level"]);
    let moved = identity
        .move_flow_attribute(&actor, id, ("city", Move::Down))
        .await;
    assert_eq!(names(&moved.unwrap()), ["terms", "city", "level"]);
    let left = identity
        .remove_flow_attribute(&actor, id, "level")
        .await
        .unwrap();
    assert_eq!(names(&left), ["terms", "city"]);
    for wrong in [
        attribute("City", ValueKind::String, Input::TextBox, &[]),
        attribute("email", ValueKind::String, Input::TextBox, &[]),
        attribute("1st", ValueKind::String, Input::TextBox, &[]),
        attribute("age", ValueKind::Int, Input::Dropdown, &["old", "young"]),
        attribute("one", ValueKind::String, Input::Radio, &["only"]),
        attribute("odd", ValueKind::Boolean, Input::TextBox, &[]),
    ] {
        reason(identity.add_flow_attribute(&actor, id, &wrong).await);
    }
}

#[test]
fn only_what_could_be_typed_is_an_answer() {
    use Input::{Checkbox, Dropdown, TextBox};
    use ValueKind::{Boolean, Int, String as Text};
    let read = |kind, input, options: &[&str], given: &[&str]| {
        let mut made = attribute("x1", kind, input, options).checked().unwrap();
        made.is_required = true;
        let given: Vec<String> = given.iter().map(|text| (*text).to_owned()).collect();
        made.read(&given)
    };
    assert_eq!(
        read(Text, TextBox, &[], &[" Graz\u{202e} "]).unwrap(),
        ["Graz"]
    );
    assert_eq!(
        read(Text, Checkbox, &["a", "b"], &["a", "b"]).unwrap(),
        ["a", "b"]
    );
    assert_eq!(read(Int, TextBox, &[], &["-4"]).unwrap(), ["-4"]);
    assert_eq!(read(Boolean, Checkbox, &[], &["true"]).unwrap(), ["true"]);
    for (kind, input, options, given) in [
        (Text, TextBox, &[][..], &[][..]),
        (Text, TextBox, &[], &["a", "b"]),
        (Text, Dropdown, &["a", "b"], &["c"]),
        (Text, Checkbox, &["a", "b"], &["a", "c"]),
        (Int, TextBox, &[], &["1.5"]),
        (Boolean, Checkbox, &[], &[]),
        (Boolean, Checkbox, &[], &["yes"]),
    ] {
        assert!(read(kind, input, options, given).is_err(), "{given:?}");
    }
}
