"""How many questions a page asks the database: the number must not grow with the rows it shows."""

from collections.abc import Callable
from contextlib import contextmanager

from sqlalchemy import event

from tracker.core.database import db


@contextmanager
def counted():
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def hear(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def questions(ask: Callable[[], object]) -> int:
    """How many statements `ask` sends, once everything that is remembered for good is remembered."""
    ask()
    with counted() as sent:
        ask()
    return len(sent)
