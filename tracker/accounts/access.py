"""Who is asking: every page wants a signed-in person unless its view says `@public`."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.policy import Right, Subject, allows
from tracker.accounts.signed_in import SignedIn, signed_in
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound
from tracker.core.languages import speak

View = TypeVar("View", bound=Callable[..., object])
STATIC = "web"  # style sheets and scripts are for everybody and ask nothing of the database
LARGEST_ID = 2**31 - 1  # no table has a greater one, and the database would stumble over the question
TOKEN = "token"  # noqa: S105  # the name of the place in the signed cookie, not a secret


def init_app(app: Flask) -> None:
    """Find out who asks before anything else happens.

    The cookie of somebody who stays signed in lasts as long as the sign-in, and is sent once, not with every
    style sheet.
    """
    app.permanent_session_lifetime = timedelta(days=app.config["REMEMBER_DAYS"])
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.before_request(know_the_reader)


def public(view: View) -> View:
    """Let everybody see this page."""
    view.public = True  # type: ignore[attr-defined]
    return view


def token_hash(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def know_the_reader() -> ResponseReturnValue | None:
    """Find out who is behind the cookie; send a stranger to the sign-in page and back afterwards."""
    g.reader = g.actor = None
    speak(request.cookies.get("language", "vi"))
    if request.blueprint == STATIC:
        return None
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        raise NotFound
    token = session.get(TOKEN)
    found = signed_in(db.session(), token_hash(token), now()) if token else None
    if found is not None:
        g.reader, g.actor, g.time_zone = found, found.actor, found.time_zone
        speak(found.locale)
        return None
    if request.endpoint is None:
        return None
    if getattr(current_app.view_functions[request.endpoint], "public", False):
        return None
    wanted = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else None
    return redirect(url_for("accounts.sign_in", next=wanted), 303)


def current_actor() -> Actor:
    """The one who asks; only for pages that want a signed-in person."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise NotFound
    return actor


def current_reader() -> SignedIn:
    """The one who asks, with what pages say of them; only for pages that want a signed-in person."""
    reader: SignedIn | None = g.get("reader")
    if reader is None:
        raise NotFound
    return reader


def current_account() -> Account:
    """The account of the one who asks, for the few pages about accounts themselves."""
    return db.session().get_one(Account, current_actor().account_id)


def demand(right: Right, *, organization_id: int | None = None, hidden: bool = False) -> Actor:
    """The actor, if they hold `right` in the organization (their own by default).

    `hidden`: the thing does not exist for those without the right (404 instead of 403).
    """
    actor = current_actor()
    if not allows(actor, right, Subject(organization_id=organization_id or actor.organization_id)):
        raise NotFound if hidden else NotAllowed
    return actor


def safe_next(target: str | None) -> str | None:
    """A path of this site to go on to, or None: no other host, no scheme, no tricks with slashes."""
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return None
    if not target.isprintable() or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
