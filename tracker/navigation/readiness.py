"""What a machine that watches us asks: is everything there that people need? One line for each thing that is not."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tracker.core.database import db
from tracker.mail.shared_models import SenderNode
from tracker.mail.status import NodeKind

LONGEST_SILENCE = timedelta(seconds=90)


def reasons(now: datetime, is_current: Callable[[sa.Engine], bool], kinds: Sequence[NodeKind]) -> list[str]:
    """Why nobody should be sent here at present; empty when all is well.

    `is_current` knows the migrations; of each of `kinds` a process must run.
    """
    try:
        migrated = is_current(db.engine)
        query = sa.select(SenderNode.kind, sa.func.max(SenderNode.pass_at)).group_by(SenderNode.kind)
        last_passes = {row[0]: row[1] for row in db.session.execute(query)}
    except SQLAlchemyError as error:
        db.session.rollback()
        return [f"database: {type(error).__name__}"]
    found = []
    if not migrated:
        found.append("migrations: the database is not at the newest one")
    return [*found, *(reason for kind in kinds if (reason := _silence(kind, last_passes.get(kind), now)))]


def _silence(kind: NodeKind, last_pass: datetime | None, now: datetime) -> str:
    """Why the processes of a kind are no use, if they are none."""
    if last_pass is None:
        return f"{kind}: none has ever finished a pass"
    if now - last_pass > LONGEST_SILENCE:
        return f"{kind}: the last pass was {(now - last_pass).total_seconds():.0f} s ago"
    return ""
