"""The working calendar of a year, and the office's own days."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right
from tracker.administration import calendar_actions as actions
from tracker.administration.forms import OverrideForm
from tracker.administration.pages import calendar_page
from tracker.calendar.queries import find_override, find_override_on, overrides_in
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.days import FIRST_YEAR, LAST_YEAR
from tracker.core.errors import NotFound, Refusal
from tracker.core.languages import gettext as _
from tracker.web.filters import local_day

bp = Blueprint("calendar", __name__)


@bp.get("/admin/calendar")
def index() -> ResponseReturnValue:
    """Twelve months: which days are free, which Saturdays are worked, and how many days that leaves."""
    demand(Right.MANAGE_CALENDAR)
    return _calendar_page(year_asked(), OverrideForm(formdata=None))


@bp.post("/admin/calendar")
def add_override() -> ResponseReturnValue:
    """Say of one day whether it is worked; unless `action` is to save, show first which reminders that moves."""
    actor = demand(Right.MANAGE_CALENDAR)
    form = OverrideForm()
    action = request.form.get("action")
    if not form.validate() or action == "edit":
        return _calendar_page(year_asked(form.day.data), form, 422 if form.errors else 200)
    standing = find_override_on(db.session(), actor.organization_id, form.chosen_day)
    if action != "save" and standing is None:
        return _check_added(form)
    try:
        made = actions.add_override(
            form.chosen_day, works=form.works.data == "work", reason=form.reason.data, actor=actor, now=now()
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _calendar_page(year_asked(form.day.data), form, refusal.status)
    flash(_("Đã ghi vào lịch."))
    return redirect(url_for("calendar.index", year=made.day.year), 303)


@bp.route("/admin/calendar/<int:override_id>/remove", methods=["GET", "POST"])
def remove_override(override_id: int) -> ResponseReturnValue:
    """Let a day be again what the calendar of the law says; the page before it shows which reminders that moves."""
    if request.method != "POST":
        return _check_removed(override_id)
    day = actions.remove_override(override_id, actor=demand(Right.MANAGE_CALENDAR), now=now())
    flash(_("Đã bỏ khỏi lịch."))
    return redirect(url_for("calendar.index", year=day.year), 303)


def year_asked(day: date | None = None) -> int:
    """The year asked for; anything else than a year of ours is this year."""
    text = request.args.get("year", "")
    if day is not None:
        return day.year
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return local_day(now()).year


def _check_added(form: OverrideForm) -> ResponseReturnValue:
    works, day = form.works.data == "work", form.chosen_day
    return render_template(
        "calendar/check_day.html",
        form=form,
        day=day,
        works=works,
        reason=form.reason.data,
        changes={day: works},
        action=url_for("calendar.add_override"),
        back_href=None,
    )


def _check_removed(override_id: int) -> ResponseReturnValue:
    found = find_override(db.session(), demand(Right.MANAGE_CALENDAR).organization_id, override_id)
    if found is None:
        raise NotFound
    return render_template(
        "calendar/check_day.html",
        form=None,
        day=found.day,
        works=None,
        reason=found.reason,
        changes={found.day: None},
        action=url_for("calendar.remove_override", override_id=override_id),
        back_href=url_for("calendar.index", year=found.day.year),
    )


def _calendar_page(year: int, form: OverrideForm, status: int = 200) -> ResponseReturnValue:
    page = calendar_page(year, overrides_in(db.session(), current_actor().organization_id, year))
    before = year - 1 if year > FIRST_YEAR else None
    after = year + 1 if year < LAST_YEAR else None
    return render_template("calendar/calendar.html", page=page, before=before, after=after, form=form), status
