"""What a task adds to the tallies, and what the tallies say on a day. Plain Python.

A tally is a number of tasks under a word and, where time alone can change its meaning, a date: so many open tasks
due on the 15th are in term until the 15th and overdue from the 16th on, and nobody needs to touch a row for that.
"""

from datetime import date
from enum import StrEnum
from functools import cache

from tracker.tasks.rules import Dates
from tracker.tasks.status import LEFT_STATES, OPEN_STATES, State

NO_DAY = date(1, 1, 1)
"""Stands where time changes nothing, so that a key never lacks a value."""


class Part(StrEnum):
    """What is counted. The last three carry a day; what they mean is decided on the day one asks."""

    DONE = "done"
    LATE = "late"
    TERM = "term"
    OVER = "over"
    NO_DEADLINE = "nodl"
    NONE = "none"
    PROGRESS = "progress"
    WAIT = "wait"
    BACK = "back"
    COMPLETED = "completed"
    DUE = "due"  # owed, with its deadline
    CLOSED = "closed"  # completed without a day of report, with its deadline
    HEARD = "heard"  # owed, with the day its group was last heard


_STATES = {
    State.NOT_STARTED: Part.NONE,
    State.IN_PROGRESS: Part.PROGRESS,
    State.AWAITING_CONFIRMATION: Part.WAIT,
    State.RETURNED: Part.BACK,
    State.COMPLETED: Part.COMPLETED,
}


STATE_PARTS = tuple(_STATES.values())
"""Every task that counts is under exactly one of them."""


def parts_of(task: Dates) -> frozenset[tuple[Part, date]]:
    """Every word, with its day, under which the task is counted; none once it has left the quarter's count."""
    if task.state in LEFT_STATES:
        return frozenset()
    found = {(_STATES[task.state], NO_DAY), _against_deadline(task)}
    if task.state in OPEN_STATES:
        found.add((Part.HEARD, task.last_update_on or task.assigned_on))
    return frozenset(found)


def _against_deadline(task: Dates) -> tuple[Part, date]:
    due, reported = task.due_on, task.reported_on
    if due is None:
        return Part.NO_DEADLINE, NO_DAY
    if task.state is State.COMPLETED:
        return (Part.CLOSED, due) if reported is None else (Part.DONE if reported <= due else Part.LATE, NO_DAY)
    if task.state is State.AWAITING_CONFIRMATION and reported is not None:
        return Part.TERM if reported <= due else Part.OVER, NO_DAY
    return Part.DUE, due


@cache
def figure_of(part: Part | str, past: bool, silent: bool) -> str:  # noqa: FBT001 - called for each row of a sum
    """The figure of a board that a part is counted in, or "" for none.

    Whether its day lies before today (`past`), and whether it is one of silence, matters to some parts alone.
    """
    match Part(part):
        case Part.DUE:
            return "over" if past else "term"
        case Part.CLOSED:
            return "late" if past else "done"
        case Part.HEARD:
            return "mute" if silent else ""
        case other:
            return str(other)
