"""Going from one quarter to another, and from one way of looking to another: always by a link."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.board.counts import Links
from tracker.core.quarter import NotAQuarter, Quarter

# The words, the address, and whether it is where the reader stands.
Choice = tuple[str, str, bool]


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """The quarter before or after."""

    quarter: Quarter
    href: str


@dataclass(frozen=True, kw_only=True)
class QuarterSwitch:
    """The neighbours, and every quarter that has tasks with the one that is shown."""

    before: Neighbour | None
    after: Neighbour | None
    quarters: tuple[Quarter, ...]


def neighbours(quarter: Quarter, address: Callable[[Quarter], str]) -> tuple[Neighbour | None, Neighbour | None]:
    """The quarters before and after, where the calendar has them."""

    def neighbour(other: Quarter) -> Neighbour | None:
        try:
            Quarter.parse(str(other))
        except NotAQuarter:
            return None
        return Neighbour(quarter=other, href=address(other))

    return neighbour(quarter.previous), neighbour(quarter.next)


def switch_of(
    quarter: Quarter, known: Iterable[Quarter], links: Links, *, by: str = "group", view: str = "table"
) -> QuarterSwitch:
    """Where one can go from `quarter`; what is looked at stays the same."""
    before, after = neighbours(quarter, lambda other: links.board(quarter=other, by=by, view=view))
    return QuarterSwitch(before=before, after=after, quarters=tuple(sorted({*known, quarter}, reverse=True)))
