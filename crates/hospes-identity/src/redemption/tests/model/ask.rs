//! Asking for access at the first host, where nobody has to decide about it.

use super::*;
use crate::access_request::{self, AskError, Asked, Done, Submission};
use crate::application::NewApplication;
use crate::user_flow::Approval;

/// An application that outsiders may ask for.
pub(super) async fn offered(fixture: &Fixture, host: &Actor) -> ApplicationId {
    let identity = &fixture.identity;
    let patch = SettingsPatch {
        self_service_sign_up: Some(true),
        ..SettingsPatch::default()
    };
    identity.update_settings(host, &patch).await.unwrap();
    let new = NewApplication {
        display_name: "Expenses".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: true,
        visible: true,
    };
    let application = identity.create_application(host, &new).await.unwrap().id;
    let flow = identity
        .create_user_flow(host, ("Partners", Approval::None))
        .await
        .unwrap();
    let attached = identity.attach_application(host, flow.id, application);
    attached.await.unwrap();
    application
}

impl Run {
    /// Asks with an address, every second time as the person whose it is if they are there.
    pub(super) async fn ask(&mut self, to: &'static str, session: usize) {
        let is_right = |proved: &&Proved| proved.address == to;
        let right = self.sessions.iter().rev().find(is_right);
        let right = right.filter(|_| session.is_multiple_of(2));
        let Some(proved) = right.or_else(|| chosen(&self.sessions, session)) else {
            return;
        };
        if self.is_over(proved).await {
            return;
        }
        let fixture = &self.world.fixture;
        let (identity, here) = (&fixture.identity, fixture.circumstances());
        let asked = Asked {
            tenant: self.hosts[0].tenant,
            application: self.application,
            address: &address(to),
        };
        let said = Submission {
            given: &[],
            redirect_url: REDIRECT,
            language: None,
        };
        let session = &proved.opened.session;
        let done = identity
            .ask_for_access(&asked, (session, &said), &here)
            .await;
        let granted = match &done {
            Ok(Done::Invited(link)) => Some(self.granted(to, link).await),
            _ => None,
        };
        let found = match &done {
            Ok(Done::Invited(_)) => Ok("invited"),
            Ok(Done::HasAccount) => Ok("has-account"),
            Err(AskError::Refused(refusal)) => Err(word(refusal)),
            other => panic!("{other:?}"),
        };
        let who = Who {
            address: proved.address,
            by: proved.by,
            besides: &proved.besides,
        };
        let ids = granted.as_ref().map(|(_, at)| (at.user, at.invitation));
        assert_eq!(found, self.reference.ask(to, &who, ids));
        self.flows.extend(granted);
    }

    /// Where whoever asked goes on, which is a link like any other.
    async fn granted(&self, to: &str, link: &crate::invitation::Link) -> (Flow, FlowAt) {
        let (identity, actor) = (&self.world.fixture.identity, &self.hosts[0]);
        let query = crate::user::UserQuery::all(PageRequest::first(100));
        let all = identity.users(actor, &query).await.unwrap().rows;
        let user = all
            .iter()
            .find(|user| user.mail.as_deref() == Some(to))
            .unwrap();
        let detail = identity.invitation_of(actor, user.id).await.unwrap();
        let kept = detail.unwrap().invitation;
        assert_eq!(kept.id, link.invitation);
        let at = FlowAt {
            host: 0,
            user: user.id,
            invitation: kept.id,
            generation: kept.generation,
        };
        (identity.new_flow(link), at)
    }
}

fn word(refusal: &access_request::Refusal) -> &'static str {
    match refusal {
        access_request::Refusal::DomainBlocked => "domain-blocked",
        access_request::Refusal::NoWay => "no-way",
        access_request::Refusal::NotProved { .. } => "not-proved",
        access_request::Refusal::OtherAccount => "other-account",
        access_request::Refusal::NotPossible => "not-possible",
        other => panic!("{other:?}"),
    }
}
