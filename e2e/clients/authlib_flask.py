"""An application with a server, on Authlib and Flask: AUTHORITY, CLIENT_ID and CLIENT_SECRET say whose.

What it trusts besides the usual is in REQUESTS_CA_BUNDLE.
"""

import logging
import os
from urllib.parse import urlencode

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for
from werkzeug.serving import make_server

GRAPH = os.environ["GRAPH"]

app = Flask(__name__)
app.secret_key = os.urandom(32)
hospes = OAuth(app).register(
    "hospes",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=f"{os.environ['AUTHORITY']}/.well-known/openid-configuration",
    client_kwargs={
        "scope": "openid profile email offline_access User.Read",
        "code_challenge_method": "S256",
    },
)


@app.get("/")
def begin():
    return hospes.authorize_redirect(url_for("finish", _external=True))


@app.get("/callback")
def finish():
    token = hospes.authorize_access_token()
    session["id_token"] = token["id_token"]
    refreshed = hospes.fetch_access_token(grant_type="refresh_token", refresh_token=token["refresh_token"])
    return {
        "claims": token["userinfo"],
        "refreshed": refreshed["refresh_token"] != token["refresh_token"],
        "userinfo": hospes.userinfo(token=refreshed),
        "me": hospes.get(f"{GRAPH}/v1.0/me", token=refreshed).json(),
    }


@app.get("/leave")
def leave():
    query = {
        "id_token_hint": session.pop("id_token"),
        "post_logout_redirect_uri": url_for("bye", _external=True),
        "state": "over",
    }
    return redirect(f"{hospes.load_server_metadata()['end_session_endpoint']}?{urlencode(query)}")


@app.get("/bye")
def bye():
    return {"bye": True}


@app.get("/favicon.ico")
def icon():
    return "", 204


@app.errorhandler(Exception)
def show(fault):
    return {"fault": repr(fault)}


# The tests read what is printed.
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("localhost", 0, app, threaded=True)
print(f"http://localhost:{server.server_port}", flush=True)
server.serve_forever()
