"""The page of the update form: what was asked, what was answered last, and what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.quarter import Quarter
from tracker.indicators.models import Indicator
from tracker.tasks.cards import part_of
from tracker.tasks.drafts import find_draft
from tracker.tasks.forms import product_fields, value_name
from tracker.tasks.models import Assignment, Direction, StatusUpdate, Task
from tracker.tasks.numbers import last_reading
from tracker.tasks.pages import standing_of
from tracker.tasks.queries import almanac
from tracker.tasks.status import ALIVE_STATES, State
from tracker.tasks.update_actions import speaking_for
from tracker.tasks.words import Standing
from tracker.tasks.work_queries import groups_heard

EXAMPLE_WORKING_DAYS = 10


@dataclass(frozen=True, kw_only=True)
class UpdatePage:
    """What stands around the questions. `readings` are the last values: words and day, by the field's name.

    `last` is the group's last update that said something, `last_heard` the day of the lead group's last word.
    """

    quarter: Quarter
    standing: Standing
    lead: bool
    part: Assignment | None
    part_filed: bool
    last: StatusUpdate | None
    last_heard: date | None
    readings: Mapping[str, tuple[str, date] | None]
    indicators: Mapping[str, Indicator]
    product_names: Sequence[str]
    draft_saved_at: datetime | None
    return_reason: str
    directions: Sequence[Direction]
    waiting: bool
    ended: bool
    example_day: date


def assemble(session: Session, task: Task, actor: Actor, now: datetime) -> UpdatePage:
    """Put the page of a loaded task together for somebody who may report."""
    today = almanac(session, task.organization_id, now)
    group_id = speaking_for(actor, task)
    lead = group_id == task.lead_group_id
    draft = find_draft(task.id, actor)
    return UpdatePage(
        quarter=Quarter.parse(task.quarter),
        standing=standing_of(task, today, long=True),
        lead=lead,
        part=part_of(task, actor),
        part_filed=(task.id, group_id) in groups_heard(session, [task.id]),
        last=last_words(task, group_id),
        last_heard=task.last_update_on,
        readings={value_name(each): last_reading(each) for each in task.indicators},
        indicators={value_name(each): each for each in task.indicators},
        product_names=product_fields(task) if lead else (),
        draft_saved_at=draft.saved_at if draft else None,
        return_reason=task.reviews[-1].reason if lead and task.state is State.RETURNED and task.reviews else "",
        directions=[each for each in reversed(task.directions) if each.answered_at is None],
        waiting=lead and task.state is State.AWAITING_CONFIRMATION,
        ended=task.state not in ALIVE_STATES,
        example_day=today.calendar.shift(today.view.today, EXAMPLE_WORKING_DAYS),
    )


def last_words(task: Task, group_id: int) -> StatusUpdate | None:
    """The group's last update that said something."""
    said = [each for each in task.updates if each.group_id == group_id and not each.no_change]
    return said[-1] if said else None
