//! JSON of other servers, in which no object may say a thing twice.
//!
//! Which of two values counts differs from parser to parser (RFC 8259, section 4), so that a document could say one
//! thing to whoever signs or shows it and another to whoever acts on it.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The longest document that is read, in bytes.
pub(crate) const MAX_DOCUMENT_BYTES: usize = 64 * 1024;

/// An object whose members, and those of all objects in it, each have a name of their own.
#[derive(Debug)]
pub(crate) struct UniqueObject(pub(crate) Map<String, Value>);

/// Any value, with the same rule for what is in it.
struct UniqueValue(Value);

/// Why a document is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentError {
    /// More than [`MAX_DOCUMENT_BYTES`].
    TooLong,
    /// Not an object of JSON, or one that says a thing twice.
    Malformed,
}

/// Reads a document that is one object.
pub(crate) fn document(body: &[u8]) -> Result<Map<String, Value>, DocumentError> {
    if body.len() > MAX_DOCUMENT_BYTES {
        return Err(DocumentError::TooLong);
    }
    let read: Result<UniqueObject, _> = serde_json::from_slice(body);
    let UniqueObject(members) = read.map_err(|_| DocumentError::Malformed)?;
    Ok(members)
}

/// A text among the members. `None` also for what is no text.
pub(crate) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}

/// A member of any other form. `None` also for what does not have it.
pub(crate) fn member<T: DeserializeOwned>(members: &Map<String, Value>, name: &str) -> Option<T> {
    T::deserialize(members.get(name)?).ok()
}

impl<'de> Deserialize<'de> for UniqueObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for UniqueValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Self)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, UniqueValue(value))) = access.next_entry::<String, _>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is there twice"));
            }
        }
        Ok(members)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(UniqueValue(value)) = access.next_element()? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        ObjectVisitor.visit_map(access).map(Value::Object)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_says_nothing_twice_is_read_as_it_is() {
        let text = r#"{"a":[1,-2,3.5,null,true,"ä",{"a":{}}],"b":"\n"}"#;
        let read = document(text.as_bytes()).unwrap();
        let same: Value = serde_json::from_str(text).unwrap();
        assert_eq!(Value::Object(read), same);
    }

    #[test]
    fn what_says_a_thing_twice_is_refused_at_any_depth() {
        for bad in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"x":{"a":1,"b":2,"a":3}}"#,
            r#"{"x":[[{"a":1,"a":3}]]}"#,
        ] {
            let refused = document(bad.as_bytes());
            assert_eq!(refused, Err(DocumentError::Malformed), "{bad}");
        }
    }

    #[test]
    fn what_is_no_object_or_too_long_is_refused() {
        for bad in ["", "[]", "null", "\"a\"", "{", "{}{}", "\u{feff}{}"] {
            let refused = document(bad.as_bytes());
            assert_eq!(refused, Err(DocumentError::Malformed), "{bad}");
        }
        let deep = "[".repeat(10_000);
        let deep = document(format!("{{\"a\":{deep}").as_bytes());
        assert_eq!(deep, Err(DocumentError::Malformed));
        let fits = format!("{{}}{}", " ".repeat(MAX_DOCUMENT_BYTES - 2));
        document(fits.as_bytes()).unwrap();
        let long = document(format!("{fits} ").as_bytes());
        assert_eq!(long, Err(DocumentError::TooLong));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
            let _ = document(&bytes);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in r#"[{}\[\]:,"a0-9. ]{0,64}"#) {
            if let Ok(read) = document(text.as_bytes()) {
                let same: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(Value::Object(read), same);
            }
        }
    }
}
