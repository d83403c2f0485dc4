"""Applications on MSAL Python: AUTHORITY and CLIENT_ID say whose.

One with a server, which has CLIENT_SECRET, or the files CERTIFICATE and PRIVATE_KEY, and one on a device, which
has neither. What they trust besides the usual is in REQUESTS_CA_BUNDLE.
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import msal
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes

SCOPES = ["User.Read", "email"]
GRAPH = os.environ["GRAPH"]


def credential():
    if "CERTIFICATE" not in os.environ:
        return os.environ["CLIENT_SECRET"]
    certificate = x509.load_pem_x509_certificate(Path(os.environ["CERTIFICATE"]).read_bytes())
    return {
        "private_key": Path(os.environ["PRIVATE_KEY"]).read_text(),
        "thumbprint": certificate.fingerprint(hashes.SHA1()).hex(),
    }


def make(kind, **more):
    return kind(
        os.environ["CLIENT_ID"],
        authority=os.environ["AUTHORITY"].removesuffix("/v2.0"),
        instance_discovery=False,
        **more,
    )


if credential():
    application = make(msal.ConfidentialClientApplication, client_credential=credential())
else:
    application = make(msal.PublicClientApplication)
begun = {}


def good(answer):
    if "error" in answer:
        raise RuntimeError(answer["error_description"])
    return answer


def facts(answer):
    """What an application learns of somebody who signed in, and whether it learns it again without them."""
    [account] = application.get_accounts()
    refreshed = good(application.acquire_token_silent(SCOPES, account, force_refresh=True))
    authorization = {"Authorization": f"Bearer {refreshed['access_token']}"}
    me = requests.get(f"{GRAPH}/v1.0/me", headers=authorization, timeout=10)
    return {
        "claims": answer["id_token_claims"],
        "account": account["home_account_id"],
        "refreshed": refreshed["access_token"] != answer["access_token"],
        "me": me.json(),
    }


def begin(root, _query):
    flow = application.initiate_auth_code_flow(SCOPES, redirect_uri=f"{root}/callback")
    begun[flow["state"]] = flow
    return flow["auth_uri"]


def finish(_root, query):
    flow = begun.pop(query["state"])
    return facts(good(application.acquire_token_by_auth_code_flow(flow, query)))


def begin_on_device(_root, _query):
    begun["device"] = application.initiate_device_flow(SCOPES)
    return {"code": good(begun["device"])["user_code"], "uri": begun["device"]["verification_uri"]}


def finish_on_device(_root, _query):
    """Asks until the person has answered."""
    return facts(good(application.acquire_token_by_device_flow(begun.pop("device"))))


def act_for_itself(_root, _query):
    answer = good(application.acquire_token_for_client([f"{GRAPH}/.default"]))
    return {"type": answer["token_type"]}


ROUTES = {
    "/": begin,
    "/callback": finish,
    "/device": begin_on_device,
    "/device/finish": finish_on_device,
    "/itself": act_for_itself,
}


class Pages(BaseHTTPRequestHandler):
    """Pages that are JSON, or lead elsewhere."""

    def do_GET(self):
        url = urlsplit(self.path)
        route = ROUTES.get(url.path)
        if route is None:
            self.send_response(204 if url.path == "/favicon.ico" else 404)
            self.end_headers()
            return
        try:
            answer = route(f"http://{self.headers['Host']}", dict(parse_qsl(url.query)))
        except Exception as fault:
            answer = {"fault": repr(fault)}
        if isinstance(answer, str):
            self.send_response(302)
            self.send_header("Location", answer)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format, *arguments):
        """Says nothing: the tests read what is printed."""


server = ThreadingHTTPServer(("localhost", 0), Pages)
print(f"http://localhost:{server.server_port}", flush=True)
server.serve_forever()
