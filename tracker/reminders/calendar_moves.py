"""What pages of the calendar, in a room beside this one, show: the reminders that other working days would move."""

from collections.abc import Mapping
from datetime import date, timedelta

from tracker.accounts.access import current_actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.calendar.queries import working_calendar
from tracker.core.clock import now
from tracker.core.database import db
from tracker.reminders.moves import Moves, moves_between
from tracker.tasks.loading import local_day

DAYS_AHEAD = 30
AFTERWARDS = timedelta(days=14)


def calendar_moves(changes: Mapping[date, bool | None]) -> Moves:
    """What moves if those days are worked, off or (None) as the law has them: soon, and around later deadlines."""
    session, organization_id = db.session(), current_actor().organization_id
    today = local_day(session, organization_id, now())
    calendar = working_calendar(session, organization_id, today, changes=changes)
    far = max([today + timedelta(days=DAYS_AHEAD), *(day + AFTERWARDS for day in changes)])
    return moves_between(session, organization_id, now=now(), days=DAYS_AHEAD, calendar=calendar, far=far)


def sees_own_tasks() -> bool:
    """Whether the reader may open the tasks that such a page names."""
    actor = current_actor()
    return allows(actor, Right.SEE_TASKS, Subject(organization_id=actor.organization_id))
