"""Pages of tasks that are read: my work, the list every number links to, one task, its evidence."""

import logging

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound
from tracker.files.store import path_of
from tracker.tasks import cards, filters, pages, queries, work_queries
from tracker.tasks.closed import closed_in_list
from tracker.tasks.dossier_queries import read_dossier
from tracker.tasks.forms import DirectionForm, ReviewForm
from tracker.tasks.names import group_names, organization_names
from tracker.tasks.printing import FILTERS
from tracker.tasks.queries import Order
from tracker.tasks.task_page import assemble
from tracker.tasks.whole import find_evidence

log = logging.getLogger(__name__)
bp = Blueprint("tasks", __name__)
for _name, _filter in FILTERS.items():
    bp.add_app_template_filter(_filter, _name)
bp.add_app_template_global(DirectionForm, "DirectionForm")


@bp.get("/me")
def me() -> ResponseReturnValue:
    """What must I send today."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    session = db.session()
    almanac = queries.almanac(session, actor.organization_id, now())
    work = cards.my_work(session, work_queries.my_tasks(session, actor), actor, almanac)
    groups = group_names(session, actor.group_ids)
    return render_template("tasks/me.html", work=work, actor=actor, groups=groups)


@bp.get("/tasks")
def index() -> ResponseReturnValue:
    """A list of tasks; its filters live in the address, its heading states how many there are."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    session = db.session()
    chosen = filters.read(session, actor, request.args, now())
    found = queries.list_tasks(session, actor, chosen.narrow, chosen.days, chosen.page)
    several = organization_names(session, actor.reads) if chosen.narrow.organization_id is None else {}
    address = pages.addresses()
    rows = [
        pages.task_row(
            task,
            chosen.days.of(task.organization_id),
            several.get(task.organization_id, ""),
            href=address(task.id),
        )
        for task in found.tasks
    ]
    page = pages.ListPage(rows=rows, number=found.number, total=found.total, endpoint="tasks.index", query=chosen.query)
    closed = closed_in_list(session, actor, chosen.narrow, chosen.days)
    own = chosen.narrow.organization_id in {None, actor.organization_id}
    chases = own and allows(actor, Right.CHANGE_TASK, Subject(organization_id=actor.organization_id))
    return render_template("tasks/index.html", page=page, closed=closed, chosen=chosen, Order=Order, chases=chases)


@bp.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    """Everything about one task."""
    return task_page(task_id)


def task_page(
    task_id: int, *, review: ReviewForm | None = None, direction: DirectionForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page of a task, with the forms as they were sent, if any was."""
    actor = current_actor()
    session = db.session()
    found = read_dossier(session, task_id, actor)
    if found is None:
        raise NotFound
    page = assemble(session, found, actor, now())
    if page.doing.review and review is None:
        review = ReviewForm(formdata=None)
    if review is not None and review.version.data is None:
        review.version.data = str(found.version)
    html = render_template("tasks/task.html", task=found, page=page, review_form=review, direction_form=direction)
    return html, status


@bp.get("/evidence/<int:evidence_id>")
def evidence(evidence_id: int) -> ResponseReturnValue:
    """A file, always as a download, never as something the browser may run."""
    found = find_evidence(db.session(), evidence_id, current_actor())
    if found is None:
        raise NotFound
    path = path_of(found.sha256)
    if not path.exists():
        log.error("the file of evidence %s is gone: %s", found.id, path)
        raise NotFound
    response: Response = send_file(
        path, mimetype=found.media_type, as_attachment=True, download_name=found.name, conditional=False, etag=False
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
