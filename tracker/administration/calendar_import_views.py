"""A whole year's calendar at once: pasted, from a file, or as another committee of the tree has it.

The list is read and every wrong line told; a right one is shown with the reminders it moves before it is saved.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right
from tracker.administration import calendar_actions as actions
from tracker.administration.calendar_sources import list_of, sources_of
from tracker.administration.calendar_views import bp, year_asked
from tracker.administration.forms import DayListForm
from tracker.calendar.day_list import DayList, decode_list, read_days
from tracker.calendar.imports import weigh
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import Invalid, Refusal
from tracker.core.languages import ngettext, say
from tracker.core.words import N_


@bp.route("/admin/calendar/days", methods=["GET", "POST"])
def import_days() -> ResponseReturnValue:
    """Paste or choose; `action` says whether to see what would move, to save, or to go back to the list."""
    actor = demand(Right.MANAGE_CALENDAR)
    year = year_asked()
    if request.method != "POST":
        text = list_of(db.session(), actor, request.args.get("from", ""), year)
        return _form_page(year, DayListForm(formdata=None, data={"text": text}))
    form = DayListForm()
    if not form.validate() or not _take_file(form):
        return _form_page(year, form, status=422)
    if request.form.get("action") == "edit":
        return _form_page(year, form)
    found = read_days(form.text.data or "", year=year)
    if not found.days and not found.faults:
        form.refuse(Invalid(N_("Dán danh sách hoặc chọn tệp."), field="text"))
    if form.errors or found.faults:
        return _form_page(year, form, found, status=422)
    return _save(year, form, found) if request.form.get("action") == "save" else _check_page(year, form, found)


def _take_file(form: DayListForm) -> bool:
    """Put the text of a chosen file where a pasted list stands; False if it is none."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return True
    try:
        form.text.data = decode_list(sent.read())
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    form.text.raw_data = [form.text.data]
    return True


def _save(year: int, form: DayListForm, found: DayList) -> ResponseReturnValue:
    try:
        made = actions.import_days(year, found.days, seal=form.seal.data or "", actor=current_actor(), now=now())
    except actions.CalendarMoved as refusal:
        return _check_page(year, form, found, refusal)
    except Refusal as refusal:
        form.refuse(refusal)
        return _form_page(year, form, found, status=refusal.status)
    n = len(made.to_write)
    flash(ngettext("Đã ghi %(n)s ngày vào lịch.", "Đã ghi %(n)s ngày vào lịch.", n))
    return redirect(url_for("calendar.index", year=year), 303)


def _form_page(year: int, form: DayListForm, found: DayList | None = None, *, status: int = 200) -> ResponseReturnValue:
    html = render_template(
        "calendar/import.html",
        year=year,
        form=form,
        faults=[(each.line, each.text, say(each.refusal)) for each in found.faults] if found else [],
        right=len(found.days) if found else 0,
        sources=sources_of(db.session(), current_actor(), year),
    )
    return html, status


def _check_page(year: int, form: DayListForm, found: DayList, refusal: Refusal | None = None) -> ResponseReturnValue:
    """What each line does and which reminders move; nothing is written yet."""
    session = db.session()
    session.rollback()
    weighed = weigh(session, current_actor().organization_id, year, found.days)
    html = render_template(
        "calendar/check_list.html",
        year=year,
        form=form,
        weighed=weighed,
        refusal=say(refusal) if refusal else "",
        action=url_for("calendar.import_days", year=year),
    )
    return html, refusal.status if refusal else 200
