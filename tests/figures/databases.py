"""Random databases in earnest: tasks written through the models and changed step by step, committed, then cleared.

So the tallies of committees above others come about as they do at work, one change after the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import strategies as st

from tests.board.worlds import PIECES, Piece, direction_of, directive_of, document_of, part_of, task_of
from tests.cast import TODAY
from tracker.calendar.models import CalendarOverride
from tracker.core.database import transaction
from tracker.directives.models import Directive, SourceDocument
from tracker.tallies.models import Tally
from tracker.tasks.models import Assignment, Direction, Task

CHANGING = ("state", "due_on", "reported_on", "confirmed_on", "returned_on", "last_update_on", "self_rating")
EDGES = st.sampled_from(
    (
        *({"due_on": TODAY + timedelta(days=n)} for n in (-1, 0, 0, 1)),
        *({"last_update_on": TODAY + timedelta(days=n)} for n in range(-26, -19)),
        *({},) * 6,
    )
)
"""Where a day more or less decides: due today, and last heard about fifteen working days ago."""
RESTRICTED = st.sampled_from((True, False, False))
TABLES = (Direction, Assignment, Tally, Task, Directive, SourceDocument, CalendarOverride)


@dataclass(frozen=True, kw_only=True)
class Life:
    """A task as it is now, and as it was before, the oldest first."""

    piece: Piece
    before: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Database:
    """Everything a random database holds; `days_off` are those of the second committee alone, counted from today."""

    lives: tuple[Life, ...]
    days_off: frozenset[int]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(each.piece for each in self.lives)


def databases(least: int, most: int) -> st.SearchStrategy[Database]:
    """Some tasks, each with up to three earlier states of its own."""
    now = st.tuples(PIECES, EDGES, RESTRICTED).map(lambda drawn: {**drawn[0], **drawn[1], "restricted": drawn[2]})
    lives = st.lists(st.tuples(now, st.lists(PIECES, max_size=3)), min_size=least, max_size=most)
    return st.builds(_database, lives, st.frozensets(st.integers(-30, 0), max_size=4))


def _database(drawn: list, days_off: frozenset[int]) -> Database:
    return Database(lives=tuple(_life(n, *each) for n, each in enumerate(drawn, start=1)), days_off=days_off)


def _life(n: int, facts: dict, earlier: list[dict]) -> Life:
    now = Piece(id=n, **facts)
    return Life(piece=now, before=tuple(replace(now, **{name: each[name] for name in CHANGING}) for each in earlier))


@contextmanager
def standing(database: Database, cast) -> Iterator[None]:
    """The database, lived through; afterwards nothing of it is left."""
    _begin(database, cast)
    for step in range(3):
        _change(database, step)
    try:
        yield
    finally:
        with transaction() as session:
            for table in TABLES:
                session.execute(sa.delete(table))


def _begin(database: Database, cast) -> None:
    documents: dict = {}
    directives: dict = {}
    for each in database.pieces:
        documents.setdefault((each.organization, each.quarter), len(documents) + 1)
        directives.setdefault((each.organization, each.quarter, each.field, each.directive), len(directives) + 1)
    next_id = cast.organizations["next"].id
    with transaction() as session:
        session.add_all(SourceDocument(**document_of(key, n, cast)) for key, n in documents.items())
        session.flush()
        session.add_all(Directive(**directive_of(key, n, cast, documents)) for key, n in directives.items())
        session.flush()
        session.add_all(Task(**task_of((*each.before, each.piece)[0], cast, directives)) for each in database.lives)
        session.flush()
        session.add_all(
            Assignment(**part_of(each, key, cast)) for each in database.pieces for key in sorted(each.supporting)
        )
        session.add_all(
            Direction(**direction_of(each, n, cast)) for each in database.pieces for n in range(len(each.directions))
        )
        session.add_all(
            CalendarOverride(organization_id=next_id, day=TODAY + timedelta(days=n), works=False)
            for n in database.days_off
        )


def _change(database: Database, step: int) -> None:
    """The next state of each task that has one; the last is that of now."""
    with transaction() as session:
        for each in database.lives:
            states = (*each.before, each.piece)[1:]
            if step < len(states):
                task = session.get_one(Task, each.piece.id)
                for name in CHANGING:
                    setattr(task, name, getattr(states[step], name))
