//! `/v1.0/policies/crossTenantAccessPolicy`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hospes_identity::cross_tenant_access::{
    AccessType, Applications, Collaboration, DefaultsPatch, InboundTrust, Partner, PartnerPatch,
    Person, PersonKind, UsersAndGroups, Which,
};
use hospes_identity::identity_provider::{Class, RedemptionOrder};
use hospes_identity::ids::{AppId, TenantId};
use hospes_identity::{Error, Patch, Permission};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::body::{self, Collection};
use super::error::GraphError;
use super::input::{Input, invalid};
use crate::app::App;
use crate::extract::caller::Caller;

const SET: &str = "policies/crossTenantAccessPolicy";
fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// `GET /v1.0/policies/crossTenantAccessPolicy`.
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Response, GraphError> {
    actor.require(Permission::ReadSettings)?;
    let policy = json!({
        "@odata.context": body::context(&app, &format!("{SET}/$entity")),
        "id": actor.tenant,
        "displayName": "CrossTenantAccessPolicy",
        "allowedCloudEndpoints": [],
    });
    Ok(body::json(StatusCode::OK, &policy))
}

/// `PATCH /v1.0/policies/crossTenantAccessPolicy`: there are no other clouds to be allowed.
pub(crate) async fn update(
    Caller(actor): Caller,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageCrossTenantAccess)?;
    let field = "allowedCloudEndpoints";
    if input.list(field)?.is_some_and(|list| !list.is_empty()) {
        return Err(invalid(field, "this server knows no other clouds"));
    }
    input.text("displayName")?;
    input.finish("microsoft.graph.crossTenantAccessPolicy")?;
    Ok(nothing())
}

/// `GET /v1.0/policies/crossTenantAccessPolicy/default`.
pub(crate) async fn show_default(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Response, GraphError> {
    let defaults = app.identity.cross_tenant_defaults(&actor).await?;
    let order = app.identity.redemption_order(&actor).await?;
    let is_first = defaults.is_service_default() && order == RedemptionOrder::default();
    let fallback = order.allows_passcode.then_some("defaultConfiguredIdp");
    let answer = json!({
        "@odata.context": body::context(&app, &format!("{SET}/default/$entity")),
        "id": actor.tenant,
        "isServiceDefault": is_first,
        "inboundTrust": trust(defaults.trust),
        "b2bCollaborationOutbound": collaboration(&defaults.outbound),
        "b2bCollaborationInbound": collaboration(&defaults.inbound),
        "b2bDirectConnectOutbound": direct_connect(),
        "b2bDirectConnectInbound": direct_connect(),
        "tenantRestrictions": null,
        "automaticUserConsentSettings": { "inboundAllowed": false, "outboundAllowed": false },
        "invitationRedemptionIdentityProviderConfiguration": {
            "primaryIdentityProviderPrecedenceOrder": order.primaries.map(Class::as_str),
            "fallbackIdentityProvider": fallback,
        },
    });
    Ok(body::json(StatusCode::OK, &answer))
}

/// `PATCH /v1.0/policies/crossTenantAccessPolicy/default`.
pub(crate) async fn update_default(
    State(app): State<App>,
    Caller(actor): Caller,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageCrossTenantAccess)?;
    let type_name = "microsoft.graph.crossTenantAccessPolicyConfigurationDefault";
    refuse_what_is_not_offered(&mut input)?;
    let consent = consent(&mut input)?;
    if consent.iter().any(|part| part.set() == Some(&true)) {
        let field = "automaticUserConsentSettings";
        return Err(invalid(field, "the default is no and cannot be changed"));
    }
    let order = match input.object(ORDER)? {
        Some(found) => {
            let before = app.identity.redemption_order(&actor).await?;
            Some(order(found, before)?)
        }
        None => None,
    };
    let patch = DefaultsPatch {
        inbound: present("b2bCollaborationInbound", &mut input)?,
        outbound: present("b2bCollaborationOutbound", &mut input)?,
        trust: match take_trust(&mut input, || async {
            Ok(app.identity.cross_tenant_defaults(&actor).await?.trust)
        })
        .await?
        {
            Patch::Keep => None,
            Patch::Set(trust) => Some(trust),
            Patch::Clear => return Err(invalid("inboundTrust", "the default has one")),
        },
        order,
    };
    input.finish(type_name)?;
    app.identity
        .update_cross_tenant_defaults(&actor, &patch)
        .await?;
    Ok(nothing())
}

