//! Questions and answers: from attributes to fields, and from a form to answers.

use hospes_identity::access_request::Offer;
use hospes_identity::user_flow::{
    Answer, AnswerFault, Attribute, AttributeLabels, Input, UserFlow, ValueKind,
};

use super::{Kind, Question};
use crate::extract::form::Form;
use crate::pages::layout::Choice;
use crate::pages::words;
use crate::texts::Texts;

/// What stands before the name of an attribute in the name of its field.
const FIELD: &str = "a_";

/// What was answered: the name of each attribute, and its values.
pub(super) type Given = Vec<(String, Vec<String>)>;

/// The questions of what is offered with these answers, in the language of the reader.
pub(super) fn questions(
    texts: Texts,
    offer: &Offer,
    (given, faults): (&Given, &[(String, AnswerFault)]),
) -> Vec<Question> {
    let values = |name: &str| {
        let found = given.iter().find(|(found, _)| found == name);
        found
            .map(|(_, values)| values.as_slice())
            .unwrap_or_default()
    };
    let question = |attribute: &Attribute| {
        let values = values(&attribute.name);
        let fault = faults.iter().find(|(name, _)| *name == attribute.name);
        let labels = attribute.labels_in(&offer.labels, texts.lang());
        let plain = label(texts, attribute, labels);
        Question {
            key: format!("{FIELD}{}", attribute.name),
            label: if attribute.is_required {
                plain.clone()
            } else {
                texts.plain("ask-optional", &[("label", &plain)])
            },
            kind: kind(attribute),
            value: values.first().cloned().unwrap_or_default(),
            choices: choices(attribute, labels, values),
            is_required: attribute.is_required,
            error: fault.map(|(_, fault)| complaint(texts, &plain, *fault)),
        }
    };
    offer.flow.attributes.iter().map(question).collect()
}

/// What to choose from: what is posted is the choice itself, whatever it is called.
fn choices(
    attribute: &Attribute,
    labels: Option<&AttributeLabels>,
    values: &[String],
) -> Vec<Choice> {
    let names = labels.map_or(&attribute.options, |labels| {
        if labels.options.is_empty() {
            &attribute.options
        } else {
            &labels.options
        }
    });
    let pairs = attribute.options.iter().zip(names);
    pairs
        .map(|(option, name)| Choice::new(option, name, values.contains(option)))
        .collect()
}

/// What a form says of the attributes of a flow.
pub(super) fn given(form: &Form, flow: &UserFlow) -> Given {
    let of = |attribute: &Attribute| {
        let field = format!("{FIELD}{}", attribute.name);
        let values = form.all(&field).map(str::to_owned).collect();
        (attribute.name.clone(), values)
    };
    flow.attributes.iter().map(of).collect()
}

/// Answers as if they had been typed.
pub(super) fn filled(answers: Vec<Answer>) -> Given {
    answers
        .into_iter()
        .map(|answer| (answer.name, answer.values))
        .collect()
}

fn kind(attribute: &Attribute) -> Kind {
    match (attribute.input, attribute.kind) {
        (Input::TextBox, ValueKind::Int) => Kind::Number,
        (Input::TextBox, ValueKind::String | ValueKind::Boolean) => Kind::Text,
        (Input::Radio, _) => Kind::Radio,
        (Input::Dropdown, _) => Kind::Select,
        (Input::Checkbox, ValueKind::Boolean) => Kind::Tick,
        (Input::Checkbox, ValueKind::String | ValueKind::Int) => Kind::Ticks,
    }
}

/// What stands beside a question: what the flow says for the language of the reader, or for everybody, or the usual name
/// in that language.
fn label(texts: Texts, attribute: &Attribute, labels: Option<&AttributeLabels>) -> String {
    if let Some(label) = labels.and_then(|labels| labels.label.clone()) {
        return label;
    }
    match (&attribute.label, attribute.built_in()) {
        (Some(label), _) => label.clone(),
        (None, Some(built_in)) => words::attribute(texts, built_in),
        (None, None) => attribute.name.clone(),
    }
}

/// What is wrong, in the language of the reader.
fn complaint(texts: Texts, label: &str, fault: AnswerFault) -> String {
    let key = match fault {
        AnswerFault::Missing => "ask-wrong-missing",
        AnswerFault::NotTicked => "ask-wrong-ticked",
        AnswerFault::NotANumber => "ask-wrong-number",
        AnswerFault::TooLong => "ask-wrong-long",
        AnswerFault::NotAChoice => "ask-wrong-value",
    };
    texts.plain(key, &[("label", label)])
}
