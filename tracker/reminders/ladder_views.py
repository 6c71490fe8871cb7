"""Pages of ladders: what stands in words, and changing it for the organization, a quarter or one task.

A changed ladder is shown with the reminders it would move before it is saved.
"""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right, Subject, allows
from tracker.calendar.queries import working_calendar
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.days import NotADay, parse_day
from tracker.core.errors import NotAllowed, NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.reminders.forms import LadderForm
from tracker.reminders.ladder_page import (
    WORKING_DAYS_AHEAD,
    example_of,
    plan_words,
    quarter_ladders,
    task_ladders,
    wider_plan,
    with_plan,
)
from tracker.reminders.moves import moves_between
from tracker.reminders.plan_rules import faults_of_plan
from tracker.reminders.plans import NO_ROW, Scope, clear_plan, find_plan, plan_of, plans_of, set_plan
from tracker.reminders.rules import LadderPlan
from tracker.reminders.views import bp
from tracker.tasks.loading import local_day, subject_of
from tracker.tasks.whole import whole_task

DAYS_AHEAD = 14


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose ladder a page is about: its name, its address, where one goes from it."""

    scope: Scope
    name: str
    href: str
    back_href: str
    quarter: str = ""


@bp.get("/reminders/ladder")
def ladder() -> ResponseReturnValue:
    """The organization's ladder in words and by an example, and the quarters and tasks that have their own."""
    actor = demand(Right.MANAGE_REMINDERS)
    session = db.session()
    today = local_day(session, actor.organization_id, now())
    calendar = working_calendar(session, actor.organization_id, today)
    plans = plans_of(session, actor.organization_id)
    standing = wider_plan(plans, Scope(task_id=0), "")
    due_on = _day(request.args.get("due", "")) or calendar.shift(today, WORKING_DAYS_AHEAD)
    own = Subject(organization_id=actor.organization_id)
    may_change = allows(actor, Right.CHANGE_TASK, own)
    return render_template(
        "reminders/ladder.html",
        words=plan_words(standing),
        own=find_plan(session, actor.organization_id, Scope()) is not None,
        example=example_of(standing, calendar, due_on),
        wrong_due=bool(request.args.get("due")) and _day(request.args["due"]) is None,
        due=request.args.get("due", ""),
        quarters=quarter_ladders(plans, Quarter.of(today)),
        tasks=task_ladders(session, actor.organization_id) if may_change else [],
        may_change=may_change,
    )


@bp.route("/reminders/ladder/organization", methods=["GET", "POST"])
def organization_ladder() -> ResponseReturnValue:
    """The ladder of everything that has no narrower one."""
    demand(Right.MANAGE_REMINDERS)
    href = url_for("reminders.organization_ladder")
    return _run(Place(scope=Scope(), name=_("cả cơ quan"), href=href, back_href=url_for("reminders.ladder")))


@bp.route("/reminders/ladder/<quarter:quarter>", methods=["GET", "POST"])
def quarter_ladder(quarter: Quarter) -> ResponseReturnValue:
    """The ladder of one quarter's tasks."""
    demand(Right.CHANGE_TASK)
    return _run(
        Place(
            scope=Scope(quarter=quarter),
            name=quarter.roman_label,
            href=url_for("reminders.quarter_ladder", quarter=quarter),
            back_href=url_for("reminders.ladder"),
            quarter=str(quarter),
        )
    )


@bp.route("/tasks/<int:task_id>/ladder", methods=["GET", "POST"])
def task_ladder(task_id: int) -> ResponseReturnValue:
    """The ladder of this task alone."""
    actor = current_actor()
    task = whole_task(db.session(), task_id, actor)
    if task is None:
        raise NotFound
    if not allows(actor, Right.CHANGE_TASK, subject_of(task)):
        raise NotAllowed
    return _run(
        Place(
            scope=Scope(task_id=task.id),
            name=f"{task.code}. {task.title}",
            href=url_for("reminders.task_ladder", task_id=task.id),
            back_href=url_for("tasks.task", task_id=task.id),
            quarter=task.quarter,
        )
    )


def _run(place: Place) -> ResponseReturnValue:
    """Show the form; `action` says whether to see what would move, to save, or to go back to the wider ladder."""
    session = db.session()
    row = find_plan(session, current_actor().organization_id, place.scope)
    plans = plans_of(session, current_actor().organization_id)
    standing = plan_of(row) if row else wider_plan(plans, place.scope, place.quarter)
    form = LadderForm.of(standing, row.version if row else NO_ROW)
    if request.method != "POST":
        return _form_page(place, form, standing, own=row is not None)
    action = request.form.get("action")
    if action == "clear":
        return _save(place, form, None)
    if not form.validate() or action == "edit":
        return _form_page(place, form, standing, own=row is not None, status=422 if form.errors else 200)
    faults = faults_of_plan(form.plan)
    for fault in faults:
        form.refuse(fault)
    if faults:
        return _form_page(place, form, standing, own=row is not None, status=422)
    return _save(place, form, form.plan) if action == "save" else _check_page(place, form)


def _save(place: Place, form: LadderForm, plan: LadderPlan | None) -> ResponseReturnValue:
    try:
        if plan is None:
            clear_plan(place.scope, form.shown_version, actor=current_actor(), now=now())
        else:
            set_plan(place.scope, plan, form.shown_version, actor=current_actor(), now=now())
    except Stale as refusal:
        return _stale_page(place, form, refusal)
    flash(_("Đã trở về lịch nhắc mặc định.") if plan is None else _("Đã lưu lịch nhắc."))
    return redirect(place.back_href, 303)


def _stale_page(place: Place, form: LadderForm, refusal: Refusal) -> ResponseReturnValue:
    """Somebody else changed it: their ladder in words above the form, which keeps what was typed."""
    session = db.session()
    session.rollback()
    organization_id = current_actor().organization_id
    row = find_plan(session, organization_id, place.scope)
    wider = wider_plan(plans_of(session, organization_id), place.scope, place.quarter)
    form.version.data = str(row.version if row else NO_ROW)
    form.refuse(refusal)
    standing = plan_of(row) if row else wider
    return _form_page(place, form, standing, own=row is not None, status=refusal.status, shows_standing=True)


def _form_page(
    place: Place,
    form: LadderForm,
    standing: LadderPlan,
    *,
    own: bool,
    status: int = 200,
    shows_standing: bool = False,
) -> ResponseReturnValue:
    html = render_template(
        "reminders/ladder_edit.html",
        place=place,
        form=form,
        own=own,
        words=plan_words(standing) if shows_standing else (),
    )
    return html, status


def _check_page(place: Place, form: LadderForm) -> ResponseReturnValue:
    """What the ladder says and which reminders it moves; nothing is written yet."""
    actor = current_actor()
    session = db.session()
    today = local_day(session, actor.organization_id, now())
    calendar = working_calendar(session, actor.organization_id, today)
    plans = with_plan(plans_of(session, actor.organization_id), place.scope, form.plan)
    return render_template(
        "reminders/ladder_check.html",
        place=place,
        form=form,
        words=plan_words(form.plan),
        example=example_of(form.plan, calendar, calendar.shift(today, WORKING_DAYS_AHEAD)),
        moves=moves_between(session, actor.organization_id, now=now(), days=DAYS_AHEAD, plans=plans),
        sees_tasks=allows(actor, Right.SEE_TASKS, Subject(organization_id=actor.organization_id)),
    )


def _day(text: str) -> date | None:
    try:
        return parse_day(text, today=local_day(db.session(), current_actor().organization_id, now())) if text else None
    except NotADay:
        return None
