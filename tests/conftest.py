"""The application on both engines, an empty database for each test, the cast, and a client that checks each page."""

import gc
import os
import shutil
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings
from jinja2 import BytecodeCache
from sqlalchemy import create_engine

from tests import cast as casting
from tests.law import check_books
from tests.makers import Makers
from tests.memory import keep_temporary_files
from tests.pages import Pages
from tests.postgres import Unavailable, running_cluster
from tracker import schema
from tracker.app import create_app
from tracker.core import engines
from tracker.core.database import Base, db
from tracker.mail import journal

settings.register_profile("house", deadline=None)  # a busy machine is no failure
settings.load_profile("house")

ENGINES = ("sqlite", "postgresql")

keep_temporary_files()


def pytest_collection_finish():
    """All that was read stays to the end: let the collector of garbage not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    """Every test that touches a database runs on both engines, or on the one that its mark names."""
    if "engine_name" in metafunc.fixturenames:
        names = ENGINES
        if metafunc.definition.get_closest_marker("postgres"):
            names = ENGINES[1:]
        elif metafunc.definition.get_closest_marker("one_engine"):
            names = ENGINES[:1]
        metafunc.parametrize(
            "engine_name",
            [pytest.param(name, marks=pytest.mark.postgres if name == "postgresql" else ()) for name in names],
            scope="session",
        )


@pytest.fixture(scope="session")
def cluster():
    """One PostgreSQL server for all tests of this process."""
    try:
        with running_cluster() as started:
            yield started
    except Unavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL on this machine: {reason}")


@pytest.fixture(scope="session")
def apps(tmp_path_factory):
    """Applications by engine, each made once."""
    made = {}
    yield made
    for application in made.values():
        with application.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A migrated, empty SQLite file to copy for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    engines.prepare(engine)
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def settings_for(url: str, folder: Path) -> dict:
    return {
        "TESTING": False,
        "SECRET_KEY": "a secret for tests, long enough to pass",
        "DATABASE_URL": url,
        "DATA_DIR": folder,
        "BASE_URL": "http://localhost",
        "MAIL_FROM": "nhacviec@theodoi.example",
        "SMTP_SECURITY": "none",
        "PASSWORD_TIME_COST": 1,
        "PASSWORD_MEMORY_KIB": 8,
        "DEMO": False,
    }


class Compiled(BytecodeCache):
    """The templates as the first application of this process compiled them, for all others."""

    known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket):
        self.known[bucket.key] = bucket.bytecode_to_string()


def new_app(settings: dict) -> Flask:
    application = create_app(settings)
    application.jinja_env.bytecode_cache = Compiled()
    return application


@pytest.fixture
def app(request, engine_name, apps, tmp_path_factory):
    """The application on one engine, its database empty."""
    if engine_name not in apps:
        folder = tmp_path_factory.mktemp(engine_name)
        if engine_name == "sqlite":
            shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "tracker.sqlite3")
            url = f"sqlite:///{folder / 'tracker.sqlite3'}"
        else:
            url = request.getfixturevalue("cluster").new_database("tests")
            engine = create_engine(url)
            schema.upgrade(engine)
            engine.dispose()
        apps[engine_name] = new_app(settings_for(url, folder))
    application = apps[engine_name]
    yield application
    with application.app_context():
        db.session.remove()
        unexplained = check_books(db.engine, request.node)
        if engine_name == "sqlite":
            empty_the_file(db.engine, request.getfixturevalue("empty_sqlite"))
        else:
            empty_the_tables(request.getfixturevalue("sweeper"))
        shutil.rmtree(journal.folder(), ignore_errors=True)
    assert unexplained == 0, "lines were owed that nobody can account for"


WHICH_ARE_FILLED = " UNION ALL ".join(
    f"(SELECT '{table.name}' FROM \"{table.name}\" LIMIT 1)" for table in Base.metadata.sorted_tables
)


def empty_the_file(engine: sa.Engine, template: Path) -> None:
    path = Path(engine.url.database)
    engine.dispose()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copy(template, path)


@pytest.fixture(scope="session")
def sweeper(apps):
    """One connection to PostgreSQL that empties the tables after each test.

    As a replica the server checks no references and fires no triggers, which would guard the audit trail.
    """
    with apps["postgresql"].app_context():
        url = db.engine.url.set(drivername="postgresql").render_as_string()
    with psycopg.connect(url, autocommit=True, options="-c session_replication_role=replica") as connection:
        yield connection


def empty_the_tables(connection: psycopg.Connection) -> None:
    """Only tables that hold something, row by row: truncating forty tables takes as long as many a test."""
    filled = {row[0] for row in connection.execute(WHICH_ARE_FILLED, prepare=True)}
    emptied = [table for table in Base.metadata.sorted_tables if table.name in filled]
    again = [f"SELECT setval('{table.name}_id_seq', 1, false)" for table in emptied if "id" in table.c]
    connection.execute("; ".join([*(f'DELETE FROM "{table.name}"' for table in emptied), *again]))


@pytest.fixture
def session(app):
    """A session of the application, outside a request."""
    with app.app_context():
        yield db.session
        db.session.remove()


@pytest.fixture
def cast(app, session):
    """The named people and groups every test knows; see `tests/cast.py`."""
    return casting.gather(app, session)


@pytest.fixture
def make(session, cast):
    """Makers of documents, directives, tasks and what happens to them."""
    return Makers(session, cast)


@pytest.fixture
def pages(app, cast):
    """A client that signs in as a member of the cast and checks every page it fetches."""
    return Pages(app, cast)