/// `POST /v1.0/policies/crossTenantAccessPolicy/default/resetToSystemDefault`.
pub(crate) async fn reset_default(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Response, GraphError> {
    app.identity.reset_cross_tenant_defaults(&actor).await?;
    Ok(nothing())
}

/// `GET /v1.0/policies/crossTenantAccessPolicy/partners`.
pub(crate) async fn list(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Response, GraphError> {
    let partners = app.identity.cross_tenant_partners(&actor).await?;
    let value = partners.iter().map(partner).map(Value::Object).collect();
    Ok(body::json(
        StatusCode::OK,
        &Collection {
            context: body::context(&app, &format!("{SET}/partners")),
            count: None,
            next_link: None,
            value,
        },
    ))
}

/// `POST /v1.0/policies/crossTenantAccessPolicy/partners`.
pub(crate) async fn add(
    State(app): State<App>,
    Caller(actor): Caller,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageCrossTenantAccess)?;
    let text = input.required("tenantId")?;
    let id = text
        .parse()
        .map_err(|_| invalid("tenantId", "it is not an id"))?;
    let patch = patch(&mut input, InboundTrust::default())?;
    input.finish(PARTNER)?;
    let added = app
        .identity
        .add_cross_tenant_partner(&actor, id, &patch)
        .await?;
    Ok(body::json(StatusCode::CREATED, &entity(&app, &added)))
}

/// `GET /v1.0/policies/crossTenantAccessPolicy/partners/{id}`.
pub(crate) async fn show_partner(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    let found = app.identity.cross_tenant_partner(&actor, id(&key)?).await?;
    Ok(body::json(StatusCode::OK, &entity(&app, &found)))
}

/// `PATCH /v1.0/policies/crossTenantAccessPolicy/partners/{id}`.
pub(crate) async fn update_partner(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageCrossTenantAccess)?;
    let id = id(&key)?;
    let before = app.identity.cross_tenant_partner(&actor, id).await?;
    let patch = patch(&mut input, before.trust.unwrap_or_default())?;
    input.finish(PARTNER)?;
    app.identity
        .update_cross_tenant_partner(&actor, id, &patch)
        .await?;
    Ok(nothing())
}

/// `DELETE /v1.0/policies/crossTenantAccessPolicy/partners/{id}`.
pub(crate) async fn delete_partner(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    app.identity
        .remove_cross_tenant_partner(&actor, id(&key)?)
        .await?;
    Ok(nothing())
}

const PARTNER: &str = "microsoft.graph.crossTenantAccessPolicyConfigurationPartner";
const ORDER: &str = "invitationRedemptionIdentityProviderConfiguration";

fn id(key: &str) -> Result<TenantId, GraphError> {
    let missing = Error::NotFound {
        what: "organization",
    };
    key.parse().map_err(|_| missing.into())
}

fn entity(app: &App, found: &Partner) -> Map<String, Value> {
    let context = body::context(app, &format!("{SET}/partners/$entity"));
    let mut all = Map::from_iter([("@odata.context".to_owned(), json!(context))]);
    all.extend(partner(found));
    all
}

