"""Trials that each rely on one guard of the product, and how to take that guard out.

A trial gives the number of faults it saw: none as long as the guard stands.
"""

import re
import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import Act, SmtpServer
from tests.faults.world import DAY, mails, office
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.groups.models import Membership
from tracker.mail import breaker, claims, delivery, pauses, reaping, smtp, writing
from tracker.mail.delivery import deliver
from tracker.mail.models import Occurrence
from tracker.mail.settings import read_settings
from tracker.mail.shared_models import SendingPause
from tracker.mail.smtp import Mailer
from tracker.mail.status import PauseReason
from tracker.reminders import actions
from tracker.reminders.models import ReminderCursor
from tracker.tasks.models import Task
from tracker.tasks.status import State

LATER = timedelta(hours=1)
PER_MINUTE = 5
DAY_BEGINS = datetime(2026, 5, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MODULES = {"claimed": claims, "guarded": delivery, "dot": smtp, "accepted": smtp}


@dataclass(frozen=True)
class Sleep:
    """A sender stops at the step `at` for longer than its lease. `meanwhile` is what others do; then it wakes."""

    at: str
    meanwhile: Any
    refuses: bool = False  # whether the server turns down what the sleeper hands it

    def __call__(self, outbox, rehearse):
        outbox.add(mails(3))
        script = lambda step, talk: "550 5.7.1 no" if step == "dot" and talk.number == 1 else None  # noqa: E731
        with SmtpServer(script if self.refuses else None) as server, pytest.MonkeyPatch.context() as patch:
            rehearsal = rehearse(server)
            patch.setattr(MODULES[self.at], "step", self._falling_asleep(rehearsal))
            with clock.frozen(rehearsal.now):
                ids = claims.claim(worker="here:1:aa", limit=1, now=rehearsal.now)
            with closing(Mailer(read_settings().server)) as mailer:
                deliver(ids, worker="here:1:aa", mailer=mailer, clock=lambda: rehearsal.now)
            rehearsal.now += LATER
            rehearsal.tick(times=3)
        return outbox.examine(server)

    def _falling_asleep(self, rehearsal):
        slept = []

        def step(name):
            if name == self.at and not slept:
                slept.append(name)
                rehearsal.now += LATER
                self.meanwhile(rehearsal)

        return step


def others_send(rehearsal):
    rehearsal.tick(times=2)


def others_take_back(rehearsal):
    reaping.reap(rehearsal.now)


def it_dies(_rehearsal):
    raise RuntimeError("rehearsed")


def late_task(outbox, rehearse):
    """A task falls due today after today's mails have left, and the day is looked at again. The server's log."""
    outbox.add(office(2, due=(DAY, DAY + timedelta(days=60))))
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        rehearsal.tick()
        with outbox.engine.begin() as connection:
            late = sa.update(Task).where(Task.due_on > DAY)
            connection.execute(late.values(due_on=DAY, due_revision=Task.due_revision + 1))
            connection.execute(sa.update(ReminderCursor).values(done_until=DAY - timedelta(days=1)))
        rehearsal.tick()
    return server


def second_digests(outbox, rehearse):
    """Mails to a person beyond the one of the day."""
    server = late_task(outbox, rehearse)
    return len(server.accepted) - len({mail.recipient for mail in server.accepted})


def detached_lines(outbox, rehearse):
    """What the conservation law misses."""
    return outbox.examine(late_task(outbox, rehearse)).difference


def second_lines(outbox, rehearse):
    """Lines written twice, where a process looks what was told before another has written it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "keys_told", lambda *_: frozenset())
        late_task(outbox, rehearse)
    lines = outbox.rows(sa.select(Occurrence.task_id, Occurrence.account_id, Occurrence.rule, Occurrence.local_day))
    return len(lines) - len(set(lines))


def mails_at_night(outbox, rehearse):
    """Digests that left before six in the morning or after eight in the evening."""
    outbox.add(office(2, due=(DAY,)))
    with SmtpServer() as server:
        rehearsal = rehearse(server, now=datetime.combine(DAY, time(0, 30), ZONE))
        rehearsal.run(timedelta(hours=12), every=timedelta(hours=1))
    assert server.accepted, "they left"
    return sum(not time(6) <= moment.astimezone(ZONE).time() < time(20) for moment in rehearsal.moments)


def changed_after_writing(outbox, rehearse):
    """Mails about a task that was closed after they were written and before they were begun."""
    outbox.add(office(4, size=2))
    closing = sa.update(Task).where(Task.lead_group_id == 2).values(state=State.CANCELLED, version=Task.version + 1)
    real, closed = writing.write, []

    def write(*arguments, **more):
        papers = real(*arguments, **more)
        if not closed:
            closed.append(True)
            with outbox.engine.begin() as connection:
                connection.execute(closing)
        return papers

    with SmtpServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "write", write)
        rehearse(server).tick()
    told = {mail.recipient for mail in server.accepted}
    assert told >= {"u4@example.vn", "u5@example.vn"}, "the others are told"
    return len(told) - 2


def grown_old(outbox, rehearse):
    """Mails to people who lost their seats while they lay written: no version tells of it, only their age."""
    outbox.add(office(4, size=2))
    left = []

    def leave(step, _talk):
        if step == "mail" and not left:
            left.append(True)
            rehearsal.now += timedelta(minutes=1)
            with outbox.engine.begin() as connection:
                connection.execute(sa.update(Membership).values(until_on=DAY - timedelta(days=1)))

    with SmtpServer(leave) as server, pytest.MonkeyPatch.context() as patch:
        rehearsal = rehearse(server)
        patch.setattr(clock, "now", lambda: rehearsal.now)
        rehearsal.tick()
    assert server.accepted, "the one in hand left"
    return len(server.accepted) - 1


def stale_mails(outbox, rehearse):
    """Mails about a task that was closed while they waited for the server."""
    away = [True]
    outbox.add(office(4, size=2))
    with SmtpServer(lambda step, _talk: Act.HANG_UP if step == "connect" and away[0] else None) as server:
        rehearsal = rehearse(server)
        rehearsal.tick()
        with outbox.engine.begin() as connection:
            connection.execute(sa.update(Task).where(Task.lead_group_id == 2).values(state=State.CANCELLED))
        away[0] = False
        rehearsal.run(timedelta(minutes=20), every=timedelta(minutes=1))
    told = {mail.recipient for mail in server.accepted}
    assert told >= {"u4@example.vn", "u5@example.vn"}, "the others are told"
    return len(told) - 2


def taken_by_two(outbox, rehearse):
    """The mails of two senders who take some at the same moment: the second comes while the first decides.

    Those that the second has got before the first is done.
    """
    outbox.add(mails(10))
    taken, seconds, real = {}, [], breaker.take_probe

    def take(worker, now):
        with outbox.app.app_context():
            taken[worker] = set(claims.claim(worker=worker, limit=5, now=now))
            db.session.remove()

    def first_decides(session, name, *, now):
        if not seconds:
            seconds.append(threading.Thread(target=take, args=("second", now)))
            seconds[0].start()
            while seconds[0].is_alive() and not waits_for_a_lock(outbox):
                seconds[0].join(0.01)
            taken["at once"] = taken.get("second", set())
        return real(session, name, now=now)

    with SmtpServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(breaker, "take_probe", first_decides)
        take("first", rehearse(server).now)
        seconds[0].join()
    return taken["first"], taken["at once"], taken["second"]


def claimed_twice(outbox, rehearse):
    """Mails that both hold."""
    first, _at_once, second = taken_by_two(outbox, rehearse)
    return len(first & second)


def waited_for(outbox, rehearse):
    """Mails that the second would have got at once and did not."""
    _first, at_once, _second = taken_by_two(outbox, rehearse)
    return 5 - len(at_once)


def waits_for_a_lock(outbox):
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with outbox.engine.connect() as connection:
        return connection.exec_driver_sql(waiting).scalar() > 0


def mails_over_the_limit(outbox, rehearse):
    """Mails in a minute beyond the limit, where two senders look every few seconds."""
    outbox.add(mails(3 * PER_MINUTE))
    with SmtpServer() as server:
        rehearsal = rehearse(server, MAIL_PER_MINUTE=PER_MINUTE)
        for _ in range(8):
            rehearsal.tick(times=2)
            rehearsal.now += timedelta(seconds=9)
    return max(0, rehearsal.most_in_a_minute - PER_MINUTE)


def mails_while_paused(outbox, rehearse):
    """Mails that leave after somebody paused all sending."""
    outbox.add(mails(5))
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        with transaction() as session:
            pauses.pause(session, PauseReason.BY_HAND, now=rehearsal.now)
        rehearsal.tick(times=2)
    return len(server.accepted)


def mails_after_a_pause(outbox, rehearse):
    """Mails of a batch that leave although sending was paused in the middle of it."""
    outbox.add(mails(5))

    def pause_at_once(step, _talk):
        if step == "dot" and not outbox.rows(sa.select(SendingPause)):
            with outbox.engine.begin() as connection:
                values = {"name": PauseReason.BY_HAND, "reason": PauseReason.BY_HAND, "since": DAY_BEGINS}
                connection.execute(sa.insert(SendingPause).values(**values))

    with SmtpServer(pause_at_once) as server:
        rehearse(server).tick(times=2)
    return len(server.accepted) - 1


@contextmanager
def without_unique(engine, table, column):
    """The empty `table` without its constraint on `column`; whoever calls this empties the database afterwards."""
    name = f"uq_{table}_{column}"
    if engine.dialect.name == "sqlite":
        engine.dispose()
        _rebuild(engine.url.database, table, name)
        yield  # the file is replaced by a new one
        return
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({column})")


def _rebuild(path, table, name):
    with closing(sqlite3.connect(path)) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        looser, found = re.subn(rf",\s*CONSTRAINT {name} UNIQUE \([^)]+\)", "", made)
        assert found == 1, made
        renamed = re.sub(rf"CREATE TABLE \"?{table}\"?", f"CREATE TABLE {table}_looser", looser)
        connection.executescript(f"{renamed}; DROP TABLE {table}; ALTER TABLE {table}_looser RENAME TO {table};")
