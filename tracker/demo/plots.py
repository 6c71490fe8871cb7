"""How tasks go: steps counted in working days before the day of the newest digest. Plain data.

Everything hangs on that day, so that on any day of the year, the first of a quarter included, something is late,
near, returned, silent and so on. `Flow` alone hangs on the quarter: its deadline lies at a fraction of it, and
once that has passed the work is done.
"""

from dataclasses import dataclass

from tracker.tasks.status import SelfRating

ROUTINE = 12
"""Working days between two ordinary notes."""

FIRST_NOTE = 5
"""Working days from the assignment to the first one."""

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

    `routine`: ordinary notes fill the time from the assignment to the first step.
    """

    due: int | None
    steps: tuple[Step, ...] = ()
    routine: bool = True


_HARD, _RISK = SelfRating.DIFFICULT, SelfRating.AT_RISK

PLOTS = {
    "on_time": Plot(-6, (Note(16), Report(9), Confirm(8))),
    "late": Plot(-12, (Note(16, _HARD), Report(9), Confirm(7))),
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
    "soon_5": Plot(5, (Note(6),)),
    "term": Plot(16, (Note(7),)),
    "waiting": Plot(4, (Note(13), Report(2))),
    "waiting_late": Plot(-4, (Note(10, _HARD), Report(2))),
    "resubmitted": Plot(5, (Support(14), Report(10), SendBack(8), Report(2))),
    "returned": Plot(2, (Note(12), Report(5), SendBack(3))),
    "at_risk": Plot(9, (Note(13, _HARD), Support(11), Note(3, _RISK))),
    "ongoing": Plot(None, (Note(8),)),
    "ongoing_quiet": Plot(None, (Note(17), NoChange(6))),
    "directed": Plot(None, (Note(9), Direct(1))),
    "answered": Plot(-2, (Direct(7), Note(6), Report(4), Confirm(3))),
    "by_rule": Plot(None, (Note(9),)),
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
