"""Connections: what each new one is told, how a writer waits for its turn, and when a connection is looked at."""

import sqlite3
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""Whether we are inside a transaction of our own."""

LOCK_SECONDS = 15
"""How long one writer waits for another on SQLite."""

LOOK_SECONDS = 0.001
"""How often it looks whether it is its turn."""

LOOK_AFTER_SECONDS = 1
"""How long a connection to PostgreSQL may lie idle and be taken for sound."""

_IDLE_SINCE = "idle since"
_ALONE = "AUTOCOMMIT"

STOPPED_SECONDS = 30
"""How long a transaction may stand still on PostgreSQL: less than a job that waits for it may take."""


def engine_options(url: sa.URL) -> dict[str, Any]:
    """SQLite waits for a busy writer; on PostgreSQL whoever stops in the middle of a transaction is hung up on.

    A machine that is suspended must not keep its locks from all others.
    """
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": LOCK_SECONDS}}
    patience = f"-c idle_in_transaction_session_timeout={STOPPED_SECONDS}s"
    return {"connect_args": {"options": patience}}


def prepare(engine: Engine) -> None:
    """Set up each new connection, and each new transaction, of `engine`."""
    if engine.dialect.name != "sqlite":
        _look_at_connections(engine)
        _drop_old_plans(engine)
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a committed update, or a sent mail, is not forgotten at a power cut
            f"busy_timeout={LOCK_SECONDS * 1000}",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if writing.get():
            _wait_for_the_lock(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _look_at_connections(engine: Engine) -> None:
    """Before a connection is used that lay idle, see that the database still knows it; else all of them go.

    One that was just used is not looked at: on a busy site that would be a fifth of the journeys of a page.
    """

    @event.listens_for(engine, "checkin")
    def _lay_down(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_IDLE_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _take_up(connection: Any, record: ConnectionPoolEntry, _user: object) -> None:
        idle = time.monotonic() - record.info.get(_IDLE_SINCE, time.monotonic())
        if idle < LOOK_AFTER_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _drop_old_plans(engine: Engine) -> None:
    """Let go of all connections when a migration has changed what a prepared statement returns: one page sees that."""
    stale = engine.dialect.loaded_dbapi.errors.FeatureNotSupported

    @event.listens_for(engine, "handle_error")
    def _hear(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, stale):
            context.is_disconnect = True


def _wait_for_the_lock(connection: Connection) -> None:
    """Begin to write. SQLite waits for a lock by sleeping longer and longer, up to a tenth of a second.

    Ours is held for a millisecond or two: with several writers all would be asleep most of the time.
    """
    line: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    end = time.monotonic() + LOCK_SECONDS
    line.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < end:
            with suppress(sqlite3.OperationalError):
                line.execute("BEGIN IMMEDIATE")
                return
            time.sleep(LOOK_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # in vain: the error is told as every other is
    finally:
        line.execute(f"PRAGMA busy_timeout={LOCK_SECONDS * 1000}")


def reading(engine: Engine) -> Engine:
    """The same connections for questions alone: on PostgreSQL no transaction is begun around them.

    One around several questions would show each of them what has been committed by then, as none does; but its
    rollback would make the driver forget every statement that it has prepared.
    """
    if engine.dialect.name == "sqlite":
        return engine
    asking = engine.execution_options(isolation_level=_ALONE)

    @event.listens_for(asking, "before_execute")
    def _refuse(_connection: object, statement: object, *_rest: object) -> None:
        if isinstance(statement, sa.UpdateBase):
            raise RuntimeError("written outside of an action")  # noqa: TRY004 - at the wrong time, not of a wrong type

    return asking


def is_asking(connection: Connection) -> bool:
    """Whether it is one of those, so that no transaction is around what it asks."""
    return connection.get_execution_options().get("isolation_level") == _ALONE
