"""Filling an empty database with a made-up nation: for trying out and for measuring."""

import sys
from collections import defaultdict
from typing import TextIO

import sqlalchemy as sa

from tracker.accounts.passwords import hash_password
from tracker.core.database import Base, db, transaction
from tracker.core.errors import Invalid
from tracker.core.words import N_
from tracker.demo.accounts import PASSWORD
from tracker.demo.nation.loading import load, mend_sequences
from tracker.demo.nation.plan import Plan, tree
from tracker.demo.nation.rows import Numbers, Rows, rows_of
from tracker.organizations.models import Organization
from tracker.tallies.counting import rebuild

CHUNK = 20_000
"""Tasks whose rows are held in memory at once."""

BAR = 40


def fill(plan: Plan, out: TextIO = sys.stderr) -> dict[str, int]:
    """Put the nation into the empty database; returns the rows by table. All of it, or on an error nothing."""
    numbers, places = Numbers(), list(tree(plan.organizations))
    made: dict[str, int] = defaultdict(int)
    with transaction() as session:
        if session.scalar(sa.select(sa.exists(sa.select(Organization.id)))):
            raise Invalid(N_("Cơ sở dữ liệu đã có dữ liệu. Chỉ tạo dữ liệu mẫu trong cơ sở dữ liệu trống."))
        password_hash = hash_password(PASSWORD)
        held: Rows = defaultdict(list)
        for number, place in enumerate(places, start=1):
            for table, rows in rows_of(place, plan, numbers, password_hash).items():
                held[table] += rows
            if len(held["task"]) >= CHUNK or number == len(places):
                _put(session.connection(), held, made)
                _tell(out, number, len(places))
        mend_sequences(session.connection(), made)
        _say(out, "Counting the tallies …")
        made["tally"] = rebuild(session)
    _analyze(out)
    return dict(made)


def _put(connection: sa.Connection, held: Rows, made: dict[str, int]) -> None:
    present = {table.name: held[table.name] for table in Base.metadata.sorted_tables if held.get(table.name)}
    load(connection, present)
    for table, rows in present.items():
        made[table] += len(rows)
    held.clear()


def _analyze(out: TextIO) -> None:
    """Let the planner know what there is now."""
    _say(out, "Gathering statistics …", stays=True)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE")


def _tell(out: TextIO, done: int, total: int) -> None:
    full = BAR * done // total
    _say(out, f"[{'#' * full}{'.' * (BAR - full)}] {done}/{total}", stays=done == total)


def _say(out: TextIO, words: str, *, stays: bool = False) -> None:
    out.write(f"\r{words:<60}{chr(10) if stays else ''}")
    out.flush()
