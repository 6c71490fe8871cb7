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
from tracker.tasks import numbers, pages, queries
from tracker.tasks.drafts import find_draft, save_draft
from tracker.tasks.errors import AlreadyRecorded, ChangedMeanwhile
from tracker.tasks.forms import PRODUCT_FIELDS, UpdateForm, VersionForm, read_uploads, value_name
from tracker.tasks.loading import subject_of
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.status import State
from tracker.tasks.update_actions import Answers, post_update, speaking_for
from tracker.tasks.views import bp

REVIEW_WORKING_DAYS = 5


@bp.route("/tasks/<int:task_id>/update", methods=["GET", "POST"])
def update(task_id: int) -> ResponseReturnValue:
    """Answer the six questions, keep a draft, or see what is wrong beside each field."""
    actor = current_actor()
    task = _task_to_report(task_id)
    lead = speaking_for(actor, task) == task.lead_group_id
    if request.method == "GET":
        return _form_page(task, _fresh_form(task, lead=lead))
    form = UpdateForm.for_task(task, is_lead=lead)
    if request.form.get("action") == "draft":
        saved = save_draft(task_id, form.draft(), actor=actor, now=now())
        flash(_("Đã lưu nháp. Mở lại việc này để viết tiếp."))
        return redirect(url_for("tasks.update", task_id=saved), 303)
    if not form.validate():
        return _form_page(task, form, status=422)
    try:
        sent = post_update(task_id, form.answers(read_uploads(request)), actor=actor, now=now())
    except AlreadyRecorded as refusal:
        flash(_(refusal.message))
        return redirect(url_for("tasks.me"), 303)
    except ChangedMeanwhile as refusal:
        return _conflict_page(task_id, form, refusal)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        _refuse(form, refusal)
        return _form_page(task, form, status=422)
    return redirect(url_for("tasks.sent", task_id=task_id, update_id=sent.id), 303)


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
    work = pages.my_work(session, queries.my_tasks(session, actor), actor, almanac)
    waits = found.to_state is State.AWAITING_CONFIRMATION
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
        flash(_(refusal.message))
        return redirect(url_for("tasks.me"), 303)
    except ChangedMeanwhile:
        flash(_("Việc này vừa thay đổi. Xem nội dung mới rồi trả lời."), "error")
        return redirect(url_for("tasks.update", task_id=task.id), 303)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        flash(_(refusal.message, **refusal.params), "error")
        return redirect(url_for("tasks.update", task_id=task.id), 303)
    flash(_("Đã ghi nhận không thay đổi đến %(day)s.", day=format_day(made.reported_on)))
    return redirect(url_for("tasks.me"), 303)


def _visible(task_id: int) -> Task:
    task = queries.whole_task(db.session(), task_id, current_actor())
    if task is None:
        raise NotFound
    return task


def _task_to_report(task_id: int) -> Task:
    task = _visible(task_id)
    if not allows(current_actor(), Right.REPORT, subject_of(task)):
        raise NotAllowed
    return task


def _fresh_form(task: Task, *, lead: bool) -> UpdateForm:
    """The form as it opens: empty, or with what was kept as a draft."""
    form = UpdateForm.for_task(task, is_lead=lead, formdata=None)
    draft = find_draft(task.id, current_actor())
    if draft is not None:
        form.fill(draft.answers)
    form.version.data = str(task.version)
    form.form_key.data = secrets.token_hex(16)
    return form


def _form_page(task: Task, form: UpdateForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    almanac = queries.almanac(session, task.organization_id, now())
    group_id = speaking_for(current_actor(), task)
    previous = [each for each in task.updates if each.group_id == group_id and not each.no_change]
    html = render_template(
        "tasks/update.html",
        task=task,
        form=form,
        standing=pages.standing_of(task, almanac),
        last=previous[-1] if previous else None,
        last_heard=task.last_update_on,
        readings={value_name(each): numbers.last_reading(each) for each in task.indicators},
        indicators={value_name(each): each for each in task.indicators},
        product_names=PRODUCT_FIELDS[task.kind] if group_id == task.lead_group_id else (),
        lead=group_id == task.lead_group_id,
        draft=find_draft(task.id, current_actor()),
        return_reason=_return_reason(task),
        open_directions=[each for each in reversed(task.directions) if each.answered_at is None],
        waiting=task.state is State.AWAITING_CONFIRMATION,
        example_day=almanac.calendar.shift(almanac.view.today, 10),
    )
    return html, status


def _return_reason(task: Task) -> str:
    return task.reviews[-1].reason if task.state is State.RETURNED and task.reviews else ""


def _conflict_page(task_id: int, form: UpdateForm, refusal: ChangedMeanwhile) -> ResponseReturnValue:
    """Both texts side by side; sending again carries the version that is shown now, and nothing typed is lost."""
    task = _visible(task_id)
    theirs: StatusUpdate | None = task.updates[-1] if task.updates else None
    form.version.data = str(task.version)
    html = render_template("tasks/conflict.html", task=task, form=form, theirs=theirs, refusal=refusal)
    return html, 409


def _refuse(form: UpdateForm, refusal: Refusal) -> None:
    """The number of a task may be any of its indicators: the sentence goes to the first that is empty."""
    if refusal.field == "values":
        names = [value_name(each) for each in form.task.indicators]
        refusal.field = next((name for name in names if name in form and form[name].data is None), None)
    form.refuse(refusal)
