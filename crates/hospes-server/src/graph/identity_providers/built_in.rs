//! `builtInIdentityProvider`: what signs guests in without anybody adding it.

use hospes_identity::Actor;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::graph::error::GraphError;
use crate::graph::input::{Input, invalid};
use crate::graph::provider::unchanged;

const TYPE: &str = "microsoft.graph.builtInIdentityProvider";

/// What is built in. Microsoft accounts are not: they need an application of the organisation's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BuiltIn {
    /// Accounts of the organisations on this server.
    Organizations,
    /// One-time passcodes.
    Passcode,
}

impl BuiltIn {
    pub(super) const ALL: [Self; 2] = [Self::Organizations, Self::Passcode];

    /// The id that the original has for it.
    const fn id(self) -> &'static str {
        match self {
            Self::Organizations => "AADSignup-OAUTH",
            Self::Passcode => "EmailOtpSignup-OAUTH",
        }
    }

    pub(super) fn from_id(id: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.id().eq_ignore_ascii_case(id))
    }

    /// Its `identityProviderType`.
    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::Organizations => "AADSignup",
            Self::Passcode => "EmailOTP",
        }
    }

    /// As it is answered.
    pub(super) async fn entity(
        self,
        app: &App,
        actor: &Actor,
    ) -> Result<Map<String, Value>, GraphError> {
        let (name, is_enabled) = match self {
            Self::Organizations => ("Organizations on this server", true),
            Self::Passcode => (
                "Email one-time passcode",
                app.identity.allows_passcode(actor).await?,
            ),
        };
        let state = if is_enabled { "enabled" } else { "disabled" };
        let members = [
            ("@odata.type", json!(format!("#{TYPE}"))),
            ("id", json!(self.id())),
            ("displayName", json!(name)),
            ("identityProviderType", json!(self.type_name())),
            ("state", json!(state)),
        ];
        let named = members.into_iter();
        Ok(named
            .map(|(name, value)| (name.to_owned(), value))
            .collect())
    }

    /// Switches passcodes on and off; there is nothing else to change.
    pub(super) async fn update(
        self,
        app: &App,
        actor: &Actor,
        mut input: Input,
    ) -> Result<(), GraphError> {
        let shown = self.entity(app, actor).await?;
        unchanged(
            &mut input,
            &shown,
            &["id", "displayName", "identityProviderType"],
        )?;
        match self {
            Self::Organizations => {
                unchanged(&mut input, &shown, &["state"])?;
                input.finish(TYPE)
            }
            Self::Passcode => {
                let state = input.optional("state")?;
                input.finish(TYPE)?;
                let allows = match state.as_deref() {
                    None => return Ok(()),
                    Some("enabled") => true,
                    Some("disabled") => false,
                    Some(_) => return Err(invalid("state", "it is neither enabled nor disabled")),
                };
                Ok(app.identity.allow_passcode(actor, allows).await?)
            }
        }
    }
}
