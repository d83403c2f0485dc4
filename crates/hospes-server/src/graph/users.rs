//! `/v1.0/users`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hospes_identity::ids::UserId;
use hospes_identity::user::{
    BoundIdentity, Issuer, NewUser, Order, PasswordReset, ProfilePatch, User, UserPatch, UserQuery,
    UserType,
};
use hospes_identity::{Actor, Error, Patch, Timestamp};
use hospes_protocol::odata::Search;
use serde_json::{Map, Value, json};

use super::body::{self, Collection};
use super::error::GraphError;
use super::input::{Input, address, invalid};
use super::query::Query;
use crate::app::App;
use crate::extract::caller::Caller;

/// What a user shows when nothing is selected.
const DEFAULT: &[&str] = &[
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
];

/// Properties of Microsoft's user that nobody here has, and that clients select all the same.
const ABSENT: &[&str] = &[
    "aboutMe",
    "lastPasswordChangeDateTime",
    "onPremisesDistinguishedName",
    "onPremisesDomainName",
    "onPremisesImmutableId",
    "onPremisesLastSyncDateTime",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "passwordPolicies",
    "passwordProfile",
    "preferredDataLocation",
    "securityIdentifier",
    "showInAddressList",
    "signInActivity",
];

/// The same for collections.
const ABSENT_LISTS: &[&str] = &[
    "assignedLicenses",
    "assignedPlans",
    "imAddresses",
    "onPremisesProvisioningErrors",
    "provisionedPlans",
    "serviceProvisioningErrors",
];

/// `GET /v1.0/users`.
pub(crate) async fn list(
    State(app): State<App>,
    Caller(actor): Caller,
    query: Query,
) -> Result<Response, GraphError> {
    let request = translate(&query, false)?;
    let names = names(query.options.select.as_deref())?;
    let page = app.identity.users(&actor, &request).await?;
    let next_link = page
        .after
        .as_ref()
        .map(|after| query.next_link(&format!("{}/v1.0/users", app.graph_root.as_str()), after));
    let count = match (query.options.count && query.eventual, &request.page.from) {
        (true, hospes_identity::page::From::Start) => {
            Some(app.identity.count_users(&actor, &request).await?.number)
        }
        _ => None,
    };
    let mut value = Vec::with_capacity(page.rows.len());
    for user in &page.rows {
        value.push(Value::Object(entity(&app, &actor, user, &names).await?));
    }
    let fragment = body::selected("users", query.options.select.as_deref());
    let context = body::context(&app, &fragment);
    Ok(body::json(
        StatusCode::OK,
        &Collection {
            context,
            count,
            next_link,
            value,
        },
    ))
}

/// The query in the words of the product.
pub(super) fn translate(query: &Query, deleted: bool) -> Result<UserQuery, GraphError> {
    if !query.options.expand.is_empty() {
        return Err(GraphError::Unsupported(
            "$expand is not supported on users.",
        ));
    }
    let search = match &query.options.search {
        None => None,
        Some(_) if !query.eventual => {
            return Err(GraphError::Unsupported(
                "Request with $search query parameter only works through MSGraph with a special \
                 request header: 'ConsistencyLevel: eventual'",
            ));
        }
        Some(Search::Clause { text, .. }) => Some(text.clone()),
        Some(Search::And(..) | Search::Or(..)) => {
            return Err(GraphError::Unsupported(
                "$search supports one clause on users.",
            ));
        }
    };
    let order = match query.options.order_by.as_slice() {
        [] => Order::Id,
        [one] if one.property.0 == ["displayName"] && !one.descending => Order::Name,
        _ => {
            return Err(GraphError::Unsupported(
                "$orderby supports displayName, ascending.",
            ));
        }
    };
    Ok(UserQuery {
        search,
        filter: query.options.filter.clone(),
        deleted,
        order,
        ..UserQuery::all(query.page.clone())
    })
}

/// The properties to show; an unknown one is an error.
pub(super) fn names(select: Option<&[String]>) -> Result<Vec<String>, GraphError> {
    let Some(select) = select.filter(|names| !names.is_empty()) else {
        return Ok(DEFAULT.iter().map(|name| (*name).to_owned()).collect());
    };
    let known = known();
    select
        .iter()
        .map(|name| {
            known.iter().find(|known| known.eq_ignore_ascii_case(name)).map_or_else(
                || {
                    let message = format!(
                        "Could not find a property named '{name}' on type 'microsoft.graph.user'."
                    );
                    Err(GraphError::Property { name: name.clone(), message })
                },
                |known| Ok((*known).to_owned()),
            )
        })
        .collect()
}

