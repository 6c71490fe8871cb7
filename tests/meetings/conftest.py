"""Counting the questions a page asks of the database."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tracker.core.database import db


@pytest.fixture
def selects(session):
    """`with selects() as asked:` collects every SELECT sent meanwhile."""

    @contextmanager
    def listening():
        asked = []

        def hear(_connection, _cursor, statement, *_rest):
            if statement.lstrip().upper().startswith("SELECT"):
                asked.append(statement)

        event.listen(db.engine, "before_cursor_execute", hear)
        try:
            yield asked
        finally:
            event.remove(db.engine, "before_cursor_execute", hear)

    return listening
