"""Indexes that the questions really use.

Tallies are found by their part as well: the number around every page of a committee above others is a sum of some. The
code before asks by the first two columns, which the new index begins with. SQLite uses an index of some rows only for a
question that says the same word for word, and there a truth is asked for as 1 or 0.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD, NEW = "ix_tally_organization_id_quarter", "ix_tally_organization_id_quarter_part"
SOME_ROWS = (
    ("ix_task_restricted", "task", ["quarter", "organization_id"], "restricted", "restricted = 1"),
    ("ix_tally_unsettled", "tally", ["organization_id", "quarter"], "NOT settled", "settled = 0"),
)


def upgrade() -> None:
    op.create_index(NEW, "tally", ["organization_id", "quarter", "part"], unique=False)
    op.drop_index(OLD, table_name="tally")
    if op.get_bind().dialect.name == "sqlite":
        for name, table, columns, _before, after in SOME_ROWS:
            op.drop_index(name, table_name=table)
            op.create_index(name, table, columns, unique=False, sqlite_where=sa.text(after))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, table, columns, before, _after in SOME_ROWS:
            op.drop_index(name, table_name=table)
            op.create_index(name, table, columns, unique=False, sqlite_where=sa.text(before))
    op.create_index(OLD, "tally", ["organization_id", "quarter"], unique=False)
    op.drop_index(NEW, table_name="tally")