fn known() -> Vec<&'static str> {
    const OWN: &[&str] = &[
        "id",
        "userPrincipalName",
        "displayName",
        "mail",
        "mailNickname",
        "otherMails",
        "proxyAddresses",
        "userType",
        "creationType",
        "externalUserState",
        "externalUserStateChangeDateTime",
        "accountEnabled",
        "convertedToInternalUserDateTime",
        "createdDateTime",
        "deletedDateTime",
        "legalAgeGroupClassification",
        "identities",
        "isResourceAccount",
        "signInSessionsValidFromDateTime",
        "hospesInvitationState",
        "hospesAccessEndsDateTime",
    ];
    let profile = hospes_identity::user::Profile::default();
    let profile = profile.entries().into_iter().map(|(name, _)| name);
    OWN.iter()
        .chain(ABSENT)
        .chain(ABSENT_LISTS)
        .copied()
        .chain(profile)
        .collect()
}

/// A user with the named properties.
pub(super) async fn entity(
    app: &App,
    actor: &Actor,
    user: &User,
    names: &[String],
) -> Result<Map<String, Value>, GraphError> {
    let mut out = Map::new();
    for name in names {
        let value = match name.as_str() {
            "identities" => {
                let bound = app.identity.identities_of(actor, user.id).await?;
                identities(user, &bound)
            }
            "convertedToInternalUserDateTime" => {
                let at = app.identity.converted_to_internal_at(actor, user.id);
                json!(at.await?.map(Timestamp::to_rfc3339))
            }
            name => property(user, name),
        };
        out.insert(name.clone(), value);
    }
    Ok(out)
}

fn property(user: &User, name: &str) -> Value {
    let time = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
    match name {
        "id" => json!(user.id),
        "userPrincipalName" => json!(user.user_principal_name),
        "displayName" => json!(user.display_name),
        "mail" => json!(user.mail),
        "mailNickname" => json!(user.mail_nickname),
        "otherMails" => json!(user.other_mails),
        "proxyAddresses" => {
            let list: Vec<String> = user
                .mail
                .iter()
                .map(|mail| format!("SMTP:{mail}"))
                .collect();
            json!(list)
        }
        "userType" => json!(user.user_type.as_str()),
        "creationType" => json!(
            user.creation_type
                .map(hospes_identity::user::CreationType::as_str)
        ),
        "externalUserState" => json!(external_state(user)),
        "externalUserStateChangeDateTime" => json!(time(user.invitation_state_changed_at)),
        "accountEnabled" => json!(user.account_enabled),
        "createdDateTime" => json!(time(Some(user.created_at))),
        "deletedDateTime" => json!(time(user.deleted_at)),
        "businessPhones" => {
            let phones: Vec<&String> = user.profile.business_phone.iter().collect();
            json!(phones)
        }
        "legalAgeGroupClassification" => json!(user.profile.legal_age_group()),
        "isResourceAccount" => json!(false),
        "signInSessionsValidFromDateTime" => json!(time(Some(user.sessions_valid_from))),
        "hospesInvitationState" => json!(
            user.invitation_state
                .map(hospes_identity::user::InvitationState::as_str)
        ),
        "hospesAccessEndsDateTime" => json!(time(user.access_ends_at)),
        "employeeHireDate" => {
            json!(
                user.profile
                    .employee_hire_date
                    .as_ref()
                    .map(|day| format!("{day}T00:00:00Z"))
            )
        }
        name if ABSENT_LISTS.contains(&name) => json!([]),
        name => {
            let entries = user.profile.entries();
            let found = entries.into_iter().find(|(known, _)| *known == name);
            json!(found.and_then(|(_, value)| value))
        }
    }
}

/// Ours are more states than Microsoft's clients know: to them, all but accepted is pending.
fn external_state(user: &User) -> Option<&'static str> {
    use hospes_identity::user::InvitationState;
    user.invitation_state.map(|state| match state {
        InvitationState::Completed => "Accepted",
        InvitationState::PendingAcceptance
        | InvitationState::Expired
        | InvitationState::Revoked
        | InvitationState::Declined => "PendingAcceptance",
    })
}

