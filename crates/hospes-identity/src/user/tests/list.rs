use hospes_protocol::odata::Filter;
use hospes_protocol::text::fold;

use super::*;
use crate::page::{Cursor, From, Page};
use crate::testing::no_limits;

const FIRST: [&str; 10] = [
    "Anna",
    "anna",
    "Ännchen",
    "Bob",
    "Zoë",
    "ÉMILE",
    "Жанна",
    "李",
    "O'Brien",
    "bob",
];
const LAST: [&str; 6] = ["Ångström", "de la Cruz", "Smith", "SMITH-Jones", "Ünal", ""];

/// A directory of 120 people of every kind, and all of them sorted as a list must be.
async fn directory() -> (Fixture, Actor, Vec<User>) {
    let fixture = Fixture::with_limits(no_limits()).await;
    let tenant = fixture.contoso().await.id;
    let actor = fixture.system(tenant);
    let identity = &fixture.identity;
    let mut all = Vec::new();
    for number in 0_usize..120 {
        let name = format!(
            "{} {}",
            FIRST[number % FIRST.len()],
            LAST[number / 7 % LAST.len()]
        );
        let user = if number % 3 == 0 {
            let new = NewUser {
                display_name: name,
                account_enabled: number % 5 != 0,
                ..new_user(&format!("member{number}"))
            };
            identity.create_user(&actor, &new).await.unwrap().user
        } else {
            let to = address(&format!("guest{number}@partner{}.example", number % 4));
            let new = crate::invitation::NewInvitation {
                display_name: Some(name),
                ..crate::invitation::NewInvitation::of(to, crate::testing::REDIRECT)
            };
            let invited = identity.invite(&actor, &new).await.unwrap();
            if number % 4 == 1 {
                identity
                    .revoke_invitation(&actor, invited.user.id)
                    .await
                    .unwrap();
            }
            invited.user
        };
        if number % 11 == 0 {
            let patch = UserPatch {
                mail: Patch::Clear,
                ..UserPatch::default()
            };
            identity.update_user(&actor, user.id, &patch).await.unwrap();
        }
        if number % 13 == 0 {
            identity.delete_user(&actor, user.id).await.unwrap();
        } else {
            all.push(identity.user(&actor, user.id).await.unwrap());
        }
        fixture.clock.advance(Span::minutes(1));
    }
    let (pat, _) = fixture.guest(&actor, "pat@partner.example").await;
    all.push(pat);
    all.sort_by_key(|user| (fold(&user.display_name), user.id));
    (fixture, actor, all)
}

fn ids(users: &[User]) -> Vec<UserId> {
    users.iter().map(|user| user.id).collect()
}

async fn page(fixture: &Fixture, actor: &Actor, query: &UserQuery) -> Page<User> {
    fixture.identity.users(actor, query).await.unwrap()
}

/// Walks through all pages in one direction.
async fn walk(fixture: &Fixture, actor: &Actor, query: &UserQuery, forwards: bool) -> Vec<UserId> {
    let mut query = query.clone();
    query.page.from = if forwards { From::Start } else { From::End };
    let mut walked = Vec::new();
    for _ in 0..200 {
        let found = page(fixture, actor, &query).await;
        let full = found.rows.len() == query.page.size as usize;
        let rows = ids(&found.rows);
        let next: Option<Cursor> = if forwards {
            walked.extend(rows);
            found.after
        } else {
            walked.splice(0..0, rows);
            found.before
        };
        let Some(cursor) = next else { return walked };
        // Only the last page may be short, and cursors survive the URL.
        assert!(full);
        let cursor = Cursor::decode(&cursor.encode()).unwrap();
        query.page.from = if forwards {
            From::After(cursor)
        } else {
            From::Before(cursor)
        };
    }
    panic!("the list does not end");
}

