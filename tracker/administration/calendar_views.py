"""The working calendar of a year, and the office's own days."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right
from tracker.administration import calendar_actions as actions
from tracker.administration.forms import OverrideForm
from tracker.administration.pages import calendar_page
from tracker.calendar.queries import overrides_in
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.days import FIRST_YEAR, LAST_YEAR
from tracker.core.errors import Refusal
from tracker.core.languages import gettext as _
from tracker.web.filters import local_day

bp = Blueprint("calendar", __name__)


@bp.get("/admin/calendar")
def index() -> ResponseReturnValue:
    """Twelve months: which days are free, which Saturdays are worked, and how many days that leaves."""
    demand(Right.MANAGE_CALENDAR)
    return _calendar_page(_year(), OverrideForm(formdata=None))


@bp.post("/admin/calendar")
def add_override() -> ResponseReturnValue:
    """Say of one day whether it is worked."""
    actor = demand(Right.MANAGE_CALENDAR)
    form = OverrideForm()
    if not form.validate():
        return _calendar_page(_year(form.day.data), form, 422)
    try:
        made = actions.add_override(
            form.chosen_day, works=form.works.data == "work", reason=form.reason.data, actor=actor, now=now()
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _calendar_page(_year(form.day.data), form, refusal.status)
    flash(_("Đã ghi vào lịch."))
    return redirect(url_for("calendar.index", year=made.day.year), 303)


@bp.post("/admin/calendar/<int:override_id>/remove")
def remove_override(override_id: int) -> ResponseReturnValue:
    """Let a day be again what the calendar of the law says."""
    day = actions.remove_override(override_id, actor=demand(Right.MANAGE_CALENDAR), now=now())
    flash(_("Đã bỏ khỏi lịch."))
    return redirect(url_for("calendar.index", year=day.year), 303)


def _year(day: date | None = None) -> int:
    """The year asked for; anything else than a year of ours is this year."""
    text = request.args.get("year", "")
    if day is not None:
        return day.year
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return local_day(now()).year


def _calendar_page(year: int, form: OverrideForm, status: int = 200) -> ResponseReturnValue:
    page = calendar_page(year, overrides_in(db.session(), current_actor().organization_id, year))
    before = year - 1 if year > FIRST_YEAR else None
    after = year + 1 if year < LAST_YEAR else None
    return render_template("calendar/calendar.html", page=page, before=before, after=after, form=form), status
