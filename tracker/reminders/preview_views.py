"""What goes out in the next two weeks, if nothing changes: who gets what, and why."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound
from tracker.reminders.forms import PreviewFilter
from tracker.reminders.preview_page import Preview, PreviewDay, PreviewPerson, preview
from tracker.reminders.views import bp
from tracker.tasks.filters import whole
from tracker.web.paging import PAGE_SIZE, Page, page_number


@bp.get("/reminders/preview")
def coming() -> ResponseReturnValue:
    """All days with their first people; with `day`, everybody of that day, fifty on a page."""
    actor = demand(Right.MANAGE_REMINDERS)
    person_id, group_id = whole(request.args.get("person")), whole(request.args.get("group"))
    found = preview(db.session(), actor.organization_id, now=now(), person_id=person_id, group_id=group_id)
    form = PreviewFilter(formdata=None, data={"person": person_id, "group": group_id}, found=found)
    chosen = _chosen_day(found)
    rows = _page(chosen) if chosen else None
    return render_template(
        "reminders/preview.html",
        found=found,
        form=form,
        chosen=chosen,
        page=rows,
        asked_for=_asked_for(actor, person_id),
        narrowed={name: text for name in ("person", "group") if (text := request.args.get(name))},
        sees_tasks=allows(actor, Right.SEE_TASKS, Subject(organization_id=actor.organization_id)),
    )


def _asked_for(actor: Actor, person_id: int | None) -> tuple[int, str] | None:
    """Whom the page is narrowed to, by id and name, if it is somebody of the reader's own organization."""
    account = db.session.get(Account, person_id) if person_id is not None else None
    if account is None or account.organization_id != actor.organization_id:
        return None
    return account.id, account.full_name


def _chosen_day(found: Preview) -> PreviewDay | None:
    asked = request.args.get("day")
    if not asked:
        return None
    chosen = next((each for each in found.days if each.day.isoformat() == asked), None)
    if chosen is None:
        raise NotFound
    return chosen


def _page(day: PreviewDay) -> Page[PreviewPerson]:
    number = min(page_number(), max(1, -(-len(day.people) // PAGE_SIZE)))
    rows = day.people[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(rows=rows, number=number, total=len(day.people))
