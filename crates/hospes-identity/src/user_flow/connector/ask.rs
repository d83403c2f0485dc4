//! Asking a connector, and reading what it says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hospes_protocol::oauth::SentSecret;
use hospes_protocol::text::{plain_text, single_line};
use serde_json::{Map, Value, json};
use url::Url;
use zeroize::Zeroizing;

use super::super::{Answer, Attribute, Input, UserFlow, ValueKind};
use super::{Authentication, Connector, PURPOSE, Step, context, store};
use crate::Identity;
use crate::env::{ClientCertificate, FetchReply, FetchRequest, Payload};
use crate::error::{Error, Result};
use crate::ids::TenantId;

/// The longest message that people are shown, in characters.
const LONGEST_MESSAGE: usize = 500;

/// What a connector is told.
pub(crate) struct Asking<'a> {
    pub(crate) step: Step,
    /// The address that was proved.
    pub(crate) email: &'a str,
    /// Who vouches, and for whom.
    pub(crate) identity: (&'a str, &'a str),
    /// The name the provider says, if it says one.
    pub(crate) display_name: Option<&'a str>,
    pub(crate) answers: &'a [Answer],
    pub(crate) language: Option<&'a str>,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Go on, with these values.
    Continue(Vec<Answer>),
    /// Stop, and say this.
    Block(String),
    /// The answers won't do: say this.
    Invalid(String),
    /// It can't be used.
    Trouble(&'static str),
}

impl Identity {
    /// Asks the connector of a step; `None` when there is none. Never with a transaction open.
    pub(crate) async fn ask_connector(
        &self,
        flow: &UserFlow,
        asking: &Asking<'_>,
    ) -> Result<Option<Reply>> {
        let mut tx = self.read().await?;
        let found = store::connector(&mut tx, flow.tenant, (flow.id, asking.step)).await?;
        drop(tx);
        let Some((connector, sealed)) = found else {
            return Ok(None);
        };
        let unreadable = || Error::corrupt("the secret of an API connector", "no key opens it");
        let keyring = &self.env.keyring;
        let opened = keyring.open(PURPOSE, &context(flow, asking.step), &sealed);
        let request = request(
            (flow.tenant, &connector),
            opened.ok_or_else(unreadable)?,
            &body(flow, asking),
        )?;
        let reply = match self.env.fetch.fetch(&request).await {
            Ok(reply) => read(&reply, flow, asking.step),
            Err(error) => {
                tracing::warn!(%error, flow = %flow.id, "an API connector does not answer");
                Reply::Trouble("it does not answer")
            }
        };
        if let Reply::Trouble(reason) = &reply {
            tracing::warn!(reason, flow = %flow.id, "an API connector can't be used");
        }
        Ok(Some(reply))
    }
}

fn request(
    (tenant, connector): (TenantId, &Connector),
    secret: Zeroizing<Vec<u8>>,
    body: &Value,
) -> Result<FetchRequest> {
    let url = Url::parse(&connector.url);
    let mut request = FetchRequest {
        tenant,
        url: url.map_err(|e| Error::corrupt("the URL of an API connector", e))?,
        payload: Payload::Json(body.to_string()),
        authorization: None,
        certificate: None,
        accept: "application/json",
    };
    match &connector.authentication {
        Authentication::Basic { username } => {
            let mut pair = Zeroizing::new(format!("{username}:").into_bytes());
            pair.extend_from_slice(&secret);
            let value = Zeroizing::new(format!("Basic {}", STANDARD.encode(&*pair)));
            request.authorization = Some(SentSecret::new(&value));
        }
        Authentication::Certificate(own) => {
            request.certificate = Some(ClientCertificate {
                certificate: own.certificate.to_der(),
                key: secret,
            });
        }
    }
    Ok(request)
}

/// What it is told. Claims without a value are left out.
fn body(flow: &UserFlow, asking: &Asking<'_>) -> Value {
    let (issuer, subject) = asking.identity;
    let mut claims = Map::new();
    claims.insert(
        "step".to_owned(),
        json!(match asking.step {
            Step::AfterFederation => "PostFederationSignup",
            Step::BeforeCreation => "PostAttributeCollection",
        }),
    );
    claims.insert("email".to_owned(), json!(asking.email));
    claims.insert(
        "identities".to_owned(),
        json!([{ "signInType": "federated", "issuer": issuer, "issuerAssignedId": subject }]),
    );
    if let Some(name) = asking.display_name {
        claims.insert("displayName".to_owned(), json!(name));
    }
    for attribute in &flow.attributes {
        let answer = asking.answers.iter().find(|one| one.name == attribute.name);
        let values = answer
            .map(|answer| answer.values.as_slice())
            .unwrap_or_default();
        if let Some(value) = to_claim(attribute, values) {
            claims.insert(attribute.claim(), value);
        }
    }
    if let Some(language) = asking.language {
        claims.insert("ui_locales".to_owned(), json!(language));
    }
    Value::Object(claims)
}

