"""Rows of a board written down by hand, for tests that need no database."""

from datetime import UTC, date, datetime

from tests.cast import TODAY
from tracker.board.counts import Counts, Links
from tracker.board.page import Frame, assemble
from tracker.board.rows import AttentionRow, BoardRows, CardRow, Named, QuarterFacts, Tally, TaskRow
from tracker.board.words import Day
from tracker.calendar.rules import build_calendar
from tracker.core.quarter import Quarter
from tracker.tasks.doing import Doing
from tracker.tasks.rules import Dates, day_view
from tracker.tasks.status import Kind, State

Q2 = Quarter(2026, 2)
CALENDAR = build_calendar(range(2025, 2028))
DAY = Day(view=day_view(TODAY, CALENDAR), calendar=CALENDAR)
NOW = datetime(2026, 5, 12, 1, 32, tzinfo=UTC)


def links(organization_id=None) -> Links:
    return Links(
        quarter=Q2,
        list_path="/tasks",
        board_path=lambda quarter: f"/board/{quarter}",
        task_path=lambda task_id: f"/tasks/{task_id}",
        organization_id=organization_id,
    )


def task(task_id=1, *, state=State.IN_PROGRESS, kind=Kind.ONGOING_ACTIVITY, returned_on=None, **dates) -> TaskRow:
    known = {"due_on": None, "reported_on": None, "assigned_on": date(2026, 4, 6), "last_update_on": TODAY, **dates}
    return TaskRow(
        id=task_id,
        code=f"{task_id:02}",
        title=f"Việc {task_id}",
        group="Bắc Sông",
        kind=kind,
        due_text="",
        dates=Dates(state=state, **known),
        returned_on=returned_on,
    )


def attention_row(reason, *, directed_on=None, **facts) -> AttentionRow:
    return AttentionRow(task=task(**facts), reason=reason, directed_on=directed_on)


def card_row(*args, **facts) -> CardRow:
    nothing = Doing(report=False, review=False, direct=False, change=False, chase=False, read_document=False)
    return CardRow(task=task(*args, **facts), doing=nothing)


def tally(row_id=1, name="Tổ công tác Bắc Sông", **counts) -> Tally:
    return Tally(of=Named(id=row_id, name=name), counts=Counts(**counts))


def rows(*tallies, attention=(), before=None, judged=(), cards=(), directives=12) -> BoardRows:
    total = sum(each.counts.total for each in tallies)
    facts = QuarterFacts(quarter=Q2, tasks=total, directives=directives, groups=len(tallies))
    return BoardRows(
        tallies=tallies,
        attention=attention,
        quarters=(facts,) if total else (),
        before=before,
        judged=judged,
        cards=cards,
    )


def board(found: BoardRows, *, by="group", view="table", whole=True, elapsed=(27, 62), organization_id=None):
    return assemble(
        found,
        Frame(
            quarter=Q2,
            by=by,
            view=view,
            day=DAY,
            now=NOW,
            links=links(organization_id),
            organization_name="Đảng ủy xã Sông",
            whole=whole,
            elapsed=elapsed,
        ),
    )
