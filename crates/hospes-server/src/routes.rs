//! Every route of the server with its access rule, one line each.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::app::App;
use crate::pages::{authorize, device, my_apps, saml, sign_in};
use crate::{assets, graph, health, oidc, pages};

/// Who may call a route. The handler's extractors enforce it; the tests over this table make sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody.
    Public,
    /// An application, or an identity provider, with its own credentials.
    Client,
    /// Whoever has a bearer token that allows it.
    Token,
    /// Whoever has a bearer token of a person.
    Person,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in and has a role; of app registrations their owners, too.
    Administrator,
    /// Whoever runs the server: from this machine, or with the token of `metrics.token`.
    Operator,
}

/// What a request does, for the test that looks for its audit event. A GET changes something only where a specification of
/// others knows no other way, and it says for itself who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It changes something of a tenant, and leaves an audit event.
    Audited,
    /// It changes nothing of a tenant.
    None,
    /// It comes from another site, without a token of ours, and only leads to a GET.
    LeadsOn,
}

/// A line of the table.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "what a line promises is read by the tests that hold it to that"
    )
)]
pub(crate) struct Route {
    /// The method.
    pub(crate) method: Method,
    /// The path, with `{…}` for what varies.
    pub(crate) path: &'static str,
    /// Who may call it.
    pub(crate) access: Access,
    /// What it does.
    pub(crate) effect: Effect,
}

/// The table in the making.
pub(crate) struct Routes {
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    fn new() -> Self {
        Self {
            router: Router::new(),
            table: Vec::new(),
        }
    }

    fn get<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add((Method::GET, Effect::None), path, access, handler)
    }

    fn post<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add((Method::POST, Effect::Audited), path, access, handler)
    }

    /// A POST that changes nothing of a tenant.
    fn ask<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add((Method::POST, Effect::None), path, access, handler)
    }

    fn add<H: Handler<T, App>, T: 'static>(
        mut self,
        (method, effect): (Method, Effect),
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        // Every method of the table is one that axum knows.
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        self.router = self.router.route(path, on(filter, handler));
        self.table.push(Route {
            method,
            path,
            access,
            effect,
        });
        self
    }

    fn delete<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add((Method::DELETE, Effect::Audited), path, access, handler)
    }

    fn patch<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add((Method::PATCH, Effect::Audited), path, access, handler)
    }

    /// A PATCH that changes nothing of a tenant.
    fn check<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add((Method::PATCH, Effect::None), path, access, handler)
    }

    /// The finished table.
    pub(crate) fn finish(self) -> (Router<App>, Arc<[Route]>) {
        (self.router, self.table.into())
    }
}

/// What whoever runs the server asks it, and files.
pub(crate) fn plain() -> Routes {
    use Access::{Operator, Public};
    Routes::new()
        .get("/healthz", Public, health::live)
        .get("/readyz", Public, health::ready)
        .get("/metrics", Operator, health::figures)
        .get("/favicon.ico", Public, assets::favicon)
        .get("/assets/{version}/{name}", Public, assets::show)
}

/// The identity platform.
pub(crate) fn identity_platform() -> Routes {
    use Access::{Client, Public};
    Routes::new()
        .ask("/{tenant}/oauth2/v2.0/token", Client, oidc::token::exchange)
        .ask(
            "/{tenant}/oauth2/v2.0/devicecode",
            Client,
            oidc::device::begin,
        )
        .get(
            "/{tenant}/discovery/instance",
            Public,
            oidc::instance::discover,
        )
        .get("/{tenant}/userrealm/{name}", Public, oidc::instance::realm)
        .get(
            "/metadata/endpoints",
            Public,
            oidc::resource_manager::describe,
        )
        .get("/{tenant}/discovery/v2.0/keys", Public, oidc::keys::show)
        .get("/{tenant}/discovery/keys", Public, oidc::keys::show_v1)
        .get(
            "/{tenant}/discovery/providers/{id}/keys",
            Public,
            oidc::keys::show_of_provider,
        )
        .get(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            Public,
            oidc::discovery::show,
        )
        .get(
            "/{tenant}/.well-known/openid-configuration",
            Public,
            oidc::discovery::show_v1,
        )
}