fn to_claim(attribute: &Attribute, values: &[String]) -> Option<Value> {
    let first = values.first()?;
    Some(match attribute.kind {
        ValueKind::String => json!(values.join(",")),
        ValueKind::Boolean => json!(first == "true"),
        ValueKind::Int => json!(first.parse::<i64>().ok()?),
    })
}

/// What it answers: by the status and the word in `action`, and by nothing else.
fn read(reply: &FetchReply, flow: &UserFlow, step: Step) -> Reply {
    let Ok(Value::Object(claims)) = serde_json::from_slice::<Value>(&reply.body) else {
        return Reply::Trouble("its answer is no JSON object");
    };
    if !claims.get("version").is_some_and(Value::is_string) {
        return Reply::Trouble("its answer has no version");
    }
    let message = claims.get("userMessage").and_then(Value::as_str);
    let message = message.map(|text| plain_text(text, LONGEST_MESSAGE));
    let message = message.filter(|text| !text.is_empty());
    let action = claims.get("action").and_then(Value::as_str);
    match (reply.status, action, message) {
        (200, Some("Continue"), _) => continued(&claims, flow, step),
        (200, Some("ShowBlockPage"), Some(text)) => Reply::Block(text),
        (400, Some("ValidationError"), Some(text)) if step == Step::BeforeCreation => {
            if claims.get("status").and_then(Value::as_i64) == Some(400) {
                Reply::Invalid(text)
            } else {
                Reply::Trouble("the status in its answer is not 400")
            }
        }
        (200 | 400, Some(_), _) => Reply::Trouble("its answer is none at this step"),
        (_, _, _) => Reply::Trouble("its status is neither 200 nor 400, or the action is missing"),
    }
}

fn continued(claims: &Map<String, Value>, flow: &UserFlow, step: Step) -> Reply {
    let mut said = Vec::new();
    for attribute in &flow.attributes {
        let Some(given) =
            claim_of(claims, attribute).and_then(|value| from_claim(attribute, value))
        else {
            continue;
        };
        match attribute.read(&given) {
            Ok(values) if !values.is_empty() => said.push(attribute.answer(values)),
            // What would fill a form in wrongly leaves it as it is; what would be stored must be right.
            Ok(_) | Err(_) if step == Step::AfterFederation => {}
            Ok(_) => {}
            Err(_) => return Reply::Trouble("a value in its answer is none that could be typed"),
        }
    }
    Reply::Continue(said)
}

/// The claim of an attribute: `city`, `extension_level`, or with the id of an application between as in the original.
fn claim_of<'a>(claims: &'a Map<String, Value>, attribute: &Attribute) -> Option<&'a Value> {
    if let Some(value) = claims.get(&attribute.claim()) {
        return Some(value);
    }
    if attribute.built_in().is_some() {
        return None;
    }
    let is_it = |name: &str| {
        let id = name
            .strip_prefix("extension_")
            .and_then(|rest| rest.strip_suffix(attribute.name.as_str()))
            .and_then(|rest| rest.strip_suffix('_'));
        id.is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    claims
        .iter()
        .find(|(name, _)| is_it(name))
        .map(|(_, value)| value)
}

