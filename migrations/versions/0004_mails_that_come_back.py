"""Mails that come back: whether an address was given up by a report, which reports count no more, one mailbox each.

New columns carry a default in the database, so that the code before them goes on writing rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WRITTEN = {
    "sqlite_where": sa.text("alternative_email <> ''"),
    "postgresql_where": sa.text("alternative_email <> ''"),
}


def upgrade() -> None:
    for table, column in (("dead_address", "by_report"), ("bounce", "forgiven")):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_bounce_address", "bounce", ["address"], unique=False)
    op.create_index("uq_account_alternative_email", "account", ["alternative_email"], unique=True, **WRITTEN)


def downgrade() -> None:
    op.drop_index("uq_account_alternative_email", table_name="account")
    op.drop_index("ix_bounce_address", table_name="bounce")
    for table, column in (("bounce", "forgiven"), ("dead_address", "by_report")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
