"""The sheet of one group as a page: rows in, a page out. It is made to be printed on one or two sides of paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tracker.accounts.actor import SEAT_WORDS, SeatRole
from tracker.board.counts import Links
from tracker.board.page import Bar, Figure, Tile, bars_of, tiles_of
from tracker.board.rows import Named
from tracker.board.switch import QuarterSwitch
from tracker.board.words import Day
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.indicators.status import QUALIFIER_WORDS
from tracker.reminders.words import clip
from tracker.reports.lines import Entry, TaskLine, entry_of
from tracker.sheets.rows import Proposal, SheetRows, Update
from tracker.sheets.rules import Measure, value_then, year_before
from tracker.tasks.rules import is_silent
from tracker.tasks.status import SELF_RATING_WORDS, State
from tracker.tasks.words import Standing, silence, state_standing
from tracker.update_rate.page import RateRow, row_of

LONGEST_WORDS = 220
LONGEST_PROPOSAL = 400


@dataclass(frozen=True, kw_only=True)
class UpdateLine:
    """One update in words."""

    day: date
    group: str
    rating: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Work:
    """One task: the row of the follow-up form, what stands beside its deadline, and its latest updates."""

    entry: Entry
    href: str
    marks: tuple[Standing, ...]
    updates: tuple[UpdateLine, ...]


@dataclass(frozen=True, kw_only=True)
class ProposalLine:
    """One proposal in words."""

    code: str
    title: str
    href: str
    day: date
    text: str
    needs_decision: bool


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """One indicator now, its target, and where it stood before."""

    code: str
    name: str
    unit: str
    current: Decimal | None
    target: Decimal | None
    rate: str | None
    before: Decimal | None
    year_ago: Decimal | None


@dataclass(frozen=True, kw_only=True)
class SheetFrame:
    """What a sheet is about, besides its rows."""

    quarter: Quarter
    group_id: int
    group_name: str
    organization_name: str
    now: datetime
    day: Day
    links: Links
    switch: QuarterSwitch
    elapsed: tuple[int, int]

    @property
    def today(self) -> date:
        """The day of the figures."""
        return self.day.view.today


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """All the template walks over."""

    frame: SheetFrame
    people: tuple[tuple[str, str], ...]
    tasks: Figure
    with_deadline: Figure
    no_deadline: Figure
    waiting: Figure
    supporting: Figure
    closed: int
    tiles: tuple[Tile, ...]
    bars: tuple[Bar, ...]
    lines: tuple[Work, ...]
    measures: tuple[MeasureLine, ...]
    before: Quarter
    year_ago: Quarter
    proposals: tuple[ProposalLine, ...]
    rate: RateRow


def assemble(rows: SheetRows, frame: SheetFrame) -> SheetPage:
    """Put the sheet together; every number that counts tasks with the address of its list."""
    total, links = rows.counts, frame.links
    only = {"group": frame.group_id}
    return SheetPage(
        frame=frame,
        people=_people(rows),
        tasks=Figure(n=total.total, href=links.tasks(**only)),
        with_deadline=Figure(n=total.with_deadline, href=links.tasks("dl", **only)),
        no_deadline=Figure(n=total.nodl, href=links.tasks("nodl", **only)),
        waiting=Figure(n=total.wait, href=links.tasks("wait", **only)),
        closed=rows.closed,
        supporting=Figure(n=rows.supporting, href=links.supported(frame.group_id)),
        tiles=tiles_of(total, links, narrow=only),
        bars=bars_of(total, links, elapsed=frame.elapsed, narrow=only),
        lines=_lines(rows, frame),
        measures=tuple(_measure(each, rows.earlier) for each in rows.measures),
        before=frame.quarter.previous,
        year_ago=year_before(frame.quarter),
        proposals=tuple(_proposal(each, links) for each in rows.proposals),
        rate=row_of(rows.rate, links, Named(id=frame.group_id, name=frame.group_name)),
    )


def _people(rows: SheetRows) -> tuple[tuple[str, str], ...]:
    """The names by seat, heads first."""
    by_seat = {role: [each.name for each in rows.people if each.role is role] for role in SeatRole}
    return tuple((gettext(SEAT_WORDS[role]), ", ".join(names)) for role, names in by_seat.items() if names)


def _lines(rows: SheetRows, frame: SheetFrame) -> tuple[Work, ...]:
    said = _by_task(rows.updates)
    return tuple(
        Work(
            entry=entry_of(n, line, frame.day),
            href=frame.links.task_path(line.id),
            marks=tuple(_marks(line, frame.day)),
            updates=tuple(_update(each) for each in said.get(line.id, ())),
        )
        for n, line in enumerate(rows.lines, start=1)
    )


def _marks(line: TaskLine, day: Day) -> Iterator[Standing]:
    """What asks for attention besides the deadline: work sent back or waiting, and silence."""
    if line.dates.state in {State.AWAITING_CONFIRMATION, State.RETURNED}:
        yield state_standing(line.dates.state)
    if is_silent(line.dates, day.view):
        yield silence(line.dates, day.view, day.calendar)


def _by_task(updates: Sequence[Update]) -> Mapping[int, list[Update]]:
    found: defaultdict[int, list[Update]] = defaultdict(list)
    for each in updates:
        found[each.task_id].append(each)
    return found


def _update(update: Update) -> UpdateLine:
    rating = gettext(SELF_RATING_WORDS[update.self_rating]) if update.self_rating else ""
    return UpdateLine(
        day=update.reported_on,
        group=update.group,
        rating=gettext(N_("Không thay đổi")) if update.no_change else rating,
        text=clip(update.text, LONGEST_WORDS),
    )


def _measure(measure: Measure, earlier: Sequence[Measure]) -> MeasureLine:
    qualifier = gettext(QUALIFIER_WORDS[measure.qualifier])
    return MeasureLine(
        code=measure.code,
        name=f"{measure.name} ({qualifier})" if qualifier else measure.name,
        unit=measure.unit,
        current=measure.current,
        target=measure.target,
        rate=measure.rate,
        before=value_then(measure, earlier, measure.quarter.previous),
        year_ago=value_then(measure, earlier, year_before(measure.quarter)),
    )


def _proposal(proposal: Proposal, links: Links) -> ProposalLine:
    return ProposalLine(
        code=proposal.code,
        title=proposal.title,
        href=links.task_path(proposal.task_id),
        day=proposal.reported_on,
        text=clip(proposal.text, LONGEST_PROPOSAL),
        needs_decision=proposal.needs_decision,
    )
