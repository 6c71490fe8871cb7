"""The databases that are measured: filled for it, on an engine of our own, and whose processes serve them."""

import io
from pathlib import Path

import sqlalchemy as sa

from tests.postgres import running_cluster
from tracker import schema
from tracker.app import create_app
from tracker.core import clock
from tracker.core.database import db
from tracker.demo.nation.filling import fill
from tracker.demo.nation.plan import Plan
from tracker.organizations.models import Organization

BUFFERS = "256MB"
TASKS_PER_QUARTER, QUARTERS, GROUPS = 200, 3, 12
"""Of each commune: the same in a small nation and in a large one, so that only the nation grows."""


def filled(engine_name, tasks, folder, stack):
    """The address of a new database with about so many tasks."""
    if engine_name == "sqlite":
        url = f"sqlite:///{folder / 'tracker.sqlite3'}"
    else:
        url = stack.enter_context(running_cluster(buffers=BUFFERS)).new_database("bench")
    fill_if_empty(settings(url, folder), tasks)
    return url


def fill_if_empty(its_settings, tasks):
    """Make the tables, and about so many tasks."""
    communes = max(2, -(-tasks // (TASKS_PER_QUARTER * QUARTERS)))
    plan = Plan(
        organizations=communes,
        tasks_per_quarter=min(TASKS_PER_QUARTER, -(-tasks // (communes * QUARTERS))),
        quarters=QUARTERS,
        groups=GROUPS,
        today=clock.today("Asia/Ho_Chi_Minh", clock.now()),
    )
    with create_app(its_settings).app_context():
        schema.upgrade(db.engine)
        if not db.session.scalar(sa.select(sa.exists(sa.select(Organization.id)))):
            fill(plan, out=io.StringIO())
        db.session.remove()
        db.engine.dispose()


def settings(url, folder):
    """What the product is told."""
    return {
        "DATABASE_URL": url,
        "DATA_DIR": folder,
        "SECRET_KEY": "a secret for benchmarks, long enough",
        "BASE_URL": "http://localhost",
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "nhacviec@theodoi.example",
        "PASSWORD_TIME_COST": 1,
        "PASSWORD_MEMORY_KIB": 8,
        "DEMO": False,
    }


def engine_of(url):
    return sa.make_url(url).get_backend_name()


def processes(url):
    """The process of the database's server, if it has one of its own on this machine."""
    if engine_of(url) == "sqlite":
        return []
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        stat = Path(f"/proc/{backend}/stat").read_text()
    engine.dispose()
    return [int(stat.rpartition(")")[2].split()[1])]