/// What pages in browsers ask with a token.
pub(crate) fn userinfo() -> Routes {
    Routes::new()
        .get("/oidc/userinfo", Access::Client, oidc::userinfo::show)
        .ask("/oidc/userinfo", Access::Client, oidc::userinfo::show)
}

/// What command-line tools ask before they ask Graph.
pub(crate) fn resource_manager() -> Routes {
    use Access::Person;
    Routes::new()
        .get(
            "/subscriptions",
            Person,
            oidc::resource_manager::subscriptions,
        )
        .get("/tenants", Person, oidc::resource_manager::tenants)
}

/// Microsoft Graph.
#[rustfmt::skip]
pub(crate) fn graph() -> Routes {
    use Access::Token;
    Routes::new()
        .post("/v1.0/invitations", Token, graph::invitations::create)
        .get("/v1.0/me", Access::Person, graph::users::me)
        .ask("/v1.0/me/getMemberObjects", Access::Person, graph::member_objects::of_me)
        .ask("/v1.0/me/getMemberGroups", Access::Person, graph::member_objects::of_me)
        .get("/v1.0/policies/crossTenantAccessPolicy", Token, graph::cross_tenant_access::show)
        .check("/v1.0/policies/crossTenantAccessPolicy", Token, graph::cross_tenant_access::update)
        .get("/v1.0/policies/crossTenantAccessPolicy/default", Token, graph::cross_tenant_access::show_default)
        .patch("/v1.0/policies/crossTenantAccessPolicy/default", Token, graph::cross_tenant_access::update_default)
        .post("/v1.0/policies/crossTenantAccessPolicy/default/resetToSystemDefault", Token, graph::cross_tenant_access::reset_default)
        .get("/v1.0/policies/crossTenantAccessPolicy/partners", Token, graph::cross_tenant_access::list)
        .post("/v1.0/policies/crossTenantAccessPolicy/partners", Token, graph::cross_tenant_access::add)
        .get("/v1.0/policies/crossTenantAccessPolicy/partners/{id}", Token, graph::cross_tenant_access::show_partner)
        .patch("/v1.0/policies/crossTenantAccessPolicy/partners/{id}", Token, graph::cross_tenant_access::update_partner)
        .delete("/v1.0/policies/crossTenantAccessPolicy/partners/{id}", Token, graph::cross_tenant_access::delete_partner)
        .get("/v1.0/identity/identityProviders", Token, graph::identity_providers::list)
        .post("/v1.0/identity/identityProviders", Token, graph::identity_providers::add)
        .get("/v1.0/identity/identityProviders/availableProviderTypes", Token, graph::identity_providers::available_types)
        .get("/v1.0/identity/identityProviders/{id}", Token, graph::identity_providers::show)
        .patch("/v1.0/identity/identityProviders/{id}", Token, graph::identity_providers::update)
        .delete("/v1.0/identity/identityProviders/{id}", Token, graph::identity_providers::delete)
        .get("/v1.0/directory/federationConfigurations", Token, graph::federations::list)
        .post("/v1.0/directory/federationConfigurations", Token, graph::federations::add)
        .get("/v1.0/directory/federationConfigurations/{id}", Token, graph::federations::show)
        .patch("/v1.0/directory/federationConfigurations/{id}", Token, graph::federations::update)
        .delete("/v1.0/directory/federationConfigurations/{id}", Token, graph::federations::delete)
        .get("/v1.0/directory/federationConfigurations/{id}/domains", Token, graph::federations::domains)
        .post("/v1.0/directory/federationConfigurations/{id}/domains", Token, graph::federations::add_domain)
        .delete("/v1.0/directory/federationConfigurations/{id}/domains/{domain}", Token, graph::federations::delete_domain)
        .get("/v1.0/users", Token, graph::users::list)
        .post("/v1.0/users", Token, graph::users::create)
        .get("/v1.0/users/{id}", Token, graph::users::show)
        .patch("/v1.0/users/{id}", Token, graph::users::update)
        .delete("/v1.0/users/{id}", Token, graph::users::delete)
        .ask("/v1.0/users/{id}/getMemberObjects", Token, graph::member_objects::of_user)
        .ask("/v1.0/users/{id}/getMemberGroups", Token, graph::member_objects::of_user)
        .post("/v1.0/users/{id}/revokeSignInSessions", Token, graph::users::revoke_sessions)
        .post("/v1.0/users/{id}/convertExternalToInternalMemberUser", Token, graph::conversions::to_internal)
        .get("/v1.0/directory/deletedItems/microsoft.graph.user", Token, graph::deleted_items::list)
        .get("/v1.0/directory/deletedItems/{id}", Token, graph::deleted_items::show)
        .delete("/v1.0/directory/deletedItems/{id}", Token, graph::deleted_items::delete)
        .post("/v1.0/directory/deletedItems/{id}/restore", Token, graph::deleted_items::restore)
}

