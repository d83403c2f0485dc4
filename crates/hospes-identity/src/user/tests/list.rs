use hospes_protocol::odata::Filter;
use hospes_protocol::text::fold;

use super::*;
use crate::limit::Limits;
use crate::page::{Cursor, From, Page};

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
    let fixture = Fixture::with_limits(Limits::none()).await;
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

type Case = (UserQuery, fn(&User) -> bool);

fn queries() -> [Case; 5] {
    let any = || UserQuery::all(PageRequest::first(500));
    [
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
    ]
}

#[tokio::test]
async fn filters_and_counts_agree_with_what_is_there() {
    let (fixture, actor, all) = directory().await;
    let identity = &fixture.identity;
    for (query, condition) in queries() {
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
        ..UserQuery::all(PageRequest::first(500))
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
}

#[tokio::test]
async fn the_old_name_is_forgotten_with_a_new_one_and_the_deleted_are_found_among_themselves() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let new = NewUser {
        display_name: "Mary Smith".to_owned(),
        ..new_user("mary")
    };
    let id = identity.create_user(&actor, &new).await.unwrap().user.id;
    assert_eq!(
        found(&fixture, &actor, "smith", false).await,
        ["Mary Smith"]
    );
    let renamed = UserPatch {
        display_name: Some("Mary Jones".to_owned()),
        ..UserPatch::default()
    };
    identity.update_user(&actor, id, &renamed).await.unwrap();
    assert!(found(&fixture, &actor, "smith", false).await.is_empty());
    assert_eq!(found(&fixture, &actor, "jon", false).await, ["Mary Jones"]);
    identity.delete_user(&actor, id).await.unwrap();
    assert!(found(&fixture, &actor, "jon", false).await.is_empty());
    assert_eq!(found(&fixture, &actor, "jon", true).await, ["Mary Jones"]);
}

/// What a filter of Graph must find, and how many it must count.
struct Expectation<'a> {
    fixture: &'a Fixture,
    actor: &'a Actor,
    all: &'a [User],
}

impl Expectation<'_> {
    async fn finds(&self, filter: &str, condition: impl Fn(&User) -> bool) {
        let query = UserQuery {
            filter: Some(Filter::parse(filter).unwrap()),
            ..UserQuery::all(PageRequest::first(500))
        };
        let expected = self.all.iter().filter(|user| condition(user));
        let expected: Vec<UserId> = expected.map(|user| user.id).collect();
        let rows = page(self.fixture, self.actor, &query).await.rows;
        assert_eq!(ids(&rows), expected, "{filter}");
        let identity = &self.fixture.identity;
        let count = identity.count_users(self.actor, &query).await.unwrap();
        assert_eq!(count.number, expected.len() as u64, "{filter}");
    }

    /// Every way to ask for one person.
    async fn finds_one(&self, one: &User, other: &User) {
        let (mail, upn, id) = (
            one.mail.as_deref().unwrap(),
            &one.user_principal_name,
            one.id,
        );
        let upper = mail.to_uppercase();
        for filter in [
            format!("mail eq '{mail}'"),
            format!("mail eq '{upper}'"),
            format!("userPrincipalName eq '{upn}'"),
            format!("id eq '{id}'"),
            format!("otherMails/any(x:x eq '{mail}')"),
            format!("proxyAddresses/any(x:x eq 'SMTP:{upper}')"),
            format!("userPrincipalName eq '{mail}' or mail eq '{mail}'"),
            format!("mail eq '{mail}' and userType eq 'Guest'"),
        ] {
            self.finds(&filter, |user| user.id == id).await;
        }
        let both = format!("id in ('{id}','{}')", other.id);
        let is_either = |user: &User| [id, other.id].contains(&user.id);
        self.finds(&both, is_either).await;
        // What is null differs from every value, and is not what it is not.
        for filter in [
            format!("mail ne '{mail}'"),
            format!("not(mail eq '{mail}')"),
            format!("id ne '{id}'"),
        ] {
            self.finds(&filter, |user| user.id != id).await;
        }
        let changed = one.invitation_state_changed_at.unwrap();
        let is_before = |user: &User| {
            let at = user.invitation_state_changed_at;
            at.is_some_and(|at| at <= changed)
        };
        let filter = format!("externalUserStateChangeDateTime le {changed}");
        self.finds(&filter, is_before).await;
        let filter = format!("createdDateTime gt {}", one.created_at);
        let is_younger = |user: &User| user.created_at > one.created_at;
        self.finds(&filter, is_younger).await;
    }
}

