"""Errors become pages: what happened, what was kept, whom to ring. Nothing is ever a stack trace."""

import logging
import secrets
from http import HTTPStatus

from flask import Flask, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from tracker.core.database import db
from tracker.core.errors import Refusal
from tracker.core.languages import say

log = logging.getLogger(__name__)
_PAGES = frozenset({400, 403, 404, 409, 413, 429, 500, 503})
_SHOWN_AS: dict[int, int] = {405: 404}


def init_app(app: Flask) -> None:
    """Answer refusals, wrong addresses and our own mistakes with a page."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, form_too_old)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(Exception, our_mistake)


def refused(refusal: Refusal) -> ResponseReturnValue:
    """A refusal that no form could show beside a field."""
    status = refusal.status if refusal.status in _PAGES else 400
    return page(status, message=say(refusal))


def form_too_old(_error: CSRFError) -> ResponseReturnValue:
    """The form token is missing or has grown old; the browser still holds what was typed."""
    return page(400, expired=True)


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Any other refusal of the web server itself, such as a wrong address or a request that is too large."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    return page(error.code)


def database_away(error: OperationalError) -> ResponseReturnValue:
    """The database cannot be reached or is busy: nothing was kept, trying again is safe."""
    log.warning("database: %s", error)
    db.session.remove()
    answer = page(503)
    return (*answer, {"Retry-After": "30"})


def our_mistake(error: Exception) -> ResponseReturnValue:
    """Log it whole under a number that the person can tell us."""
    number = secrets.token_hex(4)
    where = request.url_rule or request.path  # as the rule has it: an address may hold a secret
    log.error("error %s at %s %s", number, request.method, where, exc_info=error)
    db.session.rollback()
    return page(500, number=number)


def page(status: int, *, message: str = "", number: str = "", expired: bool = False) -> tuple[str, int]:
    """The page of a status, in the skeleton that fits whether somebody is signed in."""
    shown = int(_SHOWN_AS.get(status, status if status in _PAGES else 400))
    given = {"message": message, "number": number, "expired": expired}
    try:
        return render_template(f"errors/{shown}.html", **given), status
    except Exception:
        # The chrome around a page asks the database, which may be what failed: then the page stands without it.
        log.exception("the page of error %s could not be written with its chrome", status)
        template = current_app.jinja_env.get_template(f"errors/{shown}.html")
        bare = {"url_for": url_for, "get_flashed_messages": _no_messages, "csrf_token": str}
        return template.render(**given, **bare), status


def _no_messages(**_wanted: object) -> list[str]:
    return []