/// Pages for guests and everybody who is signed in.
#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "a table: a line for each route")]
pub(crate) fn people() -> Routes {
    use Access::{Client, Public, SignedIn};
    use my_apps::{approvals, flow as apps, organizations_flow as organizations, tiles};
    use crate::pages::redeem::{block, flow as redeem};
    use crate::pages::sign_up::{end as sign_up_end, flow as sign_up, questions as sign_up_questions};
    use sign_in::flow as sign_in;
    use pages::sign_in::{identify, organization};
    use pages::sign_in::provider::{flow as providers, logout as provider_logout, saml as provider_saml};
    Routes::new()
        .get("/", SignedIn, apps::home)
        .get("/signin", Public, identify::choose)
        .ask("/signin", Public, identify::identify)
        .get("/signin/password", Public, sign_in::show_password)
        .post("/signin/password", Public, sign_in::check_password)
        .get("/signin/change-password", Public, sign_in::show_change)
        .post("/signin/change-password", Public, sign_in::change)
        .get("/signin/passcode", Public, sign_in::show_passcode)
        .post("/signin/passcode", Public, sign_in::check_passcode)
        .post("/signin/passcode/send", Public, sign_in::send_passcode)
        .get("/signin/organization", Public, organization::show)
        .ask("/signin/organization", Public, organization::choose)
        .ask("/signin/providers", Public, providers::chosen)
        .get("/signin/providers/{id}/callback", Public, providers::callback)
        .add((Method::POST, Effect::LeadsOn), "/signin/providers/{id}/callback", Public, providers::callback_by_form)
        .post("/signin/providers/{id}/finish", Public, providers::finish)
        .get("/{tenant}/saml/sp/metadata", Public, provider_saml::metadata)
        .add((Method::POST, Effect::LeadsOn), "/{tenant}/saml/sp/acs", Public, provider_saml::receive)
        .post("/{tenant}/saml/sp/finish", Public, provider_saml::finish)
        .add((Method::GET, Effect::Audited), "/{tenant}/saml/sp/logout", Public, provider_saml::logout_by_query)
        .post("/{tenant}/saml/sp/logout", Client, provider_saml::logout_by_form)
        .post("/{tenant}/signin/providers/{id}/backchannel-logout", Client, provider_logout::back_channel)
        .add((Method::GET, Effect::Audited), "/{tenant}/signin/providers/{id}/frontchannel-logout", Public, provider_logout::front_channel)
        .post("/signout", Public, sign_in::sign_out)
        .get("/signed-out", Public, pages::farewell::signed_out)
        .get("/redeem", Public, redeem::open)
        .get("/redeem/invitation", Public, redeem::landing)
        .post("/redeem/sign-in", Public, redeem::begin)
        .get("/redeem/review", Public, redeem::review)
        .post("/redeem/prove", Public, redeem::prove)
        .post("/redeem/accept", Public, redeem::accept)
        .ask("/redeem/cancel", Public, redeem::cancel)
        .get("/redeem/cancelled", Public, redeem::cancelled)
        .get("/redeem/decline", Public, redeem::show_decline)
        .post("/redeem/decline", Public, redeem::decline)
        .get("/redeem/declined", Public, redeem::declined)
        .post("/redeem/ask-again", Public, redeem::ask_again)
        .get("/redeem/asked", Public, redeem::asked)
        .post("/redeem/switch-account", Public, redeem::switch_account)
        .get("/request-access", Public, sign_up::start)
        .post("/request-access", Public, sign_up::identify)
        .get("/request-access/details", Public, sign_up_questions::details)
        .post("/request-access/details", Public, sign_up_questions::submit)
        .ask("/request-access/continue", Public, sign_up_questions::go_on)
        .post("/request-access/withdraw", Public, sign_up_end::withdraw)
        .get("/request-access/withdrawn", Public, sign_up_end::withdrawn)
        .get("/invitations/block", Public, block::show)
        .post("/invitations/block", Public, block::block)
        .post("/invitations/unblock", Public, block::unblock)
        .get("/myapps", SignedIn, tiles::apps)
        .post("/myapps/apps/{id}/pin", SignedIn, tiles::pin)
        .post("/myapps/apps/{id}/unpin", SignedIn, tiles::unpin)
        .get("/myapps/approvals", SignedIn, approvals::list)
        .get("/myapps/approvals/{id}", SignedIn, approvals::show)
        .post("/myapps/approvals/{id}", SignedIn, approvals::decide)
        .get("/myapps/{domain}", Public, apps::apps_of)
        .get("/account", SignedIn, apps::account)
        .post("/account/sessions/revoke", SignedIn, apps::revoke_sessions)
        .post("/account/sessions/{id}/end", SignedIn, apps::end_session)
        .post("/account/apps/{id}/remove", SignedIn, apps::remove_app)
        .get("/account/sign-out-everywhere", SignedIn, apps::ask_sign_out_everywhere)
        .post("/account/sign-out-everywhere", SignedIn, apps::sign_out_everywhere)
        .get("/account/organizations", SignedIn, organizations::show)
        .ask("/account/organizations/review", SignedIn, organizations::review)
        .get("/account/organizations/{id}/leave", SignedIn, apps::show_leave)
        .post("/account/organizations/{id}/leave", SignedIn, apps::leave)
        .post("/organizations/switch", SignedIn, apps::switch)
}

