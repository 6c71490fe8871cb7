"""What the pages of this room show, and nothing else: assembled from rows, handed to templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, allows, heads
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Direction, StatusUpdate, Task
from tracker.tasks.queries import Almanac, dates_of, groups_heard, last_return_reasons
from tracker.tasks.rules import is_silent, timeliness
from tracker.tasks.status import OPEN_STATES, State, Timeliness
from tracker.tasks.words import Standing, sent_back, silence, standing, state_standing


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """One dense row of a list."""

    id: int
    code: str
    title: str
    group: str
    in_charge: str
    quarter: str
    standing: Standing
    state: Standing
    due_on: date | None
    last_update_on: date | None
    href: str


def task_row(task: Task, almanac: Almanac) -> TaskRow:
    """A task as a row."""
    return TaskRow(
        id=task.id,
        code=task.code,
        title=task.title,
        group=task.lead_group.short_name,
        in_charge=task.in_charge.full_name if task.in_charge else "",
        quarter=task.quarter,
        standing=standing_of(task, almanac),
        state=state_standing(task.state),
        due_on=task.due_on,
        last_update_on=task.last_update_on,
        href=url_for("tasks.task", task_id=task.id),
    )


def standing_of(task: Task, almanac: Almanac) -> Standing:
    """How the task stands against its deadline today."""
    return standing(dates_of(task), almanac.view, almanac.calendar, kind=task.kind, due_text=task.due_text)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing I must send, on my page."""

    task: Task
    edge: str
    standing: Standing
    note: str
    direction: Direction | None
    supporting: bool
    can_say_no_change: bool
    href: str


@dataclass(frozen=True, kw_only=True)
class MyWork:
    """My page: what needs an update first, the rest in one fold."""

    cards: Sequence[Card]
    rest: Sequence[tuple[Standing, str, str]]


def my_work(session: Session, tasks: Sequence[Task], actor: Actor, almanac: Almanac) -> MyWork:
    """Sort my tasks into what needs me now and what is on plan."""
    reasons = last_return_reasons(session, [task.id for task in tasks])
    heard = groups_heard(session, [task.id for task in tasks])
    cards: list[tuple[int, Card]] = []
    rest = []
    for task in tasks:
        lead = task.lead_group_id in actor.group_ids
        filed = any((task.id, group_id) in heard for group_id in actor.group_ids)
        found = _card(task, almanac, reasons.get(task.id, ""), lead=lead, filed=filed)
        if found is None:
            rest.append((_quiet(task, almanac), task.title, url_for("tasks.task", task_id=task.id)))
        else:
            cards.append(found)
    cards.sort(key=lambda pair: pair[0])
    return MyWork(cards=[card for _rank, card in cards], rest=rest)


def _quiet(task: Task, almanac: Almanac) -> Standing:
    waiting = task.state is State.AWAITING_CONFIRMATION
    return state_standing(task.state) if waiting else standing_of(task, almanac)


def _card(task: Task, almanac: Almanac, reason: str, *, lead: bool, filed: bool) -> tuple[int, Card] | None:
    """A card with its rank, or None when nothing is wanted from me today."""
    dates = dates_of(task)
    if task.state not in OPEN_STATES or (not lead and filed):
        return None
    direction = next((each for each in reversed(task.directions) if each.answered_at is None), None)
    where = timeliness(dates, almanac.view)
    shown, edge, rank = standing_of(task, almanac), "", 9
    if where is Timeliness.OVERDUE:
        edge, rank = "over", 1
    elif task.state is State.RETURNED and task.returned_on:
        shown, edge, rank = sent_back(task.returned_on), "back", 2
    elif where is Timeliness.DUE_SOON:
        edge, rank = "soon", 4
    elif is_silent(dates, almanac.view):
        shown, edge, rank = silence(dates, almanac.view, almanac.calendar), "soon", 3
    if direction is not None and lead:
        rank = 0
    if rank == 9:  # noqa: PLR2004  # nothing above applied
        return None
    note = gettext(N_("Văn phòng: “%(reason)s”"), reason=reason) if task.state is State.RETURNED and reason else ""
    return rank, Card(
        task=task,
        edge=edge,
        standing=shown,
        note=note,
        direction=direction if lead else None,
        supporting=not lead,
        can_say_no_change=task.state is not State.RETURNED and direction is None,
        href=url_for("tasks.update", task_id=task.id),
    )


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of a task's history on its page, newest first."""

    key: str
    head: str
    when: datetime
    who: str
    update: StatusUpdate | None = None
    text: str = ""


def events_of(task: Task) -> list[Event]:
    """Updates, answers and directions of a task, newest first, and last the assignment."""
    found = [_update_event(task, each) for each in task.updates]
    for review in task.reviews:
        back = review.decision == "returned"
        found.append(
            Event(
                key="back" if back else "done",
                head=gettext(N_("Văn phòng trả lại")) if back else gettext(N_("Văn phòng xác nhận hoàn thành")),
                when=review.created_at,
                who=review.reviewer.full_name,
                text=review.reason,
            )
        )
    found += [
        Event(
            key="ask",
            head=gettext(N_("Ý kiến chỉ đạo")),
            when=each.created_at,
            who=each.author.full_name,
            text=each.text,
        )
        for each in task.directions
    ]
    return sorted(found, key=lambda event: event.when, reverse=True)


def _update_event(task: Task, update: StatusUpdate) -> Event:
    who = f"{update.author.full_name}, {update.group.short_name}"
    if update.no_change:
        return Event(key="loop", head=gettext(N_("Không thay đổi")), when=update.created_at, who=who, update=update)
    if update.group_id != task.lead_group_id:
        head = gettext(N_("Đơn vị phối hợp báo phần việc"))
        return Event(key="term", head=head, when=update.created_at, who=who, update=update)
    if update.to_state is State.AWAITING_CONFIRMATION:
        head = gettext(N_("Báo hoàn thành, chờ xác nhận"))
        return Event(key="wait", head=head, when=update.created_at, who=who, update=update)
    risk = update.self_rating == "at_risk"
    head = gettext(N_("Cập nhật: khó đạt đúng hạn")) if risk else gettext(N_("Cập nhật"))
    return Event(key="risk" if risk else "term", head=head, when=update.created_at, who=who, update=update)


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What the reader may do to a task, so that a page shows no button that would be refused."""

    report: bool
    review: bool
    direct: bool
    change: bool
    see_people: bool


def doing(actor: Actor, task: Task) -> Doing:
    """The rights of the reader on this task."""
    subject = subject_of(task)
    alive = task.state in OPEN_STATES or task.state is State.AWAITING_CONFIRMATION
    waiting = task.state is State.AWAITING_CONFIRMATION
    lead = task.lead_group_id in actor.group_ids
    return Doing(
        report=allows(actor, Right.REPORT, subject) and alive and not (waiting and lead),
        review=allows(actor, Right.REVIEW, subject) and waiting,
        direct=allows(actor, Right.DIRECT, subject) and alive,
        change=allows(actor, Right.CHANGE_TASK, subject) and alive,
        see_people=allows(actor, Right.SEE_GROUPS, subject) or heads(actor, task.lead_group_id),
    )
