"""The demo's mailbox: every mail the product sent, for everybody to read. Registered in the demo alone."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, make_response, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from tracker.accounts.access import public
from tracker.core.errors import NotFound
from tracker.demo.accounts import PASSWORD, SHOWN
from tracker.mail.capture import list_mails, read_mail

# A mail brings its styles with it, as mail programs want; nothing else of it may do anything.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

bp = Blueprint("demo", __name__)


@bp.record_once
def offer_accounts(state: BlueprintSetupState) -> None:
    """Let the sign-in page show who may come in."""
    extensions: dict[str, Any] = state.app.extensions
    extensions["demo_accounts"] = lambda: [(known.name, known.post, known.email) for known in SHOWN]
    extensions["demo_password"] = PASSWORD


@bp.get("/mailbox")
@public
def mailbox() -> ResponseReturnValue:
    """All mails, newest first."""
    return render_template("demo/mailbox.html", mails=list_mails(folder()))


@bp.get("/mailbox/<name>")
@public
def mail(name: str) -> ResponseReturnValue:
    """One mail: what its reader sees in a terminal, and the source as it came over the wire."""
    return render_template("demo/mail.html", mail=read_mail(folder(), name))


@bp.get("/mailbox/<name>/html")
@public
def html(name: str) -> ResponseReturnValue:
    """The mail as a mail program shows it."""
    found = read_mail(folder(), name)
    if not found.html:
        raise NotFound
    response = make_response(found.html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def folder() -> Path:
    """Where the local mail server keeps what it receives."""
    return Path(current_app.config["DATA_DIR"]) / "mailbox"
