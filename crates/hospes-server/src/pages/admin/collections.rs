//! Collections of applications, which are tabs in My Apps.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::layout::{Fault, Field, Layout, Organization, faults};

/// The list of collections. `GET /admin/collections`.
#[derive(Debug, Template)]
#[template(path = "admin/collections.html")]
#[expect(
    clippy::struct_field_names,
    reason = "the field is what the page is about"
)]
pub(crate) struct Collections<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// All of them, in their order.
    pub(crate) collections: Vec<CollectionRow>,
    /// Whether to offer **New collection**.
    pub(crate) may_create: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct CollectionRow {
    /// Goes into `/admin/collections/{id}`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Its place.
    pub(crate) position: u32,
    /// How many applications.
    pub(crate) applications: u64,
}

/// A new collection, or the name of one. `GET` and `POST /admin/collections/new`, `/admin/collections/{id}/edit`.
#[derive(Debug, Template)]
#[template(path = "admin/collection_form.html")]
pub(crate) struct CollectionForm<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The collection that is edited; `None` for a new one.
    pub(crate) id: Option<String>,
    /// `name`.
    pub(crate) name: Field,
    /// `position`.
    pub(crate) position: Field,
}

impl CollectionForm<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("name", &self.name), ("position", &self.position)])
    }
}

/// One collection with its applications. `GET` and `POST /admin/collections/{id}`: the form posts `add` once
/// for each chosen application, a row's button posts `remove`.
#[derive(Debug, Template)]
#[template(path = "admin/collection.html")]
pub(crate) struct CollectionPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Object id.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// What is in it, by name.
    pub(crate) applications: Vec<CollectedApplication>,
    /// What can be added; its name is `add`. `None`: the reader may not change the collection.
    pub(crate) picker: Option<Picker>,
}

/// An application in a collection.
#[derive(Debug, Clone)]
pub(crate) struct CollectedApplication {
    /// Object id of the application.
    pub(crate) id: String,
    /// Its name and tile.
    pub(crate) tile: Organization,
}
