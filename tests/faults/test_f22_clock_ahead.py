"""F22: the clock leaps ahead and is put right again, or said to be right; or it differs from the database's."""

import time
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import settings_for
from tests.faults.fleet import wait_until
from tests.faults.places import PATIENCE, Place
from tests.faults.rehearsal import days_and_people
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, MOMENT, mails, office
from tracker.accounts.actor import system
from tracker.administration import status_actions
from tracker.app import create_app
from tracker.audit.models import AuditEntry
from tracker.core.database import db
from tracker.mail.models import OutgoingMail
from tracker.mail.shared_models import SenderNode, SendingPause
from tracker.mail.status import PauseReason

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


LEAP = 23 * 3600  # to the next morning, when more would be due
SOON = 30


class Clock:
    """How many seconds the clock of every process is ahead, from now on."""

    def __init__(self, ground):
        self.file = ground.folder / "clock"
        self.settings = {"PATCH": "clock follows", "CLOCK_FILE": str(self.file)}
        self.leap(0)

    def leap(self, seconds):
        new = self.file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.file)


def rows(ground, query):
    with ground.engine.connect() as connection:
        return connection.execute(query).all()


def stopped(ground):
    return [row.reason for row in rows(ground, sa.select(SendingPause.reason))] == [PauseReason.CLOCK]


def told(ground):
    query = sa.select(AuditEntry.action, AuditEntry.actor_id).order_by(AuditEntry.id)
    return [tuple(row) for row in rows(ground, query)]


@pytest.mark.parametrize("end", ["comes back", "is confirmed"])
def test_a_clock_that_leaps_under_a_running_process_stops_sending_until_it_is_right(place, end, tell):
    """Three mails and two digests go out; then the clock leaps, and neither three more mails nor the next day's do."""
    due = (DAY, DAY + timedelta(days=1))
    with place.ground(mails(3), office(2, due=due)) as ground, SmtpServer() as server:
        clock = Clock(ground)
        with ground.fleet(server, **clock.settings) as fleet:
            for _ in range(2):
                fleet.launch()
            wait_until(lambda: len(server.accepted) == 5 and not ground.waiting(), PATIENCE, pause=0.1)
            clock.leap(LEAP)
            wait_until(lambda: stopped(ground), SOON, pause=0.05)
            ground.add(mails(3, first=100))
            wait_until(lambda: skews(ground) >= 2, SOON, pause=0.1)
            time.sleep(3)  # some turns of every job
            assert len(server.accepted) == 5
            assert {row.local_day for row in rows(ground, sa.select(OutgoingMail.local_day))} == {DAY}
            if end == "comes back":
                clock.leap(20)
                wait_until(lambda: not stopped(ground), SOON, pause=0.05)
            else:
                confirm(ground)
            wait_until(lambda: len(server.accepted) >= 8, PATIENCE, pause=0.1)
            wait_until(lambda: skews(ground) == 0, SOON, pause=0.1)
            fleet.stop()
        (leapt, (word, who)) = told(ground)
        assert leapt == ("sending.clock_leapt", None)
        assert (word, who) == (("sending.clock_back" if end == "comes back" else "sending.clock_confirmed"), None)
    tell(f"clock +23h under running processes, {end}: mails meanwhile=0", promise="P12")


def skews(ground):
    """How many processes say that their clock has leapt."""
    return len(rows(ground, sa.select(SenderNode.name).where(SenderNode.skew_seconds != 0)))


def confirm(ground):
    """As an administrator does on the page."""
    app = create_app(settings_for(ground.url, ground.folder))
    with app.app_context():
        status_actions.resume(actor=system(1), now=MOMENT)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize(("ahead", "writes"), [(20, True), (120, False)])
def test_a_machine_that_differs_from_the_database_says_so_and_far_off_writes_nothing(cluster, request, ahead, writes):
    place = Place("postgresql", "postgresql", cluster, request.node)
    with place.ground(office(2)) as ground, SmtpServer() as server:
        clock = Clock(ground)
        clock.leap(ahead)
        with ground.fleet(server, **clock.settings) as fleet:
            fleet.launch()
            wait_until(lambda: rows(ground, sa.select(SenderNode.database_skew)) not in ([], [(0,)]), SOON, pause=0.1)
            if writes:
                wait_until(lambda: len(server.accepted) == 2, PATIENCE, pause=0.1)
            else:
                wait_until(lambda: fleet.words().count("no reminders are written by it") >= 3, SOON, pause=0.1)
                assert ground.mails() == 0
                assert rows(ground, sa.select(SenderNode.pass_at)) == [(None,)]
            fleet.stop()
        ((skew,),) = rows(ground, sa.select(SenderNode.database_skew))
        assert abs(skew - ahead) <= 2
        assert not stopped(ground), "a constant difference is no leap"