/// Before redemption a guest has one identity, at the host's own domain.
fn identities(user: &User, bound: &[BoundIdentity]) -> Value {
    let own_domain = user
        .user_principal_name
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    let own = json!({
        "signInType": "userPrincipalName",
        "issuer": own_domain,
        "issuerAssignedId": user.user_principal_name,
    });
    if bound.is_empty() {
        return json!([own]);
    }
    let list: Vec<Value> = bound
        .iter()
        .map(|identity| match identity.issuer {
            Issuer::Mail => json!({
                "signInType": "federated", "issuer": "mail", "issuerAssignedId": identity.subject,
            }),
            Issuer::Provider(_) => json!({
                "signInType": "federated",
                "issuer": identity.provider.as_ref().map(|provider| &provider.issuer),
                "issuerAssignedId": identity.subject,
            }),
            // The subject of a member is the object itself: it signs in at home, which is here.
            Issuer::Tenant(_) if identity.subject == user.id.to_string() => own.clone(),
            Issuer::Tenant(_) => json!({
                "signInType": "federated", "issuer": "ExternalAzureAD", "issuerAssignedId": null,
            }),
        })
        .collect();
    json!(list)
}

/// `GET /v1.0/users/{id or user principal name}`.
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, GraphError> {
    let user = find(&app, &actor, &key).await?;
    one(&app, &actor, &user, &query).await
}

async fn one(app: &App, actor: &Actor, user: &User, query: &Query) -> Result<Response, GraphError> {
    let names = names(query.options.select.as_deref())?;
    let mut body = Map::new();
    let set = body::selected("users", query.options.select.as_deref());
    body.insert(
        "@odata.context".to_owned(),
        json!(body::context(app, &format!("{set}/$entity"))),
    );
    body.extend(entity(app, actor, user, &names).await?);
    Ok(body::json(StatusCode::OK, &body))
}

/// `GET /v1.0/me`: the person an application acts for.
pub(crate) async fn me(
    State(app): State<App>,
    Caller(actor): Caller,
    query: Query,
) -> Result<Response, GraphError> {
    let id = actor.user().ok_or(GraphError::NoPerson)?;
    let user = app.identity.user(&actor, id).await?;
    one(&app, &actor, &user, &query).await
}

/// A user who is not deleted, by id or name.
pub(super) async fn find(app: &App, actor: &Actor, key: &str) -> Result<User, GraphError> {
    let user = match key.parse::<UserId>() {
        Ok(id) => app.identity.user(actor, id).await?,
        Err(_) => app.identity.user_by_name(actor, key).await?,
    };
    if user.deleted_at.is_some() {
        return Err(Error::NotFound { what: "user" }.into());
    }
    Ok(user)
}

/// `POST /v1.0/users`.
pub(crate) async fn create(
    State(app): State<App>,
    Caller(actor): Caller,
    mut input: Input,
) -> Result<Response, GraphError> {
    let name = "userPrincipalName";
    let upn = address(name, &input.required(name)?)?;
    let display_name = input.required("displayName")?;
    let mail_nickname = Some(input.required("mailNickname")?);
    let account_enabled = input
        .flag("accountEnabled")?
        .ok_or_else(|| invalid("accountEnabled", "a value is required"))?;
    let mut password = input
        .object("passwordProfile")?
        .ok_or_else(|| invalid("passwordProfile", "a value is required"))?;
    let new = NewUser {
        user_principal_name: upn,
        display_name,
        mail_nickname,
        password: Some(password.required("password")?),
        must_change_password: password
            .flag("forceChangePasswordNextSignIn")?
            .unwrap_or(true),
        account_enabled,
        profile: profile(&mut input)?,
    };
    if let Some(text) = input.optional("userType")?
        && !text.eq_ignore_ascii_case("Member")
    {
        return Err(invalid("userType", "guests are invited: POST /invitations"));
    }
    input.finish("microsoft.graph.user")?;
    let created = app.identity.create_user(&actor, &new).await?;
    let names = names(None)?;
    let mut body = Map::new();
    body.insert(
        "@odata.context".to_owned(),
        json!(body::context(&app, "users/$entity")),
    );
    body.extend(entity(&app, &actor, &created.user, &names).await?);
    let location = format!("{}/v1.0/users/{}", app.graph_root.as_str(), created.user.id);
    Ok((
        [("location", location)],
        body::json(StatusCode::CREATED, &body),
    )
        .into_response())
}

