"""Conditional updates, the one tool by which several senders agree: who changed the row has won it."""

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from tracker.core.database import Base


def change(session: Session, table: type[Base], *conditions: sa.ColumnElement[bool], **values: object) -> int:
    """Set `values` where all `conditions` hold at this moment; returns how many rows did."""
    statement = sa.update(table).where(*conditions).values(**values)
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
