"""F22: the clock leaps three days ahead and is put right again."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.faults.rehearsal import days_and_people
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, MOMENT, office

DAYS = [DAY + timedelta(days=n) for n in range(8)]
WORKING = [day for day in DAYS if day.weekday() < 5]
THREE_DAYS = timedelta(days=3)


@pytest.fixture
def busy(outbox, size):
    """Something is due on every day of the week to come; for so many people."""
    people = size(4, 12)
    outbox.add(office(people, due=DAYS))
    return people


def test_a_leap_costs_at_most_one_mail_and_every_true_day_has_its_own(busy, rehearse, tell):
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        rehearsal.tick()
        rehearsal.now += THREE_DAYS
        before = len(server.accepted)
        rehearsal.tick()
        at_the_leap = Counter(mail.recipient for mail in server.accepted[before:])
        after = len(server.accepted)
        rehearsal.now = MOMENT + timedelta(minutes=10)
        rehearsal.run(timedelta(days=7, hours=5), every=timedelta(hours=5))
    assert max(at_the_leap.values(), default=0) <= 1
    true_days = Counter(days_and_people(rehearsal)[:before] + days_and_people(rehearsal)[after:])
    assert set(true_days.values()) == {1}
    assert Counter(day for day, _ in true_days) == dict.fromkeys(WORKING, busy)
    counts = " ".join(f"{day:%d.%m}:{number}" for day, number in sorted(Counter(day for day, _ in true_days).items()))
    tell(f"clock +3d and back: at the leap {sum(at_the_leap.values())} mails, per true day {counts}", promise="P3")
