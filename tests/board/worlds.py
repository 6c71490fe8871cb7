"""Random databases of a few tasks, and the same tasks as plain values for an answer that asks no database."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import strategies as st

from tests.cast import NOW, TODAY
from tracker.accounts.actor import Actor
from tracker.core.quarter import Quarter
from tracker.directives.models import Directive, DocumentType, SourceDocument
from tracker.tasks.models import Assignment, Direction, Task
from tracker.tasks.rules import Dates, DayView, is_silent, timeliness
from tracker.tasks.status import LEFT_STATES, Kind, SelfRating, State, Timeliness

HOME_GROUPS = ("a", "b", "c")
QUARTERS = (Quarter(2026, 2), Quarter(2026, 1), Quarter(2025, 3))
AT_HOME = ("hoa", "tam", "an", "chi", "phuc")
VIEWERS = (*((name, "home") for name in AT_HOME), ("phuc", "next"), ("nam", "next"))
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

KEYS = {
    Timeliness.DONE_ON_TIME: "done",
    Timeliness.DONE_LATE: "late",
    Timeliness.IN_TERM: "term",
    Timeliness.DUE_SOON: "term",
    Timeliness.OVERDUE: "over",
    Timeliness.NO_DEADLINE: "nodl",
}
STATES = {
    State.NOT_STARTED: "none",
    State.IN_PROGRESS: "progress",
    State.AWAITING_CONFIRMATION: "wait",
    State.RETURNED: "back",
    State.COMPLETED: "completed",
}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One task of a random world."""

    id: int
    organization: str
    quarter: Quarter
    lead: str
    supporting: frozenset[str]
    field: str | None
    directive: int
    kind: Kind
    state: State
    due_on: date | None
    reported_on: date | None
    confirmed_on: date | None
    returned_on: date | None
    assigned_on: date
    last_update_on: date | None
    self_rating: SelfRating | None
    left_on: date
    directions: tuple[bool, ...]  # each: whether it has been answered
    restricted: bool = False

    @property
    def dates(self) -> Dates:
        return Dates(
            state=self.state,
            due_on=self.due_on,
            reported_on=self.reported_on,
            assigned_on=self.assigned_on,
            last_update_on=self.last_update_on,
        )

    @property
    def counted(self) -> bool:
        return self.state not in LEFT_STATES

    @property
    def directed(self) -> bool:
        return False in self.directions


def days(low: int, high: int):
    return st.integers(low, high).map(lambda n: TODAY + timedelta(days=n))


def maybe(strategy):
    return st.none() | strategy


ELSEWHERE = {"organization": "next", "lead": "d", "supporting": frozenset(), "field": None}
# Any combination of dates, also such as no group would report: every number must stand nevertheless.
FACTS = st.fixed_dictionaries(
    {
        "organization": st.just("home"),
        "quarter": st.sampled_from((QUARTERS[0], QUARTERS[0], QUARTERS[1], *QUARTERS)),
        "lead": st.sampled_from(HOME_GROUPS),
        "supporting": st.frozensets(st.sampled_from(HOME_GROUPS), max_size=2),
        "field": st.sampled_from(("money", "rural", None)),
        "directive": st.integers(0, 2),
        "kind": st.sampled_from(list(Kind)),
        "state": st.sampled_from(list(State)),
        "due_on": maybe(days(-40, 40) | days(-120, -60)),
        "reported_on": maybe(days(-45, 0) | days(-120, -60)),
        "confirmed_on": maybe(days(-45, 0) | days(-120, -60)),
        "returned_on": maybe(days(-45, 0)),
        "assigned_on": days(-130, -1) | days(-130, -91),
        "last_update_on": maybe(days(-40, 0)),
        "self_rating": maybe(st.sampled_from(list(SelfRating))),
        "left_on": days(-130, 0),
        "directions": st.sampled_from(((), (), (True,), (False,), (True, False), (False, False))),
    }
)
PIECES = st.tuples(FACTS, st.sampled_from((True, True, True, False))).map(
    lambda drawn: drawn[0] if drawn[1] else {**drawn[0], **ELSEWHERE}
)