/// Pages on which people sign in to applications.
#[rustfmt::skip]
pub(crate) fn to_applications() -> Routes {
    use Access::Public;
    Routes::new()
        .get("/{tenant}/oauth2/v2.0/authorize", Public, authorize::flow::authorize)
        .add((Method::POST, Effect::LeadsOn), "/{tenant}/oauth2/v2.0/authorize", Public, authorize::flow::authorize_by_form)
        .post("/{tenant}/oauth2/v2.0/consent", Public, authorize::consent::answer)
        .get("/{tenant}/v2.0/adminconsent", Public, authorize::admin_consent::show)
        .post("/{tenant}/v2.0/adminconsent", Public, authorize::admin_consent::answer)
        .get("/{tenant}/adminconsent", Public, authorize::admin_consent::show)
        .post("/{tenant}/adminconsent", Public, authorize::admin_consent::answer)
        .get("/{tenant}/oauth2/v2.0/logout", Public, authorize::logout::show)
        .post("/{tenant}/oauth2/v2.0/logout", Public, authorize::logout::sign_out)
        .get("/error", Public, pages::error::lookup::show)
        .get("/{tenant}/oauth2/deviceauth", Public, device::flow::lead_on)
        .get("/devicelogin", Public, device::flow::show)
        .ask("/devicelogin", Public, device::flow::enter)
        .get("/devicelogin/confirm", Public, device::flow::show_confirm)
        .post("/devicelogin/confirm", Public, device::flow::confirm)
        .get("/devicelogin/done", Public, device::flow::done)
        .get("/devicelogin/cancelled", Public, device::flow::cancelled)
        .get("/{tenant}/federationmetadata/2007-06/federationmetadata.xml", Public, saml::metadata::show)
        .get("/{tenant}/saml2", Public, saml::flow::sign_on)
        .add((Method::POST, Effect::LeadsOn), "/{tenant}/saml2", Public, saml::flow::sign_on_by_form)
        .post("/{tenant}/saml2/sign-in", Public, saml::flow::answer)
        .get("/{tenant}/saml2/logout", Public, saml::logout::show)
        .add((Method::POST, Effect::LeadsOn), "/{tenant}/saml2/logout", Public, saml::logout::by_form)
        .post("/{tenant}/saml2/sign-out", Public, saml::logout::sign_out)
        .get("/signin/{appid}", Public, saml::flow::open)
}

