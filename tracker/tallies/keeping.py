"""Keeping the tallies: whatever changes a task changes them in the same transaction, in one place for all actions."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from tracker.organizations.queries import line_upwards
from tracker.tallies.models import Tally
from tracker.tallies.rules import Part, parts_of
from tracker.tasks.models import Task
from tracker.tasks.rules import Dates
from tracker.tasks.status import State

WATCHED = (*Dates.__dataclass_fields__, "organization_id", "quarter")
"""What of a task the tallies depend on; the columns remember their old values (`active_history`)."""

_Key = tuple[int, str, Part, date]


def init_app(_app: Flask) -> None:
    """Listen to every session of the process."""
    if not event.contains(Session, "before_flush", _keep):
        event.listen(Session, "before_flush", _keep)


def _keep(session: Session, *_rest: object) -> None:
    changes: Counter[_Key] = Counter()
    for task in (*session.new, *session.dirty, *session.deleted):
        if isinstance(task, Task):
            changes.update(_added_by(task, session))
    rows = list(_rows(session, changes))
    if rows:
        session.connection().execute(sa.insert(Tally), rows)


def _added_by(task: Task, session: Session) -> Counter[_Key]:
    """What the task adds now, less what it added before."""
    found: Counter[_Key] = Counter()
    if task not in session.new:
        found.subtract(_keys({name: _before(task, name) for name in WATCHED}))
    if task not in session.deleted:
        found.update(_keys({name: getattr(task, name) for name in WATCHED}))
    return found


def _before(task: Task, name: str) -> object:
    history = sa.inspect(task).attrs[name].history
    return history.deleted[0] if history.deleted else getattr(task, name)


def _keys(values: dict[str, object]) -> list[_Key]:
    home, quarter = values.pop("organization_id"), values.pop("quarter")
    dates = Dates(**{**values, "state": values["state"] or State.NOT_STARTED})  # type: ignore[arg-type]
    return [(home, quarter, part, day) for part, day in parts_of(dates)]  # type: ignore[misc]


def _rows(session: Session, changes: Counter[_Key]) -> Iterator[dict[str, object]]:
    """A row for the committee itself and for each one above it."""
    lines: dict[int, tuple[int, ...]] = {}
    for (home, quarter, part, day), n in changes.items():
        if not n:
            continue
        line = lines.setdefault(home, ()) or line_upwards(session.connection(), home)
        lines[home] = line
        for organization_id, via_id in zip(line, (home, *line), strict=False):
            yield {
                "organization_id": organization_id,
                "via_id": via_id,
                "quarter": quarter,
                "part": part,
                "day": day,
                "n": n,
            }
