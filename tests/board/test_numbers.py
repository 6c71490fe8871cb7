"""On random databases, on both engines: every number of a board is the number of rows of the list it links to."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.worlds import KEYS, QUARTERS, VIEWERS, Piece, organization_id, sees, settled, told, worlds
from tests.cast import NOW, TODAY
from tracker.board import overview
from tracker.board.below import look_below
from tracker.board.counts import FIVE, Counts, Figures, Links
from tracker.board.loading import Wanted, board_rows
from tracker.board.page import BoardPage, Frame, assemble
from tracker.board.queries import Scope, judged, quarters, same_day_before, stood, tallies
from tracker.board.rows import Reason
from tracker.board.switch import QuarterSwitch
from tracker.board.task_rows import CARDS, attention, cards
from tracker.board.trend import last_quarters
from tracker.board.words import Day
from tracker.calendar.models import CalendarOverride
from tracker.organizations.queries import organization_and_below
from tracker.tallies.counting import rebuild
from tracker.tasks.almanacs import almanacs
from tracker.tasks.conditions import Slice, within
from tracker.tasks.queries import TaskFilter, almanac, list_tasks
from tracker.tasks.rules import DayView, is_silent, timeliness
from tracker.tasks.status import OPEN_STATES, SelfRating, State, Timeliness

more_worlds = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
on_random_worlds = settings(more_worlds, max_examples=200)
VIEWER = st.sampled_from(VIEWERS)
BY = st.sampled_from(("group", "field"))
PARTS = [each.name for each in fields(Counts)]
FIGURES = [each.name for each in fields(Figures)]


@pytest.fixture
def almanac_of(session, cast):
    """Today as each committee sees it, asked once."""
    found = {home: almanac(session, cast.organizations[home].id, NOW) for home in ("home", "next")}
    session.rollback()
    return found


@given(world=worlds(), viewer=VIEWER, by=BY)
@on_random_worlds
def test_every_number_is_the_number_of_rows_of_its_list(session, cast, almanac_of, *, world, viewer, by):
    with settled(session, world, cast):
        scope, page = board_of(session, cast, almanac_of[viewer[1]], Look(viewer=viewer, by=by))
        rows = rows_behind(session, scope)
        for href, n in numbers_of(page):
            if n:  # nothing is no link; the next lines see to it that nothing is missing
                assert rows(href) == n, href
        for row in (*page.matrix.rows, page.matrix.totals):
            assert sum(cell.n for cell in row.cells) == row.total.n
        found = {(each.of.id, key): each.counts.of(key) for each in tallies(session, scope, by) for key in PARTS}
        expected = Counter(
            (row_of(piece, by, cast), key) for piece in seen(world, scope, cast) for key in figures(piece, scope.view)
        )
        assert Counter(found) == expected


def row_of(piece: Piece, by: str, cast) -> int:
    if by == "group":
        return cast.groups[piece.lead].id
    return cast.fields[piece.field].id if piece.field else 0


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looks at which board, and how."""

    viewer: tuple[str, str]
    by: str = "group"
    view: str = "table"


def board_of(session, cast, days, look) -> tuple[Scope, BoardPage]:
    name, home = look.viewer
    organization_id, actor = cast.organizations[home].id, cast.actors[name]
    scope = Scope(actor=actor, organization_id=organization_id, quarter=QUARTERS[0], view=days.view, zone=days.zone)
    frame = Frame(
        quarter=scope.quarter,
        by=look.by,
        view=look.view,
        day=Day(view=days.view, calendar=days.calendar),
        now=NOW,
        links=Links(
            quarter=scope.quarter,
            list_path="/tasks",
            board_path=str,
            task_path=str,
            organization_id=organization_id if len(actor.reads) > 1 else None,
        ),
        organization_name="",
        whole=organization_id in actor.reads,
        elapsed=(1, 2),
    )
    return scope, assemble(board_rows(session, scope, Wanted(by=look.by, view=look.view)), frame)


def numbers_of(page: BoardPage):
    """Every number with its address, as the template prints them."""
    yield from ((each.href, each.n) for each in (page.tasks, page.attention_all, page.with_deadline, page.no_deadline))
    yield from ((tile.href, tile.n) for tile in page.tiles)
    yield page.bars[0].href, page.bars[0].value
    yield page.bars[2].href, page.bars[2].whole
    for row in (*page.matrix.rows, page.matrix.totals):
        yield from ((cell.href, cell.n) for cell in (*row.cells, row.total, *row.overlays))
        yield row.due_href, row.fallen_due
    yield from ((column.href, column.n) for column in page.columns)


