"""Restricted tasks: committees above count them and cannot read them.

The new column carries a default in the database, so that the code before it goes on writing rows. The index holds
the few restricted tasks alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RESTRICTED = {"sqlite_where": sa.text("restricted"), "postgresql_where": sa.text("restricted")}


def upgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_task_restricted", "task", ["quarter", "organization_id"], unique=False, **RESTRICTED)


def downgrade() -> None:
    op.drop_index("ix_task_restricted", table_name="task")
    with op.batch_alter_table("task") as batch:
        batch.drop_column("restricted")
