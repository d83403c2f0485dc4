//! Names that people give to things.

use hospes_protocol::text::single_line;

use crate::error::{Error, Result};

/// The longest name of a user, a group or an organisation, in characters, as in Microsoft Graph.
pub(crate) const LONGEST: usize = 256;

/// Makes a clean line of a name. One that is empty, or longer than `longest` characters, is refused:
/// a name that was cut off would be somebody else's.
pub(crate) fn display_name(text: &str, longest: usize) -> Result<String> {
    let name = single_line(text, longest + 1);
    match name.chars().count() {
        0 => Err(Error::invalid("displayName", "it is empty")),
        count if count > longest => Err(Error::invalid("displayName", "it is too long")),
        _ => Ok(name),
    }
}
