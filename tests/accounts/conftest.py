"""Counting what a page asks of the database."""

import pytest
from sqlalchemy import event

from tests.accounts.browsers import pages  # noqa: F401  # a fixture
from tracker.core.database import db


@pytest.fixture
def count_queries(app, session):
    """`count_queries(lambda: …)` is how many SELECTs it took."""

    def counted(act):
        asked = []

        def hear(_connection, _cursor, statement, *_rest):
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                asked.append(statement)

        event.listen(db.engine, "before_cursor_execute", hear)
        try:
            act()
        finally:
            event.remove(db.engine, "before_cursor_execute", hear)
        return len(asked)

    return counted
