"""F34: yesterday's copy of the database is put back after today's mails have gone out."""

import contextlib
import shutil
import sqlite3
from collections import Counter
from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import settings_for
from tests.faults.fleet import wait_until
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, MOMENT, mails, office
from tests.law import check_books
from tracker.accounts.actor import system
from tracker.administration import restored_actions, status_actions
from tracker.app import create_app
from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import Invalid
from tracker.mail import journal, restored
from tracker.mail.identity import give_identity
from tracker.mail.models import Occurrence, OutgoingMail, RestoredMail
from tracker.mail.shared_models import SendingPause
from tracker.mail.status import MailKind, MailState, OccurrenceState, PauseReason, RestoredDecision
from tracker.reminders.told_before import BEFORE_RESTORE

WAITING = 6
FIRST = 1000


@contextlib.contextmanager
def backup(ground):
    """A copy of the database as it is now; gives a function that puts it back."""
    url = ground.engine.url
    if ground.place.engine_name == "sqlite":
        copy = ground.folder / "backup.sqlite3"
        with contextlib.closing(sqlite3.connect(url.database)) as there:
            there.execute("VACUUM INTO ?", [str(copy)])

        def put_back():
            ground.engine.dispose()
            for suffix in ("-wal", "-shm"):
                (ground.folder / f"tracker.sqlite3{suffix}").unlink(missing_ok=True)
            shutil.copy(copy, url.database)
    else:
        name, server = url.database, url.set(drivername="postgresql", database="postgres")

        def say(*statements):
            with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
                for each in statements:
                    connection.execute(each)

        ground.engine.dispose()
        say(f"CREATE DATABASE {name}_backup TEMPLATE {name}")

        def put_back():
            ground.engine.dispose()
            say(f"DROP DATABASE {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {name}_backup")

    yield put_back


@contextlib.contextmanager
def application(ground) -> Flask:
    """The product's own actions on that database, at the moment of the trial."""
    app = create_app({**settings_for(ground.url, ground.folder), "SMTP_HOST": "127.0.0.1"})
    with app.app_context(), clock.frozen(MOMENT):
        yield app
        db.session.remove()
        db.engine.dispose()


def rows(ground, query):
    with ground.engine.connect() as connection:
        return connection.execute(query).all()


def pause_reasons(ground):
    return [row.reason for row in rows(ground, sa.select(SendingPause.reason))]


def listed(ground):
    return rows(ground, sa.select(RestoredMail))


def start_and_look(ground, server):
    """A fleet on the old database for a while: every process has looked, none may send."""
    before = len(server.accepted)
    with ground.fleet(server) as fleet:
        fleet.launch()
        wait_until(lambda: "is an older copy" in fleet.words(), PATIENCE, pause=0.1)
        wait_until(lambda: passes(ground), PATIENCE, pause=0.1)
        fleet.stop()
    assert len(server.accepted) == before, "something was sent before anybody had decided"
    assert pause_reasons(ground) == [PauseReason.RESTORED]


def passes(ground):
    """Whether a process has gone through all its work once since it began."""
    with ground.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM sender_node WHERE pass_at IS NOT NULL").scalar()


def decide_and_resume(ground, wanted):
    """Carry out what `wanted` says of each mail, by its address, and let mail leave again."""
    actor = system(1)
    with application(ground):
        with pytest.raises(Invalid):
            status_actions.resume(actor=actor, now=MOMENT)
        for decision in RestoredDecision:
            ids = [mail.id for mail in listed(ground) if wanted(mail) is decision]
            if ids:
                restored_actions.decide(ids, decision, actor=actor, now=MOMENT)
        assert restored.count_open(db.session()) == 0
        status_actions.resume(actor=actor, now=MOMENT)