def rows_behind(session, scope: Scope):
    """Ask each address for its list, once, as the page of lists does."""
    known: dict[str, int] = {}

    def ask(href: str) -> int:
        if href not in known:
            args = dict(parse_qsl(urlsplit(href).query))
            organization_id = int(args["org"]) if "org" in args else scope.actor.organization_id
            narrow = TaskFilter(
                quarter=args["quarter"],
                organization_id=organization_id,
                part=Slice(args["state"]) if "state" in args else None,
                group_id=int(args["group"]) if "group" in args else None,
                field_id=int(args["field"]) if "field" in args else None,
                due_from=date.fromisoformat(args["due_from"]) if "due_from" in args else None,
                due_until=date.fromisoformat(args["due_until"]) if "due_until" in args else None,
            )
            found = list_tasks(session, scope.actor, narrow, partial(within, view=scope.view))
            assert len(found.tasks) == found.total
            known[href] = found.total
        return known[href]

    return ask


# --- the same told in plain Python -----------------------------------------------------------------


def seen(world, scope: Scope, cast) -> list[Piece]:
    return [each for each in world if each.counted and each.quarter == scope.quarter and here(each, scope, cast)]


def here(piece: Piece, scope: Scope, cast) -> bool:
    return organization_id(piece, cast) == scope.organization_id and sees(scope.actor, piece, cast)


def figures(piece: Piece, view: DayView) -> set[str]:
    """The parts of the board this task is counted in."""
    found = told(piece, view)
    if reason_for(piece, view) is not None:
        found.add("attention")
    return found


def reason_for(piece: Piece, view: DayView) -> Reason | None:
    where = timeliness(piece.dates, view)
    holds = {
        Reason.DIRECTION: piece.directed and piece.state is not State.COMPLETED,
        Reason.OVERDUE: where is Timeliness.OVERDUE,
        Reason.RETURNED: piece.state is State.RETURNED,
        Reason.RISK: piece.state in OPEN_STATES and piece.self_rating is SelfRating.AT_RISK,
        Reason.SILENT: is_silent(piece.dates, view),
        Reason.SOON: where is Timeliness.DUE_SOON,
    }
    return next((reason for reason in Reason if holds[reason]), None)


def age_of(piece: Piece, reason: Reason):
    """By what the tasks of one reason are put in order, the oldest first."""
    if reason is Reason.DIRECTION:
        oldest = max(n for n, answered in enumerate(piece.directions) if not answered)
        return NOW.date().toordinal() - oldest - piece.id
    day = {Reason.RETURNED: piece.returned_on, Reason.SILENT: piece.last_update_on or piece.assigned_on}.get(
        reason, piece.due_on
    )
    return day.toordinal() if day else 10**9


@given(world=worlds(12, 24), viewer=VIEWER)
@more_worlds
def test_attention_names_each_task_once_by_its_first_reason_the_oldest_first(session, cast, almanac_of, world, viewer):
    with settled(session, world, cast):
        scope, page = board_of(session, cast, almanac_of[viewer[1]], Look(viewer=viewer))
        found = attention(session, scope, limit=None)
    pieces = {piece.id: piece for piece in seen(world, scope, cast)}
    expected = {each.id: reason for each in pieces.values() if (reason := reason_for(each, scope.view))}
    assert {row.task.id: row.reason for row in found} == expected
    assert len(found) == len(expected) == page.attention_all.n
    order = [place_of(pieces[row.task.id], row.reason) for row in found]
    assert order == sorted(order)
    assert [item.title for item in page.attention] == [row.task.title for row in found[:7]]


def place_of(piece: Piece, reason: Reason):
    waits = reason is not Reason.DIRECTION and piece.state is State.AWAITING_CONFIRMATION
    return reason, waits, age_of(piece, reason)


