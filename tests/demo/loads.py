"""Moments to load the demo for, and what a load has made."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tracker.core.database import Base, db

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

MOMENTS = {
    "in the middle of a quarter": datetime(2026, 11, 25, 8, 0, tzinfo=HANOI),
    "on the first working day of a quarter": datetime(2026, 10, 1, 9, 0, tzinfo=HANOI),
    "on the last day of a quarter": datetime(2026, 12, 31, 17, 30, tzinfo=HANOI),
    "at Tet": datetime(2026, 2, 18, 10, 0, tzinfo=HANOI),
}


class Loaded:
    """A loaded demo and the moment it was loaded for."""

    def __init__(self, now) -> None:
        self.now = now

    @property
    def session(self):
        return db.session()


def all_rows():
    """Everything in the database, by table."""
    return {
        table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
    }
