mod connectors;

use hospes_protocol::address::Address;
use serde_json::json;

use super::*;
use crate::application::{NewApplication, Principal};
use crate::group::NewGroup;
use crate::outbox::{AccessRequestNews, Mail};
use crate::page::PageRequest;
use crate::redemption::RedeemError;
use crate::session::Session;
use crate::tenant::{Restriction, SettingsPatch};
use crate::testing::{Fixture, address, json as reply};
use crate::user::InvitationState;
use crate::user_flow::{
    Approval, Authentication, ClientIdentity, Input, NewAttribute, NewAuthentication, NewConnector,
    Step, ValueKind,
};
use crate::{Actor, Error, FetchError, FetchReply, Identity};

const PAT: &str = "pat@partner.example";
const CONNECTOR: &str = "https://api.contoso.example/check";

/// Contoso with an application that outsiders may ask for.
struct Open {
    fixture: Fixture,
    admin: Actor,
    tenant: TenantId,
    application: ApplicationId,
    flow: UserFlowId,
    pat: Address,
}

impl Open {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let tenant = fixture.contoso().await.id;
        let admin = fixture.system(tenant);
        let identity = &fixture.identity;
        switch(identity, &admin, true).await;
        let new = NewApplication {
            display_name: "Expenses".to_owned(),
            description: None,
            home_page_url: None,
            assignment_required: true,
            visible: true,
        };
        let application = identity.create_application(&admin, &new).await.unwrap().id;
        let flow = identity
            .create_user_flow(&admin, ("Partners", Approval::None))
            .await
            .unwrap()
            .id;
        identity
            .attach_application(&admin, flow, application)
            .await
            .unwrap();
        let city = NewAttribute {
            name: "city".to_owned(),
            kind: ValueKind::String,
            input: Input::TextBox,
            label: None,
            is_required: true,
            options: Vec::new(),
        };
        identity
            .add_flow_attribute(&admin, flow, &city)
            .await
            .unwrap();
        let pat = address(PAT);
        Self {
            fixture,
            admin,
            tenant,
            application,
            flow,
            pat,
        }
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            tenant: self.tenant,
            application: self.application,
            address: &self.pat,
        }
    }

    async fn prove(&self) -> Session {
        let (identity, here) = (&self.fixture.identity, self.fixture.circumstances());
        let ways = identity.ways_to_ask(&self.asked(), &here).await.unwrap();
        assert_eq!(ways, [crate::identity_provider::Way::Passcode]);
        identity
            .send_code_to_ask(&self.asked(), None, &here)
            .await
            .unwrap();
        let code = self.fixture.passcode().await;
        let proved = identity
            .prove_mailbox_to_ask(&self.asked(), &code, &here)
            .await;
        proved.unwrap().session
    }

    async fn ask(&self, session: &Session, city: &str) -> Result<Done, AskError> {
        let given = [("city".to_owned(), vec![city.to_owned()])];
        let said = Submission {
            given: &given,
            redirect_url: "https://expenses.contoso.example/",
            language: Some("de"),
        };
        let here = self.fixture.circumstances();
        self.fixture
            .identity
            .ask_for_access(&self.asked(), (session, &said), &here)
            .await
    }

    async fn sponsored(&self) -> Actor {
        let identity = &self.fixture.identity;
        let sponsor = self.fixture.member(&self.admin, "adele").await;
        let by = (Approval::Sponsors, &[sponsor.id][..]);
        identity
            .set_approval(&self.admin, self.flow, by)
            .await
            .unwrap();
        self.fixture.acting(self.tenant, &sponsor).await
    }

    async fn waiting(&self, session: &Session) -> AccessRequest {
        match self.ask(session, "Graz").await.unwrap() {
            Done::Waiting(request) => *request,
            other @ (Done::Denied(_) | Done::Invited(_) | Done::HasAccount) => panic!("{other:?}"),
        }
    }

    async fn requests(&self) -> Vec<AccessRequest> {
        let query = AccessRequestQuery {
            state: None,
            page: PageRequest::first(50),
        };
        self.fixture
            .identity
            .access_requests(&self.admin, &query)
            .await
            .unwrap()
            .rows
    }

    async fn guests(&self) -> usize {
        let dump = self.fixture.dump().await;
        let is_pat = |row: &&(String, Vec<String>)| {
            row.0 == "user_addresses" && row.1.iter().any(|value| value.contains(PAT))
        };
        dump.iter().filter(is_pat).count()
    }
}

async fn switch(identity: &Identity, admin: &Actor, on: bool) {
    let patch = SettingsPatch {
        self_service_sign_up: Some(on),
        ..SettingsPatch::default()
    };
    identity.update_settings(admin, &patch).await.unwrap();
}

