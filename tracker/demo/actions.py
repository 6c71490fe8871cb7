"""Filling an empty database with the demo: the past is played through the very actions that the pages call."""

from datetime import datetime

import sqlalchemy as sa

from tracker.calendar.queries import working_calendar
from tracker.core.clock import today
from tracker.core.database import db
from tracker.demo import accounts
from tracker.demo.days import ZONE, days_of
from tracker.demo.ground import lay
from tracker.demo.groups import PROVINCE
from tracker.demo.post import send_newest_digest_now, settle_until
from tracker.demo.script import script_of
from tracker.demo.stage import Stage
from tracker.demo.whole import whole_or_nothing
from tracker.organizations.models import Organization

PASSWORD = accounts.PASSWORD


def load(now: datetime) -> None:
    """Put the three committees into the quarter of `now`, with months of work behind them; all of it or nothing.

    The same moment always gives the same rows.
    """
    with whole_or_nothing():
        ground = lay(today(ZONE, now))
        province = ground[PROVINCE.key].organization
        days = days_of(now, working_calendar(db.session(), province.id, today(ZONE, now)))
        stage = Stage(ground)
        for event in script_of(days):
            stage.play(event)
        settle_until(now)
        send_newest_digest_now(days, now)


def is_empty() -> bool:
    """Whether nothing has been put into the database yet."""
    empty = db.session.scalars(sa.select(Organization.id).limit(1)).first() is None
    db.session.rollback()
    return empty


def show_accounts() -> list[tuple[str, str, str]]:
    """Who may sign in: name, address and what they are."""
    return [(known.name, known.email, known.post) for known in accounts.SHOWN]
