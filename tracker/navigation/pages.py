"""Where a person lands, the plain page of links, and what stands around every page."""

import sys
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from tracker.accounts.access import current_actor, public
from tracker.accounts.actor import ROLE_WORDS, Actor
from tracker.accounts.models import Account
from tracker.core.clock import now, today
from tracker.core.database import db
from tracker.core.languages import gettext, language
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.navigation import tabs
from tracker.navigation.queries import Waiting, find_front, find_waiting
from tracker.navigation.tabs import Place
from tracker.web.chrome import Chrome, PhoneTab, Tab

bp = Blueprint("navigation", __name__)


def init_app(app: Flask) -> None:
    """Give every page its chrome."""
    app.context_processor(around_the_page)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Everybody begins where their work is."""
    actor = current_actor()
    counts = find_waiting(db.session(), actor, _quarter())
    waits = counts is not None and counts.review > 0
    return redirect(url_for(tabs.landing(actor, something_waits=waits)), 303)


@bp.get("/more")
def more() -> ResponseReturnValue:
    """Every page this person can go to, as plain links."""
    return render_template("navigation/more.html", places=[_link(each) for each in _existing(current_actor())])


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers. It asks nothing of the database, so that a slow one takes no server out of service."""
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}


def around_the_page() -> dict[str, Any]:
    """`chrome` and `contact` for every template of a request."""
    if not has_request_context():
        return {}
    account: Account | None = g.get("account")
    actor: Actor | None = g.get("actor")
    if account is None or actor is None:
        return _for_a_stranger()
    organization = account.organization
    return {"chrome": _chrome(account, actor), "contact": _contact(organization.contact)}
