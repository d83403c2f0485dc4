//! Whom a provider gave no identity: what the trace of the redemption and the sign-in log say of it.

use hospes_protocol::text::single_line;

use super::{ArriveError, Purpose};
use crate::Identity;
use crate::actor::Circumstances;
use crate::error::Result;
use crate::identity_provider::{IdentityProvider, Problem};
use crate::redemption;
use crate::session::Method;
use crate::sign_in_log::{self, Attempt, Reason};
use crate::user::{Issuer, ProviderKey};

/// What a provider says of its no, at most, in characters.
const LONGEST_DETAIL: usize = 500;
/// The longest word of a refusal that is logged, in characters.
const LONGEST_WORD: usize = 64;

/// Why somebody got no identity.
struct Failure {
    reason: Reason,
    /// The provider, and what went wrong.
    detail: String,
    /// The same for the server's log, where no name is, and nothing that others wrote.
    problem: String,
}

impl Failure {
    /// `None` where nothing was tried.
    fn of(error: &ArriveError) -> Option<Self> {
        match error {
            ArriveError::Declined {
                provider,
                error,
                description,
                ..
            } => Some(Self::of_no(provider, error, description.as_deref())),
            ArriveError::Provider {
                provider, problem, ..
            } => Some(Self::of_problem(provider, problem)),
            ArriveError::NotInUse { provider, .. } => Some(Self {
                reason: Reason::ProviderNotInUse,
                detail: provider.clone(),
                problem: "it is not in use".to_owned(),
            }),
            ArriveError::NoTrip
            | ArriveError::NobodyHere { .. }
            | ArriveError::Redeem(_)
            | ArriveError::Other(_) => None,
        }
    }

    /// The person's no, or the provider's. All else than that is a fault between the provider and this server.
    fn of_no(provider: &str, error: &str, description: Option<&str>) -> Self {
        let reason = if error == "access_denied" {
            Reason::DeclinedAtProvider
        } else {
            Reason::ProviderTrouble
        };
        let said = match description {
            Some(description) => format!("{provider}: {error}: {description}"),
            None => format!("{provider}: {error}"),
        };
        Self {
            reason,
            detail: single_line(&said, LONGEST_DETAIL),
            problem: format!("it refused: {}", single_line(error, LONGEST_WORD)),
        }
    }

    fn of_problem(provider: &str, problem: &Problem) -> Self {
        Self {
            reason: Reason::ProviderTrouble,
            detail: single_line(&format!("{provider}: {problem}"), LONGEST_DETAIL),
            problem: problem.to_string(),
        }
    }
}

impl Identity {
    /// Writes down that somebody came back from a provider without an identity.
    pub(super) async fn note_failed_trip(
        &self,
        key: ProviderKey,
        tried: (&Purpose, &str),
        error: &ArriveError,
        circumstances: &Circumstances,
    ) -> Result<()> {
        match Failure::of(error) {
            Some(failure) => self.note_failure(key, tried, &failure, circumstances).await,
            None => Ok(()),
        }
    }

    /// Writes down that somebody could not be sent to a provider.
    pub(super) async fn note_no_departure(
        &self,
        provider: &IdentityProvider,
        tried: (&Purpose, &str),
        problem: &Problem,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let key = ProviderKey {
            tenant: provider.tenant,
            id: provider.id,
        };
        let failure = Failure::of_problem(&provider.display_name, problem);
        self.note_failure(key, tried, &failure, circumstances).await
    }

    /// In the log of the server, too, unless the person said no. Each time: how often somebody goes to a provider is limited. An administrator who tests one sees it all.
    async fn note_failure(
        &self,
        key: ProviderKey,
        (purpose, name): (&Purpose, &str),
        failure: &Failure,
        circumstances: &Circumstances,
    ) -> Result<()> {
        if failure.reason != Reason::DeclinedAtProvider {
            tracing::warn!(
                provider = %key.id,
                invitation = purpose.invitation().map(|id| id.to_string()),
                reference = %circumstances.correlation,
                problem = failure.problem,
                "an identity provider gave no identity"
            );
        }
        if matches!(purpose, Purpose::Test { .. }) {
            return Ok(());
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let invited = match purpose {
                Purpose::Redeem(flow) => {
                    let said = (failure.reason.key(), failure.detail.as_str());
                    redemption::note_no_identity(&mut tx, flow, said, circumstances).await?
                }
                Purpose::SignIn { .. } | Purpose::Ask { .. } | Purpose::Test { .. } => None,
            };
            let (user, name) = match invited {
                Some((user, address)) => (Some(user), address),
                None => (None, name.to_owned()),
            };
            let attempt = Attempt::new(&name, Method::Provider.as_str(), failure.reason)
                .of(user)
                .by(Some(Issuer::Provider(key)));
            sign_in_log::record(&mut tx, key.tenant, &attempt, circumstances).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
