"""The days of the demo: everything is counted in working days from the morning of the newest digest."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from tracker.calendar.rules import WorkingCalendar
from tracker.core.clock import local
from tracker.core.quarter import Quarter
from tracker.demo.people import SEED
from tracker.demo.plots import LONGEST
from tracker.reminders.rules import moment_of

ZONE = "Asia/Ho_Chi_Minh"
DIGEST_AT = time(7, 30)
DAYS_TO_CONCLUDE = 3
"""On which working day of a quarter its conclusion is drawn, if that is long enough ago."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """One quarter of the demo: when its conclusions were drawn and its tasks given, and where it ends."""

    quarter: Quarter
    concluded_on: date
    assigned_on: date


@dataclass(frozen=True, kw_only=True)
class Days:
    """`newest` is the day of the newest digest: today, once it goes out, else the working day before."""

    calendar: WorkingCalendar
    today: date
    newest: date
    quarter: Quarter

    def ago(self, n: int) -> date:
        """The n-th working day before the newest digest."""
        return self.calendar.shift(self.newest, -n)

    def due(self, n: int) -> date:
        """A deadline n working days after (or before) the newest digest, not beyond the quarter."""
        return min(self.calendar.shift(self.newest, n), self.quarter.last_day)

    @property
    def this_term(self) -> Term:
        """The conclusions of this quarter, drawn early enough for everything that is to lie behind them."""
        usual = self.calendar.shift(self.quarter.first_day - timedelta(days=1), DAYS_TO_CONCLUDE)
        return self._term(self.quarter, min(usual, self.ago(LONGEST + 1)))

    @property
    def term_before(self) -> Term:
        """The quarter before, as far from its beginning."""
        gap = self.calendar.between(self.quarter.first_day, self.this_term.concluded_on)
        before = self.quarter.previous
        return self._term(before, self.calendar.shift(before.first_day, gap))

    @property
    def closed_on(self) -> date:
        """The working day on which the quarter before was closed."""
        return min(self.calendar.shift(self.quarter.previous.last_day, 0), self.ago(1))

    def _term(self, quarter: Quarter, concluded_on: date) -> Term:
        return Term(quarter=quarter, concluded_on=concluded_on, assigned_on=self.calendar.shift(concluded_on, 1))


def days_of(now: datetime, calendar: WorkingCalendar) -> Days:
    """What the moment means: which quarter it is, and which morning's digest is the newest."""
    moment = local(now, ZONE)
    today = moment.date()
    fresh = calendar.is_working(today) and moment.time() >= DIGEST_AT
    newest = today if fresh else calendar.shift(today, -1)
    return Days(calendar=calendar, today=today, newest=newest, quarter=Quarter.of(today))


def morning(day: date) -> datetime:
    """The moment when that day's digests are written."""
    return moment_of(day, DIGEST_AT, ZONE) + timedelta(seconds=20)


def office_hour(day: date, name: str) -> datetime:
    """A moment of the working day, always the same for the same name."""
    chance = Random(f"{SEED}:{name}")
    minute = chance.choice((chance.randrange(8 * 60 + 5, 11 * 60 + 25), chance.randrange(13 * 60 + 35, 16 * 60 + 50)))
    return moment_of(day, time(minute // 60, minute % 60, chance.randrange(60)), ZONE)
