"""Pages of tasks that are read: my work, the list every number links to, one task, its evidence."""

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound
from tracker.core.quarter import Quarter
from tracker.files.store import path_of
from tracker.tasks import filters, numbers, pages, queries
from tracker.tasks.forms import DirectionForm, ReviewForm
from tracker.tasks.history import history_of
from tracker.tasks.ledger import ledger_of
from tracker.tasks.loading import get_task
from tracker.tasks.printing import FILTERS
from tracker.tasks.review_actions import last_report
from tracker.tasks.words import state_standing
from tracker.web.paging import Page, page_number

bp = Blueprint("tasks", __name__)
for _name, _filter in FILTERS.items():
    bp.add_app_template_filter(_filter, _name)


@bp.get("/me")
def me() -> ResponseReturnValue:
    """What must I send today."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    session = db.session()
    almanac = queries.almanac(session, actor.organization_id, now())
    work = pages.my_work(session, queries.my_tasks(session, actor), actor, almanac)
    return render_template("tasks/me.html", work=work, actor=actor, today=almanac.view.today)


@bp.get("/tasks")
def index() -> ResponseReturnValue:
    """A list of tasks; its filters live in the address, its heading states how many there are."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    session = db.session()
    chosen = filters.read(session, actor, request.args, now())
    found = queries.list_tasks(session, actor, chosen.narrow, chosen.almanac.view, page_number())
    rows = [pages.task_row(task, chosen.almanac) for task in found.tasks]
    page = Page(rows=rows, number=page_number(), total=found.total)
    return render_template("tasks/index.html", page=page, chosen=chosen)


@bp.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    """Everything about one task."""
    return task_page(task_id, ReviewForm(formdata=None), DirectionForm(formdata=None))


def task_page(task_id: int, review: ReviewForm, direction: DirectionForm, status: int = 200) -> ResponseReturnValue:
    """The page of a task, with the forms as they stand."""
    actor = current_actor()
    session = db.session()
    found = queries.whole_task(session, task_id, actor)
    if found is None:
        raise NotFound
    almanac = queries.almanac(session, found.organization_id, now())
    if review.version.data is None:
        review.version.data = str(found.version)
    quarters, promised_on = queries.first_promised(session, found)
    html = render_template(
        "tasks/task.html",
        task=found,
        standing=pages.standing_of(found, almanac),
        state=state_standing(found.state),
        doing=pages.doing(actor, found),
        heard={group for _task, group in queries.groups_heard(session, [found.id])},
        indicators=numbers.indicator_table(found),
        events=pages.events_of(found),
        open_directions=[each for each in reversed(found.directions) if each.answered_at is None],
        report=last_report(session, found),
        review_form=review,
        direction_form=direction,
        ledger=ledger_of(session, found),
        history=history_of(session, found.id),
        quarter=Quarter.parse(found.quarter),
        quarters=quarters,
        promised_on=promised_on,
        actor=actor,
    )
    return html, status


@bp.get("/evidence/<int:evidence_id>")
def evidence(evidence_id: int) -> ResponseReturnValue:
    """A file, always as a download, never as something the browser may run."""
    found = queries.find_evidence(db.session(), evidence_id, current_actor())
    if found is None:
        raise NotFound
    get_task(db.session(), found.task_id, current_actor())
    path = path_of(found.sha256)
    if not path.exists():
        raise NotFound
    response: Response = send_file(
        path, mimetype=found.media_type, as_attachment=True, download_name=found.name, conditional=False, etag=False
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
