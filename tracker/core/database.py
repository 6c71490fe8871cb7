"""The database: one base class, exact column types, and `transaction()`, the only thing that commits.

SQLite and PostgreSQL behave alike to the rest of the code. On SQLite a transaction that means to write
takes the write lock at once (BEGIN IMMEDIATE): one that first reads and then writes would fail as soon as
anybody else had written in between, whatever the busy timeout.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import ColumnElement, event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from tracker.core.engines import engine_options, prepare, reading, writing

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


class _Words(dict[str | None, StrEnum | None]):
    """The words of an enum by their values, and nothing for NULL. Any other value is an error."""

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__({each.value: each for each in words})
        self[None] = None
        self._words = words

    def __missing__(self, value: Any, /) -> StrEnum:
        return self._words(value)


class Word(TypeDecorator[StrEnum]):
    """An enum by its value, without a CHECK: a new word needs no change of the table."""

    impl = sa.String(ENUM_LENGTH)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._by_value = _Words(words)

    @override
    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return self._by_value.__getitem__  # an enum's own way from a value takes ten times as long


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


_READING = "reading"
_WROTE = "wrote"


class ReadingSession(BoundSession):
    """Outside of `transaction()` it asks PostgreSQL without one, so there are no savepoints and no locks on rows there.

    What objects or a statement of this session change there all the same is gone when it ends; a connection of it
    refuses to.
    """

    @override
    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Engine | Connection | None = None, **kwargs: Any
    ) -> Engine | Connection:
        found = super().get_bind(mapper, clause, bind, **kwargs)
        if writing.get() or not isinstance(found, Engine):
            return found
        if self._flushing or isinstance(clause, sa.UpdateBase):
            self.info[_WROTE] = True
        return found if _WROTE in self.info else db.engines[_READING]


@event.listens_for(ReadingSession, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_WROTE, None)


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "class_": ReadingSession})


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
        cast("dict[str | None, Engine]", db.engines)[_READING] = reading(db.engine)


@contextmanager
def transaction() -> Iterator[Session]:
    """Write something, wholly or not at all. Commits at the end; an exception rolls everything back.

    Not nestable: an action owns its transaction. What the session read before is let go first, so that on
    SQLite the write lock can be taken and on both engines the rules decide on what is true now.
    """
    if writing.get():
        raise RuntimeError("a transaction inside a transaction: an action calls no other action")
    session = db.session()
    session.rollback()
    token = writing.set(True)
    try:
        with session.begin():
            yield session
    finally:
        writing.reset(token)


def is_writing() -> bool:
    """Whether we are inside a transaction of our own."""
    return writing.get()
