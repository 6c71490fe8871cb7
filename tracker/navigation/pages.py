"""Where a person lands, and the plain page of links."""

from collections.abc import Callable

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine

from tracker.accounts.access import current_actor, public
from tracker.core.clock import now
from tracker.core.database import db
from tracker.mail.nodes import needed_kinds
from tracker.navigation import around, readiness, tabs
from tracker.navigation.queries import find_waiting

bp = Blueprint("navigation", __name__)


def init_app(app: Flask, *, is_current: Callable[[Engine], bool]) -> None:
    """Give every page its chrome. `is_current` knows whether a database has every migration."""
    app.extensions["is_current"] = is_current
    app.context_processor(around.around_the_page)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Everybody begins where their work is."""
    actor = current_actor()
    waiting = find_waiting(db.session(), actor, around.this_quarter(), now())
    return redirect(url_for(tabs.landing(actor, something_waits=waiting.review > 0)), 303)


@bp.get("/more")
def more() -> ResponseReturnValue:
    """Every page this person can go to, and what belongs to their account."""
    return render_template("navigation/more.html", places=around.links_to(tabs.places_of(current_actor())))


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers. It asks nothing of the database, so that a slow one takes no server out of service."""
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Whether everything works together: the database answers, its tables are up to date, reminders go out."""
    reasons = readiness.reasons(now(), current_app.extensions["is_current"], needed_kinds())
    plain = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return ("\n".join(reasons), 503, plain) if reasons else ("ok", 200, plain)
