//! Home.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::Permission;
use hospes_identity::audit::AuditQuery;
use hospes_identity::page::PageRequest;
use hospes_identity::user::{InvitationState, UserQuery, UserType};

use super::audit::row;
use super::{counted, number, page};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::pages::admin::home::{AdminHome, Figures};
use crate::pages::error::PageError;

/// `GET /admin`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let layout = admin.layout(&app).await?;
    let actor = admin.actor();
    let count = async |query: UserQuery| app.identity.count_users(actor, &query).await.map(counted);
    let all = || UserQuery::all(PageRequest::first(1));
    let in_state = |state| UserQuery {
        invitation_state: Some(state),
        ..all()
    };
    let undelivered = if actor.may(Permission::ReadMails) {
        Some(app.identity.count_undelivered(actor).await?)
    } else {
        None
    };
    let figures = Figures {
        users: count(all()).await?,
        guests: count(UserQuery {
            user_type: Some(UserType::Guest),
            ..all()
        })
        .await?,
        pending: count(in_state(InvitationState::PendingAcceptance)).await?,
        expired: count(in_state(InvitationState::Expired)).await?,
        undelivered: undelivered.map(number),
        has_undelivered: undelivered.is_some_and(|count| count > 0),
    };
    let events = if actor.may(Permission::ReadAudit) {
        let query = AuditQuery::all(PageRequest::first(10));
        let found = app.identity.audit_events(actor, &query).await?;
        Some(found.rows.iter().map(|event| row(&app, event)).collect())
    } else {
        None
    };
    let may_invite = actor.may(Permission::InviteGuests);
    page(&AdminHome {
        layout: &layout,
        figures,
        events,
        may_invite,
    })
}
