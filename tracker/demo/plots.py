"""How tasks go: steps counted in working days before the day of the newest digest. Plain data.

Everything hangs on that day, so that on any day of the year, the first of a quarter included, something is late,
near, returned, silent and so on. `Flow` alone hangs on the quarter: its deadline lies at a fraction of it, and
once that has passed the work is done.
"""

from dataclasses import dataclass

from tracker.tasks.status import SelfRating

ROUTINE = 16
"""Working days between two ordinary notes."""

FIRST_NOTE = (3, 8)
"""The first one comes so many working days after the assignment, at least and at most."""

LAST_NOTE = (2, 10)
"""Where a plot has a last note, it was so many working days ago, at least and at most."""

PAUSE = 5
"""No ordinary note in so many working days before the first step of a plot."""

LONGEST = 25
"""No step of a plot is longer ago: the assignment is."""


@dataclass(frozen=True)
class Note:
    """An update by the lead group, so many working days ago."""

    ago: int
    rating: SelfRating = SelfRating.ON_TRACK


@dataclass(frozen=True)
class NoChange:
    """'Không thay đổi' by the lead group."""

    ago: int


@dataclass(frozen=True)
class Support:
    """An update by the first supporting group, if there is one."""

    ago: int


@dataclass(frozen=True)
class Report:
    """A report of completion."""

    ago: int


@dataclass(frozen=True)
class Confirm:
    """The office confirms it."""

    ago: int


@dataclass(frozen=True)
class SendBack:
    """The office returns it."""

    ago: int


@dataclass(frozen=True)
class Direct:
    """A direction of the standing committee."""

    ago: int


@dataclass(frozen=True)
class Stop:
    """The office stops the work."""

    ago: int


@dataclass(frozen=True)
class CarryOver:
    """The office carries the work over into the next quarter."""

    ago: int


Step = Note | NoChange | Support | Report | Confirm | SendBack | Direct | Stop | CarryOver


@dataclass(frozen=True)
class Plot:
    """`due` is the deadline in working days after (or, negative, before) the newest digest; None is no deadline.

    `routine`: ordinary notes fill the time from the assignment to the first step; `last_note`: one more on some
    recent day.
    """

    due: int | None
    steps: tuple[Step, ...] = ()
    routine: bool = True
    last_note: bool = False


_HARD, _RISK = SelfRating.DIFFICULT, SelfRating.AT_RISK

PLOTS = {
    "on_time": Plot(-6, (Note(16), Report(9), Confirm(8))),
    "on_time_lately": Plot(-2, (Note(14), Report(4), Confirm(2))),
    "on_time_early": Plot(-11, (Report(14), Confirm(11))),
    "late": Plot(-12, (Note(16, _HARD), Report(9), Confirm(7))),
    "late_by_a_day": Plot(-7, (Note(13, _HARD), Report(6), Confirm(5))),
    "overdue_1": Plot(-1, (Note(9), Note(4, _HARD))),
    "overdue_2": Plot(-2, (Note(7, _HARD), Direct(1))),
    "overdue_3": Plot(-3, (Note(12, _HARD),)),
    "overdue_4": Plot(-4, (Support(11), Note(9, _HARD))),
    "overdue_9": Plot(-9, (Note(13, _HARD), Note(10, _RISK))),
    "overdue_13": Plot(-13, (Support(19), Note(10, _HARD), Direct(1))),
    "silent": Plot(12, (Note(17),)),
    "silent_open": Plot(None, (Note(18),)),
    "never": Plot(15, (), routine=False),
    "soon_3": Plot(3, (Support(10), Note(9))),
    "soon_5": Plot(5, last_note=True),
    "term": Plot(16, last_note=True),
    "waiting": Plot(4, (Note(13), Report(2))),
    "waiting_since_yesterday": Plot(7, (Note(11), Report(1))),
    "waiting_long": Plot(2, (Report(5),)),
    "waiting_late": Plot(-4, (Note(10, _HARD), Report(2))),
    "resubmitted": Plot(5, (Support(14), Report(10), SendBack(8), Report(2))),
    "returned": Plot(2, (Note(12), Report(5), SendBack(3))),
    "at_risk": Plot(9, (Note(13, _HARD), Support(11), Note(3, _RISK))),
    "ongoing": Plot(None, last_note=True),
    "ongoing_quiet": Plot(None, (Note(17), NoChange(6))),
    "directed": Plot(None, (Note(9), Direct(1))),
    "answered": Plot(-2, (Direct(7), Note(6), Report(4), Confirm(3))),
    "by_rule": Plot(None, last_note=True),
    "by_rule_done": Plot(None, (Note(14), Report(7), Confirm(5))),
}


@dataclass(frozen=True)
class Flow:
    """Due at a fraction of the time from the assignment to the quarter's end. `lateness` in working days."""

    fraction: float
    lateness: int = 0


def flow_of(name: str) -> Flow | None:
    """The plot `flow:0.5` or `flow_late:0.5`; None for the others."""
    kind, _, fraction = name.partition(":")
    return Flow(float(fraction), 3 if kind == "flow_late" else 0) if fraction else None
