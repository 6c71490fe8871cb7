"""Filling an empty database with the demo: the past is played through the very actions that the pages call."""

from datetime import datetime

import sqlalchemy as sa

from tracker.calendar.queries import working_calendar
from tracker.core.clock import today
from tracker.core.database import db
from tracker.demo.accounts import PASSWORD as PASSWORD
from tracker.demo.accounts import SHOWN
from tracker.demo.days import ZONE, days_of
from tracker.demo.groups import PROVINCE
from tracker.demo.ground import lay
from tracker.demo.post import send_newest_digest_now, settle_until
from tracker.demo.script import script_of
from tracker.demo.stage import Stage
from tracker.organizations.models import Organization


def load(now: datetime) -> None:
    """Put the three committees into the quarter of `now`, with months of work behind them.

    The same moment always gives the same rows.
    """
    ground = lay(today(ZONE, now))
    calendar = working_calendar(db.session(), ground[PROVINCE.key].organization.id, today(ZONE, now))
    days = days_of(now, calendar)
    stage = Stage(ground)
    for event in script_of(days):
        stage.play(event)
    settle_until(now)
    send_newest_digest_now(days, now)
    db.session.rollback()


def is_empty() -> bool:
    """Whether nothing has been put into the database yet."""
    empty = db.session.scalars(sa.select(Organization.id).limit(1)).first() is None
    db.session.rollback()
    return empty


def show_accounts() -> list[tuple[str, str, str]]:
    """Who may sign in: name, address and what they are."""
    return [(known.name, known.email, known.post) for known in SHOWN]
