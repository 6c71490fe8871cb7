"""My page: what must I send today, and what goes as planned."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from flask import url_for
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.tasks.dossier import Dossier, Support
from tracker.tasks.lines import dates_of
from tracker.tasks.models import Assignment, Direction, Task
from tracker.tasks.pages import standing_of
from tracker.tasks.queries import Almanac
from tracker.tasks.rules import is_silent, timeliness
from tracker.tasks.status import OPEN_STATES, State, Timeliness
from tracker.tasks.words import Standing, sent_back, silence, state_standing
from tracker.tasks.work_queries import drafts_of, groups_heard, last_return_reasons


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing I must send. `form_key` makes a double tap on *no change* count once; `part` is set for support."""

    task: Task
    edge: str
    standing: Standing
    note: str
    direction: Direction | None
    part: Assignment | None
    returned: bool
    can_say_no_change: bool
    form_key: str
    href: str
    draft_saved_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MyWork:
    """What needs an update first, the rest in one fold."""

    cards: Sequence[Card]
    rest: Sequence[tuple[Standing, str, str]]


@dataclass(frozen=True, kw_only=True)
class _Reason:
    """Why a task is on top, with its place among the others: the smaller, the higher."""

    rank: int
    edge: str
    standing: Standing


def my_work(session: Session, tasks: Sequence[Task], actor: Actor, almanac: Almanac) -> MyWork:
    """Sort my tasks into what needs me now and what is on plan."""
    ids = [task.id for task in tasks]
    reasons = last_return_reasons(session, ids)
    heard = groups_heard(session, ids)
    drafts = drafts_of(session, actor)
    cards: list[tuple[int, Card]] = []
    rest = []
    for task in tasks:
        part = part_of(task, actor)
        filed = part is not None and (task.id, part.group_id) in heard
        why = None if filed else _why(task, almanac, lead=part is None)
        if why is None:
            rest.append((_quiet(task, almanac), task.title, url_for("tasks.task", task_id=task.id)))
        else:
            cards.append((why.rank, _card(task, why, reasons.get(task.id, ""), part, drafts.get(task.id))))
    cards.sort(key=lambda pair: pair[0])
    return MyWork(cards=[card for _rank, card in cards], rest=rest)


@overload
def part_of(task: Task, actor: Actor) -> Assignment | None: ...
@overload
def part_of(task: Dossier, actor: Actor) -> Support | None: ...
def part_of(task: Task | Dossier, actor: Actor) -> Assignment | Support | None:
    """What the actor's group supports the task with; None for those who sit in the lead group."""
    if task.lead_group_id in actor.group_ids:
        return None
    return next((each for each in task.supporting if each.group_id in actor.group_ids), None)


def open_direction(task: Task) -> Direction | None:
    """The latest direction that waits for an answer."""
    return next((each for each in reversed(task.directions) if each.answered_at is None), None)


def _quiet(task: Task, almanac: Almanac) -> Standing:
    waiting = task.state is State.AWAITING_CONFIRMATION
    return state_standing(task.state) if waiting else standing_of(task, almanac)


def _why(task: Task, almanac: Almanac, *, lead: bool) -> _Reason | None:
    """Why the task needs me today; None when nothing is wanted."""
    if task.state not in OPEN_STATES or (lead and _answered_today(task, almanac)):
        return None
    standing = standing_of(task, almanac, long=True)
    where = timeliness(dates_of(task), almanac.view)
    reason = None
    if where is Timeliness.OVERDUE:
        reason = _Reason(rank=1, edge="over", standing=standing)
    elif lead and task.state is State.RETURNED and task.returned_on:
        reason = _Reason(rank=2, edge="back", standing=sent_back(task.returned_on))
    elif where is Timeliness.DUE_SOON:
        reason = _Reason(rank=4, edge="soon", standing=standing)
    elif is_silent(dates_of(task), almanac.view):
        words = silence(dates_of(task), almanac.view, almanac.calendar)
        reason = _Reason(rank=3, edge="soon", standing=words)
    if lead and open_direction(task):
        return _Reason(rank=0, edge=reason.edge if reason else "soon", standing=reason.standing if reason else standing)
    return reason


def _answered_today(task: Task, almanac: Almanac) -> bool:
    """Whoever has answered today is asked again tomorrow at the earliest, unless somebody has answered back."""
    heard = task.last_update_on == almanac.view.today
    return heard and task.state is not State.RETURNED and open_direction(task) is None


def _card(task: Task, why: _Reason, reason: str, part: Assignment | None, draft_saved_at: datetime | None) -> Card:
    lead = part is None
    returned = lead and task.state is State.RETURNED
    direction = open_direction(task) if lead else None
    return Card(
        task=task,
        edge=why.edge,
        standing=why.standing,
        note=gettext(N_("Văn phòng: “%(reason)s”"), reason=reason) if returned and reason else "",
        direction=direction,
        part=part,
        returned=returned,
        can_say_no_change=lead and not returned and direction is None,
        form_key=secrets.token_hex(16),
        href=url_for("tasks.update", task_id=task.id),
        draft_saved_at=draft_saved_at,
    )