#[tokio::test]
async fn filters_of_graph_find_what_they_say_and_null_is_odatas_null() {
    let (fixture, actor, all) = directory().await;
    let found = Expectation {
        fixture: &fixture,
        actor: &actor,
        all: &all,
    };
    let is_partner = |user: &&User| {
        let mail = user.mail.as_deref();
        mail.is_some_and(|mail| mail.ends_with("@partner1.example"))
    };
    let partner = all.iter().find(is_partner).unwrap();
    found.finds_one(partner, &all[0]).await;

    found
        .finds("mail eq null", |user| user.mail.is_none())
        .await;
    found
        .finds("mail ne null", |user| user.mail.is_some())
        .await;
    let begins = |user: &User| {
        let mail = user.mail.as_deref();
        mail.is_some_and(|mail| mail.starts_with("guest1"))
    };
    found.finds("startsWith(mail,'guest1')", begins).await;
    let not = |user: &User| !begins(user);
    found.finds("not(startsWith(mail,'guest1'))", not).await;
    let filter = "startsWith(displayName,'ÄNN') and userType eq 'Guest'";
    let is_guest = |user: &User| user.display_name.starts_with("Änn") && user.is_guest();
    found.finds(filter, is_guest).await;
    let filter = "displayName gt 'b' and displayName lt 'c'";
    let is_b = |user: &User| fold(&user.display_name).starts_with('b');
    found.finds(filter, is_b).await;
    let is_member = |user: &User| !user.is_guest();
    found.finds("userType eq 'member'", is_member).await;
    found.finds("creationType eq null", is_member).await;
    found
        .finds("creationType eq 'Invitation'", User::is_guest)
        .await;
    found
        .finds("creationType eq 'LocalAccount'", |_| false)
        .await;
    found
        .finds("creationType ne 'LocalAccount'", |_| true)
        .await;
    let is_blocked = |user: &User| !user.account_enabled;
    found.finds("accountEnabled eq false", is_blocked).await;
    found.finds("accountEnabled ne true", is_blocked).await;

    let completed = Some(InvitationState::Completed);
    let accepted = |user: &User| user.invitation_state == completed;
    let waits = |user: &User| user.invitation_state.is_some() && !accepted(user);
    let filter = "externalUserState eq 'PendingAcceptance'";
    found.finds(filter, waits).await;
    found
        .finds("externalUserState eq 'Accepted'", accepted)
        .await;
    let never = |user: &User| user.invitation_state.is_none();
    found.finds("externalUserState eq null", never).await;
    let filter = "not(externalUserState eq 'Accepted')";
    found.finds(filter, |user| !accepted(user)).await;
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

/// The outermost steps of a list, on SQLite.
async fn plan(fixture: &Fixture, actor: &Actor, query: &UserQuery) -> Vec<String> {
    let mut tx = fixture.identity.read().await.unwrap();
    let statement = crate::user::list::plan(actor, query).unwrap();
    let rows: Vec<(i64, i64, i64, String)> = statement.fetch_all(&mut tx).await.unwrap();
    let steps = rows.into_iter().filter(|(_, parent, _, _)| *parent == 0);
    steps.map(|(_, _, _, step)| step).collect()
}

#[tokio::test]
async fn a_list_of_few_looks_at_few_and_a_page_of_many_at_a_page() {
    let (fixture, actor) = contoso().await;
    if fixture.identity.db().is_postgres() {
        // It plans by what is there, and here there is nothing.
        return;
    }
    let guests = |from| UserQuery {
        user_type: Some(UserType::Guest),
        ..UserQuery::all(PageRequest { from, size: 50 })
    };
    let cursor = Cursor {
        key: "m".to_owned(),
        id: Uuid::nil(),
    };
    let places = [
        From::Start,
        From::After(cursor.clone()),
        From::Before(cursor),
        From::End,
    ];
    for from in places {
        let many = plan(&fixture, &actor, &guests(from.clone())).await;
        assert_eq!(many.len(), 1, "{many:?}");
        assert!(many[0].contains("users_by_type"), "{many:?}");
        let searched = UserQuery {
            search: Some("megan".to_owned()),
            invitation_state: Some(InvitationState::PendingAcceptance),
            ..guests(from.clone())
        };
        let filtered = |text| UserQuery {
            filter: Some(Filter::parse(text).unwrap()),
            ..guests(from.clone())
        };
        for query in [
            searched,
            filtered("mail eq 'a@b.example' or userPrincipalName eq 'a@b.example'"),
            filtered("otherMails/any(x:x eq 'a@b.example') and accountEnabled eq true"),
        ] {
            let few = plan(&fixture, &actor, &query).await;
            assert!(!few[0].contains("users_by"), "{few:?}");
        }
    }
}
