"""A deadline as a calendar outside shows it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One day in the calendar. `revision` grows whenever the day moves; `since` is when the task last changed state."""

    task_id: int
    summary: str
    description: str
    url: str
    day: date
    revision: int
    since: datetime