fn from_claim(attribute: &Attribute, value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text)
            if attribute.input == Input::Checkbox && attribute.kind == ValueKind::String =>
        {
            Some(text.split(',').map(|part| single_line(part, 257)).collect())
        }
        Value::String(text) => Some(vec![text.clone()]),
        Value::Bool(is) => Some(vec![is.to_string()]),
        Value::Number(number) => Some(vec![number.to_string()]),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::Timestamp;
    use crate::ids::UserFlowId;
    use crate::user_flow::Approval;

    fn attribute(name: &str, kind: ValueKind, input: Input, options: &[&str]) -> Attribute {
        Attribute {
            name: name.to_owned(),
            kind,
            input,
            label: Some(name.to_owned()),
            is_required: true,
            options: options.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    fn flow() -> UserFlow {
        UserFlow {
            id: UserFlowId(uuid::Uuid::nil()),
            tenant: TenantId(uuid::Uuid::nil()),
            name: "B2X_1_Partners".to_owned(),
            approval: Approval::None,
            attributes: vec![
                attribute("city", ValueKind::String, Input::TextBox, &[]),
                attribute("level", ValueKind::Int, Input::TextBox, &[]),
                attribute(
                    "topics",
                    ValueKind::String,
                    Input::Checkbox,
                    &["art", "law"],
                ),
                attribute("terms", ValueKind::Boolean, Input::Checkbox, &[]),
            ],
            created_at: Timestamp::from_millis(0),
            changed_at: Timestamp::from_millis(0),
        }
    }

    fn said(status: u16, body: &Value, step: Step) -> Reply {
        let reply = FetchReply {
            status,
            content_type: None,
            body: body.to_string().into_bytes(),
        };
        read(&reply, &flow(), step)
    }

    #[test]
    fn it_is_told_what_was_answered_and_nothing_empty() {
        let flow = flow();
        let answers = [
            flow.attributes[0].answer(vec!["Graz".to_owned()]),
            flow.attributes[1].answer(vec!["3".to_owned()]),
            flow.attributes[2].answer(vec!["art".to_owned(), "law".to_owned()]),
            flow.attributes[3].answer(Vec::new()),
        ];
        let asking = Asking {
            step: Step::BeforeCreation,
            email: "pat@partner.example",
            identity: ("mail", "pat@partner.example"),
            display_name: None,
            answers: &answers,
            language: Some("de"),
        };
        assert_eq!(
            body(&flow, &asking),
            json!({
                "step": "PostAttributeCollection",
                "email": "pat@partner.example",
                "identities": [{ "signInType": "federated", "issuer": "mail",
                    "issuerAssignedId": "pat@partner.example" }],
                "city": "Graz",
                "extension_level": 3,
                "extension_topics": "art,law",
                "ui_locales": "de",
            })
        );
    }

    #[test]
    fn it_says_something_of_what_the_flow_asks_for_and_of_nothing_else() {
        let all = json!({
            "version": "1.0.0", "action": "Continue", "email": "eve@evil.example",
            "jobTitle": "Director", "accountEnabled": true, "city": "Graz",
            "extension_level": 4, "extension_0123456789abcdef0123456789abcdef_topics": "law",
        });
        let Reply::Continue(answers) = said(200, &all, Step::BeforeCreation) else {
            panic!("it continues");
        };
        let names: Vec<(&str, String)> = answers
            .iter()
            .map(|one| (one.name.as_str(), one.text()))
            .collect();
        let expected = [("city", "Graz"), ("level", "4"), ("topics", "law")];
        assert_eq!(names, expected.map(|(name, text)| (name, text.to_owned())));
    }

    #[test]
    fn a_value_that_could_not_be_typed_is_left_out_at_first_and_stops_in_the_end() {
        for wrong in [
            json!({ "version": "1", "action": "Continue", "extension_level": "many" }),
            json!({ "version": "1", "action": "Continue", "extension_topics": "war" }),
            json!({ "version": "1", "action": "Continue", "city": "x".repeat(300) }),
        ] {
            assert_eq!(
                said(200, &wrong, Step::AfterFederation),
                Reply::Continue(Vec::new())
            );
            assert!(
                matches!(said(200, &wrong, Step::BeforeCreation), Reply::Trouble(_)),
                "{wrong}"
            );
        }
    }

    #[test]
    fn only_answers_of_their_step_and_status_count() {
        let block = json!({ "version": "1.0.0", "action": "ShowBlockPage", "userMessage": "Not yet.\u{202e}" });
        assert_eq!(
            said(200, &block, Step::AfterFederation),
            Reply::Block("Not yet.".to_owned())
        );
        let wrong = json!({ "version": "1.0.0", "status": 400, "action": "ValidationError", "userMessage": "No." });
        assert_eq!(
            said(400, &wrong, Step::BeforeCreation),
            Reply::Invalid("No.".to_owned())
        );
        for (status, body, step) in [
            (400, &wrong, Step::AfterFederation),
            (200, &wrong, Step::BeforeCreation),
            (400, &block, Step::BeforeCreation),
            (500, &block, Step::BeforeCreation),
            (200, &json!({ "action": "Continue" }), Step::BeforeCreation),
            (200, &json!({ "version": "1.0.0" }), Step::BeforeCreation),
            (
                200,
                &json!({ "version": "1.0.0", "action": "ShowBlockPage" }),
                Step::BeforeCreation,
            ),
            (200, &json!(["Continue"]), Step::BeforeCreation),
        ] {
            assert!(
                matches!(said(status, body, step), Reply::Trouble(_)),
                "{status} {body}"
            );
        }
    }
}
