"""What a page asks of the database: the number must not grow with the rows it shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from tracker.core.database import db


@contextmanager
def counted(engine: Engine | None = None) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    engine = engine or db.engine
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def questions(ask: Callable[[], object]) -> int:
    """How many statements `ask` sends, once everything that is remembered for good is remembered."""
    ask()
    with counted() as sent:
        ask()
    return len(sent)


def selects(sent: list[str]) -> int:
    """How many of the statements only read; an engine's own words around them are not counted."""
    return sum(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in sent)
