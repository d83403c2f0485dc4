//! Keyset paging: a page begins after a row, not at a number, so that deep pages cost what the first does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_protocol::text::fold;
use uuid::Uuid;

use crate::db::Query;

/// Where a page begins or ends: the sort key of a row and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the column the list is sorted by; empty when it is sorted by id alone.
    pub key: String,
    /// The row's id, which breaks ties.
    pub id: Uuid,
}

impl Cursor {
    /// An opaque text for URLs.
    pub fn encode(&self) -> String {
        let mut bytes = self.id.as_bytes().to_vec();
        bytes.extend_from_slice(self.key.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads [`Cursor::encode`]; `None` for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, key) = bytes.split_at_checked(16)?;
        let key = String::from_utf8(key.to_vec()).ok()?;
        Some(Self {
            key,
            id: Uuid::from_slice(id).ok()?,
        })
    }
}

/// Which page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum From {
    /// The first.
    #[default]
    Start,
    /// The one after this row.
    After(Cursor),
    /// The one before this row.
    Before(Cursor),
    /// The last.
    End,
}

/// Which page, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Where it begins.
    pub from: From,
    /// How many rows at most.
    pub size: u32,
}

impl PageRequest {
    /// The first page.
    pub fn first(size: u32) -> Self {
        Self {
            from: From::Start,
            size,
        }
    }

    /// Whether rows are read from the end backwards.
    pub(crate) fn backwards(&self) -> bool {
        matches!(self.from, From::Before(_) | From::End)
    }

    /// One more row than asked for tells whether there is another page.
    pub(crate) fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// Makes the page of rows that were read in reading order.
    pub(crate) fn page<T>(&self, mut rows: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        if self.backwards() {
            rows.reverse();
        }
        let (has_before, has_after) = match self.from {
            From::Start => (false, more),
            From::After(_) => (true, more),
            From::Before(_) => (more, true),
            From::End => (more, false),
        };
        Page {
            before: rows.first().filter(|_| has_before).map(&cursor),
            after: rows.last().filter(|_| has_after).map(&cursor),
            rows,
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// Where the page before this one ends, if there is one.
    pub before: Option<Cursor>,
    /// Where the next page begins, if there is one.
    pub after: Option<Cursor>,
}

impl<T> Page<T> {
    /// The same page of mapped rows.
    pub fn map<U>(self, map: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(map).collect(),
            before: self.before,
            after: self.after,
        }
    }
}

/// Goes on a statement whose rows have `display_name_folded` and `id` and which has a condition already:
/// those that begin with what is searched for, by name, one page of them.
pub(crate) fn by_name(mut statement: Query, search: Option<&str>, page: &PageRequest) -> Query {
    if let Some(search) = search {
        let low = fold(search);
        statement = statement
            .push(" AND display_name_folded >= ")
            .push_bind(&low)
            .push(" AND display_name_folded < ")
            .push_bind(format!("{low}\u{10FFFF}"));
    }
    let compare = match &page.from {
        From::Start | From::End => None,
        From::After(cursor) => Some((" AND (display_name_folded, id) > (", cursor)),
        From::Before(cursor) => Some((" AND (display_name_folded, id) < (", cursor)),
    };
    if let Some((text, cursor)) = compare {
        statement = statement
            .push(text)
            .push_bind(&cursor.key)
            .push(", ")
            .push_bind(cursor.id)
            .push(")");
    }
    let order = if page.backwards() {
        " ORDER BY display_name_folded DESC, id DESC"
    } else {
        " ORDER BY display_name_folded, id"
    };
    statement
        .push(order)
        .push(" LIMIT ")
        .push_bind(page.limit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_a_foreign_text_does_not() {
        let cursor = Cursor {
            key: "müller".to_owned(),
            id: Uuid::from_u128(7),
        };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        assert_eq!(Cursor::decode("?"), None);
        assert_eq!(Cursor::decode("AAAA"), None);
    }
}
