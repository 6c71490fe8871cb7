"""F23: an hour back, a trembling clock, a gap and a fold of summer time, 29 February, the turn of the year."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.faults.rehearsal import days_and_people
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, MOMENT, office
from tracker.calendar.queries import working_calendar
from tracker.core.database import db
from tracker.organizations.models import Organization

PEOPLE = 3
CAIRO = "Africa/Cairo"  # where the clock is changed in the night before and after a working day
SPELLS = {
    "gap": (CAIRO, time(0, 30), date(2026, 4, 22), date(2026, 4, 28)),
    "fold": (CAIRO, time(23, 30), date(2026, 10, 27), date(2026, 11, 3)),
    "leap day": ("Asia/Ho_Chi_Minh", time(7, 30), date(2028, 2, 25), date(2028, 3, 3)),
    "turn of the year": ("Asia/Ho_Chi_Minh", time(7, 30), date(2026, 12, 29), date(2027, 1, 6)),
}


@pytest.mark.parametrize("spell", SPELLS)
def test_every_working_day_has_its_one_mail(spell, outbox, rehearse, size, tell):
    zone, at, first, last = SPELLS[spell]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    outbox.add(office(PEOPLE, due=days, looked_at=first - timedelta(days=1)))
    with db.engine.begin() as connection:
        hours = {"digest_at": at, "window_from": time(0, 0), "window_until": time(23, 59)}
        connection.execute(sa.update(Organization).values(time_zone=zone, **hours))
    calendar = working_calendar(db.session(), 1, first)
    start = datetime.combine(first, at, ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=2)
    with SmtpServer() as server:
        rehearsal = rehearse(server, now=start)
        for number in range(len(days) + 1):  # around the hour of the digest, each day by the true clock
            rehearsal.now = start + timedelta(days=number)
            rehearsal.run(timedelta(hours=4), every=timedelta(minutes=size(40, 20)))
    sent = Counter(day for day in days_and_people(rehearsal, zone) if first <= day[0] <= last)
    expected = [day for day in days if calendar.is_working(day)]
    assert set(sent.values()) == {1}
    assert Counter(day for day, _ in sent) == dict.fromkeys(expected, PEOPLE)
    tell(f"F23 {spell}: working days={len(expected)} mails each={PEOPLE} repeats=0 missed=0")


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(minutes=-20), timedelta(seconds=-2)], ids=str)
def test_a_clock_put_back_a_little_repeats_nothing(step, outbox, rehearse):
    """After every look at what is due the clock goes back by as much, and then on again."""
    outbox.add(office(PEOPLE, due=(DAY, DAY + timedelta(days=1))))
    with SmtpServer() as server:
        rehearsal = rehearse(server, now=MOMENT - timedelta(hours=2))
        for number in range(40):
            rehearsal.tick()
            rehearsal.now += step if number % 2 else timedelta(hours=1) - step
    counts = Counter(days_and_people(rehearsal))
    assert set(counts.values()) == {1}
    assert Counter(day for day, _ in counts)[DAY] == PEOPLE