/// `PATCH /v1.0/users/{id}`.
pub(crate) async fn update(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    mut input: Input,
) -> Result<Response, GraphError> {
    let user = find(&app, &actor, &key).await?;
    let reset = input.object("passwordProfile")?;
    let only_password = input.is_empty();
    let patch = patch(&mut input)?;
    input.finish("microsoft.graph.user")?;
    let Some(mut reset) = reset else {
        app.identity.update_user(&actor, user.id, &patch).await?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let reset = PasswordReset {
        password: Some(reset.required("password")?),
        must_change: reset.flag("forceChangePasswordNextSignIn")?.unwrap_or(true),
    };
    if only_password {
        app.identity.reset_password(&actor, user.id, &reset).await?;
    } else {
        let both = (&patch, &reset);
        let changed = app.identity.update_user_and_password(&actor, user.id, both);
        changed.await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn patch(input: &mut Input) -> Result<UserPatch, GraphError> {
    let mut patch = UserPatch {
        profile: profile(input)?,
        ..UserPatch::default()
    };
    patch.display_name = match input.text("displayName")? {
        Patch::Keep => None,
        Patch::Clear => return Err(invalid("displayName", "it cannot be empty")),
        Patch::Set(name) => Some(name),
    };
    patch.mail = input.text("mail")?.try_map(|text| address("mail", &text))?;
    patch.mail_nickname = input.optional("mailNickname")?;
    patch.account_enabled = input.flag("accountEnabled")?;
    if let Some(list) = input.list("otherMails")? {
        let text = |value: Value| {
            let text = value.as_str();
            let text = text.ok_or_else(|| invalid("otherMails", "an entry is not a text"))?;
            address("otherMails", text)
        };
        patch.other_mails = Some(list.into_iter().map(text).collect::<Result<_, _>>()?);
    }
    if let Some(text) = input.optional("userType")? {
        let known = UserType::ALL
            .iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(&text));
        patch.user_type =
            Some(*known.ok_or_else(|| invalid("userType", "it is not Guest or Member"))?);
    }
    patch.access_ends_at = input.text("hospesAccessEndsDateTime")?.try_map(|text| {
        Timestamp::parse(&text)
            .ok_or_else(|| invalid("hospesAccessEndsDateTime", "it is not a date and time"))
    })?;
    Ok(patch)
}

/// The properties of the person, as far as the body has them.
fn profile(input: &mut Input) -> Result<ProfilePatch, GraphError> {
    let mut patch = ProfilePatch::default();
    if let Some(phones) = input.list("businessPhones")? {
        let mut phones = phones.into_iter();
        let first = match phones.next() {
            None => Patch::Clear,
            Some(Value::String(phone)) => Patch::Set(phone),
            Some(_) => return Err(invalid("businessPhones", "an entry is not a text")),
        };
        if phones.next().is_some() {
            return Err(invalid("businessPhones", "only one number is supported"));
        }
        patch.business_phone = first;
    }
    for name in input.rest() {
        let known = hospes_identity::user::Profile::default()
            .entries()
            .into_iter()
            .map(|(wire, _)| wire)
            .find(|wire| wire.eq_ignore_ascii_case(&name));
        if let Some(wire) = known {
            let mut value = input.text(wire)?;
            // Graph has a date and time there, of which the day counts.
            if wire == "employeeHireDate"
                && let Patch::Set(text) = &mut value
                && let Some((day, _)) = text.split_once('T')
            {
                *text = day.to_owned();
            }
            patch.set(wire, value);
        }
    }
    Ok(patch)
}

/// `DELETE /v1.0/users/{id}`.
pub(crate) async fn delete(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    let user = find(&app, &actor, &key).await?;
    app.identity.delete_user(&actor, user.id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /v1.0/users/{id}/revokeSignInSessions`.
pub(crate) async fn revoke_sessions(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    let user = find(&app, &actor, &key).await?;
    app.identity.revoke_sessions(&actor, user.id).await?;
    let context = body::context(&app, "Edm.Boolean");
    Ok(body::json(
        StatusCode::OK,
        &json!({ "@odata.context": context, "value": true }),
    ))
}
