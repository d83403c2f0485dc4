use super::*;
use crate::audit::{Activity, AuditQuery};
use crate::env::Span;
use crate::invitation::{InvitationDetail, Mailed};
use crate::limit::Limits;
use crate::page::{From, PageRequest};
use crate::testing::Fixture;
use crate::{Actor, Error};

const LEASE: Span = Span::minutes(5);

async fn contoso() -> (Fixture, Actor) {
    let fixture = Fixture::with_limits(Limits::none()).await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    (fixture, system)
}

async fn lease(fixture: &Fixture) -> Vec<Leased> {
    fixture.identity.lease_mail(100, LEASE).await.unwrap()
}

async fn only(fixture: &Fixture) -> Leased {
    let mut leased = lease(fixture).await;
    assert_eq!(leased.len(), 1);
    leased.remove(0)
}

async fn list(fixture: &Fixture, actor: &Actor) -> Vec<MailRecord> {
    let query = MailQuery {
        states: Vec::new(),
        recipient: None,
        user: None,
        page: PageRequest::first(100),
    };
    fixture.identity.mails(actor, &query).await.unwrap().rows
}

/// What became of the only mail.
async fn record(fixture: &Fixture, actor: &Actor) -> MailRecord {
    let mut all = list(fixture, actor).await;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn ticket(leased: &Leased) -> &str {
    match &leased.mail {
        Some(Mail::Invitation(mail)) => &mail.ticket,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn many_workers_at_once_never_get_the_same_mail() {
    let (fixture, system) = contoso().await;
    for number in 0..60 {
        fixture
            .invite(&system, &format!("user{number}@partner.example"))
            .await;
    }
    let mut seen = std::collections::BTreeSet::new();
    // A worker that comes away with fewer than it asked for simply comes again.
    for _ in 0..20 {
        let workers = (0..20).map(|_| fixture.identity.lease_mail(5, LEASE));
        let results = futures_util::future::join_all(workers).await;
        for leased in results.into_iter().flat_map(Result::unwrap) {
            assert!(seen.insert(leased.id), "{:?} twice", leased.id);
        }
    }
    assert_eq!(seen.len(), 60);
}

#[tokio::test]
async fn mails_are_leased_in_the_order_in_which_they_were_written() {
    let (fixture, system) = contoso().await;
    let mut written = Vec::new();
    for number in 0..5 {
        let to = format!("user{number}@partner.example");
        let invited = fixture.invite(&system, &to).await;
        written.push(invited.invitation.mail.unwrap());
        fixture.clock.advance(Span::seconds(1));
    }
    let mut leased = fixture.identity.lease_mail(3, LEASE).await.unwrap();
    leased.extend(fixture.identity.lease_mail(3, LEASE).await.unwrap());
    let mut firsts: Vec<MailId> = leased[..3].iter().map(|one| one.id).collect();
    firsts.sort();
    assert_eq!(firsts, written[..3]);
    assert_eq!(leased.len(), 5);
}

#[tokio::test]
async fn a_mail_whose_worker_died_is_taken_by_the_next_with_the_same_id() {
    let (fixture, system) = contoso().await;
    fixture.invite(&system, "pat@partner.example").await;
    let first = only(&fixture).await;
    assert_eq!(first.attempt, 1);
    assert!(lease(&fixture).await.is_empty());
    fixture.clock.advance(LEASE);
    let second = only(&fixture).await;
    assert_eq!((second.id, second.attempt), (first.id, 2));
    assert_eq!(second.mail, first.mail);
}

#[tokio::test]
async fn a_sent_mail_leaves_a_record_and_nothing_secret() {
    let (fixture, system) = contoso().await;
    let invited = fixture.invite(&system, "pat@partner.example").await;
    let leased = only(&fixture).await;
    let ticket = ticket(&leased).to_owned();
    assert_eq!(ticket, invited.ticket.unwrap().reveal());
    let queued = |rows: &[(String, Vec<String>)]| {
        let rows = rows.iter().filter(|(table, _)| table == "outbox");
        rows.count()
    };
    let before = fixture.dump().await;
    assert_eq!(queued(&before), 1);
    let open = |row: &Vec<String>| row.iter().any(|column| column.contains(&ticket));
    assert!(!before.iter().any(|(_, row)| open(row)));

    fixture.identity.mail_sent(&leased).await.unwrap();
    assert_eq!(queued(&fixture.dump().await), 0);
    let record = record(&fixture, &system).await;
    assert_eq!((record.state, record.attempts), (Delivery::Sent, 1));
    assert_eq!(record.recipient, "pat@partner.example");
    assert_eq!(record.next_attempt_at, None);
    assert!(!record.can_resend());
    let detail = fixture
        .identity
        .invitation_of(&system, invited.user.id)
        .await
        .unwrap();
    let InvitationDetail { mail, .. } = detail.unwrap();
    assert_eq!(mail.unwrap().state, Delivery::Sent);
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_is_tried_again_later_and_later_until_it_has_failed() {
    let (fixture, system) = contoso().await;
    fixture.invite(&system, "pat@partner.example").await;
    let later = Failure::Temporary("451 greylisted".to_owned());
    let pauses = [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360];
    for (index, minutes) in pauses.into_iter().enumerate() {
        let leased = only(&fixture).await;
        assert_eq!(leased.attempt as usize, index + 1);
        fixture.identity.mail_failed(&leased, &later).await.unwrap();
        let record = record(&fixture, &system).await;
        assert_eq!(record.state, Delivery::Deferred);
        assert_eq!(record.last_error.as_deref(), Some("451 greylisted"));
        let due = fixture.identity.env().clock.now();
        let due = due.plus(Span::minutes(minutes));
        assert_eq!(record.next_attempt_at, Some(due));
        fixture.clock.advance(Span::millis(minutes * 60_000 - 1));
        assert!(lease(&fixture).await.is_empty());
        fixture.clock.advance(Span::millis(1));
    }
    let twelfth = only(&fixture).await;
    fixture
        .identity
        .mail_failed(&twelfth, &later)
        .await
        .unwrap();
    let record = record(&fixture, &system).await;
    assert_eq!((record.state, record.attempts), (Delivery::Failed, 12));
    assert_eq!(record.next_attempt_at, None);
    fixture.clock.advance(Span::days(1));
    assert!(lease(&fixture).await.is_empty());
    assert_eq!(
        fixture.identity.count_undelivered(&system).await.unwrap(),
        1
    );
    assert_eq!(fixture.identity.outbox_depth().await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_bounces_at_once_and_can_be_sent_again() {
    let (fixture, system) = contoso().await;
    fixture.invite(&system, "pat@partner.example").await;
    for (failure, state) in [
        (
            Failure::Permanent("550 nobody".to_owned()),
            Delivery::Bounced,
        ),
        (
            Failure::Unmakeable("no template".to_owned()),
            Delivery::Failed,
        ),
    ] {
        let leased = only(&fixture).await;
        fixture
            .identity
            .mail_failed(&leased, &failure)
            .await
            .unwrap();
        let found = record(&fixture, &system).await;
        assert_eq!(found.state, state);
        assert!(found.can_resend());
        fixture
            .identity
            .send_mail_again(&system, found.id)
            .await
            .unwrap();
        let found = record(&fixture, &system).await;
        assert_eq!((found.state, found.last_error), (Delivery::Queued, None));
        let twice = fixture.identity.send_mail_again(&system, found.id).await;
        assert!(matches!(twice, Err(Error::Conflict { what: "mail" })));
    }
    let leased = only(&fixture).await;
    assert_eq!(leased.attempt, 1);
    fixture.identity.mail_sent(&leased).await.unwrap();
    assert_eq!(record(&fixture, &system).await.state, Delivery::Sent);
    let query = AuditQuery {
        activity: Some(Activity::EmailFailed),
        ..AuditQuery::all(PageRequest::first(9))
    };
    let log = fixture
        .identity
        .audit_events(&system, &query)
        .await
        .unwrap()
        .rows;
    assert_eq!(log.len(), 2);
    assert!(!log[0].succeeded);
}

#[tokio::test]
async fn what_a_late_worker_says_changes_nothing() {
    let (fixture, system) = contoso().await;
    fixture.invite(&system, "pat@partner.example").await;
    let slow = only(&fixture).await;
    fixture.clock.advance(LEASE);
    let quick = only(&fixture).await;
    let later = Failure::Temporary("timeout".to_owned());
    // While the other one has it …
    fixture.identity.mail_failed(&slow, &later).await.unwrap();
    assert_eq!(record(&fixture, &system).await.state, Delivery::Queued);
    assert!(lease(&fixture).await.is_empty());
    fixture.identity.mail_sent(&quick).await.unwrap();
    // … and when it is sent.
    fixture.identity.mail_failed(&slow, &later).await.unwrap();
    fixture.identity.mail_sent(&slow).await.unwrap();
    let record = record(&fixture, &system).await;
    assert_eq!((record.state, record.attempts), (Delivery::Sent, 2));
    fixture.clock.advance(Span::days(1));
    assert!(lease(&fixture).await.is_empty());
}

#[tokio::test]
async fn sending_again_or_withdrawing_takes_the_waiting_mail_back() {
    let (fixture, system) = contoso().await;
    let invited = fixture.invite(&system, "pat@partner.example").await;
    let identity = &fixture.identity;
    let again = identity
        .resend_invitation(&system, invited.user.id)
        .await
        .unwrap();
    let leased = only(&fixture).await;
    assert_eq!(Some(leased.id), again.invitation.mail);
    let states: Vec<Delivery> = list(&fixture, &system)
        .await
        .iter()
        .map(|record| record.state)
        .collect();
    assert_eq!(states, [Delivery::Queued, Delivery::Suppressed]);
    // Withdrawn while it is on its way: what the worker then says changes nothing.
    identity
        .revoke_invitation(&system, invited.user.id)
        .await
        .unwrap();
    let later = Failure::Temporary("timeout".to_owned());
    identity.mail_failed(&leased, &later).await.unwrap();
    identity.mail_sent(&leased).await.unwrap();
    for record in list(&fixture, &system).await {
        assert_eq!(record.state, Delivery::Suppressed);
        assert!(record.last_error.is_some());
    }
    fixture.clock.advance(Span::days(1));
    assert!(lease(&fixture).await.is_empty());
}

#[tokio::test]
async fn inviting_again_without_a_mail_takes_the_waiting_mail_back_too() {
    let (fixture, system) = contoso().await;
    fixture.invite(&system, "pat@partner.example").await;
    let new = crate::invitation::NewInvitation::of(
        crate::testing::address("pat@partner.example"),
        crate::testing::REDIRECT,
    );
    let again = fixture.identity.invite(&system, &new).await.unwrap();
    assert_eq!(again.mailed, Mailed::No);
    // Its ticket is dead: whoever got it now would only learn that.
    assert!(fixture.deliver().await.is_empty());
}

#[tokio::test]
async fn who_blocked_an_organisation_gets_its_invitations_no_more_but_their_codes() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let circumstances = fixture.circumstances();
    let link = BlockLink {
        tenant: system.tenant,
        address: "Pat@Partner.example".to_owned(),
    };
    let sealed = identity.seal_block_link(&link);
    assert_eq!(identity.open_block_link(&sealed).unwrap(), link);
    identity.open_block_link(&format!("{sealed}A")).unwrap_err();
    let (blocked, name) = identity.blocked(&link).await.unwrap();
    assert_eq!((blocked, name.as_str()), (false, "Contoso"));
    for _ in 0..2 {
        identity
            .set_blocked(&link, true, &circumstances)
            .await
            .unwrap();
    }
    assert!(identity.blocked(&link).await.unwrap().0);

    let invited = fixture.invite(&system, "pat@partner.example").await;
    assert_eq!(invited.mailed, Mailed::Suppressed);
    assert!(fixture.deliver().await.is_empty());
    let found = record(&fixture, &system).await;
    assert_eq!(found.state, Delivery::Suppressed);
    // The link itself still works, and the code was asked for by themselves.
    let flow = fixture.flow(system.tenant, &invited);
    fixture.prove_mailbox(&flow).await;

    // Another organisation is another matter.
    let other = fixture.tenant("Woodgrove", "woodgrove.example").await.id;
    let invited = fixture
        .invite(&fixture.system(other), "pat@partner.example")
        .await;
    assert_eq!(invited.mailed, Mailed::Queued);

    identity
        .set_blocked(&link, false, &circumstances)
        .await
        .unwrap();
    let invited = fixture.invite(&system, "pat@partner.example").await;
    assert_eq!(invited.mailed, Mailed::Queued);
    let count = async |activity| {
        let query = AuditQuery {
            activity: Some(activity),
            ..AuditQuery::all(PageRequest::first(9))
        };
        identity
            .audit_events(&system, &query)
            .await
            .unwrap()
            .rows
            .len()
    };
    assert_eq!(count(Activity::EmailUnsubscribed).await, 1);
    assert_eq!(count(Activity::EmailNotSent).await, 1);
    assert_eq!(count(Activity::EmailSubscribed).await, 1);
}

#[tokio::test]
async fn who_blocked_an_organisation_gets_no_copies_either() {
    let (fixture, system) = contoso().await;
    let link = BlockLink {
        tenant: system.tenant,
        address: "boss@partner.example".to_owned(),
    };
    fixture
        .identity
        .set_blocked(&link, true, &fixture.circumstances())
        .await
        .unwrap();
    for (to, expected) in [
        ("boss@partner.example", None),
        ("other@partner.example", Some("other@partner.example")),
    ] {
        let new = crate::invitation::NewInvitation {
            send_message: true,
            cc: Some(crate::testing::address(to)),
            ..crate::invitation::NewInvitation::of(
                crate::testing::address("pat@partner.example"),
                crate::testing::REDIRECT,
            )
        };
        fixture.identity.invite(&system, &new).await.unwrap();
        let mails = fixture.deliver().await;
        let Some(Mail::Invitation(mail)) = mails.last() else {
            panic!("{mails:?}");
        };
        assert_eq!(mail.cc.as_deref(), expected);
    }
}

#[tokio::test]
async fn records_are_forgotten_thirty_days_after_their_end_and_waiting_mails_are_not() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    fixture.invite(&system, "sent@partner.example").await;
    fixture.deliver().await;
    fixture.invite(&system, "bounced@partner.example").await;
    let leased = only(&fixture).await;
    let never = Failure::Permanent("550".to_owned());
    identity.mail_failed(&leased, &never).await.unwrap();
    fixture.invite(&system, "waiting@partner.example").await;
    fixture.clock.advance(Span::millis(30 * 86_400_000 - 1));
    assert_eq!(identity.forget_old_mails().await.unwrap().changed, 0);
    fixture.clock.advance(Span::millis(1));
    assert_eq!(identity.forget_old_mails().await.unwrap().changed, 2);
    assert_eq!(identity.forget_old_mails().await.unwrap().changed, 0);
    assert_eq!(
        record(&fixture, &system).await.recipient,
        "waiting@partner.example"
    );
    assert_eq!(fixture.deliver().await.len(), 1);
    let rows = fixture.dump().await;
    assert!(!rows.iter().any(|(table, _)| table == "outbox"));
}

#[tokio::test]
async fn the_list_is_newest_first_pages_both_ways_and_filters() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let mut users = Vec::new();
    for number in 0..5 {
        let to = format!("user{number}@partner.example");
        users.push(fixture.invite(&system, &to).await.user.id);
    }
    let first = identity.lease_mail(1, LEASE).await.unwrap().remove(0);
    identity.mail_sent(&first).await.unwrap();
    let page = async |states, user, from, size| {
        let query = MailQuery {
            states,
            recipient: None,
            user,
            page: PageRequest { from, size },
        };
        identity.mails(&system, &query).await.unwrap()
    };
    let names = |page: &crate::page::Page<MailRecord>| {
        let names = page.rows.iter().map(|row| row.recipient.clone());
        names.collect::<Vec<_>>()
    };
    let all = names(&page(Vec::new(), None, From::Start, 9).await);
    assert_eq!(all[0], "user4@partner.example");
    let one = page(Vec::new(), None, From::Start, 2).await;
    let two = page(Vec::new(), None, From::After(one.after.clone().unwrap()), 2).await;
    assert_eq!(names(&two), all[2..4]);
    let back = page(Vec::new(), None, From::Before(two.before.unwrap()), 2).await;
    assert_eq!(names(&back), names(&one));
    assert_eq!(names(&page(Vec::new(), None, From::End, 2).await), all[3..]);
    let sent = page(vec![Delivery::Sent], None, From::Start, 9).await;
    assert_eq!(sent.rows.len(), 1);
    let begins = MailQuery {
        states: Vec::new(),
        recipient: Some("USER3@".to_owned()),
        user: None,
        page: PageRequest::first(9),
    };
    let found = identity.mails(&system, &begins).await.unwrap();
    assert_eq!(names(&found), ["user3@partner.example"]);
    let of_user = page(Vec::new(), Some(users[3]), From::Start, 9).await;
    assert_eq!(names(&of_user), ["user3@partner.example"]);
}

#[tokio::test]
async fn an_operation_that_writes_a_mail_wakes_the_worker() {
    let (fixture, system) = contoso().await;
    let woken = fixture.identity.woken();
    fixture.invite(&system, "pat@partner.example").await;
    woken.await;
}
