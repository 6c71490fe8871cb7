"""Where a person lands, and the plain page of links."""

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, public
from tracker.core.database import db
from tracker.navigation import around, tabs
from tracker.navigation.queries import find_waiting

bp = Blueprint("navigation", __name__)


def init_app(app: Flask) -> None:
    """Give every page its chrome."""
    app.before_request(around.remember_the_reader)
    app.context_processor(around.around_the_page)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Everybody begins where their work is."""
    actor = current_actor()
    waiting = find_waiting(db.session(), actor, around.this_quarter())
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
