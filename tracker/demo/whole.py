"""The whole demo or nothing: one transaction around all the actions that build it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from tracker.core.database import db


@contextmanager
def whole_or_nothing() -> Iterator[None]:
    """Let everything inside share one connection; the transactions of its actions become savepoints.

    A demo that is interrupted while it fills leaves an empty database, and the disk is waited for once instead of
    a thousand times. For an empty database that nobody else uses yet.
    """
    engines = cast("dict[str | None, object]", db.engines)
    engine, factory = db.engine, db.session.session_factory
    db.session.remove()
    with engine.begin() as connection:
        engines[None] = connection  # a session asks it for nothing that a connection cannot do
        factory.configure(join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            db.session.remove()
            engines[None] = engine
            factory.configure(join_transaction_mode="conditional_savepoint")
