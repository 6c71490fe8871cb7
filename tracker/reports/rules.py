"""The rules of a status report: its two rates, and the three words of progress of the follow-up form."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.board.counts import Figures
from tracker.core.numbers import format_number, format_percent
from tracker.core.words import N_
from tracker.tasks.status import Timeliness

PLACES = 2


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A part of a whole; the whole is always said with it, and of nothing there is no percentage."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        """98,63 %, or nothing."""
        return format_percent(self.part, self.whole, places=PLACES)

    @property
    def text(self) -> str:
        """16.051/16.274 · 98,63 %."""
        pair = f"{format_number(self.part)}/{format_number(self.whole)}"
        return f"{pair} · {self.percent}" if self.whole else pair

    @property
    def share(self) -> Decimal | None:
        """The same for a cell that is shown as a percentage."""
        return Decimal(self.part) / Decimal(self.whole) if self.whole else None


def on_due(figures: Figures) -> Rate:
    """Finished, of those that have fallen due: what is finished in any way, and what is overdue."""
    return Rate(part=figures.finished, whole=figures.fallen_due)


def on_all(figures: Figures) -> Rate:
    """Finished, of all that have a deadline."""
    return Rate(part=figures.finished, whole=figures.with_deadline)


class Progress(StrEnum):
    """The last column of the follow-up form."""

    ON_TIME = "on_time"
    LATE = "late"
    NO_DEADLINE = "no_deadline"


PROGRESS_WORDS = {
    Progress.ON_TIME: N_("Đúng hạn"),
    Progress.LATE: N_("Trễ hạn"),
    Progress.NO_DEADLINE: N_("Không giao hạn"),
}

_PROGRESS = {
    Timeliness.DONE_ON_TIME: Progress.ON_TIME,
    Timeliness.IN_TERM: Progress.ON_TIME,
    Timeliness.DUE_SOON: Progress.ON_TIME,
    Timeliness.DONE_LATE: Progress.LATE,
    Timeliness.OVERDUE: Progress.LATE,
    Timeliness.NO_DEADLINE: Progress.NO_DEADLINE,
}


def progress_of(where: Timeliness | None) -> Progress:
    """The word of the form for where a task stands against its deadline."""
    return _PROGRESS[where or Timeliness.NO_DEADLINE]
