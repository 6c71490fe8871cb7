"""A board for a meeting room: one group a screen. Rows in, a screen out; every figure is one of the board's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from tracker.board.counts import Links
from tracker.board.page import Tile, ratio, tiles_of
from tracker.board.rows import AttentionRow, Tally
from tracker.board.words import Day, why
from tracker.core.days import format_day, format_short_day
from tracker.core.languages import gettext
from tracker.core.words import N_

MOST_TASKS = 4
Address = Callable[[int, int], str]
"""The address of a group's screen, by the group's number and the page of its tasks."""


@dataclass(frozen=True, kw_only=True)
class ScreenRows:
    """What was asked of the database for one screen: `page` of its group's tasks.

    `numbers` are lines about the indicators of tasks; `closed` of those that ask for attention may not be opened.
    """

    tallies: Sequence[Tally]
    page: int
    attention: Sequence[AttentionRow]
    numbers: Mapping[int, Sequence[str]]
    head: str
    closed: int = 0


@dataclass(frozen=True, kw_only=True)
class ScreenTask:
    """A task that asks for attention: why, its name, and what is known of it."""

    key: str
    word: str
    title: str
    facts: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Screen:
    """All a screen shows. `place` is None for a group that asks for attention no more."""

    number: int
    page: int
    group_id: int
    group: str
    head: str
    total: int
    tiles: tuple[Tile, ...]
    done_of_due: str
    no_deadline: int
    silent: int
    tasks: tuple[ScreenTask, ...]
    more: int
    more_href: str
    closed: int
    place: int | None
    places: int
    group_before: str
    group_after: str
    back: str
    on: str
    here: str


def stops(tallies: Sequence[Tally]) -> list[int]:
    """The groups to talk about, by their numbers in the board's fixed order, which stay while a meeting lasts."""
    return [number for number, each in enumerate(tallies, 1) if each.counts.attention]


def number_of(tallies: Sequence[Tally], group_id: int) -> int | None:
    """The number of a group; None where it leads nothing in the quarter."""
    return next((number for number, each in enumerate(tallies, 1) if each.of.id == group_id), None)


def last_page(tasks: int) -> int:
    """How many screens the tasks of a group take that ask for attention and may be read."""
    return max(ceil(tasks / MOST_TASKS), 1)


def screen_of(rows: ScreenRows, number: int, *, day: Day, links: Links, at: Address) -> Screen:
    """Put a screen together. Back and on step through the pages of a group, then to its neighbours."""
    tally = rows.tallies[number - 1]
    counts, way, page = tally.counts, stops(rows.tallies), rows.page
    before = max((each for each in way if each < number), default=None)
    after = min((each for each in way if each > number), default=None)
    group_before, group_after = (at(each, 1) if each else "" for each in (before, after))
    left = max(counts.attention - rows.closed - page * MOST_TASKS, 0)
    more_href = at(number, page + 1) if left else ""
    return Screen(
        number=number,
        page=page,
        group_id=tally.of.id,
        group=tally.of.name,
        head=rows.head,
        total=counts.total,
        tiles=tiles_of(counts, links),
        done_of_due=ratio(counts.finished, counts.fallen_due),
        no_deadline=counts.nodl,
        silent=counts.mute,
        tasks=tuple(_task(each, rows.numbers.get(each.task.id, ()), day) for each in _shown(rows.attention, page)),
        more=left,
        more_href=more_href,
        closed=rows.closed,
        place=way.index(number) + 1 if number in way else None,
        places=len(way),
        group_before=group_before,
        group_after=group_after,
        back=at(number, page - 1) if page > 1 else group_before,
        on=more_href or group_after,
        here=at(number, page),
    )


def _shown(rows: Sequence[AttentionRow], page: int) -> Sequence[AttentionRow]:
    return rows[(page - 1) * MOST_TASKS : page * MOST_TASKS]


def _task(row: AttentionRow, numbers: Sequence[str], day: Day) -> ScreenTask:
    words, dates = why(row, day), row.task.dates
    heard = (
        gettext(N_("Cập nhật %(day)s"), day=format_short_day(dates.last_update_on))
        if dates.last_update_on
        else gettext(N_("Chưa có cập nhật nào"))
    )
    return ScreenTask(
        key=words.key,
        word=words.word,
        title=row.task.title,
        facts=(row.task.code, *_deadline(row), heard),
        numbers=tuple(numbers),
    )


def _deadline(row: AttentionRow) -> tuple[str, ...]:
    """The day, and the words of the document about it where there are any."""
    due_on, words = row.task.dates.due_on, row.task.due_text
    day = gettext(N_("Hạn %(day)s"), day=format_day(due_on)) if due_on else gettext(N_("Không giao hạn"))
    return (day, words) if words else (day,)