fn refusal<T: std::fmt::Debug>(result: Result<T, AskError>) -> Refusal {
    match result {
        Err(AskError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn without_approval_whoever_asks_accepts_and_has_the_application() {
    let open = Open::new().await;
    let session = open.prove().await;
    assert_eq!(
        open.guests().await,
        0,
        "nobody gets in by proving an address"
    );
    let Done::Invited(link) = open.ask(&session, "Graz").await.unwrap() else {
        panic!("an invitation");
    };
    let identity = &open.fixture.identity;
    let flow = identity.new_flow(&link);
    let here = open.fixture.circumstances();
    let about = identity.accept(&flow, &session, &here).await.unwrap();
    assert_eq!(about.redirect_url, "https://expenses.contoso.example/");
    let user = identity.user(&open.admin, about.user).await.unwrap();
    assert_eq!(user.invitation_state, Some(InvitationState::Completed));
    assert_eq!(user.profile.city.as_deref(), Some("Graz"));
    let theirs = identity
        .applications_of(&open.admin, user.id)
        .await
        .unwrap();
    assert_eq!(theirs[0].id, open.application);
    let request = &identity
        .access_requests_of(&open.admin, user.id)
        .await
        .unwrap()[0];
    assert_eq!(
        (request.state, request.answers[0].text()),
        (State::Approved, "Graz".to_owned())
    );
    let (_, stand) = identity.stand(&open.asked(), &session).await.unwrap();
    assert!(matches!(stand, Stand::HasAccount), "{stand:?}");
    let twice = identity.accept(&flow, &session, &here).await;
    assert!(matches!(twice, Err(RedeemError::Refused { .. })));
}

#[tokio::test]
async fn with_approval_nobody_is_in_the_directory_until_a_sponsor_says_yes() {
    let open = Open::new().await;
    let sponsor = open.sponsored().await;
    let session = open.prove().await;
    let request = open.waiting(&session).await;
    let again = open.waiting(&session).await;
    assert_eq!(again.id, request.id, "two tabs make one request");
    let by = (request.account.as_str(), request.vouched_by.as_deref());
    assert_eq!(by, (request.address.as_str(), None), "a passcode");
    assert_eq!(open.guests().await, 0);
    let mails = open.fixture.deliver().await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.kind() == "access requested" && mail.to() == "adele@contoso.example")
    );
    let identity = &open.fixture.identity;
    assert_eq!(
        identity.requests_to_decide(&sponsor).await.unwrap().len(),
        1
    );
    let decided = identity
        .decide_request(&sponsor, request.id, &Decision::Approve)
        .await
        .unwrap();
    assert_eq!(
        (decided.state, decided.decider.as_deref()),
        (State::Approved, Some("adele"))
    );
    let mails = open.fixture.deliver().await;
    let Some(Mail::AccessRequest(mail)) = mails.last() else {
        panic!("{mails:?}");
    };
    let AccessRequestNews::Approved {
        link: Some((invitation, ticket)),
    } = &mail.news
    else {
        panic!("{mail:?}");
    };
    let flow = identity.new_flow(&crate::invitation::Link {
        tenant: open.tenant,
        invitation: *invitation,
        ticket: crate::secret::Ticket::parse(ticket).unwrap(),
    });
    let here = open.fixture.circumstances();
    identity.accept(&flow, &session, &here).await.unwrap();
    let over = identity
        .decide_request(&sponsor, request.id, &Decision::Approve)
        .await;
    assert!(
        matches!(over, Err(DecideError::Over(State::Approved))),
        "{over:?}"
    );
}

#[tokio::test]
async fn a_denial_is_told_and_stands_for_30_days() {
    let open = Open::new().await;
    let sponsor = open.sponsored().await;
    let session = open.prove().await;
    let request = open.waiting(&session).await;
    let identity = &open.fixture.identity;
    let no = Decision::Deny {
        reason: "Not yet.".to_owned(),
    };
    identity
        .decide_request(&sponsor, request.id, &no)
        .await
        .unwrap();
    let Done::Denied(told) = open.ask(&session, "Graz").await.unwrap() else {
        panic!("a denial");
    };
    assert_eq!(told.reason.as_deref(), Some("Not yet."));
    open.fixture.clock.advance(LIFE);
    identity.expire_access_requests().await.unwrap();
    assert!(open.requests().await.is_empty(), "it is forgotten");
}

#[tokio::test]
async fn a_request_is_withdrawn_or_expires_and_nobody_decides_any_more() {
    let open = Open::new().await;
    let sponsor = open.sponsored().await;
    let session = open.prove().await;
    let (identity, here) = (&open.fixture.identity, open.fixture.circumstances());
    let first = open.waiting(&session).await;
    identity
        .withdraw_request(&open.asked(), &session, &here)
        .await
        .unwrap();
    let over = identity
        .decide_request(&sponsor, first.id, &Decision::Approve)
        .await;
    assert!(
        matches!(over, Err(DecideError::Over(State::Withdrawn))),
        "{over:?}"
    );
    let second = open.waiting(&session).await;
    open.fixture.clock.advance(LIFE);
    let over = identity
        .decide_request(&sponsor, second.id, &Decision::Approve)
        .await;
    assert!(
        matches!(over, Err(DecideError::Over(State::Expired))),
        "{over:?}"
    );
    identity.expire_access_requests().await.unwrap();
    identity.expire_access_requests().await.unwrap();
    assert_eq!(open.requests().await[0].state, State::Expired);
    assert_eq!(open.guests().await, 0);
}

#[tokio::test]
async fn what_is_switched_off_or_denied_in_the_middle_stops_there() {
    let open = Open::new().await;
    let sponsor = open.sponsored().await;
    let session = open.prove().await;
    let request = open.waiting(&session).await;
    let identity = &open.fixture.identity;
    switch(identity, &open.admin, false).await;
    assert_eq!(
        refusal(open.ask(&session, "Graz").await),
        Refusal::NotOffered
    );
    let yes = identity
        .decide_request(&sponsor, request.id, &Decision::Approve)
        .await;
    assert!(
        matches!(yes, Err(DecideError::Impossible(Refusal::NotOffered))),
        "{yes:?}"
    );
    switch(identity, &open.admin, true).await;
    let patch = SettingsPatch {
        restriction: Some((Restriction::Deny, vec![open.pat.domain().clone()])),
        ..SettingsPatch::default()
    };
    identity.update_settings(&open.admin, &patch).await.unwrap();
    let here = open.fixture.circumstances();
    assert_eq!(
        refusal(identity.ways_to_ask(&open.asked(), &here).await),
        Refusal::DomainBlocked
    );
    let yes = identity
        .decide_request(&sponsor, request.id, &Decision::Approve)
        .await;
    assert!(
        matches!(yes, Err(DecideError::Impossible(Refusal::DomainBlocked))),
        "{yes:?}"
    );
    assert_eq!(open.guests().await, 0);
}

#[tokio::test]
async fn only_who_decides_decides() {
    let open = Open::new().await;
    open.sponsored().await;
    let session = open.prove().await;
    let request = open.waiting(&session).await;
    let (fixture, identity) = (&open.fixture, &open.fixture.identity);
    let other = fixture.member(&open.admin, "megan").await;
    let other = fixture.acting(open.tenant, &other).await;
    let fabrikam = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let elsewhere = fixture
        .with_role(fabrikam, "eve", crate::role::Role::GlobalAdministrator)
        .await;
    for actor in [&other, &elsewhere] {
        let decided = identity
            .decide_request(actor, request.id, &Decision::Approve)
            .await;
        assert!(
            matches!(decided, Err(DecideError::Other(Error::NotFound { .. }))),
            "{decided:?}"
        );
        assert!(identity.requests_to_decide(actor).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_list_of_requests_has_those_about_which_somebody_decides_at_present() {
    let open = Open::new().await;
    let adele = open.sponsored().await;
    let session = open.prove().await;
    let request = open.waiting(&session).await;
    let (fixture, identity) = (&open.fixture, &open.fixture.identity);
    let sponsors = [adele.user().unwrap()];
    let megan = fixture.member(&open.admin, "megan").await;
    let owned = identity.add_owner(&open.admin, open.application, megan.id);
    owned.await.unwrap();
    let (megan, other) = (
        fixture.acting(open.tenant, &megan).await,
        fixture.member(&open.admin, "other").await,
    );
    let other = fixture.acting(open.tenant, &other).await;
    for (approval, sponsors, expected) in [
        (
            Approval::Sponsors,
            &sponsors[..],
            [true, true, false, false],
        ),
        (Approval::Owners, &[], [true, false, true, false]),
        (Approval::None, &[], [true, false, false, false]),
    ] {
        let set = identity.set_approval(&open.admin, open.flow, (approval, sponsors));
        set.await.unwrap();
        let actors = [&open.admin, &adele, &megan, &other];
        for (actor, expected) in actors.into_iter().zip(expected) {
            let listed = identity.requests_to_decide(actor).await.unwrap();
            let ids: Vec<_> = listed.iter().map(|one| one.id).collect();
            let one = identity.request_to_decide(actor, request.id).await;
            let who = format!("{approval:?} {}", actor.display_name());
            assert_eq!(
                ids,
                if expected { vec![request.id] } else { vec![] },
                "{who}"
            );
            assert_eq!(one.is_ok(), expected, "{who}");
        }
    }
    fixture.clock.advance(LIFE);
    let late = identity.requests_to_decide(&open.admin).await.unwrap();
    assert!(late.is_empty(), "its time is over");
}

#[tokio::test]
async fn unknown_and_known_addresses_get_the_same_answer_until_they_are_proved() {
    let open = Open::new().await;
    let (fixture, identity) = (&open.fixture, &open.fixture.identity);
    let fabrikam = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    fixture.member(&fixture.system(fabrikam), "sam").await;
    fixture.guest(&open.admin, "known@partner.example").await;
    let here = fixture.circumstances();
    let ways = async |text: &str| {
        let address = address(text);
        let asked = Asked {
            address: &address,
            ..open.asked()
        };
        identity.ways_to_ask(&asked, &here).await.unwrap()
    };
    assert_eq!(
        ways("sam@fabrikam.example").await,
        ways("nobody@fabrikam.example").await
    );
    assert_eq!(
        ways("known@partner.example").await,
        ways("unknown@partner.example").await
    );
    let own = address("anybody@contoso.example");
    let asked = Asked {
        address: &own,
        ..open.asked()
    };
    assert_eq!(
        refusal(identity.ways_to_ask(&asked, &here).await),
        Refusal::OwnDomain
    );
}

#[tokio::test]
async fn a_session_of_another_address_asks_for_nothing() {
    let open = Open::new().await;
    let session = open.prove().await;
    let other = address("other@partner.example");
    let asked = Asked {
        address: &other,
        ..open.asked()
    };
    let stand = open.fixture.identity.stand(&asked, &session).await;
    assert!(matches!(refusal(stand), Refusal::NotProved { .. }));
}

#[tokio::test]
async fn who_was_deleted_or_blocked_does_not_come_back_by_asking() {
    let open = Open::new().await;
    let (guest, _) = open.fixture.guest(&open.admin, PAT).await;
    open.fixture
        .identity
        .delete_user(&open.admin, guest.id)
        .await
        .unwrap();
    let session = open.prove().await;
    assert_eq!(
        refusal(open.ask(&session, "Graz").await),
        Refusal::NotPossible
    );
}

#[tokio::test]
async fn what_was_approved_and_taken_away_is_asked_for_anew() {
    let open = Open::new().await;
    let sponsor = open.sponsored().await;
    let session = open.prove().await;
    let request = open.waiting(&session).await;
    let identity = &open.fixture.identity;
    let approved = identity.decide_request(&sponsor, request.id, &Decision::Approve);
    let user = approved.await.unwrap().user.unwrap();
    let stand = identity.stand(&open.asked(), &session).await;
    assert!(matches!(stand, Ok((_, Stand::Approved(_)))), "{stand:?}");
    identity
        .unassign_application(&open.admin, open.application, Principal::User(user))
        .await
        .unwrap();
    let stand = identity.stand(&open.asked(), &session).await;
    assert!(matches!(stand, Ok((_, Stand::MayAsk))), "{stand:?}");
    let again = open.waiting(&session).await;
    assert_ne!(again.id, request.id);
}

#[tokio::test]
async fn nobody_renews_an_invitation_that_gave_more_than_the_application() {
    let open = Open::new().await;
    let identity = &open.fixture.identity;
    let invited = open.fixture.invite(&open.admin, PAT).await;
    open.fixture.clock.advance(Span::days(31));
    identity.expire_invitations().await.unwrap();
    let session = open.prove().await;
    let stand = identity.stand(&open.asked(), &session).await;
    assert!(matches!(stand, Ok((_, Stand::MayAsk))), "{stand:?}");
    let staff = NewGroup {
        display_name: "Staff".to_owned(),
        description: None,
        mail_nickname: None,
    };
    let group = identity.create_group(&open.admin, &staff).await.unwrap();
    identity
        .add_member(&open.admin, group.id, invited.user.id)
        .await
        .unwrap();
    assert_eq!(
        refusal(open.ask(&session, "Graz").await),
        Refusal::NotPossible
    );
}

#[tokio::test]
async fn a_missing_answer_is_a_fault_and_what_nobody_asked_is_left_out() {
    let open = Open::new().await;
    let session = open.prove().await;
    let wrong = open.ask(&session, " ").await;
    let Err(AskError::Wrong { faults, .. }) = wrong else {
        panic!("{wrong:?}");
    };
    assert_eq!(faults, [("city".to_owned(), AnswerFault::Missing)]);
    let given = [
        ("city".to_owned(), vec!["Graz".to_owned()]),
        ("jobTitle".to_owned(), vec!["Director".to_owned()]),
    ];
    let said = Submission {
        given: &given,
        redirect_url: "https://a.example/",
        language: None,
    };
    let here = open.fixture.circumstances();
    let identity = &open.fixture.identity;
    identity
        .ask_for_access(&open.asked(), (&session, &said), &here)
        .await
        .unwrap();
    let answers = &open.requests().await[0].answers;
    assert_eq!(answers.len(), 1);
}
