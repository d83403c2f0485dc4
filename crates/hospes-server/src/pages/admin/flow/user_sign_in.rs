//! How one guest signs in at their next redemption, if an administrator chose it.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::identity_provider::{IdentityProvider, SignInChoice};
use hospes_identity::user::User;
use hospes_identity::{Actor, Error, Permission};

use super::user::{head, present, told};
use super::{done, page, sentence};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::user::{SignInCard, SignInChoicePage};
use crate::pages::error::PageError;
use crate::pages::layout::Choice;

fn may_change(actor: &Actor) -> bool {
    actor.may(Permission::ResetRedemption) && actor.may(Permission::ReadSettings)
}

/// The card on a user's page; `None` for people who were not invited.
pub(super) async fn card(
    app: &App,
    actor: &Actor,
    user: &User,
) -> Result<Option<SignInCard>, PageError> {
    if user.invitation_state.is_none() {
        return Ok(None);
    }
    let choice = app.identity.sign_in_choice(actor, user.id).await?;
    let (way, is_off) = match choice {
        None => ("By the rules".to_owned(), false),
        Some(SignInChoice::Passcode) => ("One-time passcode".to_owned(), false),
        // Who may not read the settings is told that there is one.
        Some(SignInChoice::Provider(_)) if !actor.may(Permission::ReadSettings) => {
            ("An identity provider".to_owned(), false)
        }
        Some(SignInChoice::Provider(id)) => match app.identity.identity_provider(actor, id).await {
            Ok(provider) => (provider.display_name, !provider.is_enabled),
            Err(Error::NotFound { .. }) => {
                ("An identity provider that was removed".to_owned(), true)
            }
            Err(error) => return Err(error.into()),
        },
    };
    Ok(Some(SignInCard {
        way,
        is_chosen: choice.is_some(),
        is_off,
        may_change: may_change(actor),
    }))
}

/// What there is to choose: the rules, the providers that let people in, the passcode.
fn ways(providers: &[IdentityProvider], chosen: Option<SignInChoice>) -> Vec<Choice> {
    let mut ways = vec![Choice {
        hint: "The redemption order and the domains of identity providers decide.".to_owned(),
        ..Choice::new("rules", "By the rules", chosen.is_none())
    }];
    for provider in providers.iter().filter(|provider| provider.is_enabled) {
        let is_chosen = chosen == Some(SignInChoice::Provider(provider.id));
        ways.push(Choice {
            hint: "Identity provider".to_owned(),
            ..Choice::new(
                &format!("provider:{}", provider.id),
                &provider.display_name,
                is_chosen,
            )
        });
    }
    ways.push(Choice {
        hint: "A code to the invited address, also where others get none.".to_owned(),
        ..Choice::new(
            "passcode",
            "One-time passcode",
            chosen == Some(SignInChoice::Passcode),
        )
    });
    ways
}

/// What was chosen; `None` is the rules.
fn read(form: &Form) -> Result<Option<SignInChoice>, PageError> {
    match form.get("way") {
        "rules" => Ok(None),
        "passcode" => Ok(Some(SignInChoice::Passcode)),
        other => {
            let id = other.strip_prefix("provider:");
            let id = id.and_then(|id| id.parse().ok());
            let id = id.ok_or(PageError::BadRequest)?;
            Ok(Some(SignInChoice::Provider(id)))
        }
    }
}

async fn choice_page(
    app: &App,
    admin: &Admin,
    user: &User,
    (chosen, error): (Option<SignInChoice>, Option<String>),
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let layout = admin.layout(app).await?;
    let providers = app.identity.identity_providers(actor).await?;
    page(&SignInChoicePage {
        layout: &layout,
        head: head(app, actor, user).await?,
        ways: ways(&providers, chosen),
        error,
        is_bound: !app.identity.identities_of(actor, user.id).await?.is_empty(),
    })
}

/// `GET /admin/users/{id}/sign-in-method`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    actor.require(Permission::ResetRedemption)?;
    let user = present(&app, actor, &id).await?;
    if user.invitation_state.is_none() {
        return Err(PageError::NotFound);
    }
    let chosen = app.identity.sign_in_choice(actor, user.id).await?;
    choice_page(&app, &admin, &user, (chosen, None)).await
}

/// `POST /admin/users/{id}/sign-in-method`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(&app, actor, &id).await?;
    let choice = read(&form)?;
    let set = app.identity.set_sign_in_choice(actor, user.id, choice);
    match set.await {
        Ok(()) => {
            let text = match choice {
                None => "The rules decide how this guest signs in.",
                Some(_) => "It counts for this guest’s next redemption.",
            };
            Ok(done(&app, &format!("/admin/users/{id}"), text))
        }
        Err(Error::Invalid {
            field: "way",
            reason,
        }) => choice_page(&app, &admin, &user, (choice, Some(sentence(reason)))).await,
        Err(error) => told(&app, &id, error),
    }
}
