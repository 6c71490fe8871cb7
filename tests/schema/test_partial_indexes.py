"""SQLite uses an index of some rows only for a question that says the same word for word, as the product's do."""

import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from tracker.core.database import Base
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState
from tracker.mail.waiting import is_in
from tracker.tallies.models import Tally
from tracker.tasks.models import Direction, Task
from tracker.tasks.sight import CLOSED

ASKED = {
    "ix_direction_open": (Direction, Direction.answered_at.is_(None)),
    "ix_outgoing_mail_claimable": (OutgoingMail, is_in(MailState.QUEUED)),
    "ix_outgoing_mail_leased": (OutgoingMail, is_in(MailState.CLAIMED, MailState.SENDING)),
    "ix_tally_unsettled": (Tally, sa.not_(Tally.settled)),
    "ix_task_restricted": (Task, CLOSED),
}
"""By index, how the rows that it holds are asked for."""


def test_each_index_of_some_rows_is_asked_for_by_a_question():
    indexes = [index for table in Base.metadata.tables.values() for index in table.indexes if not index.unique]
    assert {each.name for each in indexes if each.dialect_options["sqlite"].get("where") is not None} == set(ASKED)


@pytest.mark.parametrize("index", sorted(ASKED))
def test_the_question_can_use_it(index, empty_sqlite):
    """`INDEXED BY` is refused where the question does not imply the condition of the index."""
    table, condition = ASKED[index]
    asked = sa.select(sa.func.count()).select_from(table).where(condition)
    text = str(asked.compile(dialect=sqlite.dialect())).replace(
        f"FROM {table.__tablename__}", f"FROM {table.__tablename__} INDEXED BY {index}"
    )
    assert "INDEXED BY" in text
    with sqlite3.connect(empty_sqlite) as line:
        line.execute(text, {"home": 1} if ":home" in text else [1] * text.count("?"))
    line.close()
