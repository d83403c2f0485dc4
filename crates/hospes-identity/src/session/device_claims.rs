//! What a provider says of the device that somebody signed in on.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::tenant::words;

words! {
    /// What can be said of a device: the words of Entra ID's optional claim `signin_state` that are about one. Its others
    /// (`kmsi`, `inknownntwk`) are about the browser and the network *there*, and are never taken over.
    DeviceClaim {
        /// It is managed.
        Managed = "dvc_mngd",
        /// It complies with the rules of whoever manages it.
        Compliant = "dvc_cmp",
        /// It is joined to a domain.
        DomainJoined = "dvc_dmjd",
        /// An application on it manages it (MDM).
        ManagedByApp = "dvc_mngd_app",
    }
}

/// All that was said of a device: each of the four words once or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct DeviceClaims(Vec<DeviceClaim>);

impl DeviceClaims {
    /// Those that are said.
    pub(crate) fn of(is_said: impl Fn(DeviceClaim) -> bool) -> Self {
        let all = DeviceClaim::ALL.iter().copied();
        Self(all.filter(|one| is_said(*one)).collect())
    }

    /// Reads the claim `signin_state` of a provider, which is hostile: an array of texts. What is no such array says
    /// nothing, and no word but the four says anything.
    pub(crate) fn of_claim(claim: Option<&Value>) -> Self {
        let all = claim.and_then(Value::as_array);
        let all = all.map(Vec::as_slice).unwrap_or_default();
        Self::of(|one| all.iter().any(|value| value == one.as_str()))
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, always in the same order.
    pub fn words(&self) -> Vec<&'static str> {
        self.0.iter().map(|one| one.as_str()).collect()
    }
}

impl From<String> for DeviceClaims {
    /// As it was stored.
    fn from(text: String) -> Self {
        Self::of(|one| text.split(' ').any(|word| word == one.as_str()))
    }
}

impl From<DeviceClaims> for String {
    /// As it is stored: the words, separated by blanks.
    fn from(claims: DeviceClaims) -> Self {
        claims.words().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_four_words_of_an_array_say_anything() {
        let many: Vec<&str> = std::iter::repeat_n("dvc_cmp", 10_000).collect();
        let strange: Vec<String> = (0..10_000).map(|place| format!("dvc_{place}")).collect();
        for (claim, expected) in [
            (json!(["dvc_mngd", "dvc_cmp"]), "dvc_mngd dvc_cmp"),
            (
                json!(["dvc_mngd_app", "dvc_dmjd", "dvc_cmp", "dvc_mngd"]),
                "dvc_mngd dvc_cmp dvc_dmjd dvc_mngd_app",
            ),
            (json!(["kmsi", "inknownntwk", "dvc_dmjd"]), "dvc_dmjd"),
            (json!(["dvc_cmp", "dvc_cmp"]), "dvc_cmp"),
            (json!(many), "dvc_cmp"),
            (json!(strange), ""),
            (
                json!(["DVC_CMP", " dvc_mngd", "dvc_dmjd ", "dvc_cmp\u{0}", ""]),
                "",
            ),
            (json!(["dvc_cmp dvc_mngd"]), ""),
            (json!([["dvc_cmp"], { "dvc_cmp": true }, 1, null, true]), ""),
            (json!("dvc_cmp"), ""),
            (json!({ "dvc_cmp": true }), ""),
            (json!(true), ""),
            (json!(null), ""),
            (json!([]), ""),
        ] {
            let found = DeviceClaims::of_claim(Some(&claim));
            assert_eq!(found.words().join(" "), expected, "{claim}");
            assert_eq!(found.is_empty(), expected.is_empty());
        }
        assert!(DeviceClaims::of_claim(None).is_empty());
    }

    #[test]
    fn they_are_stored_and_read() {
        let said = DeviceClaims::of_claim(Some(&json!(["dvc_cmp", "dvc_mngd"])));
        let stored = serde_json::to_value(&said).unwrap();
        assert_eq!(stored, json!("dvc_mngd dvc_cmp"));
        assert_eq!(
            serde_json::from_value::<DeviceClaims>(stored).unwrap(),
            said
        );
        // A word of another version says nothing to this one.
        let other = DeviceClaims::from("dvc_new dvc_cmp".to_owned());
        assert_eq!(other.words(), ["dvc_cmp"]);
        assert!(DeviceClaims::from(String::new()).is_empty());
    }
}
