"""Pages where the office changes a task: its words, its deadline, that it stops or goes on."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor
from tracker.accounts.policy import Right, allows
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.days import format_day
from tracker.core.errors import NotAllowed, NotFound, Refusal
from tracker.core.languages import gettext as _
from tracker.core.words import N_
from tracker.tasks import change_actions as actions
from tracker.tasks import pages, queries
from tracker.tasks.change_forms import DeadlineForm, EditForm, ReasonForm
from tracker.tasks.errors import Change, ChangedMeanwhile
from tracker.tasks.forms import VersionForm
from tracker.tasks.loading import local_day, subject_of
from tracker.tasks.models import Task
from tracker.tasks.names import choosable_groups
from tracker.tasks.people import choosable_people
from tracker.tasks.views import bp
from tracker.tasks.whole import whole_task


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a change is called: over its page, on its button, and when it is done."""

    title: str
    button: str
    done: str


@bp.route("/tasks/<int:task_id>/edit", methods=["GET", "POST"])
def edit(task_id: int) -> ResponseReturnValue:
    """Put the words and people of a task right, and say what each supporting group is to do."""
    task = _task_to_change(task_id)
    session = db.session()
    day = local_day(session, task.organization_id, now())
    people = choosable_people(session, task.lead_group_id, day)
    form = EditForm.for_task(task, people=people, groups=_groups_beside(task))
    duties = form.duties(task)

    def save() -> Task:
        new = actions.Edit(
            title=form.title.data,
            in_charge_id=form.in_charge_id.data,
            priority=bool(form.priority.data),
            restricted=bool(form.restricted.data),
            supporting_group_ids=tuple(form.supporting_group_ids.data or ()),
            duties=duties,
        )
        return actions.edit(task_id, form.shown_version, new, actor=current_actor(), now=now())

    words = Words(title=N_("Sửa nhiệm vụ"), button=N_("Lưu"), done=N_("Đã lưu."))
    return _run(task, form, words, save)


def _groups_beside(task: Task) -> list[tuple[int, str]]:
    """The groups that may support the task: those at work, and those that do already."""
    offered = {each.id: each.name for each in choosable_groups(db.session(), task.organization_id)}
    offered |= {each.group_id: each.group.name for each in task.supporting}
    offered.pop(task.lead_group_id, None)
    return list(offered.items())


@bp.route("/tasks/<int:task_id>/deadline", methods=["GET", "POST"])
def deadline(task_id: int) -> ResponseReturnValue:
    """Give another deadline."""
    task = _task_to_change(task_id)
    form = DeadlineForm()

    def save() -> Task:
        due_on = None if form.without.data else form.due_on.data
        if due_on is None and not form.without.data:
            raise Refusal(N_("Ghi hạn mới, hoặc chọn “Không giao hạn”."), field="due_on")
        return actions.move_deadline(
            task_id, form.shown_version, due_on, form.reason.data, actor=current_actor(), now=now()
        )

    done = N_("Hạn mới %(day)s; đã báo đơn vị chủ trì.")
    return _run(task, form, Words(title=N_("Đổi hạn"), button=N_("Đổi hạn"), done=done), save)


@bp.route("/tasks/<int:task_id>/cancel", methods=["GET", "POST"])
def cancel(task_id: int) -> ResponseReturnValue:
    """Stop the work by decision."""
    task = _task_to_change(task_id)
    form = ReasonForm()

    def save() -> Task:
        return actions.cancel(task_id, form.shown_version, form.reason.data, actor=current_actor(), now=now())

    done = N_("Đã dừng; đã báo các đơn vị.")
    return _run(task, form, Words(title=N_("Dừng thực hiện"), button=N_("Dừng thực hiện"), done=done), save)


@bp.route("/tasks/<int:task_id>/carry-over", methods=["GET", "POST"])
def carry_over(task_id: int) -> ResponseReturnValue:
    """Let the work go on next quarter."""
    task = _task_to_change(task_id)
    form = ReasonForm()

    def save() -> Task:
        return actions.carry_over(task_id, form.shown_version, form.reason.data, actor=current_actor(), now=now())

    title, done = N_("Chuyển tiếp sang quý sau"), N_("Đã chuyển tiếp; đây là nhiệm vụ của quý sau.")
    return _run(task, form, Words(title=title, button=N_("Chuyển tiếp"), done=done), save)


def _task_to_change(task_id: int) -> Task:
    actor = current_actor()
    task = whole_task(db.session(), task_id, actor)
    if task is None:
        raise NotFound
    if not allows(actor, Right.CHANGE_TASK, subject_of(task)):
        raise NotAllowed
    return task


def _run(task: Task, form: VersionForm, words: Words, save: Callable[[], Task]) -> ResponseReturnValue:
    """Show the form, or do what it asks and go to the task; a refusal stands beside its field."""
    if request.method != "POST":
        form.version.data = str(task.version)
        return _page(task, form, words)
    if not form.validate():
        return _page(task, form, words, 422)
    try:
        changed = save()
    except (NotFound, NotAllowed):
        raise
    except ChangedMeanwhile as refusal:
        form.version.data = str(task.version)  # sending again answers what the page shows now
        form.refuse(refusal)
        return _page(task, form, words, refusal.status, change=refusal.change)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(task, form, words, refusal.status)
    day = format_day(changed.due_on) if changed.due_on else _("không giao hạn")
    flash(_(words.done, day=day))
    return redirect(url_for("tasks.task", task_id=changed.id), 303)


def _page(
    task: Task, form: VersionForm, words: Words, status: int = 200, *, change: Change | None = None
) -> ResponseReturnValue:
    almanac = queries.almanac(db.session(), task.organization_id, now())
    html = render_template(
        "tasks/change.html",
        task=task,
        form=form,
        title=_(words.title),
        button=_(words.button),
        standing=pages.standing_of(task, almanac, long=True),
        change=change,
    )
    return html, status
