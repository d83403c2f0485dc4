//! My Apps: the applications that somebody has, as they want to see them. What they pinned comes first;
//! collections, which administrators make, are parts of the whole. Neither gives anybody an application.

mod collections;
mod pin;
mod store;
#[cfg(test)]
mod tests;

use crate::application::Application;
use crate::env::Timestamp;
use crate::ids::{AppCollectionId, ApplicationId};

pub use collections::{AppCollectionPatch, NewAppCollection};
pub(crate) use store::{delete_for_application, delete_for_user};

/// A part of the applications of a tenant, for everybody who has some of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppCollection {
    /// Its id.
    pub id: AppCollectionId,
    /// Its name.
    pub display_name: String,
    /// Its place among the others, 1 to 9,999; those with the same are by name.
    pub position: u32,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A collection in a list.
#[derive(Debug, Clone)]
pub struct AppCollectionSummary {
    /// The collection.
    pub collection: AppCollection,
    /// How many applications are in it.
    pub applications: u64,
}

/// What My Apps shows to somebody.
#[derive(Debug, Clone)]
pub struct MyApps {
    /// The applications they have: what they pinned, then the others, each by name.
    pub apps: Vec<MyApp>,
    /// The collections in which they have something, in their order.
    pub collections: Vec<MyCollection>,
}

/// An application that somebody has.
#[derive(Debug, Clone)]
pub struct MyApp {
    /// The application.
    pub application: Application,
    /// Whether they pinned it.
    pub is_pinned: bool,
    /// Whether people sign in to it by SAML, so that its tile begins here and not at its home page.
    pub is_by_saml: bool,
}

/// What somebody has of a collection.
#[derive(Debug, Clone)]
pub struct MyCollection {
    /// The collection.
    pub collection: AppCollection,
    /// Those of its applications that they have; at least one.
    pub applications: Vec<ApplicationId>,
}
