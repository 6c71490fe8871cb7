"""The figures of a set of tasks, and addresses of the lists that hold exactly as many rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Self, TypeVar
from urllib.parse import urlencode

from tracker.core.quarter import Quarter

F = TypeVar("F", bound="Figures")

# The five that add up to the total, and the two that are "of which". Their names are also the keys of icons.
FIVE = ("done", "late", "term", "over", "nodl")
OVERLAYS = ("wait", "mute")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many tasks there are of each part; every name is a value of `state=` in the addresses of lists."""

    done: int = 0
    late: int = 0
    term: int = 0
    over: int = 0
    nodl: int = 0
    wait: int = 0
    mute: int = 0
    none: int = 0
    progress: int = 0
    back: int = 0
    completed: int = 0

    @property
    def finished(self) -> int:
        """Confirmed as completed, of those with a deadline."""
        return self.done + self.late

    @property
    def fallen_due(self) -> int:
        """What can be judged: finished, or overdue."""
        return self.finished + self.over

    @property
    def with_deadline(self) -> int:
        """The whole of the four tiles."""
        return self.fallen_due + self.term

    @property
    def total(self) -> int:
        """All tasks: the five columns, by construction."""
        return self.with_deadline + self.nodl

    def of(self, key: str) -> int:
        """The figure of one part."""
        return int(getattr(self, key))

    def __add__(self, other: Self) -> Self:
        return sum_of((self, other), type(self)())


@dataclass(frozen=True, kw_only=True)
class Counts(Figures):
    """The figures of one board, with how many tasks ask for attention there."""

    attention: int = 0


def sum_of(counts: Iterable[F], nothing: F) -> F:
    """All of them together."""
    every = tuple(counts)
    return type(nothing)(**{each.name: sum(getattr(one, each.name) for one in every) for each in fields(nothing)})


def no_sheet(_group_id: int) -> None:
    """Where nothing leads to the sheets of groups."""


@dataclass(frozen=True, kw_only=True)
class Links:
    """Addresses from one board. Only here is it written which list belongs to a number.

    `organization_id` is given when the board is not of the reader's own organization; `under_id` when the numbers are
    of a committee with all those below it. `sheet_path` leads to the sheet of a group, if the reader may see it.
    """

    quarter: Quarter
    list_path: str
    board_path: Callable[[Quarter], str]
    task_path: Callable[[int], str]
    organization_id: int | None = None
    under_id: int | None = None
    sheet_path: Callable[[int], str | None] = no_sheet

    def tasks(self, state: str = "", /, **only: int | date | None) -> str:
        """The list of one part of the quarter, of one `group` or `field`; field 0 are the tasks that belong to none."""
        return self.parts(**only)(state)

    def parts(self, **only: int | date | None) -> Callable[[str], str]:
        """The same for one row with its many parts: what their addresses have in common is written once."""
        before = f"{self.list_path}?{_pair('quarter', str(self.quarter))}"
        after = _pairs({**only, "org": self.organization_id, "under": self.under_id})

        def of(state: str) -> str:
            return "&".join(filter(None, (before, state and _pair("state", state), after)))

        return of

    def due(self, first: date | None, last: date | None, state: str = "", /, **only: int) -> str:
        """The list of what falls due between two days, both included; None leaves that side open."""
        return self.tasks(state, **only, due_from=first, due_until=last)

    def supported(self, group_id: int) -> str:
        """The list of the tasks on which a group supports another."""
        of = {"org": self.organization_id, "under": self.under_id}
        return _address(self.list_path, {"quarter": self.quarter, "group": group_id, "part": "supporting", **of})

    def board(self, *, quarter: Quarter | None = None, by: str = "group", view: str = "table") -> str:
        """A board of the same organization; what is usual is not written."""
        wanted = {"by": by if by != "group" else None, "view": view if view != "table" else None}
        return _address(self.board_path(quarter or self.quarter), {**wanted, "org": self.organization_id})


def _address(path: str, wanted: Mapping[str, object]) -> str:
    given = _pairs(wanted)
    return f"{path}?{given}" if given else path


def _pairs(wanted: Mapping[str, object]) -> str:
    return "&".join([_pair(key, str(value)) for key, value in wanted.items() if value is not None])


@lru_cache(maxsize=4096)
def _pair(key: str, value: str) -> str:
    """A page has hundreds of addresses made of the same few pairs."""
    return urlencode({key: value})