#[tokio::test]
async fn pages_in_both_directions_make_the_whole_list_whatever_their_size() {
    let (fixture, actor, all) = directory().await;
    let expected = ids(&all);
    assert!(expected.len() > 100);
    for size in [1, 7, 50, u32::try_from(expected.len()).unwrap(), 999] {
        let query = UserQuery::all(PageRequest::first(size));
        assert_eq!(walk(&fixture, &actor, &query, true).await, expected);
        assert_eq!(walk(&fixture, &actor, &query, false).await, expected);
    }
    let mut by_id = expected.clone();
    by_id.sort();
    let query = UserQuery {
        order: Order::Id,
        ..UserQuery::all(PageRequest::first(40))
    };
    assert_eq!(walk(&fixture, &actor, &query, true).await, by_id);
    assert_eq!(walk(&fixture, &actor, &query, false).await, by_id);
    // One page on and one back is where one was.
    let mut query = UserQuery::all(PageRequest::first(9));
    let first = page(&fixture, &actor, &query).await;
    assert!(first.before.is_none());
    query.page.from = From::After(first.after.clone().unwrap());
    let second = page(&fixture, &actor, &query).await;
    query.page.from = From::Before(second.before.unwrap());
    let back = page(&fixture, &actor, &query).await;
    assert_eq!((ids(&back.rows), back.before), (ids(&first.rows), None));
    assert_eq!(back.after, first.after);
}

#[tokio::test]
async fn a_page_stays_where_it_is_when_somebody_on_another_comes_or_goes() {
    let (fixture, actor, all) = directory().await;
    let mut query = UserQuery::all(PageRequest::first(10));
    let first = page(&fixture, &actor, &query).await;
    query.page.from = From::After(first.after.unwrap());
    let before = page(&fixture, &actor, &query).await;
    let identity = &fixture.identity;
    identity.delete_user(&actor, all[3].id).await.unwrap();
    let new = NewUser {
        display_name: "  Aaron".to_owned(),
        ..new_user("aaron")
    };
    identity.create_user(&actor, &new).await.unwrap();
    let after = page(&fixture, &actor, &query).await;
    assert_eq!(ids(&before.rows), ids(&after.rows));
}

#[tokio::test]
async fn filters_and_counts_agree_with_what_is_there() {
    let (fixture, actor, all) = directory().await;
    let identity = &fixture.identity;
    let any = || UserQuery::all(PageRequest::first(500));
    type Case = (UserQuery, fn(&User) -> bool);
    let cases: [Case; 5] = [
        (any(), |_| true),
        (
            UserQuery {
                user_type: Some(UserType::Guest),
                ..any()
            },
            User::is_guest,
        ),
        (
            UserQuery {
                invitation_state: Some(InvitationState::Revoked),
                ..any()
            },
            |user| user.invitation_state == Some(InvitationState::Revoked),
        ),
        (
            UserQuery {
                account_enabled: Some(false),
                ..any()
            },
            |user| !user.account_enabled,
        ),
        (
            UserQuery {
                user_type: Some(UserType::Guest),
                invitation_state: Some(InvitationState::PendingAcceptance),
                account_enabled: Some(true),
                search: Some("anna".to_owned()),
                ..any()
            },
            |user| {
                user.invitation_state == Some(InvitationState::PendingAcceptance)
                    && fold(&user.display_name).starts_with("anna")
            },
        ),
    ];
    for (query, condition) in cases {
        let expected: Vec<UserId> = all
            .iter()
            .filter(|user| condition(user))
            .map(|user| user.id)
            .collect();
        assert!(!expected.is_empty(), "{query:?}");
        assert_eq!(ids(&page(&fixture, &actor, &query).await.rows), expected);
        let count = identity.count_users(&actor, &query).await.unwrap();
        assert_eq!((count.number, count.more), (expected.len() as u64, false));
    }
    let deleted = UserQuery {
        deleted: true,
        ..any()
    };
    let count = identity.count_users(&actor, &deleted).await.unwrap();
    assert_eq!(count.number, 10);
    let listed = identity
        .deleted_users(&actor, PageRequest::first(50))
        .await
        .unwrap();
    assert_eq!(listed.rows.len(), 10);
}

async fn found(fixture: &Fixture, actor: &Actor, search: &str, deleted: bool) -> Vec<String> {
    let query = UserQuery {
        search: Some(search.to_owned()),
        deleted,
        ..UserQuery::all(PageRequest::first(50))
    };
    let rows = page(fixture, actor, &query).await.rows;
    rows.into_iter().map(|user| user.display_name).collect()
}

