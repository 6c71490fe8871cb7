"""Runs the migrations on whatever database the application is pointed at.

On SQLite a table is changed by building a copy and dropping the old one. With foreign keys switched on that
drop would silently delete the rows of every child table, so they are off while migrating and checked after.
"""

from alembic import context
from sqlalchemy import Connection

import tracker.schema  # noqa: F401  # knows every model
from tracker.core.database import Base


def migrate(connection: Connection) -> None:
    """Run in one transaction; broken references undo it."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


migrate(context.config.attributes["connection"])
