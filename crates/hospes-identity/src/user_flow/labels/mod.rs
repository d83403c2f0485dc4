//! Labels of attributes and of their choices in the languages of the readers.
//!
//! What is answered and stored is the choice itself, whatever it is called to whom: connectors, those who decide and the
//! rules see nothing of a label.

mod store;

use std::collections::BTreeSet;

use hospes_protocol::text::single_line;

use super::attribute::LONGEST;
use super::{Attribute, UserFlow, store as flows};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::db::DbError;
use crate::error::{Error, Result};
use crate::ids::UserFlowId;

pub(crate) use store::all;
pub(super) use store::delete;

/// So many languages an attribute may have labels in.
const MOST_LANGUAGES: usize = 50;
/// The longest language tag, in characters.
const LONGEST_TAG: usize = 35;

/// What stands beside an attribute for readers of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeLabels {
    /// The attribute's name.
    pub attribute: String,
    /// The language: a tag of BCP 47 in small letters, such as `de`.
    pub language: String,
    /// The label; `None`: that of everybody else.
    pub label: Option<String>,
    /// What the choices are called, in the order of [`Attribute::options`]; empty: as they are.
    pub options: Vec<String>,
}

impl Attribute {
    /// What it is called in a language, among the labels of its flow; `None`: what it is called otherwise.
    pub fn labels_in<'a>(
        &self,
        all: &'a [AttributeLabels],
        language: &str,
    ) -> Option<&'a AttributeLabels> {
        all.iter()
            .find(|one| one.attribute == self.name && one.language == language)
    }
}

/// Labels to have in one language. Without any text there are none in it.
#[derive(Debug, Clone, Default)]
pub struct NewLabels {
    /// The language: a tag of BCP 47.
    pub language: String,
    /// The label, at most 256 characters; empty: that of everybody else.
    pub label: String,
    /// What the choices are called, in their order: all of them or none, each at most 256 characters. Empty lines do not
    /// count.
    pub options: Vec<String>,
}

/// Which labels are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelled {
    /// That of the attribute.
    Attribute,
    /// Those of its choices.
    Options,
}

/// What is wrong with the labels of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelFault {
    /// The language, as it was given.
    pub language: String,
    /// Which of them.
    pub of: Labelled,
    /// Why, as in [`Error::Invalid`].
    pub reason: &'static str,
}

/// Why labels are not saved.
#[derive(Debug, thiserror::Error)]
pub enum LabelsError {
    /// Some can't be used.
    #[error("labels can't be used: {0:?}")]
    Wrong(Vec<LabelFault>),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<DbError> for LabelsError {
    fn from(error: DbError) -> Self {
        Self::Other(error.into())
    }
}

impl Identity {
    /// Puts these labels of an attribute in place of all that it had. Everything that is wrong with them is said at once.
    pub async fn set_attribute_labels(
        &self,
        actor: &Actor,
        id: UserFlowId,
        (name, new): (&str, &[NewLabels]),
    ) -> Result<UserFlow, LabelsError> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut flow = flows::find(&mut tx, actor.tenant, id).await?;
            let attribute = flow.attributes.iter().find(|one| one.name == name);
            let attribute = attribute.ok_or(Error::NotFound { what: "attribute" })?;
            let labels = match checked(attribute, new) {
                Ok(labels) => labels,
                Err(LabelsError::Other(error)) => return Err(error),
                Err(wrong @ LabelsError::Wrong(_)) => return Ok(Err(wrong)),
            };
            let mut before = all(&mut tx, actor.tenant, id).await?;
            before.retain(|one| one.attribute == name);
            delete(&mut tx, actor.tenant, (id, name)).await?;
            for one in &labels {
                store::insert(&mut tx, actor.tenant, (id, one)).await?;
            }
            flow.changed_at = tx.now();
            flows::save(&mut tx, &flow).await?;
            let languages = before.iter().chain(&labels).map(|one| &one.language);
            let mut target = flow.target();
            for language in languages.collect::<BTreeSet<_>>() {
                let (old, new) = (said(&before, language), said(&labels, language));
                if old != new {
                    target = target.change("AttributeLabels", &old, &new);
                }
            }
            self.finish_flow(tx, actor, target).await?;
            Ok(Ok(flow))
        })
        .await?
    }
}

/// The labels of a language in one text, for the audit log; empty without any.
fn said(all: &[AttributeLabels], language: &str) -> String {
    let Some(found) = all.iter().find(|one| one.language == language) else {
        return String::new();
    };
    let label = found.label.clone();
    let options = (!found.options.is_empty()).then(|| format!("[{}]", found.options.join(", ")));
    let parts: Vec<String> = label.into_iter().chain(options).collect();
    format!("{} ({language}): {}", found.attribute, parts.join(" "))
}

/// Reads what was given for an attribute: clean, and without languages of which nothing is said.
fn checked(attribute: &Attribute, new: &[NewLabels]) -> Result<Vec<AttributeLabels>, LabelsError> {
    if new.len() > MOST_LANGUAGES {
        return Err(Error::invalid("language", "there are more than 50").into());
    }
    let mut labels: Vec<AttributeLabels> = Vec::new();
    let mut faults = Vec::new();
    for one in new {
        let language = tag(&one.language)?;
        if labels.iter().any(|known| known.language == language) {
            return Err(Error::invalid("language", "it is there twice").into());
        }
        let mut fault = |of, reason| {
            let language = one.language.clone();
            faults.push(LabelFault {
                language,
                of,
                reason,
            });
        };
        let label = line(&one.label).unwrap_or_else(|reason| {
            fault(Labelled::Attribute, reason);
            None
        });
        let options = options(attribute, &one.options).unwrap_or_else(|reason| {
            fault(Labelled::Options, reason);
            Vec::new()
        });
        if label.is_some() || !options.is_empty() {
            labels.push(AttributeLabels {
                attribute: attribute.name.clone(),
                language,
                label,
                options,
            });
        }
    }
    if faults.is_empty() {
        Ok(labels)
    } else {
        Err(LabelsError::Wrong(faults))
    }
}

fn tag(text: &str) -> Result<String> {
    let is_part = |part: &str| {
        !part.is_empty() && part.len() <= 8 && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if text.len() <= LONGEST_TAG && text.split('-').all(is_part) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Error::invalid("language", "it is no language tag"))
    }
}

/// One clean line; `None` if nothing is left of it.
fn line(text: &str) -> Result<Option<String>, &'static str> {
    if text.trim().chars().count() > LONGEST {
        return Err("it is longer than 256 characters");
    }
    Ok(Some(single_line(text, LONGEST)).filter(|line| !line.is_empty()))
}

fn options(attribute: &Attribute, given: &[String]) -> Result<Vec<String>, &'static str> {
    let mut options = Vec::new();
    for text in given {
        let found = line(text).map_err(|_| "one is longer than 256 characters")?;
        options.extend(found);
    }
    if options.is_empty() {
        return Ok(options);
    }
    if options.len() != attribute.options.len() {
        return Err("there are not as many as the attribute has");
    }
    if options.iter().collect::<BTreeSet<_>>().len() < options.len() {
        return Err("two of them are the same");
    }
    Ok(options)
}

#[cfg(test)]
mod tests;
