"""The board as a page: rows in, a page out. Plain Python, so that every figure can be told without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.board.cards import Column, columns_of
from tracker.board.counts import Counts, Figures, Links, sum_of
from tracker.board.matrix import Matrix, matrix_of
from tracker.board.rows import BoardRows
from tracker.board.switch import Choice, QuarterSwitch, switch_of
from tracker.board.words import Day, why
from tracker.core.languages import gettext
from tracker.core.numbers import format_percent
from tracker.core.quarter import Quarter
from tracker.core.words import N_


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number and the list that has as many rows."""

    n: int
    href: str


@dataclass(frozen=True, kw_only=True)
class AttentionItem:
    """One line of what asks for attention."""

    key: str
    word: str
    title: str
    group: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One of the four: a number, its whole, and how it stood on the same day of the quarter before."""

    key: str
    n: int
    of: int
    href: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A part of a whole, drawn and in words. Without a whole there is no percentage."""

    label: str
    value: int
    whole: int
    text: str
    kind: str = "done"
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a board is about, besides its rows."""

    quarter: Quarter
    by: str
    view: str
    day: Day
    now: datetime
    links: Links
    organization_name: str
    whole: bool
    elapsed: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """All the template walks over."""

    quarter: Quarter
    whole: bool
    organization_name: str
    now: datetime
    today: date
    directives: int
    groups: int
    tasks: Figure
    attention: tuple[AttentionItem, ...]
    attention_all: Figure
    with_deadline: Figure
    no_deadline: Figure
    tiles: tuple[Tile, ...]
    bars: tuple[Bar, ...]
    matrix: Matrix
    columns: tuple[Column, ...]
    switch: QuarterSwitch
    by_choices: tuple[Choice, ...]
    view_choices: tuple[Choice, ...]

    @property
    def empty(self) -> bool:
        """Whether the quarter has no task for this reader."""
        return not self.tasks.n


def assemble(rows: BoardRows, frame: Frame) -> BoardPage:
    """Put the page together; every number with the address of its list."""
    total = sum_of((each.counts for each in rows.tallies), Counts())
    facts = next((each for each in rows.quarters if each.quarter == frame.quarter), None)
    links = frame.links
    return BoardPage(
        quarter=frame.quarter,
        whole=frame.whole,
        organization_name=frame.organization_name,
        now=frame.now,
        today=frame.day.view.today,
        directives=facts.directives if facts else 0,
        groups=facts.groups if facts else 0,
        tasks=Figure(n=total.total, href=links.tasks()),
        attention=attention_of(rows, frame),
        attention_all=Figure(n=total.attention, href=links.tasks("attention")),
        with_deadline=Figure(n=total.with_deadline, href=links.tasks("dl")),
        no_deadline=Figure(n=total.nodl, href=links.tasks("nodl")),
        tiles=tiles_of(total, frame.links, before=rows.before, quarter=frame.quarter),
        bars=bars_of(total, frame.links, elapsed=frame.elapsed),
        matrix=matrix_of(rows, links, by=frame.by, quarter=frame.quarter, whole=frame.whole),
        columns=columns_of(rows.cards, total, links, frame.day),
        switch=switch_of(frame.quarter, [each.quarter for each in rows.quarters], links, by=frame.by, view=frame.view),
        by_choices=_choices(frame, "by", (("group", N_("Đơn vị chủ trì")), ("field", N_("Lĩnh vực")))),
        view_choices=_choices(frame, "view", (("table", N_("Bảng")), ("cards", N_("Thẻ")))),
    )


def attention_of(rows: BoardRows, frame: Frame) -> tuple[AttentionItem, ...]:
    """The first lines of what asks for attention, in the order in which they came."""
    said = [(row.task, why(row, frame.day)) for row in rows.attention]
    return tuple(
        AttentionItem(
            key=words.key, word=words.word, title=task.title, group=task.group, href=frame.links.task_path(task.id)
        )
        for task, words in said
    )


def tiles_of(
    total: Figures,
    links: Links,
    *,
    before: Counts | None = None,
    quarter: Quarter | None = None,
    narrow: Mapping[str, int] | None = None,
) -> tuple[Tile, ...]:
    """The 2 × 2: its four numbers add up to the tasks with a deadline. `before` is how the quarter before stood.

    `narrow` is the one group or field that is counted.
    """
    return tuple(
        Tile(
            key=key,
            n=total.of(key),
            of=total.with_deadline,
            href=links.tasks(key, **(narrow or {})),
            note=_then(before.of(key), quarter.previous) if before and quarter else "",
        )
        for key in ("done", "late", "term", "over")
    )


def _then(n: int, quarter: Quarter) -> str:
    numeral = quarter.roman.partition("/")[0]
    return gettext(N_("cùng kỳ quý %(quarter)s: %(n)s"), quarter=numeral, n=n)


def bars_of(
    total: Figures, links: Links, *, elapsed: tuple[int, int], narrow: Mapping[str, int] | None = None
) -> tuple[Bar, ...]:
    """What is done, beside the time gone and beside what has fallen due."""
    only = narrow or {}
    passed, days = elapsed
    finished = total.finished
    return (
        Bar(
            label=gettext(N_("Đã hoàn thành")),
            value=finished,
            whole=total.with_deadline,
            text=ratio(finished, total.with_deadline),
            href=links.tasks("finished", **only),
        ),
        Bar(
            label=gettext(N_("Thời gian đã qua")),
            value=passed,
            whole=days,
            text=ratio(passed, days, N_("%(a)s/%(b)s ngày")),
            kind="time",
        ),
        Bar(
            label=gettext(N_("Xong / đến hạn")),
            value=finished,
            whole=total.fallen_due,
            text=ratio(finished, total.fallen_due),
            href=links.tasks("due", **only),
        ),
    )


def ratio(part: int, whole: int, form: str = "%(a)s/%(b)s") -> str:
    """15/36 · 41,7 %; of nothing there is no percentage."""
    words = gettext(form, a=part, b=whole)
    return f"{words} · {format_percent(part, whole)}" if whole else words


def _choices(frame: Frame, name: str, words: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    now = frame.by if name == "by" else frame.view
    return tuple((gettext(text), _seen(frame, name, value), value == now) for value, text in words)


def _seen(frame: Frame, name: str, value: str) -> str:
    if name == "by":
        return frame.links.board(by=value, view=frame.view)
    return frame.links.board(by=frame.by, view=value)