def send_all(ground, server, expected):
    """A fleet until the server has taken so many mails and nothing waits."""
    with ground.fleet(server) as fleet:
        fleet.launch()
        wait_until(lambda: len(server.accepted) >= expected and not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()


def test_nothing_is_sent_twice_before_somebody_has_decided(place, size, tell):
    """Some mails wait in the copy, the digests of the day are written after it; both have gone out when it comes back.

    Then half of those that waited are to be sent once more, and everything else counts as sent.
    """
    people = size(5, 300)
    with place.ground(office(people, due=(DAY, DAY - timedelta(days=1)))) as ground, SmtpServer() as server:
        ground.add(mails(WAITING, first=FIRST))
        with application(ground):
            give_identity()  # as `tracker db upgrade` does
        with backup(ground) as put_back:
            send_all(ground, server, WAITING + people)
            put_back()
        sent = Counter(mail.recipient for mail in server.accepted)
        assert set(sent.values()) == {1}
        start_and_look(ground, server)
        found = listed(ground)
        assert Counter(mail.kind for mail in found) == {MailKind.TEST: WAITING, MailKind.DIGEST: people}
        assert {mail.address for mail in found} == set(sent)
        again = {f"u{FIRST + number}@example.vn" for number in range(WAITING // 2)}
        decide_and_resume(
            ground, lambda mail: RestoredDecision.AGAIN if mail.address in again else RestoredDecision.SENT
        )
        send_all(ground, server, WAITING + people + len(again))
        assert check_books(ground.engine, place.node) == 0
        twice = {address for address, count in Counter(mail.recipient for mail in server.accepted).items() if count > 1}
        assert twice == again
        states = rows(ground, sa.select(OutgoingMail.state, OutgoingMail.accepted_reply))
        assert {(row.state, row.accepted_reply) for row in states} == {(MailState.ACCEPTED, "250 2.0.0 queued")}
        lines = rows(ground, sa.select(Occurrence).where(Occurrence.task_id > 1))
        assert lines
        assert {(line.state, line.state_reason) for line in lines} == {(OccurrenceState.SUPERSEDED, BEFORE_RESTORE)}
    figures = f"sent after the copy={len(found)} resent before a decision=0 resent by decision={len(twice)}"
    tell(f"F34 old backup: {figures} difference=0", promise="P1")


def test_a_new_database_or_a_machine_without_a_journal_is_not_held(place, tell):
    with place.ground(mails(3, first=FIRST)) as ground, SmtpServer() as server:
        send_all(ground, server, 3)
        entries = len((ground.folder / journal.FOLDER / f"{MOMENT:%Y-%m}.jsonl").read_text().split())
        assert entries >= 3
        with ground.engine.begin() as connection:  # a new database, made on the same machine
            for table in ("mail_attempt", "occurrence", "outgoing_mail", "database_identity"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
        ground.add(mails(3, first=FIRST))
        send_all(ground, server, 6)
        assert pause_reasons(ground) == []
        shutil.rmtree(ground.folder / journal.FOLDER)
        ground.add(mails(3, first=FIRST + 10))
        send_all(ground, server, 9)
        assert listed(ground) == []


@pytest.mark.parametrize("step", ["accepted", "noted", "settled"])
def test_a_kill_around_the_line_of_the_journal_is_no_old_backup(place, step, tell):
    """Between the 250 and the journal it costs the known repeat; after the journal nothing, and no false alarm."""
    with place.ground(mails(5, first=FIRST)) as ground, SmtpServer() as server:
        with ground.fleet(server, lease=2) as fleet:
            fleet.launch(fault=f"{step}:1")
            wait_until(fleet.bury, PATIENCE)
            fleet.launch()
            wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
            fleet.stop()
            assert "is an older copy" not in fleet.words()
        extra = len(server.accepted) - 5
        assert extra == (1 if step == "accepted" else 0)
        assert pause_reasons(ground) == []
        assert check_books(ground.engine, place.node) == 0
    tell(f"F34 killed after {step}: repeats={extra} false alarms=0")