#[tokio::test]
async fn people_are_found_by_first_name_surname_and_every_address() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let people = [
        ("megan", "Megan Bowen"),
        ("adele", "Adele  Vance"),
        ("jp", "Jean-Paul de la Cruz"),
        ("ozlem", "Özlem ÜNAL"),
    ];
    for (name, display_name) in people {
        let new = NewUser {
            display_name: display_name.to_owned(),
            ..new_user(name)
        };
        identity.create_user(&actor, &new).await.unwrap();
    }
    let invited = fixture.invite(&actor, "m.smith@partner.example").await;
    let named = UserPatch {
        display_name: Some("Mary Smith".to_owned()),
        other_mails: Some(vec![
            address("m.smith@partner.example"),
            address("mary@home.example"),
        ]),
        ..UserPatch::default()
    };
    identity
        .update_user(&actor, invited.user.id, &named)
        .await
        .unwrap();
    for (search, expected) in [
        ("m", &["Mary Smith", "Megan Bowen"][..]),
        ("MEG", &["Megan Bowen"]),
        ("bow", &["Megan Bowen"]),
        ("megan b", &["Megan Bowen"]),
        (" adele vance ", &["Adele Vance"]),
        ("cruz", &["Jean-Paul de la Cruz"]),
        ("de la c", &["Jean-Paul de la Cruz"]),
        ("u\u{308}nal", &["Özlem ÜNAL"]),
        ("jp@contoso", &["Jean-Paul de la Cruz"]),
        ("mary@home.example", &["Mary Smith"]),
        ("m.smith", &["Mary Smith"]),
        ("mary@HOME", &["Mary Smith"]),
        ("egan", &[]),
        ("%", &[]),
        ("_", &[]),
        ("x' OR 1=1", &[]),
    ] {
        assert_eq!(
            found(&fixture, &actor, search, false).await,
            expected,
            "{search}"
        );
    }
    // Blanks are no search.
    assert_eq!(found(&fixture, &actor, "  ", false).await.len(), 5);
    // The old name is forgotten with a new one.
    let renamed = UserPatch {
        display_name: Some("Mary Jones".to_owned()),
        ..UserPatch::default()
    };
    identity
        .update_user(&actor, invited.user.id, &renamed)
        .await
        .unwrap();
    assert!(found(&fixture, &actor, "smith", false).await.is_empty());
    assert_eq!(found(&fixture, &actor, "jon", false).await, ["Mary Jones"]);
    identity.delete_user(&actor, invited.user.id).await.unwrap();
    assert!(found(&fixture, &actor, "jon", false).await.is_empty());
    assert_eq!(found(&fixture, &actor, "jon", true).await, ["Mary Jones"]);
}

fn is_partner(user: &User) -> bool {
    let mail = user.mail.as_deref();
    mail.is_some_and(|mail| mail.ends_with("@partner1.example"))
}

