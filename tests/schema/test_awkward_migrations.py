"""Migrations that change a parent table, break a reference, or are killed half-way."""

import os
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa

from tests.schema.rows import counts, fill
from tracker import schema
from tracker.core.database import Base
from tracker.core.paths import ROOT

FAMILY = """
op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(10)))
op.create_table(
    "child",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent_id", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["parent_id"], ["parent.id"], name="fk_child_parent", ondelete="CASCADE"),
)
op.execute("INSERT INTO parent (id, name) VALUES (1, 'a')")
op.execute("INSERT INTO child (id, parent_id) VALUES (1, 1), (2, 1)")
"""
NEW_PARENT = """
with op.batch_alter_table("parent", recreate="auto") as batch:
    batch.alter_column("name", type_=sa.String(200), existing_type=sa.String(10))
"""
ORPHANS = """
op.execute("INSERT INTO later (id) VALUES (1)")
op.execute("INSERT INTO child (id, parent_id) VALUES (3, 99)")
"""
KILLED = """
import os, signal
op.add_column("account", sa.Column("nickname", sa.String(20)))
op.execute("UPDATE account SET nickname = 'x'")
if os.path.exists(os.environ.get("KILL_HERE", "")):
    os.kill(os.getpid(), signal.SIGKILL)
"""

MIGRATE = """
import sys
from pathlib import Path
from sqlalchemy import create_engine
from tracker import schema
from tracker.core import engines
schema.MIGRATIONS = Path(sys.argv[2])
engine = create_engine(sys.argv[1])
engines.prepare(engine)
schema.upgrade(engine)
"""


@pytest.fixture
def last():
    return schema.revisions()[-1]


def test_children_survive_the_rebuilding_of_their_parent(engine, migrations, last):
    migrations("9001", after=last, upgrade=FAMILY)
    migrations("9002", after="9001", upgrade=NEW_PARENT)
    schema.upgrade(engine, "9001")
    assert counts(engine)["child"] == 2
    schema.upgrade(engine)
    assert counts(engine)["child"] == 2
    length = sa.inspect(engine).get_columns("parent")[1]["type"].length
    assert length == 200


def test_the_tables_of_the_product_survive_it_too(engine, migrations, last):
    """Every table that others refer to is rebuilt once, with a row in each."""
    rebuilt = [
        f'with op.batch_alter_table("{name}") as batch:\n    batch.create_check_constraint("sane", sa.text("1 = 1"))'
        for name in sorted(parents())
    ]
    migrations("9001", after=last, upgrade="\n".join(rebuilt))
    schema.upgrade(engine, last)
    fill(engine)
    before = counts(engine)
    schema.upgrade(engine)
    assert counts(engine) == before


def test_references_are_guarded_again_after_a_migration(engine, migrations, last):
    migrations("9001", after=last, upgrade=FAMILY)
    schema.upgrade(engine)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO child (id, parent_id) VALUES (9, 99)"))


def test_a_migration_that_breaks_a_reference_is_undone(engine, migrations, last):
    migrations("9001", after=last, upgrade=FAMILY + '\nop.create_table("later", sa.Column("id", sa.Integer))')
    migrations("9002", after="9001", upgrade=ORPHANS)
    schema.upgrade(engine, "9001")
    with pytest.raises((RuntimeError, sa.exc.IntegrityError)):
        schema.upgrade(engine)
    assert counts(engine)["child"] == 2
    assert counts(engine)["later"] == 0
    assert not schema.is_current(engine)


def test_a_migration_killed_in_the_middle_leaves_a_database_that_migrates_again(
    engine, address, migrations, last, tmp_path
):
    migrations("9001", after=last, upgrade=KILLED)
    schema.upgrade(engine, last)
    fill(engine)
    before = counts(engine)
    engine.dispose()
    mark = tmp_path / "kill here"
    mark.touch()
    killed = migrate_in_a_process(address, migrations.folder, kill_here=mark)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert counts(engine) == before
    assert "nickname" not in {column["name"] for column in sa.inspect(engine).get_columns("account")}
    mark.unlink()
    again = migrate_in_a_process(address, migrations.folder, kill_here=mark)
    assert again.returncode == 0, again.stderr
    assert schema.is_current(engine)
    assert counts(engine) == before


def parents():
    """The tables that others refer to."""
    every = Base.metadata.tables.values()
    return {key.referred_table.name for table in every for key in table.foreign_key_constraints}


def migrate_in_a_process(address, folder, *, kill_here):
    return subprocess.run(
        [sys.executable, "-c", MIGRATE, address, str(folder)],
        cwd=ROOT,
        env={**os.environ, "KILL_HERE": str(kill_here)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
