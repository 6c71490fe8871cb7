"""The other view of a board: tasks as cards, in a column for each state."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.board.counts import Counts, Links
from tracker.board.rows import CardRow
from tracker.board.words import Day, card_standing
from tracker.core.languages import gettext
from tracker.tasks.doing import Doing
from tracker.tasks.status import STATE_KEYS, STATE_WORDS, State

# The columns, in the order of the work, each with the part of the quarter that it shows.
_COLUMNS = {
    State.NOT_STARTED: "none",
    State.IN_PROGRESS: "progress",
    State.AWAITING_CONFIRMATION: "wait",
    State.RETURNED: "back",
    State.COMPLETED: "completed",
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """One task: a link, and a menu of what the reader may do to it."""

    id: int
    code: str
    title: str
    group: str
    key: str
    word: str
    href: str
    doing: Doing


@dataclass(frozen=True, kw_only=True)
class Column:
    """One state: its first cards, how many there are in all, and how many are not shown."""

    key: str
    word: str
    n: int
    more: int
    href: str
    cards: tuple[Card, ...]


def columns_of(rows: Sequence[CardRow], total: Counts, links: Links, day: Day) -> tuple[Column, ...]:
    """The five columns; their numbers add up to the total."""
    return tuple(
        Column(
            key=STATE_KEYS[state],
            word=gettext(STATE_WORDS[state]),
            n=total.of(part),
            more=total.of(part) - len(shown),
            href=links.tasks(part),
            cards=tuple(_card(each, links, day) for each in shown),
        )
        for state, part in _COLUMNS.items()
        for shown in [[each for each in rows if each.task.state is state]]
    )


def _card(row: CardRow, links: Links, day: Day) -> Card:
    task = row.task
    words = card_standing(task, day)
    return Card(
        id=task.id,
        code=task.code,
        title=task.title,
        group=task.group,
        key=words.key,
        word=words.word,
        href=links.task_path(task.id),
        doing=row.doing,
    )
