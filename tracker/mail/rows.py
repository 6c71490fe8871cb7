"""Conditional updates, the one tool by which several senders agree: who changed the row has won it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from tracker.core.database import Base


def change(session: Session, table: type[Base], *conditions: sa.ColumnElement[bool], **values: object) -> int:
    """Set `values` where all `conditions` hold at this moment; returns how many rows did."""
    statement = sa.update(table).where(*conditions).values(**values)
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount


def insert_new(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], unique: str) -> int:
    """Insert those rows whose column `unique` is not there yet; returns how many that were."""
    if not rows:
        return 0
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    column = table.__table__.c[unique]
    statement = insert(table).values(list(rows)).on_conflict_do_nothing(index_elements=[unique]).returning(column)
    return len(session.connection().execute(statement).all())
