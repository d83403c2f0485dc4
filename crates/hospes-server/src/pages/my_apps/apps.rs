//! My Apps: what the organization gave this person.

use askama::Template;

use crate::pages::layout::Layout;

/// A grid of applications. `GET /myapps?q=&collection=`; a tile's button posts to
/// `/myapps/apps/{id}/pin` or `…/unpin`.
#[derive(Debug, Template)]
#[template(path = "my_apps/apps.html")]
#[expect(
    clippy::struct_field_names,
    reason = "the field is what the page is about"
)]
pub(crate) struct Apps<'a> {
    /// The frame. Its organization is the one whose applications these are.
    pub(crate) layout: &'a Layout,
    /// What was searched for; empty shows all.
    pub(crate) query: String,
    /// The collection that is shown; empty shows all.
    pub(crate) chosen: String,
    /// The collections in which the person has something.
    pub(crate) collections: Vec<Collection>,
    /// The applications that fit, those that are pinned first.
    pub(crate) apps: Vec<App>,
    /// How many there are without the search.
    pub(crate) total: usize,
    /// How many requests for access wait for the person.
    pub(crate) waiting: usize,
    /// Whom to ask when there are none: the inviter's address, if known.
    pub(crate) contact: Option<String>,
}

/// One tile.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// Goes into the action of its button.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// One line about it; may be empty.
    pub(crate) line: String,
    /// Opens the application, signed in; empty when it has no address of its own.
    pub(crate) url: String,
    /// One or two letters.
    pub(crate) initials: String,
    /// Colour of the tile, 0 to 11.
    pub(crate) hue: u8,
    /// Whether the person pinned it.
    pub(crate) is_pinned: bool,
}

/// A tab.
#[derive(Debug, Clone)]
pub(crate) struct Collection {
    /// What the tab asks for as `collection`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// How many of its applications the person has.
    pub(crate) apps: usize,
}