@given(world=worlds(12, 24), viewer=VIEWER, by=BY)
@more_worlds
def test_what_is_told_of_other_quarters_is_drawn_from_the_same_tasks(session, cast, almanac_of, *, world, viewer, by):
    with settled(session, world, cast):
        scope, page = board_of(session, cast, almanac_of[viewer[1]], Look(viewer=viewer, by=by, view="cards"))
        day = same_day_before(scope.quarter, scope.view.today)
        before, found = stood(session, scope, day), judged(session, scope, by)
        known, shown = quarters(session, scope), cards(session, scope, limit=len(world))
    mine = [each for each in world if here(each, scope, cast)]
    then = Counter(stood_as(each, day) for each in mine if counted_on(each, day) and each.quarter == QUARTERS[1])
    assert ({key: before.of(key) for key in FIVE if before.of(key)} if before else {}) == dict(then)
    still = [each for each in mine if each.counted]
    assert {each.quarter: each.tasks for each in known} == Counter(each.quarter for each in still)
    keys = Counter((each.quarter, KEYS[timeliness(each.dates, scope.view)]) for each in still)
    for quarter in last_quarters(scope.quarter):
        of_it = [each for each in found if each.quarter == quarter]
        assert sum(each.on_time for each in of_it) == keys[quarter, "done"]
        assert sum(each.fallen_due for each in of_it) == sum(keys[quarter, key] for key in ("done", "late", "over"))
    assert {each.task.id for each in shown} == {each.id for each in seen(world, scope, cast)}
    assert sum(column.n for column in page.columns) == page.tasks.n
    assert all(len(column.cards) == min(column.n, CARDS) == column.n - column.more for column in page.columns)


def counted_on(piece: Piece, day) -> bool:
    """A task that was stopped or carried over later was still counted on that day."""
    return piece.assigned_on <= day and (piece.counted or piece.left_on > day)


def stood_as(piece: Piece, day) -> str:
    if piece.due_on is None:
        return "nodl"
    reported = piece.reported_on if piece.reported_on and piece.reported_on <= day else None
    in_time = (reported or day) <= piece.due_on
    done = piece.state is State.COMPLETED and reported and (piece.confirmed_on or piece.reported_on) <= day
    return ("done" if in_time else "late") if done else ("term" if in_time else "over")


@given(world=worlds(), days_off=st.frozensets(st.integers(-30, 0), max_size=6))
@more_worlds
def test_a_reader_of_several_committees_sees_the_figures_of_each_board(session, cast, *, world, days_off):
    """Also where one of them has days off of its own: what is silent there is counted by its own days."""
    next_id, above = cast.organizations["next"].id, cast.phuc.organization_id
    with settled(session, world, cast):
        off = [{"organization_id": next_id, "day": TODAY + timedelta(days=n), "works": False} for n in days_off]
        if off:
            session.execute(sa.insert(CalendarOverride), off)
        rebuild(session)
        found = look_below(session, above, QUARTERS[0], NOW)
        shown = {each.id: each for each in found.children}
        views = {home: almanac(session, cast.organizations[home].id, NOW).view for home in ("home", "next")}
        args = {"quarter": str(QUARTERS[0]), "state": "mute"}
        silent = list_tasks(session, cast.phuc, *_asked(session, cast.phuc, args)).total
    for home, view in views.items():
        mine = [each for each in world if each.counted and each.organization == home and each.quarter == QUARTERS[0]]
        expected = Counter(key for each in mine for key in figures(each, view) if key != "attention")
        own = shown.get(cast.organizations[home].id)
        assert Counter({key: own.figures.of(key) for key in FIGURES if own}) == expected
    assert silent == sum(each.figures.mute for each in found.children)
    page = overview.assemble(found.children, overview_frame(overview.Order.SILENT))
    assert page.total == sum(row.total.n for row in page.matrix.rows) == page.matrix.totals.total.n
    assert sum(tile.n for tile in page.tiles) == page.with_deadline == page.total - page.no_deadline
    assert [row.overlays[1].n for row in page.matrix.rows] == sorted(each.figures.mute for each in found.children)[::-1]


def _asked(session, actor, args):
    ids = organization_and_below(session, actor.organization_id)
    narrow = TaskFilter(quarter=args["quarter"], part=Slice(args["state"]))
    return narrow, almanacs(session, ids, NOW)


def overview_frame(order):
    links = Links(quarter=QUARTERS[0], list_path="/tasks", board_path=str, task_path=str)
    return overview.OverviewFrame(
        quarter=QUARTERS[0],
        now=NOW,
        today=TODAY,
        order=order,
        elapsed=(1, 2),
        name="",
        links=links,
        links_of=lambda _child: links,
        way_to=lambda child: str(child.id),
        sorted_by=str,
        way_up=None,
        switch=QuarterSwitch(before=None, after=None, quarters=()),
    )