#[tokio::test]
async fn filters_of_graph_find_what_they_say_and_null_is_odatas_null() {
    let (fixture, actor, all) = directory().await;
    let some = all.iter().find(|user| is_partner(user)).unwrap();
    let (mail, upn, id) = (
        some.mail.clone().unwrap(),
        &some.user_principal_name,
        some.id,
    );
    let changed = some.invitation_state_changed_at.unwrap();
    let upper = mail.to_uppercase();
    type Condition<'a> = Box<dyn Fn(&User) -> bool + 'a>;
    let is = |wanted: UserId| -> Condition<'_> { Box::new(move |user| user.id == wanted) };
    let open = |user: &User| {
        user.invitation_state
            .is_some_and(|state| state != InvitationState::Completed)
    };
    let accepted = |user: &User| user.invitation_state == Some(InvitationState::Completed);
    let cases: Vec<(String, Condition<'_>)> = vec![
        (format!("mail eq '{mail}'"), is(id)),
        (format!("mail eq '{upper}'"), is(id)),
        (format!("userPrincipalName eq '{upn}'"), is(id)),
        (format!("id eq '{id}'"), is(id)),
        (format!("id in ('{id}','{}')", all[0].id), {
            let other = all[0].id;
            Box::new(move |user| user.id == id || user.id == other)
        }),
        (format!("otherMails/any(x:x eq '{mail}')"), is(id)),
        (format!("proxyAddresses/any(x:x eq 'SMTP:{upper}')"), is(id)),
        (
            format!("userPrincipalName eq '{mail}' or mail eq '{mail}'"),
            is(id),
        ),
        ("mail eq null".into(), Box::new(|user| user.mail.is_none())),
        ("mail ne null".into(), Box::new(|user| user.mail.is_some())),
        (format!("mail ne '{mail}'"), Box::new(|user| user.id != id)),
        (
            format!("not(mail eq '{mail}')"),
            Box::new(|user| user.id != id),
        ),
        (
            "startsWith(mail,'guest1')".into(),
            Box::new(|user| {
                let mail = user.mail.as_deref();
                mail.is_some_and(|mail| mail.starts_with("guest1"))
            }),
        ),
        (
            "not(startsWith(mail,'guest1'))".into(),
            Box::new(|user| {
                let mail = user.mail.as_deref();
                !mail.is_some_and(|mail| mail.starts_with("guest1"))
            }),
        ),
        (
            "startsWith(displayName,'ÄNN') and userType eq 'Guest'".into(),
            Box::new(|user| user.display_name.starts_with("Änn") && user.is_guest()),
        ),
        (
            "userType eq 'member'".into(),
            Box::new(|user| !user.is_guest()),
        ),
        (
            "creationType eq null".into(),
            Box::new(|user| user.creation_type.is_none()),
        ),
        (
            "creationType eq 'Invitation'".into(),
            Box::new(|user| user.creation_type.is_some()),
        ),
        ("creationType eq 'LocalAccount'".into(), Box::new(|_| false)),
        ("creationType ne 'LocalAccount'".into(), Box::new(|_| true)),
        (
            "accountEnabled eq false".into(),
            Box::new(|user| !user.account_enabled),
        ),
        (
            "accountEnabled ne true".into(),
            Box::new(|user| !user.account_enabled),
        ),
        (
            "externalUserState eq 'PendingAcceptance'".into(),
            Box::new(open),
        ),
        ("externalUserState eq 'Accepted'".into(), Box::new(accepted)),
        (
            "externalUserState eq null".into(),
            Box::new(|user| user.invitation_state.is_none()),
        ),
        (
            "not(externalUserState eq 'Accepted')".into(),
            Box::new(move |user| !accepted(user)),
        ),
        (
            format!("externalUserStateChangeDateTime le {changed}"),
            Box::new(|user| {
                let at = user.invitation_state_changed_at;
                at.is_some_and(|at| at <= changed)
            }),
        ),
        (
            format!("createdDateTime gt {}", some.created_at),
            Box::new(|user| user.created_at > some.created_at),
        ),
        (
            "displayName gt 'b' and displayName lt 'c'".into(),
            Box::new(|user| fold(&user.display_name).starts_with('b')),
        ),
    ];
    for (text, condition) in cases {
        let query = UserQuery {
            filter: Some(Filter::parse(&text).unwrap()),
            ..UserQuery::all(PageRequest::first(500))
        };
        let expected: Vec<UserId> = all
            .iter()
            .filter(|user| condition(user))
            .map(|user| user.id)
            .collect();
        let rows = page(&fixture, &actor, &query).await.rows;
        assert_eq!(ids(&rows), expected, "{text}");
        let count = fixture.identity.count_users(&actor, &query).await.unwrap();
        assert_eq!(count.number, expected.len() as u64, "{text}");
    }
}

#[tokio::test]
async fn a_filter_that_is_not_supported_is_refused_and_not_ignored() {
    let (fixture, actor) = contoso().await;
    for text in [
        "shoeSize eq 1",
        "mail eq 7",
        "mail gt null",
        "accountEnabled gt true",
        "userType eq 'Robot'",
        "externalUserState ne 'Accepted'",
        "externalUserState eq 'Expired'",
        "endsWith(mail,'example')",
        "startsWith(userType,'G')",
        "createdDateTime gt 'yesterday'",
        "identities/any(x:x eq 'a')",
        "otherMails/any(x:startsWith(x,'a'))",
        "proxyAddresses/any(x:x eq 'sip:a@b.example')",
        "manager/id eq '1'",
    ] {
        let Ok(filter) = Filter::parse(text) else {
            continue;
        };
        let query = UserQuery {
            filter: Some(filter),
            ..UserQuery::all(PageRequest::first(5))
        };
        let refused = fixture.identity.users(&actor, &query).await;
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "$filter",
                    ..
                })
            ),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_address_in_unicode_is_found_in_either_spelling() {
    let (fixture, actor) = contoso().await;
    let invited = fixture.invite(&actor, "Jürgen@BÜCHER.example").await;
    for text in [
        "mail eq 'jürgen@bücher.example'",
        "mail eq 'jürgen@xn--bcher-kva.example'",
        "startsWith(mail,'JÜRG')",
        "otherMails/any(x:x eq 'jürgen@Bücher.example')",
    ] {
        let query = UserQuery {
            filter: Some(Filter::parse(text).unwrap()),
            ..UserQuery::all(PageRequest::first(5))
        };
        let rows = page(&fixture, &actor, &query).await.rows;
        assert_eq!(ids(&rows), [invited.user.id], "{text}");
    }
}
