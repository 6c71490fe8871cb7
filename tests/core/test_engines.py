"""Connections: questions begin no transaction on PostgreSQL, and one that lay idle is looked at before its use."""

from datetime import time

import pytest
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy.exc import NotSupportedError, OperationalError
from sqlalchemy.orm import Session

from tests.cast import TODAY
from tracker.core import engines
from tracker.core.database import db, transaction
from tracker.core.kept import Kept, rows_of
from tracker.organizations.models import ContentLevel, Level, Organization

PID = sa.select(sa.func.pg_backend_pid())
NINE = time(9)
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


def test_no_connection_writes_outside_an_action_what_would_not_be_undone(app):
    into = sa.insert(Organization).values(**ROW)
    with app.app_context():
        session = db.session()
        table = Organization.__table__
        usual = {"time_zone": "UTC", "digest_at": NINE, "contact": "", "window_from": NINE, "window_until": NINE}
        more = {"content_level": ContentLevel.FULL, "weekly_report": False, "version": 1}
        kept = Kept(sa.insert(table).values(**ROW, **usual, **more).returning(table.c.id))
        with pytest.raises(RuntimeError, match="outside of an action"):
            rows_of(session, kept)
        if db.engine.dialect.name == "sqlite":
            session.connection().execute(into)
        else:
            with pytest.raises(RuntimeError, match="outside of an action"):
                session.connection().execute(into)
        session.rollback()
        assert session.scalar(COUNT) == 0
        session.rollback()
        with transaction() as writing:
            rows_of(writing, kept)
        assert session.scalar(COUNT) == 1
        with transaction() as writing:
            writing.execute(sa.delete(Organization))


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


def ask_kept(engine, question):
    with Session(engines.reading(engine)) as session:
        ((found,),) = rows_of(session, question)
        return found


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


def test_when_all_are_lost_one_error_is_told_and_not_one_for_each(engine, monkeypatch):
    monkeypatch.setattr(engines, "LOOK_AFTER_SECONDS", 3600)
    together = [engine.connect() for _ in range(5)]
    pids = {each.scalar(PID) for each in together}
    for each in together:
        each.close()
    for pid in pids:
        cut(pid, engine.url)
    told = []
    for _time in range(8):
        try:
            assert ask_kept(engine, Kept(PID)) not in pids
        except OperationalError as error:
            told.append(error)
    assert len(told) == 1
    assert told[0].connection_invalidated


def test_a_connection_closed_on_our_side_is_told_as_sqlalchemy_tells_it(engine):
    asking = engines.reading(engine)
    with Session(asking) as session:
        session.connection().connection.dbapi_connection.close()
        with pytest.raises(OperationalError):
            rows_of(session, Kept(PID))
    assert ask_kept(engine, Kept(PID))


@pytest.mark.parametrize("way", [ask, ask_kept])
def test_a_column_of_another_type_costs_each_process_one_error(engine, way):
    question = sa.select(sa.column("name")).select_from(sa.table("changed_type"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS changed_type")
        connection.exec_driver_sql("CREATE TABLE changed_type AS SELECT 'x'::varchar(10) AS name")
    asked = Kept(question) if way is ask_kept else question
    for _time in range(8):
        assert way(engine, asked) == "x"
    other = sa.create_engine(engine.url, poolclass=sa.NullPool)
    with other.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE changed_type ALTER name TYPE varchar(80)")
    with pytest.raises(NotSupportedError):
        way(engine, asked)
    assert [way(engine, asked) for _time in range(8)] == ["x"] * 8
