"""The migrations, up and down, with rows in every table."""

import pytest
import sqlalchemy as sa

from tests.schema.rows import counts, fill, tables
from tracker import schema
from tracker.core.database import Base
from tracker.core.paths import MIGRATIONS
from tracker.core.revisions import newest_revision


def test_up_from_nothing_equals_the_models(engine):
    schema.upgrade(engine)
    assert schema.drift(engine) == []
    assert schema.is_current(engine)
    assert {table.name for table in tables(engine)} == set(Base.metadata.tables)


def test_up_down_up_with_a_row_in_every_table(engine):
    schema.upgrade(engine)
    fill(engine)
    assert set(counts(engine).values()) == {1}
    schema.downgrade(engine, "base")
    assert tables(engine) == []
    schema.upgrade(engine)
    fill(engine)
    assert set(counts(engine).values()) == {1}
    assert schema.drift(engine) == []


@pytest.mark.parametrize("revision", schema.revisions())
def test_rows_of_every_revision_survive_the_way_up_and_down_again(engine, revision):
    schema.upgrade(engine, revision)
    fill(engine)
    before = counts(engine)
    schema.upgrade(engine)
    after = counts(engine)
    assert {name: after[name] for name in before if name in after} == {
        name: number for name, number in before.items() if name in after
    }
    schema.downgrade(engine, revision)
    assert counts(engine) == before


def test_there_is_one_line_of_revisions_from_the_first_to_the_last():
    assert schema.revisions()[0] == "0001"
    assert schema.revisions() == sorted(schema.revisions())
    assert newest_revision(MIGRATIONS) == schema.revisions()[-1]


def test_a_database_is_current_only_at_the_last_of_them(engine):
    assert not schema.is_current(engine)
    schema.upgrade(engine, schema.revisions()[-2])
    assert not schema.is_current(engine)
    schema.upgrade(engine)
    assert schema.is_current(engine)


def test_drift_is_noticed(engine):
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE account ADD COLUMN nickname VARCHAR(20)"))
        connection.execute(sa.text("DROP INDEX ix_occurrence_account_id"))
    drift = " ".join(schema.drift(engine))
    assert "nickname" in drift
    assert "ix_occurrence_account_id" in drift


def test_an_audit_entry_can_be_neither_altered_nor_removed(engine):
    schema.upgrade(engine)
    fill(engine)
    for statement in ("UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(sa.exc.DBAPIError, match="the audit trail is not altered"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    assert counts(engine)["audit_entry"] == 1
