"""The update form: answered in a minute on a phone, from the reminder mail or from my page."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor
from tracker.accounts.policy import Right, allows
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.days import format_day
from tracker.core.errors import NotAllowed, NotFound, Refusal
from tracker.core.languages import gettext as _
from tracker.core.languages import say
from tracker.tasks import cards, queries, work_queries
from tracker.tasks.dossier import TaskToReport
from tracker.tasks.drafts import find_draft, save_draft
from tracker.tasks.errors import AlreadyRecorded, ChangedMeanwhile
from tracker.tasks.forms import UpdateForm, VersionForm, read_uploads
from tracker.tasks.loading import local_day, subject_of
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.status import State
from tracker.tasks.to_report import task_to_report
from tracker.tasks.update_actions import Answers, faults_of, post_update, speaking_for
from tracker.tasks.update_page import assemble, last_words
from tracker.tasks.views import bp
from tracker.tasks.whole import whole_task
from tracker.web.filters import vn_time

REVIEW_WORKING_DAYS = 5


@bp.route("/tasks/<int:task_id>/update", methods=["GET", "POST"])
def update(task_id: int) -> ResponseReturnValue:
    """Answer the six questions, keep a draft, or see what is wrong beside each field."""
    if request.method != "POST":
        shown = _visible(task_id)
        _demand_report(shown)
        return _form_page(shown, _fresh_form(shown))
    task = _task_to_report(task_id)
    form = UpdateForm.for_task(task, is_lead=_speaks_for_lead(task))
    action = request.form.get("action")
    if action == "draft":
        return _keep_draft(task, form)
    if action == "copy":
        form.copy_last(last_words(_visible(task_id), speaking_for(current_actor(), task)))
    if action in {"copy", "edit"}:
        return _form_page(_visible(task_id), form)
    return _send(task, form)


@bp.get("/tasks/<int:task_id>/updates/<int:update_id>")
def sent(task_id: int, update_id: int) -> ResponseReturnValue:
    """Certainty: what was received, and what happens next."""
    actor = current_actor()
    task = _visible(task_id)
    found = next((each for each in task.updates if each.id == update_id and each.author_id == actor.account_id), None)
    if found is None:
        raise NotFound
    session = db.session()
    almanac = queries.almanac(session, task.organization_id, now())
    answer_by = almanac.calendar.shift(found.reported_on, REVIEW_WORKING_DAYS)
    work = cards.my_work(session, work_queries.my_tasks(session, actor), actor, almanac)
    waits = found.to_state is State.AWAITING_CONFIRMATION and found.group_id == task.lead_group_id
    return render_template("tasks/sent.html", task=task, update=found, answer_by=answer_by, waits=waits, work=work)


@bp.post("/tasks/<int:task_id>/no-change")
def no_change(task_id: int) -> ResponseReturnValue:
    """One tap: nothing new. A real answer, counted apart."""
    form = VersionForm()
    task = _task_to_report(task_id)
    answers = Answers(version=form.shown_version, form_key=form.form_key.data or None, no_change=True)
    try:
        made = post_update(task_id, answers, actor=current_actor(), now=now())
    except AlreadyRecorded as refusal:
        return _already(refusal)
    except ChangedMeanwhile:
        flash(_("Việc này vừa thay đổi. Xem nội dung mới rồi trả lời."), "error")
        return redirect(url_for("tasks.update", task_id=task.id), 303)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        flash(say(refusal), "error")
        return redirect(url_for("tasks.update", task_id=task.id), 303)
    flash(_("Đã ghi nhận không thay đổi đến %(day)s.", day=format_day(made.reported_on)))
    return redirect(url_for("tasks.me"), 303)


def _visible(task_id: int) -> Task:
    task = whole_task(db.session(), task_id, current_actor())
    if task is None:
        raise NotFound
    return task


def _task_to_report(task_id: int) -> TaskToReport:
    """What a posted form is about: what its page shows besides is read when that is shown again."""
    task = task_to_report(db.session(), task_id, current_actor())
    if task is None:
        raise NotFound
    _demand_report(task)
    return task


def _demand_report(task: Task | TaskToReport) -> None:
    if not allows(current_actor(), Right.REPORT, subject_of(task)):
        raise NotAllowed


def _speaks_for_lead(task: Task | TaskToReport) -> bool:
    return speaking_for(current_actor(), task) == task.lead_group_id


def _fresh_form(task: Task) -> UpdateForm:
    """The form as it opens: empty, or with what was kept as a draft."""
    form = UpdateForm.for_task(task, is_lead=_speaks_for_lead(task), formdata=None)
    draft = find_draft(task.id, current_actor())
    if draft is not None:
        form.fill(draft.answers)
    form.version.data = str(task.version)
    form.form_key.data = secrets.token_hex(16)
    return form


def _keep_draft(task: TaskToReport, form: UpdateForm) -> ResponseReturnValue:
    if form.refuse_marked():
        return _form_page(_visible(task.id), form, status=422)
    moment = now()
    saved = save_draft(task.id, form.draft(), actor=current_actor(), now=moment)
    flash(_("Đã lưu nháp lúc %(clock)s.", clock=vn_time(moment)))
    return redirect(url_for("tasks.update", task_id=saved), 303)


def _send(task: TaskToReport, form: UpdateForm) -> ResponseReturnValue:
    if not form.validate():
        shown = _visible(task.id)
        _add_faults(shown, form)
        return _form_page(shown, form, status=422)
    task_id = task.id
    try:
        made = post_update(task_id, form.answers(read_uploads(request)), actor=current_actor(), now=now())
    except AlreadyRecorded as refusal:
        return _already(refusal)
    except ChangedMeanwhile as refusal:
        return _conflict_page(task_id, form, refusal)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return _form_page(_visible(task_id), form, status=422)
    return redirect(url_for("tasks.sent", task_id=task_id, update_id=made.id), 303)


def _add_faults(task: Task, form: UpdateForm) -> None:
    """What cannot be read is told together with what is missing, so that nobody mends one thing at a time."""
    today = local_day(db.session(), task.organization_id, now())
    for fault in faults_of(task, form.answers(()), is_lead=_speaks_for_lead(task), today=today):
        name = form.field_of(fault)
        if name is not None and not form[name].errors:
            form.refuse(fault)


def _already(refusal: AlreadyRecorded) -> ResponseReturnValue:
    flash(say(refusal))
    return redirect(url_for("tasks.me"), 303)


def _form_page(task: Task, form: UpdateForm, status: int = 200) -> ResponseReturnValue:
    page = assemble(db.session(), task, current_actor(), now())
    return render_template("tasks/update.html", task=task, form=form, page=page), status


def _conflict_page(task_id: int, form: UpdateForm, refusal: ChangedMeanwhile) -> ResponseReturnValue:
    """Both texts side by side; sending again carries the version that is shown now, and nothing typed is lost."""
    task = _visible(task_id)
    theirs: StatusUpdate | None = None
    if refusal.change is not None and task.updates and task.updates[-1].created_at == refusal.change.at:
        theirs = task.updates[-1]
    form.version.data = str(task.version)
    html = render_template(
        "tasks/conflict.html",
        task=task,
        form=form,
        theirs=theirs,
        change=refusal.change,
        directions=[each for each in task.directions if each.answered_at is None],
    )
    return html, 409
