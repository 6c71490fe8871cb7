"""What a machine that watches us asks: is everything there that people need? One line for each thing that is not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tracker.core.database import db
from tracker.mail.models import SenderNode
from tracker.mail.status import NodeKind

LONGEST_SILENCE = timedelta(seconds=90)


def reasons(now: datetime, is_current: Callable[[sa.Engine], bool]) -> list[str]:
    """Why nobody should be sent here at present; empty when all is well. `is_current` knows the migrations."""
    try:
        migrated = is_current(db.engine)
        scheduler = SenderNode.kind == NodeKind.SCHEDULER
        last_pass = db.session.scalar(sa.select(sa.func.max(SenderNode.pass_at)).where(scheduler))
    except SQLAlchemyError as error:
        db.session.rollback()
        return [f"database: {type(error).__name__}"]
    found = []
    if not migrated:
        found.append("migrations: the database is not at the newest one")
    if last_pass is None:
        found.append("scheduler: none has ever finished a pass")
    elif now - last_pass > LONGEST_SILENCE:
        found.append(f"scheduler: the last pass was {(now - last_pass).total_seconds():.0f} s ago")
    return found
