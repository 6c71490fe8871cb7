"""Putting the many small rows of a key together, so that what is read does not grow with the number of changes."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core import progress
from tracker.core.database import db, transaction
from tracker.core.words import N_
from tracker.tallies.counting import KEY
from tracker.tallies.models import Tally

SETTLING = N_("Gộp số liệu tổng hợp")
AT_ONCE = 500
"""Quarters of committees settled at one turn; the next turn comes soon."""

_LOCK = 7_411_902_118
"""Names this work among the locks of PostgreSQL."""


def settle_tallies() -> int:
    """Put together what has changed since the last turn; returns for how many quarters of committees."""
    keys = db.session().execute(
        sa.select(Tally.organization_id, Tally.quarter).where(sa.not_(Tally.settled)).distinct().limit(AT_ONCE)
    )
    found = [(organization_id, quarter) for organization_id, quarter in keys]
    db.session.rollback()
    for number, (organization_id, quarter) in enumerate(found):
        progress.tell(SETTLING, number, len(found))
        with transaction() as session:
            _settle(session, organization_id, quarter)
    return len(found)


def _settle(session: Session, organization_id: int, quarter: str) -> None:
    """Rows that others add meanwhile are not seen and stay; what is taken away is put back as sums.

    The sum is made from exactly the rows that the DELETE gave back: in between, another row may have come.
    """
    if not _alone(session):
        return
    columns = [getattr(Tally, name) for name in KEY]
    taken = session.execute(
        sa.delete(Tally)
        .where(Tally.organization_id == organization_id, Tally.quarter == quarter)
        .returning(*columns, Tally.n)
    )
    sums: Counter[tuple[object, ...]] = Counter()
    for *key, n in taken:
        sums[tuple(key)] += n
    rows = [{**dict(zip(KEY, key, strict=True)), "n": n, "settled": True} for key, n in sums.items() if n]
    if rows:
        session.execute(sa.insert(Tally), rows)


def _alone(session: Session) -> bool:
    """Whether nobody else settles at this moment: two that delete the same rows could wait for each other."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))))
