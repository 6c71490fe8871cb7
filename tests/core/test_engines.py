"""Connections: questions begin no transaction on PostgreSQL, and one that lay idle is looked at before its use."""

import pytest
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy.exc import OperationalError

from tests.cast import TODAY
from tracker.core import engines
from tracker.core.database import db, transaction
from tracker.organizations.models import Level, Organization

PID = sa.select(sa.func.pg_backend_pid())
COUNT = sa.select(sa.func.count(Organization.id))
ROW = {"name": "Xã A", "short_name": "Xã A", "level": Level.COMMUNE, "valid_from": TODAY}


def in_transaction(session):
    line = session.connection().connection.driver_connection
    if db.engine.dialect.name == "sqlite":
        return line.in_transaction
    return line.info.transaction_status is not TransactionStatus.IDLE


def test_a_question_begins_a_transaction_on_sqlite_alone_and_an_action_everywhere(app):
    with app.app_context():
        session = db.session()
        for _time in range(2):
            session.scalar(COUNT)
            assert in_transaction(session) is (db.engine.dialect.name == "sqlite")
            with transaction() as writing:
                writing.scalar(COUNT)
                assert in_transaction(writing)
        session.rollback()


def test_what_an_action_that_fails_has_written_is_gone(app):
    with app.app_context():
        before = db.session.scalar(COUNT)
        with pytest.raises(ZeroDivisionError):
            _write_and_fail()
        assert db.session.scalar(COUNT) == before
        db.session.rollback()


def _write_and_fail():
    with transaction() as session:
        session.add(Organization(**ROW))
        session.flush()
        assert session.scalar(COUNT) == 1
        raise ZeroDivisionError


@pytest.mark.parametrize("by_object", [True, False])
def test_what_is_written_outside_an_action_is_seen_there_and_gone_afterwards(app, by_object):
    with app.app_context():
        session = db.session()
        assert session.scalar(COUNT) == 0
        if by_object:
            session.add(Organization(**ROW))
            session.flush()
        else:
            session.execute(sa.insert(Organization).values(**ROW))
        assert session.scalar(COUNT) == 1
        assert in_transaction(session)
        session.rollback()
        assert session.scalar(COUNT) == 0
        assert in_transaction(session) is (db.engine.dialect.name == "sqlite")
        session.rollback()


@pytest.fixture(scope="module")
def url(cluster):
    return sa.make_url(cluster.new_database("engines"))


@pytest.fixture
def engine(url):
    """One of our own with a pool, as the product has it."""
    made = sa.create_engine(url, **engines.engine_options(url))
    engines.prepare(made)
    yield made
    made.dispose()


def cut(pid, url):
    """End a connection from outside, and wait until it is gone."""
    other = sa.create_engine(url, poolclass=sa.NullPool)
    with other.connect() as connection:
        assert connection.scalar(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


def ask(engine, question: sa.Executable = PID):
    with engines.reading(engine).connect() as connection:
        return connection.scalar(question)


def test_what_the_driver_has_prepared_is_known_to_the_next_who_reads(engine):
    known = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%version()%'")
    for _time in range(8):  # the driver prepares what it is sent again and again
        ask(engine, sa.select(sa.func.version()))
    assert ask(engine, known) == 1


def test_an_idle_connection_that_was_cut_is_replaced_before_anybody_uses_it(engine, monkeypatch):
    monkeypatch.setattr(engines, "LOOK_AFTER_SECONDS", 0)
    pid = ask(engine)
    assert ask(engine) == pid
    cut(pid, engine.url)
    assert ask(engine) != pid


def test_one_that_was_just_used_is_not_looked_at_and_its_loss_is_told_once(engine, monkeypatch):
    monkeypatch.setattr(engines, "LOOK_AFTER_SECONDS", 3600)
    looked = []
    monkeypatch.setattr(engine.dialect, "do_ping", looked.append)
    pid = ask(engine)
    assert ask(engine) == pid
    cut(pid, engine.url)
    with pytest.raises(OperationalError) as told:
        ask(engine)
    assert told.value.connection_invalidated
    assert ask(engine) not in {pid, None}
    assert looked == []
