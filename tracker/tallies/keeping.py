"""Keeping the tallies: whatever changes a task changes them in the same transaction, in one place for all actions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import PassiveFlag, Session, attributes

from tracker.organizations.queries import line_upwards
from tracker.tallies.models import Tally
from tracker.tallies.rules import Part, parts_of
from tracker.tasks.models import Task
from tracker.tasks.rules import Dates
from tracker.tasks.status import State

WATCHED = (*Dates.__dataclass_fields__, "organization_id", "quarter")
"""What of a task the tallies depend on; the columns remember their old values (`active_history`)."""

_INSERT = sa.insert(Tally)

_Key = tuple[int, str, Part, date]


def init_app(_app: Flask) -> None:
    """Listen to every session of the process."""
    if not event.contains(Session, "before_flush", _keep):
        event.listen(Session, "before_flush", _keep)


def _keep(session: Session, *_rest: object) -> None:
    changes: Counter[_Key] = Counter()
    for task in _tasks(session.new):
        changes.update(_keys({name: getattr(task, name) for name in WATCHED}))
    for task in _tasks(session.dirty):
        if not sa.inspect(task).unmodified.issuperset(WATCHED):
            changes.update(_keys({name: getattr(task, name) for name in WATCHED}))
            changes.subtract(_keys({name: _before(task, name) for name in WATCHED}))
    for task in _tasks(session.deleted):
        changes.subtract(_keys({name: _before(task, name) for name in WATCHED}))
    rows = list(_rows(session, changes))
    if rows:
        session.connection().execute(_INSERT, rows)


def _tasks(rows: Iterable[object]) -> Iterator[Task]:
    return (each for each in rows if isinstance(each, Task))


def _before(task: Task, name: str) -> object:
    history = attributes.get_history(task, name, PassiveFlag.PASSIVE_NO_INITIALIZE)
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
