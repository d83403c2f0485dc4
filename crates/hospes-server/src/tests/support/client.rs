//! An application that calls Graph with a token of its own.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hospes_identity::ids::TenantId;
use serde_json::Value;

use super::{Page, TestApp};

/// An application with its token.
pub(in crate::tests) struct Client<'a> {
    app: &'a TestApp,
    pub(in crate::tests) token: String,
}

impl<'a> Client<'a> {
    pub(super) async fn sign_in(
        app: &'a TestApp,
        tenant: TenantId,
        (app_id, secret): (&str, &str),
    ) -> Self {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", app_id),
            ("client_secret", secret),
            ("scope", "https://hospes.example/.default"),
        ];
        let answer = Self::token(app, &tenant.to_string(), &form).await;
        let token = answer.json(StatusCode::OK)["access_token"].clone();
        Self {
            app,
            token: token.as_str().unwrap().to_owned(),
        }
    }

    /// Asks for a token.
    pub(in crate::tests) async fn token(
        app: &TestApp,
        tenant: &str,
        form: &[(&str, &str)],
    ) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::post(format!("/{tenant}/oauth2/v2.0/token"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        app.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(in crate::tests) async fn get(&self, path: &str) -> Page {
        self.call(Method::GET, path, None).await
    }

    pub(in crate::tests) async fn delete(&self, path: &str) -> Page {
        self.call(Method::DELETE, path, None).await
    }

    pub(in crate::tests) async fn post(&self, path: &str, body: Value) -> Page {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(in crate::tests) async fn patch(&self, path: &str, body: Value) -> Page {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub(in crate::tests) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Page {
        let request = Request::builder()
            .method(method)
            .uri(path.replace(' ', "%20"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
        };
        self.app.send(request.unwrap()).await
    }
}