def worlds(least=0, most=9):
    """Some tasks, numbered from 1."""
    return st.lists(PIECES, min_size=least, max_size=most).map(
        lambda found: tuple(Piece(id=n, **facts) for n, facts in enumerate(found, start=1))
    )


@contextmanager
def settled(session, world: tuple[Piece, ...], cast):
    """A world in the database, written in bulk, and gone afterwards: nothing is committed."""
    documents, directives = {}, {}
    for each in world:
        documents.setdefault((each.organization, each.quarter), len(documents) + 1)
        directives.setdefault((each.organization, each.quarter, each.field, each.directive), len(directives) + 1)
    for table, rows in (
        (SourceDocument, [document_of(key, n, cast) for key, n in documents.items()]),
        (Directive, [directive_of(key, n, cast, documents) for key, n in directives.items()]),
        (Task, [task_of(each, cast, directives) for each in world]),
        (Assignment, [part_of(each, key, cast) for each in world for key in sorted(each.supporting)]),
        (Direction, [direction_of(each, n, cast) for each in world for n in range(len(each.directions))]),
    ):
        if rows:
            session.execute(sa.insert(table), rows)
    yield
    session.rollback()


def organization_id(piece: Piece, cast) -> int:
    return cast.organizations[piece.organization].id


def document_of(key, n: int, cast) -> dict:
    home, quarter = key
    return {
        "id": n,
        "organization_id": cast.organizations[home].id,
        "type": DocumentType.NOTICE,
        "issued_on": date(2026, 4, 3),
        "issuer": "Thường trực",
        "subject": "Kết luận",
        "quarter": str(quarter),
        "created_at": NOW,
    }


def directive_of(key, n: int, cast, documents) -> dict:
    home, quarter, field, _ = key
    return {
        "id": n,
        "organization_id": cast.organizations[home].id,
        "document_id": documents[home, quarter],
        "field_id": cast.fields[field].id if field else None,
        "quarter": str(quarter),
        "number": n,
        "quotation": "Đẩy mạnh",
        "issuer": "Thường trực",
        "created_at": NOW,
    }


def task_of(piece: Piece, cast, directives) -> dict:
    return {
        "id": piece.id,
        "organization_id": organization_id(piece, cast),
        "directive_id": directives[piece.organization, piece.quarter, piece.field, piece.directive],
        "part": piece.id,
        "code": f"{piece.id:02}",
        "quarter": str(piece.quarter),
        "title": f"Việc {piece.id}",
        "folded": f"viec {piece.id}",
        "kind": piece.kind,
        "lead_group_id": cast.groups[piece.lead].id,
        "assigned_on": piece.assigned_on,
        "due_on": piece.due_on,
        "state": piece.state,
        "state_since": datetime.combine(piece.left_on, datetime.min.time(), ZONE) + timedelta(hours=9),
        "self_rating": piece.self_rating,
        "reported_on": piece.reported_on,
        "confirmed_on": piece.confirmed_on,
        "returned_on": piece.returned_on,
        "last_update_on": piece.last_update_on,
        "restricted": piece.restricted,
    }


def part_of(piece: Piece, key: str, cast) -> dict:
    return {"organization_id": organization_id(piece, cast), "task_id": piece.id, "group_id": cast.groups[key].id}


def direction_of(piece: Piece, n: int, cast) -> dict:
    return {
        "organization_id": organization_id(piece, cast),
        "task_id": piece.id,
        "author_id": cast.people["tam"].id,
        "text": "Khẩn trương",
        "created_at": NOW - timedelta(days=n + piece.id),
        "answered_at": NOW if piece.directions[n] else None,
    }


def sees(actor: Actor, piece: Piece, cast) -> bool:
    """Whether the task stands in this person's figures, once more in plain words."""
    home = organization_id(piece, cast)
    mine = {cast.groups[key].id for key in (piece.lead, *piece.supporting)}
    return home in actor.reads or (home == actor.organization_id and bool(mine & actor.group_ids))


def told(piece: Piece, view: DayView) -> set[str]:
    """The words of one task on a day, by the rules of tasks."""
    found = {KEYS[timeliness(piece.dates, view)], STATES[piece.state]}
    return found | ({"mute"} if is_silent(piece.dates, view) else set())
