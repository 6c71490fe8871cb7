"""The office's queue and its answers, and directions from above."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound, Refusal
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext, say
from tracker.tasks import pages, queries, work_queries
from tracker.tasks.direction_actions import direct
from tracker.tasks.errors import AlreadyRecorded
from tracker.tasks.filters import whole
from tracker.tasks.forms import DirectionForm, ReviewForm
from tracker.tasks.review_actions import confirm as confirm_task
from tracker.tasks.review_actions import send_back, take_back
from tracker.tasks.views import bp, task_page
from tracker.tasks.whole import last_reports


@bp.get("/review")
def review() -> ResponseReturnValue:
    """What awaits the office's answer, the oldest first, each with what it needs to be answered."""
    actor = demand(Right.REVIEW, hidden=True)
    session = db.session()
    almanac = queries.almanac(session, actor.organization_id, now())
    queue = work_queries.review_queue(session, actor, whole(request.args.get("page")) or 1)
    reports = last_reports(session, [task.id for task in queue.tasks])
    rows = [pages.waiting_task(task, reports.get(task.id), actor, almanac) for task in queue.tasks]
    page = pages.ListPage(rows=rows, number=queue.number, total=queue.total, endpoint="tasks.review")
    undoable = work_queries.just_answered(session, actor, now())
    return render_template("tasks/review.html", page=page, undoable=undoable)


@bp.post("/tasks/<int:task_id>/confirm")
def confirm(task_id: int) -> ResponseReturnValue:
    """The work is done."""
    form = ReviewForm()
    try:
        confirm_task(task_id, form.shown_version, actor=current_actor(), now=now())
    except Refusal as refusal:
        return _refused(task_id, form, refusal)
    return _next(_("Đã xác nhận."))


@bp.post("/tasks/<int:task_id>/return")
def send_task_back(task_id: int) -> ResponseReturnValue:
    """The work is not done yet, and why."""
    form = ReviewForm()
    if not form.validate():
        return task_page(task_id, review=form, status=422)
    try:
        send_back(task_id, form.shown_version, form.reason.data, actor=current_actor(), now=now())
    except Refusal as refusal:
        return _refused(task_id, form, refusal)
    return _next(_("Đã trả lại kèm lý do."))


@bp.post("/tasks/<int:task_id>/take-back")
def take_answer_back(task_id: int) -> ResponseReturnValue:
    """Undo one's own answer of a moment ago."""
    form = ReviewForm()
    try:
        take_back(task_id, form.shown_version, actor=current_actor(), now=now())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        flash(say(refusal), "wrong")
        return redirect(url_for("tasks.task", task_id=task_id), 303)
    return _next(_("Đã rút lại; việc trở lại chờ xác nhận."))


@bp.post("/tasks/<int:task_id>/directions")
def add_direction(task_id: int) -> ResponseReturnValue:
    """Leave a direction on the task."""
    form = DirectionForm()
    if not form.validate():
        return task_page(task_id, direction=form, status=422)
    try:
        direct(task_id, form.text.data, actor=current_actor(), now=now())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return task_page(task_id, direction=form, status=422)
    flash(_("Đã ghi ý kiến chỉ đạo và báo các đơn vị."))
    return redirect(url_for("tasks.task", task_id=task_id), 303)


def _refused(task_id: int, form: ReviewForm, refusal: Refusal) -> ResponseReturnValue:
    """The task as it is now, with the reason still in its box and the version of now in its form."""
    if isinstance(refusal, NotFound | NotAllowed):
        raise refusal
    if isinstance(refusal, AlreadyRecorded):
        flash(say(refusal))
        return redirect(url_for("tasks.review"), 303)
    form.version.data = None
    form.refuse(refusal)
    return task_page(task_id, review=form, status=refusal.status)


def _next(done: str) -> ResponseReturnValue:
    """On to the oldest task that still waits, or back to the empty queue."""
    left = work_queries.review_queue(db.session(), current_actor()).total
    flash(f"{done} {ngettext('Còn %(n)s việc chờ.', 'Còn %(n)s việc chờ.', left)}")
    return redirect(url_for("tasks.review"), 303)
