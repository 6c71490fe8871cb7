"""What a machine that watches us asks: is everything there that people need? One line for each thing that is not."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tracker.core.database import db
from tracker.mail.nodes import last_pass, not_ahead
from tracker.mail.status import NodeKind

LONGEST_SILENCE = timedelta(seconds=90)


def reasons(now: datetime, is_current: Callable[[sa.Engine], bool], kinds: Sequence[NodeKind]) -> list[str]:
    """Why nobody should be sent here at present; empty when all is well.

    `is_current` knows the migrations; of each of `kinds` a process must run.
    """
    try:
        migrated = is_current(db.engine)
        passes = db.session.execute(sa.select(*(last_pass(kind, not_ahead(now)) for kind in kinds))).one()
    except SQLAlchemyError as error:
        db.session.rollback()
        return [f"database: {type(error).__name__}"]
    found = []
    if not migrated:
        found.append("migrations: the database is not at the newest one")
    silences = (_silence(kind, passed_at, now) for kind, passed_at in zip(kinds, passes, strict=True))
    return [*found, *(reason for reason in silences if reason)]


def _silence(kind: NodeKind, passed_at: datetime | None, now: datetime) -> str:
    """Why the processes of a kind are no use, if they are none."""
    if passed_at is None:
        return f"{kind}: none has ever finished a pass"
    if now - passed_at > LONGEST_SILENCE:
        return f"{kind}: the last pass was {(now - passed_at).total_seconds():.0f} s ago"
    return ""