/// What proves a person a second time.
#[rustfmt::skip]
pub(crate) fn security() -> Routes {
    use Access::{Public, SignedIn};
    use crate::pages::security::{flow as security, passkeys};
    Routes::new()
        .get("/signin/second-factor", SignedIn, security::show_second_factor)
        .post("/signin/second-factor", SignedIn, security::check_second_factor)
        .ask("/signin/second-factor/passkey/begin", SignedIn, passkeys::begin_second_factor)
        .post("/signin/second-factor/passkey/finish", SignedIn, passkeys::finish_second_factor)
        .get("/signin/register-factor", SignedIn, security::show_register)
        .post("/signin/register-factor", SignedIn, security::register)
        .ask("/signin/passkey/begin", Public, passkeys::begin_sign_in)
        .post("/signin/passkey/finish", Public, passkeys::finish_sign_in)
        .get("/account/security", SignedIn, security::security)
        .post("/account/security/recovery-codes", SignedIn, security::new_codes)
        .ask("/account/security/passkeys/begin", SignedIn, passkeys::begin_registration)
        .post("/account/security/passkeys/finish", SignedIn, passkeys::finish_registration)
        .post("/account/security/{id}/rename", SignedIn, security::rename)
        .post("/account/security/{id}/delete", SignedIn, security::delete)
}

