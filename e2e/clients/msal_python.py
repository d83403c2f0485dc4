"""An application with a server, on MSAL Python: AUTHORITY, CLIENT_ID and CLIENT_SECRET say whose.

What it trusts besides the usual is in REQUESTS_CA_BUNDLE.
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import msal

SCOPES = ["User.Read", "email"]
application = msal.ConfidentialClientApplication(
    os.environ["CLIENT_ID"],
    client_credential=os.environ["CLIENT_SECRET"],
    authority=os.environ["AUTHORITY"].removesuffix("/v2.0"),
    instance_discovery=False,
)
begun = {}


def good(answer):
    if "error" in answer:
        raise RuntimeError(answer["error_description"])
    return answer


def begin(root, _query):
    flow = application.initiate_auth_code_flow(SCOPES, redirect_uri=f"{root}/callback")
    begun[flow["state"]] = flow
    return flow["auth_uri"]


def finish(_root, query):
    flow = begun.pop(query["state"])
    answer = good(application.acquire_token_by_auth_code_flow(flow, query))
    [account] = application.get_accounts()
    refreshed = good(application.acquire_token_silent(SCOPES, account, force_refresh=True))
    return {
        "claims": answer["id_token_claims"],
        "account": account["home_account_id"],
        "refreshed": refreshed["access_token"] != answer["access_token"],
    }


def act_for_itself(_root, _query):
    answer = good(application.acquire_token_for_client([f"{os.environ['GRAPH']}/.default"]))
    return {"type": answer["token_type"]}


ROUTES = {"/": begin, "/callback": finish, "/itself": act_for_itself}


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
