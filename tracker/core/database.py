"""The database: one base class, exact column types, and `transaction()`, the only thing that commits.

SQLite and PostgreSQL behave alike to the rest of the code. On SQLite a transaction that means to write
takes the write lock at once (BEGIN IMMEDIATE): one that first reads and then writes would fail as soon as
anybody else had written in between, whatever the busy timeout.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

_writing: ContextVar[bool] = ContextVar("writing", default=False)

LOCK_SECONDS = 15
"""How long one writer waits for another on SQLite."""

LOOK_SECONDS = 0.001
"""How often it looks whether it is its turn."""

STOPPED_SECONDS = 30
"""How long a transaction may stand still on PostgreSQL: less than a job that waits for it may take."""

ENUM_LENGTH = 32  # fixed, so that a longer word one day is not a change of the table


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite would drop the offset; a naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with every digit as entered: NUMERIC on PostgreSQL, text on SQLite (which has floats only)."""

    impl = sa.Numeric
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.String(40) if dialect.name == "sqlite" else sa.Numeric())

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return format(value, "f") if dialect.name == "sqlite" else value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Word(TypeDecorator[StrEnum]):
    """An enum by its value, without a CHECK: a new word needs no change of the table."""

    impl = sa.String(ENUM_LENGTH)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._by_value = {each.value: each for each in words}

    @override
    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        if value is None:
            return None
        return self._by_value.get(value) or self.words(
            value
        )  # an enum's own way from a value takes three times as long


def word(words: type[StrEnum], **kwargs: Any) -> Any:
    """A column that holds one word of an enum."""
    return mapped_column(Word(words), **kwargs)


def spelt(word: StrEnum) -> ColumnElement[Any]:
    """One of our own words, written into the statement itself: a value beside it would be bound anew each time."""
    return sa.literal_column(f"'{word}'", Word(type(word)))


class Base(DeclarativeBase):
    """Every table. Names of constraints are fixed so that both engines can change them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, Decimal: ExactDecimal}


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def init_app(app: Flask) -> None:
    """Point the database at DATABASE_URL, or at an SQLite file in DATA_DIR."""
    url = sa.make_url(app.config["DATABASE_URL"] or f"sqlite:///{Path(app.config['DATA_DIR']) / 'tracker.sqlite3'}")
    app.config["SQLALCHEMY_DATABASE_URI"] = url.render_as_string(hide_password=False)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(url))
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def engine_options(url: sa.URL) -> dict[str, Any]:
    """SQLite waits for a busy writer; PostgreSQL connections are checked before use.

    There, whoever stops in the middle of a transaction is hung up on: a machine that is suspended must not keep its
    locks from all others.
    """
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": LOCK_SECONDS}}
    patience = f"-c idle_in_transaction_session_timeout={STOPPED_SECONDS}s"
    return {"pool_pre_ping": True, "connect_args": {"options": patience}}


def prepare(engine: Engine) -> None:
    """Set up each new connection, and each new transaction, of `engine`."""
    if engine.dialect.name != "sqlite":
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
        if _writing.get():
            _wait_for_the_lock(connection)
        else:
            connection.exec_driver_sql("BEGIN")


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


@contextmanager
def transaction() -> Iterator[Session]:
    """Write something, wholly or not at all. Commits at the end; an exception rolls everything back.

    Not nestable: an action owns its transaction. What the session read before is let go first, so that on
    SQLite the write lock can be taken and on both engines the rules decide on what is true now.
    """
    if _writing.get():
        raise RuntimeError("a transaction inside a transaction: an action calls no other action")
    session = db.session()
    session.rollback()
    token = _writing.set(True)
    try:
        with session.begin():
            yield session
    finally:
        _writing.reset(token)


def is_writing() -> bool:
    """Whether we are inside a transaction of our own."""
    return _writing.get()
