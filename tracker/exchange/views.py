"""Deadlines in the calendar of one's telephone: the page that makes the address, and what stands under it."""

import hashlib
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, public
from tracker.accounts.queries import actor_of
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import Invalid, NotFound
from tracker.core.languages import gettext as _
from tracker.core.languages import say, speak
from tracker.core.secrecy import secrecy_mark
from tracker.exchange.actions import end_calendar as end
from tracker.exchange.actions import make_calendar
from tracker.exchange.deadlines import Deadline
from tracker.exchange.queries import find_reader, open_deadlines, open_since
from tracker.organizations.models import ContentLevel
from tracker.tasks.models import Task

bp = Blueprint("exchange", __name__)


@bp.get("/account/calendar")
def calendar() -> ResponseReturnValue:
    """Whether there is an address, and how to make or end it."""
    return _page()


@bp.post("/account/calendar")
def new_calendar() -> ResponseReturnValue:
    """Make an address, shown once on this very answer."""
    token = make_calendar(actor=current_actor(), now=now())
    return _page(address=_address(url_for("exchange.feed", feed_token=token)))


@bp.post("/account/calendar/end")
def end_calendar() -> ResponseReturnValue:
    """End the address."""
    try:
        end(actor=current_actor(), now=now())
        flash(_("Đã thu hồi. Địa chỉ cũ không mở được nữa."))
    except Invalid as refusal:
        flash(say(refusal), "error")
    return redirect(url_for("exchange.calendar"), 303)


@bp.get("/calendar/<feed_token>.ics")
@public
def feed(feed_token: str) -> ResponseReturnValue:
    """The open deadlines of a person's groups, for a program that cannot sign in; the address is the proof."""
    from tracker.exchange.feed import write_calendar  # noqa: PLC0415 - read by the first calendar, not at each start

    account = find_reader(db.session(), feed_token)
    if account is None:
        raise NotFound
    speak(account.locale)
    deadlines = open_deadlines(db.session(), actor_of(db.session(), account, now()))
    content = account.organization.content_level
    name = _("Hạn công việc – %(organization)s", organization=account.organization.short_name)
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    return _conditional(write_calendar(name, host, [_deadline(each, content) for each in deadlines]))


def _deadline(task: Task, content: ContentLevel) -> Deadline:
    """The task as far as the committee lets it be told outside: calendars too lie with public providers."""
    if task.due_on is None:
        raise ValueError("a task without a deadline has no day in a calendar")
    if secrecy_mark(task.title):  # kept from before it was refused
        content = ContentLevel.CODE
    address = _address(url_for("tasks.task", task_id=task.id))
    lead = _("Chủ trì: %(group)s", group=task.lead_group.name)
    return Deadline(
        task_id=task.id,
        summary=task.code if content is ContentLevel.CODE else f"{task.code}. {task.title}",
        description=f"{lead}\n{address}" if content is ContentLevel.FULL else address,
        url=address,
        day=task.due_on,
        revision=task.due_revision,
        since=task.state_since,
    )


def _conditional(body: bytes) -> Response:
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="han-cong-viec.ics"'
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.make_conditional(request)
    return response


def _address(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"


def _page(address: str = "") -> str:
    since = open_since(db.session(), _account_id())
    return render_template("exchange/calendar.html", since=since, address=address)


def _account_id() -> int:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotFound
    return account_id
