"""Hearing what is asked of the database."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def heard(engine):
    """The questions asked meanwhile; the engine's own words around them are not counted."""
    said = []

    def hear(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)
