//! A device with a passkey: it does what a browser and a phone do together.

use axum::http::StatusCode;
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use serde_json::Value;
use url::Url;

use super::{Browser, Page};

/// A device. A clone has a copy of its key.
#[derive(Clone, Default)]
pub(in crate::tests) struct Device {
    key: Option<Passkey>,
}

/// Somebody who shows their finger whenever they are asked.
struct Finger;

#[async_trait::async_trait]
impl UserValidationMethod for Finger {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _hint: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck {
            presence,
            verification,
        })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

impl Device {
    fn authenticator(&mut self) -> Authenticator<Option<Passkey>, Finger, RustCryptoBackend> {
        let id = Aaguid::new_empty();
        let mut made = Authenticator::new(id, self.key.take(), Finger, RustCryptoBackend);
        made.set_make_credentials_with_signature_counter(true);
        made
    }

    /// Makes a key as a page of an origin asks; gives the answer in JSON.
    pub(in crate::tests) async fn create(&mut self, origin: &str, options: &Value) -> String {
        let options = serde_json::from_value(options.clone()).unwrap();
        let mut client = Client::new(self.authenticator());
        let origin = Url::parse(origin).unwrap();
        let made = client.register(&origin, options, DefaultClientData).await;
        self.key.clone_from(client.authenticator().store());
        serde_json::to_string(&made.unwrap()).unwrap()
    }

    /// Proves its key; gives the answer in JSON.
    pub(in crate::tests) async fn prove(&mut self, origin: &str, options: &Value) -> String {
        let options = serde_json::from_value(options.clone()).unwrap();
        let mut client = Client::new(self.authenticator());
        let origin = Url::parse(origin).unwrap();
        let proved = client
            .authenticate(&origin, options, DefaultClientData)
            .await;
        self.key.clone_from(client.authenticator().store());
        serde_json::to_string(&proved.unwrap()).unwrap()
    }

    /// Whom the key is of, as the server said.
    pub(in crate::tests) fn handle(&self) -> Vec<u8> {
        let key = self.key.as_ref().unwrap();
        key.user_handle.clone().unwrap().to_vec()
    }

    /// The same key, said to be somebody else's.
    pub(in crate::tests) fn said_to_be(mut self, handle: Vec<u8>) -> Self {
        self.key.as_mut().unwrap().user_handle = Some(handle.into());
        self
    }
}

/// Where the tests' server is.
pub(in crate::tests) const ORIGIN: &str = "https://hospes.example";

/// What the script reads from the form of a ceremony on a page.
pub(in crate::tests) async fn begin(
    browser: &mut Browser<'_>,
    page: &Page,
) -> (String, String, Value) {
    let form = "form[data-passkey]";
    let (begin, action) = (
        page.attribute(form, "data-begin"),
        page.attribute(form, "action"),
    );
    let csrf = page.attribute(&format!("{form} input[name=csrf]"), "value");
    let answer = browser.post_bare(&begin, &[("csrf", &csrf)]).await;
    let begun = answer.json(StatusCode::OK);
    let challenge = begun["challenge"].as_str().unwrap().to_owned();
    (action, challenge, begun["options"].clone())
}

/// Adds a passkey by the form on a page.
pub(in crate::tests) async fn add_passkey(
    browser: &mut Browser<'_>,
    page: &Page,
    device: &mut Device,
) -> Page {
    let (action, challenge, options) = begin(browser, page).await;
    let credential = device.create(ORIGIN, &options).await;
    let filled = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    browser.submit(page, &action, &filled).await
}

/// Proves a passkey by the form on a page.
pub(in crate::tests) async fn prove_passkey(
    browser: &mut Browser<'_>,
    page: &Page,
    device: &mut Device,
) -> Page {
    let (action, challenge, options) = begin(browser, page).await;
    let credential = device.prove(ORIGIN, &options).await;
    let filled = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    browser.submit(page, &action, &filled).await
}
