//! The audit log.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::audit::{Activity, AuditEvent as Event, AuditQuery};
use hospes_identity::ids::AuditEventId;
use hospes_identity::{Actor, Error, Span, Timestamp};

use super::{Query, asked, moment, page, pager, reference, request, url_with};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::pages::admin::audit::{Audit, AuditEvent, AuditRow, Change};
use crate::pages::error::PageError;
use crate::pages::layout::{Chip, Choice, Fact};

const PATH: &str = "/admin/audit";

/// An event in a list.
pub(super) fn row(app: &App, event: &Event) -> AuditRow {
    let actor = match event.initiator.kind.as_str() {
        "system" => format!("Hospes ({})", event.initiator.name),
        _ => event.initiator.name.clone(),
    };
    AuditRow {
        id: event.id.to_string(),
        activity: event.activity.clone(),
        actor,
        target: event
            .targets
            .first()
            .map(|target| target.name.clone())
            .unwrap_or_default(),
        when: moment(app, event.at),
        succeeded: event.succeeded,
        is_sealed: event.sequence.is_some(),
    }
}

/// `GET /admin/audit`.
pub(crate) async fn list(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let layout = admin.layout(&app).await?;
    let wanted = translate(&app, admin.actor(), &query).await?;
    let found = app.identity.audit_events(admin.actor(), &wanted).await?;
    let activity = asked(&query, "activity");
    let mut activities = vec![Choice::new("", "All", activity.is_empty())];
    activities.extend(
        Activity::ALL
            .iter()
            .map(|known| Choice::new(known.name(), known.name(), known.name() == activity)),
    );
    let chips = ["activity", "actor", "reference", "from", "to"]
        .into_iter()
        .filter(|name| !asked(&query, name).is_empty())
        .map(|name| Chip {
            text: format!("{}: {}", label(name), asked(&query, name)),
            remove_url: url_with(PATH, &query, name, ""),
        })
        .collect();
    let template = Audit {
        layout: &layout,
        activities,
        actor: asked(&query, "actor").to_owned(),
        reference: asked(&query, "reference").to_owned(),
        from: asked(&query, "from").to_owned(),
        to: asked(&query, "to").to_owned(),
        chips,
        events: found.rows.iter().map(|event| row(&app, event)).collect(),
        pager: pager(PATH, &query, &found, "event"),
    };
    page(&template)
}

fn label(name: &str) -> &'static str {
    match name {
        "activity" => "Activity",
        "actor" => "Actor",
        "reference" => "Reference number",
        "from" => "From",
        _ => "To",
    }
}

async fn translate(app: &App, actor: &Actor, query: &Query) -> Result<AuditQuery, PageError> {
    let activity = asked(query, "activity");
    let mut wanted = AuditQuery::all(request(query));
    wanted.activity = Activity::ALL
        .iter()
        .copied()
        .find(|known| known.name() == activity);
    wanted.reference = reference(asked(query, "reference"));
    wanted.since = Timestamp::parse(asked(query, "from"));
    // The last day counts whole.
    wanted.until = Timestamp::parse(asked(query, "to")).map(|day| day.plus(Span::days(1)));
    wanted.actor = match asked(query, "actor") {
        "" => None,
        name => match app.identity.user_by_name(actor, name).await {
            Ok(user) => Some(user.id.0),
            // Nobody of that name did anything.
            Err(Error::NotFound { .. }) => Some(name.parse().unwrap_or_default()),
            Err(error) => return Err(error.into()),
        },
    };
    Ok(wanted)
}

/// `GET /admin/audit/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: AuditEventId = id.parse().map_err(|_| PageError::NotFound)?;
    let event = app.identity.audit_event(admin.actor(), id).await?;
    let layout = admin.layout(&app).await?;
    let changes = event
        .targets
        .iter()
        .flat_map(|target| &target.changes)
        .map(|change| Change {
            property: change.name.clone(),
            before: change.old.clone(),
            after: change.new.clone(),
        })
        .collect();
    let template = AuditEvent {
        layout: &layout,
        event: row(&app, &event),
        facts: facts_of(&event),
        changes,
        seal: event.seal.clone(),
    };
    page(&template)
}

fn facts_of(event: &Event) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Date", event.at.format("%Y-%m-%d %H:%M:%S UTC")),
        Fact::new("Category", event.category.clone()),
        Fact::new("Service", event.service.clone()),
        Fact::new("Operation", event.operation_type.clone()),
        Fact::new(
            "Result",
            if event.succeeded {
                "Success"
            } else {
                "Failure"
            },
        ),
        Fact::new("Reason", event.reason.clone()),
        Fact::new(
            "Signed in as",
            event.initiator.login.clone().unwrap_or_default(),
        ),
        Fact::new(
            "Network address",
            event.initiator.ip.clone().unwrap_or_default(),
        ),
        Fact::new("Correlation id", event.correlation.to_string()),
    ];
    for target in &event.targets {
        facts.push(Fact::new(
            format!("Target ({})", target.kind),
            target.name.clone(),
        ));
    }
    facts.extend(
        event
            .details
            .iter()
            .map(|detail| Fact::new(&detail.key, &detail.value)),
    );
    facts.retain(|fact| !fact.value.is_empty());
    facts
}