/// What is inherited is null.
fn partner(found: &Partner) -> Map<String, Value> {
    let consent = found.consent;
    let members = [
        ("tenantId", json!(found.tenant)),
        ("isServiceProvider", Value::Null),
        ("isInMultiTenantOrganization", json!(false)),
        ("inboundTrust", found.trust.map_or(Value::Null, trust)),
        (
            "b2bCollaborationOutbound",
            found.outbound.as_ref().map_or(Value::Null, collaboration),
        ),
        (
            "b2bCollaborationInbound",
            found.inbound.as_ref().map_or(Value::Null, collaboration),
        ),
        ("b2bDirectConnectOutbound", Value::Null),
        ("b2bDirectConnectInbound", Value::Null),
        ("tenantRestrictions", Value::Null),
        (
            "automaticUserConsentSettings",
            json!({ "inboundAllowed": consent.inbound, "outboundAllowed": consent.outbound }),
        ),
    ];
    let named = members.into_iter();
    named
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn trust(trust: InboundTrust) -> Value {
    json!({
        "isMfaAccepted": trust.second_factor,
        "isCompliantDeviceAccepted": trust.compliant_device,
        "isHybridAzureADJoinedDeviceAccepted": trust.hybrid_joined_device,
    })
}

fn direct_connect() -> Value {
    collaboration(&Collaboration::everything(AccessType::Blocked))
}

fn collaboration(setting: &Collaboration) -> Value {
    let target = |target: &str, kind: &str| json!({ "target": target, "targetType": kind });
    let people = match &setting.people.targets {
        Which::All => vec![target("AllUsers", "user")],
        Which::Listed(listed) => {
            let one = |person: &Person| {
                let kind = match person.kind {
                    PersonKind::User => "user",
                    PersonKind::Group => "group",
                };
                target(&person.id.to_string(), kind)
            };
            listed.iter().map(one).collect()
        }
    };
    let applications = match &setting.applications.targets {
        Which::All => vec![target("AllApplications", "application")],
        Which::Listed(listed) => {
            let one = |id: &AppId| target(&id.to_string(), "application");
            listed.iter().map(one).collect()
        }
    };
    json!({
        "usersAndGroups": { "accessType": setting.people.access.as_str(), "targets": people },
        "applications": {
            "accessType": setting.applications.access.as_str(),
            "targets": applications,
        },
    })
}

/// What a body says of a partner; a trust that it names in part keeps the rest.
fn patch(input: &mut Input, before: InboundTrust) -> Result<PartnerPatch, GraphError> {
    refuse_what_is_not_offered(input)?;
    let [consent_inbound, consent_outbound] = consent(input)?;
    let trust = match input.take("inboundTrust") {
        None => Patch::Keep,
        Some(Value::Null) => Patch::Clear,
        Some(value) => Patch::Set(trust_of(value, before)?),
    };
    Ok(PartnerPatch {
        inbound: setting("b2bCollaborationInbound", input)?,
        outbound: setting("b2bCollaborationOutbound", input)?,
        trust,
        consent_inbound,
        consent_outbound,
        order: Patch::Keep,
    })
}

/// The trust of the default, on top of what it is now.
async fn take_trust<F>(
    input: &mut Input,
    before: impl FnOnce() -> F,
) -> Result<Patch<InboundTrust>, GraphError>
where
    F: Future<Output = Result<InboundTrust, GraphError>>,
{
    match input.take("inboundTrust") {
        None => Ok(Patch::Keep),
        Some(Value::Null) => Ok(Patch::Clear),
        Some(value) => Ok(Patch::Set(trust_of(value, before().await?)?)),
    }
}

fn trust_of(value: Value, before: InboundTrust) -> Result<InboundTrust, GraphError> {
    let not_one = || invalid("inboundTrust", "it is not an object");
    let mut input = Input::inner(value).ok_or_else(not_one)?;
    let mut flag = |name, before: bool| Ok::<_, GraphError>(input.flag(name)?.unwrap_or(before));
    let trust = InboundTrust {
        second_factor: flag("isMfaAccepted", before.second_factor)?,
        compliant_device: flag("isCompliantDeviceAccepted", before.compliant_device)?,
        hybrid_joined_device: flag(
            "isHybridAzureADJoinedDeviceAccepted",
            before.hybrid_joined_device,
        )?,
    };
    input.finish("microsoft.graph.crossTenantAccessPolicyInboundTrust")?;
    Ok(trust)
}

/// `inboundAllowed` and `outboundAllowed`.
fn consent(input: &mut Input) -> Result<[Patch<bool>; 2], GraphError> {
    let field = "automaticUserConsentSettings";
    match input.take(field) {
        None => Ok([Patch::Keep, Patch::Keep]),
        Some(Value::Null) => Ok([Patch::Clear, Patch::Clear]),
        Some(value) => {
            let not_one = || invalid(field, "it is not an object");
            let mut input = Input::inner(value).ok_or_else(not_one)?;
            let mut part = |name| match input.take(name) {
                None => Ok(Patch::Keep),
                Some(Value::Null) => Ok(Patch::Clear),
                Some(Value::Bool(flag)) => Ok(Patch::Set(flag)),
                Some(_) => Err(invalid(name, "it is neither true nor false")),
            };
            let both = [part("inboundAllowed")?, part("outboundAllowed")?];
            input.finish("microsoft.graph.inboundOutboundPolicyConfiguration")?;
            Ok(both)
        }
    }
}

fn order(mut input: Input, before: RedemptionOrder) -> Result<RedemptionOrder, GraphError> {
    let mut after = before;
    let field = "primaryIdentityProviderPrecedenceOrder";
    if let Some(list) = input.list(field)? {
        let classes = list.iter().map(|one| one.as_str().and_then(Class::parse));
        let classes: Option<Vec<Class>> = classes.collect();
        let wrong = || invalid(field, "it has to name each of the three once");
        let classes = classes.ok_or_else(wrong)?;
        after.primaries = classes.try_into().map_err(|_| wrong())?;
    }
    let field = "fallbackIdentityProvider";
    match input.text(field)? {
        Patch::Keep => {}
        Patch::Clear => after.allows_passcode = false,
        Patch::Set(word) => match word.as_str() {
            "defaultConfiguredIdp" | "emailOneTimePasscode" => after.allows_passcode = true,
            _ => return Err(invalid(field, "it is not a fallback of this server")),
        },
    }
    input.finish("microsoft.graph.defaultInvitationRedemptionIdentityProviderConfiguration")?;
    Ok(after)
}

/// A direction of the default, which it always has.
fn present(field: &'static str, input: &mut Input) -> Result<Option<Collaboration>, GraphError> {
    match setting(field, input)? {
        Patch::Keep => Ok(None),
        Patch::Set(setting) => Ok(Some(setting)),
        Patch::Clear => Err(invalid(field, "the default has one")),
    }
}

/// One direction.
fn setting(field: &'static str, input: &mut Input) -> Result<Patch<Collaboration>, GraphError> {
    let value = match input.take(field) {
        None => return Ok(Patch::Keep),
        Some(Value::Null) => return Ok(Patch::Clear),
        Some(value) => value,
    };
    let not_one = || invalid(field, "it is not an object");
    let mut input = Input::inner(value).ok_or_else(not_one)?;
    let (access, targets) = half(field, "usersAndGroups", &mut input)?;
    let people = UsersAndGroups {
        access,
        targets: which(targets, "AllUsers", |kind, id| {
            let kind = match kind {
                "user" => PersonKind::User,
                "group" => PersonKind::Group,
                _ => return Err(invalid(field, "a target is neither user nor group")),
            };
            Ok(Person { kind, id })
        })?,
    };
    let (access, targets) = half(field, "applications", &mut input)?;
    let applications = Applications {
        access,
        targets: which(targets, "AllApplications", |kind, id| match kind {
            "application" => Ok(AppId(id)),
            _ => Err(invalid(field, "a target is no application")),
        })?,
    };
    input.finish("microsoft.graph.crossTenantAccessPolicyB2BSetting")?;
    Ok(Patch::Set(Collaboration {
        people,
        applications,
    }))
}

/// A target: what it is, and its name.
type Target = (String, String);

/// One half of a direction; both have to be there.
fn half(
    field: &'static str,
    name: &'static str,
    input: &mut Input,
) -> Result<(AccessType, Vec<Target>), GraphError> {
    let missing = || {
        invalid(
            field,
            "usersAndGroups and applications both have to be there",
        )
    };
    let mut half = input.object(name)?.ok_or_else(missing)?;
    let access = AccessType::parse(&half.required("accessType")?)
        .ok_or_else(|| invalid("accessType", "it is neither allowed nor blocked"))?;
    let mut targets = Vec::new();
    for value in half.list("targets")?.unwrap_or_default() {
        let not_one = || invalid("targets", "one is not an object");
        let mut target = Input::inner(value).ok_or_else(not_one)?;
        targets.push((target.required("targetType")?, target.required("target")?));
        target.finish("microsoft.graph.crossTenantAccessPolicyTarget")?;
    }
    half.finish("microsoft.graph.crossTenantAccessPolicyTargetConfiguration")?;
    Ok((access, targets))
}

/// All, when that is the one target; otherwise the ids.
fn which<T>(
    targets: Vec<Target>,
    all: &str,
    read: impl Fn(&str, Uuid) -> Result<T, GraphError>,
) -> Result<Which<T>, GraphError> {
    if let [(_, target)] = targets.as_slice()
        && target == all
    {
        return Ok(Which::All);
    }
    let mut listed = Vec::with_capacity(targets.len());
    for (kind, target) in targets {
        let id = Uuid::try_parse(&target);
        let id = id.map_err(|_| invalid("target", "it is not an id, or stands beside others"))?;
        listed.push(read(&kind, id)?);
    }
    Ok(Which::Listed(listed))
}

/// Direct connect is blocked and stays so; the rest of the original's settings is not there. Clients send back what
/// they were given, so what changes nothing is taken.
fn refuse_what_is_not_offered(input: &mut Input) -> Result<(), GraphError> {
    for field in ["b2bDirectConnectInbound", "b2bDirectConnectOutbound"] {
        let blocked = Collaboration::everything(AccessType::Blocked);
        match setting(field, input)? {
            Patch::Keep | Patch::Clear => {}
            Patch::Set(setting) if setting == blocked => {}
            Patch::Set(_) => return Err(invalid(field, "direct connect is not offered here")),
        }
    }
    if !input
        .take("tenantRestrictions")
        .is_none_or(|value| value.is_null())
    {
        return Err(invalid("tenantRestrictions", "they are not offered here"));
    }
    Ok(())
}
