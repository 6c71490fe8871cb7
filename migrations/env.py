"""Runs the migrations on whatever database the application is pointed at.

On SQLite a table is changed by building a copy and dropping the old one. With foreign keys switched on that
drop would silently delete the rows of every child table, so they are off while migrating and checked after.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection

import tracker.schema  # noqa: F401  # knows every model
from tracker.core.database import Base


def migrate(connection: Connection) -> None:
    """Run in one transaction; broken references undo it."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        compare_type=True,
        transactional_ddl=True,  # SQLite's as well, because tracker.core.database says BEGIN itself
        transaction_per_migration=False,
    )
    if not sqlite:
        with context.begin_transaction():
            context.run_migrations()
        return
    with references_unguarded(connection), context.begin_transaction():
        context.run_migrations()
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")


@contextmanager
def references_unguarded(connection: Connection) -> Iterator[None]:
    """Foreign keys off for a while.

    The driver is told directly: SQLAlchemy would begin a transaction first, and inside one SQLite ignores this.
    """
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


migrate(context.config.attributes["connection"])