/// The admin center.
#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "a table: a line for each route")]
pub(crate) fn admin() -> Routes {
    use Access::Administrator as Admin;
    use crate::pages::admin::flow::{
        application_access as access, application_authentication as authentication, application_saml as single_sign_on,
        applications, audit, collections, cross_tenant_access as cross_tenant, deleted_users, external_collaboration as settings, groups, home,
        identity_providers as providers, invite, new_user, outbox, sign_in_settings, sign_ins, user, user_assignments as assigned, user_conversions, user_flow_connectors, user_flow_labels, user_flows, user_properties, user_security, user_sessions, user_sign_in, users,
    };
    use crate::pages::admin::flow::registration::{api, grants, list as registrations, manifest, owners, permissions, roles, token};
    Routes::new()
        .get("/admin", Admin, home::show)
        .get("/admin/users", Admin, users::list)
        .post("/admin/users/delete", Admin, users::delete)
        .get("/admin/users/new", Admin, new_user::show)
        .post("/admin/users/new", Admin, new_user::create)
        .get("/admin/users/invite", Admin, invite::show)
        .post("/admin/users/invite", Admin, invite::submit)
        .get("/admin/users/{id}", Admin, user::show)
        .post("/admin/users/{id}/resend", Admin, user::resend)
        .post("/admin/users/{id}/revoke-invitation", Admin, user::revoke_invitation)
        .get("/admin/users/{id}/reset-redemption", Admin, user::show_reset)
        .post("/admin/users/{id}/reset-redemption", Admin, user::reset)
        .get("/admin/users/{id}/convert-to-internal", Admin, user_conversions::show_internal)
        .post("/admin/users/{id}/convert-to-internal", Admin, user_conversions::to_internal)
        .get("/admin/users/{id}/convert-to-external", Admin, user_conversions::show_external)
        .post("/admin/users/{id}/convert-to-external", Admin, user_conversions::to_external)
        .get("/admin/users/{id}/sign-in-method", Admin, user_sign_in::show)
        .post("/admin/users/{id}/sign-in-method", Admin, user_sign_in::submit)
        .post("/admin/users/{id}/block", Admin, user::block)
        .post("/admin/users/{id}/unblock", Admin, user::unblock)
        .post("/admin/users/{id}/revoke-sessions", Admin, user::revoke_sessions)
        .post("/admin/users/{id}/sessions/end", Admin, user_sessions::end)
        .get("/admin/users/{id}/reset-password", Admin, user::ask_reset_password)
        .post("/admin/users/{id}/reset-password", Admin, user::reset_password)
        .get("/admin/users/{id}/require-registration", Admin, user_security::ask)
        .post("/admin/users/{id}/require-registration", Admin, user_security::reset)
        .get("/admin/users/{id}/delete", Admin, user::ask_delete)
        .post("/admin/users/{id}/delete", Admin, user::delete)
        .get("/admin/users/{id}/properties", Admin, user_properties::show)
        .post("/admin/users/{id}/properties", Admin, user_properties::submit)
        .get("/admin/users/{id}/groups", Admin, assigned::show_groups)
        .post("/admin/users/{id}/groups", Admin, assigned::change_groups)
        .get("/admin/users/{id}/roles", Admin, assigned::show_roles)
        .post("/admin/users/{id}/roles", Admin, assigned::change_roles)
        .get("/admin/users/{id}/applications", Admin, assigned::show_applications)
        .post("/admin/users/{id}/applications", Admin, assigned::change_applications)
        .get("/admin/users/{id}/audit", Admin, assigned::show_audit)
        .get("/admin/users/{id}/sign-ins", Admin, sign_ins::of_user)
        .get("/admin/deleted-users", Admin, deleted_users::list)
        .post("/admin/deleted-users/restore", Admin, deleted_users::restore)
        .post("/admin/deleted-users/delete", Admin, deleted_users::delete)
        .get("/admin/groups", Admin, groups::list)
        .get("/admin/groups/new", Admin, groups::show_new)
        .post("/admin/groups/new", Admin, groups::create)
        .get("/admin/groups/{id}", Admin, groups::show)
        .post("/admin/groups/{id}", Admin, groups::change_members)
        .get("/admin/groups/{id}/edit", Admin, groups::show_edit)
        .post("/admin/groups/{id}/edit", Admin, groups::edit)
        .get("/admin/groups/{id}/delete", Admin, groups::ask_delete)
        .post("/admin/groups/{id}/delete", Admin, groups::delete)
        .get("/admin/applications", Admin, applications::list)
        .get("/admin/applications/new", Admin, applications::show_new)
        .post("/admin/applications/new", Admin, applications::create)
        .get("/admin/applications/{id}", Admin, applications::show)
        .get("/admin/applications/{id}/edit", Admin, applications::show_edit)
        .post("/admin/applications/{id}/edit", Admin, applications::edit)
        .get("/admin/applications/{id}/authentication", Admin, authentication::show)
        .post("/admin/applications/{id}/authentication", Admin, authentication::submit)
        .get("/admin/applications/{id}/single-sign-on", Admin, single_sign_on::show)
        .post("/admin/applications/{id}/single-sign-on", Admin, single_sign_on::submit)
        .ask("/admin/applications/{id}/single-sign-on/metadata", Admin, single_sign_on::read_metadata)
        .post("/admin/applications/{id}/single-sign-on/certificates", Admin, single_sign_on::change_certificates)
        .get("/admin/applications/{id}/single-sign-on/certificates/{key}", Admin, single_sign_on::download)
        .get("/admin/applications/{id}/single-sign-on/remove", Admin, single_sign_on::ask_remove)
        .post("/admin/applications/{id}/single-sign-on/remove", Admin, single_sign_on::remove)
        .get("/admin/applications/{id}/api", Admin, access::show)
        .post("/admin/applications/{id}/secrets", Admin, access::change_secrets)
        .post("/admin/applications/{id}/certificates", Admin, access::change_certificates)
        .get("/admin/applications/{id}/permissions", Admin, grants::show)
        .post("/admin/applications/{id}/permissions", Admin, grants::submit)
        .get("/admin/applications/{id}/users", Admin, applications::users)
        .post("/admin/applications/{id}/users", Admin, applications::change_users)
        .get("/admin/applications/{id}/sign-ins", Admin, sign_ins::of_application)
        .get("/admin/applications/{id}/delete", Admin, applications::ask_delete)
        .post("/admin/applications/{id}/delete", Admin, applications::delete)
        .get("/admin/collections", Admin, collections::list)
        .get("/admin/collections/new", Admin, collections::show_new)
        .post("/admin/collections/new", Admin, collections::create)
        .get("/admin/collections/{id}", Admin, collections::show)
        .post("/admin/collections/{id}", Admin, collections::change_applications)
        .get("/admin/collections/{id}/edit", Admin, collections::show_edit)
        .post("/admin/collections/{id}/edit", Admin, collections::edit)
        .get("/admin/collections/{id}/delete", Admin, collections::ask_delete)
        .post("/admin/collections/{id}/delete", Admin, collections::delete)
        .get("/admin/app-registrations", Admin, registrations::list)
        .get("/admin/app-registrations/new", Admin, registrations::show_new)
        .post("/admin/app-registrations/new", Admin, registrations::create)
        .get("/admin/app-registrations/{id}", Admin, registrations::overview)
        .post("/admin/app-registrations/{id}/flows", Admin, authentication::submit_flows)
        .get("/admin/app-registrations/{id}/token", Admin, token::show)
        .post("/admin/app-registrations/{id}/token", Admin, token::submit)
        .get("/admin/app-registrations/{id}/api-permissions", Admin, permissions::show)
        .post("/admin/app-registrations/{id}/api-permissions", Admin, permissions::submit)
        .get("/admin/app-registrations/{id}/expose", Admin, api::show)
        .post("/admin/app-registrations/{id}/expose", Admin, api::submit)
        .get("/admin/app-registrations/{id}/scope", Admin, api::show_scope)
        .post("/admin/app-registrations/{id}/scope", Admin, api::save_scope)
        .get("/admin/app-registrations/{id}/roles", Admin, roles::show)
        .post("/admin/app-registrations/{id}/roles", Admin, roles::submit)
        .get("/admin/app-registrations/{id}/role", Admin, roles::show_role)
        .post("/admin/app-registrations/{id}/role", Admin, roles::save_role)
        .get("/admin/app-registrations/{id}/owners", Admin, owners::show)
        .post("/admin/app-registrations/{id}/owners", Admin, owners::submit)
        .get("/admin/app-registrations/{id}/manifest", Admin, manifest::show)
        .post("/admin/app-registrations/{id}/manifest", Admin, manifest::submit)
        .get("/admin/external-collaboration", Admin, settings::show)
        .post("/admin/external-collaboration", Admin, settings::submit)
        .get("/admin/cross-tenant-access", Admin, cross_tenant::list::show)
        .get("/admin/cross-tenant-access/new", Admin, cross_tenant::add::show)
        .post("/admin/cross-tenant-access/new", Admin, cross_tenant::add::submit)
        .get("/admin/cross-tenant-access/default", Admin, cross_tenant::edit::show_default)
        .post("/admin/cross-tenant-access/default", Admin, cross_tenant::edit::submit_default)
        .get("/admin/cross-tenant-access/{id}", Admin, cross_tenant::edit::show)
        .post("/admin/cross-tenant-access/{id}", Admin, cross_tenant::edit::submit)
        .get("/admin/cross-tenant-access/{id}/delete", Admin, cross_tenant::remove::ask)
        .post("/admin/cross-tenant-access/{id}/delete", Admin, cross_tenant::remove::submit)
        .get("/admin/identity-providers", Admin, providers::list::show)
        .get("/admin/identity-providers/new", Admin, providers::new::show)
        .post("/admin/identity-providers/new", Admin, providers::new::create)
        .get("/admin/identity-providers/order", Admin, providers::order::show)
        .post("/admin/identity-providers/order", Admin, providers::order::submit)
        .get("/admin/identity-providers/what-if", Admin, providers::what_if::show)
        .get("/admin/identity-providers/saml", Admin, providers::service::show)
        .post("/admin/identity-providers/saml/certificates", Admin, providers::service::change)
        .get("/admin/identity-providers/saml/certificates/{key}", Admin, providers::service::download)
        .get("/admin/identity-providers/{id}", Admin, providers::edit::show)
        .post("/admin/identity-providers/{id}", Admin, providers::edit::submit)
        .post("/admin/identity-providers/{id}/domains", Admin, providers::domains::set)
        .post("/admin/identity-providers/{id}/domains/look", Admin, providers::domains::look)
        .post("/admin/identity-providers/{id}/domains/trust", Admin, providers::domains::trust)
        .post("/admin/identity-providers/{id}/key", Admin, providers::edit::rotate_key)
        .post("/admin/identity-providers/{id}/enable", Admin, providers::edit::enable)
        .post("/admin/identity-providers/{id}/disable", Admin, providers::edit::disable)
        .ask("/admin/identity-providers/{id}/test", Admin, providers::begin_test)
        .get("/admin/identity-providers/{id}/locked-out", Admin, providers::locked_out::show)
        .post("/admin/identity-providers/{id}/locked-out", Admin, providers::locked_out::reset)
        .get("/admin/identity-providers/{id}/delete", Admin, providers::remove::ask)
        .post("/admin/identity-providers/{id}/delete", Admin, providers::remove::delete)
        .get("/admin/user-flows", Admin, user_flows::list)
        .post("/admin/user-flows", Admin, user_flows::create)
        .get("/admin/user-flows/{id}", Admin, user_flows::show)
        .post("/admin/user-flows/{id}", Admin, user_flows::submit)
        .get("/admin/user-flows/{id}/certificates/{key}", Admin, user_flow_connectors::download)
        .get("/admin/user-flows/{id}/attributes/{attribute}", Admin, user_flow_labels::show)
        .post("/admin/user-flows/{id}/attributes/{attribute}", Admin, user_flow_labels::save)
        .get("/admin/user-flows/{id}/delete", Admin, user_flows::ask_delete)
        .post("/admin/user-flows/{id}/delete", Admin, user_flows::delete)
        .get("/admin/access-requests", Admin, user_flows::requests)
        .get("/admin/sign-in-settings", Admin, sign_in_settings::show)
        .post("/admin/sign-in-settings", Admin, sign_in_settings::submit)
        .get("/admin/outbox", Admin, outbox::list)
        .post("/admin/outbox/send-again", Admin, outbox::send_again)
        .get("/admin/audit", Admin, audit::list)
        .get("/admin/audit/{id}", Admin, audit::show)
        .get("/admin/sign-ins", Admin, sign_ins::list)
        .get("/admin/sign-ins/{id}", Admin, sign_ins::show)
}

/// The demo's inbox. Its routes answer "not found" on a server that is no demo.
#[rustfmt::skip]
pub(crate) fn inbox() -> Routes {
    use Access::Public;
    use pages::inbox::flow as inbox;
    Routes::new()
        .get("/inbox", Public, inbox::list)
        .ask("/inbox/delete", Public, inbox::delete)
        .get("/inbox/messages", Public, inbox::messages)
        .add((Method::DELETE, Effect::None), "/inbox/messages", Public, inbox::delete_messages)
        .get("/inbox/{id}", Public, inbox::show)
        .get("/inbox/{id}/html", Public, inbox::html)
}
