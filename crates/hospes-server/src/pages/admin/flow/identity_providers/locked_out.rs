//! Whom a provider locks out that is switched off or removed, and resetting all of them.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::identity_provider::IdentityProvider;
use hospes_identity::invitation::{InviteError, ResetMany};
use hospes_identity::page::{Cursor, From, PageRequest};
use hospes_identity::user::User;
use hospes_identity::{Error, Permission};

use super::super::user::{in_words, refused_reset};
use super::super::{Query, page, pager, refused, request};
use super::{id_of, url};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::Concerned;
use crate::pages::admin::locked_out::{LockedOutPage, ResetDone};
use crate::pages::error::PageError;
use crate::pages::words::duration;
use crate::telemetry::causes;
use crate::texts::Texts;

/// Where the guests of a provider are whom it locks out.
pub(super) fn path(id: &str) -> String {
    format!("{}/locked-out", url(id))
}

/// `GET /admin/identity-providers/{id}/locked-out`: to read while the provider is enabled, to act once it isn't.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    locked_out_page(&app, &admin, (&id, &query), None).await
}

/// `POST /admin/identity-providers/{id}/locked-out`: resets those whom the page listed, and lists the next ones. Reloaded, it
/// resets nobody twice, because who is reset is not locked out, and none of the next ones.
pub(crate) async fn reset(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let redirect = app.url(&format!("/myapps?tenantid={}", admin.actor().tenant));
    let from = Cursor::decode(form.get("after")).map_or(From::Start, From::After);
    let listed = (from, Cursor::decode(form.get("until")));
    let reset = app
        .identity
        .reset_locked_out(admin.actor(), id_of(&id)?, listed, &redirect)
        .await;
    let done = match reset {
        Ok(done) => done,
        Err(Error::Conflict { .. }) => {
            let text = "The provider is enabled: its guests sign in with it.";
            return Ok(refused(&app, &path(&id), text));
        }
        Err(error) => return Err(error.into()),
    };
    // Whom the limit kept from it are the next ones, on the page where it ended.
    let goes_on_at = match &done.last {
        Some(last) => last.encode(),
        None => form.get("after").to_owned(),
    };
    let query = axum::extract::Query(BTreeMap::from([("after".to_owned(), goes_on_at)]));
    locked_out_page(&app, &admin, (&id, &query), Some(done)).await
}

async fn locked_out_page(
    app: &App,
    admin: &Admin,
    (id, query): (&str, &Query),
    done: Option<ResetMany>,
) -> Result<Response, PageError> {
    let (actor, provider) = (admin.actor(), id_of(id)?);
    let request = request(query);
    let found = app
        .identity
        .locked_out_by(actor, provider, &request)
        .await?;
    let layout = admin.layout(app).await?;
    page(&LockedOutPage {
        layout: &layout,
        id: id.to_owned(),
        state: state(&found.provider),
        is_active: found.provider.is_active(),
        is_removed: found.provider.deleted_at.is_some(),
        name: found.provider.display_name.clone(),
        issuer: found.provider.issuer.clone(),
        pager: pager(&path(id), query, &found.guests, "guest"),
        guests: found.guests.rows.iter().map(Concerned::new).collect(),
        count: found.count,
        after: after(&request),
        until: found.guests.rows.last().map(until).unwrap_or_default(),
        may_reset: actor.may(Permission::ResetRedemption),
        done: done.map(told),
    })
}

/// Where the listed guests begin, for the form that resets them.
fn after(request: &PageRequest) -> String {
    match &request.from {
        From::After(cursor) => cursor.encode(),
        From::Start | From::Before(_) | From::End => String::new(),
    }
}

/// Where they end.
fn until(last: &User) -> String {
    let key = String::new();
    Cursor { key, id: last.id.0 }.encode()
}

fn state(provider: &IdentityProvider) -> &'static str {
    if provider.deleted_at.is_some() {
        "removed"
    } else if provider.is_enabled {
        "enabled"
    } else {
        "disabled"
    }
}

fn told(done: ResetMany) -> ResetDone {
    ResetDone {
        reset: done.reset,
        not_mailed: done.not_mailed.iter().map(Concerned::new).collect(),
        refused: done
            .refused
            .into_iter()
            .map(|(guest, error)| (Concerned::new(&guest), why(error)))
            .collect(),
        goes_on_in: done
            .goes_on_in
            .map(|seconds| duration(Texts::english(), seconds)),
    }
}

/// Why somebody is not reset.
fn why(error: InviteError) -> String {
    if let InviteError::Other(Error::TooMany { .. }) = error {
        return "This address had all the invitation mails that it gets in a day.".to_owned();
    }
    refused_reset(error)
        .or_else(in_words)
        .unwrap_or_else(|error| {
            tracing::error!(error = %causes(&error), "a guest of many is not reset");
            "Something went wrong: the log of the server says what.".to_owned()
        })
}
